"""LaTeX documents: which of their displays is the cell.

A document is mostly text.  Its displays are found without parsing the text, the rest is
blanked out, so that every place in what is left is the place in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cellc.diagnostics import CellcError, Diagnostic, Source, Span

_ENVIRONMENTS = (
    "equation|align|gather|eqnarray|multline|flalign|alignat|displaymath|dmath|"
    "dgroup|IEEEeqnarray|subequations|math"
)
_OPENING = re.compile(
    r"(?<!\\)%[^\n]*"
    rf"|\\begin\s*\{{(?P<name>(?:{_ENVIRONMENTS})\*?)\}}"
    r"|\\begin\s*\{(?P<skipped>verbatim|lstlisting|comment)\*?\}"
    r"|(?<!\\)\\\[|\$\$"
)
_DOCUMENT = re.compile(r"^[^%\n]*\\(documentclass|begin\s*\{document\})", re.MULTILINE)
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_STEP_BEFORE = re.compile(r"[-−–]\s*1\b|\bprev\b")
SHOWN = 70  # characters of a display in a list


@dataclass(frozen=True)
class Display:
    """One display of a document: its place and its labels."""

    span: Span
    labels: tuple[str, ...]
    text: str

    @property
    def looks_like_cell(self) -> bool:
        """Whether it defines something from a step before."""
        return "=" in self.text and _STEP_BEFORE.search(self.text) is not None


def is_document(text: str) -> bool:
    """Whether a text is a whole LaTeX document and not the equations of a cell."""
    return _DOCUMENT.search(text) is not None


def displays(text: str) -> list[Display]:
    """Every display of a document, in order; comments and listings are none."""
    found: list[Display] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        at = opening.end()
        if opening.group().startswith("%"):
            continue
        name = opening.group("name") or opening.group("skipped")
        if name:
            closing = re.compile(rf"\\end\s*\{{{re.escape(name)}\*?\}}")
        else:
            closing = re.compile(r"\$\$" if opening.group() == "$$" else r"\\\]")
        end = closing.search(text, at)
        if end is None:
            continue
        at = end.end()
        if not opening.group("skipped"):
            span = Span(opening.start(), end.end())
            inner = text[span.start : span.end]
            found.append(Display(span, tuple(_LABEL.findall(inner)), inner))
    return found


def select(source: Source, label: str | None) -> Source:
    """The one display that is the cell; everything else is blanked out.

    label: a `\\label` of the display; without one it must be the only display that
    looks like a cell.  Raises CellcError (E0109) with the displays to choose from.
    """
    found = displays(source.text)
    if label is not None:
        chosen = [each for each in found if label in each.labels]
    else:
        chosen = [each for each in found if each.looks_like_cell]
    if len(chosen) != 1:
        raise CellcError((_choice(source, label, found, chosen),))
    return Source(_blanked(source.text, chosen[0].span), source.label)


def _blanked(text: str, span: Span) -> str:
    def blank(part: str) -> str:
        return re.sub(r"[^\n]", " ", part)

    inside = text[span.start : span.end]
    return blank(text[: span.start]) + inside + blank(text[span.end :])


def _choice(
    source: Source, label: str | None, found: list[Display], chosen: list[Display]
) -> Diagnostic:
    """What there is to choose from."""
    if label is not None and not chosen:
        message = f"no display of this document has the label {label!r}"
    elif label is not None:
        message = f"{len(chosen)} displays of this document have the label {label!r}"
    elif chosen:
        message = f"{len(chosen)} displays of this document look like cells"
    else:
        message = "no display of this document looks like a cell"
    candidates = [each for each in found if each.looks_like_cell] or found
    listed = "".join(f"\n      {_described(source, each)}" for each in candidates[:20])
    help_line = (
        "choose one with --label" if candidates else "give a file with equations"
    )
    return Diagnostic(
        "E0109",
        message,
        help=f"{help_line}{', one of' + listed if listed else ''}",
        source=source,
    )


def _described(source: Source, display: Display) -> str:
    line, _ = source.position(display.span.start)
    name = f"--label {display.labels[0]}" if display.labels else "(no label)"
    bare = re.sub(
        r"\\(begin|end|label)\s*\{[^{}]*\}|\$\$|\\[\[\]]|\s+", " ", display.text
    )
    return f"line {line + 1}, {name}: {' '.join(bare.split())[:SHOWN]}"
