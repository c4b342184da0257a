"""passes: rewrites of the IR, valid graph in, valid graph out.

A new pass is one function in one file and one line in this list.
"""

from __future__ import annotations

from collections.abc import Callable

from cellc.ir import Graph
from cellc.passes.centre_matrices import centre_matrices
from cellc.passes.fuse_products import fuse_products
from cellc.passes.guard_operands import guard_operands
from cellc.passes.merge_heads import merge_heads
from cellc.passes.order import dependents, in_dependency_order, without_unused
from cellc.passes.split_concatenations import split_concatenations

Pass = Callable[[Graph], None]

# What runs on the forward statements before they are differentiated, so that the
# backward statements come out in the same fused form.
FORWARD_PASSES: dict[int, tuple[Pass, ...]] = {
    0: (),
    2: (
        merge_heads,  # first: what it makes is taken apart and fused as any product
        centre_matrices,  # of whole products, before they are taken apart
        split_concatenations,  # then: what it takes apart is fused anew by operand
        fuse_products,
    ),
}

# What a person does by hand who writes a loop in a framework: one product for all
# gates, that of the inputs before the loop.
BY_HAND: tuple[Pass, ...] = (merge_heads, split_concatenations, fuse_products)

__all__ = [
    "BY_HAND",
    "FORWARD_PASSES",
    "Pass",
    "dependents",
    "guard_operands",
    "in_dependency_order",
    "without_unused",
]
