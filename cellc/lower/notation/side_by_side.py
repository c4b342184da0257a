"""Numbers and brackets side by side that a lost sign, bracket or exponent leaves.

In: a spec as it was typed.  Out: errors about factors that nobody writes so: `x_t 2`,
`(1 z_t)`, `z_t h_{t-1} (1 - z_t) x_t`, `10-3`, `1 + e-x_t`.  Copies of papers lose the
minus, the plus and what stands above the line.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.lower.names import read_name
from cellc.lower.notation.walk import is_name, names_in, nodes_in
from cellc.ops import spelled, spelled_reduction
from cellc.syntax.nodes import (
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
    Spec,
    Statement,
)

_OVER = frozenset(["sum", "prod", "max", "min", "argmax", "argmin", "Σ", "∑", "∏"])
_ELEMENTWISE = frozenset(["⊙", "*", "∘", "×"])


def refuse_side_by_side(
    spec: Spec, diagnostics: Diagnostics, *, lists: bool = False
) -> None:
    """Report such factors in the equations of a text; raises after that.

    lists: look at what stands in square brackets instead, where it is no list.
    """
    defined = frozenset(_defined(spec, diagnostics))
    functions = frozenset(_functions(spec))
    for each in (*spec.equations, *spec.facts):
        if not isinstance(each, Statement) or each.spoken:
            continue
        for side in each.sides[1:]:
            found = _Side(side, defined, functions, diagnostics)
            if lists:
                found.refuse_lists()
            else:
                found.refuse()
    diagnostics.raise_if_errors()


def last_number(node: Node) -> tuple[Juxtaposition, Number] | None:
    """The number at the end of an expression, behind what it would multiply."""
    while isinstance(node, Binary):
        node = node.right
    match node:
        case Juxtaposition(factors=(*_, before, Number() as number)):
            return None if _takes_arguments(before, frozenset()) else (node, number)
    return None


def _defined(spec: Spec, diagnostics: Diagnostics) -> Iterator[str]:
    """The identifiers that the text defines or declares."""
    silent = Diagnostics(diagnostics.source)
    for each in (*spec.equations, *spec.facts):
        match each:
            case Statement(sides=(left, *_)):
                names = [*names_in(left)][:1]
            case Declaration():
                names = [*each.names]
            case _:
                names = []
        for node in names:
            name = read_name(node, silent) if is_name(node) else None
            if name is not None:
                yield name.identifier


def _functions(spec: Spec) -> Iterator[str]:
    """The words of names that the text may define as functions."""
    for each in spec.facts:
        if isinstance(each, Statement):
            match each.sides[0]:
                case Name(text=text) | Juxtaposition(factors=(Name(text=text), _)):
                    yield text.lstrip("\\")


def _takes_arguments(node: Node, functions: frozenset[str]) -> bool:
    r"""Whether a name is a function, or `\sum_j`, `\max_j`."""
    while isinstance(node, Scripted):
        node = node.base
    if not isinstance(node, Name):
        return False
    word = node.text.lstrip("\\")
    return (
        word in _OVER
        or word in functions
        or spelled(word) is not None
        or spelled_reduction(word) is not None
    )


class _Side:
    """One right side; reports the first of each kind in it."""

    def __init__(
        self,
        side: Node,
        defined: frozenset[str],
        functions: frozenset[str],
        diagnostics: Diagnostics,
    ) -> None:
        self.side = side
        self.functions = functions
        self.defined = defined
        self.diagnostics = diagnostics
        self.source = diagnostics.source

    def refuse(self) -> None:
        lists = {id(each) for each in self._listed()}
        last = last_number(self.side)
        end = last[1] if last is not None else None
        for node in nodes_in(self.side):
            if isinstance(node, Juxtaposition) and id(node) not in lists:
                found = self._one(node) or self._number(node, end)
                if found:
                    return
            if isinstance(node, Binary) and self._exponent(node):
                return
        self._lost_plus()

    def refuse_lists(self) -> None:
        """`W [x_t 1]`: a list that lacks its comma, or a product."""
        for each in self._listed():
            if self._one(each, "[{}, {}] for a concatenation") or self._number(
                each, None, "[{}, {}] for a concatenation"
            ):
                return

    def _listed(self) -> Iterator[Juxtaposition]:
        """Factors side by side that are an item of a list in square brackets."""
        for node in nodes_in(self.side):
            if isinstance(node, Group) and node.bracket == "[":
                yield from (x for x in node.items if isinstance(x, Juxtaposition))

    def _snippet(self, span: Span) -> str:
        return self.source.snippet(span)

    def _is_bare(self, node: Node) -> bool:
        r"""Whether a number is typed as such: `\mathbf{1}` is a vector of ones."""
        text = self.source.text
        if not isinstance(node, Number):
            return False
        typed = text[node.span.start : node.span.end].strip()
        fenced = text[: node.span.start].rstrip().endswith("{")
        return typed[:1].isascii() and typed[:1].isdigit() and not fenced

    def _one(self, node: Juxtaposition, listed: str = "") -> bool:
        """`1 z_t`: nobody writes 1 times, and a minus is lost more often."""
        one, behind, *_ = node.factors
        if not (isinstance(one, Number) and one.text == "1" and self._is_bare(one)):
            return False
        rest = self._snippet(behind.span)
        self.diagnostics.error(
            "E0208",
            f"`{self._snippet(one.span | behind.span)}` is 1 times `{rest}` as it "
            "stands, which nobody writes: a sign can be lost between them",
            one.span | behind.span,
            help=f"write 1 - {rest}, or {rest} alone"
            + f", or {listed.format(1, rest)}" * bool(listed),
            edit=Edit(Span(one.span.end, behind.span.start), " - "),
        )
        return True

    def _number(
        self, node: Juxtaposition, end: Number | None, listed: str = ""
    ) -> bool:
        """`x_t 2`: a lost exponent, the number of the equation, or a factor."""
        for before, number in zip(node.factors, node.factors[1:], strict=False):
            if (
                not isinstance(number, Number)
                or not self._is_bare(number)
                or isinstance(before, Number)
                or _takes_arguments(before, self.functions)
            ):
                continue
            x, n = self._snippet(before.span), self._snippet(number.span)
            readings = [f"the factor in front, {n} {x}", f"{x}^{{{n}}} for a power"]
            if number is end:
                readings.append(f"({n}) for the number of the equation")
            if listed:
                readings.append(listed.format(x, n))
            self.diagnostics.error(
                "E0208",
                f"the number {n} stands behind what it multiplies: it can be a factor, "
                f"a power of `{x}`"
                + " or the number of the equation"
                * (number is end),
                before.span | number.span,
                help="write " + ", or ".join(readings),
            )
            return True
        return False

    def _exponent(self, node: Binary) -> bool:
        """`10-3` and `e-x_t`, whose exponents stand on the line."""
        first, last = _rightmost(node.left), _leftmost(node.right)
        sign = node.operator_span
        glued = first.span.end == sign.start and sign.end == last.span.start
        if node.operator != "-" or not glued:
            return False
        match first, last:
            case Number(text="10"), Number(text=text) if text.isdigit():
                powers = f"10^{{-{text}}}"
            case Name(text="e"), Number(text=text) if self._digit_before(first):
                powers = f"1e-{text} or 10^{{-{text}}}"
            case Name(text="e"), _ if "e" not in self.defined:
                above = self._snippet(last.span)
                powers = f"e^{{-{above}}} or exp(-{above})"
            case _:
                return False
        typed = self._snippet(first.span | last.span)
        self.diagnostics.error(
            "E0128",
            f"`{typed}` can be a power whose exponent came down to the line, or a "
            "difference",
            first.span | last.span,
            help=f"write {powers} for the power; for the difference write blanks "
            "around the minus"
            + ", and say in the where block what e is"
            * isinstance(first, Name),
        )
        return True

    def _digit_before(self, node: Node) -> bool:
        """Whether `1 e-3` has a number in front."""
        before = self.source.text[: node.span.start].rstrip()
        return before[-1:].isdigit() and "e" not in self.defined

    def _lost_plus(self) -> None:
        """`z_t h_{t-1} (1 - z_t) x_t`: a sum of two products without its plus."""
        for node in nodes_in(self.side):
            factors = _factors(node)
            typed = ["".join(self._snippet(each.span).split()) for each in factors]
            for at, group in enumerate(factors[2:-1], 2):
                gate = _complement(group)
                if gate is None or not self._juxtaposed(factors[at - 1], group):
                    continue
                if "".join(self._snippet(gate.span).split()) in typed[: at - 1]:
                    before, bracket = factors[at - 1].span, group.span
                    self.diagnostics.error(
                        "E0208",
                        f"`{self._snippet(bracket)}` multiplies the product with "
                        f"`{self._snippet(gate.span)}` in front of it: a plus can be "
                        "lost between them",
                        before | bracket,
                        help="write + for the sum, ⊙ for the product of all",
                        edit=Edit(Span(before.end, bracket.start), " + "),
                    )
                    return

    def _juxtaposed(self, before: Node, behind: Node) -> bool:
        return not self.source.text[before.span.end : behind.span.start].strip()


def _factors(node: Node) -> list[Node]:
    """The factors of a product of any kind, in order."""
    if isinstance(node, Juxtaposition):
        return [*node.factors]
    if isinstance(node, Binary) and node.operator in _ELEMENTWISE:
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _complement(node: Node) -> Node | None:
    """The gate of `(1 - z_t)`."""
    match node:
        case Group(
            bracket="(",
            items=(Binary(operator="-", left=Number(text="1"), right=gate),),
        ):
            return gate
    return None


def _rightmost(node: Node) -> Node:
    while True:
        match node:
            case Binary(right=inner) | Juxtaposition(factors=(*_, inner)):
                node = inner
            case _:
                return node


def _leftmost(node: Node) -> Node:
    while True:
        match node:
            case Binary(left=inner) | Juxtaposition(factors=(inner, *_)):
                node = inner
            case _:
                return node
