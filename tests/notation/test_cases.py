r"""Values by cases, indicators, remainders and the number of the step, spelled freely.

Every spelling of one cell must compile to the same right sides.
"""

from __future__ import annotations

import pytest

from cellc.diagnostics import CellcError
from cellc.driver import CompiledCell, compile_cell

REST = "\nwhere\n  T = 3"
VALUES = r"\tanh(W x_t + U h_{t-1})", "h_{t-1}"
A, B = VALUES
BY_TIME = {
    "cases": rf"\begin{{cases}} {A} & \text{{if }} t \bmod T = 0 \\ "
    rf"{B} & \text{{otherwise}} \end{{cases}}",
    "commas and a full stop": rf"\begin{{cases}} {A}, & \text{{if }} t \bmod T = 0, \\ "
    rf"{B}, & \text{{otherwise.}} \end{{cases}}",
    "dcases, mathematics in text": rf"\begin{{dcases}} {A} & "
    rf"\text{{if $t \bmod T = 0$}} \\ {B} & \text{{else}} \end{{dcases}}",
    "an array with a brace": rf"\left\{{ \begin{{array}}{{ll}} {A} & \mbox{{if }} "
    rf"t \mod T = 0 \\ {B} & \mbox{{otherwise}} \end{{array}} \right.",
    "no ampersand": rf"\begin{{cases}} {A} \text{{ if }} t \bmod T = 0 \\ "
    rf"{B} \text{{ otherwise}} \end{{cases}}",
    "a bare condition": rf"\begin{{cases}} {A} & t \bmod T = 0 \\ "
    rf"{B} & t \bmod T \neq 0 \end{{cases}}",
    "the other way round": rf"\begin{{cases}} {B} & \text{{if }} t \bmod T \ne 0 \\ "
    rf"{A} & \text{{otherwise}} \end{{cases}}",
    "over lines": f"\\begin{{cases}}\n  {A} & \\text{{if }} t \\bmod T = 0 \\\\\n"
    f"  {B} & \\text{{otherwise}}\n\\end{{cases}}",
    "mod in plain letters": rf"\begin{{cases}} {A} & \text{{if }} t mod T = 0 \\ "
    rf"{B} & \text{{otherwise}} \end{{cases}}",
}


def right_sides(text: str) -> list[str]:
    return [str(each.value) for each in compile_cell(text).ir.equations]


@pytest.mark.parametrize("text", BY_TIME.values(), ids=BY_TIME.keys())
def test_cases(text: str) -> None:
    found = right_sides(f"h_t = {text}{REST}")
    assert found[0] == "t__prev + 1"
    assert found[1].startswith("where(abs(mod(t_, 3)), h_prev, tanh(")


INDICATORS = {
    "blackboard one": r"\mathbb{1}[x_t > 0]",
    "bold one": r"\mathbf{1}[x_t > 0]",
    "one of a character": "𝟙(x_t > 0)",
    "below": r"\mathbb{1}_{x_t > 0}",
    "below, in braces": r"\mathbb{1}_{\{x_t > 0\}}",
    "blackboard I": r"\mathbb{I}(x_t > 0)",
    "blackboard I, braces": r"\mathbb{I}\{x_t > 0\}",
    "Iverson's bracket": "[x_t > 0]",
    "turned round": "[0 < x_t]",
    "turned round, command": r"[0 \lt x_t]",
}


@pytest.mark.parametrize("text", INDICATORS.values(), ids=INDICATORS.keys())
def test_indicators(text: str) -> None:
    cell = f"h_t = h_{{t-1}} + {text} ⊙ tanh(x_t)"
    assert right_sides(cell) == right_sides("h_t = h_{t-1} + step(x_t) ⊙ tanh(x_t)")


COMPARISONS = {  # and what is the same in functions
    "x_t ≥ 0": "1 - step(-x_t)",
    "x_t ⩾ 0": "1 - step(-x_t)",
    r"x_t \geq 0": "1 - step(-x_t)",
    r"x_t \leq 0": "1 - step(x_t)",
    "x_t ≠ 0": "step(abs(x_t))",
    "-1 < x_t < 1": "step(step(x_t + 1) ⊙ step(1 - x_t))",
    r"-1 < x_t \land x_t < 1": "step(step(x_t + 1) ⊙ step(1 - x_t))",
    r"x_t < -1 \lor x_t > 1": "step(step(-1 - x_t) + step(x_t - 1))",
    "2 < 3": "1",
    "3 mod 2 = 0": "0",
}


@pytest.mark.parametrize("condition", COMPARISONS)
def test_comparisons(condition: str) -> None:
    plain = right_sides(f"h_t = h_{{t-1}} + x_t + {COMPARISONS[condition]}")
    assert right_sides(f"h_t = h_{{t-1}} + x_t + [{condition}]") == plain


def test_three_cases_are_nested() -> None:
    text = (
        r"k_t = \begin{cases} 2 x_t & x_t < 1 \\ 4 - 2 x_t & x_t < 2 \\ 0 & "
        r"\text{otherwise} \end{cases}" + "\nh_t = h_{t-1} + k_t"
    )
    found = right_sides(text)
    assert found[0] == "where(1 - x, 2*x, where(2 - x, 4 - 2*x, 0))"


def test_first_step() -> None:
    """A case for t = 0 is an initial value; what then holds always has no case."""
    for text in (
        r"h_t = \begin{cases} 0 & t = 0 \\ \tanh(W x_t + U h_{t-1}) & t > 0 "
        r"\end{cases}",
        r"h_t = \begin{cases} \tanh(W x_t + U h_{t-1}) & t \geq 1 \\ 0 & t = 0 "
        r"\end{cases}",
    ):
        assert right_sides(text) == right_sides(r"h_t = \tanh(W x_t + U h_{t-1})")


def codes(text: str) -> list[str]:
    return [each.code for each in compile_cell(text).diagnostics]


def test_notes() -> None:
    assert codes("h_t = h_{t-1} + x_t (t mod 3)") == ["N0680"]
    said = "h_t = h_{t-1} + x_t sin(t)\nwhere\n  t ∈ ℝ is step"
    assert codes(said) == []
    open_case = r"\begin{cases} x_t & x_t > 0 \\ h_{t-1} & x_t < -1 \end{cases}"
    assert codes(f"h_t = h_{{t-1}} + {open_case}") == ["N0681"]


REFUSED = {
    "no comparison": r"h_t = \begin{cases} x_t & \text{if it rains} \\ h_{t-1} & "
    r"\text{otherwise} \end{cases}",
    "no condition": r"h_t = \begin{cases} x_t & \\ h_{t-1} & x_t > 0 \end{cases}",
    "unless": r"h_t = \begin{cases} x_t & \text{unless } x_t > 0 \\ h_{t-1} & "
    r"\text{otherwise} \end{cases}",
    "any": r"h_t = \begin{cases} x_t & \text{if any } x_t > 0 \\ h_{t-1} & "
    r"\text{otherwise} \end{cases}",
    "with a probability": r"h_t = \begin{cases} x_t & x_t > 0 \\ h_{t-1} & "
    r"\text{otherwise, with probability } 0.5 \end{cases}",
    "Python": "h_t = x_t if x_t > 0 else h_{t-1}",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_refused(text: str) -> None:
    with pytest.raises(CellcError) as refused:
        compile_cell(text)
    assert [each.code for each in refused.value.diagnostics] == ["E0112"]


def names_of(cell: CompiledCell) -> list[str]:
    return [each.target.name for each in cell.ir.equations]


RANGES = {
    "behind, dots": "s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}), l = 1, …, L",
    "behind, LaTeX": r"s^{(l)}_t = \tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}), \quad "
    r"l = 1, \dots, L",
    "behind, for": r"s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}) "
    r"\text{ for } l = 1, 2, \ldots, L",
    "behind, in brackets": "s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}) "
    "  (for l = 1..L)",
    "for all": r"s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}) "
    r"\quad \forall l \in \{1, \ldots, L\}",
    "for all, a sign": "s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}) "
    "∀ l ∈ {1, …, L}",
    "for all, words": r"s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}) "
    r"\text{ for all } l \in \{1, \dots, L\}",
    "between": r"s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)}) for 1 ≤ l ≤ L",
    "above": "for l = 1..L:\n  s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)})",
    "above, to": "for l = 1 to L\n  s^{(l)}_t = tanh(W^{(l)} s^{(l-1)}_t + b^{(l)})",
    "below, not above": "s_{l,t} = tanh(W_l s_{l-1,t} + b_l), l = 1, …, L",
    "no brackets": "s^l_t = tanh(W^l s^{l-1}_t + b^l), l = 1, …, L",
    "another letter": r"s^{(k)}_t = tanh(W^{(k)} s^{(k-1)}_t + b^{(k)}), "
    "k = 1, …, L",
}
AROUND = {  # how the first and the last of them are written
    "below, not above": ("s_{0,t} = h_{t-1}", "h_t = s_{L,t} + U x_t"),
    "no brackets": ("s^0_t = h_{t-1}", "h_t = s^L_t + U x_t"),
}


@pytest.mark.parametrize("form", RANGES)
def test_written_out(form: str) -> None:
    first, last = AROUND.get(form, ("s^{(0)}_t = h_{t-1}", "h_t = s^{(L)}_t + U x_t"))
    cell = compile_cell(f"{first}\n{RANGES[form]}\n{last}\nwhere\n  L = 3")
    plain = compile_cell(
        "a_t = h_{t-1}\nc_t = tanh(W_1 a_t + b_1)\nd_t = tanh(W_2 c_t + b_2)\n"
        "e_t = tanh(W_3 d_t + b_3)\nh_t = e_t + U x_t"
    )
    names = dict(zip(names_of(cell), names_of(plain), strict=True))
    found = [str(each.value) for each in cell.ir.equations]
    for old, new in names.items():
        found = [each.replace(old, new) for each in found]
    assert found == [str(each.value) for each in plain.ir.equations]
    assert "N0682" in [each.code for each in cell.diagnostics]


def test_sum_with_known_ends() -> None:
    text = "h_t = tanh(U x_t + \\sum_{k=1}^{K} W_k h_{t-k})\nwhere\n  K = 3"
    plain = "h_t = tanh(U x_t + W_1 h_{t-1} + W_2 h_{t-2} + W_3 h_{t-3})"
    assert right_sides(text) == right_sides(plain)


def test_odd_and_even() -> None:
    cell = compile_cell(
        "x^{i}_t = 2 σ(Q^{i} h^{i-1}_t) ⊙ x_t^{i-2}   for odd i ∈ [1..r]\n"
        "h^{i}_t = 2 σ(R^{i} x^{i-1}_t) ⊙ h_t^{i-2}   for even i ∈ [1..r]\n"
        "x^{-1}_t = x_t\nh^{0}_t = h_{t-1}\n"
        "h_t = tanh(W h^{r-1}_t + U x^r_t)\nwhere\n  r = 5"
    )
    assert {each.name for each in cell.ir.parameters} == {
        *["Q_1", "Q_3", "Q_5", "R_2", "R_4", "W", "U"]
    }


def test_index_without_a_number_is_that_of_components() -> None:
    cell = compile_cell(
        "h_i^t = tanh(\\sum_j w_{ij} x_j^t + u_i h_i^{t-1}), i = 1, ..., n"
    )
    assert names_of(cell) == ["h"]


def parameters_of(text: str) -> set[str]:
    return {each.name for each in compile_cell(text).ir.parameters}


def test_what_is_known_leaves_nothing_behind() -> None:
    text = (
        "s_{0,t} = h_{t-1}\n"
        "s_{l,t} = tanh(W_l s_{l-1,t} + %s), l = 1, ..., 3\nh_t = s_{3,t}"
    )
    for term in ("[l = 1] U_l x_t", "U_l x_t [l = 1]", "[l < 2] ⊙ (U_l x_t)"):
        assert parameters_of(text % term) == {"W_1", "W_2", "W_3", "U_1"}


def test_letter_of_an_index_and_of_a_gate() -> None:
    text = (
        "x^{i}_t = 2 σ(Q^{i} h^{i-1}_t) ⊙ x_t^{i-2}   for odd i ∈ [1..3]\n"
        "h^{i}_t = 2 σ(R^{i} x^{i-1}_t) ⊙ h_t^{i-2}   for even i ∈ [1..3]\n"
        "x^{-1}_t = x_t\nh^{0}_t = h_{t-1}\n"
        "i_t = σ(W_i x^3_t)\nh_t = i_t ⊙ tanh(W_h h^2_t)"
    )
    assert parameters_of(text) == {"Q_1", "Q_3", "R_2", "W_i", "W_h"}


def test_two_indices() -> None:
    text = (
        r"g^{i,j}_t = σ(w^{i,j} ⊙ h^{j}_{t-1} + u^{i,j} ⊙ x_t), "
        r"\quad i = 1, \ldots, 2, \quad j = 1, \ldots, 2"
        "\n"
        r"h^{i}_t = \tanh(\sum_{j=1}^{2} g^{i,j}_t ⊙ (U^{i,j} h^{j}_{t-1}) "
        r"+ W^{i} x_t), i = 1, ..., 2"
        "\nwhere\n  x_t ∈ ℝ^h\n  output h^1_t, h^2_t"
    )
    found = parameters_of(text)
    assert {"w_1_2", "u_2_1", "U_1_1", "W_2"} <= found
    assert len(found) == 14
    assert not [
        each.code for each in compile_cell(text).diagnostics if each.code != "N0682"
    ]


def test_the_note_lists_the_values() -> None:
    text = "s_{l,t} = tanh(W_l x_t) for odd l ∈ [1..9]\nh_t = h_{t-1} + s_{1,t}"
    text += " + s_{3,t} + s_{5,t} + s_{7,t} + s_{9,t}"
    notes = [each.message for each in compile_cell(text).diagnostics]
    assert any("l = 1, 3, ..., 9" in each for each in notes)


def test_power_beside_an_index_in_brackets() -> None:
    text = (
        "for n = 1..2\n  μ^{(n)}_{X,t} = tanh(W^{(n)} x_t)\n"
        "μ_t = V h_{t-1}\n"
        "h_t = tanh(U h_{t-1} + μ^{(1)}_{X,t} + μ^{(2)}_{X,t}) + %s"
    )
    assert right_sides(text % "μ_t^2") == right_sides(text % "μ_t ⊙ μ_t")
    bare = "x^{i}_t = tanh(Q^{i} u_t), i = 1, 2\nh_t = h_{t-1} + x^1_t + x^2_t"
    assert parameters_of(bare) == {"Q_1", "Q_2"}


def test_minus_on_the_left_is_no_bullet() -> None:
    assert right_sides("- h_t = h_{t-1} + W x_t") == right_sides(
        "h_t = h_{t-1} + W x_t"
    )
    for text in ("-h_t = h_{t-1} + W x_t", "$$-h_t = h_{t-1} + W x_t$$"):
        with pytest.raises(CellcError) as refused:
            compile_cell(text)
        assert [each.code for each in refused.value.diagnostics] == ["E0221"]


def test_names_and_values_in_pairs() -> None:
    plain = right_sides("h_t = 0.5 h_{t-1} + 0.2 h_{t-2} + W x_t")
    text = "h_t = a h_{t-1} + b h_{t-2} + W x_t"
    assert right_sides(f"{text}\nwhere\n  a, b = 0.5, 0.2") == plain
    assert right_sides(f"$${text}$$\nwhere $a, b = 0.5, 0.2$.") == plain


def test_indices_written_together() -> None:
    text = r"h_t^k = \tanh(W^k x_t + \sum_{{j=1}}^{{2}} U^{{{}}} h_{{t-1}}^j), k = 1, 2"
    together, apart = (compile_cell(text.format(each)).ir for each in ("kj", "(k,j)"))
    assert [each.value for each in together.equations] == [
        each.value for each in apart.equations
    ]
