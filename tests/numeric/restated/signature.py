"""What a restated step takes and gives; vectors are rows of a batch, (B, size)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

Named = Mapping[str, Tensor]
Result = tuple[dict[str, Tensor], dict[str, Tensor]]
Step = Callable[[Named, Named, Named], Result]
"""(parameters, inputs at t, states at t-1) to (outputs at t, states at t)."""


def joined(*vectors: Tensor) -> Tensor:
    """[a, b, ...], the rows one behind the other."""
    return torch.cat(vectors, dim=-1)
