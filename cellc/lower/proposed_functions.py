"""What to write for a function that a text leaves open: `g = tanh`, to be pasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cellc.lower.said_functions import named_function
from cellc.ops import spelled_reduction

_USUAL = ("tanh", "sigmoid", "relu")
_OF_GATES = ("sigmoid", "tanh", "relu")
_OF_OUTPUTS = ("softmax", "sigmoid", "identity")
_GATES = frozenset(["g", "i", "f", "r", "z", "u", "o", "gate", "rec"])  # σ_g, φ_i
_CELLS = frozenset(["c", "h"])  # σ_c and σ_h beside σ_g
_OUTPUTS = frozenset(["y", "out", "output"])  # f_y, \phi_{out}


def candidates(identifier: str, text: str) -> tuple[str, ...]:
    """Functions that one with this name can be, the likeliest first.

    One where a sentence seems to say it.  Below σ and φ a label tells what it is for.
    """
    said = named_function(identifier, text)
    base, _, label = identifier.partition("_")
    if said is None and spelled_reduction(base) is not None:
        said = base  # LN_1
    if said is not None:
        return (said,)
    if label in _OUTPUTS:
        return _OF_OUTPUTS
    if label in _GATES or (base == "sigma" and label not in _CELLS):
        return _OF_GATES
    return _USUAL


def definition(shown: str, function: str, arguments: int) -> str:
    """A line of the where block, for a function of so many arguments."""
    if arguments < 2:
        return f"{shown} = {function}"
    letters = "abcdefgh"[:arguments]
    return f"{shown}({', '.join(letters)}) = tanh({' + '.join(letters)})"


def one_open(shown: str, likely: Sequence[str]) -> str:
    """Where one function is left open, and what it can be."""
    line = definition(shown, likely[0], 1)
    others = f" ({', '.join(likely[1:])}, ...)" if likely[1:] else ""
    quote = '"' if "'" in line else "'"  # of a shell; f' = tanh
    return (
        f"define it in the where block, `{line}`{others}, or with "
        f"--define {quote}{line}{quote}"
    )


def several_open(lines: Mapping[str, Sequence[str]]) -> str:
    """Where several are: one line each.  lines: a definition, what else it can be."""
    others = [each for likely in lines.values() for each in likely]
    listed = ", ".join(dict.fromkeys(others))
    choice = f" (or {listed}, ...)" if listed else ""
    return f"say what they are in the where block: {', '.join(lines)}{choice}"
