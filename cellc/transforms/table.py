"""The table of transforms that a cell can be asked for with.

To add one, add one entry: its name, its function on a draft, what arguments it takes,
and in one line what it does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cellc.diagnostics import Source, Span
from cellc.ir import Cell
from cellc.patterns import regex
from cellc.transforms.coupled import coupled
from cellc.transforms.draft import Draft
from cellc.transforms.dropout import dropout
from cellc.transforms.independent import independent
from cellc.transforms.layernorm import layernorm
from cellc.transforms.multiplicative import multiplicative
from cellc.transforms.peepholes import peepholes
from cellc.transforms.projection import projection
from cellc.transforms.request import BLOCK, Request, number_of, requests_of
from cellc.transforms.variational import variational
from cellc.transforms.zoneout import zoneout

PROBABILITY, NAME = "probability", "name"
MOST = 20  # transforms of one cell


@dataclass(frozen=True)
class Transform:
    """One transform.

    usage: how its arguments are written.  keys: whether `name=...` may be given, with
    a probability or with a name.  number: whether a probability alone may.  words:
    whether names may.  once: whether it is for all of a cell, so that it comes once.
    """

    name: str
    apply: Callable[[Draft], None]
    usage: str
    keys: str = ""
    number: bool = False
    words: bool = True
    once: bool = False


TRANSFORMS: dict[str, Transform] = {
    each.name: each
    for each in (
        Transform(
            "layernorm",
            layernorm,
            "layernorm, layernorm:apart or layernorm:f,i",
            once=True,
        ),
        Transform(
            "zoneout", zoneout, "zoneout:0.1 or zoneout:h=0.05,c=0.5", PROBABILITY, True
        ),
        Transform(
            "dropout",
            dropout,
            "dropout:0.1 or dropout:c=0.1,inverted",
            PROBABILITY,
            True,
        ),
        Transform(
            "variational",
            variational,
            "variational:0.1 or variational:h=0.1,inverted",
            PROBABILITY,
            True,
        ),
        Transform("peepholes", peepholes, "peepholes, peepholes:c or peepholes:c,i,f"),
        Transform("projection", projection, "projection or projection:h"),
        Transform("coupled", coupled, "coupled or coupled:i=f", NAME, words=False),
        Transform("independent", independent, "independent", words=False, once=True),
        Transform(
            "multiplicative", multiplicative, "multiplicative", words=False, once=True
        ),
    )
}


def transformed(cell: Cell, requests: Iterable[Request]) -> Cell:
    """The cell with one transform after another.

    Raises CellcError (E0120 to E0124).
    """
    for request in requests:
        entry = _entry(request)
        _refuse_again(request, entry, cell)
        draft = Draft(cell, request)
        entry.apply(draft)
        made = draft.cell_now()
        cell = replace(made, transforms=(*cell.transforms, str(request)))
    return cell


def _refuse_again(request: Request, entry: Transform, cell: Cell) -> None:
    """A transform has its place once, or once for each of several names."""
    before = [
        each.partition(":")[0] if entry.once else each for each in cell.transforms
    ]
    if (request.name if entry.once else str(request)) in before:
        why = f"{request.name} is asked for twice"
        raise request.refusal("E0121", why, f"write it once: {entry.usage}")
    if len(cell.transforms) >= MOST:
        why = f"a cell is changed {MOST} times at most"
        raise request.refusal("E0121", why, "leave some out")


def asked_for(words: str | Sequence[str]) -> list[Request]:
    """The requests of a command line or of a call."""
    found = requests_of((words,) if isinstance(words, str) else words, TRANSFORMS)
    for each in found:
        _entry(each)
    return found


def _entry(request: Request) -> Transform:
    entry = TRANSFORMS.get(request.name)
    if entry is None:
        near = difflib.get_close_matches(request.name, TRANSFORMS, 1)
        hint = f"did you mean `{near[0]}`? " if near else ""
        every = ", ".join(TRANSFORMS)
        raise request.refusal(
            "E0120", "no transform has this name", f"{hint}there are {every}"
        )
    for key, value in request.arguments:
        number = number_of(value)
        if key and entry.keys == PROBABILITY:
            fits = number is not None and 0 <= number < 1
        elif key:
            fits = entry.keys == NAME and number is None
        elif number is not None:
            fits = entry.number and number < 1
        else:
            fits = entry.words and value != ""
        if not fits or not value:
            typed = f"{key}={value}" if key else value
            why = f"`{typed}` is no argument of {entry.name}"
            raise request.refusal("E0121", why, f"write {entry.usage}")
    return entry


# ---------------------------------------------------------------- the where block

_OPENED = regex(r"^[ \t]*where[ \t]*:?[ \t]*(?:[#%].*)?$", re.MULTILINE)
_LINE = regex(r"^[ \t]*with[ \t]+(?P<first>[A-Za-z_]\w*)[^\n]*", re.MULTILINE)
_COMMENT = regex("[#%]")


def of_the_block(source: Source) -> tuple[Source, list[Request]]:
    """The `with` lines of a where block, and the text with blanks in their place."""
    text, requests = source.text, []
    block = _OPENED.search(text)
    for line in _LINE.finditer(text, block.end()) if block else ():
        first = line["first"]
        near = difflib.get_close_matches(first, TRANSFORMS, 1, 0.8)
        start = line.start("first")
        words = _COMMENT.split(text[start : line.end()], maxsplit=1)[0].rstrip()
        alone = words[len(first) :][:1] in ("", ":", ",")
        if first not in TRANSFORMS and not (alone and near):
            continue  # a sentence
        span = Span(start, start + len(words))
        for each in requests_of([words], TRANSFORMS):
            requests.append(replace(each, how=BLOCK, span=span, source=source))
        blank = " " * (line.end() - line.start())
        text = text[: line.start()] + blank + text[line.end() :]
    if not requests:
        return source, requests
    read = source.text if source.read is None else source.read
    return replace(source, text=text, read=read), requests
