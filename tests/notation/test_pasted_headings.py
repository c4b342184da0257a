r"""What stands above and beside pasted equations: signatures, labels, legends.

Each text computes what the plain one does, or is refused; no part of an equation is
taken for a heading.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same

from cellc import compile_cell
from cellc.diagnostics import CellcError

RNN = "h_t = tanh(W x_t + U h_{t-1} + b)"
GATED = "z_t = σ(W x_t + U h_{t-1})\nh_t = z_t ⊙ h_{t-1} + x_t"


@pytest.mark.parametrize(
    "above",
    [
        "    Cell(in => out; init = glorot_uniform,\n         bias = true)\n",
        "lasagne.layers.LSTMLayer(incoming, num_units,\ngate=lasagne.Gate(), ...)\n",
        "LSTMCell(input_size, hidden_size)\n",
        "class torch.nn.RNN(input_size, hidden_size, *args, bias=True)\n",
        "RNN(in => out)\nRNNCell(in => out)\nRNNCell(in => out; bias = true) -> Cell\n",
        "@dataclass\nclass Cell:\n    '''A cell.'''\n",
        "@a.b_c(x=1)\n@tf.function(\n    jit_compile=True,\n)\n"
        "def step(x, h):\n  '''A.'''\n",
        "@inproceedings{cho, title={Learning = all}, year={2014}}\n",
        "CUDNN_GRU\n",
        "GRU\n  A network of units.\n",
        "Formula:\n  *  - matrix multiplication\n (.) - Hadamard product(element-wise)"
        "\n [,] - concatenation\n",
    ],
)
def test_what_stands_above_changes_nothing(above: str) -> None:
    assert_same(f"{above}\n{RNN}\n", RNN)


@pytest.mark.parametrize(
    "text",
    [
        "softmax(W x_t)\nh_t = tanh(W x_t + U h_{t-1})",
        "f(x, h)\nh_t = tanh(W x_t + U h_{t-1})",
        f"{RNN}\nU_hh",
        "h_t = a **gate** x_t + U h_{t-1}",
    ],
)
def test_what_can_be_part_of_an_equation_is_refused(text: str) -> None:
    with pytest.raises(CellcError):
        compile_cell(text)


def test_a_heading_of_one_name_is_told() -> None:
    cell = compile_cell(f"CUDNN_GRU\n\n{RNN}")
    assert "N0603" in {each.code for each in cell.diagnostics}


def test_a_matrix_behind_its_sign_is_no_decorator() -> None:
    assert_same("h = tanh(x\n  @W + h_tm1\n  @U)", "h = tanh(x @ W + h_tm1 @ U)")


@pytest.mark.parametrize(
    "text",
    [
        "- **update gate**: `{}`\n- **state**: `{}`",
        "* **Update gate:** `{}`\n* *State*: `{}`",
        "1. __Update gate__: {}\n2. _State_ (h): {}",
        "**Update gate**\n{}\nthe **new state** is\n{}",
    ],
)
def test_bold_labels(text: str) -> None:
    assert_same(text.format(*GATED.split("\n")), GATED)


def test_a_legend_says_what_is_concatenation() -> None:
    text = "⊕ - concatenation\nh_t = tanh(W (x_t ⊕ h_{t-1}))"
    assert_same(text, "h_t = tanh(W [x_t; h_{t-1}])")


@pytest.mark.parametrize(
    "sentence",
    [
        "Where σ is the sigmoid operator: σ(x) = 1 / (1 + e^-x), ◦ represents a "
        "point-wise multiplication",
        "Where σ is the sigmoid operator: σ(x) = 1 / (1 + e-x), ◦ represents a "
        "point-wise multiplication and tanh is the hyperbolic tangent function.",
        "Where ◦ denotes an element-wise multiplication, σ is the sigmoid operator and "
        "z_t represents the gate.",
    ],
)
def test_a_sentence_on_signs_in_plain_text(sentence: str) -> None:
    assert_same(f"{GATED}\n\n{sentence}", GATED)


def test_a_name_with_dots_is_quoted_whole() -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell("h_t = tf.my_lib.act_fun + U h_{t-1}")
    assert "`tf.my_lib.act_fun`" in str(caught.value)
