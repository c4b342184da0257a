"""Further errors of a text that has some: those that the first do not explain.

In: what could be parsed of a text, and its errors.  Out: more errors, in the same
collector.  A stage ends with its errors, and equations in error have no types.  So the
lines in error are left out, the rest is lowered again, and of what is then found only
that is kept which the lines left out cannot have caused: they define no name of the
equation, and have no name that seems undefined, unused or undecided.  Names are
compared by their letters, accents with them and indices without: that may lose an error
of the rest and makes none up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from cellc.diagnostics import (
    CellcError,
    Diagnostic,
    Diagnostics,
    Severity,
    Source,
    Span,
)
from cellc.lower.identifiers import spell
from cellc.lower.notation.counting import time_letter
from cellc.lower.notation.index import TIME
from cellc.lower.notation.walk import rewritten_statement
from cellc.patterns import regex
from cellc.syntax import Spec
from cellc.syntax.nodes import Name, Node

ROUNDS = 3  # each finds the errors of one more stage
MOST = 200  # equations and facts of a text that is lowered again

# Errors of one line alone, whatever the others are.
_LOCAL = frozenset(
    [
        *[
            "E0104",
            "E0108",
            "E0130",
            "E0201",
            "E0204",
            "E0206",
            "E0207",
            "E0208",
            "E0210",
        ],
        *["E0211", "E0212", "E0213", "E0214", "E0215", "E0216", "E0221", "E0236"],
        *["E0301", "E0302", "E0303", "E0304", "E0305", "E0306"],
    ]
)
# A name seems undefined, unused, undecided or defined twice; the lines left out may
# have it, or the one that tells two names apart.
_ABSENCE = frozenset(
    [
        *["E0110", "E0205", "E0209", "E0220", "E0225", "E0226", "E0228", "E0231"],
        *["E0307", "E0401", "E0409"],
    ]
)
# A name is not known, whatever the types of what stands beside it.
_UNKNOWN = frozenset(["E0110", "E0209", "E0226"])
# A note at a fact that says what the indices of the rest mean.
_NEEDED = frozenset(["N0641"])
_UNUSED = frozenset(["E0225", "E0231"])
# The text as a whole lacks something; the lines left out may be it.
_WHOLE = frozenset(["E0100", "E0106", "E0202", "E0218", "E0229", "E0232", "E0411"])

_HEADER = regex(
    r"^[ \t]*(?:name|title|paper|year|equations|doi|url|note)[ \t]*:.*$", re.MULTILINE
)
_COMMENT = regex(r"(?<!\\)[#%].*")
_SCRIPT = regex(r"[_^]\s*(\{[^{}]*\}|<[^<>\n]*>|\([^()\n]*\)|\\?\w+)")
_EXPONENT = regex(
    r"\^\s*(?:\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|\(([^()\n]*)\)|(\\?\w+))"
)
_NAME = regex(
    r"(?:\\(?:wide)?(tilde|hat|bar|overline|d?dot|vec)\s*\{?\s*)?"
    r"(\\?[^\W\d_]+[\u0300-\u036f]*)"
)
_DEFINING = regex(r"=|∈|\\in\b|\bin\b")

Lower = Callable[[Spec, Diagnostics], object]


def find_further_errors(spec: Spec, diagnostics: Diagnostics, lower: Lower) -> None:
    """Add what is wrong with the rest of a text to its errors."""
    parsed_all = spec
    letter = time_letter(spec.equations)
    for _ in range(ROUNDS):
        errors = [
            each.span
            for each in diagnostics
            if each.span is not None and each.code not in _NEEDED
        ]
        rest = _without(spec, errors)
        left_out = _left_out(diagnostics.source, rest)
        rest, stand_ins = _with_stand_ins(spec, rest, diagnostics)
        unchanged = rest == spec and spec is not parsed_all
        if unchanged or not rest.equations or _statements(rest) > MOST:
            return
        if letter not in (None, TIME) and time_letter(rest.equations) != letter:
            return  # it is the lines left out that count steps with k
        again = Diagnostics(diagnostics.source)
        try:
            lower(rest, again)
        except CellcError:
            pass
        except RecursionError:
            return
        if not _take(again, left_out, rest, stand_ins, diagnostics):
            return
        spec = rest


def _statements(spec: Spec) -> int:
    return len(spec.equations) + len(spec.facts)


def _without(spec: Spec, errors: list[Span]) -> Spec:
    """The equations and facts that no error is in."""

    def sound(span: Span) -> bool:
        return not any(
            error.start < span.end and span.start < error.end for error in errors
        )

    equations = tuple(each for each in spec.equations if sound(each.span))
    facts = tuple(each for each in spec.facts if sound(each.span))
    return replace(spec, equations=equations, facts=facts)


def _with_stand_ins(
    spec: Spec, rest: Spec, diagnostics: Diagnostics
) -> tuple[Spec, list[Span]]:
    """The rest with the lines whose only fault is a function that is not known.

    A known one stands in for it: without such a line the others may be no cell.  The
    places of such lines are given too: what is found there is not told.
    """
    strange = {
        each.span
        for each in diagnostics
        if each.code == "E0209" and each.span is not None
    }

    def known(node: Node) -> Node | None:
        if isinstance(node, Name) and node.span in strange:
            return Name("tanh", node.span)
        return None

    mended = tuple(rewritten_statement(each, known) for each in spec.equations)
    others = [each.span for each in diagnostics if each.span not in strange]
    sound = _without(replace(spec, equations=mended), [each for each in others if each])
    changed = [
        new for old, new in zip(spec.equations, mended, strict=True) if old != new
    ]
    kept = tuple(
        each for each in sound.equations if each in rest.equations or each in changed
    )
    places = [each.span for each in changed if each in kept]
    return replace(rest, equations=kept), places


def _take(
    again: Diagnostics,
    left_out: LeftOut,
    rest: Spec,
    stand_ins: list[Span],
    diagnostics: Diagnostics,
) -> bool:
    """Add errors and warnings that stand on their own; whether there is an error."""
    new = [
        each
        for each in again
        if each.severity is not Severity.NOTE
        and each not in diagnostics.known
        and left_out.cannot_explain(each, rest)
        and not (stand_ins and each.code == "E0225")  # it may be what is meant
        and not any(each.span and _meet(each.span, place) for place in stand_ins)
    ]
    diagnostics.known.update(new)
    diagnostics.found.extend(new)
    return any(each.severity is Severity.ERROR for each in new)


# ---------------------------------------------------------------- what is left out


@dataclass(frozen=True)
class LeftOut:
    """The names that the lines left out have, and those that they define.

    exponents: those above others, which `e^{-w}` uses.
    """

    source: Source
    names: frozenset[str]
    defined: frozenset[str]
    exponents: frozenset[str]

    def cannot_explain(self, found: Diagnostic, rest: Spec) -> bool:
        """Whether a finding about the rest would be one about the whole text too."""
        if found.code in _LOCAL:
            return True
        if found.code in _WHOLE or found.span is None:
            return False
        if found.code == "E0220" and self._is_typed_twice(found):
            return True
        places = [found.span, *(label.span for label in found.labels)]
        if found.code in _ABSENCE or found.severity is Severity.WARNING:
            names = {name for place in places for name in self._names_at(place)}
            if names & (self.names | self.exponents | self._letters()):
                return False
            if found.code in _UNKNOWN:
                return True
            if found.code in _UNUSED and self._may_use(names, rest):
                return False
            if found.code in _UNUSED and names & self._reached(rest):
                return False
        lines = [
            each.span
            for each in (*rest.equations, *rest.facts)
            if any(_meet(each.span, place) for place in places)
        ]
        mentioned = {name for line in lines for name in self._names_at(line)}
        return not mentioned & self.defined

    def _is_typed_twice(self, found: Diagnostic) -> bool:
        """Whether both left sides are typed alike, and no line left out has them."""
        assert found.span is not None
        typed = {self.source.snippet(each.span) for each in found.labels}
        alike = typed == {self.source.snippet(found.span)}
        return alike and self.defined.isdisjoint(self._names_at(found.span))

    def _letters(self) -> set[str]:
        """The c and the r of `cr_t`, which may be their product."""
        return {letter for name in self.names if len(name) == 2 for letter in name}

    def _reached(self, rest: Spec) -> set[str]:
        """The names that those of the lines left out are made of.

        Where only such a line has BN(x), nothing uses the γ of `BN(a) = γ ⊙ a`.
        """
        reached = {*self.names, *self.exponents}
        spans = [each.span for each in (*rest.equations, *rest.facts)]
        lines = [self.source.snippet(each) for each in spans]
        made = [({*_defined(each)}, {*_names(each), *_above(each)}) for each in lines]
        while True:
            more = {
                name
                for defined, names in made
                if not reached.isdisjoint(defined)
                for name in names
            }
            if more <= reached:
                return reached
            reached |= more

    def _may_use(self, names: set[str], rest: Spec) -> bool:
        """Whether a line has one of the names, and is read otherwise than it was.

        Without `a = σ(Λ)` the r of `a^{r_t}` is a label.
        """
        spans = [each.span for each in (*rest.equations, *rest.facts)]
        texts = [self.source.snippet(each) for each in spans if self._needs(each)]
        return any(name in text for text in texts for name in names)

    def _needs(self, line: Span) -> bool:
        return not self.defined.isdisjoint(self._names_at(line))

    def _names_at(self, span: Span) -> frozenset[str]:
        return frozenset(_names(self.source.snippet(span)))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _left_out(source: Source, rest: Spec) -> LeftOut:
    """What the text has between the equations and facts of the rest."""
    texts = [_HEADER.sub("", _COMMENT.sub("", gap)) for gap in _gaps(source, rest)]
    lines = [line for text in texts for line in text.split("\n")]
    return LeftOut(
        source,
        frozenset(name for text in texts for name in _names(text)),
        frozenset(name for line in lines for name in _defined(line)),
        frozenset(name for text in texts for name in _above(text)),
    )


def _above(text: str) -> Iterator[str]:
    for found in _EXPONENT.findall(text):
        yield from _names(" ".join(found))


def _gaps(source: Source, rest: Spec) -> Iterator[str]:
    spans = sorted(each.span for each in (*rest.equations, *rest.facts))
    reached = 0
    for span in spans:
        yield source.text[reached : max(span.start, reached)]
        reached = max(reached, span.end)
    yield source.text[reached:]


def _defined(line: str) -> Iterable[str]:
    """The names that a line may define: those before its `=`, or all if it has none."""
    return _names(_DEFINING.split(line, maxsplit=1)[0])


def _names(text: str) -> Iterator[str]:
    """Names by their letters in ASCII, with accents and without indices."""
    for _ in range(3):  # scripts within scripts
        text = _SCRIPT.sub(" ", text)
    before, reached = "", -1
    for match in _NAME.finditer(text):
        command, typed = match.groups()
        try:
            letters, accents = spell(typed)
        except ValueError:
            letters, accents = typed, ()
        letters = letters.removeprefix("var")  # ϵ and ε
        yield "_".join([letters, *([command] if command else []), *accents])
        if before and text[reached : match.start()].isspace():
            yield before + letters  # \\Delta t is Δt
        before, reached = letters, match.end()
