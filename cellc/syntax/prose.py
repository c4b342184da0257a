"""What a pasted text has beside its equations: words, numbers, several on one line.

In: the tokens between two line breaks.  Out: the tokens of each equation or fact in
them.  Dropped are words (`\\text{where}`, `Forget gate:`), equation numbers, bullets,
ranges of the index (`t = 1, ..., T`); none of them can change what an equation says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.brackets import CLOSE, OPEN, OPERAND_END
from cellc.syntax.environments import span_of

_FUNCTION_LETTERS = frozenset(
    ["σ", "\\sigma", "φ", "\\phi", "ϕ", "\\varphi", "ψ", "\\psi", "f", "g"]
)
_VERBS = frozenset(["is", "are", "denotes", "denote", "stands", "means"])
_OTHER_FUNCTIONS = frozenset(
    [
        "tanh",
        "tangent",
        "relu",
        "rectified",
        "rectifier",
        "identity",
        "softplus",
        "step",
    ]
)
CONNECTIVES = frozenset(
    ["where", "with", "and", "for", "if", "otherwise", "then", "or", "let", "by"]
)
_SEPARATORS = frozenset(["COMMA", "SEMICOLON", "QUAD", "FULL_STOP"])
_TRAILING = frozenset(["COMMA", "SEMICOLON", "FULL_STOP", "QUAD", "DOTS", "COLON"])
_BULLETS = frozenset(["MINUS", "STAR", "CDOT", "PLUS"])
_PROSE = frozenset(
    ["NAME", "NUMBER", "UNKNOWN", "LPAR", "RPAR", "COLON", "PRIME", *_TRAILING]
)
_OPERATORS = frozenset(
    ["PLUS", "MINUS", "STAR", "ODOT", "CIRC", "CDOT", "TIMES", "AT", "SLASH", "EQUAL"]
)
_UPRIGHT = re.compile(r"\\(operatorname|mathrm|text|textrm)\*?$")
_GLUED = re.compile(r"t[A-Z]")
_DELTAS = frozenset(["\\Delta", "Δ", "∆", "\\delta", "δ"])
_OPERAND_END = OPERAND_END | {"QUAD"}
_SETS = frozenset(["LSQB", "LCURLY", "LPAR", "LBRACE"])
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])


# ---------------------------------------------------------------- words in LaTeX


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
    tokens = _with_words(tokens)
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
            joined = previous in _OPERAND_END
            out.append(_text_token(token, script, joined, following))
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


def _text_token(token: Token, script: bool, joined: bool, following: str) -> Token:
    inner = str(token).partition("{")[2][:-1].strip()
    words = re.findall(r"[A-Za-z0-9]+", inner.replace("\\_", "_"))
    applied = following in ("LPAR", *_SCRIPTS)
    single = re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9-]|\\?_)*", inner) is not None
    name = single and not joined and inner.lower() not in CONNECTIVES
    if words and (script or name or applied):
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


def _digits(token: Token) -> list[Token]:
    if not token.isdigit() or len(token) < 2:
        return [token]
    first, rest = _cut(token, 1)
    return [first, *_digits(rest)]


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


# ---------------------------------------------------------------- one line


def equations_of(
    group: list[Token], in_where: bool, diagnostics: Diagnostics
) -> Iterator[list[Token]]:
    """The equations of the tokens between two line breaks, without what is none."""
    pieces = [piece for part in _clauses(group) for piece in _side_by_side(part)]
    _warn_of_functions(group, diagnostics)
    several = len(pieces) > 1
    for piece in pieces:
        tidy = _tidy(piece)
        if not tidy:
            continue
        if _says_something(tidy, in_where):
            if not _is_range(tidy):
                yield tidy
        elif several or (_is_prose(tidy) and not in_where) or _is_number(tidy):
            _note_prose(tidy, diagnostics)
        else:
            yield tidy


def _warn_of_functions(group: list[Token], diagnostics: Diagnostics) -> None:
    """`where σ is the hyperbolic tangent` says what no equation says."""
    names = [each for each in group if each.type == "NAME"]
    letters = [each for each in names if each in _FUNCTION_LETTERS]
    words = {each.lower() for each in group if each.type in ("NAME", "WORDS")}
    spoken = {word for each in words for word in re.findall("[a-z]+", each)}
    if not letters or not spoken & _VERBS or not spoken & _OTHER_FUNCTIONS:
        return
    diagnostics.warning(
        "W0503",
        f"this text says what `{letters[0]}` is; text is not read",
        span_of(letters[0]),
        help=f"say it in the where block: {letters[0]} = tanh",
    )


def _note_prose(tokens: list[Token], diagnostics: Diagnostics) -> None:
    words = [each for each in tokens if each.type in ("NAME", "WORDS")]
    if words and any(len(str(each)) > 1 for each in words):
        diagnostics.note(
            "N0603",
            "this was read as text, not as an equation",
            span_of(tokens[0]) | span_of(tokens[-1]),
            help="an equation has a `=`; a comment starts with #",
        )


def _levels(tokens: list[Token]) -> list[int]:
    """How many brackets are open at each token."""
    levels, depth = [], 0
    for token in tokens:
        depth -= token.type in CLOSE
        levels.append(depth)
        depth += token.type in OPEN
    return levels


def _clauses(group: list[Token]) -> list[list[Token]]:
    """Cut at words that stand between equations."""
    levels = _levels(group)
    parts: list[list[Token]] = [[]]
    for index, token in enumerate(group):
        following = group[index + 1].type if index + 1 < len(group) else ""
        connects = (
            token.type == "NAME"
            and str(token).lower() in CONNECTIVES
            and following not in _SCRIPTS
            and following not in ("LPAR", "EQUAL")
        ) or token in ("\\forall", "∀")
        if levels[index] <= 0 and (token.type in ("WORDS", "INLINE") or connects):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _side_by_side(tokens: list[Token]) -> list[list[Token]]:
    """Cut before each further left side, at the separator in front of it."""
    levels = _levels(tokens)
    equals = [
        index
        for index, token in enumerate(tokens)
        if token.type == "EQUAL" and levels[index] <= 0
    ]
    cuts = [0]
    for before, at in pairwise(equals):
        for index in range(at - 1, before, -1):
            if levels[index] > 0:
                continue
            if tokens[index].type in _SEPARATORS and index < at - 1:
                cuts.append(index)
                break
            if tokens[index].type in _OPERATORS:
                break
    cuts = sorted({*cuts, *_between_facts(tokens, levels)})
    return [
        tokens[start:stop]
        for start, stop in zip(cuts, [*cuts[1:], len(tokens)], strict=True)
    ]


def _between_facts(tokens: list[Token], levels: list[int]) -> Iterator[int]:
    """Separators between `x ∈ ℝ^n, h ∈ ℝ^m`, and before `t ∈ {1, ..., T}`."""
    sets = [
        index
        for index, token in enumerate(tokens)
        if token.type == "IN" and levels[index] <= 0
    ]
    for before, at in pairwise([-1, *sets]):
        apart = [
            index
            for index in range(before + 1, at)
            if tokens[index].type in _SEPARATORS and levels[index] <= 0
        ]
        if before >= 0 and apart:
            yield apart[0]
        elif apart and tokens[at + 1 : at + 2] and tokens[at + 1].type in _SETS:
            yield apart[-1]


def _says_something(tokens: list[Token], in_where: bool) -> bool:
    """Whether it is an equation or a fact, or tries to be one."""
    kinds = {token.type for token in tokens}
    if kinds & {"EQUAL", "IN"}:
        return True
    return in_where and (tokens[0] == "output" or "in" in tokens[1:])


def _is_prose(tokens: list[Token]) -> bool:
    """Two words side by side, of which no equation is made."""
    plain = [
        token.type == "NAME" and len(token) > 1 and str(token).isalpha()
        for token in tokens
    ]
    return any(one and two for one, two in pairwise(plain))


def _is_range(tokens: list[Token]) -> bool:
    """`t = 1, ..., T` and `t ∈ {1, ..., T}`: which steps there are is not said here."""
    if tokens[0].type != "NAME" or len(tokens) < 2:
        return False
    if tokens[1].type == "EQUAL":
        return any(token.type in ("DOTS", "COLON") for token in tokens)
    return tokens[1].type == "IN" and len(tokens) > 2 and tokens[2].type in _SETS


def _tidy(tokens: list[Token]) -> list[Token]:
    """Without bullets and numbers in front, punctuation and numbers behind."""
    tokens = _without_label(tokens)
    tokens = _without_leading_words(tokens)
    tokens = _without_trailing_words(tokens)
    while tokens and tokens[-1].type in _TRAILING:
        tokens = tokens[:-1]
    for length in (3, 4):
        if _is_number(tokens[-length:]) and len(tokens) > length:
            before = tokens[-length - 1]
            gap = (tokens[-length].start_pos or 0) - (before.end_pos or 0)
            if gap > 0 and before.type not in _OPERATORS:
                tokens = tokens[:-length]
    while tokens and tokens[-1].type in _TRAILING:
        tokens = tokens[:-1]
    return [token for token in tokens if token.type != "QUAD"]


def _is_number(tokens: list[Token]) -> bool:
    """`(3)` and `(3a)`."""
    kinds = [token.type for token in tokens]
    if kinds == ["LPAR", "NUMBER", "NAME", "RPAR"]:
        return len(tokens[2]) == 1
    return kinds == ["LPAR", "NUMBER", "RPAR"]


def _without_label(tokens: list[Token]) -> list[Token]:
    """Drop `(1)`, `1.`, `-`, `Forget gate:` in front of an equation."""
    while tokens and tokens[0].type in _SEPARATORS:
        tokens = tokens[1:]
    if not any(token.type in ("EQUAL", "IN") for token in tokens):
        return tokens
    if _is_number(tokens[:3]) and len(tokens) > 3:
        tokens = tokens[3:]
    elif _is_number(tokens[:4]) and len(tokens) > 4:
        tokens = tokens[4:]
    elif [token.type for token in tokens[:2]] == ["NUMBER", "RPAR"]:
        tokens = tokens[2:]
    elif (
        tokens[0].type == "NUMBER"
        and str(tokens[0]).endswith(".")
        and len(tokens) > 1
        and tokens[1].type in ("NAME", "FONT", "ACCENT")
    ) or (tokens[0].type in _BULLETS and len(tokens) > 1):
        tokens = tokens[1:]
    for index, token in enumerate(tokens):
        if token.type == "COLON":
            return tokens[index + 1 :]
        if token.type not in ("NAME", "NUMBER", "LPAR", "RPAR", "MINUS", "SLASH"):
            break
    return tokens


def _without_trailing_words(tokens: list[Token]) -> list[Token]:
    """Drop words behind an equation: `h_t = ...; see the text!`."""
    kinds = [token.type for token in tokens]
    if "EQUAL" not in kinds or "IN" in kinds:
        return tokens
    levels = _levels(tokens)
    for index in range(kinds.index("EQUAL"), len(tokens)):
        if kinds[index] in ("COMMA", "SEMICOLON") and levels[index] == 0:
            rest = tokens[index + 1 :]
            words = [each for each in rest if each.type == "NAME"]
            if all(each.type in _PROSE for each in rest) and all(
                len(each) > 1 and not each.startswith("\\") for each in words
            ):
                return tokens[:index]
    return tokens


def _without_leading_words(tokens: list[Token]) -> list[Token]:
    """Drop `the forget gate` in front of `f_t = ...`."""
    if "in" in tokens:
        return tokens  # a fact, `γ in R = 0.1`
    words = 0
    for token in tokens:
        if token.type != "NAME" or not str(token).isalpha():
            break
        words += 1
    # the last of them, or what follows, is the left side
    following = tokens[words].type if words < len(tokens) else ""
    if following in (*_SCRIPTS, "EQUAL", "LPAR", "PRIME"):
        last = words - 1
    elif following in ("ACCENT", "FONT"):
        last = words
    else:
        return tokens
    if last < 1 or not all(
        len(each) > 1 or each in ("a", "A") for each in tokens[:last]
    ):
        return tokens
    kinds = {token.type for token in tokens[last:]}
    return tokens[last:] if "EQUAL" in kinds and "IN" not in kinds else tokens
