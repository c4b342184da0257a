r"""W0508: a root, or a power such as x^{1/3}, of what can be negative: it is NaN there.

What is below a root is followed through the equations: between which numbers it lies.
A state is taken to start with no negative number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import inf, isnan

from cellc.diagnostics import Diagnostics
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Along,
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Entry,
    Filled,
    Identity,
    Joined,
    Negative,
    Ones,
    Ordinal,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Size,
    Sum,
    Term,
    Total,
    Transposed,
    children,
    walk,
)

Bounds = tuple[float, float]
_ANY: Bounds = (-inf, inf)
_POSITIVE: Bounds = (0.0, inf)
_RANGES: dict[str, Bounds] = {
    **dict.fromkeys(["sigmoid", "hard_sigmoid", "softmax", "step"], (0.0, 1.0)),
    **dict.fromkeys(["tanh", "hard_tanh", "sin", "cos", "softsign", "sign"], (-1.0, 1)),
    **dict.fromkeys(["relu", "softplus", "abs", "sqrt", "norm"], _POSITIVE),
    "elu": (-1.0, inf),
}
_KEEPING = frozenset(["sum", "mean", "max", "min", "floor"])
_DECLARED = (  # of `x_t \in \mathbb{R}_+^n`, `a ∈ [0, 1]`
    r"\$?\s*(?:∈|\\in\b)\s*(?:[\[(]\s*0|(?:\\mathbb\s*\{?\s*R\s*\}?|ℝ|\\R)"
    r"\s*(?:\^\{?\w\}?)?\s*[_^]\s*\{?\s*(?:\+|>|≥|\\g))"
)


def warn_of_roots(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report roots of what is not shown to have no negative value."""
    found = [
        (each, base)
        for definition in resolved.definitions
        for each in walk(definition.term)
        if (base := _under_root(each)) is not None
    ]
    if not found:
        return
    ranges = _Ranges(resolved, diagnostics.source.text)
    ranges.settle_states()
    source = diagnostics.source
    for root, base in found:
        if ranges.of(base)[0] >= 0:
            continue
        typed = source.snippet(base.span)
        if base.span == root.span:  # a name, with its power
            typed = typed.partition("^")[0]
        named = isinstance(base, Reference) and base.identifier in resolved.inputs
        declared = f"; or declare its range, `{typed} ∈ [0, 1]^n`" if named else ""
        diagnostics.warning(
            "W0508",
            "a root is not a number where its base is negative, and nothing shows that "
            f"`{typed}` is not",
            root.span,
            help=f"write what is meant where it is: abs({typed}) or max({typed}, 0)"
            + declared,
        )
        return


def _under_root(term: Term) -> Term | None:
    match term:
        case Power(base=base, exponent=exponent) if exponent.q != 1:
            return base
        case Apply(operation=operation, arguments=(base,)) if operation.name == "sqrt":
            return base
    return None


@dataclass
class _Ranges:
    """Between which numbers terms lie; states are known by the name alone."""

    resolved: Resolved
    text: str
    states: set[str] = field(default_factory=set)  # taken for not negative
    known: dict[str, Bounds] = field(default_factory=dict)

    def settle_states(self) -> None:
        """States that stay at 0 or above, if all of them begin there."""
        self.states = {each.identifier for each in self.resolved.definitions}
        while True:
            self.known = {}
            below = {each for each in self.states if self._defined(each)[0] < 0}
            if not below:
                return
            self.states -= below

    def _defined(self, identifier: str) -> Bounds:
        """The range of a name with an equation; unknown while it is being read."""
        if identifier not in self.known:
            self.known[identifier] = _ANY
            term = self.resolved.definition(identifier).term
            self.known[identifier] = self.of(term)
        return self.known[identifier]

    def of(self, term: Term) -> Bounds:
        match term:
            case Constant(value=value):
                return float(value), float(value)
            case Ordinal(first=first):
                return float(first), inf
            case Reference():
                return self._of_name(term)
            case Sum(left=left, right=right):
                a, b = self.of(left), self.of(right)
                return a[0] + b[0], a[1] + b[1]
            case Negative(operand=operand):
                low, high = self.of(operand)
                return -high, -low
            case Product():
                return self._of_product(term)
            case Quotient(left=left, right=right):
                a, b = self.of(left), self.of(right)
                inverse = (1 / b[1], inf if b[0] == 0 else 1 / b[0])
                return _times(a, inverse) if b[0] >= 0 and b[1] > 0 else _ANY
            case Power():
                return self._of_power(term)
            case Apply():
                return self._of_function(term)
            case Along(operation=operation, operand=operand, span=span):
                return self._of_function(Apply(operation, (operand,), span))
            case (
                Transposed(operand=operand)
                | Portion(operand=operand)
                | Joined(operand=operand)
            ):
                return self.of(operand)
            case Entry(operand=operand):
                return self.of(operand)
            case Diagonal(operand=operand):
                return _or_zero(self.of(operand))
            case Concatenate(items=items):
                several = [self.of(each) for each in items]
                return min(low for low, _ in several), max(high for _, high in several)
            case Identity() | Ones() | Filled():
                return 0.0, 1.0
            case Total(kind="count") | Size():
                return 1.0, inf
            case Total(kind="norm"):
                return 0.0, inf
            case Total(kind="log_sum_exp"):
                return -inf, inf
            case Total(operand=operand, kind="mean" | "largest" | "smallest"):
                return self.of(operand)
            case Total(operand=operand, kind="product"):
                return _POSITIVE if self.of(operand)[0] >= 0 else _ANY
            case Total(operand=operand):
                low, high = self.of(operand)
                return (0.0 if low >= 0 else -inf), (0.0 if high <= 0 else inf)

    def _of_name(self, name: Reference) -> Bounds:
        defined = {each.identifier for each in self.resolved.definitions}
        constants = self.resolved.facts.constants
        if name.identifier in defined:
            if name.lag:
                return _POSITIVE if name.identifier in self.states else _ANY
            return self._defined(name.identifier)
        if name.identifier in constants:
            value = constants[name.identifier]
            return float(value), float(value)
        typed = self.text[name.span.start : name.span.end]
        declared = re.search(rf"(?<!\w){re.escape(typed)}{_DECLARED}", self.text)
        return _ANY if declared is None else _POSITIVE

    def _of_product(self, product: Product) -> Bounds:
        left, right = product.left, product.right
        if isinstance(left, Transposed):
            left = left.operand
        if _form(left) == _form(right) and not _is_matrix(left):
            return _POSITIVE  # x ⊙ x, x^T x
        a, b = self.of(product.left), self.of(right)
        number = a[0] == a[1] or b[0] == b[1]
        if product.elementwise or number:
            return _times(a, b)
        return _POSITIVE if a[0] >= 0 and b[0] >= 0 else _ANY

    def _of_power(self, power: Power) -> Bounds:
        low, high = self.of(power.base)
        exponent = float(power.exponent)
        if exponent > 0 and max(abs(low), abs(high)) <= 1:
            even = power.exponent.q == 1 and power.exponent.p % 2 == 0
            return (0.0 if even or low >= 0 else -1.0), 1.0
        even = power.exponent.q != 1 or power.exponent.p % 2 == 0
        return _POSITIVE if even or low >= 0 else _ANY

    def _of_function(self, term: Apply) -> Bounds:
        name = term.operation.name
        several = [self.of(each) for each in term.arguments]
        if name == "exp":
            return 0.0, 1.0 if several[0][1] <= 0 else inf
        if name == "mod":
            return (0.0, several[1][1]) if several[1][0] >= 0 else _ANY
        if name in ("max", "min") and len(several) > 1:
            choose = max if name == "max" else min
            return choose(a for a, _ in several), choose(b for _, b in several)
        if name == "where":
            return min(a for a, _ in several[1:]), max(b for _, b in several[1:])
        if name == "log":
            return (0.0, inf) if several[0][0] >= 1 else _ANY
        if name == "raised" and several[1][0] >= 0 <= several[0][0]:
            return 0.0, 1.0 if several[0][1] <= 1 else inf
        if name in _KEEPING or name == "raised":
            return _POSITIVE if several[0][0] >= 0 else _ANY
        return _RANGES.get(name, _ANY)


def _times(a: Bounds, b: Bounds) -> Bounds:
    ends = [one * two for one in a for two in b]
    ends = [0.0 if isnan(each) else each for each in ends]  # 0 times all numbers
    return min(ends), max(ends)


def _or_zero(bounds: Bounds) -> Bounds:
    return min(bounds[0], 0.0), max(bounds[1], 0.0)


def _is_matrix(term: Term) -> bool:
    return any(isinstance(each, Reference) and each.matrix_like for each in walk(term))


def _form(term: Term) -> tuple[object, ...]:
    """What a term says, wherever it stands."""
    own: tuple[object, ...] = (type(term).__name__,)
    match term:
        case Constant(value=value):
            own += (value,)
        case Reference(identifier=identifier, lag=lag):
            own += (identifier, lag)
        case Product(operator=operator):
            own += (operator,)
        case Power(exponent=exponent):
            own += (exponent,)
        case Apply(operation=operation):
            own += (operation.name,)
    return (*own, *map(_form, children(term)))
