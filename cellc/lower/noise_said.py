r"""Noise in words: `$\xi_t$ is standard Gaussian noise`, `drawn from $N(0, I)$`.

In: the names with their roles.  Out: the inputs that a sentence calls noise of a
distribution that is drawn.  Every word of such a sentence must be understood: with
`coloured`, `with variance 0.1`, `Laplace` it is another noise, which is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cellc.diagnostics import Diagnostics, Span
from cellc.ir import Noise
from cellc.lower.drawn import is_beginning, is_declared, refuse_drawn
from cellc.lower.facts_known import Drawn
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare, split_time
from cellc.patterns import regex
from cellc.syntax.doubts import sentence_around

_IID = regex(r"\bi\.\s?i\.\s?d\.")
_ZERO = r"(?:\\(?:mathbf|bm|boldsymbol|vec|mathrm)\s*)?\{?\s*0\s*\}?"
_ONE = (
    r"(?:\\(?:mathbf|bm|boldsymbol|mathrm)\s*)?\{?\s*(?:I|1|𝐈|𝐼)\s*\}?(?:_\{?\w+\}?)?"
)
_HEAD = r"(?:\\(?:mathcal|mathrm|text|operatorname)\s*)?\{?\s*(?:%s)\s*\}?\s*[(\[]\s*"
_LAWS = (
    (regex(_HEAD % r"N|𝒩|Normal" + rf"{_ZERO}\s*,\s*{_ONE}\s*\)"), " NORMAL "),
    (regex(_HEAD % r"U|𝒰|Unif(?:orm)?" + r"0\s*,\s*1\s*[)\]]"), " UNIFORM "),
    (
        regex(r"[(\[]\s*0\s*,\s*1\s*[)\]]|between\s+\$?0\$?\s+and\s+\$?1\$?"),
        " UNIT ",
    ),
    (
        regex(r"\b(?:variance|covariance)\s+(?:of\s+)?(?:1|one)\b"),
        " unit variance ",
    ),
    (regex(r"\b(?:identity|unit)\s+covariance(?:\s+matrix)?"), " unit variance "),
    (regex(r"\bmean\s+(?:of\s+)?(?:0|zero)\b|\bzero[-\s]mean\b"), " zero mean "),
    (regex(r"\bunit[-\s]variance\b"), " unit variance "),
)
_SHAPE = regex(r"\s*(?:∈|\\in\b)[^$.,;]{1,40}")
_BE = regex(
    r"[\s$`)\\]*,?\s*(?:is|are|denotes?|represents?|being|[:|—–])\s+", re.IGNORECASE
)
_SIM = regex(r"\s*(?:~|∼|\\sim\b)\s*")
_NOISE = regex(  # `the noise level` is none
    r"\bnoise\b(?!-)(?!\s+(?:levels?|scal\w+|strengths?|amplitudes?|intensity|std|"
    r"variances?|standard|deviation|power|rates?|parameters?|ratio|magnitudes?|"
    r"covariance|matri\w+|factors?|coefficients?|schedule|gate|model|estimate)\b)",
    re.IGNORECASE,
)
_BEFORE = regex(
    r"(?P<said>(?:\b[\w-]+\s+){0,5}?\bnoise)(?:\s+(?:term|vector|process|input|variable|"
    r"sample|sequence)s?)?[\s$`({]*(?:\\\w+\{)?\Z",
    re.IGNORECASE,
)
_AHEAD = frozenset(  # words in front of a noun and its adjectives
    [
        *["where", "with", "the", "a", "an", "and", "is", "are", "of", "by", "plus"],
        *["to", "add", "adding", "adds", "here", "inject", "injecting", "injected"],
        *["from", "some", "contains", "our", "this", "we", "use", "using", "let"],
        *["independent", "both", "all", "also"],
    ]
)
_ELLIPTIC = regex(  # `$\xi_t$ white noise`
    r"[\s$`)]*,?\s+(?P<said>(?:(?:the|an?|standard|white|gaussian|normal|additive|iid|"
    r"random|uniform|zero-mean|laplac\w+|poisson|colou?red|pink|brown)\s+){0,5}noise)\b",
    re.IGNORECASE,
)
_ADJECTIVE = regex(  # `$\xi_t$ is Gaussian`
    r"(?:(?:standard|iid|white|independent|multivariate)\s+)*(?:gaussian|normal(?:ly\s+"
    r"distributed)?|uniform(?:ly\s+distributed)?|laplac\w+|poisson)\s*(?:with\b.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_NOUN = frozenset(  # words behind which noise is not what a name is
    [
        *["with", "by", "plus", "without", "no", "not", "to", "than", "against"],
        *["under", "for", "per", "between", "into", "from", "on", "in"],
    ]
)
_OF = regex(
    r"(?<!vector)(?<!vectors)(?<!sequence)(?<!sample)(?<!samples)(?<!source)"
    r"(?<!form)(?<!draw)(?<!realization)(?<!realisation)\s+of\b",
    re.IGNORECASE,
)
_LAW_WORDS = regex(
    r"\b(?:normal|gaussian|uniform(?:ly)?|laplac\w+|poisson|gumbel|cauchy|bernoulli|"
    r"exponential|student|distribution|NORMAL|UNIFORM)\b",
    re.IGNORECASE,
)
_DRAWN = regex(
    r"\b(?:drawn|sampled|distributed)\b|\b(?:standard|iid)\s+(?:normal|gaussian)\b|"
    r"\b(?:gaussian|normal|uniform|random)\s+(?:random\s+)?(?:variable|vector|process)",
    re.IGNORECASE,
)
_DATA = regex(r"\b(?:inputs?|data|observations?|targets?|features?)\b", re.I)
_CUT = regex(
    r"\s*[,(]\s*(?:and|while|where|but|so|in\s+which|the|an?)\b.*|\s+and\s+(?:the|we|all"
    r"|both|an?|[A-Z]\w*\s+(?:is|are))\b.*",
    re.DOTALL,
)
_KNOWN = frozenset(  # with these alone a sentence says all of a distribution
    [
        *["a", "an", "the", "is", "are", "be", "as", "each", "every", "all", "at"],
        *["time", "times", "step", "steps", "t", "for", "across", "over", "and", "in"],
        *["iid", "independent", "independently", "identically", "distributed", "on"],
        *["random", "noise", "drawn", "sampled", "generated", "taken", "from", "of"],
        *["according", "to", "distribution", "standard", "normal", "gaussian", "white"],
        *["additive", "multivariate", "isotropic", "spherical", "vector", "vectors"],
        *["term", "terms", "variable", "variables", "sample", "samples", "sequence"],
        *["process", "input", "injected", "added", "unit", "variance", "mean", "zero"],
        *["with", "anew", "fresh", "again", "uniform", "uniformly", "normally"],
        *["private", "source", "sources", "component", "components", "element"],
        *["elements", "neurons", "units", "network", "recurrent", "hidden", "internal"],
        *["external", "exploration", "observation", "measurement", "synaptic"],
        *["neural", "neuronal", "state", "latent", "background"],
    ]
)


@dataclass(frozen=True)
class _Saying:
    """What a sentence says of a name: its distribution, and whether all was read."""

    law: str
    read: bool
    place: Span


def take_spoken_noise(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Read inputs as noise where sentences say so; report what is not all said."""
    facts = resolved.facts
    for identifier in resolved.inputs:
        if identifier in facts.noise or identifier in facts.roles:
            continue
        found = [*_sayings(identifier, resolved, diagnostics)]
        laws = {each.law for each in found if each.law}
        if len(laws) == 1 and all(each.read for each in found):
            facts.noise[identifier] = Noise(laws.pop())
            stated = next(each for each in found if each.law)
            _note(identifier, stated, resolved, diagnostics)
        elif found:
            unread = [each for each in found if not each.read] or found
            _refuse(identifier, unread[0], resolved, diagnostics)
    for identifier in resolved.parameters:
        if is_declared(identifier, resolved) or identifier in resolved.matrix_like:
            continue
        for saying in _sayings(identifier, resolved, diagnostics):
            if not is_beginning(saying.place, diagnostics):
                drawn = Drawn(saying.place, spoken=True)
                refuse_drawn(identifier, drawn, resolved, diagnostics)
                break


def _sayings(
    identifier: str, resolved: Resolved, diagnostics: Diagnostics
) -> Iterator[_Saying]:
    """What the sentences with a name in them say of its distribution."""
    text = _IID.sub(
        lambda each: "iid".ljust(len(each.group())), diagnostics.source.text
    )
    typed = diagnostics.source.snippet(resolved.first_use[identifier])
    equations = [each.span for each in resolved.definitions]
    timed = identifier in resolved.inputs
    for match in _symbol(typed).finditer(text):
        place = Span(*match.span())
        line = text[text.rfind("\n", 0, place.start) + 1 : place.start]
        if re.search(r"(?<!\\)[#%]", line):
            continue
        if any(each.start <= place.start < each.end for each in equations):
            continue
        start, end = sentence_around(text, place)
        said = _said(text[start : place.start], text[place.end : end], timed=timed)
        if said is not None:
            law, read = _understood(said)
            yield _Saying(law, read, place)


@cache
def _symbol(typed: str) -> re.Pattern[str]:
    """A name as an equation has it, and without its step."""
    parts = split_time(bare(typed))
    letter, step = parts or (bare(typed), "")
    escaped = re.escape(letter)
    end = r"(?![\w\\])" if letter[-1:].isalnum() else ""
    short = rf"{escaped}{end}(?!\s*[_^(])"
    whole = rf"{escaped}\s*{re.escape(step.strip())}(?!\w)" if step else short
    return regex(rf"(?<![\w\\_^{{])(?:{whole}|{short})")


def _said(before: str, behind: str, *, timed: bool) -> str | None:
    """The words of a sentence that say what noise a name is; None if it says none."""
    behind = _SHAPE.sub(" ", behind, count=1) if _SHAPE.match(behind) else behind
    bound = _BE.match(behind)
    distributed = _SIM.match(behind)
    if distributed is not None and timed:
        words = behind[distributed.end() :]
        return _clause(words) if _LAW_WORDS.search(words[:40]) else None
    clause = _clause(behind[bound.end() :]) if bound else ""
    in_front = _BEFORE.search(before) if timed else None
    if in_front is not None:
        further = (clause or _clause(behind)) if _goes_on(behind, bound) else ""
        return f"{_noun_phrase(in_front['said'])} {further}"
    if not clause:
        elliptic = _ELLIPTIC.match(behind)
        if (
            elliptic is None
            or not timed
            or not _NOISE.search(elliptic["said"] + behind[elliptic.end() :][:20])
        ):
            return None
        return elliptic["said"]
    noise = _NOISE.search(clause)
    if noise is not None and _is_noun(clause[: noise.end()]):
        return clause
    if timed and _ADJECTIVE.match(clause.strip()):
        return clause
    drawn = _DRAWN.search(clause) and _LAW_WORDS.search(clause)
    if drawn and not _DATA.search(before[-30:] + clause):
        return clause
    return None


def _goes_on(behind: str, bound: re.Match[str] | None) -> bool:
    """Whether the words behind `the noise $\\xi_t$` go on about it."""
    verb = re.match(
        r"[\s$`)]*,?\s*(?:with|of|drawn|sampled|which|whose|~|\\sim|∼)", behind
    )
    return bound is not None or verb is not None


def _is_noun(words: str) -> bool:
    """Whether words up to `noise` call a name so: not `the input with noise`."""
    plain = _OTHER_NOUN.isdisjoint(re.findall(r"[\w-]+", words.lower()))
    return plain and _OF.search(words) is None


def _noun_phrase(words: str) -> str:
    """`noise` with its adjectives, without the words in front."""
    found: list[str] = []
    for word in reversed(words.split()):
        if word.lower() in _AHEAD:
            break
        found.insert(0, word)
    return " ".join(found)


def _clause(words: str) -> str:
    """The words up to another formula or another subject, distributions by name."""
    for law, name in _LAWS:
        words = law.sub(name, words)
    words = re.sub(r"\$\s*((?:NORMAL|UNIFORM|UNIT)\s*)\$", r"\1", words)
    own, sign, _ = words.partition("$")
    cut = re.search(r"\s*(?:,|\band)(?:\s+(?:and|where|while|the|an?|with))*\s*\Z", own)
    if sign and cut is not None:
        own, sign = own[: cut.start()], ""
    other = _CUT.search(own)
    if other is not None:
        own, sign = own[: other.start()], ""
    return own + (" FORMULA" if sign and own.strip() else "")


def _understood(said: str) -> tuple[str, bool]:
    """The distribution that words say, and whether each of them is understood."""
    words = re.findall(r"[^\W_]+|[^\s\w.,)(-]|\d", said)
    known = {*words} & {"NORMAL", "UNIFORM", "UNIT"}
    lower = {each.lower() for each in words if each not in known}
    gaussian = not lower.isdisjoint(["gaussian", "normal"])
    unit = " ".join(words).lower().count("unit variance") > 0
    normal = "NORMAL" in known or (gaussian and "standard" in lower)
    normal = normal or (gaussian and unit and not lower.isdisjoint(["zero", "white"]))
    flat = not lower.isdisjoint(["uniform", "uniformly"])
    uniform = "UNIFORM" in known or (flat and "UNIT" in known)
    laws = ["normal"] * normal + ["uniform"] * uniform
    mixed = (normal and flat) or (uniform and gaussian) or len(laws) > 1
    read = lower <= _KNOWN and not mixed
    other = not laws and (gaussian or flat or bool(_LAW_WORDS.search(said)))
    return (laws[0] if read and laws else ""), read and not other


def _note(
    identifier: str, saying: _Saying, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    typed = diagnostics.source.snippet(saying.place)
    uniform = resolved.facts.noise[identifier].distribution == "uniform"
    law = "U(0, 1)" if uniform else "N(0, I)"
    diagnostics.note(
        "N0692",
        f"`{typed}` is read as noise that is drawn from {law} anew at "
        "every step, as this sentence says",
        saying.place,
        help=f"for values that are given write in the where block: {typed} is input",
    )


def _refuse(
    identifier: str, saying: _Saying, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    use = diagnostics.source.snippet(resolved.first_use[identifier])
    diagnostics.error(
        "E0311",
        f"a sentence calls `{use}` random, and does not say for certain that it is "
        "drawn from N(0, I) or U(0, 1), anew at every step",
        saying.place,
        help=f"write what is drawn in the where block, {use} ~ N(0, I), and its scale "
        f"in the equation; for values that are given write {use} is input",
    )
