"""σ as a quantity, and noise in words."""

from __future__ import annotations

import pytest

import cellc

_CELL = r"\[ h_t = \tanh(W x_t + U h_{t-1}) + %s \]" + "\n%s"
_PLAIN = "h_t = tanh(W x_t + U h_{t-1}) + %s\nwhere\n  ξ_t ~ N(0, I)\n%s"


def _read(text: str) -> tuple[list[object], dict[str, str]]:
    cell = cellc.compile_cell(text).ir
    noise = {str(each): found.distribution for each, found in cell.noise.items()}
    return [each.value.evalf(8) for each in cell.equations], noise


def _codes(text: str) -> set[str]:
    try:
        found = cellc.compile_cell(text).diagnostics
    except cellc.CellcError as error:
        found = error.diagnostics
    return {each.code for each in found}


@pytest.mark.parametrize(
    ("term", "said", "plain", "facts"),
    [
        (r"\sigma \xi_t", r"where $\sigma = 0.1$", "0.1 ξ_t", ""),
        (r"\sigma\xi_t", "where\n  σ = 0.1", "0.1 ξ_t", ""),
        (r"\sigma \xi_t", r"We use $\sigma = 0.1$.", "0.1 ξ_t", ""),
        (
            r"e^{-\sigma} \odot \xi_t",
            r"where $\sigma = 0.1$",
            r"\exp(-0.1) ⊙ ξ_t",
            "",
        ),
        (
            r"\sqrt{2\alpha}\sigma\xi_t",
            r"where $\sigma = 0.05$, $\alpha = 0.08$",
            "0.02 ξ_t",
            "",
        ),
        (
            r"\alpha \sigma (x_t + \xi_t)",
            r"where $\alpha = 0.5$, $\sigma = 0.2$",
            "0.1 x_t + 0.1 ξ_t",
            "",
        ),
        (
            r"\sigma \xi_t",
            r"where $\sigma \in \mathbb{R}_+$ is the noise level",
            "σ ⊙ ξ_t",
            "  σ ∈ ℝ",
        ),
        (
            r"\sigma \xi_t",
            "where $\\sigma$ is the noise level\nwhere\n  σ ∈ ℝ = 0.1",
            "σ ⊙ ξ_t",
            "  σ ∈ ℝ = 0.1",
        ),
    ],
)
def test_a_sigma_that_is_given_is_no_function(
    term: str, said: str, plain: str, facts: str
) -> None:
    noise = r"and $\xi_t \sim \mathcal{N}(0, I)$."
    lines = [noise, said] if "\n" in said else [said, noise]
    assert _read(_CELL % (term, "\n".join(lines))) == _read(_PLAIN % (plain, facts))


def test_sigma_without_a_value_is_the_function() -> None:
    wanted = _read(_PLAIN % ("ξ_t ⊙ sigmoid(V x_t)", ""))
    for said in ("", "\nThe weights have the standard deviation $\\sigma$."):
        assert _read(_PLAIN % (r"ξ_t ⊙ \sigma(V x_t)", said)) == wanted


@pytest.mark.parametrize(
    ("term", "said", "codes"),
    [
        (r"\sigma(V x_t) \sigma", r"where $\sigma = 0.1$", {"E0310"}),
        (r"\sigma(x_t)", r"where $\sigma = 0.1$", {"E0310"}),
        (r"\sigma(V x_t)", "where\n  σ ∈ ℝ^h", {"E0310"}),
        (r"\sigma \epsilon_t", "", {"E0310"}),
        (r"\epsilon_t \odot \sigma", "", {"E0310"}),
        (
            r"\sigma \sqrt{0.1} \xi_t",
            r"where $\xi_t \sim \mathcal{N}(0, I)$",
            {"E0310"},
        ),
        (r"\sigma x_t", r"where $\sigma$ is the gain of the input.", {"E0401"}),
        (r"\sigma x_t", r"We typically set $\sigma = 0.1$.", {"E0401"}),
    ],
)
def test_a_sigma_that_can_be_both_is_refused(
    term: str, said: str, codes: set[str]
) -> None:
    assert codes <= _codes(_CELL % (term, said))


@pytest.mark.parametrize(
    "said",
    [
        r"where $\xi_t$ is noise drawn from $\mathcal{N}(0, I)$.",
        r"where $\xi_t$ is standard Gaussian noise, and $W$ the input matrix.",
        r"Here $\xi_t$ are i.i.d. standard normal. We train with Adam.",
        r"where $\xi_t \in \mathbb{R}^h$ is Gaussian noise with zero mean and unit "
        "variance and $x_t$ is the input",
        r"Standard white Gaussian noise $\xi_t$ is added at each step.",
        r"where the noise $\xi_t$ is drawn independently from "
        r"$\mathcal{N}(\mathbf{0}, \mathbf{I})$ at every time step",
        r"$\xi_t = \mathcal{N}(0, 1)$",
        r", \quad \xi_t \sim \mathcal{N}(0, I)",
    ],
)
def test_noise_in_words(said: str) -> None:
    text = _CELL % (r"0.1 \xi_t", said)
    if said.startswith(","):
        text = _CELL % (rf"0.1 \xi_t {said}", "")
    assert _read(text) == _read(_PLAIN % ("0.1 ξ_t", ""))


def test_uniform_noise_in_words() -> None:
    said = r"where $u_t$ is uniform noise in $[0, 1]$."
    assert _read(_CELL % ("u_t", said))[1] == {"u": "uniform"}
    assert "N0692" in _codes(_CELL % ("u_t", said))


@pytest.mark.parametrize(
    "said",
    [
        r"where $\xi_t$ is white noise.",
        r"where $\xi_t$ white noise and $W$ are the weights.",
        r"where $\xi_t$ is Gaussian.",
        r"where $\xi_t$ is coloured Gaussian noise with unit variance.",
        r"where $\xi_t$ is standard normal noise that is scaled by $\tau$.",
        r"where $\xi_t$ is standard normal noise with variance $\sigma^2$.",
        r"where $\xi_t$ is standard Gaussian noise drawn once per sequence.",
        r"where the noise $\xi_t$ is drawn from a Poisson distribution.",
        r"where $\xi_t \sim \text{Laplace}(0, 1)$.",
        r"where $\xi_t$ is uniformly distributed on $[-1, 1]$.",
    ],
)
def test_other_noise_is_refused(said: str) -> None:
    text = _CELL % (r"0.1 \xi_t", said)
    assert _codes(text) == {"E0311"}
    given = cellc.compile_cell(f"{text}\nwhere\n  ξ_t is input").ir
    assert not given.noise
    assert len(given.inputs) == 2


@pytest.mark.parametrize(
    "said",
    [
        r"where $x_t$ is the input corrupted by noise.",
        r"The inputs $x_t$ are drawn from $\mathcal{N}(0, 1)$.",
        r"The entries of $W$ are drawn from a normal distribution.",
        r"All weights are initialised from $W \sim \mathcal{N}(0, 0.01)$.",
        r"Here $b$ is the standard deviation of the noise, $x_t$ the noise level.",
        r"The biases $b$ are sampled from $\mathcal{U}(0, 1)$; $J_{ij} \sim N(0, g)$.",
    ],
)
def test_what_is_no_noise(said: str) -> None:
    values, noise = _read(_CELL % ("b", said))
    assert not noise
    assert values == _read("h_t = tanh(W x_t + U h_{t-1}) + b")[0]


def test_a_draw_without_a_step() -> None:
    text = "h_t = tanh(W x_t + U h_{t-1}) ⊙ m\nwhere\n  %s"
    assert _codes(text % "m ~ Bernoulli(0.9)") == {"E0311"}
    assert _read(text % "m_t ~ Bernoulli(0.9)")[1] == {"m": "bernoulli"}
    values, noise = _read(text % "m ∈ ℝ^h is input\nwith $m \\sim N(0, 1)$")
    assert values == _read(text % "m_t ~ Bernoulli(0.9)")[0]
    assert not noise
    begun = "m ∈ ℝ^h init normal(0.1)\nwith $m \\sim N(0, 1)$"
    assert not _read(text % begun)[1]


def test_a_distribution_is_no_product() -> None:
    assert _codes(_CELL % (r"0.1 \cdot \mathcal{N}(0, 1)", "")) == {"E0311"}
    assert _codes(_CELL % ("N(0, 0.1)", "")) == {"E0311"}
    product = _read("h_t = U(h_{t-1}, x_t) + b")
    assert product == _read("h_t = U [h_{t-1}; x_t] + b")


_DOCUMENT = r"""\documentclass{article}
\begin{document}
\begin{equation}
h_t = \tanh(W x_t + U h_{t-1}) + %s
\end{equation}
where %s.
\end{document}"""


def test_in_a_document() -> None:
    said = r"$\xi_t$ is standard Gaussian noise and $\sigma = 0.1$"
    wanted = _read(_PLAIN % ("0.1 ξ_t", ""))
    assert _read(_DOCUMENT % (r"\sigma \xi_t", said)) == wanted
    assert _read(_DOCUMENT % (r"0.1 \xi_t", said)) == wanted
    other = (
        r"$\xi_t \sim N(0, I)$ and $z_t \sim \mathcal{N}(\mu_t, \Sigma_t)$ elsewhere"
    )
    assert _read(_DOCUMENT % (r"0.1 \xi_t", other)) == wanted
    for term, said, code in (
        (r"0.1 \xi_t", r"$\xi_t$ is Laplace noise", "E0311"),
        (r"0.1 \xi_t", r"$\xi_t \sim \mathcal{N}(0, \Sigma)$ is noise", "E0309"),
        (r"m \odot x_t", r"$m \sim \mathrm{Bernoulli}(0.9)$", "E0311"),
        (r"\sigma(V x_t)", r"$\sigma = 0.2$", "E0310"),
    ):
        assert _codes(_DOCUMENT % (term, said)) == {code}
