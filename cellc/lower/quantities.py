r"""A letter of a function that stands for a quantity: `\sigma \xi_t`, σ = 0.1.

In: equations, facts, and what sentences say beside them.  Out: the names of functions
that are values here.  σ is the logistic function where nothing says otherwise; what the
text gives a number or a shape, or calls a scale, is that value wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.asides import said_of
from cellc.lower.facts_known import Facts
from cellc.lower.functions import Lambda
from cellc.lower.names import (
    ReadName,
    exponent_of_e,
    is_matrix_word,
    read_name,
    time_lag,
)
from cellc.lower.notation.walk import is_name, names_in, nodes_in
from cellc.ops import spelled
from cellc.patterns import regex
from cellc.syntax.nodes import (
    Binary,
    Group,
    Juxtaposition,
    Node,
    Scripted,
    Statement,
)

# letters that papers have for noise, where no equation defines them
_NOISE = frozenset(["epsilon", "varepsilon", "xi", "eta", "zeta", "nu"])
_PRODUCTS = frozenset(["⊙", "*", "·", "×", "∘"])
_BE = (
    r"(?:is|are|was|denotes?|represents?|being|controls?|sets?|determines?|scales?|"
    r"stands\s+for|specifies|governs|:)"
)
_NOUN = (
    r"(?:standard\s+deviations?|std|variances?|levels?|scal(?:e|ing)|strengths?|"
    r"amplitudes?|magnitudes?|intensity|coefficients?|constants?|scalars?|numbers?|"
    r"gains?|widths?|temperature|(?:hyper-?)?parameters?|factors?)"
)
_FUNCTION = (
    r"(?:functions?|sigmoid\w*|logistic|activations?|non-?linear\w*|tanh|tangent|relu|"
    r"operator|map(?:ping)?)"
)
_IS = regex(
    rf"[$`]?,?\s*(?:{_BE}\s+|\()(?:(?!{_FUNCTION}\b)[\w-]+\s+){{0,5}}?{_NOUN}\b(?!\s+{_FUNCTION})",
    re.IGNORECASE,
)
_OF = regex(rf"\b{_NOUN}(?:\s+of)?\s*[$`(]*\s*\Z", re.IGNORECASE)
_FAR = 60  # characters in front of a letter


@dataclass
class _Uses:
    """Where a letter stands: applied like a function, as a factor, beside noise."""

    applied: list[Span] = field(default_factory=list)
    plain: list[Span] = field(default_factory=list)
    noisy: list[tuple[Span, Span]] = field(default_factory=list)  # and the noise
    whole: dict[Span, tuple[Span, Span]] = field(default_factory=dict)


def quantities(
    statements: Sequence[Statement],
    heads: Collection[str],
    facts: Facts,
    asides: Sequence[Statement],
    diagnostics: Diagnostics,
) -> frozenset[str]:
    """The names of functions that are values; reports what can be both.

    heads: what an equation defines.
    """
    reader = _Reader(statements, heads, facts, diagnostics)
    given = {*facts.numbers, *facts.constants, *facts.shapes, *reader.settled}
    found: set[str] = set()
    for identifier, uses in reader.uses.items():
        said = identifier in given
        if not said and uses.plain and identifier not in facts.functions:
            aside = said_of(identifier, asides, diagnostics.source) is not None
            said = aside or _is_called_quantity(uses.plain[0], diagnostics)
            if not said and uses.noisy:
                _refuse_scale(*uses.noisy[0], diagnostics)
                found.add(identifier)
        if not said:
            continue
        if uses.applied or identifier in facts.functions:
            _refuse_both(identifier, uses, facts, diagnostics)
        found.add(identifier)
    return frozenset(found)


class _Reader:
    """Finds the uses of the letters of functions."""

    def __init__(
        self,
        statements: Sequence[Statement],
        heads: Collection[str],
        facts: Facts,
        diagnostics: Diagnostics,
    ) -> None:
        self.facts, self.heads = facts, heads
        self.silent = Diagnostics(diagnostics.source)
        self.uses: dict[str, _Uses] = {}
        lefts = (self._name(each.sides[0]) for each in statements)
        self.settled = {
            each.identifier for each in lefts if each is not None and each.lag is None
        }
        for side in (*_sides(statements), *_bodies(facts)):
            self._read(side)

    def _name(self, node: Node) -> ReadName | None:
        return read_name(node, self.silent) if is_name(node) else None

    def _letter(self, node: Node) -> ReadName | None:
        """A name that could be a function, without a step."""
        name = self._name(node)
        if name is None or name.lag is not None or name.transposed:
            return None
        letter = name.is_single_letter and spelled(name.identifier) is not None
        given = {*self.facts.numbers, *self.facts.constants} & {*self.facts.functions}
        return name if letter or name.identifier in given else None

    def _read(self, side: Node) -> None:
        read: set[int] = set()
        for node in nodes_in(side):
            if isinstance(node, Juxtaposition):
                for at, each in enumerate(node.factors):
                    name = self._letter(each)
                    if name is not None:
                        read.add(id(each))
                        self._factor(name, node.factors, at)
            elif isinstance(node, Binary):
                self._beside_noise(node)
            elif (exponent := exponent_of_e(node, frozenset())) is not None:
                self._read(exponent)
            elif id(node) not in read and (name := self._letter(node)) is not None:
                self._of(name).plain.append(name.span)

    def _beside_noise(self, node: Binary) -> None:
        """`σ ⊙ ε_t`."""
        for one, other in ((node.left, node.right), (node.right, node.left)):
            name = self._letter(one)
            product = node.operator in _PRODUCTS
            if name is not None and product and self._is_noise(other):
                self._of(name).noisy.append((name.span, other.span))

    def _of(self, name: ReadName) -> _Uses:
        return self.uses.setdefault(name.identifier, _Uses())

    def _factor(self, name: ReadName, factors: Sequence[Node], at: int) -> None:
        uses, behind = self._of(name), factors[at + 1 :]
        argument = behind[0] if behind else None
        if isinstance(argument, Scripted) and isinstance(argument.base, Group):
            argument = argument.base
        if isinstance(argument, Group) and argument.bracket == "(":
            if self._is_applied(argument, factors[:at]):
                uses.applied.append(name.span)
                uses.whole[name.span] = (name.span, argument.span)
            return
        uses.plain.append(name.span)
        if any(map(self._is_noise, behind)):
            uses.noisy.append((name.span, behind[0].span | behind[-1].span))

    def _is_noise(self, node: Node) -> bool:
        name = self._name(node)
        if name is None or name.lag is None:
            return False
        undefined = name.identifier not in self.heads
        return name.identifier in self.facts.noise or (
            name.base in _NOISE and undefined
        )

    def _is_applied(self, argument: Group, before: Sequence[Node]) -> bool:
        """Whether brackets behind a letter are an argument, and no factor.

        Products of matrices are what functions are applied to; behind a number, and
        around noise or constants, the brackets can only be a factor.
        """
        if len(argument.items) != 1 or time_lag(argument) is not None:
            return False
        names = [self._name(each) for each in names_in(argument.items[0])]
        inside = [each for each in names if each is not None]
        if any(each.is_matrix_like or is_matrix_word(each.base) for each in inside):
            return True
        timed = [each for each in inside if each.lag is not None]
        if not timed or any(each.identifier in self.facts.noise for each in timed):
            return False
        return not (before and all(map(self._is_number, before)))

    def _is_number(self, node: Node) -> bool:
        """`0.1`, α, `\\sqrt{2 \\alpha}`: nothing that varies, and no matrix."""
        names = [self._name(each) for each in names_in(node)]
        return all(
            each is not None and each.lag is None and not each.is_matrix_like
            for each in names
        )


def _sides(statements: Sequence[Statement]) -> Iterator[Node]:
    return (side for each in statements for side in each.sides[1:])


def _bodies(facts: Facts) -> Iterator[Node]:
    return (each.body for each in facts.functions.values() if isinstance(each, Lambda))


def _is_called_quantity(place: Span, diagnostics: Diagnostics) -> bool:
    """Whether a sentence calls a letter a scale, a level, a standard deviation."""
    text = diagnostics.source.text
    typed = diagnostics.source.snippet(place)
    letter = regex(rf"(?<![\w\\^{{]){re.escape(typed)}(?![\w{{]*[A-Za-z_({{])")
    for found in letter.finditer(text):
        power = re.match(r"\^\{?2\}?", text[found.end() :])
        end = found.end() + (power.end() if power else 0)
        before = text[max(found.start() - _FAR, 0) : found.start()]
        if _IS.match(text, end) or _OF.search(before):
            return True
    return False


def _refuse_scale(place: Span, noise: Span, diagnostics: Diagnostics) -> None:
    """`σ ξ_t` where nothing says what σ is."""
    snippet = diagnostics.source.snippet
    typed, whole = snippet(place), snippet(place | noise)
    diagnostics.error(
        "E0310",
        f"`{whole}` can be the logistic function of noise, or noise times a scale "
        f"`{typed}`",
        place | noise,
        help=f"for the scale declare it in the where block, {typed} ∈ ℝ = 0.1; for "
        f"the function write {typed}({snippet(noise)})",
    )


def _refuse_both(
    identifier: str, uses: _Uses, facts: Facts, diagnostics: Diagnostics
) -> None:
    """A letter that is a quantity, and is applied or defined as a function."""
    snippet = diagnostics.source.snippet
    place = uses.applied[0] if uses.applied else uses.plain[0] if uses.plain else None
    if place is None:
        return
    typed = snippet(place)
    said = facts.places.get(identifier)
    shape = facts.shapes.get(identifier)
    said = said or (shape.span if shape else None)
    where = place
    help_line = "give the function and the quantity letters of their own"
    message = f"`{typed}` is defined as a function, and given as a quantity"
    if uses.applied:
        first, argument = uses.whole[place]
        where = first | argument
        message = (
            f"`{snippet(where)}` can be the function of what is in the brackets, or "
            f"their product with the quantity `{typed}`"
        )
        name = "sigmoid" if identifier == "sigma" else "f"
        inner = snippet(argument)
        help_line = (
            f"write {name}{inner} for the function, {typed} ⊙ {inner} for the product"
        )
    other = [each for each in uses.plain if each != place][:1]
    labels = [Label(said, "given here")] if said else []
    labels += [Label(each, "a factor here") for each in other]
    diagnostics.error("E0310", message, where, labels=tuple(labels), help=help_line)
