"""Expressions of random specs, and how LaTeX, Unicode and ASCII spell them.

A node knows nothing of shapes.  `Notation.text` writes one with the brackets that the
grammar needs, choosing at random among the spellings that mean the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SUM, PRODUCT, MATRIX, CHAIN, FACTOR = range(5)
STYLES = ("latex", "unicode", "ascii")

_FUNCTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "latex": {
        "sigmoid": ("\\sigma", "\\mathrm{sigm}", "\\operatorname{sigmoid}"),
        "relu": ("\\mathrm{ReLU}", "\\text{relu}"),
        "hard_sigmoid": ("\\mathrm{hard\\_sigmoid}", "\\text{hardsigmoid}"),
        "hard_tanh": ("\\mathrm{hard\\_tanh}",),
        "leaky_relu": ("\\mathrm{leaky\\_relu}", "\\mathrm{LeakyReLU}"),
        "normal_cdf": ("\\mathrm{normal\\_cdf}",),
        "log": ("\\log", "\\ln"),
        **{name: (f"\\{name}",) for name in ("tanh", "exp", "sin", "cos", "max")},
        "min": ("\\min",),
    },
    "unicode": {"sigmoid": ("σ", "sigm")},
    "ascii": {"sigmoid": ("sigmoid", "logistic")},
}


@dataclass(frozen=True)
class Name:
    """A name as each style spells it; `identifier` is what the code will call it."""

    identifier: str
    latex: str
    unicode: str
    ascii: str

    def spelled(self, style: str) -> str:
        return {"latex": self.latex, "unicode": self.unicode, "ascii": self.ascii}[
            style
        ]


@dataclass(frozen=True)
class Num:
    text: str


@dataclass(frozen=True)
class Ref:
    """A use of a name: lag None without time, 0 at t, 1 at t-1."""

    name: Name
    lag: int | None = None


@dataclass(frozen=True)
class Neg:
    operand: Node


@dataclass(frozen=True)
class Sum:
    left: Node
    right: Node
    sign: str = "+"


@dataclass(frozen=True)
class Hadamard:
    left: Node
    right: Node


@dataclass(frozen=True)
class Over:
    left: Node
    right: Node


@dataclass(frozen=True)
class Power:
    base: Node
    exponent: str


@dataclass(frozen=True)
class Call:
    function: str | Name
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class MatVec:
    """A matrix before a vector, or a matrix before a matrix."""

    matrix: Node
    vector: Node


@dataclass(frozen=True)
class Inner:
    left: Node
    right: Node


@dataclass(frozen=True)
class Outer:
    left: Node
    right: Node


@dataclass(frozen=True)
class Scaled:
    number: Node
    operand: Node


@dataclass(frozen=True)
class Cat:
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Flip:
    """The transpose of a matrix."""

    matrix: Node


Node = (
    Num
    | Ref
    | Neg
    | Sum
    | Hadamard
    | Over
    | Power
    | Call
    | MatVec
    | Inner
    | Outer
    | Scaled
    | Cat
    | Flip
)


def references(node: Node) -> list[Ref]:
    """Every use of a name in an expression."""
    match node:
        case Ref():
            return [node]
        case Num():
            return []
        case Neg(part) | Flip(part) | Power(part, _):
            parts: tuple[Node, ...] = (part,)
        case Call(_, parts) | Cat(parts):
            pass
        case Scaled(left, right) | Sum(left, right, _):
            parts = (left, right)
        case Hadamard(left, right) | Over(left, right) | MatVec(left, right):
            parts = (left, right)
        case Inner(left, right) | Outer(left, right):
            parts = (left, right)
    return [each for part in parts for each in references(part)]


@dataclass
class Notation:
    """Writes nodes in one style; `mixed` changes the style from use to use."""

    rng: Random
    style: str
    mixed: bool = False

    def turn(self) -> None:
        """Before an equation: another style, if the spec mixes them."""
        if self.mixed:
            self.style = self.rng.choice(STYLES)

    def text(self, node: Node, level: int = SUM) -> str:
        text, own = self._written(node)
        return text if own >= level else self._bracketed(text)

    def _bracketed(self, text: str) -> str:
        if self.style == "latex" and self.rng.random() < 0.2:
            return f"\\left( {text} \\right)"
        return f"({text})"

    def _pick(self, latex: str, unicode: str, ascii: str) -> str:
        """One of the spellings, given with blanks between them, of this style."""
        found = {"latex": latex, "unicode": unicode, "ascii": ascii}[self.style]
        return self.rng.choice(found.split())

    # ------------------------------------------------------------ names

    def name(self, ref: Ref) -> tuple[str, bool]:
        """A name with its time, and whether a superscript may follow it."""
        base = ref.name.spelled(self.style)
        if ref.lag is None:
            return base, "^" not in base
        if ref.lag == 0:
            latex = "_t _t _t _{t} ^{(t)} (t) _{\\langle%t\\rangle}"
            form = self._pick(latex, "_t _t ₜ (t) _<t>", "_t _t _{t} (t) _<t>")
        else:
            latex = "_{t-1} _{t-1} _{(t-1)} ^{(t-1)} _{\\langle%t-1%\\rangle} (t-1)"
            form = self._pick(
                latex, "_<t-1> _{t-1} ₜ₋₁ (t-1)", "_<t-1> _{t-1} (t-1) _{t%-%1}"
            )
        form = form.replace("%", " ")
        if "^" in base and form.startswith("^"):
            form = "_t" if ref.lag == 0 else "_{t-1}"
        return base + form, "^" not in base and form[0] in "_ₜ"

    def plain(self, ref: Ref) -> str:
        """A name as a fact of the `where` block writes it, its time below the line."""
        base = ref.name.spelled(self.style)
        return base if ref.lag is None else f"{base}_t"

    def _raised(self, node: Node, exponent: str) -> str:
        if isinstance(node, Ref):
            text, free = self.name(node)
            if free:
                return f"{text}^{exponent}"
            return f"({text})^{exponent}"
        inner = self.text(node)
        return f"({inner})^{exponent}"

    # ------------------------------------------------------------ nodes

    def _written(self, node: Node) -> tuple[str, int]:
        match node:
            case Num(text):
                return text, FACTOR
            case Ref():
                # `h(t-1)` is two factors side by side
                text, _ = self.name(node)
                return text, CHAIN if text.endswith(")") else FACTOR
            case Neg(operand):
                return f"-{self.text(operand, PRODUCT)}", SUM
            case Sum(left, right, sign):
                first, second = self.text(left, SUM), self.text(right, PRODUCT)
                return f"{first} {sign} {second}", SUM
            case Hadamard(left, right):
                return self._hadamard(left, right)
            case Over(left, right):
                if self.style == "latex" and self.rng.random() < 0.6:
                    return f"\\frac{{{self.text(left)}}}{{{self.text(right)}}}", FACTOR
                top, bottom = self.text(left, PRODUCT), self.text(right, FACTOR)
                return f"{top} / {bottom}", PRODUCT
            case Power(base, exponent):
                return self._raised(base, self._exponent(exponent)), FACTOR
            case Call():
                return self._call(node)
            case MatVec(matrix, vector):
                return self._matrix_product(matrix, vector)
            case Inner(left, right):
                flipped = self._raised(left, self._pick("T \\top {\\top}", "T", "T"))
                return f"{flipped} {self.text(right, FACTOR)}", CHAIN
            case Outer(left, right):
                flipped = self._raised(right, self._pick("T \\top", "T", "T"))
                return f"{self.text(left, FACTOR)} {flipped}", CHAIN
            case Scaled(number, operand):
                return self._scaled(number, operand)
            case Cat(items):
                comma = self.rng.choice([", ", "; "])
                return f"[{comma.join(self.text(each) for each in items)}]", FACTOR
            case Flip(matrix):
                return self._raised(matrix, self._pick("T \\top", "T", "T")), FACTOR

    def _exponent(self, text: str) -> str:
        return text if len(text) == 1 else f"{{{text}}}"

    def _hadamard(self, left: Node, right: Node) -> tuple[str, int]:
        if isinstance(left, Ref) and left.lag is not None and self.rng.random() < 0.15:
            first, _ = self.name(left)
            if not first.endswith(")"):
                return f"{first} {self.text(right, FACTOR)}", CHAIN
        sign = self._pick("\\odot \\circ *", "⊙ ∘ *", "* *")
        if isinstance(left, Ref) and left.lag is None:
            sign = self._pick("\\odot \\circ", "⊙ ∘", "⊙ ∘")  # `W * h` has two readings
        first, second = self.text(left, PRODUCT), self.text(right, MATRIX)
        return f"{first} {sign} {second}", PRODUCT

    def _call(self, node: Call) -> tuple[str, int]:
        if node.function == "where":
            condition, value, other = (self.text(each) for each in node.arguments)
            rows = rf"{value} & \text{{if }} {condition} > 0 \\ {other} & "
            return rf"\begin{{cases}} {rows}\text{{otherwise}} \end{{cases}}", FACTOR
        arguments = [self.text(each) for each in node.arguments]
        function = node.function
        if isinstance(function, Name):
            head = function.spelled(self.style)
        else:
            if function == "abs" and self.rng.random() < 0.5:
                return f"|{arguments[0]}|", FACTOR
            if function == "sqrt" and self.style == "latex" and self.rng.random() < 0.5:
                return f"\\sqrt{{{arguments[0]}}}", FACTOR
            known = _FUNCTIONS[self.style].get(function, (function,))
            head = self.rng.choice(known)
            if self.style == "latex" and not head.startswith("\\"):
                head = f"\\mathrm{{{head}}}"
        text = ", ".join(arguments)
        if self.style == "latex" and self.rng.random() < 0.2:
            return f"{head}\\left({text}\\right)", CHAIN
        return f"{head}({text})", CHAIN

    def _matrix_product(self, matrix: Node, vector: Node) -> tuple[str, int]:
        plain = isinstance(matrix, Ref | Flip)
        if plain and self.rng.random() < 0.5:
            first = self.text(matrix, FACTOR)
            if isinstance(vector, MatVec | Call):  # binds to the right: W (V x)
                second, own = self._written(vector)
                if own < CHAIN:
                    second = self._bracketed(second)
            else:
                second = self.text(vector, FACTOR)
            return f"{first} {second}", CHAIN
        sign = self._pick("\\cdot", "· @", "@ @")
        return (
            f"{self.text(matrix, FACTOR)} {sign} {self.text(vector, CHAIN)}",
            MATRIX,
        )

    def _scaled(self, number: Node, operand: Node) -> tuple[str, int]:
        form = self.rng.random()
        if form < 0.4:
            first, second = self.text(number, FACTOR), self.text(operand, FACTOR)
            return f"{first} {second}", CHAIN
        if form < 0.6:
            sign = self._pick("\\cdot", "·", "@")
            first, second = self.text(number, FACTOR), self.text(operand, CHAIN)
            return f"{first} {sign} {second}", MATRIX
        sign = self._pick("\\odot *", "⊙ *", "*")
        first, second = self.text(number, PRODUCT), self.text(operand, MATRIX)
        return f"{first} {sign} {second}", PRODUCT
