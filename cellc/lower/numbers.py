"""Numbers of a spec, read exactly and within the range of floating point."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Rational

from cellc.diagnostics import Diagnostics, Source, Span
from cellc.lower.names import read_name
from cellc.syntax.nodes import Binary, Group, Name, Negation, Node, Number, Scripted

MAX_DIGITS = 40
MAX_DECIMAL_EXPONENT = 300
MAX_EXPONENT = 16
MAX_DENOMINATOR = 10_000  # of an exponent such as 0.98


def parse_number(text: str) -> Rational | None:
    """The number that a literal spells, exactly; None if it is out of range."""
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > 6:
        return None
    if exponent and abs(int(exponent)) > MAX_DECIMAL_EXPONENT:
        return None
    return Rational(text)


def read_number(
    node: Node | None,
    named: Mapping[str, Rational] | None = None,
    used: set[str] | None = None,
) -> Rational | None:
    """The value of a number, a negative one, a quotient of numbers, or a named one.

    Names that are read are added to `used`.
    """
    match node:
        case Number(text=text):
            return parse_number(text)
        case Negation(operand=operand):
            inner = read_number(operand, named, used)
            return None if inner is None else -inner
        case Binary(operator="/", left=left, right=right):
            top, bottom = (
                read_number(left, named, used),
                read_number(right, named, used),
            )
            return top / bottom if top is not None and bottom else None
        case Group(items=(inner_node,)):
            return read_number(inner_node, named, used)
        case Scripted(base=Number(text=text), position="super", items=(exponent,)):
            return power(parse_number(text), read_number(exponent, named, used))
        case Name() if named:
            name = read_name(node, Diagnostics(Source("")))
            if name is None:
                return None
            if used is not None:
                used.add(name.identifier)
            return named.get(name.identifier)
    return None


def power(base: Rational | None, exponent: Rational | None) -> Rational | None:
    """`10^{-3}`: a power of a number whose value is exact and in range."""
    if base is None or exponent is None or not exponent.is_Integer or base == 0:
        return None
    size = max(abs(base.p), base.q)
    if abs(exponent) * len(str(size)) > MAX_DECIMAL_EXPONENT:
        return None
    return Rational(base**exponent)


def refuse_out_of_range(node: Node, diagnostics: Diagnostics) -> bool:
    """Whether a number of a fact is out of range; reports it."""
    match node:
        case Number(text=text) if parse_number(text) is None:
            report_out_of_range(node.span, diagnostics)
            return True
        case Negation(operand=inner) | Group(items=(inner,)):
            return refuse_out_of_range(inner, diagnostics)
        case Binary(operator="/", left=left, right=right):
            found = [refuse_out_of_range(each, diagnostics) for each in (left, right)]
            return any(found)
    return False


def report_out_of_range(span: Span, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0212",
        "this number does not fit a floating-point number",
        span,
        help="write at most 40 digits and an exponent between -300 and 300",
    )
