"""A recurrent projection: the products see a smaller image of the state.

H. Sak, A. Senior, F. Beaufays, "Long short-term memory based recurrent neural network
architectures for large vocabulary speech recognition", arXiv:1402.1128, 2014.
r_t = W_r h_t, and r_{t-1} takes the place of h_{t-1} in every product of a matrix with
it; what else is made of h_{t-1}, as in a GRU, stays.  The output is r_t for h_t.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from cellc.ir import Concat, Contract, Initializer, Role, State, size_symbol
from cellc.transforms.draft import Draft
from cellc.transforms.letters import indexed, labelled, split_step
from cellc.transforms.structure import OF_EACH, PRODUCT, is_product
from cellc.transforms.written import nodes_of, once

NAMES = ("r", "q", "s", "proj")  # of the projected state: the first that is free


def projection(draft: Draft) -> None:
    products = {
        state: found
        for state in draft.states
        if (found := _products_of(state.previous, draft))
    }
    names = [draft.variables[each.current].name for each in products]
    ways = " or ".join(draft.request.written(each) for each in names)
    if not products:
        raise draft.request.refusal(
            "E0123",
            f"no matrix of {draft.cell.name} is multiplied with a state at t-1",
            "it is for a product such as W h_{t-1}",
        )
    words = draft.request.named
    for word in words:
        if draft.named(word, [each.current for each in products]) is None:
            why = f"`{word}` is no state that a matrix is multiplied with"
            raise draft.request.refusal("E0122", why, f"write {ways}")
    if not words and len(products) > 1:
        why = f"matrices of {draft.cell.name} are multiplied with several states"
        raise draft.request.refusal("E0124", f"{why}: {', '.join(names)}", ways)
    for state, found in products.items():
        named = [draft.named(word, [state.current]) for word in words]
        if not words or any(named):
            _project(state, found, draft)


def _products_of(previous: Symbol, draft: Draft) -> list[Contract]:
    """The products of a parameter with a state itself, or with a stack that has it."""
    found: dict[Contract, None] = {}
    for value in draft.values.values():
        for node in nodes_of(value):
            if is_product(node, draft) and _parameter(node.operands[0], draft):
                vector = node.operands[1]
                parts = vector.operands if isinstance(vector, Concat) else (vector,)
                if previous in map(once, parts):
                    found[node] = None
    return [*found]


def _parameter(matrix: Expr, draft: Draft) -> Symbol | None:
    """The parameter that a matrix is, or is the transpose of."""
    if isinstance(matrix, Contract) and matrix.subscripts == "ij->ji":
        matrix = matrix.operands[0]
    return matrix if matrix in draft.initializers else None


def _project(state: State, products: list[Contract], draft: Draft) -> None:
    current, previous = state.current, state.previous
    shape = draft.variables[current].shape
    taken = {each.name for each in draft.variables.values()} | {*draft.sizes}
    name = next(each for each in (*NAMES, "projected") if each not in taken)
    size = size_symbol(name)
    draft.sizes.append(size.name)
    indices = draft.variables[current].indices
    step = indexed(split_step(draft.variables[current])[1], indices)
    before = draft.variables[previous].notation.removeprefix(draft.stem(current))
    small = (*shape[:-1], size)
    own = draft.add_name(name, name + step, small, Role.STATE, current, indices=indices)
    old = draft.add_name(
        f"{name}_prev", name + before, small, Role.PREVIOUS, previous, indices=indices
    )
    _replaced(products, previous, old, draft)
    matrix = draft.add_name(
        f"W_{name}",
        labelled("W", [name], "", indices),
        (*small, shape[-1]),
        Role.PARAMETER,
        own,
        indices=indices,
    )
    draft.initializers[matrix] = Initializer("glorot")
    form = PRODUCT if len(shape) == 1 else OF_EACH
    draft.define(own, Contract(form, matrix, current))
    draft.put(own, [matrix, current])
    draft.states.insert(draft.states.index(state) + 1, State(name, own, old))
    draft.outputs = [own if each == current else each for each in draft.outputs]
    if not any(previous in value.free_symbols for value in draft.values.values()):
        draft.states.remove(state)
        draft.become_value(state)


def _replaced(
    products: list[Contract], previous: Symbol, old: Symbol, draft: Draft
) -> None:
    """The products with the projected state, their matrices as wide as it is."""
    changes: dict[Expr, Expr] = {}
    new_shapes: dict[Symbol, tuple[Expr, ...]] = {}
    draft.place(old, previous, 0)
    for each in products:
        matrix, vector = each.operands
        parts = vector.operands if isinstance(vector, Concat) else (vector,)
        new = tuple(
            part.xreplace({previous: old}) if once(part) == previous else part
            for part in parts
        )
        whole = new[0]
        if isinstance(vector, Concat):
            whole = vector.with_operands(new)
        changes[each] = each.with_operands((matrix, whole))
        own = _parameter(matrix, draft)
        assert own is not None
        shape = (*draft.shape(matrix)[:-1], draft.shape(whole)[-1])
        new_shapes[own] = shape if matrix == own else shape[::-1]
    for own, shape in new_shapes.items():
        draft.reshape(own, shape)
    draft.replace(changes)
