"""Facts in sentences: `where $\\alpha \\in (0,1]$ is the rate`; the `where` block.

In: the tokens between two line breaks.  Out: whether they open the `where` block, and
whether they are words about the equations.  A fact of the block is the reader's own
word; one in a sentence is the paper's, and gives way to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lark import Token

from cellc.syntax.clauses import VERBS, is_prose_word
from cellc.syntax.environments import span_of
from cellc.syntax.trim import has_plain_in

_ARTICLES = frozenset(["the", "a", "an", "some", "any", "our"])
_KEYWORDS = frozenset(
    [
        *["is", "init", "input", "parameter", "state", "output", "in"],
        *["zeros", "ones", "identity", "orthogonal", "glorot", "uniform", "normal"],
    ]
)
_ROLES = frozenset(["input", "output", "state"])  # `is network output`
_SUPPOSING = frozenset(
    [
        *[
            "if",
            "when",
            "set",
            "setting",
            "sets",
            "case",
            "cases",
            "special",
            "suppose",
        ],
        *["assume", "assuming", "initialise", "initialised", "initialising", "first"],
        *["initialize", "initialized", "initializing", "initially", "start", "starts"],
        *["recover", "recovers", "reduce", "reduces", "example", "limit", "becomes"],
    ]
)


@dataclass
class WhereBlock:
    """Which lines belong to the `where` block, as a text is read line by line.

    displays: where displays open; both, the block and a sentence with `where`, end at
    the next one.
    """

    displays: Sequence[int]
    opened: bool = False
    spoken: bool = False  # a sentence with `where` goes on
    start: int = 0

    def enter(self, group: list[Token]) -> tuple[list[Token], bool]:
        """The tokens of a line behind its `where`, and whether they are a sentence."""
        sentence = is_sentence(group[where_length(group) :])
        start = span_of(group[0]).start
        if any(self.start < each < start for each in self.displays):
            self.opened = self.spoken = False
        if is_where(group):
            self.opened, self.spoken = not sentence, sentence
            self.start = start
            group = group[where_length(group) :]
        elif self.opened:
            sentence = _is_marked(group)  # a line of the block has few words
        elif self.spoken and group[0] == "output" and not sentence:
            self.opened, self.spoken = True, False
        return group, sentence

    def is_spoken(self, group: list[Token], sentence: bool) -> bool:
        """Whether what a line says is said in a sentence."""
        inline = any(each.type == "INLINE" for each in group)
        return self.spoken or inline or (self.opened and sentence)


def is_supposing(group: Sequence[Token]) -> bool:
    """Whether words are about a case, `the special case`, and not what there is."""
    spoken = [each for each in group if each.type in ("NAME", "WORDS")]
    return not _SUPPOSING.isdisjoint(_words(spoken))


def _words(spoken: Sequence[Token]) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", " ".join(spoken).lower())


def is_sentence(tokens: Sequence[Token]) -> bool:
    """Words about equations, and not a line of the `where` block of cellc's own."""
    return _is_marked(tokens) or any(
        _is_word(one) and (_is_word(two) or two in _ROLES)
        for one, two in pairwise(tokens)
    )


def _is_marked(tokens: Sequence[Token]) -> bool:
    """Whether mathematics is set apart by `$`, or a verb and an article tell."""
    return any(each.type in ("INLINE", "WORDS") for each in tokens) or any(
        one.lower() in VERBS
        and (two.lower() in _ARTICLES or (two in _ROLES and _is_word(three)))
        for one, two, three in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _is_word(token: Token) -> bool:
    return is_prose_word(token) and token.isalpha() and token not in _KEYWORDS


def where_length(tokens: Sequence[Token]) -> int:
    """How many tokens at the start of a line spell `where`; 0 if it is none."""
    if tokens and tokens[0].type in ("NAME", "WORDS") and _spells_where(tokens[0]):
        return 2 if len(tokens) > 1 and tokens[1].type in {"COLON", "COMMA"} else 1
    return 0


def _spells_where(token: Token) -> bool:
    return token.strip(" :,").lower() == "where"


def is_where(tokens: list[Token]) -> bool:
    """Whether a line opens the `where` block, or is a sentence with facts."""
    length = where_length(tokens)
    if not length:
        return False
    rest = tokens[length:]
    facts = any(token.type in ("EQUAL", "IN") for token in rest)
    return not rest or facts or rest[0] == "output" or has_plain_in(rest)


def is_inline(group: Sequence[Token]) -> bool:
    """Whether a line is words with mathematics in `$`."""
    inside, spoken = False, 0
    for token in group:
        inside ^= token.type == "INLINE"
        spoken += not inside and (_is_word(token) or token.type == "WORDS")
    return spoken > 0 and any(each.type == "INLINE" for each in group)


def is_other_set(tokens: Sequence[Token], spoken: bool) -> bool:
    """`$n \\in \\mathbb{N}$` in a sentence: what is no shape is not read."""
    kinds = [each.type for each in tokens]
    if not spoken or "IN" not in kinds or "EQUAL" in kinds:
        return False
    behind = tokens[kinds.index("IN") + 1 :]
    return bool(behind) and behind[0].type in ("FONT", "NAME") and behind[0] != "R"


def without_part(tokens: list[Token]) -> list[Token]:
    """`ℝ_+^n` and `ℝ_{>0}` as all of ℝ: which values are meant is no shape."""
    for at, token in enumerate(tokens[:-2]):
        if token.type != "REALS" or tokens[at + 1].type != "UNDERSCORE":
            continue
        end = at + 3
        if tokens[at + 2].type == "LBRACE":
            kinds = [each.type for each in tokens[at:]]
            end = at + kinds.index("RBRACE") + 1 if "RBRACE" in kinds else end
        return [*tokens[: at + 1], *tokens[end:]]
    return tokens


def without_brackets(tokens: list[Token]) -> list[Token]:
    """`the sigmoid ($\\sigma(x) = ...$) is` without the brackets of the sentence."""
    dollars = [at for at, each in enumerate(tokens) if each.type == "INLINE"]
    drop: set[int] = set()
    for first, last in zip(dollars[::2], dollars[1::2], strict=False):
        around = [
            each.type for each in (*tokens[first - 1 : first], *tokens[last + 1 :])
        ]
        if first and around[:2] == ["LPAR", "RPAR"]:
            drop |= {first - 1, last + 1}
    return [each for at, each in enumerate(tokens) if at not in drop]
