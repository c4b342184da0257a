"""The help of E0218, followed to the letter, leads to a spec that compiles."""

from __future__ import annotations

import re

import pytest

from cellc import compile_cell
from cellc.diagnostics import CellcError

GATES = r"""z(t) = \sigma(W x(t) + U h(t))
g(t) = \tanh(V x(t) + R h(t))
"""
GATE = r"""z = \sigma(W x_t + U h)
"""


@pytest.mark.parametrize(
    ("before", "left", "right"),
    [
        (GATES, r"\frac{d h(t)}{dt}", r"(1 - z(t)) \odot (g(t) - h(t))"),
        (GATES, r"\frac{dh}{dt}", r"(1 - z(t)) \odot (g(t) - h(t))"),
        (GATES, r"\tau \dot{h}(t)", r"-h(t) + z(t) \odot g(t)"),
        (GATE, r"\dot{h}", r"-h + z"),
        (GATE, r"\tau \frac{dh}{dt}", r"-h + z"),
    ],
)
def test_help_followed_to_the_letter(before: str, left: str, right: str) -> None:
    with pytest.raises(CellcError) as refused:
        compile_cell(f"{before}{left} = {right}")
    (told,) = refused.value.diagnostics
    assert told.code == "E0218"
    step = re.search(r"Euler's: (.*? = .*?) \(\.\.\.\)", told.help)
    other = re.search(r"write (\S+) for (\S+) there and on the other right", told.help)
    assert step is not None
    if other is not None:
        bare = rf"\b{other[2]}\b"
        right = re.sub(bare, other[1], right)
        before = re.sub(bare, other[1], before)
    block = "\nwhere\n  Δt ∈ ℝ = 0.1" + "\n  \\tau ∈ ℝ" * ("tau" in left)
    found = compile_cell(f"{before}{step[1]} ({right})\n{block}")
    assert "h" in [each.name for each in found.ir.states]
