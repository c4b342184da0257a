"""N0692 and later: notes about what sentences say, and single readings."""

from cellc.diagnostics.explanations.explanation import Explanation

NOTES_OF_SENTENCES: dict[str, Explanation] = {
    "N0692": Explanation(
        "A sentence says all of a noise: standard normal, or uniform between 0 and 1. "
        "It is drawn anew at every step, as noise of the where block is.",
        bad="h_t = tanh(W x_t + U h_{t-1}) + 0.1 ξ_t\nwhere ξ_t is standard Gaussian "
        "noise",
        good="h_t = tanh(W x_t + U h_{t-1}) + 0.1 ξ_t\nwhere\n  ξ_t ~ N(0, I)",
    ),
    "N0628": Explanation(
        "No use of a name decides whether it is a number, a vector or a matrix, and a "
        "sentence says it (`the scalar gate $g_t$` of an input, which would be a "
        "vector), or it is a bold small letter in a text whose bold small "
        "letters are vectors. What a `where` block says goes before.",
        bad="h_t = tanh(W x_t + a h_{t-1})\n\nwhere $a$ is a learned scalar.",
        good="h_t = tanh(W x_t + a h_{t-1})\nwhere\n  a ∈ ℝ",
    ),
    "N0693": Explanation(
        "`ξ_t = N(0, I)` says that ξ_t is drawn from the distribution.",
        bad="h_t = tanh(W x_t + U h_{t-1}) + 0.1 ξ_t\nξ_t = \\mathcal{N}(0, I)",
        good="h_t = tanh(W x_t + U h_{t-1}) + 0.1 ξ_t\nwhere\n  ξ_t ~ N(0, I)",
    ),
    "N0695": Explanation(
        "A letter above a name is a label, `r^n_t`. Here the text gives it a number, "
        "so it is read as a power. Where it stands above a left side or a declared "
        "name it is a label. Write a label in brackets, `r^{(n)}_t`.",
        bad="h_t = r_t^n ⊙ h_{t-1} + W x_t\nwhere\n  n = 3",
        good="h_t = r_t^3 ⊙ h_{t-1} + W x_t",
    ),
    "N0696": Explanation(
        "Nothing says whether what divides a vector is a number or a vector, so it is "
        "read as a vector: every component is divided by its own. A temperature, "
        "`softmax(z / T)`, is a number: say so in the `where` block, `T ∈ ℝ`, or give "
        "its value.",
        bad="z_t = softmax(W x_t / T)\nh_t = tanh(V z_t + U h_{t-1})",
        good="z_t = softmax(W x_t / T)\nh_t = tanh(V z_t + U h_{t-1})\nwhere\n  T ∈ ℝ",
    ),
    "N0697": Explanation(
        "In a display only `\\\\` ends a line. Here it is missing, and the next line "
        "begins with a left side of its own, so it is read as the next equation.",
        bad="\\begin{align}\nz_t &= \\sigma(W x_t)\n"
        "h_t &= z_t \\odot h_{t-1}\n\\end{align}",
        good="\\begin{align}\nz_t &= \\sigma(W x_t) \\\\\n"
        "h_t &= z_t \\odot h_{t-1}\n\\end{align}",
    ),
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
    "N0625": Explanation(
        "The text says what a bracket or a bar means: the length of a vector, the "
        "average over its components, the integer part, the positive part, the "
        "absolute value. It is computed as norm, mean, floor, relu or abs.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1} - \\langle h_{t-1} \\rangle) \\]\n"
        "where $\\langle \\cdot \\rangle$ denotes the average over all units.",
        good="h_t = tanh(W x_t + U h_{t-1} - mean(h_{t-1}))",
    ),
    "N0629": Explanation(
        "Products and quotients without brackets can be grouped in more than one way. "
        "`x / a ⊙ b` is read from left to right; papers mean x / (a ⊙ b) by it too. "
        "`h * W @ x` is h * (W @ x), as the matrix product binds tighter here; NumPy "
        "computes (h * W) @ x. Write the brackets.",
        bad="h_t = tanh(W x_t / a ⊙ b + U h_{t-1})\nwhere\n  a, b ∈ ℝ^h",
        good="h_t = tanh((W x_t / a) ⊙ b + U h_{t-1})\nwhere\n  a, b ∈ ℝ^h",
    ),
    "N0641": Explanation(
        "A static input with an index is one vector of a set, such as the annotations "
        "that a decoder attends to. The index runs over them: what has it has one "
        "value for each vector, and a sum over it goes over all of them. The array is "
        "(B, L, a), with as many vectors as the caller gives.",
        bad="e_{ti} = v^\\top \\tanh(W h_{t-1} + U a_i)\n"
        "α_{ti} = softmax(e_{ti})\n"
        "h_t = \\tanh(W_h h_{t-1} + W_z \\sum_i α_{ti} a_i + W_x x_t)\n"
        "where\n  a_i ∈ ℝ^a is static\n  v ∈ ℝ^m",
        good="α_t = softmax(A W h_{t-1})\n"
        "h_t = \\tanh(W_h h_{t-1} + W_z A^T α_t + W_x x_t)\n"
        "where\n  A ∈ ℝ^{L×a} is static",
    ),
    "N0689": Explanation(
        "A declaration has a size of this name, nothing defines or declares the name "
        "itself, and it stands as a number does, under a root, as a divisor or beside "
        "numbers: it is how many components what is declared with it has. Declare a "
        "parameter of this name.",
        bad="h_t = tanh(W x_t / \\sqrt{d} + U h_{t-1})\nwhere\n  h_t ∈ ℝ^d",
        good="h_t = tanh(W x_t / \\sqrt{d} + U h_{t-1})\nwhere\n  h_t ∈ ℝ^d\n"
        "  d ∈ ℝ = 2",
    ),
    "N0694": Explanation(
        "An index whose end is a size and no number, as that of heads, makes one more "
        "axis of what has it: W_i for i = 1..H are H matrices in one array. The size "
        "is an argument of `init`. No equation may shift such an index; where one "
        "does, the end must be a number, and each value has a name of its own.",
        bad="h_{i,t} = \\tanh(W_i x_t + U_i h_{i,t-1})\n"
        "y_t = \\sum_{i=1}^{H} V_i h_{i,t}\nwhere\n  for i = 1..H\n  output y_t",
        good="a_t = \\tanh(W_1 x_t + U_1 a_{t-1})\n"
        "b_t = \\tanh(W_2 x_t + U_2 b_{t-1})\n"
        "y_t = V_1 a_t + V_2 b_t\nwhere\n  output y_t",
    ),
    "N0671": Explanation(
        "An equation with two indices of components on its left side, or with a "
        "function over one, is read entry by entry: A_{ij} is a matrix, x_j a vector, "
        "and what has no index a number. Where a sum is a product of a matrix and a "
        "vector, W x says the same.",
        bad="A_{ij} = softmax_j(S_{ij})\nh_t = tanh(A h_{t-1} + U x_t)",
        good="h_t = tanh(A h_{t-1} + U x_t)",
    ),
    "N0631": Explanation(
        "Texts that write sums over components may call several matrices by one "
        "letter, and tell them apart by their indices: `w_{ji}` over the inputs and "
        "`w_{jk}` over the units. Each is a parameter of its own. For one matrix the "
        "same letters are written at both places.",
        bad="h_j(t) = \\tanh(\\sum_i w_{ji} x_i(t) + \\sum_k w_{jk} h_k(t-1))",
        good="h_j(t) = \\tanh(\\sum_i w_{ji} x_i(t) + \\sum_k u_{jk} h_k(t-1))",
    ),
    "N0632": Explanation(
        "An arrow to the left marks the state of a pass that begins at the last step. "
        "The equations have it at t-1, so that it is computed from the first step on, "
        "as any other state. With --bidirectional a cell runs both ways; its equations "
        "are written once, without arrows.",
        bad="\\overleftarrow{h}_t = \\tanh(W x_t + U \\overleftarrow{h}_{t-1})",
        good="h_t = \\tanh(W x_t + U h_{t-1})",
    ),
    "N0626": Explanation(
        "A matrix stands before two vectors with ⊙ between them. Side by side binds "
        "tighter, so `U r_t ⊙ h_{t-1}` is (U r_t) ⊙ h_{t-1}. Some papers mean U (r_t ⊙ "
        "h_{t-1}) by the same words, as in the GRU, and its sizes would fit too. "
        "In rows `r_t ⊙ h_{t-1} U` has the same two readings; `U · r_t h_{t-1}` is "
        "U · (r_t ⊙ h_{t-1}), as a dot binds less than what stands side by side. Write "
        "the brackets.",
        bad="r_t = σ(W_r x_t + U_r h_{t-1})\nh_t = tanh(W x_t + U r_t ⊙ h_{t-1})",
        good="r_t = σ(W_r x_t + U_r h_{t-1})\nh_t = tanh(W x_t + U (r_t ⊙ h_{t-1}))",
    ),
    "N0646": Explanation(
        "A sentence says that an input is the concatenation, or another combination, "
        "of names that no equation has. So it is made outside of the cell, and is "
        "given to it made. To make it in the cell write the equation: the parts are "
        "the inputs then. One that is made of a state is warned of (W0511).",
        bad="\\[ h_t = \\tanh(W v_t + U h_{t-1}) \\]\n"
        "where $v_t$ is the concatenation of $x_t$ and $m_t$.",
        good="v_t = [x_t; m_t]\nh_t = tanh(W v_t + U h_{t-1})",
    ),
    "N0647": Explanation(
        "A sentence has a parameter in an interval, `$a_i \\in (0, 1)$`. The gradient "
        "of a parameter knows no bounds, so training may leave it. Write the equation "
        "that keeps it there, or keep it there where it is updated. A part of the "
        "numbers that training leaves for sure, `\\{-1, 1\\}` or ℝ_+, is warned of "
        "(W0509).",
        bad="\\[ h_t = a \\odot h_{t-1} + x_t \\]\nwhere $a_i \\in (0, 1)$.",
        good="a = σ(q)\nh_t = a ⊙ h_{t-1} + x_t",
    ),
    "N0648": Explanation(
        "A comment says which function or number a name of the equations is. What "
        "stands behind `#` or `%` is not read. Move it into the `where` block.",
        bad="h_t = σ(W x_t + U h_{t-1})  # σ = tanh",
        good="h_t = σ(W x_t + U h_{t-1})\nwhere\n  σ = tanh",
    ),
}
