"""W0502: a state read at t in one equation where its like read it at t-1.

Equations are alike if they are one but for the parameters in them and for the step at
which they read a state.  A peephole of an output gate reads the new state where the
other gates read the old one: they feed it and could not read the new one.  So an odd
one is reported only where another of its like could read the state at t and does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.lower.lint.uses import feeding
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import bare
from cellc.lower.terms import (
    Apply,
    Constant,
    Power,
    Product,
    Reference,
    Sum,
    Term,
    children,
    references,
)

ALIKE = 2  # equations that must agree against the odd one
Skeleton = tuple[object, ...]


@dataclass(frozen=True)
class _Member:
    """An equation among its like, with its reads of states in one order for all."""

    definition: Definition
    reads: tuple[Reference, ...]


def warn_of_steps(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report the equations that read a state at another step than their like."""
    if not resolved.states:
        return
    reader = _Reader(resolved)
    groups: dict[Skeleton, list[_Member]] = {}
    for definition in resolved.definitions:
        skeleton, reads = reader.of(definition.term)
        if reads and isinstance(definition.term, Apply) and _is_mixed(definition.term):
            groups.setdefault(skeleton, []).append(_Member(definition, reads))
    for members in groups.values():
        if len(members) <= ALIKE:
            continue
        for index in range(len(members[0].reads)):
            _check(members, index, resolved, diagnostics)


def _is_mixed(term: Term) -> bool:
    """Whether two timed names or more are in it: q = tanh(W h) says little."""
    return (
        len({each.identifier for each in references(term) if each.lag is not None}) > 1
    )


class _Reader:
    """The form of a term: parameters alike, states without their step."""

    def __init__(self, resolved: Resolved) -> None:
        self.parameters = {*resolved.parameters}
        self.states = {*resolved.states}

    def of(self, term: Term) -> tuple[Skeleton, tuple[Reference, ...]]:
        """The form, and the reads of states in an order that the form decides."""
        match term:
            case Reference(identifier=identifier):
                if identifier in self.parameters:
                    return ("parameter",), ()
                reads = (term,) if identifier in self.states else ()
                return ("name", identifier), reads
            case Constant(value=value):
                return ("number", str(value)), ()
            case Sum():
                parts = sorted(
                    map(self.of, _summands(term)), key=lambda each: repr(each[0])
                )
                return self._joined("sum", parts)
        label = type(term).__name__
        match term:
            case Product():
                label += " by components" if term.elementwise else ""
            case Apply(operation=operation):
                label += f" {operation.name}"
            case Power(exponent=exponent):
                label += f" {exponent}"
        return self._joined(label, [self.of(each) for each in children(term)])

    def _joined(
        self, label: str, parts: list[tuple[Skeleton, tuple[Reference, ...]]]
    ) -> tuple[Skeleton, tuple[Reference, ...]]:
        reads = tuple(read for _, reads in parts for read in reads)
        return (label, *(skeleton for skeleton, _ in parts)), reads


def _summands(term: Term) -> list[Term]:
    found: list[Term] = []
    pending = [term]
    while pending:
        part = pending.pop()
        if isinstance(part, Sum):
            pending += (part.right, part.left)
        else:
            found.append(part)
    return found


# ---------------------------------------------------------------- the odd one


def _check(
    members: list[_Member], index: int, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    if len({each.reads[index].lag for each in members}) == 1:
        return
    early = feeding(members[0].reads[index].identifier, resolved)
    free = [each for each in members if each.definition.identifier not in early]
    for group in (free, members):
        new = [each for each in group if each.reads[index].lag == 0]
        old = [each for each in group if each.reads[index].lag == 1]
        odd, others = sorted((new, old), key=len)
        could = any(each.definition.identifier not in early for each in old)
        if len(odd) == 1 and len(others) >= ALIKE and could:
            _warn(odd[0], others, index, diagnostics)
            return


def _warn(
    odd: _Member,
    others: list[_Member],
    index: int,
    diagnostics: Diagnostics,
) -> None:
    snippet = diagnostics.source.snippet
    read, usual = odd.reads[index], others[0].reads[index]
    here, there = bare(snippet(read.span)), bare(snippet(usual.span))
    lefts = [f"`{snippet(each.definition.left)}`" for each in others]
    listed = ", ".join(lefts[:-1]) + f" and {lefts[-1]}"
    place = Span(read.span.start, read.span.start + len(here))
    diagnostics.warning(
        "W0502",
        f"`{snippet(odd.definition.left)}` reads `{here}`, where the like equations of "
        f"{listed} read `{there}`",
        read.span,
        labels=tuple(
            Label(each.reads[index].span, f"`{there}` here") for each in others[:2]
        ),
        help=f"did you mean `{there}`?",
        edit=Edit(place, there),
    )
