"""E03xx: facts of the `where` block."""

from cellc.diagnostics.explanations.explanation import Explanation

FACTS: dict[str, Explanation] = {
    "E0301": Explanation(
        "A fact is about one name: its shape, its role, its value. An expression has "
        "its shape from its parts.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  h_t + x_t ∈ ℝ^h",
        good="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  h_t ∈ ℝ^h",
    ),
    "E0302": Explanation(
        "In the `where` block `=` gives a name a number, `L = 3`, or names a function, "
        "`φ = tanh`. Equations stand above the `where`. A function of an argument is "
        "written with it, `φ(a) = a ⊙ σ(a)`.",
        bad="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b = V v",
        good="b = V v\nh_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  v ∈ ℝ^k",
    ),
    "E0303": Explanation(
        "A constant is one number, `γ ∈ ℝ = 0.01`: a scalar, with a number as its "
        "value. A vector of equal numbers is the number itself; other vectors are "
        "parameters.",
        bad="h_t = γ tanh(W h_{t-1} + U x_t)\nwhere\n  γ ∈ ℝ = k",
        good="h_t = γ tanh(W h_{t-1} + U x_t)\nwhere\n  γ ∈ ℝ = 0.01",
    ),
    "E0304": Explanation(
        "A role is `input`, `parameter` or `state`. It is seldom needed, because it is "
        "inferred: an input stands at t and is not defined, a state is used at t-1. "
        "Behind a distribution there is one role: m ~ Bernoulli(0.9) is static.",
        bad="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h is weight",
        good="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h is parameter",
    ),
    "E0305": Explanation(
        "What stands behind `init` is no way to fill this parameter. A number, zeros, "
        "ones, uniform(0.1) and normal(0.1) fill any; glorot fills matrices and, as "
        "one row, vectors; identity and orthogonal fill matrices.",
        bad="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h init xavier",
        good="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h init zeros",
    ),
    "E0306": Explanation(
        "A size is a whole number from 1 to a million, a name, or a sum of sizes and "
        "of multiples of sizes: 3, h, h+x, 4h. A name that a sentence calls the size "
        "of something has no value in equations: give it a number, `d = 64`.",
        bad="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×2.5}",
        good="h_t = tanh(W h_{t-1} + U x_t)\nwhere\n  W ∈ ℝ^{h×h}",
    ),
    "E0309": Explanation(
        "Noise is drawn from the standard normal distribution, from the uniform one "
        "between 0 and 1, or is 1 with a given probability and 0 otherwise. What has "
        "another mean or variance is made of it in an equation, so that gradients go "
        "through it.",
        bad="h_t = tanh(W h_{t-1} + U x_t + ε_t)\nwhere\n  ε_t ~ N(0, 0.01)",
        good="h_t = tanh(W h_{t-1} + U x_t + 0.1 ε_t)\nwhere\n  ε_t ~ N(0, I)",
    ),
    "E0310": Explanation(
        "σ is the logistic function where a text says nothing else. A text that gives "
        "it a number or a shape, or calls it a scale or a standard deviation, means "
        "that value wherever σ stands. Refused is a σ that is such a value and stands "
        "before brackets as functions do, and a σ without brackets before noise of "
        "which nothing is said: that is the function of the noise, or its scale.",
        bad="h_t = tanh(W h_{t-1} + U x_t) + σ ξ_t\nwhere\n  ξ_t ~ N(0, I)",
        good="h_t = tanh(W h_{t-1} + U x_t) + σ ξ_t\nwhere\n  ξ_t ~ N(0, I)\n  σ = 0.1",
    ),
    "E0311": Explanation(
        "Noise is drawn anew at every step, under a name with a time index, from a "
        "distribution that the text states: ξ_t ~ N(0, I). A name without an index can "
        "be drawn at every step, or once for a sequence, which m ~ Bernoulli(0.9) is "
        "static says; a sentence that calls a name "
        "noise and says no more, or has words of another distribution, leaves open "
        "what to draw; and a distribution in the middle of an equation is no value. "
        "What is drawn otherwise is an input, whose values the caller gives.",
        bad="h_t = tanh(W h_{t-1} + U x_t) ⊙ m\nwhere\n  m ~ Bernoulli(0.9)",
        good="h_t = tanh(W h_{t-1} + U x_t) ⊙ m_t\nwhere\n  m_t ~ Bernoulli(0.9)",
    ),
    "E0307": Explanation(
        "The `where` block and the equations disagree about what a name is: declared "
        "a state but never at t, given an `init` but no parameter, given a value but "
        "defined by an equation. The equations are what is compiled; correct the fact.",
        bad="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h is state",
        good="h_t = tanh(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h is parameter",
    ),
    "E0308": Explanation(
        "Numbers have no units, and two values of a text measure the same in units of "
        "different size, such as s and ms. Write both in one unit. Units that all "
        "values have in common are read over, for they cancel.",
        bad="v_t = v_{t-1} + \\frac{\\delta}{\\tau} (W x_t - v_{t-1})\nwhere\n"
        "  δ = 500 us\n  τ = 10 ms",
        good="v_t = v_{t-1} + \\frac{\\delta}{\\tau} (W x_t - v_{t-1})\nwhere\n"
        "  δ = 0.5 ms\n  τ = 10 ms",
    ),
    "E0314": Explanation(
        "A sentence says which function a letter is, with words beside its name that "
        "make another function of it, or have it for some uses only: `the sigmoid with "
        "slope 5`, `a scaled tanh`, `tanh in the encoder and ReLU in the decoder`. The "
        "name alone is not taken. Write the formula in the `where` block. A form that "
        "cellc has, such as `the hard sigmoid`, is read (N0669).",
        bad="\\[ h_t = \\sigma(W x_t + U h_{t-1}) \\]\n"
        "where $\\sigma$ is the sigmoid with slope 5.",
        good="h_t = σ(W x_t + U h_{t-1})\nwhere\n  σ(a) = sigmoid(5 a)",
    ),
    "E0315": Explanation(
        "An equation makes a matrix a diagonal one, `A = diag(a)`, and its sentence "
        "says that it is none. Keep one of both.",
        bad="\\[ h_t = A h_{t-1} + \\tanh(W x_t) \\]\n"
        "where $A = \\mathrm{diag}(a)$ is not diagonal.",
        good="h_t = A h_{t-1} + \\tanh(W x_t)\nwhere\n  A ∈ ℝ^{h×h}",
    ),
    "E0320": Explanation(
        "The text says what a bracket or a bar means, and no operation of cellc is "
        "known by these words, or the words can be two. Read as brackets, it would "
        "only group. Write the operation by its name, or as an equation of its own.",
        bad="\\[ h_t = \\tanh(W x_t + U h_{t-1} - \\langle h_{t-1} \\rangle) \\]\n"
        "where $\\langle \\cdot \\rangle$ denotes the average over trials.",
        good="h_t = tanh(W x_t + U h_{t-1} - mean(h_{t-1}))",
    ),
    "E0321": Explanation(
        "A comment starts with `%`, as in LaTeX, and in Python `%` is the remainder of "
        "a division. Behind an equation stands `%` with nothing but a number, so it "
        "may be either. Write `mod` for the remainder, and words in a comment.",
        bad="h_t = tanh(W h_{t-1}) + x_t % 2",
        good="h_t = tanh(W h_{t-1}) + (x_t mod 2)",
    ),
    "E0322": Explanation(
        "A sum goes over the components of all that stands under it. One of its "
        "factors has no index, or one of its terms stands beside the product with a "
        "matrix: it can belong under the sum, or outside.",
        bad="h_{t,i} = \\tanh(\\sum_j (W_{ij} x_{t,j} + h_{t-1,j}))",
        good="h_{t,i} = \\tanh(\\sum_j W_{ij} x_{t,j} + h_{t-1,i})",
    ),
}
