"""Lines of a copied page that are no equation: `[edit]`, `3.2.3 minLSTM`, `MUT1:`.

In: the text.  Out: the same with spaces in the place of such lines, and of the stars of
Markdown around the words that begin a line, `*Exercise.* Show that ...`.
"""

from __future__ import annotations

import re

from cellc.patterns import regex
from cellc.syntax.hidden import blank

_TABLE = regex(  # the rule below the head of a table: |:--|--:|
    r"[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)++\|?[ \t]*+"
    r"|[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)++\|?[ \t]*+"
)
_EDIT = regex(r"[ \t]*\[[ \t]*edit[ \t]*(?:\|[ \t]*edit source[ \t]*)?\][ \t]*")
_NUMBERED = regex(  # a word of three letters is no factor behind a number
    r"[ \t]*(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,3}|[IVX]{1,5})\.?[ \t]+"
    r"(?=[^\n]*[^\W\d_]{3})[^\W\d_][\w \t,'’/&–-]*(?:\([\w -]*\))?[ \t]*"
)
_CAPTION = regex(
    r"[ \t]*(?:Figure|Fig\.?|FIG\.|FIGURE|Table|TABLE|Tab\.|Algorithm|Alg\.|Listing)"
    r"[ \t]*(?:\d{1,3}(?:\.\d{1,3})*|[IVX]+|[A-Z]\.\d+)[ \t]*(?:[:.|–-][^\n]*)?"
)
_OF_WIKI = regex(  # `== Update ==`
    r"[ \t]*={2,6}[ \t]*(?=[^\n]*[^\W\d_]{2})(?:[^\W_]|[ \t,'’/&().–-])+"
    r"(?:={2,6})?[ \t]*"
)
_ITEM = r"[ \t]*(?:[-*•][ \t]+|\(?[a-z0-9][.)][ \t]+)?"
_NAMED = regex(  # `MUT1:`, `GRU (v2):`, `Eq. 3:`, `Cell A.`
    rf"{_ITEM}(?P<first>[A-Z][A-Za-z][\w+/-]*)\.?(?:[ \t]+[\w+/-]+){{0,4}}"
    r"(?:[ \t]*\([\w .+-]{1,20}\))?[ \t]*:[ \t]*"
    rf"|{_ITEM}[A-Z][a-z]{{2,}}[ \t]+(?:[A-Z]|\d{{1,2}})\.[ \t]*"
)
_SET = regex(r"\\(?:text(?:bf|it|sc)|emph|underline)[ \t]*\{([^{}\\$]*)\}")
_SHORT = regex(r"\d|\b[A-Z]{2}|\b[A-Z]\b|[(/+]")  # not but words of a sentence
_SAYING = frozenset(
    [
        *["where", "with", "let", "and", "or", "for", "output", "case", "cases"],
        *["if", "else", "when", "unless", "otherwise"],
    ]
)
_EMPHASIS = regex(
    r"^(?P<before>[ \t]*)(?P<stars>\*{1,3})(?=[^\W_])"
    r"(?P<words>[^\W\d_]{2}[\w .,:()'’-]*[\w.:)])(?P=stars)(?=[ \t]|$)",
    re.MULTILINE,
)
_ROLE = regex(r"\bis[ \t]+(?:frozen|noise|input|parameter|step)[ \t]*\Z")
_GOES_ON = regex(r"(?:[=+*/·⊙∘×(\[{,&−-]|\\[a-z]*(?:dot|circ|times|ast))[ \t]*\Z")


def without_titles(text: str) -> str:
    """The text without headings, captions, tables, and marks of Markdown."""
    if "|" in text:
        text = _without_tables(text)
    text = _EMPHASIS.sub(_words, text)
    kept: list[str] = []
    before = ""  # the last line that says something
    for line in text.split("\n"):
        if not line or line.isspace():
            kept.append(line)
            continue
        kept.append(blank(line) if _is_title(line, before) else line)
        before = line
    return "\n".join(kept)


def _without_tables(text: str) -> str:
    """The text without tables of Markdown in which nothing is an equation."""
    from cellc.syntax.wrapping_lines import says_nothing

    lines = text.split("\n")
    end = 0  # of the table before
    for rule in [at for at, each in enumerate(lines) if _TABLE.fullmatch(each)]:
        if rule < end:
            continue
        start, end = max(rule - 1, 0), rule + 1
        while end < len(lines) and "|" in lines[end] and lines[end].strip():
            end += 1
        if "|" in lines[start] and says_nothing("\n".join(lines[start:end])):
            lines[start:end] = map(blank, lines[start:end])
    return "\n".join(lines)


def _is_title(line: str, before: str) -> bool:
    if _ROLE.search(line):
        return False  # `V is frozen`
    if _EDIT.fullmatch(line) or _OF_WIKI.fullmatch(line):
        return True
    if not (_NUMBERED.fullmatch(line) or _CAPTION.fullmatch(line) or _is_named(line)):
        return False
    # most texts do not wait for the import of its tables
    from cellc.syntax.wrapping_lines import says_nothing

    return says_nothing(line) and "_" not in line and _GOES_ON.search(before) is None


def _is_named(line: str) -> bool:
    """The name of a cell or of an equation alone on a line, with a mark behind it."""
    plain = _SET.sub(r"\1", line)
    found = _NAMED.fullmatch(plain) if _SHORT.search(plain) else None
    return found is not None and (found["first"] or "").lower() not in _SAYING


def _words(found: re.Match[str]) -> str:
    stars = " " * len(found["stars"])
    return f"{found['before']}{stars}{found['words']}{stars}"
