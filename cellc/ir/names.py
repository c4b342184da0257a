"""Identifiers: what a name of a cell may be called in generated code."""

from __future__ import annotations

import builtins
import keyword

# Names that generated modules use for themselves, and letters that read like digits.
_RESERVED = (
    frozenset(keyword.kwlist)
    | frozenset(keyword.softkwlist)
    | frozenset(dir(builtins))
    | frozenset(
        [
            "np",
            "NamedTuple",
            "Any",
            "T",
            "B",
            "t",
            "l",
            "O",
            "I",
            "params",
            "state",
            "inputs",
            "out",
            "final",
            "tape",
            "room",
            "checkpoint",
            "states",
            "shapes",
            "part",
            "grads",
            "lengths",
            "rng",
            "dtype",
            "dead",
            "forward",
            "backward",
            "step",
            "init",
            "self",
            "index",
            "count",
            "given",
            "share",
            "statistics",
            "batch_mean",
            "batch_share",
            "sigmoid",
            "softplus",
            "elu",
            "leaky_relu",
            "hard_sigmoid",
            "normal_cdf",
            "softmax",
            "log_sum_exp",
            "largest",
            "at_largest",
            "product",
            "others",
            "norm",
            "direction",
            "cumsum",
            "cumsum_back",
            "centred",
            "normalised",
            "rms",
            "total",
            "orthogonal",
            "glorot",
            "params_given",
            "size",
            "name",
            "value",
            "kind",
            "State",
            "Outputs",
            "Tape",
            "Checkpoints",
            "Prepared",
            "prepare",
            "ready",
            "Inputs",
            "Gradients",
            "Statistics",
            "CELL",
            "d_final",
            "d_out",
            "d_params",
            "d_inputs",
        ]
    )
)


def safe(identifier: str) -> str:
    """The identifier itself, or with a trailing underscore where Python needs it."""
    return f"{identifier}_" if identifier in _RESERVED else identifier


def unique(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the first of `wanted_2`, `wanted_3`, ... that is free; takes it."""
    candidate, number = safe(wanted), 2
    while candidate in taken:
        candidate, number = f"{wanted}_{number}", number + 1
    taken.add(candidate)
    return candidate
