r"""Norms: `\|h\|`, `\lVert h \rVert`, `||h||`, `‖h‖`, `\norm{h}`.

In: the tokens of one logical line.  Out: `norm(...)` in the place of each,
`sum(abs(...))` with a 1 below, `max(abs(...))` with ∞; an error for another, or one
that is never closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.brackets import CLOSE, OPEN, OPERAND_END, pair_bars
from cellc.syntax.environments import retyped, span_of

Pair = tuple[
    tuple[int, ...], tuple[int, ...]
]  # the bars that open and those that close
_COMMANDS = frozenset(["\\Vert", "\\lVert", "\\rVert"])
_CHARACTERS = frozenset(["‖", "∥"])
_OPERAND_STARTS = frozenset(["NAME", "LPAR", "LSQB", "FONT", "ACCENT", "FRAC", "SQRT"])
NEAR = 20  # characters in front of a bar
_SIZED = regex(r"\\(?:left|right|middle|[bB]igg?[lrm]?)\s*$")
_READ = {  # what stands below the bars -> what the norm is, from the outside in
    **dict.fromkeys(["", "2", "₂"], ("norm",)),
    **dict.fromkeys(["1", "₁"], ("sum", "abs")),
    **dict.fromkeys(["\\infty", "∞"], ("max", "abs")),
}


def settle_norms(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    """Write the norms of a line as `norm(...)`; False if one cannot be read."""
    sound = True
    nested = _nested(tokens)
    if not all(_is_norm(tokens, each, diagnostics) for each in nested):
        return False
    taken = {place for pair in nested for mark in pair for place in mark}
    found = [*_marks(tokens, taken)]
    pairs = [*zip(found[::2], found[1::2], strict=False)]
    single = tokens[found[-1][0]] if len(found) % 2 else None
    if single is not None:
        sound = False
        _report_single(span_of(single) | span_of(tokens[found[-1][-1]]), diagnostics)
    pairs += nested
    pairs += [((first, first + 1), (last,)) for first, last in _named(tokens)]
    edits: list[tuple[int, int, list[Token]]] = []
    for opening, closing in pairs:
        kind, scripts = _kind(tokens, closing[-1] + 1)
        if kind not in _READ:
            last = tokens[scripts[-1]]
            _report(span_of(tokens[opening[0]]) | span_of(last), diagnostics)
            sound = False
            continue
        behind = [*closing, *scripts]
        whole = behind == [*range(behind[0], behind[-1] + 1)]
        end = _joined("RPAR", ")", tokens, behind if whole else closing)
        written = [
            token
            for function in _READ[kind]
            for token in (
                _joined("NAME", function, tokens, opening),
                _joined("LPAR", "(", tokens, opening[-1:]),
            )
        ]
        edits += [(place, place, []) for place in scripts]
        edits.append((closing[0], closing[-1], [end] * len(_READ[kind])))
        edits.append((opening[0], opening[-1], written))
    for start, stop, new in sorted(edits, key=itemgetter(0), reverse=True):
        tokens[start : stop + 1] = new
    return sound


def _joined(kind: str, text: str, tokens: list[Token], places: Sequence[int]) -> Token:
    """A token in the place of several."""
    token = Token.new_borrow_pos(kind, text, tokens[places[0]])
    token.end_pos = tokens[places[-1]].end_pos
    return token


def _kind(tokens: Sequence[Token], place: int) -> tuple[str, list[int]]:
    r"""What stands below a norm, `\rVert_2`, and the places of these tokens."""
    if [each.type for each in tokens[place : place + 1]] == ["CIRCUMFLEX"]:
        place += 2  # a power in front of it
    below = [str(each) for each in tokens[place : place + 4]]
    if below[:1] != ["_"]:
        if place < len(tokens) and tokens[place].type == "UNICODE_SUB":
            return below[0], [place]
        return "", []
    if below[1:2] == ["{"]:
        length = 4 if below[3:] == ["}"] else 3
        return "".join(below[2:3]), [*range(place, place + length)]
    return "".join(below[1:2]), [place, place + 1]


def _report_single(place: Span, diagnostics: Diagnostics) -> None:
    if not _is_told(place, diagnostics):
        diagnostics.error(
            "E0102",
            f"the bars `{diagnostics.source.snippet(place)}` of a norm stand here once",
            place,
            help="write norm(x) for the norm of a vector x, |a| for the absolute "
            "values of its components, [a; b] for the concatenation",
        )


def _is_told(place: Span, diagnostics: Diagnostics) -> bool:
    r"""Whether an error covers a place: a `\left` without its `\right`."""
    spans = [each.span for each in diagnostics if each.span is not None]
    return any(span.start <= place.start < span.end for span in spans)


def _nested(tokens: Sequence[Token]) -> list[Pair]:
    r"""Bars right inside bars: `a ||x||`, `\left|\left| x \right|\right|`.

    As absolute values they would be those of absolute values, which nobody writes.
    """
    paired = [
        retyped(token, "UNKNOWN") if before == "\\" else token  # the bar of `\|`
        for before, token in pairwise([Token("$START", ""), *tokens])
    ]
    pair_bars(paired)
    opened: list[int] = []
    closer: dict[int, int] = {}
    for at, token in enumerate(paired):
        if token.type == "LBAR":
            opened.append(at)
        elif token.type == "RBAR" and opened:
            closer[opened.pop()] = at
    return [
        ((at, at + 1), (end - 1, end))
        for at, end in closer.items()
        if closer.get(at + 1) == end - 1
        and closer.get(at + 2) != end - 2  # three bars are another norm
        and closer.get(at - 1) != end + 1
        and (_is_behind(tokens, at) or tokens[at].end_pos != tokens[at + 1].start_pos)
    ]


def _is_behind(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].type in OPERAND_END


def _is_norm(tokens: Sequence[Token], pair: Pair, diagnostics: Diagnostics) -> bool:
    """Whether `a ||x|| b` is set as a norm; an error where it can join three values."""
    (first, _), (_, last) = pair
    if not _is_behind(tokens, first) or last + 1 == len(tokens):
        return True
    if tokens[last + 1].type not in _OPERAND_STARTS:
        return True
    source = diagnostics.source
    bars = [span_of(tokens[first]) | span_of(tokens[first + 1])]
    bars.append(span_of(tokens[last - 1]) | span_of(tokens[last]))
    if any(
        _SIZED.search(source.text[max(each.start - NEAR, 0) : each.start])
        for each in bars
    ):
        return True
    blank = [
        [source.text[at : at + 1].isspace() for at in (each.start - 1, each.end)]
        for each in bars
    ]
    number = tokens[first - 1].type in ("NUMBER", "RBRACE", "RPAR")
    if number or blank[0] == [True, False] or blank[1] == [False, True]:
        return True
    x = source.snippet(Span(bars[0].end, bars[1].start)).strip()
    diagnostics.error(
        "E0207",
        f"`{source.snippet(bars[0])}` between these values can be the sign of "
        "concatenation, or the bars of a norm",
        bars[0] | bars[1],
        help=f"write [a; {x}; b] for the concatenation of a, {x} and b, a norm({x}) b "
        "for the product with a norm",
    )
    return False


def _marks(
    tokens: Sequence[Token], taken_already: Collection[int]
) -> Iterator[tuple[int, ...]]:
    """The tokens of each pair of bars that opens or closes a norm."""
    inside = False
    taken = -1
    for index, (one, two) in enumerate(pairwise([*tokens, Token("$END", "")])):
        glued = two.type == "BAR" and one.end_pos == two.start_pos
        if index == taken or index in taken_already or one.type == "JOIN":
            continue
        behind = _is_behind(tokens, index)
        if one in _COMMANDS or (one.type == "UNKNOWN" and one in _CHARACTERS):
            yield (index,)
        elif glued and (
            (one.type == "UNKNOWN" and one == "\\")
            or (one.type == "BAR" and (inside or not behind))
        ):
            taken = index + 1
            yield index, index + 1
        else:
            continue
        inside = not inside


def _named(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    r"""`\norm{h}`: the command and the brace that closes its argument."""
    for index, token in enumerate(tokens[:-1]):
        if token == "\\norm" and tokens[index + 1].type == "LBRACE":
            depth = 0
            for place in range(index + 1, len(tokens)):
                depth += (tokens[place].type in OPEN) - (tokens[place].type in CLOSE)
                if depth == 0:
                    yield index, place
                    break


def _report(place: Span, diagnostics: Diagnostics) -> None:
    before = diagnostics.source.text[max(place.start - NEAR, 0) : place.start]
    sized = _SIZED.search(before)
    if sized is not None:
        place = Span(place.start - len(sized.group()), place.end)
    typed = diagnostics.source.snippet(place)
    diagnostics.error(
        "E0111",
        f"`{' '.join(typed.split())}` is a norm that there is not",
        place,
        help="write norm(x) for the Euclidean norm of a vector x, sum(abs(x)) for "
        "the sum of its absolute values, max(abs(x)) for the largest",
    )
