"""A direct interpreter of a cell's equations: the independent witness.

It walks the SymPy expressions of the cell IR, one sequence and one step after another,
and knows nothing of passes, schedules, printers or targets.  Arrays may be complex, and
may have any axes in front of their own: many perturbed copies run side by side.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from sympy import Add, Expr, Mul, Number, Pow, Symbol

from cellc.ir import (
    Cell,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Slice,
    Zeros,
    size_symbol,
    size_terms,
    solve_sizes,
)
from cellc.ops import Elementwise, reduction

Array = npt.NDArray[Any]
Value = tuple[Array, int]  # (..., *axes) and the number of axes
Values = dict[Symbol, Value]
Meaning = Callable[[Any, Values], Value]


def _positive(a: Array) -> Any:
    return a.real > 0


def _choose(test: Any, a: Any, b: Any) -> Array:
    chosen: Array = np.where(test, a, b)
    return chosen


def _normal_cdf(a: Array) -> Array:
    """½(1 + erf(a/√2)) by its power series; |a| up to 4 is what it is tested on."""
    term = a / np.sqrt(2 * np.pi)
    total = term
    for n in range(1, 120):
        term = term * (-a * a / 2) * (2 * n - 1) / (n * (2 * n + 1))
        total = total + term
    result: Array = 0.5 + total
    return result


# every elementwise operation as mathematics defines it, for real and complex arguments
FUNCTIONS: dict[str, Callable[..., Array]] = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": np.tanh,
    "relu": lambda a: _choose(_positive(a), a, 0),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": lambda a: _choose(_positive(a), a, -a),
    "raised": lambda a, b: np.exp(b * np.log(a)),
    "sin": np.sin,
    "cos": np.cos,
    "max": lambda a, b: _choose(_positive(a - b), a, b),
    "min": lambda a, b: _choose(_positive(b - a), a, b),
    "mod": lambda a, b: a - b * np.floor((a / b).real),
    "floor": lambda a: np.floor(a.real) + 0 * a,
    "where": lambda a, b, c: _choose(_positive(a), b, c),
    "leaky_relu": lambda a: _choose(_positive(a), a, a / 100),
    "elu": lambda a: _choose(_positive(a), a, np.exp(a) - 1),
    "hard_sigmoid": lambda a: _choose(
        _positive(a + 3), _choose(_positive(3 - a), a / 6 + 0.5, 1), 0
    ),
    "hard_tanh": lambda a: _choose(
        _positive(a + 1), _choose(_positive(1 - a), a, 1), -1
    ),
    "normal_cdf": _normal_cdf,
    "step": lambda a: _choose(_positive(a), 1.0, 0.0),
    "sign": lambda a: _choose(_positive(a), 1.0, _choose(_positive(-a), -1.0, 0.0)),
}


def _exp_shifted(a: Array) -> tuple[Array, Array]:
    """exp(a) with the largest component taken off, and that component."""
    largest = a.real.max(axis=-1, keepdims=True)
    return np.exp(a - largest), largest


def _softmax(a: Array) -> Array:
    weights, _ = _exp_shifted(a)
    result: Array = weights / weights.sum(axis=-1, keepdims=True)
    return result


def _log_sum_exp(a: Array) -> Array:
    weights, largest = _exp_shifted(a)
    result: Array = largest[..., 0] + np.log(weights.sum(axis=-1))
    return result


def _largest(a: Array) -> Array:
    at = a.real.argmax(axis=-1)[..., None]
    result: Array = np.take_along_axis(a, at, axis=-1)[..., 0]
    return result


# every operation over components, along the last axis, for real and complex arguments
REDUCTIONS: dict[str, Callable[[Array], Array]] = {
    "softmax": _softmax,
    "log_sum_exp": _log_sum_exp,
    "largest": _largest,
    "norm": lambda a: np.sqrt((a * a).sum(axis=-1)),
    "cumsum": lambda a: np.cumsum(a, axis=-1),
}


def run(
    cell: Cell,
    params: Mapping[str, Array],
    inputs: Mapping[str, Array],
    state: Mapping[str, Array],
    lengths: Array | None = None,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """The outputs of every step, (..., T, B, *shape), and the final states.

    Arguments:
        params: (..., *shape) by name; constants have their default values.
        inputs: (..., T, B, *shape) by name; a number for each step has shape (1,);
            what a whole sequence has one of has no T.
        state: (..., B, *shape) by name.
        lengths: (B,); past its length a state stays and an output is zero.
    """
    rank = {each.name: _axes(cell, each) for each in (*cell.inputs, *cell.outputs)}
    held = {each.name: _axes(cell, each.current) for each in cell.states}
    first, value = next(iter(inputs.items()))
    steps, batch = value.shape[value.ndim - rank[first] - 2 : value.ndim - rank[first]]
    runs = []
    for b in range(batch):
        own = {name: _at(value, b, rank[name]) for name, value in inputs.items()}
        initial = {name: _at(value, b, held[name]) for name, value in state.items()}
        length = steps if lengths is None else int(lengths[b])
        runs.append(_run_one(cell, params, own, initial, length))
    outputs = {
        each.name: np.stack([run[0][each.name] for run in runs], -1 - rank[each.name])
        for each in cell.outputs
    }
    final = {
        each.name: np.stack([run[1][each.name] for run in runs], -1 - held[each.name])
        for each in cell.states
    }
    return outputs, final


def _axes(cell: Cell, symbol: Symbol) -> int:
    """How many axes a value has in an array; a number for each step has one."""
    return max(1, len(cell.variable(symbol).shape))


def _at(value: Array, index: int, rank: int) -> Array:
    """One position along the axis before a value's own."""
    found: Array = np.take(value, index, axis=-1 - rank)
    return found


def _run_one(
    cell: Cell,
    params: Mapping[str, Array],
    inputs: Mapping[str, Array],
    state: Mapping[str, Array],
    length: int,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """One sequence: inputs (..., T, *shape), outputs (..., T, *shape)."""
    fixed: Values = {
        each: (params[each.name], len(cell.variable(each).shape))
        for each in cell.parameters
    }
    fixed |= {each: (np.asarray(value), 0) for each, value in cell.constants.items()}
    fixed |= {
        size_symbol(name): (np.asarray(number), 0)
        for name, number in _sizes(cell, params, inputs, state).items()
    }
    current = {each.name: state[each.name] for each in cell.states}
    outputs: dict[str, list[Array]] = {each.name: [] for each in cell.outputs}
    sizes = {each.current: current[each.name].shape[-1] for each in cell.states}
    axes = {each.name: _axes(cell, each) for each in (*cell.inputs, *cell.outputs)}
    held = {each.name: _axes(cell, each.current) for each in cell.states}
    first = cell.inputs[0].name
    steps = inputs[first].shape[-1 - axes[first]]
    for t in range(steps):
        values = dict(fixed)
        for symbol in cell.inputs:
            now = inputs[symbol.name]
            if cell.variable(symbol).timed:
                now = _at(now, t, axes[symbol.name])
            values[symbol] = _ranked(cell, symbol, now)
        for each in cell.states:
            values[each.previous] = _ranked(cell, each.previous, current[each.name])
        for equation in cell.equations:
            values[equation.target] = evaluate(equation.value, values)
        for symbol in cell.outputs:
            value = _vector(cell, symbol, values, sizes)
            outputs[symbol.name].append(value if t < length else 0 * value)
        if t < length:
            for each in cell.states:
                current[each.name] = _vector(cell, each.current, values, sizes)
    every = [(value, axes[name]) for name, each in outputs.items() for value in each]
    every += [(value, held[name]) for name, value in current.items()]
    lead = np.broadcast_shapes(*(v.shape[: v.ndim - rank] for v, rank in every))

    def spread(value: Array, rank: int) -> Array:
        return np.broadcast_to(value, (*lead, *value.shape[value.ndim - rank :]))

    stacked = {
        name: np.stack([spread(v, axes[name]) for v in each], axis=-1 - axes[name])
        for name, each in outputs.items()
    }
    final = {name: spread(value, held[name]) for name, value in current.items()}
    return stacked, final


def _sizes(
    cell: Cell,
    params: Mapping[str, Array],
    inputs: Mapping[str, Array],
    state: Mapping[str, Array],
) -> dict[str, int]:
    """The named sizes, from the lengths of the arguments' axes."""
    axes: list[Expr] = []
    lengths: list[int] = []
    given = [(each, params[each.name]) for each in cell.parameters]
    given += [(each, inputs[each.name]) for each in cell.inputs]
    given += [(each.current, state[each.name]) for each in cell.states]
    for symbol, array in given:
        shape = cell.variable(symbol).shape
        axes += shape
        lengths += array.shape[array.ndim - len(shape) :]
    found: dict[str, int] = {}
    for name, source in solve_sizes(axes).items():
        rest = _measure(source.rest, found)
        found[name] = (lengths[source.axis] - rest) // source.multiple
    return found


def _measure(size: Expr, sizes: Mapping[str, int]) -> int:
    return sum(many * (sizes[name] if name else 1) for name, many in size_terms(size))


def _length(size: Expr, values: Values) -> int:
    return _measure(
        size, {each.name: int(values[each][0]) for each in size.free_symbols}
    )


def _ranked(cell: Cell, symbol: Symbol, value: Array) -> Value:
    """A row of an array; a number for each step comes as a row of one."""
    rank = len(cell.variable(symbol).shape)
    return (value[..., 0], 0) if rank == 0 else (value, rank)


def _vector(
    cell: Cell, symbol: Symbol, values: Values, sizes: Mapping[Symbol, int]
) -> Array:
    """The value as a row; a number that fills a vector is written out."""
    value, rank = values[symbol]
    if rank:
        return value
    shape = cell.variable(symbol).shape
    alike = [n for s, n in sizes.items() if cell.variable(s).shape == shape]
    return np.repeat(value[..., None], alike[0] if shape and alike else 1, axis=-1)


def evaluate(value: Expr, values: Values) -> Value:
    """The value of an expression and its number of axes; time stands still."""
    kind = type(value)
    if kind not in _MEANING_OF:
        _MEANING_OF[kind] = _meaning(kind)
    return _MEANING_OF[kind](value, values)


def _meaning(kind: type) -> Meaning:
    for known, meaning in MEANINGS:
        if issubclass(kind, known):
            return meaning
    raise TypeError(f"no meaning for {kind.__name__}")


def _folded(combine: Callable[[Array, Array], Array]) -> Meaning:
    def meaning(value: Expr, values: Values) -> Value:
        arguments, rank = _aligned(value.args, values)
        return functools.reduce(combine, arguments), rank

    return meaning


def _power(value: Pow, values: Values) -> Value:
    base, rank = evaluate(value.base, values)
    return base ** float(value.exp), rank


def _elementwise(value: Elementwise, values: Values) -> Value:
    arguments, rank = _aligned(value.args, values)
    return FUNCTIONS[value.operation.name](*arguments), rank


def _concatenated(value: Concat, values: Values) -> Value:
    found = [evaluate(each, values) for each in value.operands]
    rank = found[0][1]
    parts = [each for each, _ in found]
    lead = np.broadcast_shapes(*(each.shape[:-rank] for each in parts))
    wide = [np.broadcast_to(each, (*lead, *each.shape[-rank:])) for each in parts]
    return np.concatenate(wide, axis=value.axis - rank), rank


def _over(value: Over, values: Values) -> Value:
    operand, _ = evaluate(value.operands[0], values)
    result = REDUCTIONS[value.name](operand)
    return result, 1 if reduction(value.name).keeps else 0


def _zeros(value: Zeros, values: Values) -> Value:
    return np.zeros([_length(each, values) for each in value.args]), len(value.args)


def _slice(value: Slice, values: Values) -> Value:
    whole, rank = evaluate(value.operands[0], values)
    start, stop = _length(value.start, values), _length(value.stop, values)
    return np.take(whole, range(start, stop), value.axis - rank), rank


def _contracted(value: Contract, values: Values) -> Value:
    operands = [evaluate(each, values)[0] for each in value.operands]
    labels, _, result = value.subscripts.partition("->")
    labels = ",".join(f"...{each}" for each in labels.split(","))
    return np.einsum(f"{labels}->...{result}", *operands), len(result)


# every node of an expression, the first that fits
MEANINGS: list[tuple[type, Meaning]] = [
    (Symbol, lambda value, values: values[value]),
    (Number, lambda value, values: (np.asarray(float(value)), 0)),
    (Add, _folded(operator.add)),
    (Mul, _folded(operator.mul)),
    (Pow, _power),
    (Elementwise, _elementwise),
    (Concat, _concatenated),
    (
        Count,
        lambda value, values: (np.asarray(float(_length(value.size, values))), 0),
    ),
    (Over, _over),
    (Zeros, _zeros),
    (Identity, lambda value, values: (np.eye(_length(value.size, values)), 2)),
    (Slice, _slice),
    (Contract, _contracted),
]
_MEANING_OF: dict[type, Meaning] = {}  # those that were looked up


def _aligned(parts: tuple[Expr, ...], values: Values) -> tuple[list[Array], int]:
    """Values of equal rank: a number gets the axes of what it is combined with."""
    evaluated = [evaluate(each, values) for each in parts]
    rank = max(each[1] for each in evaluated)
    arrays = [
        value.reshape(*value.shape, *(1,) * (rank - own)) if own < rank else value
        for value, own in evaluated
    ]
    return arrays, rank
