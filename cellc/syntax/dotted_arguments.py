r"""A dot in the place of an argument: `\phi(\cdot) = \max(0, \cdot)`.

In: the tokens of a text.  Out: the same with a letter that the text has not for each
such dot, as in `φ(a) = max(0, a)`.  A dot is one where a value is wanted and the line
defines a function of a dot; `f(·) = tanh`, a name alone on the right, is `f = tanh`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.environments import span_of

_DOTS = frozenset(["CDOT", "FULL_STOP"])
_NAMED = frozenset(["NAME", "RBRACE", "NUMBER", "UNICODE_SUB", "PRIME"])
_BREAKS = frozenset(["NEWLINE", "SOFT", "DISPLAY", "QUAD", "HEADER"])
_SIGNS = frozenset(
    [
        *["PLUS", "MINUS", "STAR", "ODOT", "OTIMES", "TIMES", "SLASH", "CDOT"],
        *["COMMA", "SEMICOLON", "BAR", "LESSTHAN", "MORETHAN"],
    ]
)
_BEFORE = _SIGNS | {*OPEN} | {"EQUAL", "ALIGN", "BEGIN", "NEWLINE"}
_BEHIND = _SIGNS | {*CLOSE} | {"CIRCUMFLEX"}
_ENDS = frozenset(["COMMA", "FULL_STOP", "SEMICOLON"])
_LETTERS = "abcdeuvwzpqrs"


def with_arguments_named(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens with a letter for each dot that stands for an argument."""
    defined = {at: equal for at in range(len(tokens)) if (equal := _equal(tokens, at))}
    if not defined:
        return tokens
    names = {str(each) for each in tokens if each.type == "NAME"}
    letter = next((each for each in _LETTERS if each not in names), "arg")
    out = [*tokens]
    dropped: set[int] = set()
    for (at, equal), stop in zip(
        defined.items(), [*[*defined][1:], len(tokens)], strict=True
    ):
        body = range(equal + 1, max(equal + 1, _end(tokens, equal + 1, stop)))
        places = _arguments(tokens, body)
        opening, commas = at + 1, _commas(tokens, at)
        if commas == 0 and places:
            for each in (opening + 1, *places):
                out[each] = Token.new_borrow_pos("NAME", letter, tokens[each])
        elif commas == 0 and _is_one_name(tokens, body):
            dropped |= {opening, opening + 1, opening + 2}
        elif not _is_inline(tokens, body.stop):
            _refuse(tokens[at : body.stop], commas, diagnostics)
    return [each for at, each in enumerate(out) if at not in dropped]


def _is_inline(tokens: Sequence[Token], stop: int) -> bool:
    """Whether a definition ends with the mathematics of a sentence, which is text."""
    return stop < len(tokens) and tokens[stop].type == "INLINE"


def _equal(tokens: Sequence[Token], at: int) -> int:
    """Where the `=` of `f(·) = ...` stands, if the name ends here; else 0."""
    opened = [each.type for each in tokens[at : at + 3]]
    if len(opened) < 3 or opened[0] not in _NAMED or opened[1] != "LPAR":
        return 0
    end = at + 2 + 2 * _commas(tokens, at)
    behind = [*tokens[end + 1 : end + 4]]
    if opened[2] not in _DOTS or not behind or behind[0].type != "RPAR":
        return 0
    equal = 2 if behind[1:] and behind[1].type == "ALIGN" else 1
    found = behind[equal : equal + 1]
    return end + 1 + equal if found and found[0].type == "EQUAL" else 0


def _commas(tokens: Sequence[Token], at: int) -> int:
    """How many dots follow the first one, `f(·, ·)`."""
    count, place = 0, at + 3
    while (
        place + 1 < len(tokens)
        and tokens[place].type == "COMMA"
        and tokens[place + 1].type in _DOTS
    ):
        count, place = count + 1, place + 2
    return count


def _end(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Where a right side ends: at a break outside of its brackets."""
    depth = 0
    for at in range(start, stop):
        kind = tokens[at].type
        over = depth <= 0 and kind in {*_BREAKS, "END"}
        if kind == "INLINE" or (over and not _goes_on(tokens, at)):
            return at
        depth += (kind in OPEN or kind == "BEGIN") - (kind in CLOSE or kind == "END")
    return stop


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a line breaks behind a sign, with no mark of LaTeX."""
    return tokens[at].isspace() and tokens[at - 1].type in {"EQUAL", "ALIGN", *_SIGNS}


def _arguments(tokens: Sequence[Token], body: range) -> list[int]:
    """The dots that stand where a value is wanted, each after what is before it."""
    places: dict[int, None] = {}
    for at in body:
        token = tokens[at]
        valued = at - 1 in places or tokens[at - 1].type not in _BEFORE
        if token.type not in _DOTS or valued:
            continue
        behind = tokens[at + 1].type if at + 1 < len(tokens) else ""
        if token.type == "CDOT" or behind in _BEHIND:
            places[at] = None
    return [*places]


def _is_one_name(tokens: Sequence[Token], body: range) -> bool:
    """Whether a right side is a name alone, `tanh`, `\\mathrm{ReLU}`."""
    kinds = [tokens[each].type for each in body if tokens[each].type != "ALIGN"]
    kinds = [*takewhile(lambda kind: kind not in _ENDS, kinds)]
    return kinds in (["NAME"], ["TEXT"], ["FONT", "LBRACE", "NAME", "RBRACE"])


def _refuse(line: Sequence[Token], commas: int, diagnostics: Diagnostics) -> None:
    typed = [diagnostics.source.snippet(span_of(each)) for each in line]
    left = "".join(typed[: 4 + 2 * commas]) if commas < 4 else f"{typed[0]}(·, …, ·)"
    message = (
        f"`{left}` has several dots, and nothing tells which argument is which"
        if commas
        else f"`{left}` has a dot for its argument, and its right side has none"
    )
    listed = ", ".join("abcdefgh"[: min(commas, 7) + 1])
    name = typed[0] if line[0].type == "NAME" else "f"
    diagnostics.error(
        "E0129",
        message,
        span_of(line[0]) | span_of(line[-1]),
        help=f"name the argument{'s' * bool(commas)} on both sides, as in "
        f"{name}({listed}) = ...",
    )
