"""Keras with PyTorch behind it."""

from __future__ import annotations

import os
from typing import Any

import pytest


def in_double_precision() -> Any:
    """Keras with PyTorch, kept from rounding every product of float64 to float32.

    It does so with all that can stand behind it but TensorFlow, by a table.
    """
    os.environ["KERAS_BACKEND"] = "torch"
    keras = pytest.importorskip("keras")
    from keras.src.backend.common import dtypes  # type: ignore[import-untyped]

    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    return keras
