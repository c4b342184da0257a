"""What a block compiles to is verified like any spec, by independent routes."""

from __future__ import annotations

import pytest

from cellc.testing.verify import verify
from corpus.blocks import Block, blocks, compiled


@pytest.mark.parametrize(
    "block", blocks("cell", "compiles"), ids=lambda block: block.name
)
def test_gradients_of_a_block(block: Block) -> None:
    report = verify(compiled(block))
    assert report.passed, [row for row in report.rows if not row.passed]
