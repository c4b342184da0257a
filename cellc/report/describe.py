"""One cell: each name's role, shape and initial value, and how many numbers it has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sympy import Add, Expr, Min, Symbol, expand, together

from cellc.ir import Cell, Role, size_terms, size_text
from cellc.ir.columns import Orders, axes_text, orders_of_parts
from cellc.report.tables import Column

if TYPE_CHECKING:
    from cellc.driver import CompiledCell

NAMES = (
    Column("name"),
    Column("as written", optional=1),
    Column("role"),
    Column("shape"),
    Column("initially", flexible=True),
)


def changed_equations(cell: Cell) -> list[str]:
    """What is computed where transforms changed the cell: a title, the equations."""
    if not cell.transforms:
        return []
    equations = (f"  {each.text}" for each in cell.equations)
    return [f"with {', '.join(cell.transforms)}", "", *equations, ""]


def name_rows(cell: Cell) -> list[list[str]]:
    """A row for each name: inputs, states, values, parameters, constants."""
    values = [
        each.target
        for each in cell.equations
        if cell.variable(each.target).role is Role.VALUE
    ]
    ordered = [
        *cell.inputs,
        *(each.current for each in cell.states),
        *values,
        *cell.parameters,
        *cell.constants,
    ]
    orders = orders_of_parts(cell)
    return [_name_row(cell, symbol, orders) for symbol in ordered]


def _name_row(cell: Cell, symbol: Symbol, orders: Orders) -> list[str]:
    variable = cell.variable(symbol)
    role = str(variable.role)
    if variable.role is Role.VALUE and not variable.timed:
        role = "value, the same at every t"
    if variable.role is Role.INPUT and not variable.timed:
        role = "static input"
    if symbol in cell.outputs:
        role += ", output"
    if symbol in cell.frozen:
        role += ", frozen"
    if symbol in cell.noise:
        role += f", {cell.noise[symbol].distribution} noise"
    initially = ""
    if symbol in cell.initializers:
        initially = str(cell.initializers[symbol])
    elif symbol in cell.constants:
        initially = f"{cell.constants[symbol]:g}"
    elif variable.role is Role.STATE:
        initially = "zeros, or as given"
    return [
        variable.name,
        variable.notation,
        role,
        _shape(axes_text(variable, orders)),
        initially,
    ]


def shape_text(shape: tuple[Expr, ...]) -> str:
    """A shape as people write it: `h × (h + x)`, `h`, `number`."""
    return _shape([size_text(size) for size in shape])


def _shape(sizes: list[str]) -> str:
    sizes = [each.replace(" * ", "*") for each in sizes]
    if len(sizes) > 1:
        sizes = [f"({each})" if " + " in each else each for each in sizes]
    return " × ".join(sizes) or "number"


def _size(size: Expr) -> str:
    return size_text(size).replace(" * ", "*")


def _factor(size: Expr) -> str:
    return f"({_size(size)})" if len(size_terms(size)) > 1 else _size(size)


def parameter_count(cell: Cell) -> str:
    """The number of trained numbers as a formula: `4*h*(h + x) + 4*h`.

    Parameters with the same sizes make one term; matrices stand before vectors, else
    terms stand in the order of the spec.
    """
    terms: Counter[tuple[str, ...]] = Counter()
    for symbol in cell.trained:
        number, factors = _product(cell.variable(symbol).shape)
        terms[factors] += number
    ordered = sorted(terms.items(), key=lambda term: -len(term[0]))
    texts = ["*".join(_numbered(number, factors)) for factors, number in ordered]
    return " + ".join(texts) or "0"


def _product(shape: tuple[Expr, ...]) -> tuple[int, tuple[str, ...]]:
    """The number of components: a number, and factors, names before sums."""
    number = 1
    factors = []
    for size in shape:
        match size_terms(size):
            case [(names, multiple)]:
                number *= multiple
                factors += [(0, name) for name in names]
            case _:
                factors.append((1, _factor(size)))
    return number, tuple(text for _, text in sorted(factors))


def _numbered(number: int, factors: tuple[str, ...]) -> tuple[str, ...]:
    return factors if number == 1 and factors else (str(number), *factors)


def summary(cell: Cell) -> list[str]:
    """The lines below the names: sizes, outputs, number of parameters."""
    outputs = ", ".join(each.name for each in cell.outputs)
    many = len(cell.trained)
    arrays = f"{many} array{'s' * (many > 1)}, " if many else ""
    frozen = f", {len(cell.frozen)} frozen" if cell.frozen else ""
    return [
        f"sizes       {', '.join(cell.sizes) or 'none'}",
        f"outputs     {outputs}",
        f"parameters  {arrays}{parameter_count(cell)} numbers{frozen}",
    ]


SCANNED = "linear recurrences: a scan over all T, in blocks where a step is little work"


def cost_lines(compiled: CompiledCell) -> list[str]:
    """What a cell costs at any number of steps T and of sequences B.

    Operations are those of matrix products; a tape's numbers are of the type that the
    arguments have, four or eight bytes each.
    """
    from cellc.bench.memory import peak_numbers
    from cellc.bench.operations import operations, tape_numbers

    if compiled.plan is not None:
        return ["cost        that of each way, without --bidirectional"]
    found = operations(compiled.program)
    order = ["T", "B", *compiled.ir.sizes]
    formulas = {
        "forward     ": (found.forward, "operations"),
        "backward    ": (found.backward, "operations"),
        "tape        ": (tape_numbers(compiled.program), "numbers, beside the inputs"),
        "at most     ": (peak_numbers(compiled.program), "numbers, with the results"),
    }
    program = compiled.program
    loop = "a loop over T" if program.forward.loop else "no recurrence, no loop"
    return [
        f"steps       {SCANNED if program.scanned else loop}",
        *(
            f"{label}{_formula(formula, order)} {what}"
            for label, (formula, what) in formulas.items()
        ),
    ]


def _formula(value: Expr, order: list[str]) -> str:
    """A sum of products of sizes: `8*T*B*h*x + 8*T*B*h*h`.

    What is bounded stands behind: `3*min(T*B*h, 65536)`.
    """
    terms = []
    bounded = [each for each in Add.make_args(value) if each.has(Min)]
    for names, many in size_terms(Add(value, *(-each for each in bounded)), order):
        factors = sorted(names, key=order.index)
        terms.append("*".join(_numbered(many, tuple(factors))))
    for term in sorted(bounded, key=str):
        many, (least,) = term.as_coeff_mul()
        numbers = sorted(least.args, key=lambda each: (each.is_number, str(each)))
        inside = ", ".join(_bound(each, order) for each in numbers)
        terms.append(f"{'' if many == 1 else f'{many}*'}min({inside})")
    return " + ".join(terms)


def _bound(value: Expr, order: list[str]) -> str:
    above, below = map(expand, together(value).as_numer_denom())
    text = _formula(above, order)
    if below == 1:
        return text
    text = f"({text})" if isinstance(above, Add) else text
    return f"{text}/({_formula(below, order)})"
