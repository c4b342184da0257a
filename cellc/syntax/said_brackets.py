r"""Brackets that a text explains: `where $[a]$ denotes the integer part of $a$`.

In: the tokens of one logical line, its bars told apart, and the text around.  Out: the
operation in the place of such brackets, which is told; an error where the text says
what is not known.  Nothing that a text explains only groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from lark import Token

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.patterns import found_near, regex
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.environments import span_of

_DOT = r"\\(?:cdot|bullet)(?![A-Za-z])|[·⋅•∙.]"
_SIZED = r"(?:\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*)?"
_INSIDE = rf"\s*(?P<inside{{0}}>{_DOT}|\\?[A-Za-z]+(?:_t)?)\s*"
_SHOWN = {  # the kind of the token that opens -> how a text shows the bracket
    "LSQB": (r"\[", r"\]"),
    "LANGLE": (r"(?:⟨|〈|\\langle(?![A-Za-z]))", r"(?:⟩|〉|\\rangle(?![A-Za-z]))"),
    "LBAR": (r"(?:\||\\l?vert(?![A-Za-z]))", r"(?:\||\\r?vert(?![A-Za-z]))"),
}
_ANY = (r"(?:[\[(|]|\\[{])", r"(?:[\])|]|\\[}])[_^](?:\+|\{\+\})")
_TYPED = {  # one of which each of them has
    "LSQB": ("[",),
    "LANGLE": ("⟨", "〈", "\\langle"),
    "LBAR": ("|", "vert"),
    "PLUS": ("_+", "^+", "_{+", "^{+"),
}
_VERB = r"(?:denot(?:es?|ing)|means?|stands\s+for|indicates?|represents?|is|gives|for)"
_READ = {  # what is computed -> the words that say so
    "norm": r"\blength|euclid|\bl[-_ ]?2\b|\bnorm\b",
    "abs": r"absolute\s+value|modulus",
    "mean": r"\baverag|\bmean\b",
    "floor": r"integer\s+part|\bfloor\b|(?:largest|greatest)\s+(?:integer|whole)"
    r"|round(?:s|ed|ing)\s+down",
    "relu": r"positive\s+part|\brelu\b|rectif",
}
_KEPT = r"concat|group|stack|\blist\b|indicator|iverson|\bcolumn|\brow\b|interval|range"
_OTHER = (  # words beside those that make another operation of them
    r"\bnot\b|\btime|\bbatch|\bsteps?\b|ensemble|\bl[-_ ]?1\b|infinity|maxim|frobenius"
    r"|nuclear|matri|squared|weighted|moving|running|trials|samples|geometric|harmonic"
    r"|log|expect|\bor\b|negative|number\s+of|nearest|layer|spectral|operator"
)
_PLUS = "PLUS"  # brackets of any kind with a + below
_OWN = {"LBAR": "abs", _PLUS: "relu"}  # what a bracket is without a word about it
_CLAUSE = 120  # characters that say what a bracket is


@dataclass(frozen=True)
class Meaning:
    """What a text says of a bracket: the operation, "" if unknown, and where."""

    operation: str
    words: str
    place: Span


def settle_brackets(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    """Write explained brackets of a line as operations; False if one is not known."""
    said = _said(diagnostics.source.text)
    if not said:
        return True
    for kind, meaning in said.items():
        pairs = [*_pairs(tokens, kind)]
        if not pairs:
            continue
        first = span_of(tokens[pairs[0][0]]) | span_of(tokens[pairs[0][1]])
        if not meaning.operation:
            _refuse(meaning, first, diagnostics)
            return False
        _tell(meaning, first, diagnostics)
        for opening, closing in sorted(pairs, reverse=True):
            _write(tokens, opening, closing, meaning.operation)
    return True


def _pairs(tokens: list[Token], kind: str) -> list[tuple[int, int]]:
    """Brackets of that kind around one value that are no argument and no index."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[int, bool]] = []
    for at, token in enumerate(tokens):
        if token.type in OPEN:
            opened.append((at, False))
        elif token.type in ("COMMA", "SEMICOLON", "JOIN", "COMPARE") and opened:
            opened[-1] = (opened[-1][0], True)
        elif token.type in CLOSE and opened:
            start, several = opened.pop()
            behind = "".join(tokens[at + 1 : at + 4])
            plus = re.match(r"[_^]\{?\+", behind) is not None
            if plus or kind == _PLUS:
                found += [(start, at)] * (plus and kind == _PLUS)
                continue
            marked = start > 0 and tokens[start - 1].type in (
                "UNDERSCORE",
                "CIRCUMFLEX",
            )
            if tokens[start].type == kind and not several and not marked:
                found.append((start, at))
    return found


def _write(tokens: list[Token], opening: int, closing: int, operation: str) -> None:
    end = tokens[closing]
    name = Token.new_borrow_pos("NAME", operation, tokens[opening])
    bracket = Token.new_borrow_pos("LPAR", "(", tokens[opening])
    tokens[closing] = Token.new_borrow_pos("RPAR", ")", end)
    tokens[opening : opening + 1] = [name, bracket]


def _tell(meaning: Meaning, place: Span, diagnostics: Diagnostics) -> None:
    if any(
        each.code == "N0625" and Label(meaning.place, "said here") in each.labels
        for each in diagnostics
    ):
        return
    typed = diagnostics.source.snippet(place)
    diagnostics.note(
        "N0625",
        f"`{typed}` is read as {meaning.operation}(...), as the text says",
        place,
        labels=(Label(meaning.place, "said here"),),
        help=f"write {meaning.operation}(...) to make that plain, (...) for brackets "
        "that only group",
    )


def _refuse(meaning: Meaning, place: Span, diagnostics: Diagnostics) -> None:
    typed = diagnostics.source.snippet(place)
    diagnostics.error(
        "E0320",
        f"the text says that the brackets of `{typed}` are `{meaning.words}`, which is "
        "not read",
        place,
        labels=(Label(meaning.place, "said here"),),
        help="write the operation by its name: norm(a), abs(a), mean(a), floor(a), "
        "relu(a); (a) for brackets that only group",
    )


def says_absolute(text: str) -> bool:
    """Whether a text calls its bars absolute values, which they are here too."""
    return any(
        re.search(_READ["abs"], match["words"], re.IGNORECASE) is not None
        for match in _patterns()["LBAR"].finditer(text)
    )


@lru_cache(maxsize=4)
def _said(text: str) -> dict[str, Meaning]:
    """The brackets that a text explains, by the kind of the token that opens."""
    found: dict[str, Meaning] = {}
    for kind, pattern in _patterns().items():
        for match in found_near(pattern, text, _TYPED[kind]):
            meaning = _meaning(kind, match)
            if meaning is not None:
                found.setdefault(kind, meaning)
    return found


def _meaning(kind: str, match: re.Match[str]) -> Meaning | None:
    words = match["words"].strip(" $,:\n")
    dotted = re.fullmatch(_DOT, match["inside"]) is not None
    if re.search(_KEPT, words, re.IGNORECASE):
        return None
    operations = [
        each for each, said in _READ.items() if re.search(said, words, re.IGNORECASE)
    ]
    known = operations[0] if len(operations) == 1 else ""
    if re.search(_OTHER, words, re.IGNORECASE):
        known = ""
    if not operations and not dotted and match["verb"] in ("is", "for", "gives"):
        return None  # `$|a|$ is small`
    if not words or (known and known == _OWN.get(kind)):
        return None
    return Meaning(known, " ".join(words.split()), Span(*match.span()))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        kind: regex(
            rf"(?<![\w}}\]\\^_]){_SIZED}{opens}{_INSIDE.format('')}{_SIZED}{closes}"
            rf"[\s$`'\")]{{0,4}}(?:\s*(?:here|brackets?|bars?)\s+)?\s*"
            rf"(?P<verb>{_VERB})\b\s*"
            r"(?P<words>(?:(?!and\s+[$\\\[⟨|])(?:[^.;,()\n]|\n(?!\s*\n)))"
            rf"{{0,{_CLAUSE}}})",
        )
        for kind, (opens, closes) in (*_SHOWN.items(), (_PLUS, _ANY))
    }
