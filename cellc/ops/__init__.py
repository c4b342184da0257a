"""The table of elementwise operations: spelling, derivative, printed forms."""

from cellc.ops.table import (
    OPERATIONS,
    Elementwise,
    Operation,
    PrintedForm,
    function,
    operation,
    spelled,
    spellings,
)

__all__ = [
    "OPERATIONS",
    "Elementwise",
    "Operation",
    "PrintedForm",
    "function",
    "operation",
    "spelled",
    "spellings",
]
