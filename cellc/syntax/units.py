r"""Units behind values: `$\tau = 100\,\mathrm{ms}$`, `\Delta t = \SI{20}{ms}`.

In: the tokens of a text.  Out: the same without units behind the number that a name is
set to.  Numbers have no units here; those of one text are compared in `lower/units.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import log10

from lark import Token

from cellc.patterns import regex
from cellc.syntax.settings import group_end

_PREFIXES = {"p": -12, "n": -9, "u": -6, "μ": -6, "µ": -6, "m": -3, "": 0, "k": 3}
_BASES = {"s": "time", "V": "voltage", "A": "current", "F": "capacity", "S": "leak"}
_MINUTE = log10(60)
UNITS: dict[str, tuple[str, float]] = {  # a unit -> what it measures, its power of ten
    prefix + base: (measured, power)
    for base, measured in _BASES.items()
    for prefix, power in _PREFIXES.items()
} | {
    "Hz": ("time", 0),  # goes with s as kHz does with ms
    "kHz": ("time", -3),
    "MHz": ("time", -6),
    **dict.fromkeys(["sec", "secs", "second", "seconds"], ("time", 0)),
    **dict.fromkeys(["millisecond", "milliseconds"], ("time", -3)),
    **dict.fromkeys(["min", "minute", "minutes"], ("time", _MINUTE)),
    **dict.fromkeys(["hour", "hours"], ("time", 2 * _MINUTE)),
    **dict.fromkeys(["day", "days"], ("time", log10(86400))),
    "msec": ("time", -3),
    "\\second": ("time", 0),
    "\\milli\\second": ("time", -3),
    "\\micro\\second": ("time", -6),
    "\\ms": ("time", -3),
    "\\milli\\volt": ("voltage", -3),
    "\\hertz": ("time", 0),
}
_QUANTITIES = frozenset(["\\SI", "\\qty", "\\unit", "\\si"])
_FONTS = frozenset(["FONT", "NAME"])
_TEXT = regex(r"\\[a-z]+\s*\{(.*)\}\Z", re.DOTALL)
_VALUE = regex(
    r"EQUAL (?:MINUS )?NUMBER(?: (?:CDOT|TIMES) NUMBER)?"
    r"(?: CIRCUMFLEX (?:LBRACE (?:MINUS )?NUMBER RBRACE|NUMBER))? \Z"
)
_LONGEST = 9  # tokens of a value with a power of ten, and its `=`
_ENDING = frozenset(["INLINE", "COMMA", "FULL_STOP", "SEMICOLON", "NEWLINE", "RPAR"])
_JOINING = frozenset(["and", "or", "for", "with", "while"])


def without_units(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without units, a value of siunitx by its number."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        quantity = _quantity(tokens, index)
        if quantity is not None:
            number, index = quantity
            out += number
            continue
        end = _behind_unit(tokens, index) if _is_behind_value(out) else index
        if end > index and _ends(tokens, end):
            index = end
            continue
        out.append(tokens[index])
        index += 1
    return out


def _quantity(
    tokens: Sequence[Token], index: int
) -> tuple[Sequence[Token], int] | None:
    r"""The number of `\SI{20}{ms}`, and where it ends."""
    if tokens[index] not in _QUANTITIES or index + 1 >= len(tokens):
        return None
    middle = group_end(tokens, index + 1, "RBRACE") + 1
    if middle >= len(tokens) or tokens[middle].type != "LBRACE":
        return None
    inner = tokens[index + 2 : middle - 1]
    if not inner or any(each.type not in ("NUMBER", "MINUS") for each in inner):
        return None
    return inner, group_end(tokens, middle, "RBRACE") + 1


def _is_behind_value(before: Sequence[Token]) -> bool:
    """Whether what stands before is a `=` and a number."""
    if not before or before[-1].type not in ("NUMBER", "RBRACE"):
        return False
    kinds = "".join(f"{each.type} " for each in before[-_LONGEST:])
    return _VALUE.search(kinds) is not None


def _behind_unit(tokens: Sequence[Token], index: int) -> int:
    """Behind a unit; `index` if there is none."""
    token = tokens[index]
    if token.type == "TEXT":
        said = _TEXT.match(token)
        return index + (said is not None and said[1].strip(" \\,~") in UNITS)
    if token.type == "NAME" and len(token) > 1 and token in UNITS:
        return index + 1
    start = index + (token.type in _FONTS)
    if start >= len(tokens) or tokens[start].type != "LBRACE":
        return index
    if start > index and token.type == "NAME" and token not in _QUANTITIES:
        return index
    end = group_end(tokens, start, "RBRACE")
    inner = "".join(_bare(tokens[start + 1 : end]))
    return end + 1 if inner in UNITS else index


def _bare(tokens: Sequence[Token]) -> Iterator[str]:
    return (str(each) for each in tokens if each not in ("\\rm", "\\mathrm"))


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether the value ends there: no factor stands behind it."""
    return (
        at >= len(tokens) or tokens[at].type in _ENDING or str(tokens[at]) in _JOINING
    )


def unit_behind(text: str, at: int) -> re.Match[str] | None:
    """The unit that stands behind a value in a text, in the group `unit`."""
    return _written().match(text, at)


@cache
def _written() -> re.Pattern[str]:
    return regex(
        r"(?:\\[,;:! ]|~|\s|\$|\}\s*\{|\{"
        r"|\\(?:text(?:rm)?|math(?:rm|sf)|mbox|rm|operatorname|si|unit)(?![A-Za-z]))*"
        rf"(?P<unit>{'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))})"
        r"(?![A-Za-z])"
    )
