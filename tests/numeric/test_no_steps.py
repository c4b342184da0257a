"""Sequences without any step, in cells that divide what such a sequence has not."""

from __future__ import annotations

import numpy as np
import pytest

import cellc


@pytest.mark.parametrize("lengths", [[0, 2, 5], [0, 0, 0]])
@pytest.mark.parametrize("name", ["linear_attention", "slstm"])
def test_a_sequence_without_steps_has_no_gradient(
    name: str, lengths: list[int]
) -> None:
    """All else is what it is without it, and its state is the one that was given."""
    module = cellc.load(name)
    params = module.init(**dict.fromkeys(module.CELL["sizes"], 3), rng=0, dtype="f8")
    rng = np.random.default_rng(1)
    x = rng.normal(size=(5, 3, 3))
    x[:, 0] = np.nan

    def run(batch: slice) -> tuple:  # type: ignore[type-arg]
        with np.errstate(all="raise", under="ignore"):
            out, final, tape = module.forward(
                params, x[:, batch], lengths=np.array(lengths[batch])
            )
            ones = module.Outputs(*map(np.ones_like, out))
            given = module.State(*map(np.ones_like, final))
            return out, final, module.backward(params, tape, ones, given)

    out, final, found = run(slice(0, 3))
    own = run(slice(1, 3))[2]
    for key, value in found.params.items():
        np.testing.assert_allclose(value, own.params[key], atol=1e-12)
    assert not found.inputs.x[:, 0].any()
    assert not out[0][:, 0].any()
    assert all((each[0] == 0).all() for each in final)
    assert all((each[0] == 1).all() for each in found.state)
