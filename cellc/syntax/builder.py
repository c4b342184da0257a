"""Grammar rules to AST nodes: one method for each rule name of the grammar."""

from __future__ import annotations

from dataclasses import replace

from lark import Token

from cellc.diagnostics import Span
from cellc.syntax.builder_cases import (
    CasesBuilder,
    Children,
    span_between,
    unbraced,
)
from cellc.syntax.layout import span_of
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Call,
    Declaration,
    Group,
    Init,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Output,
    Scripted,
    Stack,
    Statement,
)

_OPERATORS = {
    "PLUS": "+",
    "MINUS": "-",
    "STAR": "*",
    "ODOT": "⊙",
    "CIRC": "∘",
    "CDOT": "·",
    "AT": "@",
    "SLASH": "/",
    "TIMES": "×",
    "OTIMES": "⊗",
    "OPLUS": "⊕",
    "JOIN": "‖",
    "MOD": "mod",
}
_ACCENTS = {
    "widetilde": "tilde",
    "tilde": "tilde",
    "widehat": "hat",
    "hat": "hat",
    "bar": "bar",
    "overline": "bar",
    "dot": "dot",
    "ddot": "ddot",
    "check": "check",
    "breve": "breve",
    "acute": "acute",
    "grave": "grave",
    "underline": "under",  # layout drops it where it only says: a vector
    "overrightarrow": "forward",
    "overleftarrow": "backward",
    "vec": "",  # an arrow, like bold type, only says that the name is a vector
}
_ALPHABETS = {"mathcal": "cal", "mathscr": "scr", "mathfrak": "frak"}
_BOLD = ("mathbf", "boldsymbol", "bm", "pmb", "textbf")
_BOLD_E = "𝐞"  # a vector: the base of logarithms is not bold
_BRACES = ("underbrace", "overbrace")
_BRACE = "brace"
_MARKS = {"PLUS": "plus", "MINUS": "minus", "STAR": "star", "PRIME": "prime"}
_UNICODE_SUBS = str.maketrans(
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜᵢᵣᵤᵥⱼ", "0123456789+-=()aeoxəhklmnpstiruvj"
)
_UNICODE_SUPS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵀⁿⁱᵗ", "0123456789+-=()Tnit")


class AstBuilder(CasesBuilder):
    """Builds nodes while the parser reduces; every rule's children are in order."""

    def name(self, children: Children) -> Name:
        return Name(str(children[0]), span_of(children[0]))

    def number(self, children: Children) -> Number:
        return Number(str(children[0]), span_of(children[0]))

    def negative_number(self, children: Children) -> Node:
        number = Number(str(children[1]), span_of(children[1]))
        return Negation(number, span_between(children[0], children[1]))

    def mark(self, children: Children) -> Name:
        """A sign as a script, `[x]_+` or `h^*`."""
        return Name(_MARKS[children[0].type], span_of(children[0]))

    def rows(self, children: Children) -> Children:
        return [unbraced(each) for each in children if not isinstance(each, Token)]

    def stack(self, children: Children) -> Stack:
        return Stack(tuple(children[1]), span_between(children[0], children[-1]))

    def sums(self, children: Children) -> Children:
        return [each for each in children if not isinstance(each, Token)]

    items = sums

    def _group(self, bracket: str, children: Children) -> Group:
        return Group(
            bracket, tuple(children[1]), span_between(children[0], children[-1])
        )

    def round(self, children: Children) -> Group:
        return self._group("(", children)

    def square(self, children: Children) -> Group:
        return self._group("[", children)

    def braces(self, children: Children) -> Group:
        return self._group("{", children)

    def angle(self, children: Children) -> Group:
        return self._group("<", children)

    def angle_in_braces(self, children: Children) -> Group:
        return Group("<", (children[2],), span_between(children[0], children[-1]))

    def range(self, children: Children) -> Group:
        """`i=1` below a sum: the index and where it starts; where it ends is above."""
        span = span_between(children[0], children[-1])
        return Group("=", (children[1], *children[3][:1]), span)

    def bars(self, children: Children) -> Call:
        return Call("abs", children[1], span_between(children[0], children[-1]))

    how_many = bars

    def root(self, children: Children) -> Call:
        return Call("sqrt", children[1], span_between(children[0], children[-1]))

    def higher_root(self, children: Children) -> Scripted:
        """`\\sqrt[3]{a}`: a to the power 1/3."""
        span = span_between(children[0], children[-1])
        (degree,) = children[2][:1]
        exponent = Binary(
            "/", Number("1", degree.span), degree, degree.span, degree.span
        )
        base = Group("(", (children[-1],), children[-1].span)
        return Scripted(base, "super", (exponent,), "{", span)

    def mark_in_braces(self, children: Children) -> Name:
        """`h^{*}`, whose name ends behind the brace."""
        return Name(_MARKS[children[1].type], span_between(children[0], children[-1]))

    def font(self, children: Children) -> Node:
        """Bold, roman and plain letters are one name; other alphabets are another."""
        inner = _inside(children[1])
        span = span_between(children[0], children[1])
        if str(children[0]).strip("\\") in _BRACES:
            return Accent(_BRACE, inner, span)
        if str(children[0]).strip("\\*") in _BOLD and inner == Name("e", inner.span):
            inner = Name(_BOLD_E, inner.span)
        other = _ALPHABETS.get(str(children[0]).strip("\\*"))
        if other is not None and isinstance(inner, Name | Accent | Scripted):
            return Accent(other, inner, span)
        return replace(inner, span=span)

    def accent(self, children: Children) -> Node:
        accent = _ACCENTS[str(children[0]).lstrip("\\")]
        inner = _inside(children[1])
        span = span_between(children[0], children[1])
        if not accent and inner == Name("e", inner.span):
            return Name(_BOLD_E, inner.span)
        return Accent(accent, inner, span) if accent else inner

    def fraction(self, children: Children) -> Binary:
        span = span_between(children[0], children[-1])
        return Binary("/", children[1], children[2], span, span_of(children[0]))

    def sign(self, children: Children) -> Node:
        sign, operand = children
        if sign.type == "PLUS":
            node: Node = operand
            return node
        return Negation(operand, span_between(sign, operand))

    def binary(self, children: Children) -> Binary:
        left, operator, right = children
        if operator.type == "SLASH" and _is_product(right):
            # `1/τ · x`: what is divided by ends before the next sign, as on paper
            product: Binary = right
            inner = self.binary([left, operator, product.left])
            return replace(product, left=inner, span=span_between(left, right))
        elementwise = operator.type == "CDOT" and operator == "*"  # said in words
        return Binary(
            "*" if elementwise else _OPERATORS[operator.type],
            left,
            right,
            span_between(left, right),
            span_of(operator),
        )

    def juxtaposition(self, children: Children) -> Juxtaposition:
        factors = [
            unbraced(factor) if _is_round(following) else factor
            for factor, following in zip(children, [*children[1:], None], strict=True)
        ]
        return Juxtaposition(tuple(factors), span_between(children[0], children[-1]))

    def _scripted(self, position: str, base: Node, script: Node) -> Node:
        span = span_between(base, script)
        base = unbraced(base)
        if isinstance(base, Accent) and base.accent == _BRACE:
            return replace(base.base, span=span)  # what stands under a brace is text
        if isinstance(script, Group):
            bracket = script.bracket
            items = tuple(map(_without_braces, script.items))
            if bracket == "{" and len(items) == 1 and isinstance(items[0], Group):
                bracket, items = items[0].bracket, items[0].items
            return Scripted(base, position, items, bracket, span)
        return Scripted(base, position, (script,), "", span)

    def subscript(self, children: Children) -> Node:
        return self._scripted("sub", children[0], children[-1])

    def superscript(self, children: Children) -> Node:
        return self._scripted("super", children[0], children[-1])

    def subscript_angle(self, children: Children) -> Scripted:
        span = span_between(children[0], children[-1])
        return Scripted(unbraced(children[0]), "sub", (children[2],), "<", span)

    def superscript_angle(self, children: Children) -> Scripted:
        span = span_between(children[0], children[-1])
        return Scripted(unbraced(children[0]), "super", (children[2],), "<", span)

    def subscript_unicode(self, children: Children) -> Scripted:
        return self._unicode("sub", children, _UNICODE_SUBS)

    def superscript_unicode(self, children: Children) -> Scripted:
        return self._unicode("super", children, _UNICODE_SUPS)

    def _unicode(
        self, position: str, children: Children, table: dict[int, int]
    ) -> Scripted:
        """Small letters and digits below or above the line, as if typed with _ or ^."""
        base, token = children
        text = str(token).translate(table)
        bracket = ""
        if text.startswith("(") and text.endswith(")"):
            text, bracket = text[1:-1], "("
        span = span_of(token)
        letters = text.rstrip("0123456789")
        head, sign, tail = text.partition("-" if "-" in text else "+")
        item: Node
        if text.isdigit():
            item = Number(text, span)
        elif sign and head.isalpha() and tail.isdigit():
            item = Binary(sign, Name(head, span), Number(tail, span), span, span)
        elif letters.isalpha():
            item = Name(text, span)
        else:
            item = Number(text, span)  # no label: the resolver says so
        span = span_between(base, token)
        return Scripted(unbraced(base), position, (item,), bracket, span)

    def prime(self, children: Children) -> Scripted:
        base, token = children
        marks = Name("prime" * len(str(token)), span_of(token))
        return Scripted(
            unbraced(base), "prime", (marks,), "", span_between(base, token)
        )

    # ------------------------------------------------------------ lines

    def statement(self, children: Children) -> Statement:
        sides = tuple(each for each in children if not isinstance(each, Token))
        sides = (unbraced(sides[0]), *sides[1:])
        return Statement(sides, span_between(children[0], children[-1]))

    def set(self, children: Children) -> tuple[Span, tuple[Node, ...], bool]:
        """The span of ℝ^{...}, its dimensions, and whether it is an interval."""
        script = children[-1]
        ranged = children[0].type != "REALS"
        if script is None or isinstance(script, Token):
            return span_of(children[0]), (), ranged
        items = script.items if isinstance(script, Group) else (script,)
        dimensions = tuple(part for item in items for part in _times(item))
        return span_between(children[0], script), dimensions, ranged

    def signed_number(self, children: Children) -> tuple[Span, float]:
        minus, number = children
        value = float(number)
        span = span_of(number)
        return (span_of(minus) | span, -value) if minus else (span, value)

    def role(self, children: Children) -> Name:
        return Name(str(children[1]), span_of(children[1]))

    def init_number(self, children: Children) -> Init:
        span, value = children[1]
        return Init("constant", value, span_of(children[0]) | span)

    def init_scheme(self, children: Children) -> Init:
        argument = next((each[1] for each in children if isinstance(each, tuple)), None)
        end = [each for each in children if isinstance(each, Token)][-1]
        return Init(str(children[1]), argument, span_between(children[0], end))

    def declaration(self, children: Children) -> Declaration:
        names, _in, (span, dimensions, ranged), *rest = children
        inits = tuple(each for each in rest if isinstance(each, Init))
        value, role = None, None
        for index, each in enumerate(rest):
            if isinstance(each, Token) or each is None or isinstance(each, Init):
                continue
            if index and isinstance(rest[index - 1], Token):
                value = each
                span |= each.span
            else:
                role = each
                span |= each.span
        for init in inits:
            span |= init.span
        return Declaration(
            tuple(map(unbraced, names)),
            dimensions,
            value,
            role,
            inits,
            Span(names[0].span.start, span.end),
            ranged=ranged,
        )

    def bare_role(self, children: Children) -> Declaration:
        names, _is, role = children
        named = Name(str(role), span_of(role))
        span = names[0].span | named.span
        lowered = tuple(map(unbraced, names))
        return Declaration(lowered, (), None, named, (), span, sized=False)

    def drawn(self, children: Children) -> Declaration:
        names, distribution, _is, word = children
        role = Name(f"noise {distribution}", span_of(distribution))
        often = None if word is None else Name(str(word), span_of(word))
        span = names[0].span | (often or role).span
        lowered = tuple(map(unbraced, names))
        return Declaration(lowered, (), None, role, (), span, sized=False, often=often)

    def output(self, children: Children) -> Output:
        names = tuple(map(unbraced, children[1]))
        return Output(names, span_between(children[0], children[1][-1]))


def _is_product(node: Node) -> bool:
    """Whether a node is a product with a sign and no brackets around it."""
    return isinstance(node, Binary) and node.operator in ("·", "@", "*")


def _is_round(node: Node | None) -> bool:
    return isinstance(node, Group) and node.bracket == "("


def _inside(node: Node) -> Node:
    r"""What an accent or a font is over: `\tilde{{\bm{h}}}` is `\tilde{h}`."""
    if isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
        while isinstance(node, Group) and node.bracket == "{" and len(node.items) == 1:
            node = node.items[0]
    return node


def _without_braces(node: Node) -> Node:
    """`{t}-{1}` in an index is `t-1`."""
    if isinstance(node, Group) and node.bracket == "{" and len(node.items) == 1:
        return _without_braces(node.items[0])
    if isinstance(node, Binary):
        left, right = _without_braces(node.left), _without_braces(node.right)
        return replace(node, left=left, right=right)
    return node


def _times(node: Node) -> list[Node]:
    """The factors of `h × (h+x)`; a comma between sizes says the same."""
    if isinstance(node, Binary) and node.operator == "×":
        return [*_times(node.left), *_times(node.right)]
    if isinstance(node, Group) and len(node.items) == 1:
        return [node.items[0]]
    return [node]
