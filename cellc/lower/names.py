"""Reading a name: which of its scripts are time, label, power or transpose."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.lower.identifiers import GREEK_NAMES, latin, spell
from cellc.patterns import regex
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Scripted,
)

TIME = "t"
OVER = " over "  # in the call that a function over positions is, `sum over i`
ENTRY = "entry "  # the call that one component or row is, `entry 0 of 3`
RUNNING = "running"  # the script of an index that runs, over positions or heads
OWN = "["  # the bracket of such a script that counts components of the name itself
_TRANSPOSE = frozenset(["T", "⊤", "⊺", "top", "intercal"])
_WEIGHTS = regex(
    r"(?i:weight(?!ed|ing|_?decay)|kernel|matrix|matrices)|(?<=[a-z0-9_])W(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name with its scripts understood.

    identifier: ASCII, from the letters, accents and labels together.
    key: the same, structured; two keys with one identifier are a collision.
    lag: None without a time index; 0 at t, 1 at t-1, -1 at t+1.
    power, transposed: what a superscript asks for beyond the name.
    running: its indices that run, over the vectors of a set, `i` of `a_i`, or over
        heads, in the order of their axes.
    shifts: what is added to each of them, the -1 of `a_{i-1}`.
    own: how many of them, the last ones, count its own components, `S_{ij}`.
    """

    identifier: str
    key: tuple[str, ...]
    base: str
    lag: int | None
    power: Node | None
    transposed: bool
    span: Span
    running: tuple[str, ...] = ()
    shifts: tuple[Node | None, ...] = ()
    own: int = 0

    @property
    def is_matrix_like(self) -> bool:
        """An upper-case Latin letter, as papers name matrices."""
        return len(self.base) == 1 and self.base.isupper()

    @property
    def is_single_letter(self) -> bool:
        return len(self.base) == 1 or self.base in GREEK_NAMES


def is_matrix_word(base: str) -> bool:
    """`Wf`, `Wxh`, `W1`: letters and digits behind an upper-case letter, not Greek."""
    return (
        len(base) > 1
        and base not in GREEK_NAMES
        and base.isascii()
        and base[0].isupper()
        and all(each.islower() or each.isdigit() for each in base[1:])
    )


def is_weight_word(identifier: str) -> bool:
    """`inWeight`, `recurrent_kernel`, `hW`: words that say that it is a matrix."""
    return _WEIGHTS.search(identifier) is not None


def time_lag(node: Node) -> int | None:
    """The lag of a time index: 0 for t, 1 for t-1, -1 for t+1; None if it is none."""
    match node:
        case Group(items=(inner,)):
            return time_lag(inner)
        case Name(text=text) if text == TIME:
            return 0
        case Binary(
            operator="+" | "-" as sign, left=Name(text=text), right=Number(text=number)
        ) if text == TIME and number.isdigit() and len(number) < 4:
            return int(number) if sign == "-" else -int(number)
    return None


def read_name(node: Node, diagnostics: Diagnostics) -> ReadName | None:
    """The name that a node spells; None if the node is no name.

    Reports scripts that no reading fits.
    """
    scripts: list[Scripted] = []
    base = node
    while isinstance(base, Scripted):
        scripts.append(base)
        base = base.base
    accents: list[str] = []
    while isinstance(base, Accent):
        accents.append(base.accent)
        base = base.base
    if isinstance(base, Scripted) and accents:
        # an accent over a name with its scripts belongs to the name
        inner = read_name(base, diagnostics)
        if inner is None:
            return None
        base_text = inner.identifier
        own: tuple[str, ...] = ()
        lag = inner.lag
    elif isinstance(base, Name):
        spelled = _spelled(base, diagnostics)
        if spelled is None:
            return None
        base_text, own = spelled
        lag = None
    else:
        return None
    if not scripts:
        accents += own
        key = (base_text, *accents, "_", "^")
        spelled_out = "_".join([base_text, *accents])
        return ReadName(spelled_out, key, base_text, lag, None, False, node.span)
    reader = _ScriptReader(diagnostics, lag)
    for script in reversed(scripts):
        reader.read(script)
    accents += own
    key = (base_text, *accents, "_", *reader.subs, "^", *reader.supers)
    parts = [base_text, *accents, *reader.subs, *reader.supers]
    return ReadName(
        "_".join(parts),
        key,
        base_text,
        reader.lag,
        reader.power,
        reader.transposed,
        node.span,
        tuple(reader.running),
        tuple(reader.shifts),
        reader.own,
    )


def _spelled(
    name: Name, diagnostics: Diagnostics
) -> tuple[str, tuple[str, ...]] | None:
    try:
        return spell(name.text)
    except ValueError as unspelled:
        plain = latin(name.text)
        if plain.isascii():
            script = unicodedata.name(str(unspelled), "").partition(" ")[0].title()
            diagnostics.error(
                "E0201",
                f"`{unspelled}` is a {script} letter that looks like a Latin one",
                name.span,
                help=f"write {plain}",
                edit=Edit(name.span, plain),
            )
            return None
        diagnostics.error(
            "E0201",
            f"the letter `{unspelled}` has no ASCII spelling for the generated code",
            name.span,
            help="use a Latin or Greek letter",
        )
        return None


class _ScriptReader:
    """Sorts the scripts of one name into time, labels, power and transpose."""

    def __init__(self, diagnostics: Diagnostics, lag: int | None) -> None:
        self.diagnostics = diagnostics
        self.lag = lag
        self.subs: list[str] = []
        self.supers: list[str] = []
        self.power: Node | None = None
        self.transposed = False
        self.running: list[str] = []
        self.shifts: list[Node | None] = []
        self.own = 0

    def read(self, script: Scripted) -> None:
        if script.position == RUNNING:
            marks = [each.text for each in script.items if isinstance(each, Name)]
            self.running.append(marks[0])
            self.shifts.append(script.items[1] if len(script.items) > 1 else None)
            self.own += script.bracket == OWN
            return
        if script.position == "prime":  # W' and W'' are two names
            self.supers += [
                each.text for each in script.items if isinstance(each, Name)
            ]
            return
        for item in script.items:
            self._item(item, script)

    def _item(self, item: Node, script: Scripted) -> None:
        lag = time_lag(item)
        if lag is not None:
            if self.lag is not None:
                self.diagnostics.error(
                    "E0202",
                    "this name has two time indices",
                    script.span,
                    help="keep one of them",
                )
            self.lag = lag
        elif script.position == "super" and script.bracket in ("", "{"):
            self._superscript(item)
        else:
            labels = self.subs if script.position == "sub" else self.supers
            labels.extend(self._labels(item))

    def _superscript(self, item: Node) -> None:
        match item:
            case Number(text=text) if not text.replace(".", "").isdigit():
                self._refuse(item)
            case (
                Number()
                | Negation(operand=Number())
                | Binary(operator="/", left=Number(), right=Number())
                | Negation(operand=Binary("/", Number(), Number()))
            ):
                if self.power is not None:
                    self.diagnostics.error(
                        "E0204",
                        "this name has two powers",
                        item.span,
                        help="write (x^2)^2, or one power",
                    )
                self.power = item
            case Name(text=text) if text.removeprefix("\\") in _TRANSPOSE:
                self.transposed = True
            case Juxtaposition(factors=factors) if is_transpose_mark(factors[-1]):
                for each in factors:  # W^{f\top}: a label and a transpose
                    self._superscript(each)
            case Name(text=text) if (
                len(text) == 2 and text[0].islower() and (text[1] in _TRANSPOSE)
            ):
                self.diagnostics.error(
                    "E0203",
                    f"the superscript {text} can be one label, or the label {text[0]} "
                    "and a transpose",
                    item.span,
                    help=f"write ^{{{text[0]},T}} for the transpose, ^{{({text})}} for "
                    "the label",
                )
            case _:
                self.supers.extend(self._labels(item))

    def _labels(self, item: Node) -> list[str]:
        match item:
            case Number(text=text) if text.isdigit():
                return [text]
            case Group(items=items):
                return [label for each in items for label in self._labels(each)]
            case Name() | Accent() | Scripted():
                inner = read_name(item, self.diagnostics)
                if inner is not None and inner.lag is None:
                    return [inner.identifier]
            case Juxtaposition(factors=factors) if not any(
                isinstance(each, Name) and each.text == TIME for each in factors
            ):
                parts = [part for each in factors for part in self._labels(each)]
                return ["".join(parts)]
        self._refuse(item)
        return []

    def _refuse(self, item: Node) -> None:
        self.diagnostics.error(
            "E0203",
            "this index is neither a time (t, t-1) nor a label",
            item.span,
            help="a label is letters or digits, such as W_f or W_{hh}",
        )


def is_transpose_mark(node: Node) -> bool:
    return isinstance(node, Name) and node.text.removeprefix("\\") in _TRANSPOSE


def is_row_of_ones(node: Node) -> bool:
    r"""`\mathbf{1}^\top`, `1_n^T`: a number has no transpose, a vector of ones has."""
    if not is_transpose(node):
        return False
    assert isinstance(node, Scripted)
    return is_ones(node.base)


def is_ones(node: Node) -> bool:
    r"""`\mathbf{1}` and `1_n`."""
    while isinstance(node, Scripted) and node.position == "sub":
        node = node.base
    return isinstance(node, Number) and node.text == "1"


def is_transpose(node: Node) -> bool:
    """Whether the outermost script of a node is a transpose."""
    match node:
        case Scripted(position="super", items=(item,)):
            return is_transpose_mark(item)
    return False


def is_round(node: Node) -> bool:
    """Whether a node is a list in round brackets."""
    return isinstance(node, Group) and node.bracket == "("


def is_name(node: Node) -> bool:
    """Whether a node is a name, whatever its accents and scripts."""
    kind = type(node)
    while kind is Scripted or kind is Accent:
        node = node.base  # type: ignore[union-attr]
        kind = type(node)
    return kind is Name


def exponent_of_e(node: Node, known: frozenset[str]) -> Node | None:
    """The exponent of `e^{...}`, where e is the base of natural logarithms."""
    match node:
        case Scripted(base=Name(text="e"), position="super", items=(exponent,)) if (
            "e" not in known
            and time_lag(exponent) is None
            and not (is_transpose(node) and "T" not in known)
        ):
            return exponent
    return None


def with_time_argument(node: Node) -> tuple[Node, int | None]:
    """`h(t)` on a left side: the name and the time."""
    match node:
        case Juxtaposition(factors=(head, Group(bracket="(") as argument)):
            lag = time_lag(argument)
            if lag is not None:
                return head, lag
    return node, None
