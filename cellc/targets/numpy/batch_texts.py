"""Means over the batch as NumPy text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Expr

from cellc.ir import BatchMean


@dataclass(frozen=True)
class BatchTexts:
    """How means over the batch are written at one place.

    names: a mean -> its field of `Statistics`.
    step: `t` in the loop over time; empty outside it, and in `step`.
    """

    names: Mapping[Expr, str] = field(default_factory=dict)
    step: str = ""

    def mean(self, value: BatchMean, operand: str, axes: str) -> str:
        given = f"given.{self.names[value]}"
        step = f", {self.step}" if self.step else ""
        return f"batch_mean({operand}, {self._share(axes)}, {given}{step})"

    def share(self, operand: str, axes: str) -> str:
        return f"batch_share({operand}, {self._share(axes)})"

    def _share(self, axes: str) -> str:
        """What each sequence counts for, with the axes of what it is a factor of."""
        return f"share[{self.step}]" if self.step else f"share{axes}"
