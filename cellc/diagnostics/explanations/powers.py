"""E0128, E0129, N0635, N0636: exponents without braces, powers, dots in brackets."""

from cellc.diagnostics.explanations.explanation import Explanation

POWERS: dict[str, Explanation] = {
    "E0128": Explanation(
        "An exponent without braces can end in two places: `x^1/2` can be the root or "
        "half of x, `x^-1/2` too, and `e^x_t` can be exp(x_t) or a name e with a label "
        "x. LaTeX sets one character behind `^` above the line, which is what nobody "
        "means. Write the braces.",
        bad="h_t = σ(W h_{t-1} + U x_t)^1/2",
        good="h_t = (σ(W h_{t-1} + U x_t))^{1/2}",
    ),
    "E0129": Explanation(
        "A function is defined with a dot in the place of its argument. With one dot, "
        "`f(·) = max(0, ·)`, every dot of the right side that stands where a value is "
        "wanted is the argument. With several, `f(·, ·)`, nothing tells which is "
        "which, and with none on the right side the argument is missing. Name it.",
        bad="h_t = f(W h_{t-1}, U x_t)\nf(·, ·) = tanh(· + ·)",
        good="h_t = f(W h_{t-1}, U x_t)\nf(a, b) = tanh(a + b)",
    ),
    "N0635": Explanation(
        "An exponent has several characters and no braces. `10^-2` is read as "
        "10^{-2} and `x^12` as x^{12}, where LaTeX prints 10^- 2 and x^1 2; `x^3/2` "
        "is read as (x^3)/2, as it is printed. Write the braces.",
        bad="h_t = \\tanh(W h_{t-1} + U x_t) + 10^-2 x_t",
        good="h_t = \\tanh(W h_{t-1} + U x_t) + 10^{-2} x_t",
    ),
    "N0636": Explanation(
        "A power stands beside a function. Behind its brackets, `tanh(x)^2`, it is "
        "one of the value; behind an argument without brackets, `ln x^2`, one of the "
        "argument. Some mean the other one; the help line has both. What braces say, "
        "`\\tanh{x}^2`, is not printed, so that is refused.",
        bad="h_t = tanh(W h_{t-1} + U x_t)^2",
        good="h_t = (tanh(W h_{t-1} + U x_t))^2",
    ),
}
