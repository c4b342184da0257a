r"""Matrices of one column: `B u_t` with B ∈ ℝ^{d×1} and a number u_t is a vector.

In: a resolved cell.  Out: which terms are such matrices, by what is declared.  Where a
name at t is declared as one itself, S_t ∈ ℝ^{d×1}, the text computes with matrices, and
no product with a number is a vector.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Apply,
    Constant,
    Negative,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    children,
)
from cellc.ops import Operation


@dataclass
class Columns:
    """Names that are matrices of one column, or of one row, and definitions."""

    columns: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    definitions: dict[str, Term] = field(default_factory=dict)

    @classmethod
    def of(cls, resolved: Resolved) -> Columns:
        shapes = {
            each: shape.dimensions
            for each, shape in resolved.facts.shapes.items()
            if len(shape.dimensions) == 2
        }
        columns = frozenset(each for each, shape in shapes.items() if shape[1] == 1)
        rows = frozenset(each for each, shape in shapes.items() if shape[0] == 1)
        timed = {each.identifier for each in resolved.definitions if each.timed}
        if (columns | rows) & {*resolved.inputs, *timed}:
            return cls()
        terms = {each.identifier: each.term for each in resolved.definitions}
        return cls(columns, rows, terms)

    def makes_vector(self, term: Product) -> bool:
        """Whether a product with a number behind its matrix is a vector."""
        return (
            bool(self.columns or self.rows)
            and not isinstance(term.right, Constant)
            and self._is_column(term.left, frozenset())
        )

    def _is_column(self, term: Term, seen: frozenset[str]) -> bool:
        match term:
            case Reference(identifier=identifier):
                if identifier in self.columns or identifier in seen:
                    return identifier in self.columns
                made = self.definitions.get(identifier)
                return made is not None and self._is_column(made, seen | {identifier})
            case Transposed(operand=Reference(identifier=identifier)):
                return identifier in self.rows
            case Product(right=right) if not term.elementwise:
                return self._is_column(right, seen)
            case Sum() | Product() | Quotient() | Negative() | Apply():
                if isinstance(term, Apply) and not isinstance(
                    term.operation, Operation
                ):
                    return False
                return any(self._is_column(each, seen) for each in children(term))
        return False
