"""What stands between the words of a line: equations, conditions, words.

In: the tokens between two line breaks.  Out: the tokens of each clause, cut at words.
Nothing of an equation is lost at a word: what goes on behind it belongs to it, a
condition is refused, and so is what is neither an equation nor words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics, Label
from cellc.syntax.brackets import OPERAND_END, levels_of
from cellc.syntax.environments import span_of
from cellc.syntax.step_conditions import refuse_some_steps, report_condition
from cellc.syntax.words import CONDITIONS, CONNECTIVES

VERBS = frozenset(["is", "are", "denotes", "denote", "stands", "means"])
SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
OPERATORS = frozenset(
    ["PLUS", "MINUS", "STAR", "ODOT", "CIRC", "CDOT", "TIMES", "OTIMES", "OPLUS"]
)
OPERATORS |= {"AT", "SLASH", "EQUAL"}
TRAILING = frozenset(["COMMA", "SEMICOLON", "FULL_STOP", "QUAD", "DOTS", "COLON"])
_QUANTIFIERS = ("\\forall", "∀")
_INDICES = frozenset(["t", "k", "n", "\\tau", "τ", "s", "i", "j"])
_COMPARISONS = frozenset(["LESSTHAN", "MORETHAN"])
_COMPARING = frozenset("≤≥≠≪≫⩽⩾") | {
    *["\\leq", "\\le", "\\geq", "\\ge", "\\neq", "\\ne", "\\lt", "\\gt", "\\leqslant"],
    *["\\geqslant", "\\ll", "\\gg"],
}
_VERBS = frozenset(["was", "were", "be", "being", "can", "may", "denoting", "controls"])
_INTRODUCING = frozenset(["where", "with", "let", "by", "for", "then"])


@dataclass
class _Clause:
    """Tokens without words between, and the words in front of them."""

    before: list[Token] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        texts = " ".join(each.lower() for each in self.before)
        return re.findall(r"[^\W\d_]+", texts)

    @property
    def is_equation(self) -> bool:
        levels = levels_of(self.tokens)
        return any(
            each.type == "EQUAL" and level <= 0
            for each, level in zip(self.tokens, levels, strict=True)
        )


def clauses(group: list[Token], diagnostics: Diagnostics) -> list[list[Token]]:
    """Cut at words that stand between equations."""
    if refuse_some_steps(group, diagnostics):
        return []
    kept: list[_Clause] = []
    adjacent = False  # is the last one right in front of these words
    refused = False
    found = [*_cut(group)]
    for clause, following in zip(found, [*found[1:], _Clause()], strict=True):
        last = kept[-1] if kept and adjacent and kept[-1].is_equation else None
        if last is None or not clause.before:
            if clause.tokens and (clause.is_equation or not refused):
                kept.append(clause)
                adjacent = True
        elif (
            not _is_subject(clause, following)
            and _refuse_condition(last, clause, diagnostics)
        ) or _refuse_word(last, clause, diagnostics):
            kept.pop()
            adjacent, refused = False, True
        elif not clause.tokens:
            continue
        elif _refuse_choice(last, clause, diagnostics):
            kept.pop()
            adjacent, refused = False, True
        elif clause.is_equation or any(each.type == "IN" for each in clause.tokens):
            kept.append(clause)
        elif _goes_on(last, clause):
            _note_words(clause.before, diagnostics)
            last.tokens += clause.tokens
        elif _is_beside(clause):
            kept.append(clause)
            adjacent = False
        else:
            _refuse_rest(clause, diagnostics)
            kept.pop()
            adjacent, refused = False, True
    return [clause.tokens for clause in kept]


def _cut(group: list[Token]) -> Iterator[_Clause]:
    clause = _Clause()
    for index, (token, level) in enumerate(zip(group, levels_of(group), strict=True)):
        if level <= 0 and _is_cut(group, index):
            if clause.tokens:
                yield clause
                clause = _Clause()
            clause.before.append(token)
        else:
            clause.tokens.append(token)
    yield clause


def _is_cut(group: list[Token], index: int) -> bool:
    token = group[index]
    if token.type in ("WORDS", "INLINE") or token in _QUANTIFIERS:
        return True
    if token.type != "NAME" or token.lower() not in CONNECTIVES | CONDITIONS:
        return False
    before = group[index - 1].type if index else ""
    following = group[index + 1].type if index + 1 < len(group) else ""
    return (
        before not in SCRIPTS
        and before not in OPERATORS  # `W_hy h_t + by`
        and following not in SCRIPTS
        and following not in ("LPAR", "EQUAL")
    )


def _refuse_condition(last: _Clause, clause: _Clause, diagnostics: Diagnostics) -> bool:
    """`h_t = x_t if z_t > 0`: reports it, where it is not about the steps."""
    if last.tokens[-1].type == "FULL_STOP" or is_about_steps(clause.tokens):
        return False
    words = clause.words
    inline = any(each.type == "INLINE" for each in clause.before)
    if inline and all(map(_is_spoken, clause.tokens)):
        return False  # `We use $g = \\tanh$ unless noted otherwise.`
    condition = bool(words) and words[0] in CONDITIONS
    levels = levels_of(clause.tokens)
    compared = not clause.is_equation and any(
        compares(each) and level <= 0
        for each, level in zip(clause.tokens, levels, strict=True)
    )
    if not condition and not compared:
        return False
    place = span_of(clause.before[0])
    for token in clause.tokens[-1:]:
        place |= span_of(token)
    report_condition(place, diagnostics)
    return True


def _is_subject(clause: _Clause, following: _Clause) -> bool:
    """`$\\gamma > 0$ is the rate`: what a sentence says something about."""
    inline = clause.before and clause.before[-1].type == "INLINE"
    conditional = not CONDITIONS.isdisjoint(clause.words)
    said = [*following.before, *following.tokens]
    closed = bool(said) and said[0].type == "INLINE"
    spoken = re.findall(r"[^\W\d_]+", " ".join(said[1:3]).lower())
    return bool(inline and closed and not conditional and spoken[:1]) and (
        spoken[0] in VERBS | _VERBS
    )


def is_about_steps(tokens: Sequence[Token]) -> bool:
    """`t > 0`, `t = 0`, `t \\geq 1`: which steps there are is not said here."""
    if len(tokens) < 2 or tokens[0] not in _INDICES:
        return False
    return tokens[1].type in ("EQUAL", "IN") or compares(tokens[1])


def _is_spoken(token: Token) -> bool:
    return is_prose_word(token) or token.type in TRAILING


def compares(token: Token) -> bool:
    return token.type in _COMPARISONS or token in _COMPARING


def _refuse_word(last: _Clause, clause: _Clause, diagnostics: Diagnostics) -> bool:
    """`W x_t \\text{bias}`: a name or words; reports it."""
    word, before = clause.before[0], last.tokens[-1]
    typed = diagnostics.source.text[word.start_pos : word.end_pos]
    if (
        word.type != "WORDS"
        or before.type not in OPERAND_END
        or not re.fullmatch(r"(?:\\\w+\s*\{)+[^\W_]+\}+", typed)
        or word.lower() in CONNECTIVES | CONDITIONS
        or len(clause.before) > 1
    ):
        return False
    diagnostics.error(
        "E0103",
        f"`{typed}` behind a factor can be a name, or words about the equation",
        span_of(word),
        help="write \\quad in front of words; write a name without \\text",
    )
    return True


def _goes_on(last: _Clause, clause: _Clause) -> bool:
    """Whether the equation in front of words goes on behind them."""
    words = clause.words
    if words and words[0] in CONNECTIVES:
        return False
    first = clause.tokens[0].type
    rest = clause.tokens[1:]
    if all(is_prose_word(each) or each.type in TRAILING for each in rest) and rest:
        return not any(each.type == "INLINE" for each in clause.before)
    return first in OPERATORS - {"EQUAL"} or last.tokens[-1].type in OPERATORS


def _note_words(words: Sequence[Token], diagnostics: Diagnostics) -> None:
    spoken = [each for each in words if each.type == "WORDS"]
    if spoken:
        diagnostics.note(
            "N0603",
            "this was read as text; the equation goes on behind it",
            span_of(spoken[0]) | span_of(spoken[-1]),
            help="a comment starts with #",
        )


def _is_beside(clause: _Clause) -> bool:
    """Whether what stands behind words is part of them."""
    words, tokens = clause.words, clause.tokens
    introduced = bool(words) and words[0] in _INTRODUCING
    quantified = clause.before[-1] in _QUANTIFIERS
    inline = any(each.type == "INLINE" for each in clause.before)
    spoken = {each.lower() for each in tokens if each.type == "NAME"}
    if introduced or quantified or inline or is_about_steps(tokens):
        return True
    if spoken & VERBS or two_words(tokens):
        return True
    left = [each for each in tokens if each.type not in TRAILING]
    numbered = [each.type for each in left if each.type not in ("LPAR", "RPAR")]
    return numbered in ([], ["NUMBER"]) or all(map(is_prose_word, left))


def is_prose_word(token: Token) -> bool:
    return token.type == "NAME" and len(token) > 1 and not token.startswith("\\")


def two_words(tokens: Sequence[Token]) -> bool:
    """Two words side by side, of which no equation is made."""
    plain = [is_prose_word(token) and token.isalpha() for token in tokens]
    return any(one and two for one, two in pairwise(plain))


def _refuse_choice(last: _Clause, clause: _Clause, diagnostics: Diagnostics) -> bool:
    r"""`f_t = \sigma(a) \text{ or } \exp(a)`: two values of one name; reports it."""
    if clause.words[:1] != ["or"] or any(
        each.type == "INLINE" for each in clause.before
    ):
        return False
    levels = levels_of(clause.tokens)
    ends = (
        at
        for at, each in enumerate(clause.tokens)
        if each.type in TRAILING | {"EQUAL"} and levels[at] <= 0
    )
    end = next(ends, len(clause.tokens))
    value = clause.tokens[:end]
    if (
        not value
        or clause.tokens[end : end + 1] == ["="]
        or all(map(is_prose_word, value))
    ):
        return False
    place = span_of(value[0]) | span_of(value[-1])
    equal = next(at for at, each in enumerate(last.tokens) if each.type == "EQUAL")
    first = span_of(last.tokens[equal + 1]) | span_of(last.tokens[-1])
    name = span_of(last.tokens[0]) | span_of(last.tokens[equal - 1])
    shown = [diagnostics.source.snippet(each) for each in (name, first, place)]
    diagnostics.error(
        "E0103",
        "`{}` has two values here, `{}` or `{}`".format(*shown),
        place,
        labels=(Label(first, "the other value"),),
        help="keep one of them",
    )
    return True


def _refuse_rest(clause: _Clause, diagnostics: Diagnostics) -> None:
    word = " ".join(clause.words) or "these words"
    diagnostics.error(
        "E0103",
        f"what follows `{word}` is neither an equation nor text, and would be lost",
        span_of(clause.tokens[0]) | span_of(clause.tokens[-1]),
        help="write a whole equation, or remove it; a comment starts with #",
    )
