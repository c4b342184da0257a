"""The one table of operations over the components of a vector, or over the batch.

To add one, add one entry to `REDUCTIONS` (and its line in tests/numeric).
An entry says how a spec may spell the operation, whether its result is a vector again
or a number, its gradient, and its printed forms.

A gradient is written in terms of the cotangent `d` of the result, the operand `a`, the
result `y` itself, and of `Nodes`, which make what mixes components.  An operation with
an `expansion` is notation for others and has no gradient.
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
    affine: whether a spec may give a gain and a bias behind the operand.
    batch: whether it goes over the sequences of a batch, not over the components.
    printed: the printed form for each target, by the target's name.
    """

    name: str
    spellings: tuple[str, ...]
    keeps: bool
    gradient: Gradient | None = None
    expansion: Expansion | None = None
    affine: bool = False
    batch: bool = False
    printed: dict[str, PrintedForm] | None = None


def _numpy(helper: str) -> dict[str, PrintedForm]:
    return {"numpy": PrintedForm(f"{helper}({{0}})", helper)}


def _mean(a: Expr, nodes: Nodes) -> Expr:
    return nodes.total(a) / nodes.count()


def _normalised(a: Expr, nodes: Nodes) -> Expr:
    """Zero mean and unit variance over the components (Ba et al. 2016, eq. 4)."""
    centred = a - _mean(a, nodes)
    return centred / function("sqrt")(_mean(centred**2, nodes) + EPSILON)


def _root_mean_square(a: Expr, nodes: Nodes) -> Expr:
    """Divided by the root of the mean square (Zhang & Sennrich 2019, eq. 4)."""
    return a / function("sqrt")(_mean(a**2, nodes) + EPSILON)


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
        "layer_norm",
        ("LN", "LayerNorm", "layernorm", "layer_norm", "Layernorm"),
        True,
        expansion=_normalised,
        affine=True,
    ),
    Reduction(
        "rms_norm",
        ("RMSNorm", "rmsnorm", "rms_norm"),
        True,
        expansion=_root_mean_square,
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
