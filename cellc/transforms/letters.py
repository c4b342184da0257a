"""How names are written: their stems, their steps, and new names in the same style."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from cellc.ir import Cell, Variable
from cellc.patterns import regex

_STEP = regex(
    r"_\{?[a-z]\}?\Z|_<[a-z]>\Z|\([a-z]\)\Z|\^\{?[(<][a-z][>)]\}?\Z|ₜ\Z|\[[a-z]\]\Z|\^\{\[[a-z]\]\}\Z"
)
_SUBSCRIPT = regex(r"\A([^_]+)_(?:\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(\w))\Z")
_GREEK = {"alpha": "α", "beta": "β", "gamma": "γ"}
_CAPITAL = regex(r"(?<![\\A-Za-z])[A-Z]")


class Style(Enum):
    """What the equations of a text are typed with."""

    LATEX = "latex"
    UNICODE = "unicode"
    ASCII = "ascii"

    @property
    def elementwise(self) -> str:
        return {"latex": r" \odot ", "unicode": " ⊙ ", "ascii": " * "}[self.value]

    @property
    def applied(self) -> str:
        return {"latex": r" \cdot ", "unicode": "·", "ascii": " @ "}[self.value]

    def letter(self, name: str) -> str:
        if name not in _GREEK or self is Style.ASCII:
            return name
        return rf"\{name}" if self is Style.LATEX else _GREEK[name]


def style_of(cell: Cell) -> Style:
    text = "".join(each.text for each in cell.equations)
    if "\\" in text:
        return Style.LATEX
    return Style.ASCII if text.isascii() else Style.UNICODE


def split_step(variable: Variable) -> tuple[str, str]:
    """`C̃` and `_t` of C̃_t; of what has no step, its name and nothing."""
    if not variable.timed:
        return variable.notation, ""
    found = _STEP.search(variable.notation)
    stem = variable.notation[: found.start()] if found else ""
    if found is None or not stem or stem.count("{") != stem.count("}"):
        return variable.name, "_t"
    return stem, found.group()


def labelled(letter: str, labels: Sequence[str], step: str = "") -> str:
    """`γ_f`, `γ_{f,2}`, at a step `m^h_t`."""
    whole = ",".join(labels)
    short = whole if len(whole) == 1 else f"{{{whole}}}"
    sign = "^" if step.startswith("_") and len(labels) == 1 else "_"
    if step.startswith("_") and len(labels) > 1:
        return f"{letter}_{{{whole},{step.strip('_{}<>')}}}"
    return f"{letter}{sign}{short}{step}"


def further(notation: str, label: str) -> str:
    """A name with one label more: `W_{f,h}` of W_f."""
    found = _SUBSCRIPT.match(notation)
    if found is None:
        return labelled(notation, [label]) if "_" not in notation else notation
    return labelled(found[1], [found[2] or found[3], label])


def lowered(text: str) -> str | None:
    """The name of a matrix as that of a vector; None where it has no capital letter."""
    found = _CAPITAL.search(text)
    if found is None:
        return None
    return text[: found.start()] + found.group().lower() + text[found.end() :]
