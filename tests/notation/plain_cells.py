"""Four cells in canonical notation, restated in NumPy, and what compares texts to them.

A template writes `h@0` for h at t, `h@1` for h at t-1, `·` for a matrix product and `⊙`
for an elementwise one.  A form rewrites these tokens; the result must compile to the
cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cellc import CellcError
from cellc.diagnostics import Source
from cellc.driver import Analysis, analyse
from cellc.ir import Cell, measure
from cellc.testing.interpreter import run

Array = np.ndarray[Any, Any]
STEPS, X, H = 3, 3, 4

TEMPLATES = {
    "rnn": "h@0 = tanh(W·x@0 + U·h@1 + b)",
    "gru": "r@0 = σ(W_r·x@0 + U_r·h@1 + b_r)\n"
    "z@0 = σ(W_z·x@0 + U_z·h@1 + b_z)\n"
    "g@0 = tanh(W_g·x@0 + U_g·(r@0 ⊙ h@1) + b_g)\n"
    "h@0 = (1 - z@0) ⊙ g@0 + z@0 ⊙ h@1",
    "lstm": "f@0 = σ(W_f·[h@1, x@0] + b_f)\n"
    "i@0 = σ(W_i·[h@1, x@0] + b_i)\n"
    "C̃@0 = tanh(W_C·[h@1, x@0] + b_C)\n"
    "o@0 = σ(W_o·[h@1, x@0] + b_o)\n"
    "C@0 = f@0 ⊙ C@1 + i@0 ⊙ C̃@0\n"
    "h@0 = o@0 ⊙ tanh(C@0)",
    "peephole": "i@0 = σ(W_xi·x@0 + W_hi·h@1 + w_ci ⊙ c@1 + b_i)\n"
    "f@0 = σ(W_xf·x@0 + W_hf·h@1 + w_cf ⊙ c@1 + b_f)\n"
    "c@0 = f@0 ⊙ c@1 + i@0 ⊙ tanh(W_xc·x@0 + W_hc·h@1 + b_c)\n"
    "o@0 = σ(W_xo·x@0 + W_ho·h@1 + w_co ⊙ c@0 + b_o)\n"
    "h@0 = o@0 ⊙ tanh(c@0)",
}
CELLS = tuple(TEMPLATES)


def _sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def _rnn(p: list[Array], x: Array, s: list[Array]) -> list[Array]:
    W, U, b = p
    return [np.tanh(W @ x + U @ s[0] + b)]


def _gru(p: list[Array], x: Array, s: list[Array]) -> list[Array]:
    (h,) = s
    r = _sigmoid(p[0] @ x + p[1] @ h + p[2])
    z = _sigmoid(p[3] @ x + p[4] @ h + p[5])
    g = np.tanh(p[6] @ x + p[7] @ (r * h) + p[8])
    return [(1 - z) * g + z * h]


def _lstm(p: list[Array], x: Array, s: list[Array]) -> list[Array]:
    c, h = s
    both = np.concatenate([h, x])
    f = _sigmoid(p[0] @ both + p[1])
    i = _sigmoid(p[2] @ both + p[3])
    g = np.tanh(p[4] @ both + p[5])
    o = _sigmoid(p[6] @ both + p[7])
    c = f * c + i * g
    return [c, o * np.tanh(c)]


def _peephole(p: list[Array], x: Array, s: list[Array]) -> list[Array]:
    c, h = s
    i = _sigmoid(p[0] @ x + p[1] @ h + p[2] * c + p[3])
    f = _sigmoid(p[4] @ x + p[5] @ h + p[6] * c + p[7])
    c = f * c + i * np.tanh(p[8] @ x + p[9] @ h + p[10])
    o = _sigmoid(p[11] @ x + p[12] @ h + p[13] * c + p[14])
    return [c, o * np.tanh(c)]


Step = Callable[[list[Array], Array, list[Array]], list[Array]]
STEP: dict[str, Step] = {
    "rnn": _rnn,
    "gru": _gru,
    "lstm": _lstm,
    "peephole": _peephole,
}
SHAPES: dict[str, tuple[tuple[int, ...], ...]] = {
    "rnn": ((H, X), (H, H), (H,)),
    "gru": ((H, X), (H, H), (H,)) * 3,
    "lstm": ((H, H + X), (H,)) * 4,
    "peephole": ((H, X), (H, H), (H,), (H,)) * 2
    + ((H, X), (H, H), (H,))
    + ((H, X), (H, H), (H,), (H,)),
}
STATES = {"rnn": 1, "gru": 1, "lstm": 2, "peephole": 2}

# ---------------------------------------------------------------- forms to texts

_NAME = re.compile(r"(?<![A-Za-z])(?!tanh)(C̃|[A-Za-z]+)(?:_([A-Za-z]+))?(?:@([01]))?")
Named = Callable[[str, str], str]
Rule = Callable[[str, int], str]


def subscripted(now: str, past: str) -> Rule:
    """Time behind the name: `_t` and `_{t-1}`."""
    return lambda name, lag: name + (now, past)[lag]


def labelled(pattern: str) -> Named:
    """`{0}` is the letter, `{1}` its label: `{0}_{{{1}}}` is W_{xi}."""
    return lambda base, label: pattern.format(base, label) if label else base


PLAIN_TIME = subscripted("_t", "_{t-1}")
PLAIN_NAMES = labelled("{}_{{{}}}")


def render(
    cell: str, time: Rule = PLAIN_TIME, name: Named = PLAIN_NAMES, **tokens: str
) -> str:
    """The cell's text; tokens are `matrix`, `elementwise` and others of `_TOKENS`.

    time: writes a name at t or t-1.  name: writes a letter and its label.
    """

    def written(found: re.Match[str]) -> str:
        plain = name(found[1], found[2] or "")
        return time(plain, int(found[3])) if found[3] else plain

    text = _NAME.sub(written, TEMPLATES[cell])
    for token, to in tokens.items():
        text = _TOKENS[token].sub(lambda _, to=to: to, text)
    return text


_TOKENS = {
    "matrix": re.compile("·"),
    "elementwise": re.compile("⊙"),
    "sigma": re.compile("σ"),
    "tanh": re.compile("tanh"),
    "tilde": re.compile("C̃"),
    "comma": re.compile(", "),
    "left": re.compile(r"(?<=[σh])\("),
}

# ---------------------------------------------------------------- comparison


def compiled(text: str) -> Analysis:
    return analyse(Source(text, "<form>"), "form")


def codes(text: str) -> list[str]:
    """The codes of the errors in a text; none if it compiles."""
    try:
        compiled(text)
    except CellcError as refused:
        return [each.code for each in refused.diagnostics if each.code[0] == "E"]
    return []


def assert_cell(text: str, cell: str, rows: bool = False) -> Analysis:
    """That the text computes what the NumPy restatement of `cell` computes.

    rows: the text writes its matrices behind its vectors, transposed to the cell's.
    """
    found = compiled(text)
    ir = found.cell
    shapes = [each[::-1] if rows else each for each in SHAPES[cell]]
    assert shapes_of(ir) == shapes
    values = draw(SHAPES[cell], 1)
    turned = [each.T if rows and each.ndim == 2 else each for each in values]
    first = draw(((H,),) * STATES[cell], 2)
    (x,) = draw(((STEPS, X),), 3)
    assert len(ir.states) == STATES[cell], [each.name for each in ir.states]
    assert len(ir.inputs) == 1, [each.name for each in ir.inputs]
    outputs, final = run_cell(ir, turned, [x], first)
    states = first
    hidden = []
    for t in range(STEPS):
        states = STEP[cell](values, x[t], states)
        hidden.append(states[-1])
    (output,) = outputs
    np.testing.assert_allclose(output, np.stack(hidden), rtol=0, atol=1e-12)
    for one, other in zip(final, states, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)
    return found


def assert_same(text: str, plain: str, turned: bool = False) -> Analysis:
    """That both texts compile to one function of parameters, inputs, states in order.

    turned: the first text's matrices are transposes of the second's.
    """
    found, wanted = compiled(text), compiled(plain)
    shapes = shapes_of(wanted.cell)
    own = shapes_of(found.cell)
    assert own == ([each[::-1] for each in shapes] if turned else shapes)
    values = draw(shapes, 1)
    mine = [each.T for each in values] if turned else values
    assert len(found.cell.inputs) == len(wanted.cell.inputs)
    assert len(found.cell.states) == len(wanted.cell.states)
    sizes = sizes_of(wanted.cell)
    inputs = draw(_lengths(wanted.cell, wanted.cell.inputs, sizes, STEPS), 3)
    states = [each.current for each in wanted.cell.states]
    first = draw(_lengths(wanted.cell, states, sizes), 2)
    one = run_cell(found.cell, mine, inputs, first)
    other = run_cell(wanted.cell, values, inputs, first)
    for a, b in zip(one[0] + one[1], other[0] + other[1], strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)
    return found


def draw(shapes: Any, seed: int) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=each) for each in shapes]


def sizes_of(ir: Cell) -> dict[str, int]:
    """3 for sizes of inputs, 4 for those of states, 5, 6 ... for others."""
    sizes: dict[str, int] = {}
    for symbols, size in (
        ([each.current for each in ir.states], H),
        (ir.inputs, X),
    ):
        for symbol in symbols:
            for axis in ir.variable(symbol).shape:
                for name in sorted(each.name for each in axis.free_symbols):
                    sizes.setdefault(name, size)
    for index, name in enumerate(ir.sizes):
        sizes.setdefault(name, 5 + index)
    return sizes


def shapes_of(ir: Cell) -> list[tuple[int, ...]]:
    sizes = sizes_of(ir)
    return [
        tuple(measure(axis, sizes) for axis in ir.variable(each).shape)
        for each in ir.parameters
    ]


def _lengths(
    ir: Cell, symbols: Any, sizes: Mapping[str, int], *lead: int
) -> list[tuple[int, ...]]:
    shapes = [ir.variable(each).shape for each in symbols]
    return [
        (*lead, *([measure(axis, sizes) for axis in shape] or [1])) for shape in shapes
    ]


def run_cell(
    ir: Cell, params: list[Array], inputs: list[Array], first: list[Array]
) -> tuple[list[Array], list[Array]]:
    """Outputs (T, size) and final states (size,), everything in order."""
    named = zip(ir.parameters, params, strict=True)
    outputs, final = run(
        ir,
        {each.name: value for each, value in named},
        {
            each.name: value[:, None]
            for each, value in zip(ir.inputs, inputs, strict=True)
        },
        {each.name: value[None] for each, value in zip(ir.states, first, strict=True)},
    )
    return (
        [outputs[each.name][:, 0] for each in ir.outputs],
        [final[each.name][0] for each in ir.states],
    )
