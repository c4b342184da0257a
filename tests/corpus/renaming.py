"""What stands for a name of the zoo's cell in a block: a small fixed vocabulary.

NAME                      an array of the block
zeros, ones               what the block has not
stack(a, b), columns(a, b)   one below, one beside the other
transpose(a), negate(a), sum(a, b)
rows(a, k, n)             the k-th of n equal blocks of rows, from 0
first(a, s), rest(a, s)   the first s columns, the others; s is a size of the zoo's cell
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _rows(a: Array, k: int, n: int) -> Array:
    return np.split(a, n)[k]


FUNCTIONS: dict[str, Callable[..., Array]] = {
    "stack": lambda *parts: np.concatenate(parts, axis=0),
    "columns": lambda *parts: np.concatenate(parts, axis=1),
    "transpose": np.transpose,
    "negate": np.negative,
    "sum": lambda *terms: np.sum(np.broadcast_arrays(*terms), axis=0),
    "rows": _rows,
    "first": lambda a, size: a[:, :size],
    "rest": lambda a, size: a[:, size:],
}
CONSTANTS = {"zeros": np.zeros(()), "ones": np.ones(())}


def names_in(expression: str) -> set[str]:
    """The block's names in an expression."""

    def names(node: ast.expr) -> set[str]:
        match node:
            case ast.Name(id=name):
                return {name} - set(CONSTANTS)
            case ast.Call(func=ast.Name(id="first" | "rest"), args=arguments):
                return names(arguments[0])
            case ast.Call(args=arguments):
                return set().union(*(names(each) for each in arguments))
        return set()

    return names(ast.parse(expression, mode="eval").body)


def value_of(
    expression: str, arrays: Mapping[str, Array], sizes: Mapping[str, int]
) -> Array:
    """The array that an expression over the block's arrays gives."""

    def value(node: ast.expr, size: bool = False) -> Array | int:
        match node:
            case ast.Name(id=name) if size:
                return sizes[name]
            case ast.Name(id=name):
                return CONSTANTS[name] if name in CONSTANTS else arrays[name]
            case ast.Constant(value=int(number)):
                return number
            case ast.Call(func=ast.Name(id=name), args=arguments):
                after = name in ("first", "rest")
                return FUNCTIONS[name](
                    *(
                        value(each, after and at > 0)
                        for at, each in enumerate(arguments)
                    )
                )
        raise ValueError(f"not in the vocabulary: {expression}")

    return np.asarray(value(ast.parse(expression, mode="eval").body))
