"""A matrix and a vector whose entries a formula gives, as docs/language.md has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from plain_cells import compiled, draw, run_cell

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
SIZE = 4  # of a state


def test_the_recipe_of_the_page() -> None:
    recipe = PAGE.read_text("utf-8").partition("### A matrix by a formula")[2]
    lines = [each for each in recipe.partition("## ")[0].split("\n") if "= " in each]
    lines = [each for each in lines if each.startswith("    ")]
    assert len(lines) == 6
    text = "m_t = A m_{t-1} + B ⊙ x_t\n" + "\n".join(each.strip() for each in lines)
    ir = compiled(text).cell
    assert not ir.parameters
    x, m = draw(((1, SIZE), (SIZE,)), 1)
    _, (found,) = run_cell(ir, [], [x], [m])

    def entry(i: int, j: int) -> float:
        return (2 * i + 1) * (-1.0 if i < j else (-1.0) ** (i - j + 1))

    a = np.array([[entry(i, j) for j in range(SIZE)] for i in range(SIZE)])
    b = np.array([(2 * i + 1) * (-1.0) ** i for i in range(SIZE)])
    np.testing.assert_allclose(found, a @ m + b * x[0], rtol=0, atol=1e-12)
