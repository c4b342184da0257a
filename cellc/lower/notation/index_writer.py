r"""Numbers in the place of an index: `W^{(l)} s^{(l-1)}` for l = 2, and sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cellc.lower.names import ENTRY, RUNNING
from cellc.lower.notation.index import indices_of, without_scripts
from cellc.lower.notation.walk import everything_in, is_name, with_children
from cellc.lower.numbers import read_number
from cellc.lower.truths import known_truth
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Call,
    Group,
    Indicator,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Scripted,
)

LONGEST = 400  # terms of a sum
PRODUCTS = frozenset(["*", "⊙", "∘", "·", "@", "×"])
_SUMS = ("\\sum", "∑", "Σ")
Values = Mapping[str, int]


class IndexWriter:
    """Puts numbers in place of indices.

    values: of the indices.  counts: of names that stand for numbers, such as L.
    indexed: names that have such an index: a number above them is a label, no power.
    taken: letters that are names of the cell too, so that only scripts are indices.
    bare: names whose index stands above them without brackets, `x^i`, so that a number
        there is a label; beside `μ^{(n)}` a number without brackets is a power.
    whole: names that are declared with all values of an index, `F ∈ ℝ^{5×d}`: `F_k` is
        a row or a component of them, no name of its own.
    windows: where the sums around begin, and how many terms they have.
    """

    def __init__(
        self,
        values: Values,
        counts: Values,
        indexed: Iterable[str],
        taken: Iterable[str],
        bare: Iterable[str] = (),
        whole: Iterable[str] = (),
        windows: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self.values = values
        self.counts = counts
        self.indexed = frozenset(indexed)
        self.taken = frozenset(taken)
        self.bare = frozenset(bare)
        self.whole = frozenset(whole)
        self.windows = dict(windows or {})
        self._none: list[Node] = []  # zeros that conditions made

    def node(self, node: Node) -> Node:
        match node:
            case Name(text=text) if text in self.values and text not in self.taken:
                return _number(self.values[text], node)
            case Scripted():
                return self._scripted(node)
            case Indicator():
                return self._indicator(node)
            case Juxtaposition():
                return self._sum(node) or self._factors(node)
            case Binary():
                return self._binary(node)
            case Group(items=(_,)) | Negation():
                inner = with_children(node, self.node)
                only = inner.items[0] if isinstance(inner, Group) else None
                if isinstance(inner, Negation):
                    only = inner.operand
                return only if only is not None and self._is_none(only) else inner
        return with_children(node, self.node)

    # ------------------------------------------------------------ conditions

    def _indicator(self, node: Indicator) -> Node:
        inner = with_children(node, self.node)
        assert isinstance(inner, Indicator)
        truth = known_truth(inner.condition, read_number)
        if truth is None:
            return inner
        number = Number(str(int(truth)), node.span)
        if not truth:
            self._none.append(number)
        return number

    def _is_none(self, node: Node) -> bool:
        return any(node is each for each in self._none)

    def _factors(self, node: Juxtaposition) -> Node:
        """Without factors that are 1 by a condition; nothing if one of them is 0."""
        factors: list[Node] = []
        for old in node.factors:
            new = self.node(old)
            if self._is_none(new):
                return new
            if not (isinstance(old, Indicator) and isinstance(new, Number)):
                factors.append(new)
        if len(factors) == 1:
            return factors[0]
        return (
            replace(node, factors=tuple(factors)) if factors else Number("1", node.span)
        )

    def _binary(self, node: Binary) -> Node:
        whole = self._over_product(node)
        if whole is not None:
            return self.node(whole)
        left, right = self.node(node.left), self.node(node.right)
        if node.operator in ("+", "-"):
            if self._is_none(right):
                return left
            if self._is_none(left):
                return right if node.operator == "+" else Negation(right, node.span)
        elif node.operator in PRODUCTS:
            for each in (left, right):
                if self._is_none(each):
                    return each
            if isinstance(node.left, Indicator) and isinstance(left, Number):
                return right
            if isinstance(node.right, Indicator) and isinstance(right, Number):
                return left
        return replace(node, left=left, right=right)

    # ------------------------------------------------------------ names

    def _scripted(self, node: Scripted) -> Node:
        if node.position == RUNNING:
            shift = (self._label(each, True, False) for each in node.items[1:])
            return replace(
                node, base=self.node(node.base), items=(node.items[0], *shift)
            )
        if (entry := self._entry(node)) is not None:
            return entry
        base = node.base if isinstance(node.base, Name) else self.node(node.base)
        if isinstance(node.base, Name) and not is_name(node):
            base = self.node(node.base)
        own = is_name(node) and stem(node) in self.indexed
        items = tuple(self._label(each, own, is_name(node)) for each in node.items)
        numbers = any(
            isinstance(each, Number) and (own or each is not old)
            for each, old in zip(items, node.items, strict=True)
        )
        power = all(new is old for new, old in zip(items, node.items, strict=True))
        power = power and node.bracket != "(" and stem(node) not in self.bare
        if numbers and own and node.position == "super" and not power:
            return replace(node, base=base, items=items, bracket="(")
        return replace(node, base=base, items=items)

    def _entry(self, node: Scripted) -> Node | None:
        """`F_k` as the row of F that it is, counted from where the sum begins."""
        if stem(node) not in self.whole or not is_name(node):
            return None
        letters = [index.letter for index, _ in indices_of(node)]
        own = [each for each in letters if each in self.windows]
        if len(own) != 1:
            return None
        first, count = self.windows[own[0]]
        at = self.values[own[0]] - first
        inner = self.node(without_scripts(node, frozenset(own)))
        return Call(f"{ENTRY}{at} of {count}", inner, node.span)

    def _label(self, node: Node, own: bool, named: bool) -> Node:
        """An index with its numbers, one number where it can be.

        named: whether it stands at a name, not above a number as in `2^{-k}`.
        """
        if isinstance(node, Number):
            return node
        value = self._value(node, own)
        if value is None:
            made = with_children(node, lambda each: self._label(each, own, named))
            return self._shifted(made) if made is not node and own else made
        if value < 0 and named:
            return Name(f"m{-value}", node.span)
        return _number(value, node)

    def _shifted(self, node: Node) -> Node:
        """`t - 4 + 1 + 2` as `t - 1`; anything else as it is."""
        found: list[Node] = []
        offset, waiting = 0, [(1, node)]
        while waiting:
            sign, part = waiting.pop()
            number = self._value(part, True)
            match part:
                case _ if number is not None:
                    offset += sign * number
                case Binary(operator="+" | "-" as between, left=left, right=right):
                    other = sign if between == "+" else -sign
                    waiting += [(other, right), (sign, left)]
                case Group(items=(inner,)):
                    waiting.append((sign, inner))
                case Name() if sign == 1:
                    found.append(part)
                case _:
                    return node
        if not isinstance(node, Binary) or len(found) != 1:
            return node
        if offset == 0:
            return replace(found[0], span=node.span)
        steps = Number(str(abs(offset)), node.span)
        operator = "+" if offset > 0 else "-"
        return Binary(operator, found[0], steps, node.span, node.operator_span)

    def _value(self, node: Node, own: bool) -> int | None:
        match node:
            case Number(text=text) if text.isdigit():
                return int(text)
            case Name(text=text) if text in self.values:
                return self.values[text]
            case Name(text=text) if own and text in self.counts:
                return self.counts[text]
            case Negation(operand=operand):
                inner = self._value(operand, own)
                return None if inner is None else -inner
            case Group(items=(inner_node,)):
                return self._value(inner_node, own)
            case Binary(operator="+" | "-" as sign, left=left, right=right):
                one, other = self._value(left, own), self._value(right, own)
                if one is None or other is None:
                    return None
                return one + other if sign == "+" else one - other
            case Binary(operator="·" | "*" | "×", left=left, right=right):
                one, other = self._value(left, own), self._value(right, own)
                return None if one is None or other is None else one * other
        return None

    # ------------------------------------------------------------ sums

    def _sum(self, node: Juxtaposition) -> Node | None:
        r"""`\sum_{j=1}^{3} a_j b_j` with numbers for its ends, term by term."""
        for at, factor in enumerate(node.factors[:-1]):
            bounds = self.bounds(factor)
            if bounds is None:
                continue
            letter, first, last = bounds
            rest = node.factors[at + 1 :]
            inner: Node = rest[0]
            if len(rest) > 1:
                inner = Juxtaposition(rest, rest[0].span | rest[-1].span)
            span = factor.span | inner.span
            total: Node | None = None
            for value in range(first, last + 1):
                now = {**self.values, letter: value}
                windows = {**self.windows, letter: (first, last - first + 1)}
                writer = IndexWriter(
                    now,
                    self.counts,
                    self.indexed,
                    self.taken,
                    self.bare,
                    self.whole,
                    windows,
                )
                term = writer.node(inner)
                if not writer._is_none(term):
                    total = Binary("+", total, term, span, span) if total else term
            if total is None:
                none = Number("0", node.span)
                self._none.append(none)
                return none
            whole = Group("(", (total,), span)
            before = tuple(map(self.node, node.factors[:at]))
            return Juxtaposition((*before, whole), node.span) if before else whole
        return None

    def _over_product(self, node: Binary) -> Node | None:
        r"""`\sum_j a_j ⊙ b_j`, the sum in front of the product that it goes over."""
        if node.operator not in PRODUCTS:
            return None
        rights: list[Node] = []
        first: Node = node
        while isinstance(first, Binary) and first.operator in PRODUCTS:
            rights.append(first.right)
            first = first.left
        if not isinstance(first, Juxtaposition):
            return None
        for at, factor in enumerate(first.factors[:-1]):
            bounds = self.bounds(factor)
            if bounds is None or not any(bounds[0] in letters_of(r) for r in rights):
                continue
            rest = first.factors[at + 1 :]
            inner: Node = rest[0]
            if len(rest) > 1:
                inner = Juxtaposition(rest, rest[0].span | rest[-1].span)
            product = _with_first(node, inner)
            return Juxtaposition((*first.factors[: at + 1], product), node.span)
        return None

    def bounds(self, node: Node) -> tuple[str, int, int] | None:
        """The index of a sum and its first and last value, where both are known."""
        letter = summed(node)
        if letter is None:
            return None
        assert isinstance(node, Scripted)
        assert isinstance(node.base, Scripted)
        first = self._value(node.base.items[1], True)
        last = self._value(node.items[0], True) if len(node.items) == 1 else None
        if first is None or last is None or last - first > LONGEST:
            return None
        return letter, first, last


def _with_first(node: Node, first: Node) -> Node:
    """A product with another first factor."""
    if isinstance(node, Binary) and node.operator in PRODUCTS:
        return replace(node, left=_with_first(node.left, first))
    return first


def sums_in(whole: Node) -> Iterator[tuple[str, tuple[Node, ...]]]:
    r"""The sums of an expression: the index of each, and what the sum goes over.

    That is what stands behind it, `\sum_k W_k x_{t-k}`, also behind a sign of products.
    """
    inner: set[int] = set()  # products that are the left part of a longer one
    for node in everything_in(whole):
        if id(node) in inner:
            continue
        rights: list[Node] = []
        while isinstance(node, Binary) and node.operator in PRODUCTS:
            rights.append(node.right)
            node = node.left
            inner.add(id(node))
        if isinstance(node, Juxtaposition):
            for at, factor in enumerate(node.factors):
                letter = summed(factor)
                if letter is not None:
                    yield letter, (*node.factors[at + 1 :], *reversed(rights))


def summed(node: Node) -> str | None:
    """The index of a sum with two ends."""
    match node:
        case Scripted(
            base=Scripted(
                base=Name(text=text), items=(Name(text=letter), _), bracket="="
            )
        ) if text in _SUMS:
            return letter
    return None


def stem(node: Node) -> str:
    """The letters of a name, without accents and scripts."""
    while isinstance(node, Scripted | Accent):
        node = node.base
    return node.text if isinstance(node, Name) else ""


def letters_of(node: Node) -> Iterator[str]:
    """Every plain name of an expression, also those in scripts."""
    return (each.text for each in everything_in(node) if isinstance(each, Name))


def _number(value: int, node: Node) -> Node:
    number = Number(str(abs(value)), node.span)
    return number if value >= 0 else Negation(number, node.span)
