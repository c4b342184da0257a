r"""W0511: what sentences say of the equations as such, and nothing reads.

`All recurrent matrices are diagonal`, `biases are omitted`, `we replaced tanh by ReLU`,
`the minus sign in (1) should be a plus`: the equations are computed as they stand.
What is found are forms of words near the equations; a sentence that another finding is
about was read, or is told already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.lint.said.forms import (
    Found,
    forms_in,
    forms_of_definitions,
    forms_of_roles,
    has,
    is_joined,
    replacement_in,
)
from cellc.lower.lint.said.roles import Roles
from cellc.lower.lint.said.words import Form
from cellc.lower.lint.uses import Uses
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.terms import references
from cellc.patterns import regex
from cellc.syntax.hidden import blank

_NEAR = 1500  # characters from an equation
_LONG = 900  # of a sentence; what is longer is none
_SHOWN = 90  # characters of a sentence
_MOST = 5  # sentences
_BESIDE = ("N0603", "N0664")  # say alone that a text is not read
_SIGMOID = regex(r"sigm|σ|logistic")
_CELL = regex(r"(?<![A-Za-z])\\?(?:mathbf|bm|boldsymbol)?\s*\{?[cCsm]\}?_?\{?\(?t")
_REPLACE = "write the function that is meant in the equations"
_COMMENTED = ("%", "#", "//")
# the lines in front of a spec, `note: the masks are inputs`: of cellc's own reader
_HEADER = regex(r"\s*(?:(?:[a-z]{2,12}:[ \t]|[#%])[^\n]*\n\s*)+")


@cache
def _ends() -> re.Pattern[str]:
    return regex(
        r"(?<!e\.g)(?<!i\.e)(?<!\bEq)(?<!\bEqs)(?<!Fig)(?<!\bcf)(?<!resp)(?<!\bal)"
        r"(?<!\bSec)[.;!?](?=\s+[A-Z$\\(`*]|\s*\Z|\s*\n|\s+[a-z])|\n[ \t]*\r?\n"
        r"|\n[ \t]*where[ \t]*:?[ \t]*(?=\n)|\\item(?![A-Za-z])"
        r"|\\(?:begin|end)\s*\{[^{}\n]*\}"
        r"|\\\]|\\\[|\$\$|\\\\|\n(?=[ \t]*[-*•])"
    )


@cache
def _dress() -> re.Pattern[str]:
    return regex(
        r"\\(?:mathrm|mathbf|mathit|mathcal|text(?:it|bf|rm|sc)?|operatorname\*?|emph|bm|"
        r"boldsymbol|left|right|bar|overline|hat|widehat|tilde|widetilde|check|breve|"
        r"underline|[,;!: ])(?![A-Za-z])|\\(?:footnote|cite\w*|ref|eqref|label)"
        r"\{[^{}]{0,60}\}|[\\$`{}*~]|</?\w{1,8}>"
    )


@cache
def _accented() -> re.Pattern[str]:
    return regex(
        r"\\(?:bar|overline|hat|widehat|tilde|widetilde|check|breve|underline|prime|star|"
        r"ast|dagger)(?![A-Za-z])|['’′*†˜¯\u0300-\u0338ãõñĩũẽâêîôûĝĉā]|bar|hat|tilde"
    )


def warn_of_sayings(
    resolved: Resolved,
    shapes: dict[str, Shape],
    uses: Uses,
    diagnostics: Diagnostics,
) -> None:
    """Report sentences that change equations and are not read."""
    text = diagnostics.source.text
    places = [each.span for each in resolved.definitions]
    equations = "\n".join(text[each.start : each.end] for each in places)
    header = _HEADER.match(text)
    start = header.end() if header else 0
    words = blank(text[:start]) + resolved.facts.without_lines(text)[start:]
    for each in places:
        words = (
            words[: each.start]
            + blank(words[each.start : each.end])
            + words[each.end :]
        )
    others = [each for each in diagnostics.found if each.code not in _BESIDE]
    told = [each.span for each in others if each.span]
    facts = _facts_of(resolved, shapes, uses, diagnostics)
    names = [diagnostics.source.snippet(each.left) for each in resolved.definitions]
    roles = Roles(resolved, diagnostics)
    found = 0
    for place in _sentences(words, _passages(places, words)):
        if found == _MOST or not _is_near(place, places):
            continue
        sentence = words[place.start : place.end]
        made = roles.marked(sentence, made=True)
        advice = _advice(sentence, equations, facts, names)
        advice = advice or _advice_of_roles(roles.marked(sentence), equations, facts)
        advice = advice or next((e.form.help for e in forms_of_definitions(made)), "")
        joined = not advice and is_joined(made)
        if not (advice or joined) or any(_meet(place, each) for each in told):
            continue
        found += 1
        shown = " ".join(text[place.start : place.end].split())
        if len(shown) > _SHOWN:
            shown = f"{shown[:_SHOWN].rsplit(' ', 1)[0]} ..."
        if joined:
            diagnostics.note(
                "N0646",
                f"an input is given joined, as no equation joins it: `{shown}`",
                place,
                help="to join it in the cell write it as an equation, "
                "`v_t = [x_t; m_t]`",
            )
            continue
        diagnostics.warning(
            "W0511",
            f"a sentence says something of the equations that nothing reads: `{shown}`",
            place,
            help=advice,
        )


def _advice(
    sentence: str, equations: str, facts: frozenset[str], names: list[str]
) -> str:
    """What to write instead of a sentence; nothing where it changes no equation."""
    plain = _plain(sentence)
    if len(plain.split()) < 3 and not plain.startswith("("):
        return ""
    for found in forms_in(plain):
        defined = found.form.when == "analogy" and _is_of(plain[: found.start], names)
        if _has_number(plain, found, equations):
            continue
        if not defined and _applies(found.form, equations, facts):
            return found.form.help
    replaced = replacement_in(plain)
    if replaced is not None:
        new, old = (has(each, equations) for each in replaced)
        if (old or (old is None and not replaced[1])) and not new:
            if new is None and not replaced[1]:
                return ""
            return _REPLACE
    return ""


def _advice_of_roles(marked: str, equations: str, facts: frozenset[str]) -> str:
    """What to write instead of a sentence on names of the equations."""
    if len(re.findall(r"(?<![^\s(])[A-Za-z'-]+(?![^\s,.;:)])", marked)) < 3:
        return ""
    for found in forms_of_roles(marked):
        if _has_number(marked, found, equations):
            continue
        if _applies(found.form, equations, facts):
            return found.form.help
    return ""


def _has_number(sentence: str, found: Found, equations: str) -> bool:
    """Whether the number of a form, `a slope of 5`, is one of the equations."""
    if found.form.when != "number":
        return False
    bare = re.sub(r"[tnki] ?[-−–] ?1", "t", equations)
    for each in re.finditer(r"\d+(?:\.\d+)?", sentence):
        if each.end() >= found.end:
            number = re.escape(each.group())
            return re.search(rf"(?<![\d.]){number}(?![\d.])", bare) is not None
    return False


def _is_of(before: str, names: list[str]) -> bool:
    """Whether the name that words end with, `the reset gate r_t`, has an equation."""
    bare = before.replace(" ", "")
    typed = {_plain(each).replace(" ", "") for each in names}
    return any(bare.endswith(each) for each in typed) or any(
        before.split()[-1:] == [re.split(r"[_^(]", each)[0]] for each in typed
    )


def _applies(form: Form, equations: str, facts: frozenset[str]) -> bool:
    if form.when not in ("", "number") and form.when not in facts:
        return False
    if form.needs and not re.search(form.needs, equations, re.IGNORECASE):
        return False
    return not (form.without and re.search(form.without, equations, re.IGNORECASE))


def _plain(sentence: str) -> str:
    """A sentence in small letters, with single spaces and without marks."""
    bare = _dress().sub(" ", sentence)
    bare = re.sub(r"[‐‑–]", "-", bare).lower()
    return re.sub(r"\s+([,.;:)])", r"\1", " ".join(bare.split()))


def _passages(equations: list[Span], text: str) -> list[Span]:
    """What stands around the equations, wider than a sentence that is near them."""
    wide = _NEAR + 2 * _LONG
    found: list[Span] = []
    for each in sorted(equations):
        start, end = max(each.start - wide, 0), min(each.end + wide, len(text))
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return found


def _sentences(text: str, passages: list[Span]) -> Iterator[Span]:
    for passage in passages:
        start = passage.start
        found = _ends().finditer(text, start, passage.end)
        for end in [*(each.span() for each in found), (passage.end,) * 2]:
            piece = text[start : end[0]]
            left = len(piece) - len(piece.lstrip())
            length = len(piece.strip())
            if 0 < length <= _LONG and not piece.lstrip().startswith(_COMMENTED):
                yield Span(start + left, start + left + length)
            start = end[1]


def _facts_of(
    resolved: Resolved,
    shapes: dict[str, Shape],
    uses: Uses,
    diagnostics: Diagnostics,
) -> frozenset[str]:
    """What a form may need to be able to change the cell."""
    defined = {each.identifier for each in resolved.definitions}
    known = {*resolved.states, *defined}
    shared = any(
        len({one.definition.identifier for one in uses.get(each, [])}) > 1
        for each in resolved.parameters
    )
    typed = [
        diagnostics.source.snippet(resolved.first_use[each])
        for each in (*resolved.inputs, *resolved.parameters)
        if each in resolved.first_use
    ]
    used = [
        {one.identifier for one in references(each.term)}
        for each in resolved.definitions
    ]
    lines = [diagnostics.source.snippet(each.span) for each in resolved.definitions]
    gates = [each for each in lines if _SIGMOID.search(each)]
    holds = {
        "matrices": any(len(shapes[each]) > 1 for each in resolved.parameters),
        "shared": shared,
        "unshared": not shared,
        "accents": any(_accented().search(each) for each in typed),
        "fed back": any(
            each in defined - {*resolved.facts.roles} and each[0] in "yopzY"
            for each in resolved.states
        ),
        "analogy": len(resolved.inputs) > 1,
        "blind": not any(_CELL.search(each) for each in gates),
        "input": not any(
            each & {*resolved.inputs} and not each & known for each in used
        ),
    }
    return frozenset(each for each, true in holds.items() if true)


def _is_near(place: Span, equations: list[Span]) -> bool:
    return any(
        place.start - each.end < _NEAR and each.start - place.end < _NEAR
        for each in equations
    )


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
