r"""W0509, N0699: what sentences say of parameters, and nothing reads.

`$U$ is frozen`, `$U$ is lower triangular`, `$U$ is the identity`: words are not read,
so the parameter is a full one that is trained.  A short predicate is told of unless its
words are all known to say nothing else; in a longer one names of forms are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.identifiers import spell
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.lower.undetermined import declaration
from cellc.patterns import found_near, regex

_FROZEN = (
    r"(?:(?:held\s+|kept\s+)?(?:frozen|fixed|constant|untrained)|not\s+(?:\w+ly\s+|being\s+)?"
    r"(?:trained|trainable|learn(?:ed|t|able)|updated|optimi[sz]ed|adapted|tuned)|"
    r"never\s+(?:trained|updated|learned)|random(?:ly)?|hand-?\s?(?:set|crafted|tuned)|"
    r"pre-?\s?trained|non-?trainable|predefined|pre-?\s?specified)"
)
_SHARED = r"(?:shared|tied|the\s+same|reused)"
_FORM = (
    r"(?:identity|zeros?|all-?zeros?|all-?ones|ones|(?:block-?|tri-?)diagonal|banded|"
    r"(?:strictly\s+)?(?:(?:lower|upper)[-\s])?triangular|(?:anti|skew|non)?-?symmetric|"
    r"orthogonal|orthonormal|unitary|hermitian|sparse|toeplitz|circulant|hankel|"
    r"low-?\s?rank|rank-\w+|full-?\s?rank|(?:semi-?)?(?:positive|negative)"
    r"(?:[-\s](?:semi-?)?definite)?|non-?(?:negative|positive)|(?:doubly[-\s])?stochastic|"
    r"permutation|rotation|householder|binary|ternary|quanti[sz]ed|complex|masked|"
    r"(?:spectrally[-\s])?normali[sz]ed|clipped|hollow|nilpotent|idempotent)"
)
_BENIGN = frozenset(
    [
        *["learned", "learnt", "trained", "trainable", "learnable", "tunable", "real"],
        *["optimised", "optimized", "adapted", "adaptive", "adjustable", "square"],
        *["valued", "dense", "full", "unconstrained", "weight", "weights", "parameter"],
        *["parameters", "matrix", "matrices", "vector", "vectors", "bias", "biases"],
        *["scalar", "scalars", "terms", "coefficients", "recurrent", "input", "output"],
        *["hidden", "given", "defined", "omitted", "shown", "estimated", "updated"],
        *["fitted", "different", "independent", "separate", "distinct", "model"],
        *[
            "network",
            "cell",
            "connection",
            "connections",
            "kernels",
            "kernel",
            "called",
        ],
        *["denoted", "used", "computed", "applied", "added", "stored", "needed"],
        *["required", "available", "important", "optional", "obtained", "introduced"],
        *[
            "described",
            "known",
            "and",
            "jointly",
            "end",
            "to",
            "as",
            "follows",
            "above",
        ],
        *["learning", "all", "both", "again", "also", "respectively", "free", "usual"],
        *[
            "corresponding",
            "linear",
            "variables",
            "constants",
            "numbers",
            "gains",
            "gain",
        ],
        *["operators", "maps", "transformations", "projections", "filters", "there"],
        *[
            "here",
            "per",
            "gate",
            "gates",
            "of",
            "the",
            "layer",
            "suitable",
            "appropriate",
        ],
        *["projection", "embedding", "embeddings", "state", "transition", "readout"],
        *["initialised", "initialized", "drawn", "scaling", "time", "rates", "rate"],
        *[
            "diagonal",
            "affine",
            "feedforward",
            "additional",
            "extra",
            "internal",
            "external",
            "our",
            "its",
        ],
    ]
)
_ARTICLE = r"(?:the|an?|some|also|all|both|each|simply|then|just|always)"
_BE = (
    r"(?:is|are|be|being|was|were)(?:\s+(?:constrained|restricted|assumed|chosen|taken|kept|"
    r"set|forced|required|defined|parameteri[sz]ed|held)(?:\s+(?:to\s+be|as|to|at))?)?"
)
_NOUNS = ("matri", "weight", "vector", "bias", "parameter", "operator", "map")
_PARTS = ("entries", "element", "eigen", "rows", "column", "weight", "compon", "values")
_NOUN = r"(?:matri(?:x|ces)|weights?|vectors?|bias(?:es)?|parameters?|operators?|maps?)"


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Predicates, and `the orthogonal matrix $U$`."""
    name = (
        r"(?:\\(?:mathbf|bm|boldsymbol|mathrm|vec)\s*\{\s*)?"
        r"(?:\\[A-Za-z]{2,8}|[^\W\d_])\}?(?:_(?:\{[\w,\s]{1,12}\}|\w))?"
    )
    # blanks are read in one way only: where equations stood there are many
    one = rf"(?:[$`]\s*+)?(?<![\w\\]){name}(?![\w^(])(?:\s*+[$`])?+"
    listed = rf"(?P<names>{one}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){one}){{0,8}})"
    said = (
        rf"{listed}(?:\s*(?:∈|\\in\b)[^.;=]{{1,60}}?\$?)?(?:\s*,)?\s+{_BE}\s+"
        r"(?P<said>[A-Za-z][^.;:$\n,()]{0,80}(?:\n(?!\s*\n)[^.;:$\n,()]{1,60})?)"
    )
    before = (
        rf"(?<![-\w])(?P<form>{_FORM}|{_FROZEN})\s+(?:[A-Za-z-]+\s+){{0,2}}?{_NOUN}\s+"
        rf"{listed}"
    )
    start = (  # `$b$ is the forget bias, initialised to 1`
        rf"{listed}\s+(?:is|are)\s+[^.;:$\n]{{0,60}}?,?\s+(?P<start>initiali[sz]ed\s+"
        r"(?:to|with|as|at|from|by)\b[^.;:$\n]{1,40})"
    )
    owned = (
        rf"{listed}\s+(?:has|have)\s+(?P<owned>(?:only\s+)?{_FORM}\s+(?:entries|elements|"
        r"eigenvalues|rows|columns|weights|components|values))"
    )
    return tuple(regex(each, re.I) for each in (said, before, start, owned))


@cache
def _found(form: str) -> re.Pattern[str]:
    """A form at the start of a predicate, `the fixed random matrix`, and its end."""
    return regex(
        rf"(?:{_ARTICLE}\s+)*(?:(?!of\b|for\b|that\b|which\b|not\b)[A-Za-z-]+\s+){{0,2}}?"
        rf"(?P<form>{form})\b(?!-)(?=\s*(?:\Z|[,;)]|(?:and|but|or|with|across|between|by|to|"
        rf"in|at|during|over|for|throughout|after|random|along)\b|(?:[A-Za-z-]+\s+)?{_NOUN}))",
        re.IGNORECASE,
    )


def warn_of_properties(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report what sentences say of parameters that are read as plain ones."""
    facts, source = resolved.facts, diagnostics.source
    if (
        "$" not in source.text
        and " is " not in source.text
        and " are " not in source.text
    ):
        return
    open_ones = [
        each
        for each in resolved.parameters
        if each not in facts.roles and each not in facts.initializers
    ]
    text = facts.without_lines(source.text)
    for each in resolved.definitions:
        place = each.span
        inside = re.sub(r"[^\n]", ".", text[place.start : place.end])
        text = text[: place.start] + inside + text[place.end :]
    told: set[str] = set()
    for names, form, place, longer in _sayings(text):
        meant = [each for each in names if each in open_ones and each not in told]
        first = meant[:1]
        shape = facts.shapes.get(first[0]) if first else None
        kind = _kind(form)
        if not first or (
            shape and not shape.spoken and kind not in ("frozen", "start")
        ):
            continue
        told |= {*meant}
        _tell(first[0], kind, longer, place, shapes[first[0]], resolved, diagnostics)


def _sayings(text: str) -> Iterator[tuple[list[str], str, Span, str]]:
    said, before, starting, owned = _forms()
    for match in said.finditer(text):
        form = _form(match["said"])
        if form and not _is_supposed(text, match.start()):
            place = Span(*match.span("names"))
            yield _names(match["names"]), form, place, _short(match["said"], form)
    for match in found_near(before, text, _NOUNS):
        if not _is_supposed(text, match.start()):
            place = Span(*match.span("names"))
            yield _names(match["names"]), match["form"], place, match["form"]
    for kind, pattern in (("start", starting), ("owned", owned)):
        words_of = ("initiali",) if kind == "start" else _PARTS
        for match in found_near(pattern, text, words_of):
            words = " ".join(match[kind].split())
            if not _is_supposed(text, match.start()):
                place = Span(*match.span("names"))
                yield _names(match["names"]), words, place, words


def _form(said: str) -> str:
    """The form that a predicate names; of a short one any word that is not known."""
    words = said.strip()
    if re.match(r"initiali[sz]ed\b", words, re.IGNORECASE):
        return words
    for each in (_FROZEN, _FORM, _SHARED):
        found = _found(each).match(words)
        if found is not None:
            return found["form"]
    bare_words = re.split(r"\s(?:where|while|which|such|so|because|since)\b", words)[0]
    noun = re.search(rf"(?:{_NOUN}|[a-z]s)\Z", bare_words.strip(), re.I)
    if (
        noun
        or len(bare_words.split()) > 3
        or re.match(rf"{_ARTICLE}\b|not\b", words, re.I)
    ):
        return ""
    every = re.findall(r"[a-z]+", bare_words.lower())
    links = {
        "in",
        "of",
        "such",
        "that",
        "by",
        "with",
        "for",
        "from",
        "on",
        "at",
        "given",
        "not",
        "one",
    }
    strange = {*every} - _BENIGN
    return bare_words if strange and links.isdisjoint(every) else ""


def _short(said: str, form: str) -> str:
    words = " ".join(said.split())
    return words if len(words) < 50 else " ".join(form.split())


def _is_supposed(text: str, place: int) -> bool:
    words = re.split(r"[.;:]\s|\n[ \t]*\n", text[max(place - 120, 0) : place])[-1]
    supposing = r"\b(?:if|when|whenever|unless|suppose|assum\w+|case|unlike|instead)\b"
    return re.search(supposing, words, re.IGNORECASE) is not None


def _names(listed: str) -> list[str]:
    found = []
    plain = re.sub(
        r"\\(?:mathbf|bm|boldsymbol|mathrm|vec)\s*\{\s*([^{}]+)\}", r"\1", listed
    )
    name = r"(\\[A-Za-z]+|[^\W\d_])(?:_(?:\{([\w,\s]+)\}|(\w)))?(?![^\W\d_])"
    for base, braced, label in re.findall(name, plain):
        try:
            spelled, _ = spell(base)
        except ValueError:
            continue
        below = re.sub(r"[,\s]", "", braced or label)
        found.append(f"{spelled}_{below}" if below else spelled)
    return found


def _kind(form: str) -> str:
    if re.match(r"initiali[sz]ed\b", form, re.IGNORECASE):
        return "start"
    if re.fullmatch(_SHARED, form, re.IGNORECASE):
        return "shared"
    return "frozen" if re.fullmatch(_FROZEN, form, re.IGNORECASE) else form.lower()


def _tell(
    identifier: str,
    kind: str,
    said: str,
    place: Span,
    shape: Shape,
    resolved: Resolved,
    diagnostics: Diagnostics,
) -> None:
    source = diagnostics.source
    use = resolved.first_use[identifier]
    typed = bare(source.snippet(use))
    declared = declaration(typed, shape, source)
    labels = (Label(use, "used here"),)
    if kind in ("shared", "start"):
        if kind == "shared" and re.search(r"\b(?:time|steps?)\b", said):
            return
        line = f"write in the where block `{declared} init ...`, with a number, zeros, "
        line += "identity, orthogonal, uniform(0.1) or normal(0.1)"
        diagnostics.note(
            "N0699",
            f"that `{typed}` is `{said}` stands in a sentence and is not read",
            place,
            labels=labels,
            help=line
            if kind == "start"
            else "a name is one parameter in all equations; with --layers each layer "
            "has its own",
        )
        return
    diagnostics.warning(
        "W0509",
        f"`{typed}` is read as a parameter that is trained, and a sentence says "
        f"that it "
        f"is `{said}`",
        place,
        labels=labels,
        help=_advice(kind, typed, declared, shape),
    )


def _advice(kind: str, typed: str, declared: str, shape: Shape) -> str:
    keep = f"to train all of it write `{declared}`"
    if kind == "frozen":
        return (
            f"write in the where block `{typed} is frozen`; to train it `{typed} is "
            "parameter`"
        )
    if kind.startswith(("identity", "zero", "all", "ones")):
        start = (
            "identity" if kind == "identity" else "ones" if "one" in kind else "zeros"
        )
        frozen = f"{declared} init {start} is frozen"
        return f"write in the where block `{frozen}`, or leave it out; {keep}"
    if kind in ("symmetric",) or "-symmetric" in kind or "isymmetric" in kind:
        sign = "+" if kind == "symmetric" else "-"
        other = "P" if typed != "P" else "Q"
        return (
            f"write above the where block `{typed} = {other} {sign} "
            f"{other}^\\top`; {keep}"
        )
    if kind in ("orthogonal", "orthonormal", "unitary") and len(shape) == 2:
        return (
            f"write in the where block `{declared} init orthogonal`, which only starts "
            f"with one; {keep}"
        )
    return f"no entry of it is left out or bound here; {keep} in the where block"
