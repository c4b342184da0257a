"""Competitors measured side by side: each in a process of its own, in rounds.

A round starts one process for every competitor, one after the other, so that what else
the machine does falls on all of them.  Figures are medians over the rounds; a ratio is
the median of the ratios within rounds.  The limit is the rate of a product of two
square matrices, measured in the same rounds.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cellc.bench.operations import operations
from cellc.bench.sizes import Sizes
from cellc.bench.worker import LOOPS, PRODUCT
from cellc.driver import CompiledCell
from cellc.ir import Cell, measure

LIMIT = "product"  # the competitor that is a matrix product
_THREADS = ("OPENBLAS", "OMP", "MKL")


@dataclass(frozen=True)
class Measured:
    """One competitor at some sizes.

    seconds: of forward and backward together, in each round.
    ratios: its seconds divided by those of the first competitor, in each round.
    rate: floating-point operations of the cell's products for each second.
    share: of the rate of a matrix product; None where a cell runs both ways.
    faults: pages of memory fetched from the system in a run, the median of the rounds;
        what makes and drops many arrays has some thousands, or none, as the allocator
        has it, and is the slower for them.
    peak: bytes that forward and backward take at the highest, beside their arguments;
        None where another library than NumPy has them.
    """

    competitor: str
    seconds: tuple[float, ...]
    ratios: tuple[float, ...]
    rate: float | None
    share: float | None
    faults: int
    peak: int | None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


@dataclass(frozen=True)
class Competitor:
    """The file of a generated module, or of other code that takes its arguments.

    rival: what is run of that code: one of `LOOPS` a loop, else a cell by hand.
    """

    module: Path
    rival: str | None = None
    code: Path | None = None

    @property
    def traced(self) -> bool:
        """Whether all its memory is NumPy's, which Python can follow."""
        return self.rival not in LOOPS and self.rival != "torch"


@dataclass(frozen=True)
class Plan:
    """How to measure: the type of numbers, threads, rounds, runs in each."""

    dtype: str = "float32"
    threads: int = 2
    rounds: int = 5
    repeats: int = 10


def measured(
    compiled: CompiledCell,
    sizes: Sizes,
    competitors: Mapping[str, Competitor],
    plan: Plan,
    tell: Callable[[], object] = lambda: None,
) -> list[Measured]:
    """Every competitor, the first of which the others are compared with.

    tell: called after each process.

    Raises:
        WorkerError: where a process fails.
    """
    found: dict[str, list[dict[str, Any]]] = {
        name: [] for name in (*competitors, LIMIT)
    }
    for number in range(plan.rounds):
        for name, answers in found.items():
            job = job_of(compiled.ir, sizes, competitors.get(name), plan)
            rival = competitors.get(name)
            job["memory"] = number == 0 and rival is not None and rival.traced
            answers.append(_answer(job, plan.threads))
            tell()
    seconds = {
        name: tuple(float(each["seconds"]) for each in answers)
        for name, answers in found.items()
    }
    limit = 2 * PRODUCT**3 / statistics.median(seconds[LIMIT])
    count = None
    if compiled.plan is None:  # else several modules in one
        count = operations(compiled.program).at(sizes.every)
    base = seconds[next(iter(competitors))]
    rows = []
    for name in competitors:
        own = seconds[name]
        rate = count / statistics.median(own) if count else None
        rows.append(
            Measured(
                name,
                own,
                tuple(one / other for one, other in zip(own, base, strict=True)),
                rate,
                rate / limit if rate else None,
                int(statistics.median(each["faults"] for each in found[name])),
                found[name][0].get("bytes"),
            )
        )
    return rows


class WorkerError(Exception):
    """A competitor's process failed; the text is the last that it said."""


def _answer(job: Mapping[str, Any], threads: int) -> dict[str, Any]:
    number = {f"{each}_NUM_THREADS": str(threads) for each in _THREADS}
    done = subprocess.run(
        [sys.executable, "-m", "cellc.bench.worker"],
        input=json.dumps(job),
        env={**os.environ, **number},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said: Sequence[str] = done.stderr.strip().splitlines() or ["nothing"]
        raise WorkerError(said[-1])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def job_of(
    cell: Cell, sizes: Sizes, competitor: Competitor | None, plan: Plan
) -> dict[str, Any]:
    """What `cellc.bench.worker` is told; without a competitor, a matrix product."""
    rival = competitor or Competitor(Path())
    return {
        "module": None if competitor is None else str(competitor.module),
        "rival": rival.rival,
        "code": str(rival.code),
        "threads": plan.threads,
        "constants": {each.name: float(a) for each, a in cell.constants.items()},
        "sizes": dict(sizes.own),
        "dtype": plan.dtype,
        "repeats": plan.repeats,
        "inputs": [_input(cell, each, sizes) for each in cell.inputs],
    }


def _input(cell: Cell, symbol: Any, sizes: Sizes) -> dict[str, Any]:
    variable, noise = cell.variable(symbol), cell.noise.get(symbol)
    shape = [measure(each, sizes.own) for each in variable.shape]
    front = [sizes.steps, sizes.batch] if variable.timed else [sizes.batch]
    return {
        "name": variable.name,
        "shape": [*front, *(shape or [1])],  # a number has one component
        "noise": None if noise is None else noise.distribution,
        "probability": None if noise is None else noise.probability,
    }
