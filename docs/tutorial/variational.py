"""A variational cell: a VRNN learns small images of digits, row by row.

    pip install scikit-learn
    python docs/tutorial/variational.py

The images are scikit-learn's: 8 by 8 pixels, each a whole number from 0 to 16. The cell
has both terms of its bound as outputs, so the loss is their sum, and its gradient with
respect to the outputs is 1 for the one and -1 for the other. `docs/tutorial.md` walks
through it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from training import Adam, Arrays, Progress, clip_by_norm, positive

import cellc

ROWS, COLUMNS = 8, 8
LEVELS = 17  # a pixel is a whole number from 0 to 16
# What an image costs where the density is 1: each of 64 pixels has 17 equal parts.
WHOLE_NUMBERS = ROWS * COLUMNS * float(np.log(LEVELS))
HELD_OUT = 297  # of the 1797 images
CLIP = 100.0  # the largest norm of a gradient
DRAWS = 5  # of the noise, for each image that is tested on
REPORT_EVERY = 250


@dataclass(frozen=True)
class Digits:
    """Images as sequences of rows, (8 rows, images, 8 columns), cut in two."""

    training: np.ndarray
    held_out: np.ndarray


def load_digits(rng: np.random.Generator) -> Digits:
    """scikit-learn's images, in random order."""
    try:
        from sklearn import datasets
    except ImportError:
        raise SystemExit(
            "the images need scikit-learn: pip install scikit-learn"
        ) from None
    images = rng.permutation(datasets.load_digits().images)
    rows = images.transpose(1, 0, 2)
    return Digits(rows[:, HELD_OUT:], rows[:, :HELD_OUT])


def spread(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pixels between 0 and 1: each whole number somewhere in its 17th part."""
    return (images + rng.random(images.shape)) / LEVELS


def frequency_nats(digits: Digits) -> float:
    """Nats per image for a model that knows how frequent each value of a pixel is."""
    levels = np.arange(LEVELS)[:, None, None, None]
    counts = (digits.training == levels).sum(axis=2) + 1  # (17, 8, 8)
    nats = -np.log(counts / counts.sum(axis=0))
    chosen = np.where(digits.held_out == levels, nats[:, :, None], 0)
    return float(chosen.sum() / digits.held_out.shape[1])


def normal_nats(digits: Digits, rng: np.random.Generator) -> float:
    """Nats per image for a model that has one normal distribution for each pixel."""
    known = spread(digits.training, rng)
    mean, sd = known.mean(axis=1, keepdims=True), known.std(axis=1, keepdims=True)
    distance = (spread(digits.held_out, rng) - mean) / sd
    each = distance**2 / 2 + np.log(sd * np.sqrt(2 * np.pi))
    return float(each.sum() / digits.held_out.shape[1]) + WHOLE_NUMBERS


@dataclass(frozen=True)
class Model:
    """The VRNN and its parameters."""

    cell: ModuleType
    params: Arrays

    def input(self, images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The input of the cell: a row of pixels at each step."""
        return spread(images, rng).astype(self.params["W_x"].dtype)

    def loss_and_gradients(
        self, images: np.ndarray, rng: np.random.Generator
    ) -> tuple[float, Arrays]:
        """The negative bound in nats per image, and its gradients."""
        count = images.shape[1]
        x = self.input(images, rng)
        out, _, tape = self.cell.forward(self.params, x, rng=rng)
        loss = (out.KL - out.ell).sum() / count + WHOLE_NUMBERS

        # The loss is a sum over the steps, so its gradient is the same at each of them.
        d_KL = np.full_like(out.KL, 1 / count)
        d_out = self.cell.Outputs(KL=d_KL, ell=-d_KL)
        grads = self.cell.backward(self.params, tape, d_out)
        return float(loss), grads.params

    def nats(self, images: np.ndarray, seed: int) -> tuple[float, np.ndarray]:
        """Of all images, the negative bound per image, and the KL of each row in it."""
        rng = np.random.default_rng(seed)
        many = np.concatenate([images] * DRAWS, axis=1)
        out, _, _ = self.cell.forward(self.params, self.input(many, rng), rng=rng)
        KL, ell = (each[..., 0].mean(axis=1) for each in (out.KL, out.ell))
        return float((KL - ell).sum()) + WHOLE_NUMBERS, KL


def make_model(hidden: int, latent: int, rng: np.random.Generator) -> Model:
    """A fresh VRNN; all its layers but z are of the same size."""
    cell = cellc.load("vrnn")
    sizes = dict.fromkeys(cell.CELL["sizes"], hidden) | {"x": COLUMNS, "z": latent}
    return Model(cell, cell.init(**sizes, rng=rng))


def train(
    model: Model, digits: Digits, args: argparse.Namespace, rng: np.random.Generator
) -> None:
    """Adam on random images; prints a table of the bound."""
    adam = Adam(model.params)
    progress = Progress(args.steps)
    losses: list[float] = []
    started = time.perf_counter()
    print(" step  seconds  nats/image training  nats/image held out  of it KL")
    for step in range(args.steps + 1):
        if step:
            chosen = rng.integers(0, digits.training.shape[1], args.batch)
            loss, grads = model.loss_and_gradients(digits.training[:, chosen], rng)
            rate = args.rate * (1 - (step - 1) / args.steps)
            adam.update(clip_by_norm(grads, CLIP), rate)
            losses.append(loss)
            progress.update(step, f"{loss:.1f} nats/image")
        if step % REPORT_EVERY == 0 or step == args.steps:
            held_out, KL = model.nats(digits.held_out, args.seed)
            seconds = time.perf_counter() - started
            mean = f"{np.mean(losses):19.1f}" if losses else " " * 19
            progress.clear()
            print(
                f"{step:5}  {seconds:7.1f}  {mean}  {held_out:19.1f}  {KL.sum():8.1f}",
                flush=True,
            )
            losses.clear()


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Train a VRNN on images of digits.")
    add = parser.add_argument
    add("--hidden", type=positive, default=48, help="the size of h and the layers")
    add("--latent", type=positive, default=8, help="the size of z")
    add("--steps", type=positive, default=2000, help="updates of the parameters")
    add("--batch", type=positive, default=64, help="images for each update")
    add("--rate", type=float, default=1e-2, help="Adam's step size at the start")
    add("--seed", type=int, default=0, help="of the weights, the images, the noise")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Train, then say which rows needed to be told."""
    args = arguments(argv)
    rng = np.random.default_rng(args.seed)
    digits = load_digits(rng)
    model = make_model(args.hidden, args.latent, rng)
    size = sum(param.size for param in model.params.values())
    print(f"vrnn, h = {args.hidden}, z = {args.latent}: {size:,} parameters")
    print(f"{digits.training.shape[1]:,} images to learn from, {HELD_OUT} held out")
    print(f"all values equally likely: {WHOLE_NUMBERS:.1f} nats/image held out")
    normal = normal_nats(digits, np.random.default_rng(args.seed))
    print(f"a normal distribution for each pixel: {normal:.1f} nats/image held out")
    print(
        f"frequencies of each pixel: {frequency_nats(digits):.1f} nats/image held out\n"
    )
    train(model, digits, args, rng)
    _, KL = model.nats(digits.held_out, args.seed)
    print("\nKL of each row:" + "".join(f"{each:6.2f}" for each in KL))


if __name__ == "__main__":
    main()
