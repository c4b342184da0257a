"""Equations of the IR as a spec writes them.

Names are those of the text, terms and factors stand in its order, and operators are of
its kind: LaTeX, Unicode or ASCII.  What is printed can be read as a spec again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sympy import Add, Expr, Integer, Mul, Number, Pow, Rational, Symbol

from cellc.ir import (
    BatchMean,
    Cell,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    OverComponents,
    OverEach,
    Repeat,
    Reshape,
    Slice,
    Variable,
    Zeros,
    operands_of,
    size_text,
)
from cellc.ops import Elementwise, reduction
from cellc.ops.reductions import REDUCTIONS
from cellc.transforms.letters import Style

SUM, ELEMENTWISE, APPLIED, ATOM = range(4)
_COMMANDS = frozenset(["tanh", "exp", "log", "max", "min", "sin", "cos"])
_EXPANDED = [each for each in REDUCTIONS if each.expansion and each.name != "sum"]


def has_sigma(cell: Cell) -> bool:
    """Whether σ is the logistic function wherever the text has it as a function."""
    marked = [r"\sigma" in each.text or "σ" in each.text for each in cell.equations]
    logistic = [
        any(_name(node) == "sigmoid" for node in nodes_of(each.value))
        for each in cell.equations
    ]
    pairs = [*zip(marked, logistic, strict=True)]
    return (True, True) in pairs and (True, False) not in pairs


def nodes_of(value: Expr) -> Iterator[Expr]:
    """Every node of an expression, the outer ones first, without sizes."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(operands_of(node))


def once(part: Expr) -> Expr:
    """A part of a stack; of one that is the same at each value of an index, one."""
    if isinstance(part, Contract) and part.subscripts == "i,j->ij":
        ones, vector = part.operands
        if isinstance(ones, Add) and ones.has(Zeros) and not ones.free_symbols:
            return vector
    return part


def _name(node: Expr) -> str:
    return node.operation.name if isinstance(node, Elementwise) else ""


@dataclass
class Writer:
    """Writes the equations of a cell.

    order: where each symbol stands, in the equation that is written.
    """

    style: Style
    sigma: bool
    variables: Mapping[Symbol, Variable]
    order: Mapping[Symbol, float] = field(default_factory=dict)

    def text(self, value: Expr, at: int = SUM) -> str:
        """The text of an expression, in brackets if it binds looser than `at`."""
        printed, binds = self._printed(value)
        return printed if binds >= at else f"({printed})"

    def _printed(self, value: Expr) -> tuple[str, int]:
        match value:
            case Symbol():
                return self.variables[value].notation, ATOM
            case Number():
                return _number(value)
            case Add():
                return self._sum(value), SUM
            case Mul():
                return self._product(value)
            case Pow():
                return self._power(value.base, value.exp)
            case Elementwise():
                return self._function(value), ATOM
            case Contract():
                return self._contract(value)
            case Concat():
                parts = ", ".join(self.text(once(each)) for each in value.operands)
                return f"[{parts}]", ATOM
            case Over():
                return self._over(value), ATOM
            case BatchMean():
                return f"batch_mean({self.text(value.operands[0])})", ATOM
            case Slice():
                return self._slice(value), ATOM
            case Count():
                return size_text(value.size), ATOM
            case Repeat():
                return self._printed(value.operand)
            case Reshape():
                return self._printed(value.operands[0])
            case Zeros():
                return "0", ATOM
            case Identity():
                return "I", ATOM
        raise TypeError(f"no notation for {type(value).__name__}")

    def _sum(self, value: Add) -> str:
        signed = []
        for term in value.args:
            negative = term.could_extract_minus_sign()
            size = -term if negative else term
            signed.append(((negative, *self._place(size)), negative, size))
        signed.sort(key=lambda each: each[0])
        text = ""
        for _, negative, size in signed:
            sign = " - " if negative else " + "
            lead = "-" if negative else ""
            text += (sign if text else lead) + self.text(size, ELEMENTWISE)
        return text

    def _place(self, value: Expr) -> tuple[list[float], bool, str]:
        """Where an expression stands: numbers first, then by its names."""
        places = [
            self.order.get(each, self.variables[each].position)
            for each in value.free_symbols
            if each in self.variables
        ]
        return sorted(places), not isinstance(value, Symbol), str(value)

    def _product(self, value: Mul) -> tuple[str, int]:
        folded = self._folded(value)
        if folded is not None and folded[1] == 1:
            return folded[0], ATOM
        texts: list[str] = []
        if folded is not None:
            texts, value = [folded[0]], folded[1]
        number, factors = value.as_coeff_mul()
        above = [each for each in factors if not _is_below(each)]
        below = [each.base ** (-each.exp) for each in factors if _is_below(each)]
        sign = "-" if number < 0 else ""
        above.sort(key=self._place)
        texts = [self.text(each, APPLIED) for each in above] + texts
        first, last = _factor_and_divisor(abs(number))
        if first or not texts:
            texts.insert(0, first or "1")
        printed = sign + self.style.elementwise.join(texts)
        for each in sorted(below, key=self._place):
            printed += f" / {self.text(each, APPLIED)}"
        printed += f" / {last}" if last else ""
        return printed, SUM if sign else ELEMENTWISE

    def _over(self, value: Over) -> str:
        """`softmax(a)`, or `LN(a)` for what stands in its place."""
        nodes = OverComponents(Integer(1))  # nothing is counted
        inner = value.operands[0]
        for operand in (*operands_of(inner), inner):
            for entry in _EXPANDED:
                assert entry.expansion is not None
                if not entry.batch and entry.expansion(operand, nodes) == value:
                    return f"{entry.spellings[0]}({self.text(operand)})"
        return f"{reduction(value.name).spellings[0]}({self.text(inner)})"

    def _folded(self, value: Mul) -> tuple[str, Expr] | None:
        """`LN(a)` and the other factors, of what it was written out as."""
        sizes = [each for each in nodes_of(value) if isinstance(each, Count)]
        size = sizes[0].size if sizes else Integer(1)
        nodes, totals = OverComponents(size), []
        for each in nodes_of(value):
            if isinstance(each, Contract) and each.subscripts == "ai,j->aj":
                nodes = OverEach(size)
                totals.append(each.operands[0])
            elif isinstance(each, BatchMean) or (
                isinstance(each, Contract) and each.subscripts == "i->"
            ):
                totals.append(each.operands[0])
        if not totals:
            return None
        operands = [*totals, *(each.base for each in totals if isinstance(each, Pow))]
        for entry in _EXPANDED:
            for operand in operands:
                assert entry.expansion is not None
                whole = Mul.make_args(entry.expansion(operand, nodes))
                if {*whole} <= {*value.args} and len(whole) > 1:
                    rest = Mul(*(each for each in value.args if each not in whole))
                    return f"{entry.spellings[0]}({self.text(operand)})", rest
        return None

    def _power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
        if exponent.is_number and exponent < 0:
            below = base ** (-exponent)
            return f"1 / {self.text(below, APPLIED)}", ELEMENTWISE
        power = self.text(exponent)
        short = power if len(power) == 1 else f"{{{power}}}"
        return f"({self.text(base)})^{short}", APPLIED

    def _function(self, value: Elementwise) -> str:
        name = value.operation.spellings[0] if value.operation.spellings else ""
        if name == "sigmoid" and self.sigma:
            name = r"\sigma" if self.style is Style.LATEX else "σ"
        elif self.style is Style.LATEX and name in _COMMANDS:
            name = rf"\{name}"
        return f"{name}({', '.join(self.text(each) for each in value.args)})"

    def _contract(self, value: Contract) -> tuple[str, int]:
        form: Callable[..., str] | None = _FORMS.get(value.subscripts)
        if form is None and value.subscripts in _SUMS:
            return self._sum_over_index(value)
        if form is None:
            operands = ", ".join(self.text(each) for each in value.operands)
            return f'einsum("{value.subscripts}", {operands})', ATOM
        texts = [self.text(each, ATOM) for each in value.operands]
        if value.subscripts == "i->":
            return f"sum({self.text(value.operands[0])})", ATOM
        binds = ATOM if value.subscripts == "ij->ji" else APPLIED
        return form(self.style.applied, *texts), binds

    def _sum_over_index(self, value: Contract) -> tuple[str, int]:
        """`Σ_k` of a product at every value of an index, or of vectors with one."""
        indices = [self.variables[each].indices for each in value.free_symbols]
        letter = next(each[0] for each in sorted(indices) if each)
        texts = [self.text(each, ATOM) for each in value.operands]
        inner = self.style.applied.join(texts)
        if self.style is Style.ASCII:
            return f"sum_{letter}({inner})", ATOM
        sign = r"\sum" if self.style is Style.LATEX else "Σ"
        return f"{sign}_{letter} {inner}", APPLIED

    def _slice(self, value: Slice) -> str:
        operand = self.text(value.operands[0], ATOM)
        return f"{operand}[{size_text(value.start)} : {size_text(value.stop)}]"


_FORMS: dict[str, Callable[..., str]] = {
    "ij,j->i": lambda dot, a, b: f"{a}{dot}{b}",
    "aij,j->ai": lambda dot, a, b: f"{a}{dot}{b}",
    "aij,aj->ai": lambda dot, a, b: f"{a}{dot}{b}",
    "ij,jk->ik": lambda dot, a, b: f"{a}{dot}{b}",
    "ij,i->j": lambda dot, a, b: f"{a}^T{dot}{b}",
    "i,ij->j": lambda dot, a, b: f"{b}^T{dot}{a}",
    "ij->ji": lambda dot, a: f"{a}^T",
    "i,ij->ij": lambda dot, a, b: f"diag({a}){dot}{b}",
    "ij,j->ij": lambda dot, a, b: f"{a}{dot}diag({b})",
    "i,i->": lambda dot, a, b: f"{a}^T {b}",
    "i,j->ij": lambda dot, a, b: f"{a} {b}^T",
    "i->": lambda dot, a: f"sum({a})",
}


# Products at every value of an index, added up.
_SUMS = frozenset(["aij,aj->i", "aij,j->i", "ai->i"])


def _is_below(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.exp.is_number and factor.exp < 0)


def _decimal(number: Rational) -> str | None:
    """The number as a short decimal, if it is one."""
    digits = Rational(number.p * 10**6, number.q)
    return f"{float(number):g}" if digits.q == 1 and number < 1000 else None


def _factor_and_divisor(number: Number) -> tuple[str, str]:
    """How a number stands in front of a product, and how behind it."""
    if not number.is_Rational:
        return str(number), ""
    if number.p == 1:
        return "", "" if number.q == 1 else str(number.q)
    if (decimal := _decimal(number)) is not None:
        return decimal, ""
    if (decimal := _decimal(1 / number)) is not None:
        return "", decimal
    return str(number.p), str(number.q)


def _number(value: Number) -> tuple[str, int]:
    if value < 0:
        printed, _ = _number(-value)
        return f"-{printed}", SUM
    if value.is_Integer:
        return str(value), ATOM
    if value.is_Rational:
        return _decimal(value) or f"{value.p} / {value.q}", ELEMENTWISE
    return str(value), ATOM
