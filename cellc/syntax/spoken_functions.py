"""What words say a function is: `where σ is the hyperbolic tangent`.

Words are believed to say it only where they stand as `LETTER is ... FUNCTION` in one
clause: `f(t) = σ(...) one step of the solver is` is about no function called step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.patterns import regex
from cellc.syntax.clauses import SCRIPTS, VERBS
from cellc.syntax.function_words import names_another

_FUNCTION_LETTERS = frozenset(
    ["σ", "\\sigma", "φ", "\\phi", "ϕ", "\\varphi", "ψ", "\\psi", "f", "g"]
)
_OTHER_FUNCTIONS = frozenset(
    [
        "tanh",
        "tangent",
        "relu",
        "rectified",
        "rectifier",
        "identity",
        "softplus",
        "step",
    ]
)
_CALLED = {"tangent": "tanh", "rectified": "relu", "rectifier": "relu"}
_CALLED |= {"logistic": "sigmoid"}
NAMES_OF_FUNCTIONS = _OTHER_FUNCTIONS | {"sigmoid", "logistic", "exp", "log", "elu"}
_SIGMAS = frozenset(["σ", "\\sigma"])
_SIGMOID = frozenset(["sigmoid", "logistic"])
_BINDING = VERBS | {"represents", "represent"}
# between a letter and its verb: `where σ here and φ, the activations, are`
_BETWEEN = frozenset(
    [
        *["and", "or", "both", "here", "which", "that", "the", "an", "again", "also"],
        *["always", "usually", "typically", "generally", "respectively"],
        *["function", "functions", "activation", "activations", "nonlinearity"],
        *["nonlinearities", "non", "linearity", "linear", "elementwise"],
    ]
)
_ARTICLES = frozenset(["the", "a", "an"])
_ENDS = frozenset(["EQUAL", "FULL_STOP", "SEMICOLON"])
_FUNCTION_NOUN = r"(?:activation|function|nonlinearity)"
# `one step of the solver`, `the identity matrix`: English words beside functions
_ENGLISH = regex(
    rf"(?<!heaviside )(?<!unit )(?<!binary )\bstep\b(?! {_FUNCTION_NOUN})"
    r"|\bidentity (?=matrix|matrices)"
)


def functions_of(group: list[Token]) -> Iterator[list[tuple[Token, str]]]:
    """Letters that words say to be functions, and which, as no equation says."""
    letters = [
        each
        for at, each in enumerate(group)
        if _is_letter(group, at) and _is_bound(group, at)
    ]
    if not letters:
        return
    if set(letters) <= _SIGMAS and _is_sigmoid(group, letters[0]):
        return  # what it is anyway
    yield [(each, _named(group, each)) for each in letters]


def sigmas_of(tokens: Sequence[Token]) -> Iterator[list[tuple[Token, str]]]:
    """The σ that a formula which cannot be read defines, `σ(x) = ...`."""
    for at, token in enumerate(tokens):
        kinds = [each.type for each in tokens[at + 1 : at + 5]]
        behind = kinds[3:] if kinds[:3:2] == ["LPAR", "RPAR"] else kinds
        if token in _SIGMAS and behind[:1] == ["EQUAL"]:
            yield [(token, "")]
            return


def in_time(group: list[Token], at: int) -> bool:
    """Whether a name has the index t: `f_t` is a gate, and no function."""
    behind = [str(each) for each in group[at + 1 : at + 3]]
    return behind == ["_", "t"] or behind[:1] == ["ₜ"]


def _is_letter(group: list[Token], at: int) -> bool:
    """Whether a letter stands for a function here; the g of `σ_g` is a label."""
    token = group[at]
    if token.type != "NAME" or in_time(group, at):
        return False
    if token not in _FUNCTION_LETTERS and not (len(token) == 1 and _is_open(group, at)):
        return False
    before = [each.type for each in group[max(at - 2, 0) : at]]
    braced = before[-1:] == ["LBRACE"] and before[0] in SCRIPTS
    return before[-1:] not in ([each] for each in SCRIPTS) and not braced


def _is_bound(group: list[Token], at: int) -> bool:
    """Whether a verb binds the name of a function to the letter, in one clause."""
    depth = 0
    for index in range(at + 1, len(group)):
        token = group[index]
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        if token.type in _ENDS:
            return False
        words = _words([token]) if depth <= 0 else []
        verb = next((n for n, each in enumerate(words) if each in _BINDING), None)
        spoken = words[:verb] if len(token) > 1 else []
        if not token.startswith("\\") and not {*spoken} <= _BETWEEN:
            return False
        if verb is not None:
            behind = _clause(group[index + 1 :])
            return _names_function([*words[verb + 1 :], *_words(behind)])
        if spoken and spoken[0] in _ARTICLES and _is_open(group, at):
            return _names_function(_words(_clause(group[index:])))
    return False


def _names_function(words: list[str]) -> bool:
    said = _ENGLISH.sub(" ", " ".join(words)).split()
    return not _OTHER_FUNCTIONS.isdisjoint(said)


def _is_open(group: Sequence[Token], at: int) -> bool:
    """`h(·)`: a letter that stands for a function, whatever letter it is."""
    kinds = [each.type for each in group[at + 1 : at + 4]]
    return kinds in (["LPAR", "CDOT", "RPAR"], ["LPAR", "FULL_STOP", "RPAR"])


def _clause(tokens: Sequence[Token]) -> list[Token]:
    """The tokens up to the end of a clause, to a formula, or to another function."""
    ends = (
        at
        for at, each in enumerate(tokens)
        if each.type in _ENDS or _is_named(tokens, at)
    )
    return list(tokens[: next(ends, len(tokens))])


def _is_named(tokens: Sequence[Token], at: int) -> bool:
    """Whether words about a letter begin: `g is a vector, σ is the sigmoid`."""
    formula = at and tokens[at - 1].type == "INLINE" and tokens[at].type == "NAME"
    if not (formula or tokens[at] in _FUNCTION_LETTERS):
        return False
    behind = tokens[at + 4 if _is_open(tokens, at) else at + 1 :][:2]
    words = _words([each for each in behind if each.type != "INLINE"])
    return bool(words) and words[0] in _BINDING | _ARTICLES


def _words(tokens: Sequence[Token]) -> list[str]:
    texts = [each.lower() for each in tokens if each.type in ("NAME", "WORDS")]
    return re.findall("[a-z]+", " ".join(texts))


def _named(group: list[Token], letter: Token) -> str:
    """The function that words call a letter, if they name one, and no formula."""
    start = next(at for at, each in enumerate(group) if each is letter)
    others = (
        at
        for at in range(start, len(group))
        if group[at] in _FUNCTION_LETTERS and group[at] != letter
    )
    said = group[start : next(others, len(group))]
    words = _ENGLISH.sub(" ", " ".join(_words(said))).split()
    found = {_CALLED.get(each, each) for each in words if each in NAMES_OF_FUNCTIONS}
    formula = any(each.type == "EQUAL" for each in said)
    plain = len(found) == 1 and not formula and not names_another(words)
    return found.pop() if plain else ""


def _is_sigmoid(group: list[Token], letter: Token) -> bool:
    """`σ denotes the logistic sigmoid`: the first function that is named behind it."""
    start = next(at for at, each in enumerate(group) if each is letter)
    words = _words(group[start:])
    named = [each for each in words if each in _OTHER_FUNCTIONS | _SIGMOID]
    return bool(named) and named[0] in _SIGMOID
