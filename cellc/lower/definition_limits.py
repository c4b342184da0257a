r"""Definitions that hold for some arguments only: `$\phi(a) = 1/a$, $a > 1$`.

In: a definition of a function, and the text.  Out: the words that limit it.  An
approximation of what has the name anyway, `$\tanh(a) = a$ for small $a$`, is a
remark and is not read, which is told; any other such definition is refused.
"""

from __future__ import annotations

import re
from functools import cache

from cellc.diagnostics import Diagnostics
from cellc.lower.functions import Function, Lambda
from cellc.ops import spelled, spelled_reduction
from cellc.patterns import regex
from cellc.syntax.function_words import changed_behind
from cellc.syntax.nodes import Statement
from cellc.syntax.step_conditions import CASES

_FAR = 160  # characters behind a definition
_END = regex(r"[.;](?=\s|\Z)|\n[ \t]*\n|\\end\{|\$\$|\\\]|\n(?=\s*\$)")
_COMPARED = (
    r"(?:[<>≤≥≪≫⩽⩾≠≈∈→]|\\(?:leq?|geq?|lt|gt|leqslant|geqslant|ll|gg|neq?|approx|in|to|"
    r"rightarrow)(?![A-Za-z]))"
)
_SIZES = regex(
    r"\b(?:small|large|tiny|big|positive|negative|non-?\s?zero|non-?negative|"
    r"non-?positive|near|around|close|interval|neighbou?rhood|vicinity|limit|origin|"
    r"between|below|above|greater|less|smaller|larger|at\s+\$?0|range|region|regime|"
    r"integers?|approaches|tends|magnitude|approximately|domain|half|only)\b"
    r"|\b(?:near|around|at)\s*\$?\s*-?\d",
    re.IGNORECASE,
)
_REALS = regex(  # all values there are
    r"(?:\\in|∈)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R\b|ℝ|R\b|\\Re\b)"
    r"(?:\s*\^\s*(?:\{[^{}]{1,30}\}|\w))?(?![_\w^])"
)


def is_limited(
    identifier: str, function: Function, statement: Statement, errors: Diagnostics
) -> bool:
    """Whether a definition is not to be taken, which is told."""
    if not isinstance(function, Lambda):
        return False
    words = _limit(statement, errors)
    if not words:
        return False
    typed, whole = (
        errors.source.snippet(each)
        for each in (statement.sides[0].span, statement.span)
    )
    if spelled(identifier) or spelled_reduction(identifier):
        errors.note(
            "N0698",
            f"`{whole}` is said of `{words}` and is not read: the function that is "
            "applied is the one of that name",
            statement.span,
            help=f"to have another function define it for all values, `{typed} = ...`",
        )
        return True
    errors.error(
        "E0112",
        f"`{whole}` holds under a condition, `{words}`, which cannot be dropped",
        statement.span,
        help=f"{CASES}; if it holds for all values, remove the condition",
    )
    return False


def changed_function(statement: Statement, errors: Diagnostics) -> str:
    """The words behind `$\\phi = \\tanh$` that name another function or some."""
    text = errors.source.text
    end = statement.span.end
    line = text[end : end + 240]
    if not statement.spoken:
        line = line.partition("\n")[0]
    return changed_behind(re.sub(r"\A\}*\$?", "", line))


def _limit(statement: Statement, errors: Diagnostics) -> str:
    text, end = errors.source.text, statement.span.end
    behind = text[end : end + _FAR]
    if not statement.spoken:
        behind = behind.partition("\n")[0]
    stop = _END.search(behind)
    behind = behind[: stop.start() if stop else None]
    inner = errors.source.snippet(statement.sides[0].span).partition("(")[2]
    names = [each.strip() for each in inner.rstrip(") ").split(",")]
    plain = " ".join(behind.replace("$", " ").split())
    found = _conditions(tuple(names)).match(plain)
    if found is None or "=" in found["words"]:
        return ""
    words = re.split(r",?\s(?:and|which|is|are|denotes?|where)\s", found["words"])[0]
    compared = re.search(_COMPARED, _REALS.sub("", words))
    if not compared and not _SIZES.search(words):
        return ""
    return words.strip(" ,()")


@cache
def _conditions(names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(re.escape(each) for each in names if each) or "x"
    return regex(
        r"\)?[\s,}]*\(?(?:\\(?:quad|qquad|text|mbox|;|,)\s*\{?\s*)*(?P<words>"
        r"(?:for|if|when|whenever|provided|on|near|around|over|only|unless|at|in|as|with|"
        rf"where)\b(?!\s+(?:all\s+)?(?:t|steps?|times?)\b).*"
        rf"|\|?\s*(?:{named})\s*\|?\s*{_COMPARED}.*|-?[\d.]+\s*{_COMPARED}\s*\|?\s*"
        rf"(?:{named}).*)"
    )
