r"""Groups that only dress an equation: `\mathbf{h_t = W x_t}`, `{\color{red} + b}`.

In: the tokens of a text.  Out: the same without the commands and the braces of fonts,
colours, boxes and braces under a line, where they hold more than one name.  What is
printed in bold or in red says the same, so brackets and equations may begin inside such
a group and end outside of it.  No group is a bracket: one with a sum beside a product
is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.boxes import BOXES, without_annotations, without_boxes
from cellc.syntax.brackets import CLOSE, OPEN, OPERAND_END
from cellc.syntax.environments import span_of
from cellc.syntax.settings import group_end, groups, without_settings
from cellc.syntax.texts import with_plain_texts

_BRACES = frozenset(["\\underbrace", "\\overbrace"])
_ALPHABETS = frozenset(["\\mathcal", "\\mathbb", "\\mathfrak", "\\mathscr"])
_WORDS = regex(r"\\(?:math(?:rm|it|sf|tt|normal)|operatorname|text\w*)\*?\Z")
_SWITCH = regex(
    r"\\(?:color|bf|rm|it|sf|tt|bfseries|boldmath|small|footnotesize|displaystyle"
    r"|textstyle|scriptstyle|large)(?![A-Za-z])"
)
_TAKES_AN_ARGUMENT = frozenset(
    ["UNDERSCORE", "CIRCUMFLEX", "ACCENT", "FRAC", "SQRT", "FONT", "BEGIN", "END"]
)
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
_PRIMES = frozenset(["PRIME", "UNICODE_SUB", "UNICODE_SUP"])
_PRODUCTS = frozenset(
    ["STAR", "ODOT", "CIRC", "CDOT", "TIMES", "OTIMES", "OPLUS", "AT", "SLASH"]
)
_SIGNS = frozenset(["PLUS", "MINUS"])
_OPERAND = frozenset(
    ["NAME", "NUMBER", "FONT", "ACCENT", "FRAC", "SQRT", "LPAR", "LSQB", "LBRACE"]
)
_WORD_PARTS = frozenset(["NAME", "NUMBER", "MINUS"])


def undressed(tokens: Sequence[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens without the groups that change no meaning."""
    words = with_plain_texts(without_settings(tokens))
    plain = without_boxes(without_annotations(_without_empty(words), diagnostics))
    reader = _Reader(_with_marks_in_braces(plain), diagnostics)
    for opening, closing in groups(reader.tokens):
        reader.read(opening, closing)
    return [each for at, each in enumerate(reader.tokens) if at not in reader.dropped]


def _without_empty(tokens: Sequence[Token]) -> list[Token]:
    """Without `{}`, which only sets space, and without an empty script, `h_t^{}`."""
    out: list[Token] = []
    for token in tokens:
        empty = token.type == "RBRACE" and out and out[-1].type == "LBRACE"
        before = out[-2].type if len(out) > 1 else ""
        if empty and before == "CIRCUMFLEX":
            del out[-2:]
        elif empty and before not in _TAKES_AN_ARGUMENT and before != "RBRACE":
            out.pop()
        else:
            out.append(token)
    return out


def _with_marks_in_braces(tokens: Sequence[Token]) -> list[Token]:
    """`[x]_+` as `[x]_{+}`: the sign is no operator at the end of a line."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        out.append(token)
        if token.type in _SIGNS and index and _is_mark(tokens, index):
            opening, closing = (
                Token.new_borrow_pos(*each, token)
                for each in (("LBRACE", "{"), ("RBRACE", "}"))
            )
            out[-1:] = [opening, token, closing]
    return out


def _is_mark(tokens: Sequence[Token], index: int) -> bool:
    """Whether a sign stands right behind `_` or `^`, and no exponent begins with it."""
    before, sign, *behind = tokens[index - 1 : index + 2]
    if before.type not in _SCRIPTS or before.end_pos != sign.start_pos:
        return False
    glued = bool(behind) and sign.end_pos == behind[0].start_pos
    return not glued or behind[0].type not in _OPERAND


@cache
def _restricting() -> re.Pattern[str]:
    """Words that tell where or when a part of an equation holds."""
    return regex(
        r"(?i)\b(?:only|if|when(?:ever)?|unless|except|until|optional(?:ly)?|not (?"
        r":used|"
        r"needed|learned|trained)|omitted|ignored|dropped|detached|no gradient|stop|"
        r"frozen|(?:in|at|during|for|after|before) (?:the )?(?:training|test|inference|"
        r"evaluation|first|last|odd|even)|(?:training|test|inference|evaluation) (?"
        r":time|"
        r"mode)?|with probability|every \w+ steps?)(?:\b|$)[\w ]{0,40}"
    )


@dataclass
class _Reader:
    """Finds the tokens to drop, group by group, the inner ones first."""

    tokens: list[Token]
    diagnostics: Diagnostics
    dropped: set[int] = field(default_factory=set)

    def read(self, opening: int, closing: int) -> None:
        command = self._before(opening)
        font = command >= 0 and self.tokens[command].type == "FONT"
        start = command if font else opening
        outer = self._kind(self._before(start))
        inner = self._inner(opening, closing)
        if not inner or outer in _TAKES_AN_ARGUMENT or self._is_denominator(start):
            return
        kinds = [self.tokens[at].type for at in inner]
        if font:
            dressing = self._is_dressing(command, inner, closing)
        else:
            dressing = self._has_switch(opening, inner) or _cuts(kinds)
        if not dressing:
            return
        if font and self.tokens[command] in _BRACES:
            self._drop_label(closing)
        if not self._ends_in_script(inner, closing):
            self._refuse_sum(start, inner, closing)
            self.dropped |= {start, opening, closing}

    # ------------------------------------------------------------ what is dressing

    def _is_dressing(self, command: int, inner: list[int], closing: int) -> bool:
        font = self.tokens[command]
        kinds = [self.tokens[at].type for at in inner]
        if font in _BRACES:
            return self._kind(self._after(closing)) in _SCRIPTS or _several(kinds)
        if font.removeprefix("\\") in BOXES:
            return True
        if font in _ALPHABETS or not _several(kinds):
            return False
        words = {*kinds} <= _WORD_PARTS and any(
            len(self.tokens[at]) > 1 or "MINUS" not in kinds for at in inner
        )
        return not (words and _WORDS.match(font))

    def _has_switch(self, opening: int, inner: list[int]) -> bool:
        r"""Whether `\color{red}` or `\bf` stands first in braces."""
        start = span_of(self.tokens[opening]).end
        between = self.diagnostics.source.text[
            start : span_of(self.tokens[inner[0]]).start
        ]
        kinds = [self.tokens[at].type for at in inner]
        return _SWITCH.search(between) is not None and _several(kinds)

    def _ends_in_script(self, inner: list[int], closing: int) -> bool:
        """`{W_h}_t`: without the braces h and t stand at one place."""
        if self._kind(self._after(closing)) not in _SCRIPTS:
            return False
        depth = 0
        for at in reversed(inner):
            kind = self.tokens[at].type
            depth += (kind == "RBRACE") - (kind == "LBRACE")
            if depth == 0:
                before = self._before(at)
                return self._kind(before) in _SCRIPTS
        return False

    def _is_denominator(self, start: int) -> bool:
        r"""The second group behind `\frac`."""
        at = self._before(start)
        if self._kind(at) != "RBRACE":
            return False
        depth = 0
        while at >= 0:
            kind = self._kind(at)
            depth += (kind == "RBRACE") - (kind == "LBRACE")
            if depth == 0:
                return self._kind(self._before(at)) == "FRAC"
            at = self._before(at)
        return False

    # ------------------------------------------------------------ what is refused

    def _refuse_sum(self, start: int, inner: list[int], closing: int) -> None:
        r"""`f \odot \textcolor{red}{a + b}`: is the sum a factor? Reports it."""
        kinds = [self.tokens[at].type for at in inner]
        if not _is_sum(kinds):
            return
        before, after = (
            self._kind(self._before(start)),
            self._kind(self._after(closing)),
        )
        boxed = self.tokens[start] in _BRACES or "box" in self.tokens[start]
        left = before in _PRODUCTS | OPERAND_END or (boxed and before == "MINUS")
        right = after in _PRODUCTS | _OPERAND | _SCRIPTS | _PRIMES
        if not (left and kinds[0] not in _SIGNS) and not right:
            return
        span = span_of(self.tokens[start]) | span_of(self.tokens[closing])
        self.diagnostics.error(
            "E0208",
            f"`{self.diagnostics.source.snippet(span)}` sets no bracket around its "
            "sum, and can be one factor or several terms",
            span,
            help="write ( ... ) around the sum for one factor, or leave the group out",
        )

    def _drop_label(self, closing: int) -> None:
        """What stands under a brace is text; one that defines a name is refused."""
        at = self._after(closing)
        if self._kind(at) not in _SCRIPTS:
            return
        first = self._after(at)
        if first >= len(self.tokens):
            return
        last = group_end(self.tokens, first, "RBRACE")
        places = [each for each in range(first, last + 1) if each not in self.dropped]
        span = span_of(self.tokens[first]) | span_of(self.tokens[last])
        kinds = {self.tokens[each].type for each in places}
        words = " ".join(self.tokens[each] for each in places)
        restricted = _restricting().search(words)
        if restricted is not None:
            self.diagnostics.warning(
                "W0512",
                f"`{restricted.group().strip()}` stands under a brace and is not read: "
                "what is above it is computed at all steps, in training and after it",
                span,
                help="leave out what is not meant, or write cases: `cases`",
            )
        elif "EQUAL" in kinds:
            self.diagnostics.error(
                "E0103",
                "this stands under a brace, and is not read as an equation",
                span,
                help="write it as an equation of its own, or as \\text{...}",
            )
        elif kinds & {"NAME", "FONT", "ACCENT"} and "IN" not in kinds:
            self.diagnostics.note(
                "N0603",
                "this stands under a brace, and was read as text",
                span,
                help="a part gets a name in an equation of its own",
            )
        self.dropped |= {at, *range(first, last + 1)}

    # ------------------------------------------------------------ places

    def _inner(self, opening: int, closing: int) -> list[int]:
        places = range(opening + 1, closing)
        return [at for at in places if at not in self.dropped]

    def _before(self, at: int) -> int:
        at -= 1
        while at in self.dropped:
            at -= 1
        return at

    def _after(self, at: int) -> int:
        at += 1
        while at in self.dropped:
            at += 1
        return at

    def _kind(self, at: int) -> str:
        return self.tokens[at].type if 0 <= at < len(self.tokens) else ""


def _several(kinds: list[str]) -> bool:
    """Whether more stands here than one name with its scripts."""
    at = 0
    while at < len(kinds) and kinds[at] in ("FONT", "ACCENT"):
        at += 1
    if at == len(kinds):
        return False
    if kinds[at] not in ("NAME", "NUMBER", "LBRACE", "TEXT"):
        return True
    at = _behind_atom(kinds, at)
    while at < len(kinds):
        if kinds[at] in _PRIMES:
            at += 1
        elif kinds[at] in _SCRIPTS:
            at = _behind_atom(kinds, at + 1)
        else:
            return True
    return False


def _behind_atom(kinds: list[str], at: int) -> int:
    depth = 0
    while at < len(kinds):
        depth += (kinds[at] in OPEN) - (kinds[at] in CLOSE)
        at += 1
        if depth <= 0 and kinds[at - 1] not in ("FONT", "ACCENT"):
            break
    return at


def _cuts(kinds: list[str]) -> bool:
    """Whether braces hold no expression: `{+ b}`, `{W (x}`; marks alone are others."""
    if len(kinds) < 2:
        return False
    opened: list[str] = []
    for kind in kinds:
        if kind in OPEN:
            opened.append(kind)
        elif kind in CLOSE and (not opened or opened.pop() != CLOSE[kind]):
            return True
    open_ended = kinds[-1] in _PRODUCTS | _SIGNS and kinds[-2] not in _SCRIPTS
    return bool(opened) or open_ended or kinds[0] in _PRODUCTS | {"PLUS"}


def _is_sum(kinds: list[str]) -> bool:
    """Whether a `+` or `-` stands outside of brackets, and no `=`."""
    depth, found = 0, False
    for at, kind in enumerate(kinds):
        depth += (kind in OPEN) - (kind in CLOSE)
        if depth < 0 or (kind in ("EQUAL", "BEGIN", "COMMA") and depth == 0):
            return False
        signed = kind in _SIGNS and 0 < at < len(kinds) - 1
        found |= signed and depth == 0 and kinds[at - 1] not in _SCRIPTS
    return found and depth == 0
