"""lint: what a cell says that its author may not have meant.

In: a resolved cell with its shapes.  Out: warnings and notes; the cell is not changed.

names        a name used once that differs from another by a slip of the hand (W0501)
marks        a prime or a sign above a name that can be an operation (W0517, E0132)
steps        a state read at t where its like read it at t-1 (W0502)
gates        an input that the text calls a gate (W0507)
gates_lost   an input that multiplies as gates with equations do (W0514)
sentences    what sentences say of matrices, and equations do not have (W0506)
roots        a root of what can be negative (W0508)
starts       a quotient or a logarithm with no value at the first step (W0515)
bare_products  a matrix, two vectors with ⊙ between them, no brackets (N0626)
arrows       a state with an arrow to the left that runs forward (N0632)
divisors     a vector that divides, where a number may be meant (N0696)
said         what sentences say, and the cell does not do (W0509-W0511, N0699, E0306)
parameters   biases of which only the sum matters, parameters that are shared (N0601-2)
"""

from __future__ import annotations

from cellc.diagnostics import Diagnostics
from cellc.lower.lint.arrows import note_arrows
from cellc.lower.lint.bare_products import note_bare_products
from cellc.lower.lint.divisors import note_divisors
from cellc.lower.lint.gates import warn_of_gates
from cellc.lower.lint.gates_lost import warn_of_lost_gates
from cellc.lower.lint.lost_equals import refuse_lost_equals
from cellc.lower.lint.marks import warn_of_marks
from cellc.lower.lint.names import warn_of_misspellings
from cellc.lower.lint.parameters import note_parameters
from cellc.lower.lint.roots import warn_of_roots
from cellc.lower.lint.said import (
    note_comments,
    refuse_sizes,
    warn_of_properties,
    warn_of_restrictions,
    warn_of_sayings,
    warn_of_treatment,
)
from cellc.lower.lint.sentences import warn_of_matrices
from cellc.lower.lint.starts import warn_of_starts
from cellc.lower.lint.steps import warn_of_steps
from cellc.lower.lint.uses import uses_of
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved

__all__ = ["lint"]


def lint(
    resolved: Resolved, shapes: dict[str, Shape], diagnostics: Diagnostics
) -> None:
    """Report what compiles and may yet not be meant."""
    uses = uses_of(resolved)
    refuse_lost_equals(resolved, diagnostics)
    warn_of_misspellings(resolved, uses, shapes, diagnostics)
    warn_of_marks(resolved, uses, shapes, diagnostics)
    warn_of_steps(resolved, diagnostics)
    warn_of_gates(resolved, uses, shapes, diagnostics)
    warn_of_lost_gates(resolved, uses, shapes, diagnostics)
    warn_of_matrices(resolved, shapes, diagnostics)
    warn_of_roots(resolved, diagnostics)
    warn_of_starts(resolved, diagnostics)
    note_bare_products(resolved, shapes, diagnostics)
    note_arrows(resolved, diagnostics)
    note_divisors(resolved, shapes, diagnostics)
    warn_of_properties(resolved, shapes, diagnostics)
    warn_of_restrictions(resolved, shapes, diagnostics)
    warn_of_treatment(resolved, diagnostics)
    refuse_sizes(resolved, diagnostics)
    warn_of_sayings(resolved, shapes, uses, diagnostics)
    note_comments(resolved, diagnostics)
    note_parameters(resolved, uses, diagnostics)
