"""Transforms: a cell to another cell, which computes something else, on the IR."""

from cellc.transforms.both_ways import BothWays, both_ways
from cellc.transforms.stack import stacked

__all__ = ["BothWays", "both_ways", "stacked"]
