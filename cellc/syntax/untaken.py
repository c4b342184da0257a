"""Equations of a text that are not taken: none is lost without a warning.

In: the tokens between line breaks, line by line, and the equations and facts that were
read of them.  Out: warnings about equations that were passed over as part of a text.
Not meant are ranges of the index, numbers, and what a sentence supposes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lark import Token

from cellc.diagnostics import Diagnostic, Diagnostics, Span
from cellc.syntax.brackets import levels_of
from cellc.syntax.clauses import TRAILING, is_prose_word
from cellc.syntax.environments import span_of
from cellc.syntax.prose import says_what_is_known

_ENDS = TRAILING | {"INLINE", "WORDS", "EQUAL"}
_DRESSING = frozenset(["FONT", "ACCENT", "LBRACE", "QUAD"])
_LISTED = frozenset(["DOTS", "COLON"])
Lines = Sequence[Sequence[Token]]


def warn_of_untaken(
    groups: Lines, lines: Lines, diagnostics: Diagnostics, spoken: bool = False
) -> None:
    """Warn of equations in groups of which no line was made.

    spoken: whether the groups stand in sentences.
    """
    if diagnostics.has_errors:
        return
    known = [*diagnostics]
    taken = {span_of(each).start for line in lines for each in line if _equates(each)}
    used = {str(each) for line in lines for each in line if each.type == "NAME"}
    defined = {_name_of(_left(line)) for line in lines}
    for group in groups:
        for left, right in _equations(group, taken):
            name = _name_of(left)
            whole = [*left, "=", *right]
            if (
                name is None
                or _says_little(right)
                or says_what_is_known("".join(whole))
            ):
                continue
            sentence = spoken or any(
                each.type == "INLINE" or is_prose_word(each) for each in group
            )
            if sentence and (name not in used or name in defined):
                continue
            if sentence and len(left) == 1 and name in _STEPS:
                continue  # `from t = 1 to t = τ`
            place = span_of(left[0]) | span_of(right[-1])
            if any(each.code == "W0503" and _is_in(each, place) for each in known):
                continue  # the sentence is warned of
            diagnostics.warning(
                "W0505",
                f"`{diagnostics.source.snippet(place)}` was read as text, not as an "
                "equation",
                place,
                help="write it on a line of its own, with a name on its left side; a "
                "comment starts with #",
            )


_STEPS = ("t", "n", "k")  # letters that count the steps


def _is_in(found: Diagnostic, place: Span) -> bool:
    return found.span is not None and place.start <= found.span.start < place.end


def _equations(
    group: Sequence[Token], taken: set[int]
) -> Iterator[tuple[list[Token], list[Token]]]:
    """The two sides of the equations of a line that were not taken."""
    levels = levels_of([*group])
    for at, token in enumerate(group):
        if not _equates(token) or levels[at] > 0 or span_of(token).start in taken:
            continue
        first, last = at, at + 1
        while first and not (group[first - 1].type in _ENDS and levels[first - 1] <= 0):
            first -= 1
        while last < len(group) and not (
            group[last].type in _ENDS and levels[last] <= 0
        ):
            last += 1
        left = [*group[first:at]]
        spoken = [index for index, each in enumerate(left) if is_prose_word(each)]
        if spoken and spoken[-1] + 1 < len(left):
            left = left[spoken[-1] + 1 :]
        right = [*group[at + 1 : last]]
        if left and right:
            yield left, right


def _equates(token: Token) -> bool:
    return token.type == "EQUAL"


def _left(line: Sequence[Token]) -> Iterable[Token]:
    said = any(each.type in ("EQUAL", "IN", "IS") for each in line)
    return line if said else ()


def _name_of(tokens: Iterable[Token]) -> str | None:
    """The name that a left side begins with."""
    first = next((each for each in tokens if each.type not in _DRESSING), None)
    return str(first) if first is not None and first.type == "NAME" else None


def _says_little(right: Sequence[Token]) -> bool:
    """A number, or a list of values: `t = 1, ..., T`."""
    kinds = {each.type for each in right} - _DRESSING - {"RBRACE", "MINUS"}
    return kinds == {"NUMBER"} or bool(kinds & _LISTED)
