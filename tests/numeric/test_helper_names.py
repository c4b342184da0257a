"""Names of a cell that generated modules use for themselves."""

from __future__ import annotations

import pytest

from cellc.driver import compile_cell
from cellc.ir.names import safe
from cellc.targets.numpy import initializers, support
from cellc.testing.verify import verify

HELPERS = [*support.HELPERS, *initializers.HELPERS]


@pytest.mark.parametrize("helper", HELPERS)
def test_no_variable_is_called_as_a_helper(helper: str) -> None:
    assert safe(helper) != helper


@pytest.mark.parametrize("name", ["product", "others"])
def test_a_parameter_of_that_name(name: str) -> None:
    """Of the name of a helper that the module needs, forward or backward."""
    text = (
        f"h_t = tanh(U h_{{t-1}} + V x_t + {name}) prod(U h_{{t-1}})\n"
        f"where\n  {name} ∈ ℝ^h\n"
    )
    assert verify(compile_cell(text)).passed
