"""The table of common slips: one entry, one mistake.  `slips.py` says how to read it.

`READ_OTHERWISE` are rows of tokens that would be read as something else than what was
meant, or break the brackets around them; they are refused before a line is parsed.
`CANNOT_STAND` name what is wrong where the parser stops; what is more special stands
first.  In the texts a brace is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.syntax.slips import END, TIMES, Slip

_BARE_COMMANDS = frozenset(
    [
        *["odot", "cdot", "oplus", "otimes", "frac", "dfrac", "tfrac", "widetilde"],
        *["widehat", "mathbf", "mathrm", "mathcal", "boldsymbol", "operatorname"],
        *["langle", "rangle"],
    ]
)
_PYTHON = frozenset(["def", "return", "import", "from", "class", "print", "lambda"])


# ---------------------------------------------------------------- further conditions


def _whole(tokens: Sequence[Token], start: int) -> bool:
    """The number at the end of an index is a whole one."""
    return any(
        token.type == "NUMBER" and token.isdigit()
        for token in tokens[start + 2 : start + 5]
    )


def _whole_and_unopened(tokens: Sequence[Token], start: int) -> bool:
    """A brace closes behind the index that opened nowhere."""
    depth = 0
    for token in tokens[:start]:
        depth = max(depth + (token.type == "LBRACE") - (token.type == "RBRACE"), 0)
    return depth == 0 and _whole(tokens, start)


def _at_t(tokens: Sequence[Token], start: int) -> bool:
    return str(tokens[start + 2]) == "t"


def _sub_t(tokens: Sequence[Token], start: int) -> bool:
    return str(tokens[start + 1]) == "ₜ"


def _bare_command(tokens: Sequence[Token], start: int) -> bool:
    return tokens[start] in _BARE_COMMANDS


def _letters(tokens: Sequence[Token], start: int) -> bool:
    """One letter under another; `h_f_t` has a time, and `d_h_next` is made of words."""
    under = (tokens[start + 2], tokens[start + 4])
    behind = tokens[start + 5 : start + 6]
    more = bool(behind) and behind[0].type in ("UNDERSCORE", "NAME")
    return not more and all(len(each) == 1 and each not in TIMES for each in under)


def _python(tokens: Sequence[Token], start: int) -> bool:
    return start == 0 and tokens[0] in _PYTHON


_INDEX_OR_DIFFERENCE = Slip(
    "NAME ~SCRIPT ~TIME ~SIGN ~NUMBER",
    "`{0}{1}{2}{3}{4}` can be `{0}` at another step, or a sum of `{0}{1}{2}` and a "
    "number",
    "write {0}{1}{{{2}{3}{4}}} for another step, {0}{1}{2} {3} {4} for the sum",
    "{0}{1}{{{2}{3}{4}}}",
    when=_whole,
)

READ_OTHERWISE: tuple[Slip, ...] = (
    # ---- indices
    Slip(
        "SCRIPT TIME SIGN NUMBER RBRACE",
        "`{4}` closes a brace that was never opened: `{{` is missing behind `{0}`",
        "write {0}{{{1}{2}{3}}}",
        "{0}{{{1}{2}{3}}}",
        when=_whole_and_unopened,
        code="E0102",
    ),
    _INDEX_OR_DIFFERENCE,
    Slip(
        "SCRIPT ~TIME ~SIGN ~NUMBER",
        "`{0}{1}{2}{3}` can be an index or a sum of something with the index {1} and a "
        "number",
        "write {0}{{{1}{2}{3}}} for the index, {0}{1} {2} {3} for the sum",
        "{0}{{{1}{2}{3}}}",
        when=_whole,
    ),
    Slip(
        "NAME ~UNICODE_SUB ~SIGN ~NUMBER",
        "`{0}{1}{2}{3}` can be `{0}` at another step or a sum of `{0}{1}` and a number",
        "write {0}_{{t{2}{3}}} for another step, {0}{1} {2} {3} for the sum",
        "{0}_{{t{2}{3}}}",
        when=_sub_t,
    ),
    Slip(
        "NAME LBRACE TIME SIGN NUMBER RBRACE",
        "`{0}{{{2}{3}{4}}}` has its index neither below nor above the line",
        "write {0}_{{{2}{3}{4}}}",
        "{0}_{{{2}{3}{4}}}",
        when=_at_t,
    ),
    Slip(
        "NAME LBRACE TIME RBRACE",
        "`{0}{{{2}}}` has its index neither below nor above the line",
        "write {0}_{2}",
        "{0}_{2}",
        when=_at_t,
    ),
    Slip(
        "SCRIPT TIME LBRACE SIGN NUMBER RBRACE",
        "the index `{0}{1}{{{3}{4}}}` is in two pieces",
        "write {0}{{{1}{3}{4}}}",
        "{0}{{{1}{3}{4}}}",
    ),
    Slip(
        "NAME|RBRACE ~SCRIPT !NAME SCRIPT",
        "nothing stands behind `{1}`",
        "write the index directly behind it, or remove the `{1}`",
        first=1,
        last=1,
    ),
    Slip(
        "NAME SUB NAME|NUMBER SUB NAME|NUMBER",
        "`{0}` has two subscripts",
        "write one: {0}_{{{2},{4}}} or {0}_{{{2}{4}}}",
        "{0}_{{{2},{4}}}",
        when=_letters,
    ),
    Slip(
        "SCRIPT NAME ~SIGN ~NUMBER ~MORETHAN",
        "`{4}` closes an index that was never opened",
        "write {0}<t{2}{3}> or {0}{{t{2}{3}}}",
        "{0}<t{2}{3}>",
        code="E0102",
    ),
    Slip(
        "OPENS SCRIPT",
        "nothing stands in front of `{1}`",
        "write the name that has this index, or remove the `{1}`",
        first=1,
    ),
    # ---- LaTeX
    Slip(
        "SUB NAME",
        "`{0}{1}` has an underscore where its backslash should stand",
        "write \\{1}",
        " \\{1}",
        when=lambda tokens, start: _bare_command(tokens, start + 1),
    ),
    Slip(
        "NAME",
        "the command `{0}` lacks its backslash",
        "write \\{0}",
        "\\{0}",
        when=_bare_command,
    ),
    Slip(
        "ACCENT LPAR|LSQB",
        "`{0}` is an accent, and stands in front of a bracket",
        "an accent stands over one name, as in {0}{{h}}; for a product write \\cdot or "
        "\\odot",
    ),
    # ---- Python
    Slip(
        "NAME !NAME",
        "this is a line of Python, not an equation",
        "write the equation as a paper has it, such as h_t = tanh(W h_{{t-1}} + U x_t)",
        when=_python,
    ),
    Slip(
        "NAME ~FULL_STOP ~NAME",
        "`{0}.{2}` is a name with a dot, as Python has them",
        "write the name without what stands in front of the dot: {2}",
        "{2}",
    ),
)

CANNOT_STAND: tuple[Slip, ...] = (
    # ---- signs of programming languages
    Slip(
        "STAR ~STAR",
        "`**` is how Python writes a power",
        "write x^2 for a power, * for an elementwise product",
        "^",
    ),
    Slip(
        "EQUAL ~EQUAL",
        "`{0}{1}` is a comparison, which the language does not have",
        "write one `=` to define a name",
        "=",
    ),
    Slip(
        "MINUS ~MORETHAN",
        "the arrow `->` has no meaning here",
        "write `=` to define a name",
        "=",
    ),
    Slip(
        "EQUAL ~MORETHAN",
        "the arrow `=>` has no meaning here",
        "write `=` to define a name",
        "=",
    ),
    Slip(
        "OPERATOR ~EQUAL",
        "`{0}=` is how Python adds to a name",
        "write the sum: h_t = h_{{t-1}} {0} ...",
    ),
    Slip(
        "MORETHAN",
        "`>` is a comparison, which the language does not have yet",
        "write step(a - b) for what is 1 where a > b, and 0 elsewhere; an index in "
        "angle brackets is opened by _< or ^<",
    ),
    # ---- operators
    Slip(
        "OPERATOR OPERATOR",
        "two operators stand side by side, `{0} {1}`",
        "remove one of them, or write what stands between them",
    ),
    Slip(
        "OPERATOR CLOSES",
        "the operator `{0}` has nothing on its right side",
        "write what stands between `{0}` and `{1}`, or remove the `{0}`",
        last=0,
    ),
    Slip(
        "OPERATOR COMMA|SEMICOLON",
        "the operator `{0}` has nothing on its right side",
        "write what stands between `{0}` and `{1}`, or remove the `{0}`",
        last=0,
    ),
    Slip(
        f"OPERATOR {END}",
        "the operator `{0}` has nothing on its right side",
        "write what stands behind it, or remove it",
        last=0,
    ),
    Slip(
        "OPENS|COMMA|SEMICOLON BINARY",
        "the operator `{1}` has nothing on its left side",
        "write what stands between `{0}` and `{1}`, or remove the `{1}`",
        first=1,
    ),
    Slip(
        "EQUAL BINARY",
        "the operator `{1}` has nothing on its left side",
        "write what stands between `{0}` and `{1}`, or remove the `{1}`",
        first=1,
    ),
    Slip(
        "OPERATOR EQUAL",
        "the operator `{0}` has nothing on its right side",
        "write what stands between `{0}` and `{1}`, or remove the `{0}`",
        last=0,
    ),
    Slip(
        f"EQUAL {END}",
        "nothing stands on the right side of `{0}`",
        "write what the name is",
        last=0,
    ),
    # ---- lists
    Slip(
        "COMMA|SEMICOLON COMMA|SEMICOLON",
        "two separators stand side by side, `{0}{1}`",
        "remove one of them",
        "{0}",
    ),
    Slip(
        "COMMA|SEMICOLON CLOSES",
        "the list ends with `{0}`",
        "write what stands behind it, or remove it",
        last=0,
    ),
    Slip(
        "OPENS COMMA|SEMICOLON",
        "the list starts with `{1}`",
        "write what stands in front of it, or remove it",
        first=1,
    ),
    Slip(
        "OPENS CLOSES",
        "there is nothing between these brackets",
        "write what belongs there, or remove them",
    ),
    # ---- points
    Slip(
        "FULL_STOP ~FULL_STOP",
        "points have no meaning here",
        "write out what they stand for, or remove them",
    ),
    Slip(
        "DOTS",
        "`{0}` leaves open what stands here",
        "write out every term",
    ),
    Slip(
        "FULL_STOP",
        "a full stop cannot stand inside an equation",
        "remove it; for a product write · or ⊙, for a decimal a digit on both sides",
    ),
    Slip(
        "COLON ~EQUAL",
        "`:=` is written `=` here",
        "write `=`",
        "=",
    ),
    Slip(
        "COLON",
        "`:` cannot stand inside an equation",
        "write `=` to define a name, ∈ to declare a shape, / for a quotient",
    ),
    # ---- scripts, accents, fractions
    Slip(
        "SCRIPT ~SCRIPT",
        "two marks of an index stand side by side, `{0}{1}`",
        "remove one of them",
        "{0}",
    ),
    Slip(
        "OPERATOR|EQUAL|COMMA|SEMICOLON SCRIPT",
        "nothing stands in front of `{1}`",
        "write the name that has this index, or remove the `{1}`",
        first=1,
    ),
    Slip(
        f"SCRIPT CLOSES|OPERATOR|EQUAL|COMMA|SEMICOLON|ACCENT|FRAC|SQRT|LSQB|{END}",
        "nothing stands behind `{0}`",
        "write the index, such as `{0}t` or `{0}{{t-1}}`, or remove the `{0}`",
        last=0,
    ),
    Slip(
        f"FACE CLOSES|OPERATOR|EQUAL|COMMA|SEMICOLON|SCRIPT|{END}",
        "`{0}` has no letter behind it",
        "write its letter in braces, {0}{{h}}",
        last=0,
    ),
    Slip(
        f"FRAC|SQRT CLOSES|OPERATOR|EQUAL|COMMA|SEMICOLON|SCRIPT|{END}",
        "`{0}` has nothing behind it",
        "write what belongs to it in braces: \\frac{{a}}{{b}}, \\sqrt{{a}}",
        last=0,
    ),
    # ---- facts
    Slip(
        "REALS SUP NAME|NUMBER TIMES|STAR|NAME",
        "the shape behind `{0}` is longer than one letter",
        "put it in braces: {0}^{{{2}×...}}",
    ),
    Slip(
        f"IS {END}",
        "`is` has no role behind it",
        "write `is input`, `is parameter` or `is state`",
        last=0,
    ),
    Slip(
        f"INIT {END}",
        "`init` does not say how",
        "write a number or a scheme, such as `init 1` or `init orthogonal`",
        last=0,
    ),
)
