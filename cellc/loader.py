"""Generated source to a module object, without a file."""

from __future__ import annotations

import importlib.abc
import importlib.util
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


def load(spec: str | Path, level: int = 2) -> ModuleType:
    """Compile a spec (a path or the name of a cell of the zoo) and import the result.

    Raises:
        CellcError: with every error found, if the spec does not compile.
    """
    return module_of(compile_spec(spec, level))
