"""Sentences that are broken over lines, and headings of one name.

In: the tokens between line breaks, line by line, and the text.  Out: the words that a
line's sentence has on the lines around it; the lines with nothing but a name that no
equation has, `CUDNN_GRU`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from lark import Token

from cellc.patterns import regex
from cellc.syntax.clauses import is_prose_word
from cellc.syntax.environments import span_of
from cellc.syntax.lines_of_text import (
    is_initial,
    is_line_of_text,
    is_of_numbers,
)
from cellc.syntax.sentences import is_supposing

_MOST = 8  # lines of a sentence in front of a line, and behind it
_APART = regex(
    r"\n[ \t]*\r?\n|\$\$|\\[\[\]\\]|\\(?:begin|end|newline)(?![A-Za-z])"
    r"|\n[ \t]*(?:[-*+•]|\(?\w[.)])[ \t]"  # the next item of a list
)
_BLANK_LINE = regex(r"\n[ \t]*\r?\n")
_ENDS = regex(r"[.!?;][ \t)\"'*_$\n]*\Z")
_WORD = regex(r"\w+")
_SHORT = frozenset(["cf", "al", "resp", "viz", "eq", "eqs", "fig", "sec", "approx"])
_HEADING = regex(r"(?=(?:[^\n]*[^\W\d_]){3})[A-Z][^\W_]*(?:_[^\W_]+)*")


class Sentences:
    """The lines of a text, and which of them are of one sentence."""

    def __init__(self, groups: Sequence[list[Token]], text: str) -> None:
        self.groups = groups
        self.text = text
        self.places = {id(each[0]): at for at, each in enumerate(groups)}

    def words_around(self, group: list[Token]) -> list[Token]:
        """The words on other lines of the sentence of a line with `$...$`."""
        at = self.places.get(id(group[0]))
        if at is None or not _has_inline(group):
            return []
        return [*self._before(at), *self._behind(at)]

    def _before(self, at: int) -> Iterator[Token]:
        for index in range(at - 1, max(at - _MOST, 0) - 1, -1):
            line = self.groups[index]
            if not self._goes_on(index) or not _is_text(line):
                return
            whole = last_sentence(line)
            yield from _words(whole)
            if len(whole) < len(line):
                return

    def _behind(self, at: int) -> Iterator[Token]:
        for index in range(at, min(at + _MOST, len(self.groups) - 1)):
            line = self.groups[index + 1]
            if not self._goes_on(index) or not _is_text(line):
                return
            first = first_sentence(line)
            yield from _words(first)
            if len(first) < len(line):
                return

    def _goes_on(self, index: int) -> bool:
        """Whether the sentence of a line goes on in the next one."""
        line = self.groups[index]
        start, end = span_of(line[-1]).start, span_of(self.groups[index + 1][0]).start
        typed = self.text[span_of(line[-1]).end : end]
        if line[0].type == "HEADER" or _APART.search(typed):
            return False
        if line[-1].type == "COLON" and not is_supposing(line):
            return False
        if line[-1].type == "FULL_STOP" and not _is_stop(line, len(line) - 1):
            return True
        return _ENDS.search(self.text[start:end]) is None

    def is_heading(self, group: list[Token]) -> bool:
        """`CUDNN_GRU` at the start of a paragraph, where no equation mentions it."""
        at = self.places.get(id(group[0]))
        name = self.text[span_of(group[0]).start : span_of(group[-1]).end]
        if at is None or _HEADING.fullmatch(name) is None:
            return False
        before = self.groups[at - 1] if at else []
        if before and _is_equation(before):
            between = self.text[span_of(before[-1]).end : span_of(group[0]).start]
            if _BLANK_LINE.search(between) is None:
                return False  # a factor that was broken off
        return name not in self.mentioned

    def is_of_text(self, group: list[Token]) -> bool:
        """Whether a line has words, and none of what the equations have.

        A single word right below an equation can be a factor that was broken off.
        """
        at = self.places.get(id(group[0]))
        if at and is_initial(group, self.names):
            return is_line_of_text(self.groups[at - 1], self.names)
        numbers = is_of_numbers(group)
        if not numbers and not is_line_of_text(group, self.names):
            return False
        if at is None or at == 0 or (len(group) > 1 and not numbers):
            return True
        before = self.groups[at - 1]
        between = self.text[span_of(before[-1]).end : span_of(group[0]).start]
        return not _is_equation(before) or _BLANK_LINE.search(between) is not None

    @cached_property
    def names(self) -> set[str]:
        """The words of the lines with equations, and their names without scripts."""
        named = {
            str(token)
            for each in self.groups
            if _is_equation(each)
            for token in each
            if token.type == "NAME"
        }
        return named | self.mentioned

    @cached_property
    def mentioned(self) -> set[str]:
        """The words of the lines with equations."""
        return {
            word
            for each in self.groups
            if _is_equation(each)
            for word in _WORD.findall(
                self.text, span_of(each[0]).start, span_of(each[-1]).end
            )
        }


def _is_equation(group: list[Token]) -> bool:
    return any(each.type in ("EQUAL", "IN") for each in group)


def _has_inline(group: Sequence[Token]) -> bool:
    return any(each.type == "INLINE" for each in group)


def _outside(group: Sequence[Token]) -> Iterator[Token]:
    """What stands outside `$ ... $`."""
    inside = False
    for token in group:
        if token.type == "INLINE":
            inside = not inside
        elif not inside:
            yield token


def _is_text(group: Sequence[Token]) -> bool:
    """Whether a line is one of a paragraph, and no equation."""
    outside = [*_outside(group)]
    spoken = sum(is_prose_word(each) or each.type == "WORDS" for each in outside)
    plain = all(each.type not in ("EQUAL", "IN") for each in outside)
    return plain and (_has_inline(group) or spoken > 1)


def _words(group: Sequence[Token]) -> Iterator[Token]:
    return (
        each for each in _outside(group) if is_prose_word(each) or each.type == "WORDS"
    )


def _stops(group: Sequence[Token]) -> list[int]:
    """Where sentences end within a line, outside of `$ ... $`."""
    inside = False
    found = []
    for at, token in enumerate(group):
        inside ^= token.type == "INLINE"
        if not inside and _is_stop(group, at):
            found.append(at)
    return found


def _is_stop(group: Sequence[Token], at: int) -> bool:
    """Whether a sentence ends at a point; not at those of `i.e.` and `cf.`."""
    before = group[at - 1] if at else group[at]
    short = before.type == "NAME" and (len(before) == 1 or before.lower() in _SHORT)
    return group[at].type == "FULL_STOP" and not short


def last_sentence(group: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a line behind the end of a sentence in it."""
    stops = _stops(group)
    return group[stops[-1] + 1 :] if stops else group


def first_sentence(group: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a line up to the end of a sentence in it."""
    stops = _stops(group)
    return group[: stops[0] + 1] if stops else group
