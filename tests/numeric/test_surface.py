"""The surface of generated modules: shapes, dtypes, lengths, states, bad arguments."""

from __future__ import annotations

import inspect
import pprint
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zoo_cells

from cellc.driver import CompiledCell, compile_cell
from cellc.ir import measure
from cellc.loader import module_of
from cellc.testing.routes import forward, module_gradients
from cellc.testing.sample import Sample, sample

Array = npt.NDArray[Any]

SKEW = """
A = W - W^T - γ I
h_t = h_{t-1} + η tanh(A h_{t-1} + V x_t + b)
where
  W, I ∈ ℝ^{h×h}
  γ ∈ ℝ = 0.01
  η ∈ ℝ = 0.5
"""
TWO_INPUTS = """
g_t = σ(W_g·[h_{t-1}, x_t] + U_g u_t + b_g)
h_t = g_t ⊙ h_{t-1} + (1 - g_t) ⊙ tanh(W·[x_t, h_{t-1}] + k s_t)
y_t = V h_t
where
  s_t ∈ ℝ
  k ∈ ℝ^h
  output y_t, h_t
"""
OWN = {"skew": SKEW, "two_inputs": TWO_INPUTS}
CELLS = ["lstm", "gru_reset_after", "peephole", "mut1", *OWN]
LEVELS = [0, 2]
every_cell = pytest.mark.parametrize("cell", CELLS)
every_level = pytest.mark.parametrize("level", LEVELS)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@cache
def _compiled(cell: str) -> CompiledCell:
    return compile_cell(OWN[cell], cell)


@cache
def _module(cell: str, level: int) -> ModuleType:
    return module_of(compiled(cell).at_level(level))


def compiled(cell: str) -> CompiledCell:
    return _compiled(cell) if cell in OWN else zoo_cells.compiled(cell)


def module(cell: str, level: int = 2) -> ModuleType:
    return _module(cell, level) if cell in OWN else zoo_cells.module(cell, level)


def point(cell: str, dtype: type = np.float64, **options: Any) -> Sample:
    """A random sample in some dtype."""
    found = sample(compiled(cell).ir, seed=3, **options)
    for kind in (found.params, found.inputs, found.state, found.d_out, found.d_final):
        for name, value in kind.items():
            kind[name] = np.asarray(value, dtype)
    return found


def computed(cell: str, level: int, at: Sample) -> tuple[dict[str, Array], ...]:
    """Outputs, final states, gradients by `kind name`."""
    out, final, gradients = module_gradients(compiled(cell).ir, module(cell, level), at)
    return out, final, {" ".join(key): value for key, value in gradients.items()}


def close(found: Array, expected: Array, tolerance: float = 1e-12) -> None:
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


# ---------------------------------------------------------------- sizes of T and B


@every_cell
@every_level
@pytest.mark.parametrize(("steps", "batch"), [(1, 1), (1, 3), (4, 1)])
def test_one_step_one_sequence(cell: str, level: int, steps: int, batch: int) -> None:
    """A batch is its sequences side by side; a sequence is its steps."""
    whole = point(cell, steps=steps, batch=batch)
    out, final, gradients = computed(cell, level, whole)
    for name, value in out.items():
        assert value.shape[:2] == (steps, batch), name
    for kind, values in (("input", whole.inputs), ("state", whole.state)):
        for name, value in values.items():
            assert gradients[f"{kind} {name}"].shape == value.shape
    state = module(cell, level).State(**whole.state)
    for t in range(steps):
        inputs = [value[t] for value in whole.inputs.values()]
        out_t, state = module(cell, level).step(whole.params, state, *inputs)
        for name, value in out_t._asdict().items():
            close(value, out[name][t])
    for name, value in state._asdict().items():
        close(value, final[name])


@every_cell
@every_level
@both_dtypes
@pytest.mark.parametrize("batch", [0, 1, 3])
@pytest.mark.parametrize("with_lengths", [False, True])
def test_no_step(
    cell: str, level: int, dtype: type, batch: int, with_lengths: bool
) -> None:
    """An empty sequence: no output, the state stays, d_final is d of the start."""
    at = point(cell, dtype, steps=0, batch=batch)
    if with_lengths:
        at.lengths = np.zeros(batch, int)
    out, final, gradients = computed(cell, level, at)
    for name, value in out.items():
        assert value.shape == at.d_out[name].shape
        assert value.dtype == dtype
    for name, value in at.state.items():
        np.testing.assert_array_equal(final[name], value)
        np.testing.assert_array_equal(gradients[f"state {name}"], at.d_final[name])
    for kind, values in (("parameter", at.params), ("input", at.inputs)):
        for name, value in values.items():
            found = gradients[f"{kind} {name}"]
            assert found.shape == value.shape
            assert found.dtype == dtype
            assert not found.any()


@every_cell
@every_level
def test_no_sequence(cell: str, level: int) -> None:
    at = point(cell, steps=3, batch=0)
    out, _final, gradients = computed(cell, level, at)
    for name, value in out.items():
        assert value.shape == at.d_out[name].shape
    for name, value in at.params.items():
        assert gradients[f"parameter {name}"].shape == value.shape
        assert not gradients[f"parameter {name}"].any()


# ---------------------------------------------------------------- dtype


@every_cell
@every_level
@both_dtypes
@pytest.mark.parametrize("with_lengths", [False, True])
def test_dtype_is_kept(cell: str, level: int, dtype: type, with_lengths: bool) -> None:
    """Everywhere: outputs, states, the tape, every gradient, `init` and `step`."""
    at = point(cell, dtype, lengths=with_lengths)
    out, final, tape = forward(compiled(cell).ir, module(cell, level), at)
    for name, value in {**out._asdict(), **final._asdict()}.items():
        assert value.dtype == dtype, name
    arrays = tape._asdict()
    arrays |= arrays.pop("room")
    for name, value in arrays.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            assert value.dtype == dtype, f"tape.{name}"
        elif value is not None and not isinstance(value, float):
            assert value.dtype.kind in "bi", f"tape.{name}"
    _, _, gradients = computed(cell, level, at)
    for name, value in gradients.items():
        assert value.dtype == dtype, name
    inputs = [value[0] for value in at.inputs.values()]
    out_t, state = module(cell, level).step(at.params, None, *inputs)
    for value in (*out_t, *state):
        assert value.dtype == dtype


@every_cell
def test_float32_is_near_float64(cell: str) -> None:
    """Single precision loses digits, and nothing else."""
    narrow, wide = point(cell, np.float32), point(cell)
    for found, expected in zip(
        computed(cell, 2, narrow), computed(cell, 2, wide), strict=True
    ):
        for name, value in expected.items():
            scale = max(1.0, float(np.abs(value).max()))
            close(found[name] / scale, value / scale, 1e-4)


# ---------------------------------------------------------------- states


@every_cell
@every_level
def test_carried_state_is_one_long_call(cell: str, level: int) -> None:
    """Values, and gradients where d_final of a part is d_state of the next part."""
    whole = point(cell, steps=7)
    made = module(cell, level)
    out, final, gradients = computed(cell, level, whole)
    state, outs, tapes = made.State(**whole.state), [], []
    cuts = [slice(0, 3), slice(3, 4), slice(4, 7)]
    for cut in cuts:
        inputs = [value[cut] for value in whole.inputs.values()]
        part, state, tape = made.forward(whole.params, *inputs, state)
        outs.append(part)
        tapes.append(tape)
    for name, value in out.items():
        close(np.concatenate([getattr(part, name) for part in outs]), value)
    for name, value in final.items():
        close(getattr(state, name), value)
    d_state = made.State(**whole.d_final)
    total: dict[str, Array] = {}
    d_inputs: list[Any] = []
    for cut, tape in reversed([*zip(cuts, tapes, strict=True)]):
        d_out = made.Outputs(**{n: value[cut] for n, value in whole.d_out.items()})
        found = made.backward(whole.params, tape, d_out, d_state)
        d_state = found.state
        d_inputs.insert(0, found.inputs)
        for name, value in found.params.items():
            total[name] = total[name] + value if name in total else value
    for name, value in total.items():
        close(value, gradients[f"parameter {name}"], 1e-11)
    for name in whole.inputs:
        joined = np.concatenate([getattr(each, name) for each in d_inputs])
        close(joined, gradients[f"input {name}"], 1e-11)
    for name in whole.state:
        close(getattr(d_state, name), gradients[f"state {name}"], 1e-11)


@every_cell
@every_level
def test_none_is_zero(cell: str, level: int) -> None:
    at = point(cell)
    made = module(cell, level)
    inputs = at.inputs.values()
    zeros = made.State(**{name: 0 * value for name, value in at.state.items()})
    some = dict.fromkeys(at.state)
    results = [
        made.forward(at.params, *inputs, state)
        for state in (None, made.State(), made.State(**some), zeros)
    ]
    for out, final, _tape in results[1:]:
        for found, expected in zip(out, results[0][0], strict=True):
            np.testing.assert_array_equal(found, expected)
        for found, expected in zip(final, results[0][1], strict=True):
            np.testing.assert_array_equal(found, expected)
    tape = results[0][2]
    silent = made.Outputs(**{n: 0 * value for n, value in at.d_out.items()})
    none = made.backward(at.params, tape, made.Outputs())
    zero = made.backward(at.params, tape, silent, zeros)
    for name in at.params:
        np.testing.assert_array_equal(none.params[name], zero.params[name])
        assert not none.params[name].any()


def test_one_field_of_the_state_alone() -> None:
    at, made = point("lstm"), module("lstm")
    (x,) = at.inputs.values()
    half = made.forward(at.params, x, made.State(C=at.state["C"]))
    full = made.State(C=at.state["C"], h=0 * at.state["h"])
    np.testing.assert_array_equal(half[0].h, made.forward(at.params, x, full)[0].h)


# ---------------------------------------------------------------- lengths


def cut_to(at: Sample, b: int, length: int) -> Sample:
    """Sequence b alone, cut to its length."""
    return Sample(
        at.params,
        {name: value[:length, b : b + 1] for name, value in at.inputs.items()},
        {name: value[b : b + 1] for name, value in at.state.items()},
        {name: value[:length, b : b + 1] for name, value in at.d_out.items()},
        {name: value[b : b + 1] for name, value in at.d_final.items()},
        None,
    )


@every_cell
@every_level
@pytest.mark.parametrize("padding", [0.0, np.nan, np.inf, 1e300])
def test_lengths(cell: str, level: int, padding: float) -> None:
    """Exactly the shorter sequences run alone, whatever stands behind their ends."""
    at = point(cell, steps=6, batch=4)
    at.lengths = np.array([6, 3, 0, 1])
    for b, length in enumerate(at.lengths):
        for value in (*at.inputs.values(), *at.d_out.values()):
            value[length:, b] = padding
    with np.errstate(all="raise", under="ignore"):
        out, final, gradients = computed(cell, level, at)
    totals = {name: np.zeros_like(value) for name, value in at.params.items()}
    for b, length in enumerate(at.lengths):
        own_out, own_final, own = computed(cell, level, cut_to(at, b, length))
        for name, value in own_out.items():
            close(out[name][:length, b], value[:, 0])
            assert not out[name][length:, b].any(), "outputs past the end are zero"
        for name, value in own_final.items():
            close(final[name][b], value[0])
        for name in at.inputs:
            found = gradients[f"input {name}"]
            close(found[:length, b], own[f"input {name}"][:, 0])
            assert not found[length:, b].any(), "no gradient past the end"
        for name in at.state:
            close(gradients[f"state {name}"][b], own[f"state {name}"][0])
        for name in totals:
            totals[name] = totals[name] + own[f"parameter {name}"]
    for name, value in totals.items():
        close(gradients[f"parameter {name}"], value)


@every_cell
@every_level
def test_all_lengths_full_is_none(cell: str, level: int) -> None:
    without = point(cell, steps=4, batch=3)
    full = point(cell, steps=4, batch=3)
    full.lengths = np.full(3, 4)
    for found, expected in zip(
        computed(cell, level, full), computed(cell, level, without), strict=True
    ):
        for name, value in expected.items():
            close(found[name], value)


@pytest.mark.parametrize(
    "lengths",
    [[2, 5, 0], (2, 5, 0), np.array([2, 5, 0], np.uint8), np.int32([2, 5, 0])],
)
def test_lengths_of_any_kind_of_integer(lengths: Any) -> None:
    at, made = point("lstm"), module("lstm")
    (x,) = at.inputs.values()
    found = made.forward(at.params, x, lengths=lengths)[0].h
    expected = made.forward(at.params, x, lengths=np.array([2, 5, 0]))[0].h
    np.testing.assert_array_equal(found, expected)


# ---------------------------------------------------------------- constants


@every_level
def test_constants_are_arguments_with_defaults(level: int) -> None:
    made, at = module("skew", level), point("skew")
    (x,) = at.inputs.values()
    plain = made.forward(at.params, x)
    same = made.forward(at.params, x, gamma=0.01, eta=0.5)
    other = made.forward(at.params, x, gamma=0.25, eta=0.125)
    np.testing.assert_array_equal(plain[0].h, same[0].h)
    assert np.abs(plain[0].h - other[0].h).max() > 1e-3
    out, state = made.step(at.params, None, x[0], gamma=0.25, eta=0.125)
    close(out.h, other[0].h[0])
    close(state.h, other[0].h[0])
    assert set(compiled("skew").metadata["constants"]) == {"gamma", "eta"}


@every_level
def test_backward_uses_the_constants_of_forward(level: int) -> None:
    made, at = module("skew", level), point("skew", steps=3, batch=2)
    (x,) = at.inputs.values()
    constants = {"gamma": 0.25, "eta": 0.125}
    out, _, tape = made.forward(at.params, x, **constants)
    d_out = np.ones_like(out.h)
    found = made.backward(at.params, tape, made.Outputs(h=d_out)).params
    width = 1e-6
    rng = np.random.default_rng(0)
    for name, value in at.params.items():
        direction = rng.normal(size=value.shape)
        ends = [
            made.forward({**at.params, name: value + sign * direction}, x, **constants)
            for sign in (width, -width)
        ]
        slope = (ends[0][0].h.sum() - ends[1][0].h.sum()) / (2 * width)
        assert slope == pytest.approx((found[name] * direction).sum(), rel=1e-6)


# ---------------------------------------------------------------- arrays as they come


def strided(value: Array) -> Array:
    """The same numbers, every second place of a larger array, axes swapped."""
    wide = np.full([2 * size for size in value.shape], np.nan, value.dtype)
    view = wide[tuple(slice(None, None, 2) for _ in value.shape)]
    view[...] = value
    backwards = np.asfortranarray(view[::-1])[::-1] if value.ndim else view
    return backwards


@every_cell
@every_level
def test_arrays_of_any_layout(cell: str, level: int) -> None:
    at, other = point(cell), point(cell)
    for kind in (other.params, other.inputs, other.state, other.d_out, other.d_final):
        for name, value in kind.items():
            kind[name] = strided(value)
    for found, expected in zip(
        computed(cell, level, other), computed(cell, level, at), strict=True
    ):
        for name, value in expected.items():
            close(found[name], value)


def everything(at: Sample) -> list[Array]:
    kinds = (at.params, at.inputs, at.state, at.d_out, at.d_final)
    return [value for kind in kinds for value in kind.values()]


@every_cell
@every_level
@pytest.mark.parametrize("with_lengths", [False, True])
def test_arguments_are_not_modified(cell: str, level: int, with_lengths: bool) -> None:
    at = point(cell, lengths=with_lengths)
    before = [value.copy() for value in everything(at)]
    for value in everything(at):
        value.flags.writeable = False
    computed(cell, level, at)
    made = module(cell, level)
    inputs = [value[0] for value in at.inputs.values()]
    made.step(at.params, made.State(**at.state), *inputs)
    for value, kept in zip(everything(at), before, strict=True):
        np.testing.assert_array_equal(value, kept)


@every_cell
@every_level
def test_backward_can_be_called_again(cell: str, level: int) -> None:
    """The tape is read, not used up."""
    at, made = point(cell, lengths=True), module(cell, level)
    _, _, tape = forward(compiled(cell).ir, made, at)
    d_out, d_final = made.Outputs(**at.d_out), made.State(**at.d_final)
    first = made.backward(at.params, tape, d_out, d_final)
    kept = {name: value.copy() for name, value in first.params.items()}
    second = made.backward(at.params, tape, d_out, d_final)
    for name, value in kept.items():
        np.testing.assert_array_equal(second.params[name], value)
        np.testing.assert_array_equal(first.params[name], value)


@every_cell
@every_level
def test_results_are_nobody_elses_memory(cell: str, level: int) -> None:
    """Writing into a final state or a gradient changes no argument."""
    at = point(cell, steps=0)
    _, final, gradients = computed(cell, level, at)
    for name, value in at.state.items():
        assert not np.shares_memory(final[name], value), f"final.{name}"
    at = point(cell)
    _, final, gradients = computed(cell, level, at)
    for name, value in gradients.items():
        for argument in everything(at):
            assert not np.shares_memory(value, argument), name


# ---------------------------------------------------------------- wrong arguments


def lstm_call(change: Callable[[dict[str, Any]], None]) -> Callable[[], Any]:
    """A call of the LSTM's forward with one argument changed."""
    at = point("lstm", np.float32, steps=4, batch=3)
    arguments: dict[str, Any] = {
        "params": dict(at.params),
        "x": at.inputs["x"],
        "state": dict(at.state),
        "lengths": None,
    }
    change(arguments)
    made = module("lstm")
    state = arguments["state"]
    if isinstance(state, dict):
        state = made.State(**state)
    return lambda: made.forward(
        arguments["params"], arguments["x"], state, lengths=arguments["lengths"]
    )


def put(where: str, name: str, change: Callable[[Any], Any]) -> Callable[[Any], None]:
    def changed(arguments: dict[str, Any]) -> None:
        arguments[where][name] = change(arguments[where][name])

    return changed


def put_top(name: str, change: Callable[[Any], Any]) -> Callable[[Any], None]:
    def changed(arguments: dict[str, Any]) -> None:
        arguments[name] = change(arguments[name])

    return changed


WRONG: dict[str, tuple[Callable[[Any], None], str]] = {
    # what is changed, and what the message says of it
    "parameter missing": (lambda a: a["params"].pop("W_i"), r"W_i.*missing"),
    "parameter unknown": (put_top("params", lambda p: {**p, "W_q": 0}), r"W_q"),
    "parameter list": (put("params", "b_i", list), r"b_i.*list.*array"),
    "parameter number": (put("params", "b_i", lambda _: 1.0), r"b_i.*float.*array"),
    "parameter None": (put("params", "b_i", lambda _: None), r"b_i.*NoneType.*array"),
    "parameter shape": (put("params", "b_i", lambda b: b[1:]), r"b_i.*\(2,\).*\(3,\)"),
    "parameter rank": (
        put("params", "b_i", lambda b: b[None]),
        r"b_i.*\(1, 3\).*\(h\)",
    ),
    "first parameter rank": (put("params", "W_f", lambda w: w[0]), r"W_f.*\(5,\)"),
    "first parameter shape": (
        put("params", "W_f", lambda w: w[:, :3]),
        r"(W_f|W_i|size|must be)",
    ),
    "parameter transposed": (put("params", "W_o", lambda w: w.T), r"W_o.*\(5, 3\)"),
    "parameter dtype": (
        put("params", "b_o", lambda b: b.astype(float)),
        r"b_o.*float64.*float32",
    ),
    "parameter integers": (
        put("params", "b_o", lambda b: b.astype(int)),
        r"b_o.*int64",
    ),
    "parameter half": (
        put("params", "W_f", lambda b: b.astype(np.float16)),
        r"W_f.*float16.*float32 or float64",
    ),
    "parameters list": (put_top("params", lambda p: list(p.values())), r"params.*list"),
    "parameters None": (put_top("params", lambda _: None), r"params.*NoneType"),
    "input list": (put_top("x", lambda x: x.tolist()), r"x.*list.*array"),
    "input None": (put_top("x", lambda _: None), r"x.*NoneType"),
    "input rank": (put_top("x", lambda x: x[0]), r"x.*\(3, 2\).*T, B, x"),
    "input size": (
        put_top("x", lambda x: np.repeat(x, 2, -1)),
        r"x.*\(4, 3, 4\).*\(4, 3, 2\)",
    ),
    "input dtype": (put_top("x", lambda x: x.astype(float)), r"x.*float64.*float32"),
    "input integers": (put_top("x", lambda x: x.astype(int)), r"x.*int64"),
    "input complex": (put_top("x", lambda x: x.astype(complex)), r"x.*complex128"),
    "input objects": (put_top("x", lambda x: x.astype(object)), r"x.*object"),
    "state batch": (
        put("state", "C", lambda c: c[:2]),
        r"state\.C.*\(2, 3\).*\(3, 3\)",
    ),
    "state rank": (put("state", "h", lambda h: h[0]), r"state\.h.*\(3,\)"),
    "state dtype": (put("state", "h", lambda h: h.astype(float)), r"state\.h.*float64"),
    "state list": (put("state", "h", lambda h: h.tolist()), r"state\.h.*list"),
    "state array": (put_top("state", lambda s: s["h"]), r"state.*ndarray.*State"),
    "state tuple": (
        put_top("state", lambda s: (s["C"], s["h"])),
        r"state.*tuple.*State",
    ),
    "lengths too long": (put_top("lengths", lambda _: np.int64([1, 2, 5])), r"lengths"),
    "lengths negative": (
        put_top("lengths", lambda _: np.int64([1, 2, -1])),
        r"lengths",
    ),
    "lengths too many": (
        put_top("lengths", lambda _: np.int64([1, 2, 3, 4])),
        r"lengths.*\(4,\).*\(3,\)",
    ),
    "lengths number": (put_top("lengths", lambda _: 3), r"lengths.*\(\).*\(3,\)"),
    "lengths floats": (put_top("lengths", lambda _: np.ones(3)), r"lengths.*float64"),
    "lengths truths": (put_top("lengths", lambda _: [True] * 3), r"lengths.*bool"),
    "lengths words": (put_top("lengths", lambda _: ["a"] * 3), r"lengths"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG.keys())
def test_wrong_argument_of_forward(change: Callable[[Any], None], said: str) -> None:
    with pytest.raises((ValueError, TypeError), match=said):
        lstm_call(change)()


def test_right_arguments_are_not_refused() -> None:
    out, _, _ = lstm_call(lambda _: None)()
    assert out.h.dtype == np.float32


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda x: x[0], r"x_t.*\(2,\).*B, x"),
        (lambda x: x[:, :1], r"x_t.*\(3, 1\).*\(3, 2\)"),
        (lambda x: x.astype(np.float32), r"x_t.*float32.*float64"),
        (lambda x: x.tolist(), r"x_t.*list"),
    ],
)
def test_wrong_argument_of_step(change: Callable[[Array], Any], said: str) -> None:
    at, made = point("lstm"), module("lstm")
    with pytest.raises((ValueError, TypeError), match=said):
        made.step(at.params, made.State(**at.state), change(at.inputs["x"][0]))


def test_wrong_state_of_step() -> None:
    at, made = point("lstm"), module("lstm")
    state = made.State(C=at.state["C"][:1], h=at.state["h"])
    with pytest.raises(ValueError, match=r"state\.C.*\(1, 3\).*\(3, 3\)"):
        made.step(at.params, state, at.inputs["x"][0])


@pytest.mark.parametrize(
    ("d_out", "d_final", "said"),
    [
        (lambda d: d[1:], None, r"d_out\.h.*\(4, 3, 3\).*\(5, 3, 3\)"),
        (lambda d: d[0], None, r"d_out\.h.*\(3, 3\)"),
        (lambda d: d.astype(np.float32), None, r"d_out\.h.*float32.*float64"),
        (lambda d: d.tolist(), None, r"d_out\.h.*list"),
        (lambda d: d, lambda d: d[1:], r"d_final\.C.*\(2, 3\).*\(3, 3\)"),
        (lambda d: d, lambda d: d.tolist(), r"d_final\.C.*list"),
    ],
)
def test_wrong_cotangent(
    d_out: Callable[[Array], Any], d_final: Callable[[Array], Any] | None, said: str
) -> None:
    at, made = point("lstm"), module("lstm")
    _, _, tape = forward(compiled("lstm").ir, made, at)
    out = made.Outputs(h=d_out(at.d_out["h"]))
    final = None if d_final is None else made.State(C=d_final(at.d_final["C"]))
    with pytest.raises((ValueError, TypeError), match=said):
        made.backward(at.params, tape, out, final)


@pytest.mark.parametrize("wrong", ["array", "tuple", "none"])
def test_cotangent_that_is_no_outputs(wrong: str) -> None:
    at, made = point("lstm"), module("lstm")
    _, _, tape = forward(compiled("lstm").ir, made, at)
    d_h = at.d_out["h"]
    with pytest.raises((ValueError, TypeError), match=r"d_out.*Outputs"):
        made.backward(at.params, tape, {"array": d_h, "tuple": (d_h,)}.get(wrong))


def test_second_input_must_agree_with_the_first() -> None:
    at, made = point("two_inputs"), module("two_inputs")
    x, u, s = at.inputs.values()
    names = list(at.inputs)
    assert names == ["x", "u", "s"]
    for wrong in (u[1:], u[:, 1:]):
        with pytest.raises(ValueError, match=r"^u has shape"):
            made.forward(at.params, x, wrong, s)
    with pytest.raises(TypeError, match=r"^s has dtype float32"):
        made.forward(at.params, x, u, s.astype(np.float32))


def test_a_number_for_each_step_has_size_one() -> None:
    at, made = point("two_inputs"), module("two_inputs")
    x, u, s = at.inputs.values()
    assert s.shape[-1] == 1
    with pytest.raises(ValueError, match=r"^s has shape"):
        made.forward(at.params, x, u, s[..., 0])
    with pytest.raises(ValueError, match=r"^s has shape"):
        made.forward(at.params, x, u, np.repeat(s, 2, axis=-1))


def test_parameters_updated_by_arithmetic_are_still_parameters() -> None:
    """`p - 0.1 * g` of a number that is trained is a NumPy number, no array."""
    made = module_of(compile_cell("h_t = tanh(k h_{t-1} + x_t)\nwhere\n  k ∈ ℝ"))
    params = made.init(h=3, rng=0, dtype=np.float64)
    x = np.random.default_rng(0).normal(size=(4, 2, 3))
    for _ in range(2):
        out, _, tape = made.forward(params, x)
        grads = made.backward(params, tape, made.Outputs(h=np.ones_like(out.h))).params
        assert np.shape(grads["k"]) == ()
        params = {name: value - 0.1 * grads[name] for name, value in params.items()}


# ---------------------------------------------------------------- init

INIT = """
h_t = tanh(A h_{t-1} + K h_{t-1} + C h_{t-1} + D h_{t-1} + E x_t + F x_t
           + G x_t + a + b + c + d + e) + k x_t
where
  x_t ∈ ℝ^h
  A ∈ ℝ^{h×h} init identity
  K ∈ ℝ^{h×h} init identity(0.5)
  C ∈ ℝ^{h×h} init orthogonal
  D ∈ ℝ^{h×h} init orthogonal(2)
  E ∈ ℝ^{h×h} init uniform(0.25)
  F ∈ ℝ^{h×h} init normal(0.01)
  G ∈ ℝ^{h×h} init glorot
  a ∈ ℝ^h init 1
  b ∈ ℝ^h init -0.5
  c ∈ ℝ^h init ones
  d ∈ ℝ^h init zeros
  e ∈ ℝ^h init normal(2)
  k ∈ ℝ init 0.75
"""


@both_dtypes
def test_schemes(dtype: type) -> None:
    h = 60
    p = module_of(compile_cell(INIT)).init(h=h, rng=0, dtype=dtype)
    eye = np.eye(h)
    close(p["A"], eye)
    close(p["K"], 0.5 * eye)
    close(p["C"] @ p["C"].T, eye, 1e-5)
    close(p["D"] @ p["D"].T, 4 * eye, 1e-5)
    assert 0.2 < np.abs(p["E"]).max() <= 0.25
    assert p["F"].std() == pytest.approx(0.01, rel=0.1)
    assert 0.9 * np.sqrt(6 / (2 * h)) < np.abs(p["G"]).max() <= np.sqrt(6 / (2 * h))
    for name, value in (("a", 1), ("b", -0.5), ("c", 1), ("d", 0)):
        assert (p[name] == value).all()
    assert p["e"].std() == pytest.approx(2, rel=0.3)
    assert p["k"].shape == ()
    assert p["k"] == 0.75
    assert all(value.dtype == dtype for value in p.values())
    assert all(isinstance(value, np.ndarray) for value in p.values())


@pytest.mark.parametrize(("rows", "columns"), [(3, 7), (7, 3), (1, 4), (4, 1)])
def test_orthogonal_of_any_form(rows: int, columns: int) -> None:
    text = "h_t = tanh(W x_t) + h_{t-1}\nwhere\n  W ∈ ℝ^{h×x} init orthogonal"
    w = module_of(compile_cell(text)).init(x=columns, h=rows, dtype=np.float64)["W"]
    product = w @ w.T if rows <= columns else w.T @ w
    close(product, np.eye(min(rows, columns)), 1e-10)


@every_cell
def test_init(cell: str) -> None:
    made = module(cell)
    sizes = {name: 3 + index for index, name in enumerate(made.CELL["sizes"])}
    first, again, other = (made.init(**sizes, rng=seed) for seed in (7, 7, 8))
    assert list(first) == list(made.CELL["parameters"])
    ir = compiled(cell).ir
    for symbol in ir.parameters:
        shape = ir.variable(symbol).shape
        measured = tuple(measure(size, sizes) for size in shape)
        assert first[symbol.name].shape == measured
    for name, described in made.CELL["parameters"].items():
        assert len(described["shape"]) == first[name].ndim
        assert first[name].dtype == np.float32
        np.testing.assert_array_equal(first[name], again[name])
    assert any((first[name] != other[name]).any() for name in first)
    generator = np.random.default_rng(7)
    drawn = made.init(**sizes, rng=generator)
    for name in first:
        np.testing.assert_array_equal(drawn[name], first[name])
    further = made.init(**sizes, rng=generator)
    assert any((further[name] != drawn[name]).any() for name in first)
    before = np.random.get_state()[1].copy()  # type: ignore[index, union-attr]
    made.init(**sizes)
    after = np.random.get_state()[1]  # type: ignore[index]
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("size", [0, -1, 2.0, "3", None, (2,), np.float64(2)])
def test_bad_size(size: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=r"size"):
        module("lstm").init(x=size, h=3)


def test_sizes_of_init() -> None:
    made = module("lstm")
    with pytest.raises(TypeError, match="'h'"):
        made.init(x=3)
    with pytest.raises(TypeError):
        made.init(3, 4)
    assert made.init(x=np.int64(2), h=np.int32(3))["W_f"].shape == (3, 5)


@pytest.mark.parametrize("dtype", [int, np.float16, complex, "float16"])
def test_bad_dtype_of_init(dtype: Any) -> None:
    with pytest.raises(TypeError, match="float32 or float64"):
        module("lstm").init(x=2, h=3, dtype=dtype)


# ---------------------------------------------------------------- CELL, signatures


@pytest.mark.parametrize("cell", OWN)
def test_metadata_is_in_the_module(cell: str) -> None:
    check_metadata(cell)


@zoo_cells.every_cell
def test_metadata_of_the_zoo(name: str) -> None:
    check_metadata(name)


def check_metadata(cell: str) -> None:
    made = module(cell)
    assert compiled(cell).metadata == made.CELL
    assert set(made.CELL) >= {
        *["name", "sizes", "equations", "cite", "spec_sha256"],
        *["parameters", "inputs", "states", "outputs", "constants"],
    }
    assert list(made.CELL["states"]) == list(made.State._fields)
    assert list(made.CELL["outputs"]) == list(made.Outputs._fields)
    assert list(made.CELL["inputs"]) == list(made.Inputs._fields)
    plain = (dict, list, str, float, int)
    assert all(isinstance(value, plain) for value in made.CELL.values())
    assert pprint.pformat(made.CELL)


def test_content_of_cell() -> None:
    cell = module("lstm").CELL
    assert cell["name"] == "lstm"
    assert cell["sizes"] == ["x", "h"]
    assert cell["parameters"]["W_f"] == {
        "shape": ["h", "h + x"],
        "symbol": "W_f",
        "init": "glorot",
    }
    assert cell["parameters"]["b_f"]["init"] == "1"
    assert cell["equations"][0] == "f_t = σ(W_f·[h_<t-1>, x_t] + b_f)"
    assert cell["cite"]["year"] == "2000"
    assert len(cell["spec_sha256"]) == 64
    assert module("skew").CELL["constants"]["gamma"] == {
        "shape": [],
        "symbol": "γ",
        "value": 0.01,
    }


@every_cell
@every_level
def test_signatures(cell: str, level: int) -> None:
    made = module(cell, level)
    inputs = list(made.CELL["inputs"])
    constants = list(made.CELL["constants"])

    def names(function: Callable[..., Any]) -> list[str]:
        return list(inspect.signature(function).parameters)

    options = ["state", "lengths", "tape", "checkpoint"]
    assert names(made.forward) == ["params", *inputs, *options, *constants]
    assert names(made.backward) == ["params", "tape", "d_out", "d_final"]
    assert names(made.step) == [
        *["params", "state"],
        *(f"{name}_t" for name in inputs),
        *constants,
    ]
    assert names(made.init) == [*made.CELL["sizes"], "rng", "dtype"]
    for function in (made.init, made.forward, made.backward, made.step):
        text = inspect.getdoc(function) or ""
        for name in names(function):
            assert name in text, f"{function.__name__} does not say what {name} is"


def test_a_function_of_a_number_keeps_the_dtype() -> None:
    text = "h_t = tanh(0.5) x_t + U h_{t-1} + max(0, 1) min(h_{t-1}, h_{t-1})"
    module = module_of(compile_cell(text))
    params = module.init(**dict.fromkeys(module.CELL["sizes"], 2), rng=0)
    x = np.ones((3, 1, 2), np.float32)
    out, _, tape = module.forward(params, x)
    grads = module.backward(params, tape, module.Outputs(np.ones_like(out.h)))
    assert out.h.dtype == grads.inputs.x.dtype == grads.params["U"].dtype == np.float32
