r"""Values by cases, and brackets that are 1 where a condition holds and 0 elsewhere.

In: the tokens of a text.  Out: the same tokens, where

    \begin{cases} a & \text{if } x > 0 \\ b & \text{otherwise} \end{cases}

is CASES a IF x COMPARE 0 ROW b OTHERWISE UNCASES, and `\mathbb{1}[t \bmod T = 0]` is
INDICATOR t MOD T COMPARE 0 UNINDICATOR.  What is compared is told from what is defined
here, so that the grammar need not know where a `=` stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.brackets import is_list, levels_of
from cellc.syntax.environments import retyped, span_of

MOST = 4_000  # tokens of one display
NEAR = 400  # tokens of one condition in brackets
COMPARISONS = {
    **{"=": "=", "==": "=", "<": "<", ">": ">", "≤": "≤", "≥": "≥", "≠": "≠"},
    **{"⩽": "≤", "⩾": "≥", "\\leq": "≤", "\\le": "≤", "\\leqslant": "≤", "\\geq": "≥"},
    **{"\\ge": "≥", "\\geqslant": "≥", "\\neq": "≠", "\\ne": "≠", "\\lt": "<"},
    **{"\\gt": ">", "\\equiv": "=", "≡": "="},
}
_JOINED = {"and": "AND", "\\land": "AND", "\\wedge": "AND", "∧": "AND"}
_JOINED |= {"or": "OR", "\\lor": "OR", "\\vee": "OR", "∨": "OR"}
_NAMED = regex(r"\\begin\s*\{(?P<name>[dr]?cases|array|aligned|matrix)\*?\}")
_OPEN = frozenset(["LPAR", "LSQB", "LBRACE", "LCURLY", "BEGIN", "LANGLE"])
_CLOSE = frozenset(["RPAR", "RSQB", "RBRACE", "RCURLY", "END", "RANGLE"])
_PARTNER = {"LSQB": "RSQB", "LPAR": "RPAR", "LCURLY": "RCURLY", "LBRACE": "RBRACE"}
_AROUND = frozenset(["COMMA", "SEMICOLON", "FULL_STOP", "QUAD", "SOFT", "ALIGN"])
_DROPPED = frozenset(["INLINE", "QUAD", "SOFT", "ALIGN", "COLON"])
_IF = frozenset(["if", "when", "for", "where", "whenever", "provided", "iff"])
_ELSE = frozenset(["otherwise", "else", "elsewhere", "ow", "oth"])
_JOINING = _IF | {"that", "and", "or", "then"}  # words beside what is compared
_REST = _JOINING | _ELSE | {"in", "all", "other", "any", "the", "case", "cases"}
_PLAIN = _IF | {"that", "else", "all", "other", "cases", "the", "is", "in"}
_TEXT_FONT = regex(r"\\(?:text|mbox|hbox|mathrm|rm|textrm|textit|operatorname)")
_MODS = frozenset(["\\bmod", "\\mod", "mod"])
_ONES = frozenset(["\\mathbb", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathrm"])
_ONE_COMMANDS = frozenset(["\\mathds", "\\mathbbm", "\\mathbbold", "\\bbone"])
_ENDS = frozenset(["NAME", "NUMBER", "RPAR", "RSQB", "RBRACE", "RCURLY", "PRIME"])
_ENDS |= {"UNICODE_SUB", "UNICODE_SUP", "MORETHAN"}


def with_cases(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens with every value by cases, every condition in brackets and every
    `mod` as such; reports conditions that are no comparisons (E0112)."""
    tokens = _with_displays(tokens, diagnostics)
    return _with_mods(_with_indicators(tokens))


# ---------------------------------------------------------------- displays


def _with_displays(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        found = _cases_at(tokens, index) if token.type in ("BEGIN", "LCURLY") else None
        if found is None:
            out.append(token)
            index += 1
            continue
        rows, begin, end, index = found
        read = [_condition(condition, diagnostics) for _, condition in rows]
        early = [
            value
            for (value, _), condition in zip(rows[:-1], read, strict=False)
            if condition is not None and [each.type for each in condition[:1]] != ["IF"]
        ]
        if early:
            _refuse_early(early[0] or [begin], diagnostics)
        if early or None in read:
            out += rows[0][0]  # the error is told, and nothing of its parts
            continue
        out.append(retyped(begin, "CASES"))
        for number, ((value, _), condition) in enumerate(zip(rows, read, strict=True)):
            if number:
                out.append(retyped(begin, "ROW"))
            out += [*value, *(condition or ())]
        out.append(retyped(end, "UNCASES"))
    return out


def _refuse_early(value: Sequence[Token], diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0112",
        "this case has no condition, and another stands behind it",
        span_of(value[0]) | span_of(value[-1]),
        help="write `if` and what is compared beside every case but the last",
    )


_Rows = list[tuple[list[Token], list[Token]]]


def _cases_at(
    tokens: Sequence[Token], index: int
) -> tuple[_Rows, Token, Token, int] | None:
    """The rows of a display of cases that begins here, its ends, and what follows."""
    at = index
    while tokens[at].type in ("LCURLY", "SOFT") or tokens[at] == "\n":
        at += 1
        if at == len(tokens):
            return None
    named = _NAMED.match(tokens[at]) if tokens[at].type == "BEGIN" else None
    braced = at > index
    if named is None or not (braced or named["name"].endswith("cases")):
        return None
    end = _end_of(tokens, at)
    if end is None:
        return None
    rows = [_split(each) for each in _rows(tokens[at + 1 : end])]
    if len(rows) < 2 or not any(condition for _, condition in rows):
        return None
    equations = [_has_equal(value) or _has_equal(behind[:1]) for value, behind in rows]
    if 2 * sum(equations) > len(rows):
        return None  # equations side by side under a brace, `x_t &=& ...` too
    stop = end + 1
    if stop < len(tokens) and tokens[stop].type == "RCURLY" and braced:
        stop += 1
    return rows, tokens[at], tokens[end], stop


def _end_of(tokens: Sequence[Token], begin: int) -> int | None:
    depth = 0
    for at in range(begin, min(len(tokens), begin + MOST)):
        depth += (tokens[at].type == "BEGIN") - (tokens[at].type == "END")
        if depth == 0:
            return at
    return None


def _rows(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    row: list[Token] = []
    depth = 0
    for token in tokens:
        depth += (token.type in _OPEN) - (token.type in _CLOSE)
        if token.type == "NEWLINE":
            if token.startswith("\\") and depth <= 0:
                yield row
                row = []
            continue
        row.append(token)
    if any(each.type not in _AROUND for each in row):
        yield row


def _split(row: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The value of a row and its condition: behind a `&`, or behind words."""
    depth = 0
    for at, token in enumerate(row):
        depth += (token.type in _OPEN) - (token.type in _CLOSE)
        words = _words_of(row, at)
        said = bool(words) and words[0] in _IF | _ELSE
        if depth <= 0 and at and (token.type == "ALIGN" or said):
            return _trimmed(row[:at]), _trimmed(row[at:])
        if said and at:
            return _trimmed(row[:at]), _trimmed(row[at:])
    return _trimmed(row), []


def _words_of(tokens: Sequence[Token], at: int) -> list[str]:
    """The words that begin here: a text, the beginning of one, or plain words."""
    token = tokens[at]
    if token.type == "TEXT":
        inner = token.partition("{")[2]
        return [each.lower() for each in re.findall(r"[A-Za-z]+", inner)]
    if token.type == "FONT" and _TEXT_FONT.match(token):
        inside = tokens[at + 2 : at + 3]
        return [each.lower() for each in inside if each.type == "NAME"]
    if token.type == "NAME" and token.lower() in _IF | _ELSE and len(token) > 1:
        return [token.lower()]
    return []


def _trimmed(tokens: Sequence[Token]) -> list[Token]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].type in _AROUND:
        start += 1
    while end > start and tokens[end - 1].type in _AROUND:
        end -= 1
    return [*tokens[start:end]]


def _has_equal(tokens: Sequence[Token]) -> bool:
    depth = 0
    for token in tokens:
        depth += (token.type in _OPEN) - (token.type in _CLOSE)
        if token.type == "EQUAL" and depth == 0:
            return True
    return False


# ---------------------------------------------------------------- conditions


def _condition(tokens: list[Token], diagnostics: Diagnostics) -> list[Token] | None:
    """IF and what is compared, or OTHERWISE; nothing where a row has no condition.

    None for a condition that is reported.
    """
    if not tokens:
        return []
    kept: list[Token] = []
    words: list[str] = []
    texts = 0  # of the open braces, those of a text
    for at, token in enumerate(tokens):
        if token.type == "TEXT":
            said = _words_of(tokens, at)
            words += said
            joined = next((each for each in said if each in ("and", "or")), None)
            if kept and joined is not None:
                kept.append(retyped(token, joined.upper()))
        elif token.type == "FONT" and _TEXT_FONT.match(token):
            texts += 1
        elif token.type == "LBRACE" and tokens[at - 1].type == "FONT" and texts:
            continue
        elif token.type == "RBRACE" and texts and _closes_text(tokens, at):
            texts -= 1
        elif token.type == "NAME" and token.lower() in _PLAIN | _ELSE:
            words.append(token.lower())
        elif token.type not in _DROPPED:
            kept.append(token)
    kept = [*_compared(_trimmed(kept))]
    unread = [each for each in words if each not in (_JOINING if kept else _REST)]
    if unread:
        diagnostics.error(
            "E0112",
            f"`{unread[0]}` is not read in the condition of a case",
            span_of(tokens[0]) | span_of(tokens[-1]),
            help="write what is compared: `if x_t > 0`, `if t mod T = 0`, joined by "
            "`and` or `or`; the opposite of x > 0 is x ≤ 0",
        )
        return None
    if not kept and not _IF - {"for", "where"} & {*words}:
        return [retyped(tokens[0], "OTHERWISE")]
    if not any(each.type == "COMPARE" for each in kept):
        diagnostics.error(
            "E0112",
            "the condition of this case is no comparison",
            span_of(tokens[0]) | span_of(tokens[-1]),
            help="write what is compared, as in `if t mod T = 0`, `if x_t > 0`, or "
            "`otherwise`",
        )
        return None
    return [retyped(tokens[0], "IF"), *kept]


def _closes_text(tokens: Sequence[Token], at: int) -> bool:
    """Whether a brace is that of a text with mathematics in it."""
    depth = 0
    for back in range(at, -1, -1):
        depth += (tokens[back].type == "RBRACE") - (tokens[back].type == "LBRACE")
        if depth == 0:
            return back > 0 and _TEXT_FONT.match(tokens[back - 1]) is not None
    return False


def _compared(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with the signs of comparison, those of a name's time left alone."""
    depth = angles = 0
    for token in tokens:
        if token in ("_<", "^<"):
            angles += 1
        elif token.type == "MORETHAN" and angles:
            angles -= 1
            yield token
            continue
        if str(token) in _JOINED and depth == 0:
            yield retyped(token, _JOINED[str(token)])
            continue
        sign = COMPARISONS.get(str(token))
        if sign is not None and depth == 0 and not angles:
            found = Token.new_borrow_pos("COMPARE", sign, token)
            yield found
            continue
        depth += (token.type in _OPEN) - (token.type in _CLOSE)
        yield token


# ---------------------------------------------------------------- indicators


def _with_indicators(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _indicator_at(tokens, index)
        if found is None:
            out.append(tokens[index])
            index += 1
            continue
        condition, stop = found
        out.append(retyped(tokens[index], "INDICATOR"))
        out += _with_indicators(condition)
        out.append(retyped(tokens[stop - 1], "UNINDICATOR"))
        index = stop
    return out


def _indicator_at(tokens: list[Token], index: int) -> tuple[list[Token], int] | None:
    """The condition of brackets that begin here, and what follows them."""
    at = _behind_one(tokens, index)
    if at is None:
        token = tokens[index]
        if token.type != "LSQB" or (index and _is_applied(tokens, index)):
            return None
        at = index
    closers: list[str] = []
    if at < len(tokens) and tokens[at].type == "UNDERSCORE" and at > index:
        at += 1
    while at < len(tokens) and tokens[at].type in _PARTNER and len(closers) < 2:
        closers.insert(0, _PARTNER[tokens[at].type])
        at += 1
    end = _closing(tokens, at, closers)
    if end is None and len(closers) > 1:  # `[(a + b) > c]`
        at, closers = at - 1, closers[1:]
        end = _closing(tokens, at, closers)
    if end is None:
        return None
    condition = [each for each in tokens[at:end] if each.type not in _DROPPED]
    condition = [each for each in condition if each.type != "NEWLINE"]
    compared = [*_compared(condition)]
    kinds = [each.type for each in compared]
    levels = levels_of(compared)
    bare = {kind for kind, level in zip(kinds, levels, strict=True) if level == 0}
    compares = bare if {"COMMA", "SEMICOLON"}.intersection(kinds) else kinds
    if "COMPARE" not in compares or bare & {"COMMA", "SEMICOLON"}:
        return None
    return compared, end + len(closers)


def _behind_one(tokens: Sequence[Token], index: int) -> int | None:
    r"""Where `\mathbb{1}`, `𝟙` or `\mathbb{I}` ends that begins here."""
    token = tokens[index]
    if token == "𝟙" or _is_one_below(tokens, index):
        return index + 1
    if token not in _ONES and token not in _ONE_COMMANDS:
        return None
    inner = tokens[index + 1 : index + 4]
    if [each.type for each in inner][::2] == ["LBRACE", "RBRACE"]:
        return index + 4 if inner[1] in ("1", "I", "𝟙") else None
    return index + 2 if inner and inner[0] in ("1", "I") else None


def _is_one_below(tokens: Sequence[Token], index: int) -> bool:
    """Whether a plain 1 has a group below it, `1_{x_t > 0}`; no number has one."""
    behind = [each.type for each in tokens[index + 1 : index + 3]]
    return tokens[index] == "1" and behind == ["UNDERSCORE", "LBRACE"]


def _is_applied(tokens: Sequence[Token], index: int) -> bool:
    """Whether a bracket stands right behind a name, as that of an index does."""
    before = tokens[index - 1]
    close = before.end_pos == tokens[index].start_pos
    return close and before.type in _ENDS | {"BEGIN", "SQRT", "FONT"}


def _closing(tokens: Sequence[Token], start: int, closers: list[str]) -> int | None:
    depth = 0
    if not closers:
        return None
    for at in range(start, min(len(tokens), start + NEAR)):
        kind = tokens[at].type
        if depth == 0 and kind in _CLOSE:
            found = [each.type for each in tokens[at : at + len(closers)]]
            return at if found == closers else None
        if kind in ("CASES", "UNCASES", "DISPLAY", "HEADER", "BEGIN", "ALIGN"):
            return None
        depth += (kind in _OPEN) - (kind in _CLOSE)
    return None


# ---------------------------------------------------------------- remainders


def _with_mods(tokens: list[Token]) -> list[Token]:
    r"""`t mod T`, `t \bmod T`: an operator between two values."""
    for index, token in enumerate(tokens):
        if token.type != "NAME" or token not in _MODS or index == 0:
            continue
        following = tokens[index + 1 : index + 2]
        opens = bool(following) and following[0].type not in (
            *("EQUAL", "NEWLINE", "COMMA", "RPAR", "RSQB", "COMPARE", "UNDERSCORE"),
        )
        called = opens and is_list(tokens, index + 1)  # `2 mod(a, b)`
        if tokens[index - 1].type in _ENDS and opens and not called:
            tokens[index] = retyped(token, "MOD")
    return tokens
