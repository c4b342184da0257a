"""What a comparison of two cells comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from sympy import Symbol

from cellc.equivalence.blocks import Block
from cellc.equivalence.interfaces import Interface


class Answer(StrEnum):
    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True)
class Pair:
    """theirs = factor · ours, or of its transpose."""

    ours: Block
    theirs: Block
    factor: Fraction
    transposed: bool = False


@dataclass(frozen=True)
class Sums:
    """Blocks that matter as the part of a sum only: kept -> (factor, block) of it."""

    kept: tuple[Block, ...]
    parts: dict[Block, tuple[tuple[int, Block], ...]]


@dataclass(frozen=True)
class Correspondence:
    """Of the second cell, what is what of the first.

    states: of the second cell at t -> the first's at t, and the sign.
    """

    interface: Interface
    pairs: tuple[Pair, ...]
    states: dict[Symbol, tuple[Symbol, int]]
    ours: Sums
    theirs: Sums


@dataclass(frozen=True)
class Witness:
    """Where two cells differ: lines for people, and the sizes and the seed of them."""

    reason: str
    lines: tuple[str, ...] = ()
    sizes: dict[str, int] = field(default_factory=dict)
    seed: int | None = None
    step: int | None = None
    quantity: str | None = None
    values: tuple[float, float] | None = None


@dataclass(frozen=True)
class Verdict:
    """The answer, with what shows it.

    error: the largest difference that the numerical check of an equality found.
    """

    answer: Answer
    correspondence: Correspondence | None = None
    error: float | None = None
    witness: Witness | None = None
    reasons: tuple[str, ...] = ()
