"""The adding problem: two numbers to remember among a hundred.

    python docs/tutorial/adding_problem.py

A sequence holds pairs of a value and a marker. Two markers are 1, the others 0; the
answer, asked for after the last pair, is the sum of the two marked values. The task is
that of Hochreiter & Schmidhuber (1997), experiment 4, with values between 0 and 1 as it
is posed today. Each cell here is generated from its equations. `docs/tutorial.md` walks
through it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
from training import Adam, Arrays, Progress, clip_by_norm, load_cell, positive

BATCH = 32
TEST_SEQUENCES = 1000
CLIP = 1.0  # the largest norm of a gradient


def sequences(
    count: int, length: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Fresh sequences (length, count, 2) and their answers (count,).

    One marker stands in the first half, the other in the second.
    """
    x = np.zeros((length, count, 2), np.float32)
    x[..., 0] = rng.random((length, count))
    columns = np.arange(count)
    first = rng.integers(0, length // 2, count)
    second = rng.integers(length // 2, length, count)
    x[first, columns, 1] = 1
    x[second, columns, 1] = 1
    return x, x[first, columns, 0] + x[second, columns, 0]


class Learner:
    """A generated cell whose last h is read by one linear unit."""

    def __init__(self, spec: str, hidden: int, rate: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.cell: ModuleType = load_cell(spec)
        self.cell_params: Arrays = self.cell.init(x=2, h=hidden, rng=rng)
        w = rng.normal(0, hidden**-0.5, hidden).astype(np.float32)
        self.unit: Arrays = {"unit.w": w, "unit.b": np.zeros(1, np.float32)}
        self.adam = Adam(self.cell_params | self.unit)
        self.rate = rate

    def answers(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, Any]:
        """The answers (count,), the last h they are read from, and the tape."""
        _, final, tape = self.cell.forward(self.cell_params, x)
        return final.h @ self.unit["unit.w"] + self.unit["unit.b"], final.h, tape

    def cell_gradients(self, tape: Any, d_answer: np.ndarray) -> Any:
        """The cell's part of the gradient.

        The answer depends on the last state alone, so the gradient comes in there.
        """
        d_final = self.cell.State(h=np.outer(d_answer, self.unit["unit.w"]))
        return self.cell.backward(self.cell_params, tape, self.cell.Outputs(), d_final)

    def loss_and_gradients(
        self, x: np.ndarray, target: np.ndarray
    ) -> tuple[float, Arrays]:
        """The mean squared error of the answers, and its gradients."""
        answer, h, tape = self.answers(x)
        error = answer - target
        d_answer = 2 * error / len(error)
        unit_grads = {"unit.w": d_answer @ h, "unit.b": d_answer.sum(keepdims=True)}
        grads = self.cell_gradients(tape, d_answer).params | unit_grads
        return float(np.mean(error * error)), grads

    def learn(self, x: np.ndarray, target: np.ndarray) -> None:
        """One step of Adam."""
        _, grads = self.loss_and_gradients(x, target)
        self.adam.update(clip_by_norm(grads, CLIP), self.rate)

    def error(self, x: np.ndarray, target: np.ndarray) -> float:
        """The mean squared error of the answers."""
        return float(np.mean((self.answers(x)[0] - target) ** 2))

    def slopes(self, x: np.ndarray) -> tuple[float, float, float]:
        """How much the answer changes with a value of the sequence, on average.

        With the value under the first marker, with that under the second (both are 1
        for the true sum), and with any other (0; here the mean of absolute values).
        """
        answer, _, tape = self.answers(x)
        d_value = self.cell_gradients(tape, np.ones_like(answer)).inputs.x[..., 0]
        marked, half = x[..., 1] == 1, len(x) // 2
        first, second = d_value[:half][marked[:half]], d_value[half:][marked[half:]]
        return first.mean(), second.mean(), np.abs(d_value[~marked]).mean()


def race(args: argparse.Namespace, seed: int) -> dict[str, list[float]]:
    """Train every cell on the same sequences; prints the errors and returns them."""
    rng = np.random.default_rng(seed)
    test = sequences(TEST_SEQUENCES, args.length, rng)
    learners = {s: Learner(s, args.hidden, args.rate, seed) for s in args.specs}
    errors: dict[str, list[float]] = {spec: [] for spec in learners}
    seconds = dict.fromkeys(learners, 0.0)
    print(
        f"seed {seed}: always answering 1 has error {np.mean((test[1] - 1) ** 2):.4f}"
    )
    print(" step" + "".join(f"{spec:>10}" for spec in learners), flush=True)

    progress = Progress(args.steps)
    for step in range(1, args.steps + 1):
        batch = sequences(BATCH, args.length, rng)
        for spec, learner in learners.items():
            started = time.perf_counter()
            learner.learn(*batch)
            seconds[spec] += time.perf_counter() - started
        progress.update(step, f"seed {seed}")
        if step % args.report_every == 0 or step == args.steps:
            for spec, learner in learners.items():
                errors[spec].append(learner.error(*test))
            progress.clear()
            row = "".join(f"{values[-1]:10.4f}" for values in errors.values())
            print(f"{step:5}{row}", flush=True)
    times = "".join(f"{value:9.1f}s" for value in seconds.values())
    print(f" time{times}")
    print("slope of the answer: first marked, second marked, other values")
    for spec, learner in learners.items():
        first, second, other = learner.slopes(test[0])
        print(f"{spec:>5}{first:10.1e}{second:10.1e}{other:10.1e}")
    print(flush=True)
    return errors


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train cells on the adding problem.")
    parser.add_argument(
        "--specs", nargs="+", default=["lstm", "rnn"], help="cells to train"
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument(
        "--length", type=positive, default=100, help="pairs in a sequence"
    )
    parser.add_argument(
        "--steps", type=positive, default=2000, help="updates of the parameters"
    )
    parser.add_argument("--hidden", type=positive, default=64, help="the size of h")
    parser.add_argument("--rate", type=float, default=1e-2, help="Adam's step size")
    parser.add_argument(
        "--report-every", type=positive, default=250, help="steps between rows"
    )
    args = parser.parse_args(argv)
    if args.length < 2:
        parser.error("argument --length: a sequence has two markers")
    return args


def main(argv: Sequence[str] | None = None) -> None:
    """A table of errors for each seed."""
    args = arguments(argv)
    for seed in args.seeds:
        race(args, seed)


if __name__ == "__main__":
    main()
