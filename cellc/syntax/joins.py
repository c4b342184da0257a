r"""Signs of concatenation: `[x \Vert h]`, and `h ⊕ x` where the text says what ⊕ is.

In: the tokens of one logical line, and what the text around the equations says about
its signs.  Out: such signs as JOIN tokens; an error where double bars can be norms too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.brackets import CLOSE, OPEN, OPERAND_END
from cellc.syntax.environments import span_of

DOUBLE = "DOUBLE"  # bars of every spelling: || and its commands
_NEAR = 20  # characters in front of a bar
_MOST_SIGNS = 4  # that one sentence explains
_SIGNS = {  # the kind of a token -> how a text writes it
    DOUBLE: r"\\(?:\||Vert(?![A-Za-z])|parallel(?![A-Za-z]))|\|\||‖|∥",
    "BAR": r"\||\\(?:mid|vert)(?![A-Za-z])|∣",
    "OPLUS": r"⊕|\\oplus(?![A-Za-z])",
    "OTIMES": r"⊗|\\otimes(?![A-Za-z])",
    "CIRC": r"∘|◦|\\circ(?![A-Za-z])",
    "other": r"⊙|\\odot(?![A-Za-z])|\*|\\ast(?![A-Za-z])|\\cdot(?![A-Za-z])|·"
    r"|⋅|∙|∗|×|\\times(?![A-Za-z])|⋆|\\star(?![A-Za-z])",
}
SIGN = "|".join(f"(?:{each})" for each in _SIGNS.values())
_DOT = r"(?:\\cdot(?![A-Za-z])|·|⋅)"
# `$\|$`, `[·‖·]`, `(⊕)`: a sign with what may stand around it in a sentence
SHOWN = (
    rf"[\"'`“‘(\[$\s]*+(?:\\\(\s*+)?[\[(]?(?:{_DOT}[\s~]*(?={SIGN}))?(?:{SIGN})"
    rf"(?:\s*+{_DOT})?[\"'`”’)\]$\s]*+(?:\\\)\s*+)?"
)
_VERB = (
    r"(?:(?:to\s+)?denotes?|denoting|indicates?|represents?|stands?\s+for|means?"
    r"|refers?\s+to|is|are|as|for|signif(?:y|ies)|symboli[sz]es|:|=|–|—"
    r"|-(?=[ \t]))(?![A-Za-z])"
)
_WORD = (
    r"\s*+(?:(?<=\s)(?:sign|symbol|operators?|operations?|here|both)(?![A-Za-z])\s*+)*+"
)
EXPLAINED = regex(
    # no start in the middle of blanks that a start before them has seen
    rf"(?<![\"'`“‘(\[$\s])(?P<signs>{SHOWN}"
    rf"(?:(?:,|and|,\s*and)\s*{SHOWN}){{0,{_MOST_SIGNS - 1}}})"
    rf"{_WORD}(?:(?P<verb>{_VERB})"
    r"|(?=(?:the\s+)?(?:vector\s+)?concatenation(?!\s*\()))"
    r"(?=(?P<meanings>[^.;]{0,120}))",
    re.IGNORECASE,
)
_NAMED = regex(  # concatenation ($\oplus$), concatenation is denoted by ⊕
    r"\bconcatenat[a-z]*(?:\s+(?:operators?|operations?|sign|symbol|of|(?:two\s+)?vectors"
    r"|is|are|here|by|as|with|we\s+write|(?:denoted|written|indicated|represented)))*"
    rf"\s*(?P<sign>{SHOWN})(?!{_WORD}{_VERB})",
    re.IGNORECASE,
)
_FIRST = regex(SIGN)
_AROUND = regex(rf"{_DOT}\s*(?P<sign>{SIGN})\s*{_DOT}")
_OTHER_MEANING = regex(
    r"product|multipl|hadamard|addition|sum\b|norm|compos|element|point-?wise",
    re.IGNORECASE,
)
_SIZED = regex(r"\\(?:left|right|[bB]igg?[lr])\s*$")
_COMMANDS = frozenset(["\\Vert", "\\parallel"])
_CHARACTERS = frozenset(["‖", "∥"])
_OPERAND_STARTS = frozenset(
    ["NAME", "LPAR", "LSQB", "LBRACE", "LCURLY", "FONT", "ACCENT", "FRAC", "SQRT"]
)
Mark = tuple[int, int]  # the first and the last token of a sign


def signs_of_concatenation(text: str) -> frozenset[str]:
    """The kinds of signs that a text calls concatenation, in words."""
    if not re.search("concat", text, re.IGNORECASE):
        return frozenset()
    found: set[str] = set()
    for match in EXPLAINED.finditer(text):
        shown = without_dots_around(match["signs"])
        signs = [_kind(each) for each in _FIRST.findall(shown)]
        meanings = re.split(r",|\band\b", match["meanings"])
        meanings = [each for each in meanings if each.strip()]
        found |= {
            sign
            for sign, meaning in zip(signs, meanings, strict=False)
            if re.search("concat", meaning, re.IGNORECASE)
            and not _OTHER_MEANING.search(meaning)
            and (match["verb"] or sign != "BAR")  # the border of a table
        }
    for match in _NAMED.finditer(text):
        kinds = {_kind(each) for each in _FIRST.findall(match["sign"])}
        bordered = not re.search(r"[$`'\"(]", match["sign"])
        found |= kinds - {"BAR"} if bordered else kinds
    return frozenset(found - {"other"})


def without_dots_around(signs: str) -> str:
    """`⊙` of `· ⊙ ·`, whose dots stand for what is between."""
    return _AROUND.sub(lambda dots: dots["sign"], signs)


def _kind(sign: str) -> str:
    return next(kind for kind, each in _SIGNS.items() if re.fullmatch(each, sign))


def settle_joins(
    tokens: list[Token], said: frozenset[str], diagnostics: Diagnostics
) -> bool:
    """Make JOIN of the signs of concatenation of a line; False after an error."""
    marks: list[Mark] = []
    for opener, found in _by_bracket(tokens, _bars(tokens, said, diagnostics)).items():
        between = [each for each in found if _is_between(tokens, each)]
        if DOUBLE in said or "BAR" in said:
            marks += [each for each in between if _is_meant(tokens, each, said)]
        elif len(between) == len(found) and not _after_number(tokens, found):
            if len(found) % 2 and _encloses(tokens, opener):
                _note(tokens, found, diagnostics)
                marks += found
            elif len(found) % 2 == 0 and _is_list(tokens, opener):
                _refuse(tokens, opener, found, diagnostics)
                return False
    marks += [(at, at) for at, each in enumerate(tokens) if _is_said(each, said)]
    for first, last in sorted(marks, reverse=True):
        join = Token.new_borrow_pos("JOIN", str(tokens[first]), tokens[first])
        join.end_pos = tokens[last].end_pos
        tokens[first : last + 1] = [join]
    return True


def _is_said(token: Token, said: frozenset[str]) -> bool:
    return token.type in said and token.type != "BAR"


def _bars(
    tokens: Sequence[Token], said: frozenset[str], diagnostics: Diagnostics
) -> Iterator[Mark]:
    """Double bars that neither `\\left` nor `\\right` makes one of a pair."""
    taken = -1
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        glued = (
            following is not None
            and following.type == "BAR"
            and token.end_pos == following.start_pos
        )
        if at == taken or _is_sized(token, diagnostics):
            continue
        single = "BAR" in said and _is_bar(token) and _is_between(tokens, (at, at))
        if glued and (token.type == "BAR" or token == "\\"):
            taken = at + 1
            yield at, at + 1
        elif single or token in _COMMANDS or token in _CHARACTERS:
            yield at, at


def _is_meant(tokens: Sequence[Token], mark: Mark, said: frozenset[str]) -> bool:
    single = mark[0] == mark[1] and _is_bar(tokens[mark[0]])
    return ("BAR" if single else DOUBLE) in said


def _is_bar(token: Token) -> bool:
    return token.type == "BAR" or token == "\\mid"


def _is_sized(token: Token, diagnostics: Diagnostics) -> bool:
    start = span_of(token).start
    before = diagnostics.source.text[max(start - _NEAR, 0) : start]
    return _SIZED.search(before) is not None


def _by_bracket(
    tokens: Sequence[Token], marks: Iterator[Mark]
) -> dict[int, list[Mark]]:
    """The bars by the place of the bracket that they stand in; -1 for none."""
    firsts = {mark[0]: mark for mark in marks}
    found: dict[int, list[Mark]] = {}
    opened = [-1]
    for at, token in enumerate(tokens):
        if token.type in OPEN:
            opened.append(at)
        elif token.type in CLOSE and len(opened) > 1:
            opened.pop()
        elif at in firsts:
            found.setdefault(opened[-1], []).append(firsts[at])
    return found


def _is_between(tokens: Sequence[Token], mark: Mark) -> bool:
    first, last = mark
    return (
        first > 0
        and last + 1 < len(tokens)
        and tokens[first - 1].type in OPERAND_END
        and tokens[last + 1].type in _OPERAND_STARTS
    )


def _after_number(tokens: Sequence[Token], found: list[Mark]) -> bool:
    """`2 ‖x‖ h`: numbers are not concatenated, but norms have them in front."""
    first = found[0][0] - 1
    scripted = first > 0 and tokens[first - 1].type in ("UNDERSCORE", "CIRCUMFLEX")
    return tokens[first].type == "NUMBER" and not scripted


def _encloses(tokens: Sequence[Token], opener: int) -> bool:
    return opener >= 0 and tokens[opener].type in ("LPAR", "LSQB")


def _is_list(tokens: Sequence[Token], opener: int) -> bool:
    """Square brackets, or round ones behind a name."""
    if opener < 0:
        return False
    behind = opener > 0 and tokens[opener - 1].type in OPERAND_END | {"CDOT", "AT"}
    return tokens[opener].type == "LSQB" or (tokens[opener].type == "LPAR" and behind)


def _note(tokens: Sequence[Token], found: list[Mark], diagnostics: Diagnostics) -> None:
    if any(each.code == "N0620" for each in diagnostics):
        return
    first, last = found[0]
    place = span_of(tokens[first]) | span_of(tokens[last])
    typed = diagnostics.source.snippet(place)
    diagnostics.note(
        "N0620",
        f"`{typed}` between two values is read as the sign of concatenation",
        place,
        help="write [a; b] for the concatenation, norm(a) for a norm",
    )


def _refuse(
    tokens: Sequence[Token], opener: int, found: list[Mark], diagnostics: Diagnostics
) -> None:
    parts = _parts(tokens, opener, found, diagnostics)
    first, last = found[0]
    typed = diagnostics.source.snippet(span_of(tokens[first]) | span_of(tokens[last]))
    normed = [f"norm({part})" if at % 2 else part for at, part in enumerate(parts)]
    diagnostics.error(
        "E0207",
        f"`{typed}` between these values can be the sign of concatenation, or the "
        "bars of a norm",
        span_of(tokens[first]) | span_of(tokens[found[-1][-1]]),
        help=f"write [{'; '.join(parts)}] for the concatenation, "
        f"{' '.join(normed)} for the product with a norm",
    )


def _parts(
    tokens: Sequence[Token], opener: int, found: list[Mark], diagnostics: Diagnostics
) -> list[str]:
    """What stands between the signs, as typed."""
    depth, end = 0, len(tokens)
    for at in range(opener + 1, len(tokens)):
        depth += (tokens[at].type in OPEN) - (tokens[at].type in CLOSE)
        if depth < 0:
            end = at
            break
    starts = [opener + 1, *(last + 1 for _, last in found)]
    stops = [*(first for first, _ in found), end]
    return [
        diagnostics.source.snippet(
            Span(span_of(tokens[start]).start, span_of(tokens[stop - 1]).end)
        )
        for start, stop in zip(starts, stops, strict=True)
    ]
