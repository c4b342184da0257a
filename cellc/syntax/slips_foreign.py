r"""Commands that papers have and cellc does not: `\leq`, `\int`, `\det`, `\nabla`.

In: the tokens of one logical line.  Out: an error for each of them that the text does
not define itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.diagnostics.foreign_commands import CLOSING, COMMANDS, Foreign
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.environments import span_of

_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
_LABELS = frozenset(["infty", "to", "rightarrow"])  # what may be the label of a name
_OVER_AN_INDEX = Foreign(
    "over an index is not read",
    "write max(a) for the largest component of a vector a, -max(-a) for the smallest, "
    "max(a, b) for the larger of two values",
)


def refuse_foreign(tokens: Sequence[Token], diagnostics: Diagnostics) -> bool:
    """Report the commands of a line that cellc does not compute; whether it has any."""
    found = False
    index = 0
    while index < len(tokens):
        foreign = _foreign(tokens, index, diagnostics.source.text)
        if foreign is not None:
            found = True
            token = tokens[index]
            verb = "" if foreign is _OVER_AN_INDEX else "is "
            diagnostics.error(
                "E0111",
                f"`{token}` {verb}{foreign.what}",
                span_of(token),
                help=foreign.help,
            )
            index = _behind_scripts(tokens, index + 1)
        else:
            index += 1
    return found


def _foreign(tokens: Sequence[Token], index: int, text: str) -> Foreign | None:
    token = tokens[index]
    if token.type != "NAME" or not token.startswith("\\"):
        return None
    command = token.removeprefix("\\")
    in_script = index > 0 and tokens[index - 1].type in _SCRIPTS
    if command in ("max", "min", "prod") and not in_script:
        below = index + 1 < len(tokens) and tokens[index + 1].type in _SCRIPTS
        plain = below and _is_plain_index(tokens[index + 1 :])
        if plain and not (command == "prod" and _is_up_to_time(tokens[index + 1 :])):
            return None  # what it goes over is known later
        if command == "prod":
            return None if _defines(text, command) else COMMANDS[command]
        return _OVER_AN_INDEX if below and not _defines(text, command) else None
    if command in CLOSING:
        opening = f"\\{CLOSING[command]}"
        return None if opening in tokens[:index] else COMMANDS[CLOSING[command]]
    if command not in COMMANDS or (command in _LABELS and _is_label(tokens, index)):
        return None
    if command == "partial" and any(each.type == "EQUAL" for each in tokens[index:]):
        return None  # a differential equation says so itself
    return None if _defines(text, command) else COMMANDS[command]


def _is_plain_index(tokens: Sequence[Token]) -> bool:
    r"""Whether `_i`, `_{i}` or `_{i=1}` stands in front, as behind a sum."""
    if tokens[0].type != "UNDERSCORE" or len(tokens) < 2:
        return False
    if tokens[1].type == "NAME":
        return True
    if tokens[1] != "{":
        return False
    ends = [at for at, each in enumerate(tokens) if each == "}"]
    kinds = [each.type for each in tokens[2 : ends[0]]] if ends else []
    return kinds in (["NAME"], ["NAME", "EQUAL", "NUMBER"])


def _is_up_to_time(tokens: Sequence[Token]) -> bool:
    r"""Whether `_{i=1}^{t}` stands in front."""
    ends = [at for at, each in enumerate(tokens) if each.type == "CIRCUMFLEX"]
    behind = tokens[ends[0] + 1 : ends[0] + 3] if ends else []
    return any(str(each) == "t" for each in behind)


def _is_label(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token stands in a subscript or a superscript."""
    if index and tokens[index - 1].type in _SCRIPTS:
        return True
    depth = 0
    for place in range(index - 1, 0, -1):
        token = tokens[place]
        depth += (token.type in CLOSE) - (token.type in OPEN)
        if depth < 0:
            return tokens[place - 1].type in _SCRIPTS
    return False


def _behind_scripts(tokens: Sequence[Token], index: int) -> int:
    r"""The place behind the scripts at `index`: `_{n \to \infty}` is part of `\lim`."""
    while index + 1 < len(tokens) and tokens[index].type in _SCRIPTS:
        depth = 0
        for place in range(index + 1, len(tokens)):
            depth += (tokens[place].type in OPEN) - (tokens[place].type in CLOSE)
            if depth <= 0:
                break
        index = place + 1
    return index


def _defines(text: str, command: str) -> bool:
    r"""Whether a line of the text defines it: `\det(a) = ...`, `\nabla_t = ...`."""
    script = r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\\?\w+))*"
    left = rf"^[ \t&$\[\]({{\\,;]*\\{command}(?![A-Za-z]){script}"
    sign = r"\s*(?:\([^()=\n]*\)\s*)?&?\s*(?::?=|∈|\\in\b|in\b)"
    return re.search(left + sign, text, re.MULTILINE) is not None
