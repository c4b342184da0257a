"""Generated source to a module object, without a file."""

from __future__ import annotations

import importlib.abc
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from cellc.driver import CompiledCell, compile_spec


class _SourceInMemory(importlib.abc.InspectLoader):
    """Gives the import system the source of one generated module."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, fullname: str) -> str:
        return self.text

    def is_package(self, fullname: str) -> bool:
        return False


def module_of(compiled: CompiledCell) -> ModuleType:
    """The generated module of a compiled cell, imported."""
    loader = _SourceInMemory(compiled.source_text)
    spec = importlib.util.spec_from_loader(compiled.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def load(
    spec: str | Path,
    level: int = 2,
    *,
    layers: int = 1,
    bidirectional: bool = False,
    transforms: str | Sequence[str] = (),
) -> ModuleType:
    """Compile a spec (a path or the name of a cell of the zoo) and import the result.

    What is made of the cell is as for `compile_cell`.

    Raises:
        CellcError: with every error found, if the spec does not compile.
    """
    made = compile_spec(
        spec,
        level,
        layers=layers,
        bidirectional=bidirectional,
        transforms=transforms,
    )
    return module_of(made)
