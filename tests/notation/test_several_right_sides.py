r"""`a = B = C`: one side is computed; that the other is the same is not believed."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from plain_cells import assert_same, codes, compiled

from cellc.lower.points import FUNCTIONS
from cellc.testing.definitions import FUNCTIONS as DEFINED

GATE = "f_t = σ(W x_t + U h_{t-1})\n"
KEPT = "x_t + f_t ⊙ (h_{t-1} - x_t)"
MIXED = "f_t ⊙ h_{t-1} + (1 - f_t) ⊙ x_t"

AGREE = {  # the text, and the same with the side that is computed
    "last": (f"{GATE}h_t = {MIXED} = {KEPT}", f"{GATE}h_t = {KEPT}"),
    "three": (f"{GATE}h_t = {KEPT} = {MIXED} = {KEPT}", f"{GATE}h_t = {KEPT}"),
    "signs": (
        f"{GATE}h_t := {KEPT} ≡ {MIXED} \\coloneqq {KEPT}",
        f"{GATE}h_t = {KEPT}",
    ),
    "next line": (f"{GATE}h_t = {MIXED}\n    = {KEPT}", f"{GATE}h_t = {KEPT}"),
    "display": (
        rf"\begin{{align}} {GATE.strip()} \\ h_t &= {MIXED} \\ &= {KEPT} \end{{align}}",
        f"{GATE}h_t = {KEPT}",
    ),
    "first, for a name": (
        f"{GATE}g_t = 1 - f_t\nh_t = f_t ⊙ h_{{t-1}} + g_t ⊙ x_t = {KEPT}",
        f"{GATE}g_t = 1 - f_t\nh_t = f_t ⊙ h_{{t-1}} + g_t ⊙ x_t",
    ),
    "side that ends with a name": (
        f"{GATE}h_t = x_t + f_t h_{{t-1}} - f_t x_t = {KEPT}",
        f"{GATE}h_t = {KEPT}",
    ),
    "names put in": (
        "i_t = exp(u_t)\nu_t = W x_t + U h_{t-1}\nm_t = max(m_{t-1}, log(i_t))\n"
        "h_t = exp(log(i_t) - m_t) = exp(u_t - m_t)",
        "u_t = W x_t + U h_{t-1}\nm_t = max(m_{t-1}, log(exp(u_t)))\n"
        "h_t = exp(u_t - m_t)",
    ),
    "functions": (
        "h_t = tanh(W x_t + h_{t-1}) = 2 σ(2 (W x_t + h_{t-1})) - 1",
        "h_t = 2 σ(2 (W x_t + h_{t-1})) - 1",
    ),
    "under a function over components": (
        "h_t = h_{t-1} + softmax(x_t (x_t + h_{t-1})) "
        "= softmax(x_t^2 + x_t h_{t-1}) + h_{t-1}",
        "h_t = softmax(x_t^2 + x_t h_{t-1}) + h_{t-1}",
    ),
    "inner product": (
        "h_t = (x_t^T h_{t-1}) x_t + h_{t-1} = h_{t-1} + (h_{t-1}^T x_t) x_t",
        "h_t = h_{t-1} + (h_{t-1}^T x_t) x_t",
    ),
    "function defined": (
        "z_t = Φ(x_t) = tanh(x_t)\nh_t = z_t ⊙ h_{t-1} + x_t\nwhere\n  Φ = tanh",
        "z_t = tanh(x_t)\nh_t = z_t ⊙ h_{t-1} + x_t",
    ),
    "matrix before brackets": (
        "z_t = W (x_t) = W x_t\nh_t = z_t ⊙ h_{t-1} + W x_t",
        "z_t = W x_t\nh_t = z_t ⊙ h_{t-1} + W x_t",
    ),
    "declared and used by the first alone": (
        f"{GATE}h_t = {MIXED} = {KEPT}\nwhere\n  h_t ∈ ℝ^h",
        f"{GATE}h_t = {KEPT}\nwhere\n  h_t ∈ ℝ^h",
    ),
    "rows": (
        "h_t = tanh(x_t W + h_{t-1} U) = tanh(h_{t-1} U + x_t W)",
        "h_t = tanh(h_{t-1} U + x_t W)",
    ),
}


@pytest.mark.parametrize("form", AGREE)
def test_one_side_is_computed(form: str) -> None:
    text, same = AGREE[form]
    found = assert_same(text, same)
    assert "N0640" in {each.code for each in found.diagnostics}


REFUSED = {
    "sign": f"{GATE}h_t = {MIXED} = x_t - f_t ⊙ (h_{{t-1}} - x_t)",
    "middle of three": f"{GATE}h_t = {KEPT} = {KEPT} + 1 = {MIXED}",
    "branch": "h_t = relu(h_{t-1} + x_t) = h_{t-1} + x_t",
    "root of a square": "h_t = sqrt((h_{t-1} + x_t)^2) = h_{t-1} + x_t",
    "small number": "h_t = h_{t-1} / (x_t^2 + 1) = h_{t-1} / (x_t^2 + 1.000000001)",
    "constant that may change": "h_t = γ h_{t-1} + x_t = 0.1 h_{t-1} + x_t\n"
    "where\n  γ ∈ ℝ = 0.1",
    "product in two ways": f"{GATE}h_t = f_t ⊙ (V (x_t + h_{{t-1}})) "
    "= f_t ⊙ (V x_t + V h_{t-1})",
    "parameter of the first": f"{GATE}h_t = {KEPT} + b - b = {MIXED}",
    "parameter of the last": f"{GATE}h_t = {MIXED} = {KEPT} + b",
    "gate": f"{GATE}i_t = σ(V x_t)\nh_t = i_t ⊙ h_{{t-1}} + (x_t) = {KEPT}",
    "readout of the first": "h_t = tanh(W x_t + U h_{t-1})\ny_t = V h_t\n"
    "z_t = (y_t + h_t - y_t) = h_t + 0 x_t",
    "function defined": "z_t = Φ(x_t) = tanh(x_t)\nh_t = z_t ⊙ h_{t-1} + x_t\n"
    "where\n  Φ = σ",
    "defined nowhere": "h_t = h_{t-1} (1 + log(-1 - x_t^2)) "
    "= h_{t-1} + h_{t-1} log(-1 - x_t^2)",
}


@pytest.mark.parametrize("form", REFUSED)
def test_what_is_not_shown_is_refused(form: str) -> None:
    assert codes(REFUSED[form]) == ["E0219"]


RUN_ON = {
    "factor": "i_t = σ(V x_t) h_t = i_t ⊙ h_{t-1} + x_t",
    "term": "i_t = 1 - σ(V x_t) h_t = i_t ⊙ h_{t-1} + x_t",
}


@pytest.mark.parametrize("form", RUN_ON)
def test_two_equations_on_a_line(form: str) -> None:
    assert codes(RUN_ON[form]) == ["E0104"]


def test_a_note_for_each_equation() -> None:
    text = f"{GATE}g_t = 1 - f_t = -f_t + 1\nh_t = x_t g_t + f_t h_{{t-1}} = " + (
        "f_t h_{t-1} + g_t x_t"
    )
    assert [each.code for each in compiled(text).diagnostics] == ["N0640", "N0640"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_at_points(name: str) -> None:
    for number in (-4.5, -0.7, -0.005, 0.3, 1.6, 4.2):
        if name in ("log", "sqrt") and number < 0:
            continue
        numbers = [number, 0.5 - number][: 2 if name in ("max", "min") else 1]
        mine = FUNCTIONS[name](*map(Decimal, numbers))
        theirs = DEFINED[name](*map(np.asarray, numbers))
        assert float(mine) == pytest.approx(float(theirs), abs=1e-12)
