"""The NumPy target: a scheduled program to one standalone module.

printer      expressions
scope        what a symbol is called where
section      statements
forward, backward, initializers, checks, metadata, support   the parts of a module
layout       long lines, laid out as a formatter would
module       all of it, placed by templates/module.py.j2
"""

from cellc.targets.numpy.metadata import metadata
from cellc.targets.numpy.module import emit_module

__all__ = ["emit_module", "metadata"]
