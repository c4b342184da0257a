"""Equations with several right sides: `a = B = C` defines a, and says that B is C.

One side is computed: the last, or the first ones where the last leave a name without
use.  What is said of the others is not believed.  The text is lowered with each of them
in the place of the one computed, and what differs in the two cells is compared with
numbers (points.py).  Sides that differ are refused, and so is what cannot be decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from cellc.diagnostics import (
    CellcError,
    Diagnostic,
    Diagnostics,
    Label,
    Severity,
    Source,
    Span,
)
from cellc.ir import Cell
from cellc.lower.differences import NOT_SHOWN, Comparison, lost
from cellc.lower.names import read_name
from cellc.lower.notation.variants import in_one_form
from cellc.lower.notation.walk import names_in
from cellc.lower.run_on import equations_run_on, refuse_run_on
from cellc.lower.second_names import second_name
from cellc.syntax.nodes import Spec, Statement

_DIFFER = "E0219"
_UNUSED = frozenset(["E0225", "E0231"])  # declared, or defined
Choice = dict[int, int]  # the equation -> the side that is computed


class Lower(Protocol):
    """How a text with one right side for each equation is lowered."""

    def __call__(
        self, spec: Spec, diagnostics: Diagnostics, *, whole: bool = True
    ) -> Cell: ...


def lower_agreeing(spec: Spec, lower: Lower, diagnostics: Diagnostics) -> Cell:
    """The cell of a text in which equations have several right sides.

    Raises CellcError as lowering does, and where the sides are not shown to be one.
    """
    spec = in_one_form(spec)
    several = [at for at, each in enumerate(spec.equations) if _is_several(each, spec)]
    own = Diagnostics(diagnostics.source)
    claims = _Claims(spec, several, lower, own)
    try:
        cell = claims.lowered()
    except CellcError:
        if not claims.refuse_run_on(diagnostics):
            diagnostics.take(own)
        raise CellcError(diagnostics.settled()) from None
    diagnostics.take(own)
    return cell


def _is_several(statement: Statement, spec: Spec) -> bool:
    """Whether what stands between is more than a second name for what is behind."""
    name = second_name(statement)
    if len(statement.sides) < 3 or name is None:
        return len(statement.sides) > 2
    silent = Diagnostics(Source(""))
    return any(
        read.identifier == name.identifier and read.lag is None
        for each in _statements(spec)
        if second_name(each) is None
        for side in each.sides
        for node in names_in(side)
        if (read := read_name(node, silent)) is not None
    )


def _statements(spec: Spec) -> Iterator[Statement]:
    yield from spec.equations
    yield from (each for each in spec.facts if isinstance(each, Statement))


@dataclass
class _Claims:
    """The equations of a text that have several right sides."""

    spec: Spec
    several: list[int]
    lower: Lower
    diagnostics: Diagnostics
    refused: set[int] = field(default_factory=set)

    def lowered(self) -> Cell:
        """Raises CellcError, and has its errors reported."""
        choice, cell = self.chosen()
        self.check(choice, cell)
        self.diagnostics.raise_if_errors()
        self.note(choice)
        return cell

    def refuse_run_on(self, diagnostics: Diagnostics) -> bool:
        """Whether lines are rather two equations: the text is then right, or they not.

        Reports them.
        """
        source = diagnostics.source
        cut = {
            at: equations_run_on(self.spec.equations[at], source) for at in self.several
        }
        apart = [
            one
            for at, each in enumerate(self.spec.equations)
            for one in cut.get(at, [each])
        ]
        try:
            self.lower(replace(self.spec, equations=tuple(apart)), self._silent())
            found = [*cut.values()]
        except CellcError:
            errors = [
                each for each in _errors(self.diagnostics) if each.code != _DIFFER
            ]
            wrong = {self._at(each.span.start) for each in errors if each.span}
            found = [each for at, each in cut.items() if at in wrong]
        found = [each for each in found if len(each) > 1]
        for each in found:
            refuse_run_on(each, diagnostics)
        return bool(found)

    # ------------------------------------------------------------ what is computed

    def chosen(self) -> tuple[Choice, Cell]:
        """The sides that are computed: the last, unless names stand in the first alone.

        Raises CellcError where there is no cell either way.
        """
        sides = {at: len(self.spec.equations[at].sides) - 1 for at in self.several}
        tried = []
        for choice in (sides, dict.fromkeys(sides, 1)):
            own = self._silent()
            try:
                cell = self.lower(self._with(choice), own)
            except CellcError:
                tried.append(own)
                if any(each.code not in _UNUSED for each in _errors(own)):
                    break
            else:
                self.diagnostics.take(own)
                return choice, cell
        self._refuse_unused(*tried)
        raise CellcError(self.diagnostics.settled())

    def _with(self, choice: Choice) -> Spec:
        equations = list(self.spec.equations)
        for at, side in choice.items():
            sides = equations[at].sides
            equations[at] = replace(equations[at], sides=(sides[0], sides[side]))
        return replace(self.spec, equations=tuple(equations))

    def _silent(self) -> Diagnostics:
        return Diagnostics(self.diagnostics.source)

    def _refuse_unused(
        self, last: Diagnostics, first: Diagnostics | None = None
    ) -> None:
        """The errors with the last sides; what the first sides use is told as such."""
        if first is None:
            self.diagnostics.take(last)
            return
        always = {each.span for each in _errors(first)}
        for each in last:
            if each.span is None or each.span in always:
                self.diagnostics.found.append(each)
                continue
            self.diagnostics.error(
                _DIFFER,
                f"`{self._typed(each.span)}` stands in right sides alone that are not "
                "computed",
                each.span,
                help="keep one right side in each equation, and remove the equations "
                "of names that nothing uses then",
            )

    # ------------------------------------------------------------ what is said of it

    def check(self, choice: Choice, cell: Cell) -> None:
        """Compare every other side; reports those that are not shown to be the same."""
        others = {
            at: [n for n in range(1, len(each.sides)) if n != choice[at]]
            for at in self.several
            for each in (self.spec.equations[at],)
        }
        comparison = Comparison(cell)
        for turn in range(max(map(len, others.values()), default=0)):
            now = {
                at: each[turn] if turn < len(each) else choice[at]
                for at, each in others.items()
            }
            other = self._other(now, choice)
            if other is not None:
                self._compare(now, choice, comparison, other)

    def _other(self, now: Choice, choice: Choice) -> Cell | None:
        """The cell with other sides, without the facts that only these do not use."""
        spec = self._with(now)
        for _ in range(2):
            silent = self._silent()
            try:
                return self.lower(spec, silent, whole=False)
            except CellcError:
                errors = _errors(silent)
            if any(each.code not in _UNUSED for each in errors):
                break
            spec = _without_facts(spec, [each.span for each in errors if each.span])
        self._refuse_unread(now, choice, errors)
        return None

    def _refuse_unread(
        self, now: Choice, choice: Choice, errors: list[Diagnostic]
    ) -> None:
        """A side that does not compile in the place of the one that is computed."""
        for error in errors:
            at = self._at(error.span.start) if error.span else None
            why = f"{NOT_SHOWN}: with this one, {error.message}"
            first = self.several[0]
            self._refuse(first if at is None else at, now, choice, why, error.help)

    def _at(self, place: int) -> int | None:
        """The one of the equations that a place of the text is in."""
        for at in self.several:
            span = self.spec.equations[at].span
            if span.start <= place < span.end:
                return at
        return None

    def _compare(
        self, now: Choice, choice: Choice, comparison: Comparison, other: Cell
    ) -> None:
        for each in other.equations:
            for symbol, place in each.offsets.items():
                at = self._at(place)
                why = lost(symbol, comparison.cell, other)
                if why is not None and at is not None:
                    self._refuse(at, now, choice, why)
        for each in other.equations:
            if each.value == comparison.values.get(each.target, each.value):
                continue
            at = self._at(other.variables[each.target].position)
            at = self.several[0] if at is None else at
            why = None if at in self.refused else comparison.difference(each)
            if why is not None:
                self._refuse(at, now, choice, why)

    # ------------------------------------------------------------ what is told

    def _refuse(
        self, at: int, now: Choice, choice: Choice, why: str, help: str | None = None
    ) -> None:
        if at in self.refused:
            return
        self.refused.add(at)
        left, *_ = sides = self.spec.equations[at].sides
        one, two = sorted([sides[now[at]].span, sides[choice[at]].span])
        broken = "\n" in self.diagnostics.source.text[one.end : two.start]
        keep = "keep the one that is meant"
        if broken:
            keep += ", or write the left side that is missing in front of the second"
        self.diagnostics.error(
            _DIFFER,
            f"the right sides of `{self._typed(left.span)}` are not {why}",
            sides[now[at]].span,
            labels=(Label(sides[choice[at]].span, "the other one"),),
            help=help or keep,
        )

    def note(self, choice: Choice) -> None:
        """Tell which side of each equation is computed."""
        for at, side in choice.items():
            sides = self.spec.equations[at].sides
            self.diagnostics.note(
                "N0640",
                f"the right sides of `{self._typed(sides[0].span)}` agree; this one is "
                "computed",
                sides[side].span,
                help="leave the others out, or put them in a comment",
            )

    def _typed(self, span: Span) -> str:
        return self.diagnostics.source.snippet(span)


def _without_facts(spec: Spec, places: list[Span]) -> Spec:
    facts = (
        each
        for each in spec.facts
        if not any(
            place.start < each.span.end and each.span.start < place.end
            for place in places
        )
    )
    return replace(spec, facts=tuple(facts))


def _errors(found: Diagnostics) -> list[Diagnostic]:
    return [each for each in found if each.severity is Severity.ERROR]
