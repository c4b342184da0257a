"""Slips that would be read: one entry, one mistake.  `slips.py` says how to read it.

Rows of tokens that mean something else than what was meant, or that break the brackets
around them.  They are refused before a line is parsed.  In the texts a brace is written
twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.syntax.slips import TIMES, Slip

_ROLES = frozenset(
    ["output", "outputs", "input", "inputs", "parameters", "params", "state", "states"]
)
_BARE_COMMANDS = frozenset(
    [
        *["odot", "cdot", "oplus", "otimes", "frac", "dfrac", "tfrac", "widetilde"],
        *["widehat", "mathbf", "mathrm", "mathcal", "boldsymbol", "operatorname"],
        *["langle", "rangle"],
    ]
)


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


_INDEX_OR_DIFFERENCE = Slip(
    "NAME ~SCRIPT ~TIME ~SIGN ~NUMBER",
    "`{0}{1}{2}{3}{4}` can be `{0}` at another step, or a sum of `{0}{1}{2}` and a "
    "number",
    "write {0}{1}{{{2}{3}{4}}} for another step, {0}{1}{2} {3} {4} for the sum",
    "{0}{1}{{{2}{3}{4}}}",
    when=_whole,
)


def _is_glued_step(tokens: Sequence[Token], start: int) -> bool:
    r"""`\mathbf{h}{t-1}`: braces right behind a name, which is no fraction."""
    if tokens[start + 2] not in TIMES:
        return False
    depth = 0
    for at in range(start, -1, -1):
        depth += (tokens[at].type == "RBRACE") - (tokens[at].type == "LBRACE")
        if depth == 0:
            return at > 0 and tokens[at - 1].type in ("FONT", "ACCENT")
    return False


def _has_glued_braces(tokens: Sequence[Token], start: int) -> bool:
    """`W{hi}`: a letter and an index of several in braces right behind it."""
    name, brace, inner = tokens[start : start + 3]
    return (
        len(name) == 1
        and name.end_pos == brace.start_pos
        and len(inner) > 1
        and inner.isalpha()
    )


def _is_applied_to_braces(tokens: Sequence[Token], start: int) -> bool:
    """`E{x_t}` outside LaTeX: a capital letter, and braces right behind it."""
    name = tokens[start]
    before = tokens[start - 1].type if start else ""
    return (
        len(name) == 1
        and name.isupper()
        and before not in ("UNDERSCORE", "CIRCUMFLEX")
        and not any(each.startswith("\\") for each in tokens)
    )


def _is_decimal_dot(tokens: Sequence[Token], start: int) -> bool:
    """`0·5`: no product begins with 0; `3·10^2` is one, and so is `ℝ^{2·3}`."""
    whole, dot, rest = tokens[start : start + 3]
    if not (whole.isdigit() and rest.isdigit()):
        return False
    if whole == "0":
        return True
    following = tokens[start + 3].type if start + 3 < len(tokens) else ""
    nested = any(each.type in ("LBRACE", "IN") for each in tokens[:start])
    return len(dot) == 1 and rest != "10" and following != "CIRCUMFLEX" and not nested


def _side_by_side(tokens: Sequence[Token], start: int) -> bool:
    """Two numbers that are no `\\frac 1 2`, no index, no row of a list."""
    before = tokens[start - 1].type if start else ""
    return before not in ("FRAC", "UNDERSCORE", "CIRCUMFLEX", "LSQB", "NUMBER")


def _proper(tokens: Sequence[Token], start: int) -> bool:
    r"""A whole number before a fraction below one, `1 \frac{1}{2}`."""
    top, bottom = (tokens[start + at] for at in (3, 6))
    whole = all(each.isdigit() for each in (tokens[start], top, bottom))
    return whole and int(top[:9]) < int(bottom[:9])


READ_OTHERWISE: tuple[Slip, ...] = (
    # ---- numbers
    Slip(
        "NUMBER NUMBER",
        "`{0} {1}` are two numbers side by side: one number with a blank in it, or "
        "their product",
        "write {0}{1} for one number, {0} * {1} for the product",
        when=_side_by_side,
    ),
    Slip(
        "NUMBER FRAC LBRACE NUMBER RBRACE LBRACE NUMBER RBRACE",
        "`{0} {1}{{{3}}}{{{6}}}` can be the sum of {0} and {3}/{6}, as mixed numbers "
        "are written, or their product",
        "write ({0} + {3}/{6}) for the sum, {0} * {3}/{6} for the product",
        when=_proper,
    ),
    Slip(
        "NUMBER CIRCUMFLEX NUMBER CIRCUMFLEX NUMBER",
        "`{0}^{2}^{4}` can be a power of {0}^{2}, or {0} to the power {2}^{4}",
        "write ({0}^{2})^{4} or {0}^{{{2}^{4}}}",
    ),
    Slip(
        "NUMBER CIRCUMFLEX MINUS NUMBER CIRCUMFLEX NUMBER",
        "`{0}^-{3}^{5}` can be a power of {0}^-{3}, or {0} to the power -{3}^{5}",
        "write ({0}^{{-{3}}})^{5} or {0}^{{-{3}^{5}}}",
    ),
    Slip(
        "NUMBER ~CDOT ~NUMBER",
        "`{0}{1}{2}` can be the number {0}.{2}, with the decimal point of British "
        "print, or {0} times {2}",
        "write {0}.{2} for the number, {0} * {2} for the product",
        "{0}.{2}",
        when=_is_decimal_dot,
    ),
    # ---- indices
    Slip(
        "SCRIPT TIME SIGN NUMBER RBRACE",
        "`{4}` closes a brace that was never opened: `{{` is missing behind `{0}`",
        "write {0}{{{1}{2}{3}}}",
        "{0}{{{1}{2}{3}}}",
        when=_whole_and_unopened,
        code="E0102",
    ),
    Slip(
        "SUB LBRACE TIME SUB NUMBER RBRACE",
        "`{0}{{{2}{3}{4}}}` has an underscore where a minus should stand",
        "write {0}{{{2}-{4}}} for the step before",
        "{0}{{{2}-{4}}}",
        when=lambda tokens, start: (
            tokens[start + 2] == "t" and tokens[start + 4] == "1"
        ),
    ),
    Slip(
        "SUP ~MINUS ~NAME",
        "the exponent behind `{0}` ends with its sign: `{0}{1}{2}` has no braces",
        "write {0}{{{1}{2}}}, with all of the exponent in the braces",
    ),
    Slip(
        "SUP ~PLUS ~NUMBER",
        "the exponent behind `{0}` ends with its sign: `{0}{1}{2}` has no braces",
        "write {0}{{{2}}}, or {0}{{{1}}} {2} for a label or the positive part",
        "{0}{{{2}}}",
    ),
    Slip(
        "SUP ~NUMBER ~SLASH ~NUMBER|NAME",
        "`{0}{1}{2}{3}` has no braces: the exponent can be {1}{2}{3} or {1}",
        "write {0}{{{1}{2}{3}}} for the first, {0}{{{1}}}{2}{3} for the quotient",
        when=lambda tokens, start: tokens[start + 1] == "1",
        code="E0128",
    ),
    Slip(
        "SUP ~MINUS ~NUMBER ~SLASH ~NUMBER|NAME",
        "`{0}{1}{2}{3}{4}` has no braces: the exponent can be {1}{2}{3}{4} or {1}{2}",
        "write {0}{{{1}{2}{3}{4}}} for the first, {0}{{{1}{2}}}{3}{4} for the quotient",
        code="E0128",
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
        "NUMBER ~LBRACE TIME SIGN NUMBER RBRACE",
        "`{0}{{{2}{3}{4}}}` has its index neither below nor above the line",
        "write _{{{2}{3}{4}}} for the index",
        "_{{{2}{3}{4}}}",
        when=_at_t,
    ),
    Slip(
        "NAME LBRACE TIME SIGN NAME RBRACE",
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
    Slip(
        "NAME|RBRACE ~SCRIPT !PLUS|MINUS|STAR",
        "nothing stands behind `{1}`",
        "write the index directly behind it, or remove the `{1}`",
        first=1,
        last=1,
    ),
    # ---- LaTeX
    Slip(
        "NAME LBRACE NAME RBRACE",
        "`{0}{1}{2}{3}` has braces, and no `_` in front of them",
        "write {0}_{{{2}}} for the index",
        "{0}_{{{2}}}",
        when=lambda tokens, start: _has_glued_braces(tokens, start),
    ),
    Slip(
        "NAME ~LBRACE",
        "`{0}` with braces behind it can be an expected value or another function, or "
        "a product",
        "write out what the function computes; write {0} * (...) for the product",
        when=_is_applied_to_braces,
    ),
    Slip(
        "RBRACE LBRACE NAME MINUS NUMBER RBRACE",
        "`{1}{2}-{4}{5}` has no `_` in front of it",
        "write _{{{2}-{4}}} for the index",
        when=lambda tokens, start: _is_glued_step(tokens, start),
        first=1,
    ),
    Slip(
        "SUB NAME",
        "`{0}{1}` has an underscore where its backslash should stand",
        "write \\{1}",
        "\\{1}",
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
    # ---- words in the place of signs
    Slip(
        "NAME NAME NAME",
        "an output is not declared by `is`",
        "write the word in front: output h_t",
        when=lambda tokens, start: tokens[start + 1 : start + 3] == ["is", "output"],
        first=1,
    ),
    Slip(
        "NAME ~COLON",
        "`{0}:` is no line of the header",
        "write it below `where`: output h_t; inputs and parameters are found by "
        "themselves",
        when=lambda tokens, start: start == 0 and tokens[start].lower() in _ROLES,
    ),
    Slip(
        "FONT LBRACE NAME RBRACE LSQB",
        "`{0}{1}{2}{3}[` is an expected value, which cellc does not compute",
        "over the sequences of a batch write batch_mean(a), over components mean(a); "
        "give random values as an input",
        when=lambda tokens, start: tokens[start : start + 3] == ["\\mathbb", "{", "E"],
        last=3,
        code="E0111",
    ),
    Slip(
        "NAME NAME|LPAR",
        "`not` is a word of Python",
        "write 1 - a for what is 1 where a is 0, and 0 where a is 1",
        when=lambda tokens, start: tokens[start] == "not",
        last=0,
    ),
    Slip(
        "NAME NAME COLON",
        "`lambda` is a word of Python",
        "define a function in the where block: φ(a) = a ⊙ σ(a)",
        when=lambda tokens, start: tokens[start] == "lambda",
        last=0,
    ),
    # ---- programming languages
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
        "LESSTHAN ~MINUS",
        "the arrow `<-` has no meaning here",
        "write `=` to define a name",
        "=",
    ),
)
