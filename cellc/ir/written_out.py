"""Cells in which no operation stands that others can express, for proofs about them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr

from cellc.ir.cell import Cell
from cellc.ir.contractions import Over, OverComponents, OverEach, TotalOfEach
from cellc.ir.shapes import Variables, shape_of
from cellc.ops import reduction


def written_out(cell: Cell) -> Cell:
    """The cell with layer norm and the like as sums and quotients."""
    equations = tuple(
        replace(each, value=_opened(each.value, cell.variables))
        for each in cell.equations
    )
    return replace(cell, equations=equations)


def _opened(value: Expr, variables: Variables) -> Expr:
    if not value.has(Over):
        return value
    opened = value.func(*(_opened(each, variables) for each in value.args))
    if not isinstance(opened, Over):
        return opened
    found = reduction(opened.name)
    (operand,) = opened.operands
    if found.written_out is None:
        return opened
    *several, size = shape_of(operand, variables)
    front = "acdefgh"[: len(several)]
    if not several:
        return found.written_out(operand, _Components(size))
    nodes = _Each(size, front) if found.keeps else TotalOfEach(size, front)
    return found.written_out(operand, nodes)


@dataclass(frozen=True)
class _Components(OverComponents):
    def over(self, name: str, operand: Expr) -> Expr:
        return _made(name, operand, self)


@dataclass(frozen=True)
class _Each(OverEach):
    def over(self, name: str, operand: Expr) -> Expr:
        return _made(name, operand, self)


def _made(name: str, operand: Expr, nodes: OverComponents) -> Expr:
    found = reduction(name)
    if found.written_out is None:
        return Over(name, operand)
    return found.written_out(operand, nodes)
