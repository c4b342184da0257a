"""The whole module: finished blocks of lines, placed by the template."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from cellc import version
from cellc.ir import Cell
from cellc.schedule import Program
from cellc.targets.numpy import (
    batch,
    both_ways,
    checkpoints,
    initializers,
    scans,
    support,
)
from cellc.targets.numpy.backward import emit_backward
from cellc.targets.numpy.both_ways import private, private_text
from cellc.targets.numpy.checks import emit_parameter_check
from cellc.targets.numpy.forward import emit_forward, tape_candidates
from cellc.targets.numpy.layout import lay_out
from cellc.targets.numpy.lines import Lines, without_unused
from cellc.targets.numpy.metadata import literal, metadata, spec_sha256
from cellc.targets.numpy.prepared import (
    Preparation,
    emit_prepare,
    emit_prepared_step,
)
from cellc.targets.numpy.prepared import emit_tuple as emit_prepared_tuple
from cellc.targets.numpy.scope import Names
from cellc.targets.numpy.signature import Surface
from cellc.targets.numpy.step import emit_step
from cellc.transforms import BothWays


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("cellc.targets.numpy"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template("module.py.j2")


def emit_module(program: Program, plan: BothWays | None = None) -> str:
    """The source text of the module of a program, or of copies of it that are put
    together as the plan says."""
    surface = Surface(program, Names(program))
    parts = _parts(surface)
    if plan is not None:
        parts |= _both_ways(surface, plan, parts)
    else:
        parts["tuples"] += f"\n\n\n{parts['prepared']}"
    for name in ("functions", "checks", "helpers"):
        parts[name] = [_text(each) for each in parts[name]]
    return _template().render(**parts)


def _text(block: Lines | str) -> str:
    return block if isinstance(block, str) else "\n".join(block.laid_out())


def _parts(surface: Surface) -> dict[str, Any]:
    """What the template places: blocks of lines, finished or to be laid out."""
    program = surface.program
    helpers: set[str] = set()
    candidates = tape_candidates(surface)
    backward = emit_backward(surface, helpers)
    views = {surface.names.sequence(each) for each in surface.inputs}
    seeds = {each.name for each in program.seeds.values()}
    without_unused(
        backward, {*surface.names.sizes.values(), *candidates, *views, *seeds, "dtype"}
    )
    # the tape holds what backward, once written, turned out to read
    read = {text for _, text in backward.collected}
    noise = {each.name for each in surface.noise}  # what was drawn, for who asks
    tape = tuple(
        each
        for each in candidates
        if f"{each} = tape.{each}" in read
        or each in noise
        or each in ("statistics", "room")
    )
    surface = replace(surface, tape=tape)
    forward = emit_forward(surface, helpers)
    step = emit_step(surface, helpers)
    preparation = Preparation(surface)
    prepare = emit_prepare(preparation, helpers)
    prepared_step = emit_prepared_step(preparation, helpers)
    init = initializers.emit_init(surface, helpers)
    plain = {*surface.names.sizes.values(), *views, "dtype", "B"}
    for function in (init, forward, prepare, step, prepared_step):
        without_unused(function, plain)
    parameters = Lines()
    if program.cell.parameters:
        emit_parameter_check(surface, parameters)
    known = {**support.HELPERS, **initializers.HELPERS}
    order = [*support.HELPERS, *initializers.HELPERS]
    return {
        "docstring": _docstring(program.cell, program.level),
        "tuples": "\n\n\n".join(_tuples(surface)),
        "cell": _described("CELL", program.cell),
        "helpers": [known[name].rstrip() for name in order if name in helpers],
        "checks": [
            support.CHECKS.rstrip(),
            support.RANK_CHECK.rstrip(),
            *([parameters] if parameters.collected else []),
            support.LENGTHS.rstrip(),
            *([support.SHARES.rstrip()] if program.statistics else []),
            *checkpoints.emit_functions(surface),
            support.ROOM.rstrip(),
            *([support.ARRAYS.rstrip()] if _calls(forward, "_arrays") else []),
            *([scans.SCAN.rstrip()] if program.scanned else []),
            *([support.WIDE.rstrip()] if _calls(backward, "_side_by_side") else []),
            *([support.SUM.rstrip()] if _calls(backward, "_over_steps") else []),
            _layout(program).rstrip(),
        ],
        "functions": [init, forward, backward, prepare, step, prepared_step],
        "prepared": emit_prepared_tuple(preparation),
    }


def _described(name: str, cell: Cell) -> str:
    return "\n".join(lay_out(f"{name} = {literal(metadata(cell))}"))


def _both_ways(
    surface: Surface, plan: BothWays, parts: dict[str, Any]
) -> dict[str, Any]:
    """The parts of one copy with private names, and what puts copies together."""
    cell, program = plan.surface, replace(surface.program, cell=plan.surface)
    program = replace(program, variables={**program.variables, **cell.variables})
    public = replace(surface, program=program, tape=())
    one = f"_ONE = {literal({'parameters': metadata(plan.cell)['parameters']})}"
    init, forward, backward, *_ = map(private, parts["functions"])
    public_init = both_ways.emit_init(plan)
    public_forward = both_ways.emit_forward(surface, plan)
    step = both_ways.emit_step(surface)
    program = replace(program, statistics=())
    *tuples, _, _ = _tuples(replace(public, program=program))
    tape = both_ways.TAPE
    if surface.statistics:
        tuples.append(batch.emit_tuple(surface, [c.suffix for c in plan.copies]))
        tape = both_ways.TAPE_WITH_STATISTICS
    own_tuples = private_text(parts["tuples"])
    described = [
        _described("CELL", cell),
        "",
        *lay_out(one),
        "",
        *both_ways.constants(plan),
    ]
    return {
        "docstring": _docstring(cell, program.level),
        "cell": "\n".join(described),
        "tuples": "\n\n\n".join([own_tuples, *tuples, tape]),
        "helpers": [*parts["helpers"], init, forward, backward],
        "functions": [
            public_init,
            public_forward,
            both_ways.BACKWARD.rstrip(),
            step,
        ],
        "checks": [both_ways.helpers(surface), *map(private, parts["checks"])],
    }


def _layout(program: Program) -> str:
    """The helpers between the caller's axes and the columns inside."""
    cell = program.cell
    matrices = any(
        len(cell.variable(each).shape) > 1 for each in (*cell.inputs, *cell.outputs)
    )
    return support.LAYOUT_OF_MATRICES if matrices else support.LAYOUT


def _calls(function: Lines, name: str) -> bool:
    found = re.compile(rf"(?<!\w){name}\(")
    return any(found.search(text) for _, text in function.collected)


def _docstring(cell: Cell, level: int) -> str:
    title = cell.header.get("title", "a recurrent cell")
    lines = [f"{cell.name}: {title}"]
    for key in ("paper", "year", "equations", "doi", "url", "note"):
        if key in cell.header:
            lines += _wrapped(f"{key}: {cell.header[key]}")
    lines += [
        "",
        f"Generated by cellc {version.__version__} from the spec with SHA-256",
    ]
    lines += [f"{spec_sha256(cell.text)}.", "Generate it again with:", ""]
    spec, *choices = map(_shell_word, cell.command or (cell.name,))
    lines += [" ".join(["    cellc build", spec, "-O", str(level), *choices])]
    body = "\n".join(lines)
    if "\\" in body and '"""' not in body:
        return f'r"""{body}\n"""'  # a command line that can be copied
    escaped = body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""{escaped}\n"""'


def _shell_word(word: str) -> str:
    """A word of a command line, quoted where a shell needs it; always printable."""
    if word.isprintable():
        return shlex.quote(word)
    escaped = "".join(
        char if char.isprintable() and char not in "\\'" else _escaped(char)
        for char in word
    )
    return f"$'{escaped}'"


def _escaped(char: str) -> str:
    return "".join(f"\\x{each:02x}" for each in char.encode("utf-8", "surrogateescape"))


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(
        text,
        84,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tuples(surface: Surface) -> list[str]:
    """The NamedTuples of the module's surface."""
    cell: Cell = surface.program.cell
    outputs = [(each.name, surface.axes(each, "T", "B")) for each in cell.outputs]
    states = [(each.name, surface.axes(each.current, "B")) for each in cell.states]
    inputs = [(each.name, surface.axes(each, "T", "B")) for each in cell.inputs]
    return [
        _tuple("Outputs", "Every step's outputs, or their gradients.", outputs),
        _tuple("State", "What one step hands to the next, or its gradient.", states),
        _tuple("Inputs", "The gradients with respect to the inputs.", inputs),
        "\n".join(
            [
                "class Gradients(NamedTuple):",
                '    """What `backward` returns."""',
                "",
                "    params: dict[str, np.ndarray]",
                "    inputs: Inputs",
                "    state: State  # with respect to the initial state",
            ]
        ),
        *([batch.emit_tuple(surface)] if surface.statistics else []),
        _tape(surface),
        checkpoints.emit_tuple(surface),
    ]


def _tuple(name: str, doc: str, fields: list[tuple[str, str]]) -> str:
    lines = [f"class {name}(NamedTuple):", f'    """{doc}"""', ""]
    lines += [
        f"    {field}: np.ndarray | None = None  # {shape}" for field, shape in fields
    ]
    return "\n".join(lines)


def _tape(surface: Surface) -> str:
    lines = [
        "class Tape(NamedTuple):",
        '    """What `forward` keeps for `backward`."""',
        "",
    ]
    constants = {each.name for each in surface.constants}
    for field in surface.tape:
        kind = "float" if field in constants else "np.ndarray"
        if field == "room":
            lines.append("    room: dict[str, np.ndarray]  # what the next call takes")
        elif field == "dead":
            lines.append("    dead: np.ndarray | None")
        elif field == "statistics":
            lines.append("    statistics: Statistics")
        else:
            lines.append(f"    {field}: {kind}")
    return "\n".join(lines)
