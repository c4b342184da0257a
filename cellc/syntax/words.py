"""Words in LaTeX: `\\text{in}` is a name where one can stand, and text elsewhere.

Also letters that LaTeX sets together and a tokeniser does not: `\\Delta t`, `x_tU`.
"""

from __future__ import annotations

import re
import unicodedata

from lark import Token

from cellc.patterns import regex
from cellc.syntax.brackets import OPERAND_END
from cellc.syntax.over import with_fractions

MAX_DIGITS = 40  # of a number that can be used at all
CONNECTIVES = frozenset(
    ["where", "with", "and", "for", "if", "otherwise", "then", "or", "let", "by"]
)
CONDITIONS = frozenset(["if", "otherwise", "else", "when", "whenever", "unless", "iff"])
_UPRIGHT = regex(r"\\(operatorname|mathrm|text|textrm)\*?$")
_GLUED = regex(r"t[A-Z]")
_DELTAS = frozenset(["\\Delta", "Δ", "∆", "\\delta", "δ"])
_OPERAND_END = OPERAND_END | {"QUAD"}
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
_MARKS = {**dict.fromkeys("-−–", "MINUS"), "+": "PLUS", "=": "EQUAL", ",": "COMMA"}
_ARGUMENT = frozenset(  # what a function can be applied to
    [
        *["LSQB", "LCURLY", "LBRACE", "LANGLE", "BAR", "NAME", "NUMBER", "FONT"],
        *["ACCENT", "FRAC", "SQRT"],
    ]
)


def _with_words(tokens: list[Token]) -> list[Token]:
    """`\\operatorname { t a n h }`, spaced out by a converter, is one word."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        out.append(token)
        index += 1
        if token.type != "FONT" or not _UPRIGHT.match(token):
            continue
        stop = index + 1
        while stop < len(tokens) and _is_small_letter(tokens[stop]):
            stop += 1
        closed = stop < len(tokens) and tokens[stop].type == "RBRACE"
        if closed and tokens[index].type == "LBRACE" and stop - index > 2:
            letters = tokens[index + 1 : stop]
            word = Token.new_borrow_pos("NAME", "".join(letters), letters[0])
            word.end_pos = letters[-1].end_pos
            out += [tokens[index], word]
            index = stop
    return out


def _is_small_letter(token: Token) -> bool:
    return token.type == "NAME" and len(token) == 1 and token.isalpha()


def words_as_tokens(tokens: list[Token]) -> list[Token]:
    """`\\text{in}` is a name where one can stand, and words elsewhere.

    A two-digit number behind `\\frac` is two arguments.
    """
    tokens = with_fractions(_with_words(tokens))
    out: list[Token] = []
    scripts: list[bool] = []  # of the open braces: does one belong to a script
    for index, token in enumerate(tokens):
        previous = out[-1].type if out else ""
        if token.type == "RBRACE" and previous == "LBRACE":
            out.pop()  # {} only keeps LaTeX's spacing
            scripts.pop()
            continue
        if token.type == "LBRACE":
            scripts.append(previous in _SCRIPTS or bool(scripts and scripts[-1]))
        elif token.type == "RBRACE" and scripts:
            scripts.pop()
        if token.type == "NAME" and token == "t" and _delta_before(out) >= 0:
            at = _delta_before(out)  # of `\\Delta t`, `\\Delta \\hat{t}`
            out.append(_joined_name(out.pop(at), token))
        elif token.type == "NAME" and previous in _SCRIPTS and _is_glued(tokens, index):
            out += _cut(token, 1)  # `x_tU`: LaTeX sets one letter below
        elif token.type == "TEXT":
            following = tokens[index + 1].type if index + 1 < len(tokens) else ""
            script = previous in _SCRIPTS or bool(scripts and scripts[-1])
            text = _text_token(token, script, previous, following)
            if text is not None:
                out.append(text)
        elif token.type == "VULGAR":
            out += _fraction(token, out)
        elif token.type == "NUMBER" and previous in _SCRIPTS and token.endswith("."):
            out += with_full_stop(token)
        elif token.type == "NUMBER" and _follows_fraction(out):
            out += _digits(token)
        else:
            out.append(token)
    return out


def _is_glued(tokens: list[Token], index: int) -> bool:
    """`x_tU` and `f_tc_{t-1}`: what stands behind the t is a name of its own."""
    token = tokens[index]
    if _GLUED.match(token):
        return True
    following = tokens[index + 1].type if index + 1 < len(tokens) else ""
    return len(token) == 2 and token[0] == "t" and following in _SCRIPTS


def _text_token(
    token: Token, script: bool, previous: str, following: str
) -> Token | None:
    typed = str(token).partition("{")[2][:-1]
    inner = typed.strip()
    if not inner:
        return None  # a space
    if inner in _MARKS:
        return Token.new_borrow_pos(_MARKS[inner], inner, token)
    words = re.findall(r"[^\W_]+", inner.replace("\\_", "_"))
    applied = following in ("LPAR", *_SCRIPTS)
    single = re.fullmatch(r"[^\W\d_](?:[^\W_]|-|\\?_)*", inner) is not None
    word = single and inner.lower() not in CONNECTIVES
    if word and typed == inner and previous in OPERAND_END:
        applied |= following in _ARGUMENT  # `z_t \\text{ReLU}[x_t]`
    joined = previous in _OPERAND_END
    if words and (script or (word and not joined) or applied):
        return Token.new_borrow_pos("NAME", "_".join(words), token)
    return Token.new_borrow_pos("WORDS", inner, token)


def _delta_before(out: list[Token]) -> int:
    """Where the Δ of a name `Δt` stands, accents between read over; -1 if nowhere."""
    at = len(out) - 1
    while at >= 0 and out[at].type in ("ACCENT", "LBRACE") and len(out) - at < 3:
        at -= 1
    return at if at >= 0 and out[at].type == "NAME" and out[at] in _DELTAS else -1


def _joined_name(first: Token, second: Token) -> Token:
    joined = Token.new_borrow_pos("NAME", "Δt", first)
    joined.end_pos = second.end_pos
    return joined


def _follows_fraction(out: list[Token]) -> bool:
    if out and out[-1].type == "FRAC":
        return True
    return len(out) > 1 and out[-2].type == "FRAC" and out[-1].type == "NUMBER"


def with_full_stop(token: Token) -> list[Token]:
    """`b_2.` at the end of an equation: the point belongs to the sentence."""
    number, point = _cut(token, len(token) - 1)
    return [number, Token.new_borrow_pos("FULL_STOP", ".", point)]


def _digits(token: Token) -> list[Token]:
    if not 1 < len(token) <= MAX_DIGITS or not token.isdigit():
        return [token]
    first, rest = _cut(token, 1)
    return [first, *_digits(rest)]


def _fraction(token: Token, out: list[Token]) -> list[Token]:
    """`½` as `{\\frac{1}{2}}`; with a whole number right before it, `1½`, their sum."""
    top, bottom = unicodedata.normalize("NFKC", token).split("⁄")
    place = token
    below = len(out) > 1 and out[-2].type in _SCRIPTS
    if out and out[-1].end_pos == token.start_pos and out[-1].isdecimal() and not below:
        place = out.pop()
        top = str(int(place[:MAX_DIGITS]) * int(bottom) + int(top))
    kinds = ("LBRACE", "FRAC", "NUMBER", "NUMBER", "RBRACE")
    texts = ("{", "\\frac", top, bottom, "}")
    spelled = []
    for kind, text in zip(kinds, texts, strict=True):
        spelled.append(Token.new_borrow_pos(kind, text, place))
        spelled[-1].end_pos = token.end_pos
    return spelled


def _cut(token: Token, at: int) -> list[Token]:
    """Two tokens of the same kind, cut behind the first `at` characters."""
    start = token.start_pos or 0
    return [
        Token(
            token.type,
            text,
            start_pos=start + offset,
            line=token.line,
            column=(token.column or 0) + offset,
            end_pos=start + offset + len(text),
        )
        for text, offset in ((str(token)[:at], 0), (str(token)[at:], at))
    ]
