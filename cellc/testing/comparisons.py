"""Comparisons of two computations of the same thing, and when they pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# largest relative errors that pass, in float64
TOLERANCES = {
    "values": 1e-12,
    "complex step": 1e-10,
    "differences": 1e-6,
    "O0 against O2": 1e-11,
    "lengths": 1e-10,
    "step": 1e-12,
    "memory": 1e-11,
    "start": 0.0,
    "float32": 1e-3,
}


@dataclass(frozen=True)
class Row:
    """One comparison: a route, what was compared, and how far apart it was."""

    route: str
    quantity: str
    error: float
    tolerance: float

    @property
    def passed(self) -> bool:
        return bool(self.error <= self.tolerance)  # not-a-number does not pass


@dataclass(frozen=True)
class Report:
    """Every comparison made for one cell."""

    cell: str
    rows: list[Row]

    @property
    def passed(self) -> bool:
        return all(row.passed for row in self.rows)

    def summary(self) -> list[Row]:
        """For each route the row with the largest error."""
        worst: dict[str, Row] = {}
        for row in self.rows:
            known = worst.get(row.route)
            if known is None or not row.error <= known.error:
                worst[row.route] = row
        return list(worst.values())


def compared(route: str, quantity: str, found: Array, expected: Array) -> Row:
    return Row(route, quantity, relative_error(found, expected), TOLERANCES[route])


def relative_error(found: Array, expected: Array, least: float = 0.0) -> float:
    """The largest difference, relative to the largest expected value.

    It is infinite where one of them is not a number.
    least: the smallest value that a difference is taken relative to.
    """
    if found.shape != expected.shape:
        return float("inf")
    if found.size == 0:
        return 0.0
    scale = max(float(np.abs(expected).max()), least)
    difference = float(np.abs(found - expected).max())
    error = difference / scale if scale > 1e-8 else difference
    return float("inf") if np.isnan(error) else error
