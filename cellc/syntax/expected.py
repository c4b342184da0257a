"""What a parse error says: in the user's words, never in names of terminals."""

from __future__ import annotations

from lark import Token

from cellc.syntax.layout import LogicalLine

_WORDS = {
    "NAME": "a name",
    "NUMBER": "a number",
    "LPAR": "a bracket",
    "EQUAL": "`=`",
    "PLUS": "an operator",
    "RPAR": "`)`",
    "RSQB": "`]`",
    "RBRACE": "`}`",
    "COMMA": "a comma",
    "IN": "`∈`",
    "REALS": "`ℝ`",
    "$END": "the end of the line",
}
_OPERATORS = frozenset(
    ["STAR", "ODOT", "CIRC", "CDOT", "AT", "SLASH", "TIMES", "PLUS", "MINUS"]
)


def expectation(token: Token, accepts: set[str], line: LogicalLine) -> tuple[str, str]:
    """The message and the help line for a token that cannot stand where it stands."""
    what = "a fact of the `where` block" if line.kind == "fact" else "an equation"
    could = [word for kind, word in _WORDS.items() if kind in accepts]
    listed = ", ".join(could[:-1]) + (" or " if could[1:] else "") + "".join(could[-1:])
    if token.type == "$END":
        if line.tokens[-1].type in _OPERATORS:
            return (
                f"{what} ends with the operator `{line.tokens[-1]}`",
                "write what stands on its right side, or remove it",
            )
        return (
            f"{what} ends too early",
            f"what could follow here: {listed}" if listed else "write its end",
        )
    if token.type in _OPERATORS:
        return (
            f"the operator `{token}` has nothing on its left side",
            f"what could stand here: {listed}" if listed else "remove it",
        )
    if token.type == "EQUAL":
        return (
            f"`=` cannot stand here, inside {what}",
            "one equation a line: what is defined, `=`, what it is",
        )
    return (
        f"`{token}` cannot stand here, inside {what}",
        f"what could stand here: {listed}" if listed else "remove it",
    )
