"""The IR: a cell's equations as SymPy, with typed names.  Knows no text, no target."""

from cellc.ir.cell import (
    Cell,
    Equation,
    Initializer,
    Noise,
    Role,
    State,
    Statement,
    Variable,
)
from cellc.ir.contractions import (
    Concat,
    Contract,
    Contraction,
    Count,
    Identity,
    Over,
    OverComponents,
    Repeat,
    Reshape,
    Slice,
    Zeros,
    operands_of,
)
from cellc.ir.graph import Graph
from cellc.ir.names import safe, unique
from cellc.ir.shapes import is_timed, shape_of, variation
from cellc.ir.sizes import (
    SizeSource,
    measure,
    size_symbol,
    size_terms,
    size_text,
    solve_sizes,
)

__all__ = [
    "Cell",
    "Concat",
    "Contract",
    "Contraction",
    "Count",
    "Equation",
    "Graph",
    "Identity",
    "Initializer",
    "Noise",
    "Over",
    "OverComponents",
    "Repeat",
    "Reshape",
    "Role",
    "SizeSource",
    "Slice",
    "State",
    "Statement",
    "Variable",
    "Zeros",
    "is_timed",
    "measure",
    "operands_of",
    "safe",
    "shape_of",
    "size_symbol",
    "size_terms",
    "size_text",
    "solve_sizes",
    "unique",
    "variation",
]
