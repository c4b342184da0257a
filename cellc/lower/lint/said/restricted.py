r"""W0509, N0647: parameters from a part of the numbers: `$b \in \mathbb{R}_+^n$`.

`$W \in \{-1, 1\}^{n \times m}$`, `$a_i \in (0, 1)$`, `$\lambda > 0$`: the shape is read
and the rest is not, so a parameter that is trained may leave it.  Of an interval a note
tells: most are left to training.
"""

from __future__ import annotations

import re
from functools import cache

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.lint.gates import plain_name
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.lower.undetermined import declaration
from cellc.patterns import regex
from cellc.syntax.hidden import blank

_NAME = (
    r"(?:\\(?:mathbf|bm|boldsymbol|mathrm|vec)\s*\{?\s*)?(?:\\[A-Za-z]{2,8}|[^\W\d_])\}?"
    r"(?:_(?:\{[\w,\s]{1,12}\}|\w))?"
)
_REALS = r"(?:\\(?:mathbb|mathbf|mathrm)\s*\{?\s*R\s*\}?|ℝ|\\R(?![A-Za-z])|\bR(?=[_^]))"
_SIGNED = r"(?:[_^]\s*(?:\{\s*)?(?:\+|>|≥|\\geq?|-(?!\d)|<|≤|\\leq?)[\s0}]*|₊|⁺)"
_SIZE = r"(?:\^\s*(?:\{[^{}]{1,20}\}|\w))?"
_PART = (
    rf"(?:{_REALS}\s*{_SIZE}\s*{_SIGNED}"
    r"|\\\{\s*[^{}]{1,30}\\\}|(?<![\\^_])\{\s*[-−±]?\d[^{}]{0,30}\}"
    r"|(?:\\left\s*)?[(\[\]]\s*[-−]?\s*\d[\d.]*\s*,\s*(?:\\infty|∞|\d[\d.]*)\s*(?:\\right"
    r"\s*)?[)\]\[])"
)
_ASIDE = regex(r"^[ \t]*(?:[a-z]{2,12}:[ \t][^\n]*)|(?<!\\)[#%][^\n]*", re.MULTILINE)
_CASES = regex(r"\b(?:if|when|whenever|for|unless|case|suppose|assum\w+)\b", re.I)
_LESS = r"(?:<|≤|\\leq?(?![A-Za-z])|\\lt(?![A-Za-z]))"
_MORE = r"(?:>|≥|\\geq?(?![A-Za-z])|\\gt(?![A-Za-z]))"
_LISTED = rf"{_NAME}(?:\s*,\s*{_NAME}){{0,5}}"


@cache
def _form() -> re.Pattern[str]:
    return regex(
        rf"(?<![\w\\^{{])(?P<names>{_LISTED})\s*(?:∈|\\in(?![A-Za-z]))\s*{_PART}"
        rf"|(?<![\w.])\d[\d.]*\s*{_LESS}\s*(?P<between>{_LISTED})\s*{_LESS}\s*\d"
        rf"|(?<![\w\\^{{])(?P<signed>{_LISTED})\s*(?:{_MORE}|{_LESS})\s*0(?![\d.])"
    )


def warn_of_restrictions(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report sets of numbers that parameters are said to be from."""
    source, facts = diagnostics.source, resolved.facts
    open_ones = {
        plain_name(source.snippet(resolved.first_use[each])): each
        for each in resolved.parameters
        if each in resolved.first_use and each not in facts.roles
    }
    text = source.text
    for each in resolved.definitions:
        place = each.span
        inside = blank(text[place.start : place.end])
        text = text[: place.start] + inside + text[place.end :]
    text = _ASIDE.sub(lambda each: blank(each.group()), text)
    told: set[str] = set()
    for found in _form().finditer(text):
        group = found.lastgroup or "names"
        before = re.split(r"[.;:]\s|\n[ \t]*\n", text[: found.start()][-60:])[-1]
        if group != "names" and _CASES.search(before):
            continue
        for typed in re.finditer(_NAME, found[group]):
            name = plain_name(typed.group())
            whole = name if name in open_ones else name.partition("_")[0]
            identifier = open_ones.get(whole)
            if identifier is not None and identifier not in told:
                told.add(identifier)
                place = Span(found.start(), found.end())
                _warn(identifier, place, shapes[identifier], resolved, diagnostics)


def _warn(
    identifier: str,
    place: Span,
    shape: Shape,
    resolved: Resolved,
    diagnostics: Diagnostics,
) -> None:
    source = diagnostics.source
    use = resolved.first_use[identifier]
    typed = bare(source.snippet(use))
    said = " ".join(source.snippet(place).replace("$", "").split())
    interval = re.search(r"[(\[\]]\s*[-−\d][^{}]*\Z|\A[\d.]+\s*[<≤\\]", said)
    tell = diagnostics.note if interval else diagnostics.warning
    tell(
        "N0647" if interval else "W0509",
        f"`{typed}` is read as a parameter that is trained, and nothing keeps it where "
        f"the text has it: `{said}`",
        place,
        labels=(Label(use, "used here"),),
        help="write the equation that keeps it there, `a = σ(q)` or `a = exp(q)` with "
        "a parameter q; to have it given and not trained write in the where block "
        f"`{declaration(typed, shape, source)} is frozen`",
    )
