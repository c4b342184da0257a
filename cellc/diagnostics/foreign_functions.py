"""Functions of libraries and of mathematics that cellc does not have.

In: the name of a function and its arguments as typed.  Out: what it is, what to write
instead, and the text that can take its place where that is one expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cellc.patterns import regex


@dataclass(frozen=True, slots=True)
class Advice:
    """`what` ends the sentence that starts with the name: `softmax` needs ..."""

    what: str
    help: str
    replacement: str | None = None


OF_ONE_VECTOR = "goes over the components of one vector"  # so begins what is said
Arguments = Sequence[str]
Rewriting = Callable[[Arguments], str | None]

# Functions of one vector, by components -> how the where block defines them.
DEFINITIONS = {
    "tan": "sin(a) / cos(a)",
    "cot": "cos(a) / sin(a)",
    "sec": "1 / cos(a)",
    "csc": "1 / sin(a)",
    "sinh": "(exp(a) - exp(-a)) / 2",
    "cosh": "(exp(a) + exp(-a)) / 2",
    "coth": "1 / tanh(a)",
    "sech": "2 / (exp(a) + exp(-a))",
    "mish": "a ⊙ tanh(softplus(a))",
    "selu": "1.0507009873554805 max(a, 0) + 1.7580993408473766 (exp(min(a, 0)) - 1)",
    "celu": "max(a, 0) + exp(min(a, 0)) - 1",
    "softsign": "a / (1 + abs(a))",
    "tanhshrink": "a - tanh(a)",
    "hardswish": "a ⊙ hard_sigmoid(a)",
    "relu6": "min(max(a, 0), 6)",
    "logsigmoid": "-softplus(-a)",
    "log1p": "log(1 + a)",
    "expm1": "exp(a) - 1",
    "log2": "log(a) / log(2)",
    "log10": "log(a) / log(10)",
    "lg": "log(a) / log(10)",
    "exp2": "exp(log(2) a)",
    "rsqrt": "1 / sqrt(a)",
    "reciprocal": "1 / a",
    "square": "a^2",
}
# What cannot be written yet -> what it is, and what there is instead.
_NOTHING = "there is nothing to write instead yet; docs/language.md has the functions"
_NEVER = "which cellc does not compute yet"
_UNABLE: dict[str, tuple[str, str]] = {}
for _words, _what, _help in (
    ("cumprod trace", "multiplies components up to each, or adds those of a diagonal",
     _NOTHING),
    ("argmax argmin topk sort maxout", "picks components of a vector",
     "max(a) is the largest component of a vector a"),
    ("batchnormalization batchrenorm", "is normalised over a batch",
     "BN(a; γ, β) is the normalisation over the sequences of a batch"),
    ("groupnorm instancenorm", "needs means over groups of components",
     "LN(a, γ, β) is the normalisation over the components of a vector"),
    ("conv conv1d convolution causalconv1d", "is a convolution",
     "write the sum over its window: \\sum_{k=0}^{3} w_k ⊙ x_{t-k} for each component "
     "by itself, \\sum_{k=0}^{3} W_k x_{t-k} for all together"),
    ("conv2d conv3d", "is a convolution", _NOTHING),
    ("maxpool avgpool pool pooling", "runs over positions", _NOTHING),
    ("arctan atan arcsin asin arccos acos arctanh atanh arcsinh arccosh asinh acosh",
     "is an inverse function", _NOTHING),
    ("erf erfc erfinv lgamma", "is a special function", _NOTHING),
    ("ceil round trunc", "rounds",
     "its derivative is zero; step(a) is 1 where a > 0, and 0 elsewhere"),
    ("det inv inverse eig svd", "is computed from a whole matrix", _NOTHING),
    ("embedding embed onehot", "looks up a table of vectors",
     "look the vector up before, and use it as the input"),
    ("random rand randn bernoulli gumbel", "draws random numbers",
     "say in the where block what is drawn, ε_t ~ N(0, I), u_t ~ U(0, 1) or "
     "m_t ~ Bernoulli(0.9), or draw before, and give the values as an input"),
    ("odesolve odesolver odeint solver rk4 rungekutta solveivp",
     "solves a differential equation",
     "write the steps of the solver out: one of Euler's is h + Δ ⊙ f(h), with f and Δ "
     "as in the text; several are s_{0,t} = h and s_{l,t} = s_{l-1,t} + (Δ / L) ⊙ "
     "f(s_{l-1,t}) for l = 1..L, with L = 4 in the where block"),
    ("lstm gru rnn lstmcell grucell rnncell mlp attention", "is a network",
     "write its equations out, one a line"),
):  # fmt: skip
    _UNABLE.update(dict.fromkeys(_words.split(), (f"{_what}, {_NEVER}", _help)))

_OWN = {  # a layer with parameters of its own -> how it is written
    **dict.fromkeys(
        ["linear", "dense", "fc", "affine", "lin", "denselayer"], "W_z {} + b_z"
    ),
}


def advice(name: str, typed: str, arguments: Arguments = ()) -> Advice | None:
    """What to say about a function; None if it is not in the tables.

    name: its letters, in any case.  typed: as the text has it, `\\mathrm{softmax}`.
    A function of two arguments that has one, `max(h)`, is told by what it would need.
    """
    key = re.sub(r"[\\_]", "", name).lower()
    base = name.strip("\\").partition("_")[0].lower()
    if base in _OWN:
        key = base  # Linear_{d_h}: what is below is a size, or tells layers apart
    if key in _REWRITINGS:
        return _rewritten(key, arguments)
    if key in DEFINITIONS:
        return Advice(
            "is not among the functions of the language",
            f"define it in the where block: {typed}(a) = {DEFINITIONS[key]}",
        )
    if key in _OWN:
        inner = operand(arguments[0]) if len(arguments) == 1 else "x"
        return Advice(
            "is a layer with weights of its own, which have no names here",
            f"write {_OWN[key].format(inner)}, with other names at each place that has "
            "weights of its own",
        )
    if key in ("dropout", "zoneout"):
        return Advice(
            "is random, and is no function of its argument",
            "leave it out where nothing is trained; in training multiply with a mask, "
            "m_t ⊙ (...), m_t ~ Bernoulli(0.9) in the where block, or an input",
        )
    if key in _UNABLE:
        return Advice(*_UNABLE[key])
    return None


def _rewritten(key: str, arguments: Arguments) -> Advice:
    what, example, rewriting = _REWRITINGS[key]
    replacement = rewriting(arguments) if arguments else None
    return Advice(what, f"write {replacement or example}", replacement)


_SCRIPT = r"\s*(?:[_^]\s*(?:\{[^{}]*\}|<[^<>]*>|\\?\w+)|[₀-₎ₐ-ₜ⁰-⁾²³¹]+|['′]+)"
_NAME = regex(rf"(?:\\\w+\s*\{{\s*\w+\s*\}}|\\?\w+){_SCRIPT}*")
_CLOSED = regex(r"(?:\\?\w+)?\s*(?:\([^()]*\)|\[[^\[\]]*\])")


def operand(text: str) -> str:
    """An argument as a part of a product: in brackets, unless it is one thing."""
    whole = _NAME.fullmatch(text) or _CLOSED.fullmatch(text)
    return text if whole else f"({text})"


def _listed(arguments: Arguments) -> str | None:
    """`[a, b]` from `a, b`, from `[a, b]` and from `(a, b)`."""
    if len(arguments) != 1:
        return f"[{', '.join(arguments)}]"
    inner = arguments[0].strip()
    if re.fullmatch(r"[\[(][^\[\]()]*[\])]", inner) and "," in inner:
        return f"[{inner[1:-1].strip()}]"
    return None


def _between(operator: str) -> Rewriting:
    def rewritten(arguments: Arguments) -> str | None:
        if len(arguments) != 2:
            return None
        left, right = map(operand, arguments)
        return f"({left} {operator} {right})"

    return rewritten


def _clipped(arguments: Arguments) -> str | None:
    if len(arguments) != 3:
        return None
    value, low, high = arguments
    return f"min(max({value}, {low}), {high})"


def _behind(mark: str) -> Rewriting:
    def rewritten(arguments: Arguments) -> str | None:
        return f"{operand(arguments[0])}{mark}" if len(arguments) == 1 else None

    return rewritten


def _power(arguments: Arguments) -> str | None:
    if len(arguments) != 2 or not re.fullmatch(r"\d+", arguments[1]):
        return None
    return f"{operand(arguments[0])}^{arguments[1]}"


def _written(form: str) -> Rewriting:
    """`form` with the argument in the place of {0}, as an operand in that of {1}."""

    def rewritten(arguments: Arguments) -> str | None:
        if len(arguments) != 1:
            return None
        return form.format(arguments[0], operand(arguments[0]))

    return rewritten


def _nothing(_arguments: Arguments) -> str | None:
    return None


_JOINS = "puts vectors behind each other, which brackets do here"
_SIGN = "has a sign in the language"
_UNNAMED = "has no name in the language, which can write it out"
_HERE = {  # what the language has, called with more than a vector -> its name
    **{each: each for each in ("softmax", "logsumexp", "cumsum", "norm", "sum")},
    "mean": "mean",
    **dict.fromkeys(["average", "avg"], "mean"),
    **dict.fromkeys(["amax", "max"], "max"),
    **dict.fromkeys(["ln", "layernorm", "layernormalization"], "LN"),
    "rmsnorm": "rms_norm",
}
_WRITTEN_OUT = {  # with the argument in the place of {0}, as an operand in that of {1}
    "logsoftmax": "({0} - logsumexp({0}))",
    "softmin": "softmax(-{1})",
    **dict.fromkeys(["amin", "min"], "(-max(-{1}))"),
    "var": "mean(({1} - mean({0}))^2)",
    "std": "sqrt(mean(({1} - mean({0}))^2))",
    **dict.fromkeys(["normalize", "l2norm"], "({1} / norm({0}))"),
}
_REWRITINGS: dict[str, tuple[str, str, Rewriting]] = {
    **dict.fromkeys(
        ["concat", "cat", "concatenate", "hstack", "vstack", "append", "concatenation"],
        (_JOINS, "[a, b]", _listed),
    ),
    **dict.fromkeys(
        ["clip", "clamp", "clipbyvalue"],
        ("is written with max and min", "min(max(a, low), high)", _clipped),
    ),
    **dict.fromkeys(
        ["matmul", "mm", "mv", "bmm"], (_SIGN, "W x, or W @ x", _between("@"))
    ),
    **dict.fromkeys(
        ["dot", "inner", "innerproduct", "vdot"],
        (_SIGN, "W x for the matrix product, a^T b for the inner product", _nothing),
    ),
    **dict.fromkeys(["outer", "outerproduct"], (_SIGN, "a b^T", _nothing)),
    **dict.fromkeys(
        ["einsum", "tensordot", "bilinear"],
        (
            "has no single meaning: its indices say what it computes",
            "the product: W x, a^T b, a b^T or a ⊙ b",
            _nothing,
        ),
    ),
    **dict.fromkeys(["mul", "multiply", "hadamard"], (_SIGN, "a ⊙ b", _between("⊙"))),
    **dict.fromkeys(["add"], (_SIGN, "a + b", _between("+"))),
    **dict.fromkeys(["sub", "subtract"], (_SIGN, "a - b", _between("-"))),
    **dict.fromkeys(["div", "divide"], (_SIGN, "a / b", _between("/"))),
    **dict.fromkeys(["pow", "power"], (_SIGN, "a^2", _power)),
    **dict.fromkeys(["transpose"], (_SIGN, "W^T", _behind("^T"))),
    **{
        key: (
            f"{OF_ONE_VECTOR}, as {name}(a)",
            f"{name}(a)",
            _written(f"{name}({{0}})"),
        )
        for key, name in _HERE.items()
    },
    **{
        key: (_UNNAMED, form.replace("{0}", "a").replace("{1}", "a"), _written(form))
        for key, form in _WRITTEN_OUT.items()
    },
    **dict.fromkeys(
        ["where", "cond", "select", "ifelse"],
        (
            "chooses by a condition, which the language does by step",
            "step(a) ⊙ b + (1 - step(a)) ⊙ c, where step(a) is 1 if a > 0",
            _nothing,
        ),
    ),
    **dict.fromkeys(
        ["zeros", "zeroslike"], ("is the number 0 in every component", "0", _nothing)
    ),
    **dict.fromkeys(
        ["ones", "oneslike"], ("is the number 1 in every component", "1", _nothing)
    ),
    **dict.fromkeys(
        ["eye", "identitymatrix"],
        (
            "is the identity matrix, which is called I here",
            "I",
            lambda _arguments: "I",
        ),
    ),
}
