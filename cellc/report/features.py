"""What can be told of a cell from its equations alone: the one table of features.

A feature is a property of the typed cell: of its states, inputs and outputs, of the
nodes in its equations, of the way its states depend on themselves.  None is written
in a spec.  To add one, add one entry to `FEATURES` and two cells, with it and without
it, to tests/unit/test_features.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sympy import Expr, Mul, Pow, Symbol

from cellc.ir import BatchMean, Cell, Contract, Over, Role, State, operands_of
from cellc.ops import Elementwise, reduction
from cellc.report.recurrence import is_choice, is_diagonal, is_linear


@dataclass(frozen=True)
class Feature:
    """A name for `--feature`, what it means in a line, and whether a cell has it."""

    name: str
    meaning: str
    holds: Callable[[Cell], bool]


def features_of(cell: Cell) -> list[str]:
    """The names of a cell's features, in the order of the table."""
    return [each.name for each in FEATURES if each.holds(cell)]


# ---------------------------------------------------------------- states, inputs


def _own_states(cell: Cell) -> list[State]:
    """The states but those that keep an older value, or count steps."""
    return [
        each
        for each in cell.states
        if not _is_kept(cell, each) and not _is_counter(cell, each)
    ]


def _value(cell: Cell, state: State) -> Expr:
    (value,) = (each.value for each in cell.equations if each.target == state.current)
    return value


def _is_kept(cell: Cell, state: State) -> bool:
    """Whether a state is an input, or a state of the step before, as it was."""
    value = _value(cell, state)
    kept = (Role.INPUT, Role.PREVIOUS)
    return (
        isinstance(value, Symbol)
        and value != state.previous
        and cell.variable(value).role in kept
    )


def _is_counter(cell: Cell, state: State) -> bool:
    """Whether a state is a number that grows by one at every step."""
    number = not cell.variable(state.current).shape
    return number and _value(cell, state) == state.previous + 1


def _given(cell: Cell) -> list[Symbol]:
    """The inputs that nothing draws and that are not of the layer below."""
    return [each for each in cell.inputs if each not in {*cell.noise, *cell.below}]


def _has_shared_size(cell: Cell) -> bool:
    shapes = {cell.variable(each.current).shape for each in _own_states(cell)}
    wide = [shape for each in _given(cell) if (shape := cell.variable(each).shape)]
    return any(shape in shapes for shape in wide)


def _has_separate_output(cell: Cell) -> bool:
    states = {each.current for each in cell.states}
    return any(each not in states for each in cell.outputs)


def _is_computed_once(cell: Cell) -> bool:
    variables = [cell.variable(each.target) for each in cell.equations]
    return any(each.role is Role.VALUE and not each.timed for each in variables)


# ---------------------------------------------------------------- equations


def _nodes(cell: Cell) -> Iterator[Expr]:
    """Every node of every equation."""
    for equation in cell.equations:
        yield from _below(equation.value)


def _below(value: Expr) -> Iterator[Expr]:
    yield value
    for each in operands_of(value):
        yield from _below(each)


def _is_called(node: Expr, *names: str) -> bool:
    return isinstance(node, Elementwise) and node.operation.name in names


def _has_cases(cell: Cell) -> bool:
    return any(is_choice(node) or _is_called(node, "step") for node in _nodes(cell))


def _has_kinks(cell: Cell) -> bool:
    return any(
        (isinstance(node, Elementwise) and not node.operation.analytic)
        or (isinstance(node, Over) and node.name == "largest")
        for node in _nodes(cell)
    )


def _has_softmax(cell: Cell) -> bool:
    return any(
        isinstance(node, Over) and node.name == "softmax" for node in _nodes(cell)
    )


def _is_sum(node: Expr) -> bool:
    """Whether it is the sum of one value over an axis."""
    return (
        isinstance(node, Contract)
        and len(node.operands) == 1
        and len(node.result) < len(node.labels[0])
    )


def _has_reduction(cell: Cell) -> bool:
    return any(isinstance(node, Over) or _is_sum(node) for node in _nodes(cell))


def _is_length(node: Expr) -> bool:
    """Whether it is a norm, or the root of a sum over all components."""
    if isinstance(node, Over):
        return reduction(node.name).measure
    return _is_called(node, "sqrt") and any(
        _is_sum(each) or isinstance(each, BatchMean) for each in _below(node)
    )


def _is_normalised(cell: Cell) -> bool:
    return any(map(_normalises, _nodes(cell)))


def _normalises(node: Expr) -> bool:
    """Whether a vector is divided by a length of it."""
    if isinstance(node, Over):
        return reduction(node.name).normalises
    negative = isinstance(node, Pow) and node.exp.is_negative
    return negative and any(map(_is_length, _below(node.base)))


# ---------------------------------------------------------------- matrix products


def _matrices(cell: Cell, node: Expr) -> int:
    """How many parameter matrices are multiplied, one behind the other, in a node."""
    if not isinstance(node, Contract):
        return 0
    own = sum(
        len(labels) == 2
        and _is_parameter(cell, operand)
        and not set(labels) <= set(node.result)
        for labels, operand in zip(node.labels, node.operands, strict=True)
    )
    inner = (_matrices(cell, operand) for operand in node.operands)
    return own + max(inner, default=0) if own else 0


def _is_parameter(cell: Cell, operand: Expr) -> bool:
    """Whether it is a parameter, or the transpose of one."""
    if isinstance(operand, Contract) and len(operand.operands) == 1:
        (labels,) = operand.labels
        return sorted(labels) == sorted(operand.result) and _is_parameter(
            cell, operand.operands[0]
        )
    if not isinstance(operand, Symbol):
        return False
    return cell.variable(operand).role is Role.PARAMETER


def _has_factored_matrices(cell: Cell) -> bool:
    return any(_matrices(cell, node) > 1 for node in _nodes(cell))


def _is_multiplicative(cell: Cell) -> bool:
    return any(
        isinstance(node, Mul)
        and sum(_matrices(cell, factor) > 0 for factor in node.args) > 1
        for node in _nodes(cell)
    )


# ---------------------------------------------------------------- the table

FEATURES: tuple[Feature, ...] = (
    Feature(
        "matrix-state",
        "a state is a matrix",
        lambda cell: any(
            len(cell.variable(each.current).shape) == 2 for each in cell.states
        ),
    ),
    Feature(
        "several-states",
        "more than one state, without kept older values and the number of the step",
        lambda cell: len(_own_states(cell)) > 1,
    ),
    Feature(
        "lags",
        "an older value is kept: a state of two or more steps ago, the last input",
        lambda cell: any(_is_kept(cell, each) for each in cell.states),
    ),
    Feature(
        "diagonal-recurrence",
        "each component of a state comes back to itself alone, through no matrix",
        is_diagonal,
    ),
    Feature(
        "linear-recurrence",
        "the next state is linear in the last one, given the inputs",
        is_linear,
    ),
    Feature(
        "several-inputs",
        "more than one input, without noise and the layer below",
        lambda cell: len(_given(cell)) > 1,
    ),
    Feature(
        "static-input",
        "a whole sequence has one value of an input: a context, a set to attend to",
        lambda cell: any(not cell.variable(each).timed for each in _given(cell)),
    ),
    Feature(
        "shared-size",
        "an input has as many components as a state",
        _has_shared_size,
    ),
    Feature(
        "layer-below",
        "an input is a value of the layer below",
        lambda cell: bool(cell.below),
    ),
    Feature(
        "noise",
        "an input is drawn where it is not given",
        lambda cell: bool(cell.noise),
    ),
    Feature(
        "several-outputs",
        "more than one output",
        lambda cell: len(cell.outputs) > 1,
    ),
    Feature(
        "separate-output",
        "an output is no state, but computed from states",
        _has_separate_output,
    ),
    Feature(
        "constants",
        "a number that can be given and is not trained",
        lambda cell: bool(cell.constants),
    ),
    Feature(
        "frozen",
        "a parameter is not trained",
        lambda cell: bool(cell.frozen),
    ),
    Feature(
        "computed-once",
        "a value is computed from parameters, before the first step",
        _is_computed_once,
    ),
    Feature(
        "factored-matrices",
        "two parameter matrices are multiplied, one behind the other",
        _has_factored_matrices,
    ),
    Feature(
        "multiplicative",
        "two matrix products are multiplied component by component",
        _is_multiplicative,
    ),
    Feature(
        "step-number",
        "the number of the step is a value",
        lambda cell: any(_is_counter(cell, each) for each in cell.states),
    ),
    Feature(
        "cases",
        "a value by cases, or an indicator",
        _has_cases,
    ),
    Feature(
        "kinks",
        "a function whose derivative jumps: relu, max, floor, a value by cases",
        _has_kinks,
    ),
    Feature(
        "softmax",
        "a softmax over the components of a vector",
        _has_softmax,
    ),
    Feature(
        "reductions",
        "an operation over the components of a vector: sum, mean, norm, softmax",
        _has_reduction,
    ),
    Feature(
        "normalised",
        "divided by a norm or a standard deviation: layer norm, RMS norm",
        _is_normalised,
    ),
    Feature(
        "batch-statistics",
        "the sequences of a batch see each other: batch norm",
        lambda cell: any(isinstance(node, BatchMean) for node in _nodes(cell)),
    ),
)
