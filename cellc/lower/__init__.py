"""resolve and infer: AST to cell IR.

names, identifiers   which scripts of a name are time, label, power
facts, elaborate     the where block; functions told from factors
resolve              roles, order of computation
ranks, unify, typing shapes: vectors and matrices, sizes, the meaning of products
lower                the cell IR, assembled
"""

from cellc.lower.lower import lower

__all__ = ["lower"]
