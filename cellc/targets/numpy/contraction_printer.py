"""Contractions as NumPy text: products, slices, concatenations, sums over time.

How an expression that mixes nothing is printed is the business of `Printer`, which is
one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sympy import Expr, Number, Symbol

from cellc.ir import (
    BatchMean,
    BatchShare,
    Concat,
    Contract,
    Repeat,
    Reshape,
    Slice,
    Variable,
    shape_of,
    size_text,
    variation,
)
from cellc.patterns import regex
from cellc.targets.numpy.batch_texts import BatchTexts
from cellc.targets.numpy.numbers import ATOM, MATMUL, PRODUCT, SIGN, SUM, Text

# what a gradient adds up, (T, n, B) to (n, 1): in this order it runs along rows
_OVER_STEPS = ".sum(axis=0).sum(axis=1, keepdims=True)"
# one step of a sequence, `gates[k]`, `C_seq[t + 1]`
STEP = regex(r"(\w+)\[(\w+(?: \+ \w+)?)\]")


def place_shape(sizes: list[str], varies: int, lead: tuple[str, ...] = ()) -> str:
    """How a value is laid out: a column for every sequence of the batch.

    (n, B) for a vector, with time (T, n, B); (n, 1) for a vector of the parameters;
    (1, B) for a number that varies with time.  varies: as `Variable.varies` says it.
    """
    if varies:
        sizes = [*(lead if varies == 2 else ()), *(sizes or ["1"]), "B"]
    elif len(sizes) == 1:
        sizes = [*sizes, "1"]
    return f"({', '.join(sizes)})"


@dataclass(frozen=True)
class ContractionPrinter:
    """What mixes components, for one step (`sequence` False) or all steps at once.

    Vectors are columns, one beside the other for the sequences of a batch, so that
    `W_f @ h` reads as the equation does.

    names: symbol -> its text and precedence at this place.
    wide: symbol -> the columns of all its steps side by side, (size, T * B).
    sizes: the named sizes of the cell -> their names in the code.
    """

    variables: dict[Symbol, Variable]
    names: Callable[[Symbol], Text]
    wide: Callable[[Symbol], str]
    sizes: dict[str, str]
    sequence: bool = False
    order: Mapping[Symbol, int] = field(default_factory=dict)  # of one equation
    uses: Callable[[str], None] = lambda _helper: None
    numbers: frozenset[Symbol] = frozenset()  # that only constants decide
    is_wide: Callable[[Symbol], bool] = lambda _symbol: False
    batch: BatchTexts = field(default_factory=BatchTexts)

    def text(self, value: Expr, at: int = SUM) -> str:
        """The text of an expression, in brackets if it binds looser than `at`."""
        raise NotImplementedError

    def size(self, size: Expr) -> str:
        return size_text(size, self.sizes)

    def shape(self, symbol: Symbol) -> str:
        """The shape of a value at this place, as text in brackets."""
        variable = self.variables[symbol]
        return place_shape(
            [self.size(size) for size in variable.shape],
            variable.varies,
            ("T",) if self.sequence else (),
        )

    def sliced(self, value: Slice) -> str:
        """A part of an array: `gates[n_h : 2 * n_h]`."""
        (operand,) = value.operands
        shape = shape_of(operand, self.variables)
        stop = None if shape[value.axis] == value.stop else value.stop
        start = None if value.start == 0 else value.start
        leading = value.axis + (self.sequence and self._varies(operand) == 2)
        axes = [":"] * leading + [self.part(start, stop)]
        return self._indexed(operand, ", ".join(axes))

    def _indexed(self, operand: Expr, axes: str) -> str:
        """An array with indices: `gates[k, :n_h]`, where `gates[k]` is the array."""
        text = self.text(operand, ATOM)
        at_step = STEP.fullmatch(text)
        if at_step:
            name, step = at_step.groups()
            return f"{name}[{step}, {axes}]"
        return f"{text}[{axes}]"

    def part(self, start: Expr | None, stop: Expr | None) -> str:
        """`:n_h`, `n_h:`, `n_h : 2 * n_h`, spaced as formatters space it."""
        first = "" if start is None else self.size(start)
        last = "" if stop is None else self.size(stop)
        simple = all(" " not in each for each in (first, last))
        if simple:
            return f"{first}:{last}"
        return f"{first} : {last}".strip()

    def _varies(self, value: Expr) -> int:
        return variation(value, self.variables)

    def _timed(self, value: Expr) -> bool:
        """Whether there is a column for every sequence of the batch."""
        return self._varies(value) > 0

    def _repeat(self, value: Repeat) -> str:
        """What is the same for every component, step or sequence, spread out."""
        sizes = [self.size(size) for size in value.shape]
        shape = place_shape(sizes, 2, ("T",) if self.sequence else ())
        operand = value.operand
        text = self.text(operand)
        if isinstance(operand, Number):
            return f"np.full({shape}, {text}, dtype)"
        return f"np.broadcast_to({text}, {shape})"

    def _over_batch(self, value: BatchMean | BatchShare) -> str:
        (operand,) = value.operands
        rank = len(shape_of(operand, self.variables))
        missing = ["None"] * (rank - 1) if self.sequence else []
        axes = f"[{', '.join([':', *missing])}]" if missing else ""
        text = self.text(operand)
        if isinstance(value, BatchShare):
            self.uses("batch_share")
            return self.batch.share(text, axes)
        self.uses("batch_mean")
        return self.batch.mean(value, text, axes)

    def _reshaped(self, value: Reshape) -> str:
        """The same components in another shape, the batch behind them as before."""
        (operand,) = value.operands
        varies = self._varies(operand)
        lead = ("T",) if self.sequence else ()
        shape = place_shape([self.size(size) for size in value.shape], varies, lead)
        return f"{self.text(operand, ATOM)}.reshape{shape}"

    def _concat(self, value: Concat) -> str:
        varying = [self._varies(each) for each in value.operands]
        most = max(varying)
        in_time = self.sequence and most == 2
        parts = []
        for each, varies in zip(value.operands, varying, strict=True):
            text = self.text(each)
            if varies < most and (in_time or not varies):
                sizes = [*map(self.size, shape_of(each, self.variables))]
                if len(sizes) > 1 and not varies:
                    text = f"{self.text(each, ATOM)}[..., None]"
                shape = ", ".join(["T"] * in_time + sizes + ["B"])
                text = f"np.broadcast_to({text}, ({shape}))"
            parts.append(text)
        number = value.axis + in_time
        axis = f", axis={number}" if number else ""
        return f"np.concatenate([{', '.join(parts)}]{axis})"

    def _contract(self, value: Contract) -> Text:
        """A product, as `@` where it is one; columns stand beside each other."""
        timed = [self._timed(each) for each in value.operands]
        operands = value.operands
        if not any(timed) and [len(each) for each in value.labels] == [2, 2]:
            return self._matrix_product(value)
        match value.subscripts, timed:
            case "ij->ji" | "ji->ij", [False]:
                return f"{self.text(operands[0], ATOM)}.T", ATOM
            case "ij,j->i", [False, _]:
                left, right = (self.text(each, SIGN) for each in operands)
                return f"{left} @ {right}", MATMUL
            case "i,ij->j", [_, False]:
                left = self.text(operands[1], ATOM)
                return f"{left}.T @ {self.text(operands[0], SIGN)}", MATMUL
            case "i,j->ij", [True, _] | [_, True]:
                return " * ".join(self._outer(value)), PRODUCT
            case "ij->i", [timed_one]:
                last = "axis=-2" if timed_one else "axis=1, keepdims=True"
                return f"{self.text(operands[0], ATOM)}.sum({last})", ATOM
            case "ij->j", [timed_one]:
                text = self.text(operands[0], ATOM)
                tail = ".sum(axis=-3)" if timed_one else ".sum(axis=0)[:, None]"
                return f"{text}{tail}", ATOM
            case "i,j->ij", [False, False]:
                left = self.text(operands[0], SIGN)
                return f"{left} @ {self.text(operands[1], ATOM)}.T", MATMUL
            case "i,i->", [True, _] | [_, True]:
                left, right = (self.text(each, PRODUCT) for each in operands)
                self.uses("total")
                return f"total({left} * {right})", ATOM
            case "i->", [True]:
                self.uses("total")
                return f"total({self.text(operands[0])})", ATOM
            case ",i->i", _:
                left, right = (self.text(each, PRODUCT) for each in operands)
                return f"{left} * {right}", PRODUCT
            case "aij->iaj" | "iaj->aij", [False]:
                return f"{self.text(operands[0], ATOM)}.transpose(1, 0, 2)", ATOM
            case "aij->aji", [False]:
                return f"{self.text(operands[0], ATOM)}.transpose(0, 2, 1)", ATOM
            case (("aij,aj->ai" | "aij,j->ai"), [False, True]) if (
                not self.sequence or "aj" in value.labels
            ):
                left, right = (self.text(each, SIGN) for each in operands)
                return f"{left} @ {right}", MATMUL
            case "ai,aij->aj", [True, False]:
                left = f"{self.text(operands[1], ATOM)}.transpose(0, 2, 1)"
                return f"{left} @ {self.text(operands[0], SIGN)}", MATMUL
        if any(timed) and (apart := self._side_by_side(value)) is not None:
            return apart, PRODUCT
        return self._einsum(value, summed=False), ATOM

    def _outer(self, value: Contract) -> tuple[str, str]:
        """The factors of an outer product of vectors, with the other's axis."""
        first, second = value.operands
        if not self._timed(first):
            left = self._indexed(first, ":, None")
            right = self.text(second, PRODUCT)
            if self._lead(second):
                right = self._indexed(second, ":, None")
            return left, right
        left = self._indexed(first, f"{self._lead(first)}:, None")
        if not self._timed(second):
            return left, self.text(second, PRODUCT)
        return left, self._indexed(second, f"{self._lead(second)}None")

    def _side_by_side(self, value: Contract) -> str | None:
        """A product in which nothing is summed, of heads: axes are put in their place.

        None for any other.
        """
        result = value.result
        in_order = all(
            [*labels] == [each for each in result if each in labels]
            for labels in value.labels
        )
        if not in_order or "a" not in result or len(value.operands) < 2:
            return None
        factors = []
        for labels, operand in zip(value.labels, value.operands, strict=True):
            axes = [":" if each in labels else "None" for each in result]
            varies = self._varies(operand)
            if not labels and varies:
                axes[-1] = ":"  # the axis of one of a number of every step
            # vectors of the parameters are columns, with an axis for the batch
            axes.append(":" if varies or len(labels) == 1 else "None")
            if self.sequence and varies == 2:
                axes.insert(0, ":")
            while axes and axes[-1] == ":":
                axes.pop()
            plain = not axes or (not labels and not varies)
            factors.append(
                self.text(operand, PRODUCT)
                if plain
                else self._indexed(operand, ", ".join(axes))
            )
        return " * ".join(factors)

    def _lead(self, operand: Expr) -> str:
        """The axis of time in an index, where the operand has one."""
        return ":, " if self.sequence and self._varies(operand) == 2 else ""

    def _matrix_product(self, value: Contract) -> Text:
        """Two matrices of the parameters, transposed where their labels ask for it."""
        shared = {*value.labels[0]} & {*value.labels[1]} - {*value.result}
        if len(value.result) != 2 or len(shared) != 1:
            return self._einsum(value, summed=False), ATOM
        (inner,) = shared
        by_label = dict(zip(value.labels, value.operands, strict=True))
        first = next(each for each in value.labels if value.result[0] in each)
        if len(by_label) == 1:
            return self._einsum(value, summed=False), ATOM
        second = next(each for each in value.labels if each != first)
        left, right = by_label[first], by_label[second]
        left_text = (
            self.text(left, SIGN) if first[1] == inner else f"{self.text(left, ATOM)}.T"
        )
        right_text = (
            self.text(right, SIGN)
            if second[0] == inner
            else f"{self.text(right, ATOM)}.T"
        )
        return f"{left_text} @ {right_text}", MATMUL

    def summed(self, value: Contract, varies: int = 0) -> Text:
        """A contraction over time and batch too: the gradient of a parameter.

        varies: with what the result varies; where that is the batch, the sum goes
        over time alone.
        """
        if varies:
            return self._summed_over_time(value)
        if self.sequence and any(self._varies(each) == 1 for each in value.operands):
            return self._summed_over_batch(value)
        timed = [self._timed(each) for each in value.operands]
        first = value.operands[0]
        match value.subscripts, timed:
            case "i,j->ij", [True, True]:
                right = value.operands[1]
                if self.sequence:
                    return f"{self.wide(first)} @ {self.rows(right)}", MATMUL
                left = self.text(first, SIGN)
                return f"{left} @ {self.text(right, ATOM)}.T", MATMUL
            case "i->i", [True]:
                if isinstance(first, Symbol) and self.sequence and self.is_wide(first):
                    return f"_over_steps({self.wide(first)})", ATOM
                text = self.text(first, ATOM)
                if self.sequence:
                    return f"{text}{_OVER_STEPS}", ATOM
                return f"{text}.sum(axis=1, keepdims=True)", ATOM
            case "->" | "i->", [True]:
                return f"{self.text(first, ATOM)}.sum()", ATOM
            case "ai,aj->aij", [True, True]:
                return self._summed_of_each(value), MATMUL
            case ",i->i", [True, True]:
                factors = " * ".join(
                    self.text(each, PRODUCT) for each in value.operands
                )
                if self.sequence:
                    return f"({factors}){_OVER_STEPS}", ATOM
                return f"({factors}).sum(axis=1, keepdims=True)", ATOM
        return self._einsum(value, summed=True), ATOM

    def rows(self, symbol: Symbol) -> str:
        """A sequence with a row for each step of each sequence, (T * B, size)."""
        text = self.wide(symbol)
        return text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"

    def _summed_of_each(self, value: Contract) -> str:
        """The gradients of the matrices of all heads: a product for each."""
        left, right = (self.text(each, ATOM) for each in value.operands)
        if not self.sequence:
            return f"{left} @ {right}.transpose(0, 2, 1)"
        shapes = [shape_of(each, self.variables) for each in value.operands]
        heads = self.size(shapes[0][0])
        first, second = (self.size(shape[1]) for shape in shapes)
        left = f"{left}.transpose(1, 2, 0, 3).reshape({heads}, {first}, T * B)"
        right = f"{right}.transpose(1, 0, 3, 2).reshape({heads}, T * B, {second})"
        return f"{left} @ {right}"

    def _summed_over_time(self, value: Contract) -> Text:
        if not self.sequence:
            return self._contract(value)  # one step, which is added on
        if len(value.operands) == 1 and value.labels[0] == value.result:
            return f"{self.text(value.operands[0], ATOM)}.sum(axis=0)", ATOM
        return self._einsum(value, summed=True, batched=True), ATOM

    def _summed_over_batch(self, value: Contract) -> Text:
        """What has no axis of time, or not every operand has."""
        first = value.operands[0]
        alone = [self._varies(each) for each in value.operands] == [1]
        if alone and value.subscripts == "i->i":
            return f"{self.text(first, ATOM)}.sum(axis=1, keepdims=True)", ATOM
        if alone and value.subscripts in ("->", "i->"):
            return f"{self.text(first, ATOM)}.sum()", ATOM
        both = [self._varies(each) for each in value.operands] == [1, 1]
        if both and value.subscripts == "i,j->ij":
            left, right = value.operands
            return f"{self.text(left, SIGN)} @ {self.text(right, ATOM)}.T", MATMUL
        return self._einsum(value, summed=True), ATOM

    def _einsum(self, value: Contract, *, summed: bool, batched: bool = False) -> str:
        """The general form; `t` and `b` are the axes of time and batch.

        A number for each step has an axis of length one, `z`, in the place of the
        component; a vector of the parameters has one, `y`, in the place of the batch.
        batched: whether the sum is over time alone.
        """
        labels = []
        most = max(map(self._varies, value.operands))
        lead = "t" if self.sequence and most == 2 else ""
        for each, operand in zip(value.labels, value.operands, strict=True):
            if self._timed(operand):
                own = lead if self._varies(operand) == 2 else ""
                labels.append(f"{own}{each or 'z'}b")
            else:
                labels.append(f"{each}y" if len(each) == 1 else each)
        operands = ", ".join(self.text(each) for each in value.operands)
        result, tail = value.result, ""
        if (batched or not summed) and any("b" in each for each in labels):
            tail = "" if result else "[..., None, :]"
            result = f"{'' if batched else lead}{result}b"
        elif len(result) == 1:
            tail = "[:, None]"
        return f'np.einsum("{",".join(labels)}->{result}", {operands}){tail}'
