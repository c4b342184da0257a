"""How names are written: their stems, their steps, and new names in the same style."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from re import escape

from cellc.ir import Cell, Variable
from cellc.patterns import regex

_STEP = regex(
    r"_\{?[a-z]\}?\Z|_<[a-z]>\Z|\([a-z]\)\Z|\^\{?[(<][a-z][>)]\}?\Z|ₜ\Z|\[[a-z]\]\Z|\^\{\[[a-z]\]\}\Z"
)
_SUBSCRIPT = regex(r"\A([^_]+)_(?:\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(\w))\Z")
# A script that is the index, alone or one of several; {0} is its letter.
_INDEX = [
    r"\^(?:\{{\(?{0}\)?\}}|\({0}\)|{0}(?!\w))",
    r"_(?:\{{\(?{0}\)?\}}|{0}(?!\w))",
    r",\s*{0}(?=\s*[,}}\]])",
    r"(?<=[{{\[]){0}\s*,\s*",
]
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
    """`C̃` and `_t` of C̃_t; of what has no step, its name and nothing.

    Neither has an index: they are `q` and `_t` of `q_t^{(k)}`.
    """
    notation = without_indices(variable)
    if notation is None:
        return variable.name, "_t" if variable.timed else ""
    if not variable.timed:
        return notation, ""
    found = _STEP.search(notation)
    stem = notation[: found.start()] if found else ""
    if found is None or not stem or stem.count("{") != stem.count("}"):
        return variable.name, "_t"
    return stem, found.group()


def without_indices(variable: Variable) -> str | None:
    """The notation with no index that runs; None where one cannot be told from it."""
    notation: str = variable.notation
    for letter in variable.indices:
        for form in _INDEX:
            left = regex(form.format(escape(letter))).sub("", notation, count=1)
            if left != notation:
                break
        else:
            return None
        notation = left
    return notation


def indexed(notation: str, indices: Sequence[str]) -> str:
    """A name without a superscript, with these indices: `p_c^{(k)}`."""
    if not indices:
        return notation
    return f"{notation}^{{({','.join(indices)})}}"


def labelled(
    letter: str, labels: Sequence[str], step: str = "", indices: Sequence[str] = ()
) -> str:
    """`γ_f`, `γ_{f,2}`, at a step `m^h_t`; `γ_f^{(k)}` and `m_{h,t}^{(k)}`."""
    whole = ",".join(labels)
    short = whole if len(whole) == 1 else f"{{{whole}}}"
    sign = "^" if step.startswith("_") and len(labels) == 1 else "_"
    if step.startswith("_") and (len(labels) > 1 or indices):
        return indexed(f"{letter}_{{{whole},{step.strip('_{}<>')}}}", indices)
    return indexed(f"{letter}{sign}{short}{step}", indices)


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
