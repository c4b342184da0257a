"""From statements to documents, and from logical to physical lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from cellc.targets.numpy.layout.documents import (
    TAB,
    Block,
    Choice,
    Doc,
    Group,
    Parens,
    columns,
    in_parentheses_if_broken,
    joined,
    print_document,
)
from cellc.targets.numpy.layout.expressions import Builder, Mode
from cellc.targets.numpy.layout.outline import OPERATORS, Need, need_of
from cellc.targets.numpy.layout.source import ATOM, OPERATION, Source


def lay_out(line: str, indent: int = 0, width: int = 88) -> list[str]:
    """Physical lines for one logical line at `indent` levels (4 spaces each)."""
    margin = " " * (TAB * indent)
    room = width - len(margin)
    if not line or line[0] == "#" or columns(line) <= room:
        return [margin + line if line else ""]
    return [margin + text for text in _broken(line, room)]


@lru_cache(maxsize=4096)  # modules share many lines
def _broken(line: str, room: int) -> tuple[str, ...]:
    source = Source(line)
    lines = [source.code]
    if columns(source.code) > room:
        with suppress(SyntaxError):  # what cannot be parsed is left whole
            lines = print_document(_statement(source), room)
    return (*source.comment, *lines)


def _statement(source: Source) -> Doc:
    """The document of a logical line; a SyntaxError if it is none that is split."""
    build = Builder(source)
    keyword = source.code.split(" ", 1)[0]
    node = _parsed(source.code, keyword)
    match node:
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign(value=ast.expr()):
            return _assignment(build, node)
        case ast.Expr(value):
            operation = isinstance(value, OPERATION)
            return build.optional(value) if operation else build.expression(value)
        case ast.If(test) | ast.While(test):
            return (keyword, " ", build.optional(test), ":")
        case ast.For(target, iterable):
            names = build.optional(target)
            return ("for ", names, " in ", build.optional(iterable), ":")
        case ast.With([ast.withitem(context, ast.expr() as name)]):
            bare, wrapped = (
                (build.expression(context, mode), " as ", build.expression(name, mode))
                for mode in (Mode.HUGGING, Mode.WRAPPED)
            )
            return ("with ", Parens(bare, wrapped), ":")
        case ast.ClassDef(name, bases, keywords):
            return (f"class {name}", build.arguments(bases, keywords, Mode.BARE), ":")
        case ast.FunctionDef(name, arguments, returns=returns):
            return (f"def {name}", _signature(build, arguments, returns), ":")
        case ast.ImportFrom(names=names):
            start = source.between(0, names[0].col_offset)
            items = joined([*map(source.text, names)], always=True)
            return (start, in_parentheses_if_broken(items))
    return _simple(build, node)


def _simple(build: Builder, node: ast.stmt) -> Doc:
    """The document of a statement that starts with a keyword and ends with a value."""
    source = build.source
    match node:
        case ast.Return(ast.Tuple([_, _] as pair) as value) if source.is_bare(value):
            bare = build.sequence(pair, Mode.HUGGING)
            return ("return ", Parens(bare, build.sequence(pair)))
        case ast.Return(ast.expr() as value):
            return ("return ", build.optional(value))
        case ast.Raise(ast.expr() as error, cause):
            real = need_of(source, error) is Need.REAL
            doc = build.optional(error) if real else build.expression(error)
            return ("raise ", doc, f" from {source.text(cause)}" if cause else "")
        case ast.Assert(test, message):
            tail = (", ", build.optional(message, modest=False)) if message else ()
            return ("assert ", build.optional(test, modest=False), *tail)
        case ast.Delete([target]):
            return ("del ", build.optional(target))
        case ast.Delete(targets):
            return ("del ", in_parentheses_if_broken(build.sequence(targets)))
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
    build: Builder, node: ast.Assign | ast.AugAssign | ast.AnnAssign
) -> Doc:
    """Targets and a value; only the last target or the annotation may be split."""
    starts: list[Doc] = []
    operator = " = "
    match node:
        case ast.AnnAssign(target, last, ast.expr() as value):
            starts = [build.expression(target), ": "]
        case ast.AugAssign(last, sign, value):
            operator = f" {OPERATORS[type(sign)][0]}= "
        case ast.Assign([*heads, last], value):
            for index, head in enumerate(heads):
                doc = _target(build, head) if index else build.expression(head)
                starts += [doc, " = "]
    chained = isinstance(node, ast.Assign) and starts
    if chained or not isinstance(last, (*ATOM, ast.Attribute)):
        return (*starts, _right_first(build, last, operator, value))
    return (*starts, build.expression(last), operator, build.optional(value))


def _right_first(
    build: Builder, target: ast.expr, operator: str, value: ast.expr
) -> Doc:
    """A target that may be split itself, though its value is split first."""
    left = _target(build, target)
    modest = need_of(build.source, value) is Need.MODEST
    if not modest or isinstance(value, ast.UnaryOp):
        return (left, operator, build.optional(value))
    flat = build.expression(value)
    wrapped = (left, operator, "(", Group(Block(flat), forced=True), ")")
    split = (Group(left, forced=True), operator, flat)
    if isinstance(value, ATOM):
        return Choice(((left, operator, flat), wrapped, split))
    burst = (left, operator, Group(flat, forced=True))
    return Choice(((left, operator, flat), burst, wrapped, split))


def _target(build: Builder, target: ast.expr) -> Doc:
    if isinstance(target, (*ATOM, ast.Attribute)):
        return in_parentheses_if_broken(build.expression(target, Mode.INSIDE))
    operation = isinstance(target, OPERATION)
    return build.optional(target) if operation else build.expression(target)


def _signature(
    build: Builder, arguments: ast.arguments, returns: ast.expr | None
) -> Doc:
    """The parameters of a function and its annotation."""
    parameters = list(_parameters(build, arguments))
    body = joined(parameters, always=True)
    body = Group(body) if len(parameters) > 1 else body
    doc: Doc = ("(", Block(body), ")") if parameters else "()"
    if returns is None:
        return Group(doc)
    subscript = isinstance(returns, ast.Subscript)
    value = build.expression(returns) if subscript else build.optional(returns)
    return Group((doc, " -> ", value))


def _parameters(build: Builder, arguments: ast.arguments) -> Iterator[Doc]:
    if arguments.posonlyargs or arguments.vararg:
        raise SyntaxError  # the emitter writes neither
    missing = [None] * (len(arguments.args) - len(arguments.defaults))
    defaults = [*missing, *arguments.defaults]
    for name, default in zip(arguments.args, defaults, strict=True):
        yield _parameter(build, name, default)
    if arguments.kwonlyargs:
        yield "*"
    for name, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(build, name, default)
    if arguments.kwarg:
        yield ("**", _parameter(build, arguments.kwarg, None))


def _parameter(build: Builder, name: ast.arg, default: ast.expr | None) -> Doc:
    parts: list[Doc] = [name.arg]
    if name.annotation:
        parts += [": ", build.expression(name.annotation, Mode.INSIDE)]
    if default:
        parts.append(" = " if name.annotation else "=")
        parts.append(build.expression(default, Mode.INSIDE))
    return tuple(parts)
