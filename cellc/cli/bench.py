"""`cellc bench`: how fast generated code is, beside others and beside the machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from cellc.cli.faults import SPEC_ERROR
from cellc.cli.inputs import STDIN, Choices, Input, Tally, specs_argument
from cellc.cli.messages import Reporting
from cellc.cli.options import choice_options, reporting_options

if TYPE_CHECKING:
    from cellc.bench.measure import Measured, Plan
    from cellc.bench.sizes import Sizes
    from cellc.driver import CompiledCell

OURS, TEXTBOOK = "cellc", "textbook"
# where a cell of the zoo has such a file beside it
BY_HAND = {"naive": "plain NumPy by hand", "torch": "PyTorch's own kernel"}
# for any cell: its equations as a loop in another library, products hoisted and fused
LOOPS = {
    "torch-eager": "a loop in PyTorch",
    "torch-compile": "the same with its step compiled",
    "jax": "a loop in JAX, scan and jit",
}
AGAINST = {TEXTBOOK: "the code of -O 0", **BY_HAND, **LOOPS}
NEEDED = {"torch": "torch", "torch-eager": "torch", "torch-compile": "torch"}
NEEDED |= {"jax": "jax"}
_LEVELS = {TEXTBOOK: 0}  # of the others 2


@click.command("bench")
@specs_argument(required=False)
@click.option(
    "--against",
    default="",
    metavar="NAME,...",
    help="Competitors: "
    + "; ".join(f"{name}, {what}" for name, what in AGAINST.items())
    + ".",
)
@click.option(
    "--sizes",
    default="S2",
    show_default=True,
    metavar="SIZES",
    help="T=100,B=32,x=128,h=128, or any sizes of the cell by name; S1 to S4, L, or "
    "standard for S1,S2,S3,S4.",
)
@click.option(
    "--dtype",
    type=click.Choice(["float32", "float64"]),
    default="float32",
    show_default=True,
)
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Of BLAS.",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Processes of each competitor, one after the other.",
)
@click.option(
    "--compile",
    "compiling",
    is_flag=True,
    help="Measure the compiler instead: cold commands, compilations in one process, "
    "the import of a module; of the whole zoo without a SPEC.",
)
@choice_options
@reporting_options
def bench_command(
    specs: tuple[str, ...],
    against: str,
    sizes: str,
    dtype: str,
    threads: int,
    rounds: int,
    compiling: bool,
    reporting: Reporting,
    choices: Choices,
) -> int:
    """Measure forward and backward with all gradients, or the compiler.

    Each competitor runs in a process of its own; a time is the median over the rounds,
    beside the smallest and the largest. FLOP/s are those of the cell's matrix products,
    the limit is the rate of a product of two 2048 by 2048 matrices, measured in the
    same rounds. With --format json what is measured is one object, and the document of
    diagnostics stands on standard error.
    """
    from cellc.bench.measure import Plan

    tally = Tally(reporting)
    if compiling:
        return _compiling(specs, rounds, tally, choices)
    if not specs:
        raise click.UsageError("name a SPEC, or give --compile for the whole zoo")
    rivals = _rivals(against)
    plan = Plan(dtype, threads, rounds)
    found: list[tuple[str, Sizes, list[Measured]]] = []
    for spec in tally.read_all(specs, choices):
        compiled = tally.attempt(spec.compile)
        if compiled is None or not tally.accepts(compiled.diagnostics):
            continue
        code = {name: _code(name, spec, compiled) for name in rivals}
        for each in _sizes(sizes, compiled):
            rows = _measured(compiled, each, code, plan, tally)
            if rows is not None:
                found.append((compiled.name, each, rows))
    if found:
        _print(found, plan, reporting)
    return tally.finish()


def _compiling(
    specs: Sequence[str], rounds: int, tally: Tally, choices: Choices
) -> int:
    from cellc.bench.compiling import cold, imported, warm
    from cellc.report.benchmark import json_of_times, print_times
    from cellc.resources import zoo

    if STDIN in specs:
        raise click.UsageError("--compile starts processes: name a file in place of -")
    wanted = specs or [*zoo()]
    found = [
        (each, compiled)
        for each in tally.read_all(wanted, choices)
        if (compiled := tally.attempt(each.compile)) is not None
        and tally.accepts(compiled.diagnostics)
    ]
    if not found:
        return tally.finish()
    (first, compiled), *_ = found
    with click.progressbar(
        length=3 * rounds + 2,
        label="commands",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        times = cold(first.shown, rounds, lambda: bar.update(1))
        times.append(imported(compiled, rounds, lambda: bar.update(1)))
    times.insert(2, warm([each.compile for each, _ in found]))
    if tally.reporting.format == "json":
        click.echo(json_of_times(times))
    else:
        print_times(times)
    return tally.finish()


def _rivals(text: str) -> list[str]:
    words = [word for word in text.replace(" ", "").split(",") if word]
    for word in words:
        if word not in AGAINST:
            raise click.BadParameter(
                f"`{word}` is no competitor; there is {', '.join(AGAINST)}",
                param_hint="--against",
            )
        needed = NEEDED.get(word)
        if needed is not None and find_spec(needed) is None:
            raise click.BadParameter(
                f"`{word}` needs {needed}, which is not installed",
                param_hint="--against",
            )
    return [*dict.fromkeys(words)]


def _code(rival: str, spec: Input, compiled: CompiledCell) -> str | None:
    """What a competitor has that is no module of cellc: the text of its code."""
    if rival in BY_HAND:
        return _hand(rival, spec, compiled.name).read_text("utf-8")
    if rival not in LOOPS:
        return None
    if compiled.plan is not None:
        raise click.BadParameter(
            f"a cell that reads from both ends has no loop; there is {TEXTBOOK}",
            param_hint="--against",
        )
    from cellc.bench.loops.printer import emit_loop

    return emit_loop(compiled.hoisted)


def _hand(rival: str, spec: Input, name: str) -> Path:
    from cellc.driver import SINGLE
    from cellc.resources import by_hand, zoo

    found = by_hand(spec.path, rival)
    if found is None:
        known = [each for each, path in zoo().items() if by_hand(path, rival)]
        why = f"there is no {name} for {rival}, only {', '.join(known)}"
    elif spec.choices.form != SINGLE or spec.choices.define:
        why = f"for {rival} there is {spec.name} as its spec has it, and no other form"
    else:
        return found
    raise click.BadParameter(
        f"{why}; for any cell there is {TEXTBOOK}", param_hint="--against"
    )


def _sizes(text: str, compiled: CompiledCell) -> Sequence[Sizes]:
    from cellc.bench.sizes import UnknownSizesError, sizes_of

    try:
        return sizes_of(text, compiled.ir)
    except UnknownSizesError as error:
        raise click.BadParameter(str(error), param_hint="--sizes") from None


def _measured(
    compiled: CompiledCell,
    sizes: Sizes,
    code: Mapping[str, str | None],
    plan: Plan,
    tally: Tally,
) -> list[Measured] | None:
    """None where a process failed, which is told."""
    from cellc.bench.measure import Competitor, WorkerError, measured

    names = (OURS, *code)
    with TemporaryDirectory() as folder:
        competitors = {}
        for name in names:
            module = Path(folder) / f"{name}_cell.py"
            text = compiled.at_level(_LEVELS.get(name, 2)).source_text
            module.write_text(text, encoding="utf-8")
            competitors[name] = Competitor(module)
            if (own := code.get(name)) is not None:
                path = Path(folder) / f"{name}_code.py"
                path.write_text(own, encoding="utf-8")
                competitors[name] = Competitor(module, name, path)
        steps = plan.rounds * (len(names) + 1)
        hidden = not sys.stderr.isatty()
        label = f"{compiled.name} at {sizes.label}"
        with click.progressbar(
            length=steps, label=label, file=sys.stderr, hidden=hidden
        ) as bar:
            try:
                return measured(
                    compiled, sizes, competitors, plan, lambda: bar.update(1)
                )
            except WorkerError as error:
                click.echo(
                    f"cellc: {label} could not be measured: {error}\\n"
                    "  the sizes may not fit each other, or the memory",
                    err=True,
                )
                tally.failed(SPEC_ERROR)
    return None


def _print(
    found: Sequence[tuple[str, Sizes, list[Measured]]], plan: Plan, reporting: Reporting
) -> None:
    from cellc.report.benchmark import json_of, print_benchmark

    if reporting.format == "json":
        click.echo(json_of(found, plan))
    else:
        print_benchmark(found, plan)
