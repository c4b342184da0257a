"""Sentences with mathematics and without `$`, as text is copied from a PDF."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import CellcError, compile_cell

PLAIN = "h_t = tanh(W x_t + U h_{t-1})"
OPEN = "h_t = φ(W x_t + U h_{t-1})"
LEAKY = "h_t = (1 − α) h_{t-1} + α tanh(W x_t + U h_{t-1})"
SIZED = PLAIN + "\nwhere\n  W ∈ ℝ^{n×m}\n  U ∈ ℝ^{n×n}"
THRESHOLD = "c(k) = η(W y(k) + S c(k−1))\n"
SAME = {
    "a shape behind where": (
        f"{PLAIN}\nwhere h_t ∈ ℝ^n is the state.",
        PLAIN + "\nwhere\n  h_t ∈ ℝ^n",
    ),
    "shapes over several lines": (
        f"{PLAIN}\nwhere W ∈ ℝ^{{n×m}} is the input matrix,\n"
        "U ∈ ℝ^{n×n} is the recurrent matrix,\nand x_t ∈ ℝ^m is the input.",
        SIZED,
    ),
    "shapes and words in brackets": (
        f"{PLAIN}\nwhere [·;·] stands for a vertical vector (or matrix) concatenation, "
        "W ∈ ℝ^{n×m} and U ∈ ℝ^{n×n} are the weights respectively, tanh(·) is applied "
        "element-wise.",
        SIZED,
    ),
    "let": (
        "Let h_t ∈ ℝ^n denote the hidden state, x_t ∈ ℝ^m the input, and W ∈ ℝ^{n×m} "
        f"a weight matrix.\n{PLAIN}",
        SIZED,
    ),
    "hyphens": (
        f"{PLAIN}\nThe matrices U ∈ ℝ^{{n×n}} and W ∈ ℝ^{{n×m}}, and the n-dimensional "
        "vector h_t are learned.",
        SIZED,
    ),
    "a set": (f"{LEAKY}\nwhere α ∈ (0, 1] is the leak.\nwhere\n  α ∈ ℝ", None),
    "a function": (f"{OPEN}\nwhere φ(x) = tanh(x) is the activation function.", PLAIN),
    "a function by name": (
        f"{OPEN}\nand φ = tanh is the activation function applied element-wise.",
        PLAIN,
    ),
    "a function in the middle": (
        f"{OPEN}\nThroughout this chapter we use φ(z) = tanh(z) as the activation.",
        PLAIN,
    ),
    "a function and a shape": (
        "h_t = φ(W x_t + U h_{t-1})\nin which φ(z) = max(0, z) denotes the rectified "
        "linear unit and x_t ∈ ℝ^{m} the input at time t.",
        "h_t = relu(W x_t + U h_{t-1})",
    ),
    "a formula": (
        f"{THRESHOLD}where η(v) = sign(v) ⊙ max(|v| − θ, 0) is the soft-threshold "
        "operator and θ a vector of thresholds.\nwhere\n  θ ∈ ℝ^c",
        f"{THRESHOLD}where\n  η(v) = sign(v) ⊙ max(|v| − θ, 0)\n  θ ∈ ℝ^c",
    ),
    "gates": (
        "h_t = f_t ⊙ h_{t-1} + (1 − f_t) ⊙ tanh(W x_t + U h_{t-1})\n"
        "where f_t = σ(V x_t) is the forget gate and W, U, V are matrices.",
        "h_t = f_t ⊙ h_{t-1} + (1 − f_t) ⊙ tanh(W x_t + U h_{t-1})\nf_t = σ(V x_t)",
    ),
    "a number": (f"{LEAKY}\nHere α = 0.3 is the leak, and W and U are matrices.", 0.3),
    "a number throughout": (f"{LEAKY}\nwhere α = 0.3 throughout.", 0.3),
    "numbers with units": (
        f"{LEAKY}\nwhere N = 100 neurons and α = 0.3 are used.",
        0.3,
    ),
    "steps": (
        f"For each time step from t = 1 to t = τ, we apply this:\n{PLAIN}",
        PLAIN,
    ),
    "steps to T": (f"from t = 1 to T, we apply the update:\n{PLAIN}", PLAIN),
    "a loop": (f"for t = 1, ..., T do\n{PLAIN}\nend for", PLAIN),
    "first value": (f"{PLAIN}\nwith the initial state h_0 = 0 and input x_1.", PLAIN),
    "is the": (f"{PLAIN} is the hidden state", PLAIN),
    "denotes": (f"{PLAIN} denotes the hidden state.", PLAIN),
    "which": (f"{PLAIN}, which is the hidden state at time t.", PLAIN),
    "for each": (f"{PLAIN} for each time step t.", PLAIN),
    "what it decides": (
        "h_t = f_t ⊙ h_{t-1} + (1 − f_t) ⊙ tanh(W x_t + U h_{t-1})\n"
        "The gate f_t = σ(V x_t) decides what is kept.",
        "h_t = f_t ⊙ h_{t-1} + (1 − f_t) ⊙ tanh(W x_t + U h_{t-1})\nf_t = σ(V x_t)",
    ),
    "a remark": (f"{PLAIN} . Note that the matrices W ∈ ℝ^{{n×m}} are shared.", PLAIN),
    "are respectively": (
        f"{PLAIN} where W and U are the weight matrices respectively.",
        PLAIN,
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_same(form: str) -> None:
    text, plain = SAME[form]
    if not isinstance(plain, str):
        plain = LEAKY + "\nwhere\n  α ∈ ℝ" + (f" = {plain}" if plain else "")
    assert_same(text, plain)


@pytest.mark.parametrize(
    "aside",
    [
        "Setting b = 0 recovers the standard network.",
        "For b = 0 this is the standard network.",
        "This reduces to the standard network if b = 0.",
        "With b = 0 the state decays.",
        "In all of these we use N = 100 hidden units.",
    ],
)
def test_a_case_changes_nothing(aside: str) -> None:
    text = "h_t = tanh(W x_t + U h_{t-1} + b)"
    found = compile_cell(f"{text}\n{aside}")
    assert found.metadata["parameters"] == compile_cell(text).metadata["parameters"]
    assert "N0664" in {each.code for each in found.diagnostics}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{PLAIN} is the state if x_t > 0", "E0112"),
        (f"{PLAIN} which is the gate ⊙ W b", "E0103"),
        (f"{PLAIN} alpha beta is the state", "E0401"),
        (f"{PLAIN}\nwhere\n  W ∈ ℝ^{{n×m}} is weight", "E0304"),
    ],
)
def test_refused(text: str, code: str) -> None:
    assert {*codes(text)} == {code}


def test_a_name_of_an_equation_is_no_word() -> None:
    text = "The new state is h_t = tanh(W x_t + U h_{t-1}) gate"
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    assert "gate" in caught.value.diagnostics[0].message


def test_words_behind_an_equation_are_told() -> None:
    found = compile_cell(f"{PLAIN} is the hidden state")
    assert [each.code for each in found.diagnostics] == ["N0603"]
