"""Functions that a spec may apply: operations of the table, and its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from cellc.diagnostics import Diagnostics, Edit, Label, Span
from cellc.diagnostics.foreign_functions import advice
from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.names import is_matrix_word
from cellc.lower.proposed_functions import (
    candidates,
    definition,
    one_open,
    several_open,
)
from cellc.ops import (
    Operation,
    Reduction,
    reduction_spellings,
    spelled,
    spelled_reduction,
    spellings,
)
from cellc.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function that the spec defines, `φ(a) = a ⊙ σ(a)`."""

    parameters: tuple[str, ...]
    body: Node


Function = Operation | Reduction | Lambda
# what a step of time is called, and how its declaration is written
_STEPS_OF_TIME = {"Deltat": "Δt", "deltat": "δt", "dt": "dt"}


def arity(function: Function) -> int:
    """How many arguments a function takes."""
    if isinstance(function, Lambda):
        return len(function.parameters)
    return 1 if isinstance(function, Reduction) else function.arity


def called(function: Function, functions: Mapping[str, Function]) -> str:
    """What a function is called: by the table, or by the spec that defines it."""
    if isinstance(function, Operation | Reduction):
        return function.name
    return next(name for name, each in functions.items() if each is function)


def circle(
    function: Lambda, active: Sequence[Lambda], functions: Mapping[str, Function]
) -> str:
    """`f → g → f`, for a function met again while it is written out."""
    around = [*active[active.index(function) :], function]
    return " → ".join(called(each, functions) for each in around)


def arguments_help(name: str, wanted: int, found: int) -> str:
    """What to write where a function has too few arguments or too many."""
    if name == "min" and found == 1:
        return "write min(a, b) for two values, -max(-a) for the smallest component"
    listed = ", ".join("abcdefgh"[:wanted])
    line = f"write {name}({listed})"
    return f"{line}, or {name}([a, b]) for a concatenation" if wanted == 1 else line


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is applied and is no known function: where it is first."""

    span: Span
    whole: Span  # with its arguments
    arguments: tuple[Span, ...]


def report_unknown(
    unknown: dict[str, Unknown],
    own: Collection[str],
    diagnostics: Diagnostics,
    doubted: Mapping[str, str],
) -> None:
    """Report the functions that are applied and nowhere defined.

    doubted: the sentences that name a function for one, and do not stand by it.

    One diagnostic for each that is known from elsewhere or is spelled in another case,
    and one for all others: they are what the text leaves open.
    """
    left_open: dict[str, Unknown] = {}
    for identifier, use in unknown.items():
        near = nearest_function(identifier, own)
        if not _report_foreign(identifier, use, diagnostics):
            if near and len(unknown) > 1 and _letters(near) == _letters(identifier):
                _report_unknown({identifier: use}, own, diagnostics, doubted)
            else:
                left_open[identifier] = use
    if left_open:
        _report_unknown(left_open, own, diagnostics, doubted)


def _report_foreign(identifier: str, use: Unknown, diagnostics: Diagnostics) -> bool:
    """Report a function of a library; whether it is one."""
    snippet = diagnostics.source.snippet
    typed = snippet(use.span)
    arguments = [snippet(each) for each in use.arguments]
    found = advice(identifier, typed, arguments)
    if found is None:
        return False
    diagnostics.error(
        "E0209",
        f"`{typed}` {found.what}",
        use.span,
        help=found.help,
        edit=Edit(use.whole, found.replacement) if found.replacement else None,
    )
    return True


def _report_unknown(
    unknown: dict[str, Unknown],
    own: Collection[str],
    diagnostics: Diagnostics,
    doubted: Mapping[str, str],
) -> None:
    spans = [each.span for each in unknown.values()]
    typed = [diagnostics.source.snippet(span) for span in spans]
    identifier, span = next(iter(unknown)), spans[0]
    if len(unknown) == 1:
        message = f"`{typed[0]}` is applied to an argument but is no known function"
    else:
        listed = ", ".join(f"`{each}`" for each in typed)
        message = f"{listed} are applied to arguments but are no known functions"
    near = nearest_function(identifier, own) if len(unknown) == 1 else None
    if near and diagnostics.source.text.startswith("_", span.end):
        near = None  # its label is an index, and stays
    several = len(unknown) == 1 and len(unknown[identifier].arguments) > 1
    if near and typed[0].startswith("\\") and near not in own:
        near = f"\\{near}"
    hint = f"did you mean `{near}`? if not, " if near else ""
    unsure = next((doubted[each] for each in unknown if each in doubted), None)
    if unsure is not None:
        hint += f"`{unsure}` does not say it for certain: "
    number = _STEPS_OF_TIME.get(identifier, "")
    likely = {each: candidates(each, diagnostics.source.text) for each in unknown}
    if near and near not in own:
        likely[identifier] = (near.removeprefix("\\"),)
    lines = {
        f"{_STEPS_OF_TIME[each]} ∈ ℝ = 0.1"
        if each in _STEPS_OF_TIME
        else definition(shown, likely[each][0], len(use.arguments)): likely[each][1:]
        if len(use.arguments) < 2 and each not in _STEPS_OF_TIME
        else ()
        for (each, use), shown in zip(unknown.items(), typed, strict=True)
    }
    line = next(iter(lines))
    diagnostics.error(
        "E0209",
        message,
        span,
        labels=(
            *(Label(each, "this one too") for each in spans[1:4]),
            *(_times_misspelled(unknown, diagnostics) if len(unknown) == 1 else ()),
        ),
        help=f"{hint}{several_open(lines)}"
        if len(unknown) > 1
        else f"if it is a number, declare it in the where block: {line}"
        if number and not several
        else f"{hint}define it in the where block, such as {line}"
        if several
        else f"{hint}{one_open(typed[0], likely[identifier])}; for a product write "
        + (
            f"{typed[0]}·(...), or declare the matrix: {typed[0]} ∈ ℝ^{{...}}"
            if is_matrix_word(identifier) and len(identifier) < 4
            else f"{typed[0]} ⊙ (...)"
        ),
        edit=Edit(span, near) if near else None,
    )


def _times_misspelled(
    unknown: Mapping[str, Unknown], diagnostics: Diagnostics
) -> Iterator[Label]:
    """`u(nC1)` beside `u(n)`: the argument is rather a time than a value."""
    text = diagnostics.source.text
    for use in unknown.values():
        typed = diagnostics.source.snippet(use.span)
        argument = Span(use.span.end, use.whole.end)
        inside = diagnostics.source.snippet(argument).strip("() ")
        times = {f"{typed}({letter}" for letter in "tnk"} if len(inside) < 9 else set()
        for each in times:
            if inside.startswith(each[-1]) and any(
                each + behind in text for behind in (")", "+", "-", " ")
            ):
                yield Label(argument, "this is read as no time")


def nearest_function(identifier: str, own: Collection[str]) -> str | None:
    """The function that an unknown one could be: the spec's own, or of the table."""
    base = identifier.partition("_")[0]  # of σ_h, LN_1
    labelled = spelled(base) is not None or spelled_reduction(base) is not None
    greek = base in GREEK_NAMES and base != identifier  # a label is no letter of it
    if labelled or greek or any(map(str.isdigit, identifier)):
        return None
    for each in own:  # two forms of one letter: φ and \\varphi
        if each.removeprefix("var") == identifier.removeprefix("var"):
            return each
    every = (*reversed(reduction_spellings()), *spellings(), *own)
    known = {_letters(each): each for each in every}
    close = get_close_matches(_letters(identifier), known, n=1, cutoff=0.75)
    return known[close[0]] if close else None


def _letters(name: str) -> str:
    return name.replace("_", "").lower()
