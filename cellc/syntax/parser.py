"""Text to AST.

In: a `Source`.  Out: a `Spec`.  Every logical line is parsed on its own, so that all
errors of a text are found in one run.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from lark import Lark, Token
from lark.exceptions import UnexpectedToken

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.syntax.builder import AstBuilder
from cellc.syntax.characters import plain
from cellc.syntax.diagonal_lists import with_whole_diagonals
from cellc.syntax.each_function import each_function
from cellc.syntax.expected import refuse
from cellc.syntax.glued import with_steps_apart
from cellc.syntax.hats import with_hats
from cellc.syntax.hypertext import without_html
from cellc.syntax.layout import LogicalLine, logical_lines
from cellc.syntax.length import refuse_length
from cellc.syntax.macros import Expansion
from cellc.syntax.nodes import Declaration, Output, Spec, Statement
from cellc.syntax.prose import Said
from cellc.syntax.ranges import without_ranges
from cellc.syntax.rendered import without_symbols
from cellc.syntax.slips_text import check_text
from cellc.syntax.spacing_accents import with_accents_above
from cellc.syntax.spoken_functions import sigmas_of
from cellc.syntax.tables import parser
from cellc.syntax.untaken import warn_of_untaken
from cellc.syntax.wrapping import unwrapped

MAX_LINES = 1_000
DEEPEST = 1_000
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


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

    Raises CellcError only where the text is too long or too deep to be read at all.
    """
    if isinstance(source.origin, Expansion):
        source.origin.refuse_overflow(diagnostics)
    refuse_length(source.text, diagnostics)
    typed = unwrapped(without_symbols(source.text, diagnostics), diagnostics)
    refuse_length(typed, diagnostics)
    text = with_accents_above(plain(without_html(typed)), diagnostics)
    text = with_hats(text, diagnostics)
    _refuse_deep_nesting(text, diagnostics)
    check_text(text, diagnostics)
    tokens = with_whole_diagonals([*_parser().lex(text)], diagnostics)
    tokens, ranges = without_ranges(tokens, diagnostics)
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
    header: list[tuple[str, str]] = []
    read: list[list[Token]] = []
    unread: list[list[Token]] = []
    equations: list[Statement] = []
    facts: list[Statement | Declaration | Output] = []
    for line in lines:
        if line.kind == "header":
            # as typed: no mark of what a text was pasted in is looked for in it
            key, _, value = source.snippet(line.span).partition(":")
            header.append((key.strip(), value.strip()))
            continue
        node = _parse_line(line, source, diagnostics)
        if node is None:
            unread.append(line.tokens)
            continue
        read.append(line.tokens)
        if line.paired and isinstance(node, Statement):
            sides = [source.snippet(each.span) for each in node.sides]
            node = replace(node, text=" = ".join(sides))
        if line.spoken and isinstance(node, Statement):
            node = replace(node, spoken=True, telling=line.telling)
        elif line.spoken and isinstance(node, Declaration):
            node = replace(node, spoken=True)
        if line.kind == "fact" and isinstance(node, Statement):
            facts += each_function(node, fact=True)
        elif line.kind == "fact":
            facts.append(node)
        elif isinstance(node, Statement):
            equations += each_function(node)
    warn_of_untaken(unread, read, diagnostics, spoken=True)
    if not equations and not diagnostics.has_errors:
        diagnostics.error(
            "E0100",
            "there is no equation in this text",
            help="write one equation a line, such as h_t = tanh(W_h h_{t-1} + W_x x_t)",
        )
    return Spec(tuple(header), tuple(equations), tuple(facts), ranges=ranges)


def _refuse_deep_nesting(text: str, diagnostics: Diagnostics) -> None:
    """Refuse absurd nesting before it is cut into tokens: one pass over the text."""
    depth = bars = 0
    for offset, char in enumerate(text):
        if char in _BRACKETS:
            depth += _BRACKETS[char]
        elif char == "|":
            bars += 1
        elif char == "\n":
            bars = 0
        if abs(depth) > DEEPEST or bars > DEEPEST:
            diagnostics.error(
                "E0105",
                f"more than {DEEPEST} brackets stand inside each other, or have no "
                "partner",
                Span(offset, offset + 1),
                help="give the inner part a name and an equation of its own",
            )
            diagnostics.raise_if_errors()


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
        refuse(unexpected.token, line.tokens, line.kind, interactive, diagnostics)
        return None
    assert isinstance(node, Statement | Declaration | Output)
    return node
