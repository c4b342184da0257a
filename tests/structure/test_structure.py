"""What stands before the loop over time, in it and after it.

Counted twice: on the scheduled program, and on the generated source by its syntax tree.
"""

import ast
from functools import cache

import numpy as np
import pytest
from sympy import Add, Mul, Symbol, preorder_traversal
from zoo_cells import compiled, every_cell, module

from cellc.driver import compile_cell, compile_spec
from cellc.ir import Cell, Contract, Slice, is_timed
from cellc.schedule import Parts, Program

Counts = tuple[int, int, int]  # before the loop, in it, after it

# matrix before vector, vector before matrix, outer product
PRODUCTS = ("ij,j->i", "i,ij->j", "i,j->ij")

# Matrix products of forward and of backward, each (before, in, after) the loop.
# Forward at -O2: one for each input before, one for each state that is multiplied and
# for each product that must wait for another in the loop.  Backward: as many in the
# loop; after it one weight gradient for each of both, and the input's gradient.
MATRIX_PRODUCTS: dict[tuple[str, int], tuple[Counts, Counts]] = {
    ("rnn", 0): ((0, 2, 0), (0, 4, 0)),
    ("rnn", 2): ((1, 1, 0), (0, 1, 3)),
    ("lstm", 0): ((0, 4, 0), (0, 8, 0)),
    ("lstm", 2): ((1, 1, 0), (0, 1, 3)),
    ("lstm_no_forget", 2): ((1, 1, 0), (0, 1, 3)),
    ("cifg", 2): ((1, 1, 0), (0, 1, 3)),
    ("lstm_b", 2): ((1, 1, 0), (0, 1, 3)),
    ("vanilla_lstm", 2): ((1, 1, 0), (0, 1, 3)),
    ("peephole_diagonal", 0): ((0, 4, 0), (0, 8, 0)),
    ("peephole_diagonal", 2): ((1, 1, 0), (0, 1, 3)),
    # C_{t-1} and h_{t-1} for the gates, then C_t for the output gate
    ("peephole", 0): ((0, 4, 0), (0, 8, 0)),
    ("peephole", 2): ((1, 3, 0), (0, 3, 5)),
    # y_{t-1} and three gates of the step before
    ("fgr", 0): ((0, 17, 0), (0, 34, 0)),
    ("fgr", 2): ((1, 4, 0), (0, 4, 6)),
    # reset before the product: the candidate waits for r_t
    ("gru", 0): ((0, 3, 0), (0, 6, 0)),
    ("gru", 2): ((1, 2, 0), (0, 2, 4)),
    ("gru_cho", 2): ((1, 2, 0), (0, 2, 4)),
    # reset after it: nothing waits
    ("gru_reset_after", 0): ((0, 6, 0), (0, 12, 0)),
    ("gru_reset_after", 2): ((1, 1, 0), (0, 1, 3)),
    ("mut1", 0): ((0, 4, 0), (0, 8, 0)),
    ("mut1", 2): ((1, 2, 0), (0, 2, 4)),
    ("mut2", 2): ((1, 2, 0), (0, 2, 4)),
    ("mut3", 2): ((1, 3, 0), (0, 3, 5)),
}
HEAD = """\
h_t = tanh(W_x x_t + W_h h_{t-1} + b)
y_t = W_y h_t + b_y

where
  y_t ∈ ℝ^y
  output h_t, y_t
"""


# ---------------------------------------------------------------- counting


def products_of(parts: Parts) -> Counts:
    """The matrix products of a program's part, at each place."""
    before, loop, after = (
        sum(
            each.subscripts in PRODUCTS
            for statement in statements
            for each in statement.value.atoms(Contract)
        )
        for statements in (parts.before, parts.loop, parts.after)
    )
    return before, loop, after


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def places(source: str, function: str) -> tuple[list[ast.stmt], ...]:
    """The statements of a generated function before, in and after its loop.

    Steps that are taken in blocks are in the loop, with what is made for the block.
    Where the recurrence is a scan, the calls of it are the loop.
    """
    tree = parsed(source)
    (body,) = (
        each.body
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and each.name == function
    )
    scans = [at for at, each in enumerate(body) if "_scan" in ast.unparse(each)]
    if scans:
        first, last = scans[0], scans[-1] + 1
        return body[:first], body[first:last], body[last:]
    (index,) = (
        index
        for index, each in enumerate(body)
        if isinstance(each, ast.For) and ast.unparse(each.target) in ("t", "stop")
    )
    loop = body[index]
    assert isinstance(loop, ast.For)
    return body[:index], loop.body, body[index + 1 :]


def written_products(source: str, function: str) -> Counts:
    """The `@` and `np.matmul` of a generated function, at each place."""
    before, loop, after = (
        sum(
            isinstance(node, ast.MatMult)
            or (isinstance(node, ast.Call) and ast.unparse(node.func) == "np.matmul")
            for statement in statements
            for node in ast.walk(statement)
        )
        for statements in places(source, function)
    )
    return before, loop, after


def assigned(statements: list[ast.stmt]) -> set[str]:
    """The names that statements give a value to."""
    return {
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def targets(statements: tuple) -> set[str]:  # type: ignore[type-arg]
    return {each.target.name for each in statements}


# ---------------------------------------------------------------- every family


@pytest.mark.parametrize(("name", "level"), MATRIX_PRODUCTS)
def test_matrix_products_stand_where_they_should(name: str, level: int) -> None:
    forward, backward = MATRIX_PRODUCTS[name, level]
    cell = compiled(name, level)
    assert products_of(cell.program.forward) == forward
    assert products_of(cell.program.backward) == backward
    assert written_products(cell.source_text, "forward") == forward
    assert written_products(cell.source_text, "backward") == backward
    assert "einsum" not in cell.source_text


def has_a_product_for_each_matrix(cell: Cell) -> bool:
    """Whether each matrix is used once, and all that is given out is a state.

    A readout is a product of forward after the loop, and of backward before it.  What
    is computed once, from parameters, is computed before both loops.
    """
    if any(not cell.variables[each.target].timed for each in cell.equations):
        return False
    matrices = [
        each for each in cell.parameters if len(cell.variables[each].shape) == 2
    ]
    used = [
        operand
        for each in cell.equations
        for node in preorder_traversal(each.value)
        if isinstance(node, Contract)
        for operand in node.operands
    ]
    states = {each.current for each in cell.states}
    once = all(used.count(each) == 1 for each in matrices)
    return once and bool(matrices) and states.issuperset(cell.outputs)


def is_fed_by_products(cell: Cell) -> bool:
    """Whether its one input is multiplied by matrices, and nothing made of it alone."""
    matrices = {
        each for each in cell.parameters if len(cell.variables[each].shape) == 2
    }
    carried = {each.previous for each in cell.states}
    multiplied: set[Symbol] = set()
    for equation in cell.equations:
        for node in preorder_traversal(equation.value):
            if isinstance(node, Contract) and not matrices.isdisjoint(node.operands):
                multiplied |= node.free_symbols - matrices
        if not carried.isdisjoint(equation.value.free_symbols):
            carried.add(equation.target)
    made = {each.target for each in cell.equations} - carried
    return (
        len(cell.inputs) == 1
        and multiplied.issuperset(cell.inputs)
        and multiplied.isdisjoint(made)
    )


@every_cell
def test_backward_has_one_product_a_step_for_each_of_forward(name: str) -> None:
    program = compiled(name, 2).program
    if not has_a_product_for_each_matrix(program.cell):
        return
    forward, backward = products_of(program.forward), products_of(program.backward)
    assert backward[0] == 0
    assert backward[1] == forward[1]
    if is_fed_by_products(program.cell):
        assert forward[0] == 1


def test_most_cells_have_a_product_for_each_matrix() -> None:
    cells = [
        compiled(name, 2).program.cell for name in ("rnn", "lstm", "gru", "peephole")
    ]
    assert all(map(has_a_product_for_each_matrix, cells))
    assert all(map(is_fed_by_products, cells))


@every_cell
def test_nothing_is_summed_over_time_in_the_loop(name: str) -> None:
    program = compiled(name, 2).program
    assert not program.summed
    before, loop, after = places(compiled(name, 2).source_text, "backward")
    gradients = {str(program.gradients[each]) for each in program.cell.trained}
    assert gradients.isdisjoint(assigned(loop) | assigned(before))
    assert gradients <= assigned(after)
    sums = [node for each in loop for node in ast.walk(each)]
    assert not any(isinstance(node, ast.AugAssign) for node in sums)


@pytest.mark.parametrize("level", [0, 2])
@every_cell
def test_the_tape_holds_only_what_backward_reads(name: str, level: int) -> None:
    tree = parsed(compiled(name, level).source_text)
    definitions = {
        each.name: each
        for each in tree.body
        if isinstance(each, ast.ClassDef | ast.FunctionDef)
    }
    fields = [
        each.target.id
        for each in definitions["Tape"].body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    ]
    nodes = [*ast.walk(definitions["backward"])]
    read = [
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "tape"
    ]
    kept = {"statistics"}  # for who asks
    assert read == [each for each in fields if each not in kept]
    loaded = {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert {*fields} - kept <= loaded


@every_cell
def test_level_0_is_the_textbook(name: str) -> None:
    """Nothing that varies with time leaves the loop."""
    program = compiled(name, 0).program
    for parts in (program.forward, program.backward):
        outside = (*parts.before, *parts.after)
        assert not any(program.variables[each.target].timed for each in outside)
        assert not any(is_timed(each.value, program.variables) for each in outside)
    assert not program.packed
    for function in ("forward", "backward"):
        parts = program.forward if function == "forward" else program.backward
        before, _, after = written_products(compiled(name, 0).source_text, function)
        # W_1 W_2^T, of parameters alone
        fixed = [
            sum(isinstance(each.value, Contract) for each in statements)
            for statements in (parts.before, parts.after)
        ]
        assert (before, after) <= tuple(fixed)


@every_cell
def test_what_does_not_depend_on_the_recurrence_leaves_the_loop(name: str) -> None:
    program = compiled(name, 2).program
    known = {each.previous for each in program.cell.states}
    current = {each.current for each in program.cell.states}
    for statement in program.forward.loop:
        recurs = not known.isdisjoint(statement.value.free_symbols)
        assert recurs or statement.target in current
        known.add(statement.target)


# ---------------------------------------------------------------- single cells


def lstm() -> Program:
    return compiled("lstm", 2).program


def test_lstm_projects_the_input_before_the_loop() -> None:
    (product,) = (
        each
        for each in lstm().forward.before
        if isinstance(each.value, Contract) and each.value.subscripts in PRODUCTS
    )
    assert product.value.operands[1].name == "x"
    rows, _columns = lstm().variables[product.value.operands[0]].shape
    assert str(rows) == "4*h"


def test_lstm_has_one_product_of_the_state_in_the_loop() -> None:
    (product,) = (
        each for each in lstm().forward.loop if isinstance(each.value, Contract)
    )
    assert product.value.operands[1].name == "h_prev"
    calls = [
        ast.unparse(node.func)
        for each in places(compiled("lstm", 2).source_text, "forward")[1]
        for node in ast.walk(each)
        if isinstance(node, ast.Call)
    ]
    # the sum of the two products; three gates through one sigmoid, the candidate, the
    # squashed cell, the two states
    assert sorted(calls) == [
        "np.add",
        "np.add",
        "np.copyto",
        "np.copyto",
        "np.multiply",
        "np.tanh",
        "np.tanh",
        "sigmoid",
    ]


def test_lstm_collects_its_weight_gradients_after_the_loop() -> None:
    after = {
        each.target.name: each.value.subscripts
        for each in lstm().backward.after
        if isinstance(each.value, Contract)
    }
    assert after == {
        "d_b": "i->i",
        "d_W_x": "i,j->ij",
        "d_W_h": "i,j->ij",
        "d_x": "i,ij->j",
    }
    (product,) = (
        each for each in lstm().backward.loop if isinstance(each.value, Contract)
    )
    # by the transpose, which is laid out once before the loop
    transpose = product.value.operands[0]
    (made,) = (each for each in lstm().backward.before if each.target == transpose)
    assert made.value == Contract("ij->ji", Symbol("W_h", real=True))
    assert product.value.subscripts == "ij,j->i"
    assert product.target == lstm().carries[1].leaving


def test_lstm_saves_activations_and_nothing_else() -> None:
    assert [each.name for each in lstm().saved] == ["gates", "C_tilde", "tanh_C"]


def test_lstm_writes_its_activations_over_the_projected_input() -> None:
    """One piece of memory for the input's projection, pre-activations, activations."""
    places_of = {
        each.name: (place.whole.name, str(place.start), str(place.stop))
        for each, place in lstm().overwritten.items()
    }
    assert places_of == {
        "pre": ("pre_x", "0", "4*h"),
        "gates": ("pre_x", "0", "3*h"),
        "C_tilde": ("pre_x", "3*h", "4*h"),
    }


@every_cell
def test_what_is_overwritten_is_read_by_nothing_afterwards(name: str) -> None:
    program = compiled(name, 2).program
    for symbol, place in program.overwritten.items():
        assert place.whole not in {*program.saved, *program.cell.outputs}
        assert place.whole in {each.target for each in program.forward.before}
        readers = [
            each
            for each in (*program.forward.after, *program.backward.everywhere())
            if place.whole in each.value.free_symbols
        ]
        assert not readers, (symbol, place)


@every_cell
def test_all_steps_are_kept_in_one_piece_of_memory(name: str) -> None:
    """Room for every step is made once, by one call, in forward."""
    source = compiled(name, 2).source_text
    for function in ("forward", "backward"):
        before, loop, after = places(source, function)
        rooms = [
            node
            for each in (*before, *loop, *after)
            for node in ast.walk(each)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("np.empty", "_arrays")
            and "T"
            in {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        ]
        assert len(rooms) == (function == "forward")


def test_gradients_do_not_lie_in_the_memory_of_the_tape() -> None:
    """A second run of backward leaves what the first one returned as it is."""
    mut1 = module("mut1")
    rng = np.random.default_rng(0)
    params = mut1.init(**dict.fromkeys(mut1.CELL["sizes"], 1), rng=1)
    x = rng.normal(size=(5, 1, 1)).astype(np.float32)
    out, _, tape = mut1.forward(params, x)
    first = mut1.backward(params, tape, mut1.Outputs(h=np.ones_like(out.h)))
    kept = first.inputs.x.copy()
    out.h[...] = 100
    second = mut1.backward(params, tape, mut1.Outputs(h=np.ones_like(out.h)))
    np.testing.assert_array_equal(second.inputs.x, kept)
    mut1.backward(params, tape, mut1.Outputs(h=np.full_like(out.h, 7)))
    np.testing.assert_array_equal(first.inputs.x, kept)


def test_lstm_writes_its_gradients_in_place() -> None:
    """No concatenation is left in the backward loop."""
    before, loop, _ = places(compiled("lstm", 2).source_text, "backward")
    assert "np.concatenate" not in "\n".join(map(ast.unparse, loop))
    assert "np.concatenate" in "\n".join(map(ast.unparse, before))  # W_h, once


def test_local_derivatives_are_made_for_a_block_of_steps() -> None:
    """In the loop over the steps a gradient meets one factor, and no function."""
    cell = compiled("lstm", 2)
    parts = cell.program.backward
    made = targets(parts.block)
    assert {"dh_dC", "dC_df_pre", "dC_di_pre", "dC_dC_tilde_pre", "dh_do_pre"} <= made
    _, (*block, steps), _ = places(cell.source_text, "backward")
    assert isinstance(steps, ast.For)
    parts_of = {
        each.target.name for each in parts.block if isinstance(each.value, Slice)
    }
    assert made - parts_of <= assigned(block)
    elementwise = [each for each in parts.loop if isinstance(each.value, (Add, Mul))]
    assert len(elementwise) == 7
    assert all(each.value.count_ops() <= 2 for each in elementwise)


def test_local_derivatives_stay_in_the_loop_at_level_0() -> None:
    assert compiled("lstm", 0).program.backward.block == ()


@pytest.mark.parametrize("steps", [1, 16, 17, 18, 40])
def test_blocks_of_any_length_give_the_gradients_of_level_0(steps: int) -> None:
    """2**16 elements are 16 steps and a rest, of 4,096 elements each."""
    fast, plain = module("lstm"), module("lstm", 0)
    rng = np.random.default_rng(steps)
    params = fast.init(x=3, h=128, rng=1, dtype=np.float64)
    x = rng.normal(size=(steps, 32, 3))
    found = []
    for made in (fast, plain):
        out, final, tape = made.forward(params, x)
        d_out, d_final = made.Outputs(np.ones_like(out.h)), made.State(*final)
        found.append(made.backward(params, tape, d_out, d_final))
    for name, gradient in found[1].params.items():
        np.testing.assert_allclose(found[0].params[name], gradient, 1e-9, 1e-9)
    np.testing.assert_allclose(found[0].inputs.x, found[1].inputs.x, 1e-9, 1e-9)


def test_mut1_computes_its_update_gate_before_the_loop() -> None:
    cell = compiled("mut1", 2)
    assert "z" in targets(cell.program.forward.before)
    assert "z" not in targets(cell.program.forward.loop)
    before, loop, _ = places(cell.source_text, "forward")
    assert "z" in assigned(before)
    # in the loop it is read, its function is not called again
    functions = [
        ast.unparse(node.func)
        for each in loop
        for node in ast.walk(each)
        if isinstance(node, ast.Call)
    ]
    assert functions.count("sigmoid") == 1


def test_mut1_squashes_its_input_before_the_loop() -> None:
    assert "tanh_x" in targets(compiled("mut1", 2).program.forward.before)


def test_an_output_head_stands_after_the_loop() -> None:
    cell = compile_cell(HEAD)
    program = cell.program
    assert "y" in targets(program.forward.after)
    assert products_of(program.forward) == (1, 1, 1)
    assert written_products(cell.source_text, "forward") == (1, 1, 1)
    # its gradient meets the recurrence: one product for all steps before the loop
    before, loop, after = products_of(program.backward)
    assert (before, loop, after) == (1, 1, 4)
    assert written_products(cell.source_text, "backward") == (1, 1, 4)


def test_an_output_head_stands_in_the_loop_at_level_0() -> None:
    cell = compile_cell(HEAD, level=0)
    assert products_of(cell.program.forward) == (0, 3, 0)
    assert written_products(cell.source_text, "forward") == (0, 3, 0)


def test_products_of_one_operand_are_one_product() -> None:
    program = compiled("gru_reset_after", 2).program
    (product,) = (
        each for each in program.forward.loop if isinstance(each.value, Contract)
    )
    rows, columns = program.variables[product.value.operands[0]].shape
    assert (str(rows), str(columns)) == ("3*h", "h")
    slices = [each for each in program.forward.loop if isinstance(each.value, Slice)]
    assert any(each.value.operands[0] == product.target for each in slices)


def test_a_gate_that_sees_no_state_is_stored_for_all_steps() -> None:
    program = compile_cell(
        "z_t = σ(W_z x_t + b_z)\nh_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ tanh(U x_t)"
    ).program
    assert products_of(program.forward) == (1, 0, 0)
    assert products_of(program.backward)[1] == 0


def test_the_mean_of_layer_norm_leaves_the_loop() -> None:
    """The matrices are centred before it, their gradients after it."""
    source = compile_spec("lstm", transforms="layernorm").source_text
    for function in ("forward", "backward"):
        _, loop, _ = places(source, function)
        text = "\n".join(map(ast.unparse, loop))
        assert "centred(" not in text
        assert text.count(" @ ") == 1
    backward = "\n".join(map(ast.unparse, loop))
    assert backward.count("total(") == 4  # one sum for each of the four norms


def test_a_norm_of_what_else_is_read_is_centred_at_each_step() -> None:
    """a_t is an output: its matrix stays as it is."""
    text = "a_t = W x_t + U h_{t-1}\nh_t = tanh(LN(a_t))\nwhere\n  output a_t, h_t"
    _, loop, _ = places(compile_cell(text).source_text, "forward")
    assert "centred(" in "\n".join(map(ast.unparse, loop))
