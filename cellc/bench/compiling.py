"""How long the compiler itself takes: cold commands, a warm process, a module's import.

Cold commands run in processes of their own, wall time, with byte code kept from a run
before, as an installed package has it.  Warm is one compilation, source text included,
in a process that has made another before.  An import is that of a generated module
where NumPy is there.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cellc.driver import CompiledCell

_IMPORT = """
import sys, time
import numpy
sys.path.insert(0, sys.argv[1])
start = time.perf_counter()
__import__(sys.argv[2])
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Taken:
    """What was measured, in seconds, one figure for each time that it was done."""

    what: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def cold(spec: str, rounds: int, tell: Callable[[], object]) -> list[Taken]:
    """`cellc --help` and `cellc check SPEC` by turns; tell is called after each."""
    commands = (["--help"], ["check", spec])
    seconds: dict[str, list[float]] = {" ".join(each): [] for each in commands}
    with TemporaryDirectory() as byte_code:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": byte_code}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(rounds + 1):
            for each in commands:
                command = [sys.executable, "-m", "cellc.cli", *each]
                start = time.perf_counter()
                subprocess.run(
                    command, capture_output=True, env=environment, check=False
                )
                if number:  # the first makes the byte code
                    seconds[" ".join(each)].append(time.perf_counter() - start)
                tell()
    return [Taken(f"cold: cellc {what}", tuple(each)) for what, each in seconds.items()]


def warm(compilations: Sequence[Callable[[], CompiledCell]]) -> Taken:
    """One compilation of each cell; there is at least one."""
    compilations[0]().source_text  # noqa: B018 -- the grammar and the templates
    seconds = []
    for each in compilations:
        start = time.perf_counter()
        each().source_text  # noqa: B018
        seconds.append(time.perf_counter() - start)
    cells = "1 cell" if len(seconds) == 1 else f"{len(seconds)} cells"
    return Taken(f"warm: compilation of {cells}", tuple(seconds))


def imported(compiled: CompiledCell, rounds: int, tell: Callable[[], object]) -> Taken:
    """The import of a generated module, by itself."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "generated_cell.py"
        path.write_text(compiled.source_text, encoding="utf-8")
        command = [sys.executable, "-c", _IMPORT, folder, path.stem]
        seconds = []
        for _ in range(rounds):
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds.append(float(done.stdout))
            tell()
    return Taken("import: the generated module", tuple(seconds))
