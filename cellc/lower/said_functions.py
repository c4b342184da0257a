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
    rf"{_SYMBOL},?\s+(?:(?:is|denotes?|represents?|stands\s+for|being|be)\s+"
    rf"(?:(?:the|(?P<some>an?))\s+)?|the\s+)(?:{_ADJECTIVE}\s+){{0,4}}"
    rf"[$`]?\\?(?:{_NAMED})\b[$`]?(?:\s*\([A-Za-z]+\))?{_NOUN}"
    r"(?=(?P<behind>[\s\S]{0,24}))",
    re.IGNORECASE,
)
_EQUATED = re.compile(
    rf"{_SYMBOL}\s*(?:\\equiv|[=≡])\s*[$`]?\\?(?:{_NAMED})\b", re.IGNORECASE
)
_OTHERWISE = re.compile(  # words behind, with which it is not this function alone
    rf"\s*(?:-|or\b|and\s+(?:the\s+)?[$`]?\\?(?:{_ANY})|like\b|matri|of\b|"
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


def named_function(identifier: str, text: str) -> str | None:
    """The function that sentences seem to say a name is, if it is one."""
    found = [*sayings(identifier, text)]
    equated = {each.function for each in found if each.equated}
    every = equated or {each.function for each in found}
    return (every.pop() or None) if len(every) == 1 else None


def known_function(name: str) -> Operation | Reduction | None:
    return spelled(name) or spelled_reduction(name)


def sayings(identifier: str, text: str) -> Iterator[Saying]:
    for match in (*_SAID.finditer(text), *_EQUATED.finditer(text)):
        if _identifier(match) != identifier or _is_comment(text, match.start()):
            continue
        function = next(name for name in _NAMES if match[name])
        if known_function(function) is None:
            continue
        place = Span(match.start("symbol"), _end(match))
        if "behind" not in match.groupdict():
            yield Saying(function, place, stated=False, equated=True)
            continue
        other = _OTHERWISE.match(match["behind"]) is not None
        if other or _is_doubted(text, match.start()):
            yield Saying("", place, stated=False)
            continue
        vague = match["some"] and function == "sigmoid"  # any function of that form
        yield Saying(function, place, not vague)


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


def _is_doubted(text: str, place: int) -> bool:
    """Whether the words of the sentence in front are about a case."""
    start = max(place - 200, 0)
    ends = [each.end() for each in _SENTENCE_ENDS.finditer(text, start, place)]
    before = text[ends[-1] if ends else start : place].lower().replace("e.g.", "eg")
    return not _DOUBTS.isdisjoint(re.findall("[a-z]+", before))
