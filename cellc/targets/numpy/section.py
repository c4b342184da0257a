"""Statements as lines: one part of a program, at one place.

A value gets a line of its own when the spec names it, when it is used twice, or when it
is kept; what is used once is written out where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import Add, Expr, Symbol

from cellc.ir import (
    Concat,
    Contract,
    Role,
    Scan,
    Statement,
    Variable,
    Zeros,
    shape_of,
    variation,
)
from cellc.ops import Elementwise
from cellc.schedule import Program
from cellc.targets.numpy.contraction_printer import place_shape
from cellc.targets.numpy.numbers import ATOM
from cellc.targets.numpy.scope import Scope, occurrences

# NumPy calls and helpers that take `out=`
_PRODUCTS = ("ij,j->i", "i,ij->j")
_WRITES_OUT = frozenset(
    ["np.tanh", "sigmoid", "np.exp", "np.maximum", "np.sin", "np.concatenate"]
)


@dataclass
class Section:
    """Emits the statements of one part.

    kept: values that need a name whatever their use: results, what the tape keeps.
    homes: where a kept value is stored (`gates_seq[t]`, `d_pre[:, :n_h]`).
    summed: values that add up, `+=`.
    row_results: gradients that are returned as rows, (T, B, size).
    rooms: whole sequences that there is room for already, where a product makes them;
        `filled` are those of them that were written there.
    shapes: whether what is made outside the loop has its shape beside it.
    """

    program: Program
    scope: Scope
    statements: tuple[Statement, ...]
    kept: frozenset[Symbol] = frozenset()
    homes: dict[Symbol, str] = field(default_factory=dict)
    summed: frozenset[Symbol] = frozenset()
    extra_uses: dict[Symbol, int] = field(default_factory=dict)
    forward: bool = True
    row_results: frozenset[Symbol] = frozenset()
    needing_wide: set[Symbol] = field(default_factory=set)
    rooms: frozenset[Symbol] = frozenset()
    filled: list[Symbol] = field(default_factory=list)
    shapes: bool = True

    def emit(self) -> None:
        uses = self._count_uses()
        self.needing_wide = self._read_as_wide()
        self.scope.read_wide |= self.needing_wide
        for statement in self.statements:
            self._order_by(statement)
            if self._is_inlined(statement, uses):
                self.scope.values[statement.target] = statement.value
            else:
                self._emit_statement(statement, uses)

    def _order_by(self, statement: Statement) -> None:
        """Print in the order of the equation's own text, where there is one."""
        index = statement.equation
        equations = self.program.cell.equations
        known = self.forward and index is not None
        self.scope.order = (
            equations[index].offsets if known and index is not None else {}
        )

    def _count_uses(self) -> dict[Symbol, int]:
        uses = occurrences(each.value for each in self.statements)
        uses.update(self.extra_uses)
        return uses

    def _is_inlined(self, statement: Statement, uses: dict[Symbol, int]) -> bool:
        target = statement.target
        if target in self.kept or target in self.homes or target in self.summed:
            return False
        if uses.get(target, 0) != 1:
            return False
        variable = self.program.variables[target]
        if variable.notation:
            return False
        if isinstance(statement.value, Zeros):
            return True
        if isinstance(statement.value, Concat) and not variable.varies and self.forward:
            return False  # a stack of parameters is worth a name
        return not (self.scope.sequence and target in self.needing_wide)

    def _read_as_wide(self) -> set[Symbol]:
        """Operands of products of rows: rows are taken of a named array."""
        return {
            operand
            for each in self.statements
            if isinstance(each.value, Contract)
            and (each.value.subscripts == "i,j->ij" or each.target in self.row_results)
            for operand in each.value.operands
        }

    # ------------------------------------------------------------ one statement

    def _emit_statement(self, statement: Statement, uses: dict[Symbol, int]) -> None:
        lines, target, value = self.scope.lines, statement.target, statement.value
        comment = self._comment(statement)
        if comment:
            lines.comment(comment)
        if target in self.summed:
            lines.add(f"{target.name} += {self._summed_text(target, value)}")
            return
        if isinstance(value, Scan) and self.scope.sequence:
            self._emit_scan(target, value)
            return
        variable = self.program.variables[target]
        if variable.varies < variation(value, self.program.variables):
            lines.add(f"{target.name} = {self._summed_text(target, value)}")
            return
        if self._gives_rows(target, value):
            self._emit_rows(target, value)
            self.scope.given_as_rows.add(target)
            return
        grows = isinstance(value, Add) and any(map(self._is_product, value.args))
        if self.scope.sequence and variable.timed and grows:
            self._emit_growing_sum(target, value)
            return
        home = self.homes.get(target)
        if home is None:
            self._emit_made(target, value)
            return
        self._emit_stored(target, value, home, uses.get(target, 0) > 0)

    def _emit_made(self, target: Symbol, value: Expr) -> None:
        """A new array; a product of whole sequences is written where there is room."""
        scope = self.scope
        axes = self._shape(self.program.variables[target])
        if target in self.rooms and self._is_product(value):
            product = scope.values.get(value, value)
            matrix, vector = product.operands
            text = scope.text(matrix)
            if product.subscripts == "i,ij->j":
                matrix, vector = vector, matrix
                text = f"{scope.text(matrix, ATOM)}.T"
            call = f"np.matmul({text}, {scope.text(vector)}, out={target.name})"
            scope.lines.add(call, axes)
            self.filled.append(target)
            return
        text = scope.text(value)
        if scope.sequence and isinstance(value, Contract) and text.endswith(".T"):
            text += ".copy()"  # a transpose is laid out anew: products run along rows
        scope.lines.add(f"{target.name} = {text}", axes)

    def _emit_scan(self, target: Symbol, value: Scan) -> None:
        """What does not come from the step beside, and the recurrence over it."""
        home, scope = self.homes[target], self.scope
        scope.texts[target] = home
        self._emit_stored(target, value.new, home, False)
        keep = scope.printer().beside(value.keep, target)
        if target not in self.program.scanned:
            whole = home.removesuffix("[1:]")
            scope.lines.add(f"_scan({keep}, {whole}, dead, room)")
            return
        name = self.program.scanned[target].name
        late = "" if value.third is None else f", {scope.text(value.third)}"
        call = f"_scan_back({keep}, {home}, {name}, dead, room{late})"
        scope.lines.add(f"{name} = {call}")

    def _emit_stored(self, target: Symbol, value: Expr, home: str, read: bool) -> None:
        lines = self.scope.lines
        if self.scope.texts.get(target) == home:
            read = False  # what reads it reads it at its home
        into = self.scope.printer().into(value, home)
        if into is not None and self._fills(target, value):
            lines.add(f"{target.name} = {into}" if read else into)
            return
        text = self.scope.text(value)
        if (
            isinstance(value, (Elementwise, Concat))
            and text.split("(")[0] in _WRITES_OUT
        ):
            call = f"{text[:-1]}, out={home})"
            lines.add(f"{target.name} = {call}" if read else call)
        elif read:
            lines.add(f"{home} = {target.name} = {text}")
        else:
            whole = f"{home}[...]" if home.isidentifier() else home
            lines.add(f"{whole} = {text}")

    def _fills(self, target: Symbol, value: Expr) -> bool:
        """Whether a value has the target's shape without being broadcast to it."""
        own = shape_of(value, self.program.variables)
        return own == self.program.variables[target].shape and self._is_timed(value)

    def _comment(self, statement: Statement) -> str | None:
        """The equation over the statement that computes its left side."""
        target = statement.target
        index = statement.equation
        equations = self.program.cell.equations
        if self.forward and index is not None and equations[index].target == target:
            return equations[index].text
        variable = self.program.variables[target]
        if variable.role is Role.COTANGENT and target.name.startswith("d_"):
            of = self._named(target.name[2:])
            if of is not None:
                return f"gradient of {of.notation}"
        return None

    def _named(self, name: str) -> Variable | None:
        for variable in self.program.variables.values():
            if variable.name == name and variable.notation:
                return variable if variable.role in (Role.VALUE, Role.STATE) else None
        return None

    def _shape(self, variable: Variable) -> str | None:
        """A shape comment for what is made outside the loop."""
        if not (self.shapes and self.scope.sequence and variable.shape):
            return None
        sizes = [str(size).replace("*", "") for size in variable.shape]
        return place_shape(sizes, variable.varies, ("T",))

    # ------------------------------------------------------------ sums

    def _is_timed(self, value: Expr) -> bool:
        variables = self.program.variables
        return any(
            variables[symbol].timed
            for symbol in value.free_symbols
            if symbol in variables
        )

    def _summed_text(self, target: Symbol, value: Expr) -> str:
        assert isinstance(value, Contract)
        varies = self.program.variables[target].varies
        return self.scope.printer().summed(value, varies)[0]

    def _is_product(self, term: Expr) -> bool:
        """Whether a term is a product with a matrix that is fixed in time.

        It makes an array of its own, to which others can be added.
        """
        inner = self.scope.values.get(term, term)
        if not isinstance(inner, Contract) or inner.subscripts not in _PRODUCTS:
            return False
        matrix = inner.operands[_PRODUCTS.index(inner.subscripts)]
        return self._is_timed(inner) and not self._is_timed(matrix)

    def _emit_growing_sum(self, target: Symbol, value: Expr) -> None:
        """A sum of whole sequences: made by its first product, the others added on."""
        lines, scope, variables = self.scope.lines, self.scope, self.program.variables
        terms = sorted(value.args, key=lambda each: not self._is_product(each))
        self._emit_made(target, terms[0])
        rest = Add(*terms[1:], evaluate=False) if len(terms) > 2 else terms[1]
        text = scope.text(rest)
        plain = rest.is_Symbol and variation(rest, variables) == 0
        if plain and shape_of(rest, variables):
            # additions run along whole columns
            text = f"np.repeat({text}, B, axis=1)"
        lines.add(f"{target.name} += {text}")

    def _emit_rows(self, target: Symbol, value: Expr) -> None:
        """The gradient of an input, as rows: the form in which it is returned."""
        lines, scope = self.scope.lines, self.scope
        printer = scope.printer()
        name, sign = target.name, "="
        for term in Add.make_args(value):
            product = scope.values.get(term, term)
            vector, matrix = product.operands
            lines.add(
                f"{name} {sign} {printer.rows(vector)} @ {scope.text(matrix, ATOM)}"
            )
            sign = "+="
        variable = self.program.variables[target]
        sizes = [printer.size(size) for size in variable.shape]
        lines.add(f"{name} = {name}.reshape(T, B, {sizes[0]})")

    def _gives_rows(self, target: Symbol, value: Expr) -> bool:
        if (
            target not in self.row_results
            or len(self.program.variables[target].shape) != 1
        ):
            return False
        for term in Add.make_args(value):
            product = self.scope.values.get(term, term)
            if not isinstance(product, Contract) or product.subscripts != "i,ij->j":
                return False
            if not self._is_product(product):
                return False
        return True
