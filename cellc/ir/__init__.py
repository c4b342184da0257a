"""The IR: a cell's equations as SymPy, with typed names.  Knows no text, no target."""

from cellc.ir.cell import (
    Cell,
    Equation,
    Initializer,
    Role,
    State,
    Statement,
    Variable,
)
from cellc.ir.contractions import (
    Concat,
    Contract,
    Contraction,
    Slice,
    Zeros,
    operands_of,
)
from cellc.ir.sizes import size_symbol, size_terms, size_text

__all__ = [
    "Cell",
    "Concat",
    "Contract",
    "Contraction",
    "Equation",
    "Initializer",
    "Role",
    "Slice",
    "State",
    "Statement",
    "Variable",
    "Zeros",
    "operands_of",
    "size_symbol",
    "size_terms",
    "size_text",
]
