"""Random expressions of a given size, over the names that a draft has so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from random_names import AWKWARD, MATRICES, SCALARS, VECTORS, name_of
from random_notation import (
    Call,
    Cat,
    Flip,
    Hadamard,
    Inner,
    MatVec,
    Name,
    Neg,
    Node,
    Notation,
    Num,
    Outer,
    Over,
    Power,
    Ref,
    Scaled,
    Sum,
    references,
)

from cellc.ops import OPERATIONS

_EXPONENTS = ("2", "3", "4")
_ROOTS = ("-1", "-2", "1/2", "-1/2", "3/2", "0.5", "1/3", "-3")
_BOUNDED = ("sigmoid", "tanh", "sin", "cos", "hard_sigmoid", "hard_tanh", "normal_cdf")


@dataclass(frozen=True)
class Size:
    """A size as the spec declares it: a name, a number, or a sum."""

    text: str

    def __add__(self, other: Size) -> Size:
        return Size(f"{self.text}+{other.text}")


def terms(node: Node) -> list[Node]:
    """The terms of a sum."""
    if isinstance(node, Sum):
        return [*terms(node.left), *terms(node.right)]
    return [node]


@dataclass
class Draft:
    """A spec in the making.

    values: what varies with time: its name, its size (None for a number), its lags.
    shapes: of every name, as it would be declared.
    must: names that have to be declared, because no use decides what they are.
    """

    rng: Random
    notation: Notation
    awkward: bool
    values: dict[str, tuple[Name, Size | None, set[int]]] = field(default_factory=dict)
    shapes: dict[str, tuple[Name, tuple[Size, ...]]] = field(default_factory=dict)
    must: set[str] = field(default_factory=set)
    matrices: dict[tuple[Size, Size], list[Name]] = field(default_factory=dict)
    vectors: dict[Size, list[Name]] = field(default_factory=dict)
    scalars: list[Name] = field(default_factory=list)
    constants: list[tuple[Name, str]] = field(default_factory=list)
    functions: list[tuple[Name, int]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    equations: list[tuple[Ref, Node]] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    timed_matrices: bool = False

    # ------------------------------------------------------------ names

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def new_name(self, kind: str, pool: list[str]) -> Name:
        """A name that is not taken; now and then an awkward one."""
        for _ in range(60):
            awkward = self.awkward and self.chance(0.5)
            word = self.rng.choice(AWKWARD[kind] if awkward else pool)
            name = name_of(word)
            if name.identifier not in self.taken:
                break
        else:
            name = name_of(f"{pool[0].partition('_')[0]}_{len(self.taken)}")
        self.taken.add(name.identifier)
        return name

    def parameter(self, kind: str, pool: list[str], shape: tuple[Size, ...]) -> Name:
        name = self.new_name(kind, pool)
        self.shapes[name.identifier] = (name, shape)
        base = name.identifier.partition("_")[0]
        if kind != "matrix" or not (len(base) == 1 and base.isupper()):
            self.must.add(name.identifier)
        return name

    # ------------------------------------------------------------ leaves

    def matrix(self, rows: Size, columns: Size) -> Ref:
        known = self.matrices.setdefault((rows, columns), [])
        if known and self.chance(0.25):
            return Ref(self.rng.choice(known))
        known.append(self.parameter("matrix", MATRICES, (rows, columns)))
        return Ref(known[-1])

    def vector(self, size: Size) -> Ref:
        known = self.vectors.setdefault(size, [])
        if known and self.chance(0.3):
            return Ref(self.rng.choice(known))
        known.append(self.parameter("vector", [*VECTORS, "β"], (size,)))
        return Ref(known[-1])

    def scalar(self) -> Node:
        """A number: literal, trained, constant, or an inner product of this step."""
        timed = [
            Ref(name, lag)
            for name, size, lags in self.values.values()
            if size is None
            for lag in sorted(lags)
        ]
        kind = self.rng.random()
        if timed and kind < 0.3:
            return self.rng.choice(timed)
        if kind < 0.45:
            return self.inner(1)
        if kind < 0.6:
            name = self.new_name("scalar", ["κ", "η"])
            value = self.rng.choice(["0.01", "0.5", "-0.25", "1/3", "2", "1e-2"])
            self.constants.append((name, value))
            return Ref(name)
        if kind < 0.8:
            if self.scalars and self.chance(0.4):
                return Ref(self.rng.choice(self.scalars))
            name = self.parameter("scalar", [*SCALARS, "γ", "α", "ε", "λ"], ())
            self.scalars.append(name)
            return Ref(name)
        return Num(self.rng.choice(["2", "0.5", "3", "0.1", "1.5", ".25", "1e-1"]))

    def timed(self, size: Size) -> list[Ref]:
        return [
            Ref(name, lag)
            for name, own, lags in self.values.values()
            if own == size
            for lag in sorted(lags)
        ]

    def leaf(self, size: Size) -> Node:
        known = self.timed(size)
        if known and self.chance(0.6):
            return self.rng.choice(known)
        if self.chance(0.2):
            return self.vector(size)
        return self.product(size, 0)

    # ------------------------------------------------------------ contractions

    def product(self, size: Size, depth: int) -> Node:
        """A matrix before something of this step."""
        kind = self.rng.random()
        wide = [each for each in self.sizes if self.timed(each)] or self.sizes
        inner = self.rng.choice(wide)
        if kind < 0.25:
            items = [
                self.rng.choice(self.timed(each) or [self.vector(each)])
                if self.chance(0.8) or depth == 0
                else self.expression(each, depth - 1)
                for each in self.rng.choices(wide, k=self.rng.choice([2, 2, 3]))
            ]
            sizes = [self.size_of(each) for each in items]
            total = sizes[0]
            for each in sizes[1:]:
                total = total + each
            matrix = self.matrix(size, total)
            if not all(isinstance(each, Ref) for each in items):
                self.must.add(matrix.name.identifier)
                self.must |= {
                    use.name.identifier
                    for each in items
                    for use in references(each)
                    if use.lag is None
                }
            return MatVec(matrix, Cat(tuple(items)))
        operand = self.expression(inner, depth - 1) if depth > 0 else None
        if operand is None:
            operand = self.rng.choice(self.timed(inner) or [self.vector(inner)])
        if all(each.lag is None for each in references(operand)):
            matrix = self.matrix(size, inner)
            self.must.add(matrix.name.identifier)
        elif kind < 0.35:
            matrix = self.matrix(inner, size)
            self.must.add(matrix.name.identifier)
            return MatVec(Flip(matrix), operand)
        elif kind < 0.42 and depth > 0:
            middle = self.rng.choice(self.sizes)
            one, other = self.matrix(size, middle), self.matrix(middle, inner)
            self.must |= {one.name.identifier, other.name.identifier}
            if self.chance(0.5):
                return MatVec(MatVec(one, other), operand)
            return MatVec(one, MatVec(other, operand))
        elif kind < 0.45 and depth > 0 and self.timed_matrices:
            return MatVec(Outer(self.leaf(size), self.leaf(inner)), operand)
        elif kind < 0.5:
            one, other = self.matrix(size, inner), self.matrix(size, inner)
            self.must |= {one.name.identifier, other.name.identifier}
            combine = self.rng.choice([Sum, Hadamard])
            return MatVec(combine(one, other), operand)
        else:
            matrix = self.matrix(size, inner)
            if not isinstance(operand, Ref):  # nothing else may say its columns
                self.must.add(matrix.name.identifier)
        return MatVec(matrix, operand)

    def size_of(self, item: Node) -> Size:
        sizes = {
            name.identifier: size
            for name, size, _ in self.values.values()
            if size is not None
        }
        sizes |= {
            key: shape[0] for key, (_, shape) in self.shapes.items() if len(shape) == 1
        }
        return (
            self._item_sizes.get(id(item)) or sizes[references(item)[0].name.identifier]
        )

    _item_sizes: dict[int, Size] = field(default_factory=dict)

    def inner(self, depth: int) -> Node:
        size = self.rng.choice(self.sizes)
        left = self.rng.choice([*self.timed(size), self.vector(size)])
        right = self.expression(size, depth - 1)
        return Inner(left, right)

    # ------------------------------------------------------------ expressions

    def expression(self, size: Size, depth: int) -> Node:
        """A vector of this size."""
        drawn = self._expression(size, depth)
        self._item_sizes[id(drawn)] = size
        self._alive.append(drawn)  # an id may not be used again
        return drawn

    _alive: list[Node] = field(default_factory=list)

    def _expression(self, size: Size, depth: int) -> Node:
        if depth <= 0:
            return self.leaf(size)
        kind = self.rng.random()
        below = depth - 1
        if kind < 0.22:
            node = self.expression(size, below)
            for _ in range(self.rng.choice([1, 1, 2, 3])):
                term = self.expression(size, self.rng.choice([0, below]))
                # what cancels leaves no value of its size
                cancels = any(each == term for each in terms(node))
                node = Sum(node, term, "+" if cancels else self.rng.choice("++-"))
            return node
        if kind < 0.32:
            return Sum(self.product(size, below), self.vector(size))
        if kind < 0.44:
            return Hadamard(self.expression(size, below), self.expression(size, below))
        if kind < 0.64:
            return self.call(size, below)
        if kind < 0.76:
            return self.product(size, below)
        if kind < 0.82:
            return Scaled(self.scalar(), self.expression(size, below))
        if kind < 0.86:
            return Over(self.expression(size, below), self.positive(size, below))
        if kind < 0.90:
            exponent = self.rng.choice(_EXPONENTS)
            return Power(self.bounded(size, below), exponent)
        if kind < 0.93:
            return Power(self.positive(size, below), self.rng.choice(_ROOTS))
        if kind < 0.95:
            return Neg(self.expression(size, below))
        if kind < 0.98:
            return Sum(Num("1"), self.expression(size, below), "-")
        return Sum(self.expression(size, below), self.scalar())

    def call(self, size: Size, depth: int) -> Node:
        if self.functions and self.chance(0.3):
            name, arity = self.rng.choice(self.functions)
            return Call(name, tuple(self.expression(size, depth) for _ in range(arity)))
        operation = self.rng.choice(OPERATIONS)
        spelled = operation.name
        if spelled == "raised":  # of what is positive, and to no great power
            below = self.positive(size, depth), self.bounded(size, depth)
            return Call(spelled, below)
        if operation.arity == 3:
            return Call(spelled, tuple(self.expression(size, depth) for _ in range(3)))
        if spelled == "mod":  # what divides is far from zero
            return Call(spelled, (self.bounded(size, depth), Num("0.7")))
        if operation.arity == 2:
            other = self.expression(size, depth)
            if self.chance(0.3):
                other = Num(self.rng.choice(["0", "0.1", "1"]))
            return Call(spelled, (self.expression(size, depth), other))
        if spelled in ("exp", "normal_cdf", "gelu"):
            return Call(spelled, (self.bounded(size, depth),))
        if spelled in ("log", "sqrt"):
            return Call(spelled, (self.positive(size, depth),))
        return Call(spelled, (self.expression(size, depth),))

    def bounded(self, size: Size, depth: int) -> Node:
        return Call(self.rng.choice(_BOUNDED[:6]), (self.expression(size, depth),))

    def positive(self, size: Size, depth: int) -> Node:
        inner = self.expression(size, depth)
        kind = self.rng.random()
        if kind < 0.6:
            return Sum(Num(self.rng.choice(["1", "2", "0.5"])), Power(inner, "2"))
        if kind < 0.8:
            return Sum(Num("0.5"), Call("softplus", (inner,)))
        if kind < 0.9:
            return Sum(Call("sigmoid", (inner,)), Num("0.5"))
        return Sum(Num("2"), Call("sin", (inner,)), "-")

    # ------------------------------------------------------------ equations

    def define(self, ref: Ref, value: Node) -> None:
        self.equations.append((ref, value))
        self.used |= {each.name.identifier for each in references(value)}

    def state_value(self, name: Name, size: Size) -> Node:
        """A new value of a state that does not run away."""
        before = Ref(name, 1)
        gates = [each for each in self.timed(size) if each.lag == 0]
        gate = (
            self.rng.choice(gates)
            if gates and self.chance(0.6)
            else Call("sigmoid", (self.expression(size, 1),))
        )
        new = self.bounded(size, 2)
        kind = self.rng.random()
        if kind < 0.25:
            return new
        if kind < 0.45:
            kept = Hadamard(Call("sigmoid", (gate,)), before)
            return Sum(kept, Hadamard(Sum(Num("1"), gate, "-"), new))
        if kind < 0.65:
            return Sum(before, new) if self.chance(0.5) else Sum(new, before)
        if kind < 0.75:
            return Sum(Scaled(Num("0.5"), before), Hadamard(gate, new))
        if kind < 0.85:
            return Hadamard(self.bounded(size, 1), new)
        alike = [each for each in self.timed(size) if each.name != name]
        return self.rng.choice(alike) if alike else Sum(before, new)
