"""AST expressions to terms: names resolved, functions told from factors.

A juxtaposition is read here with the knowledge of which names are functions: `φ(a)` is
an application, `W (a)` a product, `h(t-1)` a name with its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cellc.diagnostics import Span
from cellc.lower.ambiguity import denominator_readings, over_one, over_one_readings
from cellc.lower.calls import called
from cellc.lower.conditions import Conditions
from cellc.lower.filled import filled
from cellc.lower.names import (
    ReadName,
    exponent_of_e,
    is_name,
    is_round,
    is_row_of_ones,
    is_transpose,
    read_name,
)
from cellc.lower.numbers import MAX_DENOMINATOR, MAX_EXPONENT, power, read_number
from cellc.lower.other_powers import other_exponents
from cellc.lower.powers_applied import open_exponent, positive_part
from cellc.lower.reader import Rejected
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Negative,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
)
from cellc.ops import operation
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Call,
    Cases,
    Comparison,
    Group,
    Indicator,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Part,
    Scripted,
    Stack,
)


@dataclass
class Elaborator(Conditions):
    """Turns expressions into terms."""

    def term(self, node: Node) -> Term | None:
        """The term of an expression, or None after reporting why there is none."""
        self.whole = node
        try:
            return self._term(node)
        except Rejected:
            self.note_functions_of_lists(node)
            return None

    def _term(self, node: Node) -> Term:
        match node:
            case Number(text=text):
                return self._weighed(Constant(self._number(text, node.span), node.span))
            case Name() | Accent():
                return self._named(node)
            case Scripted():
                return self._scripted(node)
            case Stack():
                raise self._reject(
                    "E0108",
                    "a column has no meaning at this place",
                    node.span,
                    "write [a, b] for a concatenation",
                )
            case Part(operand=each, index=index, count=count):
                part = Portion(self._term(each), index, count, node.span)
                return self._weighed(part)
            case Group():
                return self._group(node)
            case Negation(operand=operand):
                return self._weighed(Negative(self._term(operand), node.span))
            case Call(function=function, argument=argument):
                return self._weighed(called(function, self._term(argument), node.span))
            case Binary():
                return self._binary(node)
            case Juxtaposition():
                return self._juxtaposition(node)
            case Cases():
                return self._cases(node)
            case Indicator():
                return self._indicator(node)
            case Comparison():
                raise self._reject(
                    "E0112",
                    "a comparison is no value",
                    node.span,
                    "write [a > b] for 1 where it holds and 0 elsewhere",
                )

    def _named(self, node: Node) -> Term:
        name = read_name(node, self.diagnostics)
        if name is not None and not {"e", name.identifier} & self.known:
            found = open_exponent(self.diagnostics.source, node)
            if found is not None:
                raise self._reject("E0128", *found)
        if name is None and isinstance(node, Accent):
            raise self._reject(
                "E0203",
                "an accent stands over one name, and here over an expression",
                node.span,
                "give the expression a name in an equation of its own",
            )
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
                return self._weighed(Constant(self.numbers[identifier], name.span))
            if identifier == "t" and identifier not in self.known:
                raise self._reject(
                    "E0214",
                    "`t` can be the number of the step, or a time that is given",
                    name.span,
                    "say `t ∈ ℝ is step` in the where block for the number, 1 at the "
                    "first step; write an input, τ_t ∈ ℝ, for a time that is given",
                )
            if self.function_of(name) is not None:
                raise self._reject(
                    "E0205",
                    f"the function `{self.diagnostics.source.snippet(name.span)}` "
                    "has no argument",
                    name.span,
                    "write what it is applied to, in brackets behind it; a "
                    "function cannot be an argument of a function",
                )
        return self._weighed(
            Reference(
                identifier,
                name.lag,
                name.is_matrix_like,
                name.span,
                name.running,
                tuple(int(read_number(each) or 0) for each in name.shifts),
                name.own,
            )
        )

    def _scripted(self, node: Scripted) -> Term:
        exponent = exponent_of_e(node, self.known)
        if exponent is not None:
            return self._of_one("exp", exponent, node)
        if is_name(node):
            return self._named(node)
        positive = positive_part(node)
        if positive is not None:
            return self._of_one("relu", positive, node)
        self._refuse_negative_part(node)
        if isinstance(node.base, Number) and is_transpose(node):
            raise self._reject(
                "E0204",
                "a number has no transpose",
                node.span,
                "for the sum of a vector's components write sum(x), or leave it out",
            )
        if is_transpose(node) and (column := self._column_of_rows(node.base)):
            return self._weighed(Concatenate(column, node.span))
        if (ones := filled(node, self.diagnostics)) is not None:
            return self._weighed(ones)
        base = self._term(node.base)
        if node.position != "super" or len(node.items) != 1:
            raise self._reject(
                "E0203",
                "only a name can have this index",
                node.span,
                "give the expression a name in an equation of its own",
            )
        item = node.items[0]
        if is_transpose(node):
            return self._weighed(Transposed(base, node.span))
        if self._is_power_of_number(node.base, item):
            arguments = base, self._term(item)
            return self._weighed(Apply(operation("raised"), arguments, node.span))
        return self._power(base, item, node.span)

    def _of_one(self, name: str, argument: Node, node: Node) -> Term:
        return self._weighed(Apply(operation(name), (self._term(argument),), node.span))

    def _is_power_of_number(self, base: Node, exponent: Node) -> bool:
        """`2^{-k}`: a number has no labels.  `1^n` can be a vector of ones."""
        number = read_number(base)
        positive = number is not None and number > 0 and number != 1
        return positive and read_number(exponent, self.numbers, set()) is None

    def _refuse_negative_part(self, node: Scripted) -> None:
        """`[x]_-`: of either sign."""
        match node:
            case Scripted(base=Group(items=(inner,)), items=(Name(text="minus"),)):
                x = self.diagnostics.source.snippet(inner.span)
                raise self._reject(
                    "E0203",
                    f"`{self.diagnostics.source.snippet(node.span)}` can be min({x}, 0)"
                    f" or max(-({x}), 0)",
                    node.span,
                    "write the one that is meant",
                )

    def _power(self, base: Term, exponent: Node, span: Span) -> Term:
        value = read_number(exponent, self.numbers, self.used)
        if value is None or abs(value) > MAX_EXPONENT or value.q > MAX_DENOMINATOR:
            number = power(base.value, value) if isinstance(base, Constant) else None
            if number is not None:  # `10^{-30}`
                return self._weighed(Constant(number, span))
            raise self._reject(
                "E0204",
                f"an exponent must be a number that is not larger than {MAX_EXPONENT}",
                exponent.span,
                other_exponents(exponent),
            )
        if isinstance(base, Constant) and base.value == 0 and value <= 0:
            raise self._reject("E0212", "0 has no such power", span, "remove it")
        return self._weighed(Power(base, value, span))

    def _binary(self, node: Binary) -> Term:
        if node.operator in ("·", "@"):
            self._refuse_open_application(node.left, node)
        if node.operator == "/" and isinstance(node.right, Juxtaposition):
            self._refuse_wide_denominator(node)
        if node.operator == "∘" and (applied := self._function_in_front(node)):
            return applied
        if node.operator in ("·", "@") and is_row_of_ones(node.left):
            return self._summed([node.left, node.right])
        if node.operator == "‖":
            return self._joined_in_open(node)
        if node.operator in ("+", "-"):
            self._refuse_function_of_number(node)
            left, right = self._terms_of_sum(node)
        else:
            left = self._term(node.left)
            right = self._term(self._behind_matrix(node))
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
            case "mod":
                return self._weighed(Apply(operation("mod"), (left, right), node.span))
            case "⊕":
                a, b = (
                    self.diagnostics.source.snippet(each.span)
                    for each in (node.left, node.right)
                )
                raise self._reject(
                    "E0207",
                    "`⊕` can be a sum or a concatenation",
                    node.operator_span,
                    f"write {a} + {b}, or [{a}, {b}]",
                )
        return self._weighed(
            Product(node.operator, left, right, node.span, node.operator_span)
        )

    def _refuse_function_of_number(self, node: Binary) -> None:
        """`log 1 + exp(a)`: nobody writes log(1), so brackets may be missing.

        Nor does anybody divide by 1, as `1/1 + exp(a)` seems to.
        """
        last = node.left
        if (quotient := over_one(last)) is not None:
            raise self._reject(
                "E0208",
                "where the denominator ends can be read in two ways",
                quotient.span | node.right.span,
                over_one_readings(self.diagnostics.source, quotient, node.right),
            )
        while isinstance(last, Binary):
            last = last.right
        match last:
            case Juxtaposition(factors=(*_, function, Number() as number)):
                if self._named_function(function) is None:
                    return
                f, a, rest = (
                    self.diagnostics.source.snippet(each)
                    for each in (
                        function.span,
                        Span(number.span.start, node.right.span.end),
                        Span(node.operator_span.start, node.right.span.end),
                    )
                )
                raise self._reject(
                    "E0208",
                    "where the argument of this function ends can be read in two ways",
                    function.span | node.right.span,
                    f"write {f}({a}) or {f}({number.text}) {rest}",
                )

    def _terms_of_sum(self, node: Binary) -> tuple[Term, Term]:
        """Both sides of a sum; an error of the first does not hide the second's."""
        try:
            left = self._term(node.left)
        except Rejected:
            self._term(node.right)
            raise
        return left, self._term(node.right)

    def _function_in_front(self, node: Binary) -> Term | None:
        """`tanh ∘ (W x)`: the function of what is in the brackets.

        A letter such as σ can be a name too, and without brackets it is not said where
        the argument ends.
        """
        functions = self._chain(node.left)
        if functions is None:
            return None
        argument = node.right
        match argument:
            case Juxtaposition(factors=(Name() | Scripted() as inner, Group())):
                closed = self._named_function(inner) is not None  # tanh ∘ σ(x)
            case _:
                closed = is_round(argument)
        if closed:
            term = self._term(argument)
            for each in reversed(functions):
                term = self._applied(each, (term,), node.span)
            return term
        f, a = (
            self.diagnostics.source.snippet(each.span) for each in (node.left, argument)
        )
        raise self._reject(
            "E0208",
            f"`{self.diagnostics.source.snippet(node.span)}` can be the function {f} "
            f"of {a}, or the elementwise product with a value {f}",
            node.span,
            f"write {f}({a}) for the function; for the product give the value another "
            "name",
        )

    def _refuse_wide_denominator(self, node: Binary) -> None:
        """`1/2 x`: is it (1/2) x or 1/(2 x)?  `1/exp(a) x` too; `1/exp(a)` is whole."""
        assert isinstance(node.right, Juxtaposition)
        if node.operator_span.start < node.left.span.start:
            return  # \frac{a}{b c} says where it ends
        head = self._application_length(node.right.factors)
        if head == len(node.right.factors):
            return
        raise self._reject(
            "E0208",
            "where the denominator ends can be read in two ways",
            node.span,
            denominator_readings(self.diagnostics.source, node.left, node.right, head),
        )

    def _application_length(self, factors: Sequence[Node]) -> int:
        """How many factors are a function and its argument; 1 if none is in front."""
        first = read_name(factors[0], self.diagnostics)
        if first is None or self.function_of(first) is None:
            return 1
        match factors[1]:
            case Group() | Scripted(position="super", base=Group()):
                return 2
        if self._is_application(factors[1:3]):
            return 3  # log σ(x)
        return len(factors)  # `exp a x` is refused by itself
