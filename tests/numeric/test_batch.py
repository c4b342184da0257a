"""Operations over the sequences of a batch: values, gradients, given statistics.

Witnesses: the formulas in plain NumPy, central differences, and the routes of `verify`
(complex steps of the interpreter). `LINES` has one line for each operation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from cellc.driver import Form, compile_cell
from cellc.loader import module_of
from cellc.ops import REDUCTIONS
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H = 4, 5, 3, 2
TEXT = """
h_t = tanh(BN(W x_t; γ_x) + BN(U h_{t-1}; γ_h, β_h) + b)
y_t = V BN(h_t)
where
  output h_t, y_t
"""

# over the batch, which lies along the first axis
LINES: dict[str, Callable[[Array], Array]] = {
    "batch_mean": lambda a: 0 * a + a.sum(axis=0) / len(a),
    "batch_variance": lambda a: 0 * a + ((a - a.sum(axis=0) / len(a)) ** 2).mean(0),
    "batch_norm": lambda a: _normal(a, a.mean(axis=0), ((a - a.mean(0)) ** 2).mean(0)),
}


def _normal(a: Array, mean: Array, variance: Array) -> Array:
    return (a - mean) / np.sqrt(variance + 1e-5)


@cache
def compiled(text: str = TEXT, level: int = 2) -> ModuleType:
    return module_of(compile_cell(text, level=level))


def given(module: ModuleType, dtype: type = np.float64) -> tuple[Any, Array]:
    params = module.init(x=X, h=H, y=3, rng=1, dtype=dtype)
    rng = np.random.default_rng(2)
    for name, value in params.items():
        params[name] = (value + 0.3 * rng.normal(size=value.shape)).astype(dtype)
    return params, rng.normal(size=(T, B, X)).astype(dtype)


# ---------------------------------------------------------------- the table


def test_every_operation_has_a_line() -> None:
    assert {each.name for each in REDUCTIONS if each.batch} == set(LINES)


@pytest.mark.parametrize("name", LINES)
def test_value_and_gradient(name: str) -> None:
    """x ⊙ f(x) of a number of every step; slopes by complex steps."""
    (operation,) = (each for each in REDUCTIONS if each.name == name)
    text = f"y_t = x_t ⊙ {operation.spellings[0]}(x_t)\nwhere output y_t"
    module = compiled(text)
    x = np.random.default_rng(3).normal(size=(T, B, X))
    out, _, tape = module.forward({}, x)
    d_x = module.backward({}, tape, module.Outputs(y=np.ones_like(x))).inputs.x
    for t in range(T):
        expected = x[t] * LINES[name](x[t])
        np.testing.assert_allclose(out.y[t], expected, rtol=1e-12, atol=1e-14)
        for at in np.ndindex(B, X):
            moved = x[t].astype(complex)
            moved[at] += 1e-30j
            slope = (moved * LINES[name](moved)).sum().imag / 1e-30
            np.testing.assert_allclose(d_x[t][at], slope, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "form",
    [
        Form(),
        Form(layers=2),
        Form(bidirectional=True),
        Form(bidirectional=True, layers=2),
        Form(transforms=("zoneout",)),
    ],
    ids=["plain", "layers", "both ways", "both ways of layers", "zoneout"],
)
@pytest.mark.parametrize("what", ["BN(U h_{t-1})", "batch_var(W x_t)", "batch_mean(s)"])
def test_within_a_cell(what: str, form: Form) -> None:
    text = f"h_t = tanh(W x_t + U h_{{t-1}} + γ ⊙ {what} + b)".replace("(s)", "(s_t)")
    text = f"s_t = σ(V x_t)\n{text}" if "s_t" in text else text
    compiled = compile_cell(
        text,
        layers=form.layers,
        bidirectional=form.bidirectional,
        transforms=form.transforms,
    )
    report = verify(compiled)
    assert report.passed, report.summary()


def test_matrices_and_numbers_of_every_step() -> None:
    text = "S_t = 0.5 S_{t-1} + batch_mean(v_t k_t^T)\nv_t = V x_t\nk_t = K x_t\n"
    text += "n_t = batch_var(v_t^T u_t)\nu_t = W x_t\ny_t = n_t S_t k_t\nwhere\n"
    text += "  S_t ∈ ℝ^{v×k}\n  output y_t, n_t"
    report = verify(compile_cell(text))
    assert report.passed, report.summary()


# ---------------------------------------------------------------- in plain NumPy


def plain(p: Any, x: Array, moments: dict[str, Array] | None = None) -> Array:
    """h of the cell; moments: means and variances of W x, U h for each step."""
    h, found = np.zeros((x.shape[1], H)), []
    for t in range(len(x)):
        total = p["b"]
        for a, name, gain in (
            (x[t] @ p["W"].T, "x_by_W", p["gamma_x"]),
            (h @ p["U"].T, "h_by_U", p["gamma_h"]),
        ):
            mean, variance = a.mean(axis=0), a.var(axis=0)
            if moments is not None:
                mean, variance = moments[f"mean_{name}"][t], moments[f"var_{name}"][t]
            total = total + gain * _normal(a, mean, variance)
        h = np.tanh(total + p["beta_h"])
        found.append(h)
    return np.array(found)


@pytest.mark.parametrize("level", [0, 2])
def test_values_in_training(level: int) -> None:
    module = compiled(level=level)
    params, x = given(module)
    out, _, _ = module.forward(params, x)
    np.testing.assert_allclose(out.h, plain(params, x), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("level", [0, 2])
def test_given_statistics(level: int) -> None:
    """They are what is taken, and the sequences no longer see each other."""
    module = compiled(level=level)
    params, x = given(module)
    rng = np.random.default_rng(4)
    _, _, tape = module.forward(params, x)
    moments = {
        name: np.abs(value + 0.5 * rng.normal(size=value.shape)) + 0.1
        for name, value in tape.statistics._asdict().items()
    }
    statistics = module.Statistics(**moments)
    out, _, own = module.forward(params, x, statistics=statistics)
    expected = plain(params, x, moments)
    np.testing.assert_allclose(out.h, expected, rtol=1e-12, atol=1e-14)
    alone, _, _ = module.forward(params, x[:, 1:2], statistics=statistics)
    np.testing.assert_allclose(alone.h, out.h[:, 1:2], rtol=1e-12)
    for one, other in zip(own.statistics, statistics, strict=True):
        np.testing.assert_array_equal(one, other)


def test_own_statistics_given_back_change_the_gradient_alone() -> None:
    module = compiled()
    params, x = given(module)
    out, _, tape = module.forward(params, x)
    again, _, fixed = module.forward(params, x, statistics=tape.statistics)
    np.testing.assert_allclose(again.h, out.h, rtol=1e-12)
    d_out = module.Outputs(h=np.random.default_rng(5).normal(size=out.h.shape))
    one = module.backward(params, tape, d_out).params["U"]
    other = module.backward(params, fixed, d_out).params["U"]
    assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("lengths", [None, [4, 2, 1, 0, 3]])
def test_gradients_with_given_statistics(level: int, lengths: list[int] | None) -> None:
    """By central differences, the statistics held fixed."""
    module = compiled(level=level)
    params, x = given(module)
    _, _, tape = module.forward(params, x)
    rng = np.random.default_rng(6)
    weight = rng.normal(size=(T, B, H))
    options = {"statistics": tape.statistics, "lengths": lengths}

    def loss(params: Any, x: Array) -> float:
        return float((weight * module.forward(params, x, **options)[0].h).sum())

    _, _, tape = module.forward(params, x, **options)
    gradients = module.backward(params, tape, module.Outputs(h=weight))
    for name in ("W", "U", "gamma_h", "b", "x"):
        direction = rng.normal(size=x.shape if name == "x" else params[name].shape)
        ahead, behind = (
            loss(params, x + step * direction)
            if name == "x"
            else loss(params | {name: params[name] + step * direction}, x)
            for step in (1e-6, -1e-6)
        )
        own = gradients.inputs.x if name == "x" else gradients.params[name]
        slope = (ahead - behind) / 2e-6
        np.testing.assert_allclose((own * direction).sum(), slope, rtol=1e-6)


# ---------------------------------------------------------------- lengths, surface


def test_sequences_at_their_end_are_no_part_of_a_mean() -> None:
    module = compiled()
    params, x = given(module)
    out, _, tape = module.forward(params, x, lengths=[T, 2, T, 0, T])
    here = [0, 2, 4]
    _, state, _ = module.forward(params, x[:2][:, [0, 1, 2, 4]])
    rest, _, _ = module.forward(
        params, x[2:][:, here], module.State(h=state.h[[0, 2, 3]])
    )
    np.testing.assert_allclose(out.h[2:][:, here], rest.h, rtol=1e-12)
    expected = (x[0][[0, 1, 2, 4]] @ params["W"].T).mean(axis=0)
    np.testing.assert_allclose(tape.statistics.mean_x_by_W[0], expected, rtol=1e-12)


def test_step_is_a_sequence_of_one() -> None:
    module = compiled()
    params, x = given(module)
    out, final, tape = module.forward(params, x[:1])
    stepped, state = module.step(params, None, x[0])
    np.testing.assert_allclose(stepped.h, out.h[0], rtol=1e-12)
    np.testing.assert_allclose(state.h, final.h, rtol=1e-12)
    first = module.Statistics(*(each[0] for each in tape.statistics))
    one, _ = module.step(params, None, x[0, :1], statistics=first)
    np.testing.assert_allclose(one.h, out.h[0, :1], rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype: type) -> None:
    module = compiled()
    params, x = given(module, dtype)
    out, _, tape = module.forward(params, x, lengths=[T, T, 2, 1, 0])
    gradients = module.backward(params, tape, module.Outputs(h=np.ones_like(out.h)))
    arrays = [*out, *tape.statistics, gradients.inputs.x, *gradients.params.values()]
    assert {each.dtype for each in arrays} == {np.dtype(dtype)}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda s: None, None, ""),
        (lambda s: tuple(s), TypeError, "statistics is a tuple; it must be a Stat"),
        (
            lambda s: s._replace(mean_x_by_W=s.mean_x_by_W[:2]),
            ValueError,
            r"statistics.mean_x_by_W has shape \(2, 2\); it must be \(4, 2\)",
        ),
        (
            lambda s: s._replace(var_h_by_U=None),
            TypeError,
            "statistics.var_h_by_U is a NoneType; it must be an array",
        ),
        (
            lambda s: s._replace(var_h_by_U=s.var_h_by_U.astype(np.float32)),
            TypeError,
            "statistics.var_h_by_U has dtype float32; it must be float64",
        ),
    ],
)
def test_statistics_that_do_not_fit(
    change: Callable[[Any], Any], error: type[Exception] | None, message: str
) -> None:
    module = compiled()
    params, x = given(module)
    _, _, tape = module.forward(params, x)
    changed = change(tape.statistics)
    if error is None:
        module.forward(params, x, statistics=changed)
        return
    with pytest.raises(error, match=message):
        module.forward(params, x, statistics=changed)


def test_statistics_of_both_ways() -> None:
    module = module_of(compile_cell(TEXT, bidirectional=True))
    params, x = given(module)
    out, _, tape = module.forward(params, x)
    again, _, _ = module.forward(params, x, statistics=tape.statistics)
    np.testing.assert_allclose(again.h, out.h, rtol=1e-12)
    own = [each for each in tape.statistics._fields if not each.endswith("_reverse")]
    back = [each for each in tape.statistics._fields if each.endswith("_reverse")]
    assert back == [f"{each}_reverse" for each in own]


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("lengths", [False, True])
@pytest.mark.parametrize("both", [False, True], ids=["one way", "both ways"])
def test_no_sequence(level: int, lengths: bool, both: bool) -> None:
    """The means of a batch without sequences are zero; given ones stay as they are."""
    module = module_of(compile_cell(TEXT, level=level, bidirectional=both))
    params, _ = given(module)
    x = np.zeros((T, 0, X))
    options: Any = {"lengths": np.zeros(0, int)} if lengths else {}
    out, _, tape = module.forward(params, x, **options)
    assert out.h.shape == (T, 0, H * (1 + both))
    for each in tape.statistics:
        assert each.shape[0] == T
        assert not each.any()
    gradients = module.backward(params, tape, module.Outputs(h=out.h))
    assert not any(each.any() for each in gradients.params.values())
    moments = module.Statistics(*(each + 0.5 for each in tape.statistics))
    _, _, tape = module.forward(params, x, statistics=moments, **options)
    for one, other in zip(tape.statistics, moments, strict=True):
        np.testing.assert_array_equal(one, other)
    if not both:
        stepped, _ = module.step(params, None, x[0])
        assert stepped.h.shape == (0, H)
