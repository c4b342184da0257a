r"""What is drawn under a name without a step: `m \sim \mathcal{N}(0, 1)`.

In: the names with their roles.  Out: an error where an equation uses such a name: it
can be noise that is drawn anew at every step, one draw for a whole sequence, or the
first value of a parameter.  With the role of what a sequence has one of, `m is static`,
it is one draw.  What a sentence says of how parameters begin is not read.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Diagnostics, Span
from cellc.lower.facts_known import Drawn
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import at_t, bare
from cellc.patterns import found_near, regex
from cellc.syntax.doubts import sentence_around

_BEGINNING = regex(
    r"\b(?:initial\w*|weights?|bias(?:es)?|entries|elements|prior|"
    r"posterior|matri(?:x|ces)|trained|training|learned|learnt)\b",
    re.IGNORECASE,
)


_SPEAKS = regex(
    r"\b(?:noise|normal|gaussian|uniform|laplac|poisson|gumbel|cauchy|bernoulli|"
    r"exponential|distribution)|\\mathcal\s*\{?\s*[NU]\b|[𝒩𝒰]",
    re.IGNORECASE,
)
_WORDS = (  # one of which each of these has
    *["noise", "normal", "gaussian", "uniform", "laplac", "poisson", "gumbel"],
    *["cauchy", "bernoulli", "exponential", "distribution", "\\mathcal", "𝒩", "𝒰"],
)


def settle_drawn(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Report draws of which it is not said when; tell those that are not read."""
    for identifier, drawn in resolved.facts.drawn.items():
        if identifier in resolved.static:
            _take(identifier, drawn, resolved, diagnostics)
            continue
        if identifier in resolved.inputs and not drawn.spoken:
            _take(identifier, drawn, resolved, diagnostics)  # `ε ~ N(0, I)` of ε_t
            continue
        begins = drawn.spoken or _is_told(identifier, resolved)
        if identifier in resolved.inputs or (
            begins and is_declared(identifier, resolved)
        ):
            continue
        capital = identifier in resolved.matrix_like or identifier[:1].isupper()
        used = identifier in resolved.parameters
        said = drawn.spoken and (capital or is_beginning(drawn.span, diagnostics))
        if not used or said:
            _note_beginning(drawn, diagnostics)
        else:
            refuse_drawn(identifier, drawn, resolved, diagnostics)


def _is_told(identifier: str, resolved: Resolved) -> bool:
    """Whether a fact says what a name is, or how it begins; a shape says neither."""
    return identifier in {*resolved.facts.roles, *resolved.facts.initializers}


def _take(
    identifier: str, drawn: Drawn, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    """Noise under a name that its line has no step of: an input, static or at t."""
    if drawn.noise is not None:
        resolved.facts.noise.setdefault(identifier, drawn.noise)
        return
    diagnostics.error(
        "E0309",
        "noise is drawn from N(0, I), U(0, 1) or Bernoulli(p)",
        drawn.span,
        help="write one of these, with a number for p, and what is made of it in an "
        "equation",
    )


def settle_spoken_noise(resolved: Resolved, diagnostics: Diagnostics) -> None:
    """Take what sentences say of noise."""
    if any(found_near(_SPEAKS, diagnostics.source.text, _WORDS)):
        from cellc.lower.noise_said import take_spoken_noise  # few texts need it

        take_spoken_noise(resolved, diagnostics)


def is_declared(identifier: str, resolved: Resolved) -> bool:
    """Whether the `where` block says what a name is."""
    facts = resolved.facts
    shape = facts.shapes.get(identifier)
    declared = shape is not None and not shape.spoken
    return declared or identifier in {*facts.roles, *facts.initializers}


def is_beginning(place: Span, diagnostics: Diagnostics) -> bool:
    """Whether a sentence is about the first values of parameters."""
    text = diagnostics.source.text
    start, end = sentence_around(text, place)
    return _BEGINNING.search(text[start:end]) is not None


def refuse_drawn(
    identifier: str, drawn: Drawn, resolved: Resolved, diagnostics: Diagnostics
) -> None:
    """Report a draw that can be one for each step, one for all, or a first value."""
    use = resolved.first_use[identifier]
    typed = bare(diagnostics.source.snippet(use))
    if identifier in resolved.matrix_like:
        diagnostics.error(
            "E0311",
            f"`{typed}` is a matrix of the equations, and is drawn at random here",
            drawn.span,
            help="for its first values write them in the where block: "
            f"{typed} ∈ ℝ^{{...}} init normal(0.1); for one that is not trained "
            f"{typed} ∈ ℝ^{{...}} is frozen",
        )
        return
    said = diagnostics.source.snippet(drawn.span)
    law = said[len(said.split("~")[0]) + 1 :].strip() if "~" in said else ""
    law = law or ("Bernoulli(0.9)" if "ernoulli" in said else "N(0, I)")
    diagnostics.error(
        "E0311",
        f"`{typed}` has no time index: it can be drawn anew at every step, or once for "
        "a whole sequence",
        drawn.span,
        help=f"for every step write {at_t(typed)} ~ {law} in the where block; for one "
        f"draw for a sequence {typed} ~ {law} is static"
        + (
            f"; for a parameter that begins so {typed} ∈ ℝ^n init normal(0.1)"
            if law[:1] == "N"
            else ""
        ),
    )


def _note_beginning(drawn: Drawn, diagnostics: Diagnostics) -> None:
    diagnostics.note(
        "N0664",
        f"`{diagnostics.source.snippet(drawn.span)}` is not read: it says how a "
        "parameter begins, or of nothing in the equations",
        drawn.span,
        help="the first values of a parameter are said in the where block: W ∈ "
        "ℝ^{h×h} init normal(0.1)",
    )
