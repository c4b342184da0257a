"""lint: what is reported of cells that compile, and what must not be."""

from __future__ import annotations

from pathlib import Path

import pytest
import zoo_cells

from cellc.diagnostics import CellcError, Diagnostic, Severity, Source
from cellc.driver import analyse
from cellc.sources import decode

TESTS = Path(__file__).parents[1]
GOOD = sorted((TESTS / "errors" / "fixed").glob("*.cell"))
PRINTED = sorted((TESTS / "corpus").glob("*/*.tex"))


def found(text: str, *codes: str) -> list[Diagnostic]:
    """The findings about a text with these codes."""
    said = analyse(Source(text), "cell").diagnostics
    return [each for each in said if each.code in codes]


def typed(diagnostic: Diagnostic) -> str:
    assert diagnostic.source is not None
    assert diagnostic.span is not None
    return diagnostic.source.snippet(diagnostic.span)


def mended(diagnostic: Diagnostic) -> str:
    """The text with the edit of a finding in it."""
    assert diagnostic.source is not None
    assert diagnostic.edit is not None
    return diagnostic.edit.applied(diagnostic.source.text)


def warnings_of(source: Source) -> list[str]:
    said = analyse(source, "cell").diagnostics
    return [each.message for each in said if each.severity is Severity.WARNING]


# ---------------------------------------------------------------- nothing to warn of


@zoo_cells.every_cell
def test_no_warning_of_a_cell_of_the_zoo(name: str) -> None:
    said = zoo_cells.compiled(name).diagnostics
    assert [each for each in said if each.severity is Severity.WARNING] == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_no_warning_of_a_mended_spec(path: Path) -> None:
    assert warnings_of(decode(path.read_bytes(), path.name)) == []


@pytest.mark.parametrize(
    "path", PRINTED, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_no_warning_of_a_printed_text(path: Path) -> None:
    """Of those that compile as they are printed."""
    try:
        said = warnings_of(decode(path.read_bytes(), path.name))
    except CellcError:
        pytest.skip("it needs a where block, or is refused")
    assert said == []


MEANT = {
    "families of parameters": "r_t = σ(W_ir x_t + b_ir + W_hr h_{t-1} + b_hr)\n"
    "z_t = σ(W_iz x_t + b_iz + W_hz h_{t-1} + b_hz)\n"
    "h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ tanh(W_in x_t + r_t ⊙ (W_ni h_{t-1}))",
    "both ways of one pair": "f_t = σ(R_if i_{t-1} + x_t)\n"
    "i_t = σ(R_fi f_t + x_t)\nh_t = f_t ⊙ h_{t-1} + i_t",
    "an encoded input": "X_t = E x_t\nh_t = tanh(W h_{t-1} + U X_t)",
    "an encoded input beside another": "X_t = E x_t\n"
    "h_t = tanh(W h_{t-1} + U X_t + u_t)",
    "an input with what is missing filled in": "x̂_t = m_t ⊙ x_t + (1 - m_t) ⊙ h_{t-1}\n"
    "h_t = tanh(W h_{t-1} + U x̂_t)",
    "a value and its derivative": "h_t = tanh(W h_{t-1} + U x_t + V \\dot{x}_t) ⊙ x_t",
    "a matrix and a vector": "h_t = w ⊙ tanh(W h_{t-1} + U x_t) + W x_t",
    "an input that is declared": "C_t = tanh(W C_{t-1} + U x_t + V c_t)\n"
    "h_t = h_{t-1} + C_t\nwhere\n  c_t ∈ ℝ^c is input",
    "a parameter that is declared": "h_t = tanh(W_hi h_{t-1} + W_hi x_t + W_ih x_t)\n"
    "where\n  W_ih ∈ ℝ^{h×h}",
    "inputs of a numbered family": "h_t = tanh(W h_{t-1} + A x_{1,t}) ⊙ x_{2,t}\n"
    "y_t = x_{2,t} ⊙ h_t\nwhere\n  output y_t",
    "inputs of a lettered family": "h_t = tanh(W h_{t-1} + A x_{a,t}) ⊙ x_{b,t}\n"
    "y_t = x_{b,t} ⊙ h_t\nwhere\n  output y_t",
    "short names": "h_t = i_t ⊙ h_{t-1} + j_t\ni_t = σ(W_i x_t)\nj_t = tanh(W_j x_t)",
    "one input of one name": "h̃_t = tanh(W x_t + U h_{t-1})\nh_t = h_{t-1} + h̃_t",
    "layers": "h_t = tanh(W h_{t-1} + U x_t)\n"
    "y_t = tanh(W_y y_{t-1} + U_y h_t)\nwhere\n  output y_t",
}


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT.keys())
def test_no_warning_of_what_is_meant(text: str) -> None:
    assert warnings_of(Source(text)) == []


# ---------------------------------------------------------------- W0501

GATES = """f_t = σ(W_f·[h_{t-1}, x_t] + p_f ⊙ C_{t-1})
C̃_t = tanh(W_C·[h_{t-1}, x_t])
C_t = f_t * C_{t-1} + (1 - f_t) * C̃_t
o_t = σ(W_o·[h_{t-1}, x_t] + p_o ⊙ C_t)
h_t = o_t * tanh(C_t)
"""
SLIPS = {  # what is typed in the place of what; the name reported, and the mended one
    "case": ("tanh(C_t)", "tanh(c_t)", "c_t", "C_t"),
    "case of an input": ("W_o·[h_{t-1}, x_t]", "W_o·[h_{t-1}, X_t]", "X_t", "x_t"),
    "in its own equation": ("f_t * C_{t-1}", "f_t * c_t", "c_t", "C_{t-1}"),
    "twice": ("o_t * tanh(C_t)", "o_t * tanh(c_t) + c_t", "c_t", "C_t"),
    "with a power": ("o_t * tanh(C_t)", "o_t * c_t^2", "c_t^2", "C_t^2"),
    "accent": ("tanh(C_t)", "tanh(C̄_t)", "C̄_t", None),  # C_t or C̃_t
}


@pytest.mark.parametrize(("right", "wrong", "name", "meant"), SLIPS.values(), ids=SLIPS)
def test_slips(right: str, wrong: str, name: str, meant: str | None) -> None:
    text = GATES.replace(right, wrong)
    assert text != GATES
    (warning,) = found(text, "W0501")
    assert typed(warning) == name
    assert "did you mean" in (warning.help or "")
    if meant is None:
        assert warning.edit is None
    else:
        start = text.index(wrong) + wrong.index(name)
        assert mended(warning) == text[:start] + meant + text[start + len(name) :]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("net_t = U x_t + W h_{t-1}\nh_t = tanh(net_t) + nets_t", "nets_t"),
        ("gate_t = σ(U x_t)\nh_t = gate_t ⊙ h_{t-1} + gaet_t", "gaet_t"),
        ("\\phi_t = σ(U x_t)\nh_t = \\phi_t ⊙ h_{t-1} + \\varphi_t", "\\varphi_t"),
        ("h_t = (1 - ε) ⊙ h_{t-1} + ϵ ⊙ x_t", "ϵ"),
        ("h_t = tanh(W_{hi} h_{t-1} + W_{hi} x_t + W_{ih} x_t)", "W_{ih}"),
        ("h_t = tanh(W_a h_{t-1} + W_A x_t + W_a x_t)", "W_A"),
    ],
)
def test_more_slips(text: str, name: str) -> None:
    (warning,) = found(text, "W0501")
    assert typed(warning) == name
    assert found(mended(warning), "W0501") == []


def test_what_to_declare_ends_the_warning() -> None:
    text = GATES.replace("tanh(C_t)", "tanh(c_t)")
    (warning,) = found(text, "W0501")
    assert warning.help is not None
    line = warning.help.partition("where block: ")[2]
    assert found(f"{text}where\n  {line}\n  output h_t", "W0501") == []


# ---------------------------------------------------------------- W0502

STEPS = """c_t = tanh(W x_t + U c_{t-1})
p_t = σ(W_p x_t + U_p c_{t-1} + b_p)
q_t = σ(U_q c_{t-1} + W_q x_t + b_q)
r_t = σ(W_r x_t + U_r c_{t-1} + b_r)
h_t = p_t * c_t + q_t * r_t
where
  output h_t
"""


@pytest.mark.parametrize("gate", ["p", "q", "r"])
def test_one_gate_at_another_step(gate: str) -> None:
    text = STEPS.replace(f"U_{gate} c_{{t-1}}", f"U_{gate} c_t")
    (warning,) = found(text, "W0502")
    assert typed(warning) == "c_t"
    assert mended(warning) == STEPS


def test_one_gate_a_step_behind() -> None:
    new = STEPS.replace("_p c_{t-1}", "_p c_t").replace("_q c_{t-1}", "_q c_t")
    (warning,) = found(new, "W0502")
    assert typed(warning) == "c_{t-1}"
    assert found(mended(warning), "W0502") == []


@pytest.mark.parametrize("order", ["fiCoh", "fioCh", "ofiCh"])
def test_peepholes_of_output_gates(order: str) -> None:
    """Whichever line of the text the output gate stands in."""
    lines = {
        "f": "f_t = σ(W_f x_t + U_f h_{t-1} + p_f ⊙ C_{t-1})",
        "i": "i_t = σ(W_i x_t + U_i h_{t-1} + p_i ⊙ C_{t-1})",
        "C": "C_t = f_t * C_{t-1} + i_t * tanh(W_C x_t + U_C h_{t-1})",
        "o": "o_t = σ(W_o x_t + U_o h_{t-1} + p_o ⊙ C_t)",
        "h": "h_t = o_t * tanh(C_t)",
    }
    text = "\n".join(lines[each] for each in order)
    assert found(f"{text}\nwhere\n  output h_t", "W0502") == []


def test_projections_are_no_gates() -> None:
    text = """h_t = tanh(W h_{t-1} + U x_t)
k_t = K h_{t-1}
v_t = V h_{t-1}
q_t = Q h_t
y_t = k_t * v_t * q_t
where
  output y_t
"""
    assert found(text, "W0502") == []


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("h_t = tanh(W h_{t-1} + b + U x_t + c)", ["`b` and `c`"]),
        ("h_t = tanh(W h_{t-1} + b - c + x_t)", ["`b` and `c`"]),
        ("h_t = tanh(a + b + c + x_t) + h_{t-1}", ["`a`, `b` and `c`"]),
        ("h_t = tanh(W h_{t-1} + b + U x_t + b)", ["`b`"]),
        # each stands elsewhere, too
        ("h_t = tanh(W h_{t-1} + b + U x_t + c) + c", []),
        ("h_t = tanh(W h_{t-1} + b) + x_t + c", []),
        ("n_t = W x_t + b + h_{t-1} ⊙ (U x_t + c)\nh_t = tanh(n_t)", []),
        # a sum in one equation and a difference in the other
        ("g_t = x_t + b + c\nh_t = tanh(h_{t-1} + b - c) ⊙ g_t", []),
        ("g_t = x_t + b - c\nh_t = tanh(h_{t-1} + c - b) ⊙ g_t", ["`b` and `c`"]),
        # a constant is not trained
        ("h_t = tanh(W h_{t-1} + b + c + x_t)\nwhere\n  c ∈ ℝ = 0.5", []),
    ],
)
def test_biases_of_one_sum(text: str, names: list[str]) -> None:
    notes = found(text, "N0601")
    assert len(notes) == len(names)
    for note, each in zip(notes, names, strict=True):
        assert note.message.startswith(each)


def test_shared_parameter_is_told_once() -> None:
    text = "r_t = σ(W x_t + b)\nz_t = σ(W x_t + b) ⊙ r_t\nh_t = z_t ⊙ h_{t-1} + b"
    first, second = found(text, "N0602")
    assert "`W`" in first.message
    assert "`r_t` and `z_t` " in first.message
    assert "`b`" in second.message
    assert "`r_t`, `z_t` and `h_t` " in second.message


@pytest.mark.parametrize(
    "text",
    [
        "h_t = W h_{t-1} + W x_t",  # in one equation
        "h_t = g(x_t) + g(h_{t-1})\nwhere\n  g(a) = tanh(W a)",
        "\\begin{pmatrix} i_t \\\\ g_t \\end{pmatrix} = "  # one matrix
        "\\begin{pmatrix} \\sigma \\\\ \\tanh \\end{pmatrix} "
        "W \\begin{pmatrix} x_t \\\\ h_{t-1} \\end{pmatrix}\nh_t = i_t \\odot g_t",
    ],
)
def test_not_shared(text: str) -> None:
    assert found(text, "N0602") == []


def test_shared_by_the_body_of_a_function() -> None:
    text = "z_t = g(x_t)\nh_t = z_t + g(h_{t-1})\nwhere\n  g(a) = tanh(W a)"
    (note,) = found(text, "N0602")
    assert "`z_t` and `h_t` " in note.message


def test_errors_come_without_notes() -> None:
    with pytest.raises(CellcError) as caught:
        analyse(Source("h_t = tanh(W h_{t-1} + b + b + u x_t)"), "cell")
    assert [each.code for each in caught.value.diagnostics] == ["E0401"]


LENGTH = r"\sqrt{h_{t-1}^\top h_{t-1}}"


@pytest.mark.parametrize(
    ("text", "divisors"),
    [
        (r"h_t = tanh(W x_t) + \frac{h_{t-1}}{norm(h_{t-1})}", 1),
        (f"n_t = {LENGTH}\nh_t = tanh(W x_t) + h_{{t-1}} / n_t", 1),
        (r"h_t = tanh(W x_t) + \log(abs(U h_{t-1}))", 1),
        (r"h_t = tanh(W x_t) + h_{t-1} (sum(h_{t-1}^2))^{-1/2}", 1),
        ("n_t = n_{t-1} + 1\nh_t = tanh(W x_t) / (n_t - 1) + U h_{t-1}", 1),
        ("n_t = n_{t-1} + 1\nh_t = tanh(W x_t) / n_t + U h_{t-1}", 0),
        (r"h_t = tanh(W x_t) + \frac{h_{t-1}}{norm(h_{t-1}) + 10^{-6}}", 0),
        (r"h_t = tanh(W x_t) + \frac{h_{t-1}}{norm(h_{t-1} + b)}", 0),
        (r"h_t = tanh(W x_t) + \frac{h_{t-1}}{norm(x_t)}", 0),
        (r"h_t = tanh(W x_t) + \log(1 + abs(h_{t-1}))", 0),
        ("h_t = tanh(W x_t) + h_{t-1} / max(norm(h_{t-1}), 1)", 0),
        (r"h_t = tanh(W x_t) + LN(h_{t-1}) / cos(norm(h_{t-1}))", 0),
        (
            "q_t = h_{t-1} / norm(h_{t-1})\n"
            r"y_t = \begin{cases} q_t & \text{if } norm(h_{t-1}) > 0 \\ h_{t-1} & "
            r"\text{otherwise} \end{cases}" + "\nh_t = tanh(W x_t + y_t)",
            0,
        ),
    ],
)
def test_divisors_that_are_zero_at_the_first_step(text: str, divisors: int) -> None:
    assert len(found(text, "W0515")) == divisors


FROZEN = "h_t = tanh(W x_t + U h_{t-1}) + k h_{t-1}\nwhere\n  k ∈ ℝ\n  "


@pytest.mark.parametrize(
    "fact",
    [
        "U ∈ ℝ^{h×h} is frozen",
        "W ∈ ℝ^{h×x}\n  U ∈ ℝ^{h×h} is frozen init orthogonal",
        "U is frozen",
        "U ∈ ℝ^{h×h} init orthogonal",
    ],
)
def test_lines_of_the_block_are_no_sentences(fact: str) -> None:
    codes = ("W0506", "W0507", "W0509", "W0510", "W0511", "N0647", "N0699")
    assert not found(FROZEN + fact, *codes)


def test_a_sentence_beside_the_block_is_one() -> None:
    text = FROZEN + "U ∈ ℝ^{h×h} is frozen\n\nwhere $k$ is frozen."
    (warning,) = found(text, "W0509")
    assert typed(warning) == "$k$"
