"""How arrays of all steps are indexed in the generated source."""

import ast

from zoo_cells import compiled, every_cell


def is_step(node: ast.expr) -> bool:
    """`x[t]`, `x[t + 1]`, `x[k]`: one step of a sequence."""
    return isinstance(node, ast.Subscript) and ast.unparse(node.slice) in (
        "t",
        "t + 1",
        "k",
    )


@every_cell
def test_a_part_of_a_step_is_one_subscript(name: str) -> None:
    """`gates[k, :n_h]`, not `gates[k][:n_h]`."""
    twice = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(compiled(name, 2).source_text))
        if isinstance(node, ast.Subscript) and is_step(node.value)
    ]
    assert not twice
