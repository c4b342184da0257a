"""W05xx: warnings, about a spec that compiles and may not mean what was meant."""

from cellc.diagnostics.explanations.explanation import Explanation

_LSTM = (
    "f_t = σ(W_f·[h_{t-1}, x_t] + p_f ⊙ C_{t-1} + b_f)\n"
    "C_t = f_t * C_{t-1} + (1 - f_t) * tanh(W_C·[h_{t-1}, x_t] + b_C)\n"
    "o_t = σ(W_o·[h_{t-1}, x_t] + p_o ⊙ C_t + b_o)\n"
)
_GATES = (
    "c_t = tanh(W x_t + U c_{t-1})\n"
    "p_t = σ(W_p x_t + U_p c_{t-1})\n"
    "q_t = σ(W_q x_t + U_q c_t)\n"
    "r_t = σ(W_r x_t + U_r c_{t-1})\n"
    "h_t = p_t * c_t + q_t * r_t\n"
    "where\n  output h_t"
)

WARNINGS: dict[str, Explanation] = {
    "W0501": Explanation(
        "A name with a time index that no equation defines is an input, and one "
        "without is a parameter, so a misspelled name compiles. This one is used once "
        "and differs from another by a slip of the hand: the case of a letter, an "
        "accent, ε for ϵ, labels in another order. Correct it; or, if it is meant, "
        "declare it in the where block, and nothing more is said.",
        bad=f"{_LSTM}h_t = o_t * tanh(c_t)",
        good=f"{_LSTM}h_t = o_t * tanh(C_t)",
    ),
    "W0502": Explanation(
        "Of several equations that are alike but for their parameters, all but one "
        "read a state at one step, and one reads it at another. An output gate that "
        "sees the new state where the gates before it saw the old one is not reported: "
        "those could not see the new one.",
        bad=_GATES,
        good=_GATES.replace("U_q c_t", "U_q c_{t-1}"),
    ),
    "W0503": Explanation(
        "Words between the equations seem to say what a function is, and are not "
        "believed, as they name several functions, speak of a case, or deny it, or "
        "have it of others: σ stays the logistic function. Say it in the `where` "
        "block. What states one function, `σ is the hyperbolic tangent`, is believed "
        "(N0669). The same is told where a text says that the sign of a "
        "product is a convolution or another product.",
        bad="h_t = σ(W h_{t-1} + U x_t)\nwhere σ is the hyperbolic tangent or ReLU",
        good="h_t = σ(W h_{t-1} + U x_t)\nwhere\n  σ = tanh",
    ),
    "W0506": Explanation(
        "A sentence says something of a matrix that the equations do not have: that it "
        "is diagonal, where it is read as a full matrix, or that it is an affine "
        "transform, where no bias is added. Words are not read. Declare the shape in "
        "the `where` block, a vector for a diagonal matrix, or add the bias.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1}) \\]\nThe matrix $U$ is diagonal.",
        good="h_t = tanh(W x_t + U h_{t-1})\nwhere\n  U ∈ ℝ^h",
    ),
    "W0507": Explanation(
        "A name at t has no equation, so it is an input, and a sentence, a list or a "
        "comment of the text calls it a gate or a candidate, which a cell computes. "
        "Its equation was probably left out when the text was copied. Write the "
        "equation; or, if it is supplied from outside, say so in the `where` block.",
        bad="h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ tanh(W x_t)\n"
        "where $z_t$ is the update gate.",
        good="z_t = σ(W_z x_t)\nh_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ tanh(W x_t)",
    ),
    "W0505": Explanation(
        "A text has an equation that cannot be read as one, and was passed over with "
        "the words around it: a formula of a sentence with a sign that has no meaning "
        "here, or one whose names have no step (`where $f = \\sigma(W x)$` of f_t). "
        "A name that it defines becomes an input or a parameter. Write the "
        "equation on a line of its own; if the name is meant to be an input, say so in "
        "the `where` block.",
        bad="\\[ h_t = \\tanh(W g_t + U h_{t-1}) \\]\n"
        "We use the feature $g_t = V x_t \\mid s_t$ here.",
        good="g_t = V x_t + V_s s_t\nh_t = tanh(W g_t + U h_{t-1})",
    ),
    "W0508": Explanation(
        "A root, and a power such as x^{1/3} or x^{0.5}, is not a number where its "
        "base is negative. What lies below it is followed through the equations: "
        "squares, σ, exp and norms are not negative, nor is `1 - σ(a)^2`. Nothing "
        "shows it for this one. Write abs or max, or say that the name lies in an "
        "interval from 0 on, `x_t ∈ [0, 1]^n`, or in ℝ_+.",
        bad="h_t = W x_t^{1/3} + U h_{t-1}",
        good="h_t = W abs(x_t)^{1/3} + U h_{t-1}",
    ),
    "W0515": Explanation(
        "States are zero at first, so what is made of the states before alone is known "
        "at the first step: `norm(h_{t-1})` is 0 there. A quotient by it, and its "
        "logarithm, are not numbers, and nothing that follows is. Add a small number, "
        "write a case for it, or give `forward` an initial state in every call. What "
        "stands behind a case that is not taken at the first step is not computed.",
        bad="h_t = tanh(W x_t + U \\frac{h_{t-1}}{norm(h_{t-1})})",
        good="h_t = tanh(W x_t + U \\frac{h_{t-1}}{norm(h_{t-1}) + 10^{-6}})",
    ),
    "W0504": Explanation(
        "A sentence that is not read has a number for a name that the equations have "
        "as a parameter: `we found b = 1 to work well`, `if b = 1`, or two numbers. So "
        "a constant of the text may become a parameter that is trained. Say in the "
        "`where` block which it is.",
        bad="\\[ h_t = h_{t-1} + \\tanh(W x_t - \\beta) \\]\n"
        "We found $\\beta = 1$ to work well.",
        good="h_t = h_{t-1} + tanh(W x_t - β)\nwhere\n  β = 1",
    ),
    "W0509": Explanation(
        "A sentence says of a parameter what is not read: that it is frozen, the "
        "identity, symmetric, triangular, sparse. Words are not read, so its entries "
        "are all trained and none is bound. Say in the `where` block what cellc "
        "has, or write the equation that makes it so; a declaration ends the warning.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1}) \\]\nThe matrix $U$ is frozen.",
        good="h_t = tanh(W x_t + U h_{t-1})\nwhere\n  U is frozen",
    ),
    "W0510": Explanation(
        "A sentence says that something is done to a value of the cell, or what its "
        "output is, and no equation computes that: `the output is softmax(o_t)`, `h_t "
        "is clipped`, `every second step`. Words are not read. Write it as an "
        "equation, or name the outputs in the `where` block.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1}) \\]\n"
        "The output is $\\mathrm{softmax}(V h_t)$.",
        good="h_t = tanh(W x_t + U h_{t-1})\ny_t = softmax(V h_t)\nwhere\n  output y_t",
    ),
    "W0511": Explanation(
        "A sentence says something of the equations as such that would change what "
        "they compute: that biases are omitted, all recurrent matrices are diagonal, a "
        "function is replaced by another, a sign is wrong, a term is left out at some "
        "steps, the initial state is learned; that a name equals another or is made "
        "of others, that a parameter varies with the steps, that a state is divided, "
        "clipped or disturbed, that something holds in one layer or at test time "
        "alone. The equations are computed as they stand. Write them as the sentence "
        "has them, or say it in the `where` block.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1}) \\]\nBias terms are omitted.",
        good="h_t = tanh(W x_t + U h_{t-1} + b)",
    ),
    "W0512": Explanation(
        "Words under a brace say that a part of an equation holds only sometimes: in "
        "training only, at the first step, if something is so. Such words are not "
        "read, and the part is computed at all steps. Leave it out, or write both "
        "cases.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1}) "
        "\\underbrace{+\\, b}_{\\text{in training only}} \\]",
        good="h_t = tanh(W x_t + U h_{t-1})",
    ),
    "W0513": Explanation(
        "One of two values is given with a unit, the other without, and one is divided "
        "by the other. Numbers have no units here, so the quotient is that of the "
        "numbers; it is another one if the second unit is another. Give both values in "
        "one unit.",
        bad="v_t = v_{t-1} + \\frac{\\delta}{\\tau} (W x_t - v_{t-1})\nwhere\n"
        "  δ = 1 ms\n  τ = 20",
        good="v_t = v_{t-1} + \\frac{\\delta}{\\tau} (W x_t - v_{t-1})\nwhere\n"
        "  δ = 1 ms\n  τ = 20 ms",
    ),
    "W0514": Explanation(
        "A name at t has no equation, so it is an input; it multiplies as a gate does, "
        "and others that do so have equations of one form. Its own may have been left "
        "behind. Where it is supplied from outside, say so in the `where` block.",
        bad="f_t = σ(W_f x_t + U_f h_{t-1})\no_t = σ(W_o x_t + U_o h_{t-1})\n"
        "c_t = f_t ⊙ c_{t-1} + i_t ⊙ tanh(W x_t + U h_{t-1})\nh_t = o_t ⊙ tanh(c_t)",
        good="f_t = σ(W_f x_t + U_f h_{t-1})\no_t = σ(W_o x_t + U_o h_{t-1})\n"
        "i_t = σ(W_i x_t + U_i h_{t-1})\n"
        "c_t = f_t ⊙ c_{t-1} + i_t ⊙ tanh(W x_t + U h_{t-1})\nh_t = o_t ⊙ tanh(c_t)",
    ),
    "W0517": Explanation(
        "A name with a prime, or with a plus or a minus above it, has no equation, so "
        "it is an input or a parameter with that mark. In other texts the prime "
        "transposes, and the sign above takes the positive or the negative part. Write "
        "^T, or max(x_t, 0); where the name is given from outside, say so in the "
        "`where` block.",
        bad="h_t = x_t^+ + W h_{t-1}",
        good="h_t = max(x_t, 0) + W h_{t-1}",
    ),
}
