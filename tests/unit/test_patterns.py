"""What is searched near words alone is what a search of the whole text finds."""

from __future__ import annotations

import re

import pytest

from cellc.lower.lint.said import parameters, sizes, values
from cellc.lower.said_functions import _BEFORE, _FOR, _PARTS, _SAID
from cellc.patterns import found_near
from cellc.syntax import said_brackets

_SENTENCES = (
    "where $\\sigma$ denotes the logistic sigmoid",
    "we use the ReLU as the activation function $f$",
    "For $g$ we use the hyperbolic tangent",
    "The output is $\\mathrm{softmax}(o_t)$",
    "$h_t$ is then Clipped to 1",
    "we apply layer normalization to the state $h_t$",
    "in which $c_t$ changes every second step",
    "$U$ is frozen",
    "with the orthogonal matrix $V$",
    "$W$ has non-negative entries",
    "$b$ is the bias, initialised to 1",
    "$d$ is the number of hidden units",
    "where $[a]$ denotes the integer part of $a$",
)
_PROSE = "Nothing of it is said in this line, which is one of many. "
_FORMS = {
    **{form: _PARTS for form in (_SAID, _BEFORE, _FOR)},
    values._output(): values._WORDS["output"],
    values._treated(): values._WORDS["treated"],
    values._applied(): values._WORDS["applied"],
    values._at_steps(): values._WORDS["steps"],
    parameters._forms()[1]: parameters._NOUNS,
    parameters._forms()[2]: ("initiali",),
    parameters._forms()[3]: parameters._PARTS,
    sizes._said(): sizes._WORDS,
    said_brackets._patterns()["LSQB"]: said_brackets._TYPED["LSQB"],
}


@pytest.mark.parametrize("far", [0, 3, 40])
def test_passages_hold_what_the_whole_text_does(far: int) -> None:
    text = (_PROSE * far).join(f"{each}. " for each in (*_SENTENCES, *_SENTENCES))
    for form, words in _FORMS.items():
        found = [each.span() for each in found_near(form, text, words)]
        assert found == [each.span() for each in form.finditer(text)]
        assert found


def test_letters_that_are_two_in_small() -> None:
    pattern = re.compile("the state", re.IGNORECASE)
    text = "\u0130" * 900 + " The State"
    assert [each.start() for each in found_near(pattern, text, ["state"])] == [901]
