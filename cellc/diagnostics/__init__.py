"""Diagnostics: what every stage says when a spec is wrong.

Lowest layer: imports nothing of cellc.  A `Diagnostic` carries a stable code, a
message, the place, one line of help and, where there is one, the edit that mends the
text; `Diagnostics` collects them; `CellcError` carries them out of any stage; `render`
prints them with the line exactly as typed.
"""

from cellc.diagnostics.codes import CODES
from cellc.diagnostics.collect import Diagnostics
from cellc.diagnostics.diagnostic import (
    CellcError,
    Diagnostic,
    Edit,
    Label,
    Severity,
    severity_of,
)
from cellc.diagnostics.render import render
from cellc.diagnostics.source import Source, Span

__all__ = [
    "CODES",
    "CellcError",
    "Diagnostic",
    "Diagnostics",
    "Edit",
    "Label",
    "Severity",
    "Source",
    "Span",
    "render",
    "severity_of",
]
