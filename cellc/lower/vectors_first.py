"""E0404: a vector before a matrix, `h W` and `α_t S_{t-1}`, and what can be meant.

A matrix that is a parameter stands on the wrong side.  Before a matrix of every step a
gate can be a number, or one factor for each row: what of it fits is tried.
"""

from __future__ import annotations

from cellc.diagnostics import Edit
from cellc.lower.conflicts import Conflict, factor, under_power
from cellc.lower.reasons import Reasons, Side
from cellc.lower.spelling import bare
from cellc.lower.terms import Product, Reference, Transposed, references
from cellc.lower.trials import Trials
from cellc.lower.undetermined import declaration


def vector_before_matrix(
    reasons: Reasons, left: Side, right: Side, term: Product, trials: Trials | None
) -> Conflict:
    """A vector on the left side of a matrix, with nothing that makes it a row."""
    turned = _turned(reasons, left, right)
    whole = isinstance(left.term, Reference) and _is_name(right)
    edit = Edit(term.span, turned) if whole else None
    advice = f"write the matrix first: {turned}"
    if trials is not None and _varies(right, trials):
        found = _number(reasons, left, trials)
        if trials.fits_diagonal(term):
            a, b = reasons.written(left.term), factor(reasons, right.term)
            found.append(f"for a factor of each row write diag({a}) {b}")
        if trials.fits_turned(term):
            found.append(f"for the product with the vector write {turned}")
        advice, edit = "; ".join(found) or advice, None
    return Conflict(
        "E0404",
        f"{reasons.described(left)} stands before {reasons.described(right)}",
        term.span,
        advice,
        reasons.of_ranks(left, right),
        edit,
    )


def _turned(reasons: Reasons, left: Side, right: Side) -> str:
    """`W^T h` for `h W`, and `W h` for `h W^T`."""
    a, term = factor(reasons, left.term), right.term
    if isinstance(term, Transposed):
        return f"{factor(reasons, term.operand)} {a}"
    return f"{under_power(reasons, term)}^T {a}"


def _is_name(side: Side) -> bool:
    term = side.term
    return isinstance(term.operand if isinstance(term, Transposed) else term, Reference)


def _varies(matrix: Side, trials: Trials) -> bool:
    """Whether a matrix is one of every step, and no parameter."""
    fixed = {*trials.resolved.parameters, *trials.resolved.constants}
    return any(each.identifier not in fixed for each in references(matrix.term))


def _number(reasons: Reasons, left: Side, trials: Trials) -> list[str]:
    """The lines of the where block with which the vector is a number."""
    if not isinstance(left.term, Reference):
        names = [*references(left.term)]
        if len({each.identifier for each in names}) != 1:
            return []
        name = names[0]
    else:
        name = left.term
    lines: list[str] = []
    for identifier, shape in trials.as_number(name):
        typed = bare(reasons.snippet(trials.place(identifier, name)))
        lines.append(f"`{declaration(typed, shape, reasons.source)}`")
    if not lines:
        return []
    said = " and ".join(filter(None, [", ".join(lines[:-1]), lines[-1]]))
    return [f"for a number at every step write {said} in the where block"]
