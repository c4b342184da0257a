"""`cellc bench`: what it counts, at which sizes, what it prints; no test of times."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zoo_cells
from click.testing import CliRunner
from zoo_cells import compiled, every_cell

from cellc.bench.measure import Competitor, Plan, job_of, measured
from cellc.bench.memory import peak_numbers
from cellc.bench.operations import BATCH, STEPS, operations, tape_numbers
from cellc.bench.sizes import UnknownSizesError, sizes_of
from cellc.bench.worker import answer, random_input
from cellc.cli.main import main
from cellc.driver import compile_cell, compile_spec
from cellc.ir import measure, size_symbol

T, B, H, X = STEPS, BATCH, size_symbol("h"), size_symbol("x")


# ---------------------------------------------------------------- operations


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize(
    ("cell", "matrices"), [("rnn", 1), ("gru", 3), ("lstm", 4), ("mgu", 2)]
)
def test_products_of_gates(cell: str, matrices: int, level: int) -> None:
    """A product of a gate is 2 (h + x) h operations, and two of that size backward."""
    found = operations(compile_spec(cell, level).program)
    whole = 2 * matrices * T * B * H * (H + X)
    assert (found.forward - whole).expand() == 0
    assert (found.backward - 2 * whole).expand() == 0


def test_what_is_added_up_is_counted_and_what_is_not_is_not() -> None:
    """S + x y^T has no product forward; its gradients S y and x^T S have."""
    text = "S_t = S_{t-1} + x_t y_t^T\nwhere\n  y_t ∈ ℝ^h is input\n  output S_t"
    found = operations(compile_cell(text).program)
    assert found.forward == 0
    assert found.backward == 4 * T * B * H * X


def test_a_product_of_weights_alone_is_made_once() -> None:
    text = "h_t = tanh(W x_t + V^T V h_{t-1})\nwhere\n  V ∈ ℝ^{k×h}"
    found = operations(compile_cell(text.replace("V^T V", "(V^T V)")).program)
    assert found.forward.subs({T: 0}) in (0, 2 * size_symbol("k") * H**2)


def test_at_sizes_it_is_a_number() -> None:
    found = operations(compile_spec("lstm").program)
    sizes = {"T": 100, "B": 32, "h": 128, "x": 128}
    assert found.at(sizes) == 6 * 100 * 32 * 512 * 256


# ---------------------------------------------------------------- sizes


def test_sizes() -> None:
    cell = compile_spec("lstm").ir
    first, second = sizes_of("S1, S4", cell)
    assert first.every == {"T": 100, "B": 1, "x": 64, "h": 64}
    assert second.every == {"T": 50, "B": 64, "x": 512, "h": 512}
    (given,) = sizes_of("T=7,h=9", cell)
    assert given.every == {"T": 7, "B": 32, "x": 128, "h": 9}
    assert [each.label for each in sizes_of("standard", cell)] == [
        *["S1", "S2", "S3", "S4"]
    ]


def test_sizes_of_other_names() -> None:
    """x is the size of inputs, h all others, unless they are given by name."""
    cell = compile_cell("h_t = tanh(W u_t + U h_{t-1})\ny_t = V h_t").ir
    (found,) = sizes_of("x=3,h=5", cell)
    assert sorted(found.own.values()) == [3, 5, 5]
    name = next(each for each in cell.sizes if each not in ("u", "h"))
    (found,) = sizes_of(f"x=3,h=5,{name}=7", cell)
    assert found.own == {"u": 3, "h": 5, name: 7}


@pytest.mark.parametrize("text", ["S9", "k=3", "h=0", "h=-1", "h", "", "h=1.5"])
def test_what_are_no_sizes(text: str) -> None:
    with pytest.raises(UnknownSizesError, match="T=100,B=32"):
        sizes_of(text, compile_spec("lstm").ir)


# ---------------------------------------------------------------- measured


def test_every_kind_of_input(tmp_path: Path) -> None:
    """Noise of both kinds, once and at each step, a number and a set of vectors."""
    text = """
    α_{t,i} = softmax(a_i^T h_{t-1})
    z_t = \\sum_i α_{t,i} a_i
    h_t = m ⊙ tanh(W z_t + δ_t b + x_t + ε_t)
    where
      a_i ∈ ℝ^a is static, for i = 1..L
      m ~ Bernoulli(0.9) is static
      ε_t ~ N(0, I)
      δ_t ∈ ℝ is input
      b ∈ ℝ^h
      x_t ∈ ℝ^h is input
    """
    made = compile_cell(text.replace("a_i^T h_{t-1}", "a_i^T (Q h_{t-1})"))
    path = tmp_path / "cell.py"
    path.write_text(made.source_text, encoding="utf-8")
    (sizes,) = sizes_of("T=3,B=2,h=4", made.ir)
    told: list[int] = []
    plan = Plan("float64", threads=1, rounds=2, repeats=1)
    rivals = {"one": Competitor(path), "other": Competitor(path)}
    one, other = measured(made, sizes, rivals, plan, lambda: told.append(1))
    assert len(told) == 2 * 3
    assert len(one.seconds) == len(other.ratios) == 2
    assert one.ratios == (1.0, 1.0)
    np.testing.assert_allclose(
        other.ratios, np.divide(other.seconds, one.seconds), rtol=1e-12
    )
    assert one.rate is not None
    assert one.share is not None
    assert one.rate > 0
    assert one.peak > 0


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["bench", *words])
    return result.exit_code, result.output


def test_table_and_json() -> None:
    small = ["rnn", "--sizes", "T=3,B=2,x=4,h=5", "--rounds", "1", "--threads", "1"]
    code, table = run(*small, "--against", "textbook")
    assert code == 0
    lines = table.splitlines()
    assert [line.split()[2] for line in lines[2:]] == ["cellc", "textbook"]
    code, text = run(*small, "--dtype", "float64", "--format", "json")
    assert code == 0
    found, _ = json.JSONDecoder().raw_decode(text)  # what is said stands behind it
    (only,) = found["runs"]
    assert only["cell"] == "rnn"
    assert only["sizes"] == {"T": 3, "B": 2, "x": 4, "h": 5}
    (ours,) = only["competitors"]
    count = 6 * 3 * 2 * 5 * 9
    assert ours["flops"] == pytest.approx(count / ours["seconds"][0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sizes", "k=3"], "`k=3` is no size"),
        (["--against", "abacus"], "`abacus` is no competitor"),
        (["--threads", "0"], "--threads"),
        (["--dtype", "int8"], "--dtype"),
        (["-", "--compile"], "name a file"),
    ],
)
def test_wrong_usage(words: list[str], said: str) -> None:
    code, text = run("rnn", *words)
    assert code == 2
    assert said in text


def test_naive_is_the_cell_by_hand() -> None:
    small = ["--against", "naive", "--sizes", "T=3,B=2,x=4,h=5", "--rounds", "1"]
    done = CliRunner().invoke(main, ["bench", "lstm", *small])
    assert done.exit_code == 0
    table = done.output
    assert [line.split()[2] for line in table.splitlines()[2:4]] == ["cellc", "naive"]
    code, said = run("rnn", *small)
    assert code == 2
    assert "there is no rnn for naive, only" in said
    refused = CliRunner().invoke(main, ["bench", "lstm", "--layers", "2", *small])
    assert refused.exit_code == 2
    assert "no other form" in refused.output


def test_a_library_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cellc.cli.bench.find_spec", lambda name: None)
    for rival in ("torch", "torch-eager", "torch-compile"):
        code, said = run("lstm", "--against", rival)
        assert code == 2
        assert f"`{rival}` needs torch, which is not installed" in said
    code, said = run("lstm", "--against", "jax")
    assert code == 2
    assert "`jax` needs jax, which is not installed" in said


def test_no_loop_of_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cellc.cli.bench.find_spec", lambda name: object())
    code, said = run("rnn", "--bidirectional", "--against", "torch-eager")
    assert code == 2
    assert "reads from both ends has no loop; there is textbook" in said


@every_cell
def test_every_cell_can_be_measured(name: str, tmp_path: Path) -> None:
    cell = compiled(name)
    (sizes,) = sizes_of("T=3,B=2,x=4,h=4", cell.ir)
    path = tmp_path / "cell.py"
    path.write_text(cell.source_text, encoding="utf-8")
    job = job_of(cell.ir, sizes, Competitor(path), Plan(repeats=1))
    assert answer(job | {"memory": False})["seconds"] > 0
    assert operations(cell.program).at(sizes.every) >= 0


def arrays(value: Any) -> Iterator[Any]:
    if isinstance(value, np.ndarray):
        while isinstance(value.base, np.ndarray):
            value = value.base
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from arrays(each)


@every_cell
def test_numbers_of_a_tape(name: str) -> None:
    """The formula is what the arrays of a tape hold, beside the arguments."""
    cell, module = compiled(name), zoo_cells.module(name)
    (sizes,) = sizes_of("T=6,B=3,x=5,h=5", cell.ir)
    rng = np.random.default_rng(0)
    job = job_of(cell.ir, sizes, None, Plan())
    params = module.init(**sizes.own, rng=0, dtype=np.float64)
    inputs = {each["name"]: random_input(each, rng) for each in job["inputs"]}
    with np.errstate(all="ignore"):
        _, _, tape = module.forward(params, **inputs)
    given = {id(each) for each in arrays((*params.values(), *inputs.values()))}
    held = {id(each): each.size for each in arrays(tuple(tape))}
    found = sum(size for key, size in held.items() if key not in given)
    assert measure(tape_numbers(cell.program), sizes.every) == found


# what the formula says is off by more, of matrices and of what is made in between
ROUGHLY = ("fru", "gated_delta_net", "hgrn2", "retnet_heads", "statistical_ru")
ROUGHLY += ("titans_linear", "ttt_linear")


@every_cell
def test_memory_at_the_highest(name: str) -> None:
    """Of forward and backward, beside their arguments, as it is measured."""
    cell, module = compiled(name, 2), zoo_cells.module(name)
    (sizes,) = sizes_of("T=1000,B=8,x=32,h=32", cell.ir)
    rng = np.random.default_rng(0)
    job = job_of(cell.ir, sizes, None, Plan())
    params = module.init(**sizes.own, rng=0)
    inputs = {
        each["name"]: random_input(each, rng).astype(np.float32)
        for each in job["inputs"]
    }
    formula = peak_numbers(cell.program)
    at = {each: sizes.every[str(each)] for each in formula.free_symbols}
    with np.errstate(all="ignore"):
        out, _, _ = module.forward(params, **inputs)
        d_out = module.Outputs(*(np.ones_like(each) for each in out))
        del out, _
        tracemalloc.start()
        *results, tape = module.forward(params, **inputs)
        results.append(module.backward(params, tape, d_out))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    share = most / (4 * float(formula.subs(at)))
    assert abs(share - 1) < (0.25 if name in ROUGHLY else 0.1)


def test_show_cost() -> None:
    result = CliRunner().invoke(main, ["show", "--cost", "lstm"])
    assert result.exit_code == 0
    for line in (
        "steps       a loop over T",
        "forward     8*T*B*h*h + 8*T*B*x*h operations",
        "backward    16*T*B*h*h + 16*T*B*x*h operations",
        "tape        11*T*B*h + 2*B*h numbers, beside the inputs",
        "at most     18*T*B*h + T*B*x + 3*B*h + 8*h + 8*h*h + 8*x*h"
        " + 5*min(T*B*h, 65536) + min(3*T*B*h, 196608) numbers, with the results",
    ):
        assert line in result.output
    linear = CliRunner().invoke(main, ["show", "--cost", "mingru"])
    assert "steps       linear recurrences: a scan over all T" in linear.output
    both = CliRunner().invoke(main, ["show", "--cost", "lstm", "--bidirectional"])
    assert "that of each way" in both.output


def test_a_process_that_fails_is_told() -> None:
    """Sizes at which an addition of two vectors has no meaning."""
    code, text = run("gru", "--sizes", "T=2,B=1,h=1000000000", "--rounds", "1")
    assert code == 1
    assert "could not be measured" in text
    assert "Traceback" not in text


def test_bench_of_two_layers_and_both_ways() -> None:
    for words in (["--layers", "2"], ["--bidirectional"]):
        code, text = run("rnn", *words, "--sizes", "T=2,B=1,h=3,x=3", "--rounds", "1")
        assert code == 0, text


def test_the_compiler() -> None:
    code, table = run("rnn", "gru", "--compile", "--rounds", "1")
    assert code == 0
    whats = [line.split("  ")[0] for line in table.splitlines()[1:5]]
    assert whats == [
        "cold: cellc --help",
        "cold: cellc check rnn",
        "warm: compilation of 2 cells",
        "import: the generated module",
    ]
    code, text = run("rnn", "--compile", "--rounds", "2", "--format", "json")
    found, _ = json.JSONDecoder().raw_decode(text)
    assert [len(each["seconds"]) for each in found] == [2, 2, 1, 2]
    assert all(second > 0 for each in found for second in each["seconds"])


def test_nothing_to_measure() -> None:
    result = CliRunner().invoke(main, ["bench"])
    assert result.exit_code == 2
    assert "name a SPEC" in result.output
