"""What stands in front of an equation and behind it: numbers, bullets, labels, words.

In: the tokens of one equation or fact.  Out: the same without them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import dropwhile

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import OPERAND_END, levels_of
from cellc.syntax.clauses import (
    OPERATORS,
    SCRIPTS,
    TRAILING,
    is_about_steps,
    is_prose_word,
)
from cellc.syntax.environments import span_of
from cellc.syntax.numbering import (
    is_number,
    without_punctuation,
    without_trailing_number,
)

SEPARATORS = frozenset(["COMMA", "SEMICOLON", "QUAD", "FULL_STOP"])
_LABELS = frozenset(["NAME", "NUMBER", "LPAR", "RPAR", "MINUS", "SLASH", "PRIME"])
_BULLETS = frozenset(["MINUS", "STAR", "CDOT", "PLUS"])
_PROSE = frozenset(
    ["NAME", "NUMBER", "UNKNOWN", "LPAR", "RPAR", "COLON", "PRIME", *TRAILING]
)
_FUNCTIONS = frozenset(
    ["log", "ln", "exp", "tanh", "sqrt", "softplus", "sigmoid", "logit"]
)
_OPERAND = frozenset(
    ["NAME", "NUMBER", "FONT", "ACCENT", "LPAR", "LSQB", "FRAC", "SQRT"]
)


def tidy(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """Without bullets and numbers in front, punctuation and numbers behind."""
    tokens = _without_label(tokens)
    tokens = _without_leading_words(tokens)
    tokens = _without_trailing_words(tokens)
    tokens = _without_steps(without_punctuation(tokens))
    tokens = without_trailing_number(tokens, diagnostics)
    if _refuse_space(tokens, diagnostics):
        return []
    return [token for token in tokens if token.type != "QUAD"]


def _refuse_space(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    """`z_t \\quad x_t`: nobody writes a product so; reports it."""
    for before, space, behind in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (
            space in ("\\quad", "\\qquad")
            and before.type in OPERAND_END
            and behind.type in _OPERAND
            and any(each.type == "EQUAL" for each in tokens)
        ):
            diagnostics.error(
                "E0103",
                f"`{space}` sets two expressions apart, and no operator is between "
                "them",
                span_of(space),
                help="write the operator, or `,` where they are concatenated",
            )
            return True
    return False


def _without_steps(tokens: list[Token]) -> list[Token]:
    """Drop `t > 0` behind an equation."""
    levels = levels_of(tokens)
    equals = [at for at, each in enumerate(tokens) if each.type == "EQUAL"]
    for index in range(equals[0] if equals else len(tokens), len(tokens)):
        if tokens[index].type in SEPARATORS and levels[index] <= 0:
            rest = tokens[index + 1 :]
            if is_about_steps(rest) and all(each.type != "EQUAL" for each in rest):
                return tokens[:index]
    return tokens


def _is_sign(tokens: Sequence[Token]) -> bool:
    """Whether a minus belongs to what stands right behind it: `-h_t = ...`."""
    glued = tokens[0].end_pos == tokens[1].start_pos
    return tokens[0].type == "MINUS" and glued


def _without_label(tokens: list[Token]) -> list[Token]:
    """Drop `(1)`, `1.`, `-`, `Forget gate:` in front of an equation."""
    tokens = list(dropwhile(lambda token: token.type in SEPARATORS, tokens))
    if not any(token.type in ("EQUAL", "IN") for token in tokens):
        return tokens
    if is_number(tokens[:3]) and len(tokens) > 3:
        tokens = tokens[3:]
    elif is_number(tokens[:4]) and len(tokens) > 4:
        tokens = tokens[4:]
    elif [token.type for token in tokens[:2]] == ["NUMBER", "RPAR"]:
        tokens = tokens[2:]
    elif (
        tokens[0].type == "NUMBER"
        and str(tokens[0]).endswith(".")
        and len(tokens) > 1
        and tokens[1].type in ("NAME", "FONT", "ACCENT")
    ) or (tokens[0].type in _BULLETS and len(tokens) > 1 and not _is_sign(tokens)):
        tokens = tokens[1:]
    levels = levels_of(tokens)
    for index, token in enumerate(tokens):
        if token.type == "COLON" and levels[index] <= 0:
            return tokens[index + 1 :]
        if token.type not in (*_LABELS, "COLON"):
            break
    return tokens


def _without_trailing_words(tokens: list[Token]) -> list[Token]:
    """Drop words behind an equation: `h_t = ...; see the text!`."""
    kinds = [token.type for token in tokens]
    if "EQUAL" not in kinds or "IN" in kinds:
        return tokens
    numbered = kinds[2:5] == ["NUMBER", "COMMA", "NUMBER"]
    if kinds[1] == "EQUAL" and (tokens[0] == "t" or numbered):
        return tokens  # the steps, `t = 1, 2, ...`
    levels = levels_of(tokens)
    words = len(tokens)  # from here on there are but words
    while words and (_is_spoken(tokens[words - 1]) or _is_named(tokens, words - 1)):
        words -= 1
    for index in range(max(kinds.index("EQUAL"), words - 1), len(tokens)):
        if kinds[index] in ("COMMA", "SEMICOLON") and levels[index] == 0:
            return tokens[:index]
    return tokens


def _is_spoken(token: Token) -> bool:
    return is_prose_word(token) if token.type == "NAME" else token.type in _PROSE


def _is_named(tokens: list[Token], index: int) -> bool:
    """The sign and the article of `, ◦ is a product`, the hyphen of `point-wise`.

    No operator of an equation stands behind a comma.
    """
    around = (*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2])
    if len(around) < 2:
        return False
    before, behind = around
    if tokens[index] == "a":
        return is_prose_word(before) and is_prose_word(behind)
    if tokens[index].type not in OPERATORS - {"EQUAL"}:
        return False
    word = is_prose_word(behind) and behind.isalpha()
    if tokens[index].type == "MINUS" and is_prose_word(before):
        glued = before.end_pos == tokens[index].start_pos
        return word and glued and tokens[index].end_pos == behind.start_pos
    return before.type in ("COMMA", "SEMICOLON") and word


def has_plain_in(tokens: list[Token]) -> bool:
    return any(is_plain_in(tokens, index) for index in range(1, len(tokens)))


def is_plain_in(tokens: list[Token], index: int) -> bool:
    """Whether this is the word in `γ in R`; in `σ_in` it is a subscript."""
    token = tokens[index]
    before = tokens[index - 1].type if index else ""
    within = before in SCRIPTS or before == "LBRACE"
    return token.type == "NAME" and token == "in" and not within


def _without_leading_words(tokens: list[Token]) -> list[Token]:
    """Drop `the forget gate` in front of `f_t = ...`."""
    if has_plain_in(tokens):
        return tokens  # a fact, `γ in R = 0.1`
    words = 0
    for token in tokens:
        if token.type != "NAME" or not _without_accents(token).isalpha():
            break
        words += 1
    # the last of them, or what follows, is the left side
    following = tokens[words].type if words < len(tokens) else ""
    if following in (*SCRIPTS, "EQUAL", "LPAR", "PRIME"):
        last = words - 1
    elif following in ("ACCENT", "FONT"):
        last = words
    else:
        return tokens
    if last < 1 or not all(
        len(each) > 1 or each in ("a", "A") for each in tokens[:last]
    ):
        return tokens
    if tokens[last - 1] in _FUNCTIONS:
        return tokens  # `log a_t = ...` is no heading
    kinds = {token.type for token in tokens[last:]}
    return tokens[last:] if "EQUAL" in kinds and "IN" not in kinds else tokens


def _without_accents(name: str) -> str:
    """`h` of h with a combining tilde, which is no letter."""
    return "".join(each for each in name if not unicodedata.combining(each))
