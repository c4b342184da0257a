"""Physical lines for the emitter's logical lines, split where `ruff format` splits.

A logical line that fits is returned as it is. A longer one is parsed, its syntax tree
becomes a document in the style of Wadler's pretty printer, and the document is printed
to the given width. Two kinds of document carry the formatter's taste beyond the
classical ones: `Hug` marks brackets that may burst open while the text around them
stays flat, and `Parens` offers parentheses for where bursting brackets does not help.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain, pairwise, zip_longest
from typing import TypeAlias
from unicodedata import combining, east_asian_width

_TAB = 4


def lay_out(line: str, indent: int = 0, width: int = 88) -> list[str]:
    """Physical lines for one logical line at `indent` levels (4 spaces each)."""
    margin = " " * (_TAB * indent)
    room = width - len(margin)
    if not line or line[0] == "#" or _columns(line) <= room:
        return [margin + line if line else ""]
    source = _Source(line)
    lines = [source.code]
    if _columns(source.code) > room:
        with suppress(SyntaxError):  # what cannot be parsed is left whole
            lines = _print(_statement(source), room)
    return [margin + text for text in (*source.comment, *lines)]


def _columns(text: str) -> int:
    """The width of a text on a screen."""
    if text.isascii():
        return len(text)
    return sum(
        1 + (east_asian_width(sign) in "WF") for sign in text if not combining(sign)
    )


# --- Documents -----------------------------------------------------------------------


class Line(Enum):
    """A place to break the line, with nothing or with a space if it is not broken."""

    SOFT = auto()
    SPACE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A body on lines of its own, indented, if the group around it is broken."""

    body: "Doc"


@dataclass(frozen=True, slots=True)
class IfBroken:
    """A text that is only there if the group around it is broken."""

    text: str


@dataclass(frozen=True, slots=True)
class Hug:
    """Brackets that count as burst open when the flat text around them is measured."""

    body: "Doc"


@dataclass(frozen=True, slots=True)
class Group:
    """Flat if it fits, with what follows it up to the next break; else broken."""

    body: "Doc"
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Parens:
    """`bare` if it fits with its brackets burst open, else `wrapped` in parentheses.

    If `modest`, it is `bare` again where the parentheses do not make it fit.
    """

    bare: "Doc"
    wrapped: "Doc"
    modest: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of the variants that fits up to its first break, else the last."""

    variants: "tuple[Doc, ...]"


Doc: TypeAlias = (
    "str | tuple[Doc, ...] | Line | Block | IfBroken | Hug | Group | Parens | Choice"
)
_FORKS = (Group, Parens, Choice)
Frame: TypeAlias = tuple[int, bool, Doc]  # indentation, is it broken, document


def _unfold(indent: int, broken: bool, doc: Doc) -> list[Frame]:
    """What a document without a choice consists of, the last part first."""
    if isinstance(doc, tuple):
        return [(indent, broken, part) for part in reversed(doc)]
    if isinstance(doc, Block):
        inner = indent + _TAB
        body = (inner, broken, doc.body)
        return [(indent, broken, Line.SOFT), body, (inner, broken, Line.SOFT)]
    if isinstance(doc, IfBroken):
        return [(indent, broken, doc.text)] if broken else []
    assert isinstance(doc, Hug)
    return [(indent, broken, doc.body)]


def _flattest(doc: Group | Parens | Choice) -> Doc:
    """The form of a choice on a line that is known to fit."""
    if isinstance(doc, Group):
        return doc.body
    return doc.bare if isinstance(doc, Parens) else doc.variants[0]


def _print(doc: Doc, width: int) -> list[str]:
    """The lines of a document."""
    lines = [""]
    rest: list[Frame] = [(0, True, doc)]
    measured = False  # is the flat text that we are in known to fit?
    while rest:
        indent, broken, doc = rest.pop()
        if isinstance(doc, str):
            lines[-1] += doc
        elif isinstance(doc, Line):
            if broken:
                lines.append(" " * indent)
                measured = False
            else:
                lines[-1] += " " if doc is Line.SPACE else ""
        elif not isinstance(doc, _FORKS):
            measured = measured and (broken or not isinstance(doc, Hug))
            rest += _unfold(indent, broken, doc)
        elif measured and not broken and not (isinstance(doc, Group) and doc.forced):
            rest.append((indent, False, _flattest(doc)))
        else:
            measured = True
            rest.append(_chosen(doc, indent, rest, width - _columns(lines[-1]), width))
    return lines


def _chosen(
    doc: Group | Parens | Choice, indent: int, rest: list[Frame], room: int, width: int
) -> Frame:
    """The form in which a choice is printed where there is `room` on the line."""
    if isinstance(doc, Group):
        flat: Frame = (indent, False, doc.body)
        broken = doc.forced or not _fits(flat, rest, room, width)
        return (indent, broken, doc.body)
    if isinstance(doc, Parens):
        flat = (indent, False, doc.bare)
        wrapped: Frame = (indent, True, ("(", Block(doc.wrapped), ")"))
        if _fits(flat, rest, room, width):
            return flat
        if doc.modest and not _fits(wrapped, rest, room, width, all_lines=True):
            return flat
        return wrapped
    for variant in doc.variants[:-1]:
        if _fits((indent, False, variant), rest, room, width):
            return (indent, False, variant)
    return (indent, True, doc.variants[-1])


def _fits(
    frame: Frame, rest: list[Frame], room: int, width: int, all_lines: bool = False
) -> bool:
    """Does it fit, with the `rest` up to the first break, in the `room` on the line?

    With `all_lines`, measuring goes on after its own breaks to the end of it.
    """
    work = [frame]
    following = len(rest)
    while room >= 0:
        if not work:
            if not following:
                return True
            following -= 1
            work.append(rest[following])
            all_lines = False
        indent, broken, doc = work.pop()
        if isinstance(doc, str):
            room -= _columns(doc)
        elif isinstance(doc, Line):
            if broken and not all_lines:
                return True
            room = width - indent if broken else room - (doc is Line.SPACE)
        elif isinstance(doc, Group):
            work.append((indent, broken or doc.forced, doc.body))
        elif isinstance(doc, Hug) and not broken:
            if room == 0:  # for the opening bracket
                return False
            room = width - indent - 1  # what they hold may be too long all the same
        elif not isinstance(doc, _FORKS):
            work += _unfold(indent, broken, doc)
        elif not broken:
            work.append((indent, broken, _flattest(doc)))
        elif isinstance(doc, Choice):
            work.append((indent, broken, doc.variants[-1]))
        else:
            opened = doc.wrapped if doc.modest else ("(", Line.SOFT)
            work.append((indent, broken, opened))
    return False


# --- The source ----------------------------------------------------------------------

_SCAN = re.compile(rb'"{3}.*?"{3}|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[][(){}#]')
_CALLED = re.compile(rb"[\w)\]}\"']")  # before the parenthesis of a call

_OPERATION = ast.BinOp | ast.BoolOp | ast.Compare
_TRAILER = ast.Attribute | ast.Call | ast.Subscript
_ATOM = ast.Name | ast.Constant | ast.JoinedStr
_COMPREHENSION = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_BRACKETS = (
    ast.List
    | ast.Set
    | ast.Dict
    | _COMPREHENSION
    | ast.Call
    | ast.Subscript
    | ast.Tuple
)


class _Source:
    """The code of a logical line, its comment, and what the syntax tree leaves out."""

    def __init__(self, line: str) -> None:
        encoded = line.encode()  # the tree counts in bytes
        self._pairs: set[tuple[int, int]] = set()  # the insides of parentheses
        opened: list[int] = []
        end = len(encoded)
        for match in _SCAN.finditer(encoded):
            token, at = match[0], match.start()
            if token == b"#":
                end = at
                break
            if token in b"([{":
                opened.append(at)
            elif token in b")]}":
                start = opened.pop()
                called = start and _CALLED.match(encoded, start - 1)
                if token == b")" and not called:
                    self._pairs.add((start + 1, at))
        self._bytes = encoded[:end].rstrip()
        self.code = self._bytes.decode()
        self.comment = (encoded[end:].decode(),) if end < len(encoded) else ()

    def text(self, node: ast.expr | ast.alias) -> str:
        """The source of a node."""
        return self.between(node.col_offset, node.end_col_offset)

    def between(self, start: int | None, end: int | None) -> str:
        """The source from one byte to another."""
        return self._bytes[start:end].decode()

    def is_parenthesized(self, node: ast.expr) -> bool:
        """Is the expression in parentheses that are not part of it?"""
        return (node.col_offset, node.end_col_offset) in self._pairs

    def is_bare(self, node: ast.expr | None) -> bool:
        """Is it a tuple or a generator without parentheses of its own?"""
        return (
            isinstance(node, ast.Tuple | ast.GeneratorExp)
            and (node.col_offset + 1, (node.end_col_offset or 0) - 1) not in self._pairs
        )

    def has_brackets(self, node: ast.expr) -> bool:
        """Is the expression in brackets, or does it end in brackets of its own?"""
        own = isinstance(node, _BRACKETS) and not self.is_bare(node)
        return own or self.is_parenthesized(node)


# --- From expressions to documents ---------------------------------------------------


class Mode(Enum):
    """Where an expression stands, and so what can be broken in it."""

    BARE = "outside parentheses: only inside its own brackets"
    HUGGING = "the same, as the bare form of `Parens`"
    INSIDE = "inside parentheses: at its operators too"
    WRAPPED = "the same, as the wrapped form of `Parens`"


_BREAKABLE = (Mode.INSIDE, Mode.WRAPPED)


class Need(Enum):
    """What parentheses would do for a value that does not fit."""

    NONE = "it has brackets of its own"
    MODEST = "they may make it fit: a name, a literal, a chain of calls"
    REAL = "without them it cannot be broken: operators"


_RANKED = (  # from the operators that bind tightest to those that split first
    "Pow=**",
    "Mult=* MatMult=@ Div=/ FloorDiv=// Mod=%",
    "Add=+ Sub=-",
    "LShift=<< RShift=>>",
    "BitAnd=&",
    "BitXor=^",
    "BitOr=|",
    "Eq=== NotEq=!= Lt=< LtE=<= Gt=> GtE=>= Is=is IsNot=is_not In=in NotIn=not_in",
    "And=and Or=or",
)
_OPERATORS = {
    name: (text.replace("_", " "), rank)
    for rank, row in enumerate(_RANKED, start=2)
    for name, text in (entry.split("=", 1) for entry in row.split())
}
_DOT_RANK, _CONDITIONAL_RANK = 1, len(_RANKED) + 2


def _value(node: ast.expr) -> ast.expr:
    """What is left of the dot, the call or the subscript."""
    if isinstance(node, ast.Call):
        return node.func
    assert isinstance(node, ast.Attribute | ast.Subscript)
    return node.value


def _joined(items: list[Doc], always: bool = False) -> Doc:
    """Items with commas between, and one after the last if they are broken."""
    commas = chain.from_iterable((item, ",", Line.SPACE) for item in items[:-1])
    several = always or len(items) > 1
    return (*commas, *items[-1:], IfBroken(",") if several else "")


def _brackets(opener: str, body: Doc, closer: str, mode: Mode) -> Doc:
    doc = Group((opener, Block(body), closer))
    return Hug(doc) if mode is Mode.HUGGING else doc


def _around(body: Doc) -> Doc:
    """The body, in parentheses where it has to be broken."""
    return Group((IfBroken("("), Block(body), IfBroken(")")))


@dataclass(slots=True)
class _Outline:
    """What an expression shows outside its brackets."""

    ranks: list[int] = field(default_factory=list)  # of its operators
    has_brackets: bool = False
    first: ast.expr | None = None
    last: ast.expr | None = None


class _Builder:
    """Documents for the expressions of one logical line."""

    def __init__(self, source: _Source) -> None:
        self.source = source

    def expression(self, node: ast.expr, mode: Mode = Mode.BARE) -> Doc:
        """An expression with the parentheses it has."""
        if self.source.is_parenthesized(node):
            return _brackets("(", self._inner(node, Mode.INSIDE), ")", mode)
        return self._inner(node, mode)

    def optional(self, node: ast.expr, modest: bool = True) -> Doc:
        """A value of a statement, with parentheses if they help to split it."""
        need = self.need(node)
        if need is Need.NONE or self.source.is_parenthesized(node):
            return self.expression(node)
        modest = modest and need is Need.MODEST
        if not modest and not self._can_hug(node):
            return _around(self._inner(node, Mode.INSIDE))
        bare = self._inner(node, Mode.HUGGING)
        return Parens(bare, self._inner(node, Mode.WRAPPED), modest)

    def need(self, node: ast.expr) -> Need:
        """What parentheses would do for the expression."""
        if isinstance(node, _OPERATION | ast.IfExp) or self._is_fluent(node):
            return Need.REAL
        if isinstance(node, _TRAILER | ast.UnaryOp):
            inner = node.operand if isinstance(node, ast.UnaryOp) else _value(node)
            return (
                Need.NONE if self.source.is_parenthesized(inner) else self.need(inner)
            )
        return Need.MODEST if isinstance(node, _ATOM) else Need.NONE

    def sequence(self, nodes: Iterable[ast.expr], mode: Mode = Mode.INSIDE) -> Doc:
        """Expressions with commas between."""
        return _joined([self.expression(node, mode) for node in nodes])

    def _inner(self, node: ast.expr, mode: Mode) -> Doc:
        """An expression without the parentheses around it."""
        text = self.source.text(node)
        match node:
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                return self._operations(*self._row(node), mode)
            case ast.Attribute() | ast.Call() | ast.Subscript():
                return self._trailer(node, mode)
            case ast.UnaryOp(operand=inner) | ast.Starred(value=inner):
                sign = self.source.between(node.col_offset, inner.col_offset)
                return (sign.rstrip("("), self.expression(inner, mode))
            case ast.IfExp():
                doc = self._conditional(node, mode)
                return Group(doc) if mode in _BREAKABLE else doc
            case ast.Tuple(elements) if self.source.is_bare(node):
                return _around(self.sequence(elements))
            case ast.Tuple([single]):
                body = self.expression(single, Mode.INSIDE)
                return _brackets("(", (body, ","), ")", mode)
            case ast.Tuple(elements) | ast.List(elements) | ast.Set(elements):
                body = self.sequence(elements)
            case ast.Dict(keys, values):
                body = _joined(
                    [self._pair(*at) for at in zip(keys, values, strict=True)]
                )
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                body = self._comprehension(node)
            case ast.Slice():
                return self._slice(node)
            case _:
                return text
        return _brackets(text[0], body, text[-1], mode) if len(text) > 2 else text

    def _row(self, node: ast.expr) -> tuple[list[ast.expr], list[tuple[str, int]]]:
        """The operands and the operators, with ranks, of a tree of operations."""
        operands: list[ast.expr] = []
        operators: list[tuple[str, int]] = []
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
            if isinstance(part, _OPERATION) and not self.source.is_parenthesized(part):
                inner_operands, inner_operators = self._row(part)
                operands += inner_operands
                operators += inner_operators
            else:
                operands.append(part)
            if operation is not None:
                text, rank = _OPERATORS[type(operation).__name__]
                start = parts[1].col_offset
                tight = text == "**" and self.source.between(start - 1, start) == "*"
                operators.append((text if tight else f" {text} ", rank))
        return operands, operators

    def _operations(
        self, operands: list[ast.expr], operators: list[tuple[str, int]], mode: Mode
    ) -> Doc:
        """Operands and operators, to be broken at the operators that bind least."""
        if not operators:
            return self.expression(operands[0], mode)
        least = max(rank for _, rank in operators)
        splits = [at for at, (_, rank) in enumerate(operators) if rank == least]
        parts: list[Doc] = []
        for start, end in pairwise([-1, *splits, len(operators)]):
            if parts:
                parts.append(_operator(operators[start][0], mode))
            run = operands[start + 1 : end + 1], operators[start + 1 : end]
            parts.append(self._operations(*run, mode))
        return Group(tuple(parts)) if mode in _BREAKABLE else tuple(parts)

    def _conditional(self, node: ast.IfExp, mode: Mode) -> Doc:
        """A conditional expression; one in its last part stands in line with it."""
        space: Doc = Line.SPACE if mode in _BREAKABLE else " "
        body, test = self.expression(node.body, mode), self.expression(node.test, mode)
        orelse = node.orelse
        if isinstance(orelse, ast.IfExp) and not self.source.is_parenthesized(orelse):
            last = self._conditional(orelse, mode)
        else:
            last = self.expression(orelse, mode)
            last = Group(last) if mode in _BREAKABLE else last
        return (body, space, "if ", test, space, "else ", last)

    def _trailer(self, node: ast.expr, mode: Mode, fluent: bool | None = None) -> Doc:
        """A dot, a call or a subscript, with what is left of it."""
        value = _value(node)
        split = (
            mode in _BREAKABLE and self._is_fluent(node) if fluent is None else fluent
        )
        inline = isinstance(value, _TRAILER) and not self.source.is_parenthesized(value)
        left = (
            self._trailer(value, mode, split)
            if inline
            else self.expression(value, mode)
        )
        match node:
            case ast.Attribute(attr=name):
                dot = Line.SOFT if split and self.source.has_brackets(value) else ""
                doc: Doc = (left, dot, f".{name}")
            case ast.Call(_, positional, keywords):
                doc = (left, self.arguments(positional, keywords, mode))
            case ast.Subscript(slice=ast.Tuple(elements) as index) if (
                self.source.is_bare(index)
            ):
                body = self.sequence(elements)
                body = Group(body) if len(elements) > 1 else (body, ",")
                doc = (left, _brackets("[", body, "]", mode))
            case ast.Subscript(slice=index):
                body = self.expression(index, Mode.INSIDE)
                doc = (left, _brackets("[", body, "]", mode))
        return Group(doc) if split and fluent is None else doc

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
        return _brackets("(", Group(_joined(items)), ")", mode) if items else "()"

    def _pair(self, key: ast.expr | None, value: ast.expr) -> Doc:
        doc = self.expression(value, Mode.INSIDE)
        if key is None:
            return Group(("**", doc))
        return Group((self.expression(key, Mode.INSIDE), ": ", doc))

    def _comprehension(self, node: ast.expr) -> Doc:
        assert isinstance(node, _COMPREHENSION)
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

    def _is_fluent(self, node: ast.expr) -> bool:
        """Is it a chain of calls that is broken before its dots?"""
        dots = 0
        while isinstance(node, _TRAILER):
            value = _value(node)
            dotted = isinstance(node, ast.Attribute)
            if self.source.is_parenthesized(value):
                return dots + dotted >= 2
            dots += dotted and isinstance(value, ast.Call | ast.Subscript)
            node = value
        return dots >= 2

    def _can_hug(self, node: ast.expr) -> bool:
        """Can it do without parentheses, split at its first or last brackets?"""
        outline = _Outline()
        self._look_into(node, outline)
        rank = max(outline.ranks, default=0)
        if not outline.has_brackets or outline.ranks.count(rank) > 1:
            return False
        return rank <= _DOT_RANK or any(
            end is not None and self._bursts(end)
            for end in (outline.first, outline.last)
        )

    def _bursts(self, node: ast.expr) -> bool:
        """Does it have brackets, other than of a subscript, with something in them?"""
        if isinstance(node, ast.Subscript) or not self.source.has_brackets(node):
            return False
        empty = self.source.text(node).endswith(("()", "[]", "{}"))
        return not empty or self.source.is_parenthesized(node)

    def _look_into(self, node: ast.expr, outline: _Outline) -> None:
        """Adds what the expression shows to the outline."""
        parts: list[ast.expr] = []
        match node:
            case ast.BinOp() | ast.BoolOp() | ast.Compare():
                parts, operators = self._row(node)
                outline.ranks += [rank for _, rank in operators]
            case ast.IfExp(test, body, orelse):
                outline.ranks += [_CONDITIONAL_RANK] * 2
                parts = [body, test, orelse]
            case ast.UnaryOp(operand=operand) | ast.Starred(value=operand):
                outline.first = outline.first or node
                parts = [operand]
            case ast.Call() | ast.Subscript() | ast.Attribute():
                parts = [_value(node)]
        for part in parts:
            outline.last = part
            if self.source.is_parenthesized(part):
                outline.has_brackets = True
            else:
                self._look_into(part, outline)
            outline.first = outline.first or part
        if isinstance(node, _TRAILER):
            outline.last = node
            if isinstance(node, ast.Attribute) and self.source.has_brackets(parts[0]):
                outline.ranks.append(_DOT_RANK)
        outline.has_brackets |= self.source.has_brackets(node)


def _operator(text: str, mode: Mode) -> Doc:
    """An operator, with the place to break the line before it."""
    if mode not in _BREAKABLE:
        return text
    if text == "**":
        return (Line.SOFT, text, " " if mode is Mode.WRAPPED else IfBroken(" "))
    return (Line.SPACE, text[1:])


# --- From statements to documents ----------------------------------------------------


def _statement(source: _Source) -> Doc:
    """The document of a logical line."""
    build = _Builder(source)
    keyword = source.code.split(" ", 1)[0]
    node = _parsed(source.code, keyword)
    match node:
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
            return _assignment(build, node)
        case ast.Return(ast.Tuple([_, _] as pair) as value) if source.is_bare(value):
            bare = build.sequence(pair, Mode.HUGGING)
            return ("return ", Parens(bare, build.sequence(pair)))
        case ast.Return(ast.expr() as value):
            return ("return ", build.optional(value))
        case ast.Expr(value):
            operation = isinstance(value, _OPERATION)
            return build.optional(value) if operation else build.expression(value)
        case ast.Raise(ast.expr() as error, cause):
            real = build.need(error) is Need.REAL
            doc = build.optional(error) if real else build.expression(error)
            return ("raise ", doc, f" from {source.text(cause)}" if cause else "")
        case ast.Assert(test, message):
            tail = (", ", build.optional(message, modest=False)) if message else ()
            return ("assert ", build.optional(test, modest=False), *tail)
        case ast.Delete([target]):
            return ("del ", build.optional(target))
        case ast.Delete(targets):
            return ("del ", _around(build.sequence(targets)))
        case ast.If(test) | ast.While(test):
            return (keyword, " ", build.optional(test), ":")
        case ast.For(target, iterable):
            names = build.optional(target)
            return ("for ", names, " in ", build.optional(iterable), ":")
        case ast.With(items):
            return ("with ", _contexts(build, items), ":")
        case ast.ClassDef(name, bases, keywords):
            return (f"class {name}", build.arguments(bases, keywords, Mode.BARE), ":")
        case ast.FunctionDef(name, arguments, returns=returns):
            return (f"def {name}", _signature(build, arguments, returns), ":")
        case ast.ImportFrom(names=names):
            start = source.between(0, names[0].col_offset)
            return (start, _around(_joined([*map(source.text, names)], always=True)))
    raise SyntaxError


def _parsed(code: str, keyword: str) -> ast.stmt:
    """The syntax tree of a statement, or of the header of a compound statement."""
    if not code.endswith(":"):
        return ast.parse(code).body[0]
    if keyword != "elif":
        return ast.parse(f"{code} pass").body[0]
    node = ast.parse(f"if _: pass\n{code} pass").body[0]
    assert isinstance(node, ast.If)
    return node.orelse[0]


def _assignment(
    build: _Builder, node: ast.Assign | ast.AugAssign | ast.AnnAssign
) -> Doc:
    """Targets and a value; only the last target or the annotation may be split."""
    starts: list[Doc] = []
    operator = " = "
    match node:
        case ast.AnnAssign(target, annotation, None):
            return (build.expression(target), ": ", build.optional(annotation))
        case ast.AnnAssign(target, last, ast.expr() as value):
            starts = [build.expression(target), ": "]
        case ast.AugAssign(last, sign, value):
            operator = f" {_OPERATORS[type(sign).__name__][0]}= "
        case ast.Assign([*heads, last], value):
            for index, head in enumerate(heads):
                doc = _target(build, head) if index else build.expression(head)
                starts += [doc, " = "]
    chained = isinstance(node, ast.Assign) and starts
    if chained or not isinstance(last, _ATOM | ast.Attribute):
        return (*starts, _right_first(build, last, operator, value))
    return (*starts, build.expression(last), operator, build.optional(value))


def _right_first(
    build: _Builder, target: ast.expr, operator: str, value: ast.expr
) -> Doc:
    """A target that may be split itself, though its value is split first."""
    left = _target(build, target)
    if build.need(value) is not Need.MODEST or isinstance(value, ast.UnaryOp):
        return (left, operator, build.optional(value))
    flat = build.expression(value)
    wrapped = (left, operator, "(", Group(Block(flat), forced=True), ")")
    split = (Group(left, forced=True), operator, flat)
    if isinstance(value, _ATOM):
        return Choice(((left, operator, flat), wrapped, split))
    burst = (left, operator, Group(flat, forced=True))
    return Choice(((left, operator, flat), burst, wrapped, split))


def _target(build: _Builder, target: ast.expr) -> Doc:
    if isinstance(target, _ATOM | ast.Attribute):
        return _around(build.expression(target, Mode.INSIDE))
    operation = isinstance(target, _OPERATION)
    return build.optional(target) if operation else build.expression(target)


def _contexts(build: _Builder, items: list[ast.withitem]) -> Doc:
    def item_in(mode: Mode, item: ast.withitem) -> Doc:
        context, name = item.context_expr, item.optional_vars
        named = (" as ", build.expression(name, mode)) if name else ()
        return (build.expression(context, mode), *named)

    if len(items) > 1:
        return _around(_joined([item_in(Mode.INSIDE, item) for item in items]))
    if not items[0].optional_vars:
        return build.optional(items[0].context_expr)
    return Parens(item_in(Mode.HUGGING, items[0]), item_in(Mode.WRAPPED, items[0]))


def _signature(
    build: _Builder, arguments: ast.arguments, returns: ast.expr | None
) -> Doc:
    """The parameters of a function and its annotation."""
    parameters = list(_parameters(build, arguments))
    body = _joined(parameters, always=True)
    body = Group(body) if len(parameters) > 1 else body
    doc: Doc = ("(", Block(body), ")") if parameters else "()"
    if returns is None:
        return Group(doc)
    subscript = isinstance(returns, ast.Subscript)
    value = build.expression(returns) if subscript else build.optional(returns)
    return Group((doc, " -> ", value))


def _parameters(build: _Builder, arguments: ast.arguments) -> Iterator[Doc]:
    def parameter(stars: str, name: ast.arg, default: ast.expr | None = None) -> Doc:
        parts: list[Doc] = [stars + name.arg]
        if name.annotation:
            parts += [": ", build.expression(name.annotation, Mode.INSIDE)]
        if default:
            parts.append(" = " if name.annotation else "=")
            parts.append(build.expression(default, Mode.INSIDE))
        return tuple(parts)

    positional = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(positional) - len(arguments.defaults))
    defaults = [*missing, *arguments.defaults]
    for count, (name, default) in enumerate(zip(positional, defaults, strict=True), 1):
        yield parameter("", name, default)
        if count == len(arguments.posonlyargs):
            yield "/"
    if arguments.vararg:
        yield parameter("*", arguments.vararg)
    elif arguments.kwonlyargs:
        yield "*"
    for name, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield parameter("", name, default)
    if arguments.kwarg:
        yield parameter("**", arguments.kwarg)
