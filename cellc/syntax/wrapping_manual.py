r"""Manuals of R and of Doxygen: `\deqn{...}`, `#' @examples`, `\details{...}`, `\f[`.

In: the text.  Out: the same with the equations between marks of displays, and spaces in
the place of all other marks.
"""

from __future__ import annotations

import re

from cellc.patterns import regex
from cellc.syntax.hidden import blank

_MANUAL = regex(r"\\d?eqn[ \t]*\{")
_LATEX = regex(r"\\(?:documentclass|usepackage|newcommand|def|begin\s*\{document)")
_MARK = regex(
    r"\\(?P<name>[A-Za-z]+)[ \t]*(?=\{)|\\(?P<item>item)(?![A-Za-z])|(?<!\\)[{}]|\\."
)
_DROPPED = frozenset(  # with what is in them
    [
        *["usage", "examples", "arguments", "name", "alias", "title", "keyword"],
        *["author", "references", "seealso", "concept", "docType", "code", "link"],
        *["url", "doi", "href", "pkg", "file", "verb", "preformatted", "dontrun"],
    ]
)
_AROUND = frozenset(  # without what is in them
    [
        *["description", "details", "value", "note", "section", "subsection"],
        *["itemize", "enumerate", "describe", "emph", "strong", "bold", "item"],
        *["sQuote", "dQuote", "format", "source"],
    ]
)
_ROXYGEN = regex(r"[ \t]*#+'(?:[ \t]*(?P<tag>@[A-Za-z]\w*))?")
_WHERE = regex(r"[ \t]*where[ \t]*:?[ \t]*")
_TOLD = frozenset(["@description", "@details", "@section", "@title", "@note", "@md"])
_DOXYGEN = {"f[": "\\[ ", "f]": "\\] ", "f$": "$  "}
_DOXYGEN_MARK = regex(r"[\\@](f[\[\]$])")


def is_manual(text: str) -> bool:
    """Whether a text has equations as R's manuals do."""
    return _MANUAL.search(text) is not None and _LATEX.search(text) is None


def without_code_of_r(text: str) -> str:
    """The text without R's code and the tags of roxygen that hold no equation.

    A `where` block of cellc's own may stand behind it.
    """
    if "#'" not in text or not is_manual(text):
        return text
    lines = text.split("\n")
    if not any(map(_ROXYGEN.match, lines)):
        return text
    end = next((at for at, each in enumerate(lines) if _WHERE.fullmatch(each)), None)
    tagged: list[list[str]] = [[]]
    for line in lines[:end]:
        mark = _ROXYGEN.match(line)
        if mark is not None and mark["tag"] is not None:
            told = mark["tag"] in _TOLD
            start, stop = mark.span("tag")
            tagged.append([] if told else [mark["tag"]])
            line = line[:start] + blank(mark["tag"]) + line[stop:]
        tagged[-1].append(line if mark is not None else blank(line))
    read = [each for part in tagged for each in _without_tag(part)]
    return "\n".join([*read, *lines[len(read) :]])


def _without_tag(part: list[str]) -> list[str]:
    """The lines of a tag, `@examples` in front of them; those of others as they are."""
    if not part or not part[0].startswith("@"):
        return part
    if any("\\deqn" in each for each in part):
        return part[1:]
    return [*map(blank, part[1:])]


def without_manual(text: str) -> str:
    """The text with its equations as LaTeX has them."""
    text = _DOXYGEN_MARK.sub(lambda found: _DOXYGEN[found[1]], text)
    return _Manual(text).read() if is_manual(text) else text


class _Manual:
    """Reads the braces of a manual once, from the first to the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.chars = list(text)
        self.ends = _ends(text)

    def read(self) -> str:
        at = 0
        while (mark := _MARK.search(self.text, at)) is not None:
            at = mark.end()
            name = mark["name"] or mark["item"]
            if name in ("deqn", "eqn"):
                at = self._equation(mark, "\n" if name == "deqn" else "$")
            elif name in _DROPPED:
                at = self._dropped(mark)
            elif name in _AROUND:
                self._around(mark)
        return "".join(self.chars)

    def _blank(self, start: int, stop: int) -> None:
        self.chars[start:stop] = blank(self.text[start:stop])

    def _equation(self, mark: re.Match[str], sign: str) -> int:
        """Its marks in the place of the braces; what it is in plain text is dropped."""
        end = self.ends.get(mark.end())
        if end is None:
            return mark.end() + 1
        self._blank(mark.start(), mark.end() + 1)
        self.chars[mark.end()] = self.chars[end] = sign
        return self._second(end + 1)

    def _second(self, at: int) -> int:
        """Drop a second argument, right behind the first."""
        end = self.ends.get(at)
        if end is None:
            return at
        self._blank(at, end + 1)
        return end + 1

    def _dropped(self, mark: re.Match[str]) -> int:
        end = self.ends.get(mark.end())
        if end is None:
            return mark.end()
        self._blank(mark.start(), end + 1)
        return self._second(end + 1)

    def _around(self, mark: re.Match[str]) -> None:
        self._blank(mark.start(), mark.end())
        at: int | None = mark.end()
        while at is not None and (end := self.ends.get(at)) is not None:
            self._blank(at, at + 1)
            self._blank(end, end + 1)
            at = end + 1


def _ends(text: str) -> dict[int, int]:
    """The closing brace of each opening one."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        if mark.group() == "{":
            opened.append(mark.start())
        elif mark.group() == "}" and opened:
            ends[opened.pop()] = mark.start()
    return ends
