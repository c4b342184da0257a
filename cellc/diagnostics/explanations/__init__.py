"""Explanations of the codes: for `cellc explain` and `docs/errors.md`, nothing else.

One file for each group of codes, one entry for each code of the table `CODES`.  A test
compiles every example.  Nothing imports this package but what shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from cellc.diagnostics.codes import CODES
from cellc.diagnostics.explanations.explanation import Explanation
from cellc.diagnostics.explanations.facts import FACTS
from cellc.diagnostics.explanations.files import FILES
from cellc.diagnostics.explanations.names import NAMES
from cellc.diagnostics.explanations.notes import NOTES
from cellc.diagnostics.explanations.notes_of_sentences import (
    NOTES_OF_SENTENCES,
)
from cellc.diagnostics.explanations.powers import POWERS
from cellc.diagnostics.explanations.roles import ROLES
from cellc.diagnostics.explanations.shapes import SHAPES
from cellc.diagnostics.explanations.syntax import SYNTAX
from cellc.diagnostics.explanations.transforms import TRANSFORMS
from cellc.diagnostics.explanations.warnings import WARNINGS

EXPLANATIONS: dict[str, Explanation] = {
    **FILES,
    **SYNTAX,
    **TRANSFORMS,
    **NAMES,
    **ROLES,
    **FACTS,
    **SHAPES,
    **WARNINGS,
    **NOTES,
    **NOTES_OF_SENTENCES,
    **POWERS,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with its title and, unless it is missing, its explanation."""

    code: str
    title: str
    explanation: Explanation | None

    @property
    def of_command(self) -> bool:
        """Whether its examples are lines of a shell, not specs."""
        return self.code.startswith("E00")


def entries() -> tuple[Entry, ...]:
    """Every code, in order."""
    return tuple(
        Entry(code, CODES[code], EXPLANATIONS.get(code)) for code in sorted(CODES)
    )
