"""Sentences with mathematics but without `$`, as text is copied from a PDF.

In: the tokens between line breaks, line by line.  Out: the same with the mathematics of
such sentences set apart as by `$`, and the words behind an equation as by `\\text`.

A sentence is a line that begins with words and has those that no equation has: `where
x(n) ∈ ℝ^N is the state`.  Mathematics ends at one of these; at other words it does not,
for `gate` behind `f ⊙` can be a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.clauses import OPERATORS
from cellc.syntax.environments import span_of
from cellc.syntax.plain_words import Kinds, is_function_word, names_of_equations
from cellc.syntax.sentences import is_sentence, where_length
from cellc.syntax.words import CONDITIONS, with_full_stop

_MARKED = frozenset(["INLINE", "WORDS", "HEADER", "STACK", "ROW", "QUAD", "ALIGN"])
_TIMED = frozenset(["t", "n", "k", "τ", "\\tau"])
_SAYING = frozenset(
    [
        *["is", "are", "was", "were", "denotes", "denote", "denoting", "represents"],
        *["represent", "represented", "gives", "which", "respectively", "means"],
        *["stands", "being", "has", "can", "may", "will", "holds", "serves"],
    ]
)
_TELLING = frozenset(["throughout", "respectively", "denotes", "denote"])
_BLOCK = frozenset(["input", "output", "state", "parameter"])  # `x is input`
Run = tuple[bool, int, int]  # whether it is mathematics, and from where to where


def with_mathematics_apart(
    groups: Sequence[list[Token]], diagnostics: Diagnostics
) -> list[list[Token]]:
    """The lines, with the mathematics of sentences in INLINE tokens."""
    plain = [
        _says(each) and _MARKED.isdisjoint(_kinds(each)) and not _is_initialised(each)
        for each in groups
    ]
    if not any(plain):
        return [*groups]
    names = names_of_equations(groups)
    out: list[list[Token]] = []
    before: list[Token] = []  # of a sentence that may go on in the next line
    for group, says in zip(groups, plain, strict=True):
        kinds = Kinds(group if says else [], names)
        runs = [*_runs(group, kinds)] if says else []
        goes_on = bool(before) and _goes_on(before, group, diagnostics)
        spoken = says and _is_spoken(group, runs, goes_on)
        if spoken:
            out.append([*_apart(group, runs)])
        elif says and runs and runs[0][0]:
            out.append(_without_words(group, runs, kinds, diagnostics))
        else:
            out.append(group)
        text = not says and not any(each.type == "EQUAL" for each in group)
        before = group if spoken or (text and is_sentence(group)) else []
    return out


def _kinds(group: Sequence[Token]) -> set[str]:
    return {each.type for each in group}


def _is_initialised(group: Sequence[Token]) -> bool:
    """`W in R^{h, h} init zeros`: a fact of the `where` block."""
    return any(
        one.type in ("RBRACE", "NAME", "NUMBER") and two == "init"
        for one, two in pairwise(group)
    ) and bool(_kinds(group) & {"REALS", "IN"} or "R" in group)


def _says(group: list[Token]) -> bool:
    """Whether a line has an equation or a fact in it, and a word."""
    kinds = _kinds(group)
    equation = bool(kinds & {"EQUAL", "IN"}) or any(
        one == "in" and (two.type == "REALS" or two == "R")
        for one, two in pairwise(group)
    )
    return equation and any(is_function_word(each) for each in group)


def _goes_on(before: list[Token], group: list[Token], diagnostics: Diagnostics) -> bool:
    """Whether a sentence goes on in the next line, which may begin with mathematics."""
    typed = diagnostics.source.text[span_of(before[-1]).end : span_of(group[0]).start]
    ended = before[-1].type in ("FULL_STOP", "COLON", "SEMICOLON")
    return not ended and typed.count("\n") == 1


# ---------------------------------------------------------------- words, mathematics


def _runs(group: list[Token], kinds: Kinds) -> Iterator[Run]:
    """The words and the mathematics of a line, in turn."""
    start, math = 0, False
    depth = 0
    for at, token in enumerate(group):
        inside = depth > 0
        if math:
            depth += kinds.opens(at) - kinds.closes(at)
        ends = math and not inside and kinds.ends_mathematics(start, at)
        begins = not math and not kinds.is_word(at)
        if token.type in ("LPAR", "RPAR") and kinds.in_words(at):
            ends, begins = math and not inside, False
        if ends or begins:
            if at > start:
                yield math, start, at
            start, math = at, begins
            depth = kinds.opens(at) if begins else 0
    yield math, start, len(group)


def _is_spoken(group: list[Token], runs: Sequence[Run], goes_on: bool) -> bool:
    """Whether a line is a sentence with mathematics in it."""
    if not runs or not any(math for math, *_ in runs):
        return False
    if runs[0][0] and not goes_on:
        return False
    length = where_length(group)
    words = [
        each
        for math, start, stop in runs
        if not math
        for each in group[max(start, length) : stop]
        if each.type == "NAME"
    ]
    if length:
        telling = any(each.lower() in _TELLING for each in words)
        said = is_sentence(group[length:]) and any(map(is_function_word, words))
        return telling or said
    if len(words) < 2 or not any(map(is_function_word, words)):
        return False
    return not _is_introduced(group, runs)


def _is_introduced(group: list[Token], runs: Sequence[Run]) -> bool:
    """`The forget gate is f_t = σ(W x_t)`: equations that words stand in front of."""
    spoken = group[runs[-1][1] :] if not runs[-1][0] else []
    if any(each.type == "NAME" for each in spoken):
        return False
    return all(_is_definition(group[start:stop]) for math, start, stop in runs if math)


def _is_definition(tokens: Sequence[Token]) -> bool:
    """`f_t = ...`, and no number."""
    kinds = [each.type for each in tokens]
    if "EQUAL" not in kinds or "IN" in kinds:
        return False
    at = kinds.index("EQUAL")
    scripted = any(
        each in _TIMED or "ᵗ" in each or "ₜ" in each for each in tokens[1:at]
    )
    return scripted and {*kinds[at + 1 :]} > {"NAME"}


# ---------------------------------------------------------------- what is put in


def _apart(group: list[Token], runs: Sequence[Run]) -> Iterator[Token]:
    """The tokens, with `$` around the mathematics."""
    for math, start, stop in runs:
        if not math:
            yield from group[start:stop]
            continue
        *tokens, last = group[start:stop]
        ending = [last]
        if last.type == "NUMBER" and last.endswith(".") and len(last) > 1:
            ending = with_full_stop(last)
        yield _dollar(group[start], group[start].start_pos)
        yield from (*tokens, ending[0])
        yield _dollar(ending[0], ending[0].end_pos)
        yield from ending[1:]


def _dollar(token: Token, place: int | None) -> Token:
    dollar = Token.new_borrow_pos("INLINE", "$", token)
    dollar.start_pos = dollar.end_pos = place
    return dollar


def _without_words(
    group: list[Token], runs: Sequence[Run], kinds: Kinds, diagnostics: Diagnostics
) -> list[Token]:
    """`f_t = σ(W x_t) is the forget gate`, its words as those of `\\text`."""
    out: list[Token] = []
    said: list[Token] = []  # the words, and the names between them
    for math, start, stop in (*runs, (True, len(group), len(group))):
        tokens = group[start:stop]
        if said and tokens and (not math or _is_mentioned(tokens)):
            said += tokens
        elif not math and (_are_said(tokens) or kinds.opens_clause(start)):
            said = [*tokens]
        else:
            out += _as_words(said, diagnostics)
            out += tokens
            said = []
    return out


def _as_words(said: list[Token], diagnostics: Diagnostics) -> list[Token]:
    if not said:
        return []
    words = Token.new_borrow_pos("WORDS", " ".join(said), said[0])
    words.end_pos = said[-1].end_pos
    diagnostics.note(
        "N0603",
        "this was read as text; the equation ends before it",
        span_of(words),
        help="a comment starts with #",
    )
    return [words]


def _is_mentioned(tokens: list[Token]) -> bool:
    """`t`, `W, U`, `x_t`: names between words, and nothing that is computed."""
    kinds = _kinds(tokens)
    return kinds.isdisjoint(OPERATORS | {"EQUAL", "IN"})


def _are_said(tokens: list[Token]) -> bool:
    """Words that say something of the equation before, and set no condition."""
    words = [each.lower() for each in tokens if each.type == "NAME"]
    if len(words) < 2 or not CONDITIONS.isdisjoint(words):
        return False
    block = any(one == "is" and two in _BLOCK for one, two in pairwise(words))
    role = words[0] == "is" and len(words) == 2  # `is weight`
    told = tokens[0].type == "FULL_STOP" and any(map(is_function_word, tokens))
    return (told or words[0] in _SAYING) and not block and not role
