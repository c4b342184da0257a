"""E0220 to E0233: what names are, and what the equations as a whole lack."""

from cellc.diagnostics.explanations.explanation import Explanation

ROLES: dict[str, Explanation] = {
    "E0220": Explanation(
        "One name has two definitions, or two facts of the same kind. Remove one, or "
        "give it another name. A value that is changed in steps needs a name for each.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nh_t = V h_t",
        good="h_t = tanh(W h_{t-1} + U x_t)\ny_t = V h_t\nwhere\n  y_t ∈ ℝ^y\n"
        "  output y_t",
    ),
    "E0221": Explanation(
        "The left side of an equation is the one name that it defines, such as h_t; a "
        "product, a number or a power is none. Solve the equation for the name.",
        bad="h_t^2 = tanh(W h_{t-1} + U x_t)",
        good="h_t = sqrt(σ(W h_{t-1} + U x_t))",
    ),
    "E0222": Explanation(
        "An equation defines a value at step t from values at t and t-1. Where a paper "
        "defines h_{t+1} from h_t, write h_t and h_{t-1}.",
        bad="h_{t-1} = tanh(W h_t + U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0223": Explanation(
        "Two names that differ on paper get one identifier in the generated code: "
        "W_{a_b} and W_a_b are both W_a_b there. Rename one; if they are meant to be "
        "one name, spell them alike.",
        bad="h_t = tanh(W_f h_{t-1} + W^f x_t)",
        good="h_t = tanh(W_f h_{t-1} + W_g x_t)",
    ),
    "E0224": Explanation(
        "A name stands with a time index in one place and without in another. What "
        "varies with time has its index everywhere; what does not has it nowhere.",
        bad="h_t = tanh(W h_{t-1} + U x)\ny_t = V x_t ⊙ h_t\nwhere\n  output y_t",
        good="h_t = tanh(W h_{t-1} + U x_t)\ny_t = V x_t ⊙ h_t\nwhere\n  output y_t",
    ),
    "E0225": Explanation(
        "The `where` block says something about a name that no equation has. The name "
        "may be misspelled; otherwise remove the line.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  V ∈ ℝ^{h×h}",
        good="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}",
    ),
    "E0226": Explanation(
        "The name is used at t-1, so it must be a state, and no equation defines it at "
        "t. Its equation may be missing, or one of the two is misspelled: C and c are "
        "two names. An input is used at t.",
        bad="h_t = tanh(W h_{t-1} + V c_{t-1} + U x_t)",
        good="c_t = σ(P x_t)\nh_t = tanh(W h_{t-1} + V c_{t-1} + U x_t)",
    ),
    "E0227": Explanation(
        "Values of later steps are not known yet. Earlier ones are kept, as far back "
        "as 64 steps.",
        bad="h_t = tanh(W h_{t-1} + U x_{t+1})",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0228": Explanation(
        "An output is a value that an equation defines at t. An input or a parameter "
        "is none; give it an equation, `y_t = x_t`, if it must be.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  output y_t",
        good="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  output h_t",
    ),
    "E0229": Explanation(
        "Nothing is used at t-1, so nothing is carried from one step to the next and "
        "there is no state; the output is then not known either. Often a t-1 is "
        "missing. If the cell has no state, say what its output is.",
        bad="h_t = tanh(U x_t)",
        good="h_t = tanh(W h_{t-1} + U x_t)",
    ),
    "E0230": Explanation(
        "To compute a value at t one needs the value itself, directly or by way of "
        "others. In a recurrent cell one of them is of the step before: write t-1.",
        bad="a_t = tanh(W b_t)\nb_t = σ(V a_t + U x_t)\nh_t = a_t + h_{t-1}",
        good="a_t = tanh(W b_{t-1})\nb_t = σ(V a_t + U x_t)\nh_t = a_t + h_{t-1}",
    ),
    "E0231": Explanation(
        "The equation defines a value that nothing uses and that is no output. Often a "
        "name is misspelled where it should be used. Otherwise remove the equation, or "
        "make the value an output.",
        bad="f_t = σ(W_f x_t)\nh_t = tanh(W h_{t-1} + U x_t)",
        good="f_t = σ(W_f x_t)\nh_t = f_t ⊙ tanh(W h_{t-1} + U x_t)",
    ),
    "E0232": Explanation(
        "Every name with a time index is defined by an equation, so nothing comes in "
        "from outside and nothing says how many steps there are. Use an input at t.",
        bad="h_t = tanh(W h_{t-1} + b)",
        good="h_t = tanh(W h_{t-1} + U x_t + b)",
    ),
    "E0234": Explanation(
        "An index runs over the vectors of one set that a sequence has. Sets in "
        "a set, with two indices, are not read. Give each set a name and an index of "
        "its own, put all vectors into one set, a_i ∈ ℝ^a is static, for i = 1..L, or "
        "give what is made of them.",
        bad="z_t = \\sum_i \\sum_j a_{ij}\nh_t = tanh(W h_{t-1} + U x_t + V z_t)\n"
        "where\n  a_{ij} ∈ ℝ^a is static",
        good="h_t = tanh(W h_{t-1} + U x_t + V z)\nwhere\n  z ∈ ℝ^a is static",
    ),
    "E0237": Explanation(
        "A declaration has a size of this name, and no line says what else it is. "
        "In one place it stands as a number does, under a root, as a divisor or beside "
        "numbers, in another one as a factor or a summand, as parameters do. Declare "
        "the parameter, or give it another letter.",
        bad="h_t = tanh(W x_t / \\sqrt{d} + d ⊙ h_{t-1})\nwhere\n  h_t ∈ ℝ^d",
        good="h_t = tanh(W x_t / \\sqrt{n} + d ⊙ h_{t-1})\nwhere\n  n = 4\n  d ∈ ℝ^d",
    ),
    "E0236": Explanation(
        "A parameter is a number, a vector or a matrix, so what stands below it is one "
        "index of components or two. With three, as in a network of second order, it "
        "is a matrix for each value of one index: write this index as one of heads, "
        "whose values stand side by side in [z_{1,t}; ...; z_{H,t}], or write products "
        "of two matrices.",
        bad="h_{i,t} = tanh(\\sum_j \\sum_k W_{ijk} h_{j,t-1} x_{k,t})",
        good="h_t = tanh((U h_{t-1}) ⊙ (V x_t))",
    ),
    "E0233": Explanation(
        "A name without time index is computed once, before the first step, so its "
        "equation cannot use what varies with time. Write t on the left side and where "
        "the name is used.",
        bad="a = W x_t\nh_t = tanh(a_t + R h_{t-1})",
        good="a_t = W x_t\nh_t = tanh(a_t + R h_{t-1})",
    ),
}
