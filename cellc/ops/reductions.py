"""The one table of operations over the components of a vector, or over the batch.

To add one, add one entry to `REDUCTIONS` (and its line in tests/numeric).
An entry says how a spec may spell the operation, whether its result is a vector again
or a number, its gradient, and its printed forms.

A gradient is written in terms of the cotangent `d` of the result, the operand `a`, the
result `y` itself, and of `Nodes`, which make what mixes components.  An operation with
an `expansion` is notation for others and has no gradient.  One with a gradient that
others could express says how in `written_out`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sympy import Expr, Rational

from cellc.ops.table import PrintedForm, function


class Nodes(Protocol):
    """Makes the nodes of expressions that mix components."""

    def dot(self, left: Expr, right: Expr) -> Expr:
        """The sum over all components of a product: a number."""
        ...

    def total(self, operand: Expr) -> Expr:
        """The sum over all components: a number."""
        ...

    def over(self, name: str, operand: Expr) -> Expr:
        """The operation called `name` of this table, over the components."""
        ...

    def count(self) -> Expr:
        """How many components the operand has."""
        ...


class NodesOfEquations(Nodes, Protocol):
    """Makes what stands in equations, and not in gradients, as well."""

    def over_batch(self, stem: str, operand: Expr) -> Expr:
        """The mean over the sequences of the batch, called `stem` and what it is of."""
        ...


Gradient = Callable[[Expr, Expr, Expr, Nodes], Expr]
Expansion = Callable[[Expr, NodesOfEquations], Expr]
EPSILON = Rational(1, 100_000)  # added to a variance, as is usual (Ba et al. 2016)


@dataclass(frozen=True)
class Reduction:
    """One operation over the components of a vector.

    name: what it is called in the IR.
    spellings: names a spec may use, as ASCII identifiers.
    keeps: whether the result is a vector of the operand's size; else a number.
    gradient: of the loss with respect to the operand.
    expansion: an expression in other operations, instead of a gradient.
    written_out: the same, of an operation with a gradient: what a proof reads.
    along: the printed form along an axis that is named, `{1}`, where there is one.
    given: another operation that gives a number, and the value made of the operand and
        that number, so that forward and backward share it.
    affine: whether a spec may give a gain and a bias behind the operand.
    measure: whether it is a length: what a vector is divided by to be normalised.
    batch: whether it goes over the sequences of a batch, not over the components.
    printed: the printed form for each target, by the target's name.
    """

    name: str
    spellings: tuple[str, ...]
    keeps: bool
    gradient: Gradient | None = None
    expansion: Expansion | None = None
    affine: bool = False
    measure: bool = False
    batch: bool = False
    printed: dict[str, PrintedForm] | None = None
    along: dict[str, PrintedForm] | None = None
    written_out: Expansion | None = None
    given: tuple[str, Callable[[Expr, Expr], Expr]] | None = None

    @property
    def moves(self) -> bool:
        """Whether the result is the operand shifted and scaled."""
        return self.keeps and self.written_out is not None

    @property
    def normalises(self) -> bool:
        """Whether the result is the operand divided by a length of it."""
        return self.given is not None and reduction(self.given[0]).measure


def _numpy(helper: str, more: str = "") -> dict[str, PrintedForm]:
    return {"numpy": PrintedForm(f"{helper}({{0}}{more})", helper)}


def _mean(a: Expr, nodes: Nodes) -> Expr:
    return nodes.total(a) / nodes.count()


def _centred(a: Expr, nodes: Nodes) -> Expr:
    return a - _mean(a, nodes)


def _rms(a: Expr, nodes: Nodes) -> Expr:
    """The root of the mean square, never 0 (Zhang & Sennrich 2019, eq. 4)."""
    return function("sqrt")(_mean(a**2, nodes) + EPSILON)


def _over_rms(a: Expr, nodes: Nodes) -> Expr:
    return a / nodes.over("rms", a)


def _layer_norm(a: Expr, nodes: Nodes) -> Expr:
    """Zero mean and unit variance over the components (Ba et al. 2016, eq. 4)."""
    return nodes.over("normalised", nodes.over("centred", a))


def _slope_of_normalised(d: Expr, a: Expr, y: Expr, nodes: Nodes) -> Expr:
    """No part of the gradient lies along y, whose length is given."""
    along = nodes.dot(d, y) / nodes.count()
    return (d - y * along) / nodes.over("rms", a)


def _batch_mean(a: Expr, nodes: NodesOfEquations) -> Expr:
    return nodes.over_batch("mean", a)


def _batch_variance(a: Expr, nodes: NodesOfEquations) -> Expr:
    return nodes.over_batch("var", (a - _batch_mean(a, nodes)) ** 2)


def _batch_normalised(a: Expr, nodes: NodesOfEquations) -> Expr:
    """Zero mean and unit variance over the batch (Ioffe & Szegedy 2015, alg. 1)."""
    centred = a - _batch_mean(a, nodes)
    return centred / function("sqrt")(_batch_variance(a, nodes) + EPSILON)


REDUCTIONS: tuple[Reduction, ...] = (
    Reduction("sum", ("sum",), False, expansion=lambda a, nodes: nodes.total(a)),
    Reduction("mean", ("mean", "avg"), False, expansion=_mean),
    Reduction(
        "softmax",
        ("softmax", "Softmax", "softMax"),
        True,
        lambda d, a, y, nodes: y * (d - nodes.dot(d, y)),
        printed=_numpy("softmax"),
    ),
    Reduction(
        "log_sum_exp",
        ("logsumexp", "LSE", "lse"),
        False,
        lambda d, a, y, nodes: d * function("exp")(a - y),
        printed=_numpy("log_sum_exp"),
    ),
    Reduction(
        "largest",
        ("max", "maximum"),
        False,
        lambda d, a, y, nodes: d * nodes.over("at_largest", a),
        printed=_numpy("largest"),
    ),
    Reduction(
        "at_largest",
        (),
        True,
        lambda d, a, y, nodes: 0 * d,
        printed=_numpy("at_largest"),
    ),
    Reduction(
        "product",
        ("prod", "product"),
        False,
        lambda d, a, y, nodes: d * nodes.over("others", a),
        printed=_numpy("product"),
    ),
    Reduction(
        "others",
        (),
        True,
        # where no component is zero; no gradient of an equation asks for it
        lambda d, a, y, nodes: (nodes.dot(d, y) - d * y) / a,
        printed=_numpy("others"),
    ),
    Reduction(
        "norm",
        ("norm",),
        False,
        lambda d, a, y, nodes: d * nodes.over("direction", a),
        measure=True,
        printed=_numpy("norm"),
    ),
    Reduction(
        "direction",
        (),
        True,
        lambda d, a, y, nodes: (d - y * nodes.dot(d, y)) / nodes.over("norm", a),
        printed=_numpy("direction"),
    ),
    Reduction(
        "cumsum",
        ("cumsum",),
        True,
        lambda d, a, y, nodes: nodes.over("cumsum_back", d),
        printed=_numpy("cumsum"),
    ),
    Reduction(
        "cumsum_back",
        (),
        True,
        lambda d, a, y, nodes: nodes.over("cumsum", d),
        printed=_numpy("cumsum_back"),
    ),
    Reduction(
        "cumax",
        ("cumax",),
        True,
        expansion=lambda a, nodes: nodes.over("cumsum", nodes.over("softmax", a)),
    ),
    Reduction(
        "centred",
        (),
        True,
        lambda d, a, y, nodes: nodes.over("centred", d),
        printed=_numpy("centred"),
        along=_numpy("centred", ", axis={1}"),
        written_out=_centred,
    ),
    Reduction(
        "rms",
        (),
        False,
        lambda d, a, y, nodes: d * a / (y * nodes.count()),
        measure=True,
        printed=_numpy("rms"),
        written_out=_rms,
    ),
    Reduction(
        "normalised",
        (),
        True,
        _slope_of_normalised,
        printed=_numpy("normalised"),
        written_out=_over_rms,
        given=("rms", lambda a, number: a / number),
    ),
    Reduction(
        "layer_norm",
        ("LN", "LayerNorm", "layernorm", "layer_norm", "Layernorm"),
        True,
        expansion=_layer_norm,
        affine=True,
    ),
    Reduction(
        "rms_norm",
        ("RMSNorm", "rmsnorm", "rms_norm"),
        True,
        expansion=lambda a, nodes: nodes.over("normalised", a),
        affine=True,
    ),
    Reduction(
        "batch_mean",
        ("batch_mean", "BatchMean"),
        True,
        expansion=_batch_mean,
        batch=True,
    ),
    Reduction(
        "batch_variance",
        ("batch_var", "BatchVar"),
        True,
        expansion=_batch_variance,
        batch=True,
    ),
    Reduction(
        "batch_norm",
        ("BN", "BatchNorm", "batchnorm", "batch_norm", "Batchnorm"),
        True,
        expansion=_batch_normalised,
        affine=True,
        batch=True,
    ),
)

_BY_NAME = {each.name: each for each in REDUCTIONS}
_SPELLINGS = {spelling: each for each in REDUCTIONS for spelling in each.spellings}


def reduction(name: str) -> Reduction:
    """The entry called `name`."""
    return _BY_NAME[name]


def spelled_reduction(identifier: str) -> Reduction | None:
    """The operation that a spec's identifier spells, if any."""
    return _SPELLINGS.get(identifier)


def reduction_spellings() -> tuple[str, ...]:
    """Every name a spec may use for an operation over components."""
    return tuple(_SPELLINGS)
