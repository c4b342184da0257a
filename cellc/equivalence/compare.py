"""Whether two cells are the same function: equal, different, or not decided.

Equal is proved in normal form and checked in numbers.  Different is said where the
families have different dimensions, or where the search has refuted every correspondence
and nothing casts doubt on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr, Symbol

from cellc.equivalence.carried import find_states, largest_error
from cellc.equivalence.dimension import SEED as SEED_OF_DIMENSION
from cellc.equivalence.dimension import Dimension, dimension
from cellc.equivalence.doubts import doubts, doubts_in_sums
from cellc.equivalence.interfaces import Interface, interfaces
from cellc.equivalence.matching import Impasse, Matching, OutOfBudget, Pairs
from cellc.equivalence.naming import part_name, term
from cellc.equivalence.points import Points
from cellc.equivalence.polynomials import TooLong
from cellc.equivalence.proof import proved
from cellc.equivalence.sums import find_sums
from cellc.equivalence.verdict import (
    Answer,
    Correspondence,
    Pair,
    Sums,
    Verdict,
    Witness,
)
from cellc.ir import Cell, size_text, written_out

SEED = 1
STEPS = 8  # of the numerical check
TRIES = 12  # complete correspondences that are tried
NAMES = ("A", "B")


def compare(first: Cell, second: Cell) -> Verdict:
    """Decide whether two cells are the same function, up to names and signs."""
    first, second = written_out(first), written_out(second)
    counts = _counts(first, second)
    if counts is not None:
        return Verdict(Answer.DIFFERENT, witness=counts)
    ways = interfaces(first, second)
    if not ways:
        return Verdict(Answer.DIFFERENT, witness=_unlike_shapes(first, second))
    found = []
    for way in ways:
        verdict = _Comparison(first, second, way).verdict()
        if verdict.answer is Answer.EQUAL:
            return verdict
        found.append(verdict)
    undecided = [each for each in found if each.answer is Answer.NOT_DECIDED]
    return undecided[0] if undecided else found[0]


def _counts(first: Cell, second: Cell) -> Witness | None:
    for what, ours, theirs in (
        ("input", first.inputs, second.inputs),
        ("output", first.outputs, second.outputs),
    ):
        if len(ours) != len(theirs):
            lines = (
                f"A: {', '.join(each.name for each in ours)}",
                f"B: {', '.join(each.name for each in theirs)}",
            )
            reason = f"A has {_many(len(ours), what)}, B has {_many(len(theirs), what)}"
            return Witness(reason, lines)
    return None


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _unlike_shapes(first: Cell, second: Cell) -> Witness:
    lines = tuple(
        f"{name}: "
        + ", ".join(
            f"{each.name} ({_kind(cell, each)})"
            for each in (*cell.inputs, *cell.outputs)
        )
        for name, cell in zip(NAMES, (first, second), strict=True)
    )
    return Witness("inputs and outputs have shapes that do not fit together", lines)


def _kind(cell: Cell, symbol: Symbol) -> str:
    variable = cell.variable(symbol)
    once = "" if variable.timed else ", one for a sequence"
    return f"{_shape(variable.shape)}{once}"


def _shape(shape: tuple[Expr, ...]) -> str:
    return " × ".join(size_text(each) for each in shape) or "number"


@dataclass
class _Comparison:
    """Two cells, with one way to pair their inputs, outputs and sizes."""

    first: Cell
    second: Cell
    interface: Interface

    def __post_init__(self) -> None:
        self.ours, self.theirs = self._points(2, 1)
        self.our_sums = find_sums(self.ours)
        self.their_sums = find_sums(self.theirs)
        self.our_dimension = self._dimension(self.ours, self.our_sums)
        self.their_dimension = self._dimension(self.theirs, self.their_sums)

    def _points(self, least: int, apart: int) -> tuple[Points, Points]:
        """Both, with numbers for their sizes, all of them different.

        With a negative distance the first size is the largest.
        """
        names = [*self.first.sizes]
        names += [
            each for each in self.second.sizes if each not in self.interface.sizes
        ]
        order = range(len(names)) if apart > 0 else range(len(names))[::-1]
        numbers = [least + abs(apart) * n for n in order]
        many = len(self.first.sizes)
        ours = dict(zip(names[:many], numbers[:many], strict=True))
        theirs = {b: ours[a] for b, a in self.interface.sizes.items()}
        theirs |= dict(zip(names[many:], numbers[many:], strict=True))
        return Points(self.first, ours), Points(self.second, theirs)

    def verdict(self) -> Verdict:
        """Equal, different in every correspondence of parameters, or not decided."""
        unlike = self._unlike(self.ours, self.our_dimension, self.their_dimension)
        if unlike is not None:
            return Verdict(Answer.DIFFERENT, witness=unlike)
        if self.interface.complete:
            found = self._searched()
        else:
            why = "they have different numbers of sizes"
            found = Verdict(Answer.NOT_DECIDED, reasons=(why,))
        if found.answer is Answer.NOT_DECIDED:
            unlike = self._unlike_elsewhere()
            if unlike is not None:
                return Verdict(Answer.DIFFERENT, witness=unlike)
        return found

    def _dimension(self, points: Points, sums: Sums) -> Dimension | None:
        steps = 1 + max(self.ours.steps, self.theirs.steps)
        return dimension(points, sums.kept, steps)

    def _unlike_elsewhere(self) -> Witness | None:
        """Whether dimensions that happen to be equal are not, at other sizes."""
        ours, theirs = self._points(2, -1)
        return self._unlike(
            ours,
            self._dimension(ours, self.our_sums),
            self._dimension(theirs, self.their_sums),
            theirs,
        )

    def _unlike(
        self,
        points: Points,
        ours: Dimension | None,
        theirs: Dimension | None,
        others: Points | None = None,
    ) -> Witness | None:
        if ours is None or theirs is None:
            return None
        if ours.family != theirs.family:
            reason = (
                "the families of their functions have different numbers of dimensions: "
                f"A {ours.family}, B {theirs.family}"
            )
        elif ours.carried != theirs.carried:
            reason = (
                "they carry different numbers of values from step to step: "
                f"A {ours.carried}, B {theirs.carried}"
            )
        else:
            return None
        numbers = points.numbers | {
            f"B.{name}": number
            for name, number in (others or self.theirs).numbers.items()
            if name not in self.interface.sizes
        }
        lines = (
            "as many as the outputs can tell apart; of the parameters alone "
            f"A {ours.parameters}, B {theirs.parameters}, "
            f"of the start alone A {ours.carried}, B {theirs.carried}",
        )
        return Witness(reason, lines, numbers, SEED_OF_DIMENSION)

    def _searched(self) -> Verdict:
        kept = (self.our_sums.kept, self.their_sums.kept)
        search = Matching(self.ours, self.theirs, self.interface, kept, SEED)
        reasons: list[str] = []
        unequal = len(kept[0]) != len(kept[1])
        try:
            if not unequal:
                for tried, pairs in enumerate(search.complete()):
                    verdict = self._tried(pairs)
                    if verdict.answer is Answer.EQUAL:
                        return verdict
                    reasons += verdict.reasons
                    if tried + 1 >= TRIES:
                        raise OutOfBudget
        except OutOfBudget:
            reasons.append("there are more correspondences than were looked at")
        reasons += self._doubts(search)
        witness = self._witness(search.impasse)
        if reasons or witness is None:
            return Verdict(
                Answer.NOT_DECIDED, witness=witness, reasons=(*dict.fromkeys(reasons),)
            )
        return Verdict(Answer.DIFFERENT, witness=witness)

    def _doubts(self, search: Matching) -> list[str]:
        found = [
            *doubts("A", self.ours, self.our_sums, self.our_dimension),
            *doubts("B", self.theirs, self.their_sums, self.their_dimension),
        ]
        if len(self.our_sums.kept) != len(self.their_sums.kept):
            found.append("they have different numbers of parameters in parts")
        if search.loose:
            found.append("some parameters change nothing on their own at zero")
        return found or [
            *doubts_in_sums("A", self.ours, self.our_sums),
            *doubts_in_sums("B", self.theirs, self.their_sums),
        ]

    # ---------------------------------------------------------------- equality

    def _tried(self, pairs: Pairs) -> Verdict:
        """Equal with these pairs of parameters, or why that is not shown."""

        def no(why: str) -> Verdict:
            return Verdict(Answer.NOT_DECIDED, reasons=(why,))

        bare = Correspondence(self.interface, pairs, {}, self.our_sums, self.their_sums)
        states = find_states(self.ours, self.theirs, bare)
        if states is None:
            return no(
                "from states of zero the outputs are equal, "
                "but no correspondence of states was found"
            )
        found = replace(bare, states=states)
        error = self._error(found)
        if error is None:
            return no("rounding hides whether they are equal")
        try:
            shown = proved(self.ours, self.theirs, found)
        except TooLong:
            return no("the numbers are equal, but the proof is too long")
        if not shown:
            return no("the numbers are equal, but it is not proved that they must be")
        return Verdict(Answer.EQUAL, correspondence=found, error=error)

    def _error(self, found: Correspondence) -> float | None:
        """The largest difference over several steps, at two choices of sizes."""
        errors = []
        for n, sizes in enumerate(((2, 1), (3, 2))):
            ours, theirs = self._points(*sizes)
            errors.append(
                largest_error(
                    ours, theirs, found, found.states, steps=STEPS, seed=20 + n
                )
            )
        known = [each for each in errors if each is not None]
        return max(known) if len(known) == len(errors) else None

    # ---------------------------------------------------------------- difference

    def _witness(self, impasse: Impasse | None) -> Witness | None:
        if impasse is None:
            return None
        if impasse.added is None:
            reason = "they differ where all parameters and states are zero"
            lines: tuple[str, ...] = ()
        else:
            reason = (
                "no correspondence of parameters, up to factors and transposes, "
                "gives equal outputs"
            )
            name = part_name("A", self.ours.layout, impasse.added)
            paired = [self._pair_text(each) for each in impasse.pairs]
            lines = (
                "furthest: " + (", ".join(paired) or "nothing is paired"),
                f"then {name} changes A as nothing changes B, the rest being zero",
            )
        return Witness(
            reason,
            lines,
            self.ours.numbers,
            SEED,
            impasse.step + 1,
            impasse.output,
            impasse.values,
        )

    def _pair_text(self, pair: Pair) -> str:
        theirs = part_name("B", self.theirs.layout, pair.theirs)
        return f"{theirs} = {term(pair, part_name('A', self.ours.layout, pair.ours))}"
