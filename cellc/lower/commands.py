r"""LaTeX commands that neither the notation nor the table of operations has.

In: a spec as parsed.  Out: an error for each command that is no letter, no function and
that no line defines: `\simga`, `\odt`, `\tanhc`, a macro of somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from cellc.diagnostics import Diagnostics, Edit
from cellc.diagnostics.foreign_functions import advice
from cellc.lower.identifiers import GREEK_NAMES
from cellc.lower.notation.walk import children
from cellc.ops import reduction_spellings, spellings
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Call,
    Cases,
    Comparison,
    Declaration,
    Group,
    Indicator,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Output,
    Part,
    Scripted,
    Spec,
    Stack,
    Statement,
)

LETTERS = frozenset(  # names and marks of names, whatever is made of them
    [
        *["top", "intercal", "prime", "star", "ast", "dagger", "bullet", "infty"],
        *["sum", "imath", "jmath", "hbar", "partial", "perp", "ell"],
        *[
            "varkappa",
            "digamma",
            "aleph",
            "wp",
            "mho",
            "square",
            "ldots",
            "to",
            "rightarrow",
        ],
    ]
)
_NOTATION = (  # commands that are no names, for "did you mean"
    *["odot", "cdot", "circ", "times", "otimes", "oplus", "frac", "sqrt", "left"],
    *["right", "tilde", "hat", "bar", "widetilde", "widehat", "overline", "vec", "dot"],
    *["mathbf", "mathrm", "mathcal", "boldsymbol", "text", "operatorname", "begin"],
    *["end", "langle", "rangle", "quad", "in", "mathbb", "label", "nonumber"],
)
ALIKE = 0.7  # how near a command is that could be meant
_SHORTEST = 3  # letters of a command that another word begins with


def refuse_unknown_commands(spec: Spec, diagnostics: Diagnostics) -> None:
    """Raises CellcError with the unknown commands of a spec, if it has any."""
    known = {*GREEK_NAMES, *spellings(), *reduction_spellings(), *LETTERS}
    known |= {text.removeprefix("\\") for text in _defined(spec)}
    for line in (*spec.equations, *spec.facts):
        for name in _names_of_line(line):
            command = name.text.removeprefix("\\")
            if command != name.text and command.replace("\\_", "_") not in known:
                _report(name, command, known, diagnostics)
    diagnostics.raise_if_errors()


def _defined(spec: Spec) -> Iterator[str]:
    """The names that stand first on a left side or in a declaration."""
    for line in (*spec.equations, *spec.facts):
        lefts = line.sides[:1] if isinstance(line, Statement) else line.names
        for left in lefts:
            yield from (name.text for name in [*_names(left)][:1])


def _names_of_line(line: Statement | Declaration | Output) -> Iterator[Name]:
    parts = line.sides if isinstance(line, Statement) else line.names
    for part in parts:
        yield from _names(part)


def _names(node: Node) -> Iterator[Name]:
    """Every name of an expression, and those in its scripts."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        match found:
            case Name():
                yield found
            case Accent(base=base):
                waiting.append(base)
            case Scripted(base=base, items=items):
                waiting += [*reversed(items), base]
            case Group(items=items) | Stack(items=items):
                waiting += reversed(items)
            case Juxtaposition(factors=factors):
                waiting += reversed(factors)
            case Binary(left=left, right=right):
                waiting += [right, left]
            case Negation(operand=inner) | Part(operand=inner) | Call(argument=inner):
                waiting.append(inner)
            case Comparison() | Cases() | Indicator():
                waiting += reversed(children(found))


def _report(
    name: Name, command: str, known: set[str], diagnostics: Diagnostics
) -> None:
    foreign = advice(command, name.text)
    if foreign is not None:
        diagnostics.error(
            "E0209", f"`{name.text}` {foreign.what}", name.span, help=foreign.help
        )
        return
    meant = _meant(command, known)
    hint = f"did you mean `{meant}`? " if meant else ""
    diagnostics.error(
        "E0110",
        f"the command `{name.text}` is not known",
        name.span,
        help=f"{hint}a name of your own is written without the backslash: {command}",
        edit=Edit(name.span, meant) if meant else None,
    )


def _meant(command: str, known: set[str]) -> str | None:
    """The known command that it begins with, or the one that it resembles."""
    every = sorted({*known, *_NOTATION})
    begun = [
        each for each in every if len(each) >= _SHORTEST and command.startswith(each)
    ]
    if begun:
        longest = max(begun, key=len)
        return f"\\{longest} {command.removeprefix(longest)}"
    close = get_close_matches(command, every, n=1, cutoff=ALIKE)
    return f"\\{close[0]}" if close else None
