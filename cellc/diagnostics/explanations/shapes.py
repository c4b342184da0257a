"""E04xx: shapes."""

from cellc.diagnostics.explanations.explanation import Explanation

SHAPES: dict[str, Explanation] = {
    "E0401": Explanation(
        "A parameter beside a vector can be a number, a vector or a matrix, and none "
        "of its uses tells. An upper-case Latin letter before a vector is taken for a "
        "matrix, a name under ⊙ for what it is multiplied by; anything else must be "
        "declared.",
        bad="h_t = γ tanh(W h_{t-1} + U x_t)",
        good="h_t = γ tanh(W h_{t-1} + U x_t)\nwhere\n  γ ∈ ℝ",
    ),
    "E0402": Explanation(
        "Two vectors are added or multiplied elementwise and have unequal sizes. The "
        "second place shows what gave one of them its size. Make the sizes equal, or "
        "put a matrix before one side.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nz_t = h_t + [h_t, h_t]\n"
        "where\n  output z_t",
        good="h_t = tanh(W h_{t-1} + U x_t)\nz_t = h_t + M [h_t, h_t]\n"
        "where\n  output z_t",
    ),
    "E0403": Explanation(
        "A matrix and a vector are added or multiplied elementwise. For the matrix "
        "product write · or nothing between them.",
        bad="h_t = tanh(W ⊙ h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}",
        good="h_t = tanh(W·h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}",
    ),
    "E0404": Explanation(
        "Vectors are columns: a matrix stands before its vector. A transposed vector, "
        "v^T, is a row and has a meaning before a vector (the inner product, v^T u) "
        "and behind one (the outer product, v u^T), not alone.",
        bad="h_t = tanh(h_{t-1}^T + U x_t)",
        good="h_t = tanh(W^T h_{t-1} + U x_t)",
    ),
    "E0405": Explanation(
        "`·` between two vectors can be the elementwise or the inner product, and "
        "`W * x` the elementwise or the matrix product; papers use both. Write the one "
        "that is meant; the help line has both.",
        bad="f_t = σ(W x_t)\nh_t = f_t · h_{t-1}",
        good="f_t = σ(W x_t)\nh_t = f_t ⊙ h_{t-1}",
    ),
    "E0406": Explanation(
        "A matrix must have as many columns as the vector behind it has components. "
        "The second place shows where the other size comes from.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×x}\n  x_t ∈ ℝ^x",
        good="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}\n  x_t ∈ ℝ^x",
    ),
    "E0407": Explanation(
        "[a, b] puts vectors behind each other, and a number is a component of its "
        "own; a matrix cannot be part of it. Apply the matrix to a vector first.",
        bad="h_t = tanh(W·[h_{t-1}, V])\na_t = V x_t + h_t\nwhere\n  V ∈ ℝ^{h×x}\n"
        "  output a_t",
        good="h_t = tanh(W·[h_{t-1}, V x_t])\nwhere\n  V ∈ ℝ^{h×x}",
    ),
    "E0408": Explanation(
        "The name on the left has one shape, by a declaration or another use, and the "
        "right side of its equation another. Correct the declaration, or put a matrix "
        "before the right side.",
        bad="h_t = tanh(W h_{t-1} + x_t)\nwhere\n  x_t ∈ ℝ^x\n  h_t ∈ ℝ^h",
        good="h_t = tanh(W h_{t-1} + V x_t)\nwhere\n  x_t ∈ ℝ^x\n  h_t ∈ ℝ^h",
    ),
    "E0409": Explanation(
        "The size is between two parameters, such as the inner size of U (V x), and no "
        "input or state has it. Name it: whoever calls `init` then chooses it.",
        bad="h_t = tanh(U (V x_t) + W h_{t-1})",
        good="h_t = tanh(U (V x_t) + W h_{t-1})\nwhere\n  U ∈ ℝ^{h×k}",
    ),
    "E0410": Explanation(
        "The expression is the same number whatever its names are, such as x_t - x_t, "
        "and stands where a vector is needed; a number has no size. Leave it out.",
        bad="h_t = tanh(W [h_{t-1}, x_t - x_t] + U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0411": Explanation(
        "`forward` learns sizes from the arrays it is given. No parameter and no input "
        "has this one, so it would never know. Use a parameter of that size, or "
        "declare the size as a number or as that of an input.",
        bad="h_t = h_{t-1} + U x_t\ng_t = g_{t-1} + 1\nwhere\n  output h_t, g_t",
        good="h_t = h_{t-1} + U x_t\ng_t = g_{t-1} + 1\nwhere\n  g_t ∈ ℝ^h\n"
        "  h_t ∈ ℝ^h\n  output h_t, g_t",
    ),
    "E0412": Explanation(
        "A name is a number, a vector or a matrix: at every step it has two axes at "
        "most, beyond those of time and batch. What has more is written as several "
        "matrices.",
        bad="h_t = W h_{t-1} + V x_t\nwhere\n  V ∈ ℝ^{h×x×2}",
        good="h_t = W h_{t-1} + V x_t + U x_t",
    ),
    "E0413": Explanation(
        "softmax, sum, norm, layer norm and the like put the components of a vector "
        "together. A number has none, and of a matrix it must be said along which "
        "axis, by the entries: A_{ij} = softmax_j(S_{ij}) is that of each row, over "
        "the columns j.",
        bad="h_t = tanh(W h_{t-1} + softmax(W) x_t)",
        good="h_t = tanh(W h_{t-1} + softmax(U x_t))",
    ),
    "E0414": Explanation(
        "BN, batch_mean and batch_var put the sequences of a batch together, at each "
        "step. A parameter, and what is made of parameters alone, is the same for all "
        "of them.",
        bad="h_t = tanh(BN(W) h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}",
        good="h_t = tanh(BN(W h_{t-1}) + U x_t)",
    ),
    "E0240": Explanation(
        "Softmax, a maximum or a norm goes over one index. What it is applied to has "
        "two: those of a matrix, or of heads and the vectors of a set. Write the one "
        "that it goes over below its name, softmax_j(S_{ij}).",
        bad="A_{ij} = softmax(S_{ij})\nh_t = tanh(A h_{t-1} + U x_t)",
        good="h_t = tanh(A h_{t-1} + U softmax(x_t))",
    ),
    "E0241": Explanation(
        "An index that stands as a number, as in 2^{-i}, begins with 0 or with 1. The "
        "range says which: for i = 1..H, or for i = 0..H-1. The components of vectors "
        "and matrices have no range; there the numbers are a vector, cumsum(e) of a "
        "vector of ones.",
        bad="p_j = \\sin(ω j)\nα_{t,j} = softmax(h_{t-1}^T a_j + p_j)\n"
        "h_t = tanh(\\sum_j α_{t,j} a_j + U x_t)\n"
        "where\n  a_j ∈ ℝ^h is static\n  ω ∈ ℝ",
        good="α_t = softmax(A h_{t-1} + \\sin(cumsum(w)))\n"
        "h_t = tanh(A^T α_t + U x_t)\nwhere\n  A ∈ ℝ^{L×h} is static",
    ),
    "E0420": Explanation(
        "An equation with the indices of components on its left side says what one "
        "entry is, a number. A vector in it without an index is no number: write its "
        "index, or the equation with whole vectors and matrices.",
        bad="A_{ij} = S_{ij} + u\nh_t = tanh(A h_{t-1} + U x_t)\nwhere\n  u ∈ ℝ^h",
        good="A = S + u v^T\nh_t = tanh(A h_{t-1} + U x_t)\nwhere\n  S ∈ ℝ^{h×h}\n"
        "  u ∈ ℝ^h\n  v ∈ ℝ^h",
    ),
}
