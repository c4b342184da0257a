"""How fast generated code runs against hand-written NumPy: a ratio, larger is better.

    python tests/bench/speed.py                       # the LSTM at T=100, B=32, x=h=128
    python tests/bench/speed.py --sizes 100,1,64,64   # T,B,x,h
    python tests/bench/speed.py --spec gru_cho --level 0 2

Forward and backward with all gradients, float32.  Every competitor runs in a process of
its own, in interleaved rounds; figures are medians over the rounds.

Page faults are part of the time: code that makes many small arrays may give its memory
back to the system at the end of each run and fetch it again in the next, some thousands
of pages of it, or may not, as the allocator has it.  Compare runs that are alike in it.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent


def naive_run(sizes: tuple[int, ...]) -> Callable[[], object]:
    import numpy as np

    spec = importlib.util.spec_from_file_location("naive_lstm", HERE / "naive_lstm.py")
    assert spec is not None
    assert spec.loader is not None
    naive = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(naive)
    T, B, m, n = sizes
    rng = np.random.default_rng(0)
    W = rng.normal(0, 0.1, size=(4 * n, n + m)).astype(np.float32)
    b = np.zeros(4 * n, np.float32)
    x = rng.normal(size=(T, B, m)).astype(np.float32)
    d_out = rng.normal(size=(T, B, n)).astype(np.float32)

    def run() -> object:
        _, cache = naive.forward(W, b, x)
        return naive.backward(W, cache, d_out)

    return run


def generated_run(
    name: str, level: int, sizes: tuple[int, ...]
) -> Callable[[], object]:
    import numpy as np

    import cellc

    module = cellc.load(name, level=level)
    T, B, m, n = sizes
    rng = np.random.default_rng(0)
    given = dict(zip(("x", "h"), (m, n), strict=True))
    names = module.CELL["sizes"]
    by_position = dict(zip(names, (m, n), strict=False))
    params = module.init(
        **{each: given.get(each, by_position.get(each, n)) for each in names}, rng=0
    )
    inputs = []
    for described in module.CELL["inputs"].values():
        width = m if described["shape"] == names[:1] else n
        inputs.append(rng.normal(size=(T, B, width)).astype(np.float32))
    out, _, _ = module.forward(params, *inputs)
    d_out = module.Outputs(
        *(rng.normal(size=each.shape).astype(np.float32) for each in out)
    )

    def run() -> object:
        _, _, tape = module.forward(params, *inputs)
        return module.backward(params, tape, d_out)

    return run


def work(competitor: str, sizes: tuple[int, ...], repeats: int) -> None:
    """One process: warm up, time `repeats` runs, print seconds and faults of each."""
    name, _, level = competitor.partition("@")
    run = (
        naive_run(sizes)
        if name == "naive"
        else generated_run(name, int(level or 2), sizes)
    )
    for _ in range(3):
        run()
    for _ in range(repeats):
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        start = time.perf_counter()
        run()
        seconds = time.perf_counter() - start
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults
        print(seconds, faults)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--spec", default="lstm")
    parser.add_argument("--level", type=int, nargs="+", default=[2])
    parser.add_argument("--sizes", default="100,32,128,128", help="T,B,x,h")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--threads", default="2")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sizes = tuple(int(each) for each in options.sizes.split(","))
    if options.work:
        work(options.work, sizes, options.repeats)
        return
    competitors = ["naive", *(f"{options.spec}@{each}" for each in options.level)]
    medians: dict[str, list[float]] = {each: [] for each in competitors}
    faults: dict[str, list[float]] = {each: [] for each in competitors}
    environment = dict(os.environ, OPENBLAS_NUM_THREADS=options.threads)
    for _ in range(options.rounds):
        for each in competitors:
            command = [sys.executable, __file__, "--work", each]
            command += ["--sizes", options.sizes, "--repeats", str(options.repeats)]
            printed = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=True
            ).stdout
            runs = [line.split() for line in printed.splitlines()]
            medians[each].append(statistics.median(float(run[0]) for run in runs))
            faults[each].append(statistics.median(float(run[1]) for run in runs))
    print(f"T,B,x,h = {options.sizes}, float32, {options.threads} threads")
    base = medians["naive"]
    for each, seconds in medians.items():
        ratios = sorted(b / s for b, s in zip(base, seconds, strict=True))
        print(
            f"{each:24} {1e3 * statistics.median(seconds):8.2f} ms   "
            f"{statistics.median(ratios):5.2f}x   "
            f"({ratios[0]:.2f} to {ratios[-1]:.2f})   "
            f"{statistics.median(faults[each]):.0f} page faults"
        )


if __name__ == "__main__":
    main()
