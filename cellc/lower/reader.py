"""What every part of elaboration stands on: names, functions, limits, reporting."""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Rational

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.applied import Applied
from cellc.lower.functions import Function, Lambda, Unknown
from cellc.lower.names import ReadName, exponent_of_e, is_name
from cellc.lower.numbers import parse_number
from cellc.lower.powers_applied import AppliedPower
from cellc.lower.terms import Term, children
from cellc.ops import spelled, spelled_reduction
from cellc.syntax.nodes import Node

MAX_WEIGHT = 5_000  # nodes of one equation, with functions written out


class Rejected(Exception):
    """An expression that was reported and has no term."""


@dataclass
class Reader:
    """Turns expressions into terms; `known` names are defined or declared.

    unknown: functions that are applied and nowhere defined, by their identifiers.
    applied: capital letters before a bracket, read as matrices.
    powers: powers beside functions, of the value or of the argument.
    """

    diagnostics: Diagnostics
    functions: dict[str, Function]
    numbers: dict[str, Rational]
    known: frozenset[str]
    used: set[str] = field(default_factory=set)  # functions and numbers
    _bound: list[dict[str, Term]] = field(default_factory=list)
    _weights: dict[int, tuple[Term, int]] = field(default_factory=dict)
    _active: list[Lambda] = field(default_factory=list)
    unknown: dict[str, Unknown] = field(default_factory=dict)
    applied: list[Applied] = field(default_factory=list)
    powers: list[AppliedPower] = field(default_factory=list)
    whole: Node | None = None  # the right side that is read

    def _term(self, node: Node) -> Term:
        raise NotImplementedError

    def _is_plain_name(self, node: Node) -> bool:
        """Whether a node is a name, and not `e^{...}`."""
        return is_name(node) and exponent_of_e(node, self.known) is None

    def _base_use(self, name: ReadName) -> Term:
        raise NotImplementedError

    def _use(self, name: ReadName, node: Node) -> Term:
        raise NotImplementedError

    def _power(self, base: Term, exponent: Node, span: Span) -> Term:
        raise NotImplementedError

    def function_of(self, name: ReadName) -> Function | None:
        if name.lag is not None or name.transposed:
            return None
        if name.identifier in self.functions:
            self.used.add(name.identifier)
            return self.functions[name.identifier]
        if name.identifier in self.known:
            return None
        return spelled(name.identifier) or spelled_reduction(name.identifier)

    def _reject(self, code: str, message: str, span: Span, help: str) -> Rejected:
        self.diagnostics.error(code, message, span, help=help)
        return Rejected()

    def _weighed(self, term: Term) -> Term:
        weight = 1 + sum(self._weights[id(each)][1] for each in children(term))
        if weight > MAX_WEIGHT:
            raise self._reject(
                "E0213",
                f"this expression has more than {MAX_WEIGHT} parts when its functions "
                "are written out",
                term.span,
                "give the inner part a name and an equation of its own",
            )
        self._weights[id(term)] = (term, weight)
        return term

    def _number(self, text: str, span: Span) -> Rational:
        value = parse_number(text)
        if value is None:
            raise self._reject(
                "E0212",
                "this number does not fit a floating-point number",
                span,
                "write at most 40 digits and an exponent between -300 and 300",
            )
        return value

    def _is_bound(self, name: ReadName) -> bool:
        return bool(self._bound) and name.identifier in self._bound[-1]
