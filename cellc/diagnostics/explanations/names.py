"""E0201 to E0219: how names, indices, functions and numbers are read."""

from cellc.diagnostics.explanations.explanation import Explanation

NAMES: dict[str, Explanation] = {
    "E0201": Explanation(
        "Names of the generated code are plain ASCII: Latin letters stay, Greek ones "
        "are spelled out (`σ` becomes `sigma`), accents become words (`C̃` becomes "
        "`C_tilde`). This letter has no such spelling. Use a Latin or a Greek one.",
        bad="h_t = tanh(Ж h_{t-1} + U x_t)",
        good="h_t = tanh(Z h_{t-1} + U x_t)",
    ),
    "E0202": Explanation(
        "A name is taken at one step: t, or t-1. This one has two time indices, as a "
        "subscript and as a superscript, say. Keep the one that is meant.",
        bad="h_t = tanh(W h_{t-1}^{(t)} + U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0203": Explanation(
        "An index is a time (t, t-1) or a label of letters or digits (W_f, W_{hh}). "
        "This one is neither: a decimal number, a sum of labels, a step that is not a "
        "number. Only names have indices; an expression in brackets has none.",
        bad="h_t = tanh(W_{1.5} h_{t-1} + U x_t)",
        good="h_t = tanh(W_{15} h_{t-1} + U x_t)",
    ),
    "E0204": Explanation(
        "An exponent is a number not larger than 16 or a fraction of such numbers: "
        "x^2, x^{-1}, x^{1/2}. For a power that varies write exp and log.",
        bad="h_t = tanh(W h_{t-1})^{x_t} + U x_t",
        good="h_t = exp(x_t ⊙ log(σ(W h_{t-1}))) + U x_t",
    ),
    "E0205": Explanation(
        "The name of a function stands where a value is needed. Write what it is "
        "applied to, in brackets behind it.",
        bad="h_t = tanh + W h_{t-1} + U x_t",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0206": Explanation(
        "A list `(a, b)` is read only as the arguments of a function. To put vectors "
        "behind each other write square brackets, `[a, b]`.",
        bad="z_t = (h_{t-1}, x_t)\nh_t = tanh(W z_t)",
        good="z_t = [h_{t-1}, x_t]\nh_t = tanh(W z_t)",
    ),
    "E0207": Explanation(
        "Papers write `⊕` for a sum and for a concatenation, and nothing in the text "
        "decides which. Write + or [a, b]; the help line has both.",
        bad="f_t = σ(W x_t)\nh_t = f_t ⊕ h_{t-1}",
        good="f_t = σ(W x_t)\nh_t = f_t + h_{t-1}",
    ),
    "E0208": Explanation(
        "`tanh W x` can be tanh(W x) or tanh(W) x, and `1/2 x` can be 1/(2 x) or "
        "(1/2) x. Papers use both readings, so neither is taken. Write the brackets; "
        "the help line has both.",
        bad="h_t = tanh W h_{t-1} + U x_t",
        good="h_t = tanh(W h_{t-1}) + U x_t",
    ),
    "E0209": Explanation(
        "A name stands before brackets like a function, and no function has this name. "
        "It may be misspelled; the help line has the nearest one. A function of the "
        "paper's own is defined in the `where` block, `φ = tanh` or `φ(a) = a ⊙ σ(a)`. "
        "If a product is meant, write ⊙.",
        bad="h_t = squash(W h_{t-1} + U x_t)",
        good="h_t = squash(W h_{t-1} + U x_t)\nwhere\n  squash = tanh",
    ),
    "E0210": Explanation(
        "The function takes another number of arguments. `max` and `min` take two, "
        "separated by a comma; most others take one.",
        bad="h_t = min(W h_{t-1} + U x_t)",
        good="h_t = min(W h_{t-1}, U x_t)",
    ),
    "E0211": Explanation(
        "The definition of a function uses the function itself, perhaps by way of "
        "another. Functions are written out where they are used, so this has no end. "
        "What a step takes from the step before is a state: write t-1.",
        bad="h_t = g(W h_{t-1} + U x_t)\nwhere\n  g(a) = tanh(g(a))",
        good="h_t = g(W h_{t-1} + U x_t)\nwhere\n  g(a) = tanh(a)",
    ),
    "E0212": Explanation(
        "A number, or what it comes to, is no floating-point number: too large, too "
        "long, a division by zero, the root of a negative number.",
        bad="h_t = tanh(W h_{t-1} + x_t/0)",
        good="h_t = tanh(W h_{t-1} + x_t/2)",
    ),
    "E0213": Explanation(
        "With its functions written out, the expression has more than 5000 parts. Each "
        "use of a function repeats its argument as often as the definition does, so a "
        "few levels are enough. Give the inner part a name and an equation.",
        bad="h_t = f(f(f(f(f(f(f(x_t))))))) + h_{t-1}\nwhere\n  f(a) = a ⊙ a ⊙ a + a",
        good="a_t = f(f(x_t))\nh_t = f(a_t) + h_{t-1}\nwhere\n  f(a) = a ⊙ a ⊙ a + a",
    ),
    "E0214": Explanation(
        "`t` stands for the step in indices. As a value it can be the number of the "
        "step, 1 at the first, or a time that comes with the data. In a remainder, "
        "`t mod T`, and in a comparison it is the number. Elsewhere say which: `t ∈ ℝ "
        "is step`, or an input of its own. A parameter, such as a temperature, needs "
        "another name.",
        bad="h_t = tanh(W h_{t-1} + sin(ω ⊙ t) ⊙ x_t)",
        good="h_t = tanh(W h_{t-1} + sin(ω ⊙ t) ⊙ x_t)\nwhere\n  t ∈ ℝ is step\n"
        "  ω ∈ ℝ^h",
    ),
    "E0215": Explanation(
        "A sum over an index, `\\sum_j w_{ij} x_j`, is read where it is the product of "
        "a matrix and a vector, component by component. This one is not: it has other "
        "factors, or an index that is summed over is missing in one of them. Write the "
        "product in matrices, or an inner product as `v^T u`. An index that no sum and "
        "no left side has means nothing, and so does that of a sum outside of it: in "
        "`\\sum_{k=1}^2 \\tanh(W_k x_t) + U_k h_{t-1}` the sum ends before U_k.",
        bad="h_t = \\tanh(\\sum_k w_k x_t + h_{t-1})",
        good="h_t = \\tanh(\\sum_k w_{jk} x_{k,t} + h_{t-1})",
    ),
    "E0216": Explanation(
        "Several names stand on top of one another on the left side, each with its "
        "function and its part of the product on the right. There must be as many on "
        "both sides.",
        bad="\\begin{pmatrix} i \\\\ f \\end{pmatrix} =\n"
        "  \\begin{pmatrix} \\sigma \\\\ \\sigma \\\\ \\tanh \\end{pmatrix}\n"
        "  W \\begin{pmatrix} x_t \\\\ h_{t-1} \\end{pmatrix}\n"
        "h_t = f ⊙ h_{t-1} + i",
        good="\\begin{pmatrix} i_t \\\\ f_t \\end{pmatrix} =\n"
        "  \\begin{pmatrix} \\sigma \\\\ \\tanh \\end{pmatrix}\n"
        "  W \\begin{pmatrix} x_t \\\\ h_{t-1} \\end{pmatrix}\n"
        "h_t = f_t ⊙ h_{t-1} + i_t",
    ),
    "E0217": Explanation(
        "What a state is before the first step is an argument of `forward`, not part "
        "of the cell; without it a state begins at zero. `h_0 = 0` says nothing more "
        "and is read over. Remove any other such line and give the value to `forward`.",
        bad="h_0 = 1\nh_t = tanh(W h_{t-1} + U x_t)",
        good="h_0 = 0\nh_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0218": Explanation(
        "The left side is the derivative of a name with respect to time, so the text "
        "is a differential equation. A cell goes in steps: write the step of a method "
        "that solves it, Euler's for instance, with the size of a step as a constant.",
        bad="\\dot h_t = -h_t + \\tanh(W h_t + U x_t)",
        good="h_t = h_{t-1} + δ (tanh(W h_{t-1} + U x_t) - h_{t-1})\nwhere\n"
        "  δ ∈ ℝ = 0.1",
    ),
    "E0219": Explanation(
        "An equation has several right sides, which says that they are the same, and "
        "they are not, or it cannot be shown. They are compared with numbers, the "
        "equations of the names in them put in; matrix products and functions over "
        "components are compared as they are written. Keep the side that is meant. Two "
        "equations need a line, and a left side, each.",
        bad="f_t = σ(W x_t)\nh_t = f_t h_{t-1} + x_t = x_t + f_t (h_{t-1} - x_t)",
        good="f_t = σ(W x_t)\nh_t = x_t + f_t (h_{t-1} - x_t)",
    ),
    "E0132": Explanation(
        "The text says what a mark stands for, as `where ' denotes the transpose`, and "
        "cellc reads that mark as a part of the name. Write the operation in a form "
        "that is read: ^T for a transpose.",
        bad="h_t = V' x_t + U h_{t-1}\nwhere ' denotes the transpose",
        good="h_t = V^T x_t + U h_{t-1}",
    ),
}
