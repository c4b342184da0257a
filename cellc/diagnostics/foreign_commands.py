r"""LaTeX commands that papers have and cellc does not: what each is, what to write.

A command of this table is known, so it is never taken for a misspelling of another.
One that a text defines (`\arctan(a) = ...`) is what the text says.
"""

from __future__ import annotations

from dataclasses import dataclass

COMPARISON = (
    "leave it out if it only says where an equation holds; write step(a - b) for what "
    "is 1 where a is greater than b, and 0 elsewhere"
)
DERIVATIVE = "gradients are derived from the equations; write the equation itself"


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a command is, as the end of `\\leq is ...`, and what to write instead."""

    what: str
    help: str


def _kind(what: str, help_line: str, commands: str) -> dict[str, Foreign]:
    """Commands with one advice; `{}` in what they are stands for the command."""
    return {
        each: Foreign(what.replace("{}", each), help_line) for each in commands.split()
    }


_OPERATORS = {
    "det": "the determinant of a matrix",
    "dim": "a dimension",
    "ker": "a kernel",
    "hom": "a set of maps",
    "deg": "a degree",
    "gcd": "a greatest common divisor",
    "Pr": "a probability",
    "arg": "the place of a maximum or a minimum",
    "argmax": "the place of a maximum",
    "argmin": "the place of a minimum",
    "lim": "a limit",
    "liminf": "a limit",
    "limsup": "a limit",
    "sup": "an upper bound",
    "inf": "a lower bound",
    "rank": "the rank of a matrix",
    "pmod": "the remainder of a division",
    "Re": "the real part of a complex number",
    "Im": "the imaginary part of a complex number",
}

COMMANDS: dict[str, Foreign] = {
    **{
        command: Foreign(
            f"{what}, which cellc does not compute",
            "say what the equation does with the functions that there are; a name of "
            f"your own is written without the backslash: {command}",
        )
        for command, what in _OPERATORS.items()
    },
    "infty": Foreign("infinity, which is no value of a cell", "write a number"),
    # ---- big operators
    **_kind(
        "a product over an index, which cellc does not compute",
        "write the factors out, as a ⊙ b ⊙ c",
        "prod coprod",
    ),
    **_kind(
        "an integral, which cellc does not compute",
        "write the sum or the step that stands for it",
        "int iint iiint oint",
    ),
    **_kind(
        "an operation on sets, which cellc does not compute",
        "write [a, b] for a concatenation, a + b for a sum",
        "bigcup bigcap bigsqcup biguplus cup cap setminus sqcup sqcap uplus emptyset",
    ),
    **_kind(
        "a sum or a concatenation over an index, which cellc does not compute",
        "write the terms out, as a + b or [a, b]",
        "bigoplus",
    ),
    # ---- derivatives
    **_kind("a derivative, which cellc does not compute", DERIVATIVE, "nabla partial"),
    # ---- relations
    **_kind(
        "a comparison, which cellc does not compute",
        COMPARISON,
        "leq le geq ge lt gt ll gg leqslant geqslant lesssim gtrsim nless ngtr "
        "prec succ preceq succeq",
    ),
    **_kind(
        "a comparison, which cellc does not compute",
        "write = to define a name; where two values differ cannot be asked",
        "neq ne",
    ),
    **_kind(
        "a statement about two values, which defines nothing",
        "write = to define a name",
        "approx simeq cong asymp propto approxeq",
    ),
    **_kind(
        "a statement about how a value is distributed, and such a distribution is not "
        "drawn",
        "write ε_t ~ N(0, I), u_t ~ U(0, 1) or m_t ~ Bernoulli(0.9) for noise, and "
        "what is made of it in an equation; for the first values of a parameter W ∈ "
        "ℝ^{h×h} init normal(0.1); give other random values as an input, n_t",
        "sim",
    ),
    **_kind(
        "a statement about sets, which has no meaning in an equation",
        "declare a shape as in W ∈ ℝ^{h×x}; leave out other sets",
        "subset supset subseteq supseteq subsetneq supsetneq notin ni",
    ),
    **_kind(
        "a relation of geometry or of probability, which cellc does not compute",
        "leave it out, or write what follows from it",
        "mid parallel models vdash",
    ),
    # ---- arrows, logic
    **_kind(
        "an arrow, which has no meaning in an equation",
        "write = to define a name, and t-1 and t for the values before and after",
        "to rightarrow longrightarrow Rightarrow Longrightarrow implies iff mapsto "
        "longmapsto leftrightarrow Leftrightarrow Leftarrow longleftarrow uparrow "
        "downarrow hookrightarrow rightharpoonup leadsto xrightarrow",
    ),
    **_kind(
        "a logical operation, which cellc does not compute",
        "of values that are 0 or 1: a ⊙ b for and, max(a, b) for or, 1 - a for not",
        "wedge land vee lor neg lnot bigwedge bigvee veebar",
    ),
    **_kind(
        "a word of logic, which has no meaning in an equation",
        "leave it out; text for people is a comment and starts with #",
        "forall exists nexists therefore because",
    ),
    # ---- signs
    **_kind(
        "two operations in one sign",
        "write the one that is meant, + or -",
        "pm mp",
    ),
    **_kind(
        "a stroke through a part of the equation, which can say that it is left out, "
        "or is zero",
        "leave that part out, or the stroke",
        "cancel bcancel xcancel cancelto sout st soutmath",
    ),
    **_kind("a sign for a quotient", "write a / b or \\frac{a}{b}", "div"),
    **_kind(
        "rounding, which cellc does not compute: its derivative is zero",
        "there is nothing to write instead yet; step(a) is 1 where a is greater than "
        "0, and 0 elsewhere",
        "lfloor lceil",
    ),
    **_kind(
        "a binomial coefficient, which cellc does not compute",
        "write its value as a number, or as a constant in the where block",
        "binom dbinom tbinom choose",
    ),
    **_kind(
        "how TeX writes a fraction; here it is not clear where the fraction starts",
        "write \\frac{a}{b}",
        "over atop above",
    ),
}
# A command that closes what another one opens; it is told with that one.
CLOSING = {"rfloor": "lfloor", "rceil": "lceil"}
# A character -> the command that it stands for.
CHARACTERS = {
    **{
        "≤": "leq",
        "≥": "geq",
        "≪": "ll",
        "≫": "gg",
        "≠": "neq",
        "⩽": "leq",
        "⩾": "geq",
    },
    **{"≈": "approx", "≅": "cong", "≃": "simeq", "∝": "propto", "∼": "sim"},
    **{"⊂": "subset", "⊆": "subseteq", "∉": "notin", "∪": "cup", "∩": "cap"},
    **{"⇒": "Rightarrow", "⇔": "iff", "↔": "leftrightarrow", "∀": "forall"},
    **{"∃": "exists", "∫": "int", "⌊": "lfloor", "⌈": "lceil"},
    **{"∧": "wedge", "∨": "vee", "¬": "neg", "±": "pm", "∓": "mp", "∞": "infty"},
    **{"∂": "partial", "∇": "nabla", "∥": "parallel", "⋃": "bigcup", "⋂": "bigcap"},
}
