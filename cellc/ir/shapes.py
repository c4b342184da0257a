"""Shapes of expressions over typed symbols."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Integer, Symbol

from cellc.ir.cell import Variable
from cellc.ir.contractions import (
    BatchMean,
    BatchShare,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Repeat,
    Reshape,
    Scan,
    Slice,
    Zeros,
)
from cellc.ops import reduction

Variables = Mapping[Symbol, Variable]


def shape_of(expression: Expr, variables: Variables) -> tuple[Expr, ...]:
    """The shape of an elementwise expression or of one contraction of symbols."""
    match expression:
        case Contract():
            sizes: dict[str, Expr] = {}
            for labels, operand in zip(
                expression.labels, expression.operands, strict=True
            ):
                shape = shape_of(operand, variables)
                sizes.update(zip(labels, shape, strict=True))
            return tuple(sizes[label] for label in expression.result)
        case Concat():
            shapes = [shape_of(each, variables) for each in expression.operands]
            total: Expr = sum((shape[expression.axis] for shape in shapes), Integer(0))
            return _replaced(shapes[0], expression.axis, total)
        case Slice():
            (operand,) = expression.operands
            size = expression.stop - expression.start
            return _replaced(shape_of(operand, variables), expression.axis, size)
        case Zeros():
            return tuple(expression.args)
        case Over():
            whole = shape_of(expression.operands[0], variables)
            return whole if reduction(expression.name).keeps else whole[:-1]
        case BatchMean() | BatchShare():
            return shape_of(expression.operands[0], variables)
        case Scan():
            pair = (expression.keep, expression.new)
            return max((shape_of(each, variables) for each in pair), key=len)
        case Count():
            return ()
        case Identity():
            return (expression.size, expression.size)
        case Repeat() | Reshape():
            return expression.shape
        case Symbol():
            return variables[expression].shape
    shapes = [shape_of(each, variables) for each in expression.args]
    return max(shapes, key=len, default=())


def _replaced(shape: tuple[Expr, ...], axis: int, size: Expr) -> tuple[Expr, ...]:
    return (*shape[:axis], size, *shape[axis + 1 :])


def variation(expression: Expr, variables: Variables) -> int:
    """With what an expression varies, as `Variable.varies` says it."""
    return max(
        (
            variables[symbol].varies
            for symbol in expression.free_symbols
            if symbol in variables
        ),
        default=0,
    )


def is_timed(expression: Expr, variables: Variables) -> bool:
    """Whether an expression varies with time."""
    return any(
        variables[symbol].timed
        for symbol in expression.free_symbols
        if symbol in variables
    )
