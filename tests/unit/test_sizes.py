"""sizes and their unification: sums over named sizes and products of them."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer

from cellc.diagnostics import Span
from cellc.driver import compile_cell
from cellc.ir import measure, size_symbol, size_terms, size_text
from cellc.lower.unify import Sizes
from cellc.report.describe import name_rows

h, x, k = (size_symbol(name) for name in "hxk")
a, b, c = (size_symbol(name) for name in "abc")
HERE = Span(0, 1)


def unknowns(**preference: int) -> Sizes:
    return Sizes({size_symbol(name): rank for name, rank in preference.items()})


@pytest.mark.parametrize(
    ("size", "text", "terms"),
    [
        (h, "h", [(("h",), 1)]),
        (h + x, "h + x", [(("h",), 1), (("x",), 1)]),
        (x + h, "h + x", [(("h",), 1), (("x",), 1)]),
        (4 * h, "4 * h", [(("h",), 4)]),
        (h + 2 * x + 3, "h + 2 * x + 3", [(("h",), 1), (("x",), 2), ((), 3)]),
        (Integer(3), "3", [((), 3)]),
        (k * h, "h * k", [(("h", "k"), 1)]),
        (2 * h * k + x, "2 * h * k + x", [(("h", "k"), 2), (("x",), 1)]),
        (h**2, "h * h", [(("h", "h"), 1)]),
    ],
)
def test_text(size: Expr, text: str, terms: list[tuple[tuple[str, ...], int]]) -> None:
    assert size_text(size) == text
    assert size_terms(size) == terms


def test_text_in_other_words() -> None:
    assert size_text(h + 2 * x, {"h": "n_h", "x": "n_x"}) == "n_h + 2 * n_x"


def test_a_product_of_sizes_as_a_number() -> None:
    assert measure(2 * h * k + x + 1, {"h": 3, "k": 5, "x": 7}) == 38


def test_products_of_sizes_that_share_one() -> None:
    sizes = unknowns(a=0)
    assert sizes.unify(h * a, h * x, HERE, "")
    assert sizes.resolve(a) == x
    assert not sizes.unify(h * x, h * k, HERE, "")
    assert not sizes.unify(h * x, h, HERE, "")


def test_equal_sizes_need_no_binding() -> None:
    sizes = unknowns(a=0)
    assert sizes.unify(h + x, x + h, HERE, "")
    assert not sizes.bound


def test_declared_sizes_differ() -> None:
    sizes = Sizes()
    assert not sizes.unify(h, x, HERE, "")
    assert not sizes.unify(Integer(3), Integer(4), HERE, "")
    assert not sizes.unify(h, Integer(4), HERE, "")


@pytest.mark.parametrize("swapped", [False, True])
def test_the_lower_rank_is_bound(swapped: bool) -> None:
    sizes = unknowns(a=0, b=3)
    left, right = (b, a) if swapped else (a, b)
    assert sizes.unify(left, right, HERE, "why")
    assert sizes.resolve(a) == b
    assert sizes.resolve(b) == b
    fact = sizes.chain(a)[0]
    assert fact is not None
    assert (fact.span, fact.why) == (HERE, "why")


def test_chain() -> None:
    sizes = unknowns(a=0, b=1, c=2)
    assert sizes.unify(a, b, HERE, "")
    assert sizes.unify(b, c, HERE, "")
    assert sizes.unify(c, h, HERE, "")
    assert sizes.resolve(a + b) == 2 * h


def test_a_sum_gives_what_is_left() -> None:
    sizes = unknowns(a=0)
    assert sizes.unify(a + x, h + x, HERE, "")
    assert sizes.resolve(a) == h


@pytest.mark.parametrize(
    ("left", "right"), [(a + h, h), (a + h + x, h), (a + 4, Integer(3)), (a + 4, h)]
)
def test_no_size_is_zero_or_negative(left: Expr, right: Expr) -> None:
    sizes = unknowns(a=0)
    assert not sizes.unify(left, right, HERE, "")


def test_a_size_is_not_its_own_part() -> None:
    sizes = unknowns(a=0)
    assert not sizes.unify(a, a + h, HERE, "")
    assert not sizes.unify(a, a + 1, HERE, "")


def test_multiples() -> None:
    sizes = unknowns(a=0)
    assert sizes.unify(2 * a, 2 * h, HERE, "")
    assert sizes.resolve(a) == h
    odd = unknowns(a=0)
    assert not odd.unify(2 * a, Integer(3), HERE, "")


def test_what_is_deferred_is_taken_up() -> None:
    sizes = unknowns(a=0, b=0)
    assert sizes.unify(2 * a, 2 * b + 0 * h, HERE, "")
    assert sizes.unify(b, h, HERE, "")
    assert sizes.settle() is None
    assert sizes.resolve(a) == h


def test_what_stays_deferred_is_a_conflict() -> None:
    sizes = unknowns(a=0, b=0)
    assert sizes.unify(2 * a, 3 * b, HERE, "why")
    conflict = sizes.settle()
    assert conflict is not None
    assert conflict[2:] == (HERE, "why")


def test_parts_of_an_axis_stand_as_they_are_concatenated() -> None:
    """In `CELL`, in the docstring of `init` and in what `cellc show` prints."""
    cell = compile_cell(
        "c_t = [x_t; h_{t-1}]\n"
        "h_t = tanh(W c_t + V [x_t; h_{t-1}; x_t] + U [h_{t-1}, x_t] + v^T [x_t; 1])"
    )
    shapes = {name: each["shape"] for name, each in cell.metadata["parameters"].items()}
    assert shapes == {
        "W": ["h", "x + h"],
        "V": ["h", "2 * x + h"],
        "U": ["h", "h + x"],
        "v": ["x + 1"],
    }
    assert "W: (h, x + h)" in cell.source_text
    shown = {name: shape for name, _, _, shape, _ in name_rows(cell.ir)}
    assert shown["V"] == "h × (2*x + h)"
    assert shown["c"] == "x + h"
