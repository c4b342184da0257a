"""What the equations of a cell show of its structure, whatever its names are.

A pre-activation is an argument of an elementwise function with a matrix product among
its terms.  A gate is what a function between 0 and 1 gives of one.  A memory is a state
of which a part is kept: s_t = a ⊙ s_{t-1} + b, component by component.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, Dummy, Expr, Integer, Mul, Symbol

from cellc.ir import Concat, Contract, Contraction, Over, Role, Slice, State
from cellc.ops import Elementwise, reduction
from cellc.transforms.draft import Draft
from cellc.transforms.letters import further, indexed
from cellc.transforms.written import nodes_of, once

_BETWEEN_0_AND_1 = frozenset(["sigmoid", "hard_sigmoid"])


# ---------------------------------------------------------------- matrix products


# A matrix times a vector; with an index the same vector for all, and one for each.
PRODUCT, OF_ONE, OF_EACH = "ij,j->i", "aij,j->ai", "aij,aj->ai"


def is_product(value: Expr, draft: Draft) -> bool:
    """A parameter's matrix, or one made of parameters, times a vector of every step."""
    if not isinstance(value, Contract) or len(value.operands) != 2:
        return False
    return value.subscripts in (PRODUCT, OF_ONE, OF_EACH) and (
        not draft.is_timed(value.operands[0]) and draft.is_timed(value.operands[1])
    )


def products_in(value: Expr, draft: Draft) -> list[Contract]:
    """The products that a value has as terms, not within functions or products."""
    if is_product(value, draft):
        return [value]
    if isinstance(value, Add | Mul):
        return [each for part in value.args for each in products_in(part, draft)]
    moved = isinstance(value, Over) and reduction(value.name).moves
    if moved or isinstance(value, Slice):
        return products_in(value.operands[0], draft)
    opened = draft.values.get(value)
    if opened is None or draft.role(value) is not Role.VALUE:
        return []
    return products_in(opened, draft) if draft.is_timed(value) else []


def is_recurrent(vector: Expr, draft: Draft) -> bool:
    """Whether a vector is made of states, component by component, and of no input."""
    roles = {draft.role(each) for each in leaves(vector, draft)}
    return bool(roles & {Role.PREVIOUS, Role.STATE}) and Role.INPUT not in roles


def leaves(value: Expr, draft: Draft) -> set[Symbol]:
    """The names in a value, those of plain sums and products opened."""
    found: set[Symbol] = set()
    for symbol in value.free_symbols:
        opened = draft.values.get(symbol)
        if opened is None or draft.role(symbol) is not Role.VALUE:
            found |= {symbol} - draft.noise.keys()
        elif not opened.has(Elementwise, Contraction):
            found |= leaves(opened, draft)
        else:
            found.add(symbol)
    return found


def split_concatenations(draft: Draft) -> None:
    """W [h, x] as W_h h + W_x x, with a parameter for each part.

    A matrix that stands in another place as well stays whole.
    """
    found: dict[Symbol, list[Contract]] = {}
    for value in draft.values.values():
        for node in nodes_of(value):
            if is_product(node, draft) and isinstance(node.operands[1], Concat):
                matrix = node.operands[0]
                if isinstance(matrix, Symbol) and matrix in draft.initializers:
                    found.setdefault(matrix, []).append(node)
    for matrix, nodes in found.items():
        whole = {each.operands[1] for each in nodes}
        rest = {each: Dummy() for each in nodes}
        left = (value.xreplace(rest) for value in draft.values.values())
        if len(whole) == 1 and not any(each.has(matrix) for each in left):
            _split(matrix, nodes[0], draft)


def _split(matrix: Symbol, product: Contract, draft: Draft) -> None:
    old = draft.variables[matrix]
    total: Expr = Integer(0)
    for at, part in enumerate(map(once, product.operands[1].operands)):
        names = sorted(
            part.free_symbols,
            key=lambda each: (draft.variables[each].position, each.name),
        )
        notation, name = draft.stem(matrix), old.name
        for each in names[:3]:
            notation = further(notation, draft.stem(each))
            name += f"_{draft.variables[_current(each, draft)].name}"
        shape = (*old.shape[:-1], draft.shape(part)[-1])
        new = draft.add_name(
            name,
            indexed(notation, old.indices),
            shape,
            Role.PARAMETER,
            matrix,
            indices=old.indices,
        )
        draft.initializers[new] = draft.initializers[matrix]
        draft.place(new, matrix, 0.01 * (at + 1))
        if matrix in draft.cell.frozen:
            draft.frozen.add(new)
        form = product.subscripts
        if form == OF_EACH and len(draft.shape(part)) == 1:
            form = OF_ONE
        total += Contract(form, new, part)
    draft.replace({product: total})


def _current(symbol: Symbol, draft: Draft) -> Symbol:
    known = {each.previous: each.current for each in draft.states}
    return known.get(symbol, symbol)


# ---------------------------------------------------------------- pre-activations


@dataclass(frozen=True)
class PreActivation:
    """A sum with matrix products that a function is applied to.

    holder: the name in whose equation it stands.  node: the function of it; None where
    the sum is all of that equation.  gate: the name that is the function of it, if any.
    number: 0, or 2, 3 ... of further ones in one equation.
    """

    holder: Symbol
    argument: Expr
    node: Elementwise | None
    gate: Symbol | None
    function: str
    number: int = 0

    @property
    def is_gate(self) -> bool:
        return self.function in _BETWEEN_0_AND_1

    def replaced(self, argument: Expr, draft: Draft) -> None:
        if self.node is None:
            draft.define(self.holder, argument)
            return
        arguments = [argument if a == self.argument else a for a in self.node.args]
        draft.replace({self.node: self.node.func(*arguments)})

    def answers(self, word: str, draft: Draft) -> bool:
        names = [each for each in (self.gate, self.holder) if each is not None]
        return draft.named(word, names) is not None


def preactivations(draft: Draft) -> list[PreActivation]:
    """Every pre-activation that is a vector, or vectors with an index, in order."""
    found: dict[Expr, PreActivation] = {}
    numbers: dict[Symbol, int] = {}
    for target, value in draft.values.items():
        for node in nodes_of(value):
            for argument in node.args if isinstance(node, Elementwise) else ():
                if node in found or argument in found:
                    continue
                products = products_in(argument, draft)
                if not products:
                    continue
                if len(draft.shape(argument)) != len(draft.shape(products[0])):
                    continue
                gate = target if value == node else None
                if isinstance(argument, Symbol) and _only_applied(argument, draft):
                    key, holder, place = argument, argument, None
                else:
                    key, holder, place = node, target, node
                many = numbers[holder] = numbers.get(holder, 0) + 1
                name = node.operation.name
                found[key] = PreActivation(
                    holder,
                    draft.values[holder] if place is None else argument,
                    place,
                    gate,
                    name,
                    many if many > 1 else 0,
                )
    return [*found.values()]


def _only_applied(symbol: Symbol, draft: Draft) -> bool:
    """Whether a name stands as the argument of functions and nowhere else."""
    if symbol in draft.outputs:
        return False
    for value in draft.values.values():
        direct = {
            node: Dummy()
            for node in nodes_of(value)
            if isinstance(node, Elementwise) and node.args == (symbol,)
        }
        if symbol in value.xreplace(direct).free_symbols:
            return False
    return True


def terms_of(value: Expr) -> list[Expr]:
    """The terms of a sum; a part of a stack has those of the stack."""
    if isinstance(value, Slice):
        whole = terms_of(value.operands[0])
        return [Slice(each, value.axis, value.start, value.stop) for each in whole]
    return [*Add.make_args(value)]


# ---------------------------------------------------------------- memories


@dataclass(frozen=True)
class Memory:
    """A state that keeps a part of its value: s_t = keep ⊙ s_{t-1} + new."""

    state: State
    keep: Expr
    new: Expr


def memories(draft: Draft) -> list[Memory]:
    return [each for state in draft.states if (each := _memory(state, draft))]


def _memory(state: State, draft: Draft) -> Memory | None:
    parts = linear_parts(draft.values[state.current], state.previous, draft)
    return None if parts is None else Memory(state, *parts)


def linear_parts(
    value: Expr, previous: Symbol, draft: Draft
) -> tuple[Expr, Expr] | None:
    """`a` and `b` of a value a ⊙ s_{t-1} + b, where both are there."""
    flat, behind = hidden(opened(value, previous, draft))
    keep = flat.diff(previous)
    new = flat.xreplace({previous: Integer(0)})
    if keep == 0 or new == 0 or keep.has(previous):
        return None
    return keep.xreplace(behind), new.xreplace(behind)


def opened(value: Expr, previous: Symbol, draft: Draft) -> Expr:
    """A value in which what is linear in an old value stands written out."""
    for symbol in sorted(value.free_symbols, key=lambda each: each.name):
        inner = draft.values.get(symbol)
        if inner is None or draft.role(symbol) is not Role.VALUE:
            continue
        inner = opened(inner, previous, draft)
        if previous in hidden(inner)[0].free_symbols:
            value = value.xreplace({symbol: inner})
    return value


def hidden(value: Expr) -> tuple[Expr, dict[Expr, Expr]]:
    """A value with a symbol for each function and contraction, and what they are."""
    names: dict[Expr, Dummy] = {}

    def flat(node: Expr) -> Expr:
        if isinstance(node, Elementwise | Contraction):
            return names.setdefault(node, Dummy(real=True))
        if not node.args:
            return node
        return node.func(*map(flat, node.args))

    return flat(value), {name: node for node, name in names.items()}


def gates(draft: Draft) -> Iterator[Symbol]:
    """The names that are functions between 0 and 1."""
    for target, value in draft.values.items():
        inner = value.operation.name if isinstance(value, Elementwise) else ""
        if inner in _BETWEEN_0_AND_1:
            yield target


def made_of(name: Symbol, draft: Draft) -> set[Symbol]:
    """All names that a name is made of at the same step, and itself."""
    waiting, found = [name], set()
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            value = draft.values.get(each)
            waiting += [] if value is None else [*value.free_symbols]
    return found


def is_learned(state: State, draft: Draft) -> bool:
    """Whether parameters play a part in a state: not in an input that is kept."""
    behind = {each.previous: each.current for each in draft.states}
    waiting, found = [state.current], set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found |= {name, *(made := made_of(name, draft))}
            waiting += [behind[each] for each in made & behind.keys()]
    return not draft.initializers.keys().isdisjoint(found)


def one_memory(draft: Draft, word: str | None) -> Memory:
    """The memory that a word names, or the only one that is learned.

    Raises CellcError (E0122, E0123, E0124) where there is none, or several.
    """
    found = memories(draft)
    request = draft.request
    if not found:
        raise request.refusal(
            "E0123",
            f"no state of {draft.cell.name} keeps a part of its old value",
            "it is for a cell with s_t = f_t ⊙ s_{t-1} + ..., such as an LSTM",
        )
    states = [each.state.current for each in found]
    names = [draft.variables[each].name for each in states]
    ways = " or ".join(request.written(each) for each in names)
    if word is not None:
        symbol = draft.named(word, states)
        if symbol is None:
            why = f"`{word}` is no state that keeps a part of its old value"
            raise request.refusal("E0122", why, f"write {ways}")
        return found[states.index(symbol)]
    found = [each for each in found if is_learned(each.state, draft)]
    if not found:
        why = f"no memory of {draft.cell.name} is made with parameters"
        raise request.refusal("E0123", why, f"if it is meant, write {ways}")
    if len(found) > 1:
        why = f"{draft.cell.name} has several memories: {', '.join(names)}"
        raise request.refusal("E0124", why, f"name one: {ways}")
    return found[0]
