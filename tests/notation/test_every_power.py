r"""Powers without braces, and powers beside functions: read and told, or refused."""

from __future__ import annotations

import re

import pytest
from plain_cells import assert_same

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell

CELL = "h_t = \\tanh(W x_t + U h_{{t-1}}) + {}\n"
TOLD = {  # as typed, the same with braces and brackets, the note
    "10^-2 x_t": ("0.01 x_t", "N0635"),
    "2^10 x_t": ("1024 x_t", "N0635"),
    "x_t^12": ("x_t^{12}", "N0635"),
    "(1 + x_t^{2})^-2": ("(1 + x_t^{2})^{-2}", "N0635"),
    "x_t^3/2": ("(x_t^{3})/2", "N0635"),
    r"\ln x_t^2": (r"\ln(x_t^{2})", "N0636"),
    r"\exp x^2_t": (r"\exp(x_t^{2})", "N0636"),
    r"\sigma x_t^2": (r"\sigma(x_t^{2})", "N0636"),
    r"\tanh(x_t)^2": (r"(\tanh(x_t))^{2}", "N0636"),
    r"\tanh\left(V x_t\right)^2": (r"(\tanh(V x_t))^{2}", "N0636"),
    r"\sigma(x_t)^{-1}": (r"1/\sigma(x_t)", "N0636"),
}
SILENT = {
    "x_t^2/2": "0.5 x_t^{2}",
    "(1 + x_t^2)^{-1/2}": "1/sqrt(1 + x_t^{2})",
    "σ(x_t)^T x_t": "σ(x_t)^{T} x_t",
    r"\max(x_t, 1)^2": r"(\max(x_t, 1))^{2}",
    r"\|x_t\|^2": "sum(x_t ⊙ x_t)",
    r"\tanh^2(x_t)": r"(\tanh(x_t))^{2}",
}


def notes(text: str) -> list[str]:
    return [each.code for each in compile_cell(text).diagnostics]


@pytest.mark.parametrize("typed", TOLD)
def test_what_is_read_is_told(typed: str) -> None:
    plain, note = TOLD[typed]
    assert_same(CELL.format(typed), CELL.format(plain))
    assert notes(CELL.format(typed)).count(note) == 1
    assert note not in notes(CELL.format(plain))


@pytest.mark.parametrize("typed", SILENT)
def test_what_nobody_doubts_is_not(typed: str) -> None:
    assert_same(CELL.format(typed), CELL.format(SILENT[typed]))
    assert not {"N0635", "N0636"} & {*notes(CELL.format(typed))}


def test_a_text_without_latex_has_no_braces_to_miss() -> None:
    assert notes("h = tanh(W x + U h_prev) + x^10\n").count("N0635") == 0


@pytest.mark.parametrize(
    ("typed", "code", "readings"),
    [
        ("V σ(x_t)^1/2", "E0128", ("^{1/2}", "^{1}/2")),
        ("V σ(x_t)^-1/2", "E0128", ("^{-1/2}", "^{-1}/2")),
        ("e^x_t", "E0128", ("e^{x_t}", "exp(x_t)")),
        (r"\tanh{x_t}^2", "E0208", (r"\tanh(x_t^2)", r"(\tanh(x_t))^2")),
        (r"\log \sigma(x_t)^2", "E0208", (r"\log(\sigma(x_t)^2)", r"\sigma(x_t))^2")),
        ("x_t^+1", "E0103", ("^{1}",)),
    ],
)
def test_what_can_be_meant_in_two_ways_is_refused(
    typed: str, code: str, readings: tuple[str, ...]
) -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell(CELL.format(typed))
    (one,) = caught.value.diagnostics
    assert one.code == code
    assert one.help is not None
    assert all(each in one.help for each in readings)


def test_a_name_with_e_is_no_power() -> None:
    given = "where\n  e^x_t ∈ ℝ^h is input\n"
    assert_same(
        CELL.format("e^x_t") + given,
        CELL.format("v_t") + "where\n  v_t ∈ ℝ^h is input\n",
    )


@pytest.mark.parametrize(
    "name", ["g", r"\phi", r"f_{\theta}", r"\sigma_y", r"\operatorname{act}", "f'"]
)
def test_a_proposed_function_can_be_pasted(name: str) -> None:
    text = f"h_t = {name}(W x_t + U h_{{t-1}} + b)\n"
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    said = str(caught.value.diagnostics[0].help)
    line = re.search("`([^`]+)`", said)
    defined = re.search("--define ([\"'])(.+)\\1;", said)
    assert line is not None
    assert defined is not None
    assert line[1] == defined[2]
    assert compile_cell(f"{text}where\n  {line[1]}\n").source_text
    assert compile_cell(text, define=[defined[2]]).source_text


def test_proposed_functions_of_several_names_and_arguments() -> None:
    text = "h_t = f(W x_t + U h_{t-1}) ⊙ g(x_t, h_{t-1})\n"
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    (one,) = caught.value.diagnostics
    lines = str(one.help).partition("where block: ")[2].partition(" (or")[0]
    assert lines == "f = tanh, g(a, b) = tanh(a + b)"
    assert compile_cell(f"{text}where\n  " + "\n  ".join(lines.split(", ", 1)))
