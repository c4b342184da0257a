"""N069x: notes about what sentences say."""

from cellc.diagnostics.explanations.explanation import Explanation

NOTES_OF_SENTENCES: dict[str, Explanation] = {
    "N0698": Explanation(
        "A sentence has a formula for a function that is known by its name, and says "
        "that it holds for some arguments only, `tanh(a) = a for small a`. That is a "
        "remark: the function that is applied stays the one of that name. Said of "
        "all arguments, the formula defines the name anew.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1}) \\]\n"
        "Note that $\\tanh(a) = a$ for small $a$.",
        good="h_t = tanh(W x_t + U h_{t-1})",
    ),
    "N0699": Explanation(
        "A sentence says how a parameter starts, or that it is shared. A number that "
        "is trained, `$\\alpha = 0.5$ is learned`, starts at that number; what else is "
        "said is not read: write `init` in the `where` block.",
        bad="\\[ h_t = \\alpha h_{t-1} + \\tanh(W x_t + U h_{t-1}) \\]\n"
        "where $\\alpha = 0.5$ is learned.",
        good="h_t = α h_{t-1} + tanh(W x_t + U h_{t-1})\nwhere\n  α ∈ ℝ init 0.5",
    ),
    "N0707": Explanation(
        "The text says what a bracket or a bar means: the length of a vector, the "
        "average over its components, the integer part, the positive part, the "
        "absolute value. It is computed as norm, mean, floor, relu or abs.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1} - \\langle h_{t-1} \\rangle) \\]\n"
        "where $\\langle \\cdot \\rangle$ denotes the average over all units.",
        good="h_t = tanh(W x_t + U h_{t-1} - mean(h_{t-1}))",
    ),
    "N0708": Explanation(
        "A matrix stands before two vectors with ⊙ between them. Side by side binds "
        "tighter, so `U r_t ⊙ h_{t-1}` is (U r_t) ⊙ h_{t-1}. Some papers mean U (r_t ⊙ "
        "h_{t-1}) by the same words, as in the GRU, and its sizes would fit too. Write "
        "the brackets.",
        bad="r_t = σ(W_r x_t + U_r h_{t-1})\nh_t = tanh(W x_t + U r_t ⊙ h_{t-1})",
        good="r_t = σ(W_r x_t + U_r h_{t-1})\nh_t = tanh(W x_t + U (r_t ⊙ h_{t-1}))",
    ),
}
