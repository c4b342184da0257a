"""W0511: sentences that say something of the equations as such."""

from __future__ import annotations

import cellc

_GRU = r"""\begin{align}
z_t &= \sigma(W_z x_t + U_z h_{t-1}) \\
h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tanh(W x_t + U h_{t-1})
\end{align}
"""
_CHANGING = r"""
All recurrent weight matrices are orthogonal.
The weight matrices are constrained to be symmetric.
We use diagonal recurrent matrices.
The input and recurrent weights are tied.
The gates share their weights with the candidate.
Weights are shared between the gate and the candidate.
The biases are not shown.
We omit the bias terms to keep the notation light.
Bias terms have been absorbed into the weight matrices.
A constant 1 is appended to the input.
The weights change with time.
The sigmoid has a slope of 0.2.
We replaced the sigmoid by a hard sigmoid.
ReLU is used instead of tanh.
We use a hard sigmoid instead of the logistic sigmoid.
The hyperbolic tangent was replaced with the identity.
We take the mean instead of the sum.
Correction: the second equation has z_t and 1 - z_t exchanged.
In the second line $h_{t-1}$ should read $x_t$.
The sign of the second term is flipped.
The roles of $z_t$ and $1 - z_t$ are exchanged.
Contrary to what is displayed, the gate is not used.
In our implementation the gate is multiplied by two.
The second term is omitted at the first step.
The equations hold only for even steps.
Noise is added during training only.
Dropout is applied with a rate of 0.5.
Layer normalization is applied inside the gates.
A dropout mask is applied at every step.
The input is first normalised to unit length.
The input is first projected to a lower dimension.
The previous state is detached.
No gradient flows through $z_t$.
The gates are computed from the previous cell state.
The gates are binary.
The initial state is learned.
$h_0$ is trained.
Time runs backwards.
The sequence is read from right to left.
$h_{t-1}$ is the state two steps ago.
The update is applied twice per step.
The units are updated asynchronously.
Only half of the units are updated.
The first half of the units has no gate.
The activation is applied after the sum is normalised.
The nonlinearity is omitted in the last layer.
All quantities are complex-valued.
Each component of the gate is set to one with probability 0.1.
Note that not $h_t$ but $z_t$ is passed on to the next step.
All vectors are quaternions.
We use the hard sigmoid in all gates.
The scaling factor is omitted.
The output is fed back as input.
Terms with $U_z$ are dropped in the first layer.
The indices are taken modulo the number of units.
Here the time index counts layers.
Sums are saturating.
Weights are clipped to the unit ball.
The weights of both gates are the same.
The order of the two equations is reversed.
We drop the gate at test time.
Everything is computed modulo 2.
"""
_BENIGN = r"""
The weights are learned.
All weights are trained with Adam.
The gate $z_t$ decides how much of the past is kept.
The weights are shared across time steps.
The parameters are the same at all time steps.
The sigmoid function is applied elementwise.
tanh is applied element-wise.
The initial state is zero.
The initial hidden state is set to the zero vector.
The recurrent matrices are initialised with orthogonal matrices.
The weights are initialised at random.
The hidden state is passed to the next step.
The state $h_t$ is fed back into the cell at the next step.
Here $\odot$ denotes the element-wise product and $\sigma$ the logistic sigmoid.
The reset gate of the GRU is omitted.
The gradient is clipped to 5 during training.
Dropout is applied to the embedding layer when the model is trained on a dataset.
We use minibatches of 32 and the Adam optimizer.
The update gate plays the role of the forget and the input gate.
If the gate is closed, the state is copied.
The input is a word embedding.
The inputs are one-hot vectors.
The model is simpler than the LSTM and often works as well.
Unlike the LSTM, there is no separate memory cell.
A sigmoid is used for the gate and tanh for the candidate.
The matrices have the same shape.
The gate is computed from the input and the previous hidden state.
Both gates are computed in the same way as in the LSTM.
We use the tanh nonlinearity for the candidate.
The cell is unrolled for 100 steps.
The candidate state is computed in a similar way to that of the usual recurrent unit.
The final state is used as a summary of the sequence.
The size of the state is the same as that of the gate.
All matrices are of size n by n.
The first term keeps the old state.
The second term adds new content.
It is a convex combination of the old state and the candidate.
The nonlinearity is applied to the sum.
Large values of the gate are good.
The gate values lie between zero and one.
The product is element-wise.
All vectors are column vectors.
Training should be done with care.
The weights should be small.
The network is trained with backpropagation through time.
We have dropped the reset gate of the original.
The sum is over all components.
The equations are those of the paper.
The equations hold for all $t \ge 1$.
Only the candidate uses tanh.
"""
_OF_CELLS = [  # a cell, a sentence that changes it, one that does not
    (
        "n_t = n_{t-1} + exp(W x_t)\nh_t = tanh(U h_{t-1} + V log(1 + n_t))\n",
        "All logarithms are to base 2.",
        "All logarithms are to base e.",
    ),
    (
        "a_t = a_{t-1} + W x_t\nh_t = cos(a_t) ⊙ tanh(V x_t)\n",
        "All angles are measured in degrees.",
        "All angles are measured in radians.",
    ),
    (
        "a_t = leaky_relu(W x_t + U h_{t-1})\nh_t = 0.9 h_{t-1} + 0.1 a_t\n",
        "The leaky ReLU has a negative slope of 0.2.",
        "The leaky ReLU has a negative slope of 0.01.",
    ),
    (
        "z_t = σ(W x_t + U h_{t-1})\nh_t = z_t ⊙ h_{t-1} + \\bar z_t ⊙ tanh(V x_t)\n",
        "The bar denotes the complement, one minus the gate.",
        "The gate keeps what is old.",
    ),
    (
        "r_t = σ(W x_t + U h_{t-1})\nh_t = tanh(W x_t + U (r_t ⊙ h_{t-1}))\n",
        "Subscripts of the weights are suppressed.",
        "The weights are shared by the gate and the candidate.",
    ),
    (
        "z_t = σ(W x_t + U h_{t-1})\nh_t = z_t h_{t-1} + (1 - z_t) tanh(x_t)\n",
        "All products are element-wise.",
        "Products of vectors are element-wise.",
    ),
    (
        "z_t = σ(W x_t + U h_{t-1})\nh_t = z_t ⊙ h_{t-1} + r_t ⊙ tanh(V x_t)\n",
        "and r_t is computed in the same way as z_t",
        "and z_t is computed in the same way as in the GRU",
    ),
    (
        "h_t = tanh(W y_{t-1} + U h_{t-1} + R x_t)\ny_t = V h_t\n",
        "where y_{t-1} is the ground truth of the last step (teacher forcing)",
        "where y_{t-1} is the output of the last step",
    ),
]


def _codes(text: str) -> set[str]:
    return {each.code for each in cellc.compile_cell(text).diagnostics}


def test_what_is_told() -> None:
    for said in _CHANGING.strip().split("\n"):
        assert _codes(_GRU + said) & {"W0509", "W0510", "W0511"}, said


def test_what_changes_nothing() -> None:
    codes = _codes(_GRU + _BENIGN)  # all sentences of one text
    assert not {each for each in codes if each.startswith("W")}


def test_what_depends_on_the_cell() -> None:
    for cell, changing, benign in _OF_CELLS:
        assert "W0511" in _codes(cell + changing), changing
        assert "W0511" not in _codes(cell + benign), benign


def test_far_from_the_equations() -> None:
    far = "The data are images of plants that were seen in the field.\n\n" * 40
    assert "W0511" not in _codes(_GRU + far + "Biases are omitted.")


BESIDES = r"""
The bias is subtracted, not added, in our code.
Please note that the minus sign in front of $b$ was lost in print.
The recurrent term enters with a factor of $1/\sqrt{n}$.
Multiply $U$ by 0.9.
Juxtaposition denotes convolution.
The tanh is used for even units and the sine for odd units.
The hyperbolic tangent is applied only to the first half of the vector.
The argument of tanh is clamped to $[-3, 3]$.
The gate has a temperature of 2.
The matrix $U$ has ones on the diagonal.
All units share the same gate value.
The input is shifted by one step.
Units with negative values are silenced.
The step from $h_{t-1}$ to $h_t$ is run three times per input.
"""


def test_what_is_done_besides_is_warned_of() -> None:
    silent = []
    for sentence in BESIDES.strip().splitlines():
        text = rf"\[ h_t = \tanh(W x_t + U h_{{t-1}} + b) \]{chr(10)}{sentence}"
        found = cellc.compile_cell(text).diagnostics
        if "W0511" not in [each.code for each in found]:
            silent.append(sentence)
    assert not silent
