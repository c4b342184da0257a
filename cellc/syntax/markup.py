r"""Displays in documents that are not LaTeX: Markdown, and the pages of a wiki.

In: the text.  Out: its displays.  Markdown has `$$ ... $$`, fences called `math`, and
LaTeX environments; a wiki has `<math>` elements, of which those that follow each other
without words between are one display.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cellc.diagnostics import Span
from cellc.patterns import regex
from cellc.syntax.displays import Display, displays, of_one_place
from cellc.syntax.hidden import blank, pairs, without
from cellc.syntax.macros import Definitions

_FENCE = regex(
    r"^[ \t]*(?P<fence>```+|~~~+)[ \t]*(?P<math>\{?math\}?)?[^`\n]*\n", re.MULTILINE
)
_OPTION = regex(r"^[ \t]*:\w+:[^\n]*$", re.MULTILINE)
_OPTION_LABEL = regex(r"^[ \t]*:label:[ \t]*(\S+)", re.MULTILINE)
_LABEL_BEHIND = regex(r"[ \t]*(?:\{#([^}\s]+)[^}\n]*\}|\(([A-Za-z][\w:.-]*)\))")
_CODE = regex(r"(?P<comment><!--)|(?<!`)`[^`\n]+`")
_FENCE_BEFORE = regex(r"[ \t]*(?:```|~~~|:\w+:)")
_FENCE_BEHIND = regex(r"[ \t]*(?:```+|~~~+)[ \t]*")
_CODE_IN_LINE = regex(r"(?<![`$])`[^`\n]+`(?![`$])")
_MATH = regex(r"<math\b[^>]*>")
_NOT_READ = regex(r"<!--|<(?P<tag>nowiki|syntaxhighlight|pre|ref)\b[^>/]*>")
_ELEMENT = regex(r"<math\b[^>\n]*>[^<>\n]*</math>")
_WORDS_OF_LINE = regex(r"[^\W\d_]{2}")
_NOTE = regex(r"<ref\b[^<>]*/>|<ref\b[^<>]*>.*?</ref>", re.DOTALL)
_TEMPLATE = regex(r"\{\{[a-z][\w -]*\|[^{}]*\}\}")
_LINKED = regex(r"\[\[(?:[^\[\]|\n]*\|)?|\]\]")
_QUOTED = regex(r"'{2,5}")
_BETWEEN = regex(r"(?:\s|[:*#;,.]|<br\s*/?>|&nbsp;)*")
_OWN_LINE = regex(r"[\s:*#]*")
_MARKDOWN = regex(r"^[ \t]*(?:```+|~~~+)[ \t]*\{?math\b", re.MULTILINE)
_WIKI = regex(r"\[\[[^\]\n]|^==+ ?\w|<ref\b|<p\b|<h\d|^'''", re.MULTILINE)


def is_markdown(text: str, label: str) -> bool:
    suffix = label.rpartition(".")[2].lower()
    return suffix in ("md", "markdown", "qmd", "rmd") or bool(_MARKDOWN.search(text))


def is_wiki(text: str, label: str) -> bool:
    if "<math" not in text:
        return False
    suffix = label.rpartition(".")[2].lower()
    return suffix in ("wiki", "mediawiki", "wikitext") or bool(_WIKI.search(text))


def markdown_displays(text: str) -> Iterator[Display]:
    """The displays of a text in Markdown, in order."""
    found: list[Display] = []
    hidden: list[Span] = []
    for opened, closed in pairs(text, _FENCE, _end_of_fence):
        assert closed is not None  # every fence has an end
        hidden.append(Span(opened.start(), closed.end()))
        if opened.group("math"):
            start = opened.end()
            inner = text[start : closed.start()]
            labels = tuple(_OPTION_LABEL.findall(inner))
            for option in _OPTION.finditer(inner):
                start = max(start, opened.end() + option.end())
            found.append(of_one_place(text, Span(start, closed.start()), labels))
    rest = without(text, hidden)
    code = pairs(rest, _CODE, lambda each: "-->" if each.group("comment") else None)
    rest = without(rest, (_span(*each) for each in code))
    found += with_labels_behind(rest, displays(rest, Definitions()))
    yield from sorted(found, key=lambda each: each.span)


def without_code(text: str) -> str:
    """Sentences of Markdown without code in them, which is about a program."""
    return _CODE_IN_LINE.sub(lambda each: blank(each.group()), text)


def with_labels_behind(text: str, found: Iterable[Display]) -> Iterator[Display]:
    """The displays with their labels behind: `$$ {#eq-lstm}` and `$$ (lstm)`."""
    for display in found:
        behind = _LABEL_BEHIND.match(text, display.span.end)
        if behind is not None:
            label = behind.group(1) or behind.group(2)
            display = replace(display, labels=(*display.labels, label))
        yield display


def with_fence(text: str, place: Span) -> Span:
    """The place of a display with the lines of the fence that it stands in, if any."""
    start, behind = place.start, _FENCE_BEHIND.match(text, place.end)
    while start > 0 and text[start - 1] == "\n":
        line = text.rfind("\n", 0, start - 1) + 1
        if _FENCE_BEFORE.match(text, line, start) is None:
            break
        start = line
    return Span(start, place.end if behind is None else behind.end())


def wiki_displays(text: str) -> Iterator[Display]:
    """The displays of a page of a wiki, in order."""
    text = without(text, (_span(*each) for each in pairs(text, _NOT_READ, _end_tag)))
    group: list[Span] = []
    was_apart = False
    for element in pairs(text, _MATH, lambda _: "</math>"):
        place = _span(*element)
        line = text.rfind("\n", 0, place.start) + 1
        apart = _OWN_LINE.fullmatch(text, line, place.start) is None
        between = group[-1].end if group else place.start
        joined = not (apart or was_apart) and _BETWEEN.fullmatch(
            text, between, place.start
        )
        if group and not joined:
            yield _together(text, group)
            group = []
        group.append(place)
        was_apart = apart
    if group:
        yield _together(text, group)


def is_in_line(text: str, place: Span) -> bool:
    """Whether a `<math>` element stands among the words of a sentence."""
    start = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    line = text[start : len(text) if end < 0 else end]
    return _WORDS_OF_LINE.search(_ELEMENT.sub("", line)) is not None


def without_wiki_marks(text: str) -> str:
    """The words of a page of a wiki, without notes, templates and marks of links."""
    for mark in (_NOTE, _TEMPLATE, _LINKED, _QUOTED):
        text = mark.sub(lambda found: blank(found.group()), text)
    return text


def _end_of_fence(opened: re.Match[str]) -> str:
    return rf"^[ \t]*{opened.group('fence')}[ \t]*$"


def _end_tag(opened: re.Match[str]) -> str:
    return rf"</{opened.group('tag')}>" if opened.group("tag") else "-->"


def _span(opened: re.Match[str], closed: re.Match[str] | None) -> Span:
    return Span(opened.start(), (closed or opened).end())


def _together(text: str, places: list[Span]) -> Display:
    whole = of_one_place(text, Span(places[0].start, places[-1].end), ())
    return replace(whole, parts=tuple(places))
