r"""Definitions of macros in a text: `\newcommand`, `\def`, `\DeclareMathOperator` ...

In: a text.  Out: the definitions in it with their places, and for each name what it
means where.  Nothing is expanded here, and no body is looked at before it is used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cellc.diagnostics import Span
from cellc.patterns import regex

_KEYWORDS = (
    r"(?:re|provide)?newcommand|(?:renew|provide)command|DeclareRobustCommand|"
    r"DeclareMathOperator|DeclarePairedDelimiter|"
    r"(?:New|Renew|Provide|Declare)DocumentCommand|(?:re)?newenvironment|"
    r"[gex]?def|let"
)
DEFINES = regex(rf"\\(?:{_KEYWORDS})(?![A-Za-z@])")
_TOKEN = r"\s*(?:\\(?:[A-Za-z@]+|.)|[^\s\\])"
_START = regex(
    r"\\newif\s*\\if[A-Za-z@]*|\\iff(?![A-Za-z])|\\ifthenelse"
    rf"|\\(?P<opens>ifx{_TOKEN}{_TOKEN}|ifdefined{_TOKEN}|if[A-Za-z@]*)"
    r"|\\(?P<closes>else|fi)(?![A-Za-z@])"
    rf"|(?:\\(?:long|global|protected|outer)\s*){{0,4}}\\(?P<key>{_KEYWORDS})(?![A-Za-z@])"
    r"|\\(?:[A-Za-z]+|.)?|(?P<comment>%[^\n]*)|(?P<hash>#[^\n]*)|[^\\%#]+",
    re.DOTALL,
)
# a second definition by one of these is an error of LaTeX
_ONCE = ("newcommand", "DeclareMathOperator", "NewDocumentCommand", "newenvironment")
_BRACES = regex(r"\\.|%[^\n]*|(?P<hash>#(?![#0-9])[^\n]*)|[{}]", re.DOTALL)
_BLANK = regex(r"(?:\s|%[^\n]*\n)*")
_NAME = regex(r"\\(?:[A-Za-z@]+|.)|[^\s\\{}#%]", re.DOTALL)
_COUNT = regex(r"\[\s*([0-9])\s*\]")
_PARAMETERS = regex(r"[^{}]{0,200}")
_ARGUMENT = regex(r"\s*(m|O\s*(?=\{))")
MAX_PARAMETERS = 9


@dataclass(frozen=True)
class Parameter:
    """One parameter: `mandatory`, `optional` with a default, or a `star`."""

    kind: str
    default: str = ""


@dataclass(frozen=True, eq=False)
class Macro:
    r"""What a name stands for.

    body: text, with `#1` for the parameters; `frozen` where it is a command with the
    meaning that it had before the text redefined it, after `\let`.
    doubt: why it cannot be used; other: the definition that contradicts it.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: str
    place: Span
    frozen: bool = False
    conditional: bool = False
    doubt: str = ""
    other: Span | None = None

    def same(self, other: Macro) -> bool:
        """Whether both stand for the same, whatever the spaces."""
        mine, its = (
            "".join(each.body.split()).removeprefix("{").removesuffix("}")
            for each in (self, other)
        )
        return self.parameters == other.parameters and mine == its


@dataclass
class Definitions:
    """The definitions of a text: their places, and what each name means from where.

    The marks of conditions, `\\ifx` and `\\fi`, are among the places: the text is read
    without either.
    """

    places: list[Span] = field(default_factory=list)
    _starts: dict[str, list[int]] = field(default_factory=dict)
    _meanings: dict[str, list[Macro]] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        return iter(self._meanings)

    def bodies(self) -> Iterator[tuple[str, str]]:
        """Every name with each of its bodies."""
        for name, meanings in self._meanings.items():
            yield from ((name, each.body) for each in meanings)

    def meaning(self, name: str, at: int) -> Macro | None:
        r"""What a name means at a place of the text; None if it is no macro.

        That is the last definition above.  A name that is defined only below means
        that, if there is but one definition: macros are often pasted behind.
        """
        if name not in self._meanings:
            return None
        meanings = self._meanings[name]
        above = bisect_right(self._starts[name], at)
        if above:
            return meanings[above - 1]
        first = meanings[0]
        for each in meanings[1:]:
            if not each.same(first):
                why = "it is defined below this place, in two ways"
                return replace(first, doubt=why, other=each.place)
        return first

    def add(self, keyword: str, macro: Macro, target: str = "") -> None:
        r"""Take up a definition, as TeX does: `\providecommand` changes nothing."""
        known = self._meanings.setdefault(macro.name, [])
        before = known[-1] if known else None
        if target:  # \let: the meaning that the other name has now
            other = self._meanings.get(target)
            if other:
                place, name = macro.place, macro.name
                macro = replace(other[-1], place=place, name=name)
            else:
                macro = replace(macro, frozen=True)
        if before is not None and keyword.lower().startswith("provide"):
            return
        if before is not None and not before.doubt and not before.same(macro):
            if keyword in _ONCE:
                why = "it is defined twice, in different ways"
                macro = replace(macro, doubt=why, other=before.place)
            elif macro.conditional or before.conditional:
                why = "it is defined in different ways between `\\if` and `\\fi`"
                macro = replace(macro, doubt=why, other=before.place)
        known.append(macro)
        self._starts.setdefault(macro.name, []).append(macro.place.start)


def find_definitions(text: str, *, hashes: bool = True) -> Definitions:
    """Every definition of a text that is not in a comment.

    hashes: whether `#` starts a comment, as in a spec; in LaTeX it does not.
    """
    found = Definitions()
    if DEFINES.search(text) is None:
        return found
    reader = _Reader(text, hashes)
    at = conditions = 0
    while at < len(text):
        step = _START.match(text, at)
        assert step is not None  # one of its parts matches any character
        at = step.end()
        if step.group("hash") is not None and not hashes:
            at = step.start() + 1
        elif step.group("opens") or step.group("closes"):
            conditions += bool(step.group("opens"))
            conditions -= bool(step.group("closes") == "fi" and conditions)
            found.places.append(Span(*step.span()))
        elif step.group("key"):
            for macro, target in reader.definition(step, conditional=conditions > 0):
                found.add(step.group("key"), macro, target)
                at = macro.place.end
            if at > step.end():
                found.places.append(Span(step.start(), at))
    return found


class _Reader:
    """Reads the parts of one definition after another."""

    def __init__(self, text: str, hashes: bool) -> None:
        self.text = text
        self.closing = closing_braces(text, hashes)
        self.at = 0

    def definition(
        self, start: re.Match[str], conditional: bool
    ) -> list[tuple[Macro, str]]:
        r"""What one definition defines and, of `\let`, the other name.

        Empty for what is none; an environment is two macros.
        """
        key = start.group("key")
        self.at = start.end()
        if self._peek() == "*":
            self.at += 1
        name = self._environment() if "environment" in key else self._name()
        if name is None:
            return []
        target = doubt = ""
        parameters: tuple[Parameter, ...] | None = ()
        bodies: list[str | None]
        if key == "let":
            if self._peek() == "=":
                self.at += 1
            bodies = [self._name()]
            target = (bodies[0] or "").removeprefix("\\")
        elif key.endswith("def"):
            parameters, doubt = self._marks()
            bodies = [self._group()]
        elif key == "DeclareMathOperator":
            bodies = [_framed("\\operatorname{", self._group(), "}")]
        elif key == "DeclarePairedDelimiter":
            left, right = self._group(), self._group()
            bodies = [_framed("\\left", left, f" #3\\right{right} ")]
            kinds = ("star", "optional", "mandatory")
            parameters = tuple(Parameter(kind) for kind in kinds)
        elif key.endswith("DocumentCommand"):
            parameters, doubt = _of_document_command(self._group())
            bodies = [self._group()]
        else:
            parameters, doubt = self._counted()
            bodies = [self._group() for _ in range(1 + ("environment" in key))]
        if parameters is None or len(parameters) > MAX_PARAMETERS:
            return []
        names = [name.removeprefix("\\")]
        if len(bodies) > 1:
            names = [f"begin{{{name}}}", f"end{{{name}}}"]
        place = Span(start.start(), self.at)
        macros = []
        for each, body in zip(names, bodies, strict=True):
            if body is None:
                return []
            given = () if each.startswith("end{") else parameters
            macro = Macro(each, given, body, place, False, conditional, doubt)
            macros.append((macro, target))
        return macros

    def _peek(self) -> str:
        blank = _BLANK.match(self.text, self.at)
        assert blank is not None
        self.at = blank.end()
        return self.text[self.at : self.at + 1]

    def _group(self) -> str | None:
        """What is in braces, or one character or command."""
        if self._peek() == "{":
            end = self.closing.get(self.at)
            if end is None:
                return None
            inner = self.text[self.at + 1 : end]
            self.at = end + 1
            return inner
        return self._single()

    def _single(self) -> str | None:
        found = _NAME.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def _name(self) -> str | None:
        r"""`\name`, or the same in braces."""
        name = (self._group() or "").strip()
        return name if re.fullmatch(r"\\(?:[A-Za-z@]+|.)", name) else None

    def _environment(self) -> str | None:
        name = (self._group() or "").strip()
        return name if re.fullmatch(r"[A-Za-z]+\*?", name) else None

    def _counted(self) -> tuple[tuple[Parameter, ...] | None, str]:
        """`[2][t]`: how many parameters, and the default of the first."""
        self._peek()
        count = _COUNT.match(self.text, self.at)
        if count is None:
            return (), ""
        self.at = count.end()
        parameters = [Parameter("mandatory")] * int(count.group(1))
        if parameters and self._peek() == "[":
            end = self.text.find("]", self.at, self.at + 500)
            if end < 0:
                return None, ""
            parameters[0] = Parameter("optional", self.text[self.at + 1 : end])
            self.at = end + 1
        return tuple(parameters), ""

    def _marks(self) -> tuple[tuple[Parameter, ...], str]:
        r"""`#1#2` of a `\def`; marks between them are not read."""
        found = _PARAMETERS.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        marks = found.group().strip()
        count = marks.count("#")
        if re.sub(r"\s", "", marks) == "".join(f"#{n + 1}" for n in range(count)):
            return (Parameter("mandatory"),) * count, ""
        return (), f"its arguments stand between marks of its own, `{marks[:40]}`"


def _framed(before: str, body: str | None, behind: str) -> str | None:
    return None if body is None else before + body + behind


def _of_document_command(kinds: str | None) -> tuple[tuple[Parameter, ...] | None, str]:
    """`m O{t} m`; other kinds of arguments are not read."""
    if kinds is None:
        return None, ""
    parameters: list[Parameter] = []
    at = 0
    while at < len(kinds.rstrip()):
        found = _ARGUMENT.match(kinds, at)
        end = -1 if found is None else found.end()
        if found is not None and found.group(1) != "m":
            close = kinds.find("}", end)
            parameters.append(Parameter("optional", kinds[end + 1 : close]))
            end = close + 1 if close > 0 else -1
        else:
            parameters.append(Parameter("mandatory"))
        if end < 0:
            return (), f"arguments of the kind `{kinds.strip()[:40]}` are not read"
        at = end
    return tuple(parameters), ""


def closing_braces(text: str, hashes: bool) -> dict[int, int]:
    """Where each brace of a text closes."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    at = 0
    while (found := _BRACES.search(text, at)) is not None:
        at = found.end()
        if found.group("hash") is not None and (opened or not hashes):
            at = found.start() + 1  # within braces it is a parameter
        elif found.group() == "{":
            opened.append(found.start())
        elif found.group() == "}" and opened:
            closing[opened.pop()] = found.start()
    return closing
