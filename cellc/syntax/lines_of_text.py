"""Lines that are text by what they do not have: no `=`, and no name of the equations.

`Requirements: Python 2.7, Theano`, `Cheers, Jo`, `"after-multiplication", are`, an
e-mail address, the name of a file.  In: the tokens of a line, and the names that
equations have.  Out: whether it is text.  A forgotten `=` stands beside names of the
equations, a function, a Greek letter or an index, and is left to be refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.patterns import regex
from cellc.syntax.comments import has_meaning
from cellc.syntax.environments import span_of
from cellc.syntax.plain_words import is_function_word

_KINDS = frozenset(
    [
        *["NAME", "NUMBER", "COMMA", "COLON", "SEMICOLON", "FULL_STOP", "DOTS", "QUAD"],
        *["PRIME", "LPAR", "RPAR", "LSQB", "RSQB", "MINUS", "SLASH", "AT", "STAR"],
        *["BAR", "LESSTHAN", "MORETHAN", "UNKNOWN", "WORDS", "UNDERSCORE", "PLUS"],
        *["ALIGN", "LCURLY", "RCURLY"],
    ]
)
_GLUE = frozenset(["MINUS", "UNDERSCORE", "SLASH", "AT", "FULL_STOP", "COLON", "PLUS"])
_LETTERS = frozenset(["a", "A", "I", "v", "V", "s"])  # articles, versions, genitives
_WORD = regex(r"[^\W\d_]{2,}")
_ABBREVIATION = regex(r"(?:[a-z]\.){2,}[a-z]?", re.IGNORECASE)  # `e.g.`
_CODE = frozenset(["SLASH", "AT", "FULL_STOP", "UNDERSCORE"])
_SIGNS = frozenset(["STAR", "PLUS", "MINUS", "SLASH", "AT"])
_ENDS = frozenset(["NAME", "NUMBER", "RPAR", "RSQB"])
_BEGINS = frozenset(["NAME", "NUMBER", "LPAR", "LSQB"])
_SHORT = 6  # tokens of a line that can be one sum of names
_LONG = 3  # parts of `recurrent-bias-after`


def is_line_of_text(tokens: Sequence[Token], names: set[str]) -> bool:
    """Whether a line has words, and nothing that an equation could have.

    names: the words of the lines with equations.
    """
    if not tokens or any(each.type not in _KINDS for each in tokens):
        return False
    if any(_computes(tokens, at) for at in range(1, len(tokens) - 1)):
        return False
    words = [*_compounds(tokens)]
    if not any(_is_said(each, names) for each in words):
        return False
    return all(_is_harmless(each, names) for each in words)


def _computes(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign stands between two operands: `output * mask`; not in `a/b`."""
    before, sign, behind = tokens[at - 1 : at + 2]
    if (
        sign.type not in _SIGNS
        or before.type not in _ENDS
        or behind.type not in _BEGINS
    ):
        return False
    gaps = [
        span_of(sign).start - span_of(before).end,
        span_of(behind).start - span_of(sign).end,
    ]
    if sign.type in ("STAR", "PLUS"):
        return bool(gaps[0]) == bool(gaps[1])
    return all(gaps) and {before.type, behind.type} == {"NAME"} and len(tokens) < _SHORT


def is_of_numbers(tokens: Sequence[Token]) -> bool:
    """`1,234 5 12`, as counted on a page."""
    kinds = {each.type for each in tokens}
    return "NUMBER" in kinds and kinds <= {"NUMBER", "COMMA", "FULL_STOP"}


def is_initial(tokens: Sequence[Token], names: set[str]) -> bool:
    """`J.` below `Cheers,`: one letter that no equation has."""
    letter = tokens[0]
    alone = [each.type for each in tokens[1:]] in ([], ["FULL_STOP"])
    return alone and len(letter) == 1 and letter.isupper() and letter not in names


def _compounds(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Words with what is glued to them: `Jo`, `recurrent-bias`, `gru_cell.py`, `P.`."""
    run: list[Token] = []
    for token in tokens:
        part = token.type in ("NAME", "NUMBER") or token.type in _GLUE
        if run and (not part or span_of(run[-1]).end != span_of(token).start):
            yield from _named(run)
            run = []
        if part:
            run.append(token)
    yield from _named(run)


def _named(run: list[Token]) -> Iterator[list[Token]]:
    if any(each.type == "NAME" for each in run):
        yield run


def _parts(compound: list[Token]) -> list[Token]:
    return [each for each in compound if each.type == "NAME"]


def _is_said(compound: list[Token], names: set[str]) -> bool:
    """Whether one of the parts is a word that no equation has, nor its two letters."""
    return any(
        _WORD.fullmatch(each)
        and each not in names
        and not has_meaning(each)
        and not (len(each) == 2 and {*each} <= names)
        for each in _parts(compound)
    )


def _is_harmless(compound: list[Token], names: set[str]) -> bool:
    """Whether no part of it can be a factor that was left without its `=`."""
    parts = _parts(compound)
    long = [each for each in parts if _WORD.fullmatch(each)]
    if len(long) >= _LONG and len(long) == len(parts):
        return True  # `recurrent-bias-after-multiplication`
    if len(parts) == 1 and len(parts[0]) == 1:
        if compound[0].type == "NUMBER" and compound[-1] is parts[0]:
            return parts[0] not in names  # `1k`
        initial = compound[-1].type == "FULL_STOP" and parts[0].isupper()
        return initial or (parts[0] in _LETTERS and parts[0] not in names)
    if len(parts) > 1 and any(len(each) == 1 for each in parts):
        code = {each.type for each in compound} & _CODE and long
        if not code and not _is_initials(compound):
            return False
    return all(_is_word(each, names) for each in parts if len(each) > 1)


def _is_initials(compound: list[Token]) -> bool:
    """`J.-P.` and `e.g.`."""
    typed = "".join(compound)
    return _ABBREVIATION.fullmatch(typed) is not None or all(
        each.type in ("FULL_STOP", "MINUS") or (len(each) == 1 and each.isupper())
        for each in compound
    )


def _is_word(token: Token, names: set[str]) -> bool:
    if is_function_word(token):
        return True
    plain = token.replace("_", "").isalnum() and not token.startswith("\\")
    return plain and token not in names and not has_meaning(token)
