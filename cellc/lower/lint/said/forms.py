r"""What sentences say of equations as such, as forms of words.

In: a sentence in small letters with single spaces and without marks of LaTeX.  Out: the
forms of words.py that it has, and what it replaces by what.
A sentence of another paper, of training, or of what can be is not meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cellc.lower.lint.said import (
    words,
    words_active,
    words_besides,
    words_defined,
    words_doing,
    words_roles,
    words_steps,
)
from cellc.lower.lint.said.words import Form
from cellc.patterns import regex

FUNCTIONS = {  # what a sentence calls it -> what an equation with it has
    r"leaky relus?": r"leaky|lrelu",
    r"hard[- ]?(?:sigmoids?|tanhs?|logistic)(?: functions?)?": r"hard",
    r"(?:relus?|rectifiers?|rectified linear(?: units?)?)": r"relu|max|\[.*\]_\+",
    r"tanhs?|hyperbolic tangents?": r"tanh",
    r"(?:logistic )?sigmoids?(?: functions?)?|sigma|logistic(?: functions?)?": "sigm|σ",
    r"softplus": r"softplus|log",
    r"softsigns?": r"softsign|\|",
    r"soft-?max(?:es)?": r"softmax",
    r"sparsemax|entmax": r"sparsemax|entmax",
    r"[gs]?elus?": r"elu",
    r"swish|silu": r"swish|silu|sigm|σ",
    r"(?:co)?sines?|cos|sin": r"cos|sin",
    r"the identity": r"identity",
    r"means?|averages?": r"mean|avg|average|/|frac|⟨",
    r"sums?|summations?|additions?": r"\+|sum|∑",
    r"max(?:imum|imums|ima)?(?:-pooling)?": r"max",
    r"min(?:imum|imums|ima)?": r"min",
    r"subtractions?|differences?": r"-|−",
    r"concatenations?": r"\[|;|concat|,",
    r"(?:element-?wise |hadamard |matrix |dot |inner |outer )?(?:products?|"
    r"multiplications?)": r"⊙|odot|\*|·|cdot|circ|∘|\w \w",
    r"divisions?": r"/|frac",
    r"convolutions?": r"conv|\*|∗",
    r"cosine similarit\w+": r"cos|norm",
}


# what says that a sentence is about something else
_ELSEWHERE = (
    r"\b(?:backprop\w*|loss|epochs?|mini-?batch(?:es)?|batch size|data ?sets?|corpus|"
    r"accurac\w+|optimi[sz]ers?|learning rates?|validation|test set|perplexit\w+|ba"
    r"selines?"
    r"|unlike|in contrast|originally|in the original|whereas|traditional\w*|convent"
    r"ional\w*"
    r"|ablation|compared|previous work|earlier work|other (?:authors|papers|works?|"
    r"variants)|some (?:authors|papers|variants|works|texts|books|libraries)|often|"
    r"sometimes|usually|typically|commonly|adam|sgd)\b"
)
_SUPPOSED = (
    r"\b(?:can|could|may|might|would|if|when|whenever|unless|whether|would|to avoid|"
    r"suppose|imagine|although|though|even if|need not|do not need|does not need|"
    r"(?:special|extreme) case|avoids?|prevents?)\b"
)


class Found(NamedTuple):
    """A form that a sentence has: where in it, and what it is."""

    start: int
    end: int
    form: Form


def forms_in(sentence: str) -> list[Found]:
    """The forms that a sentence in plain small letters has."""
    return _found(sentence, (*words.FORMS, *words_steps.FORMS, *words_besides.PLAIN))


def forms_of_roles(marked: str) -> list[Found]:
    """The forms that a sentence has whose names are marked as their roles."""
    forms = (*words_roles.FORMS, *words_doing.FORMS, *words_active.FORMS)
    return _found(marked, (*forms, *words_besides.ROLES))


def forms_of_definitions(marked: str) -> list[Found]:
    """The forms that a sentence has that says what an input is made of."""
    return _found(marked, words_defined.FORMS)


def is_joined(marked: str) -> bool:
    """Whether a sentence says of which names an input is joined."""
    found = _compiled(words_defined.JOINED).search(marked)
    if found is None or _compiled(_ELSEWHERE).search(marked):
        return False
    return _compiled(_SUPPOSED).search(marked[: found.end()]) is None


def _found(sentence: str, forms: Iterable[Form]) -> list[Found]:
    if _compiled(_ELSEWHERE).search(sentence):
        return []
    found: list[Found] = []
    for form in forms:
        match = _compiled(form.pattern).search(sentence)
        if match is None or _compiled(_SUPPOSED).search(sentence[: match.end()]):
            continue
        found.append(Found(match.start(), match.end(), form))
    return found


def replacement_in(sentence: str) -> tuple[str, str] | None:
    """What a sentence puts in the place of what: of `ReLU instead of tanh` both."""
    if _compiled(_ELSEWHERE).search(sentence):
        return None
    for each in _REPLACED:
        match = _compiled(each).search(sentence)
        if match and not _compiled(_SUPPOSED).search(sentence[: match.start()]):
            return match["new"], match["old"] or ""
    return None


def has(called: str, equations: str) -> bool | None:
    """Whether equations have what words call a function; None for other words."""
    for called_so, typed in FUNCTIONS.items():
        name = rf"(?:(?:the|an?|all|each|element-?wise)\s+)*(?:{called_so})\b"
        if _compiled(name).match(called.strip()):
            return _compiled(typed).search(equations.lower()) is not None
    return None


_FUNCTION = "(?:" + "|".join(FUNCTIONS) + ")"
_A = r"(?:(?:the|an?|all|each|every|element-?wise|usual|standard)\s)*"
_PLACES = (
    r"(?:(?:in|for|as|at) (?:all|both|every|each|the|our|an?)(?: [\w-]+){0,3} (?:ga"
    r"tes?|"
    r"units?|layers?|cells?|activations?|non-?linearit\w+|equations?|places?|lines?)\b"
    r"|throughout\b|everywhere\b)"
)
_REPLACED = (
    rf"\b(?:replac|substitut|swap|exchang)\w+ (?P<old>{_A}{_FUNCTION})\b(?: [\w-]+)"
    rf"{{0,3}} "
    rf"(?:by|with|for) (?P<new>{_A}[\w-]+(?: [\w-]+)?)",
    rf"(?P<old>{_A}{_FUNCTION})\b(?: [\w-]+){{0,3}} (?:is|are|was|were|has been) (?"
    rf":[\w-]+ )?"
    rf"(?:replaced|substituted|exchanged) (?:by|with|for) (?P<new>{_A}[\w-]+(?: [\w"
    rf"-]+)?)",
    rf"(?P<new>{_A}\b{_FUNCTION})\b(?: [\w-]+){{0,3}} (?:instead of|rather than|in "
    rf"place of) "
    rf"(?P<old>{_A}{_FUNCTION})\b",
    rf"\b(?:instead of|rather than|in place of) (?P<old>{_A}{_FUNCTION})\b.{{0,30}}?"
    rf"(?P<new>{_A}\b{_FUNCTION})\b",
    rf"\b(?:we|i) (?:use|used|employ|take|took|apply|choose|chose) (?P<new>{_A}(?:h"
    rf"ard[- ]?"
    r"(?:sigmoids?|tanhs?)|leaky relus?|relus?|tanhs?|softsigns?|softplus|[gs]?elus?|"
    r"logistic sigmoids?|sigmoids?|swish|silu)\b)(?P<old>)(?: [\w-]+){0,2} "
    rf"{_PLACES}",
    r"\b(?P<new>(?:hard[- ]?(?:sigmoids?|tanhs?)|leaky relus?|relus?|tanh|softsigns?|"
    r"softplus|[gs]?elus?|sigmoids?|swish|silu))(?: functions?)? (?:is|are) used"
    rf"(?P<old>)(?: [\w-]+){{0,2}} {_PLACES}",
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return regex(pattern)
