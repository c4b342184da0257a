"""Items of a list that are words: `- u_t is the input`, `* b: the bias`.

In: the tokens of a line that begins with a sign.  Out: whether they are such an item,
and no further part of the equation on the line above.
"""

from __future__ import annotations

from lark import Token

from cellc.syntax.brackets import OPERAND_END, levels_of
from cellc.syntax.clauses import OPERATORS, VERBS, is_prose_word
from cellc.syntax.comments import has_meaning
from cellc.syntax.trim import has_plain_in

_BULLETS = frozenset(["MINUS", "STAR", "CDOT", "PLUS"])
_SAYING = VERBS | frozenset(["represents", "represent", "denoting", "indicates"])
_ARTICLES = frozenset(["the", "a", "an", "our", "its"])
_NAMED = frozenset(["NAME", "FONT", "ACCENT", "LBRACE", "INLINE"])
_LINKING = frozenset(["of", "for", "to", "from", "with", "by", "at", "and", "or"])


def is_item(tokens: list[Token]) -> bool:
    """Whether a line is a bullet with words or a fact: a name and what it is."""
    if len(tokens) < 3 or tokens[0].type not in OPERATORS - {"EQUAL"}:
        return False
    if tokens[1].lower() in _SAYING and tokens[2].type == "NAME":
        return True  # `⊙ denotes the elementwise product`
    if tokens[0].type == "AT":
        return _is_mention(tokens)
    if tokens[0].type not in _BULLETS:
        return False
    if all(map(_is_word, tokens[1:4])) and len(tokens) > 3 and not _computes(tokens):
        return True  # `* Cho et al., 2014`
    if tokens[1].type == "INLINE":
        return True  # `- $u_t$ is the input`
    if tokens[1].type not in _NAMED:
        return False
    levels = levels_of(tokens)
    for at in range(2, len(tokens) - 1):
        told = tokens[at].type == "IN" or _tells(tokens, at)
        if levels[at] <= 0 and told:
            return True
    return False


def _is_mention(tokens: list[Token]) -> bool:
    """`@anna: thanks`, `@anna @jo`: people, and no product."""
    glued = tokens[0].end_pos == tokens[1].start_pos and _is_word(tokens[1])
    return glued and (tokens[2].type in ("COLON", "COMMA") or tokens[2] == "@")


def _computes(tokens: list[Token]) -> bool:
    """Whether a sign or a `=` stands behind the first token."""
    return any(each.type in OPERATORS for each in tokens[1:])


def is_of_words(tokens: list[Token]) -> bool:
    """Whether nothing in an item is a formula or a fact."""
    formulas = any(each.type in ("EQUAL", "IN", "INLINE") for each in tokens)
    return not formulas and not has_plain_in(tokens)


def _tells(tokens: list[Token], at: int) -> bool:
    """Whether a verb, a colon or a dash with words behind stands here."""
    token, behind = tokens[at], tokens[at + 1]
    if tokens[at - 1].type not in OPERAND_END or behind.type not in _NAMED:
        return False
    if token.type == "NAME":
        lower = token.lower()
        spoken = is_prose_word(behind) or behind in ("a", "A") or behind.type != "NAME"
        return spoken and (
            lower in _SAYING or (lower in _LINKING and _are_words(tokens[1:at]))
        )
    if token.type == "COLON":
        return is_prose_word(behind) or behind in _ARTICLES
    dashed = token.type == "MINUS" and behind.lower() in _ARTICLES
    return dashed and at + 2 < len(tokens) and _is_word(tokens[at + 2])


def _are_words(tokens: list[Token]) -> bool:
    """`the reset gate` of `- the reset gate of the cell`."""
    return len(tokens) > 1 and all(map(_is_word, tokens))


def _is_word(token: Token) -> bool:
    return is_prose_word(token) and token.isalpha() and not has_meaning(token)
