r"""What a text was pasted with: quotes of a docstring, signs of comments, doubled `\\`.

In: the text.  Out: the same with spaces in the place of what wraps the equations, so
that every place stays what it is.  Lines of documentation are read over in
`wrapping_lines`, marks of R's manuals in `wrapping_manual`.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.hidden import blank
from cellc.syntax.hypertext import without_tags
from cellc.syntax.wrapping_behind import without_arrows, without_keywords
from cellc.syntax.wrapping_brackets import without_brackets_around
from cellc.syntax.wrapping_code import without_decorators, without_signatures
from cellc.syntax.wrapping_comments import uncommented
from cellc.syntax.wrapping_doxygen import with_doxygen_displays
from cellc.syntax.wrapping_fences import without_code_fences
from cellc.syntax.wrapping_labels import without_labels
from cellc.syntax.wrapping_manual import without_code_of_r, without_manual
from cellc.syntax.wrapping_marks import without_marks
from cellc.syntax.wrapping_options import without_choices, without_options
from cellc.syntax.wrapping_slides import without_slides
from cellc.syntax.wrapping_titles import without_titles

_DOCUMENTED = regex(
    r"`|https?://|^[ \t]*+(?:\.\.[ \t]|:\w|>>>[ \t]|@\w|[A-Za-z][\w \t]*+:)"
    r"|^[ \t]*+([=\-~^*+_:\"'])\1\1|\[[#\w.-]+\]_",
    re.MULTILINE,
)
_QUOTES = regex(
    r"^(?P<before>[ \t]*(?:[\w.]+[ \t]*=[ \t]*|@doc[ \t]+)?(?:raw|[rRuUbBfF]{1,2})?)"
    r"(?P<quotes>\"\"\"|''')(?P<summary>[^\n]*)$",
    re.MULTILINE,
)
_STRAY = regex(  # of a docstring whose beginning was not copied
    r"^(?!\s*(?:name|title|paper|year|equations|doi|url|note)\s*:)"
    r"(?P<line>[^\n#%\"]*+)\"\"\"",
    re.MULTILINE,
)
_CLOSING = {
    '"""': regex(r'"""'),
    "'''": regex(r"'''(?=[ \t]*$)", re.MULTILINE),
}
_HEAD = regex(r"[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w")
_LONGEST_HEAD = 40  # lines of a `def` with its arguments
_SINGLE = regex(r"(?<!\\)\\(?:\\\\)*(?=[A-Za-z])")
_DOUBLED = regex(r"(?<!\\)\\\\(?=[A-Za-z])")
_COMMAND = regex(
    r"(?<!\\)\\\\(?:sigma|odot|tanh|math[a-z]+|bold[a-z]+|bm|begin|d?frac|[cl]?dots?|"
    r"left|(?:wide)?(?:tilde|hat)|bar|text[a-z]*|operatorname|circ|times|otimes|phi|"
    r"varphi|alpha|beta|gamma|lambda|exp|log|max|min|sqrt|top|quad|theta)(?![A-Za-z])"
)
_WHERE = regex(r"^[ \t]*where[ \t]*:?[ \t]*$", re.MULTILINE)
_ESCAPES = regex(r"\\\\\\\\|\\\\(?=\S)")
_ROLE = regex(r":math:`(?P<inner>[^`$]*)`")
_PARAGRAPHS = regex(r"(\n[ \t]*\n)")


def unwrapped(text: str, diagnostics: Diagnostics) -> str:
    """The text without what it was pasted in; what can be doubted is told in a note."""
    quoted = any(quotes in text for quotes in _CLOSING)
    text = uncommented(without_code_of_r(without_tags(text)), diagnostics)
    text = with_doxygen_displays(text)
    text = without_code_fences(text, diagnostics)
    text = without_slides(without_manual(text), diagnostics)
    text = without_brackets_around(without_marks(text))
    typed = without_decorators(text)
    text = _without_quotes(typed)
    if text != typed:
        text = without_choices(text, diagnostics)
    text = without_signatures(text)
    text = _with_single_backslashes(text)
    text = without_titles(_without_documentation(text, quoted))
    text = without_arrows(without_labels(text), diagnostics)
    return _with_dollars(without_keywords(text))


def _with_dollars(text: str) -> str:
    r"""`$g(a) = a^2$` for :math:`g(a) = a^2` before further words of its paragraph."""
    if ":math:`" not in text:
        return text

    def marked(paragraph: str) -> str:
        formulas = [*_ROLE.finditer(paragraph)]
        if len(formulas) < 2 or not any("=" in each["inner"] for each in formulas):
            return paragraph
        return _ROLE.sub(lambda each: f"      ${each['inner']}$", paragraph)

    return "".join(map(marked, _PARAGRAPHS.split(text)))


def _without_documentation(text: str, quoted: bool) -> str:
    if _DOCUMENTED.search(text) is None:
        return text
    # other texts do not wait for the import of its tables
    from cellc.syntax.wrapping_lines import without_documentation

    return without_documentation(text, quoted)


def _without_quotes(text: str) -> str:
    """Drop the quotes of docstrings, and the `def` or `class` in front of them."""
    for quotes, closing in _CLOSING.items():
        if quotes in text:
            text = _without(quotes, closing, text)
    return text


def _without(quotes: str, closing: re.Pattern[str], text: str) -> str:
    at = 0
    parts: list[str] = []
    while (opened := _QUOTES.search(text, at)) is not None:
        start = opened.end("quotes")
        if opened["quotes"] == quotes:
            closed = closing.search(text, start)
            if closed is None and opened["summary"].strip():
                parts.append(text[at:start])
                at = start
                continue
            parts.append(_without_head(text[at : opened.start()]))
            end = len(text) if closed is None else closed.start()
            parts += [blank(text[opened.start() : start]), _body(text[start:end])]
            at = len(text) if closed is None else closed.end()
            parts.append(" " * (at - end))
        else:
            parts.append(text[at:start])
            at = start
    rest = text[at:]
    if quotes == '"""':
        rest = _STRAY.sub(r"\g<line>   ", rest)
    return "".join([*parts, rest])


def _body(text: str) -> str:
    """A docstring without its signature and the words right behind its quotes."""
    from cellc.syntax.wrapping_lines import says_nothing

    text = without_options(without_signatures(text))
    summary, newline, rest = text.partition("\n")
    return (blank(summary) if says_nothing(summary) else summary) + newline + rest


def _without_head(text: str) -> str:
    """The text in front of a docstring without the `def` that it belongs to."""
    lines = text.split("\n")
    for at in range(len(lines) - 1, max(len(lines) - _LONGEST_HEAD, -1), -1):
        if _HEAD.match(lines[at]):
            if "".join(lines[at:]).rstrip().endswith(":"):
                lines[at:] = map(blank, lines[at:])
            break
    return "\n".join(lines)


def _with_single_backslashes(text: str) -> str:
    r"""Read `\\sigma` as `\sigma` where all commands of a text are written so."""
    blocks = [each.start() for each in _WHERE.finditer(text)]
    end = blocks[-1] if blocks else len(text)
    body, block = text[:end], text[end:]  # the reader's own words are his
    if _COMMAND.search(body) is None or _SINGLE.search(body) is not None:
        return text
    if _SINGLE.search(block) is None:
        block = _ESCAPES.sub(_halved, block)
    return _ESCAPES.sub(_halved, body) + block


def _halved(found: re.Match[str]) -> str:
    half = len(found.group()) // 2
    return " " * half + found.group()[:half]
