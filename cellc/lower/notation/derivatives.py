r"""Differential equations: `\tau \frac{dh}{dt} = ...`, `\dot h = ...`, `h'(t) = ...`.

A cell is made of steps, so they are refused, with the step of Euler's method that could
be meant, in the letters of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from cellc.diagnostics import Diagnostics
from cellc.lower.names import read_name
from cellc.lower.notation.index import argument_index
from cellc.lower.notation.time import letters_of
from cellc.lower.notation.unindexed import bare
from cellc.lower.notation.walk import is_name, names_in, nodes_in
from cellc.lower.spelling import at_t
from cellc.patterns import regex
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Group,
    Juxtaposition,
    Name,
    Node,
    Scripted,
    Statement,
)

_BELOW = regex(r"(?:d|\\partial|∂)(?:t|τ|\\tau)")
_SIGNS = ("d", "\\partial", "∂")
_PLAIN = regex(r"\\?[^\W\d_]+")
_DOTS = {"dot": 1, "ddot": 2}
_MARKS = {"\u0307": "dot", "\u0308": "ddot"}


def refuse_derivatives(
    equations: tuple[Statement, ...], diagnostics: Diagnostics
) -> None:
    """Report derivatives by the time on left sides."""
    for statement in equations:
        left = statement.sides[0]
        quotient = next(filter(_is_quotient, nodes_in(left)), None)
        if quotient is None and not _is_dotted(statement, diagnostics):
            continue
        typed = diagnostics.source.snippet(left.span)
        diagnostics.error(
            "E0218",
            f"`{typed}` is a derivative by the time, so this is a differential "
            "equation, in continuous time; a cell is made of steps",
            left.span,
            help=_advice(statement, quotient, diagnostics),
        )


def refuse_derivatives_at(
    equations: tuple[Statement, ...], letter: str, diagnostics: Diagnostics
) -> None:
    """`h'(t) = ... h(t) ...`, with no earlier step anywhere, is no recurrence."""
    found = [
        offset
        for each in equations
        for side in each.sides
        for other, offset in letters_of(side)
        if other == letter
    ]
    if any(found):
        return
    silent = Diagnostics(diagnostics.source)
    names = [
        read_name(node, silent)
        for each in equations
        for side in each.sides
        for node in names_in(side)
    ]
    known = {each.identifier for each in names if each is not None}
    for statement in equations:
        left = statement.sides[0]
        name = argument_index(left)
        head = name[0] if name is not None else left
        if letter not in {each for each, _ in letters_of(left)}:
            continue
        plain = _undotted(bare(head))
        read = read_name(plain, silent)
        if plain != head and read is not None and read.identifier in known:
            typed = diagnostics.source.snippet(left.span)
            diagnostics.error(
                "E0218",
                f"`{typed}` reads as a derivative by the time; a cell is made of steps",
                left.span,
                help=_advice(statement, None, diagnostics),
            )


# ---------------------------------------------------------------- what is one


def _is_quotient(node: Node) -> bool:
    """`dh/dt`, `τ dh/dt`, `\\frac{\\partial h}{\\partial t}`."""
    if not isinstance(node, Binary) or node.operator != "/":
        return False
    return bool(_BELOW.fullmatch(_letters(node.right))) and any(
        _letters(each).startswith(_SIGNS) for each in (node.left, *nodes_in(node.left))
    )


def _is_dotted(statement: Statement, diagnostics: Diagnostics) -> bool:
    """`\\dot r = ... r ...` without an index of a step; `\\tau \\dot r = ...`."""
    left = statement.sides[0]
    if len(statement.sides) != 2:
        return False
    if argument_index(left) is None and not is_name(left):
        return any(_undotted(each) != each for each in names_in(left))
    plain = _undotted(left)
    silent = Diagnostics(diagnostics.source)
    name = read_name(plain, silent)
    if plain == left or name is None or not is_name(left):
        return False
    names = [read_name(each, silent) for each in names_in(statement.sides[1])]
    shifted = any(offset for _, offset in letters_of(statement.sides[1]))
    return not shifted and any(
        each is not None and each.identifier == name.identifier for each in names
    )


def _undotted(name: Node) -> Node:
    """The name below one dot or two."""
    match name:
        case Accent(accent=accent, base=base) if accent in _DOTS:
            return base
        case Scripted(base=base):
            return replace(name, base=_undotted(base))
        case Name(text=text):
            letters = unicodedata.normalize("NFD", text)
            if len(letters) > 1 and letters[-1] in _MARKS:
                return replace(name, text=letters[:-1])
    return name


def _dots(left: Node) -> int:
    """How many dots a name of a left side has."""
    for node in nodes_in(left):
        if isinstance(node, Accent):
            return _DOTS.get(node.accent, 0)
        if isinstance(node, Name):
            last = unicodedata.normalize("NFD", node.text)[-1:]
            if last in _MARKS:
                return _DOTS[_MARKS[last]]
    return 0


def _letters(node: Node) -> str:
    """The letters of a node, one behind the other: `dr` of `d r` and of `dr`."""
    match node:
        case Name(text=text):
            return text
        case Scripted(base=base) | Accent(base=base):
            return _letters(base)
        case Group(items=parts) | Juxtaposition(factors=parts):
            return "".join(map(_letters, parts))
    return ""


# ---------------------------------------------------------------- what to write


def _advice(
    statement: Statement, quotient: Node | None, diagnostics: Diagnostics
) -> str:
    """Euler's step for the derivative on a left side, with its factor."""
    left = statement.sides[0]
    typed = _differentiated(left, quotient)
    factor = _factor(left, diagnostics)
    length = f"(Δt / {factor})" if factor else "Δt"
    argument = any(
        re.search(rf"{sign}\s*\(\s*t\s*\)", diagnostics.source.snippet(each.span))
        for sign, each in (("", left), (re.escape(typed), statement))
    )
    if _dots(left) == 2:
        now = f"{typed}(t)" if argument else at_t(typed)
        before = f"{typed}(t-1)" if argument else _before(typed)
        return (
            "make two equations of first order of it, the velocity being a state of "
            f"its own, and write a step of each, such as {now} = {before} + Δt v_t"
        )
    if argument:
        return (
            f"write the step of a method, such as Euler's: {typed}(t + Δt) = "
            f"{typed}(t) + {length} (...), with the right side in the brackets as it "
            "stands, and `Δt ∈ ℝ = 0.1` in the where block for the length of a step"
        )
    return (
        f"write the step of a method, such as Euler's: {at_t(typed)} = "
        f"{_before(typed)} + {length} ⊙ (...), with the right side in the brackets; "
        f"write {_before(typed)} for {typed} there and on the other right sides, and "
        "`Δt ∈ ℝ = 0.1` in the where block for the length of a step"
    )


def _before(typed: str) -> str:
    return at_t(typed).removesuffix("t") + "{t-1}"


def _differentiated(left: Node, quotient: Node | None) -> str:
    """The letter of the name that is differentiated."""
    typed = "h"
    places = list(names_in(left))
    if quotient is not None:
        assert isinstance(quotient, Binary)
        behind = [each for each in places if each.span.start >= quotient.span.end]
        places = [*names_in(quotient.left), *behind]
    else:
        places = [each for each in places if _undotted(bare(each)) != each] or places
    for each in places:
        plain = bare(_undotted(each))
        while isinstance(plain, Scripted | Accent):
            plain = plain.base
        letters = plain.text if isinstance(plain, Name) else ""
        if quotient is not None:
            if letters in _SIGNS:
                continue
            if letters.startswith("d") and len(letters) > 1:
                letters = letters[1:]
        if _PLAIN.fullmatch(letters) and letters != "t":
            typed = letters
            if quotient is None or each.span.start > quotient.span.start:
                break
    return typed


def _factor(left: Node, diagnostics: Diagnostics) -> str:
    """The τ of `τ \\dot h`, as typed; empty where there is none."""
    match left:
        case Binary(operator="/", left=numerator):
            return _factor(numerator, diagnostics)
        case Juxtaposition(factors=(first, *behind)):
            pass
        case Binary(operator=operator, left=first, right=last) if operator not in "+-/":
            behind = [last]
        case _:
            return ""
    inner = list(nodes_in(first))
    if (
        not behind
        or _letters(first).startswith(_SIGNS)
        or any(map(_is_quotient, inner))
        or any(_undotted(each) != each for each in names_in(first))
        or argument_index(left) is not None
    ):
        return ""
    return diagnostics.source.snippet(first.span)
