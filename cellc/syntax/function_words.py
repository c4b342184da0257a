r"""Words around the name of a function that make another function of it.

In: the words in front of a name, `the hard sigmoid`, and what stands behind it, `tanh
with slope 5`.  Out: the words that change what the name alone says.  In front each word
counts that is not known to change nothing; behind it, what has the form of a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cellc.patterns import regex

_BENIGN = frozenset(  # in front of a name
    [
        *[
            "usual",
            "standard",
            "common",
            "commonly",
            "used",
            "known",
            "well",
            "popular",
        ],
        *["familiar", "classic", "classical", "ordinary", "simple", "plain", "regular"],
        *["conventional", "traditional", "typical", "famous", "so", "called", "same"],
        *[
            "element",
            "component",
            "point",
            "entry",
            "coordinate",
            "wise",
            "elementwise",
        ],
        *["componentwise", "pointwise", "entrywise", "coordinatewise", "vectorised"],
        *["vectorized", "scalar", "real", "valued", "nonlinear", "non", "linear"],
        *["linearity", "nonlinearity", "activation", "function", "unit", "squashing"],
        *["logistic", "sigmoid", "sigmoidal", "gate", "gating", "gates", "recurrent"],
        *["hidden", "cell", "output", "input", "inner", "state", "transfer", "neural"],
        *["monotonic", "monotone", "differentiable", "saturating", "s", "shaped"],
        *["smooth", "symmetric", "odd", "unmodified", "exact", "mathematical", "now"],
        *["following", "above", "mentioned", "aforementioned", "widely", "often"],
        *["applied", "nonparametric", "static", "always", "again", "also", "simply"],
        *["just", "both", "operator", "operation", "map", "fixed", "unary"],
    ]
)
_LINKS = frozenset(  # what no adjective is: the name is of another part of a sentence
    [
        *["of", "in", "for", "that", "which", "and", "or", "to", "by", "with", "is"],
        *["are", "like", "as", "such", "e", "g", "eg", "typically", "usually", "any"],
        *["either", "some", "we", "use", "here", "namely", "be", "from", "on", "at"],
        *["its", "their", "not", "the", "a", "an", "if", "when", "where", "while"],
        *["i", "chosen", "taken", "our", "case", "whose", "it", "whereas", "but"],
        *["than", "instead", "rather", "between", "over", "per", "using", "no", "has"],
    ]
)
_ALWAYS = frozenset(  # changes of a function, wherever they stand in front of one
    [
        *["hard", "leaky", "parametric", "scaled", "shifted", "modified", "bipolar"],
        *["piecewise", "stretched", "clipped", "capped", "truncated", "noisy", "soft"],
        *["learnable", "adaptive", "adapted", "normalised", "normalized", "rescaled"],
        *["generalised", "generalized", "approximate", "approximated", "penalised"],
        *["randomized", "randomised", "thresholded", "quantised", "quantized", "dual"],
        *["bounded", "steep", "steeper", "inverse", "inverted", "negative", "log"],
        *["concatenated", "translated", "restricted", "rational", "fast", "double"],
    ]
)
_PARTS = (  # of what a function is applied to
    r"(?:first|second|third|other|last|upper|lower|remaining|top|bottom|even|odd|half|"
    r"some|positive|negative|left|right|one)"
)
_ARTICLES = frozenset(["the", "a", "an", "our", "this", "these"])


def names_another(words: Iterable[str]) -> bool:
    """Whether one of some words makes another function of one that they name."""
    return not _ALWAYS.isdisjoint(words)


def is_link(front: str) -> bool:
    """Whether words in front of a name are no adjectives of it."""
    return "," in front or not _LINKS.isdisjoint(_words(front))


def changed_before(front: str) -> str:
    """The words in front of a name, from its article on, that are not understood."""
    strange = [each for each in _words(front) if each not in _BENIGN]
    return " ".join(front.split()) if strange else ""


def changed_in_front(text: str) -> str:
    """Likewise of a text that ends before a name, and has more than adjectives."""
    words = re.findall(r"[A-Za-z]+", text[-60:].rpartition("$")[2].lower())
    found: list[str] = []
    for word in reversed(words[-4:]):
        if word in _ARTICLES:
            return " ".join(found) if {*found} - _BENIGN else ""
        if word in _LINKS:
            break
        found.insert(0, word)
    named = [at for at, each in enumerate(found) if each in _ALWAYS]
    return " ".join(found[named[0] :]) if named else ""


@cache
def _passed_over() -> re.Pattern[str]:
    cited = (
        r"\\[cC]ite\w*\*?(?:\[[^\]\n]{0,40}\])?\{[^{}\n]{0,80}\}"
        r"|\[\d[\d,\s–-]{0,20}\]|\([A-Z][^()=$]{0,40}\d{4}[a-z]?\)"
    )
    places = (
        r"(?:papers?|works?|experiments?|equations?|cells?|models?|networks?|stud(?:y|ies)|"
        r"sections?|cases?|following|above|follows|practice|layers?|gates?|simulations?|"
        r"implementations?|code|(?-i:[A-Z]{2,4})|article|text|figures?|simplicity|"
        r"neurons?|units?|formulas?|eqs?|time-?\s?steps?|times?|steps?|inputs?|values?|purposes?|that)"
    )
    adjectives = (
        r"(?:(?:our|this|these|all|the|every|each|both|what|hidden|recurrent|present|"
        r"current|own|main|following|proposed|above|(?-i:[A-Z]{2,4})|remaining)\s+)"
    )
    nouns = (
        r"(?:functions?|activations?|non-?linearit(?:y|ies)|units?|operat(?:or|ion)s?)"
    )
    return regex(
        rf"\s*~?(?:{cited})|\s+{nouns}\b"
        r"|\s*,?\s+(?:which\s+is\s+)?(?:applied|acting|operating|computed|evaluated|used|"
        r"taken|acts|both|here|throughout|always|again|also|simply)\b"
        r"|\s+(?:element|component|point|entry|coordinate)-?\s?wise(?:ly)?\b"
        rf"|\s*,?\s+(?:in|for|at)\s+{adjectives}{{0,3}}{places}\b(?!\s+(?:\d|one\b|two\b))"
        r"|\s+(?:to|on|over)\s+(?:each|every|all|its|the|their)\s+"
        rf"(?!{_PARTS}\b)\w+"
        r"|\s*\((?:ReLU|tanh|sigmoid|logistic|GELU|SiLU|ELU)s?\)"
        r"|\s+(?:in\s+Eqs?\b|for\s+[$`\\]|with\s+(?:an?\s+)?(?:outputs?|values?|range|"
        r"image|codomain|respect|derivative)\b[^.;,$]{0,40})"
        r"|[\s~]*[$`]",
        re.IGNORECASE,
    )


@cache
def _changing() -> re.Pattern[str]:
    names = (
        r"(?:tanh|sigmoid|logistic|relu|rectifie[dr]|hyperbolic|softplus|identity|linear|"
        r"softmax|elu|gelu|silu|swish)"
    )
    ended = (
        r"(?:(?:re)?scaled|shifted|stretched|multiplied|divided|clipped|capped|truncated|"
        r"bounded|thresholded|modified|normali[sz]ed|rounded|smoothed|saturat(?:ed|ing)|"
        r"raised|reduced|offset|biased|translated|mapped|centred|centered|limited|"
        r"restricted|extended|adapted|weighted|steepened|compressed|quanti[sz]ed|"
        r"binari[sz]ed|approximated|followed|composed|squared|cubed|minus|plus|times|"
        r"combined|replaced|inverted|negated|expanded|corrected|perturbed)"
    )
    return regex(
        rf"\s*[/]\s*[\w$\\]|\s*,?\s*\(?\s*(?:or|and/or)\s+(?:the\s+|an?\s+)?[$`]?\\?"
        rf"(?:\w+\{{)?{names}"
        rf"|\s*,?\s*\(?\s*(?:but\s+)?{ended}\b|\s*,?\s+\(?with\b"
        r"|\s*,?\s*\(?(?:but|except(?:ing)?|only|unless|apart\s+from|other\s+than|save)\b"
        r"|\s*,?\s*\(?(?:in|for|during|within|inside|at)\s+(?!\$|which\b|turn\b|fact\b|"
        r"general\b|order\b|particular\b|addition\b|contrast\b|eq)"
        r"|\s*,?\s*(?:later|initially|at\s+first|on\s+average|sometimes|turned\s+out|"
        r"(?:was|were|is)\s+(?:later|initially|found|seen|observed|shown)|led\s+to)\b"
        rf"|\s*,?\s*\(?(?:on|to|over)\s+(?:the\s+|an?\s+)?{_PARTS}\b"
        r"|\s+linear\s+unit|\s*\(\s*\$?\s*\d[\d.]*\s*\\?[a-z]",
        re.IGNORECASE,
    )


def changed_behind(behind: str) -> str:
    """What stands behind the name of a function and makes another one of it."""
    behind = behind[:240]
    at = 0
    while found := _passed_over().match(behind, at):
        at = found.end()
    if _changing().match(behind, at) is None:
        return ""
    end = regex(r"[.;:](?=\s|\Z)|\n[ \t]*\n|\\end\{|\$\$").search(behind, at)
    words = " ".join(behind[: end.start() if end else None].replace("$", "").split())
    words = words.strip(" ,") if "(" in words else words.strip(" ,)")
    return words if len(words) < 60 else words[:60].rsplit(" ", 1)[0]


def _words(text: str) -> list[str]:
    return re.findall("[a-z]+", text.lower())
