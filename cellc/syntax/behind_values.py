r"""What stands right behind a number in a sentence: `$\alpha = 0.9$ in all runs`.

In: the rest of the sentence behind a formula.  Out: whether that is understood, as the
end of the clause, a unit, an aside in brackets or words that leave the number as it
is.  What is not known may change it: `5 percent`, `0.9 at most`, `0.5 (0.7)`.
"""

from __future__ import annotations

import re
from functools import cache

from cellc.patterns import regex
from cellc.syntax.units import unit_behind

_ROUND = 3  # unit, brackets and words may follow one another
_SIGNS = r"(?>(?:\$|\\\)|`|</?math>|\}|\\[,;!: ]|~|\s|\*+)*)"
_NUMBER = r"[-+−]?\s*[\d.]*\d"
# words that open what says no more of the formula than what it is, or where it holds
_OPENING = (
    r"(?:is|are|was|were|be|being|denotes?|represents?|acts?|gives?|serves?|stands|"
    r"determines?|controls?|has|have|which|that|where|with|as|so|because|since|hence|"
    r"thus|therefore|unless|here|following|from|per|applied|used|throughout|to|we|it|"
    r"this|these|they|our|its|the|an?|for|in|on|of|by|at|via|through|while|whereas|"
    r"decays|keeps|makes?|does|do|follows?|see|described|defined|given|known|called|"
    r"element-?wise|component-?wise|coordinate-?wise|point-?wise|without|acting|"
    r"holds?|can|will|must|should|works?|using|under|over|whose|such|then|let|note|if|"
    r"being|equals?|corresponding|ms|when|until|than|not)"
)
# words which tell that the formula is not all there is, wherever in its clause
_CHANGING = (
    r"(?:later|earlier|afterwards?|initially|at\s+first|at\s+the\s+(?:start|beginning)|"
    r"(?:at|on)\s+(?:most|least|average)|in\s+(?:odd|even|layer\s+\d|the\s+(?:first|"
    r"second|last|top|bottom|upper|lower|encoder|decoder)\b)|resp(?:ectively|\.|\b)|"
    r"per\s*cent|degrees?|decibels?|percentage|for\s+the\s+(?:first|second|last|top|"
    r"bottom|upper|lower|encoder|decoder)|(?:at|on|in)\s+(?:odd|even|every|alternate)"
    r"\s+\w+|annealed|decreas\w+|increas\w+|decay(?:ed|ing)|linearly|gradually|halved|"
    r"doubled|tuned|fitted|optimi[sz]ed|"
    r"random(?:ly)?|sampled|drawn|approximately|roughly|about|around|order\s+of|"
    r"unstable|stable|better|worse|best|upper\s+bound|lower\s+bound|maximum|minimum|"
    r"maximal|minimal|mean|median|half|twice|times|of\s+the\s+size|steps?\s+\w*\s*\d|"
    r"except|only\s+(?:in|at|for|on|if|when)|but\s+not|up\s+to)"
)
_LEFT = r"(?:not|never|nor|no\s+longer|neither|without\s+being)\s+(?:\w+\s+){0,2}"


def is_understood(behind: str) -> bool:
    """Whether what stands behind a number in its sentence leaves it as it is.

    behind: up to the end of the sentence.
    """
    rest = _forms("signs").sub("", behind, count=1)
    for _ in range(_ROUND):
        length = _unit(rest) or _brackets(rest)
        if not length:
            break
        rest = _forms("signs").sub("", rest[length:], count=1)
    if not rest.strip():
        return True
    form = _forms("comma" if rest[0] in ",;:" else "plain")
    return form.match(rest) is not None and not _is_changed(rest)


def _unit(rest: str) -> int:
    found = unit_behind(rest, 0)
    return found.end() if found is not None else 0


def _brackets(rest: str) -> int:
    """How long an aside in brackets is; 0 where it gives another value."""
    found = _forms("aside").match(rest)
    if found is None or _forms("other").match(found["inner"]):
        return 0
    return 0 if _is_changed(found["inner"]) else found.end()


def _is_changed(rest: str) -> bool:
    """Whether words of the clause, up to the next formula, say that there is more."""
    clause = _forms("formula").split(rest, maxsplit=1)[0]
    said = _forms("left").sub(" ", clause.replace("*", " "))
    return _forms("changing").search(said) is not None


@cache
def _forms(name: str) -> re.Pattern[str]:
    forms = {
        "signs": rf"\A{_SIGNS}",
        "aside": r"\((?P<inner>[^()]*(?:\([^()]*\)[^()]*)*)\)",
        "other": rf"{_SIGNS}(?:{_NUMBER}|(?:or|resp|respectively|instead)\b)",
        "comma": rf"[,;:]+{_SIGNS}(?!{_NUMBER}|\.\.|\\[lcd]?dots|…)",
        "plain": rf"(?:and|while|whereas|but){_SIGNS}(?!{_NUMBER})"
        rf"|{_OPENING}\b(?!\s*\$?{_NUMBER})|[.!?)\]\"'’”&\\]",
        "formula": r"\$[^$]*=|\\\([^)]*=|`[^`]*=|"
        r",\s*(?:and\s+)?(?:an?|the|our|its)\s[^$,;]*\$",
        "left": _LEFT + r"\w+",
        "changing": rf"\b{_CHANGING}\b",
    }
    return regex(forms[name], re.IGNORECASE)
