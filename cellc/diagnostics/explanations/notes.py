"""N06xx: notes, about what cellc read into a text that leaves something open."""

from cellc.diagnostics.explanations.explanation import Explanation

NOTES: dict[str, Explanation] = {
    "N0601": Explanation(
        "Two parameters are only ever added to each other, or one is added twice, so "
        "one parameter would compute the same. Libraries keep two biases for each gate "
        "because theirs are stored beside two matrices; to match their parameters, "
        "keep both.",
        bad="h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)",
        good="h_t = tanh(W_ih x_t + W_hh h_{t-1} + b_h)",
    ),
    "N0602": Explanation(
        "One parameter stands in several equations. It is one array, and its gradient "
        "is the sum over its uses. If each equation is to have its own, label them.",
        bad="z_t = σ(W x_t + b)\nh_t = z_t ⊙ h_{t-1} + tanh(U x_t + b)",
        good="z_t = σ(W x_t + b_z)\nh_t = z_t ⊙ h_{t-1} + tanh(U x_t + b_h)",
    ),
}
