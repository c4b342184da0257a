"""The tutorial is true: its scripts learn, its commands run, its quotations are exact."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import cellc
from cellc.driver import compile_spec, find_spec

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "tutorial"
TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def script(name: str) -> ModuleType:
    """A script of the tutorial, imported from its folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        return importlib.import_module(name)


def blocks(kind: str) -> list[str]:
    """The contents of the tutorial's code blocks that open with ```kind."""
    return re.findall(rf"^```{re.escape(kind)}\n(.*?)^```$", TEXT, re.M | re.S)


character_model = script("character_model")
adding_problem = script("adding_problem")
training = script("training")


def largest_gap(
    params: dict[str, np.ndarray],
    loss_and_grads: Callable[[], tuple[float, dict[str, np.ndarray]]],
) -> float:
    """The relative difference between gradients and central differences, float64.

    For each parameter, along one random direction.
    """
    rng = np.random.default_rng(3)
    _, grads = loss_and_grads()
    assert grads.keys() == params.keys()
    gaps = []
    for name, param in params.items():
        direction = rng.normal(size=param.shape)
        slope = np.vdot(grads[name], direction)
        losses = []
        for sign in (1, -2):
            param += sign * 1e-5 * direction
            losses.append(loss_and_grads()[0])
        param += 1e-5 * direction
        measured = (losses[0] - losses[1]) / 2e-5
        gaps.append(abs(slope - measured) / max(abs(measured), 1e-3))
    return max(gaps)


# ------------------------------------------------------------- the character model


@pytest.fixture(scope="module")
def corpus() -> Any:
    return character_model.make_corpus(character_model.documentation()[:80_000])


def test_no_paragraph_is_both_learnt_from_and_tested_on(corpus: Any) -> None:
    text = character_model.documentation()
    full = character_model.make_corpus(text)
    assert len(text) == len(full.training) + len(full.held_out) > 200_000
    cut = len(full.training)
    learnt = set(text[:cut].split("\n\n"))
    # The paragraph that the cut goes through has a part on each side.
    tested = text[cut:].split("\n\n")[1:]
    assert not learnt & set(tested)


def test_windows_follow_one_another() -> None:
    read = list(character_model.windows(np.arange(100), batch=3, length=10))
    assert [characters[0, 0] for characters, _ in read] == [0, 10, 20]
    for characters, following in read:
        assert characters.shape == following.shape == (10, 3)
        assert (following == characters + 1).all()


@pytest.mark.parametrize("spec", ["lstm", "gru_cho"])
def test_gradients_of_the_character_model(spec: str) -> None:
    rng = np.random.default_rng(0)
    fresh = character_model.make_model(spec, characters=7, hidden=5, rng=rng)
    model = character_model.Model(
        fresh.cell,
        {name: value.astype(np.float64) for name, value in fresh.cell_params.items()},
        {name: value.astype(np.float64) for name, value in fresh.softmax_params.items()},
    )
    characters, following = rng.integers(0, 7, (2, 6, 3))
    _, _, state = character_model.loss_and_gradients(model, following, characters, None)

    def loss_and_grads() -> tuple[float, dict[str, np.ndarray]]:
        return character_model.loss_and_gradients(model, characters, following, state)[:2]

    assert largest_gap(model.params, loss_and_grads) < 1e-6


def test_the_character_model_learns(
    corpus: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    model = character_model.make_model("lstm", len(corpus.alphabet), 64, rng)
    bits = character_model.train(model, corpus, steps=LEARNING_STEPS, report_every=50)
    assert character_model.frequency_bits(corpus) > 4.5
    assert bits < LEARNED_BITS

    printed = capsys.readouterr()
    rows = printed.out.splitlines()[1:]
    assert len(rows) == LEARNING_STEPS // 50
    assert all(float(row.split()[-1]) < 10 for row in rows)
    # Standard error is no terminal here: a line for each tenth, nothing overwritten.
    assert len(printed.err.splitlines()) == 10
    assert "\r" not in printed.err

    text = character_model.sample(model, corpus.alphabet, 200, np.random.default_rng(1))
    again = character_model.sample(model, corpus.alphabet, 200, np.random.default_rng(1))
    assert text == again
    assert len(text) == 200
    assert set(text) <= set(corpus.alphabet)
    assert text.count(" ") > 10


def test_a_seed_gives_the_same_model(corpus: Any) -> None:
    def train() -> dict[str, np.ndarray]:
        rng = np.random.default_rng(5)
        model = character_model.make_model("lstm", len(corpus.alphabet), 16, rng)
        with contextlib.redirect_stdout(io.StringIO()):
            character_model.train(model, corpus, steps=3)
        return model.params

    first, second = train(), train()
    assert all((first[name] == second[name]).all() for name in first)


@pytest.mark.parametrize("spec", ["mut1", "noaf", "no_such_cell"])
def test_a_cell_that_does_not_fit_is_refused(spec: str) -> None:
    with pytest.raises(SystemExit, match=spec):
        character_model.main(["--spec", spec])


# -------------------------------------------------------------- the adding problem


def test_sequences_of_the_adding_problem() -> None:
    x, target = adding_problem.sequences(50, 20, np.random.default_rng(0))
    assert x.shape == (20, 50, 2)
    assert (x[:10, :, 1].sum(axis=0) == 1).all()
    assert (x[10:, :, 1].sum(axis=0) == 1).all()
    np.testing.assert_allclose((x[..., 0] * x[..., 1]).sum(axis=0), target, rtol=1e-6)


@pytest.mark.parametrize("spec", ["lstm", "rnn"])
def test_gradients_of_the_adding_problem(spec: str) -> None:
    learner = adding_problem.Learner(spec, hidden=6, rate=0.01, seed=0)
    for params in (learner.cell_params, learner.unit):
        params.update({name: value.astype(np.float64) for name, value in params.items()})
    x, target = adding_problem.sequences(4, 12, np.random.default_rng(0))
    x = x.astype(np.float64)

    def loss_and_grads() -> tuple[float, dict[str, np.ndarray]]:
        return learner.loss_and_gradients(x, target)

    assert largest_gap(learner.cell_params | learner.unit, loss_and_grads) < 1e-6


def test_a_short_adding_problem_is_solved(capsys: pytest.CaptureFixture[str]) -> None:
    command = "--specs lstm --length 20 --hidden 32 --steps 500 --report-every 250"
    errors = adding_problem.race(adding_problem.arguments(command.split()), seed=0)
    assert len(errors["lstm"]) == 2
    assert errors["lstm"][-1] < SOLVED_ERROR
    assert "always answering 1" in capsys.readouterr().out


# --------------------------------------------------------- Adam, clipping, progress


def test_adam_finds_a_minimum() -> None:
    params = {"a": np.array([3.0, -2.0]), "b": np.array(5.0)}
    adam = training.Adam(params)
    for step in range(500):
        adam.update({name: 2 * (v - 1) for name, v in params.items()}, 0.1 * (1 - step / 500))
    assert all(np.allclose(value, 1, atol=1e-3) for value in params.values())


def test_clipping_keeps_the_direction() -> None:
    grads = {"a": np.array([3.0, 0.0]), "b": np.array([4.0])}
    assert training.clip_by_norm(grads, 5.0) is grads
    clipped = training.clip_by_norm(grads, 1.0)
    np.testing.assert_allclose(clipped["a"], [0.6, 0])
    np.testing.assert_allclose(clipped["b"], [0.8])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_stays_on_one_line() -> None:
    stream = Terminal()
    progress = training.Progress(1000, stream)
    for done in range(1, 1001):
        progress.update(done, "note")
    drawn = stream.getvalue().split("\r")[1:]
    assert len(drawn) < 50, "drawn more often than ten times a second"
    assert drawn[-1].startswith("[" + "#" * 30 + "] 1000/1000")
    progress.clear()
    assert stream.getvalue().endswith(" \r")
    assert "\n" not in stream.getvalue()


def test_progress_elsewhere_is_a_line_each_tenth() -> None:
    stream = io.StringIO()
    progress = training.Progress(25, stream)
    for done in range(1, 26):
        progress.update(done)
    progress.clear()
    lines = stream.getvalue().splitlines()
    assert [line.split("/")[0] for line in lines] == "3 5 8 10 13 15 18 20 23 25".split()


# -------------------------------------------------------------------- the document


def commands() -> list[str]:
    lines = "\n".join(blocks("console")).splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def test_the_tutorial_shows_commands() -> None:
    assert len(commands()) >= 5
    assert len(blocks("python from lstm.py")) >= 2
    assert len(blocks("python")) >= 2


@pytest.mark.parametrize("command", [c for c in commands() if c.startswith("python ")])
def test_a_script_of_the_tutorial_takes_its_flags(command: str) -> None:
    _, path, *flags = shlex.split(command)
    assert (ROOT / path).is_file()
    script(Path(path).stem).arguments(flags)


def test_the_commands_of_the_tutorial_run(tmp_path: Path) -> None:
    others = [c for c in commands() if not c.startswith("python ")]
    assert all(shlex.split(command)[0] == "cellc" for command in others)
    for command in others:
        run = subprocess.run(
            [sys.executable, "-m", "cellc.cli", *shlex.split(command)[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, f"{command}\n{run.stderr}"


def test_the_tutorial_quotes_the_spec() -> None:
    spec = find_spec("lstm").read_text(encoding="utf-8")
    (quoted,) = blocks("cell")
    assert quoted.strip() in spec


@pytest.mark.parametrize("quoted", blocks("python from lstm.py"))
def test_the_tutorial_quotes_the_generated_module(quoted: str) -> None:
    generated = {line.strip() for line in compile_spec("lstm").source_text.splitlines()}
    gone = [line for line in quoted.splitlines() if line.strip() not in generated | {"..."}]
    assert not gone, "copy this slice of the generated module into docs/tutorial.md again"


def test_the_snippets_of_the_tutorial_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lstm", cellc.load("lstm"))
    monkeypatch.chdir(ROOT)
    exec("\n".join(blocks("python")), {})
