"""cellc: from the equations of a recurrent cell to NumPy with exact gradients.

cellc.load("lstm")              the compiled module of a spec, ready to use
cellc.compile_cell(text)        the compiled cell: source, IR, metadata
cellc.CellcError                what both raise, with the diagnostics in it
"""

from typing import TYPE_CHECKING, Any

from cellc.version import __version__

if TYPE_CHECKING:
    from cellc.diagnostics import CellcError, Diagnostic
    from cellc.driver import CompiledCell, compile_cell
    from cellc.loader import load

__all__ = [
    "CellcError",
    "CompiledCell",
    "Diagnostic",
    "__version__",
    "compile_cell",
    "load",
]

_HOMES = {
    "CellcError": "cellc.diagnostics",
    "Diagnostic": "cellc.diagnostics",
    "CompiledCell": "cellc.driver",
    "compile_cell": "cellc.driver",
    "load": "cellc.loader",
}


def __getattr__(name: str) -> Any:
    """Import on first use: SymPy takes longer to import than most commands to run."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'cellc' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
