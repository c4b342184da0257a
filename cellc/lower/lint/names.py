"""W0501: a name used once that differs from another by a slip of the hand.

A timed name that nothing defines is an input, and an untimed one a parameter: a
misspelled name compiles.  What is declared is meant; families of names, such as W_f and
W_i, differ in a label, which is no slip here.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.lower.likeness import Kind, accents_of, difference, signatures
from cellc.lower.lint.said_inputs import is_said_input
from cellc.lower.lint.uses import Use, Uses, feeding
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.spelling import bare
from cellc.lower.suggest import did_you_mean, names_of
from cellc.lower.terms import (
    Apply,
    Negative,
    Product,
    Reference,
    Sum,
    Term,
    children,
    references,
)
from cellc.lower.undetermined import declaration

_DRESS = frozenset({Kind.ACCENT, Kind.MARK})
_TWICE = frozenset({Kind.CASE, Kind.FORM})  # slips that come in pairs


def warn_of_misspellings(
    resolved: Resolved,
    uses: Uses,
    shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> None:
    """Report inputs and parameters that are probably another name, misspelled."""
    checker = _Checker(resolved, uses, shapes)
    for identifier in (*resolved.inputs, *resolved.parameters):
        if identifier in resolved.facts.places:
            continue
        if _warn_of_form(identifier, checker, diagnostics) or len(uses[identifier]) > 2:
            continue
        if identifier in resolved.parameters and _warn_of_glued(
            identifier, checker, diagnostics
        ):
            continue
        likely = dict(checker.likely(identifier))
        typed = diagnostics.source.snippet(uses[identifier][0].span)
        if likely and not is_said_input(typed, diagnostics.source.text):
            _warn(identifier, likely, checker, diagnostics)


def _warn_of_form(identifier: str, checker: _Checker, diagnostics: Diagnostics) -> bool:
    r"""Report `\\varepsilon` beside an `ε = 0.1`, or an equation for it."""
    facts = checker.resolved.facts
    lefts = {each: found.left for each, found in checker.defined.items()}
    known = {**lefts, **facts.places}
    other = next((each for each in known if _is_form(identifier, each)), None)
    if other is None:
        return False
    use = checker.uses[identifier][0]
    source = diagnostics.source
    typed, meant = bare(source.snippet(use.span)), bare(source.snippet(known[other]))
    role = "an input" if identifier in checker.resolved.inputs else "a parameter"
    lag = use.reference.lag
    alike = not lag and (other in checker.timed) == (lag is not None)
    line = declaration(typed, checker.shapes[identifier], source)
    diagnostics.warning(
        "W0501",
        f"`{typed}` is defined nowhere, so it is {role}; `{meant}` is another form of "
        "this letter",
        use.span,
        labels=(Label(known[other], "this one is known"),),
        help=f"write one form of the letter if one name is meant; if it is {role}, say "
        f"so in the where block: {line}{' is input' * role.endswith('input')}",
        edit=Edit(use.span, meant) if alike else None,
    )
    return True


def _is_form(identifier: str, other: str) -> bool:
    return difference(identifier, other) == frozenset([Kind.FORM])


class _Checker:
    """Finds what a name could be meant for, without comparing all with all."""

    def __init__(
        self, resolved: Resolved, uses: Uses, shapes: dict[str, Shape]
    ) -> None:
        self.resolved = resolved
        self.uses = uses
        self.shapes = shapes
        self.defined = {each.identifier: each for each in resolved.definitions}
        self.timed = {each.identifier for each in resolved.definitions if each.timed}
        self.timed |= {*resolved.inputs}
        self.alike: dict[str, list[str]] = {}
        for identifier in (*self.defined, *resolved.inputs, *resolved.parameters):
            for word in signatures(identifier):
                self.alike.setdefault(word, []).append(identifier)

    def likely(self, identifier: str) -> Iterator[tuple[str, Kind]]:
        near = [
            each
            for word in signatures(identifier)
            for each in self.alike[word]
            if each != identifier
        ]
        for other in dict.fromkeys(near):
            kinds = difference(identifier, other)
            if kinds is None or len(kinds) != 1 or Kind.LABEL in kinds:
                continue  # too many names differ in a label
            (kind,) = kinds
            if self._is_slip(identifier, other, kind):
                yield other, kind
        gate = identifier.removesuffix("_c")
        if (
            gate != identifier
            and self.is_gate(gate)
            and self._is_slip(identifier, gate, Kind.MARK)
        ):
            yield gate, Kind.LABEL  # z^c, the complement

    def is_gate(self, identifier: str) -> bool:
        if identifier not in self.defined:
            return False
        term = self.defined[identifier].term
        return isinstance(term, Apply) and term.operation.name == "sigmoid"

    def _is_slip(self, identifier: str, other: str, kind: Kind) -> bool:
        """Whether the one is probably meant to be the other."""
        if len(self.shapes[identifier]) != len(self.shapes[other]):
            return False  # W and w
        if (identifier in self.timed) != (other in self.timed):
            return False
        once = len(self.uses[identifier]) == 1
        if other not in self.defined:
            # two inputs may differ in a dot or a bar, and so may two parameters
            if kind is Kind.FORM:  # ε and ϵ: the second is the slip
                return self.uses[other][0].span < self.uses[identifier][0].span
            often = len(self.uses[other]) > 1
            return once and often and kind not in (*_DRESS, Kind.LOOK)
        if not (once or kind in _TWICE or (kind in _DRESS and self.is_gate(other))):
            return False
        if identifier in self.timed and len(self.resolved.inputs) == 1:
            return False  # the cell has no other input
        definition = self.uses[identifier][0].definition
        if kind in _DRESS:
            dressed = len(accents_of(identifier)) > len(accents_of(other))
            dressed = dressed or identifier == f"{other}_c"
            names = {identifier, other}
            if _are_compared(definition.term, names, weighed=not dressed):
                return False
        return not self._is_made_from(self.defined[other], identifier, kind)

    def _is_made_from(self, other: Definition, identifier: str, kind: Kind) -> bool:
        """Whether the defined name is an encoding of the input: X_t = E x_t."""
        used = [each.identifier for each in references(other.term)]
        if identifier not in used:
            return False
        return kind in (*_DRESS, Kind.LOOK) or not any(
            each in self.defined for each in used
        )


def _are_compared(term: Term, names: set[str], *, weighed: bool) -> bool:
    """Whether one is set against the other, as a value and its estimate are.

    That is `x - x̂`, and `m ⊙ x + (1 - m) ⊙ x̂`.

    weighed: whether sums of both, each with factors, are such too.
    """
    if not isinstance(term, Sum):
        parts = children(term)
        return any(_are_compared(each, names, weighed=weighed) for each in parts)
    addends = _addends(term)
    found = [names & {*_factors(each)} for each in addends]
    if all({each} in found for each in names):
        alone = all(isinstance(_positive(each), Reference) for each in addends)
        negative = any(isinstance(each, Negative) for each in addends)
        if not alone:
            return weighed or negative
        return len(addends) == 2 and negative
    return any(_are_compared(each, names, weighed=weighed) for each in addends)


def _addends(term: Term) -> list[Term]:
    if isinstance(term, Sum):
        return [*_addends(term.left), *_addends(term.right)]
    return [term]


def _positive(term: Term) -> Term:
    return term.operand if isinstance(term, Negative) else term


def _factors(term: Term) -> Iterator[str]:
    """The names that an addend is a product of; none of one with a matrix."""
    factors = [_positive(term)]
    while any(isinstance(each, Product) for each in factors):
        factors = [
            part
            for each in factors
            for part in (
                (each.left, each.right) if isinstance(each, Product) else (each,)
            )
        ]
    named = [each for each in factors if isinstance(each, Reference)]
    if not any(each.matrix_like for each in named):
        yield from (each.identifier for each in named)


def _warn_of_glued(
    identifier: str, checker: _Checker, diagnostics: Diagnostics
) -> bool:
    """Report `ft` beside `f_t`, an index without its `_`; whether it is that."""
    name = identifier.removesuffix("t")
    if name == identifier or name not in checker.defined or name not in checker.timed:
        return False
    use = checker.uses[identifier][0]
    names = names_of(checker.resolved, diagnostics.source)
    typed, meant = names.typed[identifier][None], names.like(name, 0)
    if meant is None or meant == typed:
        return False
    line = declaration(typed, checker.shapes[identifier], diagnostics.source)
    circle = use.definition.identifier in feeding(name, checker.resolved)
    meant = (names.like(name, 1) or meant) if circle else meant
    diagnostics.warning(
        "W0501",
        f"`{typed}` is defined nowhere, so it is a parameter; `{meant}` has the same "
        "letters",
        use.span,
        labels=(_other_place(name, checker),),
        help=f"did you mean `{meant}`? if it is a parameter, say so in the where "
        f"block: {line}",
        edit=Edit(Span(use.span.start, use.span.start + len(typed)), meant),
    )
    return True


def _warn(
    identifier: str,
    likely: dict[str, Kind],
    checker: _Checker,
    diagnostics: Diagnostics,
) -> None:
    use = checker.uses[identifier][0]
    names = names_of(checker.resolved, diagnostics.source)
    other, kind = next(iter(likely.items()))
    circle = use.definition.identifier in feeding(other, checker.resolved)
    lag = 1 if circle else use.reference.lag
    near = did_you_mean(identifier, lag, use.span, likely, names)
    typed = names.typed[identifier][use.reference.lag]
    meant = [names.like(each, lag) or each for each in likely]
    is_input = identifier in checker.resolved.inputs
    role = "an input" if is_input else "a parameter"
    often = "once" if len(checker.uses[identifier]) == 1 else "twice"
    line = declaration(typed, checker.shapes[identifier], diagnostics.source)
    help, edit = near.help, near.edit
    if kind in (*_DRESS, Kind.LABEL) and checker.is_gate(other):
        help, edit = f"for the complement of the gate write (1 - {meant[0]}); ", None
    diagnostics.warning(
        "W0501",
        f"`{typed}` is used {often} and defined nowhere, so it is {role}; it differs "
        f"from {' and '.join(f'`{each}`' for each in meant)} only in {kind}",
        use.span,
        labels=(_other_place(other, checker),),
        help=f"{help}if it is {role}, say so in the where block: "
        f"{line}{' is input' * is_input}",
        edit=edit,
    )


def _other_place(other: str, checker: _Checker) -> Label:
    if other in checker.defined:
        return Label(checker.defined[other].left, "defined here")
    uses: list[Use] = checker.uses[other]
    often = "once" if len(uses) == 1 else f"{len(uses)} times"
    return Label(uses[0].span, f"the other name, used {often}")
