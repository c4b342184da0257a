"""Expressions as NumPy text, with no more brackets than needed.

`Printer.text` gives one expression; where a symbol's text comes from is its caller's
business (`names`).  Factors and terms keep the order of the spec's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sympy import Add, Expr, Mul, Number, Pow, Rational, Symbol

from cellc.ir import Concat, Contract, Slice, Variable, Zeros, shape_of, size_text
from cellc.ops import Elementwise

# precedences of Python, loosest first
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)

Text = tuple[str, int]


@dataclass(frozen=True)
class Printer:
    """Prints for one place: one step (`sequence` False) or all steps at once.

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

    def text(self, value: Expr, at: int = SUM) -> str:
        """The text of an expression, in brackets if it binds looser than `at`."""
        printed, precedence = self.printed(value)
        return printed if precedence >= at else f"({printed})"

    def size(self, size: Expr) -> str:
        return size_text(size, self.sizes)

    def shape(self, symbol: Symbol) -> str:
        """The shape of a value at this place, as text in brackets."""
        variable = self.variables[symbol]
        sizes = [self.size(size) for size in variable.shape]
        if variable.timed:
            sizes = (["T", "B"] if self.sequence else ["B"]) + (sizes or ["1"])
        return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"

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
                return f"np.zeros({self._tuple(value.args)}, dtype)", ATOM
        raise TypeError(f"no NumPy form for {type(value).__name__}")

    def _tuple(self, sizes: tuple[Expr, ...]) -> str:
        texts = [self.size(size) for size in sizes]
        return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"

    def _position(self, value: Expr) -> list[tuple[int, str]]:
        """Where the symbols of an expression stand in the text, the first one first."""
        return sorted(
            (self.order.get(each, self.variables[each].position), each.name)
            for each in value.free_symbols
            if each in self.variables
        )

    def _sum(self, value: Add) -> Text:
        terms = []
        for term in value.args:
            negative = term.could_extract_minus_sign()
            magnitude = -term if negative else term
            order = (negative, self._position(magnitude), str(magnitude))
            terms.append((order, negative, magnitude))
        terms.sort(key=lambda each: each[0])
        printed = ""
        for _, negative, magnitude in terms:
            if not printed:
                lead = "-" if negative else ""
                printed = lead + self.text(magnitude, SIGN if negative else SUM)
            else:
                sign = " - " if negative else " + "
                printed += sign + self.text(magnitude, PRODUCT)
        return printed, SUM

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

        def order(factor: Expr) -> tuple[list[tuple[int, str]], bool, str]:
            return self._position(factor), not isinstance(factor, Symbol), str(factor)

        above.sort(key=order)
        below.sort(key=order)
        top = [self.text(factor, PRODUCT) for factor in above]
        number = abs(coefficient)
        divisor = ""
        if number.q != 1 and number_text(number)[1] < ATOM:
            divisor, number = str(number.q), Rational(number.p)
        if number != 1 or not top:
            top.insert(0, number_text(number)[0])
        printed = sign + " * ".join(top)
        for factor in below:
            printed += f" / {self.text(factor, SIGN)}"
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
        assert printed is not None and "numpy" in printed, value.operation.name
        form = printed["numpy"]
        if form.helper is not None:
            self.uses(form.helper)
        return form.text.format(*(self.text(argument) for argument in value.args))

    # ------------------------------------------------------------ contractions

    def sliced(self, value: Slice) -> str:
        """A part of an array: `gates[:, n_h : 2 * n_h]`."""
        (operand,) = value.operands
        shape = shape_of(operand, self.variables)
        stop = None if shape[value.axis] == value.stop else value.stop
        start = None if value.start == 0 else value.start
        part = self.part(start, stop)
        base = self.text(operand, ATOM)
        if self._timed(operand):
            if self.sequence:
                axes = ["...", part] + [":"] * (len(shape) - value.axis - 1)
            else:
                axes = [":"] * (1 + value.axis) + [part]
        else:
            axes = [":"] * value.axis + [part]
        return f"{base}[{', '.join(axes)}]"

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

    def _concat(self, value: Concat) -> str:
        parts = ", ".join(self.text(each) for each in value.operands)
        first = value.operands[0]
        if self._timed(first):
            rank = len(shape_of(first, self.variables))
            axis = f", axis={value.axis - rank}"
        else:
            axis = f", axis={value.axis}" if value.axis else ""
        return f"np.concatenate([{parts}]{axis})"

    def _contract(self, value: Contract) -> Text:
        timed = [self._timed(each) for each in value.operands]
        match value.subscripts, timed:
            case "ij->ji", [False]:
                return f"{self.text(value.operands[0], ATOM)}.T", ATOM
            case "ij,j->i", [False, False]:
                return self._matmul(value.operands[0], value.operands[1])
            case "ij,jk->ik", [False, False]:
                return self._matmul(value.operands[0], value.operands[1])
            case "ij,j->i", [False, True]:
                matrix = f"{self.text(value.operands[0], ATOM)}.T"
                return self._rows_product(value.operands[1], matrix, value)
            case "i,ij->j", [True, False]:
                matrix = self.text(value.operands[1], ATOM)
                return self._rows_product(value.operands[0], matrix, value)
        return self._einsum(value), ATOM

    def _matmul(self, left: Expr, right: Expr) -> Text:
        return f"{self.text(left, SIGN)} @ {self.text(right, SIGN)}", PRODUCT

    def _rows_product(self, vector: Expr, matrix: str, value: Contract) -> Text:
        if not self.sequence:
            return f"{self.text(vector, SIGN)} @ {matrix}", PRODUCT
        (size,) = shape_of(value, self.variables)
        return (
            f"({self.row_text(vector)} @ {matrix}).reshape(T, B, {self.size(size)})",
            ATOM,
        )

    def row_text(self, value: Expr) -> str:
        """A sequence with time and batch in one axis."""
        assert isinstance(value, Symbol)
        return self.rows(value)

    def summed(self, value: Contract) -> Text:
        """A contraction over time and batch too: the gradient of a parameter."""
        timed = [self._timed(each) for each in value.operands]
        over = "(0, 1)" if self.sequence else "0"
        match value.subscripts, timed:
            case "i,j->ij", [True, True]:
                left, right = value.operands
                if self.sequence:
                    return f"{self.rows(left)}.T @ {self.rows(right)}", PRODUCT
                return f"{self.text(left, ATOM)}.T @ {self.text(right, SIGN)}", PRODUCT
            case "i->i" | "ij->ij", [True]:
                return f"{self.text(value.operands[0], ATOM)}.sum(axis={over})", ATOM
            case "->", [True]:
                return f"{self.text(value.operands[0], ATOM)}.sum()", ATOM
            case "i->", [True]:
                return f"{self.text(value.operands[0], ATOM)}.sum()", ATOM
        return self._einsum(value, summed=True), ATOM

    def _einsum(self, value: Contract, summed: bool = False) -> str:
        """The general form; `t` and `b` are the axes of time and batch.

        A number for each step is kept as an array with a last axis of length one, `z`.
        """
        lead = "tb" if self.sequence else "b"
        labels = []
        for each, operand in zip(value.labels, value.operands, strict=True):
            labels.append(lead + (each or "z") if self._timed(operand) else each)
        result = value.result
        if not summed and self._timed(value):
            result = lead + (result or "z")
            if "z" in result and not any("z" in each for each in labels):
                result = lead
        operands = ", ".join(self.text(each) for each in value.operands)
        text = f'np.einsum("{",".join(labels)}->{result}", {operands})'
        if result == lead and not summed:
            text += "[..., None]"
        return text


def number_text(value: Number) -> Text:
    """A number as Python writes it: exact decimals short, other fractions as p / q."""
    negative = value < 0
    if value.is_Integer:
        text, precedence = str(abs(value)), ATOM
        if len(text) > 17:
            text = repr(float(abs(value)))
    else:
        text, precedence = _fraction_text(abs(value))
    return (f"-{text}", SIGN) if negative else (text, precedence)


def _fraction_text(value: Number) -> Text:
    decimal = repr(float(value))
    if Rational(decimal) == value or not value.is_Rational:
        return decimal, ATOM
    if value.p < 10**6 and value.q < 10**6:
        return f"{value.p} / {value.q}", PRODUCT
    return decimal, ATOM
