"""Names with dots, as Python has them: `torch.cat`, `self.W`, `x.T`.

In: the tokens of one logical line.  Out: an error for each such name, with the name
that stands behind the dots, or with what the function is in the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.diagnostics.foreign_functions import advice
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.environments import span_of

_TRANSPOSES = frozenset(["T", "mT", "t"])


def refuse_dotted(tokens: Sequence[Token], diagnostics: Diagnostics) -> bool:
    """Report the names with dots of a line; whether it has any."""
    found = False
    for first, last in _chains(tokens):
        found = True
        _report(tokens, first, last, diagnostics)
    return found


def _chains(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The first and the last token of each name with dots, `a.b`, `a.b_c.d`."""
    index = 0
    while index < len(tokens):
        last = index
        while tokens[last].type == "NAME":
            end, _ = _with_labels(tokens, last)
            if not _follows(tokens, end + 1):
                break
            last = end + 2
        if last > index:
            yield index, last
        index = last + 1


def _follows(tokens: Sequence[Token], index: int) -> bool:
    """Whether `.name` stands at `index`, without a space."""
    if index + 1 >= len(tokens):
        return False
    before, dot, name = tokens[index - 1 : index + 2]
    return (
        (dot.type, name.type) == ("FULL_STOP", "NAME")
        and before.end_pos == dot.start_pos
        and dot.end_pos == name.start_pos
    )


def _report(
    tokens: Sequence[Token], first: int, last: int, diagnostics: Diagnostics
) -> None:
    name = str(tokens[last])
    chain = span_of(tokens[first]) | span_of(tokens[last])
    typed = diagnostics.source.snippet(chain)
    called = [str(each) for each in tokens[last + 1 : last + 3]]
    if name in _TRANSPOSES and ("(" not in called[:1] or called == ["(", ")"]):
        final = tokens[last + 2] if called == ["(", ")"] else tokens[last]
        dot = span_of(tokens[last - 1]) | span_of(final)
        diagnostics.error(
            "E0103",
            f"`.{name}` is how Python writes a transpose",
            dot,
            help="write ^T",
            edit=Edit(dot, "^T"),
        )
        return
    if name in ("shape", "size"):
        diagnostics.error(
            "E0103",
            f"`{typed}` is how Python asks for a shape",
            chain,
            help="a shape is declared in the where block, as W ∈ ℝ^{h×x}",
        )
        return
    name_end, whole = _with_labels(tokens, last)
    name = diagnostics.source.snippet(span_of(tokens[last]) | span_of(tokens[name_end]))
    arguments, end = arguments_of(tokens, name_end, diagnostics)
    found = advice(name, name, arguments) if end is not None else None
    if found is None:
        chain = span_of(tokens[first]) | whole
        typed = diagnostics.source.snippet(chain)
        diagnostics.error(
            "E0103",
            f"`{typed}` is a name with a dot, as Python has them",
            chain,
            help=f"write the name without what stands in front of the dot: {name}",
            edit=Edit(chain, name),
        )
        return
    place = span_of(tokens[first]) | (end or whole)
    shown = diagnostics.source.snippet(span_of(tokens[first]) | whole)
    diagnostics.error(
        "E0209",
        f"`{shown}` {found.what}",
        span_of(tokens[first]) | whole,
        help=found.help,
        edit=Edit(place, found.replacement) if found.replacement else None,
    )


def _with_labels(tokens: Sequence[Token], last: int) -> tuple[int, Span]:
    """The end of a name with underscores, `log_softmax`: its last token and place."""
    while (
        last + 2 < len(tokens)
        and tokens[last + 1].type == "UNDERSCORE"
        and tokens[last + 2].type == "NAME"
        and tokens[last].end_pos == tokens[last + 1].start_pos
        and tokens[last + 1].end_pos == tokens[last + 2].start_pos
    ):
        last += 2
    return last, span_of(tokens[last])


def arguments_of(
    tokens: Sequence[Token], last: int, diagnostics: Diagnostics
) -> tuple[list[str], Span | None]:
    """The arguments in the brackets behind a name, without those that have a name.

    The second is the place of the bracket that closes; None if there are none.
    """
    if last + 1 >= len(tokens) or tokens[last + 1].type != "LPAR":
        return [], None
    depth = 0
    start = span_of(tokens[last + 1]).end
    parts: list[Span] = []
    named = False
    found: list[str] = []
    for token in tokens[last + 1 :]:
        depth += (token.type in OPEN) - (token.type in CLOSE)
        named |= token.type == "EQUAL"
        place = span_of(token)
        if depth == 0 or (depth == 1 and token.type == "COMMA"):
            if not named:
                parts.append(Span(start, place.start))
            start, named = place.end, False
        if depth == 0:
            found = [diagnostics.source.snippet(each).strip() for each in parts]
            return [each for each in found if each], place
    return [], None
