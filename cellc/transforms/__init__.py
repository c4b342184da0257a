"""Transforms: a cell to another cell, which computes something else, on the IR."""

from cellc.transforms.stack import stacked

__all__ = ["stacked"]
