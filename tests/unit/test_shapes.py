"""infer: sizes of values, names of sizes, axes of parameters."""

from __future__ import annotations

import pytest

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell
from cellc.ir import size_text


def shapes(text: str) -> dict[str, list[str]]:
    """Every name's shape; (h,) is ["h"]."""
    found = compile_cell(text).ir
    return {
        each.name: [size_text(size) for size in each.shape]
        for each in found.variables.values()
    }


def sizes(text: str) -> tuple[str, ...]:
    return compile_cell(text).ir.sizes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "h_t = tanh(W h_{t-1} + U x_t + b)",
            {"W": ["h", "h"], "U": ["h", "x"], "b": ["h"], "x": ["x"]},
        ),
        ("h_t = tanh(W·[h_{t-1}, x_t])", {"W": ["h", "h + x"]}),
        ("h_t = tanh(W·[x_t, x_t, h_{t-1}])", {"W": ["h", "h + 2 * x"]}),
        ("h_t = h_{t-1} + x_t", {"x": ["h"], "h": ["h"]}),
        ("h_t = tanh(W^T h_{t-1} + U x_t)", {"W": ["h", "h"]}),
        ("h_t = tanh(U^T x_t) + h_{t-1}", {"U": ["x", "h"]}),
        (
            "h_t = tanh(W h_{t-1} + p ⊙ x_t)",
            {"p": ["h"], "x": ["h"]},
        ),
        ("h_t = [a_t, b_t] + h_{t-1} - h_{t-1}", {"h": ["a + b"]}),
        ("h_t = tanh(W h_{t-1} + U (V x_t))\nwhere\n  V ∈ ℝ^{k×x}", {"U": ["h", "k"]}),
        ("h_t = v (x_t^T x_t) + h_{t-1}\nwhere\n  v ∈ ℝ^h", {"v": ["h"], "x": ["x"]}),
        ("A = W - W^T\nh_t = A h_{t-1} + x_t\nwhere\n  W ∈ ℝ^{h×h}", {"A": ["h", "h"]}),
        ("h_t = (k v^T) x_t + h_{t-1}\nwhere\n  k ∈ ℝ^h\n  v ∈ ℝ^x", {"x": ["x"]}),
        ("h_t = tanh(W h_{t-1} + x_t)\nwhere\n  h_t ∈ ℝ^3", {"W": ["3", "3"]}),
        (
            "h_t = tanh(W·[h_{t-1}, h_{t-1}] + x_t)\nwhere\n  W ∈ ℝ^{n×2n}",
            {"h": ["n"], "x": ["n"]},
        ),
        ("h_t = σ(k) h_{t-1} + x_t\nwhere\n  k ∈ ℝ", {"k": []}),
    ],
)
def test_shapes(text: str, expected: dict[str, list[str]]) -> None:
    found = shapes(text)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("h_t = tanh(W h_{t-1} + U x_t)", ("x", "h")),
        ("h_t = tanh(W h_{t-1} + U x_t + V y_t)", ("x", "y", "h")),
        ("h_t = h_{t-1} + x_t", ("h",)),
        # the output's name wins over a state's, a state's over an input's
        ("C_t = C_{t-1} + x_t\nh_t = tanh(C_t) + h_{t-1}", ("h",)),
        ("C_t = C_{t-1} + x_t\nh_t = tanh(C_t)\nwhere\n  output h_t", ("h",)),
        ("h_t = tanh(W h_{t-1} + x_t)\nwhere\n  x_t ∈ ℝ^n", ("n",)),
        ("h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  x_t ∈ ℝ^7", ("h",)),
        ("h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  L = 4\n  x_t ∈ ℝ^L", ("h",)),
        ("φ_t = tanh(W φ_{t-1} + U ξ_t)", ("xi", "phi")),
    ],
)
def test_names_of_sizes(text: str, expected: tuple[str, ...]) -> None:
    assert sizes(text) == expected


@pytest.mark.parametrize(
    "parameter", ["W h_{t-1}", "W·h_{t-1}", "W@h_{t-1}", "W(h_{t-1})"]
)
def test_upper_case_before_a_vector_is_a_matrix(parameter: str) -> None:
    assert shapes(f"h_t = tanh({parameter} + x_t)")["W"] == ["h", "h"]


@pytest.mark.parametrize(
    "use", ["p ⊙ h_{t-1}", "p ∘ h_{t-1}", "h_{t-1} ⊙ p", "P ⊙ h_{t-1}", "h_{t-1} + p"]
)
def test_under_a_componentwise_product_a_parameter_is_a_vector(use: str) -> None:
    found = shapes(f"h_t = tanh({use} + x_t)")
    assert found.get("p", found.get("P")) == ["h"]


@pytest.mark.parametrize("name", ["w", "γ", "\\alpha", "w_{hh}"])
def test_lower_case_before_a_vector_is_refused(name: str) -> None:
    with pytest.raises(CellcError, match="E0401"):
        shapes(f"h_t = tanh({name} h_{{t-1}} + x_t)")


@pytest.mark.parametrize(
    ("fact", "shape"), [("ℝ", []), ("ℝ^h", ["h"]), ("ℝ^{h×h}", ["h", "h"])]
)
def test_a_fact_decides(fact: str, shape: list[str]) -> None:
    found = shapes(f"h_t = tanh(w h_{{t-1}} + x_t)\nwhere\n  w ∈ {fact}")
    assert found["w"] == shape


def test_another_use_decides() -> None:
    assert shapes("h_t = tanh(w h_{t-1} + x_t + w ⊙ x_t)")["w"] == ["h"]


def test_both_sides_of_a_conflict_are_shown() -> None:
    text = """h_t = tanh(W h_{t-1} + b)
y_t = h_t + x_t
where
  x_t ∈ ℝ^3
  h_t ∈ ℝ^4
  output y_t
"""
    with pytest.raises(CellcError) as caught:
        shapes(text)
    shown = str(caught.value)
    assert "x_t ∈ ℝ^3" in shown
    assert "h_t ∈ ℝ^4" in shown


def test_conflict_of_an_equation_shows_the_fact_it_contradicts() -> None:
    with pytest.raises(CellcError) as caught:
        shapes("h_t = W h_{t-1} + x_t\nwhere\n  x_t ∈ ℝ^3\n  h_t ∈ ℝ^4")
    assert "h_t ∈ ℝ^4" in str(caught.value)
    assert "x_t ∈ ℝ^3" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "h_t = tanh(U (V x_t) + W h_{t-1})",
        "h_t = tanh((A B) h_{t-1} + U x_t)\nwhere\n  A ∈ ℝ^{h×k}",
    ],
)
def test_the_lines_that_a_help_names_decide_it(text: str) -> None:
    """Whatever is not determined: the facts of the help lines make it compile."""
    facts: list[str] = []
    for _ in range(5):
        head = text if "where" in text else f"{text}\nwhere"
        said = _messages("\n".join([head, *facts, "output h_t"]))
        if not said:
            return
        assert all("where block: " in each for each in said), said
        facts += ["  " + each.partition("where block: ")[2] for each in said]
    pytest.fail(f"still not determined with {facts}")


def _messages(text: str) -> list[str]:
    """The help lines of a text that does not compile."""
    try:
        compile_cell(text)
    except CellcError as error:
        return [each.help or "" for each in error.diagnostics]
    return []
