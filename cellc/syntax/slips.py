"""Common slips: what the kinds of neighbouring tokens tell about a mistake.

In: the tokens of one logical line.  Out: an error that names the slip, where one of the
patterns of `slips_misread` or `slips_table` fits.  A pattern is a row of kinds:

    SUB ~TIME ~SIGN ~NUMBER     `~`: no space in front; `!`: a space in front
    STAR STAR                   a kind is a terminal of the grammar, or a class of them

Every word of a pattern is one token, so that `{0}` in a message is the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.patterns import regex
from cellc.syntax.environments import span_of

REACH = 8  # tokens before and behind a place; no pattern is longer
END = "$END"  # the kind of what stands behind the last token
TIMES = frozenset(["t", "n", "k", "s", "τ", "\\tau"])  # letters that stand for the time
_BINARY = (
    *("STAR", "ODOT", "CIRC", "CDOT", "AT", "SLASH", "TIMES", "OTIMES", "OPLUS"),
    "JOIN",
)
CLASSES: dict[str, tuple[str, ...]] = {
    "NAME": ("NAME", "TIME"),
    "SIGN": ("PLUS", "MINUS"),
    "OPERATOR": (*_BINARY, "PLUS", "MINUS"),
    "BINARY": _BINARY,  # an operator that is no sign
    "SUB": ("UNDERSCORE",),
    "SUP": ("CIRCUMFLEX",),
    "SCRIPT": ("UNDERSCORE", "CIRCUMFLEX"),
    "OPENS": ("LPAR", "LSQB", "LBRACE", "LCURLY", "LANGLE", "LBAR"),
    "CLOSES": ("RPAR", "RSQB", "RBRACE", "RCURLY", "RANGLE", "RBAR"),
    "FACE": ("ACCENT", "FONT"),
}

Condition = Callable[[Sequence[Token], int], bool]


@dataclass(frozen=True)
class Slip:
    """One common mistake.

    pattern: the kinds of the tokens that show it.
    message, help, replacement: texts, in which `{0}`, `{1}` ... are the tokens.
    first, last: which of the tokens are underlined and replaced.
    when: a further condition on the tokens of the line and the place of the match.
    """

    pattern: str
    message: str
    help: str
    replacement: str | None = None
    first: int = 0
    last: int = -1
    when: Condition | None = None
    code: str = "E0103"


@dataclass(frozen=True)
class Found:
    """A slip, and the place of the tokens that show it."""

    slip: Slip
    start: int
    tokens: tuple[Token, ...]

    def report(self, diagnostics: Diagnostics) -> None:
        slip = self.slip
        words = [str(token) for token in self.tokens]
        marked = self.tokens[slip.first : slip.last % len(words) + 1]
        span = span_of(marked[0]) | span_of(marked[-1])
        if diagnostics.source.text[span.end : span.end + 2] == "{}":
            span = Span(span.start, span.end + 2)  # what is empty is no token
        edit = None
        if slip.replacement is not None:
            edit = Edit(span, slip.replacement.format(*words))
        diagnostics.error(
            slip.code,
            slip.message.format(*words),
            span,
            help=slip.help.format(*words),
            edit=edit,
        )


def found_in(tokens: Sequence[Token], slips: Sequence[Slip]) -> Iterator[Found]:
    """The places that one of these slips explains, slip by slip."""
    words = [_word(tokens, index) for index in range(len(tokens))]
    at = {0: 0}  # place of a word in the text of all words -> index of its token
    end = 0
    for index, word in enumerate(words, 1):
        end += len(word)
        at[end] = index
    text = "".join(words)
    for slip in slips:
        for match in _compiled(slip.pattern).finditer(text):
            start, stop = at[match.start()], at[match.end()]
            if slip.when is None or slip.when(tokens, start):
                yield Found(slip, start, tuple(tokens[start:stop]))


def slip_at(tokens: Sequence[Token], index: int, slips: Sequence[Slip]) -> Found | None:
    """The first slip that explains why the token at `index` cannot stand there."""
    first = max(index - REACH, 0)
    for found in found_in(tokens[first : index + REACH], slips):
        start = first + found.start
        if start <= index < start + len(found.tokens):
            return found
    return None


def _word(tokens: Sequence[Token], index: int) -> str:
    """`~KIND;` for a token that stands directly behind another, else ` KIND;`."""
    token = tokens[index]
    glued = index > 0 and tokens[index - 1].end_pos == token.start_pos
    kind = "TIME" if token.type == "NAME" and token in TIMES else token.type
    return f"{'~' if glued else ' '}{kind};"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return regex("".join(map(_word_pattern, pattern.split())))


def _word_pattern(word: str) -> str:
    gap = {"~": "~", "!": " "}.get(word[0], "[~ ]")
    kinds = [
        re.escape(kind)
        for each in word.lstrip("~!").split("|")
        for kind in CLASSES.get(each, (each,))
    ]
    return f"{gap}(?:{'|'.join(kinds)});"
