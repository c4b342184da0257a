r"""Copies of rendered pages: each formula twice, as symbols and as LaTeX.

In: the text.  Out: the same with spaces in the place of the symbols, `f t = σ ( ... )`
on a line or one symbol a line, where they are those of the formula behind them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.hidden import without

_OPENING = regex(r"\{\\displaystyle(?![A-Za-z])")
_ENVIRONMENT = regex(r"\\(?:begin|end)\s*\{[^{}]*\}(?:\s*\{[lcr|@ {}]*\})?")
_COMMAND = regex(r"\\([A-Za-z]+)")
_NAMED = frozenset(
    [
        *["tanh", "sinh", "cosh", "sin", "cos", "tan", "exp", "log", "ln", "max"],
        *["min", "sup", "inf", "lim", "arg", "det", "dim", "Pr"],
    ]
)
_SYMBOLS = regex(r"(?:(?<=\s)|^)\S(?:[ \t]*\n?[ \t]*\S(?=\s)){7,}\s*$")
_SIGNED = regex(r"\{\\displaystyle\s*(?:\\left\s*)?[-+(\[|]|\{\\displaystyle\s*\\\|")
_OPENED = regex(r"(?<=\s)[-−+(\[|‖]\s*\Z")
_WORD = regex(r"[^\W\d_]{2,}")
_MOST = 2_000  # formulas of a text
_WIDEST = 20_000  # characters of one formula


def without_symbols(text: str, diagnostics: Diagnostics) -> str:
    """The text without the symbols in front of formulas; tells it, once."""
    if "{\\displaystyle" not in text:
        return text
    places: list[Span] = []
    end = 0  # of the formula before
    for formula in _formulas(text):
        letters = Counter(_rendered(text[formula.start : formula.end]))
        start = _start_of_symbols(text, end, formula.start, letters)
        if start < formula.start:
            places.append(Span(start, formula.start))
        elif _SYMBOLS.search(text, max(end, formula.start - 200), formula.start):
            _refuse(formula, diagnostics)
        end = formula.end
    if places:
        diagnostics.note(
            "N0663",
            "this is a copy of a rendered page: the symbols in front of "
            "`{\\displaystyle ...}` are read over",
            _first_line(text, places[0]),
            help="keep the parts {\\displaystyle ...} and remove the symbols",
        )
    return _with_formulas_of_sentences(without(text, places))


def _with_formulas_of_sentences(text: str) -> str:
    """`$x_t$` for `{\\displaystyle x_t}` beside words, where it is no equation."""
    chars = list(text)
    formulas = [*_formulas(text)]
    bare = without(text, formulas)
    for formula in formulas:
        typed = text[formula.start : formula.end]
        start = text.rfind("\n", 0, formula.start) + 1
        end = text.find("\n", formula.end)
        line = bare[start : len(text) if end < 0 else end]
        words = _COMMAND.sub(" ", _ENVIRONMENT.sub(" ", line))
        if re.search(r"[=\n]|\\(?:equiv|begin)", typed) or not _WORD.search(words):
            continue
        opening = _OPENING.match(typed)
        assert opening is not None
        chars[formula.start] = "$"
        spaces = " " * (opening.end() - 1)
        chars[formula.start + 1 : formula.start + opening.end()] = spaces
        chars[formula.end - 1] = "$"
    return "".join(chars)


def _first_line(text: str, place: Span) -> Span:
    typed = text[place.start : place.end].partition("\n")[0].rstrip()
    return Span(place.start, place.start + len(typed))


def _formulas(text: str) -> Iterator[Span]:
    """The places of `{\\displaystyle ...}`, none inside another."""
    at = 0
    for _ in range(_MOST):
        opening = _OPENING.search(text, at)
        if opening is None:
            return
        depth = 0
        at = opening.end()
        if _is_escaped(text, opening.start()):
            continue  # the bracket \\{
        for index in range(opening.start(), min(len(text), at + _WIDEST)):
            if text[index] in "{}" and not _is_escaped(text, index):
                depth += 1 if text[index] == "{" else -1
            if depth == 0:
                at = index + 1
                yield Span(opening.start(), at)
                break
        else:
            return  # one that is never closed


def _is_escaped(text: str, at: int) -> bool:
    """Whether a brace is the bracket `\\{`; behind `\\\\`, a break, it is none."""
    before = text[max(0, at - 9) : at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _rendered(formula: str) -> str:
    """The letters and digits that a formula shows."""
    bare = _ENVIRONMENT.sub(" ", formula.replace("\\\\", " "))
    return _letters(_COMMAND.sub(_character, bare))


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    if name in _NAMED:
        return name
    kind = "CAPITAL" if name[0].isupper() else "SMALL"
    known = name.removeprefix("var").upper().replace("LAMBDA", "LAMDA")
    try:
        return unicodedata.lookup(f"GREEK {kind} LETTER {known}")
    except KeyError:
        return " "


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if each.isalnum())


def _start_of_symbols(text: str, start: int, stop: int, letters: Counter[str]) -> int:
    """Where the symbols of a formula begin that stands at `stop`; else `stop`.

    Between symbols nothing stands but signs and spaces, so no word is one of them.
    """
    wanted = letters.total()
    found: Counter[str] = Counter()
    at = stop
    while at > start and found.total() < wanted:
        at -= 1
        found.update(_letters(text[at]))
    before = text[at - 1 : at] if at else ""
    if found != letters or not wanted or before.isalnum():
        return stop
    opened = _OPENED.search(text, start, at)
    signed = _SIGNED.match(text, stop) is not None
    return opened.start() if signed and opened else at


def _refuse(formula: Span, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0103",
        "this is a copy of a rendered page, where each formula stands twice, and the "
        "symbols in front are not those of this formula",
        Span(formula.start, formula.start + len("{\\displaystyle")),
        help="keep the parts {\\displaystyle ...} and remove the symbols",
    )
