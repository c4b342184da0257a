"""Every feature: a small cell that has it, one that has not; and cells of the zoo."""

from __future__ import annotations

import pytest
import zoo_cells

from cellc.diagnostics import Source
from cellc.driver import analyse
from cellc.ir import Cell
from cellc.report.features import FEATURES, features_of

PLAIN = "h_t = tanh(W x_t + U h_{t-1} + b)"
MATRIX = "S_t = S_{t-1} + v_t k_t^T\nv_t = V x_t\nk_t = K x_t\ny_t = S_t k_t\n"
MATRIX += "where\n  output y_t"
LAYERS = r"h^{(l)}_t = \tanh(W h^{(l-1)}_t + U h^{(l)}_{t-1} + V x_t)"
CASES = r"h_t = \begin{cases} \tanh(W x_t + U h_{t-1}) & \text{if } x_t > 0 \\ "
CASES += r"h_{t-1} & \text{otherwise} \end{cases}"
COUNTED = "h_t = tanh(W x_t + U h_{t-1} + a ⊙ sin(ω t))\n"
COUNTED += "where\n  ω ∈ ℝ^h\n  t ∈ ℝ is step"
NOISY = "h_t = tanh(W x_t + U h_{t-1}) + ε_t\nwhere\n  ε_t ~ N(0, I)"
GATED = "z_t = σ(V x_t)\nh_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ (W x_t)"
SECOND_LAYER = f"{GATED}\n"
SECOND_LAYER += "u_t = σ(A h_t)\ng_t = (1 - u_t) ⊙ g_{t-1} + u_t ⊙ (B h_t)"
LOW_RANK = "h_t = tanh(A B^T h_{t-1} + U x_t)\nwhere\n  A ∈ ℝ^{h×r}\n  B ∈ ℝ^{h×r}"

# feature -> cells with it, cells without it
CELLS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "matrix-state": ((MATRIX,), (PLAIN,)),
    "several-states": (
        ("c_t = c_{t-1} + x_t\nh_t = tanh(c_t + U h_{t-1})",),
        (PLAIN, "h_t = tanh(W x_t + U h_{t-2})", COUNTED),
    ),
    "lags": (
        ("h_t = tanh(W x_t + U h_{t-2})", "h_t = x_{t-1} + U h_{t-1} + W x_t"),
        (PLAIN, "s_t = s_{t-1} / 2 + y_{t-1}\ny_t = tanh(W x_t + U s_t)"),
    ),
    "diagonal-recurrence": (
        (
            "h_t = tanh(W x_t + u ⊙ h_{t-1} + b)",
            "h_t = σ(V x_{t-1}) ⊙ h_{t-1} + x_t",
            GATED,
            SECOND_LAYER,
            MATRIX,
        ),
        (
            PLAIN,
            "h_t = x_t - mean(h_{t-1})",
            "c_t = c_{t-1} + A h_{t-1}\nh_t = tanh(c_t + x_t)",
            "S_t = S_{t-1}^T + v_t v_t^T\nv_t = V x_t\ny_t = S_t v_t\n"
            "where\n  output y_t",
        ),
    ),
    "linear-recurrence": (
        (GATED, SECOND_LAYER, MATRIX, "h_t = W x_t + U h_{t-1}"),
        (
            PLAIN,
            "h_t = h_{t-1} ⊙ h_{t-1} + x_t",
            "h_t = σ(V h_{t-1}) ⊙ h_{t-1} + x_t",
            "h_t = x_t / (1 + h_{t-1})",
            "h_t = x_t + W h_{t-1} + softmax(h_{t-1})",
        ),
    ),
    "several-inputs": (
        ("h_t = tanh(W x_t + U h_{t-1} + V u_t)",),
        (PLAIN, NOISY, LAYERS),
    ),
    "static-input": (
        (
            f"{PLAIN} + V c\nwhere\n  c ∈ ℝ^c is static",
            "h_t = tanh(W x_t + V A^T softmax(A U h_{t-1}))\n"
            "where\n  A ∈ ℝ^{L×a} is static",
        ),
        (PLAIN, NOISY, LAYERS),
    ),
    "shared-size": (("h_t = tanh(W x_t + U h_{t-1}) + x_t",), (PLAIN, NOISY)),
    "layer-below": ((LAYERS,), (PLAIN,)),
    "noise": ((NOISY,), (PLAIN,)),
    "several-outputs": ((f"{PLAIN}\ny_t = V h_t\nwhere\n  output h_t, y_t",), (PLAIN,)),
    "separate-output": ((f"{PLAIN}\ny_t = V h_t\nwhere\n  output y_t",), (PLAIN,)),
    "constants": ((f"{PLAIN} + k x_t\nwhere\n  k ∈ ℝ = 0.1",), (PLAIN,)),
    "frozen": ((f"{PLAIN}\nwhere\n  W is frozen",), (PLAIN,)),
    "computed-once": (
        ("A = U - U^T\nh_t = tanh(W x_t + A h_{t-1})",),
        (PLAIN, "h_t = tanh(W x_t + (U - U^T) h_{t-1})"),
    ),
    "factored-matrices": (
        (LOW_RANK, f"C = A B^T\n{LOW_RANK.replace('A B^T h', 'C h')}"),
        (PLAIN, "h_t = tanh(A σ(B h_{t-1}) + x_t)\nwhere\n  A ∈ ℝ^{h×r}"),
    ),
    "multiplicative": (
        ("h_t = tanh((W x_t) ⊙ (U h_{t-1}))",),
        (PLAIN, "h_t = σ(V x_t) ⊙ (U h_{t-1})"),
    ),
    "step-number": ((COUNTED,), (PLAIN, "h_t = tanh(W x_t + U h_{t-1}) + 1")),
    "cases": ((CASES, "h_t = 𝟙(x_t > 0) ⊙ x_t + U h_{t-1}"), (PLAIN,)),
    "kinks": (
        ("h_t = relu(W x_t + U h_{t-1})", "h_t = x_t + max(h_{t-1})", CASES),
        (PLAIN,),
    ),
    "softmax": (
        ("h_t = softmax(W x_t + U h_{t-1})",),
        (PLAIN, "h_t = U h_{t-1} / sum(x_t)"),
    ),
    "reductions": (
        (
            "h_t = softmax(W x_t + U h_{t-1})",
            "h_t = x_t + mean(h_{t-1})",
            "h_t = tanh(LN(W x_t + U h_{t-1}))",
        ),
        (PLAIN, MATRIX),
    ),
    "normalised": (
        (
            "h_t = tanh(LN(W x_t + U h_{t-1}))",
            "h_t = tanh(RMSNorm(W x_t + U h_{t-1}))",
            "h_t = x_t + h_{t-1} / ‖h_{t-1}‖",
        ),
        (PLAIN, "h_t = x_t / sum(x_t) + U h_{t-1}", "h_t = x_t norm(h_{t-1})"),
    ),
    "batch-statistics": (
        ("h_t = tanh(W x_t + BN(U h_{t-1}; γ))", "h_t = U h_{t-1} + batch_mean(x_t)"),
        (PLAIN, "h_t = tanh(LN(W x_t + U h_{t-1}))"),
    ),
}
# of the zoo -> features that it has, features that it has not
ZOO: dict[str, tuple[set[str], set[str]]] = {
    "lstm": ({"several-states"}, {"linear-recurrence", "separate-output", "kinks"}),
    "mingru": ({"diagonal-recurrence", "linear-recurrence"}, {"matrix-state"}),
    "indrnn": ({"diagonal-recurrence"}, {"linear-recurrence"}),
    "delta_net": ({"matrix-state", "linear-recurrence"}, {"diagonal-recurrence"}),
    "tgru": ({"lags", "linear-recurrence"}, {"several-states"}),
    "retnet": ({"step-number", "normalised"}, {"several-inputs"}),
    "esn": ({"frozen", "separate-output"}, {"constants"}),
    "fastgrnn_low_rank": ({"factored-matrices", "computed-once"}, {"multiplicative"}),
    "mi_rnn": ({"multiplicative"}, {"factored-matrices"}),
    "gru_d": ({"several-inputs", "shared-size", "kinks"}, {"noise"}),
    "luong_general": ({"static-input", "softmax"}, {"lags", "several-outputs"}),
    "bn_lstm": ({"batch-statistics", "normalised"}, {"reductions"}),
    "on_lstm": ({"softmax", "reductions"}, {"normalised"}),
}


def cell_of(text: str) -> Cell:
    return analyse(Source(text), "cell").cell


def test_every_feature_has_its_cells() -> None:
    assert list(CELLS) == [each.name for each in FEATURES]


@pytest.mark.parametrize("name", CELLS)
def test_cells_with_a_feature(name: str) -> None:
    for text in CELLS[name][0]:
        assert name in features_of(cell_of(text)), text


@pytest.mark.parametrize("name", CELLS)
def test_cells_without_a_feature(name: str) -> None:
    for text in CELLS[name][1]:
        assert name not in features_of(cell_of(text)), text


@pytest.mark.parametrize("name", ZOO)
def test_features_of_the_zoo(name: str) -> None:
    found = {*features_of(zoo_cells.compiled(name).ir)}
    has, has_not = ZOO[name]
    assert has <= found
    assert not has_not & found


def test_form() -> None:
    names = [each.name for each in FEATURES]
    assert len({*names}) == len(names)
    for each in FEATURES:
        assert each.name == each.name.lower().replace(" ", "-")
        assert len(each.meaning) <= 80
        assert not each.meaning.endswith(".")
