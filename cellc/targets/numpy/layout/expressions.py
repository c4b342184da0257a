"""From expressions to documents."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from enum import Enum
from itertools import pairwise

from cellc.targets.numpy.layout.documents import (
    Block,
    Doc,
    Group,
    Hug,
    IfBroken,
    Line,
    Parens,
    in_parentheses_if_broken,
    joined,
)
from cellc.targets.numpy.layout.outline import (
    Need,
    Row,
    can_hug,
    is_chain,
    left_of,
    need_of,
    row_of,
)
from cellc.targets.numpy.layout.source import COMPREHENSION, TRAILER, Source


class Mode(Enum):
    """Where an expression stands, and so what can be broken in it."""

    BARE = "outside parentheses: only inside its own brackets"
    HUGGING = "the same, as the bare form of `Parens`"
    INSIDE = "inside parentheses: at its operators too"
    WRAPPED = "the same, as the wrapped form of `Parens`"


_BREAKABLE = (Mode.INSIDE, Mode.WRAPPED)


class Builder:
    """Documents for the expressions of one logical line."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def expression(self, node: ast.expr, mode: Mode = Mode.BARE) -> Doc:
        """An expression with the parentheses it has."""
        if self.source.is_parenthesized(node):
            return _brackets("(", self._inner(node, Mode.INSIDE), ")", mode)
        return self._inner(node, mode)

    def optional(self, node: ast.expr, modest: bool = True) -> Doc:
        """A value of a statement, with parentheses if they help to split it."""
        need = need_of(self.source, node)
        if need is Need.NONE or self.source.is_parenthesized(node):
            return self.expression(node)
        modest = modest and need is Need.MODEST
        if not modest and not can_hug(self.source, node):
            return in_parentheses_if_broken(self._inner(node, Mode.INSIDE))
        bare = self._inner(node, Mode.HUGGING)
        return Parens(bare, self._inner(node, Mode.WRAPPED), modest)

    def sequence(self, nodes: Iterable[ast.expr], mode: Mode = Mode.INSIDE) -> Doc:
        """Expressions with commas between."""
        return joined([self.expression(node, mode) for node in nodes])

    def arguments(
        self, positional: list[ast.expr], keywords: list[ast.keyword], mode: Mode
    ) -> Doc:
        """The arguments of a call or of a class, in parentheses."""
        found: dict[int, Doc] = {}
        for item in positional:
            if isinstance(item, ast.GeneratorExp) and self.source.is_bare(item):
                found[item.col_offset] = self._comprehension(item)
            else:
                found[item.col_offset] = self.expression(item, Mode.INSIDE)
        for keyword in keywords:
            name = f"{keyword.arg}=" if keyword.arg else "**"
            value = self.expression(keyword.value, Mode.INSIDE)
            found[keyword.col_offset] = (name, value)
        items = [found[at] for at in sorted(found)]
        return _brackets("(", Group(joined(items)), ")", mode) if items else "()"

    def _inner(self, node: ast.expr, mode: Mode) -> Doc:
        """An expression without the parentheses around it."""
        match node:
            case ast.Constant() | ast.Name():
                return self.source.text(node)
            case ast.Attribute() | ast.Call() | ast.Subscript():
                return self._trailer(node, mode)
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                return self._operations(row_of(self.source, node), mode)
            case ast.UnaryOp(operand=inner) | ast.Starred(value=inner):
                sign = self.source.between(node.col_offset, inner.col_offset)
                return (sign.rstrip("("), self.expression(inner, mode))
            case ast.Tuple(elements) if self.source.is_bare(node):
                return in_parentheses_if_broken(self.sequence(elements))
            case ast.IfExp():
                return self._conditional(node, mode)
            case ast.Slice():
                return self._slice(node)
        text = self.source.text(node)
        body = self._inside(node)
        return _brackets(text[0], body, text[-1], mode) if body else text

    def _inside(self, node: ast.expr) -> Doc:
        """What is in the brackets of a display; nothing if it is no display."""
        match node:
            case ast.Tuple([single]):
                return (self.expression(single, Mode.INSIDE), ",")
            case ast.Tuple(elements) | ast.List(elements) | ast.Set(elements):
                return self.sequence(elements) if elements else ""
            case ast.Dict([_, *_] as keys, values) if None not in keys:
                pairs = zip(keys, values, strict=True)
                return joined([self._pair(key, value) for key, value in pairs if key])
        return self._comprehension(node) if isinstance(node, COMPREHENSION) else ""

    def _pair(self, key: ast.expr, value: ast.expr) -> Doc:
        left = self.expression(key, Mode.INSIDE)
        return Group((left, ": ", self.expression(value, Mode.INSIDE)))

    def _comprehension(self, node: ast.expr) -> Doc:
        assert isinstance(node, COMPREHENSION)
        if isinstance(node, ast.DictComp):
            parts = [self._pair(node.key, node.value)]
        else:
            parts = [Group(self.expression(node.elt, Mode.INSIDE))]
        for clause in node.generators:
            target = self.source.text(clause.target)
            iterable = self.expression(clause.iter, Mode.INSIDE)
            parts += [Line.SPACE, "for ", target, " in ", iterable]
            for test in clause.ifs:
                parts += [Line.SPACE, "if ", self.expression(test, Mode.INSIDE)]
        return Group(tuple(parts))

    def _operations(self, row: Row, mode: Mode) -> Doc:
        """Operands and operators, to be broken at the operators that bind least."""
        operands, operators = row.operands, row.operators
        if not operators:
            return self.expression(operands[0], mode)
        least = max(rank for _, rank in operators)
        splits = [at for at, (_, rank) in enumerate(operators) if rank == least]
        parts: list[Doc] = []
        for start, end in pairwise([-1, *splits, len(operators)]):
            if parts:
                parts.append(_operator(operators[start][0], mode))
            run = Row(operands[start + 1 : end + 1], operators[start + 1 : end])
            parts.append(self._operations(run, mode))
        return Group(tuple(parts)) if mode in _BREAKABLE else tuple(parts)

    def _conditional(self, node: ast.IfExp, mode: Mode) -> Doc:
        nodes = (node.body, node.test, node.orelse)
        body, test, orelse = (self.expression(each, mode) for each in nodes)
        if mode not in _BREAKABLE:
            return (body, " if ", test, " else ", orelse)
        tail = (Line.SPACE, "if ", test, Line.SPACE, "else ", Group(orelse))
        return Group((body, *tail))

    def _trailer(self, node: ast.expr, mode: Mode) -> Doc:
        """A dot, a call or a subscript, with what is left of it."""
        split = mode in _BREAKABLE and is_chain(self.source, node)
        doc = self._link(node, mode, split)
        return Group(doc) if split else doc

    def _link(self, node: ast.expr, mode: Mode, split: bool) -> Doc:
        """The same as a part of a chain, which may be split before its dots."""
        value = left_of(node)
        if isinstance(value, TRAILER) and not self.source.is_parenthesized(value):
            left = self._link(value, mode, split)
        else:
            left = self.expression(value, mode)
        match node:
            case ast.Attribute(attr=name):
                dot = Line.SOFT if split and self.source.has_brackets(value) else ""
                return (left, dot, f".{name}")
            case ast.Call(_, positional, keywords):
                return (left, self.arguments(positional, keywords, mode))
            case ast.Subscript(slice=ast.Tuple([_, _, *_] as several) as index) if (
                self.source.is_bare(index)
            ):
                body: Doc = Group(self.sequence(several))
            case ast.Subscript(slice=ast.Tuple([single]) as index) if (
                self.source.is_bare(index)
            ):
                body = (self.expression(single, Mode.INSIDE), ",")
            case ast.Subscript(slice=index):
                body = self.expression(index, Mode.INSIDE)
        return (left, _brackets("[", body, "]", mode))

    def _slice(self, node: ast.Slice) -> Doc:
        parts: list[Doc] = []
        end: int | None = node.col_offset
        for bound in (node.lower, node.upper, node.step):
            if bound is not None:
                parts.append(self.source.between(end, bound.col_offset).strip("()"))
                parts.append(self.expression(bound, Mode.INSIDE))
                end = bound.end_col_offset
        parts.append(self.source.between(end, node.end_col_offset).strip("()"))
        return tuple(parts)


def _brackets(opener: str, body: Doc, closer: str, mode: Mode) -> Doc:
    doc = Group((opener, Block(body), closer))
    return Hug(doc) if mode is Mode.HUGGING else doc


def _operator(text: str, mode: Mode) -> Doc:
    """An operator, with the place to break the line before it."""
    if mode not in _BREAKABLE:
        return text
    if text == "**":  # the formatter leaves a stray space here
        return (Line.SOFT, text, " " if mode is Mode.WRAPPED else IfBroken(" "))
    return (Line.SPACE, text[1:])
