"""Characters that are another way to type one: full-width, bold, hyphens, ligatures.

In: the text.  Out: the same with the plain character in the place of each, one for one,
so that every place stays what it is.  What takes several characters is changed in the
tokens.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lark import Token

from cellc.patterns import regex
from cellc.syntax.brackets import OPERAND_END

_WIDE = "＿｛｝－＋＝＊／＜＞｜＾［］（），；："
_WIDE += "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))))
_WIDE += "".join(map(chr, range(0xFF41, 0xFF5B)))
_OTHER_ALPHABETS = ("SCRIPT", "FRAKTUR", "DOUBLE-STRUCK")  # names of their own
_LIGATURES = {
    each: unicodedata.normalize("NFKC", each)
    for each in map(chr, range(0xFB00, 0xFB07))
}
_AS_COMMANDS = {  # a name or a character -> the token that it is
    "∑": ("NAME", "\\sum"),
    "∏": ("NAME", "\\prod"),
    "\\diag": ("NAME", "diag"),
    "\\lbrack": ("LSQB", "["),
    "\\rbrack": ("RSQB", "]"),
}
_TILDE = regex(r"(?<![\w\\~])([^\W\d_])~(?![^\W_]|~)")
_OPENING = frozenset(["LPAR", "LSQB"])
_OPERAND = frozenset(["NAME", "FONT", "ACCENT", "LPAR", "LSQB"])
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX", "UNICODE_SUB", "UNICODE_SUP"])


def _letters() -> Iterator[tuple[str, str]]:
    """The mathematical letters that are plain ones in another type."""
    for char in ("ℎ", *map(chr, range(0x1D400, 0x1D7CC))):
        name = unicodedata.name(char, "")
        if name and not any(each in name for each in _OTHER_ALPHABETS):
            # not NFKC, for which ϕ and φ are one
            yield char, chr(int(unicodedata.decomposition(char).split()[1], 16))


_PLAIN = str.maketrans(
    {
        **dict(_letters()),
        **{char: unicodedata.normalize("NFKC", char) for char in _WIDE},
        **dict.fromkeys("‐‑‒﹣", "-"),
        "﹢": "+",
        "﹦": "=",
        "⨀": "⊙",
        "⨂": "⊗",
        "∆": "Δ",
        "µ": "μ",
        "Ω": "Ω",
        "。": ".",
    }
)


_DOT_IN_BRACKETS = ["LPAR", "FULL_STOP", "RPAR"]


def plain(text: str) -> str:
    """The text in plain characters, each in its place.

    A tilde behind a letter, `C~_t`, `C~(t)`, is a space in LaTeX; in a text without any
    LaTeX it is the accent.
    """
    if "~" in text and not any(mark in text for mark in "\\$"):
        text = _TILDE.sub("\\1\u0303", text)
    return text if text.isascii() else text.translate(_PLAIN)


def without_underlines(tokens: list[Token]) -> list[Token]:
    r"""Drop `\underline` of letters that never stand without one: it says vector."""
    lines: dict[int, Token | None] = {}  # of each underline: the letter above it
    letter: Token | None = None
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.type == "NAME":
            letter = token
        elif token.type == "ACCENT" and token == "\\underline":
            lines[index] = letter
    if not lines:
        return tokens
    under = {id(each) for each in lines.values()}
    scripted = {
        id(token)
        for index, token in enumerate(tokens)
        if any(each.type in _SCRIPTS for each in tokens[max(index - 2, 0) : index])
    }
    bare = {
        str(each)
        for each in tokens
        if each.type == "NAME" and id(each) not in under | scripted
    }
    return [
        token
        for index, token in enumerate(tokens)
        if index not in lines or str(lines[index]) in bare
    ]


def plain_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens with ligatures resolved, and commands as the marks they stand for.

    Also the dots of Julia, `σ.(x)`, a full stop as the sign of a product, `W . [h, x]`,
    and one in brackets as that of an elementwise product, `r (.) h`.
    """
    out: list[Token] = []
    dotted = {
        index
        for index in range(1, len(tokens) - 2)
        if [each.type for each in tokens[index : index + 3]] == _DOT_IN_BRACKETS
    }
    for index, token in enumerate(tokens):
        if index in dotted:
            token = Token.new_borrow_pos("ODOT", "⊙", token)
            token.end_pos = tokens[index + 2].end_pos
        elif {index - 1, index - 2} & dotted:
            continue
        elif token.type == "FULL_STOP":
            if _is_broadcast(tokens, index):
                continue
            if _is_product(tokens, index):
                token = Token.new_borrow_pos("CDOT", str(token), token)
        elif str(token) in _AS_COMMANDS and token.type in ("NAME", "UNKNOWN"):
            kind, text = _AS_COMMANDS[str(token)]
            token = Token.new_borrow_pos(kind, text, token)
        elif token.type in ("NAME", "TEXT") and not token.isascii():
            text = "".join(_LIGATURES.get(each, each) for each in token)
            token = Token.new_borrow_pos(token.type, text, token)
        out.append(token)
    return out


def _is_broadcast(tokens: list[Token], index: int) -> bool:
    """`tanh.(x)`: the function of each component, as every function is."""
    before, behind = tokens[max(index - 1, 0)], tokens[index + 1 : index + 4]
    if before.type != "NAME" or not behind or behind[0].type != "LPAR":
        return False
    number = [each.type for each in behind[1:]] == ["NUMBER", "RPAR"]
    return not number and not _gap(before, tokens[index], behind[0])


def _is_product(tokens: list[Token], index: int) -> bool:
    """`W_f . [h, x]`, within an equation; no sentence ends with it."""
    if not 0 < index < len(tokens) - 1:
        return False
    before, dot, behind = tokens[index - 1 : index + 2]
    if before.type not in OPERAND_END or behind.type not in _OPERAND:
        return False
    if not (_gap(before, dot) and _gap(dot, behind)):
        return False
    line = list(_rest_of_line(tokens, index))
    scripted = len(line) > 1 and line[1].type in _SCRIPTS
    starts = behind.type in _OPENING or scripted
    words = behind.type == "NAME" and len(behind) > 1 and behind.isalpha()
    return starts and not words and all(each.type != "EQUAL" for each in line)


def _rest_of_line(tokens: list[Token], index: int) -> Iterator[Token]:
    for token in tokens[index + 1 :]:
        if token.type in ("NEWLINE", "DISPLAY", "INLINE"):
            return
        yield token


def _gap(*tokens: Token) -> bool:
    """Whether there is space between tokens."""
    ends = [each.end_pos or 0 for each in tokens[:-1]]
    starts = [each.start_pos or 0 for each in tokens[1:]]
    return any(end < start for end, start in zip(ends, starts, strict=True))
