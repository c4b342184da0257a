r"""Powers beside functions: `\tanh(c_t)^2`, `\ln x_t^2`, `\tanh{c_t}^2`.

Behind round brackets a power is one of the value, behind an argument without brackets
one of the argument, as it is set.  Some mean the other one, so it is told.  Braces are
not printed: what is printed and what is typed differ, so neither is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cellc.diagnostics import Diagnostics, Label, Source, Span
from cellc.lower.names import ReadName, is_name, is_transpose_mark, read_name
from cellc.syntax.nodes import Group, Name, Negation, Node, Scripted

SHOWN = 3  # further places that one note shows


@dataclass(frozen=True)
class AppliedPower:
    """A power beside a function: how it is read, and the other reading."""

    span: Span
    read: str
    other: str
    of_value: bool


def power_of_value(
    source: Source, function: Node, argument: Group, power: Scripted
) -> AppliedPower | None:
    r"""`\tanh(c)^2`: of what the function gives; None for a transpose."""
    (exponent, *_), (inner, *_) = power.items, argument.items
    bars = source.text[argument.span.start] not in "([\\"
    if is_transpose_mark(exponent) or bars or len(argument.items) > 1:
        return None
    f, a, value = (
        _snippet(source, each)
        for each in (function.span, inner.span, function.span | argument.span)
    )
    up = _script(source, exponent)
    above = _snippet(source, up)
    inside = f"{a}{above}" if is_name(inner) else f"({a}){above}"
    span = function.span | argument.span | up
    return AppliedPower(span, f"({value}){above}", f"{f}({inside})", of_value=True)


def power_of_argument(
    source: Source, function: Node, argument: Node
) -> AppliedPower | None:
    r"""`\ln x_t^2`: of what the function is applied to; None without a power."""
    exponent = _power(argument)
    if exponent is None or in_braces(source, argument):
        return None
    f, a = (_snippet(source, each.span) for each in (function, argument))
    return AppliedPower(
        function.span | argument.span,
        f"{f}({a})",
        _of_value(source, f, argument, exponent),
        of_value=False,
    )


def power_of_function(
    source: Source, name: ReadName, function: Node, argument: Node
) -> tuple[str, Span, str] | None:
    """Why `σ^{-1}(x)` and `σ^2 x` are refused: message, place, what to write.

    An inverse or a reciprocal, a square or a variance.
    """
    if name.power is None:
        return None
    f, a = (source.snippet(each.span) for each in (function, argument))
    if isinstance(name.power, Negation):
        return (
            f"`{f}` can be the inverse function or one over the function",
            function.span,
            "write 1/f(x) for the quotient; define the inverse as a function",
        )
    if isinstance(argument, Group | Scripted) and not is_name(argument):
        return None
    return (
        f"`{f} {a}` can be a power of the value or a product",
        function.span | argument.span,
        f"write {f}({a}) for the power; give the factor another name",
    )


def powers_in_doubt(
    source: Source, function: Node, behind: Sequence[Node], *, nested: bool
) -> tuple[str, Span, str] | None:
    r"""Why `\tanh{c}^2` and `\log σ(c)^2` are refused, if these are such.

    nested: whether a function stands behind the function.
    """
    first = behind[0]
    if in_braces(source, first):
        return (
            "whether this power is one of the argument or of the value can be read "
            "in two ways: braces are not printed",
            function.span | first.span,
            _readings_in_braces(source, function, first),
        )
    match behind:
        case [
            inner,
            Scripted(position="super", base=Group(bracket="("), items=(exponent,)),
        ] if nested and not is_transpose_mark(exponent):
            f, g = (_snippet(source, each.span) for each in (function, inner))
            up = _script(source, exponent)
            a = _snippet(source, Span(inner.span.end, up.start))
            above = _snippet(source, up)
            return (
                "where the argument of this function ends can be read in two ways",
                function.span | up,
                f"write {f}({g}{a}{above}) or ({f} {g}{a}){above}",
            )
    return None


def open_exponent(source: Source, node: Node) -> tuple[str, Span, str] | None:
    """Why `e^x_t` is refused: where its exponent ends, braces would tell."""
    match node:
        case Scripted(
            base=Scripted(
                base=Name(text="e"), position="super", bracket="", items=(Name(),)
            ),
            position="sub",
        ):
            e = source.snippet(node.span)
            above = e.partition("^")[2].strip()
            return (
                f"`{e}` can be exp({above}), or a name e with a label and an index",
                node.span,
                f"write e^{{{above}}} or exp({above}) for the first; declare the "
                f"second in the where block, {e} ∈ ℝ^n is input",
            )
    return None


def _readings_in_braces(source: Source, function: Node, argument: Node) -> str:
    exponent = _power(argument)
    assert exponent is not None
    f = _snippet(source, function.span)
    start, up = argument.span.start, _script(source, exponent)
    inner = _snippet(source, Span(start, up.start)).strip("{} ")
    above = _snippet(source, up)
    return f"write {f}({inner}{above}) or ({f}({inner})){above}"


def _of_value(source: Source, f: str, argument: Node, exponent: Node) -> str:
    """The argument without its power, and the power behind the function."""
    up = _script(source, exponent)
    before = _snippet(source, Span(argument.span.start, up.start))
    behind = _snippet(source, Span(up.end, argument.span.end))
    return f"({f} {before}{behind}){_snippet(source, up)}"


def _script(source: Source, exponent: Node) -> Span:
    """The place of an exponent with its mark and its braces."""
    start, end = exponent.span.start, exponent.span.end
    text = source.text
    while start and text[start - 1] in " {":
        start -= 1
    if start and text[start - 1] == "^":
        start -= 1
    for _ in range(text[start : exponent.span.start].count("{")):
        end = text.index("}", end) + 1 if "}" in text[end:] else end
    return Span(start, end)


def in_braces(source: Source, argument: Node) -> bool:
    r"""Whether an argument is typed in braces, with a power behind: `\tanh{c}^2`."""
    typed = source.snippet(argument.span)
    return (
        isinstance(argument, Scripted)
        and typed.startswith("{")
        and _power(argument) is not None
    )


def note_applied_powers(
    powers: Iterable[AppliedPower], diagnostics: Diagnostics
) -> None:
    """Tell how powers beside functions are read, one note for each kind."""
    kinds: dict[bool, list[AppliedPower]] = {}
    for each in dict.fromkeys(powers):
        kinds.setdefault(each.of_value, []).append(each)
    for found in kinds.values():
        _tell(found, diagnostics)


def _tell(found: Sequence[AppliedPower], diagnostics: Diagnostics) -> None:
    one, *others = found
    typed = _snippet(diagnostics.source, one.span)
    what = "value of the function" if one.of_value else "argument"
    diagnostics.note(
        "N0636",
        f"`{typed}` is read as {one.read}: the power is one of the {what}",
        one.span,
        labels=tuple(Label(each.span, "this one too") for each in others[:SHOWN]),
        help=f"write {one.other} if that is meant; {one.read} ends this note",
    )


def _power(argument: Node) -> Node | None:
    """The exponent of an argument, if it has one."""
    if is_name(argument):
        name = read_name(argument, Diagnostics(Source("", "")))
        return None if name is None else name.power
    match argument:
        case Scripted(position="super", items=(item,)) if not is_transpose_mark(item):
            return item
    return None


def _snippet(source: Source, span: Span) -> str:
    return " ".join(source.snippet(span).split())


def positive_part(node: Scripted) -> Node | None:
    """`[x]_+` and `[x]^+`: x where it is positive, 0 elsewhere."""
    match node:
        case Scripted(base=Group(items=(inner,)), items=(Name(text="plus"),)):
            return inner
    return None
