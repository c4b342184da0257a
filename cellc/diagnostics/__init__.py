"""Diagnostics: what every stage says when a spec is wrong.

Lowest layer: imports nothing of cellc.  A `Diagnostic` carries a stable code, a
message, the place, and one line of help; `CellcError` carries diagnostics out of
any stage; `render` prints them with the line exactly as typed.
"""

from cellc.diagnostics.codes import CODES
from cellc.diagnostics.diagnostic import (
    CellcError,
    Diagnostic,
    Diagnostics,
    Label,
    Severity,
)
from cellc.diagnostics.render import render
from cellc.diagnostics.source import Source, Span

__all__ = [
    "CODES",
    "CellcError",
    "Diagnostic",
    "Diagnostics",
    "Label",
    "Severity",
    "Source",
    "Span",
    "render",
]
