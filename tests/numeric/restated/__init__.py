"""Cells of the zoo restated in PyTorch, one module for each family of specs.

Each has a table `STEPS`, from the name of a cell to its step.  Every module of this
folder is read.
"""

from __future__ import annotations

from restated import (
    attention,
    depth,
    elman,
    gru,
    independent,
    lags,
    leaky,
    linear,
    matrix,
    memory,
    micro,
    minimal,
    multiplicative,
    nested,
    noise,
    oscillators,
    plastic,
    projection,
    reductions,
    search,
    structured,
    time,
)
from restated.signature import Step

STEPS: dict[str, Step] = {
    **attention.STEPS,
    **depth.STEPS,
    **elman.STEPS,
    **gru.STEPS,
    **independent.STEPS,
    **lags.STEPS,
    **leaky.STEPS,
    **linear.STEPS,
    **matrix.STEPS,
    **memory.STEPS,
    **micro.STEPS,
    **minimal.STEPS,
    **multiplicative.STEPS,
    **nested.STEPS,
    **noise.STEPS,
    **oscillators.STEPS,
    **projection.STEPS,
    **plastic.STEPS,
    **reductions.STEPS,
    **search.STEPS,
    **structured.STEPS,
    **time.STEPS,
}
from importlib import import_module
from pkgutil import iter_modules

STEPS: dict[str, Step] = {}
for _name in sorted(each.name for each in iter_modules(__path__)):
    STEPS.update(getattr(import_module(f"restated.{_name}"), "STEPS", {}))
