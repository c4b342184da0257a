"""What parts of parameters are called: `A.W_f[:, :h]`."""

from __future__ import annotations

from cellc.equivalence.blocks import Block, Layout
from cellc.equivalence.verdict import Pair
from cellc.ir import size_text


def part_name(cell: str, layout: Layout, block: Block) -> str:
    """`A.W_f`, or `A.W_f[:, :h]` for a part of it."""
    if len(layout.blocks(block.symbol)) == 1:
        return f"{cell}.{block.symbol.name}"
    axes = []
    for axis, (start, stop) in enumerate(block.places):
        last = layout.cell.variable(block.symbol).shape[axis]
        low = "" if start == 0 else size_text(start).replace(" ", "")
        high = "" if stop == last else size_text(stop).replace(" ", "")
        axes.append(f"{low}:{high}")
    return f"{cell}.{block.symbol.name}[{', '.join(axes)}]"


def term(pair: Pair, name: str) -> str:
    """A name with a pair's factor before it."""
    turned = f"{name}^T" if pair.transposed else name
    if pair.factor in (1, -1):
        return turned if pair.factor == 1 else f"-{turned}"
    return f"{pair.factor}·{turned}"
