"""How long the compiler itself takes: cold commands, and compiling in a warm process.

    python tests/bench/compile_time.py

Cold commands run in processes of their own, wall time, after one run that lets Python
keep byte code, as an installed package has it; the warm figure is the median over the
zoo of one compilation at -O 2, source text included.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLD = (["--help"], ["check", "lstm"], ["list"], ["show", "lstm"])


def command() -> str:
    beside = Path(sys.executable).with_name("cellc")
    found = str(beside) if beside.exists() else shutil.which("cellc")
    if found is None:
        raise SystemExit("the command cellc is not installed in this environment")
    return found


def cold(arguments: list[str], byte_code: str, repeats: int = 9) -> list[float]:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": byte_code}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    seconds = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        subprocess.run(
            [command(), *arguments], capture_output=True, check=True, env=environment
        )
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


def warm() -> dict[str, float]:
    from cellc.driver import compile_spec
    from cellc.resources import zoo

    names = list(zoo())
    compile_spec(names[0]).source_text  # noqa: B018 -- the grammar and the template
    seconds = {}
    for name in names:
        start = time.perf_counter()
        compile_spec(name).source_text  # noqa: B018
        seconds[name] = time.perf_counter() - start
    return seconds


def main() -> None:
    with tempfile.TemporaryDirectory() as byte_code:
        for arguments in COLD:
            seconds = cold(arguments, byte_code)
            print(
                f"cellc {' '.join(arguments):12} {statistics.median(seconds):6.3f} s   "
                f"({min(seconds):.3f} to {max(seconds):.3f})"
            )
    taken = warm()
    slowest = max(taken, key=lambda name: taken[name])
    print(
        f"warm compilation   {statistics.median(taken.values()):6.3f} s   "
        f"(median of {len(taken)} cells; slowest {slowest}, {taken[slowest]:.3f} s)"
    )


if __name__ == "__main__":
    main()
