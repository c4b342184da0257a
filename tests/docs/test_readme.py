"""What the README shows is what cellc does."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import cellc

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks() -> list[str]:
    """The indented blocks of the README, without their indentation."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", README, flags=re.MULTILINE)
    return [textwrap.dedent(each).strip("\n") for each in found]


def block_with(text: str) -> str:
    (block,) = [each for each in blocks() if text in each]
    return block


def spec_block() -> str:
    return next(each for each in blocks() if each.startswith("f_t = ") and "\n" in each)


@pytest.mark.parametrize(
    "start", ["for t in range(T):", "dh_dh_tilde_pre = ", "# gradient of h_t"]
)
def test_shown_code_is_generated_code(start: str) -> None:
    shown = next(each for each in blocks() if each.startswith(start))
    source = cellc.compile_cell(spec_block(), "mgu").source_text
    generated = textwrap.dedent("\n".join(line.strip() for line in source.splitlines()))
    flat = "\n".join(line.strip() for line in shown.splitlines())
    assert flat in generated


def test_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    from cellc.loader import module_of

    module = module_of(cellc.compile_cell(spec_block(), "mgu"))
    monkeypatch.setitem(sys.modules, "mgu", module)
    lines = block_with("import mgu").splitlines()
    names: dict[str, object] = {"np": np, "mgu": module}
    code = compile("\n".join(lines), "README.md", "exec")
    exec(code, names)
    out = names["out"]
    assert out.h.shape == (20, 4, 8)


def test_commands_exist() -> None:
    from cellc.cli.main import main

    shown = re.findall(r"^cellc (\w+)", block_with("cellc list "), flags=re.MULTILINE)
    assert set(shown) <= set(main.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "document", ["README.md", *sorted(p.name for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document if document == "README.md" else ROOT / "docs" / document
    for target in re.findall(
        r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")
    ):
        assert (path.parent / target).exists(), target


def test_language_example_compiles() -> None:
    text = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    example = text.split("required.\n\n")[1].split("\n\n`#`")[0]
    assert cellc.compile_cell(textwrap.dedent(example)).ir.name == "cell"
