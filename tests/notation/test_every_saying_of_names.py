"""W0511: sentences on names of the equations, in LaTeX and in plain words."""

from __future__ import annotations

import re

import cellc

_GRU = r"""\begin{align}
z_t &= \sigma(W x_t + U h_{t-1} + b) \\
\tilde h_t &= \tanh(V x_t + R h_{t-1}) \\
h_t &= (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t
\end{align}
"""
_GRU_IN_WORDS = """z_t = σ(W x_t + U h_{t-1} + b)
g_t = tanh(V x_t + R h_{t-1})
h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ g_t

"""
_LSTM = r"""\begin{align}
i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\
f_t &= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\
o_t &= \sigma(W_o x_t + U_o h_{t-1} + b_o) \\
c_t &= f_t \odot c_{t-1} + i_t \odot \tanh(W_c x_t + U_c h_{t-1} + b_c) \\
h_t &= o_t \odot \tanh(c_t)
\end{align}
"""
_OF_GRU = r"""
where $V$ equals $W$.
where $V$ is the same as $W$.
where $V$ coincides with $W$.
where $V$ and $W$ denote the same matrix.
The matrices $V$ and $W$ coincide.
We set $V$ equal to $W$.
where $V$ is the transpose of $W$.
where $b$ is a column vector of ones.
where $b$ is a vector of ones.
where $b$ is the first column of $W$.
$U$ is a function of $x_t$.
$U$ depends on the input.
The matrix $U$ is generated from the input by a small network.
$U$ is predicted from $x_t$.
$b$ depends on time.
$b$ is different at each step.
$b$ changes at every step.
$U$ varies with $t$.
where $b$ is resampled at each step.
$h_{t-1}$ is the hidden state of the layer below.
$h_{t-1}$ denotes the average of the previous states.
where $h_{t-1}$ is the sum of all previous states.
where $h_{t-1}$ is the output of the previous layer.
where $x_t$ is the input at time $t-2$.
where $x_t$ is the input at time $t-1$.
where $x_t$ is the input at the previous step.
where $x_t$ is the concatenation of $h_{t-1}$ and the input.
where $x_t$ stands for the concatenation of $h_{t-1}$ and $y_t$.
After each step $h_t$ is divided by its norm.
The state is divided by its norm after each step.
Values below 0.1 are set to zero.
Negative values are set to zero.
We apply dropout with rate 0.5 to $h_{t-1}$.
We use dropout on $h_{t-1}$.
Gaussian noise with variance 0.1 is added to the state.
Weights are multiplied by 0.5 at test time.
The output is the mean of the states over time.
The output is the average of all hidden states.
The gate $z_t$ is computed once per sequence.
The gate is bounded below by 0.1.
At the last step the gate is one.
At the first step the gate is zero.
The gate uses $h_t$ of the lower layer.
In the second layer $z$ is replaced by $1-z$.
A residual connection adds $x_t$ to the output.
An extra term $V y_{t-1}$ enters the candidate.
A bias is present but not shown.
Bias terms are omitted.
tanh abbreviates LeCun's 1.7159 tanh(2x/3).
Here $\tanh$ abbreviates LeCun's $1.7159 \tanh(2x/3)$.
The sigmoid was sharpened by a factor of 2.
Every other unit has a recurrent connection.
$h_0$ is drawn from $N(0, I)$.
$h_0$ is sampled from a standard normal distribution.
The state decays by a factor of 0.9 between steps.
Small values of the gate are set to zero.
The gate is squared before use.
$U$ is zero on the diagonal.
The rows of $U$ sum to one.
The columns of $W$ have unit norm.
The candidate also receives $h_{t-2}$.
There is an additional term $Q c_{t-1}$ in the gate.
A further input $u_t$ is added to the candidate.
In the first layer the recurrent term is absent.
In layer 2 the gate is omitted.
At test time the gate is replaced by its mean.
During training $z_t$ is multiplied by noise.
For $t=1$ the gate is zero.
The entries of $z_t$ are sorted.
Only the largest $k$ entries of $h_t$ are kept.
The top 10 entries of $h_t$ are kept and the others are set to zero.
The gate is shared by all units.
Updates smaller than 0.01 are ignored.
where $W$ is the outer product of $u$ and $v$.
where $U$ is the product of $A$ and $B$.
where $b$ is the sum of two biases.
where $U$ is the identity plus a skew-symmetric matrix.
where $h_{t-1}$ is the previous state after layer normalization.
where $\sigma$ has a slope of 5.
The state is copied every 10 steps.
$h_t$ is updated with probability 0.5.
The tanh is scaled by 1.7159.
The sigmoid is stretched to the range from -0.1 to 1.1.
The sigmoid is steeper by a factor of two.
The gate is computed from $x_{t+1}$.
"""
_OF_LSTM = r"""
Throughout, $U_i$ equals $U_f$.
Here $b_f$ represents a vector of ones.
$W_o$ is obtained from $x_t$ by a second network.
The weights depend on the current input.
The matrix $U_c$ is drawn anew at each step.
$c_{t-1}$ denotes the running mean of the earlier cell states.
$h_{t-1}$ refers to the hidden state two steps back.
$x_t$ denotes the input together with the previous output.
Activations above 1 are truncated.
We inject Gaussian noise into the cell state.
Recurrent dropout with a rate of 0.3 is applied.
At inference the recurrent weights are scaled by 0.8.
The final output is the sum of all hidden states.
The forget gate is fixed at one.
The forget gate $f_t$ is set to one at the first step.
The input gate equals one minus the forget gate.
Instead of $i_t$ we use $1 - f_t$.
In deeper layers, $f_t$ is squared.
A skip connection adds the input to the hidden state.
The gates also contain the term $p \odot c_{t-1}$.
All gates also see the cell state.
Here $\sigma$ denotes $2/(1+e^{-x}) - 1$.
Odd units are linear.
The first 10 units of $c_t$ are linear.
$c_0$ is a random vector.
The cell is updated twice per input.
The old cell state is subtracted rather than added.
The entries of $U_c$ lie in $\{-1, 1\}$.
The product is taken modulo 1.
$h_t$ is passed through a linear layer before it is fed back.
$x_t$ is multiplied by $E$ first.
The state of a unit is the maximum of its two inputs.
Gradients are not propagated through $f_t$.
$f_t$ and $i_t$ are swapped in the experiments.
The output nonlinearity is the identity.
One is added to $b_f$.
The gate is computed from the updated cell state.
In this notation $U_f$ and $U_i$ mean the same matrix.
$U_c$ is the negative of its own transpose.
where $b_o$ contains only ones.
$U_c$ is modulated by the input.
There is a separate $U_c$ for each input symbol.
The weights are different for odd and even steps.
$c_{t-1}$ is the cell state delayed by two.
$x_t$ contains the previous output as well.
$x_t$ is extended by a constant one.
Cell states are truncated to the range $[-1, 1]$.
A small constant is added to $f_t$.
We multiply $h_t$ by 2.
We normalise $h_t$ to unit length at every step.
We halve the input gate.
We fix the forget gate at 0.9.
We detach $h_{t-1}$.
We drop $U_o$.
We tie the input and forget gates.
We use the transpose of $U_c$.
We take $f_t$ from the previous step.
The output gate is applied before the tanh.
The input gate also multiplies the old cell state.
Noise enters the cell state.
The cell state is corrupted by Gaussian noise.
The forget gate is at least 0.1.
The forget gate is kept between 0.1 and 0.9.
In the last layer there is no output gate.
The second layer also receives $x_t$.
The output is $h_t$ plus $x_t$.
The output is twice the hidden state.
$\tanh$ has been replaced by its Taylor polynomial.
All numbers are stored with 8 bits.
The biases enter with a minus sign.
Products with $f_t$ are matrix products.
"""
_BENIGN_OF_GRU = r"""
where $W$ are weight matrices and $b$ biases.
where $W$, $U$, $V$ and $R$ are weight matrices and $b$ is the bias.
The update gate decides what is thrown away from the cell state.
The gate $z_t$ controls how much of the previous state is kept.
$h_t$ is the hidden state at time $t$.
$h_{t-1}$ is the hidden state at the previous time step.
$x_t$ is the input at time step $t$.
$h_{t-1}$ is the previous hidden state.
where $\sigma$ is the sigmoid function.
$z_t$ is a function of $x_t$ and $h_{t-1}$.
The gate depends on the input and the previous state.
The output of the cell is $h_t$.
$h_t$ is the output of the layer.
The candidate $\tilde h_t$ is computed from the input and the previous state.
The state is updated at each time step.
$x_t$ is the concatenation of the word embedding and the tag embedding.
$x_t$ is the word embedding of the $t$-th word.
where $\tanh$ is applied elementwise.
If the gate is one, the state is replaced by the candidate.
The gate adds new content to the state.
When $z_t$ is close to zero, the previous state is kept.
$z_t$ takes values between zero and one.
The hidden state changes at each step.
$U$ multiplies the previous state.
The final state $h_T$ is used as the representation.
The initial state $h_0$ is zero.
$h_0$ is the zero vector.
Information is added to the state by the gate.
The gate values are multiplied elementwise with the state.
The gate scales the candidate.
The dimension of $h_t$ equals that of $z_t$.
The number of hidden units is the same as in the LSTM.
The state $h_t$ is a weighted average of $h_{t-1}$ and $\tilde h_t$.
Matrices $W$ and $V$ are not shared.
"""
_BENIGN_OF_LSTM = r"""
where $W$, $U$ and $b$ are weights and biases.
$i_t$, $f_t$ and $o_t$ are the input, forget and output gates.
The forget gate $f_t$ decides what is thrown away from the cell state.
The output gate controls which part of the cell state is exposed.
$c_t$ is the cell state at time $t$ and $h_t$ the hidden state.
Here $\sigma$ denotes the logistic function $1/(1+e^{-x})$.
$h_{t-1}$ and $c_{t-1}$ are the hidden and cell state of the previous step.
The cell state is first multiplied by the forget gate.
New information is added to the cell state through the input gate.
The gates depend on the current input and on the previous hidden state.
If the forget gate is one, the cell state is kept for ever.
Values of the gates are between 0 and 1.
The cell state is passed through tanh and multiplied by the output gate.
Small values of the gate block the signal.
The output $h_t$ is fed to the next layer.
$x_t$ is the output of the layer below.
$x_t$ is the word embedding at position $t$.
$x_t$ is the input vector at time $t$.
The initial states $c_0$ and $h_0$ are zero.
The matrices $W_i$ and $W_f$ have the same size.
Each gate has its own weights and bias.
The bias of the forget gate is initialised to one.
Weights are shared across time.
The hidden state of the last step summarises the sequence.
At the first step the previous state is zero.
At each time step, the cell receives an input and the previous state.
The forget gate was introduced by Gers et al.
An additional gate controls the output.
$f_t$ scales the old cell state.
It is trained by backpropagation through time, and gradients above 5 are clipped.
The cell state changes slowly.
The state is a function of the whole past.
$c_t$ is the sum of the old cell state and the new content.
In the first layer the input is the word embedding.
The output of the last step is used for classification.
The hidden state depends on all previous inputs.
The input gate determines which values are updated.
The values to be updated are chosen by the input gate.
A value of 0 means that nothing is kept.
All gates are vectors of the same size as $h_t$.
$h_t$ and $c_t$ have the same size.
The gates are squashed to the interval $(0, 1)$ by $\sigma$.
$W_i$, $W_f$, $W_o$ and $W_c$ are learned.
We use $h_t$ as the output of the cell.
We use $\odot$ for the elementwise product.
We write $\sigma$ for the logistic sigmoid.
We take the last hidden state as the representation of the sentence.
We set all initial states to zero.
We initialise the bias of the forget gate with one.
The output gate is applied after the tanh.
The input gate is applied to the candidate.
The forget gate is applied to the old cell state.
The tanh keeps the values between $-1$ and $1$.
The cell state runs straight down the entire chain.
The forget gate looks at $h_{t-1}$ and $x_t$ and outputs a number between 0 and 1.
We multiply the old state by $f_t$, forgetting the things we decided to forget earlier.
Then we add $i_t$ times the candidate.
The gates let information through.
A 1 represents completely keep this, while a 0 represents completely get rid of this.
The LSTM has three of these gates.
The next step is to decide what new information we are going to store.
We put the cell state through tanh and multiply it by the output of the sigmoid gate.
This output will be based on the cell state.
$\tanh$ has range $(-1, 1)$.
The gates all have values between 0 and 1.
The hidden state is also the output.
The first step is to decide what to forget.
The sum is taken componentwise.
$T$ is the length of the sequence.
$d$ is the number of units.
"""


def _found(text: str) -> list[str]:
    return [each.code for each in cellc.compile_cell(text).diagnostics]


def _lines(block: str) -> list[str]:
    return block.strip().split("\n")


def _plain(sentence: str) -> str:
    bare = sentence.replace(r"\tilde h_t", "g_t").replace("$", "")
    return re.sub(r"\\(tanh|sigma|sqrt)", r"\1", bare)


def _not_all_told(cell: str, sentences: list[str]) -> list[str]:
    """The groups of five sentences, as many as are told, of which one is silent."""
    groups = ["\n".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5)]
    return [
        each
        for each in groups
        if _found(cell + each).count("W0511") < len(each.split("\n"))
    ]


def test_what_is_told() -> None:
    assert not _not_all_told(_GRU, _lines(_OF_GRU))
    assert not _not_all_told(_LSTM, _lines(_OF_LSTM))


def test_in_plain_words() -> None:
    plain = [_plain(each) for each in _lines(_OF_GRU) if each.startswith("The")]
    assert not _not_all_told(_GRU_IN_WORDS, plain)


def test_what_changes_nothing() -> None:
    assert "W0511" not in _found(_GRU + _BENIGN_OF_GRU)  # all sentences of one text
    assert "W0511" not in _found(_LSTM + _BENIGN_OF_LSTM)
    assert "W0511" not in _found(_GRU_IN_WORDS + _plain(_BENIGN_OF_GRU))
