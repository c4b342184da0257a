"""What runs in a process of its own: one competitor, warmed up and timed.

    python -m cellc.bench.worker < job.json

A job is one JSON object, the answer another: see `cellc.bench.measure`.  This module
needs NumPy and a generated module, and nothing else of cellc.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np

try:
    import resource
except ImportError:  # not on Windows: page faults are not counted there
    resource = None  # type: ignore[assignment]

PRODUCT = 2048  # rows and columns of the matrices whose product is the limit
WARM_UP = 3
# competitors that are loops, and the module of `cellc.bench.loops` with their library
LOOPS = {"torch-eager": "torch", "torch-compile": "torch", "jax": "jax"}


def main() -> None:
    job = json.load(sys.stdin)
    _confine(job["threads"])
    json.dump(answer(job), sys.stdout)


def answer(job: Mapping[str, Any]) -> dict[str, Any]:
    """Median seconds of a run, and the memory that a run takes at its highest."""
    run = _product(job) if job["module"] is None else prepared_of(job)
    with np.errstate(all="ignore"):
        for _ in range(WARM_UP):
            run()
        runs = [_timed(run) for _ in range(job["repeats"])]
        seconds, faults = (statistics.median(each) for each in zip(*runs, strict=True))
        found: dict[str, Any] = {"seconds": seconds, "faults": faults}
        if job["memory"]:
            tracemalloc.start()
            _afresh(run)
            found["bytes"] = tracemalloc.get_traced_memory()[1]
    return found


def _timed(run: Callable[[], object]) -> tuple[float, int]:
    """Seconds, and pages of memory that were fetched from the system meanwhile."""
    before = _faults()
    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    return seconds, _faults() - before


def _faults() -> int:
    if resource is None:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def _product(job: Mapping[str, Any]) -> Callable[[], object]:
    rng = np.random.default_rng(0)
    shape = (PRODUCT, PRODUCT)
    one, other = (rng.normal(size=shape).astype(job["dtype"]) for _ in range(2))
    out = np.empty_like(one)
    return lambda: np.matmul(one, other, out=out)


def prepared_of(job: Mapping[str, Any]) -> Callable[[], object]:
    """A run of forward and backward with all gradients, which it returns."""
    module = _loaded(job["module"])
    rng, dtype = np.random.default_rng(0), np.dtype(job["dtype"])
    params = module.init(**job["sizes"], rng=0, dtype=dtype)
    inputs = {
        each["name"]: random_input(each, rng).astype(dtype, copy=False)
        for each in job["inputs"]
    }
    out, final, _ = module.forward(params, **inputs)
    d_out = module.Outputs(*(rng.normal(size=each.shape).astype(dtype) for each in out))

    if job["rival"] is not None:
        starts = {name: np.zeros_like(a) for name, a in final._asdict().items()}
        return _rival(job, (params, inputs, starts), d_out)

    tape = None

    def run(*, afresh: bool = False) -> object:
        """As in training: each run takes the memory of the tape before it again."""
        nonlocal tape
        tape = None if afresh else tape
        _, _, tape = module.forward(params, **inputs, tape=tape)
        return module.backward(params, tape, d_out)

    return run


def _rival(
    job: Mapping[str, Any], arguments: Sequence[dict[str, Any]], d_out: Any
) -> Callable[[], object]:
    """What a competitor runs: a cell by hand, or a loop in another library."""
    code, rival = _loaded(job["code"]), job["rival"]
    run: Callable[[], object]
    if rival in LOOPS:
        library = import_module(f"cellc.bench.loops.with_{LOOPS[rival]}")
        run = library.prepared(code, job, arguments, d_out)
    else:
        params, inputs, _ = arguments
        run = code.prepared(params, inputs, d_out)
    return run


def _confine(threads: int) -> None:
    """No more cores than threads: not every library can be told how many it may use."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[: max(1, threads)])


def _afresh(run: Callable[..., object]) -> None:
    """A run whose memory is all its own."""
    if "afresh" in inspect.signature(run).parameters:
        run(afresh=True)
    else:
        run()


def _loaded(path: str) -> Any:
    spec = importlib.util.spec_from_file_location("measured", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def random_input(described: Mapping[str, Any], rng: np.random.Generator) -> Any:
    if described["noise"] == "bernoulli":
        return 1.0 * (rng.random(described["shape"]) < described["probability"])
    return rng.normal(size=described["shape"])


if __name__ == "__main__":
    main()
