"""Random cells: valid specs of every kind of equation, the same for the same seed.

`random_cell(seed)` gives the text of a spec.  It is drawn size by size, so that every
shape fits, and a name is left undeclared only where its uses decide what it is.
"""

from __future__ import annotations

import dataclasses
from random import Random

from random_expressions import Draft, Size
from random_names import (
    AWKWARD,
    FUNCTION_NAMES,
    INPUTS,
    MATRICES,
    SCALARS,
    STATES,
    VALUES,
    VECTORS,
    name_of,
)
from random_notation import (
    STYLES,
    Call,
    Flip,
    Hadamard,
    Inner,
    MatVec,
    Name,
    Node,
    Notation,
    Num,
    Power,
    Ref,
    Scaled,
    Sum,
    references,
)

_INITS = ("1", "zeros", "ones", "normal(0.1)", "uniform(0.2)", "-0.5")


def random_cell(seed: int, *, timed_matrices: bool = True) -> str:
    """The text of a random spec."""
    return _Author(Random(seed), timed_matrices).spec()


def applies(node: object, name: object) -> bool:
    """Whether an expression applies the function of this name."""
    if isinstance(node, Call) and node.function == name:
        return True
    if isinstance(node, tuple):
        return any(applies(each, name) for each in node)
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return False
    return any(
        applies(getattr(node, each.name), name) for each in dataclasses.fields(node)
    )


class _Author:
    """Draws the parts of a spec in the order in which a paper has them."""

    def __init__(self, rng: Random, timed_matrices: bool) -> None:
        self.rng = rng
        style = rng.choice(STYLES)
        notation = Notation(rng, style, mixed=rng.random() < 0.15)
        self.draft = Draft(rng, notation, awkward=rng.random() < 0.3)
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
        name = name_of(rng.choice(FUNCTION_NAMES))
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
            name = draft.new_name("input", INPUTS)
            self.inputs.append((name, self._size(name, 0.1)))
        for _ in range(rng.choice([1, 1, 2, 2, 3])):
            name = draft.new_name("state", STATES)
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
        pool = AWKWARD["size"] if self.draft.awkward else ["n", "k", "l", "w"]
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
            name = draft.parameter("vector", VECTORS, (size,))
        elif kind == "number":
            scalar = Ref(draft.parameter("scalar", SCALARS, ()))
            value = Sum(Num("1"), Power(scalar, "2"))
            name = draft.parameter("scalar", SCALARS, ())
            draft.scalars.append(name)
        else:
            draft.must.add(matrix.name.identifier)
            matrices: dict[str, Node] = {
                "skew": Sum(matrix, Flip(matrix), "-"),
                "square": MatVec(matrix, draft.matrix(size, size)),
                "scaled": Scaled(Num("0.5"), matrix),
                "squash": Call("tanh", (matrix,)),
            }
            value = matrices[kind]
            draft.must |= {each.name.identifier for each in references(value)}
            name = draft.parameter("matrix", MATRICES, (size, size))
        draft.define(Ref(name), value)
        if kind == "vector":
            draft.vectors.setdefault(size, []).append(name)
        elif kind != "number":
            draft.matrices[size, size].append(name)

    def _gate(self) -> None:
        """A value of this step that others use."""
        draft, rng = self.draft, self.rng
        size = rng.choice([each for _, each in self.states if each] or draft.sizes)
        pool = [*VALUES, "C̃", "h̃", "ĉ"]
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
        product = draft.product(size, rng.choice([0, 1]))
        value: Node = Sum(product, draft.vector(size))
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
        if draft.functions and not any(
            applies(value, draft.functions[0][0]) for _, value in draft.equations
        ):
            facts = facts[1:]  # a function that nothing applies is refused
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
