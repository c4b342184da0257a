"""`--define` and `--label`: where their findings are, and how a module tells them."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cellc.cli.main import main
from cellc.diagnostics import CellcError, Diagnostic, render
from cellc.driver import CompiledCell, compile_cell, compile_source, with_choices
from cellc.report.findings import FORMATS
from cellc.sources import decode

OPEN = "h_t = \\phi(W h_{t-1} + U x_t)\n\n"
DOCUMENT = """\
\\begin{document}
\\begin{equation}\\label{eq:a} h_t = \\phi(W h_{t-1} + U x_t) \\end{equation}
\\begin{equation}\\label{eq:b} h_t = \\tanh(W h_{t-1} + x_t) \\end{equation}
\\end{document}
"""


def errors_of(text: str, *define: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(CellcError) as caught:
        compile_cell(text, define=define)
    return caught.value.diagnostics


# ---------------------------------------------------------------- places


def test_an_error_in_a_definition_is_shown_there() -> None:
    (error,) = errors_of(OPEN, "W ∈ ℝ^{h×h}", "\\phi = tahn")
    assert render(error).split("\n")[1:4] == [
        "  --> <--define>:2:8",
        "2 | \\phi = tahn",
        "  |        ^^^^",
    ]
    assert "  = write: \\phi = tanh" in render(error)


def test_an_error_in_the_text_is_shown_in_the_text() -> None:
    (error,) = errors_of("h_t = \\phi(W h_{t-1} + U x_t))", "\\phi = tanh")
    assert render(error).split("\n")[1] == "  --> <cell>:1:30"


def test_an_error_about_both_names_both_files() -> None:
    text = "h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}"
    shown = "\n".join(map(render, errors_of(text, "W ∈ ℝ^{h×x}")))
    assert "--> <--define>:1:1" in shown
    assert "--> <cell>:3:3" in shown


def test_formats_tell_definitions_apart() -> None:
    errors = errors_of(OPEN, "\\phi = tahn")
    (finding,) = json.loads(FORMATS["json"](errors))
    place = [finding[each] for each in ("file", "line", "column", "start", "end")]
    assert place == ["<--define>", 1, 8, 7, 11]
    assert finding["edit"]["start"] == 7
    assert "file" not in finding["edit"]
    (result,) = json.loads(FORMATS["sarif"](errors))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%3C--define%3E"
    assert "fixes" not in result  # there is no file to change


def test_a_label_in_another_file_says_so() -> None:
    text = "h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}"
    findings = json.loads(FORMATS["json"](errors_of(text, "W ∈ ℝ^{h×x}")))
    files = [each.get("file") for each in findings[0]["labels"]]
    assert findings[0]["file"] == "<--define>"
    assert files == ["<cell>"]


# ---------------------------------------------------------------- generated modules


def command_in(compiled: CompiledCell) -> list[str]:
    """The words of the command line that a module tells to make it again."""
    docstring = ast.get_docstring(ast.parse(compiled.source_text), clean=False)
    assert docstring is not None
    (line,) = re.findall(r"^    (cellc build .*)$", docstring, re.MULTILINE)
    return shlex.split(line)


def test_a_module_tells_what_was_chosen() -> None:
    read = decode(DOCUMENT.encode(), "papers/a paper.tex")
    source = with_choices(read, ["\\phi = tanh"], "eq:a")
    compiled = compile_source(source, "a_paper")
    assert command_in(compiled) == [
        *["cellc", "build", "a paper.tex", "-O", "2"],
        *["--label", "eq:a", "--define", "\\phi = tanh"],
    ]
    digest = hashlib.sha256(DOCUMENT.encode()).hexdigest()
    assert compiled.metadata["spec_sha256"] == digest
    assert "--define '\\phi = tanh'" in compiled.source_text


def test_a_module_without_choices_tells_its_name() -> None:
    compiled = compile_cell("h_t = h_{t-1} + x_t", name="own", level=0)
    assert command_in(compiled) == ["cellc", "build", "own", "-O", "0"]


def test_the_command_line_makes_the_module_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a paper.tex").write_text(DOCUMENT, encoding="utf-8")
    first = ["build", "a paper.tex", "--label", "eq:a", "--define", "\\phi = tanh"]
    assert CliRunner().invoke(main, [*first, "-o", "one.py"]).exit_code == 0
    text = Path("one.py").read_text("utf-8")
    (line,) = re.findall(r"^    cellc (build .*)$", text, re.MULTILINE)
    again = [*shlex.split(line), "-o", "two.py"]
    assert CliRunner().invoke(main, again).exit_code == 0
    assert Path("two.py").read_text("utf-8") == text


HOSTILE = [
    '# """\n# import os',
    "# ''' \"\"\" \\",
    "# $(touch x) `touch x` ; touch x",
    "# \x00\x1b[31m\r\x85\u2028",
    "# \udcff",
    "#" + " é" * 200,
    "# '",
    '# """"""',
]


@pytest.mark.parametrize("fact", HOSTILE)
def test_what_was_chosen_stays_inside_its_string(fact: str) -> None:
    """Whatever stands in it, the module has the statements of one without it."""
    text = "h_t = tanh(W h_{t-1} + U x_t)"
    plain = compile_cell(text, define=["W ∈ ℝ^{h×h}"])
    hostile = compile_cell(text, define=[f"W ∈ ℝ^{{h×h}} {fact}"])
    statements = [ast.dump(each) for each in ast.parse(plain.source_text).body[1:]]
    found = [ast.dump(each) for each in ast.parse(hostile.source_text).body[1:]]
    assert found == statements
    hostile.source_text.encode("utf-8")
    assert all(each.isprintable() for each in hostile.source_text.split("\n"))
