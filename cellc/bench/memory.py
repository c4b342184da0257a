"""How much memory forward and backward hold at the highest, as a formula.

Of the scheduled program: the tape, what backward makes for all steps at once in the
order in which it does, and the results.  A name of a generated function holds its array
until the function ends; a part of an expression holds it while the statement runs.
Values of single steps are not counted: their number does not grow with T.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sympy import Add, Expr, Integer, Min, Symbol, expand, prod

from cellc.bench.operations import (
    BATCH,
    STEPS,
    home_of,
    nodes_of,
    numbers_of,
    seen,
    tape_numbers,
)
from cellc.ir import Contract, Contraction, Scan, Statement, size_symbol
from cellc.schedule import Program

REACH = 2**9  # numbers of a step, with no more of which scans go by blocks
BLOCK = 2**16  # numbers of one local derivative over a block of steps


def peak_numbers(program: Program) -> Expr:
    """How many numbers are held at the highest, beside the arguments.

    The arguments are parameters, inputs, initial states and the gradients with respect
    to outputs; results are not among them.
    """
    return _Backward(program).peak()


class _Backward:
    """What backward makes for all steps at once, outside its loop."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.variables = program.variables
        parts = program.backward
        self.outside = (*parts.before, *parts.after)
        self.values = {each.target: each.value for each in self.outside}
        self.homes = {each: place.whole for each, place in program.packed.items()}
        self.homes |= {each: p.whole for each, p in program.overwritten.items()}
        self.homes |= {each.previous: each.current for each in program.cell.states}
        self.wide = {
            each
            for statement in self.outside
            for each in self._laid_side_by_side(statement)
        }
        self.named = self._named()
        self.at = {STEPS: 1000, BATCH: 16}
        self.at |= {size_symbol(each): 64 for each in program.cell.sizes}

    def peak(self) -> Expr:
        """The formula of the statement at which most is held."""
        program, cell = self.program, self.program.cell
        held = tape_numbers(program) + self._block()
        for symbol in cell.outputs:  # the output, and its gradient in columns
            held += 2 * self._all_steps(symbol)
        for symbol in cell.trained:  # a gradient, and the parts that it is made of
            held += 2 * numbers_of(symbol, Integer(1), program)
        for symbol in program.backward_stored - {*program.reserved}:
            held += self._all_steps(symbol)
        if program.scanned:
            held += Min(
                max(map(self._all_steps, program.scanned), key=self._measured),
                REACH * STEPS,
            )
        moments = [held]
        seen_wide: set[Symbol] = set()
        for statement in self.outside:
            for symbol in self._laid_side_by_side(statement) - seen_wide:
                seen_wide.add(symbol)
                state = symbol in {each.current for each in cell.states}
                steps = STEPS + 1 if state else STEPS
                held += numbers_of(symbol, steps, program)
            if statement.target in self.inlined:
                continue  # it is made where it is read
            moments.append(held + self._passing(statement))
            if statement.target in self.named and self._is_sequence(statement.target):
                held += self._all_steps(statement.target)
        for symbol in cell.inputs:  # rows are made of columns
            held += (1 + (not self._is_rows(symbol))) * self._all_steps(symbol)
        return expand(max([*moments, held], key=self._measured))

    def _measured(self, formula: Expr) -> float:
        free = {each: self.at.get(each, 1) for each in formula.free_symbols}
        return float(formula.subs(free))

    def _all_steps(self, symbol: Symbol) -> Expr:
        return numbers_of(symbol, STEPS, self.program)

    # ------------------------------------------------------------ names

    def _named(self) -> set[Symbol]:
        """What has a name and memory of its own."""
        program, parts = self.program, self.program.backward
        uses = Counter(_symbols(parts.everywhere()))
        later = {*_symbols((*parts.block, *parts.loop, *parts.after))}
        first = {each.target for each in parts.before}
        places = {*program.reserved, *program.backward_stored, *program.packed}
        own = {
            each.target
            for each in self.outside
            if each.target not in places | {*program.gradients.values()}
            and self._makes(each.value, uses)
        }
        named = {
            each
            for each in own
            if uses[each] > 1
            or self.variables[each].notation
            or each in self.wide
            or (each in first and each in later)
        }
        self.inlined = own - named
        return named

    def _makes(self, value: Expr, uses: Counter[Symbol]) -> bool:
        """Whether it is an array, or a view of one that has no name."""
        whole = seen(value)
        if whole is None:
            return True
        nameless = uses[whole] == 1 and not self.variables[whole].notation
        return whole in self.values and nameless

    def _laid_side_by_side(self, statement: Statement) -> set[Symbol]:
        """Sequences of which products over all steps read the columns."""
        found: set[Symbol] = set()
        for node in nodes_of(statement.value):
            if isinstance(node, Contract) and node.subscripts == "i,j->ij":
                found |= {home_of(each, self.homes) for each in node.free_symbols}
        if self.variables[statement.target].varies == 2:
            return set()  # an outer product at every step
        return {
            each
            for each in found - {*self.program.cell.inputs}
            if each in self.variables and self.variables[each].timed
        }

    def _is_rows(self, symbol: Symbol) -> bool:
        """Whether the gradient of an input is a product that has its rows at once."""
        gradient = self.program.gradients[symbol]
        if gradient not in self.values:
            return True
        value = self.values[gradient]
        terms = [self.values.get(each, each) for each in Add.make_args(value)]
        return all(
            isinstance(each, Contract) and each.subscripts == "i,ij->j"
            for each in terms
        )

    # ------------------------------------------------------------ while it runs

    def _passing(self, statement: Statement) -> Expr:
        """What a statement makes and drops, and what it makes."""
        target, value = statement.target, statement.value
        if isinstance(value, Scan):
            value = value.new
        result = self._all_steps(target) if self._is_sequence(target) else Integer(0)
        inside = self._inside(value)
        mixes = isinstance(value, Contraction)
        if not mixes and any(each.args for each in value.args):
            inside = max(inside, result, key=self._measured)
        return inside + (result if target in self.named else Integer(0))

    def _inside(self, value: Expr) -> Expr:
        """The sequences that stand in an expression without a name, all at once.

        NumPy takes the memory of a passing operand for a result.
        """
        together: Expr = Integer(0)
        for symbol in sorted(value.free_symbols & self.inlined, key=str):
            inner = self.values[symbol]
            if seen(inner) is not None:
                together += self._inside(inner)
                continue
            if not self._is_sequence(symbol):
                deeper = self._inside(inner)
                together = max(together, deeper, key=self._measured)
                continue
            signed = inner.could_extract_minus_sign()
            many = 2 if signed or isinstance(inner, Add) else 1
            together += many * self._all_steps(symbol)
            if isinstance(inner, Contraction):
                together += self._inside(inner)
        return together

    def _is_sequence(self, symbol: Symbol) -> bool:
        return bool(self.variables[symbol].varies == 2)

    def _block(self) -> Expr:
        """What a block of steps holds: each of its values, if T has so many steps."""
        block = self.program.backward.block
        uses = Counter(_symbols(block))
        kept = {*_symbols(self.program.backward.loop)}
        shapes = [self.variables[each.target].shape for each in block]
        largest = max(shapes, key=lambda sizes: (len(sizes), str(sizes)), default=())
        total: Expr = Integer(0)
        for statement in block:
            target = statement.target
            named = target in kept or uses[target] > 1
            if self._is_sequence(target) and seen(statement.value) is None and named:
                share = prod(self.variables[target].shape) / prod(largest)
                total += Min(self._all_steps(target), BLOCK * share)
        return total


def _symbols(statements: Iterable[Statement]) -> Iterable[Symbol]:
    """Every symbol as often as it is read."""
    for statement in statements:
        for node in nodes_of(statement.value):
            if isinstance(node, Symbol):
                yield node
