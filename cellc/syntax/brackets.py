"""Brackets of one logical line: pairing bars, and one that has no partner."""

from __future__ import annotations

from lark import Token

from cellc.diagnostics import Diagnostics, Label
from cellc.syntax.environments import retyped, span_of

MAX_DEPTH = 100  # brackets inside brackets; real equations stay below ten

OPEN = {
    "LPAR": ")",
    "LSQB": "]",
    "LBRACE": "}",
    "LCURLY": r"\}",
    "LANGLE": "⟩",
    "LBAR": "|",
    "STACK": r"\end{...}",
}
CLOSE = {
    "RPAR": "LPAR",
    "RSQB": "LSQB",
    "RBRACE": "LBRACE",
    "RANGLE": "LANGLE",
    "RCURLY": "LCURLY",
    "RBAR": "LBAR",
    "UNSTACK": "STACK",
}
OPERAND_END = frozenset(
    [
        "NAME",
        "NUMBER",
        "RPAR",
        "RSQB",
        "RBRACE",
        "RANGLE",
        "RBAR",
        "RCURLY",
        "UNSTACK",
        "UNICODE_SUB",
        "UNICODE_SUP",
        "PRIME",
        "MORETHAN",
    ]
)


def pair_bars(tokens: list[Token]) -> None:
    """Tell the bar that opens `|x|` from the one that closes it."""
    opened: list[str] = []
    for index, token in enumerate(tokens):
        if token.type in OPEN:
            opened.append(token.type)
        elif token.type in CLOSE and opened:
            opened.pop()
        elif token.type == "BAR":
            after_operand = index > 0 and tokens[index - 1].type in OPERAND_END
            if opened and opened[-1] == "LBAR" and after_operand:
                tokens[index] = retyped(token, "RBAR")
                opened.pop()
            else:
                tokens[index] = retyped(token, "LBAR")
                opened.append("LBAR")


def brackets_match(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    opened: list[Token] = []
    for token in tokens:
        if token.type in OPEN:
            opened.append(token)
            if len(opened) > MAX_DEPTH:
                diagnostics.error(
                    "E0105",
                    f"brackets are nested more than {MAX_DEPTH} deep",
                    span_of(token),
                    help="give the inner part a name and an equation of its own",
                )
                return False
        elif token.type in CLOSE:
            if not opened:
                diagnostics.error(
                    "E0102",
                    f"`{token}` closes a bracket that was never opened",
                    span_of(token),
                    help=f"remove the `{token}`, or add the bracket that it closes",
                )
                return False
            last = opened.pop()
            if last.type != CLOSE[token.type]:
                diagnostics.error(
                    "E0102",
                    f"`{last}` is closed by `{token}`",
                    span_of(token),
                    labels=(Label(span_of(last), "opened here"),),
                    help=f"close it with `{OPEN[last.type]}`",
                )
                return False
    if opened:
        last = opened[-1]
        diagnostics.error(
            "E0102",
            f"`{last}` is never closed",
            span_of(last),
            help=f"add `{OPEN[last.type]}` where it ends",
        )
        return False
    return True
