r"""W0510: what sentences do to values of a cell, and its equations do not.

`the output is $\mathrm{softmax}(o_t)$`, `$h_t$ is clipped to $[-1, 1]$`, `every second
step`: words are not read, so what they say is not computed.  Not meant are inputs, that
come from outside, gradients, and what an equation of the text has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.resolved import Resolved
from cellc.patterns import found_near, regex
from cellc.syntax.hidden import blank

_NUMBER = r"(?:\$?\s*\d[\d.]*|two|three|half|ten)"
_STEPS = (
    r"(?:(?:every|each)\s+(?:\$?[a-zA-Z\d]+\$?\s?-?\s?(?:th|nd|rd|st)|second|third|fourth|other|"
    r"\$?\d+\$?)\s+(?:time\s?-?)?steps?|(?:at|on|in)\s+(?:odd|even|alternate)\s+"
    r"(?:time\s?-?)?steps?)"
)
_DONE: tuple[tuple[str, str], ...] = (  # what is done -> what an equation with it has
    (
        r"(?:clipped|clamped|truncated|limited|bounded)\b(?!\s+by\b)",
        "clip|min|max|hard",
    ),
    (r"(?:re-?)?normali[sz]ed\b", r"norm|LN|softmax|mean|sum|var|\\frac|/|\\Vert|‖|\|"),
    (
        rf"(?:(?:re)?scaled|multiplied|divided|shifted|raised|increased)\s+by\s+{_NUMBER}",
        "",
    ),
    (
        r"(?:rounded|quanti[sz]ed|binari[sz]ed|discreti[sz]ed|thresholded)\b",
        "floor|step|sign",
    ),
    (
        r"(?:reset|zeroed|re-?initiali[sz]ed|cleared)\b(?=\s+(?:every|at|after|when|to|with|"
        r"before|whenever|by\s+hand|between)\b)",
        "mod|where|cases|r_",
    ),
    (
        r"(?:passed|fed|sent|squashed|put)\s+(?:through|into|by|with)\s+(?:an?|the|another)\s+"
        r"(?:\w+\s+)?(?P<called>softmax|sigmoid|tanh|relu|layer\s?norm\w*|logistic|dropout)",
        "",
    ),
    (
        r"(?:masked|dropped\s+out|detached|averaged|smoothed|whitened|standardi[sz]ed)\b",
        "mean",
    ),
)
_OPERATION = (
    r"(?P<op>dropout|zoneout|(?:layer|batch|weight|group|rms)[-\s]?norm(?:ali[sz]ation)?|"
    r"softmax|clipping|gradient\s+clipping|noise|a\s+(?:softmax|tanh|sigmoid|relu)|residual)"
)
_WORDS = {  # words of which what the forms find has one
    "output": ("output",),
    "treated": (
        *["clipped", "clamped", "truncated", "limited", "bounded", "normali", "scaled"],
        *["multiplied", "divided", "shifted", "raised", "increased", "rounded"],
        *["quanti", "binari", "discreti", "threshold", "reset", "zeroed", "initiali"],
        *["cleared", "softmax", "sigmoid", "tanh", "relu", "norm", "logistic"],
        *["dropout", "masked", "dropped", "detached", "averaged", "smoothed"],
        *["whitened", "standardi"],
    ),
    "applied": (
        *["dropout", "zoneout", "norm", "softmax", "clipping", "noise", "tanh"],
        *["sigmoid", "relu", "residual"],
    ),
    "steps": ("step",),
}
_LIKE = {
    "layer": "LN|norm",
    "batch": "BN|norm",
    "rms": "norm|RMS",
    "softmax": "softmax",
}


@cache
def _output() -> re.Pattern[str]:
    plain = r"[^\W\d_]{1,8}(?:_\{?t\}?|ₜ|\(t\)|ᵗ|\^t)(?![\w(])"
    return regex(
        r"\b(?:the|its|our|final)\s+(?:(?:final|network|model|cell|overall)(?:['’]s)?\s+)?"
        r"outputs?(?:\s+vector)?(?:\s+of\s+(?:the|this|our|each)\s+(?:\w+\s+)?(?:network|"
        r"model|cell|unit|layer|block|module|recurrence))?\s+(?:is|are|equals)\s+(?:(?:then|thus|simply|always|given\s+by|"
        r"computed\s+as|obtained\s+as|defined\s+as|just)\s+)*"
        rf"(?:(?:\$|`|\\\()(?P<formula>[^$`=\n]{{1,80}}?)(?:\$|`|\\\))|(?P<plain>{plain}))"
        r"(?:\s*,?\s*(?:and\s+)?(?:not|rather\s+than|instead\s+of)\s+"
        rf"(?:(?:\$|`|\\\()(?P<other>[^$`=\n]{{1,40}}?)(?:\$|`|\\\))|(?P<named>{plain})))?",
        re.IGNORECASE,
    )


@cache
def _treated() -> re.Pattern[str]:
    done = "|".join(f"(?P<done{at}>{form})" for at, (form, _) in enumerate(_DONE))
    subject = (
        r"(?:[$`](?P<name>[^$`=\n]{1,30})[$`]|\bthe\s+(?:(?:hidden|cell|recurrent|internal|"
        r"new|memory|previous)\s+)?(?P<word>states?|activations?|outputs?|memory))"
    )
    return regex(
        rf"{subject}\s+(?:is|are)\s+(?:(?:then|also|additionally|subsequently|finally|always|"
        rf"further|afterwards|element-?wise|only|further\w*)\s+)*(?:{done})",
        re.IGNORECASE,
    )


@cache
def _applied() -> re.Pattern[str]:
    return regex(
        rf"\b{_OPERATION}\s+(?:is|are)\s+(?:then\s+|also\s+)?applied\s+(?:to|on)\s+(?:the\s+)?"
        r"(?:\w+\s+){0,3}[$`][^$`=\n]{1,30}[$`]"
        rf"|\b(?:we|i)\s+(?:then\s+|also\s+)?(?:apply|"
        rf"add)\s+{_OPERATION.replace('<op>', '<op2>')}"
        r"\s+(?:to|on)\s+(?:the\s+)?(?:\w+\s+){0,3}[$`][^$`=\n]{1,30}[$`]",
        re.IGNORECASE,
    )


@cache
def _at_steps() -> re.Pattern[str]:
    return regex(
        rf"[^.;$\n]{{0,60}}?[$`][^$`\n]{{1,30}}[$`][^.;$\n]{{0,60}}?{_STEPS}", re.I
    )


def warn_of_treatment(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report what sentences say is done to values, where no equation does it."""
    text = diagnostics.source.text
    equations = "\n".join(
        text[each.span.start : each.span.end] for each in resolved.definitions
    )
    words = resolved.facts.without_lines(text)
    for each in resolved.definitions:
        inside = blank(text[each.span.start : each.span.end])
        words = words[: each.span.start] + inside + words[each.span.end :]
    for place in _sayings(words, equations, resolved, diagnostics):
        typed = " ".join(words[place.start : place.end].replace("$", "").split())
        shown = ", ".join(
            f"`{diagnostics.source.snippet(resolved.definition(each).left)}`"
            for each in resolved.outputs
        )
        diagnostics.warning(
            "W0510",
            f"`{typed}` is said in a sentence and is not read: no equation computes "
            f"it, "
            f"and the output is {shown}",
            place,
            help="write it as an equation on a line of its own, or name the outputs in "
            "the where block, `output ...`",
        )


def _sayings(
    text: str, equations: str, resolved: Resolved, diagnostics: Diagnostics
) -> Iterator[Span]:
    defined = {
        _bare(diagnostics.source.snippet(each.left)): each.identifier
        for each in resolved.definitions
    }
    for found in found_near(_output(), text, _WORDS["output"]):
        if not resolved.facts.outputs and _is_other(
            found, defined, equations, resolved
        ):
            yield Span(*found.span())
    taken: list[Span] = []
    for found in found_near(_treated(), text, _WORDS["treated"]):
        at = next(at for at in range(len(_DONE)) if found[f"done{at}"])
        covered = found["called"] or _DONE[at][1]
        known = found["word"] or _bare(found["name"]) in defined
        if known and not _is_in(covered, equations) and not _is_doubted(text, found):
            taken.append(Span(*found.span()))
    for found in found_near(_applied(), text, _WORDS["applied"]):
        named = (found["op"] or found["op2"]).lower()
        covered = next((each for key, each in _LIKE.items() if key in named), named)
        if not _is_in(covered, equations) and not _is_doubted(text, found):
            taken.append(Span(*found.span()))
    for found in found_near(_at_steps(), text, _WORDS["steps"]):
        if not _is_in("mod|cases|where", equations) and not _is_doubted(text, found):
            place = Span(*found.span())
            if not any(
                place.start < each.end and each.start < place.end for each in taken
            ):
                taken.append(place)
    yield from taken


def _is_other(
    found: re.Match[str], defined: dict[str, str], equations: str, resolved: Resolved
) -> bool:
    """Whether an output that is said is none of the cell's, or another is denied."""
    formula = _bare(found["formula"] or found["plain"])
    denied = defined.get(_bare(found["other"] or found["named"] or ""))
    if denied in resolved.outputs and denied is not None:
        return True
    if formula in defined:
        return defined[formula] not in resolved.outputs
    computes = re.search(r"[(+*⊙⊗·/]|\\(?:odot|cdot|circ|frac|times)|\w\s*-\s", formula)
    if computes is None or re.fullmatch(r"[^()]*\(t\)", formula):
        return False
    return formula not in _bare(equations)


def _is_in(covered: str, equations: str) -> bool:
    return bool(covered) and re.search(covered, equations, re.IGNORECASE) is not None


def _is_doubted(text: str, found: re.Match[str]) -> bool:
    """Gradients, and cases: `if h_t is clipped`."""
    start = max(found.start() - 100, 0)
    before = re.split(r"[.;:]\s|\n[ \t]*\n", text[start : found.start()])[-1]
    clause = re.split(r",\s|\band\b", before)[-1] + found.group()[:30]
    cases = r"\b(?:if|when|whenever|unless|without|instead|unlike)\b"
    return bool(
        re.search(r"\b(?:gradients?|derivatives?)\b", clause, re.IGNORECASE)
        or re.search(cases, before, re.IGNORECASE)
    )


def _bare(text: str) -> str:
    plain = re.sub(
        r"\\(?:left|right|mathrm|mathbf|text|operatorname|bm|boldsymbol)\b", "", text
    )
    return re.sub(r"[\s{}$]", "", plain)
