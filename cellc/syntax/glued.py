"""The step written at the end of a name, with no mark: `Ht = zt * Ht-1`.

In: the logical lines of a text.  Out: the same lines, with `Ht` as H_t and `Ht-1` as
H_{t-1}.  A text is read so where it has no other index of time, and where the plain
reading, `Ht` less one, would define a name by itself at one step.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.environments import span_of
from cellc.syntax.layout import LogicalLine

_STEP = "t"
_DIFFERENTIALS = frozenset(["dt", "Δt", "δt"])  # a step's length, not a value at t
_LAST = ("MINUS", "NUMBER")


def with_steps_apart(
    lines: list[LogicalLine], diagnostics: Diagnostics
) -> list[LogicalLine]:
    """Read the step at the end of names, where the text writes it so; as a note."""
    equations = [line.tokens for line in lines if line.kind == "statement"]
    earlier = next(_at_the_step_before(equations), None)
    if earlier is None or _has_an_index(equations):
        return lines
    defined = {tokens[0] for tokens in equations if _is_glued(tokens[0])}
    diagnostics.note(
        "N0617",
        f"`{earlier}-1` is read as {earlier[:-1]}_{{t-1}}, and `{earlier}` as "
        f"{earlier[:-1]}_t: the last letter of a name is the step",
        span_of(earlier),
        help=f"where `{earlier}` is a name of its own, write the step below the names",
    )
    for tokens in equations:
        _refuse_doubtful(tokens, {*_at_the_step_before(equations)}, diagnostics)
    return [
        line
        if line.kind == "header"
        else dataclasses.replace(line, tokens=[*_apart(line.tokens, defined)])
        for line in lines
    ]


def _at_the_step_before(equations: list[list[Token]]) -> Iterator[Token]:
    """The names in `Ht-1` of which the text has an equation, `Ht = ...`."""
    defined = {
        tokens[0]
        for tokens in equations
        if _is_glued(tokens[0]) and tokens[1:2] and tokens[1].type == "EQUAL"
    }
    for tokens in equations:
        for index, token in enumerate(tokens):
            if token in defined and _is_step_before(tokens, index):
                yield token


def _is_step_before(tokens: list[Token], index: int) -> bool:
    """Whether `-1` stands behind a name, with no space between."""
    name, *rest = tokens[index : index + 3]
    return (
        tuple(each.type for each in rest) == _LAST
        and rest[1] == "1"
        and name.end_pos == rest[0].start_pos
        and rest[0].end_pos == rest[1].start_pos
    )


def _refuse_doubtful(
    tokens: list[Token], states: set[Token], diagnostics: Diagnostics
) -> None:
    """`Ht - 1`, with spaces, beside `Ht-1` in one text."""
    for index, token in enumerate(tokens):
        kinds = tuple(each.type for each in tokens[index + 1 : index + 3])
        if token in states and kinds == _LAST and not _is_step_before(tokens, index):
            name = token[:-1]
            diagnostics.error(
                "E0203",
                f"`{token} - 1` can be {name} at the step before, or {name}_t less one",
                span_of(token) | span_of(tokens[index + 2]),
                help=f"write {name}_{{t-1}} for the first, ({name}_t - 1) for the "
                "second",
            )


def _is_glued(token: Token) -> bool:
    """`Ht`, `h̃t`; no command, and no word but on a left side."""
    return (
        token.type == "NAME"
        and len(token) > 1
        and token.endswith(_STEP)
        and not token.startswith("\\")
        and token not in _DIFFERENTIALS
    )


def _has_an_index(equations: list[list[Token]]) -> bool:
    """Whether a letter t stands alone, as in `h_t` and `h(t)`."""
    return any(
        token.type in ("NAME", "UNICODE_SUB", "UNICODE_SUP")
        and token in (_STEP, "ₜ", "ᵗ")
        for tokens in equations
        for token in tokens
    )


def _apart(tokens: list[Token], defined: set[Token]) -> Iterator[Token]:
    skip = 0
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif not _is_glued(token) or not (token in defined or _is_letter(token[:-1])):
            yield token
        elif _is_step_before(tokens, index):
            minus, one = tokens[index + 1 : index + 3]
            yield from _indexed(token, [minus, one])
            skip = 2
        else:
            yield from _indexed(token, [])


def _is_letter(name: str) -> bool:
    """One letter, whatever accents stand over it."""
    return sum(not unicodedata.combining(each) for each in name) == 1


def _indexed(token: Token, lag: list[Token]) -> Iterator[Token]:
    """`Ht` and `-1` as the tokens of H_{t-1}, at their places."""
    start, end = span_of(token).start, span_of(token).end
    cut = end - 1
    stop = span_of(lag[-1]).end if lag else end
    yield _part(token, "NAME", token[:-1], start, cut)
    yield _part(token, "UNDERSCORE", "_", cut, cut)
    yield _part(token, "LBRACE", "{", cut, cut)
    yield _part(token, "NAME", _STEP, cut, end)
    yield from lag
    yield _part(token, "RBRACE", "}", stop, stop)


def _part(token: Token, kind: str, text: str, start: int, stop: int) -> Token:
    part = Token.new_borrow_pos(kind, text, token)
    part.start_pos, part.end_pos = start, stop
    return part
