"""Brackets of one logical line: pairing bars, and one that has no partner."""

from __future__ import annotations

from itertools import pairwise

from lark import Token

from cellc.syntax.environments import retyped

OPEN = {
    "LPAR": ")",
    "LSQB": "]",
    "LBRACE": "}",
    "LCURLY": r"\}",
    "LANGLE": "⟩",
    "LBAR": "|",
    "STACK": r"\end{...}",
    "CASES": r"\end{cases}",
    "INDICATOR": "]",
}
CLOSE = {
    "RPAR": "LPAR",
    "RSQB": "LSQB",
    "RBRACE": "LBRACE",
    "RANGLE": "LANGLE",
    "RCURLY": "LCURLY",
    "RBAR": "LBAR",
    "UNSTACK": "STACK",
    "UNCASES": "CASES",
    "UNINDICATOR": "INDICATOR",
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
        "UNCASES",
        "UNINDICATOR",
        "UNICODE_SUB",
        "UNICODE_SUP",
        "PRIME",
        "MORETHAN",
    ]
)


def levels_of(tokens: list[Token]) -> list[int]:
    """How many brackets are open at each token."""
    levels, depth = [], 0
    for token in tokens:
        depth -= token.type in CLOSE
        levels.append(depth)
        depth += token.type in OPEN
    return levels


def is_list(tokens: list[Token], start: int) -> bool:
    """Whether a round bracket that opens at `start` has a comma of its own."""
    depth = 0
    for token in tokens[start:]:
        depth += (token.type in OPEN) - (token.type in CLOSE)
        if depth == 1 and token.type == "COMMA" and tokens[start].type == "LPAR":
            return True
        if depth <= 0:
            return False
    return False


def double_bar(tokens: list[Token]) -> Token | None:
    """The first of two bars side by side, `||x||`, if there are any."""
    for index, (one, two) in enumerate(pairwise(tokens)):
        opens = index == 0 or tokens[index - 1].type not in OPERAND_END
        if opens and one.type == two.type == "BAR" and one.end_pos == two.start_pos:
            return one
    return None


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
