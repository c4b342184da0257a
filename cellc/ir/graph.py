"""A growing list of statements with the variables they define."""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Expr, Symbol

from cellc.ir.cell import Cell, Role, Statement, Variable
from cellc.ir.shapes import shape_of, variation


@dataclass
class Graph:
    """Statements in SSA form and a table of every variable, of a cell in the making.

    Names are unique over the whole graph.  `define` gives equal expressions one symbol.
    """

    cell: Cell
    variables: dict[Symbol, Variable]
    statements: list[Statement] = field(default_factory=list)
    _values: dict[tuple[Expr, int], Symbol] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, cell: Cell) -> Graph:
        graph = cls(cell, dict(cell.variables))
        graph._taken = {variable.name for variable in cell.variables.values()}
        graph._taken |= {f"n_{size}" for size in cell.sizes}  # sizes in the code
        return graph

    def variable(
        self,
        name: str,
        shape: tuple[Expr, ...],
        varies: int,
        role: Role = Role.VALUE,
        position: int = 0,
        notation: str = "",
    ) -> Symbol:
        """A new symbol; its name is `name`, or `name_2` ... where that is taken.

        varies: with what, as `Variable.varies` says it.
        """
        candidate, number = name, 2
        while candidate in self._taken:
            candidate, number = f"{name}_{number}", number + 1
        self._taken.add(candidate)
        symbol = Symbol(candidate, real=True)
        self.variables[symbol] = Variable(
            symbol,
            candidate,
            shape,
            varies == 2,
            role,
            notation,
            position,
            batched=varies == 1,
        )
        return symbol

    def define(
        self,
        name: str,
        value: Expr,
        *,
        equation: int | None = None,
        varies: int | None = None,
        role: Role = Role.VALUE,
    ) -> Symbol:
        """The symbol of `value`: a new statement, or the one that has it already."""
        if varies is None:
            varies = variation(value, self.variables)
        key = (value, varies)
        if key in self._values:
            return self._values[key]
        symbol = self.variable(
            name,
            shape_of(value, self.variables),
            varies,
            role,
            self._first_position(value, equation),
        )
        self.add(Statement(symbol, value, equation))
        return symbol

    def _first_position(self, value: Expr, equation: int | None) -> int:
        """Where the first of an expression's symbols stands, in its equation if any."""
        offsets = {} if equation is None else self.cell.equations[equation].offsets
        known = [
            offsets.get(each, self.variables[each].position)
            for each in value.free_symbols
            if each in self.variables
        ]
        return min(known, default=0)

    def known(self, value: Expr) -> Symbol | None:
        """The symbol that has this value already, if any."""
        return self._values.get((value, variation(value, self.variables)))

    def take_statements(self) -> list[Statement]:
        """Hand over all statements, for a pass that writes them anew."""
        taken, self.statements = self.statements, []
        self._values.clear()
        return taken

    def add(self, statement: Statement) -> None:
        variable = self.variables[statement.target]
        self._values.setdefault((statement.value, variable.varies), statement.target)
        self.statements.append(statement)

    def symbols_in_order(self, value: Expr) -> list[Symbol]:
        """The variables of an expression, in the order of the spec's text."""
        found = [each for each in value.free_symbols if each in self.variables]
        return sorted(
            found, key=lambda each: (self.variables[each].position, each.name)
        )
