"""Tokens to logical lines: where an equation starts and ends.

In: the tokens of the whole text.  Out: logical lines, each one equation or one fact
of the `where` block.  A line break ends an equation unless a bracket is open, or the
line breaks before or after an operator.  Brackets are checked here, so that one that
is never closed is reported where it was opened and does not swallow the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lark import Token

from cellc.diagnostics import Diagnostics, Label, Span

LOOK_AHEAD = 200  # tokens in which an equation has shown its `=`
MAX_TOKENS = 20_000  # names, numbers, operators and brackets of one equation
MAX_DEPTH = 100  # brackets inside brackets; real equations stay below ten

_OPEN = {"LPAR": ")", "LSQB": "]", "LBRACE": "}", "LANGLE": "⟩", "LBAR": "|"}
_CLOSE = {
    "RPAR": "LPAR",
    "RSQB": "LSQB",
    "RBRACE": "LBRACE",
    "RANGLE": "LANGLE",
    "RBAR": "LBAR",
}
_JOINING = frozenset(
    [
        "PLUS",
        "MINUS",
        "STAR",
        "ODOT",
        "CIRC",
        "CDOT",
        "TIMES",
        "AT",
        "SLASH",
        "EQUAL",
        "IN",
    ]
)
_OPERAND_END = frozenset(
    [
        "NAME",
        "NUMBER",
        "RPAR",
        "RSQB",
        "RBRACE",
        "RANGLE",
        "RBAR",
        "UNICODE_SUB",
        "UNICODE_SUP",
        "PRIME",
        "MORETHAN",
    ]
)
_TRAILING = frozenset(["COMMA", "SEMICOLON", "FULL_STOP"])


@dataclass
class LogicalLine:
    """One equation or fact: its tokens, without line breaks, and its kind."""

    kind: str  # "header", "statement" or "fact"
    tokens: list[Token] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return span_of(self.tokens[0]) | span_of(self.tokens[-1])


def span_of(token: Token) -> Span:
    start = token.start_pos or 0
    return Span(start, token.end_pos if token.end_pos is not None else start + 1)


def logical_lines(
    tokens: Iterable[Token], diagnostics: Diagnostics
) -> list[LogicalLine]:
    """Cut tokens into logical lines; report unknown characters and bad brackets."""
    lines: list[LogicalLine] = []
    in_where = False
    for physical in _statements(_known(tokens, diagnostics)):
        first = physical[0]
        if first.type == "HEADER":
            lines.append(LogicalLine("header", physical))
            continue
        if _is_where(physical):
            in_where = True
            physical = physical[_where_length(physical) :]
            if not physical:
                continue
        line = LogicalLine("fact" if in_where else "statement", physical)
        while len(line.tokens) > 1 and line.tokens[-1].type in _TRAILING:
            line.tokens.pop()
        if len(line.tokens) > MAX_TOKENS:
            diagnostics.error(
                "E0106",
                f"this equation has more than {MAX_TOKENS} parts",
                span_of(line.tokens[MAX_TOKENS]),
                help="give parts of it names and equations of their own",
            )
            continue
        if in_where:
            _mark_keywords(line.tokens)
        _pair_bars(line.tokens)
        if _brackets_match(line.tokens, diagnostics):
            lines.append(line)
    return lines


def _known(tokens: Iterable[Token], diagnostics: Diagnostics) -> Iterator[Token]:
    for token in tokens:
        if token.type == "UNKNOWN":
            diagnostics.error(
                "E0101",
                f"the character {_describe(token)} has no meaning here",
                span_of(token),
                help="remove it, or write the operation it stands for by name",
            )
        else:
            yield token


def _describe(token: Token) -> str:
    char = str(token)
    shown = f"`{char}`" if char.isprintable() else "given"
    return f"{shown} (U+{ord(char):04X})"


def _statements(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Groups of tokens between line breaks that end something."""
    stream: list[Token] = []
    for token in tokens:  # of several line breaks one is enough
        if not (token.type == "NEWLINE" and stream and stream[-1].type == "NEWLINE"):
            stream.append(token)
    current: list[Token] = []
    depth = 0
    for index, token in enumerate(stream):
        if token.type == "HEADER":
            if current:
                yield current
            current, depth = [], 0
            yield [token]
        elif token.type == "DISPLAY":
            if current:
                yield current
            current, depth = [], 0
        elif token.type == "NEWLINE":
            if current and not _continues(stream, index, current, depth):
                yield current
                current, depth = [], 0
        else:
            if token.type in _OPEN:
                depth += 1
            elif token.type in _CLOSE:
                depth -= 1
            current.append(token)
    if current:
        yield current


def _continues(
    stream: list[Token], index: int, current: list[Token], depth: int
) -> bool:
    """Whether the equation goes on behind the line break at `index`."""
    following = _next_line(stream, index)
    if not following:
        return False
    if depth > 0:
        # an open bracket joins lines, unless the next line is an equation of its own
        return not _starts_equation(following)
    if _is_where(following):
        return False
    return current[-1].type in _JOINING or following[0].type in _JOINING - {"IN"}


def _next_line(stream: list[Token], index: int) -> list[Token]:
    """The tokens of the next line that has any; enough of them to tell its kind."""
    while index < len(stream) and stream[index].type == "NEWLINE":
        index += 1
    line: list[Token] = []
    for token in stream[index : index + LOOK_AHEAD]:
        if token.type in ("NEWLINE", "DISPLAY", "HEADER"):
            break
        line.append(token)
    return line


def _starts_equation(tokens: list[Token]) -> bool:
    """Whether a line has a top-level `=` of its own, or opens the `where` block."""
    depth = 0
    for token in tokens:
        depth += (token.type in _OPEN) - (token.type in _CLOSE)
        if depth < 0:
            return False
        if token.type == "EQUAL" and depth == 0:
            return True
    return _is_where(tokens)


def _where_length(tokens: list[Token]) -> int:
    """How many tokens at the start of a line spell `where`; 0 if it is none."""
    if tokens and tokens[0].type == "NAME" and tokens[0] in {"where", "Where"}:
        return 2 if len(tokens) > 1 and tokens[1].type in {"COLON", "COMMA"} else 1
    return 0


def _is_where(tokens: list[Token]) -> bool:
    length = _where_length(tokens)
    return length > 0 and (len(tokens) == length or tokens[length].type == "NAME")


def _mark_keywords(tokens: list[Token]) -> None:
    """Retype the words of a fact that are keywords at their place."""
    if _is_output(tokens):
        tokens[0] = _retyped(tokens[0], "OUTPUT")
    seen_in = False
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.type in _OPEN) - (token.type in _CLOSE)
        if index == 0 or depth > 0 or token.type not in ("NAME", "IN"):
            continue
        if token.type == "IN":
            seen_in = True
        elif token == "in" and not seen_in and index + 1 < len(tokens):
            tokens[index] = _retyped(token, "IN")
            seen_in = True
        elif token == "R" and tokens[index - 1].type == "IN":
            tokens[index] = _retyped(token, "REALS")
        elif seen_in and token in ("is", "init"):
            tokens[index] = _retyped(token, "IS" if token == "is" else "INIT")


def _is_output(tokens: list[Token]) -> bool:
    following = tokens[1].type if len(tokens) > 1 else ""
    return tokens[0] == "output" and following in ("NAME", "FONT", "ACCENT")


def _retyped(token: Token, kind: str) -> Token:
    return Token.new_borrow_pos(kind, str(token), token)


def _pair_bars(tokens: list[Token]) -> None:
    """Tell the bar that opens `|x|` from the one that closes it."""
    opened: list[str] = []
    for index, token in enumerate(tokens):
        if token.type in _OPEN:
            opened.append(token.type)
        elif token.type in _CLOSE and opened:
            opened.pop()
        elif token.type == "BAR":
            after_operand = index > 0 and tokens[index - 1].type in _OPERAND_END
            if opened and opened[-1] == "LBAR" and after_operand:
                tokens[index] = _retyped(token, "RBAR")
                opened.pop()
            else:
                tokens[index] = _retyped(token, "LBAR")
                opened.append("LBAR")


def _brackets_match(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    opened: list[Token] = []
    for token in tokens:
        if token.type in _OPEN:
            opened.append(token)
            if len(opened) > MAX_DEPTH:
                diagnostics.error(
                    "E0105",
                    f"brackets are nested more than {MAX_DEPTH} deep",
                    span_of(token),
                    help="give the inner part a name and an equation of its own",
                )
                return False
        elif token.type in _CLOSE:
            if not opened:
                diagnostics.error(
                    "E0102",
                    f"`{token}` closes a bracket that was never opened",
                    span_of(token),
                    help=f"remove the `{token}`, or add the bracket that it closes",
                )
                return False
            last = opened.pop()
            if last.type != _CLOSE[token.type]:
                diagnostics.error(
                    "E0102",
                    f"`{last}` is closed by `{token}`",
                    span_of(token),
                    labels=(Label(span_of(last), "opened here"),),
                    help=f"close it with `{_OPEN[last.type]}`",
                )
                return False
    if opened:
        last = opened[-1]
        diagnostics.error(
            "E0102",
            f"`{last}` is never closed",
            span_of(last),
            help=f"add `{_OPEN[last.type]}` where it ends",
        )
        return False
    return True
