"""resolve and infer: AST to cell IR.

names, identifiers   which scripts of a name are time, label, power
facts, elaborate     the where block; functions told from factors
resolve              roles, order of computation
ranks, unify, typing shapes: vectors and matrices, sizes, the meaning of products
shapes               every name's shape, every equation as an expression
undecided, undetermined   what has no shape, or a size that nothing tells
reasons, conflicts   why a shape is what it is; both sides of what does not fit
likeness, suggest    did you mean
lint                 what compiles and may not be meant
agreeing, run_on     several right sides, compared; two equations on one line
differences, points  how two equations differ, at sample numbers
lower                the cell IR, assembled
recovery             further errors of a text that has some
"""

from cellc.lower.lower import lower
from cellc.lower.recovery import find_further_errors

__all__ = ["find_further_errors", "lower"]
