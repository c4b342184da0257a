"""Pairs of specs that are the same function, that are not, and that are left open."""

GRU = """
z_t = σ(W_z·[h_{t-1}, x_t] + b_z)
r_t = σ(W_r·[h_{t-1}, x_t] + b_r)
n_t = tanh(W_n·[r_t * h_{t-1}, x_t] + b_n)
h_t = (1 - z_t) * h_{t-1} + z_t * n_t
"""
LSTM = """
f_t = σ(W_f·[h_{t-1}, x_t] + b_f)
i_t = σ(W_i·[h_{t-1}, x_t] + b_i)
g_t = tanh(W_g·[h_{t-1}, x_t] + b_g)
c_t = f_t * c_{t-1} + i_t * g_t
o_t = σ(W_o·[h_{t-1}, x_t] + b_o)
h_t = o_t * tanh(c_t)
where
  output h_t
"""
RNN = "h_t = tanh(W h_{t-1} + U x_t + b)"
LEAKY = """
n_t = tanh(W h_{t-1} + U x_t + b)
h_t = 0.9 h_{t-1} + 0.1 n_t
"""
HIDDEN = """
s_t = tanh(W s_{t-1} + U x_t + b)
y_t = V s_t
where
  output y_t
"""
RESET_AFTER = """
z_t = σ(W_z·[h_{t-1}, x_t] + b_z)
r_t = σ(W_r·[h_{t-1}, x_t] + b_r)
n_t = tanh(r_t * (U h_{t-1}) + W x_t + b_n)
h_t = (1 - z_t) * h_{t-1} + z_t * n_t
"""
PEEPHOLE = LSTM.replace("f_t = σ(", "f_t = σ(p_f * c_{t-1} + ")
MERGED_LSTM = """
f_t = σ(W_if x_t + b_if + W_hf h_{t-1} + b_hf)
i_t = σ(W_ii x_t + b_ii + W_hi h_{t-1} + b_hi)
g_t = tanh(W_ig x_t + b_ig + W_hg h_{t-1} + b_hg)
o_t = σ(W_io x_t + b_io + W_ho h_{t-1} + b_ho)
c_t = f_t * c_{t-1} + i_t * g_t
h_t = o_t * tanh(c_t)
where
  output h_t
"""

# name -> the texts, and an equation that must be among those of the correspondence
ATTENTION = """
e_{ti} = v^T tanh(W h_{t-1} + U a_i)
z_t = \\sum_{i=1}^{L} softmax(e_{ti}) a_i
h_t = tanh(V h_{t-1} + P x_t + Q z_t)
where
  a_i ∈ ℝ^a is static, for i = 1..L
  v ∈ ℝ^m
"""
# expanded, its output has more terms than are looked at
ROTATION = """
f_t = σ(W_f x_t + b_f)
r_t = f_t ⊙ (cos(θ) ⊙ r_{t-1} - sin(θ) ⊙ i_{t-1}) + (1 - f_t) ⊙ (W_r x_t + b_r)
i_t = f_t ⊙ (cos(θ) ⊙ i_{t-1} + sin(θ) ⊙ r_{t-1}) + (1 - f_t) ⊙ (W_i x_t + b_i)
y_t = W_y ((W_g [r_t, i_t]) ⊙ [r_t ⊙ i_t ⊙ r_t ⊙ i_t, i_t ⊙ r_t ⊙ r_t]) + b_y
where
  θ ∈ ℝ^d
  r_t ∈ ℝ^d
  W_g ∈ ℝ^{(d+d)×(d+d)}
  output y_t
"""

EQUAL = {
    "layer norm written out": (
        "a_t = W x_t + U h_{t-1}\nh_t = tanh(γ ⊙ LN(a_t) + β)",
        "a_t = W x_t + U h_{t-1}\nμ_t = mean(a_t)\n"
        "s_t = sqrt(mean((a_t - μ_t)^2) + 0.00001)\n"
        "h_t = tanh(γ ⊙ (a_t - μ_t) / s_t + β)",
        None,
    ),
    "a context of a sequence": (
        "h_t = tanh(W h_{t-1} + U x_t + V c)\nwhere\n  c ∈ ℝ^c is static",
        "s_t = tanh(a_t + d)\na_t = W s_{t-1} + U x_t\nd = V c\n"
        "where\n  c ∈ ℝ^c is static",
        "B.c = A.c",
    ),
    "attention over a set": (ATTENTION, ATTENTION.replace("e_{ti}", "s_{ti}"), None),
    "a gate in products of products": (ROTATION, ROTATION, None),
    "renamed": (
        GRU,
        """
        u_t = σ(A·[s_{t-1}, v_t] + a)
        q_t = σ(D·[s_{t-1}, v_t] + d)
        m_t = tanh(C·[q_t * s_{t-1}, v_t] + c)
        s_t = (1 - u_t) * s_{t-1} + u_t * m_t
        """,
        "B.D = A.W_r",
    ),
    "the other gate": (
        GRU,
        GRU.replace("(1 - z_t) * h_{t-1} + z_t * n", "z_t * h_{t-1} + (1 - z_t) * n"),
        "B.W_z = -A.W_z",
    ),
    "taken apart": (
        RNN,
        "h_t = tanh(W·[h_{t-1}, x_t] + b)",
        "B.W = [A.W, A.U]",
    ),
    "put together": (
        "h_t = tanh(W·[h_{t-1}, x_t] + b)",
        "h_t = tanh(b + U x_t + V h_{t-1})",
        "A.W = [B.V, B.U]",
    ),
    "in another order": (
        LSTM,
        LSTM.replace("[h_{t-1}, x_t]", "[x_t, h_{t-1}]"),
        "B.W_f = [A.W_f[:, h:], A.W_f[:, :h]]",
    ),
    "all gates at once": (
        LSTM,
        """
        a_t = W·[h_{t-1}, x_t] + b
        [i_t; f_t; o_t; g_t] = a_t
        c_t = σ(f_t) * c_{t-1} + σ(i_t) * tanh(g_t)
        h_t = σ(o_t) * tanh(c_t)
        where
          output h_t
        """,
        "B.b = [A.b_i, A.b_f, A.b_o, A.b_g]",
    ),
    "negative weights": (
        RNN,
        "h_t = tanh(b - W h_{t-1} - U x_t)",
        "B.W = -A.W",
    ),
    "written in place": (
        LEAKY,
        "h_t = 0.9 h_{t-1} + 0.1 tanh(W h_{t-1} + U x_t + b)",
        "B.W = A.W",
    ),
    "factored": (
        LEAKY,
        """
        n_t = tanh(U x_t + b + W h_{t-1})
        h_t = h_{t-1} + (n_t - h_{t-1}) / 10
        """,
        "B.U = A.U",
    ),
    "a hidden state's sign": (
        HIDDEN,
        HIDDEN.replace("s_t = tanh(W s_{t-1} + U", "s_t = -tanh(U").replace(
            "U x_t + b", "W s_{t-1} + U x_t + b"
        ),
        "B.s = -A.s",
    ),
    "two biases": (RNN, "h_t = tanh(W h_{t-1} + b_h + U x_t + b_i)", None),
    "biases of a library": (LSTM, MERGED_LSTM, "B.b_if + B.b_hf = A.b_f"),
    "biases on both sides": (MERGED_LSTM, MERGED_LSTM.replace("b_i", "q_"), None),
    "a tanh written with σ": (
        RNN,
        "h_t = 2 σ(2 (W h_{t-1} + U x_t + b)) - 1",
        "B.W = A.W",
    ),
    "a factor within": (RNN, "h_t = 2 σ(W h_{t-1} + U x_t + b) - 1", "B.W = 2·A.W"),
    "σ written out": (
        "h_t = σ(W h_{t-1} + U x_t)",
        "h_t = 1 / (1 + exp(-W h_{t-1} - U x_t))",
        "B.W = A.W",
    ),
    "rows": ("h_t = tanh(W h_{t-1} + U x_t)", "h_t = tanh(h_{t-1} W + x_t U)", None),
    "gates in another order": (
        LSTM,
        """
        o_t = σ(W_1·[h_{t-1}, x_t] + b_1)
        i_t = σ(W_2·[h_{t-1}, x_t] + b_2)
        f_t = σ(W_3·[h_{t-1}, x_t] + b_3)
        c_t = i_t * c_{t-1} + f_t * tanh(W_4·[h_{t-1}, x_t] + b_4)
        h_t = o_t * tanh(c_t)
        where
          output h_t
        """,
        "B.W_2 = A.W_f",
    ),
}

# name -> the texts
DIFFERENT = {
    "a context of a sequence, and one of every step": (
        "h_t = tanh(W h_{t-1} + U x_t + V c)\nwhere\n  c ∈ ℝ^c is static",
        "h_t = tanh(W h_{t-1} + U x_t + V c_t)",
    ),
    "a sign": (
        LEAKY,
        LEAKY.replace("0.9 h_{t-1} + ", "0.1 n_t - 0.9 h_{t-1} + 0 ").replace(
            "0 0.1 n_t", "0 n_t"
        ),
    ),
    "a number": (LEAKY, LEAKY.replace("0.9", "0.8")),
    "a bias that is missing": (GRU, GRU.replace(" + b_r", "")),
    "a gate that sees less": (GRU, GRU.replace("W_r·[h_{t-1}, x_t]", "W_r x_t")),
    "a gate that sees the candidate": (
        LSTM,
        LSTM.replace("W_o·[h_{t-1}, x_t]", "W_o·[c_t, x_t]"),
    ),
    "the reset behind the product": (GRU, RESET_AFTER),
    "the reset on all": (
        GRU,
        GRU.replace(
            "W_n·[r_t * h_{t-1}, x_t] + b_n", "r_t * (W_n·[h_{t-1}, x_t]) + b_n"
        ),
    ),
    "σ and not tanh": (GRU, GRU.replace("tanh", "σ")),
    "another output function": (LSTM, LSTM.replace("* tanh(c_t)", "* c_t")),
    "a peephole": (LSTM, PEEPHOLE),
    "another peephole": (PEEPHOLE, PEEPHOLE.replace("p_f * c_{t-1}", "p_f * h_{t-1}")),
    "the state and not the output": (LSTM, LSTM.replace("output h_t", "output c_t")),
    "two outputs": (LSTM, LSTM.replace("output h_t", "output h_t, c_t")),
    "two inputs": (RNN, "h_t = tanh(W h_{t-1} + U x_t + V u_t + b)"),
    "coupled gates": (
        LSTM,
        LSTM.replace("i_t * g_t", "(1 - f_t) * g_t").replace(
            "i_t = σ(W_i·[h_{t-1}, x_t] + b_i)\n", ""
        ),
    ),
    "a gate on what is new": (
        GRU,
        GRU.replace("(1 - z_t) * h_{t-1} + z_t * n_t", "h_{t-1} + z_t * n_t"),
    ),
    "shared weights": (GRU, GRU.replace("W_r", "W_z").replace("b_r", "b_z")),
    "the input behind the gate": (GRU, GRU.replace("x_t] + b_n", "r_t * x_t] + b_n")),
    "a shape": ("h_t = tanh(W h_{t-1} + x_t)", "h_t = tanh(W h_{t-1} + U x_t)"),
    "no parameters": ("h_t = 0.5 h_{t-1} + x_t", "h_t = 0.5 h_{t-1} + tanh(x_t)"),
}

NOT_DECIDED = {
    "a number of a bias": (RNN, "h_t = tanh(W h_{t-1} + U x_t + b + 1)"),
    "a parameter or one less it": (
        "h_t = a h_{t-1} + (1 - a) x_t\nwhere\n  a ∈ ℝ",
        "h_t = (1 - a) h_{t-1} + a x_t\nwhere\n  a ∈ ℝ",
    ),
    "a product of matrices": (
        "h_t = tanh(W h_{t-1} + U x_t)",
        "h_t = tanh(V W h_{t-1} + U x_t)\nwhere\n  V ∈ ℝ^{h×h}\n  W ∈ ℝ^{h×h}",
    ),
    "the state before its function": (
        RNN,
        "a_t = W tanh(a_{t-1}) + U x_t + b\nh_t = tanh(a_t)\nwhere\n  output h_t",
    ),
    "a decay in two ways": (
        "h_t = exp(-exp(w)) * h_{t-1} + x_t\nwhere\n  w ∈ ℝ^h",
        "h_t = σ(w) * h_{t-1} + x_t\nwhere\n  w ∈ ℝ^h",
    ),
    "a matrix and the identity": (
        "h_t = tanh(W h_{t-1} + U x_t)",
        "h_t = tanh(h_{t-1} + W h_{t-1} + U x_t)",
    ),
    "a sum of matrices that stand elsewhere": (
        "a_t = σ(W h_{t-1})\nh_t = a_t * tanh(V h_{t-1}) + x_t\nwhere\n  output h_t",
        "a_t = σ(W h_{t-1})\nh_t = a_t * tanh(W h_{t-1} + V h_{t-1}) + x_t"
        "\nwhere\n  output h_t",
    ),
    "a bias before the matrix": (
        "h_t = tanh(W h_{t-1} + U x_t + b)",
        "h_t = tanh(W (h_{t-1} + b) + U x_t)",
    ),
    "a state twice as large": (
        "s_t = tanh(W s_{t-1} + U x_t)\ny_t = V s_t\nwhere\n  output y_t",
        "s_t = 2 tanh(W s_{t-1} + U x_t)\ny_t = V s_t\nwhere\n  output y_t",
    ),
    "a parameter squared": (
        "h_t = a * h_{t-1} + U x_t\nwhere\n  a ∈ ℝ^h",
        "h_t = a^2 * h_{t-1} + U x_t\nwhere\n  a ∈ ℝ^h",
    ),
    "a time constant": (
        "h_t = h_{t-1} + (x_t - h_{t-1}) / τ\nwhere\n  τ ∈ ℝ^h",
        "h_t = h_{t-1} + k * (x_t - h_{t-1})\nwhere\n  k ∈ ℝ^h",
    ),
}
