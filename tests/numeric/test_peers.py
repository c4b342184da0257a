"""Generated modules against PyTorch, live: `pytest -m peers tests/numeric`.

Against the restatement of every cell in sizes and seeds that no reference file has, and
against nn.RNN, nn.LSTM and nn.GRU as they are used, packed sequences included.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

import numpy as np
import pytest
from make_references import (
    Arrays,
    Case,
    arguments_of,
    draw,
    errors,
    flat,
    generated,
    restated,
    static,
)

import cellc
from cellc.resources import zoo

pytestmark = pytest.mark.peers

TOLERANCE = 1e-12
# rounding comes out larger: of sums of fifth powers and their roots, of filters that
# nearly vanish and are normalised, of states that grow with the number of units
TOLERANCES = {"draw_attention": 1e-9, "gf_rnn": 1e-11, "narx": 1e-11, "nru": 1e-11}
SINGLE_TOLERANCE = 1e-4
LAYERS = ("rnn", "lstm", "gru_reset_after")
DRAWN = [
    pytest.param(1, 1, 1, 1, 1, id="all-one"),
    pytest.param(2, 1, 4, 3, 2, id="one-step"),
    pytest.param(3, 9, 1, 2, 5, id="one-sequence"),
    pytest.param(4, 12, 4, 6, 3, id="more-inputs"),
    pytest.param(5, 8, 6, 2, 8, id="more-units"),
]
"""seed, steps, batch, size x, every other size"""


@pytest.fixture(autouse=True)
def _torch_is_installed() -> None:
    """Imported here and not above: collecting the tests must not need it."""
    pytest.importorskip("torch").set_num_threads(1)


@cache
def compiled(name: str, level: int = 2) -> ModuleType:
    return cellc.load(name, level=level)


def drawn(
    name: str, seed: int, steps: int, batch: int, x: int, other_size: int
) -> Case:
    cell = compiled(name).CELL
    return draw(cell, seed, steps, batch, {"x": x}, other_size)


def wrong(
    found: Arrays, expected: Arrays, tolerance: float = TOLERANCE
) -> dict[str, float]:
    measured = errors(found, expected)
    return {name: error for name, error in measured.items() if not error <= tolerance}


@pytest.mark.parametrize("name", zoo())
def test_every_cell_has_a_restatement_or_a_layer(name: str) -> None:
    import restatements

    assert name in restatements.STEPS or name in LAYERS


@pytest.mark.parametrize(("seed", "steps", "batch", "x", "other_size"), DRAWN)
@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("name", zoo())
def test_restatement(
    name: str, level: int, seed: int, steps: int, batch: int, x: int, other_size: int
) -> None:
    case = drawn(name, seed, steps, batch, x, other_size)
    rng = np.random.default_rng(seed)
    some = rng.integers(0, steps, size=batch, endpoint=True)
    some[0] = steps
    for lengths in (None, some.tolist()):
        found = generated(compiled(name, level), case, lengths)
        expected = restated(name, case, lengths)
        assert not wrong(found, expected, TOLERANCES.get(name, TOLERANCE))


@pytest.mark.parametrize("seed", [11, 12, 13])
@pytest.mark.parametrize("name", LAYERS)
def test_layer(name: str, seed: int) -> None:
    """nn.RNN, nn.LSTM and nn.GRU as they are."""
    case = drawn(name, seed, 10, 8, 5, 8)
    expected = restated(name, case, None, layer=True)
    assert not wrong(generated(compiled(name), case, None), expected)


@pytest.mark.parametrize(
    "lengths", [[7, 7, 7, 7], [2, 7, 1, 5], [1, 3, 2, 3]], ids=["full", "one", "none"]
)
@pytest.mark.parametrize("name", LAYERS)
def test_packed_sequences(name: str, lengths: list[int]) -> None:
    """`lengths` is what a packed sequence is to PyTorch, also where none is full."""
    import torch
    from restatements import gradients_of, layer_call
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    case = drawn(name, 21, 7, 4, 3, 5)
    given = {
        part: {key: torch.tensor(a, requires_grad=True) for key, a in arrays.items()}
        for part, arrays in vars(case).items()
    }
    packed = pack_padded_sequence(given["inputs"]["x"], lengths, enforce_sorted=False)
    out, final = layer_call(name, given["parameters"], packed, given["state"])
    padded, _ = pad_packed_sequence(out, total_length=7)
    outputs = {"h": padded}
    wanted = flat(
        d_parameters=given["parameters"],
        d_inputs=given["inputs"],
        d_state=given["state"],
    )
    gradients = gradients_of((outputs, final), given["d_out"], given["d_final"], wanted)
    expected = flat(outputs=outputs, final=final) | gradients
    found = generated(compiled(name), case, lengths)
    assert not wrong(found, {key: a.detach().numpy() for key, a in expected.items()})


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("name", zoo())
def test_step(name: str, level: int) -> None:
    """Step after step: each output, and each state on the way."""
    import torch
    from restatements import STEPS

    module, case = compiled(name, level), drawn(name, 31, 6, 3, 2, 4)
    fields, noise = arguments_of(module, case.inputs)
    sequence, _, _ = module.forward(
        case.parameters, *fields, state=module.State(**case.state), **noise
    )
    params = {key: torch.tensor(array) for key, array in case.parameters.items()}
    expected = {key: torch.tensor(array) for key, array in case.state.items()}
    state = module.State(**case.state)
    for t in range(6):
        now = {
            key: array if key in static(name) else array[t]
            for key, array in case.inputs.items()
        }
        inputs = {key: torch.tensor(array) for key, array in now.items()}
        outputs, expected = STEPS[name](params, inputs, expected)
        fields, noise = arguments_of(module, now)
        drawn_now = {f"{key}_t": array for key, array in noise.items()}
        out, state = module.step(case.parameters, state, *fields, **drawn_now)
        found = flat(outputs=out._asdict(), final=state._asdict())
        peer = flat(outputs=outputs, final=expected)
        assert not wrong(found, {key: value.numpy() for key, value in peer.items()})
        at_t = {key: array[t] for key, array in sequence._asdict().items()}
        assert not wrong(out._asdict(), at_t)


@pytest.mark.parametrize("lengths", [None, [6, 2, 4]], ids=["full", "lengths"])
@pytest.mark.parametrize("name", zoo())
def test_single_precision(name: str, lengths: list[int] | None) -> None:
    case = drawn(name, 41, 6, 3, 3, 4).astype(np.float32)
    found = generated(compiled(name), case, lengths)
    expected = restated(name, case, lengths)
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}
    assert not wrong(found, expected, SINGLE_TOLERANCE)
    if name in LAYERS:
        layer = restated(name, case, lengths, layer=True)
        assert not wrong(found, layer, SINGLE_TOLERANCE)
