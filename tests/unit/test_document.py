"""Documents: choosing the display that is the cell, and `--define`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cellc import CellcError, compile_cell
from cellc.cli.main import main
from cellc.syntax.companions import MOST_TOGETHER
from cellc.syntax.displays import displays
from cellc.syntax.document import LISTED, _found_in, is_document
from cellc.syntax.hidden import visible
from cellc.syntax.macros import Definitions

PAPER = r"""\documentclass{article}
% \begin{equation} h_t = W h_{t-1} \label{eq:comment} \end{equation}
\begin{document}
Text with $E = mc^2$ (it's famous) and a "quote"!
\begin{verbatim} \begin{align} h_t = h_{t-1} \end{align} \end{verbatim}
\begin{equation}\label{eq:loss}
L = -\sum_i y_i \log p_i
\end{equation}
The cell:
\begin{align}
  z_t &= \sigma(W_z x_t + U_z h_{t-1}) \label{eq:gru} \\
  h_t &= (1-z_t) \odot h_{t-1} + z_t \odot \phi(W x_t + U h_{t-1}),
\end{align}
and \begin{equation*}\label{eq:rnn} h_t = \tanh(W x_t + U h_{t-1}) \end{equation*} too.
\end{document}
"""
ONE = PAPER.replace(r"\begin{equation*}", "").replace(r"\end{equation*}", "")


def test_displays_are_found() -> None:
    found = displays(visible(PAPER), Definitions())
    assert [each.labels for each in found] == [("eq:loss",), ("eq:gru",), ("eq:rnn",)]
    assert [each.looks_like_cell for each in found] == [False, True, True]


def test_equations_alone_are_no_document() -> None:
    assert is_document(PAPER)
    assert not is_document(r"\begin{align} h_t = \tanh(W h_{t-1} + U x_t) \end{align}")


def test_label_chooses() -> None:
    cell = compile_cell(PAPER, label="eq:rnn")
    assert [each.name for each in cell.ir.parameters] == ["W", "U"]
    gated = compile_cell(PAPER, label="eq:gru", define=["φ = tanh"])
    assert [each.name for each in gated.ir.parameters] == ["W_z", "U_z", "W", "U"]


def test_the_only_cell_needs_no_label() -> None:
    assert compile_cell(ONE, define=[r"\phi = tanh"]).ir.states[0].name == "h"


@pytest.mark.parametrize("label", [None, "eq:none", "eq:comment"])
def test_the_choice_is_told(label: str | None) -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell(PAPER, label=label)
    (found,) = caught.value.diagnostics
    assert found.code == "E0109"
    assert found.help is not None
    assert "line 10, --label eq:gru: z_t &=" in found.help
    assert "--label eq:rnn" in found.help


def test_places_are_those_of_the_document() -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell(PAPER, label="eq:gru")
    (found,) = caught.value.diagnostics
    assert found.code == "E0209"
    assert found.span is not None
    assert PAPER[found.span.start : found.span.end] == r"\phi"


def test_command_line(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(PAPER, encoding="utf-8")
    runner = CliRunner()
    listed = runner.invoke(main, ["check", str(path)])
    assert listed.exit_code == 1
    assert "--label eq:gru" in listed.output
    chosen = ["check", str(path), "--label", "eq:gru", "--define", "φ = tanh"]
    checked = runner.invoke(main, chosen)
    assert checked.exit_code == 0, checked.output
    assert f"{path}: ok" in checked.output
    piped = runner.invoke(
        main, ["build", "-", "--label", "eq:rnn"], input=PAPER.encode()
    )
    assert piped.exit_code == 0
    assert "def backward(" in piped.output


def test_definitions_join_a_where_block() -> None:
    text = "h_t = f(W x_t + U h_{t-1} + b)\nwhere\n  b ∈ ℝ^h init 1"
    assert compile_cell(text, define=["f = tanh"]).ir.states[0].name == "h"


def test_many_cells_are_not_tried_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of thousands of displays is listed, and none of them is parsed."""

    def parsed(*_: object) -> None:
        raise AssertionError("a display was parsed")

    monkeypatch.setattr("cellc.driver.parse_what_can_be", parsed)
    displays = [
        rf"\begin{{equation}} h_t = a_{{{at}}} h_{{t-1}} + x_t \end{{equation}}"
        for at in range(MOST_TOGETHER + 1)
    ]
    text = "\\section{A}\n" + "\n".join(displays)
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    (found,) = caught.value.diagnostics
    assert found.code == "E0109"
    assert f"{MOST_TOGETHER + 1} displays" in found.message
    assert f"and {MOST_TOGETHER + 1 - LISTED} more" in (found.help or "")


def test_displays_of_a_document_are_looked_for_once() -> None:
    text = f"\\section{{A}}\n$$h_t = h_{{t-1}} + x_t$$\n{'A line of prose. ' * 50}"
    _found_in.cache_clear()
    compile_cell(text)
    assert _found_in.cache_info().misses == 1
