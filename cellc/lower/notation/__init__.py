"""notation: the conventions of a text as a whole, AST to AST.

In: a `Spec` as written.  Out: a `Spec` in the one form that the resolver reads: time is
a subscript t, every left side one name, every vector a column.  Each convention is one
file and one function; what it read and how is reported as a note.
"""

from cellc.lower.notation.conventions import settle_notation

__all__ = ["settle_notation"]
