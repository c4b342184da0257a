r"""Code in fences, beside the displays of a README: ```` ```python ... ``` ````.

In: the text.  Out: the same with spaces in the place of such code.  A fence of no
language that is named is code where displays define all that it defines; any other is
left, as its lines can be the equations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.hidden import blank

_FENCE = regex(
    r"^[ \t]*(?P<fence>```+|~~~+)[ \t]*\{?\.?(?P<kind>[\w+-]*)[^`\n]*\n"
    r"(?P<inner>(?:(?![ \t]*(?P=fence))[^\n]*\n)*)[ \t]*(?P=fence)[ \t]*$",
    re.MULTILINE,
)
_NO_EQUATIONS = frozenset(
    [
        *["bash", "sh", "shell", "console", "zsh", "bibtex", "bib", "json", "yaml"],
        *["yml", "toml", "ini", "diff", "html", "xml", "csv", "dockerfile"],
    ]
)
_LANGUAGES = frozenset(
    [
        *["python", "py", "python3", "pycon", "julia", "jl", "cpp", "c", "cuda", "js"],
        *["javascript", "typescript", "ts", "java", "rust", "go", "matlab", "octave"],
        *["r", "swift", "scala", "lua", "csharp", "haskell", "kotlin", "ruby"],
    ]
)
_DISPLAY = regex(
    r"\$\$(?P<dollars>[^$]*)\$\$|\\\[(?P<brackets>(?:(?!\\\[).)*?)\\\]"
    r"|\\begin\s*\{(?P<name>align(?:ed)?|split|equation|gather(?:ed)?|eqnarray)\*?\}"
    r"(?P<inside>(?:(?!\\begin).)*?)"
    r"\\end\s*\{(?P=name)\*?\}",
    re.DOTALL,
)
_LEFT = regex(r"(?:^|\\\\|[&,;$])(?P<left>[^=\n,;$]*?)=(?!=)", re.MULTILINE)
_BARE = regex(r"\\(?:tilde|hat|bar|mathbf|bm|boldsymbol)|[\\{}\s_^&.~()*]")


def without_code_fences(text: str, diagnostics: Diagnostics) -> str:
    """The text without code that is none of its equations, told in a note."""
    if "```" not in text and "~~~" not in text:
        return text
    fences = [*_FENCE.finditer(text)]
    outside = _FENCE.sub(lambda found: blank(found.group()), text)
    lefts = {left for each in _displays(outside) for left in _lefts(each)}
    for fence in fences:
        if _is_code(fence["kind"].lower(), fence["inner"], lefts):
            start, end = fence.span()
            text = text[:start] + blank(fence.group()) + text[end:]
            diagnostics.note(
                "N0603",
                "this code in a fence was read as text, not as equations",
                Span(start, end),
                help="if its lines are the equations, paste them without the displays",
            )
    return text


def _is_code(kind: str, inner: str, lefts: set[str]) -> bool:
    if kind in _NO_EQUATIONS:
        return True
    if not lefts or _DISPLAY.search(inner):
        return False
    return kind in _LANGUAGES or (not kind and {*_lefts(inner)} <= lefts)


def _displays(text: str) -> Iterator[str]:
    for found in _DISPLAY.finditer(text):
        yield found["dollars"] or found["brackets"] or found["inside"] or ""


def _lefts(text: str) -> Iterator[str]:
    """What equations define, without accents and signs: `ht` of `\\tilde{h}_t`."""
    for found in _LEFT.finditer(text):
        left = _BARE.sub("", found["left"])
        if left:
            yield left
