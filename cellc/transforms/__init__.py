"""Transforms: a cell to another cell, which computes something else, on the IR.

Each is imported when it is first used: most cells are compiled as they are written.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cellc.transforms.bidirectional import BothWays, both_ways
    from cellc.transforms.request import Request
    from cellc.transforms.stack import stacked
    from cellc.transforms.table import asked_for, of_the_block, transformed

__all__ = [
    "BothWays",
    "Request",
    "asked_for",
    "both_ways",
    "of_the_block",
    "stacked",
    "transformed",
]

_HOMES = {
    "BothWays": "bidirectional",
    "Request": "request",
    "asked_for": "table",
    "both_ways": "bidirectional",
    "of_the_block": "table",
    "stacked": "stack",
    "transformed": "table",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cellc.transforms' has no attribute {name!r}")
    return getattr(import_module(f"cellc.transforms.{_HOMES[name]}"), name)
