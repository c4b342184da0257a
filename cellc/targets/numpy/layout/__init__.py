"""Physical lines for the emitter's logical lines, split where `ruff format` splits.

A logical line that fits is returned as it is. A longer one is parsed, its syntax tree
becomes a document, and the document is printed to the given width.

source        a logical line: its code, its comment and its parentheses
outline       what an expression shows outside its brackets
documents     texts with places to break them, and their printer
expressions   from expressions to documents
statements    from statements to documents; `lay_out`, which does all of it
"""

from cellc.targets.numpy.layout.statements import lay_out

__all__ = ["lay_out"]
