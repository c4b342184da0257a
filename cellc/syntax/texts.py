r"""Text in LaTeX that has mathematics in it: `\text{where $\odot$ is ...}`.

Also text inside text, `\text{\textit{forget gate}}`.  Plain text is one token of the
lexer; here the rest of it becomes one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.patterns import regex

_TEXT = regex(r"\\(?:text(?:rm|it|bf|normal)?|mbox|hbox|(?:short)?intertext)$")
_ANY_TEXT = regex(
    r"\\(?:text(?:rm|it|bf|sf|sl|sc|tt|up|md|normal)?|mbox|hbox|emph|"
    r"(?:short)?intertext)$"
)
_BOXES = frozenset(
    [f"\\{each}" for each in ("mbox", "hbox", "textnormal", "textup", "textmd")]
    + ["\\textsl", "\\textsc"]
)
_SPOKEN = frozenset(
    [
        *["NAME", "NUMBER", "COMMA", "FULL_STOP", "COLON", "SEMICOLON", "LPAR", "RPAR"],
        *["LSQB", "RSQB", "MINUS", "PRIME", "QUAD", "UNKNOWN", "SLASH", "TEXT", "FONT"],
        *["LBRACE", "RBRACE", "INLINE"],
    ]
)
_OPENED = {"LPAR": "RPAR", "LSQB": "RSQB"}
_INSIDE = frozenset(["TEXT", "COMMA", "FULL_STOP", "COLON"])
_SPACE = frozenset(["ALIGN", "QUAD"])
_ENDED = frozenset(["RPAR", "RSQB", "RBRACE", "NUMBER", "COMMA", "FULL_STOP"])
_ENDING = frozenset(["NEWLINE", "END", "DISPLAY", "COMMA", "FULL_STOP", "QUAD"])
_ENDING |= {"ALIGN", "SEMICOLON"}


def texts_as_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens, with a text that has `$` in it as one token TEXT of its words."""
    if any(token.type == "TEXT" for token in tokens):
        tokens = _with_remarks(tokens)
    if not any(_is_text(token) for token in tokens):
        return tokens
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _end_of_text(tokens, index) if _is_text(token) else index
        if end > index:
            token = _as_text(tokens, index, end)
            index = end
        out.append(token)
        index += 1
    return out


def _with_remarks(tokens: list[Token]) -> list[Token]:
    r"""The tokens, with `(\text{Forget gate})` behind an equation as one token TEXT.

    Brackets with nothing but words in them are words: several, or one behind a space.
    """
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        end = _end_of_remark(tokens, index) if tokens[index].type in _OPENED else index
        if end > index and _is_remark(tokens, index, end):
            words = " ".join(_words(tokens[index + 1 : end]))
            token = Token.new_borrow_pos("TEXT", f"\\text{{{words}}}", tokens[index])
            token.end_pos = tokens[end].end_pos
            out.append(token)
        else:
            out += tokens[index : end + 1]
        index = end + 1
    return out


def _end_of_remark(tokens: Sequence[Token], start: int) -> int:
    """Where brackets close that have nothing but texts in them; else `start`."""
    at = start + 1
    while at < len(tokens) and tokens[at].type in _INSIDE:
        at += 1
    closed = at < len(tokens) and tokens[at].type == _OPENED[tokens[start].type]
    said = any(each.type == "TEXT" for each in tokens[start:at])
    return at if closed and said else start


def _is_remark(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether such brackets stand behind an equation, at the end of its line."""
    behind = tokens[end + 1 : end + 2]
    if start == 0 or (behind and behind[0].type not in _ENDING):
        return False
    words = re.findall(r"[^\W\d_]{2,}", " ".join(_words(tokens[start + 1 : end])))
    before = tokens[start - 1]
    gap = (tokens[start].start_pos or 0) - (before.end_pos or 0)
    several = before.type in _ENDED and len(words) > 1 and gap > 0
    return several or (before.type in _SPACE and bool(words))


def with_plain_texts(tokens: list[Token]) -> list[Token]:
    """The tokens, with text that has but words and text in it as one token TEXT."""
    out: list[Token] = []
    index = 0
    tokens = _with_boxes_as_fonts(tokens)
    while index < len(tokens):
        end = _end_of_words(tokens, index)
        out.append(_as_text(tokens, index, end) if end > index else tokens[index])
        index = max(end, index) + 1
    return out


def _with_boxes_as_fonts(tokens: list[Token]) -> list[Token]:
    r"""`\mbox{...}` and `\textnormal{...}` that the lexer did not read as one text.

    A size of type has stood in them, `\mbox{\tiny in}`: they are fonts like `\text`.
    """
    return [
        Token.new_borrow_pos("FONT", "\\text", each)
        if each.type == "NAME"
        and each in _BOXES
        and [one.type for one in tokens[at + 1 : at + 2]] == ["LBRACE"]
        else each
        for at, each in enumerate(tokens)
    ]


def _as_text(tokens: Sequence[Token], start: int, end: int) -> Token:
    words = " ".join(_words(tokens[start + 2 : end]))
    text = Token.new_borrow_pos("TEXT", f"\\text{{{words}}}", tokens[start])
    text.end_pos = tokens[end].end_pos
    return text


def _is_text(token: Token) -> bool:
    return token.type in ("FONT", "NAME") and _TEXT.match(token) is not None


def _end_of_text(tokens: list[Token], start: int) -> int:
    """Where a text closes that has `$` or stands between equations; else `start`."""
    if start + 1 >= len(tokens) or tokens[start + 1].type != "LBRACE":
        return start
    depth = 0
    inline = tokens[start].endswith("intertext")
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        depth += (token.type == "LBRACE") - (token.type == "RBRACE")
        inline |= token.type == "INLINE"
        if depth == 0:
            return index if inline else start
        if token.type in ("NEWLINE", "BEGIN", "END") and token.startswith("\\"):
            return start
    return start


def _end_of_words(tokens: Sequence[Token], start: int) -> int:
    """Where a text of words closes; `start` for a name such as `\\textbf{W}`."""
    command = tokens[start]
    if command.type not in ("FONT", "NAME") or not _ANY_TEXT.match(command):
        return start
    if start + 1 >= len(tokens) or tokens[start + 1].type != "LBRACE":
        return start
    depth, inside = 0, False
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        depth += (token.type == "LBRACE") - (token.type == "RBRACE")
        if depth == 0:
            inner = tokens[start + 2 : index]
            return index if _are_words(inner, command) else start
        inside ^= token.type == "INLINE"
        if token.type not in _SPOKEN and not inside and token != "\n":
            return start
    return start


def _are_words(inner: Sequence[Token], command: Token) -> bool:
    """Several words, a word with a mark, or one inside a text of its own."""
    spoken = [*_outside(inner)]
    several = len(inner) > 1 or command == "\\emph" or _types(spoken) == {"TEXT"}
    named = "UNDERSCORE" in _types(spoken)
    return several and not named and any(len(each) > 1 for each in _words(inner))


def _types(tokens: Sequence[Token]) -> set[str]:
    return {each.type for each in tokens}


def _outside(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands outside `$ ... $`."""
    inside = False
    for token in tokens:
        if token.type == "INLINE":
            inside = not inside
        elif not inside:
            yield token


def _words(tokens: Sequence[Token]) -> list[str]:
    """The words outside `$ ... $`."""
    found = []
    for token in _outside(tokens):
        if token.type == "TEXT":
            found.append(token.partition("{")[2].removesuffix("}").strip())
        elif token.isalpha():
            found.append(str(token))
    return found
