r"""N0628: what a sentence or bold type says of a name that no use decides.

`$w_{tt}$ and $w_{to}$ are weight vectors`; `\boldsymbol{\tau}_s` in a text whose bold
small letters are vectors; `the scalar gate $g_t$`, of what would be a vector as its
neighbours are.  In: the ranks that the equations decide.  Out: how many axes the others
have, where the text says it and nothing of it is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.lower.lint.gates import NAME_LIST, ONE_NAME, plain_name
from cellc.lower.ranks import KINDS, RankFact, infer_ranks
from cellc.lower.resolved import Resolved
from cellc.lower.undetermined import declaration
from cellc.patterns import regex
from cellc.syntax.doubts import doubt

_RANKS = {"scalar": 0, "number": 0, "vector": 1, "matrix": 2, "matrice": 2}
_EXAMPLES = {0: "", 1: "^h", 2: "^{h×h}"}
_ADJECTIVES = (
    r"(?:all|both|the|an?|our|model|network|cell|corresponding|weights?|bias|parameter|"
    r"peep-?hole|gain|scale|scaling|learn(?:ed|t|able)|train(?:ed|able)|tunable|free|"
    r"additional|extra|further|positive|real(?:-valued)?|column|full|dense|respective)"
)
_BOLD = regex(r"\\(?:mathbf|boldsymbol|bm|pmb)\s*\{?\s*(?P<letter>\\?[^\W\d_]+)")
_BEFORE = 30  # characters in front of a name
_WORD = regex(r"(?<![\\$`{}_^\w])[A-Za-z]{2,}\Z")
_NOT_ABOUT = frozenset(
    [
        *["of", "by", "in", "on", "over", "for", "with", "to", "from", "between"],
        *["than", "at", "per", "times", "and", "or", "nor", "not", "neither", "unlike"],
        *["norm", "sum", "product", "inverse", "dimension", "size", "rank", "rows"],
    ]
)
_SCALAR_NOUNS = (
    r"(?:gates?|gating|inputs?|weights?|weighting|values?|attention|scores?|variables?|"
    r"coefficients?|factors?|parameters?|signals?|numbers?|quantit(?:y|ies)|update|"
    r"forget|reset|time|step|decay|rates?|interval|mixing|learn(?:ed|able)|train(?:ed|"
    r"able)|constants?)"
)
_ENOUGH = 2  # bold vectors that show what bold type is for


@cache
def _said() -> re.Pattern[str]:
    return regex(
        rf"(?<![\w\\{{}}_^]){NAME_LIST},?\s+(?:(?:is|are|denotes?|be)\s+)"
        rf"(?:{_ADJECTIVES}[,\s]+){{0,4}}(?P<kind>scalar|number|vector|matrix|matrice)s?"
        r"(?![\w-]|\s*/|\s+(?:or|that|which|whose|product|sum|norm|field|only|if|when)\b"
        r"|,?\s+(?:and|but)\s+(?:an?\s+|not\s+)*(?:scalar|number|vector|matri))"
    )


@cache
def _called() -> re.Pattern[str]:
    """`the scalar gate $g_t$`; a name outside of math has a script, as no word has."""
    return regex(
        r"(?<![\w-])(?<!\bnot )(?<!\bno )(?<!\bor )(?<!\band )(?<!\bnon )"
        rf"(?P<kind>scalar|real number)s?\s+(?:{_SCALAR_NOUNS}\s+){{0,3}}"
        rf"(?=[$`]|\S+_){NAME_LIST}(?![\w\\]|\s*[-+*/⊙∘·^({{\\])"
    )


def with_said_ranks(
    resolved: Resolved, ranks: dict[str, RankFact], diagnostics: Diagnostics
) -> dict[str, RankFact]:
    """The ranks, with those that the text says of what no use decides."""
    undecided = [each for each in resolved.parameters if each not in ranks]
    given = (*resolved.inputs, *resolved.static, *resolved.parameters)
    beside = [
        each
        for each in given
        if each in ranks and ranks[each].rank == 1 and not ranks[each].declared
    ]
    source = diagnostics.source
    said = {
        each: found
        for each, found in _sayings([*undecided, *beside], resolved, source)
        if each not in beside or found[0] == 0
    }
    bold = [each for each in undecided if each not in said]
    if bold and _is_for_vectors(resolved, ranks, source):
        said |= {
            each: (1, None)
            for each in bold
            if _is_bold(resolved.first_use[each], source)
        }
    if not said:
        return ranks
    supposed = {each: rank for each, (rank, _) in said.items()}
    for identifier, (rank, place) in said.items():
        _note(identifier, rank, place, resolved, diagnostics)
    found = infer_ranks(resolved, supposed)
    for identifier, (rank, place) in said.items():
        if place is not None:
            why = f"is {KINDS[rank]}, as a sentence says"
            found[identifier] = RankFact(rank, place, why, declared=True)
    return found


def _sayings(
    undecided: list[str], resolved: Resolved, source: Source
) -> Iterator[tuple[str, tuple[int, Span | None]]]:
    """The names of which all sentences say the same, with the place of the first."""
    wanted = {
        plain_name(source.snippet(resolved.first_use[each])): each for each in undecided
    }
    found: dict[str, list[tuple[int, Span]]] = {}
    for match in _matches(source.text):
        place = Span(*match.span())
        for name in ONE_NAME.finditer(source.text, *match.span("names")):
            identifier = wanted.get(plain_name(name["name"]))
            if identifier is not None:
                rank = _RANKS[match["kind"].split()[-1]]
                found.setdefault(identifier, []).append((rank, place))
    for identifier, told in found.items():
        if len({rank for rank, _ in told}) == 1:
            yield identifier, told[0]


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What sentences say of names, in the order of the text."""
    if all(kind not in text for kind in _RANKS):
        return
    found = [*_said().finditer(text)]
    found = [each for each in found if _is_subject(text, Span(*each.span("names")))]
    found += [each for each in _called().finditer(text) if _is_whole(each["names"])]
    for match in sorted(found, key=lambda each: each.start()):
        if "\n\n" not in match.group() and not doubt(text, Span(*match.span())):
            yield match


def _is_whole(typed: str) -> bool:
    """Whether names are all that stands between dollars: no `$g_t h_t$`."""
    return all(typed.count(mark) % 2 == 0 for mark in "$`")


def _is_subject(text: str, names: Span) -> bool:
    """Whether a sentence is about the names: no `the norm of $w$`, no `$W x$`."""
    if not _is_whole(text[names.start : names.end]):
        return False
    before = text[max(names.start - _BEFORE, 0) : names.start].rstrip()
    word = _WORD.search(before)
    if word is None:
        return not before or before[-1] in ".,;:)"
    return word.group().lower() not in _NOT_ABOUT


def _is_for_vectors(
    resolved: Resolved, ranks: Mapping[str, RankFact], source: Source
) -> bool:
    """Whether bold small letters are vectors, all that the equations decide of."""
    places = {each.identifier: each.left for each in resolved.definitions}
    places |= resolved.first_use
    kinds = [
        ranks[each].rank
        for each, place in places.items()
        if each in ranks and _is_bold(place, source)
    ]
    return len(kinds) >= _ENOUGH and {*kinds} == {1}


def _is_bold(place: Span, source: Source) -> bool:
    """Whether a name is a small letter in bold type."""
    found = _BOLD.match(source.snippet(place))
    if found is None:
        return False
    letter = found["letter"].removeprefix("\\")
    return letter[0].islower() and (len(letter) == 1 or letter != found["letter"])


def _note(
    identifier: str,
    rank: int,
    place: Span | None,
    resolved: Resolved,
    diagnostics: Diagnostics,
) -> None:
    source = diagnostics.source
    span = resolved.first_use[identifier]
    typed = source.snippet(span)
    why = "as this sentence says"
    if place is None:
        why = "as bold small letters are vectors in this text"
    other = declaration(typed, (), source)
    if rank == 0:
        other = f"{typed} ∈ ℝ{_EXAMPLES[1]}"
    diagnostics.note(
        "N0628",
        f"`{typed}` is read as {KINDS[rank]}, {why}",
        place or span,
        help=f"for {KINDS[0 if rank else 1]} say so in the where block: {other}",
    )
