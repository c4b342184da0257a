"""What a parse error says: in the user's words, never in names of terminals.

In: a logical line and the token at which its parser stopped.  Out: the slip that
explains it (`slips_table`), else what was being read and what could stand there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lark import Token

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.diagnostics.foreign_functions import OF_ONE_VECTOR, advice
from cellc.syntax.brackets import CLOSE, OPEN, levels_of
from cellc.syntax.environments import span_of
from cellc.syntax.slips import END, slip_at
from cellc.syntax.slips_python import arguments_of
from cellc.syntax.slips_table import CANNOT_STAND
from cellc.syntax.slips_text import WITHOUT_PARTNER

_WORDS = {  # a terminal that could stand -> what people call it
    "NAME": "a name",
    "NUMBER": "a number",
    "LPAR": "a bracket",
    "EQUAL": "`=`",
    "PLUS": "an operator",
    "JOIN": "an operator",
    "RPAR": "`)`",
    "RSQB": "`]`",
    "RBRACE": "`}`",
    "RCURLY": "`\\}`",
    "RANGLE": "`⟩`",
    "RBAR": "`|`",
    "MORETHAN": "`>`",
    "COMMA": "a comma",
    "IN": "`∈`",
    "REALS": "`ℝ`",
    END: "the end of the line",
}
_INSIDE = {  # what stands before a bracket -> what is read inside it
    "UNDERSCORE": "in a subscript",
    "CIRCUMFLEX": "in a superscript",
    "FRAC": "in a fraction",
    "SQRT": "under a root",
    "ACCENT": "under an accent",
    "FONT": "in a name",
    "NAME": "in the brackets behind `{}`",
}


def refuse(
    token: Token,
    line: Sequence[Token],
    kind: str,
    parser: Any,
    diagnostics: Diagnostics,
) -> bool:
    """Report that `parser` stopped at `token`; whether a slip explains it."""
    end = span_of(line[-1]).end
    tokens = [*line, Token(END, "", start_pos=end, end_pos=end + 1)]
    index = next((i for i, each in enumerate(line) if each is token), len(line))
    slip = slip_at(tokens, index, CANNOT_STAND)
    keyword = slip is None or token.type == "EQUAL"  # softmax(a, dim=-1)
    if _is_foreign_call(tokens, index, keyword, diagnostics):
        return False
    if kind == "statement" and _defines_several(tokens, index, diagnostics):
        return False
    if slip is not None:
        slip.report(diagnostics)
        return True
    if token.type in ("INLINE", "DISPLAY"):
        _refuse_dollar(token, diagnostics)
        return False
    if _without_denominator(tokens, index, diagnostics):
        return False
    what = _what(tokens, index, kind)
    accepted = parser.accepts()
    words = [word for each, word in _WORDS.items() if each in accepted]
    listed = _listed([*dict.fromkeys(words)])
    if index == len(line):
        message = f"the line ends too early, {what}"
        span = Span(end, end + 1)
    else:
        message = f"`{token}` cannot stand here, {what}"
        span = span_of(token)
    could = f"what could stand here: {listed}" if listed else "remove it"
    diagnostics.error("E0103", message, span, help=could)
    return False


def _is_foreign_call(
    tokens: Sequence[Token], index: int, keyword: bool, diagnostics: Diagnostics
) -> bool:
    """`softmax(a, dim=-1)`: report a function that the language does not have.

    keyword: whether it can be one of the language, with arguments of another one.
    """
    depth = 0
    for place in range(index - 1, 0, -1):
        depth += (tokens[place].type in CLOSE) - (tokens[place].type in OPEN)
        if depth < 0:
            break
    else:
        return False
    last = place - 1
    while last > 0 and tokens[last].type == "RBRACE":  # \mathrm{LN}
        last -= 1
    name = tokens[last]
    if tokens[place].type != "LPAR" or name.type != "NAME":
        return False
    first = last
    while first > 1 and tokens[first - 1].type == "UNDERSCORE":
        first -= 2
    typed = diagnostics.source.snippet(span_of(tokens[first]) | span_of(name))
    arguments, end = arguments_of(tokens, place - 1, diagnostics)
    found = advice(typed, typed, arguments)
    if found is None or end is None:
        return False
    if not keyword and found.what.startswith(OF_ONE_VECTOR):
        return False  # max(a, i__t): the function is one of the language
    span = span_of(tokens[first]) | span_of(name)
    diagnostics.error("E0209", f"`{typed}` {found.what}", span, help=found.help)
    return True


def _refuse_dollar(token: Token, diagnostics: Diagnostics) -> None:
    """A mark of a display inside an equation, unless one without partner is told."""
    if any(each.message.startswith(WITHOUT_PARTNER) for each in diagnostics):
        return
    diagnostics.error(
        "E0103",
        f"`{token}` cannot stand inside an equation",
        span_of(token),
        help=f"put `{token}` around the whole equation, or remove it",
    )


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" or " if words[1:] else "") + "".join(words[-1:])


def _without_denominator(
    tokens: Sequence[Token], index: int, diagnostics: Diagnostics
) -> bool:
    r"""`\frac{h}` has one part; report it where the second should stand."""
    first = _opened_by(tokens, index - 1) if index else index
    if first == 0 or tokens[first - 1].type != "FRAC" or first == index:
        return False
    command = tokens[first - 1]
    group = span_of(tokens[first]) | span_of(tokens[index - 1])
    top = diagnostics.source.snippet(group)
    diagnostics.error(
        "E0103",
        f"`{command}` has no second part",
        span_of(tokens[index]),
        labels=(Label(span_of(command), "the fraction"),),
        help=f"write what stands below the line: {command}{top}{{...}}",
    )
    return True


def _defines_several(
    tokens: Sequence[Token], index: int, diagnostics: Diagnostics
) -> bool:
    """`f_t, i_t = a, b`: report one equation for several names."""
    levels = levels_of([*tokens])
    equals = [
        at for at, each in enumerate(tokens) if each.type == "EQUAL" and levels[at] == 0
    ]
    if tokens[index].type != "COMMA" or levels[index] or not equals[:1] > [index]:
        return False
    start = span_of(tokens[0]).start
    names = diagnostics.source.snippet(Span(start, span_of(tokens[equals[0] - 1]).end))
    first = diagnostics.source.snippet(Span(start, span_of(tokens[index - 1]).end))
    diagnostics.error(
        "E0103",
        f"`{names}` are several names on the left side of one equation",
        span_of(tokens[index]),
        help=f"write one equation for each of them, on lines of their own: {first} = "
        "...",
    )
    return True


def _opened_by(tokens: Sequence[Token], index: int) -> int:
    """Where the group opens that closes at `index`; `index` for any other token."""
    depth = 0
    for place in range(index, -1, -1):
        depth += (tokens[place].type in CLOSE) - (tokens[place].type in OPEN)
        if depth == 0:
            return place
    return index


def _what(tokens: Sequence[Token], index: int, kind: str) -> str:
    """What was being read at `index`, such as `in a subscript`."""
    depth = 0
    for place in range(index - 1, -1, -1):
        token = tokens[place]
        depth += (token.type in CLOSE) - (token.type in OPEN)
        if depth < 0:
            before = tokens[place - 1] if place else None
            if before is not None and before.type in _INSIDE:
                return _INSIDE[before.type].format(before)
            return "in a list" if token.type == "LSQB" else "inside these brackets"
    if kind == "fact":
        return "in a fact of the `where` block"
    defined = any(token.type == "EQUAL" for token in tokens[:index])
    return f"on the {'right' if defined else 'left'} side of an equation"
