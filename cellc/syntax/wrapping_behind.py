r"""Words behind an equation with an arrow, and options of a library in sentences.

In: the text.  Out: the same without `→ input gate` behind an equation, and without
`reset_after=True` in a sentence above code.
"""

from __future__ import annotations

import re
from itertools import islice

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.hidden import blank

_ARROW = regex(
    r"[ \t](?P<arrow>[→⟶⇒⟹←⟵⇐▷▸►]|--?>|==?>|<--?"
    r"|\\(?:to|(?:long)?(?:right|left)arrow)(?![A-Za-z]))(?=[ \t])(?P<words>[^\n]*)"
)
_DEFINES = regex(r"[=≔≡]")
_WORDS = regex(
    r"[ \t(]*[^\W\d_]{2,}"
    r"(?:[ \t,;.'’():/-]+(?:[^\W\d_]{2,}|a(?![^\W\d_])))*+[ \t).,;!]*"
)
_COMMENT = regex(r"(?<!\\)[#%]")
_MOST = 20  # arrows of a line
_WORD = 3  # letters of what is rather a word than a name
_MEANING = regex(
    r"(?i:sigmoid|logistic|tanh|relu|softmax|softplus|exp|log|identity|transposed?|sum)"
    r"|\\?(?i:alpha|beta|gamma|delta|epsilon|theta|lambda|sigma|phi|psi|rho|tau|eta)"
)
_KEYWORD = regex(
    r"(?P<tick>`+)(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?:True|False|None|-?\d[\d.e-]*|"
    r"'[^'`\n]*'|\"[^\"`\n]*\"|[A-Za-z_]\w*)(?P=tick)"
)


def without_arrows(text: str, diagnostics: Diagnostics) -> str:
    """Drop words behind an arrow at the end of an equation, each told as a note."""
    if not any(each in text for each in "→⟶⇒⟹←⟵⇐▷▸►>\\") and "<-" not in text:
        return text
    lines = text.split("\n")
    arrows = [_arrow_of(line) for line in lines]
    if not any(arrows):
        return text
    equations = (
        line[: arrow.start()] if arrow else line
        for line, arrow in zip(lines, arrows, strict=True)
        if _DEFINES.search(line)
    )
    names = {name for each in equations for name in re.findall(r"[^\W\d_]{2,}", each)}
    offset = 0
    for at, arrow in enumerate(arrows):
        line = lines[at]
        if arrow is not None and _is_settled(arrow, offset, names, diagnostics):
            lines[at] = line[: arrow.start()] + blank(line[arrow.start() :])
        offset += len(line) + 1
    return "\n".join(lines)


def _arrow_of(line: str) -> re.Match[str] | None:
    """The arrow behind an equation, outside of its brackets."""
    for arrow in islice(_ARROW.finditer(line), _MOST):
        before = line[: arrow.start()]
        if not _DEFINES.search(before) or _COMMENT.search(before):
            continue
        depth = sum(map(before.count, "([{")) - sum(map(before.count, ")]}"))
        return arrow if depth == 0 else None
    return None


def _is_settled(
    arrow: re.Match[str], offset: int, names: set[str], diagnostics: Diagnostics
) -> bool:
    """Whether what is behind an arrow was told to be words, or refused."""
    words = arrow["words"].partition("#")[0]
    spoken = set(re.findall(r"[^\W\d_]{2,}", words))
    place = Span(offset + arrow.start("arrow"), offset + arrow.end())
    known = spoken & names or any(_MEANING.fullmatch(each) for each in spoken)
    if _WORDS.fullmatch(words) and not known:
        diagnostics.note(
            "N0603",
            "this was read as text; the equation ends before it",
            place,
            help="a comment starts with #",
        )
        return True
    if all(len(each) < _WORD for each in spoken) or "\\" in words:
        return False
    diagnostics.error(
        "E0103",
        f"what stands behind `{arrow['arrow']}` can be words about the equation, or "
        "part of it",
        place,
        help=f"put # in front of words: # {arrow['arrow']}{words.rstrip()}",
    )
    return True


def without_keywords(text: str) -> str:
    """Drop `reset_after=True` in backticks, where nothing else has that name."""
    if "`" not in text or "=" not in text:
        return text

    rest = _KEYWORD.sub(" ", text)
    used = {*re.findall(r"[A-Za-z]+", rest), *re.findall(r"[A-Za-z_]\w*", rest)}

    def dropped(found: re.Match[str]) -> str:
        return found.group() if found["name"] in used else blank(found.group())

    return _KEYWORD.sub(dropped, text)
