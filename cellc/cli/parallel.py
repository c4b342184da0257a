"""Cells verified in several processes, reported in the order in which they were given.

Processes are spawned, not forked: BLAS has threads, and a fork does not copy them.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass

import click

from cellc.cli.inputs import Input, naming
from cellc.cli.messages import Reporting
from cellc.diagnostics import Diagnostic
from cellc.testing.comparisons import Report
from cellc.testing.verify import verify


@dataclass(frozen=True)
class Verified:
    """One cell; no report where a warning counts as an error."""

    diagnostics: tuple[Diagnostic, ...]
    report: Report | None


def verify_input(spec: Input, seed: int, reporting: Reporting) -> Verified:
    """Compile and verify one cell; what a worker process does."""
    compiled = spec.compile()
    if not reporting.passes(compiled.diagnostics):
        return Verified(compiled.diagnostics, None)
    with naming(spec.shown):
        return Verified(compiled.diagnostics, verify(compiled, seed=seed))


def verify_each(
    specs: Sequence[Input], seed: int, jobs: int, reporting: Reporting
) -> list[Callable[[], Verified]]:
    """Verify cells in `jobs` processes; for each, in order, what gives its report."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(specs)), mp_context=context) as pool:
        try:
            with _interrupts_ignored():  # so do the processes that start here
                futures = [
                    pool.submit(verify_input, each, seed, reporting) for each in specs
                ]
            _wait(futures)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in multiprocessing.active_children():
                worker.terminate()
            raise
    return [future.result for future in futures]


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; the main one ends the others."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread, where signals do not arrive anyway
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _wait(futures: Sequence[Future[Verified]]) -> None:
    """Until all are done; a terminal gets a line that says how far it is."""
    terminal = sys.stderr is not None and sys.stderr.isatty()
    for done, _ in enumerate(as_completed(futures), start=1):
        if terminal:
            line = f"\r\x1b[Kverified {done} of {len(futures)}"
            click.echo(line, err=True, nl=False, color=True)
    if terminal:
        click.echo("\r\x1b[K", err=True, nl=False, color=True)
