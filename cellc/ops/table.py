"""The one table of elementwise operations.

To add an operation, add one entry to `OPERATIONS` (and its line in the table of
tests/numeric/test_ops.py).  An entry holds everything any stage needs of it: how a
spec may spell it, its derivative, its printed form, the values it may be tested on.

A derivative is written in terms of the arguments `a` and of the operation's own value
`y`, so that the value that forward computed is used again and never recomputed.
An operation with an `expansion` is notation for others and has no derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr, Integer, Rational

Derivative = Callable[..., tuple[Expr, ...]]


@dataclass(frozen=True)
class PrintedForm:
    """How one target writes the operation; `{0}` and `{1}` stand for the arguments.

    `helper` names an entry of the target's own support code, emitted only if used.
    The form is a call or stands in brackets, so that it can stand anywhere.
    """

    text: str
    helper: str | None = None


@dataclass(frozen=True)
class Operation:
    """One elementwise function.

    spellings: names a spec may use, as ASCII identifiers (`\\sigma` and σ are `sigma`).
    derivative: (*arguments, value) -> one partial derivative for each argument.
    expansion: (*arguments) -> an expression in other operations.
    domain: an interval of arguments on which tests sample it.
    analytic: False where the derivative jumps, so that a complex step may not be used.
    printed: the printed form for each target, by the target's name.
    cost: relative to one multiplication; decides whether a value is worth saving.
    inverse: the operation that undoes this one, wherever this one has a value.
    stand_ins: for each argument at which the value or the derivative may be infinite or
        not a number, a number at which they are not; None for the others.
    stable_form: (*arguments) -> an equal expression that rounds less, or None.
    """

    name: str
    spellings: tuple[str, ...]
    derivative: Derivative | None = None
    expansion: Callable[..., Expr] | None = None
    domain: tuple[float, float] = (-2.0, 2.0)
    analytic: bool = True
    arity: int = 1
    cost: int = 10
    printed: dict[str, PrintedForm] | None = None
    inverse: str | None = None
    stand_ins: tuple[int | None, ...] = ()
    stable_form: Callable[..., Expr | None] | None = None


class Elementwise(sympy.Function):  # type: ignore[misc]
    """A SymPy function backed by an entry of the table.

    It never evaluates itself, but for a form that rounds less where there is one.
    """

    operation: Operation
    is_commutative = True

    @classmethod
    def eval(cls, *arguments: Expr) -> Expr | None:
        form = cls.operation.stable_form
        return form(*arguments) if form is not None else None

    def _eval_is_real(self) -> bool:
        return True

    def fdiff(self, argindex: int = 1) -> Expr:
        return self.operation_derivatives(self)[argindex - 1]

    def operation_derivatives(self, value: Expr) -> tuple[Expr, ...]:
        """Partial derivatives, in terms of the arguments and of `value`."""
        derivative = self.operation.derivative
        if derivative is None:
            raise TypeError(f"{self.operation.name} has no derivative")
        return derivative(*self.args, value)


def _numpy(text: str, helper: str | None = None) -> dict[str, PrintedForm]:
    return {"numpy": PrintedForm(text, helper)}


def _apply(name: str, *arguments: Expr) -> Expr:
    return function(name)(*arguments)


def _log(value: Expr) -> Expr:
    """The logarithm; of a number, a number."""
    if isinstance(value, sympy.Number):
        return Rational(repr(math.log(value)))
    return _apply("log", value)


def _log_of_sigmoid(value: Expr) -> Expr | None:
    """log σ(a) is -softplus(-a), a number also where σ(a) is rounded to zero."""
    if isinstance(value, Elementwise) and value.operation.name == "sigmoid":
        return -_apply("softplus", -value.args[0])
    return None


ONE = Integer(1)
HALF = Rational(1, 2)
LEAK = Rational(1, 100)

OPERATIONS: tuple[Operation, ...] = (
    # name, spellings; derivative; printed form
    Operation(
        "sigmoid",
        ("sigmoid", "sigma", "sigm", "logistic", "Sigmoid"),
        lambda a, y: (y * (1 - y),),
        printed=_numpy("sigmoid({0})", "sigmoid"),
    ),
    Operation(
        "tanh",
        ("tanh", "Tanh"),
        lambda a, y: (1 - y * y,),
        printed=_numpy("np.tanh({0})"),
    ),
    Operation(
        "relu",
        ("relu", "ReLU", "ReLu"),
        lambda a, y: (_apply("step", y),),
        analytic=False,
        cost=1,
        printed=_numpy("np.maximum({0}, 0)"),
    ),
    Operation(
        "softplus",
        ("softplus", "Softplus", "SoftPlus"),
        lambda a, y: (_apply("sigmoid", a),),
        printed=_numpy("softplus({0})", "softplus"),
    ),
    Operation(
        "exp",
        ("exp",),
        lambda a, y: (y,),
        printed=_numpy("np.exp({0})"),
        inverse="log",
        stand_ins=(0,),
    ),
    Operation(
        "log",
        ("log", "ln"),
        lambda a, y: (1 / a,),
        domain=(0.2, 3.0),
        printed=_numpy("np.log({0})"),
        inverse="exp",
        stand_ins=(1,),
        stable_form=lambda a: _log_of_sigmoid(a),
    ),
    Operation(
        "sqrt",
        ("sqrt",),
        lambda a, y: (HALF / y,),
        domain=(0.2, 3.0),
        cost=3,
        printed=_numpy("np.sqrt({0})"),
        stand_ins=(1,),
    ),
    Operation(
        "abs",
        ("abs",),
        lambda a, y: (_apply("sign", a),),
        analytic=False,
        cost=1,
        printed=_numpy("np.abs({0})"),
    ),
    Operation(
        "sin", ("sin",), lambda a, y: (_apply("cos", a),), printed=_numpy("np.sin({0})")
    ),
    Operation(
        "cos",
        ("cos",),
        lambda a, y: (-_apply("sin", a),),
        printed=_numpy("np.cos({0})"),
    ),
    Operation(
        "raised",  # a^{r_t}
        ("raised",),
        lambda a, b, y: (b * y / a, _log(a) * y),
        domain=(0.2, 3.0),
        arity=2,
        cost=20,
        printed=_numpy("np.power({0}, {1})"),
        stand_ins=(1, None),
    ),
    Operation(
        "max",
        ("max", "maximum"),
        lambda a, b, y: (_apply("step", a - b), 1 - _apply("step", a - b)),
        analytic=False,
        arity=2,
        cost=1,
        printed=_numpy("np.maximum({0}, {1})"),
    ),
    Operation(
        "min",
        ("min", "minimum"),
        lambda a, b, y: (_apply("step", b - a), 1 - _apply("step", b - a)),
        analytic=False,
        arity=2,
        cost=1,
        printed=_numpy("np.minimum({0}, {1})"),
    ),
    Operation(
        "mod",  # what is left of a divided by b, with the sign of b
        ("mod", "fmod"),
        lambda a, b, y: (ONE, -_apply("floor", a / b)),
        domain=(0.2, 0.9),
        analytic=False,
        arity=2,
        cost=5,
        printed=_numpy("np.mod({0}, {1})"),
        stand_ins=(None, 1),
    ),
    Operation(
        "floor",
        ("floor",),
        lambda a, y: (Integer(0),),
        domain=(0.1, 0.9),
        analytic=False,
        cost=1,
        printed=_numpy("np.floor({0})"),
    ),
    Operation(
        "where",  # by cases: b where a is greater than 0, c elsewhere
        (),
        lambda a, b, c, y: (Integer(0), _apply("step", a), 1 - _apply("step", a)),
        analytic=False,
        arity=3,
        cost=1,
        printed=_numpy("np.where({0} > 0, {1}, {2})"),
    ),
    Operation(
        "leaky_relu",
        ("leaky_relu", "leakyrelu", "LeakyReLU"),
        lambda a, y: (LEAK + (1 - LEAK) * _apply("step", y),),
        analytic=False,
        cost=2,
        printed=_numpy("leaky_relu({0})", "leaky_relu"),
    ),
    Operation(
        "elu",
        ("elu", "ELU"),
        lambda a, y: (_apply("min", y + 1, ONE),),
        analytic=False,
        printed=_numpy("elu({0})", "elu"),
    ),
    Operation(
        "hard_sigmoid",
        ("hard_sigmoid", "hardsigmoid", "HardSigmoid", "Hardsigmoid"),
        lambda a, y: (_apply("step", y * (1 - y)) / 6,),
        analytic=False,
        cost=2,
        printed=_numpy("hard_sigmoid({0})", "hard_sigmoid"),
    ),
    Operation(
        "hard_tanh",
        ("hard_tanh", "hardtanh", "HardTanh", "Hardtanh"),
        lambda a, y: (_apply("step", 1 - y * y),),
        analytic=False,
        cost=1,
        printed=_numpy("np.clip({0}, -1, 1)"),
    ),
    Operation(
        "normal_cdf",
        ("normal_cdf",),
        lambda a, y: (_apply("exp", -a * a / 2) * Rational("0.3989422804014327"),),
        cost=40,
        printed=_numpy("normal_cdf({0})", "normal_cdf"),
    ),
    # notation for others
    Operation(
        "gelu", ("gelu", "GELU"), expansion=lambda a: a * _apply("normal_cdf", a)
    ),
    Operation(
        "silu",
        ("silu", "SiLU", "swish", "Swish"),
        expansion=lambda a: a * _apply("sigmoid", a),
    ),
    Operation("identity", ("identity", "id"), expansion=lambda a: a),
    # the derivatives of operations with a kink; flat, so their own derivative is zero
    Operation(
        "step",
        ("step", "heaviside"),
        lambda a, y: (Integer(0),),
        domain=(0.1, 2.0),
        analytic=False,
        cost=1,
        printed=_numpy("np.heaviside({0}, 0)"),
    ),
    Operation(
        "sign",
        ("sign", "sgn"),
        lambda a, y: (Integer(0),),
        domain=(0.1, 2.0),
        analytic=False,
        cost=1,
        printed=_numpy("np.sign({0})"),
    ),
)


def _function_class(operation: Operation) -> Any:
    body = {"operation": operation, "nargs": operation.arity}
    return type(operation.name, (Elementwise,), body)


_FUNCTIONS: dict[str, Any] = {each.name: _function_class(each) for each in OPERATIONS}
_SPELLINGS: dict[str, Operation] = {
    spelling: each for each in OPERATIONS for spelling in each.spellings
}


def function(name: str) -> Any:
    """The SymPy function of the operation called `name`."""
    return _FUNCTIONS[name]


def operation(name: str) -> Operation:
    """The entry called `name`."""
    found: Operation = _FUNCTIONS[name].operation
    return found


def spelled(identifier: str) -> Operation | None:
    """The operation that a spec's identifier spells, if any."""
    return _SPELLINGS.get(identifier)


def spellings() -> tuple[str, ...]:
    return tuple(sorted(_SPELLINGS))
