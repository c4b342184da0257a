"""Lines of a paragraph with few words: `a minibatch`, `in .`, `重置门（更新）：`.

In: the tokens of a line without `=`.  Out: whether they are words.  No operator and no
command stands between them; one of the words is an article or one that no equation
has, or it is written in a script that has no letters for factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from cellc.syntax.clauses import is_prose_word
from cellc.syntax.plain_words import is_function_word

_BETWEEN = frozenset(["COMMA", "COLON", "SEMICOLON", "FULL_STOP", "PRIME", "QUAD"])
_AROUND = frozenset(
    ["LPAR", "RPAR", "MINUS", "SLASH", "NUMBER", "DOTS", "WORDS", "UNKNOWN", "INLINE"]
)
_NAMED = frozenset(["UNDERSCORE", "CIRCUMFLEX", "LBRACE", "RBRACE", "FONT", "ACCENT"])
_KIND = frozenset(["a", "real", "scalar", "number", "one", "single"])
_LONG = 4  # letters of a word that is rather none of two factors
_FIRST_IDEOGRAPH = "⺀"


def says_a_number(tokens: Sequence[Token]) -> bool:
    """`g_t is a scalar`, of a name without dollars around it."""
    at = next((at for at, each in enumerate(tokens) if each == "is"), 0)
    kind = [*map(str, tokens[at + 1 :])]
    return at > 0 and kind[-1:] in (["scalar"], ["number"]) and {*kind} <= _KIND


def is_line_of_words(tokens: Sequence[Token]) -> bool:
    """Whether nothing in a line can be a part of an equation."""
    words = [each for each in tokens if each.type == "NAME"]
    kinds = {each.type for each in tokens} - {"NAME"} - _BETWEEN
    if any(map(_is_ideographic, words)):
        several = any(_is_ideographic(each) and len(each) >= _LONG for each in words)
        if several and words[0] is tokens[0]:
            kinds -= _NAMED  # `隐藏状态 h_t` as `hidden state h_t`
        return not kinds - _AROUND
    if kinds or not words:
        return False
    articles = {at for at, each in enumerate(tokens) if each in ("a", "A")}
    spoken = all(
        is_function_word(each) or (is_prose_word(each) and each.isalpha())
        for at, each in enumerate(tokens)
        if each.type == "NAME" and at not in articles
    )
    if not spoken:
        return False
    return any(map(is_function_word, words)) or any(
        one in ("a", "A") and two.islower() and len(two) >= _LONG
        for one, two in pairwise(tokens)
    )


def _is_ideographic(token: Token) -> bool:
    return len(token) > 1 and all(each > _FIRST_IDEOGRAPH for each in token)
