"""Random cells: valid specs of every kind of equation, the same for the same seed.

`random_cell(seed)` gives the text of a spec.  It is drawn size by size, so that every
shape fits, and a name is left undeclared only where its uses decide what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from random_notation import (
    STYLES,
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

# spelled the same way in every style
_STATES = ["h", "c", "s", "C", "m", "y"]
_VALUES = ["z", "r", "f", "i", "o", "g", "u", "q"]
_INPUTS = ["x", "v", "e"]
_MATRICES = ["W", "U", "V", "R", "A", "W_f", "W_hh", "U_z", "W_1", "V_xh", "P", "Q_o"]
_VECTORS = ["b", "b_f", "b_1", "p", "p_i", "w", "k_2"]
_SCALARS = ["a", "d", "j"]
# names that a generated module has uses of its own for
_AWKWARD = {
    "state": [
        "d_h",
        "h_prev",
        "n_h",
        "out",
        "T",
        "pre",
        "state",
        "h_seq",
        "tape",
        "d_out",
        "gates_seq",
        "final",
    ],
    "value": [
        "gates",
        "pre",
        "l",
        "I",
        "O",
        "dead",
        "np",
        "lambda",
        "T",
        "B",
        "d_pre",
        "zeros",
        "b",
        "h_x",
        "tanh_c",
    ],
    "input": [
        "params",
        "lengths",
        "inputs",
        "x_rows",
        "state",
        "t_0",
        "dtype",
        "rng",
        "d_x",
        "x_product",
    ],
    "matrix": [
        "W_h",
        "W_x",
        "T",
        "B",
        "I",
        "O",
        "pre",
        "gates",
        "h_seq",
        "x_rows",
        "d_W_h",
        "pre_x",
        "d_params",
    ]
    + [
        "d_h_next",
        "d_h_next_kept",
        "grads",
        "self",
        "init",
        "W_h_2",
        "count",
        "d_inputs",
    ],
    "vector": [
        "n_h",
        "n_x",
        "d_h",
        "h_prev",
        "pre_h",
        "zeros",
        "b",
        "params",
        "state",
        "np",
        "l",
        "d_b",
        "gates_h",
    ]
    + [
        "d_out",
        "d_final",
        "d_out_h",
        "x_t_0",
        "index",
        "given",
        "size",
        "name",
        "value",
        "len",
        "range",
    ],
    "scalar": [
        "T",
        "B",
        "l",
        "I",
        "O",
        "np",
        "n_h",
        "t_1",
        "dtype",
        "rng",
        "lengths",
        "dead",
        "tape",
        "lambda",
    ],
    "size": [
        "T",
        "B",
        "n",
        "l",
        "np",
        "size",
        "rng",
        "dtype",
        "params",
        "name",
        "value",
        "shape",
        "seed",
    ],
}
_ALIKE = {
    "γ": "\\gamma",
    "κ": "\\kappa",
    "η": "\\eta",
    "α": "\\alpha",
    "ε": "\\epsilon",
    "β": "\\beta",
    "λ": "\\lambda",
    "C̃": "\\tilde{C}",
    "h̃": "\\tilde{h}",
    "ĉ": "\\hat{c}",
}
_IDENTIFIERS = {
    "γ": "gamma",
    "κ": "kappa",
    "η": "eta",
    "α": "alpha",
    "ε": "epsilon",
    "β": "beta",
    "λ": "lambda",
    "C̃": "C_tilde",
    "h̃": "h_tilde",
    "ĉ": "c_hat",
}
_FUNCTION_NAMES = ("φ", "ψ", "ρ")
_EXPONENTS = ("2", "3", "4")
_ROOTS = ("-1", "-2", "1/2", "-1/2", "3/2", "0.5", "1/3", "-3")
_INITS = ("1", "zeros", "ones", "normal(0.1)", "uniform(0.2)", "-0.5")
_BOUNDED = ("sigmoid", "tanh", "sin", "cos", "hard_sigmoid", "hard_tanh", "normal_cdf")


def name_of(word: str) -> Name:
    """A name from the word that Unicode has for it."""
    if word in _ALIKE:
        identifier = _IDENTIFIERS[word]
        typed = word if "_" in identifier else identifier
        return Name(identifier, _ALIKE[word], word, typed)
    if word in _FUNCTION_NAMES:
        latin = {"φ": "phi", "ψ": "psi", "ρ": "rho"}[word]
        return Name(latin, f"\\{latin}", word, latin)
    head, _, label = word.partition("_")
    if len(head) == 1 and len(label) > 1 and label.isalnum():
        return Name(word, f"{head}_{{{label}}}", f"{head}_{{{label}}}", word)
    return Name(word, word, word, word)


@dataclass(frozen=True)
class Size:
    """A size as the spec declares it: a name, a number, or a sum."""

    text: str

    def __add__(self, other: Size) -> Size:
        return Size(f"{self.text}+{other.text}")


@dataclass
class _Draft:
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
            word = self.rng.choice(_AWKWARD[kind] if awkward else pool)
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
        known.append(self.parameter("matrix", _MATRICES, (rows, columns)))
        return Ref(known[-1])

    def vector(self, size: Size) -> Ref:
        known = self.vectors.setdefault(size, [])
        if known and self.chance(0.3):
            return Ref(self.rng.choice(known))
        known.append(self.parameter("vector", [*_VECTORS, "β"], (size,)))
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
            name = self.parameter("scalar", [*_SCALARS, "γ", "α", "ε", "λ"], ())
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
            if self.matrices[size, total].count(matrix.name) > 1:
                self.must.add(matrix.name.identifier)
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
                sign = self.rng.choice("++-")
                node = Sum(node, self.expression(size, self.rng.choice([0, below])))
                node = Sum(node.left, node.right, sign)
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


def random_cell(seed: int, *, timed_matrices: bool = True) -> str:
    """The text of a random spec."""
    return _Author(Random(seed), timed_matrices).spec()


class _Author:
    """Draws the parts of a spec in the order in which a paper has them."""

    def __init__(self, rng: Random, timed_matrices: bool) -> None:
        self.rng = rng
        style = rng.choice(STYLES)
        notation = Notation(rng, style, mixed=rng.random() < 0.15)
        self.draft = _Draft(rng, notation, awkward=rng.random() < 0.3)
        self.draft.timed_matrices = timed_matrices
        # everything declared, only what has to be, or by chance
        self.declared = rng.choice([1.0, 0.0, 0.0, 0.5])
        self.inputs: list[tuple[Name, Size | None]] = []
        self.states: list[tuple[Name, Size | None]] = []
        self.outputs: list[Name] = []

    def spec(self) -> str:
        draft, rng = self.draft, self.rng
        self._functions()
        self._leaves()
        self._statics()
        for _ in range(rng.choice([0, 1, 1, 2, 2, 3])):
            self._gate()
        self._new_states()
        self._heads()
        self._use_what_is_left()
        if self.declared == 0.0 and rng.random() < 0.2:
            rng.shuffle(draft.equations)
        return self._text()

    # ------------------------------------------------------------ parts

    def _functions(self) -> None:
        draft, rng = self.draft, self.rng
        if rng.random() > 0.3:
            return
        name = name_of(rng.choice(_FUNCTION_NAMES))
        draft.taken.add(name.identifier)
        spelled = name.spelled(draft.notation.style)
        body, arity = rng.choice(
            [
                ("= tanh", 1),
                ("= relu", 1),
                ("(a) = a * sigmoid(a)", 1),
                ("(a) = 4 sigmoid(a) - 2", 1),
                ("(a, k) = max(a, 0) - min(k, 0)", 2),
                ("(x) = tanh(x) / (1 + x^2)", 1),
            ]
        )
        draft.functions.append((name, arity))
        draft.facts.append(
            f"{spelled}{body}" if body[0] == "(" else f"{spelled} {body}"
        )

    def _leaves(self) -> None:
        """Inputs and states: their names and sizes."""
        draft, rng = self.draft, self.rng
        for _ in range(rng.choice([1, 1, 1, 2])):
            name = draft.new_name("input", _INPUTS)
            self.inputs.append((name, self._size(name, 0.1)))
        for _ in range(rng.choice([1, 1, 2, 2, 3])):
            name = draft.new_name("state", _STATES)
            self.states.append((name, self._size(name, 0.65)))
        for name, size in self.inputs:
            draft.values[name.identifier] = (name, size, {0})
        for name, size in self.states:
            draft.values[name.identifier] = (name, size, {1})
        if rng.random() < 0.2:
            draft.sizes.append(self._free_size())
        for name, size in (*self.inputs, *self.states):
            shape = () if size is None else (size,)
            draft.shapes[name.identifier] = (name, shape)
            if size is None or size.text != name.identifier:
                draft.must.add(name.identifier)

    def _size(self, name: Name, shared: float) -> Size | None:
        draft, rng = self.draft, self.rng
        if draft.sizes and rng.random() < shared:
            return rng.choice(draft.sizes)
        if draft.sizes and rng.random() < 0.06:
            return None  # a number for each step
        own = name.identifier
        if rng.random() < 0.08:
            size = Size(str(rng.choice([1, 3, 4])))
        elif rng.random() < 0.1:
            size = self._free_size()
        elif own.isalnum() and len(own) == 1:
            size = Size(own)
        else:
            size = self._free_size()
        if size not in draft.sizes:
            draft.sizes.append(size)
        return size

    def _free_size(self) -> Size:
        pool = _AWKWARD["size"] if self.draft.awkward else ["n", "k", "l", "w"]
        known = {each.text for each in self.draft.sizes} | self.draft.taken
        free = [each for each in pool if each not in known]
        return Size(self.rng.choice(free or [f"n{len(known)}"]))

    def _statics(self) -> None:
        """Definitions without time."""
        draft, rng = self.draft, self.rng
        if rng.random() > 0.25:
            return
        size = rng.choice(draft.sizes)
        kind = rng.choice(["skew", "square", "scaled", "vector", "number", "squash"])
        matrix = draft.matrix(size, size)
        if kind == "vector":
            value: Node = Call("sigmoid", (draft.vector(size),))
            name = draft.parameter("vector", _VECTORS, (size,))
        elif kind == "number":
            scalar = Ref(draft.parameter("scalar", _SCALARS, ()))
            value = Sum(Num("1"), Power(scalar, "2"))
            name = draft.parameter("scalar", _SCALARS, ())
            draft.scalars.append(name)
            draft.scalars.append(name)
        else:
            draft.must.add(matrix.name.identifier)
            value = {
                "skew": Sum(matrix, Flip(matrix), "-"),
                "square": MatVec(matrix, draft.matrix(size, size)),
                "scaled": Scaled(Num("0.5"), matrix),
                "squash": Call("tanh", (matrix,)),
            }[kind]
            draft.must |= {each.name.identifier for each in references(value)}
            name = draft.parameter("matrix", _MATRICES, (size, size))
        draft.define(Ref(name), value)
        if kind == "vector":
            draft.vectors.setdefault(size, []).append(name)
        elif kind != "number":
            draft.matrices[size, size].append(name)

    def _gate(self) -> None:
        """A value of this step that others use."""
        draft, rng = self.draft, self.rng
        size = rng.choice([each for _, each in self.states if each] or draft.sizes)
        pool = [*_VALUES, "C̃", "h̃", "ĉ"]
        kind = rng.random()
        own: Size | None = size
        if kind < 0.55:
            squash = rng.choice(["sigmoid", "sigmoid", "tanh", "hard_sigmoid", "relu"])
            terms = draft.product(size, 1)
            for _ in range(rng.choice([0, 1, 1, 2])):
                terms = Sum(terms, draft.product(size, rng.choice([0, 1])))
            if rng.random() < 0.7:
                terms = Sum(terms, draft.vector(size))
            if rng.random() < 0.25:
                known = rng.choice(draft.timed(size) or [draft.vector(size)])
                terms = Sum(terms, Hadamard(draft.vector(size), known))
            value: Node = Call(squash, (terms,))
        elif kind < 0.65:
            value, own = draft.inner(1), None
        elif kind < 0.72:
            value = self._outside(size)
        else:
            value = draft.expression(size, rng.choice([1, 2, 3]))
        name = draft.new_name("value", pool)
        self._note(name, own)
        draft.define(Ref(name, 0), value)
        draft.values[name.identifier] = (name, own, {0})

    def _outside(self, size: Size) -> Node:
        """What does not depend on the recurrence."""
        draft, rng = self.draft, self.rng
        name, own = rng.choice(self.inputs)
        return Call(
            "sigmoid", (Sum(self._term(Ref(name, 0), own, size), draft.vector(size)),)
        )

    def _note(self, name: Name, size: Size | None) -> None:
        """Its shape; where its own name is a size of another, it has to be declared."""
        draft = self.draft
        draft.shapes[name.identifier] = (name, () if size is None else (size,))
        texts = {each.text for each in draft.sizes}
        if size is None or (name.identifier in texts and size.text != name.identifier):
            draft.must.add(name.identifier)
        if size is not None:
            draft.must.add(name.identifier)

    def _new_states(self) -> None:
        draft, rng = self.draft, self.rng
        for name, size in rng.sample(self.states, len(self.states)):
            if size is None:
                value: Node = Call("tanh", (draft.inner(1),))
                if rng.random() < 0.5:
                    value = Sum(Scaled(Num("0.5"), Ref(name, 1)), value)
            else:
                value = draft.state_value(name, size)
            draft.define(Ref(name, 0), value)
            draft.values[name.identifier][2].add(0)
        self.outputs = [name for name, _ in self.states if rng.random() < 0.5]

    def _heads(self) -> None:
        """Outputs that the recurrence does not need."""
        draft, rng = self.draft, self.rng
        if rng.random() > 0.35:
            return
        size = rng.choice(draft.sizes)
        value = Sum(draft.product(size, rng.choice([0, 1])), draft.vector(size))
        if rng.random() < 0.3:
            value = draft.expression(size, 2)
        if rng.random() < 0.2 and draft.timed(size):
            value = rng.choice(draft.timed(size))
        name = draft.new_name("value", ["y", "q", "o"])
        self._note(name, size)
        draft.define(Ref(name, 0), value)
        self.outputs.append(name)

    def _use_what_is_left(self) -> None:
        """Every state is used at t-1, every input and value somewhere."""
        draft = self.draft
        lagged = {
            each.name.identifier
            for _, value in draft.equations
            for each in references(value)
            if each.lag == 1
        }
        extra: list[Node] = []
        sized = [(n, s) for n, s in self.states if s is not None]
        target, size = (sized or self.states)[0]
        for name, own in self.states:
            if name.identifier not in lagged:
                extra.append(self._term(Ref(name, 1), own, size))
        for name, own in self.inputs:
            if name.identifier not in draft.used:
                extra.append(self._term(Ref(name, 0), own, size))
        index = next(
            i for i, (ref, _) in enumerate(draft.equations) if ref.name == target
        )
        for term in extra:
            ref, value = draft.equations[index]
            draft.define(ref, Sum(value, term))
            draft.equations[index] = draft.equations.pop()
        for ref, _ in draft.equations:
            elsewhere = any(
                each.name == ref.name
                for other, value in draft.equations
                if other.name != ref.name
                for each in references(value)
            )
            if not elsewhere and ref.name not in self.outputs:
                if ref.lag is None:
                    self._use_static(ref, index)
                else:
                    self.outputs.append(ref.name)
        if not self.outputs:
            self.outputs.append(self.states[-1][0])

    def _use_static(self, ref: Ref, index: int) -> None:
        draft = self.draft
        target, value = draft.equations[index]
        size = draft.values[target.name.identifier][1]
        _, shape = draft.shapes[ref.name.identifier]
        if len(shape) == 2:
            operand: Node = self._term(
                Ref(self.inputs[0][0], 0), self.inputs[0][1], shape[1]
            )
            own: Size | None = shape[0]
            term: Node = MatVec(ref, operand)
        else:
            term, own = ref, (shape[0] if shape else None)
        draft.equations[index] = (target, Sum(value, self._term(term, own, size)))

    def _term(self, value: Node, own: Size | None, size: Size | None) -> Node:
        """The value brought to a size."""
        draft = self.draft
        if own == size or own is None:
            return value
        if size is None:
            return Inner(draft.vector(own), value)
        matrix = draft.matrix(size, own)
        draft.must.add(matrix.name.identifier)
        return MatVec(matrix, value)

    # ------------------------------------------------------------ text

    def _text(self) -> str:
        draft, rng, notation = self.draft, self.rng, self.draft.notation
        lines = []
        if rng.random() < 0.3:
            lines += ["title: A random cell", "year: 1999", ""]
        wrapped = notation.style == "latex" and rng.random() < 0.3
        if wrapped:
            lines.append("\\begin{align}")
        for ref, value in draft.equations:
            notation.turn()
            left, _ = notation.name(ref)
            sign = "&=" if wrapped else "="
            end = " \\\\" if wrapped else rng.choice(["", "", "", "  # a comment"])
            lines.append(f"{left} {sign} {notation.text(value)}{end}")
        if wrapped:
            lines.append("\\end{align}")
        lines += ["", "where"]
        lines += [f"  {each}" for each in self._facts()]
        return "\n".join(lines) + "\n"

    def _facts(self) -> list[str]:
        draft, rng, notation = self.draft, self.rng, self.draft.notation
        facts = list(draft.facts)
        defined = {ref.name.identifier for ref, _ in draft.equations}
        inputs = {name.identifier for name, _ in self.inputs}
        present = defined | {
            each.name.identifier
            for _, value in draft.equations
            for each in references(value)
        }
        for identifier, (name, shape) in draft.shapes.items():
            if identifier not in present:
                continue
            if identifier not in draft.must and rng.random() >= self.declared:
                continue
            timed = identifier in inputs or identifier in draft.values
            timed = timed or (identifier in defined and name in self.outputs)
            typed = notation.plain(Ref(name, 0 if timed else None))
            fact = f"{typed} {self._set(shape)}"
            if identifier in inputs and rng.random() < 0.5:
                fact += " is input"
            elif not timed and identifier not in defined and rng.random() < 0.3:
                fact += " init " + self._init(shape)
            facts.append(fact)
        for name, value in draft.constants:
            if name.identifier in present:
                typed = notation.plain(Ref(name))
                facts.append(f"{typed} {self._set(())} = {value}")
        # the keyword stands before a letter
        self.outputs.sort(key=lambda each: each.latex.startswith("\\"))
        outputs = ", ".join(notation.plain(Ref(each, 0)) for each in self.outputs)
        facts.append(f"output {outputs}")
        return facts

    def _set(self, shape: tuple[Size, ...]) -> str:
        reals, within, times = {
            "latex": ("\\mathbb{R}", "\\in", " \\times "),
            "unicode": ("ℝ", "∈", "×"),
            "ascii": ("R", "in", ", "),
        }[self.draft.notation.style]
        if not shape:
            return f"{within} {reals}"
        texts = [f"({s.text})" if "+" in s.text else s.text for s in shape]
        if len(texts) == 1 and texts[0].isalnum() and len(texts[0]) == 1:
            return f"{within} {reals}^{texts[0]}"
        return f"{within} {reals}^{{{times.join(texts)}}}"

    def _init(self, shape: tuple[Size, ...]) -> str:
        schemes = list(_INITS)
        if len(shape) == 2:
            schemes += ["orthogonal", "glorot", "identity", "identity(0.5)"]
        return self.rng.choice(schemes)
