"""Values by cases whose other branch has no value: only the one that is taken counts.

Expected values are plain NumPy, of the branch that is taken; expected gradients are
central differences in which the branches stay the ones taken at the point itself, so
that they hold at a row of zeros too.  NumPy raises wherever it would warn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.testing.verify import verify

Array = npt.NDArray[np.float64]
V = np.array([[0.7, -0.4, 0.3], [0.2, 0.9, -0.5], [-0.6, 0.1, 0.8]])


def _length(v: Array) -> Array:
    return np.sqrt((v * v).sum(keepdims=True))


def _above(v: Array) -> Array:
    return np.maximum(v, 0)


class Guarded(NamedTuple):
    """A value by cases of v, `@` in the text: where each is taken, its value there."""

    text: str
    tests: tuple[Callable[[Array], npt.NDArray[np.bool_]], ...]
    values: tuple[Callable[[Array], Array], ...]

    def branches(self, v: Array) -> list[Array]:
        """Which case each component of a row is in."""
        left = np.ones(3, bool)
        found = []
        for test in self.tests:
            found.append(left & np.broadcast_to(test(v), 3))
            left = left & ~found[-1]
        return [*found, left]

    def of(self, v: Array, branches: list[Array]) -> Array:
        total = np.zeros(3)
        for where, value in zip(branches, self.values, strict=True):
            if where.any():
                with np.errstate(all="ignore"):  # of components in other cases
                    total[where] = np.broadcast_to(value(v), 3)[where]
        return total


def _two(then: str, test: str, otherwise: str, before: str = "") -> str:
    cases = rf"\begin{{cases}} {then} & \text{{if }} {test} \\ {otherwise} & "
    return before + r"y_t = " + cases + r"\text{otherwise} \end{cases}"


def _nothing(v: Array) -> Array:
    return 0 * v


_ROOT = r"n_t = \sqrt{(@)^\top @}" + "\n"
_SHIFTED = r"n_t = \sqrt{(@)^\top @}" + "\n" + r"k_t = 2 n_t" + "\n"
_ANY = (lambda v: _length(v) > 0,)
_EACH = (lambda v: v > 0,)
FORMS: dict[str, Guarded] = {
    "norm": Guarded(
        _two("@/norm(@)", "norm(@) > 0", "0"),
        _ANY,
        (lambda v: v / _length(v), _nothing),
    ),
    "root": Guarded(
        _two(r"\frac{@}{\sqrt{(@)^\top @}}", r"(@)^\top @ > 0", "@"),
        _ANY,
        (lambda v: v / _length(v), lambda v: v),
    ),
    "root that the test reads": Guarded(
        _two(r"\frac{@}{n_t}", "n_t > 0", "2 @", _ROOT),
        _ANY,
        (lambda v: v / _length(v), lambda v: 2 * v),
    ),
    "root behind a name that the test reads": Guarded(
        _two(r"\frac{@}{k_t}", "k_t > 0", "0", _SHIFTED),
        _ANY,
        (lambda v: v / (2 * _length(v)), _nothing),
    ),
    "last case": Guarded(
        _two("0", "norm(@) = 0", r"\frac{@}{norm(@)^2}"),
        (lambda v: _length(v) == 0,),
        (_nothing, lambda v: v / (v * v).sum()),
    ),
    "logarithm": Guarded(_two(r"\log(@)", "@ > 0", "@"), _EACH, (np.log, lambda v: v)),
    "square root": Guarded(
        _two(r"\sqrt{@}", "@ > 0", "-@"), _EACH, (np.sqrt, lambda v: -v)
    ),
    "one by each": Guarded(
        _two(r"\frac{1}{@}", r"@ \neq 0", "1"),
        (lambda v: v != 0,),
        (lambda v: 1 / v, np.ones_like),
    ),
    "powers": Guarded(
        _two(r"(@)^{-2} + (@)^{1/3}", "@ > 0", "0"),
        _EACH,
        (lambda v: v**-2.0 + np.cbrt(v), _nothing),
    ),
    "remainder": Guarded(
        _two("mod(2, norm(@)) @", "norm(@) > 0", "@"),
        _ANY,
        (lambda v: np.mod(2, _length(v)) * v, lambda v: v),
    ),
    "exponential that overflows": Guarded(
        _two("@", "@ > -0.1", r"\exp(@) + \exp(2000 @)"),
        (lambda v: v > -0.1,),
        (lambda v: v, lambda v: np.exp(v) + np.exp(2000 * v)),
    ),
    "sum behind a test of each": Guarded(
        _two(r"\frac{@}{\sqrt{sum(relu(@))}}", "@ > 0", "0"),
        _EACH,
        (lambda v: v / np.sqrt(_above(v).sum()), _nothing),
    ),
    "sum behind the last case of each": Guarded(
        _two("@", r"@ > -0.1", r"@ \sqrt{sum(relu(-@ - 0.1))}"),
        (lambda v: v > -0.1,),
        (lambda v: v, lambda v: v * np.sqrt(_above(-v - 0.1).sum())),
    ),
    "behind a product": Guarded(
        _two(r"V \frac{@}{norm(@)}", "g_t > 0", "0", "g_t = V @\n"),
        (lambda v: V @ v > 0,),
        (lambda v: V @ v / _length(v), _nothing),
    ),
    "equation of its own": Guarded(
        _two("q_t", "norm(@) > 0", "@", r"q_t = \frac{@}{norm(@)}" + "\n"),
        _ANY,
        (lambda v: v / _length(v), lambda v: v),
    ),
    "two guards": Guarded(
        r"s_t = \begin{cases} \frac{\log(@)}{norm(@)} & \text{if } @ > 0 \\ "
        r"\frac{@}{norm(@)} & \text{otherwise} \end{cases}"
        + "\n"
        + _two("s_t", "norm(@) > 0", "@"),
        (lambda v: (_length(v) > 0) & (v > 0), lambda v: _length(v) > 0),
        (
            lambda v: np.log(np.where(v > 0, v, 1)) / _length(v),
            lambda v: v / _length(v),
            lambda v: v,
        ),
    ),
    "three cases": Guarded(
        r"y_t = \begin{cases} \sqrt{@} & \text{if } @ > 0 \\ "
        r"\frac{1}{@} & \text{if } @ < 0 \\ 3 @ & \text{otherwise} \end{cases}",
        (lambda v: v > 0, lambda v: v < 0),
        (np.sqrt, lambda v: 1 / v, lambda v: 3 * v),
    ),
}
DECLARED = "\nwhere\n  x_t ∈ ℝ^h\n  h_t ∈ ℝ^h\n  W ∈ ℝ^{h×h}"
OF_INPUTS = "\nh_t = tanh(W y_t + U h_{t-1})" + DECLARED + "\n  U ∈ ℝ^{h×h}"
OF_STATES = "\nh_t = tanh(W x_t + y_t)" + DECLARED
# two steps of three sequences; rows of zeros, and components of both signs
X = np.array(
    [
        [[0.0, 0.0, 0.0], [0.9, -0.6, 0.3], [-0.7, -0.2, -0.5]],
        [[0.4, 0.8, -0.35], [0.0, 0.0, 0.0], [0.6, 0.2, -0.45]],
    ]
)
STATE = np.array([[0.0, 0.0, 0.0], [0.5, -0.7, 0.2], [-0.3, -0.4, -0.6]])


def _text(form: str, of: str) -> str:
    name, rest = ("x_t", OF_INPUTS) if of == "inputs" else ("h_{t-1}", OF_STATES)
    text = FORMS[form].text.replace("@", name) + rest
    declared = {"V ": "V ∈ ℝ^{h×h}", r"\gamma": "γ ∈ ℝ"}
    return text + "".join(
        f"\n  {line}" for key, line in declared.items() if key in text
    )


def _arguments(form: str, of: str) -> dict[str, Array]:
    rng = np.random.default_rng(3)
    found = {"x": X.copy(), "h": STATE.copy(), "W": 0.5 * rng.normal(size=(3, 3))}
    if of == "inputs":
        found["U"] = 0.5 * rng.normal(size=(3, 3))
    if "V " in FORMS[form].text:
        found["V"] = V.copy()
    return found


def _loss(
    form: str, of: str, given: dict[str, Array], weights: Array, kept: list[list[Array]]
) -> float:
    """Σ weights · h, by the formulas; `kept` has the branches, and is filled once."""
    guarded, states, total, place = FORMS[form], given["h"].copy(), 0.0, 0
    for t in range(2):
        for b in range(3):
            v = given["x"][t, b] if of == "inputs" else states[b]
            if place == len(kept):
                kept.append(guarded.branches(v))
            y = guarded.of(v, kept[place])
            if of == "inputs":
                states[b] = np.tanh(given["W"] @ y + given["U"] @ states[b])
            else:
                states[b] = np.tanh(given["W"] @ given["x"][t, b] + y)
            place += 1
        total += float((weights[t] * states).sum())
    return total


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("of", ["inputs", "states"])
@pytest.mark.parametrize("form", FORMS)
def test_only_the_branch_that_is_taken_counts(form: str, of: str, level: int) -> None:
    module = module_of(compile_cell(_text(form, of), level=level))
    given = _arguments(form, of)
    weights = np.random.default_rng(5).normal(size=(2, 3, 3))
    params = {name: value for name, value in given.items() if name not in "xh"}
    with np.errstate(all="raise", under="ignore"):
        state = module.State(h=given["h"])
        out, _, tape = module.forward(params, given["x"], state)
        grads = module.backward(params, tape, module.Outputs(h=weights))
        out_t, _ = module.step(params, state, given["x"][0])
    kept: list[list[Array]] = []
    expected = _loss(form, of, given, weights, kept)
    assert float((weights * out.h).sum()) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(out_t.h, out.h[0], rtol=1e-12)
    found = {"x": grads.inputs.x, "h": grads.state.h, **grads.params}
    for name, value in given.items():
        if name == "V":
            continue  # the formulas of this file have its value in them
        slopes = np.zeros_like(value)
        for place in np.ndindex(*value.shape):
            ends = []
            for move in (1e-6, -1e-6):
                moved = dict(given) | {name: value.copy()}
                moved[name][place] += move
                ends.append(_loss(form, of, moved, weights, kept))
            slopes[place] = (ends[0] - ends[1]) / 2e-6
        scale = max(1.0, float(np.abs(slopes).max()))
        np.testing.assert_allclose(found[name], slopes, atol=2e-7 * scale, err_msg=name)
    assert all(np.isfinite(each).all() for each in grads.params.values())


@pytest.mark.parametrize("form", ["norm", "root that the test reads", "two guards"])
@pytest.mark.parametrize("of", ["inputs", "states"])
def test_layers_and_lengths(form: str, of: str) -> None:
    """A sequence of no steps, one of zeros from its start, and a second layer."""
    module = module_of(compile_cell(_text(form, of), layers=2))
    params = module.init(h=3, rng=0, dtype=np.float64)
    x = X.copy()
    x[:, 2] = 0
    with np.errstate(all="raise", under="ignore"):
        out, final, tape = module.forward(params, x, lengths=np.array([2, 0, 1]))
        ones = module.Outputs(*(np.ones_like(each) for each in out))
        last = module.State(*(np.ones_like(each) for each in final))
        grads = module.backward(params, tape, ones, last)
    for group in (out, final, grads.params.values(), grads.inputs, grads.state):
        assert all(np.isfinite(each).all() for each in group)
    assert not grads.inputs.x[:, 1].any()


@pytest.mark.parametrize("form", FORMS)
def test_gradients_at_ordinary_points(form: str) -> None:
    report = verify(compile_cell(_text(form, "inputs")))
    assert report.passed, report.summary()


def test_single_precision_is_kept() -> None:
    module = module_of(compile_cell(_text("root that the test reads", "inputs")))
    params = module.init(h=3, rng=0, dtype=np.float32)
    out, _, tape = module.forward(params, X.astype(np.float32))
    grads = module.backward(params, tape, out)
    assert {each.dtype for each in (*grads.params.values(), *grads.inputs)} == {
        np.dtype(np.float32)
    }


def test_an_indicator_that_multiplies_is_no_case() -> None:
    """Zero times what is not a number is not a number."""
    text = "h_t = 1_{norm(x_t) > 0} \\frac{x_t}{norm(x_t)} + h_{t-1}"
    module = module_of(compile_cell(text))
    with np.errstate(all="ignore"):
        out, _, _ = module.forward(module.init(h=3, rng=0, dtype=np.float64), X)
    assert np.isnan(out.h[0, 0]).all()
