"""Components: `z_j = σ([W_z x]_j + [U_z h]_j)` writes one component of each vector.

The index that stands on every left side is dropped everywhere, `[...]_j` is what is in
the brackets, and a sum over an index is the matrix product that it spells out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.index import TIME, indices_of, read_index, without_scripts
from cellc.lower.notation.walk import (
    children,
    is_function,
    is_name,
    names_in,
    nodes_in,
    rewritten,
    rewritten_statement,
)
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Scripted,
    Statement,
)

_SUMS = frozenset(["\\sum", "∑", "Σ"])


def component_letters(
    equations: tuple[Statement, ...], time: str | None
) -> frozenset[str]:
    """Letters that count components: on left sides, and of `[...]_j` or a sum."""
    found: set[str] = set()
    for statement in equations:
        if len(statement.sides) != 2:
            continue
        for side in statement.sides:
            found |= {*_bracket_letters(side)} | {*_summed_letters(side)}
    summed = bool(found)
    lefts = [
        {index.letter for index, _ in indices_of(statement.sides[0])}
        for statement in equations
        if len(statement.sides) == 2
    ]
    if lefts:
        shared = set.intersection(*lefts)
        found |= {each for each in shared if summed or each in "ijkι"} - {time or "t"}
        if found:
            # another letter for the rows of another block, as in h_i, y_k
            found |= {each for each in set.union(*lefts) if each in "ijkmι"}
    return frozenset(found - {time or "t"})


def _bracket_letters(side: Node) -> Iterator[str]:
    for node in nodes_in(side):
        if _is_component(node):
            assert isinstance(node, Scripted)
            for item in node.items:
                index = read_index(item)
                if index is not None:
                    yield index.letter


def _is_component(node: Node) -> bool:
    """`[...]_j` and `(...)_j`."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Group):
        return False
    if node.base.bracket not in ("[", "(") or len(node.base.items) != 1:
        return False
    letters = [index.letter for each in node.items if (index := read_index(each))]
    if len(letters) < len(node.items):
        return False
    return node.position == "sub" or all(each in "ijk" for each in letters)


def _summed_letters(side: Node) -> Iterator[str]:
    for node in nodes_in(side):
        if isinstance(node, Juxtaposition):
            for factor in node.factors:
                letter = sum_letter(factor)
                if letter is not None:
                    yield letter


def sum_letter(node: Node) -> str | None:
    """The index of `\\sum_i` or `\\sum_{i=1}^{n}`; None for anything else."""
    base = node
    letter: str | None = None
    while isinstance(base, Scripted):
        if base.position == "sub" and base.items:
            index = read_index(base.items[0])
            letter = index.letter if index is not None else letter
        base = base.base
    return letter if isinstance(base, Name) and base.text in _SUMS else None


def _sum_start(node: Node) -> str | None:
    """Where a sum starts, if its text says so."""
    while isinstance(node, Scripted):
        if node.position == "sub" and len(node.items) == 2:
            start = node.items[1]
            return start.text if isinstance(start, Number | Name) else "somewhere"
        node = node.base
    return None


def free_letters(
    equations: tuple[Statement, ...], letters: frozenset[str]
) -> frozenset[str]:
    """Letters of components that no left side has."""
    lefts = {
        index.letter
        for statement in equations
        for index, _ in indices_of(statement.sides[0])
    }
    return letters - lefts


@dataclass(frozen=True)
class Components:
    """Rewrites the equations of a block; `matrices` are those found in sums.

    vectors: names that lost one index of components outside sums.
    alike: letters of matrices that only their indices tell apart, as `w_{ij}` and
    `w_{ik}`; all others lose their indices.
    free: letters that no left side has: they mean something inside their sum only.
    """

    letters: frozenset[str]
    matrices: list[Node]
    vectors: list[Node]
    alike: frozenset[str]
    free: frozenset[str]
    diagnostics: Diagnostics

    def statement(self, statement: Statement) -> Statement:
        return rewritten_statement(statement, self._rule)

    def _rule(self, node: Node) -> Node | None:
        if _is_component(node):
            assert isinstance(node, Scripted)
            assert isinstance(node.base, Group)
            for item in node.items:
                index = read_index(item)
                if index is not None and index.letter in self.free:
                    return self._refuse(
                        node, f"the index {index.letter} is bound by nothing here"
                    )
            return rewritten(node.base, self._rule)
        if isinstance(node, Juxtaposition):
            for position, factor in enumerate(node.factors):
                letter = sum_letter(factor)
                if letter is not None:
                    return self._summed(node, position, letter)
        if is_name(node):
            return self._name(node)
        if isinstance(node, Binary) and node.operator == "·" and self._is_number(node):
            left, right = (rewritten(each, self._rule) for each in children(node))
            return replace(node, operator="⊙", left=left, right=right)
        return None

    def _is_number(self, node: Node) -> bool:
        """Whether an expression is made of components and numbers alone."""
        if _is_component(node) or isinstance(node, Number):
            return True
        if is_name(node):
            found = {index.letter for index, _ in indices_of(node)}
            return not found.isdisjoint(self.letters - self.free)
        match node:
            case Binary() | Negation() | Group(items=(_,)):
                return all(map(self._is_number, children(node)))
            case Juxtaposition(factors=(first, Group())) if is_function(first):
                return self._is_number(node.factors[1])
            case Juxtaposition(factors=factors):
                return all(map(self._is_number, factors))
        return False

    def _name(self, node: Node) -> Node:
        """A name outside sums: it has the index of the left side, or none."""
        for index, _ in indices_of(node):
            if index.letter in self.letters and index.offset:
                return self._refuse(node, "this is a component of another place")
            if index.letter in self.free:
                return self._refuse(
                    node, f"the index {index.letter} is bound by nothing here"
                )
        letters = letters_below(node)
        if len(letters) > 1 and all(each in self.letters for each in letters):
            return self._refuse(node, "two indices of components stand outside a sum")
        bare = without_scripts(node, self.letters)
        if len(letters) == 1 and letters[0] in self.letters:
            self.vectors.append(bare)
        return bare

    def _refuse(self, node: Node, why: str) -> Node:
        self.diagnostics.error(
            "E0215",
            why,
            node.span,
            help="write vectors and matrices without indices of components: W x, and "
            "a ⊙ x with a vector a for a diagonal matrix",
        )
        return node

    def _summed(self, node: Juxtaposition, position: int, letter: str) -> Node | None:
        """`\\sum_i w_{ij} x_i` as `w^T x`; the factors in front stay in front."""
        terms = node.factors[position + 1 :]
        flat = _flat(terms)
        matrix = next((each for each in flat if len(letters_below(each)) > 1), None)
        vectors = _applied([each for each in flat if each is not matrix])
        start = _sum_start(node.factors[position])
        if start not in (None, "1"):
            return self._refuse(node, f"this sum starts at {start}")
        if (
            matrix is None
            or not vectors
            or letter not in letters_below(matrix)
            or not all(self._is_over(each, letter) for each in vectors)
            or (len(vectors) > 1 and not all(map(letters_below, vectors)))
        ):
            self.diagnostics.error(
                "E0215",
                "this sum is not a matrix times a vector",
                node.span,
                help="write the product of a matrix and a vector, W x, or a name for "
                "the sum",
            )
            return node
        last = letters_below(matrix)[-1]
        shown: Node = matrix if base_of(matrix) in self.alike else bare_matrix(matrix)
        self.matrices.append(shown)
        if last != letter:  # the summed index comes first: W^T x
            top = Name("T", matrix.span)
            shown = Scripted(shown, "super", (top,), "", matrix.span)
        inside = replace(self, free=self.free - {letter})
        vector = _elementwise([rewritten(each, inside._rule) for each in vectors])
        product = Binary("@", shown, vector, node.span, matrix.span)
        before = tuple(rewritten(each, self._rule) for each in node.factors[:position])
        if not before:
            return Group("(", (product,), node.span)
        group = Group("(", (product,), node.span)
        return replace(node, factors=(*before, group))

    def _is_over(self, vector: Node, letter: str) -> bool:
        """Whether the names of a factor have the index of the sum, or none."""
        if is_name(vector):
            below = letters_below(vector)
            return not below or letter in below
        found = {
            index.letter for one in names_in(vector) for index, _ in indices_of(one)
        }
        return found & self.letters <= {letter}


def _elementwise(vectors: list[Node]) -> Node:
    """`r_j h_j` under a sum over j: one number for every j."""
    product = vectors[0]
    for each in vectors[1:]:
        span = product.span | each.span
        product = Binary("⊙", product, each, span, span)
    return product


def _flat(terms: tuple[Node, ...]) -> list[Node]:
    """The factors of a product, with functions and what they are applied to as one."""
    if len(terms) > 1 and len(applied := _applied([*terms[-2:]])) == 1:
        return [*_flat(terms[:-2]), *applied]
    return [each for term in terms for each in factors_of(term)]


def _applied(factors: list[Node]) -> list[Node]:
    """`\\sigma(y_j)` as one factor."""
    match factors:
        case [Name() as function, Group(bracket="(") as argument]:
            span = function.span | argument.span
            return [Juxtaposition((function, argument), span)]
    return factors


def factors_of(node: Node) -> list[Node]:
    match node:
        case Juxtaposition(factors=factors):
            return [*factors]
        case Binary(operator="·" | "@" | "*" | "×", left=left, right=right):
            return factors_of(left) + factors_of(right)
        case Group(items=(inner,)):
            return factors_of(inner)
    return [node]


def letters_below(node: Node) -> list[str]:
    """The letters below a factor: `w_{iι}` has two, `x_i^t` one."""
    found: list[str] = []
    while isinstance(node, Scripted):
        if node.position == "sub":
            for item in node.items:
                found += _label_letters(item)
        node = node.base
    return found


def alike_matrices(equations: tuple[Statement, ...]) -> frozenset[str]:
    """Matrices in sums that would be one name without their indices."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for statement in equations:
        for side in statement.sides:
            for node in nodes_in(side):
                if isinstance(node, Scripted) and len(letters_below(node)) > 1:
                    indices = tuple(letters_below(node))
                    found.setdefault(base_of(node), set()).add(indices)
    return frozenset(each for each, indices in found.items() if len(indices) > 1)


def base_of(node: Node) -> str:
    """What a matrix is called without its indices: letters and labels above."""
    above: list[str] = []
    while isinstance(node, Scripted):
        if node.position == "super":
            above += [part for item in node.items for part in _label_letters(item)]
        node = node.base
    return " ".join([*_label_letters(node), *above])


def bare_matrix(node: Node) -> Node:
    """The matrix without the indices below it."""
    if isinstance(node, Scripted):
        inner = bare_matrix(node.base)
        return inner if node.position == "sub" else replace(node, base=inner)
    return node


def _label_letters(item: Node) -> list[str]:
    match item:
        case Name(text=text) if text == TIME:
            return []
        case Name(text=text) if text.startswith("\\"):
            return [text]
        case Name(text=text):
            return list(text)
        case Scripted(base=Name(), position="prime"):
            index = read_index(item)
            return [index.letter] if index is not None else []
        case Juxtaposition(factors=factors):
            return [letter for each in factors for letter in _label_letters(each)]
        case Group(items=items):
            return [letter for each in items for letter in _label_letters(each)]
    return []
