"""What `cellc equiv` prints: an answer with what shows it, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sympy import Symbol

from cellc.equivalence import Verdict
from cellc.equivalence.blocks import Block, Layout
from cellc.equivalence.naming import part_name, term
from cellc.equivalence.verdict import Correspondence, Pair, Sums, Witness
from cellc.ir import Cell


def text_of(first: Cell, second: Cell, verdict: Verdict) -> str:
    """The answer, then a line for each equation or reason."""
    return "\n".join(_lines(first, second, verdict))


def _lines(first: Cell, second: Cell, verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.answer}: A = {first.name}, B = {second.name}"
    if verdict.correspondence is not None:
        for equation in equations(first, second, verdict.correspondence):
            yield f"  {equation}"
        yield from remarks(first, second, verdict.correspondence)
        yield (
            "proved in normal form; at random points, largest difference "
            f"{verdict.error:.1e}"
        )
    if verdict.witness is not None:
        yield from _witness_lines(verdict.witness)
    if verdict.reasons:
        yield "not decided, because"
        yield from (f"  {reason}" for reason in verdict.reasons)


def _witness_lines(witness: Witness) -> Iterator[str]:
    yield witness.reason
    yield from (f"  {line}" for line in witness.lines)
    if witness.quantity is not None and witness.values is not None:
        ours, theirs = witness.values
        yield (
            f"  first difference: {witness.quantity} at step {witness.step}, "
            f"A {ours:.6g}, B {theirs:.6g}"
        )
    if witness.sizes:
        sizes = ", ".join(f"{name} = {n}" for name, n in witness.sizes.items())
        seed = "" if witness.seed is None else f"; seed {witness.seed}"
        yield f"  sizes {sizes}{seed}"


def json_of(first: Cell, second: Cell, verdict: Verdict) -> str:
    """One object; what is not there is null."""
    found: dict[str, Any] = {
        "first": first.name,
        "second": second.name,
        "answer": str(verdict.answer),
        "correspondence": None,
        "remarks": [],
        "error": verdict.error,
        "witness": None,
        "reasons": [*verdict.reasons],
    }
    if verdict.correspondence is not None:
        found["correspondence"] = [*equations(first, second, verdict.correspondence)]
        found["remarks"] = [*remarks(first, second, verdict.correspondence)]
    witness = verdict.witness
    if witness is not None:
        found["witness"] = {
            "reason": witness.reason,
            "lines": [*witness.lines],
            "sizes": witness.sizes,
            "seed": witness.seed,
            "step": witness.step,
            "quantity": witness.quantity,
            "values": None if witness.values is None else [*witness.values],
        }
    return json.dumps(found, ensure_ascii=False, indent=2)


# ---------------------------------------------------------------- equations


def equations(first: Cell, second: Cell, found: Correspondence) -> Iterator[str]:
    """What of the second cell is what of the first, line for line."""
    for b, a in (*found.interface.inputs.items(), *found.interface.outputs.items()):
        if b not in found.states or a != found.states[b][0]:
            yield f"B.{b.name} = A.{a.name}"
    for b, (a, sign) in found.states.items():
        yield f"B.{b.name} = {'-' if sign < 0 else ''}A.{a.name}"
    yield from _Parameters(first, second, found).lines()


class _Parameters:
    """The equations of parameters; a stack where one cell has one for several."""

    def __init__(self, first: Cell, second: Cell, found: Correspondence) -> None:
        sizes = {name: 2 + n for n, name in enumerate(first.sizes)}
        theirs = {b: sizes[a] for b, a in found.interface.sizes.items()}
        self.ours, self.theirs = Layout(first, sizes), Layout(second, theirs)
        self.found = found
        self._of_ours = {pair.ours: pair for pair in found.pairs}
        self._of_theirs = {pair.theirs: pair for pair in found.pairs}

    def lines(self) -> Iterator[str]:
        stacked: set[Symbol] = set()
        for b in self.theirs.cell.parameters:
            blocks = self.theirs.blocks(b)
            pairs = [
                self._of_theirs[each] for each in blocks if each in self._of_theirs
            ]
            if not pairs:  # the part of a sum
                continue
            whole = self._as_a_whole(pairs, len(blocks))
            if whole is not None:
                yield whole
                continue
            if len(blocks) > 1 and len(pairs) == len(blocks):
                yield f"B.{b.name} = {self._stack(blocks, inverse=False)}"
                continue
            for pair in pairs:
                a = pair.ours.symbol
                ours = self.ours.blocks(a)
                if all(each in self._of_ours for each in ours) and len(ours) > 1:
                    if a not in stacked:
                        yield f"A.{a.name} = {self._stack(ours, inverse=True)}"
                    stacked.add(a)
                else:
                    yield f"{self._sum_of_theirs(pair)} = {self._sum_of_ours(pair)}"

    def _as_a_whole(self, pairs: list[Pair], many: int) -> str | None:
        """`B.W = -A.W`, where all parts of both correspond in the same way."""
        one = pairs[0]
        ours = self.ours.blocks(one.ours.symbol)
        alike = [(each.factor, each.transposed) for each in pairs]
        sums = self.found.ours.parts.keys() | self.found.theirs.parts.keys()
        if (
            len(pairs) != many
            or [each.ours for each in pairs] != ours
            or len({*alike}) > 1
            or (one.transposed and many > 1)
            or any(each.ours in sums or each.theirs in sums for each in pairs)
        ):
            return None
        right = term(one, f"A.{one.ours.symbol.name}")
        return f"B.{one.theirs.symbol.name} = {right}"

    def _stack(self, blocks: list[Block], inverse: bool) -> str:
        """`[B.U, B.W]`: parts side by side; rows of them with semicolons."""
        rows = [
            ", ".join(self._other_side(each, inverse) for each in row)
            for _, row in groupby(blocks, key=lambda each: each.places[:-1])
        ]
        if len(blocks[0].places) == 1:
            rows = [", ".join(rows)]
        return f"[{'; '.join(rows)}]"

    def _other_side(self, block: Block, inverse: bool) -> str:
        if not inverse:
            return self._sum_of_ours(self._of_theirs[block])
        pair = self._of_ours[block]
        turned = Pair(pair.theirs, pair.ours, 1 / pair.factor, pair.transposed)
        return term(turned, self._sum_of_theirs(pair))

    def _sum_of_ours(self, pair: Pair) -> str:
        name = _sum("A", self.ours, pair.ours, self.found.ours)
        if pair.ours in self.found.ours.parts and pair.factor != 1:
            name = f"({name})"
        return term(pair, name)

    def _sum_of_theirs(self, pair: Pair) -> str:
        return _sum("B", self.theirs, pair.theirs, self.found.theirs)


def _sum(cell: str, layout: Layout, block: Block, sums: Sums) -> str:
    text = part_name(cell, layout, block)
    for sign, other in sums.parts.get(block, ()):
        text += f" {'+' if sign > 0 else '-'} {part_name(cell, layout, other)}"
    return text


def remarks(first: Cell, second: Cell, found: Correspondence) -> Iterator[str]:
    """What the equations do not say by themselves."""
    if found.ours.parts or found.theirs.parts:
        name = "A" if found.ours.parts else "B"
        both = " and of B" if found.ours.parts and found.theirs.parts else ""
        yield (
            f"of {name}{both} only sums of some parameters matter: the correspondence "
            "is onto, not one to one"
        )
    for pair in found.pairs:
        ours, theirs = pair.ours.symbol, pair.theirs.symbol
        if (ours in first.frozen) != (theirs in second.frozen):
            trained = "B" if ours in first.frozen else "A"
            yield f"only {trained} trains what corresponds to A.{ours.name}"
