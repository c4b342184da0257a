"""What a pasted text has beside its equations: words, numbers, several on one line.

In: the tokens between two line breaks.  Out: the tokens of each equation or fact in
them.  Dropped are words (`\\text{where}`, `Forget gate:`), equation numbers, bullets,
ranges of the index (`t = 1, ..., T`); none of them can change what an equation says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import levels_of
from cellc.syntax.clauses import (
    OPERATORS,
    SCRIPTS,
    VERBS,
    clauses,
    is_prose_word,
    two_words,
)
from cellc.syntax.environments import span_of
from cellc.syntax.numbering import (
    is_number,
    refuse_number,
)
from cellc.syntax.trim import SEPARATORS, has_plain_in, tidy

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
_SIGMAS = frozenset(["σ", "\\sigma"])
_SIGMOID = frozenset(["sigmoid", "logistic"])
_POSITIVE_PART = re.compile(
    r"[\[(](?P<x>[^\W\d_]+)[\])][_^]\{?\+\}?=\\?max(?:\(|\\\{)(?:0,(?P=x)|(?P=x),0)"
    r"(?:\)|\\\})"
)
_SETS = frozenset(["LSQB", "LCURLY", "LPAR", "LBRACE"])


# ---------------------------------------------------------------- one line


def equations_of(
    group: list[Token], in_where: bool, diagnostics: Diagnostics
) -> Iterator[list[Token]]:
    """The equations of the tokens between two line breaks, without what is none."""
    pieces = [
        piece for part in clauses(group, diagnostics) for piece in _side_by_side(part)
    ]
    _warn_of_functions(group, diagnostics)
    several = len(pieces) > 1
    for piece in pieces:
        trimmed = tidy(piece, diagnostics)
        if not trimmed:
            continue
        if _says_something(trimmed, in_where):
            if not (
                _is_range(trimmed)
                or _is_first_step(trimmed, group)
                or _restates(trimmed)
            ):
                yield from (
                    each
                    for each in _one_by_one(trimmed)
                    if not refuse_number(each, diagnostics)
                )
        elif several or (_is_prose(trimmed) and not in_where) or is_number(trimmed):
            _note_prose(trimmed, diagnostics)
        else:
            yield trimmed


def _warn_of_functions(group: list[Token], diagnostics: Diagnostics) -> None:
    """`where σ is the hyperbolic tangent` says what no equation says."""
    letters = [
        each
        for at, each in enumerate(group)
        if each.type == "NAME" and each in _FUNCTION_LETTERS and not _in_time(group, at)
    ]
    words = {each.lower() for each in group if each.type in ("NAME", "WORDS")}
    spoken = {word for each in words for word in re.findall("[a-z]+", each)}
    if not letters or not spoken & VERBS or not spoken & _OTHER_FUNCTIONS:
        return
    if set(letters) <= _SIGMAS and _is_sigmoid(group, letters[0]):
        return  # what it is anyway
    diagnostics.warning(
        "W0503",
        f"this text says what `{letters[0]}` is; text is not read",
        span_of(letters[0]),
        help=f"say it in the where block: {letters[0]} = tanh",
    )


def _in_time(group: list[Token], at: int) -> bool:
    """Whether a name has the index t: `f_t` is a gate, and no function."""
    behind = [str(each) for each in group[at + 1 : at + 3]]
    return behind == ["_", "t"] or behind[:1] == ["ₜ"]


def _is_sigmoid(group: list[Token], letter: Token) -> bool:
    """`σ denotes the logistic sigmoid`: the first function that is named behind it."""
    start = next(at for at, each in enumerate(group) if each is letter)
    texts = [each.lower() for each in group[start:] if each.type in ("NAME", "WORDS")]
    words = re.findall("[a-z]+", " ".join(texts))
    named = [each for each in words if each in _OTHER_FUNCTIONS | _SIGMOID]
    return bool(named) and named[0] in _SIGMOID


def _note_prose(tokens: list[Token], diagnostics: Diagnostics) -> None:
    words = [each for each in tokens if each.type in ("NAME", "WORDS")]
    if words and any(len(str(each)) > 1 for each in words):
        diagnostics.note(
            "N0603",
            "this was read as text, not as an equation",
            span_of(tokens[0]) | span_of(tokens[-1]),
            help="an equation has a `=`; a comment starts with #",
        )


def _side_by_side(tokens: list[Token]) -> list[list[Token]]:
    """Cut before each further left side, at the separator in front of it."""
    levels = levels_of(tokens)
    equals = [
        index
        for index, token in enumerate(tokens)
        if token.type == "EQUAL" and levels[index] <= 0
    ]
    cuts = [0]
    for before, at in pairwise(equals):
        for index in range(at - 1, before, -1):
            if levels[index] > 0:
                continue
            if tokens[index].type in SEPARATORS and index < at - 1:
                cuts.append(index)
                break
            if tokens[index].type in OPERATORS and not _is_script(tokens, index):
                break
    cuts = sorted({*cuts, *_between_facts(tokens, levels)})
    return [
        tokens[start:stop]
        for start, stop in zip(cuts, [*cuts[1:], len(tokens)], strict=True)
    ]


def _is_script(tokens: list[Token], index: int) -> bool:
    """The sign of `h^+`."""
    return index > 0 and tokens[index - 1].type in SCRIPTS


def _between_facts(tokens: list[Token], levels: list[int]) -> Iterator[int]:
    """Separators between `x ∈ ℝ^n, h ∈ ℝ^m`, and before `t ∈ {1, ..., T}`."""
    sets = [
        index
        for index, token in enumerate(tokens)
        if token.type == "IN" and levels[index] <= 0
    ]
    for before, at in pairwise([-1, *sets]):
        apart = [
            index
            for index in range(before + 1, at)
            if tokens[index].type in SEPARATORS and levels[index] <= 0
        ]
        if before >= 0 and apart:
            yield apart[0]
        elif apart and tokens[at + 1 : at + 2] and tokens[at + 1].type in _SETS:
            yield apart[-1]
        elif before < 0:  # `h_t = ..., x_t ∈ ℝ^n`
            equals = [each for each in range(at) if tokens[each].type == "EQUAL"]
            yield from [each for each in apart if equals and each > equals[-1]][:1]


def _says_something(tokens: list[Token], in_where: bool) -> bool:
    """Whether it is an equation or a fact, or tries to be one."""
    kinds = {
        token.type
        for token, level in zip(tokens, levels_of(tokens), strict=True)
        if level <= 0 or not is_prose_word(tokens[0])
    }
    if kinds & {"EQUAL", "IN"}:
        return True
    return in_where and (tokens[0] == "output" or has_plain_in(tokens))


def _is_plain_number(tokens: list[Token]) -> bool:
    r"""`0`, and in bold `\mathbf{0}`."""
    kinds = [
        each.type for each in tokens if each.type not in ("FONT", "LBRACE", "RBRACE")
    ]
    return kinds == ["NUMBER"]


def _one_by_one(tokens: list[Token]) -> Iterator[list[Token]]:
    """`h_0 = c_0 = 0` and `h_0, c_0 = 0`: each of several names is one number."""
    levels = levels_of(tokens)
    marks = [
        index
        for index, token in enumerate(tokens)
        if token.type in ("EQUAL", "COMMA") and levels[index] <= 0
    ]
    if (
        len(marks) < 2
        or tokens[marks[-1]].type != "EQUAL"
        or not _is_plain_number(tokens[marks[-1] + 1 :])
    ):
        yield tokens
        return
    value = tokens[marks[-1] :]
    names = [tokens[start + 1 : stop] for start, stop in pairwise([-1, *marks])]
    if not all(any(token.type == "NAME" for token in name) for name in names):
        yield tokens  # `L = 3 = 4`
        return
    for name in names:
        yield [*name, *value]


def _is_prose(tokens: list[Token]) -> bool:
    """Words of which no equation is made: `the forget gate`, `Jordan-Netzwerk`."""
    if two_words(tokens) or _is_heading(tokens):
        return True
    words = [each for each in tokens if each.type == "NAME"]
    between = {each.type for each in tokens} - {"NAME"}
    long = all(each.isalpha() and (len(each) > 3 or each > "⺀") for each in words)
    named = all(is_prose_word(each) and each.isalpha() for each in words)
    if tokens[0].type == tokens[-1].type == "BAR":
        return named and between == {"BAR"}  # the head of a table
    if not words or between - {"MINUS", "COMMA", "COLON", "FULL_STOP", "PRIME"}:
        return False
    glued = all(one.end_pos == two.start_pos for one, two in pairwise(tokens))
    return long and (glued or not between & {"MINUS"}) and bool(between or glued)


def _is_heading(tokens: list[Token]) -> bool:
    """`Equations (Default: f = sigmoid):`; no equation has a colon in brackets."""
    kinds = [each.type for each in tokens[:3]]
    if kinds != ["NAME", "LPAR", "NAME"] or not is_prose_word(tokens[0]):
        return False
    return len(tokens[0]) > 3 and any(each.type == "COLON" for each in tokens)


def _is_range(tokens: list[Token]) -> bool:
    """`t = 1, ..., T` and `t ∈ {1, ..., T}`: which steps there are is not said here."""
    if tokens[0].type != "NAME" or len(tokens) < 2:
        return False
    if tokens[1].type == "EQUAL":
        counted = tokens[0] == "t" and any(each.type == "COMMA" for each in tokens)
        return counted or any(token.type in ("DOTS", "COLON") for token in tokens)
    return tokens[1].type == "IN" and len(tokens) > 2 and tokens[2].type in _SETS


def _is_first_step(tokens: list[Token], group: list[Token]) -> bool:
    """`from $t = 1$ to $T$`."""
    if [token.type for token in tokens] != ["NAME", "EQUAL", "NUMBER"]:
        return False
    index = next(at for at, each in enumerate(group) if each is tokens[0])
    before = [each.lower() for each in group[:index] if each.type == "NAME"]
    return tokens[0] == "t" and before[-1:] == ["from"]


def _restates(tokens: list[Token]) -> bool:
    """`[x]_+ = max(x, 0)`: it says what that notation means anyway."""
    return _POSITIVE_PART.fullmatch("".join(tokens)) is not None
