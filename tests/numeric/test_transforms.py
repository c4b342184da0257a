"""Transforms: the cell of the text changed, against NumPy and against the zoo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner

from cellc import load
from cellc.cli.main import main
from cellc.diagnostics import CellcError, Source
from cellc.driver import Form, analyse, compile_cell, compile_spec
from cellc.ir import Cell, size_text
from cellc.sources import find_spec, read_source, spec_name
from cellc.testing.verify import verify

Array = npt.NDArray[Any]
T, B, X, H, R = 5, 3, 2, 4, 3
GATES = "zifo"

# ---------------------------------------------------------------- verified

ALONE = [
    *["layernorm", "layernorm:apart", "zoneout:h=0.3,C=0.6", "dropout:0.2,inverted"],
    *["peepholes", "projection", "coupled:i=f", "independent", "multiplicative"],
    *["variational:0.2", "variational:h=0.3,inverted"],
]
PILES = (
    *((cell, "layernorm,zoneout,dropout") for cell in ("gru", "mgu", "gru_d")),
    *((cell, "peepholes,multiplicative") for cell in ("gru_reset_after", "gru_d")),
    ("gru", "projection,independent"),
    ("mgu", "peepholes,projection,multiplicative"),
    ("mgu", "independent"),
    ("t_lstm", "projection:h,coupled:i=f,layernorm:apart"),
    ("vanilla_lstm", "coupled:f=i,multiplicative"),
    ("peephole_diagonal", "coupled,zoneout"),
    ("s4d_real", "zoneout:0.5"),
    ("gru", "variational,zoneout,layernorm"),
    ("rhn", "variational"),
)


@pytest.mark.parametrize(
    ("cell", "transforms"), [*(("lstm", each) for each in ALONE), *PILES]
)
def test_verified(cell: str, transforms: str) -> None:
    made = compile_spec(cell, transforms=transforms)
    assert made.ir.transforms
    assert verify(made).passed


def test_of_layers_and_both_ways() -> None:
    assert verify(compile_spec("mgu", layers=2, transforms="layernorm,zoneout")).passed
    held = compile_spec("gru", layers=2, transforms="variational")
    assert verify(held).passed
    held = compile_spec("mgu", bidirectional=True, transforms="variational")
    assert verify(held).passed
    both = compile_spec("rnn", layers=2, bidirectional=True, transforms="layernorm")
    assert verify(both).passed


def test_vectors_that_lie() -> None:
    """x W, with the transpose of a parameter in the products."""
    rows = compile_cell(
        "h_t = tanh(x_t W + h_{t-1} U)\nwhere\n  output h_t", transforms="projection"
    )
    assert rows.ir.equations[0].text == "h_t = tanh(W^T @ x_t + U^T @ r_{t-1})"
    assert verify(rows).passed


# ---------------------------------------------------------------- against NumPy


def sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def plain(params: dict[str, Array], gate: str, x: Array, y: Array) -> Array:
    a, b = x @ params[f"W_{gate}"].T, y @ params[f"R_{gate}"].T
    return np.asarray(a + b + params[f"b_{gate}"])


def normalised(a: Array) -> Array:
    centred = a - a.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    return np.asarray(centred / spread)


def layer_normed(params: dict[str, Array], gate: str, x: Array, y: Array) -> Array:
    products = x @ params[f"W_{gate}"].T + y @ params[f"R_{gate}"].T
    whole = params[f"gamma_{gate}"] * normalised(products) + params[f"b_{gate}"]
    return np.asarray(whole)


def multiplied(params: dict[str, Array], gate: str, x: Array, y: Array) -> Array:
    a, b = x @ params[f"W_{gate}"].T, y @ params[f"R_{gate}"].T
    whole = params[f"alpha_{gate}"] * a * b + params[f"beta_{gate}_1"] * b
    return np.asarray(whole + params[f"beta_{gate}_2"] * a + params[f"b_{gate}"])


def lstm(
    params: dict[str, Array],
    x: Array,
    gate_of: Callable[..., Array] = plain,
    masks: dict[str, Array] | None = None,
) -> Array:
    """What the LSTM without peepholes (`np`) puts out, changed in one of the ways."""
    c, seen = np.zeros((B, H)), np.zeros((B, R if "W_r" in params else H))
    found = []
    for t in range(T):
        held = 1.0 if masks is None or "m_y" not in masks else masks["m_y"]
        shown = held * seen if np.ndim(held) == 2 else seen
        z, i, f, o = (gate_of(params, gate, x[t], shown) for gate in GATES)
        new_c = np.tanh(z) * sigmoid(i) + c * sigmoid(f)
        new = np.tanh(new_c) * sigmoid(o)
        if "W_r" in params:
            new = new @ params["W_r"].T
        if masks is not None and "m_c" in masks:
            new = masks["m_y"][t] * seen + (1 - masks["m_y"][t]) * new
            new_c = masks["m_c"][t] * c + (1 - masks["m_c"][t]) * new_c
        c, seen = new_c, new
        found.append(seen)
    return np.stack(found)


def random_parameters(module: ModuleType, rng: np.random.Generator) -> dict[str, Array]:
    sizes = {each: {"x": X, "h": H}.get(each, R) for each in module.CELL["sizes"]}
    sizes |= {"y": H} if "y" in sizes else {}
    made = module.init(**sizes, rng=0, dtype=np.float64)
    return {name: rng.normal(size=each.shape) for name, each in made.items()}


RESTATED: dict[str, Callable[..., Array]] = {
    "layernorm": layer_normed,
    "multiplicative": multiplied,
    "projection": plain,
    "zoneout": plain,
    "variational": plain,
    "variational:0.25,inverted": plain,
}


@pytest.mark.parametrize("transform", RESTATED)
def test_restated(transform: str) -> None:
    module = load("np", transforms=transform)
    rng = np.random.default_rng(1)
    params, x = random_parameters(module, rng), rng.normal(size=(T, B, X))
    masks = None
    if transform == "zoneout":
        masks = {each: 1.0 * (rng.random((T, B, H)) < 0.4) for each in ("m_y", "m_c")}
    elif transform.startswith("variational"):
        masks = {"m_y": 1.0 * (rng.random((B, H)) < 0.5)}
    out, _, _ = module.forward(params, x, **(masks or {}))
    if transform.startswith("variational"):
        assert not np.array_equal(out[0], lstm(params, x))
        masks = {"m_y": masks["m_y"] / 0.75} if "inverted" in transform else masks
    expected = lstm(params, x, RESTATED[transform], masks)
    np.testing.assert_allclose(out[0], expected, rtol=1e-12)


def test_starts_as_the_cell_itself() -> None:
    """Peepholes start at zero, so that the cell is what it was; the bias stays 1."""
    module, rng = load("lstm", transforms="peepholes"), np.random.default_rng(2)
    params = module.init(x=X, h=H, rng=0, dtype=np.float64)
    x = rng.normal(size=(T, B, X))
    own = {name: each for name, each in params.items() if name[:2] != "p_"}
    out, _, _ = load("lstm").forward(own, x)
    np.testing.assert_allclose(module.forward(params, x)[0].h, out.h, rtol=1e-12)
    normed = load("lstm", transforms="layernorm").init(x=X, h=H, rng=0)
    assert (normed["b_f"] == 1).all()
    assert (normed["gamma_f"] == 1).all()


# ---------------------------------------------------------------- against the zoo

_MI = {
    "alpha_{0}": "alpha_{0}",
    "beta_{0}_1": "beta_{0}_1",
    "beta_{0}_2": "beta_{0}_2",
    "W_{0}": "W_{0}",
    "R_{0}": "U_{0}",
    "b_{0}": "b_{0}",
}
_MI_NAMES = {
    ours.format(gate): theirs.format(gate)
    for gate in GATES
    for ours, theirs in _MI.items()
}
_ZONED = {
    ours.format(gate): theirs.format("g" if gate == "z" else gate)
    for gate in GATES
    for ours, theirs in {"W_{0}": "W_x{0}", "R_{0}": "W_h{0}", "b_{0}": "b_{0}"}.items()
}
# a cell and its transform, the cell of the zoo that it is, and names that differ
SAME: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("np", "peepholes", "vanilla_lstm", {}),
    ("lstm", "coupled:i=f", "cifg", {}),
    ("vanilla_lstm", "coupled:f=i", "cifg_greff", {}),
    ("irnn", "independent", "indrnn", {"W_xh": "W", "w_hh": "u", "b_h": "b"}),
    (
        *("rnn", "multiplicative", "mi_rnn"),
        {
            **{"W_xh": "W", "W_hh": "U", "b_h": "b", "alpha_h": "alpha"},
            **{"beta_h_1": "beta_1", "beta_h_2": "beta_2"},
        },
    ),
    ("np", "multiplicative", "mi_lstm", _MI_NAMES),
    ("np", "zoneout", "zoneout_lstm", {**_ZONED, "m_c": "d_c", "m_y": "d_h"}),
    (
        *("lstm", "dropout:0.1,inverted", "dropout_lstm"),
        {"W_C": "W_g", "b_C": "b_g", "m_C": "m"},
    ),
)


@pytest.mark.parametrize(
    ("cell", "transform", "known", "names"),
    SAME,
    ids=[f"{cell} with {transform}" for cell, transform, _, _ in SAME],
)
def test_is_the_cell_of_the_zoo(
    cell: str, transform: str, known: str, names: dict[str, str]
) -> None:
    ours, theirs = load(cell, transforms=transform), load(known)
    rng = np.random.default_rng(3)
    params, x = random_parameters(ours, rng), rng.normal(size=(T, B, X))
    masks = {
        each: 1.0 * (rng.random((T, B, H)) < 0.5)
        for each in ours.CELL["inputs"]
        if each.startswith("m")
    }
    out, _, _ = ours.forward(params, x, **masks)
    other = {names.get(name, name): value for name, value in params.items()}
    if known == "dropout_lstm":  # [x, h] there, [h, x] here
        for name in ("W_i", "W_f", "W_o", "W_g"):
            other[name] = np.roll(other[name], X, axis=1)
    their_masks = {names[each]: value for each, value in masks.items()}
    assert {*other} == {*theirs.CELL["parameters"]}
    result, _, _ = theirs.forward(other, x, **their_masks)
    np.testing.assert_allclose(out[0], result[0], rtol=1e-12)


# ---------------------------------------------------------------- told and made again


def spec_of(cell: Cell) -> str:
    """A cell as a spec: its equations as they are printed, and all that is known."""
    lines = [*(each.text for each in cell.equations), "where"]
    for symbol in (*cell.inputs, *cell.parameters):
        variable = cell.variable(symbol)
        sizes = " × ".join(f"({size_text(each)})" for each in variable.shape)
        shape = f"{variable.notation} ∈ ℝ^{{{sizes}}}".replace(" * ", " ")
        if symbol in cell.noise:
            chance = cell.noise[symbol].probability
            once = "" if variable.timed else " is static"
            lines.append(f"  {variable.notation} ~ Bernoulli({chance}){once}")
        elif symbol in cell.inputs:
            lines.append(f"  {shape} is input")
        else:
            frozen = " is frozen" * (symbol in cell.frozen)
            lines.append(f"  {shape}{frozen} init {cell.initializers[symbol]}")
    outputs = ", ".join(cell.variable(each).notation for each in cell.outputs)
    return "\n".join([*lines, f"  output {outputs}"])


PRINTED = {
    "lstm": [
        "layernorm:apart",
        "zoneout,independent",
        "dropout:0.3,inverted,peepholes",
        "variational:0.25,inverted",
    ],
    "gru_d": ["zoneout,multiplicative"],
    "np": ["layernorm,zoneout", "multiplicative"],
    "gru": ["zoneout,dropout,independent", "variational"],
    "gru_reset_after": ["layernorm,peepholes"],
}


@pytest.mark.parametrize("cell", PRINTED)
def test_printed_equations_are_those_computed(cell: str) -> None:
    """LaTeX, Unicode and ASCII; read again they are the same expressions."""
    for transform in PRINTED[cell]:
        form = Form.of(1, False, transform)
        path = find_spec(cell)
        made = analyse(read_source(path), spec_name(path), form).cell
        again = analyse(Source(spec_of(made)), "again").cell
        values = {each.target: each.value for each in again.equations}
        assert values == {each.target: each.value for each in made.equations}
        assert {*again.noise} == {*made.noise}


def test_texts() -> None:
    """Names, operators and the order are those of the text."""

    def text(cell: str, transform: str, name: str) -> str:
        made = compile_spec(cell, transforms=transform).ir
        return next(e.text for e in made.equations if e.target.name == name)

    assert text("lstm", "layernorm", "f") == (
        "f_t = σ(γ_f ⊙ LN(W_f·[h_<t-1>, x_t]) + b_f)"
    )
    assert text("lstm", "projection", "f") == "f_t = σ(W_f·[r_<t-1>, x_t] + b_f)"
    assert text("lstm", "peepholes", "o") == (
        "o_t = σ(W_o·[h_<t-1>, x_t] + p_o ⊙ C_t + b_o)"
    )
    assert text("lstm", "peepholes:C,f", "o") == "o_t = σ(W_o·[h_<t-1>, x_t] + b_o)"
    assert text("lstm", "dropout:0.25,inverted", "C") == (
        "C_t = f_t ⊙ C_<t-1> + m^C_t ⊙ i_t ⊙ C̃_t / 0.75"
    )
    assert text("lstm", "variational:0.25,inverted", "f") == (
        "f_t = σ(W_f·[m_h ⊙ h_<t-1> / 0.75, x_t] + b_f)"
    )
    assert (
        text("gru_cho", "variational", "z") == "z_t = σ(W_z·x_t + U_z·(m_h ⊙ h_<t-1>))"
    )
    assert text("gru", "zoneout:0.2", "h") == (
        r"h_t = m^h_t \odot h_{t-1} + (1 - m^h_t) \odot h^{new}_t"
    )
    assert text("np", "multiplicative", "i") == (
        "i_t = sigmoid(alpha_i * W_i @ x_t * R_i @ y_<t-1> "
        "+ beta_{i,2} * W_i @ x_t + beta_{i,1} * R_i @ y_<t-1> + b_i)"
    )
    assert text("gru_cho", "independent", "z") == ("z_t = σ(W_z·x_t + u_z ⊙ h_<t-1>)")


def test_one_mask_hides_a_state_from_all_products() -> None:
    """Of r_t ⊙ h_{t-1} as well; what else is made of h_{t-1} sees all of it."""
    module = load("gru", transforms="variational:0.5")
    rng = np.random.default_rng(4)
    params, x = random_parameters(module, rng), rng.normal(size=(T, B, X))
    out, _, tape = module.forward(params, x, rng=5)
    mask, h = tape.m_h, np.zeros((B, H))
    assert mask.shape == (B, H)
    assert {*np.unique(mask)} == {0.0, 1.0}
    for t in range(T):
        z, r = (
            sigmoid(np.concatenate([mask * h, x[t]], -1) @ params[each].T)
            for each in ("W_z", "W_r")
        )
        new = np.tanh(np.concatenate([mask * r * h, x[t]], -1) @ params["W"].T)
        h = (1 - z) * h + z * new
        np.testing.assert_allclose(out.h[t], h, rtol=1e-12)


def test_what_is_kept_of_inputs_is_no_memory() -> None:
    """x'_t of GRU-D is the last input: it is changed only where it is named."""
    noise = compile_spec("gru_d", transforms="zoneout,dropout").ir.noise
    assert [each.name for each in noise] == ["m_h", "m_h_2"]
    (mask,) = compile_spec("gru_d", transforms="zoneout:x_prime=0.5").ir.noise
    assert mask.name == "m_x_prime"


def test_readings_off_see_the_mixed_state() -> None:
    text = "h_t = tanh(W x_t + U h_{t-1})\ny_t = V h_t\nwhere\n  output y_t"
    made = compile_cell(text, transforms="zoneout").ir
    values = {each.target.name: each.value for each in made.equations}
    assert "h" in {each.name for each in values["y"].free_symbols}


def test_in_the_where_block_and_by_option() -> None:
    equations = "f_t = σ(W x_t + U h_{t-1})\nh_t = f_t ⊙ h_{t-1} + V x_t\n\nwhere\n"
    block = "  with layernorm, zoneout:h=0.2   # both\n  with peepholes\n"
    rest = "  V ∈ ℝ^{h×x} init 1\n  output h_t\n"
    inside = compile_cell(equations + block + rest)
    words = ["layernorm", "zoneout:h=0.2", "peepholes"]
    outside = compile_cell(equations + rest, transforms=words)
    assert inside.ir.transforms == outside.ir.transforms == tuple(words)
    assert [each.text for each in inside.ir.equations] == [
        each.text for each in outside.ir.equations
    ]
    assert inside.ir.text == equations + block + rest
    assert inside.ir.command == ("cell",)
    defined = compile_cell(equations + rest, transforms=words[2:])
    by_fact = compile_cell(equations + rest, define=["with peepholes"])
    assert defined.ir.equations == by_fact.ir.equations


def invoked(words: Sequence[str]) -> str:
    run = CliRunner().invoke(main, [*words])
    assert run.exit_code == 0, run.output
    return run.stdout


def test_a_module_tells_the_command_that_makes_it() -> None:
    words = ["--with", "layernorm,zoneout:h=0.05,C=0.5", "--layers", "2"]
    text = invoked(["build", "lstm", *words, "-o", "-"])
    command = (
        "cellc build lstm -O 2 --with layernorm --with zoneout:h=0.05,C=0.5 --layers 2"
    )
    assert f"    {command}\n" in text
    assert invoked([*command.split()[1:], "-o", "-"]) == text


def test_show() -> None:
    text = invoked(["show", "lstm", "--with", "layernorm", "--with", "peepholes"])
    assert "\nwith layernorm, peepholes\n" in text
    assert "o_t = σ(γ_o ⊙ LN(W_o·[h_<t-1>, x_t]) + p_o ⊙ C_t + b_o)" in text
    assert "14 arrays" not in text
    assert "15 arrays, 4*h*(h + x) + 11*h numbers" in text
    assert "ok" in invoked(["check", "gru", "--with", "dropout"])
    assert "gamma_z" in invoked(["dump", "gru", "--with", "layernorm", "--stage", "ir"])


REFUSED = (
    ("lstm", "layernrm", "E0120", "did you mean `layernorm`?"),
    ("lstm", "zoneout:2", "E0121", "`2` is no argument of zoneout"),
    ("lstm", "multiplicative:h", "E0121", "`h` is no argument of multiplicative"),
    ("lstm", "layernorm,layernorm:f", "E0121", "layernorm is asked for twice"),
    ("lstm", "peepholes:C,f,peepholes:C,f", "E0121", "asked for twice"),
    ("lstm", "zoneout:q=0.1", "E0122", "zoneout:C=0.1,h=0.1`"),
    ("lstm", "peepholes:h", "E0122", "`--with peepholes:C`"),
    ("lstm", "layernorm:q", "E0122", "`--with layernorm:f,i,C_tilde,o`"),
    ("lstm", "coupled:o=f", "E0122", "`--with coupled:i=f`"),
    ("gru", "coupled", "E0123", "`h_t` is multiplied with no gate"),
    ("clockwork_rnn", "dropout", "E0123", "no memory of clockwork_rnn is made with"),
    ("rnn", "peepholes", "E0123", "no state of rnn keeps a part of its old value"),
    ("indrnn", "projection", "E0123", "multiplied with a state at t-1"),
    ("indrnn", "variational", "E0123", "multiplied with a state at t-1"),
    ("lstm", "variational:C=0.1", "E0122", "`--with variational:h=0.1`"),
    ("lstm", "variational:1.5", "E0121", "`1.5` is no argument of variational"),
    ("lem", "peepholes", "E0124", "peepholes:z` or"),
    ("peephole", "projection", "E0124", "projection:h`"),
)


@pytest.mark.parametrize(("cell", "transform", "code", "said"), REFUSED)
def test_refused(cell: str, transform: str, code: str, said: str) -> None:
    with pytest.raises(CellcError) as refused:
        compile_spec(cell, transforms=transform)
    assert [each.code for each in refused.value.diagnostics] == [code]
    assert said in str(refused.value)
