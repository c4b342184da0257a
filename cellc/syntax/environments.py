"""LaTeX environments: displays of equations, and columns inside one equation.

In: the tokens of a text.  Out: the same tokens, where a display (`align`, `aligned`,
`gather` ...) has become line breaks, and a column (`pmatrix` ...) the tokens STACK, ROW
and UNSTACK.  `array` and `cases` are whichever of the two their content is: lines with
`=` of their own, or parts of one expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.patterns import regex
from cellc.syntax.block_rows import is_block_row

_COLUMNS = frozenset(
    [
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "vmatrix",
        "matrix",
        "smallmatrix",
        "psmallmatrix",
    ]
)
_KNOWN = frozenset(
    [
        *["align", "aligned", "alignat", "alignedat", "array", "bmatrix", "cases"],
        *["dmath", "eqnarray", "equation", "flalign", "gather", "gathered", "matrix"],
        *["multline", "pmatrix", "split", "subequations"],
    ]
)
_MARK_LINE = regex(  # a short line without `=`, with a backslash or a brace
    r"^[ \t]*(?P<mark>(?=[^\n=]*[\\{}])[^\s=&]{4,24})[ \t]*$", re.MULTILINE
)
_MOST_LINES = 50  # of a text that may be the missing mark
_MOST_SEARCHED = 3  # missing marks that are looked for
_ALIKE = 0.8
_WIDEST = 400  # tokens of an equation that stands in columns beside another
_EITHER = frozenset(["array", "cases", "dcases", "tabular", "rcases"])
_OPENING = frozenset(["LPAR", "LSQB", "LCURLY", "LBRACE"])
_ENDS = frozenset(["NAME", "NUMBER", "COMMA", "FULL_STOP", "SEMICOLON", "UNICODE_SUB"])
_CLOSING = frozenset(["RPAR", "RSQB", "RCURLY", "RBRACE"])


def retyped(token: Token, kind: str) -> Token:
    return Token.new_borrow_pos(kind, str(token), token)


def span_of(token: Token) -> Span:
    start = token.start_pos or 0
    return Span(start, token.end_pos if token.end_pos is not None else start + 1)


@dataclass
class _Environment:
    name: str
    begin: int
    has_equation: bool = False
    depth: int = 0


@dataclass
class _Reader:
    tokens: list[Token]
    diagnostics: Diagnostics
    pairs: dict[int, int] = field(
        default_factory=dict
    )  # of \\end to \\begin, both ways
    columns: set[int] = field(default_factory=set)
    unmatched: int = 0

    def match(self) -> None:
        """Find the partner of every \\begin, and which of them are columns."""
        opened: list[_Environment] = []
        for index, token in enumerate(self.tokens):
            if token.type == "BEGIN":
                opened.append(_Environment(_name(token), index))
            elif token.type == "END":
                self._close(opened, index, token)
            elif opened:
                inner = opened[-1]
                if token.type in ("LPAR", "LSQB", "LBRACE", "LCURLY"):
                    inner.depth += 1
                elif token.type in ("RPAR", "RSQB", "RBRACE", "RCURLY"):
                    inner.depth -= 1
                elif token.type == "EQUAL" and inner.depth <= 0:
                    inner.has_equation = True
        for left in opened:
            self._unmatched(self.tokens[left.begin], "end")

    def _close(self, opened: list[_Environment], index: int, token: Token) -> None:
        name = _name(token)
        if not opened:
            self._unmatched(token, "begin")
            return
        if opened[-1].name != name:
            if all(each.name != name for each in opened):
                self._misnamed(self.tokens[opened[-1].begin], token)
                name = opened[-1].name
            while opened[-1].name != name:
                self._unmatched(self.tokens[opened.pop().begin], "end")
        inner = opened.pop()
        self.pairs[index], self.pairs[inner.begin] = inner.begin, index
        if name in _COLUMNS or (name in _EITHER and not inner.has_equation):
            self.columns |= {inner.begin, index}
        elif opened and inner.has_equation:
            opened[-1].has_equation = True

    def _misnamed(self, begin: Token, end: Token) -> None:
        """One environment with two names; the one that is not known is wrong."""
        wrong, other = end, begin
        if _name(begin) not in _KNOWN and _name(end) in _KNOWN:
            wrong, other = begin, end
        self.diagnostics.error(
            "E0107",
            f"this environment begins as `{_name(begin)}` and ends as `{_name(end)}`",
            span_of(wrong),
            labels=(Label(span_of(other), "the other end of it"),),
            help=f"write {_name(other)} here",
            edit=Edit(span_of(wrong), str(wrong).replace(_name(wrong), _name(other))),
        )

    def _unmatched(self, token: Token, other: str) -> None:
        """Point at the line that may be the missing one, misspelled."""
        missing = f"\\{other}{{{_name(token)}}}"
        place, message = span_of(token), f"this environment has no `{missing}`"
        labels: tuple[Label, ...] = ()
        edit = None
        line = None
        self.unmatched += 1
        if self.unmatched <= _MOST_SEARCHED:
            line = _resembling(self.diagnostics.source.text, missing, place, other)
        if line is not None:
            message += ", which this may be"
            place, labels = line, (Label(place, "the other end of it"),)
            edit = Edit(line, missing)
        self.diagnostics.error(
            "E0107",
            message,
            place,
            labels=labels,
            help=f"add `{missing}`, or remove this",
            edit=edit,
        )


def _resembling(text: str, missing: str, place: Span, other: str) -> Span | None:
    """The line on the wanted side of a place that is nearly this mark."""
    start, stop = (place.end, len(text)) if other == "end" else (0, place.start)
    for line in islice(_MARK_LINE.finditer(text, start, stop), _MOST_LINES):
        if SequenceMatcher(None, line.group("mark"), missing).ratio() > _ALIKE:
            return Span(*line.span("mark"))
    return None


def _name(token: Token) -> str:
    found = re.search(r"\{([A-Za-z]+)\*?\}", str(token))
    assert found is not None
    return found.group(1)


def read_environments(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """Resolve every `\\begin` and `\\end`; a break that is only typed becomes SOFT."""
    if not any(token.type in ("BEGIN", "END") for token in tokens):
        return [token for token in tokens if token.type != "ALIGN"]
    reader = _Reader(tokens, diagnostics)
    reader.match()
    out: list[Token] = []
    kinds: list[bool] = []  # of the open environments: is it a column
    rows: set[int] = set()  # where rows of matrices begin and end
    for index, token in enumerate(tokens):
        if token.type in ("BEGIN", "END"):
            if index not in reader.pairs:
                out.append(retyped(token, "DISPLAY"))
                continue
            column = index in reader.columns
            if token.type == "BEGIN":
                if column and "cases" in _name(token):
                    _refuse_cases(token, tokens[reader.pairs[index]], diagnostics)
                kinds.append(column)
                if column and is_block_row(tokens, index, reader.pairs):
                    rows |= {index, reader.pairs[index]}
                    out.append(retyped(token, "LSQB"))
                    continue
                out.append(retyped(token, "STACK" if column else "DISPLAY"))
            else:
                kinds.pop()
                if index in rows:
                    out.append(retyped(token, "RSQB"))
                    continue
                if column and out[-1].type == "ROW":
                    out.pop()  # a break behind the last row
                out.append(retyped(token, "UNSTACK" if column else "DISPLAY"))
        elif token.type == "ALIGN":
            if kinds and kinds[-1] and _is_within(rows, index):
                out.append(retyped(token, "COMMA"))
            elif kinds and kinds[-1]:
                _refuse_matrix(tokens, index, diagnostics)
            elif _is_between_equations(tokens, index) or _is_before_text(tokens, index):
                out.append(retyped(token, "QUAD"))
        elif token.type == "NEWLINE" and kinds:
            broken = str(token).startswith("\\")
            if kinds[-1]:
                if broken:
                    out.append(retyped(token, "ROW"))
            else:
                out.append(token if broken else retyped(token, "SOFT"))
        else:
            out.append(token)
    return _without_system_braces(out)


def _refuse_matrix(tokens: list[Token], index: int, diagnostics: Diagnostics) -> None:
    """A `&` in a matrix: of numbers, or of matrices in blocks."""
    advice = (
        "give the matrix a name and set its numbers from Python: write A in its place, "
        "and `A ∈ ℝ^{n×m} is frozen` in the where block; a column of vectors is read "
        "as one stacked vector"
    )
    begin = index
    while tokens[begin].type != "BEGIN" and index - begin < _WIDEST and begin:
        begin -= 1
    names = [each for each in tokens[begin:index] if each.type in ("NAME", "NUMBER")]
    if names and all(re.fullmatch("[A-Z]", each) for each in names):
        advice = (
            "for matrices in blocks write an equation for each row, such as "
            "h_t = A h_{t-1} + B c_{t-1}; otherwise " + advice
        )
    diagnostics.error(
        "E0108",
        "a matrix written out in numbers and names is not read",
        span_of(tokens[index]),
        labels=(Label(span_of(tokens[index]), "a second column"),),
        help=advice,
    )


def _is_within(rows: set[int], index: int) -> bool:
    """Whether a place is in a row: behind as many beginnings, and one end less."""
    return sum(each < index for each in rows) % 2 == 1


def _is_between_equations(tokens: list[Token], index: int) -> bool:
    """Whether a `&` stands between two equations of a row, each with its own `=`."""
    return (
        0 < index < len(tokens) - 1
        and "EQUAL" not in (tokens[index - 1].type, tokens[index + 1].type)
        and _has_equal(tokens, range(index - 1, max(index - _WIDEST, -1), -1))
        and _has_equal(tokens, range(index + 1, min(index + _WIDEST, len(tokens))))
    )


def _is_before_text(tokens: list[Token], index: int) -> bool:
    """Whether a `&` stands between an equation and words about it."""
    before = index - 1
    while before > 0 and tokens[before].type == "ALIGN":
        before -= 1  # of `&&`
    return (
        before >= 0
        and tokens[index + 1 : index + 2] != []
        and tokens[index + 1].type == "TEXT"
        and tokens[before].type in _ENDS | _CLOSING
        and _has_equal(tokens, range(index - 1, max(index - _WIDEST, -1), -1))
    )


def _refuse_cases(begin: Token, end: Token, diagnostics: Diagnostics) -> None:
    """A value by cases, where the text before it did not tell."""
    if not any(each.code == "E0112" for each in diagnostics):
        diagnostics.error(
            "E0112",
            "an equation by cases needs a condition beside each value",
            span_of(begin) | span_of(end),
            help="write \\begin{cases} a & \\text{if } z_t > 0 \\\\ b & "
            "\\text{otherwise} \\end{cases}; for a concatenation write [a, b]",
        )


def _has_equal(tokens: list[Token], places: range) -> bool:
    """Whether a row of a display has a `=` at these places, outside of brackets."""
    depth = 0
    for at in places:
        token = tokens[at]
        broken = token.type == "NEWLINE" and token.startswith("\\")
        if broken or token.type in ("BEGIN", "END", "DISPLAY"):
            return False
        depth += (token.type in _OPENING) - (token.type in _CLOSING)
        if token.type == "EQUAL" and depth == 0:
            return True
    return False


def _around(tokens: list[Token], places: range, kinds: frozenset[str]) -> Iterator[int]:
    """The brackets at the first of these places, over breaks that are but typed."""
    for at in places:
        if tokens[at].type in kinds:
            yield at
        elif tokens[at].type != "SOFT" and tokens[at] not in ("\n", "\r\n"):
            return


def _without_system_braces(tokens: list[Token]) -> list[Token]:
    """Drop brackets around a display, `\\left\\{ \\begin{aligned}`, however many."""
    drop: set[int] = set()
    for index, token in enumerate(tokens):
        if token.type != "DISPLAY":
            continue
        for at in _around(tokens, range(index - 1, -1, -1), _OPENING):
            drop.add(at)
        for at in _around(tokens, range(index + 1, len(tokens)), _CLOSING):
            drop.add(at)
    if not drop:
        return tokens
    return [token for index, token in enumerate(tokens) if index not in drop]
