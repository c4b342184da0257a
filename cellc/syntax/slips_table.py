"""Slips at which the parser stops: one entry, one mistake; `slips.py` says how to read.

What is more special stands first.  In the texts a brace is written twice.
"""

from __future__ import annotations

from cellc.syntax.slips import END, Slip

CANNOT_STAND: tuple[Slip, ...] = (
    # ---- signs of programming languages
    Slip(
        "STAR ~STAR",
        "`**` is how Python writes a power",
        "write x^2 for a power, * for an elementwise product",
        "^",
    ),
    Slip(
        "NAME SUB OPENS NAME IN",
        "what this sum goes over is said as a set, and sets are not read here",
        "for a sum over all components leave the set out, \\sum_{3}; for the vectors "
        "of a set that the caller gives write \\sum_{{{3}=1}}^{{L}}, and a_{3} ∈ ℝ^a "
        "is static in the where block",
        first=3,
        when=lambda tokens, start: tokens[start] in ("\\sum", "∑"),
    ),
    Slip(
        "NAME SUB OPENS NAME LESSTHAN",
        "a sum over a part of an index is not read",
        "the sum of all components up to one is cumsum(a), without that one "
        "cumsum(a) - a; with a matrix sum over all {3}, where those of its entries "
        "that do not count are 0",
        first=3,
        when=lambda tokens, start: tokens[start] in ("\\sum", "∑"),
    ),
    Slip(
        "SUB OPENS NAME STAR|CDOT|COLON CLOSES",
        "`{2}{3}` is an index for a row of a matrix, and rows are not named here",
        "write the product with the whole matrix, A x, which has a component for each "
        "row",
        first=2,
        last=3,
    ),
    Slip(
        "SUB OPENS STAR|CDOT|COLON NAME CLOSES",
        "`{2} {3}` is an index for a column of a matrix; columns are not named here",
        "write the product with the whole matrix, A x, or A^T x for all columns",
        first=2,
        last=3,
    ),
    Slip(
        "NAME COMMA STAR|CDOT|COLON CLOSES",
        "`{0},{2}` is an index for a row of a matrix, and rows are not named here",
        "write the product with the whole matrix, A x, which has a component for each "
        "row",
        last=2,
    ),
    Slip(
        "EQUAL ~EQUAL",
        "`{0}{1}` is a comparison, which the language does not have",
        "write one `=` to define a name",
        "=",
    ),
    Slip(
        "SLASH ~STAR",
        "`/*` does not start a comment here",
        "a comment starts with #, and goes to the end of its line",
        "#",
    ),
    Slip(
        "MINUS ~MINUS",
        "`--` is no operation, and starts no comment here",
        "write - or +; a comment starts with #",
    ),
    Slip(
        "SLASH ~SLASH",
        "`//` is no operation, and starts no comment here",
        "write / for a quotient; a comment starts with #",
    ),
    Slip(
        "OPERATOR ~EQUAL",
        "`{0}=` is how Python adds to a name",
        "write the sum: h_t = h_{{t-1}} {0} ...",
    ),
    Slip(
        "LESSTHAN",
        "`<` is a comparison, which stands in brackets of its own or in a case",
        "write [a < b] for what is 1 where a < b, and 0 elsewhere; an index in angle "
        "brackets is written h_<t-1>",
    ),
    Slip(
        "MORETHAN !NAME",
        "`>` in front of a line is a mark of a quotation",
        "remove it",
        "",
        last=0,
        when=lambda tokens, start: start == 0,
    ),
    Slip(
        "NAME ~SIGN ~NUMBER ~MORETHAN",
        "`{3}` closes an index in angle brackets that nothing opens",
        "write _<{0}{1}{2}> for the index; a comparison stands in brackets of its "
        "own, [a > b]",
    ),
    Slip(
        "MORETHAN",
        "`>` is a comparison, which stands in brackets of its own or in a case",
        "write [a > b] for what is 1 where a > b, and 0 elsewhere; an index in angle "
        "brackets is opened by _< or ^<",
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
        "NUMBER ~COMMA ~NUMBER",
        "`{0},{2}` has a comma in a decimal number",
        "write a point, {0}.{2}",
        "{0}.{2}",
        when=lambda tokens, start: tokens[start].isdigit(),
    ),
    Slip(
        "COMMA NAME EQUAL",
        "`{1}=` is how Python names an argument",
        "write the values of arguments alone, in their order, or leave this one out",
        first=1,
    ),
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
        "write out every term; a list, [u_1, ..., u_k], is written out where k has a "
        "number, k = 3",
    ),
    Slip(
        "CLOSES ~FULL_STOP ~NAME LPAR",
        "`.{2}(` is how Python applies a function to what stands in front of it",
        "write the function in front: {2}(...)",
        first=1,
        last=2,
    ),
    Slip(
        "FULL_STOP",
        "a full stop cannot stand inside an equation",
        "remove it; for a product write · or ⊙, for a decimal a digit on both sides",
    ),
    Slip(
        "COLON REALS",
        "`:` does not declare a shape",
        "write ∈ in its place",
        " ∈",
        last=0,
    ),
    Slip(
        "OPENS|COMMA|NUMBER ~COLON",
        "`:` is how programs write a part of an array, which is not read here",
        "give the parts names, [a_t, b_t] = x_t, and write a_t",
        first=1,
    ),
    Slip(
        "COLON",
        "`:` cannot stand inside an equation",
        "write `=` to define a name, ∈ to declare a shape, / for a quotient",
    ),
    # ---- scripts, accents, fractions
    Slip(
        "NAME ~CIRCUMFLEX ~UNDERSCORE",
        "in `{0}^_` the hat stands behind its letter, as a mark of an exponent",
        "write \\hat{{{0}}} for a letter with a hat, or the character, as in ĥ",
        "\\hat{{{0}}}_",
    ),
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
        f"CIRCUMFLEX CLOSES|OPERATOR|EQUAL|COMMA|SEMICOLON|{END}",
        "nothing stands behind `{0}`",
        "write the index, such as `{0}t` or `{0}{{t-1}}`; for a hat over the letter "
        "write \\hat{{h}}_t",
        last=0,
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
        "EQUAL REALS",
        "`=` does not declare a shape",
        "write ∈ in its place",
        "∈",
        last=0,
    ),
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
