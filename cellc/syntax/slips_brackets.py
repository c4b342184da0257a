"""Brackets without a partner: which one it is, and where its partner is missing.

In: the tokens of one logical line.  Out: an error that points at the place where a
bracket should stand, and at the one that it belongs to.  Where that is, nobody can
know; these are the rules of a reader: an index is short, a concatenation is a list of
names, the argument of a gate ends with its bias.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.syntax.bracket_ends import ANGLES, balanced, end_of_content, top
from cellc.syntax.bracket_starts import glued_call
from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.environments import span_of
from cellc.syntax.slips_equals import LONGEST_NAME, name_end

MAX_DEPTH = 100  # brackets inside brackets; real equations stay below ten

_OPENS = {  # as it is typed
    **{"LPAR": "(", "LSQB": "[", "LBRACE": "{", "LCURLY": r"\{", "LANGLE": "⟨"},
    **{"LBAR": "|", "STACK": r"\begin{...}"},
}
_SEPARATORS = ("COMMA", "SEMICOLON")
_FUNCTIONS = (  # a bracket is missing behind one of these before anywhere else
    *["sigmoid", "sigma", "tanh", "softmax", "softplus", "relu", "ReLU", "exp", "log"],
    *["sqrt", "phi", "varphi", "psi", "σ", "φ", "ϕ", "ψ", "max", "min", "abs"],
)


_COMMANDS = (  # a brace is missing behind one of these
    *["_", "^", "\\tilde", "\\hat", "\\bar", "\\mathbf", "\\mathrm", "\\boldsymbol"],
    *["\\widetilde", "\\widehat", "\\overline", "\\frac", "\\sqrt", "\\text", "\\bm"],
)


def brackets_match(tokens: Sequence[Token], diagnostics: Diagnostics) -> bool:
    """Whether every bracket has its partner; reports the first that has none."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type in OPEN or token.type in ANGLES:
            opened.append(index)
            if len(opened) > MAX_DEPTH:
                diagnostics.error(
                    "E0105",
                    f"brackets are nested more than {MAX_DEPTH} deep",
                    span_of(token),
                    help="give the inner part a name and an equation of its own",
                )
                return False
        elif _closes_angle(tokens, opened, index):
            opened.pop()
        elif token.type in CLOSE:
            if not opened:
                if not _is_told(tokens, [index], diagnostics):
                    _unopened(tokens, index, 0, diagnostics)
                return False
            if tokens[opened[-1]].type != CLOSE[token.type]:
                if not _is_told(tokens, [opened[-1], index], diagnostics):
                    _mismatch(tokens, opened, index, diagnostics)
                return False
            opened.pop()
    if opened:
        untold = [each for each in opened if not _is_told(tokens, [each], diagnostics)]
        if untold:
            _unclosed(tokens, untold[-1], len(tokens), diagnostics)
        return False
    return True


def _is_told(
    tokens: Sequence[Token], places: Sequence[int], diagnostics: Diagnostics
) -> bool:
    r"""Whether a `\left` or `\right` of such a bracket was told to have no partner."""
    told = [each.span for each in diagnostics if each.code == "E0102"]
    ends = {each.end for each in told if each is not None}
    return any(span_of(tokens[each]).end in ends for each in places)


def _closes_angle(tokens: Sequence[Token], opened: list[int], index: int) -> bool:
    """A `>` belongs to `_<` and `^<` only; elsewhere it is a comparison."""
    angle = tokens[index].type == "MORETHAN"
    return angle and bool(opened) and tokens[opened[-1]].type in ANGLES


def _partner(token: Token) -> str:
    """The bracket that closes this one."""
    return OPEN.get(token.type, ">")


def _mismatch(
    tokens: Sequence[Token], opened: list[int], index: int, diagnostics: Diagnostics
) -> None:
    """A bracket closes, but not the one that was opened last."""
    token, last = tokens[index], opened[-1]
    wanted = CLOSE[token.type]
    if balanced(tokens, opened[:-1], index + 1):
        diagnostics.error(
            "E0102",
            f"`{tokens[last]}` is closed by `{token}`",
            span_of(token),
            labels=(Label(span_of(tokens[last]), "opened here"),),
            help=f"close it with `{_partner(tokens[last])}`",
            edit=Edit(span_of(token), _partner(tokens[last])),
        )
    elif any(tokens[each].type == wanted for each in opened):
        outside = _closed_outside(tokens, last, index)
        if outside is not None:
            _crossing(tokens, last, index, outside, diagnostics)
            return
        _unclosed(tokens, last, index, diagnostics)
    else:
        _unopened(tokens, index, last + 1, diagnostics)


def _closed_outside(tokens: Sequence[Token], opener: int, stop: int) -> int | None:
    """Where a bracket closes behind the one around it, `{a (b} c)`; None if nowhere."""
    depth = 0
    for at in range(stop + 1, len(tokens)):
        depth += tokens[at].type == tokens[opener].type
        if CLOSE.get(tokens[at].type) == tokens[opener].type:
            depth -= 1
            if depth < 0:
                return at
    return None


def _crossing(
    tokens: Sequence[Token],
    opener: int,
    stop: int,
    outside: int,
    diagnostics: Diagnostics,
) -> None:
    """Brackets that overlap; where each should close, only the writer knows."""
    bracket, around = tokens[opener], tokens[stop]
    diagnostics.error(
        "E0102",
        f"`{bracket}` is opened in front of this `{around}`, and closed behind it",
        span_of(around),
        labels=(
            Label(span_of(bracket), "opened here"),
            Label(span_of(tokens[outside]), "closed here"),
        ),
        help="close brackets in the group that they are opened in",
    )


# ---------------------------------------------------------------- the end is missing


def _unclosed(
    tokens: Sequence[Token], opener: int, stop: int, diagnostics: Diagnostics
) -> None:
    bracket = tokens[opener]
    partner = _partner(bracket)
    opened = span_of(bracket)
    opener = next(
        (
            at
            for at in range(opener + 1, min(stop, len(tokens) - 1))
            if tokens[at].type == bracket.type and _begins_twice(tokens, at)
        ),
        opener,
    )
    bracket, opened = tokens[opener], span_of(tokens[opener])
    if _twice(tokens, opener):
        diagnostics.error(
            "E0102",
            f"`{bracket}` is opened twice here and closed once",
            opened,
            help=f"remove one of them, or add `{partner}` where it ends",
            edit=Edit(opened, "") if _holds_the_rest(tokens, opener + 1) else None,
        )
        return
    if bracket.type == "LBAR":  # which of two bars is missing, nobody can tell
        advice = "add the other `|`, or remove this one"
        if _is_in_index(tokens, opener):
            advice = "in an index a bar is read between two steps, as in z_{t|t-1}"
        diagnostics.error("E0102", "this `|` has no partner", opened, help=advice)
        return
    end = end_of_content(tokens, opener, stop)
    last = span_of(tokens[end - 1])
    empty = end - 1 == opener
    first = name_end(tokens[:end], opener + 1)
    earlier: list[Label] = []
    elementwise = first < end and tokens[first].type in ("STAR", "ODOT", "CIRC")
    if bracket.type == "LPAR" and opener + 1 < first and elementwise:
        content = span_of(tokens[opener + 1]) | span_of(tokens[first - 1])
        earlier = [Label(content, "or behind this")]
    where = "it holds nothing" if empty else f"`{partner}` could stand behind this"
    diagnostics.error(
        "E0102",
        f"`{bracket}` is never closed; {where}",
        last,
        labels=() if empty else (Label(opened, "opened here"), *earlier),
        help=f"add `{partner}` where it ends, or remove the `{bracket}`",
        edit=Edit(Span(last.end, last.end), partner),
    )


def _is_in_index(tokens: Sequence[Token], at: int) -> bool:
    """Whether a bar stands behind the first letter of an index: `z_{t|T}`."""
    kinds = [each.type for each in tokens[max(at - 3, 0) : at]]
    return kinds == ["UNDERSCORE", "LBRACE", "NAME"]


def _twice(tokens: Sequence[Token], at: int) -> bool:
    """Whether a bracket stands directly beside another of its kind."""
    bracket = tokens[at]
    for other in (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2]):
        glued = bracket.end_pos == other.start_pos or other.end_pos == bracket.start_pos
        if other.type == bracket.type and glued:
            return True
    return False


def _begins_twice(tokens: Sequence[Token], at: int) -> bool:
    """Whether a round or square bracket has another right behind it."""
    following = tokens[at + 1]
    glued = tokens[at].end_pos == following.start_pos
    return tokens[at].type in ("LPAR", "LSQB") and (
        following.type == tokens[at].type and glued
    )


def _holds_the_rest(tokens: Sequence[Token], at: int) -> bool:
    """Whether the bracket at `at` closes where the line ends: removing one is safe."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place].type in OPEN) - (tokens[place].type in CLOSE)
        if depth == 0:
            return place == len(tokens) - 1
    return False


# ---------------------------------------------------------------- the start is missing


def _unopened(
    tokens: Sequence[Token], closer: int, start: int, diagnostics: Diagnostics
) -> None:
    bracket = tokens[closer]
    closed = span_of(bracket)
    opener = _OPENS[CLOSE[bracket.type]]
    place = None
    if not _twice(tokens, closer):
        if bracket.type == "RPAR" and _refuse_glued(tokens, closer, start, diagnostics):
            return
        place = _start_of_content(tokens, closer, start)
    if place is None or place == closer:
        diagnostics.error(
            "E0102",
            f"`{bracket}` closes a bracket that was never opened",
            closed,
            labels=_glued_label(tokens, closer, start, diagnostics),
            help=f"remove the `{bracket}`, or add the `{opener}` that it closes",
        )
        return
    first = span_of(tokens[place])
    if _starts_side(tokens, place):  # anywhere, that is
        diagnostics.error(
            "E0102",
            f"`{bracket}` closes a bracket that was never opened",
            closed,
            labels=(Label(first, f"`{opener}` could stand in front of this"),),
            help=f"remove the `{bracket}`, or add the `{opener}` that it closes",
            edit=Edit(closed, ""),
        )
        return
    diagnostics.error(
        "E0102",
        f"`{bracket}` closes a bracket that was never opened; `{opener}` could stand "
        "in front of this",
        first,
        labels=(Label(closed, "closed here"), *_earlier(tokens, closer)),
        help=f"add `{opener}` where it starts, or remove the `{bracket}`",
        edit=Edit(Span(first.start, first.start), opener),
    )


def _refuse_glued(
    tokens: Sequence[Token], closer: int, start: int, diagnostics: Diagnostics
) -> bool:
    """Report `fW x)` where `f(` stands elsewhere; whether it is such a name."""
    text = diagnostics.source.text
    found = glued_call(tokens, start, closer, text)
    if found is None:
        return False
    place, at = found
    head, rest = text[place.start : at], text[at : place.end]
    diagnostics.error(
        "E0102",
        f"`)` closes a bracket that was never opened; `{head}{rest}` may be "
        f"`{head}({rest}`, as `{head}(` stands elsewhere",
        place,
        labels=(Label(span_of(tokens[closer]), "closed here"),),
        help="add `(` where it starts, or remove the `)`",
        edit=Edit(Span(at, at), "("),
    )
    return True


def _glued_label(
    tokens: Sequence[Token], closer: int, start: int, diagnostics: Diagnostics
) -> tuple[Label, ...]:
    """The same of one bracket among several, which can be one too many as well."""
    text = diagnostics.source.text
    found = glued_call(tokens, start, closer, text)
    if found is None or tokens[closer].type != "RPAR":
        return ()
    place, at = found
    missing = f"{text[place.start : at]}({text[at : place.end]}"
    return (Label(place, f"is this `{missing}`?"),)


def _earlier(tokens: Sequence[Token], closer: int) -> list[Label]:
    """The bracket before it that closed the last one of the line, too early perhaps."""
    depth, found = 0, None
    for at in range(closer):
        depth += (tokens[at].type in OPEN) - (tokens[at].type in CLOSE)
        if tokens[at].type == tokens[closer].type and depth == 0:
            found = at
    if found is None:
        return []
    return [Label(span_of(tokens[found]), "or this one is one too many")]


def _starts_side(tokens: Sequence[Token], place: int) -> bool:
    """Whether a side of the equation starts here, with a name of one letter."""
    behind_equal = place > 0 and tokens[place - 1].type == "EQUAL"
    bare = tokens[place].removeprefix("\\")
    return behind_equal and not bare.startswith((*_FUNCTIONS, "1"))


def _start_of_content(tokens: Sequence[Token], closer: int, start: int) -> int | None:
    """Where what most likely stands inside a bracket starts."""
    places = top(tokens, start, closer)
    kinds = {at: tokens[at].type for at in places}
    equal = [at for at in places if kinds[at] == "EQUAL"]
    first = equal[-1] + 1 if equal else start
    match tokens[closer].type:
        case "RBRACE":
            near = [at for at in places if at >= max(first, closer - LONGEST_NAME)]
            glued = [at for at in near if tokens[at].startswith(_COMMANDS)]
            return glued[-1] + (kinds[glued[-1]] != "NAME") if glued else None
        case "RSQB":
            commas = [at for at in places if kinds[at] in _SEPARATORS]
            if commas:
                return _name_before(tokens, first, commas[0])
            return _name_before(tokens, first, closer)
    return _start_of_argument(tokens, [at for at in places if at >= first], first)


def _name_before(tokens: Sequence[Token], first: int, end: int) -> int:
    content = tokens[:end]
    for at in range(max(first, end - LONGEST_NAME), end):
        if name_end(content, at) == end:
            return at
    return end - 1


def _start_of_argument(
    tokens: Sequence[Token], places: list[int], first: int
) -> int | None:
    """Behind a function without bracket, before `1 - z_t`, behind a dot, or first."""
    for at in places:
        bare = tokens[at].removeprefix("\\")
        if tokens[at].type == "NAME" and bare.startswith(_FUNCTIONS):
            if bare not in _FUNCTIONS:
                return at
            if at + 1 < len(tokens) and tokens[at + 1].type not in OPEN:
                return at + 1
    ones = [
        at
        for at in places
        if tokens[at].endswith("1") and tokens[at + 1].type == "MINUS"
    ]
    if ones:
        return ones[-1]
    dots = [
        at + 1
        for at in places
        if tokens[at].type in ("CDOT", "AT") and tokens[at + 1].type not in OPEN
    ]
    if dots:
        return dots[-1]
    return first if places else None
