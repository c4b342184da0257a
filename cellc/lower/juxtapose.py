"""Factors side by side: which of them are functions, and what they are applied to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.ambiguity import application_readings
from cellc.lower.applied import Applied
from cellc.lower.functions import (
    Function,
    Unknown,
    arguments_help,
    arity,
    called,
    circle,
)
from cellc.lower.names import (
    ReadName,
    is_name,
    is_ones,
    is_round,
    is_row_of_ones,
    is_transpose_mark,
    read_name,
    time_lag,
)
from cellc.lower.notation.walk import nodes_in
from cellc.lower.powers_applied import (
    AppliedPower,
    power_of_argument,
    power_of_function,
    power_of_value,
    powers_in_doubt,
)
from cellc.lower.reader import Reader, Rejected
from cellc.lower.terms import (
    Apply,
    Diagonal,
    Ones,
    Product,
    Reference,
    Sum,
    Term,
    Transposed,
)
from cellc.ops import Operation, Reduction, spelled_reduction
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Node,
    Scripted,
)


class Factors(Reader):
    """Reads a juxtaposition with the knowledge of which names are functions."""

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
            application_readings(
                self.diagnostics.source, function, first, rest, self.whole
            ),
        )

    def _with_lists(self, factors: Sequence[Node]) -> list[Node]:
        raise NotImplementedError

    def _juxtaposition(self, node: Juxtaposition) -> Term:
        factors = self._with_lists(node.factors)
        terms, index = list[Term](), 0
        while index < len(factors):
            term, used = self._factor(factors, index)
            terms.append(term)
            index += used
        if len(terms) > 1 and is_ones(factors[-1]):
            terms[-1] = self._weighed(Ones(terms[-1].span))  # no number: W 1 is not W
        result = terms[-1]
        # a matrix product binds to what stands on its right: W V x is W (V x)
        for term in reversed(terms[:-1]):
            span = term.span | result.span
            chained = result is not terms[-1]
            result = self._weighed(Product("", term, result, span, span, chained))
        return result

    def _factor(self, factors: list[Node], index: int) -> tuple[Term, int]:
        """The term of the factor at `index`, and how many factors it took."""
        node = factors[index]
        if is_row_of_ones(node) and index + 1 < len(factors):
            return self._summed(factors[index:]), len(factors) - index
        name = read_name(node, self.diagnostics) if self._is_plain_name(node) else None
        if name is None:
            composed = self._composed(factors, index)
            return composed or (self._term(node), 1)
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
        match following:
            case Group(items=(inner,)) if self._is_diagonal(name):
                span = node.span | following.span
                return self._weighed(Diagonal(self._term(inner), span)), 2
        function = self.function_of(name) or self._labelled(name, following)
        if function is not None and not self._is_bound(name):
            return self._application(function, name, factors, index)
        if following is not None and is_round(following):
            if self._note_unknown_function(name, node, following):
                assert isinstance(following, Group)
                first, *_ = [self._term(each) for each in following.items]
                return first, 2
            self._note_applied(name, following)
        return self._use(name, node), 1

    def _summed(self, factors: list[Node]) -> Term:
        """`1^T x`: the sum of the components; `1^T W x` too."""
        ones, first, *rest = factors
        span = ones.span | factors[-1].span
        inner = (
            Juxtaposition((first, *rest), first.span | rest[-1].span) if rest else first
        )
        behind = rest[(applied := self._is_applied(first, rest)) :]
        if behind and (applied or not self._is_matrix(first)):
            typed = self.diagnostics.source.snippet
            a = typed(first.span | rest[0].span if applied else first.span)
            b = typed(behind[0].span | factors[-1].span)
            raise self._reject(
                "E0208",
                "where this sum of components ends can be read in two ways",
                span,
                f"write sum({a}) {b} or sum({a} ⊙ {b})",
            )
        row = self._weighed(Transposed(self._weighed(Ones(ones.span)), ones.span))
        return self._weighed(Product("", row, self._term(inner), span, span))

    def _is_applied(self, first: Node, rest: list[Node]) -> bool:
        """Whether the first of several factors is a function of the next."""
        named = rest and is_round(rest[0]) and self._is_plain_name(first)
        name = read_name(first, self.diagnostics) if named else None
        return name is not None and self.function_of(name) is not None

    def _is_matrix(self, node: Node) -> bool:
        """Whether a node is a name as matrices have, and no function."""
        name = read_name(node, self.diagnostics) if self._is_plain_name(node) else None
        return (
            name is not None
            and name.lag is None
            and name.power is None
            and name.is_matrix_like
            and not self._is_bound(name)
            and self.function_of(name) is None
        )

    def _labelled(self, name: ReadName, argument: Node | None) -> Function | None:
        """The text's own `θ_h` where h was read as the index of a component."""
        if name.lag is not None or argument is None or not is_round(argument):
            return None
        behind = self.diagnostics.source.text[name.span.end : argument.span.start]
        labelled = f"{name.identifier}_" + re.sub(r"[_{}\s]", "", behind)
        if labelled not in self.functions:
            return None
        self.used.add(labelled)
        return self.functions[labelled]

    def _composed(self, factors: list[Node], index: int) -> tuple[Term, int] | None:
        """`(σ ∘ tanh)(x)`: functions, the last applied first; None if it is none."""
        match factors[index : index + 2]:
            case [Group(items=(Binary() as chain,)), Group(items=(inner,)) as argument]:
                functions = self._chain(chain)
                if functions is None:
                    return None
                term = self._term(inner)
                for each in reversed(functions):
                    term = self._applied(each, (term,), argument.span)
                return term, 2
        return None

    def _chain(self, node: Node) -> list[Function] | None:
        """The functions of `σ ∘ tanh`, if they are functions."""
        match node:
            case Binary(operator="∘", left=left, right=right):
                first, second = self._chain(left), self._chain(right)
                return None if first is None or second is None else first + second
        function = self._named_function(node)
        return None if function is None else [function]

    def _named_function(self, node: Node) -> Function | None:
        """The function of one argument that a name alone is, if it is one."""
        name = read_name(node, self.diagnostics) if self._is_plain_name(node) else None
        if name is None or name.power is not None or self._is_bound(name):
            return None
        function = self.function_of(name)
        return function if function is not None and arity(function) == 1 else None

    def _is_diagonal(self, name: ReadName) -> bool:
        word = name.identifier
        return word in ("diag", "Diag") and word not in {*self.known, *self.functions}

    def _note_applied(self, name: ReadName, argument: Node) -> None:
        plain = name.lag is None and name.power is None and not name.transposed
        if (
            plain
            and name.is_matrix_like
            and name.identifier not in self.known
            and name.identifier not in self.numbers
            and not self._is_bound(name)
            and isinstance(argument, Group)
            and len(argument.items) == 1
        ):
            self.applied.append(Applied(name, argument))

    def _note_unknown_function(
        self, name: ReadName, node: Node, argument: Node
    ) -> bool:
        """Remember a name that seems to be a function; whether a list behind it tells.

        The text is refused then, and read on for other such names.
        """
        if (
            name.lag is not None
            or name.is_matrix_like
            or name.transposed
            or name.identifier in self.known
            or name.identifier in self.numbers
            or self._is_bound(name)
        ):
            return False
        assert isinstance(argument, Group)
        items = argument.items
        arguments = tuple(each.span for each in items)
        whole = node.span | argument.span
        self.unknown.setdefault(name.identifier, Unknown(node.span, whole, arguments))
        return len(items) > 1

    def note_functions_of_lists(self, whole: Node) -> None:
        """The same in the rest of what is refused: `g(a, b)` behind an error."""
        silent = Diagnostics(self.diagnostics.source)
        for node in nodes_in(whole):
            if not isinstance(node, Juxtaposition):
                continue
            for head, behind in zip(node.factors, node.factors[1:], strict=False):
                if not isinstance(behind, Group) or not is_round(behind):
                    continue
                name = read_name(head, silent) if is_name(head) else None
                if name is None or len(behind.items) < 2 or self.function_of(name):
                    continue
                self._note_unknown_function(name, head, behind)

    def _application(
        self, function: Function, name: ReadName, factors: list[Node], index: int
    ) -> tuple[Term, int]:
        node = factors[index]
        if index + 1 == len(factors):
            return self._base_use(name), 1
        argument = factors[index + 1]
        source = self.diagnostics.source
        doubtful = power_of_function(source, name, node, argument)
        nested = self._named_function(argument) is not None
        behind = factors[index + 1 :]
        doubtful = doubtful or powers_in_doubt(source, node, behind, nested=nested)
        if doubtful is not None:
            raise self._reject("E0208", *doubtful)
        outer: Node | None = None  # of tanh(x)^2: the power of the value
        if (
            isinstance(argument, Scripted)
            and argument.position == "super"
            and isinstance(argument.base, Group)
            and len(argument.items) == 1
        ):
            if getattr(function, "name", "") not in ("abs", "norm"):  # |x|^2
                self._tell(power_of_value(source, node, argument.base, argument))
            outer, argument = argument.items[0], argument.base
        used = 2
        if isinstance(argument, Group):
            nodes = argument.items
        elif self._is_application(factors[index + 1 : index + 3]):
            used = 3  # log σ(x): a function of what another is applied to
            last = factors[index + 2]
            argument = Juxtaposition((argument, last), argument.span | last.span)
            if index + used < len(factors):
                raise self._two_readings(node, argument, factors[index + used])
            nodes = (argument,)
        elif index + 2 < len(factors):
            raise self._two_readings(node, argument, factors[index + 2])
        else:
            self._tell(power_of_argument(source, node, argument))
            nodes = (argument,)
        arguments = tuple(self._term(each) for each in nodes)
        span = node.span | argument.span
        term = self._applied(function, arguments, span)
        for power in (name.power, outer):
            if power is not None and is_transpose_mark(power):
                term = self._weighed(Transposed(term, span | factors[index + 1].span))
            elif power is not None:
                term = self._power(term, power, span)
        return term, used

    def _tell(self, power: AppliedPower | None) -> None:
        if power is not None:
            self.powers.append(power)

    def _is_application(self, factors: Sequence[Node]) -> bool:
        """Whether these are a function and its argument in brackets, and no more."""
        match factors:
            case [function, Group(bracket="(", items=(_,))]:
                return self._named_function(function) is not None
        return False

    def _separator(self, arguments: tuple[Term, ...], wanted: int) -> Span | None:
        """The comma in front of the first argument too many."""
        if len(arguments) <= wanted:
            return None
        text = self.diagnostics.source.text
        before, behind = arguments[wanted - 1].span.end, arguments[wanted].span.start
        found = re.search("[,;]", text[before:behind])
        if found is None:
            return None
        return Span(before + found.start(), before + found.end())

    def _applied(
        self, function: Function, arguments: tuple[Term, ...], span: Span
    ) -> Term:
        wanted = arity(function)
        if isinstance(function, Operation) and len(arguments) == 1 < wanted:
            function = spelled_reduction(function.name) or function  # max(a)
            wanted = arity(function)
        if isinstance(function, Reduction) and function.affine:
            return self._affine(function, arguments, span)
        if len(arguments) != wanted:
            name = called(function, self.functions)
            raise self._reject(
                "E0210",
                f"{name} takes {wanted} argument{'s' * (wanted > 1)}, "
                f"not {len(arguments)}",
                self._separator(arguments, wanted) or span,
                arguments_help(name, wanted, len(arguments)),
            )
        if isinstance(function, Operation | Reduction):
            return self._weighed(Apply(function, arguments, span))
        if function in self._active:
            raise self._reject(
                "E0211",
                "this function is defined by itself: "
                + circle(function, self._active, self.functions),
                span,
                "write its definition without a use of itself",
            )
        self._bound.append(dict(zip(function.parameters, arguments, strict=True)))
        self._active.append(function)
        try:
            term = self._term(function.body)
        finally:
            self._active.pop()
            self._bound.pop()
        # what is made of it spans its use, not what stands between that and the body
        if isinstance(term, Reference):
            return term
        if isinstance(term, Apply):
            term = replace(term, own=False)
        return self._weighed(replace(term, span=span))

    def _affine(
        self, function: Reduction, arguments: tuple[Term, ...], span: Span
    ) -> Term:
        """`LN(a)`, `LN(a, γ)`, `LN(a, γ, β)`: the operation, a gain, a bias."""
        if not 1 <= len(arguments) <= 3:
            raise self._reject(
                "E0210",
                f"{function.name} takes an argument, a gain and a bias, "
                f"not {len(arguments)} arguments",
                self._separator(arguments, 3) or span,
                f"write {function.name}(a), or {function.name}(a, γ, β)",
            )
        first, *others = arguments
        result: Term = self._weighed(Apply(function, (first,), span))
        if others:
            result = self._weighed(Product("⊙", others[0], result, span, span))
        if len(others) == 2:
            result = self._weighed(Sum(result, others[1], span))
        return result
