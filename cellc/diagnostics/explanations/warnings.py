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
        "The text between the equations seems to say what a function is, and such text "
        "is not read: σ stays the logistic function whatever it says. Say it in the "
        "`where` block, which is believed. The same is told where a text says that the "
        "sign of a product is a convolution or another product.",
        bad="h_t = σ(W h_{t-1} + U x_t)\nwhere σ is the hyperbolic tangent",
        good="h_t = σ(W h_{t-1} + U x_t)\nwhere\n  σ = tanh",
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
}
