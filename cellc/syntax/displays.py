r"""The displays of a LaTeX document: its equations that stand apart from the text.

In: the visible text and the macros it defines.  Out: the displays in order.  A macro
can stand for the beginning or the end of one, `\be ... \ee`, or for both,
`\eqn{...}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from cellc.diagnostics import Span
from cellc.patterns import regex
from cellc.syntax.hidden import pairs
from cellc.syntax.macros import Definitions, closing_braces

_ENVIRONMENTS = (
    "equation|align|gather|eqnarray|multline|flalign|alignat|xalignat|displaymath|"
    "dmath|dgroup|dseries|IEEEeqnarray|subequations|math|empheq|numcases|subnumcases|"
    "gathered|aligned|split"
)
_BEGIN = regex(rf"\\begin\s*\{{((?:{_ENVIRONMENTS})\*?)\}}|(?<!\\)(?:\\\[|\$\$)")
_END = regex(rf"\\end\s*\{{((?:{_ENVIRONMENTS})\*?)\}}|(?<!\\)(?:\\\]|\$\$)")
_GROUPS = ("subequations", "dgroup", "dgroup*", "dseries", "dseries*")
_LABEL = regex(r"\\label\s*\{([^{}]*)\}")
_STEP_BEFORE = regex(
    r"[-−–]\s*1\b|[ₜₙₖ]₋₁|(?<![A-Za-z])[tnk]\s*\+\s*1\b|\bprev(?:ious)?\b|\bold\b"
    r"|[\w}\u0303]['′]\s*&?\s*="  # h' = ... from h
)
_EQUALS = regex(r"[=≔≡≜←]|\\(?:coloneqq|triangleq|equiv|doteq|leftarrow|gets)\b")
_BRACE = regex(r"\s*\{")
_COMMAND = regex(r"\\(?:((?:begin|end)\s*\{[A-Za-z]+\*?\})|([A-Za-z]+))")


@dataclass(frozen=True)
class Display:
    """One display: its places, its labels, what it says.

    inner: the displays of a group such as `subequations`, which can be had alone.
    """

    parts: tuple[Span, ...]
    labels: tuple[str, ...]
    text: str
    looks_like_cell: bool = False
    inner: tuple[Display, ...] = ()

    @property
    def span(self) -> Span:
        return Span(self.parts[0].start, self.parts[-1].end)


@dataclass
class _Marks:
    """What opens and closes displays, commands of the document's own among it."""

    definitions: Definitions
    begin: dict[str, str] = field(default_factory=dict)  # of a command: what it opens
    end: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    equating: dict[str, bool] = field(default_factory=dict)
    stepping: dict[str, bool] = field(default_factory=dict)
    braces: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bodies: dict[str, str] = {}
        for name, body in self.definitions.bodies():
            bodies[name] = bodies.get(name, "") + " " + body
            begin, end = _BEGIN.search(body), _END.search(body)
            if begin and end and begin.start() < end.start():
                self.whole.add(name)
            elif begin:
                self.begin[name] = _name_of(begin)
            elif end:
                self.end[name] = _name_of(end)
        self.equating = _standing_for(_EQUALS, bodies)
        self.stepping = _standing_for(_STEP_BEFORE, bodies)

    def openings(self) -> re.Pattern[str]:
        return regex("|".join([_BEGIN.pattern, *_commands(self.begin, self.whole)]))

    def opened_by(self, opening: re.Match[str]) -> str:
        """`align`, `\\]` or `$$`, also for a command that stands for it."""
        command = next(_commands_in(opening.group()), "")
        return self.begin.get(command) or _name_of(opening)

    def closing_of(self, opening: re.Match[str]) -> str | None:
        """What closes it; nothing a command that stands for a whole display."""
        if next(_commands_in(opening.group()), "") in self.whole:
            return None
        opened = self.opened_by(opening)
        own = [each for each, closed in self.end.items() if closed == opened]
        typed = re.escape(opened)
        if opened not in ("\\]", "$$"):
            typed = rf"\\end\s*\{{{typed}\}}"
        return "|".join([typed, *_commands(own)])

    def is_cell(self, text: str) -> bool:
        """Whether a display defines something from a step before."""
        used = [*_commands_in(text)]
        equals = _EQUALS.search(text) or any(self.equating.get(each) for each in used)
        steps = _STEP_BEFORE.search(text) or any(map(self.stepping.get, used))
        return bool(equals and steps)


def _name_of(mark: re.Match[str]) -> str:
    """`align`, `\\]` for `\\[`, `$$`."""
    return mark.group(1) or mark.group().replace("[", "]")


def _commands(*names: dict[str, str] | set[str] | list[str]) -> Iterator[str]:
    for name in (each for group in names for each in group):
        command = re.escape(name).replace(r"\{", r"\s*\{")
        yield rf"\\{command}(?![A-Za-z])"


def _commands_in(text: str) -> Iterator[str]:
    for found in _COMMAND.finditer(text):
        yield re.sub(r"\s", "", found.group(1) or found.group(2))


def _standing_for(pattern: re.Pattern[str], bodies: dict[str, str]) -> dict[str, bool]:
    """Whether a macro stands for what a pattern finds, by others or itself."""
    found = {name: bool(pattern.search(body)) for name, body in bodies.items()}
    users: dict[str, list[str]] = {}
    for name, body in bodies.items():
        for used in _commands_in(body):
            users.setdefault(used, []).append(name)
    waiting = [name for name, steps in found.items() if steps]
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if not found[user]:
                found[user] = True
                waiting.append(user)
    return found


def displays(text: str, definitions: Definitions) -> list[Display]:
    """Every display of a visible text, in order."""
    marks = _Marks(definitions)
    if marks.whole:
        marks.braces = closing_braces(text, hashes=False)
    return list(_displays(text, Span(0, len(text)), marks))


def _displays(text: str, place: Span, marks: _Marks) -> Iterator[Display]:
    at = place.start  # behind the last display
    for opening, closing in pairs(text, marks.openings(), marks.closing_of, place):
        if opening.start() < at:
            continue
        if closing is None:
            at = _behind_arguments(text, opening.end(), marks.braces)
            yield _display(text, Span(opening.start(), at), marks)
            continue
        at = closing.end()
        inside = Span(opening.end(), closing.start())
        group = marks.opened_by(opening) in _GROUPS
        inner = tuple(_displays(text, inside, marks)) if group else ()
        if inner:
            yield _group(text, inside, inner)
        else:
            yield _display(text, Span(opening.start(), at), marks)


def _display(text: str, span: Span, marks: _Marks) -> Display:
    typed = text[span.start : span.end]
    labels = tuple(_LABEL.findall(typed))
    return Display((span,), labels, typed, marks.is_cell(typed))


@cache
def _plain_marks() -> _Marks:
    return _Marks(Definitions())


def of_one_place(text: str, span: Span, labels: tuple[str, ...]) -> Display:
    """The display at a place, in a text that defines no macros."""
    display = _display(text, span, _plain_marks())
    return replace(display, labels=(*labels, *display.labels))


def _group(text: str, inside: Span, inner: tuple[Display, ...]) -> Display:
    """Displays that are one: `subequations` with several in it, and text between."""
    parts = tuple(part for each in inner for part in each.parts)
    around = text[inside.start : inside.end]
    labels = _LABEL.findall(around)
    of_inner = {label for each in inner for label in each.labels}
    own = tuple(label for label in labels if label not in of_inner)
    cell = any(each.looks_like_cell for each in inner)
    if len(inner) == 1:
        own, inner = (*own, *inner[0].labels), ()
    typed = "\n".join(text[part.start : part.end] for part in parts)
    return Display(parts, own, typed, cell, inner)


def _behind_arguments(text: str, at: int, braces: dict[int, int]) -> int:
    """Behind the groups in braces that follow a command."""
    while (brace := _BRACE.match(text, at)) is not None:
        if brace.end() - 1 not in braces:
            break
        at = braces[brace.end() - 1] + 1
    return at
