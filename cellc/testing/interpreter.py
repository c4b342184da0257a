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
    BatchMean,
    Cell,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Reshape,
    Slice,
    Zeros,
    measure,
    size_symbol,
    solve_sizes,
)
from cellc.ops import Elementwise, reduction
from cellc.testing.definitions import FUNCTIONS, REDUCTIONS

Array = npt.NDArray[Any]
Value = tuple[Array, int]  # (..., *axes) and the number of axes
Values = dict[Symbol, Value]
Meaning = Callable[[Any, Values], Value]


_ALIVE = Symbol("alive")  # whether a sequence has this step


@np.errstate(divide="ignore", invalid="ignore", over="ignore")  # of cases not taken
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
    first = _first_of_steps(cell)
    value = inputs[first]
    steps, batch = value.shape[value.ndim - rank[first] - 2 : value.ndim - rank[first]]
    ends = np.full(batch, steps) if lengths is None else np.asarray(lengths)
    if any(each.value.has(BatchMean) for each in cell.equations):
        return _run_together(cell, params, inputs, state, ends)
    runs = []
    for b in range(batch):
        own = {name: _at(value, b, rank[name]) for name, value in inputs.items()}
        initial = {name: _at(value, b, held[name]) for name, value in state.items()}
        runs.append(_run_one(cell, params, own, initial, ends[b]))
    outputs = {
        each.name: np.stack([run[0][each.name] for run in runs], -1 - rank[each.name])
        for each in cell.outputs
    }
    final = {
        each.name: np.stack([run[1][each.name] for run in runs], -1 - held[each.name])
        for each in cell.states
    }
    return outputs, final


def _run_together(
    cell: Cell,
    params: Mapping[str, Array],
    inputs: Mapping[str, Array],
    state: Mapping[str, Array],
    lengths: Array,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """All sequences side by side: the batch is one more axis in front, the last one."""
    rank = {each.name: _axes(cell, each) for each in (*cell.inputs, *cell.outputs)}
    own = {
        each.name: len(cell.variable(each).shape)
        for each in (*cell.parameters, *cell.constants)
    }
    wide = {
        name: np.expand_dims(value, value.ndim - own[name])
        for name, value in params.items()
    }
    turned = {
        each.name: _batch_first(inputs[each.name], rank[each.name])
        if cell.variable(each).timed
        else inputs[each.name]
        for each in cell.inputs
    }
    outputs, final = _run_one(cell, wide, turned, state, lengths)
    back = {name: _batch_first(value, rank[name]) for name, value in outputs.items()}
    return back, final


def _batch_first(value: Array, rank: int) -> Array:
    """(..., T, B, *shape) as (..., B, T, *shape), and back."""
    return np.swapaxes(value, -1 - rank, -2 - rank)


def _first_of_steps(cell: Cell) -> str:
    """An input that has steps; not each has."""
    names = [each.name for each in cell.inputs if cell.variable(each).timed]
    return str(names[0])


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
    length: Array,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """One sequence: inputs (..., T, *shape), outputs (..., T, *shape).

    length: its number of steps, or those of sequences along the last axis in front.
    """
    fixed: Values = {
        each: (params[each.name], len(cell.variable(each).shape))
        for each in cell.parameters
    }
    fixed |= {each: (np.asarray(value), 0) for each, value in cell.constants.items()}
    fixed |= {
        size_symbol(name): (np.asarray(number), 0)
        for name, number in sizes_of(cell, params, inputs, state).items()
    }
    current = {each.name: state[each.name] for each in cell.states}
    outputs: dict[str, list[Array]] = {each.name: [] for each in cell.outputs}
    sizes = {each.current: current[each.name].shape[-1] for each in cell.states}
    axes = {each.name: _axes(cell, each) for each in (*cell.inputs, *cell.outputs)}
    held = {each.name: _axes(cell, each.current) for each in cell.states}
    first = _first_of_steps(cell)
    steps = inputs[first].shape[-1 - axes[first]]
    for t in range(steps):
        alive = np.asarray(t < length)
        values = fixed | {_ALIVE: (alive, 0)}
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
            rank = axes[symbol.name]
            outputs[symbol.name].append(_kept(alive, value, 0 * value, rank))
        for each in cell.states:
            new = _vector(cell, each.current, values, sizes)
            old = current[each.name]
            current[each.name] = _kept(alive, new, old, held[each.name])
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


def _kept(alive: Array, new: Array, old: Array, rank: int) -> Array:
    """The new value of sequences that go on, the old one of those at their end."""
    chosen: Array = np.where(alive.reshape(*alive.shape, *(1,) * rank), new, old)
    return chosen


def sizes_of(
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
        rest = measure(source.rest, found)
        found[name] = (lengths[source.axis] - rest) // source.multiple
    return found


def _length(size: Expr, values: Values) -> int:
    return measure(
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
    parts, rank = [each for each, _ in found], found[0][1]
    axis = value.axis - rank
    ends = [each.shape[axis] for each in parts]
    slim = [np.take(each, [0], axis).shape for each in parts]
    lead = list(np.broadcast_shapes(*slim))
    wide = []
    for each, end in zip(parts, ends, strict=True):
        lead[axis] = end
        wide.append(np.broadcast_to(each, lead))
    return np.concatenate(wide, axis=axis), rank


def _over(value: Over, values: Values) -> Value:
    operand, rank = evaluate(value.operands[0], values)
    result = REDUCTIONS[value.name](operand)
    return result, rank if reduction(value.name).keeps else rank - 1


def _reshaped(value: Reshape, values: Values) -> Value:
    whole, rank = evaluate(value.operands[0], values)
    own = [_length(each, values) for each in value.shape]
    return whole.reshape(*whole.shape[: whole.ndim - rank], *own), len(own)


def _batch_mean(value: BatchMean, values: Values) -> Value:
    """The mean over the axis of sequences, the last one in front of a value's own."""
    operand, rank = evaluate(value.operands[0], values)
    alive = values[_ALIVE][0]
    own = np.where(alive.reshape(*alive.shape, *(1,) * rank), operand, 0)
    mean = own.sum(axis=-1 - rank, keepdims=True) / max(1, alive.sum())
    return np.broadcast_to(mean, own.shape), rank


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
    (BatchMean, _batch_mean),
    (Zeros, _zeros),
    (Identity, lambda value, values: (np.eye(_length(value.size, values)), 2)),
    (Slice, _slice),
    (Contract, _contracted),
    (Reshape, _reshaped),
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
