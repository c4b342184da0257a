"""The whole pipeline, top to bottom.

text → parse → resolve, infer → IR → passes → autodiff → schedule → target → source
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cellc import transforms
from cellc.diagnostics import CellcError, Diagnostic, Diagnostics, Source
from cellc.diagnostics.proposals import with_sound_edits
from cellc.documents import Analysis as Analysis
from cellc.documents import analyse_display, one_cell
from cellc.ir import Cell, Graph
from cellc.lower import find_further_errors, lower
from cellc.patterns import regex
from cellc.sources import find_spec, identifier, read_source, spec_name
from cellc.syntax import Spec, parse, parse_what_can_be
from cellc.syntax.companions import because, needed, refusal
from cellc.syntax.document import is_document, select
from cellc.syntax.macros import expand

if TYPE_CHECKING:
    from cellc.autodiff import Adjoint
    from cellc.passes import Pass
    from cellc.schedule import Program
    from cellc.transforms import BothWays, Request

DEPTH = 20_000  # frames; a sum of a thousand terms takes some thousands
LEVELS = (0, 2)  # of optimisation, the keys of FORWARD_PASSES
# A target's package, imported on first use: `cellc check` prints no code.  It has
# `emit_module(program)` and `metadata(cell)`.
TARGETS = {"numpy": "cellc.targets.numpy"}
_ASKS = regex(r"^[ \t]*with[ \t]", re.MULTILINE)


@dataclass(frozen=True)
class CompiledCell:
    """A compiled cell: the result of every stage.

    source_text is the generated module; metadata is what its `CELL` holds;
    diagnostics are warnings and notes, in the order of the text; the note on what was
    read as text is the last.
    """

    source: Source
    spec: Spec
    ir: Cell
    graph: Graph
    adjoint: Adjoint
    program: Program
    target: str = "numpy"
    diagnostics: tuple[Diagnostic, ...] = ()
    plan: BothWays | None = None

    @property
    def name(self) -> str:
        return self.ir.name

    @cached_property
    def source_text(self) -> str:
        with _room(self.source):
            text: str = self._target_package.emit_module(self.program, self.plan)
        return text

    def at_level(self, level: int) -> CompiledCell:
        """The same cell, compiled at another level."""
        one = self.ir if self.plan is None else self.plan.cell
        found = Analysis(self.spec, one, self.diagnostics)
        return _planned(_finish(self.source, found, level), self.plan)

    @cached_property
    def hoisted(self) -> Program:
        """The program with no more than what people hoist by hand.

        For a loop in another library to compare with.
        """
        from cellc.passes import BY_HAND

        found = Analysis(self.spec, self.ir, self.diagnostics)
        return _finish(self.source, found, 2, BY_HAND).program

    @cached_property
    def metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = self._target_package.metadata(self.ir)
        return found

    @property
    def _target_package(self) -> Any:
        return import_module(TARGETS[self.target])


def parse_source(source: Source) -> Spec:
    """Parse a spec, whatever it may mean."""
    source, _ = _without_requests(expand(source))
    return parse(source, Diagnostics(source))


@dataclass(frozen=True)
class Form:
    """What is made of a cell: copies of it on one another, and both ways of reading.

    layers: each is fed with the first output of the one below.
    bidirectional: each layer has a copy that reads from the end; what both give is
        put side by side.
    transforms: what is changed in the cell before, as `zoneout:h=0.05`.
    """

    layers: int = 1
    bidirectional: bool = False
    transforms: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, layers: int, bidirectional: bool, transforms: str | Sequence[str]
    ) -> Form:
        words = (transforms,) if isinstance(transforms, str) else tuple(transforms)
        return cls(layers, bidirectional, words)


SINGLE = Form()


def analyse(source: Source, name: str, form: Form = SINGLE) -> Analysis:
    """Parse and type a spec: everything that can be wrong with it is found here.

    Edits that are proposed lead to lines that can be parsed.
    """
    found = _analyse_one(source, name, form)
    if form.bidirectional:
        plan = transforms.both_ways(found.cell, form.layers)
        return found._replace(cell=plan.surface)
    if form.layers > 1:
        return found._replace(cell=transforms.stacked(found.cell, form.layers))
    return found


def _analyse_one(source: Source, name: str, form: Form) -> Analysis:
    """One copy of the cell, transformed, whatever is made of it."""
    if not form.transforms:
        return _analyse_plain(source, name)
    requests = transforms.asked_for(form.transforms)
    found = _analyse_plain(source, name)
    cell = transforms.transformed(found.cell, requests)
    words = [word for each in requests for word in ("--with", str(each))]
    return found._replace(cell=replace(cell, command=(*cell.command, *words)))


def _analyse_plain(source: Source, name: str) -> Analysis:
    """The cell as its text has it."""
    try:
        return analyse_display(source, partial(_analyse, name=name))
    except CellcError as error:
        if all(each.edit is None for each in error.diagnostics):
            raise
        sound = with_sound_edits(error.diagnostics, _errors_of_syntax)
        raise CellcError(tuple(sound)) from None


def _without_requests(source: Source) -> tuple[Source, list[Request]]:
    """The text without the `with` lines of a where block, and what they ask for."""
    if not _ASKS.search(source.text):
        return source, []
    return transforms.of_the_block(source)


def _errors_of_syntax(source: Source) -> tuple[Diagnostic, ...]:
    with _room(source):
        try:
            expanded, _ = _without_requests(expand(source))
            diagnostics = Diagnostics(expanded)
            parse_what_can_be(expanded, diagnostics)
        except CellcError as error:
            return error.diagnostics
    return diagnostics.settled()


def _analyse(source: Source, name: str) -> Analysis:
    with _room(source):
        source, requests = _without_requests(expand(source))
        diagnostics = Diagnostics(source)
        spec = parse_what_can_be(source, diagnostics)
        own = identifier(dict(spec.header).get("name", name))
        try:
            diagnostics.raise_if_errors()
            cell = lower(spec, own, diagnostics)
        except CellcError:

            def lower_rest(rest: Spec, again: Diagnostics) -> None:
                lower(rest, own, again)

            find_further_errors(spec, diagnostics, lower_rest)
            raise CellcError(diagnostics.settled()) from None
        cell = transforms.transformed(cell, requests) if requests else cell
    return Analysis(spec, cell, diagnostics.settled())


@contextmanager
def _room(source: Source) -> Iterator[None]:
    """Room for long expressions, which are deep trees; more is the spec's error."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEPTH))
    try:
        yield
    except RecursionError:
        help_line = "give parts of it names and equations of their own"
        why = "an expression of this text is too long"
        error = Diagnostic("E0106", why, help=help_line, source=source)
        raise CellcError((error,)) from None
    finally:
        sys.setrecursionlimit(before)


def compile_source(
    source: Source, name: str, level: int = 2, form: Form = SINGLE
) -> CompiledCell:
    """Run every stage on a spec."""
    if not form.bidirectional:
        return _finish(source, analyse(source, name, form), level)
    found = _analyse_one(source, name, form)
    plan = transforms.both_ways(found.cell, form.layers)
    return _planned(_finish(source, found, level), plan)


def _planned(compiled: CompiledCell, plan: BothWays | None) -> CompiledCell:
    """One copy, compiled, as what is made of its copies."""
    if plan is None:
        return compiled
    return replace(compiled, ir=plan.surface, plan=plan)


def _finish(
    source: Source,
    found: Analysis,
    level: int,
    passes: tuple[Pass, ...] | None = None,
) -> CompiledCell:
    """Everything behind the IR: nothing can be wrong with a spec any more.

    passes: those of the level if not given.
    """
    # `cellc check` ends before these stages, and does not wait for their import
    from cellc.autodiff import differentiate, flatten
    from cellc.passes import FORWARD_PASSES, guard_operands
    from cellc.schedule import schedule

    spec, cell, diagnostics = found
    with _room(source):
        graph = flatten(cell)
        guard_operands(graph)  # at every level: it is part of what a case means
        step = tuple(graph.statements)
        for rewrite in FORWARD_PASSES[level] if passes is None else passes:
            rewrite(graph)
        adjoint = differentiate(graph)
        program = schedule(graph, adjoint, step, level, scan=passes is None)
    return CompiledCell(
        source, spec, cell, graph, adjoint, program, diagnostics=diagnostics
    )


def compile_cell(
    text: str,
    name: str = "cell",
    level: int = 2,
    *,
    define: Sequence[str] = (),
    label: str | Sequence[str] | None = None,
    layers: int = 1,
    bidirectional: bool = False,
    transforms: str | Sequence[str] = (),
) -> CompiledCell:
    """Compile the text of a spec.

    Arguments:
        text: the equations, with or without a header and a `where` block; or a
            document with them in one of its displays.
        name: what the cell is called in the generated module.
        level: 0 for the textbook form, 2 for the fast form.
        define: further facts, as in the `where` block: `φ = tanh`.
        label: of a document, the label of the display to take; of several displays
            that are one cell together, their labels.
        layers: how many copies of the cell stand on one another, each fed with the
            first output of the one below.
        bidirectional: whether every layer reads its sequence from both ends.
        transforms: what is changed in the cell, as "zoneout:h=0.05,c=0.5".

    Raises:
        CellcError: with every error found in the text.
    """
    source = with_choices(Source(text, f"<{name}>"), define, label)
    form = Form.of(layers, bidirectional, transforms)
    return compile_source(source, name, level, form)


def with_choices(
    source: Source,
    define: Sequence[str] = (),
    label: str | Sequence[str] | None = None,
) -> Source:
    """A spec's text with what was chosen beside it: further facts, its displays.

    Raises CellcError (E0109) for a document in which a label names no display, or
    several look like cells and are not one together.
    """
    labels = (label,) if isinstance(label, str) else tuple(label or ())
    if not labels and not is_document(source.text, source.label):
        return _with_facts(source, source, define)
    if labels:
        return _with_facts(source, select(source, labels), define, labels)
    alone: Source | None = None
    try:
        alone = _with_facts(source, select(source), define)
        refused = refusal(source)
    except CellcError as error:
        refused = error.diagnostics

    def read(labels: tuple[str, ...]) -> tuple[Source, Analysis]:
        chosen = with_choices(source, define, labels)
        return chosen, analyse(chosen, "cell")

    together, errors, why = one_cell(source, read)
    if not together and alone is not None and refused:
        together = _needed(source, alone)
    if together:
        return replace(with_choices(source, define, together), together=together)
    if alone is None or refused:
        told = because(refused, why)
        raise CellcError((*told, *(errors if alone else ())))
    return alone


def _needed(source: Source, alone: Source) -> tuple[str, ...]:
    """The labels of displays that define names of one that cannot be read without."""
    try:
        analyse(alone, "cell")
    except CellcError:
        return needed(source)
    return ()


def _with_facts(
    source: Source,
    chosen: Source,
    define: Sequence[str],
    labels: Sequence[str] = (),
) -> Source:
    text, around, defines = chosen.text, chosen.around, None
    if define:
        end = len((around or text).rstrip())
        block = "\nwhere\n" + "".join(f"{fact}\n" for fact in define)
        defines = text[:end].count("\n") + 2
        text = text[:end] + block
        around = None if around is None else around[:end] + block
    words = [word for label in labels for word in ("--label", label)]
    words += [word for fact in define for word in ("--define", fact)]
    return Source(text, source.label, defines, tuple(words), source.text, around)


def compile_spec(
    spec: str | Path,
    level: int = 2,
    *,
    layers: int = 1,
    bidirectional: bool = False,
    transforms: str | Sequence[str] = (),
) -> CompiledCell:
    """Compile a spec file or a cell of the zoo, with as many layers."""
    path = find_spec(spec)
    form = Form.of(layers, bidirectional, transforms)
    return compile_source(read_source(path), spec_name(path), level, form)
