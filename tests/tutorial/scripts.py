"""The scripts of the tutorial, as modules and as programs, and their gradients."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "tutorial"


def script(name: str) -> ModuleType:
    """A script of the tutorial, imported from its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        return importlib.import_module(name)


def run_script(name: str, flags: str) -> subprocess.CompletedProcess[str]:
    """A script of the tutorial, run as a reader does, on one thread.

    Beside other tests a second thread only waits for its turn.
    """
    run = subprocess.run(
        [sys.executable, str(FOLDER / name), *flags.split()],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return run


def largest_gap(
    params: dict[str, np.ndarray],
    loss_and_grads: Callable[[], tuple[float, dict[str, np.ndarray]]],
) -> float:
    """The relative difference between gradients and central differences, float64.

    For each parameter, along one random direction.
    """
    rng = np.random.default_rng(3)
    _, grads = loss_and_grads()
    assert grads.keys() == params.keys()
    gaps = []
    for name, param in params.items():
        direction = rng.normal(size=param.shape)
        slope = np.vdot(grads[name], direction)
        losses = []
        for sign in (1, -2):
            param += sign * 1e-5 * direction
            losses.append(loss_and_grads()[0])
        param += 1e-5 * direction
        measured = (losses[0] - losses[1]) / 2e-5
        gaps.append(abs(slope - measured) / max(abs(measured), 1e-3))
    return max(gaps)
