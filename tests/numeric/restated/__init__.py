"""Cells of the zoo restated in PyTorch, one module for each family of specs.

Each has a table `STEPS`, from the name of a cell to its step.
"""

from __future__ import annotations

from restated.signature import Step

STEPS: dict[str, Step] = {}
