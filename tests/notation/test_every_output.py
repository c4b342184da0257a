"""Outputs as a text writes its left sides, and readouts of the state before a step."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

from cellc.diagnostics import CellcError

RNN = "h_t = tanh(W h_{t-1} + U x_t)"
STEPS = {  # left side -> the state, the input
    "h_{t+1}": ("h_t", "x_t"),
    "h_{n+1}": ("h_n", "x_n"),
    "h(k+1)": ("h(k)", "x(k)"),
    "h^{(k+1)}": ("h^{(k)}", "x^{(k)}"),
    r"h(t+\Delta t)": ("h(t)", "x(t)"),
    r"h_{t+\Delta t}": ("h_t", "x_t"),
    "h'": ("h", "x"),
    "h_{new}": ("h_{prev}", "x"),
}


def stepped(left: str, output: str, more: str = "") -> str:
    state, given = STEPS[left]
    text = f"{left} = \\tanh(W {state} + U {given})\n{more}"
    return f"{text}\nwhere\n  output {output}"


@pytest.mark.parametrize("left", STEPS)
def test_an_output_is_written_as_its_left_side(left: str) -> None:
    found = assert_same(stepped(left, left), RNN)
    assert [each.name for each in found.cell.outputs] == ["h"]


@pytest.mark.parametrize("left", [each for each in STEPS if each != "h_{new}"])
def test_an_output_without_its_step(left: str) -> None:
    assert_same(stepped(left, "h"), RNN)
    assert_same(stepped(left, STEPS[left][0]), RNN)


def test_a_declaration_is_written_as_its_left_side() -> None:
    for left in STEPS:
        text = stepped(left, left) + f"\n  {left} ∈ ℝ^n"
        assert compiled(text).cell.sizes[-1] == "n"


@pytest.mark.parametrize(
    ("left", "output"),
    [
        ("h_{t+1}", "h_{t+2}"),
        ("h_{t+1}", "h_{t-1}"),
        (r"h(t+\Delta t)", r"h(t-\Delta t)"),
        ("h_{new}", "h_{prev}"),
    ],
)
def test_an_output_at_another_step_is_refused(left: str, output: str) -> None:
    assert codes(stepped(left, output)) == ["E0228"]
    assert codes(f"{RNN}\nwhere\n  output h_{{t+1}}") == ["E0228"]


@pytest.mark.parametrize("left", [each for each in STEPS if "'" not in each])
def test_what_is_proposed_for_an_unused_name_compiles(left: str) -> None:
    unused = left.replace("h", "z", 1) + " = 2 " + STEPS[left][1]
    text = stepped(left, left, unused)
    with pytest.raises(CellcError) as refused:
        compiled(text)
    (found,) = refused.value.diagnostics
    assert found.code == "E0231"
    proposed = (found.help or "").rpartition("where output ")[2]
    compiled(text.rpartition("output ")[0] + f"output {proposed}")


# ---------------------------------------------------------------- older states

READOUTS = {
    "h_{t+1}": "y_t = V h_t",
    "h_{n+1}": "y_n = V h_n",
    r"h(t+\Delta t)": "r(t) = relu(h(t))\ny(t) = V r(t)",
    "h'": "y = V h",
}


@pytest.mark.parametrize("left", READOUTS)
@pytest.mark.parametrize("named", [True, False])
def test_a_readout_of_the_state_before_the_step_is_told(left: str, named: bool) -> None:
    text = stepped(left, f"{left}, y", READOUTS[left])
    text = text if named else text.partition("\nwhere")[0]
    (found,) = (each for each in compiled(text).diagnostics if each.code == "N0622")
    assert f"out.h holds `{left}`" in found.message


@pytest.mark.parametrize(
    "text",
    [
        stepped("h_{t+1}", "h_{t+1}, y_{t+1}", "y_{t+1} = V h_{t+1}"),
        stepped(r"h(t+\Delta t)", "h, y", r"y(t+\Delta t) = V h(t+\Delta t)"),
        stepped("h'", "h', y'", "y' = V h'"),
        stepped("h_{new}", "h_{new}, y", "y = V h_{prev}"),
        stepped("h_{t+1}", "y_t", "y_t = V h_t"),
        stepped("h_{t+1}", "h_{t+1}, y_{t+1}", "y_{t+1} = V h_t"),
        f"{RNN}\ny_t = V h_{{t-1}}\nwhere\n  output h_t, y_t",
        "h_{t+1} = f_t ⊙ h_t\nf_t = σ(W h_t + U x_t)\nwhere\n  output h_{t+1}, f_t",
    ],
)
def test_nothing_is_told_where_the_text_says_the_step(text: str) -> None:
    assert "N0622" not in {each.code for each in compiled(text).diagnostics}


CALLED = [
    "The cell returns the output q_t and the new state h_t.",
    "where q_t is the output",
    "Here $q_t$ denotes the prediction.",
    "q_t: output of the cell",
    "The outputs are h_t and q_t.",
]


@pytest.mark.parametrize("words", CALLED)
def test_what_the_text_calls_an_output_is_one(words: str) -> None:
    text = f"q_t = V h_{{t-1}} + R x_t\nh_t = tanh(W x_t + U h_{{t-1}})\n\n{words}"
    found = compiled(text)
    assert [each.code for each in found.diagnostics].count("N0612") == 1
    assert [each.name for each in found.cell.outputs] == ["h", "q"]


@pytest.mark.parametrize(
    "words",
    ["where q_t is the output gate", "q_t: output gate", "output gate: q_t", ""],
)
def test_what_it_calls_a_gate_is_none(words: str) -> None:
    text = f"q_t = V h_{{t-1}} + R x_t\nh_t = tanh(W x_t + U h_{{t-1}})\n\n{words}"
    assert codes(text) == ["E0231"]


@pytest.mark.parametrize(
    "readout",
    ["y_t = V g_t", "y_t = g_t ⊙ x_t", r"\hat{y}_t = V g_t", "y_t = V h_{t-1} + R x_t"],
)
def test_a_y_that_nothing_uses_is_an_output(readout: str) -> None:
    text = f"g_t = tanh(W x_t + U h_{{t-1}})\n{readout}\nh_t = g_t ⊙ h_{{t-1}}"
    found = compiled(text)
    assert "N0612" in [each.code for each in found.diagnostics]
    assert len(found.cell.outputs) == 2


def test_a_y_of_the_input_alone_is_none() -> None:
    assert codes("y_t = V x_t\nh_t = tanh(W x_t + U h_{t-1})") == ["E0231"]
