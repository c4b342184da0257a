"""The cells of the zoo, each compiled once for all tests of a process.

Nothing changes a compiled cell or its module; a test that compares two compilations
makes its own.  The tests with the mark `every_cell` are put together cell by cell, so
that one process has all those of a cell.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

import pytest

from cellc.driver import CompiledCell, compile_spec
from cellc.loader import module_of
from cellc.resources import zoo

every_cell = pytest.mark.parametrize("name", zoo(), scope="session")


def compiled(name: str, level: int = 2) -> CompiledCell:
    return _compiled(name, level)


def module(name: str, level: int = 2) -> ModuleType:
    return _module(name, level)


@lru_cache(maxsize=64)
def _compiled(name: str, level: int) -> CompiledCell:
    return compile_spec(name) if level == 2 else _compiled(name, 2).at_level(level)


@lru_cache(maxsize=64)
def _module(name: str, level: int) -> ModuleType:
    return module_of(_compiled(name, level))
