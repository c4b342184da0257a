"""What an explanation of a code has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a diagnostic is given and what to do.

    text: a paragraph for people who do not know the compiler.
    bad, good: a spec that gives it, and one that does not; for E00xx, which are about
    files and commands, lines of a shell that runs in an empty folder.
    """

    text: str
    bad: str
    good: str
