"""Bold letters of a copied page, `𝐖𝐱𝑡`: each begins a name of its own.

In: tokens, and the text as typed.  Out: the same, with a name cut in front of each bold
letter but the first, where letters in italics stand behind the bold ones: such copies
have lost that these are set below.  A word in bold type alone is one name.
"""

from __future__ import annotations

import unicodedata

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.environments import span_of


def with_bold_apart(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """Cut the names that several bold letters begin; told once in a note."""
    text = diagnostics.source.text
    if text.isascii():
        return tokens
    out: list[Token] = []
    told = False
    for token in tokens:
        starts = _starts(text, token) if token.type == "NAME" else []
        if len(starts) < 2:
            out.append(token)
            continue
        parts = [*_parts(token, starts)]
        if not told:
            _note(token, parts, diagnostics)
        told = True
        out += parts
    return out


def _starts(text: str, token: Token) -> list[int]:
    """Where bold letters stand in a name that has others too, from its start."""
    place = span_of(token)
    typed = text[place.start : place.end]
    if len(typed) != len(token) or not _is_bold(typed[0]):
        return []
    slanted = any(_type(each) == "ITALIC" or each == "ℎ" for each in typed)
    return [at for at, each in enumerate(typed) if _is_bold(each)] if slanted else []


def _is_bold(char: str) -> bool:
    return "BOLD" in _type(char)


def _type(char: str) -> str:
    """`BOLD`, `ITALIC`, `BOLD ITALIC` of a mathematical letter."""
    name = unicodedata.name(char, "")
    if not name.startswith("MATHEMATICAL ") or "DIGIT" in name:
        return ""
    return (
        name.removeprefix("MATHEMATICAL ").partition(" SMALL")[0].partition(" CAP")[0]
    )


def _parts(token: Token, starts: list[int]) -> list[Token]:
    at = token.start_pos or 0
    parts = []
    for start, stop in zip(starts, [*starts[1:], len(token)], strict=True):
        part = Token.new_borrow_pos("NAME", str(token)[start:stop], token)
        part.start_pos, part.end_pos = at + start, at + stop
        part.column = (token.column or 0) + start
        parts.append(part)
    return parts


def _note(token: Token, parts: list[Token], diagnostics: Diagnostics) -> None:
    text = diagnostics.source.text
    read = " ".join(text[span_of(each).start : span_of(each).end] for each in parts)
    diagnostics.note(
        "N0611",
        f"`{diagnostics.source.snippet(span_of(token))}` is read as {read}: each bold "
        "letter begins a name",
        span_of(token),
        help="write a space between names",
    )
