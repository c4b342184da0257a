"""The search for a correspondence of parameters.

Blocks are paired one after another.  All that are not paired yet are zero, in both
cells, so a pair is possible only if the outputs are equal with it: a pair that fails is
refuted by numbers, and a search that ends without a pairing has refuted all of them.
Only outputs are compared, from states that are zero: what the states are is left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations, product

import numpy as np

from cellc.equivalence.blocks import Block
from cellc.equivalence.interfaces import Interface
from cellc.equivalence.points import Array, Points, differs, draw
from cellc.equivalence.verdict import Pair

RATIOS = ((1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2))
FACTORS = tuple(Fraction(n, d) for n, d in RATIOS)
SIGNS = FACTORS[:2]
SEQUENCES = 5
BUDGET = 400  # of partial correspondences that are looked at
MOST_TRIALS = 3000  # that are run side by side
STEP, FLAT = 1e-30, 1e-12
FINEST = 1000  # of the denominators of factors

Pairs = tuple[Pair, ...]


@dataclass(frozen=True)
class Impasse:
    """A correspondence of some blocks that no other block can be added to.

    added: the block of the first cell.  ours, theirs: the outputs, (steps, *shape), of
    one sequence; theirs with what comes nearest.
    """

    pairs: Pairs
    added: Block | None
    output: str
    step: int
    values: tuple[float, float]


class OutOfBudget(Exception):
    """There is more to look at than is worth waiting for."""


class Matching:
    """The search, for one interface and the blocks that are kept of each cell."""

    def __init__(
        self,
        first: Points,
        second: Points,
        interface: Interface,
        kept: tuple[tuple[Block, ...], tuple[Block, ...]],
        seed: int,
    ) -> None:
        rng = np.random.default_rng(seed)
        self.first, self.second, self.interface = first, second, interface
        self.ours, self.theirs = kept
        self.values = draw([*self.ours], first, rng)
        steps = max(first.steps, second.steps)
        given = first.inputs(rng, SEQUENCES, steps)
        self._ours_given = given
        self._theirs_given = {b: given[a] for b, a in interface.inputs.items()}
        self.looked_at = 0
        self.loose = False  # whether some factors were not looked at
        self.impasse: Impasse | None = None

    # ---------------------------------------------------------------- running

    def run_ours(self, blocks: dict[Block, Array], trials: int) -> Array:
        """(trials, sequences, steps, everything), outputs in the second's order."""
        outputs, _ = self.first.run(
            blocks, trials, self._ours_given, self.first.start(None)
        )
        return _joined([outputs[a] for a in self.interface.outputs.values()])

    def run_theirs(self, blocks: dict[Block, Array], trials: int) -> Array:
        outputs, _ = self.second.run(
            blocks, trials, self._theirs_given, self.second.start(None)
        )
        return _joined([outputs[b] for b in self.interface.outputs])

    def theirs_of(self, pair: Pair) -> Array:
        """The array of a pair's second block."""
        value = self.values[pair.ours]
        turned = np.swapaxes(value, -1, -2) if pair.transposed else value
        return float(pair.factor) * turned

    def _trial_of_ours(self, pairs: Pairs, sets: list[tuple[Block, ...]]) -> Array:
        """The outputs with the paired blocks and each set of others."""
        blocks = {pair.ours: self.values[pair.ours] for pair in pairs}
        for row, added in enumerate(sets):
            for block in added:
                value = self.values[block]
                rows = blocks.setdefault(block, np.zeros((len(sets), *value.shape[1:])))
                rows[row] = value[0]
        return self.run_ours(blocks, len(sets))

    def _trial_of_theirs(self, pairs: Pairs, sets: list[Pairs]) -> Array:
        blocks = {pair.theirs: self.theirs_of(pair) for pair in pairs}
        for row, added in enumerate(sets):
            for pair in added:
                value = self.theirs_of(pair)
                rows = blocks.setdefault(
                    pair.theirs, np.zeros((len(sets), *value.shape[1:]))
                )
                rows[row] = value[0]
        return self.run_theirs(blocks, len(sets))

    # ---------------------------------------------------------------- searching

    def complete(self) -> Iterator[Pairs]:
        """Every correspondence of all blocks; raises OutOfBudget."""
        nothing: Pairs = ()
        ours, theirs = self.run_ours({}, 1), self.run_theirs({}, 1)
        if differs(ours, theirs).any():
            self._note(nothing, None, ours, theirs)
            return
        yield from self._extend(nothing)

    def _extend(self, pairs: Pairs) -> Iterator[Pairs]:
        self.looked_at += 1
        if self.looked_at > BUDGET:
            raise OutOfBudget
        taken = {pair.ours for pair in pairs}
        left = [each for each in self.ours if each not in taken]
        if not left:
            yield pairs
            return
        base = self._trial_of_ours(pairs, [()])
        for many in (1, 2):
            sets = [*combinations(left, many)]
            if not sets or len(sets) > BUDGET:
                continue
            trials = self._trial_of_ours(pairs, sets)
            seen = differs(trials, base)
            if seen.any():
                row = int(seen.argmax())
                self.loose |= many > 1
                yield from self._add(pairs, sets[row], trials[row : row + 1])
                return
        self.loose = True
        for option in self._options(pairs, left[:1], SIGNS[:1]):
            yield from self._extend((*pairs, *option))

    def _add(
        self, pairs: Pairs, added: tuple[Block, ...], target: Array
    ) -> Iterator[Pairs]:
        """With blocks that change something, and all that they can be."""
        alone = len(added) == 1
        options = self._options(pairs, [*added], FACTORS)
        if len(options) > MOST_TRIALS:
            options = self._options(pairs, [*added], SIGNS)
        if len(options) > MOST_TRIALS:
            raise OutOfBudget
        if alone:
            options += self._fitted(pairs, options, target)
        if not options:
            self._note(pairs, added[-1], target, self._trial_of_theirs(pairs, [()]))
            return
        found = self._trial_of_theirs(pairs, options)
        failed = differs(found, target)
        if failed.all():
            with np.errstate(all="ignore"):
                far = np.abs(found - target).reshape(len(found), -1).max(axis=1)
            nearest = int(np.argmin(np.nan_to_num(far, nan=np.inf)))
            self._note(pairs, added[-1], target, found[nearest : nearest + 1])
            return
        for option, wrong in zip(options, failed, strict=True):
            if not wrong:
                yield from self._extend((*pairs, *option))

    def _options(
        self, pairs: Pairs, added: list[Block], factors: tuple[Fraction, ...]
    ) -> list[Pairs]:
        taken = {pair.theirs for pair in pairs}
        free = [each for each in self.theirs if each not in taken]
        found = []
        for blocks in permutations(free, len(added)):
            choices = [
                self._pairs(ours, theirs, factors)
                for ours, theirs in zip(added, blocks, strict=True)
            ]
            found += [*product(*choices)]
        return found

    def _pairs(
        self, ours: Block, theirs: Block, factors: tuple[Fraction, ...]
    ) -> list[Pair]:
        shape = self.interface.translated(theirs.shape)
        ways = []
        if shape == ours.shape:
            ways.append(False)
        if len(shape) == 2 and shape[::-1] == ours.shape:
            ways.append(True)
        return [Pair(ours, theirs, each, way) for way in ways for each in factors]

    def _fitted(self, pairs: Pairs, options: list[Pairs], target: Array) -> list[Pairs]:
        """The same pairs with the factors that the derivative at zero asks for.

        Where it is zero, what is proportional from zero on has one factor for each
        sign; of anything else not every factor is looked at.
        """
        plain = [each for each in options if each[0].factor == 1]
        if not plain:
            return []
        base = self._trial_of_ours(pairs, [()])
        ours = self._derivative_of_ours(pairs, plain[0][0].ours)
        theirs = self._derivative_of_theirs(pairs, plain)
        changed = self._trial_of_theirs(pairs, options) - base
        found: list[Pairs] = []
        for row, (pair,) in enumerate(plain):
            own = [n for n, (each,) in enumerate(options) if each.theirs == pair.theirs]
            own = [n for n in own if options[n][0].transposed == pair.transposed]
            once, back, twice = (changed[n] for n in own[:3])
            factors = [_ratio(ours, theirs[row])]
            if not np.abs(theirs[row]).max() > FLAT:
                factors.append(_ratio(target - base, once))
                opposite = _ratio(target - base, back)
                factors.append(None if opposite is None else -opposite)
                self.loose |= bool(differs(2 * once[None], twice[None]).any())
            found += [
                (replace(pair, factor=each),)
                for each in factors
                if each is not None and each not in FACTORS
            ]
        return found

    def _derivative_of_ours(self, pairs: Pairs, block: Block) -> Array:
        blocks = {pair.ours: self.values[pair.ours] for pair in pairs}
        blocks[block] = 1j * STEP * self.values[block]
        return np.imag(self.run_ours(blocks, 1)) / STEP

    def _derivative_of_theirs(self, pairs: Pairs, options: list[Pairs]) -> Array:
        blocks = {pair.theirs: self.theirs_of(pair) for pair in pairs}
        for row, (pair,) in enumerate(options):
            value = self.theirs_of(pair)
            zeros = np.zeros((len(options), *value.shape[1:]), complex)
            blocks.setdefault(pair.theirs, zeros)[row] = 1j * STEP * value[0]
        return np.imag(self.run_theirs(blocks, len(options))) / STEP

    # ---------------------------------------------------------------- telling

    def _note(
        self, pairs: Pairs, added: Block | None, ours: Array, theirs: Array
    ) -> None:
        """Keep the impasse that the most pairs lead to."""
        if self.impasse is not None and len(self.impasse.pairs) >= len(pairs):
            return
        far = differs(ours, theirs, axes=3)  # trials, sequences, steps
        if not far.any():
            return
        step = int(far.any(axis=(0, 1)).argmax())
        sequence = int(far[0, :, step].argmax())
        row, other = ours[0, sequence, step], theirs[0, sequence, step]
        distance = np.abs(row - other)
        component = int(np.nanargmax(np.where(np.isfinite(distance), distance, -1)))
        values = (float(row[component].real), float(other[component].real))
        name = self._name_of(component)
        self.impasse = Impasse(pairs, added, name, step, values)

    def _name_of(self, component: int) -> str:
        for each in self.interface.outputs.values():
            size = int(np.prod(self.first.shape_of(each)))
            if component < size:
                return f"{each.name}[{component}]"
            component -= size
        raise AssertionError("a component of no output")


def _joined(outputs: list[Array]) -> Array:
    """Side by side, each as one row for each step."""
    return np.concatenate([each.reshape(*each.shape[:3], -1) for each in outputs], -1)


def _ratio(aim: Array, each: Array) -> Fraction | None:
    """The factor that makes `each` the `aim`, if there is one."""
    a, b = aim.reshape(-1), each.reshape(-1)
    with np.errstate(all="ignore"):
        square = float((b * b).sum())
        factor = float((a * b).sum()) / square if square > 1e-18 else float("nan")
    if not np.isfinite(factor) or abs(factor) < 1e-6:
        return None
    if differs((factor * b)[None], a[None]).any():
        return None
    exact = Fraction(factor).limit_denominator(FINEST)
    return exact if abs(float(exact) - factor) < 1e-9 else Fraction(factor)
