"""resolve and infer: AST to cell IR.

names, identifiers   which scripts of a name are time, label, power
facts, elaborate     the where block; functions told from factors
resolve              roles, order of computation
ranks, unify, typing shapes: vectors and matrices, sizes, the meaning of products
lower                the cell IR, assembled
recovery             further errors of a text that has some
"""

from cellc.lower.lower import lower
from cellc.lower.recovery import find_further_errors

__all__ = ["find_further_errors", "lower"]
