r"""Functions that a sentence names: `where $\eta$ is the sigmoid function`.

In: a name and the text.  Out: the function that a sentence says it is, and whether the
sentence states it.  What is stated is believed (facts_said.py); the other is what the
help line of an error proposes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cellc.diagnostics import Span
from cellc.lower.identifiers import spell
from cellc.ops import Operation, Reduction, spelled, spelled_reduction
from cellc.patterns import found_near, regex
from cellc.syntax.doubts import doubt
from cellc.syntax.function_words import (
    changed_before,
    changed_behind,
    changed_in_front,
    is_link,
)

_RELU = r"(?:rectified[-\s]+linear(?:\s+unit)?|rectifier|relu)"
_NAMES = {
    "silu": r"(?:silu|swish|sigmoid(?:-weighted)?\s+linear\s+unit)",
    "hard_sigmoid": r"hard[-\s_]?sigmoid(?:al)?",
    "hard_tanh": r"hard[-\s_]?(?:hyperbolic\s+tangent|tanh)",
    "leaky_relu": rf"leaky[-\s_]?{_RELU}",
    "elu": r"(?:elu|exponential[-\s]+linear(?:\s+unit)?)",
    "step": r"(?:heaviside(?:\s+step)?|(?:unit|binary)\s+step|"
    r"step(?=\s+(?:activation|function)))",
    "sigmoid": r"(?:logistic(?:\s+sigmoid)?|sigmoid(?:al)?(?:\s+logistic)?)",
    "tanh": r"(?:hyperbolic\s+tangent|tanh)",
    "softmax": r"soft-?\s?max",
    "softplus": r"soft-?plus",
    "relu": _RELU,
    "identity": r"identity",
    "exp": r"exponential(?=\s+function)",
    "gelu": r"(?:gelu|gaussian\s+error\s+linear\s+unit)",
}
_PARTS = (  # one of which each name above has
    *["silu", "swish", "sigmoid", "tangent", "tanh", "rectif", "relu", "elu"],
    *["exponential", "heaviside", "step", "logistic", "soft", "identity", "gaussian"],
)
_NAMED = "|".join(f"(?P<{name}>{typed})" for name, typed in _NAMES.items())
_ANY = "|".join(_NAMES.values())
_SYMBOL = (  # `$\eta$`, `f(\cdot)`, :math:`f_1`
    r"(?<![\w\\^{/])(?:\\(?:mathrm|operatorname|text)\{)?"
    r"(?P<symbol>\\[A-Za-z]+|[A-Za-z\u0370-\u03ff]|ReLU|tanh|sigmoid)\}?"
    r"(?:_(?:\{(?P<braced>\w+)\}|(?P<label>\w)))?"
    r"(?:\s*\(\s*(?:\\cdot|[·⋅.]|[a-z])\s*\))?[$`]?"
)
_ADJECTIVE = (
    r"(?:usual|standard|common|well-known|(?:element|component|point|entry)-?\s?wise|"
    r"non-?linear|activation|function|non-?linearity)"
)
_NOUN = (
    r"(?:\s+(?:activation\s+functions?|activation|function|non-?linearity|operation|"
    r"operator))?"
)
_FAR = 240  # characters behind the name of a function
_FRONT = r"(?P<front>(?:\(?[A-Za-z][\w'’]*\)?(?:[-\s]+|,\s+)){0,5}?)"  # adjectives
_BEHIND = rf"(?=(?P<behind>[\s\S]{{0,{_FAR}}}))"
_SAID = regex(
    rf"{_SYMBOL},?\s+(?:(?:is|denotes?|represents?|stands\s+for|being|be|"
    r"(?:is|was|are)\s+(?:chosen|set|taken|fixed)\s+(?:as|to(?:\s+be)?)|to\s+be|was)\s+"
    rf"(?:(?:the|(?P<some>an?))\s+)?|the\s+){_FRONT}"
    rf"[$`]?\\?(?:{_NAMED})\b[$`]?(?:\s*\([A-Za-z]+\))?{_NOUN}{_BEHIND}",
    re.IGNORECASE,
)
_EQUATED = regex(
    rf"{_SYMBOL}\s*(?:\\equiv|[=≡])\s*[$`]?\\?(?:{_NAMED})\b", re.IGNORECASE
)
_ITEM = regex(  # a line of a list, `- $\\phi$: the tanh function`
    rf"^[ \t]*(?:[#%/;!>]+[ \t]+)?(?:[-*+•][ \t]+)?[$`]?{_SYMBOL}[ \t]*:[ \t]+"
    rf"(?:(?:the|an?)[ \t]+)?{_FRONT}[$`]?\\?(?:{_NAMED})\b[$`]?{_NOUN}{_BEHIND}",
    re.IGNORECASE | re.MULTILINE,
)
_LIKE = rf"(?:{_ADJECTIVE}|function|activation|non-?linearit(?:y|ie)|unit)s?"
_BEFORE = regex(  # `ReLU as the activation function $\sigma$`
    rf"(?P<other>(?:{_ANY})[$`]?,?\s*(?:/|or|and|,)\s*(?:(?:the|an?)\s+)?)?"
    rf"(?<![\w\\])\\?(?:{_NAMED})s?\b[$`]?(?:\s*\([A-Za-z]+\))?(?:"
    rf"(?:\s+{_LIKE}){{0,4}},?\s+(?:(?:(?:is|are|was|were)\s+(?:\w+\s+)?)?(?:used|taken|chosen|"
    r"employed|applied|adopted|denoted|written)(?:\s+(?:as|for|by))?|as|for|by)\s+"
    rf"(?:(?:the|our|an?)\s+)?(?:{_LIKE},?\s+){{0,4}}"
    rf"|(?:\s+{_LIKE}){{1,4}},?\s*)[$`(]{{0,2}}(?!(?-i:[aAI])\b){_SYMBOL}"
    rf"(?=(?P<behind>\W[\s\S]{{0,{_FAR}}}|\Z))",
    re.IGNORECASE,
)
_FOR = regex(  # `For $\sigma$ we use tanh`
    rf"\b(?:for|as)\s+(?:(?:the|our)\s+)?(?:{_LIKE}\s+){{0,4}}[$`]?{_SYMBOL},?\s+"
    r"(?:we|i|they|the\s+authors?)\s+(?:use|choose|take|employ|pick|adopt|used|chose|"
    r"took|employed)\s+(?:(?:the|an?)\s+)?"
    rf"{_FRONT}[$`]?\\?(?:{_NAMED})\b[$`]?{_NOUN}{_BEHIND}",
    re.IGNORECASE,
)
_NEAR = regex(  # `the activation $\\sigma$ (ReLU)`, which is not believed
    rf"{_SYMBOL},?\s+\(?(?:(?!(?:and|or|for|with|in|while|but|we|{_ANY})\b)"
    rf"[A-Za-z]{{2,}}\s+){{0,4}}\(?(?:{_NAMED})\b(?!\s*\()",
    re.IGNORECASE,
)
_HERE = regex(  # `$f$ is a nonlinearity, here tanh`
    rf"{_SYMBOL},?\s+(?:is|denotes?|being)\s+(?:an?|the|some|our)\s+"
    rf"(?:{_ADJECTIVE}\s+|scalar\s+|squashing\s+){{0,4}}?{_LIKE}(?:,?\s+\(?(?:here|namely|"
    r"specifically|i\.e\.,?|viz\.|(?:here\s+)?in\s+(?:our|this)\s+(?:case|paper|work),?|"
    r"in\s+our\s+experiments,?|which\s+(?:is|we\s+(?:take|choose|set)\s+to\s+be))"
    rf"(?:\s+(?:the|always))?\s+|\s*\((?:the\s+)?){_FRONT}"
    rf"[$`]?\\?(?:{_NAMED})\b[$`]?{_NOUN}\)?{_BEHIND}",
    re.IGNORECASE,
)
_APPOSED = regex(  # `the hard sigmoid $\sigma$`, where it says more than a name
    rf"\b(?:the|an?)\s+(?P<front>(?:(?!(?:the|an?|our)\b)[A-Za-z]+[-\s]+){{0,3}}?)"
    rf"(?:{_NAMED})\s+[$`]{_SYMBOL}{_BEHIND}",
    re.IGNORECASE,
)
_NOT_SO = regex(r"\s*(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:replaced|removed|dropped)")
_AND = regex(rf"\s*and\s+(?:the\s+)?[$`]?\\?(?:{_ANY})", re.IGNORECASE)
_OTHERWISE = regex(  # words behind, with which it is not this function alone
    rf"\s*(?:-(?=\w)|or\b|and\s+(?:the\s+)?[$`]?\\?(?:{_ANY})|like\b|matri|of\b|"
    r"derivative|approximation|gate|layer|vector|map\b|\([^)]*(?:=|e\.g|other))",
    re.IGNORECASE,
)
_DOUBTS = frozenset(
    [
        *["if", "when", "whenever", "unless", "suppose", "eg", "example", "typically"],
        *["usually", "often", "sometimes", "can", "could", "may", "might", "either"],
        *["not", "instead", "original", "originally", "except", "assume", "assuming"],
    ]
)
_REPLACING = frozenset(
    [
        *["replace", "replaces", "replaced", "replacing", "rather", "than", "unlike"],
        *["without", "no", "never", "avoid", "avoids", "nor", "neither"],
    ]
)
_SENTENCE_ENDS = regex(r"[.;:]\s|\n[ \t]*\n|\\end\{|\\\]|\$\$")


@dataclass(frozen=True)
class Saying:
    """A sentence about a name: the function that it names, and whether it states it.

    function: empty where it names one for a case, or several.
    """

    function: str
    place: Span
    stated: bool
    equated: bool = False
    doubted: str = ""  # the function that a sentence names, which is not believed
    changed: str = ""  # `tanh with slope 5`, words that name another function


def named_function(identifier: str, text: str) -> str | None:
    """The function that sentences seem to say a name is, if it is one."""
    found = [*sayings(identifier, text)]
    equated = {each.function for each in found if each.equated}
    every = equated or {each.function for each in found}
    return (every.pop() or None) if len(every) == 1 else None


def known_function(name: str) -> Operation | Reduction | None:
    return spelled(name) or spelled_reduction(name)


def sayings(identifier: str, text: str, *, comments: bool = False) -> Iterator[Saying]:
    """What sentences say of a name; comments: whether those are read."""
    said = False
    for form in (_SAID, _HERE, _ITEM, _FOR, _BEFORE, _APPOSED, _EQUATED, _NEAR):
        for match in found_near(form, text, _PARTS):
            if _identifier(match) != identifier or (said and form is _NEAR):
                continue
            if not comments and _is_comment(text, match.start()):
                continue
            found = _saying(match, form, text)
            if found is not None:
                said = True
                yield found


def _saying(match: re.Match[str], form: re.Pattern[str], text: str) -> Saying | None:
    """What one sentence says; None where it is of something else."""
    function = next(name for name in _NAMES if match[name])
    if known_function(function) is None:
        return None
    place = Span(match.start("symbol"), _end(match))
    if form is _EQUATED:
        return Saying(function, place, stated=False, equated=True)
    if form is _NEAR:
        return Saying("", place, stated=False, doubted=function)
    front = match.groupdict().get("front") or ""
    if is_link(front):
        return None
    changed = _changed(match, form, front, text)
    if form is _APPOSED and not changed:
        return Saying(function, place, stated=True) if "_" in function else None
    if form is _BEFORE and not changed:
        stated = not _is_other(match, text)
        named = "" if stated else function
        return Saying(function if stated else "", place, stated, doubted=named)
    if _is_of_a_case(match, text):
        return Saying("", place, stated=False)
    if changed:
        return Saying("", place, stated=False, changed=changed)
    some = match.groupdict().get("some")  # any function of that form
    return Saying(function, place, not (some and function == "sigmoid"))


def _is_of_a_case(match: re.Match[str], text: str) -> bool:
    other = _OTHERWISE.match(match["behind"][:24])
    doubted = _is_doubted(text, match.start()) or doubt(text, Span(*match.span()))
    return bool(other or doubted)


def _changed(match: re.Match[str], form: re.Pattern[str], front: str, text: str) -> str:
    """The words with which a name is that of another function, with the name."""
    name = next(match.span(each) for each in _NAMES if match[each])
    typed = text[name[0] : name[1]]
    if form is _BEFORE:
        before = changed_in_front(text[max(name[0] - 60, 0) : name[0]])
        return f"{before} {typed}" if before else ""
    before = changed_before(front)
    behind = changed_behind(match["behind"])
    if not before and not behind:
        return ""
    glue = "" if front.endswith("-") else " "
    return f"{before}{glue if before else ''}{typed} {behind}".strip()


def _is_other(match: re.Match[str], text: str) -> bool:
    """Whether a sentence that names a function first says it of a case, or of two."""
    behind = match["behind"][:24]
    other = _OTHERWISE.match(behind) and not _AND.match(behind)
    doubts = _DOUBTS | _REPLACING
    said = match["other"] or other or _NOT_SO.match(behind)
    return bool(said) or _is_doubted(text, match.start("symbol"), doubts)


def _end(match: re.Match[str]) -> int:
    if match["braced"]:
        return match.end("braced") + 1
    return match.end("label") if match["label"] else match.end("symbol")


def _identifier(match: re.Match[str]) -> str:
    try:
        base, accents = spell(match["symbol"])
    except ValueError:
        return ""
    label = match["braced"] or match["label"]
    return "_".join([base, *accents, *([label] if label else [])])


def _is_comment(text: str, place: int) -> bool:
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return re.search(r"(?<!\\)[#%]", line) is not None


def _is_doubted(text: str, place: int, doubts: frozenset[str] = _DOUBTS) -> bool:
    """Whether the words of the sentence in front are about a case."""
    start = max(place - 200, 0)
    ends = [each.end() for each in _SENTENCE_ENDS.finditer(text, start, place)]
    before = text[ends[-1] if ends else start : place].lower().replace("e.g.", "eg")
    return not doubts.isdisjoint(re.findall("[a-z]+", before))
