"""Lines without `=`, and two equations in one line.

In: the tokens of a logical line with an equation.  Out: an error at the place where the
`=` or the line break is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.environments import span_of
from cellc.syntax.slips import TIMES

LONGEST_NAME = 24  # tokens of a name with its scripts; `\\tilde{C}_{t-1}` has ten
_FACES = ("FONT", "ACCENT")
_SCRIPTS = ("UNDERSCORE", "CIRCUMFLEX")
_MARKS = ("UNICODE_SUB", "UNICODE_SUP", "PRIME")
_FOR_EQUAL = frozenset(  # what is typed where `=` should stand
    [
        *["MINUS", "PLUS", "STAR", "COLON", "NUMBER", "SLASH", "AT", "FULL_STOP"],
        *["COMMA", "SEMICOLON", "UNDERSCORE", "CIRCUMFLEX", "MORETHAN", "PRIME", "BAR"],
    ]
)
_OPEN_ENDED = frozenset(
    ["PLUS", "MINUS", "STAR", "ODOT", "CIRC", "OTIMES", "CDOT", "TIMES", "AT", "SLASH"]
)
_STARTS = frozenset(["NAME", "LPAR", "LSQB", "FONT", "ACCENT", "FRAC", "SQRT"])


def name_end(tokens: Sequence[Token], start: int) -> int:
    """Where the name that starts here ends, with its scripts; `start` for no name."""
    at = start
    while at < len(tokens) and tokens[at].type in _FACES:
        at += 1
    if at < len(tokens) and tokens[at].type == "LBRACE" and at > start:
        at = _group_end(tokens, at)
    elif at < len(tokens) and tokens[at].type == "NAME":
        at += 1
    else:
        return start
    while at + 1 < len(tokens):
        following = tokens[at + 1].type
        if tokens[at].type in _SCRIPTS and following in ("NAME", "NUMBER"):
            at += 2
        elif tokens[at].type in _SCRIPTS and following in OPEN:
            at = _group_end(tokens, at + 1)
        elif tokens[at].type in ("__ANON_0", "__ANON_1"):  # `_<` and `^<`
            at = _angle_end(tokens, at)
        elif tokens[at].type in _MARKS:
            at += 1
        else:
            break
    return at


def _group_end(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].type in OPEN) - (tokens[index].type in CLOSE)
        if depth == 0:
            return index + 1
    return len(tokens)


def _angle_end(tokens: Sequence[Token], start: int) -> int:
    for index in range(start, len(tokens)):
        if tokens[index].type == "MORETHAN":
            return index + 1
    return len(tokens)


def check_equals(tokens: Sequence[Token], diagnostics: Diagnostics) -> bool:
    """Whether each `=` of an equation has its sides; reports where one is missing."""
    equals = _top_level(tokens, "EQUAL")
    if not equals and not _top_level(tokens, "IN"):
        _without_equal(tokens, diagnostics)
        return False
    if len(equals) == 2 and _is_application(tokens, equals[0] + 1, equals[1]):
        return True  # z_t = Φ(x_t) = ...
    return not any(
        second > first + 1 and _refuse_second(tokens, first, second, diagnostics)
        for first, second in pairwise(equals)
    )


def _is_application(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether a part of a line is a name with an argument in brackets."""
    end = name_end(tokens, start)
    opens = start < end < stop and tokens[end].type == "LPAR"
    return opens and _group_end(tokens, end) == stop


def _top_level(tokens: Sequence[Token], kind: str) -> list[int]:
    found, depth = [], 0
    for index, token in enumerate(tokens):
        depth += (token.type in OPEN) - (token.type in CLOSE)
        if token.type == kind and depth == 0:
            found.append(index)
    return found


def _without_equal(tokens: Sequence[Token], diagnostics: Diagnostics) -> None:
    """Point at what stands behind the first name: there the `=` is missing."""
    end = name_end(tokens, 0)
    if end == 1 and _is_step(tokens):  # x(n+1)
        end = _group_end(tokens, 1)
    span = span_of(tokens[0]) | span_of(tokens[-1])
    edit = None
    said = any(token in ("equals", "equal") for token in tokens)  # `where V equals W`
    if 1 < end < len(tokens) and not _prose(tokens) and not said:
        span = span_of(tokens[end])
        if tokens[end].type in _FOR_EQUAL:
            edit = Edit(span, "=")
        elif tokens[end].type in _STARTS:
            edit = Edit(Span(span.start, span.start), "= ")
    diagnostics.error(
        "E0104",
        "this line has no `=`",
        span,
        help="write it as an equation on a line of its own, `V = W`, above `where`"
        if said
        else "an equation is written name = expression; a comment starts with #",
        edit=edit,
    )


def _is_step(tokens: Sequence[Token]) -> bool:
    """Whether a line starts with `x(t)` or `x(n+1)`."""
    kinds = [each.type for each in tokens[1:6]]
    short = kinds[:1] == ["LPAR"] and "RPAR" in kinds
    return short and any(each in TIMES for each in tokens[2:3])


def _prose(tokens: Sequence[Token]) -> bool:
    """Words of several letters side by side, as sentences have them."""
    words = [token.type == "NAME" and len(token) > 1 for token in tokens[:4]]
    return sum(words) > 2


def _refuse_second(
    tokens: Sequence[Token], first: int, second: int, diagnostics: Diagnostics
) -> bool:
    """Report a second equation in a line; what stands between is no right side."""
    nearest = max(first + 1, second - LONGEST_NAME)
    content = tokens[:second]
    start = next(
        (at for at in range(nearest, second) if name_end(content, at) == second), None
    )
    if start is None or _is_lagged(tokens[start:second]):
        return False  # a second right side
    if start == first + 1:
        diagnostics.error(
            "E0104",
            "this line has more than one `=`",
            span_of(tokens[second]),
            labels=(Label(span_of(tokens[first]), "the first one"),),
            help="write one equation a line",
        )
        return True
    name = span_of(tokens[start]) | span_of(tokens[second - 1])
    before = tokens[start - 1]
    between = diagnostics.source.text[span_of(before).end : name.start]
    broken = "\n" in between or "\\\\" in between
    if before.type not in _OPEN_ENDED or not broken:
        return False  # a right side, or an equation: its names tell
    diagnostics.error(
        "E0103",
        f"nothing stands behind `{before}`",
        span_of(before),
        labels=(Label(name, "the next equation starts here"),),
        help=f"write what `{before}` is applied to, or remove it",
    )
    return True


def _is_lagged(name: Sequence[Token]) -> bool:
    """`h_{t-1}`, which is no left side."""
    return any(each.type == "MINUS" for each in name)
