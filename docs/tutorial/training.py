"""What the scripts of the tutorial share: a cell, Adam, clipping, a progress bar."""

from __future__ import annotations

import argparse
import sys
import time
from types import ModuleType
from typing import TextIO

import numpy as np

import cellc

Arrays = dict[str, np.ndarray]


def positive(text: str) -> int:
    """A whole number of at least 1, from the command line."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def load_cell(spec: str) -> ModuleType:
    """The module of a cell that the scripts can use; ends the program for others."""
    try:
        cell = cellc.load(spec)
    except cellc.CellcError as error:
        raise SystemExit(str(error)) from None
    outputs = {name: fact["shape"] for name, fact in cell.CELL["outputs"].items()}
    if sorted(cell.CELL["sizes"]) != ["h", "x"] or outputs != {"h": ["h"]}:
        message = "the cell must have the sizes x and h and one output, h"
        raise SystemExit(f"{spec}: {message}")
    return cell


class Adam:
    """Adam (Kingma & Ba 2015, algorithm 1); it changes the parameters in place."""

    def __init__(
        self, params: Arrays, beta_1: float = 0.9, beta_2: float = 0.999
    ) -> None:
        self.params = params
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.steps = 0
        self.mean = {name: np.zeros_like(value) for name, value in params.items()}
        self.mean_square = {
            name: np.zeros_like(value) for name, value in params.items()
        }

    def update(self, grads: Arrays, rate: float, epsilon: float = 1e-8) -> None:
        """Move every parameter against its gradient."""
        self.steps += 1
        # Both means start at zero; these factors undo the pull towards it.
        mean_scale = 1 / (1 - self.beta_1**self.steps)
        square_scale = 1 / (1 - self.beta_2**self.steps)
        for name, param in self.params.items():
            grad = grads[name]
            mean, square = self.mean[name], self.mean_square[name]
            mean += (1 - self.beta_1) * (grad - mean)
            square += (1 - self.beta_2) * (grad * grad - square)
            param -= (
                rate * mean_scale * mean / (np.sqrt(square_scale * square) + epsilon)
            )


def clip_by_norm(grads: Arrays, limit: float) -> Arrays:
    """The gradients, scaled down together where their joint norm exceeds the limit."""
    norm = np.sqrt(sum(float(np.vdot(grad, grad)) for grad in grads.values()))
    if norm <= limit:
        return grads
    return {name: grad * (limit / norm) for name, grad in grads.items()}


class Progress:
    """How far a loop is, on stderr: a bar on a terminal, else a line each tenth."""

    def __init__(
        self, total: int, stream: TextIO | None = None, width: int = 30
    ) -> None:
        self.total = total
        self.stream = sys.stderr if stream is None else stream
        self.width = width
        self.is_terminal = self.stream.isatty()
        self.started = time.perf_counter()
        self.drawn_at = -1.0
        self.tenths_shown = 0
        self.line_length = 0

    def update(self, done: int, note: str = "") -> None:
        """Show that `done` of the total are done; at most ten drawings a second."""
        now = time.perf_counter()
        if self.is_terminal and (now - self.drawn_at >= 0.1 or done == self.total):
            self.drawn_at = now
            filled = self.width * done // self.total
            bar = "#" * filled + "." * (self.width - filled)
            line = f"[{bar}] {self._figures(done, now, note)}"
            # Padding wipes what a longer line before this one left on the screen.
            self.stream.write("\r" + line.ljust(self.line_length))
            self.stream.flush()
            self.line_length = len(line)
        elif not self.is_terminal and 10 * done // self.total > self.tenths_shown:
            self.tenths_shown = 10 * done // self.total
            self.stream.write(self._figures(done, now, note) + "\n")
            self.stream.flush()

    def clear(self) -> None:
        """Wipe the bar, so that a line of results can take its place."""
        if self.is_terminal:
            self.stream.write("\r" + " " * self.line_length + "\r")
            self.stream.flush()
            self.line_length = 0

    def _figures(self, done: int, now: float, note: str) -> str:
        elapsed = now - self.started
        left = elapsed * (self.total - done) / max(done, 1)
        return (
            f"{done}/{self.total}  {elapsed:.0f} s, {left:.0f} s left  {note}".rstrip()
        )
