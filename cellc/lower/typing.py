"""infer and build: terms to typed SymPy expressions.

Products get their meaning here, from the shapes of their sides; sizes are unified as
expressions are built.  The result of a term is its expression and its shape.
"""

from __future__ import annotations

from sympy import Expr, Integer, Mul, Number, Pow

from cellc.ir import (
    Concat,
    Contract,
    Identity,
    Over,
    OverComponents,
    Slice,
    Zeros,
    size_symbol,
)
from cellc.lower import terms
from cellc.lower.conflicts import (
    diagonal_alone,
    inner_or_outer,
    no_stack,
    no_vector,
    unequal_parts,
)
from cellc.lower.elementwise import Typed
from cellc.lower.filled import size_of
from cellc.lower.indexed import IndexedTyper
from cellc.lower.reasons import Shape, Side
from cellc.lower.terms import (
    Apply,
    Concatenate,
    Constant,
    Diagonal,
    Negative,
    Portion,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    references,
)
from cellc.lower.windows import entry
from cellc.ops import Reduction, function


class Typer(IndexedTyper):
    """Builds typed expressions."""

    def oriented(self, term: Term) -> Typed:
        known = self._known.get(id(term))
        if known is None:
            known = self._known[id(term)] = term, self._typed(term)
        return known[1]

    def _typed(self, term: Term) -> Typed:
        if self.positions:
            if self.has_several(term):
                return self.over_indices(term)
            if self.runs(term):
                return self.over_positions(term)
        match term:
            case Constant(value=value):
                return Typed(value, ())
            case Reference(identifier=identifier, lag=lag):
                self.refuse_whole(term)
                return self.uses[identifier, lag == 1]
            case Negative(operand=operand):
                inner = self.oriented(operand)
                return inner._replace(expression=-inner.expression)
            case Sum(left=left, right=right):
                first, second = self.oriented(left), self.oriented(right)
                rows = first.row and second.row
                if first.row != second.row:
                    first, second = self.of(left), self.of(right)
                self._refuse_filled(first, second, term)
                shape = self._broadcast(first, second, left, right, term.span, "a sum")
                total = first.expression + second.expression
                return self._sane(total, shape, term)._replace(row=rows)
            case Quotient(left=left, right=right):
                first, second = self.oriented(left), self.of(right)
                shape = self._broadcast(
                    first, second, left, right, term.span, "a quotient"
                )
                if second.expression == 0:
                    raise self._reject(
                        "E0212", "division by zero", right.span, "write another number"
                    )
                quotient = Mul(first.expression, Pow(second.expression, -1))
                return self._sane(quotient, shape, term)._replace(row=first.row)
            case Product():
                return self._product(term)
            case Power(base=base, exponent=exponent):
                return self._power(self.of(base), exponent, term)
            case Apply():
                return self._apply(term)
            case Concatenate(items=items):
                return self._concatenate(items)
            case Transposed(operand=operand):
                return self._transposed(self.oriented(operand))
            case Diagonal():
                raise self._conflict(diagonal_alone(term))
            case Portion():
                return self._portion(term)
            case terms.Entry():
                return self._entry(term)
            case terms.Ones():
                return Typed(Integer(1), ())
            case terms.Total():
                return self.total(term)
            case terms.Joined():
                return self.joined(term)
            case terms.Size(name=name):
                return Typed(OverComponents(size_symbol(name)).count(), ())
            case terms.Filled(sizes=names):
                sizes = tuple(map(size_of, names))
                return Typed(Zeros(*sizes) + Integer(1), sizes)
            case terms.Along() | terms.Ordinal():
                return self.over_indices(term)
            case terms.Identity():
                size = size_symbol(f"I{term.span.start}[0]")
                self.reasons.sizes.preference.setdefault(size, 0)
                return Typed(Identity(size), (size, size))

    def _refuse_filled(self, first: Typed, second: Typed, term: Sum) -> None:
        """`S_{t-1} + k_t^T v_t`: of rows it is a matrix, of columns a number."""
        sides = (first, term.left, term.right), (second, term.right, term.left)
        for vector, whole, number in sides:
            inner = number.operand if isinstance(number, Negative) else number
            if (
                len(vector.shape) == 1
                and isinstance(inner, Product)
                and isinstance(inner.left, Transposed)
                and self._are_timed(inner)
                and any(each.matrix_like and each.lag for each in references(whole))
            ):
                raise self._conflict(inner_or_outer(self.reasons, inner))

    def _are_timed(self, term: Product) -> bool:
        """Whether both sides of an inner product are vectors of every step."""
        return all(
            isinstance(each, Reference) and each.identifier not in self.parameters
            for each in (term.left, term.right)
            for each in [each.operand if isinstance(each, Transposed) else each]
        )

    # ------------------------------------------------------------ functions

    def _apply(self, term: Apply) -> Typed:
        if isinstance(term.operation, Reduction):
            return self._reduced(term.operation, term)
        arguments = [self.of(argument) for argument in term.arguments]
        result = arguments[0]
        for index, argument in enumerate(arguments[1:], 1):
            shape = self._broadcast(
                result,
                argument,
                term.arguments[index - 1],
                term.arguments[index],
                term.span,
                f"{term.operation.name}",
            )
            result = Typed(result.expression, shape)
        operation = term.operation
        values = [argument.expression for argument in arguments]
        if operation.name == "raised" and isinstance(values[0], Number):
            self._refuse_negative_base(values[0], term)
        if operation.expansion is not None:
            return Typed(operation.expansion(*values), result.shape)
        return Typed(function(operation.name)(*values), result.shape)

    def _refuse_negative_base(self, base: Number, term: Apply) -> None:
        if base <= 0:
            raise self._reject(
                "E0212",
                "a number that is not positive has no power with any exponent",
                term.span,
                "write a positive number",
            )

    def _reduced(self, operation: Reduction, term: Apply) -> Typed:
        """An operation over the components of a vector."""
        (operand,) = term.arguments
        typed = self.of(operand)
        value, shape = typed.expression, typed.shape
        if operation.batch:
            return self._over_batch(operation, term, typed)
        if len(shape) != 1 or isinstance(value, Number):
            raise self._reject(
                "E0413",
                f"{operation.name} goes over the components of a vector, and "
                f"`{self._snippet(operand)}` is {self.reasons.shape(shape)}",
                term.span,
                "apply it to a vector" + _by_entries(operation, shape),
            )
        result = shape if operation.keeps else ()
        if operation.expansion is not None:
            nodes = OverComponents(shape[0])
            return Typed(operation.expansion(value, nodes), result)
        return Typed(Over(operation.name, value), result)

    def _over_batch(self, operation: Reduction, term: Apply, typed: Typed) -> Typed:
        """An operation over the sequences of a batch, component by component."""
        (operand,) = term.arguments
        if all(use.lag is None for use in references(operand)):
            raise self._reject(
                "E0414",
                f"{operation.name} goes over the sequences of a batch at one step, and "
                f"`{self._snippet(operand)}` is the same at every step",
                term.span,
                "apply it to what is indexed by time",
            )
        assert operation.expansion is not None
        nodes = OverComponents(Integer(1))  # nothing is counted
        return Typed(operation.expansion(typed.expression, nodes), typed.shape)

    # ------------------------------------------------------------ other contractions

    def _concatenate(self, items: tuple[Term, ...]) -> Typed:
        parts = [_component(self.of(item)) for item in items]
        for part, item in zip(parts, items, strict=True):
            self._refuse_number(part, item)
            if len(part.shape) == 2:
                raise self._conflict(no_vector(self.reasons, Side(item, part.shape)))
        size: Expr = sum((part.shape[0] for part in parts), Integer(0))
        return Typed(Concat(0, *(part.expression for part in parts)), (size,))

    def _portion(self, term: Portion) -> Typed:
        whole = self.of(term.operand)
        side = Side(term.operand, whole.shape)
        if len(whole.shape) != 1:
            raise self._conflict(no_stack(self.reasons, side, term.span))
        part = size_symbol(f"part{term.span.start}[0]")
        self.reasons.sizes.preference.setdefault(part, 0)
        why = f"`{self._snippet(term.operand)}` is cut into {term.count} parts here"
        parts = term.count * part
        if not self.reasons.sizes.unify(side.size, parts, term.span, why):
            found = unequal_parts(self.reasons, side, term.count, term.span)
            raise self._conflict(found)
        start, stop = term.index * part, (term.index + 1) * part
        return Typed(Slice(whole.expression, 0, start, stop), (part,))

    def _entry(self, term: terms.Entry) -> Typed:
        """A component of a vector, or a row of a matrix, by its number."""
        whole = self.of(term.operand)
        if not whole.shape:
            raise self._reject(
                "E0402",
                f"`{self._snippet(term)}` is one of {term.count} values, and "
                f"`{self._snippet(term.operand)}` is a number",
                term.span,
                "declare it with as many components, or rows, as the sum has terms",
            )
        count = Integer(term.count)
        why = f"`{self._snippet(term)}` is one of {term.count} values"
        if not self.reasons.sizes.unify(whole.shape[0], count, term.span, why):
            has = self.reasons.size(self.reasons.sizes.resolve(whole.shape[0]))
            raise self._reject(
                "E0402",
                f"`{self._snippet(term)}` is one of {term.count} values, the terms of "
                f"this sum, and the name is declared with {has}",
                term.span,
                "give the sum as many terms as the name has components, or rows",
            )
        rank = len(whole.shape)
        return Typed(entry(whole.expression, rank, term.index), whole.shape[1:])

    def _transposed(self, operand: Typed) -> Typed:
        if len(operand.shape) == 2:
            node = Contract("ij->ji", operand.expression)
            return Typed(node, (operand.shape[1], operand.shape[0]))
        return operand._replace(row=bool(operand.shape) and not operand.row)


def _by_entries(operation: Reduction, shape: Shape) -> str:
    """What to write for each row of a matrix."""
    if len(shape) < 2:
        return ""
    left = "A_{ij}" if operation.keeps else "m_i"
    equation = f"{left} = {operation.spellings[0]}_j(S_{{ij}})"
    return f"; for each row of a matrix write an equation for its entries, {equation}"


def _component(part: Typed) -> Typed:
    """A number in a concatenation, `[1; x_t]`, is a component of its own."""
    if part.shape:
        return part
    return Typed(Zeros(Integer(1)) + part.expression, (Integer(1),))
