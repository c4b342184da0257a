r"""W0506: what sentences say of matrices, and the equations do not have.

`The weights from the cell to the gates (e.g. $W_{ci}$) are diagonal`: written without a
declaration, W_ci is a full matrix.  `T is an affine transform`: a matrix alone adds no
bias.  Words are not read; what they say is told beside what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.identifiers import spell
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare
from cellc.lower.terms import references
from cellc.lower.undetermined import declaration
from cellc.patterns import regex
from cellc.syntax.hidden import blank

SHOWN = 4
_AFFINE = regex(r"\baffine\s+(?:transform|map|function|layer|linear)", re.I)
_SENTENCE = regex(
    r"[.;]\s|\n[ \t]*\n|\n[ \t]*where[ \t]*\n|\\end\{|\\begin\{|\\\]|\$\$"
)
_LETTER = r"(?:\\(?:Gamma|Delta|Theta|Lambda|Phi|Psi|Omega)(?![A-Za-z])|[A-ZΓΔΘΛΦΨΩ])"
_NAME = regex(
    rf"(?<![\w\\^{{])(?P<base>{_LETTER})"
    r"(?:_(?:\{(?P<braced>[\w,\s]+)\}|(?P<label>\w))|(?![A-Za-z]))"
)
_FONT = regex(rf"\\(?:mathbf|bm|boldsymbol|mathrm|vec)\s*\{{\s*({_LETTER})\s*\}}")
_ONE = rf"(?<![\w\\])[$`]?\s*{_LETTER}(?:_(?:\{{[\w,\s]+\}}|\w))?(?![A-Za-z])\s*[$`]?"
_LIST = (  # `$W_{ci}$, $W_{cf}$ and $W_{co}$`
    rf"{_ONE}(?:(?:\s*,\s*|\s*,?\s+and\s+){_ONE})*"
)
_SHAPE = r"(?:\s*(?:∈|\\in\b)[^.;=]{1,60}?\s*\$?)?"  # of `A ∈ ℝ^{n×n} is diagonal`
_BE = (
    r"(?:is|are|be|being)(?:\s+(?:constrained|restricted|assumed|chosen|taken|kept|set|"
    r"forced|required|defined|parameteri[sz]ed)\s+(?:to\s+be|as))?"
)
_DIAGONAL = regex(
    rf"(?P<before>{_LIST}){_SHAPE}\s*\)?,?\s*{_BE}\s+"
    r"(?:(?:all|both|each|the|an?)\s+)*diagonal\b(?!-)"
    r"|(?<![-\w])diagonal\s+(?:(?:\w+\s+){0,2}?(?:matri(?:x|ces)|weights?)\s+)?"
    rf"(?P<behind>{_LIST})(?!\s*=)"
    rf"|(?P<equal>{_ONE})\s*=[^.;=]{{0,30}}?(?<![A-Za-z])[Dd]iag(?![A-Za-z])"
)
_BIAS = regex(r"\+\s*(?:\\(?:mathbf|bm|boldsymbol|vec)\s*\{?\s*)?b(?![a-z])")


def warn_of_matrices(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report matrices that sentences call diagonal, or affine transforms."""
    declared = resolved.facts.shapes
    matrices = [
        each
        for each in resolved.parameters
        if len(shapes[each]) == 2
        and (each not in declared or declared[each].spoken)
        and each not in resolved.facts.roles
    ]
    text = resolved.facts.without_lines(diagnostics.source.text)
    equations = [each.span for each in resolved.definitions]
    _find_diagonals(matrices, equations, resolved, shapes, diagnostics)
    said = "diagonal" in text or "affine" in text.lower()
    for sentence in _sentences(text) if matrices and said else ():
        if any(_meet(sentence, each) for each in equations):
            continue
        words = text[sentence.start : sentence.end]
        named = _named(words)
        found = _AFFINE.search(words)
        first = named[0] if named else ""  # sizes below it are no labels
        first = first if first in matrices else first.partition("_")[0]
        if found and first in matrices and first not in declared:
            place = Span(sentence.start + found.start(), sentence.start + found.end())
            _warn_affine(first, place, resolved, diagnostics)


def _find_diagonals(
    matrices: list[str],
    equations: list[Span],
    resolved: Resolved,
    shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> None:
    text = resolved.facts.without_lines(diagnostics.source.text)
    text = _FONT.sub(_in_place, text)
    if not matrices or "diag" not in text.lower():
        return
    for place in equations:
        text = (
            text[: place.start]
            + blank(text[place.start : place.end])
            + text[place.end :]
        )
    for sentence in _sentences(text):
        words = text[sentence.start : sentence.end]
        for found in _DIAGONAL.finditer(words):
            called = _named(found["before"] or found["behind"] or found["equal"])
            meant = _family(called, matrices)
            if meant:
                start = sentence.start + found.start()
                place = Span(start, sentence.start + found.end())
                _warn_diagonal(meant, place, resolved, shapes, diagnostics)
                return


def _in_place(found: re.Match[str]) -> str:
    """The letter of `\\mathbf{A}`, and spaces in the place of the rest."""
    start, end = (each - found.start() for each in found.span(1))
    return " " * start + found[1] + " " * (len(found.group()) - end)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in _SENTENCE.finditer(text):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, len(text))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _named(words: str) -> list[str]:
    """The matrices that words name, `$W_{ci}$` and T, by identifier."""
    found = []
    for match in _NAME.finditer(words):
        base, _ = spell(match["base"])
        label = re.sub(r"[,\s]", "", match["braced"] or match["label"] or "")
        found.append(f"{base}_{label}" if label else base)
    return [*dict.fromkeys(found)]


def _family(named: list[str], matrices: list[str]) -> list[str]:
    """The matrices that are named, and those with the same first letter below.

    `W_{ci}` is one of W_ci, W_cf and W_co.
    """
    known = [each for each in named if each in matrices]
    stems = {each[:-1] for each in known if len(each.partition("_")[2]) > 1}
    if len(known) > 1:
        stems = set()
    return [each for each in matrices if each in known or each[:-1] in stems]


def _warn_diagonal(
    meant: list[str],
    place: Span,
    resolved: Resolved,
    shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> None:
    source = diagnostics.source
    spans = [resolved.first_use[each] for each in meant]
    typed = [bare(source.snippet(each)) for each in spans]
    listed = ", ".join(f"`{each}`" for each in typed)
    vectors, full = (
        ", ".join(
            f"`{declaration(name, shapes[each][:size], source)}`"
            for name, each in zip(typed, meant, strict=True)
        )
        for size in (1, 2)
    )
    diagnostics.warning(
        "W0506",
        f"{listed} {'are full matrices' if meant[1:] else 'is a full matrix'}, and a "
        "sentence calls such weights diagonal",
        place,
        labels=tuple(Label(each, "used here") for each in spans[: SHOWN - 1]),
        help=f"for diagonal ones write vectors in the where block: {vectors}; for full "
        f"ones {full}",
    )


def _warn_affine(
    identifier: str, place: Span, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    source = diagnostics.source
    use = resolved.first_use[identifier]
    for each in resolved.definitions:
        uses = {one.identifier for one in references(each.term)}
        if identifier in uses and _BIAS.search(source.snippet(each.span)):
            return
    typed = bare(source.snippet(use))
    diagnostics.warning(
        "W0506",
        f"`{typed}` is read as a matrix without a bias, and a sentence calls it affine",
        place,
        labels=(Label(use, "used here"),),
        help=f"for the bias write + b behind the product with {typed}, and for none "
        f"declare the matrix in the where block: {typed} ∈ ℝ^{{...}}",
    )
