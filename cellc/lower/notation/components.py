"""Components: `z_j = σ([W_z x]_j + [U_z h]_j)` writes one component of each vector.

The index that stands on every left side is dropped everywhere, `[...]_j` is what is in
the brackets, and a sum over an index is the matrix product that it spells out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cellc.diagnostics import Diagnostics
from cellc.lower.notation.component_forms import (
    bare_matrix,
    bare_name,
    base_of,
    elementwise,
    flat_factors,
    letters_below,
    sum_letter,
    sum_start,
    with_applied,
)
from cellc.lower.notation.component_sums import (
    MATRIX_ALONE,
    NO_PRODUCT,
    ComponentSum,
    Sizes,
    Terms,
    added,
    addends,
    applied,
    inner_product,
    letters_in,
    part_of_a_sum,
    running_total,
    sum_end,
)
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

COUNTING = frozenset("ijkι")  # letters that hardly are labels beside one another


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


def defined_letters(equations: tuple[Statement, ...]) -> frozenset[str]:
    """The letters of left sides: the `i` of an input gate is a label in `b_i`."""
    lefts = (each.sides[0] for each in equations)
    return frozenset(base_of(bare_name(each)) for each in lefts)


@dataclass(frozen=True)
class Components:
    """Rewrites the equations of a block; `matrices` are those found in sums.

    vectors: names that lost one index of components outside sums.
    alike: letters of matrices that only their indices tell apart, as `w_{ij}` and
    `w_{ik}`; all others lose their indices.
    free: letters that no left side has: they mean something inside their sum only.
    sizes: what vectors are declared with.  heads: letters that equations define.
    lengths: vectors whose number of components a sum tells, and that number.
    """

    letters: frozenset[str]
    matrices: list[Node]
    vectors: list[Node]
    alike: frozenset[str]
    free: frozenset[str]
    diagnostics: Diagnostics
    sizes: Sizes
    heads: frozenset[str]
    lengths: list[tuple[Node, str]] = field(default_factory=list)

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
                    return self._summed(node, position)
        if is_name(node):
            return self._name(node)
        if isinstance(node, Binary) and node.operator == "/":
            return self._quotient(node)
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
        loose = self._loose(letters)
        if loose is not None:
            return self._refuse_loose(node, loose)
        bare = without_scripts(node, self.letters)
        if len(letters) == 1 and letters[0] in self.letters:
            self.vectors.append(bare)
        return bare

    def _loose(self, letters: list[str]) -> str | None:
        """A letter that counts, which neither a left side nor a sum has."""
        own = self.letters & COUNTING
        if not own or not all(each in COUNTING for each in letters):
            return None
        rest = [each for each in letters if each not in self.letters | self.heads]
        return rest[0] if rest else None

    def _refuse_loose(self, node: Node, letter: str) -> Node:
        own = min(self.letters & COUNTING)
        typed = self.diagnostics.source.snippet(node.span)
        self.diagnostics.error(
            "E0215",
            f"the index {letter} of `{typed}` is bound by nothing here",
            node.span,
            help=f"write \\sum_{letter} in front of the product that goes over it, or "
            f"the index {own} of the left side; a label is written as another letter",
        )
        return node

    def _refuse(self, node: Node, why: str, first: str = "") -> Node:
        self.diagnostics.error(
            "E0215",
            why,
            node.span,
            help=f"{first}write vectors and matrices without indices of components: "
            "W x, and a ⊙ x with a vector a for a diagonal matrix",
        )
        return node

    def _summed(
        self, node: Juxtaposition, position: int, by: Node | None = None
    ) -> Node:
        """`\\sum_i w_{ij} x_i` as `w^T x`; the factors in front stay in front.

        by: what the sum is divided by, where that is the number of its components.
        """
        over = node.factors[position]
        start = sum_start(over)
        if start not in (None, "1"):
            return self._refuse(node, f"this sum starts at {start}")
        if (end := part_of_a_sum(over, self.free | self.letters)) is not None:
            end = f"this sum goes over some components only, {end}"
            return self._refuse(node, end, running_total(over, self.letters))
        parts = addends(node.factors[position + 1 :])
        before = node.factors[:position]
        if by is not None:
            whole = self._term(node, over, parts[0][1], "mean")
        elif before and self._is_divided(node, position, before[-1]):
            before = before[:-1]
            whole = self._term(node, over, parts[0][1], "mean")
        else:
            if self._refuse_mixed(node, over, parts):
                return node
            whole = added(
                [(sign, self._term(node, over, each)) for sign, each in parts]
            )
        group = Group("(", (whole,), node.span)
        if not before:
            return group
        return replace(
            node, factors=(*(rewritten(each, self._rule) for each in before), group)
        )

    def _quotient(self, node: Binary) -> Node | None:
        r"""`\sum_j x_j / N`, where N is the number of components, is the mean."""
        product = node.left
        while isinstance(product, Group) and len(product.items) == 1:
            (product,) = product.items
        if isinstance(product, Juxtaposition) and sum_letter(product.factors[0]):
            over, *terms = product.factors
            found = self._counted(product, over, tuple(terms))
            if found is not None and found.counts(node.right):
                return self._summed(product, 0, node.right)
        return None

    def _is_divided(self, node: Juxtaposition, position: int, before: Node) -> bool:
        terms = node.factors[position + 1 :]
        found = self._counted(node, node.factors[position], terms)
        return found is not None and found.is_divided(before)

    def _counted(self, node: Node, over: Node, term: Terms) -> ComponentSum | None:
        """What a sum goes over, where that is no product of a matrix."""
        flat = flat_factors(term)
        letter = sum_letter(over)
        if letter is None or any(len(letters_below(each)) > 1 for each in flat):
            return None
        return ComponentSum(
            letter, sum_end(over), with_applied(flat), self.letters, self.sizes, node
        )

    def _term(self, node: Node, over: Node, term: Terms, called: str = "sum") -> Node:
        """One term under a sum, as a product of a matrix or a sum of components."""
        letter = sum_letter(over) or ""
        inside = replace(self, free=self.free - {letter})
        counted = self._counted(node, over, term)
        if counted is not None:
            if not counted.settle(self.diagnostics):
                return node
            self.lengths.extend(counted.lengths())
            factors = [rewritten(each, inside._rule) for each in counted.factors]
            product = inner_product(factors) if called == "sum" else None
            return product or applied(called, elementwise(factors))
        flat = flat_factors(term)
        matrix = next(each for each in flat if len(letters_below(each)) > 1)
        vectors = with_applied([each for each in flat if each is not matrix])
        if (
            not vectors
            or letter not in letters_below(matrix)
            or not all(self._is_over(each, letter) for each in vectors)
            or any(len(letters_below(each)) > 1 for each in vectors)
            or (len(vectors) > 1 and not all(map(letters_below, vectors)))
        ):
            message, advice = NO_PRODUCT if vectors else MATRIX_ALONE
            self.diagnostics.error("E0215", message, node.span, help=advice)
            return node
        bare = next((each for each in vectors if self._lacks(each)), None)
        if bare is not None:
            return self._refuse_bare(node, bare, matrix, letter)
        last = letters_below(matrix)[-1]
        shown: Node = matrix if base_of(matrix) in self.alike else bare_matrix(matrix)
        self.matrices.append(shown)
        if last != letter:  # the summed index comes first: W^T x
            top = Name("T", matrix.span)
            shown = Scripted(shown, "super", (top,), "", matrix.span)
        vector = elementwise([rewritten(each, inside._rule) for each in vectors])
        return Binary("@", shown, vector, node.span, matrix.span)

    def _lacks(self, vector: Node) -> bool:
        """Whether a vector at a step has no index below a sum that goes over it."""
        letters = {index.letter for index, _ in indices_of(vector)}
        return is_name(vector) and letters == {TIME} and not letters_below(vector)

    def _refuse_bare(self, node: Node, bare: Node, matrix: Node, letter: str) -> Node:
        x, w = map(self.diagnostics.source.snippet, (bare.span, matrix.span))
        self.diagnostics.error(
            "E0322",
            f"`{x}` has no index {letter} under this sum, `{w}` has",
            bare.span,
            help=f"write the index {letter} at both, or the product without the sum "
            "and its indices, W x",
        )
        return node

    def _refuse_mixed(
        self, node: Node, over: Node, parts: list[tuple[str, Terms]]
    ) -> bool:
        r"""Report `\sum_j (W_{ij} x_j + h_j)`, where h_j stands under no matrix."""
        letter = sum_letter(over) or ""
        alone = [each for _, each in parts if self._counted(node, over, each)]
        if len(alone) == len(parts):
            return False
        alone = [each for each in alone if letter in letters_in(each)]
        if not alone:
            return False
        typed = self.diagnostics.source.snippet
        place = alone[0][0].span | alone[0][-1].span
        self.diagnostics.error(
            "E0322",
            f"`{typed(place)}` is summed over {letter} beside a product with a matrix",
            place,
            help="if it is added to the product, write it outside the sum with the "
            "index of the left side; for the sum of its components write "
            f"\\sum_{letter} in front of it alone",
        )
        return True

    def _is_over(self, vector: Node, letter: str) -> bool:
        """Whether the names of a factor have the index of the sum, or none."""
        if is_name(vector):
            below = letters_below(vector)
            return not below or letter in below
        found = {
            index.letter for one in names_in(vector) for index, _ in indices_of(one)
        }
        return found & self.letters <= {letter}
