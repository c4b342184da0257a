"""Did you mean: how names differ, and what is offered in the place of one."""

from __future__ import annotations

import pytest

from cellc.diagnostics import CellcError, Diagnostic
from cellc.driver import compile_cell
from cellc.lower.likeness import Kind, difference, nearest, signatures
from cellc.lower.spelling import bare, split_time

SLIPS = [
    ("c", "C", {Kind.CASE}),
    ("C_tilde", "C", {Kind.ACCENT}),
    ("h_tilde", "h_hat", {Kind.ACCENT}),
    ("c_tilde", "C", {Kind.ACCENT, Kind.CASE}),
    ("varphi", "phi", {Kind.FORM}),
    ("epsilon", "varepsilon", {Kind.FORM}),
    ("nu", "v", {Kind.LOOK}),
    ("W_hi", "W_ih", {Kind.ORDER}),
    ("W_h_i", "W_hi", {Kind.ORDER}),
    ("gate", "gates", {Kind.LETTER}),
    ("gaet", "gate", {Kind.LETTER}),
    ("W_f", "W_i", {Kind.LABEL}),
    ("W_hh", "W_h", {Kind.LABEL}),
    ("b", "b_f", {Kind.LABEL}),
]
OTHERS = [("i", "j"), ("W", "V"), ("gate1", "gate2"), ("in", "out"), ("ht", "th")]


@pytest.mark.parametrize(("one", "other", "kinds"), SLIPS)
def test_difference(one: str, other: str, kinds: set[Kind]) -> None:
    assert difference(one, other) == kinds
    assert difference(other, one) == kinds


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names(one: str, other: str) -> None:
    assert difference(one, other) is None


@pytest.mark.parametrize(("one", "other", "kinds"), SLIPS)
def test_one_slip_shares_a_signature(one: str, other: str, kinds: set[Kind]) -> None:
    if not kinds & {Kind.LABEL, Kind.LOOK}:
        assert {*signatures(one)} & {*signatures(other)}


@pytest.mark.parametrize(
    ("name", "candidates", "found"),
    [
        ("c", ["h", "C", "C_tilde"], ["C"]),
        ("C_hat", ["C_tilde", "C"], ["C_tilde", "C"]),
        ("W_g", ["W_f", "W_i"], []),  # one of a family: any of them
        ("W_g", ["W_f", "V"], ["W_f"]),
        ("y", ["h", "x"], []),
    ],
)
def test_nearest(name: str, candidates: list[str], found: list[str]) -> None:
    assert nearest(name, candidates) == found


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("h_t", ("h", "_t")),
        ("h_{t - 1}", ("h", "_{t - 1}")),
        ("h_<t-1>", ("h", "_<t-1>")),
        ("h^{(t-1)}", ("h", "^{(t-1)}")),
        ("h(t)", ("h", "(t)")),
        ("hₜ₋₁", ("h", "ₜ₋₁")),
        ("\\tilde{C}_{t-1}", ("\\tilde{C}", "_{t-1}")),
        ("h_{\\langle t-1 \\rangle}", ("h", "_{\\langle t-1 \\rangle}")),
        ("\\tilde{C_t}", None),
        ("h_{i,t}", None),
        ("W_f", None),
    ],
)
def test_time_of_a_name(typed: str, parts: tuple[str, str] | None) -> None:
    assert split_time(typed) == parts


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("W^2", "W"),
        ("W^{-1}", "W"),
        ("x_t^T", "x_t"),
        ("x_t^{\\top}", "x_t"),
        ("W²", "W"),
        ("Wᵀ", "W"),
        ("h^{(t)}", "h^{(t)}"),
        ("W^f", "W^f"),
        ("W_{hh}^{f}", "W_{hh}^{f}"),
    ],
)
def test_name_without_its_power(typed: str, name: str) -> None:
    assert bare(typed) == name


def the_error(text: str) -> Diagnostic:
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


MISTAKES = {
    "state": "C_t = f_t ⊙ c_{t-1} + x_t\nf_t = σ(W x_t)",
    "state at a time that is typed nowhere": "C(t) = tanh(W c(t-1) + U x(t))\n"
    "h(t) = C(t) + h(t-1)\nwhere\n  output h_t",
    "state of another form": "ϵ_t = tanh(W ε_{t-1} + U x_t)\nwhere\n  output ϵ_t",
    "output": "h_t = tanh(W h_{t-1} + x_t)\nwhere\n  output H_t",
    "function": "h_t = thanh(W h_{t-1} + x_t)",
    "function of LaTeX": "h_t = \\tahn(W h_{t-1} + x_t)",
    "function of the spec": "h_t = Phi(W h_{t-1} + x_t)\nwhere\n  phi(a) = 2 a",
    "declaration": "h_t = tanh(W_{hh} h_{t-1} + b_h + x_t)\nwhere\n  b_H ∈ ℝ^h",
    "definition": "\\tilde{h}_t = tanh(W h_{t-1})\nh_t = \\hat{h}_t + x_t + h_{t-1}",
    "tilde": "h̃_t = tanh(W h_{t-1} + x_t)\nh_t = h_{t-1} + 0.5 h_t",
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_the_edit_mends_the_spec(kind: str) -> None:
    text = MISTAKES[kind]
    error = the_error(text)
    assert error.help is not None
    assert error.help.startswith("did you mean `")
    assert error.edit is not None
    assert compile_cell(error.edit.applied(text)).source_text
