"""The guards of values: behind which cases they are used."""

from __future__ import annotations

import pytest
from sympy import Symbol

from cellc.autodiff import flatten
from cellc.driver import compile_cell
from cellc.passes import guard_operands
from cellc.passes.guards import (
    ALWAYS,
    MANY,
    NEVER,
    Guard,
    Literal,
    guards,
    simplified,
    without,
)

P, Q = Symbol("p", real=True), Symbol("q", real=True)
YES, NO, OTHER = Literal(P, True), Literal(P, False), Literal(Q, True)


def _guard(*cases: set[Literal]) -> Guard:
    return frozenset(frozenset(each) for each in cases)


@pytest.mark.parametrize(
    ("guard", "simple"),
    [
        (_guard({YES}, {YES, OTHER}), _guard({YES})),
        (_guard({YES}, {NO}), ALWAYS),
        (_guard({YES, OTHER}, {NO, OTHER}), _guard({OTHER})),
        (_guard({YES}, {OTHER}), _guard({YES}, {OTHER})),
        (_guard({YES}, set()), ALWAYS),
        (NEVER, NEVER),
    ],
)
def test_simplified(guard: Guard, simple: Guard) -> None:
    assert simplified(guard) == simple


def test_of_many_cases_what_they_have_in_common_is_kept() -> None:
    tests = [Symbol(f"t{index}", real=True) for index in range(MANY + 1)]
    guard = _guard(*({YES, Literal(each, True)} for each in tests))
    assert simplified(guard) == _guard({YES})


def test_a_guard_without_a_test_holds_in_more_places() -> None:
    assert without(_guard({YES, OTHER}), {Q}) == _guard({YES})
    assert without(_guard({YES}, {OTHER}), {Q}) == ALWAYS


def _shown(text: str, *, of_gradients: bool = False) -> dict[str, str]:
    """Guards by name, `+test -test` for a case, `|` between them."""
    found = guards(flatten(compile_cell(text).ir), of_gradients=of_gradients)
    return {
        str(symbol): " | ".join(
            " ".join(
                sorted(
                    ("+" if each.holds else "-")
                    + str(each.test)
                    + ("?" if each.anywhere else "")
                    for each in case
                )
            )
            for case in sorted(guard, key=str)
        )
        for symbol, guard in found.items()
        if guard != ALWAYS
    }


HEAD = "a_t = tanh(x_t)\nb_t = exp(x_t)\nq_t = U x_t\n"
TAIL = "\nh_t = y_t + W h_{t-1}"


def test_uses_behind_cases() -> None:
    text = r"y_t = \begin{cases} a_t & \text{if } q_t > 0 \\ U b_t & "
    shown = _shown(HEAD + text + r"\text{otherwise} \end{cases}" + TAIL)
    assert shown["a"] == "+q"
    assert shown["b"] == "-q?"  # a product has all components of its operand
    assert "q" not in shown


def test_a_test_has_no_gradient() -> None:
    text = r"y_t = \begin{cases} a_t q_t & \text{if } q_t > 0 \\ b_t & "
    text = HEAD + text + r"\text{otherwise} \end{cases}" + TAIL
    assert "q" not in _shown(text)
    assert _shown(text, of_gradients=True)["q"] == "+q"


def test_what_stands_behind_no_case_is_used_always() -> None:
    text = r"y_t = a_t + \begin{cases} a_t & \text{if } q_t > 0 \\ b_t & "
    shown = _shown(HEAD + text + r"\text{otherwise} \end{cases}" + TAIL)
    assert "a" not in shown
    assert shown["b"] == "-q"


def test_a_cell_without_cases_is_what_it_was() -> None:
    text = HEAD + r"y_t = \frac{a_t}{b_t} + q_t + \log(b_t)" + TAIL
    graph = flatten(compile_cell(text).ir)
    before = list(graph.statements)
    guard_operands(graph)
    assert graph.statements == before
    assert not _shown(text)
