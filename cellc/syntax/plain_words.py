"""Which words of a line are English, and where mathematics ends between them.

In: the tokens between two line breaks.  Function words, `is`, `the`, `of`, are words
wherever no sign makes names of them.  Any other word is one beside words, and a name
beside signs, or where an equation has it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from cellc.syntax.clauses import OPERATORS, SCRIPTS, VERBS
from cellc.syntax.comments import has_meaning

_FUNCTION_WORDS = VERBS | frozenset(
    [
        *["indicates", "refers"],
        *["the", "an", "this", "that", "these", "those", "its", "their", "our", "each"],
        *["every", "all", "both", "any", "some", "such", "no", "not", "only", "one"],
        *["we", "it", "they", "he", "she", "which", "who", "there", "here", "then"],
        *["of", "in", "at", "to", "by", "for", "from", "with", "as", "on", "into"],
        *["and", "or", "but", "if", "where", "when", "while", "because", "so", "let"],
        *["over", "between", "through", "until", "within", "without", "under", "than"],
        *["was", "were", "be", "been", "being", "has", "have", "had", "can", "may"],
        *["will", "must", "should", "do", "does", "denoting", "represents", "given"],
        *["represent", "gives", "give", "using", "use", "used", "uses", "set", "sets"],
        *["respectively", "also", "now", "thus", "hence", "e.g", "i.e", "via", "per"],
        *["called", "defined", "holds", "serves", "stands", "otherwise", "unless"],
        *["what", "how", "whether"],
        *["throughout", "recovers", "reduces", "becomes", "after", "before"],
    ]
)
_SHOWING = VERBS | {"represents", "represent", "indicates", "refers", "denoting"}
_NO_NAMES = _SHOWING | {"the", "which", "respectively", "where", "and", "or"}
_DETERMINERS = frozenset(["the", "what", "how", "that", "which", "each", "its"])
_ARTICLES = frozenset(["a", "A", "I"])
_PUNCTUATION = frozenset(["COMMA", "SEMICOLON", "FULL_STOP", "COLON"])
_SIGNS = OPERATORS | {"IN", "LESSTHAN", "MORETHAN"}
_BELOW = SCRIPTS | {"UNICODE_SUB", "UNICODE_SUP", "PRIME"}
_OPENING = frozenset(["LPAR", "LSQB", "LBRACE", "LCURLY", "LANGLE"])
_CLOSING = frozenset(["RPAR", "RSQB", "RBRACE", "RCURLY", "RANGLE"])
_LONG = 3  # letters of a word that is none of the function words
_UNIT = 4  # letters of a word that is no factor behind a number


def is_function_word(token: Token) -> bool:
    return token.type == "NAME" and token.lower() in _FUNCTION_WORDS


def names_of_equations(groups: Sequence[list[Token]]) -> frozenset[str]:
    """The words of the lines that have nothing but equations, and left sides."""
    names = {
        str(each)
        for group in groups
        if any(each.type == "EQUAL" for each in group)
        and not any(is_function_word(each) for each in group)
        for each in group
        if each.type == "NAME"
    }
    lefts = {
        str(name)
        for group in groups
        for name, sign in pairwise(group)
        if name.type == "NAME" and sign.type == "EQUAL"
    }
    return frozenset(names | lefts)


class Kinds:
    """Of each token of a line: whether it is a word or mathematics."""

    def __init__(self, group: list[Token], names: frozenset[str]) -> None:
        self.group = group
        self.names = names
        self.places: dict[str, list[int]] = {}
        for at, token in enumerate(group):
            self.places.setdefault(token.type, []).append(at)
        self.hyphens = {at for at in range(len(group)) if self._is_hyphen(at)}
        self.words = [self._kind(at) for at in range(len(group))]
        self.brackets = {each for pair in self._pairs() for each in pair}

    def _type(self, at: int) -> str:
        return self.group[at].type if 0 <= at < len(self.group) else ""

    def _gap(self, at: int) -> int:
        """The space in front of a token."""
        if not 0 < at < len(self.group):
            return 1
        return (self.group[at].start_pos or 0) - (self.group[at - 1].end_pos or 0)

    def _is_hyphen(self, at: int) -> bool:
        """`element-wise`, `N-dimensional`; at the end of a line, `activa-`."""
        if self.group[at] != "-" or self._gap(at):
            return False
        if not 0 < at < len(self.group) - 1:
            return at > 0 and _is_long(self.group[at - 1])
        left, right = self.group[at - 1], self.group[at + 1]
        if not (_is_alphabetic(left) and _is_alphabetic(right)):
            return False
        if self.names & {str(left), str(right)} or self._type(at + 2) in _BELOW:
            return False
        if self._gap(at + 1):
            return _is_long(left)
        return len(right) > 1 and len(left) + len(right) > _LONG

    # ------------------------------------------------------------ single tokens

    def _kind(self, at: int) -> str:
        """`function`, `other`, `mark`, or nothing for mathematics."""
        token = self.group[at]
        if at in self.hyphens or {at - 1, at + 1} & self.hyphens:
            return "other"
        if token.type in _PUNCTUATION or _is_quote(token):
            return "mark"
        if not _is_alphabetic(token) or self._is_applied(at):
            return ""
        before, behind = self._type(at - 1), self._type(at + 1)
        beside = before in _SIGNS | {"EQUAL"} or behind in _SIGNS
        if token.lower() in _FUNCTION_WORDS:
            named = beside or str(token) in self.names
            return "" if named and token.lower() not in _NO_NAMES else "function"
        long = len(token) >= _LONG and (token[1:].islower() or token.isupper())
        return "other" if long and not beside and token not in self.names else ""

    def _is_applied(self, at: int) -> bool:
        """Whether scripts, brackets or a `=` make a name of a word."""
        before, behind = self._type(at - 1), self._type(at + 1)
        if before in SCRIPTS or behind in (*_BELOW, "EQUAL", "IN"):
            return True
        if self._is_membership(at) or self._is_membership(at + 1):
            return True
        return behind in _OPENING and not self._gap(at + 1)

    def _is_membership(self, at: int) -> bool:
        """The word of `eta in R`."""
        reals = self._type(at + 1) == "REALS" or self.group[at + 1 : at + 2] == ["R"]
        return self.group[at : at + 1] == ["in"] and reals

    def _is_article(self, at: int) -> bool:
        """`a vector`, where no equation can have it."""
        if self._type(at) != "NAME" or self.group[at] not in _ARTICLES:
            return False
        beside = self._type(at - 1) in _SIGNS or self._type(at + 1) in _SIGNS
        return not beside and self._word(at + 1) == "other"

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def is_word(self, at: int) -> bool:
        return bool(self.words[at]) or self._is_article(at)

    # ------------------------------------------------------------ brackets

    def opens(self, at: int) -> int:
        return self._type(at) in _OPENING and at not in self.brackets

    def closes(self, at: int) -> int:
        return self._type(at) in _CLOSING and at not in self.brackets

    def in_words(self, at: int) -> bool:
        """Whether a bracket is one of the sentence: `vector (or matrix)`."""
        return at in self.brackets

    def _pairs(self) -> list[tuple[int, int]]:
        opened: list[int] = []
        found = []
        for at, token in enumerate(self.group):
            if token.type in _OPENING:
                opened.append(at)
            elif token.type in _CLOSING and opened:
                first = opened.pop()
                round_ = self._type(first) == "LPAR" and token.type == "RPAR"
                if round_ and not opened and self._is_aside(first, at):
                    found.append((first, at))
        return found

    def _is_aside(self, first: int, last: int) -> bool:
        if first and not self._gap(first):
            return False
        if self._word(first + 1) == "function":
            return True
        behind = last + 1 == len(self.group) or bool(self._word(last + 1))
        before = self._word(first - 1) in ("function", "other") and first > 0
        return behind and before

    # ------------------------------------------------------------ ends

    def ends_mathematics(self, start: int, at: int) -> bool:
        """Whether a token is no more part of the mathematics that starts before it."""
        word = self.words[at]
        if word == "function":
            return True
        if word == "mark":
            return self._ends_at_mark(at)
        fact = self._last("REALS", at) >= start or self._last("EQUAL", at) < start
        if self._is_article(at):
            return fact
        if word != "other":
            return False
        kinds = [each.type for each in self.group[start + 1 : min(at, start + 4)]]
        counted = kinds == ["EQUAL", "NUMBER"] and len(self.group[at]) >= _UNIT
        return fact or counted or self.opens_clause(at)

    def opens_clause(self, at: int) -> bool:
        """`decides what is kept`, `network output`: no factors, but two words."""
        if self._word(at) != "other" or at + 1 >= len(self.group):
            return False
        behind = self.group[at + 1]
        if has_meaning(self.group[at]) or has_meaning(behind):
            return False
        determined = self._word(at + 1) == "function" and behind in _DETERMINERS
        return determined or self._word(at + 1) == "other"

    def _last(self, kind: str, at: int) -> int:
        """Where the last token of a kind in front of a place stands; -1 if nowhere."""
        places = self.places.get(kind, [])
        index = bisect_left(places, at)
        return places[index - 1] if index else -1

    def _ends_at_mark(self, at: int) -> bool:
        while self._word(at) == "mark":
            at += 1
        behind = self._word(at)
        done = at >= len(self.group)
        if not done and self._type(at) in OPERATORS:  # `, ◦ denotes the product`
            behind = "" if self._word(at + 1) != "function" else "function"
        return done or behind in ("function", "other") or self._is_article(at)


def _is_alphabetic(token: Token) -> bool:
    return token.type == "NAME" and token.isalpha() and token.isascii()


def _is_long(token: Token) -> bool:
    return _is_alphabetic(token) and len(token) >= _LONG


def _is_quote(token: Token) -> bool:
    return token.type == "UNKNOWN" and unicodedata.category(token[0])[0] == "P"
