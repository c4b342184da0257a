"""Comments at the end of an equation: `f_t = ...  (forget gate)`, `// forget gate`.

In: the groups of tokens between two line breaks.  Out: the same without such words,
each told as a note.  A word that an equation uses, or that names a function or a Greek
letter, is no comment: it can be a factor, and is left to be read or refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import OPERAND_END, levels_of
from cellc.syntax.clauses import SCRIPTS, TRAILING, is_prose_word
from cellc.syntax.environments import span_of
from cellc.syntax.words import CONDITIONS

_SIGNS = frozenset(["SLASH", "MINUS"])  # twice they start a comment elsewhere
_FUNCTIONS = frozenset(
    [
        *[
            "sigmoid",
            "logistic",
            "tanh",
            "relu",
            "elu",
            "selu",
            "gelu",
            "silu",
            "swish",
        ],
        *["softmax", "softplus", "softsign", "exp", "log", "sqrt", "sin", "cos", "max"],
        *["min", "abs", "sign", "step", "norm", "sum", "mean", "clip", "linear"],
        *["identity", "swish", "transpose", "transposed", "normalized", "normalised"],
    ]
)
_WIDE = 2  # spaces that set a single word apart from a factor
_LETTERS = frozenset(
    unicodedata.name(chr(code)).split()[-1].lower() for code in range(0x3B1, 0x3C2)
)


def without_comments(
    groups: Sequence[list[Token]], diagnostics: Diagnostics
) -> Iterator[list[Token]]:
    """The groups without the words at the end of their equations."""
    starts = [_start(group) for group in groups]
    used = {
        name
        for group, start in zip(groups, starts, strict=True)
        if _says(group)
        for name in _names(group[:start])
    }
    for group, start in zip(groups, starts, strict=True):
        words = [str(each) for each in group[start:] if each.type == "NAME"]
        if words and _are_words(words, used):
            diagnostics.note(
                "N0603",
                "this was read as text; the equation ends before it",
                span_of(group[start]) | span_of(group[-1]),
                help="a comment starts with #",
            )
            yield group[:start]
        else:
            yield group


def _says(group: list[Token]) -> bool:
    levels = levels_of(group)
    return any(
        each.type in ("EQUAL", "IN") and level <= 0
        for each, level in zip(group, levels, strict=True)
    )


def _start(group: list[Token]) -> int:
    """Where the words behind an equation begin; its length if there are none."""
    none = end = len(group)
    while end and group[end - 1].type in TRAILING:
        end -= 1
    closed = end > 0 and group[end - 1].type == "RPAR"
    first = end - closed
    while first and _is_word(group[first - 1]):
        first -= 1
    words = end - closed - first
    width = 1 if closed else 2
    start = first - width
    if not words or start < 1:
        return none
    marks, before = group[start:first], group[start - 1]
    if closed:
        opened = marks[0].type == "LPAR"
    else:
        opened = marks[0].type == marks[1].type and marks[0].type in _SIGNS
        opened &= marks[0].end_pos == marks[1].start_pos
    gap = (marks[0].start_pos or 0) - (before.end_pos or 0)
    complete = before.type in OPERAND_END and _says(group[:start])
    if not (opened and gap and complete and levels_of(group)[start] <= 0):
        return none
    scripted = start > 1 and group[start - 2].type in SCRIPTS
    applied = before.type == "NAME" and not scripted  # `g (state)`
    if (
        closed
        and words == 1
        and (applied or (gap < _WIDE and before.type not in ("RPAR", "RSQB")))
    ):
        return none
    return start


def _is_word(token: Token) -> bool:
    return is_prose_word(token) and token.isalpha()


def _are_words(words: list[str], used: set[str]) -> bool:
    kept = used | _FUNCTIONS | _LETTERS | CONDITIONS
    return not any(word in kept or word.lower() in kept for word in words)


def has_meaning(word: str) -> bool:
    """Whether a word is the name of a function or of a Greek letter."""
    return word.lower() in _FUNCTIONS | _LETTERS


def _names(tokens: list[Token]) -> Iterator[str]:
    """The names of an equation, without their labels."""
    scripts: list[bool] = []
    for index, token in enumerate(tokens):
        script = index > 0 and tokens[index - 1].type in SCRIPTS
        if token.type == "LBRACE":
            scripts.append(script)
        elif token.type == "RBRACE" and scripts:
            scripts.pop()
        elif token.type == "NAME" and not script and not any(scripts):
            yield str(token)
