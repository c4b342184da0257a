"""Every operation of the table: function, derivative, printed form, extreme arguments.

`LINES` has one line for each operation; an operation without one fails the first test.
"""

from __future__ import annotations

import importlib.util
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sympy import Expr, Symbol

from cellc.driver import compile_cell
from cellc.ops import OPERATIONS, Operation, function, spelled
from cellc.targets.numpy.support import HELPERS
from cellc.testing.definitions import FUNCTIONS
from cellc.testing.interpreter import evaluate
from cellc.testing.verify import verify

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Line:
    """An operation as a textbook defines it, for one number, and where its slope jumps.

    limits: its values at -inf and at +inf, where the printed form must reach them
    without a warning; None where it has none.
    place: what of its arguments is at a kink; else their difference, or the only one.
    """

    textbook: Callable[..., float]
    kinks: tuple[float, ...] = ()
    limits: tuple[float, float] | None = None
    place: Callable[..., Array] | None = None


def _erf(a: float) -> float:
    return math.erf(a / math.sqrt(2))


INF = math.inf
LINES: dict[str, Line] = {
    "sigmoid": Line(lambda a: 1 / (1 + math.exp(-a)), (), (0, 1)),
    "tanh": Line(math.tanh, (), (-1, 1)),
    "relu": Line(lambda a: max(a, 0), (0,), (0, INF)),
    "softplus": Line(lambda a: math.log1p(math.exp(a)), (), (0, INF)),
    "exp": Line(math.exp),
    "log": Line(math.log),
    "sqrt": Line(math.sqrt),
    "raised": Line(pow),
    "abs": Line(abs, (0,), (INF, INF)),
    "sin": Line(math.sin),
    "cos": Line(math.cos),
    "max": Line(max, (0,)),
    "min": Line(min, (0,)),
    "leaky_relu": Line(lambda a: a if a > 0 else a / 100, (0,), (-INF, INF)),
    "elu": Line(lambda a: a if a > 0 else math.expm1(a), (0,), (-1, INF)),
    "hard_sigmoid": Line(lambda a: min(max(a / 6 + 0.5, 0), 1), (-3, 3), (0, 1)),
    "hard_tanh": Line(lambda a: min(max(a, -1), 1), (-1, 1), (-1, 1)),
    "normal_cdf": Line(lambda a: (1 + _erf(a)) / 2, (), (0, 1)),
    "gelu": Line(lambda a: a * (1 + _erf(a)) / 2),
    "silu": Line(lambda a: a / (1 + math.exp(-a))),
    "identity": Line(lambda a: a, (), (-INF, INF)),
    "step": Line(lambda a: float(a > 0), (0,)),
    "mod": Line(
        lambda a, b: a - b * math.floor(a / b),
        (1, 2, 3, 4),
        place=lambda a, b: a / b,
    ),
    "floor": Line(lambda a: float(math.floor(a)), (0, 1)),
    "where": Line(lambda a, b, c: b if a > 0 else c, (0,), place=lambda a, b, c: a),
    "sign": Line(lambda a: float(a > 0) - float(a < 0), (0,), (-1, 1)),
}
A, B, C, Y = (Symbol(name, real=True) for name in "abcy")
IDS = [each.name for each in OPERATIONS]
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
PRINTED = [each for each in OPERATIONS if each.expansion is None]
every_printed = pytest.mark.parametrize(
    "operation", PRINTED, ids=[each.name for each in PRINTED]
)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def expression(operation: Operation) -> Expr:
    """The operation applied to a (and b, c), notation written out."""
    arguments = (A, B, C)[: operation.arity]
    if operation.expansion is not None:
        return operation.expansion(*arguments)
    return function(operation.name)(*arguments)


def samples(operation: Operation, count: int = 200) -> list[Array]:
    """Arguments in the operation's domain, away from its kinks."""
    rng = np.random.default_rng(len(operation.name))
    low, high = operation.domain
    arguments = [rng.uniform(low, high, count) for _ in range(operation.arity)]
    slack = np.ones(count, bool)
    line = LINES[operation.name]
    distance = arguments[0] - arguments[1] if operation.arity == 2 else arguments[0]
    if line.place is not None:
        distance = line.place(*arguments)
    for kink in line.kinks:
        slack &= np.abs(distance - kink) > 1e-3
    return [argument[slack] for argument in arguments]


def value(expr: Expr, *arguments: Array, result: Array | None = None) -> Array:
    """An expression in a, b and the operation's own value y, by the interpreter."""
    values = {
        symbol: (np.asarray(argument), 0)
        for symbol, argument in zip((A, B, C), arguments, strict=False)
    }
    if result is not None:
        values[Y] = (result, 0)
    return np.broadcast_to(evaluate(expr, values)[0], np.shape(arguments[0]))


# ---------------------------------------------------------------- the table


def test_every_operation_has_a_line() -> None:
    assert {each.name for each in OPERATIONS} == set(LINES)


def test_entries_are_whole() -> None:
    spellings = [text for each in OPERATIONS for text in each.spellings]
    assert len(set(spellings)) == len(spellings)
    for each in OPERATIONS:
        if each.spellings:  # a value by cases has a notation of its own
            assert each.name in each.spellings
            assert spelled(each.spellings[0]) is each
        if each.expansion is None:
            assert each.derivative is not None
            assert each.printed is not None
            assert each.name in FUNCTIONS
        else:
            assert each.derivative is None


# ---------------------------------------------------------------- values, derivatives


@every_operation
def test_interpreter_is_the_textbook(operation: Operation) -> None:
    arguments = samples(operation)
    textbook = LINES[operation.name].textbook
    expected = [textbook(*row) for row in zip(*arguments, strict=True)]
    found = value(expression(operation), *arguments)
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15)


@every_operation
def test_derivative(operation: Operation) -> None:
    """In terms of arguments and value, against complex step or central differences."""
    arguments = samples(operation)
    symbols = (A, B, C)[: operation.arity]
    node = expression(operation)
    result = value(node, *arguments)
    if operation.expansion is None:
        partials = node.operation_derivatives(Y)
    else:
        partials = tuple(node.diff(symbol) for symbol in symbols)
    assert len(partials) == operation.arity
    for place, partial in enumerate(partials):
        found = value(partial, *arguments, result=result)
        moved = list(arguments)
        if operation.analytic:
            moved[place] = arguments[place] + 1e-30j
            expected = value(node, *moved).imag / 1e-30
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
        else:
            ends = []
            for width in (1e-6, -1e-6):
                moved[place] = arguments[place] + width
                ends.append(value(node, *moved))
            expected = (ends[0] - ends[1]) / 2e-6
            np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)


@every_operation
def test_sympy_differentiates_with_the_same_rule(operation: Operation) -> None:
    """`diff` of the node, with the value put in again, is the table's derivative."""
    if operation.expansion is not None:
        return
    node = expression(operation)
    arguments = samples(operation, 20)
    result = value(node, *arguments)
    for symbol, partial in zip((A, B, C), node.operation_derivatives(Y), strict=False):
        np.testing.assert_allclose(
            value(node.diff(symbol), *arguments),
            value(partial, *arguments, result=result),
            rtol=1e-13,
        )


# ---------------------------------------------------------------- printed forms


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A module with every helper, and every printed form as a function."""
    lines = ["import numpy as np", *HELPERS.values()]
    for operation in PRINTED:
        assert operation.printed is not None
        form = operation.printed["numpy"]
        assert form.helper is None or form.helper in HELPERS
        text = form.text.format("a", "b", "c")
        lines.append(
            f"def printed_{operation.name}(a, b=None, c=None):\n    return {text}\n"
        )
    path = tmp_path_factory.mktemp("ops") / "printed_forms.py"
    path.write_text("\n\n".join(lines), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("printed_forms", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def form_of(printed: ModuleType, operation: Operation) -> Callable[..., Array]:
    found: Callable[..., Array] = getattr(printed, f"printed_{operation.name}")
    return found


@every_printed
@both_dtypes
def test_printed_form_is_the_interpreter(
    printed: ModuleType, operation: Operation, dtype: type
) -> None:
    arguments = [each.astype(dtype) for each in samples(operation)]
    found = form_of(printed, operation)(*arguments)
    wide = [each.astype(np.float64) for each in arguments]
    expected = value(expression(operation), *wide)
    tolerance = 1e-13 if dtype is np.float64 else 2e-6
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance / 10)
    if operation.name != "step":  # a truth value, which goes with any dtype
        assert found.dtype == dtype


@every_printed
@both_dtypes
@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 0, 3), (2, 3)])
def test_printed_form_keeps_shape_and_argument(
    printed: ModuleType, operation: Operation, dtype: type, shape: tuple[int, ...]
) -> None:
    arguments = [np.full(shape, 0.5, dtype) for _ in range(operation.arity)]
    found = form_of(printed, operation)(*arguments)
    assert np.shape(found) == shape
    for argument in arguments:
        assert (argument == dtype(0.5)).all()


def extremes(dtype: type) -> Array:
    info = np.finfo(dtype)
    sizes = [0, info.smallest_subnormal, info.tiny, info.eps, 1, 20, 89, 710, 1e4]
    sizes += [float(info.max) / 7, info.max, np.inf]
    return np.array([sign * size for size in sizes for sign in (1, -1)], dtype)


TAME = [each for each in PRINTED if LINES[each.name].limits is not None]


@pytest.mark.parametrize("operation", TAME, ids=[each.name for each in TAME])
@both_dtypes
def test_extreme_arguments(
    printed: ModuleType, operation: Operation, dtype: type
) -> None:
    """No overflow, no warning, and the limits at both ends."""
    points = extremes(dtype)
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        found = form_of(printed, operation)(points)
        low, high = (
            form_of(printed, operation)(np.array([end], dtype)) for end in (-INF, INF)
        )
    assert found.dtype == dtype
    assert not np.isnan(found).any()
    limits = LINES[operation.name].limits
    assert limits is not None
    assert (float(low[0]), float(high[0])) == limits
    finite = np.isfinite(points) & (np.abs(points) < 500)
    textbook = LINES[operation.name].textbook
    expected = [textbook(float(point)) for point in points[finite]]
    tiny = 1e-15 if dtype is np.float64 else 1e-7
    np.testing.assert_allclose(found[finite], expected, rtol=1e3 * tiny, atol=tiny)


@every_printed
@both_dtypes
def test_not_a_number_stays_one(
    printed: ModuleType, operation: Operation, dtype: type
) -> None:
    if operation.name in ("step", "where"):
        return  # a derivative, a choice: the value beside it says what is wrong
    for place in range(operation.arity):
        arguments = [np.full(3, 2, dtype) for _ in range(operation.arity)]
        arguments[place][1] = np.nan
        with np.errstate(all="raise"), warnings.catch_warnings():
            warnings.simplefilter("error")
            found = form_of(printed, operation)(*arguments)
        assert np.isnan(found).tolist() == [False, True, False]


@pytest.mark.parametrize("name", ["sigmoid", "softplus"])
@both_dtypes
def test_over_the_whole_range(printed: ModuleType, name: str, dtype: type) -> None:
    """Random bit patterns: every float there is has the same chance."""
    width = np.uint32 if dtype is np.float32 else np.uint64
    rng = np.random.default_rng(0)
    bits = rng.integers(0, np.iinfo(width).max, 20_000, width, endpoint=True)
    points = bits.view(dtype)
    points = points[~np.isnan(points)]
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        found = getattr(printed, f"printed_{name}")(points)
    rising = found[np.argsort(points)]
    slack = 4 * np.finfo(dtype).eps  # of rounding
    assert (rising[1:] >= rising[:-1] * dtype(1 - slack)).all(), "not monotone"
    if name == "sigmoid":
        assert ((found >= 0) & (found <= 1)).all()
    else:
        assert (found >= np.maximum(points, 0)).all()


# ---------------------------------------------------------------- powers


@pytest.mark.parametrize("power", [r"\alpha^{c r_t}", "2^{-r_t}", "(1 + r_t)^{r_t}"])
def test_powers_are_verified(power: str) -> None:
    """Bases that must be positive are drawn so."""
    facts = "\nwhere\n  α ∈ ℝ^x\n  c ∈ ℝ = 8" if "alpha" in power else ""
    text = f"r_t = σ(W x_t)\nh_t = {power} ⊙ h_{{t-1}} + x_t{facts}"
    report = verify(compile_cell(text))
    assert report.passed, report
