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

SHOWN = 4
_AFFINE = re.compile(r"\baffine\s+(?:transform|map|function|layer|linear)", re.I)
_SENTENCE = re.compile(
    r"[.;]\s|\n[ \t]*\n|\n[ \t]*where[ \t]*\n|\\end\{|\\begin\{|\\\]|\$\$"
)
_NAME = re.compile(
    r"(?<![\w\\^{])(?P<base>[A-Z])"
    r"(?:_(?:\{(?P<braced>[\w,\s]+)\}|(?P<label>\w))|(?![A-Za-z]))"
)
_LIST = (  # `$W_{ci}$, $W_{cf}$ and $W_{co}$`
    r"[$`]?[A-Z](?:_(?:\{[\w,\s]+\}|\w))?[$`]?"
    r"(?:(?:\s*,\s*|\s*,?\s+and\s+)[$`]?[A-Z](?:_(?:\{[\w,\s]+\}|\w))?[$`]?)*"
)
_DIAGONAL = re.compile(
    rf"(?P<before>{_LIST})\s*\)?,?\s*(?:is|are|be|being)\s+"
    r"(?:(?:all|both|each|the|an?)\s+)*diagonal\b"
    rf"|(?<![-\w])diagonal\s+(?:\w+\s+){{0,2}}?matri(?:x|ces)\s+(?P<behind>{_LIST})"
)
_BIAS = re.compile(r"\+\s*(?:\\(?:mathbf|bm|boldsymbol|vec)\s*\{?\s*)?b(?![a-z])")


def warn_of_matrices(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report matrices that sentences call diagonal, or affine transforms."""
    declared = resolved.facts.shapes
    matrices = [
        each
        for each in resolved.parameters
        if len(shapes[each]) == 2 and each not in declared
    ]
    text = diagnostics.source.text
    equations = [each.span for each in resolved.definitions]
    said = "diagonal" in text or "affine" in text.lower()
    for sentence in _sentences(text) if matrices and said else ():
        if any(_meet(sentence, each) for each in equations):
            continue
        words = text[sentence.start : sentence.end]
        named = _named(words)
        found = _DIAGONAL.search(words)
        called = _named(found["before"] or found["behind"]) if found else []
        meant = _family(called, matrices)
        if found and meant:
            place = Span(sentence.start + found.start(), sentence.start + found.end())
            _warn_diagonal(meant, place, resolved, shapes, diagnostics)
        found = _AFFINE.search(words)
        first = named[0] if named else ""  # sizes below it are no labels
        first = first if first in matrices else first.partition("_")[0]
        if found and first in matrices:
            place = Span(sentence.start + found.start(), sentence.start + found.end())
            _warn_affine(first, place, resolved, diagnostics)


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
