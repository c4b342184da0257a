r"""How far a sentence stands by a value in it: `we set $\beta = 1$`, `if $\beta = 1$`.

In: the tokens of a line, its words on other lines, and where a formula of it stands.
Out: what the words of the formula's own sentence do.  `$\beta$ is set to $1$` is turned
into the formula that it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.patterns import regex
from cellc.syntax.clauses import is_prose_word
from cellc.syntax.nodes import Telling
from cellc.syntax.units import UNITS

_GIVING = frozenset(["where", "with", "let", "here", "denotes", "denote", "fixed"])
_CASES = frozenset(
    [
        *[
            "case",
            "cases",
            "special",
            "setting",
            "suppose",
            "initialise",
            "initialised",
        ],
        *["initialising", "initialize", "initialized", "initializing", "initially"],
        *["initial", "initialisation", "initialization", "first", "start", "starts"],
        *["recover", "recovers", "reduce", "reduces", "limit", "becomes", "beginning"],
    ]
)
_DOUBTS = frozenset(
    [
        *["if", "when", "whenever", "unless", "set", "sets", "assume", "assuming"],
        *["example", "eg", "found", "find", "tuned", "tune", "search", "searched"],
        *["typically", "usually", "often", "sometimes", "commonly", "normally"],
        *["could", "would", "might", "may", "can", "best", "well", "either", "or"],
        *["vary", "varied", "varying", "depending", "approximately", "roughly"],
        *["instead", "otherwise", "not", "never", "recommend", "recommended"],
        *["suggest", "suggested", "bias", "biases"],
    ]
)
_OF_BLOCKS = _DOUBTS - {"bias", "biases", "or", "not", "can", "may", "well", "either"}
_SUBJECT = r"(?:we|i|they|authors?|paper|experiments?|implementation|code)"
_VERB = (
    r"(?:set|sets|use|uses|used|take|takes|took|fix|fixes|fixed|choose|chooses|chose|"
    r"pick|picked|adopt|adopts|adopted|keep|keeps|kept|employ|employed|let|have)"
)
_CHOOSES = regex(
    rf"\b{_SUBJECT}\b(?: (?:also|then|always|simply|here|therefore|thus|all|will|did))*"
    rf" {_VERB}\b"
    r"|\b(?:is|are|was|were|be|been)\b(?: \w+ly| all| always| then)*"
    r" (?:set|fixed|chosen|taken|kept|held|used)\b"
    r"|\b(?:set|fixed|kept|held) (?:to|at)\b"
)
_BY_DEFAULT = regex(  # says that the value holds, but where a text says another
    r"\b(?:unless|if not)(?: explicitly| specifically)?(?: otherwise)?"
    r"(?: explicitly| specifically)?"
    r" (?:stated|noted|specified|mentioned|indicated|said|given|reported)"
    r"(?: otherwise| differently)?\b"
)
_STATED = regex(  # the words in front of a value, or of values in a row
    r"(?:\b(?:is|are|was|were|equals?|namely|ie|throughout(?: \w+){0,4}|by default"
    r"|in (?:all|our|these|this|every|each|the)(?: \w+){0,2}"
    r" (?:experiments?|simulations?|runs?|paper|work|study|article|model|trials))"
    r"|\A(?:(?:the|our|other|all|default|simulation|model) )*"
    r"(?:hyper)?parameters?(?: values?)?)\Z"
)
_BETWEEN = {"and", *(each.lower() for each in UNITS)}  # words between such values
_SETTING = frozenset(["set", "fixed", "kept", "held", "chosen", "taken", "equal"])
_BE = frozenset(["is", "are", "was", "were"])
_TO = frozenset(["to", "at", "as", "be"])
_SIGNS = frozenset(["NUMBER", "MINUS", "FULL_STOP"])
_CLAUSE = 3  # words of a clause with `With` in front


def telling(
    group: Sequence[Token], around: Sequence[Token], formula: int, spoken: bool
) -> Telling:
    """What the sentence of a formula does with it.

    formula: where it starts.  spoken: whether a sentence with `where` goes on.
    """
    first, last = _sentence(group, formula)
    words = [*_words(group[first:last])]
    if first == 0 or last == len(group):
        words += _words(around)
    if not any(len(each) > 1 for each in words):
        return Telling.GIVEN
    said = _BY_DEFAULT.sub(" ", " ".join(words))
    chosen = _CHOOSES.search(said) is not None
    rest = {*_CHOOSES.sub(" ", said).split()}
    supposing = group[first] == "With" and len(words) >= _CLAUSE
    said_of = words[supposing:]  # `With $b = 0$ the state decays.`
    giving = spoken or not _GIVING.isdisjoint(said_of)
    if not _CASES.isdisjoint(rest):
        return Telling.CASE
    if giving and _OF_BLOCKS.isdisjoint(rest):
        return Telling.GIVEN
    said_so = chosen or _is_stated(group[first:], around, formula)
    return Telling.CHOSEN if said_so and not rest & _DOUBTS else Telling.DOUBTED


def _sentence(group: Sequence[Token], formula: int) -> tuple[int, int]:
    """From where to where a line has the sentence with a formula."""
    first, last = 0, len(group)
    inside = False
    for at, token in enumerate(group):
        inside ^= token.type == "INLINE"
        if inside or not _ends(group, at):
            continue
        if (token.start_pos or 0) < formula:
            first = at + 1
        else:
            return first, at
    return first, last


def _ends(group: Sequence[Token], at: int) -> bool:
    """Whether a sentence ends; not at the points of `i.e.` and of `0.1`."""
    token = group[at]
    if token.type == "SEMICOLON":
        return True
    before = group[at - 1] if at else token
    short = before.type == "NAME" and len(before) < 3
    return token.type == "FULL_STOP" and not short


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    """The words outside of `$ ... $`."""
    inside = False
    for token in tokens:
        if token.type == "INLINE":
            inside = not inside
        elif not inside and token.type in ("NAME", "WORDS"):
            yield from re.findall(r"[^\W\d_]+", token.lower())


def _is_stated(
    sentence: Sequence[Token], around: Sequence[Token], formula: int
) -> bool:
    """`The time constant is $\\tau = 5$`, and `Throughout, $\\tau = 5$ and $a = 1$`."""
    before: list[Token] = []  # since the last formula, or in front of the first
    row: list[Token] = []
    inside = False
    for token in sentence:
        if (token.start_pos or 0) >= formula:
            break
        if token.type == "INLINE":
            inside = not inside
            if inside:
                before, row = _in_a_row(before, row), []
        elif not inside:
            row.append(token)
    words = [*_words(before or around)]
    said = _BY_DEFAULT.sub("by default", " ".join(words))
    return _STATED.search(said) is not None


def _in_a_row(before: list[Token], since: list[Token]) -> list[Token]:
    """The words in front of formulas that nothing but `and` and units stand between."""
    joined = bool(before) and _BETWEEN.issuperset(_words(since))
    return before if joined else since


# ---------------------------------------------------------------- is set to


def with_set_values(group: list[Token]) -> list[Token]:
    r"""`$\beta$ is set to $1$` as `$\beta = 1$ is set to`."""
    marks = [at for at, each in enumerate(group) if each.type == "INLINE"]
    for opening, closing in zip(marks[::2], marks[1::2], strict=False):
        stop = _behind_words(group, closing + 1)
        number = _number(group, stop) if stop else []
        if not number or any(
            each.type in ("EQUAL", "IN") for each in group[opening:closing]
        ):
            continue
        inline = group[stop].type == "INLINE"
        end = stop + len(number) + 2 * inline
        equal = Token.new_borrow_pos("EQUAL", "=", group[closing])
        formula = [*group[opening:closing], equal, *number, group[closing]]
        words = group[closing + 1 : stop]
        return with_set_values([*group[:opening], *formula, *words, *group[end:]])
    return group


def _behind_words(group: Sequence[Token], at: int) -> int:
    """Behind `is set to`; 0 if these words do not stand there."""
    words = [each.lower() for each in group[at : at + 4] if is_prose_word(each)]
    for length in (3, 4):
        found = words[:length]
        if len(found) == length and found[0] in _BE and found[-1] in _TO:
            return at + length if found[-2] in _SETTING else 0
    return 0


def _number(group: Sequence[Token], at: int) -> list[Token]:
    """`1`, `$-1$`: the tokens of a number, without what stands around it."""
    inline = at < len(group) and group[at].type == "INLINE"
    found: list[Token] = []
    for token in group[at + inline :]:
        if token.type not in _SIGNS or (not inline and token.type == "FULL_STOP"):
            break
        found.append(token)
    behind = group[at + inline + len(found) :][:1]
    closed = not inline or [each.type for each in behind] == ["INLINE"]
    return found if closed and any(each.type == "NUMBER" for each in found) else []
