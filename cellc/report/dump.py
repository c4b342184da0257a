"""The result of each stage as text, for `cellc dump`.  The same bytes on every run.

A statement is printed as `name  shape  = value`, with `t` behind the shape of what
varies with time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass

from sympy import Add, Expr, Mul, Symbol
from sympy.printing.str import StrPrinter

from cellc.autodiff import Adjoint
from cellc.diagnostics import Source, Span
from cellc.ir import (
    BatchMean,
    BatchShare,
    Cell,
    Concat,
    Contract,
    Count,
    Graph,
    Identity,
    Over,
    Reshape,
    Scan,
    Slice,
    Statement,
    Variable,
    Zeros,
    size_text,
)
from cellc.report.describe import shape_text
from cellc.schedule import Program
from cellc.syntax import Spec
from cellc.syntax.macros import expand

Variables = Mapping[Symbol, Variable]

# ---------------------------------------------------------------- AST


def ast_text(spec: Spec, source: Source) -> str:
    """The AST as an indented tree; every node with its place, `line:column`."""
    source = expand(source)
    lines = [f"header {key}: {value}" for key, value in spec.header]
    for node in spec.equations:
        lines += _tree(node, source)
    if spec.facts:
        lines.append("where")
        for fact in spec.facts:
            lines += _tree(fact, source, depth=1)
    return "\n".join(lines)


def _tree(root: object, source: Source, depth: int = 0) -> list[str]:
    """A node and what is under it.  Without recursion: a long sum is a deep tree."""
    lines = []
    waiting: list[tuple[object, str, int]] = [(root, "", depth)]
    while waiting:
        node, label, level = waiting.pop()
        own, children = _opened(node)
        where = _place(node.span, source)  # type: ignore[attr-defined]
        head = " ".join([f"{label}{type(node).__name__}", *own, f"@{where}"])
        lines.append("  " * level + head)
        waiting += [(child, name, level + 1) for name, child in reversed(children)]
    return lines


def _opened(node: object) -> tuple[list[str], list[tuple[str, object]]]:
    """A node's own facts, and the nodes under it with the name of their field."""
    own: list[str] = []
    children: list[tuple[str, object]] = []
    for field in fields(node):  # type: ignore[arg-type]
        value = getattr(node, field.name)
        if value == field.default:
            continue
        match value:
            case None | False | Span():
                continue
            case tuple():
                children += [(f"{field.name}: ", each) for each in value]
            case "":
                continue
            case str() if field.name == "text":
                own.append(f"`{value}`")
            case _ if is_dataclass(value):
                children.append((f"{field.name}: ", value))
            case _:
                own.append(f"{field.name}={value}")
    return own, children


def _place(span: Span, source: Source) -> str:
    if source.origin is not None:
        span, source = source.origin.place(span), source.origin.source
    (line, column), (last, end) = source.position(span.start), source.position(span.end)
    until = f"{end + 1}" if line == last else f"{last + 1}:{end + 1}"
    return f"{line + 1}:{column + 1}-{until}"


# ---------------------------------------------------------------- expressions


class _Notation(StrPrinter):  # type: ignore[misc]
    """Expressions as SymPy writes them, contraction nodes as calls."""

    def _print_Contract(self, node: Contract) -> str:
        return f'einsum("{node.subscripts}", {self.stringify(node.operands, ", ")})'

    def _print_Concat(self, node: Concat) -> str:
        axis = f"axis={node.axis}"
        return f"concat({self.stringify(node.operands, ', ')}, {axis})"

    def _print_Slice(self, node: Slice) -> str:
        colons = ":, " * node.axis
        span = f"{size_text(node.start)} : {size_text(node.stop)}"
        operand = self._print(node.args[0])
        if isinstance(node.args[0], Add | Mul):
            operand = f"({operand})"
        return f"{operand}[{colons}{span}]"

    def _print_Reshape(self, node: Reshape) -> str:
        shape = ", ".join(map(size_text, node.shape))
        return f"reshape({self._print(node.operands[0])}, ({shape}))"

    def _print_Over(self, node: Over) -> str:
        axis = "" if node.axis == -1 else f", axis={node.axis}"
        return f"{node.name}({self._print(node.operands[0])}{axis})"

    def _print_BatchMean(self, node: BatchMean) -> str:
        return f"batch_mean({self._print(node.operands[0])})"

    def _print_BatchShare(self, node: BatchShare) -> str:
        return f"batch_share({self._print(node.operands[0])})"

    def _print_Scan(self, node: Scan) -> str:
        return f"scan({self._print(node.keep)}, {self._print(node.new)})"

    def _print_Count(self, node: Count) -> str:
        return f"count({size_text(node.size)})"

    def _print_Identity(self, node: Identity) -> str:
        return f"identity({size_text(node.size)})"

    def _print_Zeros(self, node: Zeros) -> str:
        return f"zeros({', '.join(map(size_text, node.args))})"


def expression_text(expression: Expr) -> str:
    text: str = _Notation().doprint(expression)
    return text


def _shape(variable: Variable) -> str:
    return f"({shape_text(variable.shape)})" + (" t" if variable.timed else "")


def _statements(statements: Iterable[Statement], variables: Variables) -> list[str]:
    """One line a statement, names and shapes in columns."""
    rows = [
        (
            variables[each.target].name,
            _shape(variables[each.target]),
            expression_text(each.value),
        )
        for each in statements
    ]
    names = max((len(row[0]) for row in rows), default=0)
    shapes = max((len(row[1]) for row in rows), default=0)
    if not rows:
        return ["  nothing"]
    return [
        f"  {name:{names}}  {shape:{shapes}}  = {value}" for name, shape, value in rows
    ]


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return [title, *lines, ""]


def _pairs(pairs: Iterable[tuple[object, object]]) -> list[str]:
    found = [(str(left), str(right)) for left, right in pairs]
    width = max((len(left) for left, _ in found), default=0)
    return [f"  {left:{width}}  {right}" for left, right in found] or ["  nothing"]


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n")


# ---------------------------------------------------------------- IR


def cell_text(cell: Cell) -> str:
    """The cell IR: typed names, then equations in the order of computation."""
    names = _pairs(
        (variable.name, f"{_shape(variable)} {variable.role} `{variable.notation}`")
        for variable in cell.variables.values()
    )
    equations = []
    for equation in cell.equations:
        equations.append(f"  # {equation.text}")
        equations.append(f"  {equation.target} = {expression_text(equation.value)}")
    states = ((each.current, f"from {each.previous}") for each in cell.states)
    return _joined(
        _section(f"cell {cell.name}", [f"  sizes {', '.join(cell.sizes)}"])
        + _section("names", names)
        + _section("states", _pairs(states))
        + _section("outputs", [f"  {each}" for each in cell.outputs])
        + _section("initialisers", _pairs(cell.initializers.items()))
        + _section("constants", _pairs(cell.constants.items()))
        + _section("equations", equations)
    )


# ---------------------------------------------------------------- adjoint IR


def gradient_text(graph: Graph, adjoint: Adjoint) -> str:
    """The statements of a step, then those that compute its gradients."""
    return _joined(
        _section("forward", _statements(graph.statements, graph.variables))
        + _section("given: gradient of each output", _pairs(adjoint.seeds.items()))
        + _section(
            "given: gradient of each state, from the step after",
            _pairs(adjoint.carries.items()),
        )
        + _section("backward", _statements(adjoint.statements, graph.variables))
        + _section("gradients", _gradients(adjoint.gradients))
    )


def _gradients(gradients: Mapping[Symbol, Expr]) -> list[str]:
    return _pairs((leaf, expression_text(value)) for leaf, value in gradients.items())


# ---------------------------------------------------------------- schedule


def program_text(program: Program) -> str:
    """The parts of both directions, and what is kept between them."""
    lines = [f"program {program.cell.name} -O {program.level}", ""]
    for direction, parts in (
        ("forward", program.forward),
        ("backward", program.backward),
    ):
        for place, statements in (
            ("before the loop", parts.before),
            ("in the loop, for a block of steps", parts.block),
            ("in the loop", parts.loop),
            ("after the loop", parts.after),
        ):
            shown = _statements(statements, program.variables)
            if statements or "block" not in place:
                lines += _section(f"{direction}, {place}", shown)
    packed, overwritten = (
        (
            (symbol, f"= {at.whole}[{size_text(at.start)} : {size_text(at.stop)}]")
            for symbol, at in places.items()
        )
        for places in (program.packed, program.overwritten)
    )
    carries = (
        (each.state.name, f"arrives as {each.arriving}, leaves as {each.leaving}")
        for each in program.carries
    )
    return _joined(
        lines
        + _section("saved on the tape", _names(program.saved))
        + _section("stored for every step, forward", _names(program.forward_stored))
        + _section("stored for every step, backward", _names(program.backward_stored))
        + _section("summed over the steps", _names(program.summed))
        + _section("written over what it is made of", _pairs(overwritten))
        + _section("packed into another", _pairs(packed))
        + _section("carried back in time", _pairs(carries))
        + _section("gradients", _gradients(program.gradients))
    )


def _names(symbols: Iterable[Symbol]) -> list[str]:
    """Sorted by name: a set of symbols has no order of its own."""
    return [f"  {', '.join(sorted(str(each) for each in symbols)) or 'nothing'}"]
