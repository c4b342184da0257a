"""What an expression shows outside its brackets: operators, chains of calls, ends."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from enum import Enum
from itertools import zip_longest

from cellc.targets.numpy.layout.source import ATOM, OPERATION, TRAILER, Source

_RANKED: tuple[dict[type[ast.AST], str], ...] = (
    # from the operators that bind tightest to those that split first
    {ast.Pow: "**"},
    {ast.Mult: "*", ast.MatMult: "@", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"},
    {ast.Add: "+", ast.Sub: "-"},
    {ast.LShift: "<<", ast.RShift: ">>"},
    {ast.BitAnd: "&"},
    {ast.BitXor: "^"},
    {ast.BitOr: "|"},
    {
        **{ast.Eq: "==", ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in"},
        **{ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="},
        **{ast.Is: "is", ast.IsNot: "is not"},
    },
    {ast.And: "and", ast.Or: "or"},
)
OPERATORS = {
    kind: (text, rank)
    for rank, row in enumerate(_RANKED, start=2)
    for kind, text in row.items()
}
_DOT_RANK, _CONDITIONAL_RANK = 1, len(_RANKED) + 2


class Need(Enum):
    """What parentheses would do for a value that does not fit."""

    NONE = "it has brackets of its own"
    MODEST = "they may make it fit: a name, a literal, a chain of calls"
    REAL = "without them it cannot be broken: operators"


def need_of(source: Source, node: ast.expr) -> Need:
    """What parentheses would do for the expression."""
    if isinstance(node, (*OPERATION, ast.IfExp)) or is_chain(source, node):
        return Need.REAL
    if isinstance(node, (*TRAILER, ast.UnaryOp)):
        inner = node.operand if isinstance(node, ast.UnaryOp) else left_of(node)
        return Need.NONE if source.is_parenthesized(inner) else need_of(source, inner)
    return Need.MODEST if isinstance(node, ATOM) else Need.NONE


def left_of(node: ast.expr) -> ast.expr:
    """What is left of the dot, the call or the subscript."""
    if isinstance(node, ast.Call):
        return node.func
    assert isinstance(node, (ast.Attribute, ast.Subscript))
    return node.value


def is_chain(source: Source, node: ast.expr) -> bool:
    """Is it a chain of calls that is broken before its dots?"""
    dots = 0
    while isinstance(node, TRAILER):
        value = left_of(node)
        dotted = isinstance(node, ast.Attribute)
        if source.is_parenthesized(value):
            return dots + dotted >= 2
        dots += dotted and isinstance(value, (ast.Call, ast.Subscript))
        node = value
    return dots >= 2


@dataclass
class Row:
    """The operands and the operators, with their ranks, of a tree of operations."""

    operands: list[ast.expr] = field(default_factory=list)
    operators: list[tuple[str, int]] = field(default_factory=list)


def row_of(source: Source, node: ast.expr) -> Row:
    """The operation as a row: all that is not in parentheses, from left to right."""
    row = Row()
    _append(row, source, node)
    return row


def _append(row: Row, source: Source, node: ast.expr) -> None:
    parts: list[ast.expr] = [node]
    between: list[ast.AST] = []
    match node:
        case ast.BinOp(left, operator, right):
            parts, between = [left, right], [operator]
        case ast.Compare(left, compared, comparators):
            parts, between = [left, *comparators], [*compared]
        case ast.BoolOp(connective, values):
            parts, between = values, [connective] * (len(values) - 1)
    for part, operation in zip_longest(parts, between):
        if isinstance(part, OPERATION) and not source.is_parenthesized(part):
            _append(row, source, part)
        else:
            row.operands.append(part)
        if operation is not None:
            text, rank = OPERATORS[type(operation)]
            start = parts[1].col_offset
            tight = text == "**" and source.between(start - 1, start) == "*"
            row.operators.append((text if tight else f" {text} ", rank))


def can_hug(source: Source, node: ast.expr) -> bool:
    """Can it do without parentheses, split at its first or last brackets?"""
    outline = _Outline(source)
    outline.add(node)
    rank = max(outline.ranks, default=0)
    if not outline.has_brackets or outline.ranks.count(rank) > 1:
        return False
    return rank <= _DOT_RANK or any(
        end is not None and _bursts(source, end)
        for end in (outline.first, outline.last)
    )


def _bursts(source: Source, node: ast.expr) -> bool:
    """Does it have brackets, other than of a subscript, with something in them?"""
    if isinstance(node, ast.Subscript) or not source.has_brackets(node):
        return False
    empty = source.text(node).endswith(("()", "[]", "{}"))
    return not empty or source.is_parenthesized(node)


@dataclass
class _Outline:
    """The operators and the ends of an expression; has it any brackets?"""

    source: Source
    ranks: list[int] = field(default_factory=list)
    has_brackets: bool = False
    first: ast.expr | None = None
    last: ast.expr | None = None

    def add(self, node: ast.expr) -> None:
        """Adds what an expression shows."""
        parts = self._parts(node)
        for part in parts:
            self.last = part
            if self.source.is_parenthesized(part):
                self.has_brackets = True
            else:
                self.add(part)
            self.first = self.first or part
        if isinstance(node, TRAILER):
            self.last = node
            if isinstance(node, ast.Attribute) and self.source.has_brackets(parts[0]):
                self.ranks.append(_DOT_RANK)
        self.has_brackets |= self.source.has_brackets(node)

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        match node:
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                row = row_of(self.source, node)
                self.ranks += [rank for _, rank in row.operators]
                return row.operands
            case ast.IfExp(test, body, orelse):
                self.ranks += [_CONDITIONAL_RANK] * 2
                return [body, test, orelse]
            case ast.UnaryOp(operand=operand) | ast.Starred(value=operand):
                self.first = self.first or node
                return [operand]
            case ast.Call() | ast.Subscript() | ast.Attribute():
                return [left_of(node)]
        return []
