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
from cellc.syntax.doubts import doubt

_NAMES = {
    "step": r"(?:heaviside(?:\s+step)?|unit\s+step|step(?=\s+(?:activation|function)))",
    "sigmoid": r"(?:logistic(?:\s+sigmoid)?|sigmoid(?:al)?(?:\s+logistic)?)",
    "tanh": r"(?:hyperbolic\s+tangent|tanh)",
    "softmax": r"soft-?\s?max",
    "softplus": r"soft-?plus",
    "relu": r"(?:rectified[-\s]+linear(?:\s+unit)?|rectifier|relu)",
    "identity": r"identity",
    "exp": r"exponential(?=\s+function)",
    "gelu": r"gelu",
    "silu": r"(?:silu|swish)",
}
_NAMED = "|".join(f"(?P<{name}>{typed})" for name, typed in _NAMES.items())
_ANY = "|".join(_NAMES.values())
_SYMBOL = (  # `$\eta$`, `f(\cdot)`, :math:`f_1`
    r"(?<![\w\\^{/])(?P<symbol>\\[A-Za-z]+|[A-Za-z\u0370-\u03ff])"
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
_SAID = re.compile(
    rf"{_SYMBOL},?\s+(?:(?:is|denotes?|represents?|stands\s+for|being|be|"
    r"(?:is|was|are)\s+(?:chosen|set|taken|fixed)\s+(?:as|to(?:\s+be)?)|to\s+be|was)\s+"
    rf"(?:(?:the|(?P<some>an?))\s+)?|the\s+)(?:{_ADJECTIVE}\s+){{0,4}}"
    rf"[$`]?\\?(?:{_NAMED})\b[$`]?(?:\s*\([A-Za-z]+\))?{_NOUN}"
    r"(?=(?P<behind>[\s\S]{0,24}))",
    re.IGNORECASE,
)
_EQUATED = re.compile(
    rf"{_SYMBOL}\s*(?:\\equiv|[=≡])\s*[$`]?\\?(?:{_NAMED})\b", re.IGNORECASE
)
_ITEM = re.compile(  # a line of a list, `- $\\phi$: the tanh function`
    rf"^[ \t]*(?:[#%/;!>]+[ \t]+)?(?:[-*+•][ \t]+)?[$`]?{_SYMBOL}[ \t]*:[ \t]+"
    rf"(?:the[ \t]+)?(?:{_ADJECTIVE}[ \t]+){{0,4}}[$`]?\\?(?:{_NAMED})\b[$`]?{_NOUN}"
    r"(?=(?P<behind>[\s\S]{0,24}))",
    re.IGNORECASE | re.MULTILINE,
)
_LIKE = rf"(?:{_ADJECTIVE}|function|activation|non-?linearit(?:y|ie)|unit)s?"
_BEFORE = re.compile(  # `ReLU as the activation function $\sigma$`
    rf"(?P<other>(?:{_ANY})[$`]?,?\s*(?:/|or|and|,)\s*(?:(?:the|an?)\s+)?)?"
    rf"(?<![\w\\])\\?(?:{_NAMED})s?\b[$`]?(?:\s*\([A-Za-z]+\))?(?:"
    rf"(?:\s+{_LIKE}){{0,4}},?\s+(?:(?:(?:is|are|was|were)\s+(?:\w+\s+)?)?(?:used|taken|chosen|"
    r"employed|applied|adopted|denoted|written)(?:\s+(?:as|for|by))?|as|for|by)\s+"
    rf"(?:(?:the|our|an?)\s+)?(?:{_LIKE},?\s+){{0,4}}"
    rf"|(?:\s+{_LIKE}){{1,4}},?\s*)[$`(]{{0,2}}(?!(?-i:[aAI])\b){_SYMBOL}"
    r"(?=(?P<behind>\W[\s\S]{0,24}|\Z))",
    re.IGNORECASE,
)
_FOR = re.compile(  # `For $\sigma$ we use tanh`
    rf"\b(?:for|as)\s+(?:(?:the|our)\s+)?(?:{_LIKE}\s+){{0,4}}[$`]?{_SYMBOL},?\s+"
    r"(?:we|i|they|the\s+authors?)\s+(?:use|choose|take|employ|pick|adopt|used|chose|"
    rf"took|employed)\s+(?:(?:the|an?)\s+)?(?:{_ADJECTIVE}\s+){{0,4}}[$`]?\\?"
    rf"(?:{_NAMED})\b[$`]?{_NOUN}(?=(?P<behind>[\s\S]{{0,24}}))",
    re.IGNORECASE,
)
_NEAR = re.compile(  # `the activation $\\sigma$ (ReLU)`, which is not believed
    rf"{_SYMBOL},?\s+\(?(?:(?!(?:and|or|for|with|in|while|but|we|{_ANY})\b)"
    rf"[A-Za-z]{{2,}}\s+){{0,4}}\(?(?:{_NAMED})\b(?!\s*\()",
    re.IGNORECASE,
)
_NOT_SO = re.compile(
    r"\s*(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:replaced|removed|dropped)"
)
_AND = re.compile(rf"\s*and\s+(?:the\s+)?[$`]?\\?(?:{_ANY})", re.IGNORECASE)
_OTHERWISE = re.compile(  # words behind, with which it is not this function alone
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
_SENTENCE_ENDS = re.compile(r"[.;:]\s|\n[ \t]*\n|\\end\{|\\\]|\$\$")


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
    for form in (_SAID, _ITEM, _FOR, _BEFORE, _EQUATED, _NEAR):
        for match in form.finditer(text):
            if _identifier(match) != identifier or (said and form is _NEAR):
                continue
            if not comments and _is_comment(text, match.start()):
                continue
            function = next(name for name in _NAMES if match[name])
            if known_function(function) is None:
                continue
            place = Span(match.start("symbol"), _end(match))
            said = True
            if form is _EQUATED:
                yield Saying(function, place, stated=False, equated=True)
            elif form is _NEAR:
                yield Saying("", place, stated=False, doubted=function)
            elif form is _BEFORE:
                stated = not _is_other(match, text)
                named = "" if stated else function
                yield Saying(function if stated else "", place, stated, doubted=named)
            elif (
                _OTHERWISE.match(match["behind"])
                or _is_doubted(text, match.start())
                or doubt(text, Span(*match.span()))
            ):
                yield Saying("", place, stated=False)
            else:
                some = match.groupdict().get("some")  # any function of that form
                yield Saying(function, place, not (some and function == "sigmoid"))


def _is_other(match: re.Match[str], text: str) -> bool:
    """Whether a sentence that names a function first says it of a case, or of two."""
    behind = match["behind"]
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
