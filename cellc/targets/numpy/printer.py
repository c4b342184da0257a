"""Expressions as NumPy text, with no more brackets than needed.

`Printer.text` gives one expression; where a symbol's text comes from is its caller's
business (`names`).  Factors and terms keep the order of the spec's text.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Expr, Mul, Number, Pow, Rational, Symbol

from cellc.ir import (
    BatchMean,
    BatchShare,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Repeat,
    Reshape,
    Scan,
    Slice,
    Zeros,
    shape_of,
)
from cellc.ops import Elementwise, reduction
from cellc.targets.numpy.contraction_printer import ContractionPrinter, place_shape
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


@dataclass(frozen=True)
class Printer(ContractionPrinter):
    """Prints any expression of a place."""

    def text(self, value: Expr, at: int = SUM) -> str:
        """The text of an expression, in brackets if it binds looser than `at`."""
        printed, precedence = self.printed(value)
        return printed if precedence >= at else f"({printed})"

    def into(self, value: Expr, home: str) -> str | None:
        """A sum or product as a call that writes its result to `home`.

        None where the last operation is neither.
        """
        if isinstance(value, Over) and value.given is not None:
            value = _made_with_given(value)
        outer = isinstance(value, Contract) and value.subscripts == "i,j->ij"
        if outer and all(map(self._timed, value.operands)):
            return f"np.multiply({', '.join(self._outer(value))}, out={home})"
        if isinstance(value, Mul):
            factors = self._factors(value)
            if len(factors) > 1:
                left = self.beside(factors[0], value, PRODUCT if factors[2:] else SUM)
                for factor in factors[1:-1]:
                    left += f" * {self.beside(factor, value, SIGN)}"
                right = self.beside(factors[-1], value)
                return f"np.multiply({left}, {right}, out={home})"
            return self._quotient_into(value, home)
        if isinstance(value, Add):
            terms = self._terms(value)
            negative, last = terms[-1]
            left = joined(terms[:-1])
            call = "np.subtract" if negative else "np.add"
            return f"{call}({left}, {last}, out={home})"
        return None

    def _quotient_into(self, value: Mul, home: str) -> str | None:
        above, below = value.as_numer_denom()
        if not isinstance(below, Symbol) or not isinstance(above, Symbol | Mul):
            return None
        call = f"{self.beside(above, value)}, {self.beside(below, value)}"
        return f"np.divide({call}, out={home})"

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
            behind = self.sequence and self._varies(value) == 2
            behind = behind and own == 0 and rank > 1
            return ", ".join([":", *["None"] * (rank - 1)]) if behind else ""
        return "..., None" if own > 1 and self._timed(whole) else ""

    def _has_matrices(self, value: Expr) -> bool:
        return any(
            len(self.variables[symbol].shape) > 1
            for symbol in value.free_symbols
            if symbol in self.variables
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
                return f"np.zeros({place_shape(sizes, 0)}, dtype)", ATOM
            case Over() if value.given is not None:
                return self.printed(_made_with_given(value))
            case Over():
                return self._over(value), ATOM
            case BatchMean() | BatchShare():
                return self._over_batch(value), ATOM
            case Scan():
                return self.printed(value.one_step())
            case Count():
                simple = value.size.is_Symbol or value.size.is_Number
                whole = SUM if value.size.is_Add else PRODUCT
                return self.size(value.size), ATOM if simple else whole
            case Identity():
                return f"np.eye({self.size(value.size)}, dtype=dtype)", ATOM
            case Repeat():
                return self._repeat(value), ATOM
            case Reshape():
                return self._reshaped(value), ATOM
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
        numbers = self._numbers(value)
        if numbers is not None:  # these first: they are few
            others = Mul(*(each for each in value.args if each not in numbers.args))
            text = f"{self.beside(others, value, PRODUCT)} * ({self.text(numbers)})"
            return text, PRODUCT
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

    def _numbers(self, value: Mul) -> Expr | None:
        """The factors that are numbers beside vectors, if there are several."""
        if self._has_matrices(value):
            return None
        symbols = [each for each in value.args if not each.is_Number]
        alone = [each for each in symbols if not shape_of(each, self.variables)]
        timed = any(map(self._timed, alone))
        if len(alone) < 2 or len(alone) == len(symbols) or not timed:
            return None
        return Mul(*alone)

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
        found = reduction(value.name)
        printed = found.printed if value.axis == -1 else found.along
        assert printed is not None, value.name
        form = printed["numpy"]
        if form.helper is not None:
            self.uses(form.helper)
        (operand,) = value.operands
        if value.axis != -1:
            return form.text.format(self.text(operand), value.axis)
        if len(shape_of(operand, self.variables)) < 2:
            return form.text.format(self.text(operand))
        text, tail = self.text(operand), ""
        if not self._timed(operand):  # several vectors that no batch stands behind
            text, tail = f"{self.text(operand, ATOM)}[..., None]", "[..., 0]"
        if not found.keeps:
            tail = "[..., 0, :]"
        return form.text.format(text) + tail


def _made_with_given(value: Over) -> Expr:
    """What an operation computes of its operand and of a number that is there."""
    given = reduction(value.name).given
    assert given is not None
    _, made = given
    return made(*value.operands)
