"""E01xx: syntax."""

from cellc.diagnostics.explanations.explanation import Explanation

SYNTAX: dict[str, Explanation] = {
    "E0100": Explanation(
        "The text has no equation: it is empty, or it has only a header, comments or a "
        "`where` block. A cell is at least one line `name = expression`.",
        bad="title: a cell to be",
        good="title: a cell\nh_t = tanh(W_h h_{t-1} + W_x x_t)",
    ),
    "E0101": Explanation(
        "The character means nothing in a spec. Often it came with a text that was "
        "copied: a typographic quotation mark, an arrow, a symbol that one paper uses. "
        "Remove it, or write the operation by its name; docs/language.md has the "
        "spellings that are understood.",
        bad="h_t = tanh(W h_{t-1} + U x_t) ?",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0102": Explanation(
        "A bracket is opened and never closed, closed and never opened, or closed by "
        "one of another kind. The caret stands where it was opened, or under the one "
        "that closes nothing. An open bracket does not reach beyond the next line "
        "that is an equation, so look for its partner in this equation.",
        bad="h_t = tanh(W·[h_{t-1}, x_t) + b)",
        good="h_t = tanh(W·[h_{t-1}, x_t] + b)",
    ),
    "E0103": Explanation(
        "At the caret stands something that cannot follow what is before it: two "
        "operators in a row, an operator without its right side, empty brackets. The "
        "help line says what could stand there. If the place looks right, the mistake "
        "is just before it.",
        bad="h_t = tanh(W h_{t-1} + * U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0104": Explanation(
        "Every line is one equation, `name = expression`; a second right side, `name = "
        "expression = expression`, must be the same. A line of the `where` block is "
        "one fact. Text for people is a comment and starts "
        "with `#`. An equation that goes on in the next line breaks before or after an "
        "operator, or inside a bracket.",
        bad="f_t = σ(W_f x_t)\nf_t ⊙ h_{t-1}\nh_t = f_t ⊙ h_{t-1}",
        good="f_t = σ(W_f x_t)\nh_t = f_t ⊙ h_{t-1}",
    ),
    "E0105": Explanation(
        "Brackets stand inside brackets more than a hundred deep. No equation of a "
        "paper does; a program that writes specs may. Give the inner part a name and "
        "an equation of its own.",
        bad="h_t = h_{t-1} + " + "(" * 120 + "x_t" + ")" * 120,
        good="a_t = 2 x_t\nh_t = h_{t-1} + (a_t)",
    ),
    "E0106": Explanation(
        "The text is longer than a cell can be: a spec has at most 1000 lines and 400 "
        "equations, 60000 names, numbers and signs in all, and an equation at most "
        "20000 parts. Split it into several cells, or an equation into several.",
        bad="\n".join(f"a{n}_t = x_t" for n in range(500)) + "\nh_t = h_{t-1} + a0_t",
        good="a0_t = 2 x_t\nh_t = h_{t-1} + a0_t",
    ),
    "E0107": Explanation(
        "A LaTeX environment has its `\\begin` and not its `\\end`, or the other way "
        "round, or ends under another name. When a part of a page is copied the last "
        "line is easily lost.",
        bad="\\begin{align}\nh_t &= \\tanh(W h_{t-1} + U x_t)",
        good="\\begin{align}\nh_t &= \\tanh(W h_{t-1} + U x_t)\n\\end{align}",
    ),
    "E0108": Explanation(
        "A matrix stands here entry by entry. The matrices of a cell are parameters, "
        "or are computed from parameters, and have a name. A column, without `&`, is "
        "read as vectors on top of one another.",
        bad="h_t = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} h_{t-1} + x_t",
        good="h_t = W \\begin{pmatrix} x_t \\\\ h_{t-1} \\end{pmatrix}",
    ),
    "E0109": Explanation(
        "Of a whole document, in LaTeX, Markdown or of a wiki, one display is taken: "
        "the one with the label given by `--label`, or else the only one that looks "
        "like a cell, with an equation and a value of the step before. Here there are "
        "several or none. The help line lists them with their labels; `--label line:7` "
        "is the one at line 7, and several `--label` are one cell together.",
        bad="\\begin{document}\n\\[ h_t = \\tanh(W h_{t-1} + U x_t) \\]\n"
        "\\[ c_t = f_t c_{t-1} + x_t \\]\n\\end{document}",
        good="\\begin{document}\n\\[ h_t = \\tanh(W h_{t-1} + U x_t) \\]\n"
        "\\[ y = 1 \\]\n\\end{document}",
    ),
    "E0110": Explanation(
        "The LaTeX command is none of those that are read as a letter, a function or "
        "an operator, and the text defines no name like it. A paper's own macro is not "
        "known outside the paper: write what it stands for. A name of several letters "
        "is written without the backslash.",
        bad="h_t = \\mygate W h_{t-1} + x_t",
        good="h_t = tanh(W h_{t-1} + x_t)",
    ),
    "E0111": Explanation(
        "The sign or the command is one that papers have and that no operation of the "
        "language computes: a comparison, an integral, a norm, a limit, an arrow. It "
        "is not taken for a misspelling of something else. The help line says what can "
        "be written where there is something; a command that the text defines itself "
        "is what the text says.",
        bad="h_t = h_{t-1} \\leq x_t",
        good="h_t = step(x_t - h_{t-1})",
    ),
    "E0112": Explanation(
        "A value by cases has a condition beside every value but the last: what is "
        "compared, with =, ≠, <, >, ≤, ≥, joined by and, or. Conditions in words are "
        "not read, nor is the notation of Python or C, nor an equation for some steps "
        "only, `h_t = ... for odd t`. The value of the first condition that holds is "
        "taken, and its gradient alone is passed on; a quotient behind a case that "
        "does not hold may have no value.",
        bad="z_t = \\sigma(W x_t)\nh_t = \\begin{cases} x_t & \\text{if it is open} "
        "\\\\ h_{t-1} & \\text{otherwise} \\end{cases}",
        good="z_t = \\sigma(W x_t)\nh_t = \\begin{cases} x_t & \\text{if } z_t > 0.5 "
        "\\\\ h_{t-1} & \\text{otherwise} \\end{cases}",
    ),
    "E0113": Explanation(
        "A macro that the text defines is used in an equation and cannot be expanded: "
        "an argument is missing, two definitions contradict each other, or its "
        "arguments stand between marks of its own, `\\def\\at(#1){...}`. The second "
        "place is its definition. Macros that no equation uses are not looked at.",
        bad="\\newcommand{\\vect}[1]{\\mathbf{#1}}\nh_t = \\tanh(W h_{t-1} + \\vect)",
        good="\\newcommand{\\vect}[1]{\\mathbf{#1}}\n"
        "h_t = \\tanh(W h_{t-1} + \\vect{x}_t)",
    ),
    "E0114": Explanation(
        "A macro stands for itself, directly or through others, or the macros of the "
        "text expand to more than a hundred thousand characters. Write in the equation "
        "what the macro should stand for.",
        bad="\\newcommand{\\state}{\\state_t}\n\\state = \\tanh(W h_{t-1} + U x_t)",
        good="\\newcommand{\\state}{h_t}\n\\state = \\tanh(W h_{t-1} + U x_t)",
    ),
    "E0118": Explanation(
        "Equations for every value of an index, `for l = 1..L`, are written out when "
        "the cell is compiled, so the number must be known then. The values are whole "
        "numbers: what runs over others, `\\forall α \\in \\{0.5, 0.9\\}`, is "
        "numbered: `for i = 1..2` with `α_1 ∈ ℝ = 0.5` and `α_2 ∈ ℝ = 0.9`.",
        bad="s_{0,t} = h_{t-1}\nfor l = 1..L\n  s_{l,t} = tanh(W_l s_{l-1,t})\n"
        "h_t = s_{L,t} + U x_t",
        good="a_t = tanh(W_1 h_{t-1})\nb_t = tanh(W_2 a_t)\nh_t = b_t + U x_t",
    ),
    "E0130": Explanation(
        "Angle brackets around one expression are an average in most texts: over the "
        "units, over time, over trials. Where no sentence says of what, they are not "
        "read as plain brackets. A sentence that does, `where ⟨·⟩ denotes the average "
        "over all units`, is believed.",
        bad="h_t = \\tanh(W x_t + U h_{t-1} - \\langle h_{t-1} \\rangle)",
        good="h_t = \\tanh(W x_t + U h_{t-1} - mean(h_{t-1}))",
    ),
    "E0131": Explanation(
        "`|x|` of a vector is the vector of the absolute values of its components. "
        "Where a vector is divided by its own, where an inner product is, and where "
        "they are squared, the length of the vector is rather meant, the norm. Write "
        "`‖x‖` or `norm(x)` for the norm, and `abs(x)` for the absolute values.",
        bad="s_t = W x_t + U h_{t-1}\nh_t = s_t / |s_t|",
        good="s_t = W x_t + U h_{t-1}\nh_t = s_t / ‖s_t‖",
    ),
}
