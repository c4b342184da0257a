r"""Bars around a vector where its length is rather meant: `x / |x|`, `|x - c|^2`.

In: the equations with the shapes of their names.  Out: an error where the absolute
values of the components make no sense that another form has not, a note where the bars
divide, or stand around letters that are set as vectors.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.terms import (
    Apply,
    Negative,
    Power,
    Product,
    Quotient,
    Reference,
    Sum,
    Term,
    Transposed,
    walk,
)
from cellc.ops import Reduction
from cellc.patterns import regex
from cellc.syntax.said_brackets import says_absolute

Shapes = dict[str, Shape]
_BARS = regex(r"\||∣|\\[lr]?vert(?![A-Za-z])")
_SET_AS_VECTOR = regex(r"\\(?:mathbf|boldsymbol|bm|pmb|vec)(?![A-Za-z])|[𝐚-𝐳𝒂-𝒛]")


def refuse_lengths(
    resolved: Resolved, shapes: Shapes, diagnostics: Diagnostics
) -> None:
    """Report the bars that are rather those of a norm; tell of those that can be."""
    if "|" not in diagnostics.source.text and "vert" not in diagnostics.source.text:
        return
    found = _Lengths(shapes, diagnostics)
    for definition in resolved.definitions:
        for term in walk(definition.term):
            found.look(term)
    if found.doubtful and not says_absolute(diagnostics.source.text):
        found.report()


class _Lengths:
    def __init__(self, shapes: Shapes, diagnostics: Diagnostics) -> None:
        self.shapes = shapes
        self.diagnostics = diagnostics
        self.doubtful: dict[Span, tuple[Apply, str]] = {}  # and why, "" for a note

    def look(self, term: Term) -> None:
        match term:
            case Power(base=Apply() as bars, exponent=exponent) if exponent % 2 == 0:
                if self._are_bars(bars):
                    why = "the squares of absolute values are squares"
                    self._doubt(bars, why)
            case Quotient(left=left, right=right):
                for each in self._factors(right):
                    self._divides(left, each)
            case Apply() if self._are_bars(term):
                typed = self._typed(term)
                if _SET_AS_VECTOR.search(typed):
                    self._doubt(term, "")

    def _divides(self, over: Term, bars: Term) -> None:
        if not isinstance(bars, Apply) or not self._are_bars(bars):
            return
        inner = self._typed(bars.arguments[0])
        own = any(self._typed(each) == inner for each in self._factors(over))
        if own:
            why = "divided by it each component is 1 or -1"
        elif any(map(self._is_inner, self._factors(over))):
            why = "it divides an inner product, which is a number"
        else:
            why = ""
        self._doubt(bars, why)

    def _doubt(self, bars: Apply, why: str) -> None:
        _, known = self.doubtful.get(bars.span, (bars, ""))
        self.doubtful[bars.span] = bars, why or known

    def _factors(self, term: Term) -> Iterator[Term]:
        match term:
            case Product(left=left, right=right) if not self._is_inner(term):
                yield term  # W x_t of s_t W x_t
                yield from self._factors(left)
                yield from self._factors(right)
            case Negative(operand=inner) | Power(base=inner):
                yield from self._factors(inner)
            case _:
                yield term

    def _is_inner(self, term: Term) -> bool:
        match term:
            case Product(left=Transposed(operand=left)):
                return self._is_vector(left)
            case Apply(operation=Reduction(keeps=False)):
                return True
        return False

    def _are_bars(self, term: Apply) -> bool:
        """Whether it is `|v|` of a vector v, and not `abs(v)`."""
        return (
            term.operation.name == "abs"
            and _BARS.match(self._typed(term)) is not None
            and self._is_vector(term.arguments[0])
        )

    def _is_vector(self, term: Term) -> bool:
        match term:
            case Reference(identifier=identifier):
                shape = self.shapes[identifier]
                return len(shape) == 1 and shape[0] != 1
            case Apply(operation=Reduction(keeps=False)) | Transposed():
                return False
            case Apply(arguments=arguments):
                return any(map(self._is_vector, arguments))
            case Negative(operand=inner) | Power(base=inner):
                return self._is_vector(inner)
            case Product(left=left, right=right):
                if self._is_inner(term):
                    return False
                return self._is_vector(left) or self._is_vector(right)
            case Sum(left=left, right=right) | Quotient(left=left, right=right):
                return self._is_vector(left) or self._is_vector(right)
        return False

    def _typed(self, term: Term) -> str:
        return "".join(self.diagnostics.source.snippet(term.span).split())

    def report(self) -> None:
        every = sorted(self.doubtful.items(), key=lambda each: each[0])
        refused = [found for _, found in every if found[1]]
        source = self.diagnostics.source
        for bars, why in refused or [every[0][1]]:
            typed = source.snippet(bars.span)
            inner = source.snippet(bars.arguments[0].span)
            if refused:
                self.diagnostics.error(
                    "E0131",
                    f"`{typed}` of a vector can be its norm, or the absolute values of "
                    f"its components; {why}",
                    bars.span,
                    help=f"write ‖{inner}‖ for the norm, abs({inner}) for the absolute "
                    "values",
                )
            else:
                self.diagnostics.note(
                    "N0642",
                    f"`{typed}` is read component by component, as absolute values",
                    bars.span,
                    help=f"write ‖{inner}‖ for the norm of the vector",
                )
