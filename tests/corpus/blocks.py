"""The blocks of the corpus: a text as printed, and what must become of it.

SOURCE/BLOCK.tex (.md, .txt)   the pasted text, nothing else
SOURCE/BLOCK.toml              where it comes from, and its verdict:

    verdict = "cell"           it is the cell `equals` of the zoo; `[rename]` gives what
                               stands for a name of that cell in the block (the same
                               name where nothing is given), `[outputs]` likewise for
                               an output that is another name than its state
    verdict = "compiles"       it computes what `reference` computes (references.py)
    verdict = "diagnostic"     it is refused: `code` (or "any"), and a diagnostic with
                               its span on the text `about`
    verdict = "later"          it needs `feature`, which cellc has not: refused

`where` adds lines of a where block, for what the source leaves to its prose.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cellc.driver import CompiledCell, compile_cell

FOLDER = Path(__file__).parent
VERDICTS = ("cell", "compiles", "diagnostic", "later")
FIELDS = {
    "cell": {"equals"},
    "compiles": {"reference"},
    "diagnostic": {"code", "about"},
    "later": {"feature"},
}
OPTIONAL = {"note", "where"}
TABLES = {"rename", "outputs"}  # of verdict "cell" only


@dataclass(frozen=True)
class Block:
    path: Path
    verdict: str
    facts: dict[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def printed(self) -> str:
        return self.path.read_text("utf-8")

    @property
    def text(self) -> str:
        """What is compiled: the text as printed and the where block it needs."""
        lines: list[str] = self.facts.get("where", [])
        if not lines:
            return self.printed
        return self.printed + "\nwhere\n" + "".join(f"  {line}\n" for line in lines)

    @property
    def rename(self) -> dict[str, str]:
        return dict(self.facts.get("rename", {}))


@cache
def read(path: Path) -> Block:
    facts = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    return Block(path, str(facts["verdict"]), facts)


@cache
def _compiled(text: str) -> CompiledCell:
    return compile_cell(text, "block")


def compiled(block: Block) -> CompiledCell:
    """What a block compiles to, once for all tests of a process."""
    return _compiled(block.text)


def texts() -> list[Path]:
    return sorted(
        path
        for path in FOLDER.glob("*/*")
        if path.suffix in {".tex", ".md", ".txt", ".cell"}
    )


def blocks(*verdicts: str) -> list[Block]:
    found = [read(path) for path in texts()]
    return [block for block in found if block.verdict in (verdicts or VERDICTS)]
