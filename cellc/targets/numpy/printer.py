"""Expressions as NumPy text, with no more brackets than needed.

`Printer.text` gives one expression; where a symbol's text comes from is its caller's
business (`names`).  Factors and terms keep the order of the spec's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sympy import Add, Expr, Mul, Number, Pow, Rational, Symbol

from cellc.ir import (
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Repeat,
    Slice,
    Variable,
    Zeros,
    shape_of,
    size_text,
)
from cellc.ops import Elementwise, reduction
from cellc.targets.numpy.numbers import (
    ATOM,
    MATMUL,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Text,
    joined,
    number_text,
)


def place_shape(sizes: list[str], timed: bool, lead: tuple[str, ...] = ()) -> str:
    """How a value is laid out: a column for every sequence of the batch.

    (n, B) for a vector, with time (T, n, B); (n, 1) for a vector of the parameters;
    (1, B) for a number that varies with time.
    """
    if timed:
        sizes = [*lead, *(sizes or ["1"]), "B"]
    elif len(sizes) == 1:
        sizes = [*sizes, "1"]
    return f"({', '.join(sizes)})"


@dataclass(frozen=True)
class Printer:
    """Prints for one place: one step (`sequence` False) or all steps at once.

    Vectors are columns, one beside the other for the sequences of a batch, so that
    `W_f @ h` reads as the equation does.

    names: symbol -> its text and precedence at this place.
    rows: symbol -> the name of its form with time and batch in one axis.
    sizes: the named sizes of the cell -> their names in the code.
    """

    variables: dict[Symbol, Variable]
    names: Callable[[Symbol], Text]
    rows: Callable[[Symbol], str]
    sizes: dict[str, str]
    sequence: bool = False
    order: Mapping[Symbol, int] = field(default_factory=dict)  # of one equation
    uses: Callable[[str], None] = lambda _helper: None
    numbers: frozenset[Symbol] = frozenset()  # that only constants decide
    has_rows: Callable[[Symbol], bool] = lambda _symbol: False

    def text(self, value: Expr, at: int = SUM) -> str:
        """The text of an expression, in brackets if it binds looser than `at`."""
        printed, precedence = self.printed(value)
        return printed if precedence >= at else f"({printed})"

    def into(self, value: Expr, home: str) -> str | None:
        """A sum or product as a call that writes its result to `home`.

        None where the last operation is neither.
        """
        if isinstance(value, Mul):
            factors = self._factors(value)
            if len(factors) > 1:
                left = self.beside(factors[0], value, PRODUCT if factors[2:] else SUM)
                for factor in factors[1:-1]:
                    left += f" * {self.beside(factor, value, SIGN)}"
                right = self.beside(factors[-1], value)
                return f"np.multiply({left}, {right}, out={home})"
        if isinstance(value, Add):
            terms = self._terms(value)
            negative, last = terms[-1]
            left = joined(terms[:-1])
            call = "np.subtract" if negative else "np.add"
            return f"{call}({left}, {last}, out={home})"
        return None

    def beside(self, value: Expr, whole: Expr, at: int = SUM) -> str:
        """The text of a part of an elementwise expression, with axes as `whole` has.

        Only matrices of every step need it: a number of every step lacks an axis
        behind that of time, a matrix that time does not change one for the batch.
        """
        tail = self._missing_axes(value, whole)
        return f"{self.text(value, ATOM)}[{tail}]" if tail else self.text(value, at)

    def _missing_axes(self, value: Expr, whole: Expr) -> str:
        if not self._has_matrices(whole):
            return ""
        rank = len(shape_of(whole, self.variables))
        own = len(shape_of(value, self.variables))
        if self._timed(value):
            behind = self.sequence and own == 0 and rank > 1
            return ", ".join([":", *["None"] * (rank - 1)]) if behind else ""
        return "..., None" if own > 1 and self._timed(whole) else ""

    def _has_matrices(self, value: Expr) -> bool:
        return any(
            len(self.variables[symbol].shape) > 1
            for symbol in value.free_symbols
            if symbol in self.variables
        )

    def size(self, size: Expr) -> str:
        return size_text(size, self.sizes)

    def shape(self, symbol: Symbol) -> str:
        """The shape of a value at this place, as text in brackets."""
        variable = self.variables[symbol]
        return place_shape(
            [self.size(size) for size in variable.shape],
            variable.timed,
            ("T",) if self.sequence else (),
        )

    # ------------------------------------------------------------ nodes

    def printed(self, value: Expr) -> Text:
        """The text of an expression, and how tightly it binds."""
        match value:
            case Symbol():
                return self.names(value)
            case Number():
                return number_text(value)
            case Add():
                return self._sum(value)
            case Mul():
                return self._product(value)
            case Pow():
                return self._power(value.base, value.exp)
            case Elementwise():
                return self._function(value), ATOM
            case Contract():
                return self._contract(value)
            case Concat():
                return self._concat(value), ATOM
            case Slice():
                return self.sliced(value), ATOM
            case Zeros():
                sizes = [self.size(size) for size in value.args]
                return f"np.zeros({place_shape(sizes, False)}, dtype)", ATOM
            case Over():
                return self._over(value), ATOM
            case Count():
                return self.size(value.size), ATOM
            case Identity():
                return f"np.eye({self.size(value.size)}, dtype=dtype)", ATOM
            case Repeat():
                return self._repeat(value), ATOM
        raise TypeError(f"no NumPy form for {type(value).__name__}")

    def _position(self, value: Expr) -> list[tuple[int, str]]:
        """Where the symbols of an expression stand in the text, the first one first."""
        return sorted(
            (self.order.get(each, self.variables[each].position), each.name)
            for each in value.free_symbols
            if each in self.variables
        )

    def _terms(self, value: Add) -> list[tuple[bool, str]]:
        """The terms of a sum in the order of the text: is it negative, and its text."""
        terms = []
        for term in value.args:
            negative = term.could_extract_minus_sign()
            magnitude = -term if negative else term
            order = (negative, self._position(magnitude), str(magnitude))
            terms.append((order, negative, magnitude))
        terms.sort(key=lambda each: each[0])
        return [
            (
                negative,
                self.beside(magnitude, value, SIGN if negative and not at else MATMUL),
            )
            for at, (_, negative, magnitude) in enumerate(terms)
        ]

    def _sum(self, value: Add) -> Text:
        return joined(self._terms(value)), SUM

    def _factors(self, value: Mul) -> list[Expr]:
        """The factors of a product; none if it has a sign, a number or a quotient."""
        coefficient, factors = value.as_coeff_mul()
        if coefficient != 1 or any(isinstance(f, Pow) and f.exp < 0 for f in factors):
            return []
        return sorted(factors, key=self._factor_order)

    def _factor_order(self, factor: Expr) -> tuple[list[tuple[int, str]], bool, str]:
        return self._position(factor), not isinstance(factor, Symbol), str(factor)

    def _product(self, value: Mul) -> Text:
        coefficient, factors = value.as_coeff_mul()
        sign = "-" if coefficient < 0 else ""
        above: list[Expr] = []
        below: list[Expr] = []
        for factor in factors:
            if isinstance(factor, Pow) and factor.exp.is_number and factor.exp < 0:
                below.append(factor.base ** (-factor.exp))
            else:
                above.append(factor)

        above.sort(key=self._factor_order)
        below.sort(key=self._factor_order)
        top = [self.beside(factor, value, PRODUCT) for factor in above]
        number = abs(coefficient)
        divisor = ""
        if number.q != 1 and number_text(number)[1] < ATOM:
            divisor, number = str(number.q), Rational(number.p)
        if number != 1 or not top:
            top.insert(0, number_text(number)[0])
        closed = top[0].startswith("(") and top[0].endswith(")")
        if sign and (top[0].startswith("-") or ("**" in top[0] and not closed)):
            top[0] = f"({top[0]})"
        printed = sign + " * ".join(top)
        for factor in below:
            printed += f" / {self.beside(factor, value, SIGN)}"
        if divisor:
            printed += f" / {divisor}"
        return printed, SIGN if sign and not below and len(top) == 1 else PRODUCT

    def _power(self, base: Expr, exponent: Expr) -> Text:
        if exponent.is_number and exponent < 0:
            below = base ** (-exponent)
            return f"1 / {self.text(below, SIGN)}", PRODUCT
        printed = self.text(base, ATOM)
        if exponent == 2 and isinstance(base, Symbol):
            return f"{printed} * {printed}", PRODUCT
        simple = printed.replace("_", "").isalnum()
        return f"{printed}{'**' if simple else ' ** '}{exponent}", POWER

    def _function(self, value: Elementwise) -> str:
        printed = value.operation.printed
        assert printed is not None, value.operation.name
        form = printed["numpy"]
        if form.helper is not None:
            self.uses(form.helper)
        arguments = (self.beside(each, value) for each in value.args)
        text = form.text.format(*arguments)
        # NumPy's own numbers are double, and would widen what they are multiplied by
        return f"float({text})" if value.free_symbols <= self.numbers else text

    def _over(self, value: Over) -> str:
        """An operation over the components: they lie along the last axis but one."""
        printed = reduction(value.name).printed
        assert printed is not None, value.name
        form = printed["numpy"]
        if form.helper is not None:
            self.uses(form.helper)
        return form.text.format(self.text(value.operands[0]))

    # ------------------------------------------------------------ contractions

    def sliced(self, value: Slice) -> str:
        """A part of an array: `gates[n_h : 2 * n_h]`."""
        (operand,) = value.operands
        shape = shape_of(operand, self.variables)
        stop = None if shape[value.axis] == value.stop else value.stop
        start = None if value.start == 0 else value.start
        leading = value.axis + (self.sequence and self._timed(operand))
        axes = [":"] * leading + [self.part(start, stop)]
        return f"{self.text(operand, ATOM)}[{', '.join(axes)}]"

    def part(self, start: Expr | None, stop: Expr | None) -> str:
        """`:n_h`, `n_h:`, `n_h : 2 * n_h`, spaced as formatters space it."""
        first = "" if start is None else self.size(start)
        last = "" if stop is None else self.size(stop)
        simple = all(" " not in each for each in (first, last))
        if simple:
            return f"{first}:{last}"
        return f"{first} : {last}".strip()

    def _timed(self, value: Expr) -> bool:
        return any(
            self.variables[symbol].timed
            for symbol in value.free_symbols
            if symbol in self.variables
        )

    def _repeat(self, value: Repeat) -> str:
        """What is the same for every component, step or sequence, spread out."""
        sizes = [self.size(size) for size in value.shape]
        shape = place_shape(sizes, True, ("T",) if self.sequence else ())
        operand = value.operand
        text = self.text(operand)
        if isinstance(operand, Number):
            return f"np.full({shape}, {text}, dtype)"
        return f"np.broadcast_to({text}, {shape})"

    def _concat(self, value: Concat) -> str:
        timed = [self._timed(each) for each in value.operands]
        parts = []
        for each, varies in zip(value.operands, timed, strict=True):
            text = self.text(each)
            if any(timed) and not varies:
                (size,) = shape_of(each, self.variables)
                lead = "T, " if self.sequence else ""
                text = f"np.broadcast_to({text}, ({lead}{self.size(size)}, B))"
            parts.append(text)
        number = value.axis + (self.sequence and any(timed))
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
            case "i,j->ij", [True, True]:
                left, right = (self.text(each, ATOM) for each in operands)
                lead = ":, " if self.sequence else ""
                return f"{left}[{lead}:, None] * {right}[{lead}None]", PRODUCT
            case "i,j->ij", [False, False]:
                left = self.text(operands[0], SIGN)
                return f"{left} @ {self.text(operands[1], ATOM)}.T", MATMUL
            case "i,i->", [True, _] | [_, True]:
                left, right = (self.text(each, PRODUCT) for each in operands)
                return f"({left} * {right}).sum(axis=-2, keepdims=True)", ATOM
            case "i->", [True]:
                text = self.text(operands[0], ATOM)
                return f"{text}.sum(axis=-2, keepdims=True)", ATOM
            case ",i->i", _:
                left, right = (self.text(each, PRODUCT) for each in operands)
                return f"{left} * {right}", PRODUCT
        return self._einsum(value, summed=False), ATOM

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

    def summed(self, value: Contract) -> Text:
        """A contraction over time and batch too: the gradient of a parameter."""
        timed = [self._timed(each) for each in value.operands]
        first = value.operands[0]
        match value.subscripts, timed:
            case "i,j->ij", [True, True]:
                right = value.operands[1]
                if self.sequence:
                    return f"{self.rows(first)}.T @ {self.rows(right)}", MATMUL
                left = self.text(first, SIGN)
                return f"{left} @ {self.text(right, ATOM)}.T", MATMUL
            case "i->i", [True]:
                if isinstance(first, Symbol) and self.sequence and self.has_rows(first):
                    return f"{self.rows(first)}.sum(axis=0)[:, None]", ATOM
                text = self.text(first, ATOM)
                if self.sequence:
                    return f"{text}.sum(axis=(0, 2))[:, None]", ATOM
                return f"{text}.sum(axis=1, keepdims=True)", ATOM
            case "->" | "i->", [True]:
                return f"{self.text(first, ATOM)}.sum()", ATOM
            case ",i->i", [True, True]:
                factors = " * ".join(
                    self.text(each, PRODUCT) for each in value.operands
                )
                if self.sequence:
                    return f"({factors}).sum(axis=(0, 2))[:, None]", ATOM
                return f"({factors}).sum(axis=1, keepdims=True)", ATOM
        return self._einsum(value, summed=True), ATOM

    def _einsum(self, value: Contract, *, summed: bool) -> str:
        """The general form; `t` and `b` are the axes of time and batch.

        A number for each step has an axis of length one, `z`, in the place of the
        component; a vector of the parameters has one, `y`, in the place of the batch.
        """
        lead = "t" if self.sequence else ""
        labels = []
        for each, operand in zip(value.labels, value.operands, strict=True):
            if self._timed(operand):
                labels.append(f"{lead}{each or 'z'}b")
            else:
                labels.append(f"{each}y" if len(each) == 1 else each)
        operands = ", ".join(self.text(each) for each in value.operands)
        result, tail = value.result, ""
        if not summed and any("b" in each for each in labels):
            tail = "" if result else "[..., None, :]"
            result = f"{lead}{result}b"
        elif len(result) == 1:
            tail = "[:, None]"
        return f'np.einsum("{",".join(labels)}->{result}", {operands}){tail}'
