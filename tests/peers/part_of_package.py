"""One module of a library, without what the packages above it import."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

import pytest


class Unneeded(ModuleType):
    """A module that is imported on the way, and nothing of it is called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def part_of_package(name: str, *unneeded: str) -> Any:
    """`package.inner.module`, or a skipped test where there is no such package.

    Many packages import all of a framework when a single file of theirs is wanted. In
    place of their `__init__` stand empty packages with the same folders, as long as the
    module is imported.

    Arguments:
        unneeded: what the module imports and the test does not need.
    """
    own, *_ = above = name.split(".")[:-1]
    replaced = {own, *(module.split(".")[0] for module in unneeded)}

    def taken() -> dict[str, ModuleType]:
        names = [key for key in sys.modules if key.split(".")[0] in replaced]
        return {key: sys.modules.pop(key) for key in names}

    before = taken()
    try:
        folders: list[str] | None = None
        for depth in range(1, len(above) + 1):
            package = ".".join(above[:depth])
            spec = PathFinder.find_spec(package, folders)
            if spec is None or spec.submodule_search_locations is None:
                pytest.skip(f"no {own}")
            folders = list(spec.submodule_search_locations)
            sys.modules[package] = ModuleType(package)
            sys.modules[package].__path__ = folders
        sys.modules.update({module: Unneeded(module) for module in unneeded})
        return import_module(name)
    finally:
        taken()
        sys.modules.update(before)
