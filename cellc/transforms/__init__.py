"""Transforms: a cell to another cell, which computes something else, on the IR."""

from cellc.transforms.both_ways import BothWays, both_ways
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
