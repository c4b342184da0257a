"""Shapes that a generated module could not work with: sizes that nothing tells.

Runs when all sizes are unified: what has no name yet, or no array to read it from.
"""

from __future__ import annotations

import re

from sympy import Expr, Symbol

from cellc.diagnostics import Diagnostics, Source
from cellc.ir import size_text, solve_sizes
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import bare

Shapes = dict[str, tuple[Expr, ...]]
_SIZES = "kmpqrdnsfgl"  # letters for sizes


def refuse_undetermined(
    resolved: Resolved, shapes: Shapes, diagnostics: Diagnostics
) -> None:
    """Report sizes without a name, and sizes that nothing tells."""
    _refuse_unnamed(resolved, shapes, diagnostics)
    _refuse_untold(resolved, shapes, diagnostics)


def declaration(typed: str, shape: tuple[Expr, ...], source: Source) -> str:
    """The line of a where block that says a shape; `k` for a size without a name.

    Another letter stands for it in a text that has a k.
    """
    unnamed = [
        size for size in shape if any("[" in each.name for each in size.free_symbols)
    ]
    letters = dict(zip(dict.fromkeys(unnamed), _free_letters(source), strict=False))
    sizes = [letters.get(size) or size_text(size) for size in shape]
    if not sizes:
        return f"{typed} ∈ ℝ"
    if len(sizes) == 1 and len(sizes[0]) == 1:
        return f"{typed} ∈ ℝ^{sizes[0]}"
    short = [size.replace(" * ", "").replace(" ", "") for size in sizes]
    if len(short) > 1:
        short = [f"({size})" if "+" in size else size for size in short]
    return f"{typed} ∈ ℝ^{{{'×'.join(short)}}}"


def supplied(typed: str, shape: tuple[Expr, ...], source: Source) -> str:
    """The line that says that an input is one; of a vector, that of a number too."""
    line = f"{declaration(typed, shape, source)} is input"
    return f"{line}; if it is one number, {typed} ∈ ℝ is input" if shape else line


def _free_letters(source: Source) -> list[str]:
    """Letters for sizes that stand nowhere in a text as letters of their own."""
    alone = {*re.findall(r"(?<![^\W_])[a-z](?![^\W_])", source.text)}
    return [*(each for each in _SIZES if each not in alone), "size1", "size2"]


def _refuse_unnamed(
    resolved: Resolved, shapes: Shapes, diagnostics: Diagnostics
) -> None:
    """A size that has no name, such as the inner size of U (V x)."""
    reported: set[Symbol] = set()
    source = diagnostics.source
    lefts = {each.identifier: each.left for each in resolved.definitions}
    given = (*resolved.parameters, *resolved.inputs, *resolved.static)
    for identifier in (*given, *lefts):
        for symbol in sorted(_free(shapes[identifier]), key=str):
            if "[" not in symbol.name or symbol in reported:
                continue
            reported.add(symbol)
            # a name that has it for an axis can say it; one that has a sum cannot
            owner = next(
                (each for each in resolved.parameters if symbol in shapes[each]),
                identifier,
            )
            span = lefts.get(owner) or resolved.first_use[owner]
            typed = bare(source.snippet(span))
            diagnostics.error(
                "E0409",
                f"a size of `{typed}` is not determined: nothing else has it",
                span,
                help="name it in the where block: "
                + declaration(
                    typed, shapes[owner][resolved.running.get(owner, 0) :], source
                ),
            )


def _refuse_untold(
    resolved: Resolved, shapes: Shapes, diagnostics: Diagnostics
) -> None:
    """A size that no parameter and no input has: forward could not know it."""
    axes = [
        size
        for identifier in (*resolved.parameters, *resolved.inputs, *resolved.static)
        for size in shapes[identifier]
    ]
    told = solve_sizes(axes)
    for definition in resolved.definitions:
        for symbol in sorted(_free(shapes[definition.identifier]), key=str):
            if symbol.name not in told and "[" not in symbol.name:
                diagnostics.error(
                    "E0411",
                    f"no parameter and no input has the size {symbol.name}, so nothing "
                    "says how large it is",
                    definition.left,
                    help="use a parameter of that size, or declare the size in the "
                    "where block as that of an input or as a number",
                )
                return


def _free(shape: tuple[Expr, ...]) -> set[Symbol]:
    return {symbol for size in shape for symbol in size.free_symbols}
