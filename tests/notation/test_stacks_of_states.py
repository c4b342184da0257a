"""Stacks of states, `u_t = [a_t, b_t]`, and lists with dots: NumPy and plain forms."""

from __future__ import annotations

import numpy as np
import pytest

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

STACK = r"""
a_t = tanh(A a_{t-1} + U x_t)
b_t = tanh(Q u_{t-1} + p ⊙ b_{t-1})
u_t = [a_t, b_t]
h_t = tanh(V u_{t-1} + W x_t)
where
  output h_t
"""
LISTS = {
    "labels above": r"[u_1^{(t)}, \dots, u_k^{(t)}]",
    "labels below": r"[u_{1,t}, \ldots, u_{k,t}]",
    "two in front": "[u_{1,t}, u_{2,t}, ..., u_{k,t}]",
    "a number at the end": r"[u_{1,t}; \dots; u_{3,t}]",
}
AROUND = """u_{1,t} = tanh(A x_t + P h_{t-1})
u_{2,t} = tanh(B x_t)
u_{3,t} = tanh(C x_t)
h_t = tanh(V LIST)
where
"""


def test_earlier_values_are_those_of_the_parts() -> None:
    """One step from given states, against the equations in NumPy."""
    module = module_of(compile_cell(STACK))
    rng = np.random.default_rng(1)
    params = {
        name: rng.normal(size=value.shape)
        for name, value in module.init(x=2, a=3, b=4, h=5, dtype=np.float64).items()
    }
    x = rng.normal(size=(2, 1, 2))
    first = module.State(a=rng.normal(size=(1, 3)), b=rng.normal(size=(1, 4)))
    out, final, _ = module.forward(params, x, first)
    a, b = first.a[0], first.b[0]
    for step in range(2):
        u = np.concatenate([a, b])
        h = np.tanh(params["V"] @ u + params["W"] @ x[step, 0])
        np.testing.assert_allclose(np.asarray(out)[0, step, 0], h, rtol=1e-12)
        a = np.tanh(params["A"] @ a + params["U"] @ x[step, 0])
        b = np.tanh(params["Q"] @ u + params["p"] * b)
    np.testing.assert_allclose(final.a[0], a, rtol=1e-12)
    np.testing.assert_allclose(final.b[0], b, rtol=1e-12)
    assert final._fields == ("a", "b")


def test_gradients() -> None:
    assert verify(compile_cell(STACK)).passed


def test_a_stack_of_values_is_the_state() -> None:
    cell = compile_cell("a_t = tanh(A u_{t-1} + U x_t)\nb_t = B x_t\nu_t = [a_t, b_t]")
    assert [each.name for each in cell.ir.states] == ["u"]


def test_stacks_of_stacks_and_older_steps() -> None:
    cell = compile_cell(
        "a_t = tanh(A v_{t-2} + p ⊙ a_{t-1})\nb_t = B x_t\nu_t = [a_t, b_t]\n"
        "v_t = [u_t, b_t]\nwhere\n  output v_t"
    )
    plain = compile_cell(
        "a_t = tanh(A [a_{t-2}, b_{t-2}, b_{t-2}] + p ⊙ a_{t-1})\nb_t = B x_t\n"
        "u_t = [a_t, b_t]\nv_t = [u_t, b_t]\nwhere\n  output v_t"
    )
    assert [str(each) for each in cell.ir.states] == [
        str(each) for each in plain.ir.states
    ]


@pytest.mark.parametrize("form", LISTS)
def test_dots_of_a_list(form: str) -> None:
    text = AROUND.replace("LIST", LISTS[form])
    if "k" in LISTS[form]:
        text += "  k = 3\n"
    if form == "labels above":
        text = text.replace("_{1,t} =", "_1^{(t)} =").replace("_{2,t} =", "_2^{(t)} =")
        text = text.replace("_{3,t} =", "_3^{(t)} =")
    plain = compile_cell(AROUND.replace("LIST", "[u_{1,t}, u_{2,t}, u_{3,t}]"))
    found = compile_cell(text)
    assert [str(each.value) for each in found.ir.equations] == [
        str(each.value) for each in plain.ir.equations
    ]


@pytest.mark.parametrize(
    "items",
    [
        r"[u_{1,t}, \dots, u_{n,t}]",  # no number for n
        r"[u_{1,t}, \dots, v_{3,t}]",
        r"[u_{1,t} + \dots + u_{3,t}]",
        r"[u_{3,t}, \dots, u_{1,t}]",
    ],
)
def test_dots_that_leave_something_open(items: str) -> None:
    with pytest.raises(CellcError) as refused:
        compile_cell(AROUND.replace("LIST", items))
    assert "E0103" in [each.code for each in refused.value.diagnostics]
