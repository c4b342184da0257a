"""A character model of English: a generated cell learns Python's own documentation.

    python docs/tutorial/character_model.py

The cell comes from cellc. What stands around it is here in plain NumPy: the text, a
softmax layer, the loss and the loop. Adam and the progress bar are in training.py.
`docs/tutorial.md` walks through it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pydoc_data.topics import topics
from types import ModuleType
from typing import Any

import numpy as np
from training import Adam, Arrays, Progress, clip_by_norm, load_cell, positive

RATE = 1e-2  # Adam's step size at the start; it falls in a straight line to zero
CLIP = 1.0  # the largest norm of a gradient
REPORT_EVERY = 100
SAMPLE_LENGTH = 600
TEMPERATURE = 0.7  # below 1 the sample keeps to the likelier characters


# ------------------------------------------------------------------------ text


@dataclass(frozen=True)
class Corpus:
    """A text as indices into its alphabet, cut in two."""

    alphabet: str
    training: np.ndarray  # (N,), to learn from
    held_out: np.ndarray  # (M,), the end of the text, to test on


def documentation() -> str:
    """The help texts of Python, every paragraph once.

    Some topics repeat whole pages of others. A repeated paragraph would sit in the
    text to learn from and in the text to test on, and the test would be too easy.
    """
    paragraphs = "\n\n".join(topics[name] for name in sorted(topics)).split("\n\n")
    return "\n\n".join(dict.fromkeys(paragraphs))


def make_corpus(text: str, held_out: float = 0.1) -> Corpus:
    """The text as indices, cut in two."""
    alphabet = "".join(sorted(set(text)))
    index = {char: i for i, char in enumerate(alphabet)}
    indices = np.array([index[char] for char in text])
    cut = round(len(text) * (1 - held_out))
    return Corpus(alphabet, indices[:cut], indices[cut:])


def windows(indices: np.ndarray, batch: int, length: int) -> Iterator[tuple[Any, Any]]:
    """Cut a text into `batch` streams and read them side by side, a window at a time.

    Yields (characters, next characters), both (length, batch). Each window begins where
    the last one ended, so that the state can be carried over.
    """
    stream = (len(indices) - 1) // batch
    characters = indices[: batch * stream].reshape(batch, stream).T
    following = indices[1 : batch * stream + 1].reshape(batch, stream).T
    for start in range(0, stream - length + 1, length):
        yield characters[start : start + length], following[start : start + length]


def frequency_bits(corpus: Corpus) -> float:
    """Bits per held-out character for a model that knows only how frequent each is."""
    counts = np.bincount(corpus.training, minlength=len(corpus.alphabet)) + 1
    return float(-np.log2(counts / counts.sum())[corpus.held_out].mean())


# ----------------------------------------------------------------------- model


@dataclass(frozen=True)
class Model:
    """A generated cell and a softmax layer above it."""

    cell: ModuleType
    cell_params: Arrays
    softmax_params: Arrays  # W (characters, h), b (characters,)

    @property
    def params(self) -> Arrays:
        """All parameters by name; the arrays are shared, not copied."""
        softmax = {
            f"softmax.{name}": value for name, value in self.softmax_params.items()
        }
        return self.cell_params | softmax

    def one_hot(self, characters: np.ndarray) -> np.ndarray:
        """The input of the cell: a one where the character is, zeros elsewhere."""
        W = self.softmax_params["W"]
        return np.eye(len(W), dtype=W.dtype)[characters]

    def logits(self, h: np.ndarray) -> np.ndarray:
        """The unnormalised log-probabilities of the next character."""
        return h @ self.softmax_params["W"].T + self.softmax_params["b"]


def make_model(
    spec: str, characters: int, hidden: int, rng: np.random.Generator
) -> Model:
    """A cell with one input x and an output h, and its softmax layer, both fresh."""
    cell = load_cell(spec)
    W = rng.normal(0, 0.1, (characters, hidden)).astype(np.float32)
    softmax_params = {"W": W, "b": np.zeros(characters, np.float32)}
    return Model(cell, cell.init(x=characters, h=hidden, rng=rng), softmax_params)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Log-probabilities; the largest logit goes first, so that exp cannot overflow."""
    logits = logits - logits.max(axis=-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def loss_and_gradients(
    model: Model, characters: np.ndarray, following: np.ndarray, state: Any
) -> tuple[float, Arrays, Any]:
    """One window: its loss in bits per character, the gradients, the final state."""
    out, final, tape = model.cell.forward(
        model.cell_params, model.one_hot(characters), state
    )
    log_p = log_softmax(model.logits(out.h))
    loss = -np.take_along_axis(log_p, following[..., None], axis=-1).mean() / np.log(2)

    # The gradient of -log softmax is the probabilities less the one-hot truth.
    d_logits = (np.exp(log_p) - model.one_hot(following)) / (following.size * np.log(2))
    d_logits = d_logits.astype(log_p.dtype)
    d_h = d_logits @ model.softmax_params["W"]
    grads = model.cell.backward(model.cell_params, tape, model.cell.Outputs(h=d_h))
    softmax_grads = {
        "softmax.W": np.tensordot(d_logits, out.h, axes=((0, 1), (0, 1))),
        "softmax.b": d_logits.sum(axis=(0, 1)),
    }
    return float(loss), grads.params | softmax_grads, final


def held_out_bits(model: Model, indices: np.ndarray, batch: int, window: int) -> float:
    """Bits per character on a text; the state is carried from window to window."""
    bits, state = [], None
    for characters, following in windows(indices, batch, window):
        out, state, _ = model.cell.forward(
            model.cell_params, model.one_hot(characters), state
        )
        log_p = log_softmax(model.logits(out.h))
        bits.append(-np.take_along_axis(log_p, following[..., None], axis=-1).mean())
    return float(np.mean(bits) / np.log(2))


def sample(
    model: Model,
    alphabet: str,
    length: int,
    rng: np.random.Generator,
    start: str = "\n",
) -> str:
    """A text of the model's own, one `step` for each character."""
    state, text = None, start
    while len(text) < length + len(start):
        character = np.array([alphabet.index(text[-1])])
        out, state = model.cell.step(model.cell_params, state, model.one_hot(character))
        log_p = log_softmax(model.logits(out.h)[0].astype(np.float64) / TEMPERATURE)
        text += alphabet[rng.choice(len(alphabet), p=np.exp(log_p))]
    return text[len(start) :]


# -------------------------------------------------------------------- training


def train(model: Model, corpus: Corpus, steps: int, batch: int, window: int) -> None:
    """Truncated backpropagation through time; prints a table of the loss."""
    adam = Adam(model.params)
    progress = Progress(steps)
    state, unread = None, iter(())
    losses: list[float] = []
    started = time.perf_counter()
    print(" step  characters read  seconds  bits/char training  bits/char held out")
    for step in range(1, steps + 1):
        part = next(unread, None)
        if part is None:  # the text is read through: begin again, with a fresh state
            state, unread = None, windows(corpus.training, batch, window)
            part = next(unread)
        # The state goes on to the next window, its gradient does not.
        loss, grads, state = loss_and_gradients(model, *part, state)
        adam.update(clip_by_norm(grads, CLIP), RATE * (1 - (step - 1) / steps))
        losses.append(loss)
        progress.update(step, f"{loss:.2f} bits/char")
        if step % REPORT_EVERY == 0 or step == steps:
            held_out = held_out_bits(model, corpus.held_out, batch, window)
            seconds = time.perf_counter() - started
            progress.clear()
            print(
                f"{step:5}  {step * batch * window:15,}  {seconds:7.1f}"
                f"  {np.mean(losses):18.3f}  {held_out:18.3f}",
                flush=True,
            )
            losses.clear()


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Train a character model on Python's help."
    )
    add = parser.add_argument
    add("--spec", default="lstm", help="a cell of the zoo or a spec file")
    add("--hidden", type=positive, default=192, help="the size of h")
    add("--steps", type=positive, default=1000, help="updates of the parameters")
    add("--batch", type=positive, default=32, help="places that are read side by side")
    add("--window", type=positive, default=64, help="characters between two updates")
    add("--seed", type=int, default=0, help="of the initial weights and the sample")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Train, then print a sample."""
    args = arguments(argv)
    rng = np.random.default_rng(args.seed)
    corpus = make_corpus(documentation())
    if args.batch * args.window >= len(corpus.held_out):
        raise SystemExit("the text held out is too short for this --batch and --window")
    model = make_model(args.spec, len(corpus.alphabet), args.hidden, rng)
    size = sum(param.size for param in model.params.values())
    print(f"{args.spec}, h = {args.hidden}: {size:,} parameters")
    print(f"{len(corpus.training):,} characters to learn from, ", end="")
    print(f"{len(corpus.held_out):,} held out, {len(corpus.alphabet)} different ones")
    print(f"frequencies alone: {frequency_bits(corpus):.3f} bits/char held out\n")
    train(model, corpus, args.steps, args.batch, args.window)
    print("\n" + sample(model, corpus.alphabet, SAMPLE_LENGTH, rng))


if __name__ == "__main__":
    main()
