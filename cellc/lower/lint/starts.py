"""W0515: a quotient or a logarithm that has no value at the first step.

States are zero at first, so `c_{t-1} / norm(c_{t-1})` is zero by zero there.  What
follows from that alone is computed: values that the zeros decide, whatever the inputs
and the parameters are.  What stands behind a case that is not taken then, or that
something else decides, is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, DecimalException

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.points import FUNCTIONS
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Along,
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Filled,
    Negative,
    Ones,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Total,
    Transposed,
    children,
)

Known = Decimal | None  # the value of all components, None where inputs decide it
_ZERO = Decimal(0)
# operations over components: of zeros zero, of one number that number
_OF_ZEROS = frozenset(["sum", "norm", "cumsum", "layer_norm", "rms_norm"])
_OF_EQUALS = frozenset(["mean", "largest"])

_INSTEAD = (
    r"write a case for it, `\begin{cases} ... & \text{if } ... > 0 \\ ...`; give "
    "`forward` an initial state; or add a small number"
)


def warn_of_starts(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report what is divided by zero, or the logarithm of it, at the first step."""
    first = _FirstStep(resolved)
    for identifier in (*resolved.states, *resolved.outputs):
        first.enter(identifier)
    source = diagnostics.source
    for place, part in sorted(first.found, key=lambda each: each[0].start):
        typed = source.snippet(part)
        diagnostics.warning(
            "W0515",
            f"`{typed}` is 0 at the first step, where the states before are zero, and "
            f"`{source.snippet(place)}` has no value there",
            place,
            help=f"{_INSTEAD}, as in `{typed} + 10^{{-6}}`",
        )


@dataclass
class _FirstStep:
    """What is computed at the first step: values that follow from zeros, and places."""

    resolved: Resolved
    known: dict[str, Known] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    found: list[tuple[Span, Span]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.terms = {each.identifier: each.term for each in self.resolved.definitions}

    def enter(self, identifier: str) -> None:
        """Look at the equation of a name whose value is used."""
        if identifier in self.terms and identifier not in self.entered:
            self.entered.add(identifier)
            self._look_at(self.terms[identifier])

    def _look_at(self, term: Term) -> None:
        match term:
            case Reference(lag=lag) if not lag:
                self.enter(term.identifier)
            case Quotient(right=divisor) if self.of(divisor) == 0:
                self.found.append((term.span, divisor.span))
            case Power(base=base, exponent=exponent) if exponent < 0:
                if self.of(base) == 0:
                    self.found.append((term.span, base.span))
            case Apply(operation=operation, arguments=arguments):
                if operation.name == "log" and self.of(arguments[0]) == 0:
                    self.found.append((term.span, arguments[0].span))
                if operation.name == "where":
                    self._look_at_cases(arguments)
                    return
        for part in children(term):
            self._look_at(part)

    def _look_at_cases(self, arguments: tuple[Term, ...]) -> None:
        test, chosen, other = arguments
        self._look_at(test)
        margin = self.of(test)
        if margin is not None:
            self._look_at(chosen if margin > 0 else other)

    def of(self, term: Term) -> Known:
        """The value of a term at the first step, if the zeros decide it."""
        match term:
            case Constant(value=value):
                return Decimal(int(value.p)) / Decimal(int(value.q))
            case Reference():
                return self._of_name(term)
            case Sum(left=left, right=right):
                a, b = self.of(left), self.of(right)
                return None if a is None or b is None else a + b
            case Negative(operand=operand):
                a = self.of(operand)
                return None if a is None else -a
            case Product():
                return self._of_product(term)
            case Quotient(left=left, right=right):
                a, b = self.of(left), self.of(right)
                if b == 0 or a is None or (b is None and a != 0):
                    return None
                return a / b if b else _ZERO
            case Power(base=base, exponent=exponent):
                return self._of_power(self.of(base), float(exponent))
            case Apply():
                return self._of_function(term)
            case Along(operation=operation, operand=operand, span=span):
                return self._of_function(Apply(operation, (operand,), span))
            case Transposed(operand=operand) | Portion(operand=operand):
                return self.of(operand)
            case Diagonal(operand=operand) | Total(operand=operand):
                return _ZERO if self.of(operand) == 0 else None
            case Concatenate(items=items):
                several = {self.of(each) for each in items}
                return several.pop() if len(several) == 1 else None
            case Ones() | Filled():
                return Decimal(1)
        return None

    def _of_name(self, name: Reference) -> Known:
        if name.lag is not None and name.lag > 0:
            return _ZERO
        identifier, constants = name.identifier, self.resolved.facts.constants
        if identifier in constants:
            return Decimal(repr(constants[identifier]))
        if identifier not in self.known:
            self.known[identifier] = None  # while it is being read
            term = self.terms.get(identifier)
            self.known[identifier] = None if term is None else self.of(term)
        return self.known[identifier]

    def _of_product(self, product: Product) -> Known:
        a, b = self.of(product.left), self.of(product.right)
        if a == 0 or b == 0:
            return _ZERO
        number = isinstance(product.left, Constant) or isinstance(
            product.right, Constant
        )
        if a is None or b is None or not (product.elementwise or number):
            return None  # of matrices and vectors it depends on their sizes
        return a * b

    def _of_power(self, base: Known, exponent: float) -> Known:
        if base is None or (base <= 0 and (exponent < 0 or exponent % 1)):
            return _ZERO if base == 0 and exponent > 0 else None
        return base ** Decimal(repr(exponent))

    def _of_function(self, term: Apply) -> Known:
        name = term.operation.name
        several = [self.of(each) for each in term.arguments]
        if name == "where":
            margin = several[0]
            return None if margin is None else several[1 if margin > 0 else 2]
        numbers = [each for each in several if each is not None]
        if len(numbers) < len(several):
            return None
        if name in _OF_EQUALS or (name in _OF_ZEROS and numbers == [0]):
            return numbers[0] if len(numbers) == 1 else None
        try:
            found = FUNCTIONS[name](*numbers) if name in FUNCTIONS else None
        except (DecimalException, ArithmeticError):
            return None
        return None if found is None else Decimal(found)
