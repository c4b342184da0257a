r"""Equations that hold at some steps only: `h_t = ..., t \geq 2`, `... for odd t`.

In: the tokens of a line.  Out: an error where it has such a condition, which cannot be
dropped.  `t \geq 1`, `t > 0`, `t = 1, ..., T` and `\forall t` are all steps there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.brackets import levels_of
from cellc.syntax.environments import span_of

CASES = (
    "write all its cases: \\begin{cases} a & \\text{if } z_t > 0 \\\\ b & "
    "\\text{otherwise} \\end{cases}"
)
_LETTERS = frozenset(["t", "k", "n", "\\tau", "τ", "s", "i", "j", "l", "m"])
_ABOVE = {
    **dict.fromkeys(["≥", "⩾", "\\geq", "\\ge", "\\geqslant"], 1.0),
    **dict.fromkeys([">", "\\gt", "≫", "\\gg"], 0.0),
}  # a sign -> the greatest number that leaves out no step
_BELOW = frozenset(["≤", "⩽", "\\leq", "\\le", "\\leqslant", "<", "\\lt", "≪", "\\ll"])
_UNEQUAL = frozenset(["≠", "\\neq", "\\ne"])
_PARITY = regex(r"\b(?:odd|even|multiples?|divisible)\b", re.IGNORECASE)
_EVERY = regex(  # not `each other`
    r"\b(?:every\s+(?:second|third|fourth|other|\d+)|each\s+(?:second|third|fourth|\d+))",
    re.IGNORECASE,
)
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX", "LBRACE"])
_INTRODUCING = frozenset(["for", "when", "if", "only", "whenever"])
_NEAR = 5  # tokens between such words and the letter that they are about


def refuse_some_steps(group: Sequence[Token], diagnostics: Diagnostics) -> bool:
    """Report the condition of an equation about its step; whether there is one."""
    kinds = [each.type for each in group]
    if "EQUAL" not in kinds:
        return False
    if "INLINE" in kinds[: kinds.index("EQUAL")]:
        return _refuse_behind_formula(group, kinds, diagnostics)
    stop = _stop(group, kinds)
    levels = levels_of([*group])
    for at in range(kinds.index("EQUAL") + 1, stop):
        end = end_of_condition(group, at, stop) if levels[at] <= 0 else at
        if end == at:
            continue
        report_some_steps(span_of(group[at]) | span_of(group[end - 1]), diagnostics)
        return True
    return False


def _refuse_behind_formula(
    group: Sequence[Token], kinds: Sequence[str], diagnostics: Diagnostics
) -> bool:
    """The same right behind a formula of a sentence: `$h_t = ...$ for $t > 1$`."""
    behind = kinds.index("EQUAL")
    if "INLINE" not in kinds[behind:]:
        return False
    at = kinds.index("INLINE", behind) + 1
    at += kinds[at : at + 1] == ["COMMA"]
    if [*kinds[at : at + 2]] != ["NAME", "INLINE"] or group[at] not in _INTRODUCING:
        return False
    end = end_of_condition(group, at + 2, len(group))
    if end == at + 2:
        return False
    report_some_steps(span_of(group[at + 2]) | span_of(group[end - 1]), diagnostics)
    return True


def report_some_steps(place: Span, diagnostics: Diagnostics) -> None:
    """Report the condition of an equation about its step."""
    diagnostics.error(
        "E0112",
        f"this equation holds at some steps only, `{_typed(place, diagnostics)}`",
        place,
        help=f"{CASES}, where `t mod 2 = 1` is for odd steps; if it only tells "
        "where the steps begin, remove it: forward is given the first state",
    )


def report_condition(place: Span, diagnostics: Diagnostics) -> None:
    """Report the condition of an equation about a value."""
    diagnostics.error(
        "E0112",
        "this equation holds under a condition, which cannot be dropped",
        place,
        help=CASES,
    )


def _stop(group: Sequence[Token], kinds: Sequence[str]) -> int:
    """Where the words behind an equation end; `for $t = 1$` is one of its own."""
    if "INLINE" not in kinds:
        return len(group)
    first = kinds.index("INLINE")
    if str(group[first - 1]).lower() not in _INTRODUCING:
        return first
    behind = kinds[first + 1 :]
    return first + 1 + (behind.index("INLINE") if "INLINE" in behind else len(behind))


def end_of_condition(group: Sequence[Token], at: int, stop: int) -> int:
    """Behind a condition that begins here; `at` if none does."""
    if group[at].type in ("NAME", "WORDS") and group[at] not in _LETTERS:
        return _behind_words(group, at, stop)
    return _behind_comparison(group, at, stop)


def _behind_words(group: Sequence[Token], at: int, stop: int) -> int:
    """Behind `odd t`, `even` of `t even`, `every third step`; `at` if none is here."""
    token = group[at]
    if token.type == "NAME" and (len(token) < 3 or not token.isalpha()):
        return at
    words = " ".join(group[at : min(at + 2, stop)])
    every = _EVERY.match(words) if token.type == "NAME" else _EVERY.search(token)
    if every:
        return min(at + 2, stop) if token.type == "NAME" else at + 1
    if not _PARITY.search(token):
        return at
    for near in range(at + 1, min(at + _NEAR, stop)):
        if _is_letter(group, near):
            return near + 1
    back = range(max(at - _NEAR, 1), at)
    said = "step" in words.lower() or any(_is_letter(group, each) for each in back)
    return at + 1 if said else at


def _is_letter(group: Sequence[Token], at: int) -> bool:
    return group[at] in _LETTERS and group[at - 1].type not in _SCRIPTS


def _behind_comparison(group: Sequence[Token], at: int, stop: int) -> int:
    """Behind `t > 1`, `i \\neq 1`, the beginning of `t = 2, ..., T`."""
    token = group[at]
    if token not in _LETTERS or at + 2 >= stop or not _is_apart(group, at):
        return at
    sign, value = group[at + 1], group[at + 2]
    number = float(value) if re.fullmatch(r"\d{1,9}\.?", value) else None
    if str(sign) in _UNEQUAL:
        return at if number == 0 else at + 3
    if number is None:
        return at
    if str(sign) in _ABOVE:
        return at + 3 if number > _ABOVE[str(sign)] else at
    if str(sign) in _BELOW:
        return at + 3
    listed = group[at + 3 : at + 6]
    ranged = any(each.type == "DOTS" for each in listed)
    return at + 3 if sign.type == "EQUAL" and ranged and number > 1 else at


def _is_apart(group: Sequence[Token], at: int) -> bool:
    """Whether a comma, a space or words stand in front, and no factor."""
    before = group[at - 1]
    word = before.type == "NAME" and len(before) > 1 and not before.startswith("\\")
    apart = before.type in ("COMMA", "SEMICOLON", "QUAD", "WORDS", "INLINE", "COLON")
    return word or apart or before in ("\\forall", "∀")


def _typed(place: Span, diagnostics: Diagnostics) -> str:
    return " ".join(diagnostics.source.snippet(place).split())
