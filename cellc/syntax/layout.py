"""Tokens to logical lines: where an equation starts and ends.

In: the tokens of the whole text.  Out: logical lines, each one equation or one fact
of the `where` block.  A line break ends an equation unless a bracket is open, or the
line breaks before or after an operator; in a LaTeX display only `\\\\` breaks lines.
Several equations on a line are told apart, and text between equations is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.syntax.bold import with_bold_apart
from cellc.syntax.braces import without_empty_braces
from cellc.syntax.brackets import CLOSE, OPEN, double_bar, levels_of, pair_bars
from cellc.syntax.cases import with_cases
from cellc.syntax.characters import plain_tokens, without_underlines
from cellc.syntax.comments import without_comments
from cellc.syntax.conditions_beside import refuse_conditions_beside
from cellc.syntax.display_marks import ends, openings
from cellc.syntax.dotted_arguments import with_arguments_named
from cellc.syntax.draws import with_draws
from cellc.syntax.dressing import undressed
from cellc.syntax.environments import read_environments, retyped, span_of
from cellc.syntax.given import with_given_steps
from cellc.syntax.items import is_item, is_of_words
from cellc.syntax.joins import settle_joins, signs_of_concatenation
from cellc.syntax.macros import Expansion
from cellc.syntax.missing_breaks import note_missing_breaks
from cellc.syntax.nodes import Telling
from cellc.syntax.numbering import without_punctuation
from cellc.syntax.other_signs import warn_of_other_signs
from cellc.syntax.paragraphs import Sentences
from cellc.syntax.plain_sentences import with_mathematics_apart
from cellc.syntax.products import with_said_products
from cellc.syntax.prose import ROLES, Said, equations_of
from cellc.syntax.ranges_below import with_ranges_below
from cellc.syntax.sentences import (
    WhereBlock,
    is_inline,
    is_other_set,
    is_where,
    where_length,
    without_brackets,
    without_part,
)
from cellc.syntax.signatures import is_signature
from cellc.syntax.slips_characters import refuse_characters
from cellc.syntax.slips_check import is_sound
from cellc.syntax.spoken_functions import sigmas_of
from cellc.syntax.telling import telling, with_set_values
from cellc.syntax.texts import texts_as_tokens
from cellc.syntax.trim import is_plain_in
from cellc.syntax.tuples import paired
from cellc.syntax.units import without_units
from cellc.syntax.untaken import warn_of_untaken
from cellc.syntax.words import words_as_tokens

LOOK_AHEAD = 200  # tokens in which an equation has shown its `=`
MAX_TOKENS = 20_000  # names, numbers, operators and brackets of one equation

_NAMED = frozenset(["NAME", "FONT", "ACCENT", "LBRACE"])  # how a name begins
_BREAKS = frozenset(["NEWLINE", "SOFT", "DISPLAY"])
_JOINING = frozenset(
    [
        "PLUS",
        "MINUS",
        "STAR",
        "ODOT",
        "CIRC",
        "CDOT",
        "TIMES",
        "OTIMES",
        "OPLUS",
        "AT",
        "SLASH",
        "EQUAL",
        "IN",
    ]
)

__all__ = ["LogicalLine", "logical_lines", "span_of"]


@dataclass
class LogicalLine:
    """One equation or fact: its tokens, without line breaks, and its kind."""

    kind: str  # "header", "statement" or "fact"
    tokens: list[Token] = field(default_factory=list)
    spoken: bool = False  # in a sentence, not in the `where` block
    telling: Telling = Telling.GIVEN  # what the sentence does with it
    beside: bool = False  # in one of a text that sets its equations apart
    paired: bool = False  # one of several equations written as one: `a, b = c, d`

    @property
    def span(self) -> Span:
        return span_of(self.tokens[0]) | span_of(self.tokens[-1])


def _as_read(tokens: Iterable[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens without dressing, with environments and texts as tokens."""
    named = with_arguments_named(list(tokens), diagnostics)
    drawn = with_draws(without_units(named), diagnostics)
    cased = with_cases(drawn, diagnostics)
    bare = undressed(with_bold_apart(cased, diagnostics), diagnostics)
    stepped = with_given_steps(bare, diagnostics)
    plain = with_said_products(plain_tokens(stepped), diagnostics.source.text)
    typed = without_underlines(with_ranges_below(plain))
    warn_of_other_signs(typed, diagnostics)
    return read_environments(texts_as_tokens(without_empty_braces(typed)), diagnostics)


def _physical_lines(tokens: list[Token], diagnostics: Diagnostics) -> list[list[Token]]:
    """Cut at line breaks, the mathematics of plain sentences set apart."""
    typed_lines = [*_statements(words_as_tokens(tokens))]
    apart = with_mathematics_apart(typed_lines, diagnostics)
    return [with_set_values(each) for each in apart]


def logical_lines(
    tokens: Iterable[Token], diagnostics: Diagnostics
) -> list[LogicalLine]:
    """Cut tokens into logical lines; report unknown characters and bad brackets."""
    lines: list[LogicalLine] = []
    said = Said()
    joins = signs_of_concatenation(diagnostics.source.text)
    known = _as_read(tokens, diagnostics)
    groups = _physical_lines(known, diagnostics)
    refuse_conditions_beside(groups, known, diagnostics)
    displays = [*openings(known)]
    where = WhereBlock(displays)
    sentences = Sentences(groups, diagnostics.source.text)
    for group in without_comments(groups, diagnostics):
        if group[0].type == "HEADER":
            lines.append(LogicalLine("header", group))
            continue
        if sentences.is_heading(group) or is_signature(group):
            said.texts.append(span_of(group[0]) | span_of(group[-1]))
            continue
        if is_item(group) and is_of_words(group):
            said.hear(group)
            continue
        around = sentences.words_around(group)
        group, sentence = where.enter(without_brackets(group))
        if not where.opened and sentences.is_of_text(group):
            said.hear(without_punctuation(group))
            continue
        spoken = where.is_spoken(group, sentence)
        block = where.opened and not spoken
        giving = where.spoken or where.opened
        beside = bool(displays) and not block and is_inline(group)
        told = len(said.texts)
        others: list[Span] = []
        heard = Diagnostics(diagnostics.source) if beside else diagnostics
        for physical in equations_of(group, block, said, heard):
            if physical[0].type == "EQUAL":
                _refuse_second_side(physical, heard)
                continue
            for line in _lines_of(physical, block, spoken):
                if spoken:
                    start = line.span.start
                    line.telling = telling(group, around, start, giving)
                line.beside = beside
                if is_other_set(line.tokens, line.spoken) or (
                    beside and not _would_be_sound(line, joins, diagnostics)
                ):
                    others.append(line.span)
                    said.functions += sigmas_of(line.tokens)
                elif _is_sound(line, joins, diagnostics):
                    lines.append(line)
        if beside and heard.has_errors:
            others.append(span_of(group[0]) | span_of(group[-1]))
            said.functions += sigmas_of(group)
        elif heard is not diagnostics:
            diagnostics.take(heard)
        said.texts += others[:1] if len(said.texts) == told else []
    read_lines = [line.tokens for line in lines]
    note_missing_breaks(read_lines, known, diagnostics)
    said.tell(read_lines, diagnostics)
    warn_of_untaken(groups, read_lines, diagnostics)
    return lines


def _lines_of(tokens: list[Token], block: bool, spoken: bool) -> Iterator[LogicalLine]:
    """A line; two where an equation ends with its shape, `h_t = ... ∈ ℝ^n`."""
    levels = levels_of(tokens)
    kinds = [
        each.type if level <= 0 else ""
        for each, level in zip(tokens, levels, strict=True)
    ]
    if "EQUAL" in kinds and "IN" in kinds[kinds.index("EQUAL") :]:
        left, right = kinds.index("EQUAL"), kinds.index("IN")
        if left < right:
            yield LogicalLine("statement", tokens[:right], spoken=spoken)
            shape = [*tokens[:left], *without_part(tokens[right:])]
            yield LogicalLine("fact", shape, spoken=True)
            return
    fact = block or "IN" in kinds or "DRAWN" in kinds
    tokens = without_part(tokens) if spoken else tokens
    equations = paired(tokens)
    for each in equations:
        line = LogicalLine("fact" if fact else "statement", each, spoken=spoken)
        line.paired = len(equations) > 1
        yield line


def _refuse_second_side(tokens: list[Token], diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0104",
        "this line starts with `=`: a left side is missing, or the equation before has "
        "two right sides",
        span_of(tokens[0]),
        help="write one left and one right side for each equation",
    )


def _would_be_sound(
    line: LogicalLine, joins: frozenset[str], diagnostics: Diagnostics
) -> bool:
    silent = Diagnostics(diagnostics.source)
    return _is_sound(replace(line, tokens=[*line.tokens]), joins, silent)


def _is_sound(
    line: LogicalLine, joins: frozenset[str], diagnostics: Diagnostics
) -> bool:
    origin = diagnostics.source.origin
    if isinstance(origin, Expansion) and origin.refuse_failures(
        map(span_of, line.tokens), diagnostics
    ):
        return False
    if not settle_joins(line.tokens, joins, diagnostics):
        return False
    if not refuse_characters(line.tokens, diagnostics):
        return False
    if len(line.tokens) > MAX_TOKENS:
        diagnostics.error(
            "E0106",
            f"this equation has more than {MAX_TOKENS} parts",
            span_of(line.tokens[MAX_TOKENS]),
            help="give parts of it names and equations of their own",
        )
        return False
    if line.kind == "fact":
        _mark_keywords(line.tokens)
    norm = double_bar(line.tokens)
    if norm is not None:
        diagnostics.error(
            "E0103",
            "the double bars of a norm stand here once",
            span_of(norm),
            help="write norm(x) for the norm of x, |x| for what is positive",
        )
        return False
    pair_bars(line.tokens)
    return is_sound(line.tokens, line.kind, diagnostics)


def _statements(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Groups of tokens between line breaks that end something."""
    stream: list[Token] = []
    for token in tokens:  # of several line breaks one is enough
        repeated = stream and stream[-1].type in _BREAKS and token.type == "SOFT"
        if not (repeated or (token.type == "NEWLINE" and _ends_in(stream, "NEWLINE"))):
            stream.append(token)
    current: list[Token] = []
    depth = 0
    ended = {*ends(stream)}
    for index, token in enumerate(stream):
        if token.type == "HEADER":
            if current:
                yield current
            current, depth = [], 0
            yield [token]
        elif token.type in _BREAKS:
            over = index in ended and not _opens_display(stream, index + 1)
            if current and (over or not _continues(stream, index, current, depth)):
                yield current
                current, depth = [], 0
        else:
            if token.type in OPEN:
                depth += 1
            elif token.type in CLOSE:
                depth -= 1
            current.append(token)
            if depth == 0 and _closes_before_where(stream, index):
                yield current
                current = []
    if current:
        yield current


def _closes_before_where(stream: list[Token], index: int) -> bool:
    """Whether a bracket that begins a line closes here, and the `where` block opens."""
    first = index > 0 and stream[index - 1].type in _BREAKS
    following = stream[index + 1 : index + 2]
    return first and stream[index].type in CLOSE and following == ["where"]


def _ends_in(stream: list[Token], kind: str) -> bool:
    return bool(stream) and stream[-1].type == kind


def _continues(
    stream: list[Token], index: int, current: list[Token], depth: int
) -> bool:
    """Whether the equation goes on behind the line break at `index`."""
    following = _next_line(stream, index)
    if not following:
        return False
    if depth > 0 or stream[index].type == "SOFT":
        # an open bracket joins lines, unless the next line is an equation of its own
        return not _starts_equation(following)
    if is_where(following):
        return False
    if current[-1].type in _JOINING:
        return True
    if following[0].type == "EQUAL":
        return True  # the right side, or a further one
    if any(token.type == "STACK" for token in (*current, following[0])):
        if _opens_display(stream, index) and not _has_marks(current):
            return False  # words above a display that begins with a stack
        return not _starts_equation(following)  # a stack goes on over several lines
    # `- f_t = ...` is an item of a list
    # `where` above a list of sentences opens no block
    opened = where_length(current) == len(current)
    item = is_item(following) and not opened
    joins = following[0].type in _JOINING - {"IN"} and not item
    return joins and not _starts_equation(following[1:])


def _opens_display(stream: list[Token], index: int) -> bool:
    """Whether one of the breaks from `index` on is that of a display."""
    rest = (stream[at] for at in range(index, len(stream)))
    breaks = takewhile(lambda each: each.type in _BREAKS, rest)
    return any(each.type == "DISPLAY" for each in breaks)


def _has_marks(tokens: list[Token]) -> bool:
    """Whether tokens are part of an equation, and no words alone."""
    return any(each.type in ("EQUAL", "STACK", *_JOINING, *OPEN) for each in tokens)


def _next_line(stream: list[Token], index: int) -> list[Token]:
    """The tokens of the next line that has any; enough of them to tell its kind."""
    while index < len(stream) and stream[index].type in _BREAKS:
        index += 1
    line: list[Token] = []
    for token in stream[index : index + LOOK_AHEAD]:
        if token.type in _BREAKS or token.type == "HEADER":
            break
        if line or token.type != "QUAD":
            line.append(token)
    return line


def _starts_equation(tokens: list[Token]) -> bool:
    """Whether a line has a top-level `=` of its own, or opens the `where` block."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.type in OPEN) - (token.type in CLOSE)
        if depth < 0:
            return False
        if token.type == "EQUAL" and depth == 0:
            return index > 0
    return is_where(tokens)


def _mark_keywords(tokens: list[Token]) -> None:
    """Retype the words of a fact that are keywords at their place."""
    if _is_output(tokens):
        tokens[0] = retyped(tokens[0], "OUTPUT")
    seen_in = False
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.type in OPEN) - (token.type in CLOSE)
        if index == 0 or depth > 0 or token.type not in ("NAME", "IN"):
            continue
        if token.type == "IN":
            seen_in = True
        elif is_plain_in(tokens, index) and not seen_in and index + 1 < len(tokens):
            tokens[index] = retyped(token, "IN")
            seen_in = True
        elif token == "R" and tokens[index - 1].type == "IN":
            tokens[index] = retyped(token, "REALS")
        elif token == "is" and not seen_in and tokens[index + 1 :] in ROLES:
            tokens[index] = retyped(token, "IS")
        elif seen_in and token in ("is", "init"):
            tokens[index] = retyped(token, "IS" if token == "is" else "INIT")


def _is_output(tokens: list[Token]) -> bool:
    following = tokens[1].type if len(tokens) > 1 else ""
    return tokens[0] == "output" and following in _NAMED
