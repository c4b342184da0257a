"""Cells of the zoo restated in PyTorch, one module for each family of specs.

Each has a table `STEPS`, from the name of a cell to its step.  Every module of this
folder is read.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from restated.signature import Step

STEPS: dict[str, Step] = {}
for _name in sorted(each.name for each in iter_modules(__path__)):
    STEPS.update(getattr(import_module(f"restated.{_name}"), "STEPS", {}))
