"""AST expressions to terms: names resolved, functions told from factors.

A juxtaposition is read here with the knowledge of which names are functions: `φ(a)` is
an application, `W (a)` a product, `h(t-1)` a name with its time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sympy import Rational

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.ambiguity import (
    application_readings,
    denominator_readings,
    unknown_function_help,
)
from cellc.lower.functions import Function, Lambda, arity
from cellc.lower.names import ReadName, is_name, is_round, read_name, time_lag
from cellc.lower.numbers import parse_number, read_number
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    children,
)
from cellc.ops import Operation, spelled
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Call,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Scripted,
)

MAX_WEIGHT = 5_000  # nodes of one equation, with functions written out
MAX_EXPONENT = 16


class Rejected(Exception):
    """An expression that was reported and has no term."""


@dataclass
class Elaborator:
    """Turns expressions into terms; `known` names are defined or declared."""

    diagnostics: Diagnostics
    functions: dict[str, Function]
    numbers: dict[str, Rational]
    known: frozenset[str]
    used: set[str] = field(default_factory=set)  # functions and numbers
    _bound: list[dict[str, Term]] = field(default_factory=list)
    _weights: dict[int, tuple[Term, int]] = field(default_factory=dict)
    _active: list[Lambda] = field(default_factory=list)

    def term(self, node: Node) -> Term | None:
        """The term of an expression, or None after reporting why there is none."""
        try:
            return self._term(node)
        except Rejected:
            return None

    def function_of(self, name: ReadName) -> Function | None:
        if name.lag is not None or name.transposed:
            return None
        if name.identifier in self.functions:
            self.used.add(name.identifier)
            return self.functions[name.identifier]
        if name.identifier in self.known:
            return None
        return spelled(name.identifier)

    def _term(self, node: Node) -> Term:
        match node:
            case Number(text=text):
                return self._weighed(Constant(self._number(text, node.span), node.span))
            case Name() | Accent():
                return self._named(node)
            case Scripted():
                return self._scripted(node)
            case Group():
                return self._group(node)
            case Negation(operand=operand):
                return self._weighed(Negative(self._term(operand), node.span))
            case Call(function=function, argument=argument):
                operation = spelled(function)
                assert operation is not None
                return self._weighed(
                    Apply(operation, (self._term(argument),), node.span)
                )
            case Binary():
                return self._binary(node)
            case Juxtaposition():
                return self._juxtaposition(node)

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

    def _named(self, node: Node) -> Term:
        name = read_name(node, self.diagnostics)
        if name is None:
            raise Rejected
        return self._use(name, node)

    def _use(self, name: ReadName, node: Node) -> Term:
        term = self._base_use(name)
        if name.transposed:
            term = self._weighed(Transposed(term, node.span))
        if name.power is not None:
            term = self._power(term, name.power, node.span)
        return term

    def _base_use(self, name: ReadName) -> Term:
        identifier = name.identifier
        if name.lag is None:
            if self._is_bound(name):
                return self._bound[-1][identifier]
            if identifier in self.numbers:
                self.used.add(identifier)
                value = self.numbers[identifier]
                return self._weighed(Constant(value, name.span))
            if identifier == "t" and identifier not in self.known:
                raise self._reject(
                    "E0214",
                    "`t` stands for the time index and is no value here",
                    name.span,
                    "if it is a parameter, give it another name",
                )
            if self.function_of(name) is not None:
                raise self._reject(
                    "E0205",
                    f"the function `{self.diagnostics.source.snippet(name.span)}` "
                    "has no argument",
                    name.span,
                    "write what it is applied to, in brackets behind it",
                )
        return self._weighed(
            Reference(identifier, name.lag, name.is_matrix_like, name.span)
        )

    def _scripted(self, node: Scripted) -> Term:
        if is_name(node):
            return self._named(node)
        base = self._term(node.base)
        if node.position != "super" or len(node.items) != 1:
            raise self._reject(
                "E0203",
                "only a name can have this index",
                node.span,
                "give the expression a name in an equation of its own",
            )
        item = node.items[0]
        if isinstance(item, Name) and item.text in ("T", "\\top"):
            return self._weighed(Transposed(base, node.span))
        return self._power(base, item, node.span)

    def _power(self, base: Term, exponent: Node, span: Span) -> Term:
        value = read_number(exponent, self.numbers, self.used)
        if value is None or abs(value) > MAX_EXPONENT or value.q > MAX_EXPONENT:
            raise self._reject(
                "E0204",
                f"an exponent must be a number that is not larger than {MAX_EXPONENT}",
                exponent.span,
                "write x^2, x^{-1} or x^{1/2}; for other powers use exp and log",
            )
        if isinstance(base, Constant) and base.value == 0 and value <= 0:
            raise self._reject("E0212", "0 has no such power", span, "remove it")
        return self._weighed(Power(base, value, span))

    def _group(self, node: Group) -> Term:
        if len(node.items) == 1:
            return self._term(node.items[0])
        if node.bracket == "[":
            items = tuple(self._term(item) for item in node.items)
            return self._weighed(Concatenate(items, node.span))
        raise self._reject(
            "E0206",
            "a list in these brackets has no meaning here",
            node.span,
            "write [a, b] for a concatenation",
        )

    def _binary(self, node: Binary) -> Term:
        if node.operator in ("·", "@"):
            self._refuse_open_application(node.left, node)
        if node.operator == "/" and isinstance(node.right, Juxtaposition):
            self._refuse_wide_denominator(node)
        left, right = self._term(node.left), self._term(node.right)
        match node.operator:
            case "+":
                return self._weighed(Sum(left, right, node.span))
            case "-":
                negative = self._weighed(Negative(right, right.span))
                return self._weighed(Sum(left, negative, node.span))
            case "/":
                if isinstance(right, Constant) and right.value == 0:
                    raise self._reject(
                        "E0212", "division by zero", right.span, "write another number"
                    )
                return self._weighed(Quotient(left, right, node.span))
            case "×":
                raise self._reject(
                    "E0207",
                    "`×` between values can be a product of numbers, of matrices or of "
                    "components",
                    node.operator_span,
                    "write ⊙ for the elementwise product, · for the matrix product",
                )
        return self._weighed(
            Product(node.operator, left, right, node.span, node.operator_span)
        )

    def _refuse_open_application(self, left: Node, node: Binary) -> None:
        """`σ W · x`: is it σ(W)·x or σ(W·x)?"""
        if not isinstance(left, Juxtaposition) or isinstance(left.factors[-1], Group):
            return
        name = read_name(left.factors[-2], self.diagnostics)
        if name is not None and self.function_of(name) is not None:
            raise self._two_readings(left.factors[-2], left.factors[-1], node.right)

    def _two_readings(self, function: Node, first: Node, rest: Node) -> Rejected:
        return self._reject(
            "E0208",
            "where the argument of this function ends can be read in two ways",
            function.span | rest.span,
            application_readings(self.diagnostics.source, function, first, rest),
        )

    def _refuse_wide_denominator(self, node: Binary) -> None:
        """`1/2 x`: is it (1/2) x or 1/(2 x)?"""
        assert isinstance(node.right, Juxtaposition)
        first = read_name(node.right.factors[0], self.diagnostics)
        if first is not None and self.function_of(first) is not None:
            return
        if node.operator_span.start < node.left.span.start:
            return  # \frac{a}{b c} says where it ends
        raise self._reject(
            "E0208",
            "where the denominator ends can be read in two ways",
            node.span,
            denominator_readings(self.diagnostics.source, node.left, node.right),
        )

    def _juxtaposition(self, node: Juxtaposition) -> Term:
        factors = list(node.factors)
        terms: list[Term] = []
        index = 0
        while index < len(factors):
            term, used = self._factor(factors, index)
            terms.append(term)
            index += used
        result = terms[-1]
        # a matrix product binds to what stands on its right: W V x is W (V x)
        for term in reversed(terms[:-1]):
            span = term.span | result.span
            result = self._weighed(Product("", term, result, span, span))
        return result

    def _factor(self, factors: list[Node], index: int) -> tuple[Term, int]:
        """The term of the factor at `index`, and how many factors it took."""
        node = factors[index]
        name = read_name(node, self.diagnostics) if is_name(node) else None
        if name is None:
            return self._term(node), 1
        following = factors[index + 1] if index + 1 < len(factors) else None
        argument = following
        power: Node | None = None  # of h(t-1)^2
        if isinstance(following, Scripted) and following.position == "super":
            argument, power = following.base, following.items[0]
        if argument is not None and following is not None and is_round(argument):
            lag = time_lag(argument)
            if lag is not None and name.lag is None:
                span = node.span | following.span
                timed = replace(name, lag=lag, power=power, transposed=False, span=span)
                return self._use(timed, following), 2
        function = self.function_of(name)
        if function is not None and not self._is_bound(name):
            return self._application(function, name, factors, index)
        if following is not None and is_round(following):
            self._refuse_unknown_function(name, node)
        return self._use(name, node), 1

    def _is_bound(self, name: ReadName) -> bool:
        return bool(self._bound) and name.identifier in self._bound[-1]

    def _refuse_unknown_function(self, name: ReadName, node: Node) -> None:
        if (
            name.lag is not None
            or name.is_matrix_like
            or name.identifier in self.known
            or name.identifier in self.numbers
            or self._is_bound(name)
        ):
            return
        typed = self.diagnostics.source.snippet(node.span)
        raise self._reject(
            "E0209",
            f"`{typed}` is applied to an argument but is no known function",
            node.span,
            unknown_function_help(typed, name.identifier),
        )

    def _application(
        self, function: Function, name: ReadName, factors: list[Node], index: int
    ) -> tuple[Term, int]:
        node = factors[index]
        if index + 1 == len(factors):
            return self._base_use(name), 1
        argument = factors[index + 1]
        outer: Node | None = None  # of tanh(x)^2: the power of the value
        if (
            isinstance(argument, Scripted)
            and argument.position == "super"
            and isinstance(argument.base, Group)
            and len(argument.items) == 1
        ):
            outer, argument = argument.items[0], argument.base
        if isinstance(argument, Group):
            nodes = argument.items
        elif index + 2 < len(factors):
            raise self._two_readings(node, argument, factors[index + 2])
        else:
            nodes = (argument,)
        arguments = tuple(self._term(each) for each in nodes)
        span = node.span | argument.span
        term = self._applied(function, arguments, span)
        for power in (name.power, outer):
            if power is not None:
                term = self._power(term, power, span)
        return term, 2

    def _applied(
        self, function: Function, arguments: tuple[Term, ...], span: Span
    ) -> Term:
        wanted = arity(function)
        if len(arguments) != wanted:
            raise self._reject(
                "E0210",
                f"this function takes {wanted} argument{'s' * (wanted > 1)}, "
                f"not {len(arguments)}",
                span,
                "separate the arguments by commas",
            )
        if isinstance(function, Operation):
            return self._weighed(Apply(function, arguments, span))
        if function in self._active:
            raise self._reject(
                "E0211",
                "this function is defined by itself",
                span,
                "write its definition without a use of itself",
            )
        self._bound.append(dict(zip(function.parameters, arguments, strict=True)))
        self._active.append(function)
        try:
            return self._term(function.body)
        finally:
            self._active.pop()
            self._bound.pop()
