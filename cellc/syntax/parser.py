"""Text to AST.

In: a `Source`.  Out: a `Spec`.  Every logical line is parsed on its own, so that all
errors of a text are found in one run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NamedTuple

from lark import Lark, Token
from lark.exceptions import UnexpectedToken

from cellc.diagnostics import Diagnostics, Source
from cellc.patterns import regex
from cellc.syntax.bare_powers import note_bare_powers
from cellc.syntax.builder import AstBuilder
from cellc.syntax.characters import plain
from cellc.syntax.diagonal_lists import with_whole_diagonals
from cellc.syntax.dotted_items import with_dotted_items
from cellc.syntax.each_function import each_function
from cellc.syntax.expected import refuse
from cellc.syntax.further import report_further
from cellc.syntax.glued import with_steps_apart
from cellc.syntax.hadamard_powers import without_hadamard_signs
from cellc.syntax.hats import with_hats
from cellc.syntax.header import without_header
from cellc.syntax.hypertext import without_html
from cellc.syntax.intervals import with_shapes_of_intervals
from cellc.syntax.layout import LogicalLine, logical_lines, span_of
from cellc.syntax.length import refuse_length
from cellc.syntax.listed_heads import with_listed_heads
from cellc.syntax.macros import Expansion
from cellc.syntax.nesting import refuse_deep_nesting, refuse_text_of_brackets
from cellc.syntax.nodes import Declaration, Output, Spec, Statement
from cellc.syntax.percent import refuse_remainders
from cellc.syntax.prose import Said
from cellc.syntax.ranges import counts_of, open_ranges, without_ranges
from cellc.syntax.rendered import without_symbols
from cellc.syntax.slips_text import check_text
from cellc.syntax.spacing_accents import with_accents_above
from cellc.syntax.spoken_functions import sigmas_of
from cellc.syntax.tables import parser
from cellc.syntax.untaken import warn_of_untaken
from cellc.syntax.wrapping import unwrapped

MAX_LINES = 1_000
MAX_MARKS = 60_000  # names, numbers, signs and line ends of a text
_EMPTY = regex(r"^(?:[ \t]*+(?:[#%][^\n]*+)?\r?\n)++", re.MULTILINE)


@cache
def _parser() -> Lark:
    return parser(AstBuilder())


def parse(source: Source, diagnostics: Diagnostics) -> Spec:
    """Parse a spec's text.

    Raises CellcError with every syntax error of the text.
    """
    spec = parse_what_can_be(source, diagnostics)
    diagnostics.raise_if_errors()
    return spec


def parse_what_can_be(source: Source, diagnostics: Diagnostics) -> Spec:
    """The equations and facts without syntax errors; the errors are reported.

    From here on the collector's source has no header lines: no stage reads them.
    Raises CellcError only where the text is too long or too deep to be read at all.
    """
    if isinstance(source.origin, Expansion):
        source.origin.refuse_overflow(diagnostics)
    refuse_text_of_brackets(source.text, diagnostics)
    refuse_length(source.text, diagnostics)
    typed = unwrapped(without_symbols(source.text, diagnostics), diagnostics)
    refuse_length(typed, diagnostics)
    refuse_remainders(typed, diagnostics)
    text = with_accents_above(plain(without_html(typed)), diagnostics)
    text = with_hats(text, diagnostics)
    refuse_deep_nesting(text, diagnostics)
    check_text(text, diagnostics)
    typed_tokens = _tokens(text, diagnostics)
    diagnostics.source = without_header(source, typed_tokens)
    shaped = with_shapes_of_intervals(typed_tokens)
    plain_powers = without_hadamard_signs(shaped)
    tokens = with_whole_diagonals(plain_powers, diagnostics)
    tokens, ends = with_dotted_items(tokens, counts_of(tokens))
    tokens, ranges = without_ranges(tokens, diagnostics)
    unknown = open_ranges(tokens)
    tokens = with_listed_heads(tokens, (*ranges, *unknown))
    cut = logical_lines(tokens, diagnostics)
    lines = with_steps_apart(cut, diagnostics)
    if len(lines) > MAX_LINES:
        diagnostics.error(
            "E0106",
            f"the text has more than {MAX_LINES} lines with equations and facts",
            lines[MAX_LINES].span,
            help="split it into several cells",
        )
        diagnostics.raise_if_errors()
    found = _Read([], [], [], [], [])
    for line in lines:
        _read_line(line, source, found, diagnostics)
    note_bare_powers(found.read, source.text, diagnostics)
    warn_of_untaken(found.unread, found.read, diagnostics, spoken=True)
    if not found.equations and not diagnostics.has_errors:
        _refuse_nothing(found.read, diagnostics)
    return Spec(
        tuple(found.header),
        tuple(found.equations),
        tuple(found.facts),
        ranges=tuple(each for each in ranges if each.values),
        counts=ends,
        open_ranges=(*(each for each in ranges if not each.values), *unknown),
    )


class _Read(NamedTuple):
    """What the lines of a text are: its parts, and the tokens that were read or not."""

    header: list[tuple[str, str]]
    equations: list[Statement]
    facts: list[Statement | Declaration | Output]
    read: list[list[Token]]
    unread: list[list[Token]]


def _read_line(
    line: LogicalLine, source: Source, found: _Read, diagnostics: Diagnostics
) -> None:
    """Parse one line and put it where it belongs."""
    if line.kind == "header":
        # as typed: no mark of what a text was pasted in is looked for in it
        key, _, value = source.snippet(line.span).partition(":")
        found.header.append((key.strip(), value.strip()))
        return
    node = _parse_line(line, source, diagnostics)
    if node is None:
        found.unread.append(line.tokens)
        return
    found.read.append(line.tokens)
    if line.paired and isinstance(node, Statement):
        sides = [source.snippet(each.span) for each in node.sides]
        node = replace(node, text=" = ".join(sides))
    if line.spoken and isinstance(node, Statement):
        node = replace(node, spoken=True, telling=line.telling)
    elif line.spoken and isinstance(node, Declaration):
        node = replace(node, spoken=True)
    if line.kind == "fact" and isinstance(node, Statement):
        found.facts.extend(each_function(node, fact=True))
    elif line.kind == "fact":
        found.facts.append(node)
    elif isinstance(node, Statement):
        found.equations.extend(each_function(node))


def _tokens(text: str, diagnostics: Diagnostics) -> list[Token]:
    tokens = [*islice(_parser().lex(_without_empty(text)), MAX_MARKS + 1)]
    if len(tokens) > MAX_MARKS:
        diagnostics.error(
            "E0106",
            f"the text has more than {MAX_MARKS} names, numbers and signs",
            span_of(tokens[-1]),
            help="split it into several cells",
        )
        diagnostics.raise_if_errors()
    return tokens


def _without_empty(text: str) -> str:
    """The text with one line end for lines in a row that say nothing."""
    return _EMPTY.sub(lambda each: " " * (len(each.group()) - 1) + "\n", text)


def _refuse_nothing(read: Sequence[Sequence[Token]], diagnostics: Diagnostics) -> None:
    """Report that a text has no equation; what is drawn at random is noise."""
    drawn = [each for each in read if any(one.type == "DRAWN" for one in each)]
    place = span_of(drawn[0][0]) | span_of(drawn[0][-1]) if drawn else None
    typed = diagnostics.source.snippet(place) if place else ""
    diagnostics.error(
        "E0100",
        f"there is no equation in this text{f', and `{typed}` is none' * bool(typed)}",
        place,
        help="what is drawn at random is noise: write ε_t ~ N(0, I) in the where "
        "block, and what is made of it in an equation, h_t = W h_{t-1} + ε_t"
        if drawn
        else "write one equation a line, such as h_t = tanh(W_h h_{t-1} + W_x x_t)",
    )


def _parse_line(
    line: LogicalLine, source: Source, diagnostics: Diagnostics
) -> Statement | Declaration | Output | None:
    interactive = _parser().parse_interactive(start=line.kind)
    end = Token.new_borrow_pos("$END", "", line.tokens[-1])
    try:
        for token in line.tokens:
            interactive.feed_token(token)
        node = interactive.feed_token(end)
    except UnexpectedToken as unexpected:
        if line.beside:
            said = Said(functions=[*sigmas_of(line.tokens)])
            said.tell((), diagnostics)
            diagnostics.note(
                "N0603",
                "this formula of a sentence was read as text, not as an equation",
                line.span,
                help="if it is meant, write it on a line of its own",
            )
            return None
        stop = unexpected.token
        if refuse(stop, line.tokens, line.kind, interactive, diagnostics):
            report_further(line.tokens, stop, _parser(), diagnostics)
        return None
    assert isinstance(node, Statement | Declaration | Output)
    return node
