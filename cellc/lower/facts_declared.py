"""Declarations of the `where` block: shapes, constants, roles, initialisers."""

from __future__ import annotations

from sympy import Expr, Integer, Mul

from cellc.diagnostics import Diagnostics, Edit
from cellc.ir import Initializer, Noise, size_symbol
from cellc.lower.facts_known import (
    DeclaredShape,
    Drawn,
    Facts,
    plain_name,
    refuse_second,
)
from cellc.lower.facts_spoken import agrees
from cellc.lower.likeness import within_a_letter
from cellc.lower.names import ReadName, is_name, read_name, with_time_argument
from cellc.lower.numbers import read_number, refuse_out_of_range
from cellc.lower.values import repeats
from cellc.syntax.draws import is_drawn_from
from cellc.syntax.nodes import (
    Binary,
    Call,
    Declaration,
    Group,
    Init,
    Juxtaposition,
    Name,
    Node,
    Number,
    Scripted,
)

SCHEMES = {  # name -> whether it takes a number
    "zeros": False,
    "ones": False,
    "identity": True,
    "orthogonal": True,
    "glorot": False,
    "uniform": True,
    "normal": True,
}
ROLES = ("input", "static", "parameter", "frozen", "state", "noise")
MAX_SIZE = 1_000_000


def declare(fact: Declaration, facts: Facts, diagnostics: Diagnostics) -> None:
    if len(fact.dimensions) > 2:
        if not fact.spoken:
            _refuse_axes(fact, diagnostics)
        return
    dimensions = [dimension(node, facts, diagnostics) for node in fact.dimensions]
    several = [dimension(node, facts, diagnostics) for node in fact.each]
    for node in fact.names:
        name = plain_name(node, diagnostics)
        if name is None:
            continue
        identifier = name.identifier
        if fact.often is not None and not _is_once(fact, node, name, diagnostics):
            continue
        static = fact.often is not None or facts.roles.get(identifier) == "static"
        if fact.is_drawn and _is_without_step(node, name, labelled=static):
            drawn = Drawn(fact.span, fact.spoken, _law(fact.role))
            facts.drawn.setdefault(identifier, drawn)
            if fact.often is not None:
                facts.places.setdefault(identifier, name.span)
                facts.roles.setdefault(identifier, fact.often.text)
            continue
        if not fact.sized:
            _role_alone(identifier, fact, name, facts, diagnostics)
            continue
        if repeats(fact, name, facts, diagnostics):
            continue
        known = tuple(each for each in (*several, *dimensions) if each is not None)
        shape = DeclaredShape(known, fact.span, fact.spoken)
        if identifier in facts.shapes:
            if fact.spoken:
                agrees(name, shape, facts, diagnostics)
            else:
                refuse_second(name, facts.places[identifier], diagnostics)
            continue
        facts.places[identifier] = name.span
        if len(known) == len(dimensions) + len(fact.each):
            facts.shapes[identifier] = shape
        if fact.value is not None:
            _constant(identifier, fact, facts, diagnostics)
        if fact.role is not None:
            _role(identifier, fact.role, facts, diagnostics)
        for init in fact.inits[:1]:
            _initializer(identifier, init, len(dimensions), facts, diagnostics)
        for init in fact.inits[1:]:
            diagnostics.error(
                "E0305",
                "this parameter has two initialisers",
                init.span,
                help="keep one of them",
            )


def _role_alone(
    identifier: str,
    fact: Declaration,
    name: ReadName,
    facts: Facts,
    diagnostics: Diagnostics,
) -> None:
    """`W is frozen`, whose shape another line says, or the equations."""
    if identifier in facts.roles:
        refuse_second(name, facts.places[identifier], diagnostics)
        return
    facts.places.setdefault(identifier, name.span)
    assert fact.role is not None
    _role(identifier, fact.role, facts, diagnostics)


def _law(role: Name | None) -> Noise | None:
    """The distribution of `noise bernoulli 0.9`; None if it is none that is drawn."""
    words = role.text.split() if role is not None else []
    if len(words) != 3 or not is_drawn_from(*words[1:]):
        return None
    return Noise(words[1], _probability(words[1:]))


def _is_once(
    fact: Declaration, node: Node, name: ReadName, diagnostics: Diagnostics
) -> bool:
    """Whether `m ~ Bernoulli(0.9) is static` has that word, and a name without t."""
    assert fact.often is not None
    if fact.often.text != "static":
        diagnostics.error(
            "E0304",
            f"`{fact.often.text}` does not say how often this is drawn",
            fact.often.span,
            help="write is static for one draw for a whole sequence, nothing for one "
            "at every step",
        )
        return False
    if not _is_without_step(
        node, name, labelled=True
    ):  # and it is noise, for what follows
        diagnostics.error(
            "E0307",
            "this is drawn once for a whole sequence, under a name that has a step",
            fact.span,
            help="take the step off, here and in the equations; or remove `is static`, "
            "for a draw at every step",
        )
    return True


def _is_without_step(node: Node, name: ReadName, *, labelled: bool) -> bool:
    """`m ~ Bernoulli(0.9)`, and `J_{ij} ~ N(0, 1)`: without a step.

    labelled: whether what stands below is a label, `m_h` of what is static.
    """
    bare, lag = with_time_argument(node)
    if lag is not None or name.lag is not None:
        return False
    below = isinstance(bare, Scripted) and bare.position == "sub"
    return labelled or name.is_matrix_like or not below


def _refuse_axes(fact: Declaration, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0412",
        f"this has {len(fact.dimensions)} axes; a name is a number, a vector or a "
        "matrix",
        fact.span,
        help="write it as several matrices, each with a name of its own",
    )


def _constant(
    identifier: str, fact: Declaration, facts: Facts, diagnostics: Diagnostics
) -> None:
    value = read_number(fact.value)
    assert fact.value is not None
    if value is None and refuse_out_of_range(fact.value, diagnostics):
        return
    if value is None or fact.dimensions:
        diagnostics.error(
            "E0303",
            "a constant is one number with a number as its value",
            fact.value.span,
            help="write γ ∈ ℝ = 0.01",
        )
        return
    facts.constants[identifier] = float(value)


def _role(identifier: str, role: Name, facts: Facts, diagnostics: Diagnostics) -> None:
    text, *drawn = role.text.split()
    if drawn:
        facts.noise[identifier] = Noise(drawn[0], _probability(drawn))
    elif text == "noise":
        facts.noise[identifier] = Noise("normal")
    if text not in ROLES:
        near = [each for each in ROLES if within_a_letter(text.lower(), each)]
        question = f"did you mean `{near[0]}`? " if near else ""
        diagnostics.error(
            "E0304",
            f"`{role.text}` is no role",
            role.span,
            help=f"{question}a role is one of: " + ", ".join(ROLES),
            edit=Edit(role.span, near[0]) if near else None,
        )
        return
    facts.roles[identifier] = text


def _probability(drawn: list[str]) -> float | None:
    """The number of `bernoulli 0.9`."""
    return float(drawn[1]) if drawn[0] == "bernoulli" else None


def _initializer(
    identifier: str, init: Init, rank: int, facts: Facts, diagnostics: Diagnostics
) -> None:
    scheme = init.scheme
    if scheme != "constant" and scheme not in SCHEMES:
        diagnostics.error(
            "E0305",
            f"`{scheme}` is no way to initialise",
            init.span,
            help="write a number, or one of: " + ", ".join(SCHEMES),
        )
        return
    takes_number = SCHEMES.get(scheme, True)
    if init.argument is not None and not takes_number:
        diagnostics.error(
            "E0305",
            f"`{scheme}` takes no number",
            init.span,
            help=f"write init {scheme}",
        )
        return
    least = {"identity": 2, "orthogonal": 2, "glorot": 1}.get(scheme, 0)
    if rank is not None and rank < least:
        diagnostics.error(
            "E0305",
            f"`{scheme}` initialises a matrix{', or a vector as one row' * (least < 2)}"
            ", and this is none",
            init.span,
            help="write a number, zeros, ones, uniform(0.1) or normal(0.1)",
        )
        return
    if scheme in ("uniform", "normal") and init.argument is None:
        diagnostics.error(
            "E0305",
            f"`{scheme}` needs its width",
            init.span,
            help=f"write init {scheme}(0.1)",
        )
        return
    if init.argument is not None and not abs(init.argument) < 1e300:
        diagnostics.error(
            "E0212",
            "this number does not fit a floating-point number",
            init.span,
            help="write a number between -1e300 and 1e300",
        )
        return
    facts.initializers[identifier] = Initializer(scheme, init.argument)


def dimension(node: Node, facts: Facts, diagnostics: Diagnostics) -> Expr | None:
    """A size: a number, a name, or a sum of sizes and of products of them."""
    size = _size(node, facts, diagnostics)
    if size is None:
        diagnostics.error(
            "E0306",
            "this is no size",
            node.span,
            help="a size is a number, a name, or a sum such as h+x or 4h",
        )
    return size


def _product(
    factors: tuple[Node, ...], facts: Facts, diagnostics: Diagnostics
) -> Expr | None:
    """`4h`, `H d`: sizes side by side."""
    sizes = [_size(each, facts, diagnostics) for each in factors]
    return Mul(*sizes) if None not in sizes else None


def _size(node: Node, facts: Facts, diagnostics: Diagnostics) -> Expr | None:
    match node:
        case Number(text=text) if text.isdigit() and 0 < int(text[:8]) <= MAX_SIZE:
            return Integer(int(text[:8]))
        case Group(items=(inner,)):
            return _size(inner, facts, diagnostics)
        case Call(function="abs", argument=inner) if is_name(inner):
            return _size(inner, facts, diagnostics)  # |V|: how many V has
        case Binary(operator="+", left=left, right=right):
            first = _size(left, facts, diagnostics)
            second = _size(right, facts, diagnostics)
            return first + second if first is not None and second is not None else None
        case Juxtaposition(factors=factors):
            return _product(factors, facts, diagnostics)
        case Binary(operator="*" | "·", left=left, right=right):
            return _product((left, right), facts, diagnostics)
    name = read_name(node, diagnostics)
    if name is None or name.power is not None or name.transposed:
        return None
    value = facts.numbers.get(name.identifier)
    if value is not None:
        facts.used.add(name.identifier)
        return value if value.q == 1 and 0 < value <= MAX_SIZE else None
    return size_symbol(name.identifier)
