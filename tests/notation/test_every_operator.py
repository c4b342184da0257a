r"""Signs and brackets: concatenations, sums of ones, powers, functions spelled out.

A row is a form and the plain text that says the same, or the code of the error.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

from cellc import compile_cell
from cellc.syntax.joins import signs_of_concatenation

JOINED = "h_t = tanh(W [h_{t-1}; x_t] + b)"
PROSE = "\nwhere ${0}$ denotes concatenation."
GATED = "r_t = σ(U [h_{t-1}; x_t])\nh_t = tanh(W [r_t ⊙ h_{t-1}; x_t; e_t] + b)"


def concatenated(sign: str, brackets: str = "[]") -> str:
    left, right = brackets
    return f"h_t = tanh(W {left}h_{{t-1}} {sign} x_t{right} + b)"


# ---------------------------------------------------------------- concatenation

SAID = [
    *(r"\Vert", r"\|", "‖", "||", "∥", r"\parallel", "|", r"\mid", r"\oplus", "⊕"),
    *(r"\circ", "∘", r"\otimes", "⊗"),
]


@pytest.mark.parametrize("sign", SAID)
@pytest.mark.parametrize("brackets", ["[]", "()"])
def test_a_text_says_what_its_sign_means(sign: str, brackets: str) -> None:
    assert_same(concatenated(sign, brackets) + PROSE.format(sign), JOINED)


@pytest.mark.parametrize("sign", [r"\Vert", r"\oplus", r"\circ"])
def test_a_sign_joins_more_than_names(sign: str) -> None:
    text = GATED.replace(";", f" {sign}")
    assert_same(text + PROSE.format(sign), GATED)


@pytest.mark.parametrize("sign", ["‖", r"\|", r"\Vert", "||", r"\middle\|"])
@pytest.mark.parametrize("brackets", ["[]", "()"])
def test_one_double_bar_is_concatenation(sign: str, brackets: str) -> None:
    text = concatenated(sign, brackets)
    found = assert_same(text, JOINED)
    assert "N0620" in {each.code for each in found.diagnostics}


def test_a_tuple_behind_a_matrix_is_concatenation() -> None:
    for text in ("W (h_{t-1}, x_t)", "W · (h_{t-1}, x_t)", "W (h_{t-1}; x_t)"):
        assert_same(f"h_t = tanh({text} + b)", JOINED)


def test_a_function_has_its_arguments() -> None:
    text = "h_t = f(W h_{t-1}, x_t)\nwhere\n  f(a, b) = tanh(a + b)"
    assert_same(text, "h_t = tanh(W h_{t-1} + x_t)")
    text = "h_t = G(W h_{t-1}, x_t)\nwhere\n  G(a, b) = tanh(a + b)"
    assert_same(text, "h_t = tanh(W h_{t-1} + x_t)")


TWO_READINGS = {
    "bars of a norm": ("h_t = tanh(W [x_t ‖ e_t ‖ h_{t-1}])", "E0207"),
    "bars, commands": (r"h_t = W [x_t \,\Vert\, e_t \,\Vert\, h_{t-1}]", "E0207"),
    "bars, round": (r"h_t = tanh(W (x_t \| e_t \| h_{t-1}))", "E0207"),
    "bars, Greek": (r"h_t = \Theta_r \left[ x_t \| e_t \| h_{t-1} \right]", "E0207"),
    "ring beside dot": ("h_t = x_t ⊙ h_{t-1} + W [x_t ∘ h_{t-1}]", "E0207"),
    "end of the list": (
        f"h_t = tanh(W x_t ‖ h_{{t-1}} + b){PROSE.format('‖')}",
        "E0208",
    ),
}


@pytest.mark.parametrize(("text", "code"), TWO_READINGS.values(), ids=[*TWO_READINGS])
def test_two_readings(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "product",
    [
        r"x_t \|h_{t-1}\| e_t",
        r"[x_t \lVert h_{t-1} \rVert e_t]",
        r"[x_t \left\| h_{t-1} \right\| e_t]",
        "[2 ‖h_{t-1}‖ x_t ⊙ e_t]",
    ],
)
def test_norms_stay_norms(product: str) -> None:
    two = "2 " if product.startswith("[2") else ""
    plain = f"h_t = {two}norm(h_{{t-1}}) (x_t ⊙ e_t) + W h_{{t-1}}"
    assert_same(f"h_t = {product} + W h_{{t-1}}", plain)


WORDS = {
    r"$\odot$ is the elementwise product and $\circ$ indicates the concatenate "
    "operation.": {"CIRC"},
    r"$\odot$ and $\|$ denote element-wise multiplication and concatenation": {
        "DOUBLE"
    },
    r"$\|$ and $\odot$ denote concatenation and elementwise product": {"DOUBLE"},
    r"where $\otimes$ is the elementwise product, $\oplus$ concatenation": {"OPLUS"},
    r"$\|$ is concatenation and $\circ$ is the elementwise product": {"DOUBLE"},
    r"concatenation is denoted by $\oplus$ and products by $\circ$": {"OPLUS"},
    r"the concatenation operator $\|$": {"DOUBLE"},
    r"$[\cdot \| \cdot]$ denotes concatenation": {"DOUBLE"},
    "Let ⊕ denote concatenation.": {"OPLUS"},
    r"$\circ$ is the Hadamard product; we write $[a; b]$ for concatenation": set(),
    "| [a, b] | concatenation | a |": set(),
    "h_t = f_t ∘ concat(h_{t-1}, x_t)": set(),
    r"$\circ$ stands for elementwise operations on concatenated inputs": set(),
    r"we concatenate $h$ and $x$; $\oplus$ is a sum": set(),
    "": set(),
}


@pytest.mark.parametrize("text", WORDS)
def test_words_about_signs(text: str) -> None:
    assert signs_of_concatenation(text) == WORDS[text]


# ---------------------------------------------------------------- sums of components

ONES = {
    r"\mathbf{1}^\top [x_t \odot h_{t-1}]": "sum(x_t ⊙ h_{t-1})",
    r"\mathbf{1}^{\top}(x_t \odot h_{t-1})": "sum(x_t ⊙ h_{t-1})",
    r"1_n^T x_t": "sum(x_t)",
    r"1^T \cdot x_t": "sum(x_t)",
    r"\mathbf{1}^\top V x_t": "sum(V x_t)",
}


@pytest.mark.parametrize("row", ONES)
def test_a_row_of_ones_sums(row: str) -> None:
    where = "\nwhere\n  V ∈ ℝ^{h×x}" if "V" in row else ""
    text = f"h_t = h_{{t-1}} / (ROW) + W x_t{where}"
    assert_same(text.replace("ROW", row), text.replace("ROW", ONES[row]))


def test_a_bold_e_is_a_vector() -> None:
    plain = "h_t = (v^T h_{t-1}) x_t"
    for e in (r"\mathbf{e}^T", r"\boldsymbol{e}^\top", r"e^\top", r"\vec{e}^T"):
        assert_same(rf"h_t = ({e} h_{{t-1}}) x_t", plain)
    assert_same("h_t = e^{-x_t} h_{t-1}", "h_t = exp(-x_t) h_{t-1}")


def test_what_ones_are_applied_to_is_said() -> None:
    assert codes("h_t = (1^T x_t h_{t-1}) x_t") == ["E0208"]
    assert codes("h_t = (2^T h_{t-1}) x_t") == ["E0204"]


# ---------------------------------------------------------------- powers

DECAY = "r_t = σ(W x_t)\nh_t = {} ⊙ h_{{t-1}} + x_t\nwhere\n  α ∈ ℝ^x\n  c ∈ ℝ = 8"
POWERS = {
    r"\alpha^{c r_t}": "exp(c r_t ⊙ log(α))",
    r"\alpha^{r_t}": "exp(r_t ⊙ log(α))",
    r"\alpha^{-r_t}": "exp(-r_t ⊙ log(α))",
    r"\alpha^{1 - r_t}": "exp((1 - r_t) ⊙ log(α))",
    r"(1 + r_t)^{c r_t}": "exp(c r_t ⊙ log(1 + r_t))",
    "2^{r_t}": "exp(r_t ⊙ log(2))",
}


@pytest.mark.parametrize("power", POWERS)
def test_powers_with_exponents_that_vary(power: str) -> None:
    text, plain = DECAY.format(power), DECAY.format(POWERS[power])
    if r"\alpha" not in power:
        text, plain = (each.replace("\n  α ∈ ℝ^x", "") for each in (text, plain))
    if "c r" not in power:
        text, plain = (each.replace("\n  c ∈ ℝ = 8", "") for each in (text, plain))
    text, plain = (each.removesuffix("\nwhere") for each in (text, plain))
    positive = "softplus(α)"  # the drawn values have either sign
    text = text.replace(r"\alpha^", f"({positive})^")
    assert_same(text, plain.replace("log(α)", f"log({positive})"))


@pytest.mark.parametrize("time", ["t", "n", "k"])
def test_exponents_have_the_time_of_the_text(time: str) -> None:
    text = "r_t = σ(W x_t)\nh_t = 2^{r_t} h_{t-1} + e^{-x_t}"
    plain = "r_t = σ(W x_t)\nh_t = exp(r_t log(2)) h_{t-1} + exp(-x_t)"
    assert_same(text.replace("_t", f"_{time}").replace("{t-", f"{{{time}-"), plain)


def test_matrices_have_no_such_powers() -> None:
    for time in "tn":
        text = f"r_{time} = σ(W x_{time})\nh_{time} = U^{{r_{time}}} h_{{{time}-1}}"
        assert "E0203" in codes(text)
    assert codes("h_t = (-2)^{x_t} h_{t-1}") == ["E0212"]


def test_numbers_above_factors_are_labels() -> None:
    plain = "V = A B^T\nh_t = tanh(V h_{t-1} + x_t)\nwhere\n  A, B ∈ ℝ^{x×p}"
    text = plain.replace("A B^T", "V^1 (V^2)^T").replace("A, B", "V^1, V^2")
    assert_same(text, plain)
    assert codes("h_t = tanh(W^2 h_{t-1} + x_t)") == ["E0405"]


# ---------------------------------------------------------------- functions


@pytest.mark.parametrize(
    "definition",
    [
        r"g(z_m) = \frac{e^{z_m}}{\sum_k e^{z_k}}",
        r"g(z)_i = \frac{\exp(z_i)}{\sum_{j=1}^{n} \exp(z_j)}",
        r"g(z_i) = e^{z_i} / \sum_j e^{z_j}",
        r"g_i(z) = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    ],
)
def test_softmax_by_its_components(definition: str) -> None:
    text = "h_t = g(W x_t + V h_{t-1})\n"
    assert_same(text + definition, text.replace("g(", "softmax("))


def test_softmax_defined_as_itself() -> None:
    text = "h_t = softmax(W x_t + V h_{t-1})"
    own = r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
    assert_same(f"{text}\n{own}", text)


def test_what_looks_like_softmax_is_not() -> None:
    other = r"g(z_i) = \frac{e^{z_i}}{\sum_j e^{y_j}}"
    assert codes(f"h_t = g(W x_t + V h_{{t-1}})\n{other}")


SOLVED = "r_t = σ(W x_t)\n{}\nh_t = a_t ⊙ h_{{t-1}} + x_t"


@pytest.mark.parametrize(
    ("equation", "plain"),
    [
        (r"\log a_t = -8 r_t", "a_t = exp(-8 r_t)"),
        ("log a_t = -8 r_t", "a_t = exp(-8 r_t)"),
        (r"\ln(a_t) = -8 r_t", "a_t = exp(-8 r_t)"),
        (r"\log \mathbf{a}_t = -8 r_t", "a_t = exp(-8 r_t)"),
        (r"\exp(a_t) = r_t", "a_t = log(r_t)"),
    ],
)
def test_left_sides_are_solved(equation: str, plain: str) -> None:
    found = assert_same(SOLVED.format(equation), SOLVED.format(plain))
    assert "N0606" in {each.code for each in found.diagnostics}


def test_other_left_sides_are_not_solved() -> None:
    for left in ("tanh a_t", "sqrt(a_t)", r"\sigma(a_t)"):
        assert "E0221" in codes(SOLVED.format(f"{left} = r_t"))


def test_an_inverse_is_a_function_of_its_own() -> None:
    text = r"h_t = \mathrm{logit}^{-1}(W x_t + U h_{t-1})"
    defined = r"\mathrm{logit}^{-1}(a) = 1/(1+e^{-a})"
    assert_same(f"{text}\n{defined}", "h_t = σ(W x_t + U h_{t-1})")
    assert codes("h_t = σ^{-1}(W x_t + U h_{t-1})") == ["E0208"]


def test_a_sum_over_several_vectors() -> None:
    plain = "h_t = tanh(W (r_t ⊙ h_{t-1}) + V x_t)\nr_t = σ(U x_t)"
    for factors in ("r_j^t h_j^{t-1}", "(r_j^t h_j^{t-1})"):
        text = (
            rf"h_i^t = \tanh(\sum_j W_{{i,j}} {factors} + \sum_j V_{{i,j}} x_j^t)"
            "\nr_i^t = σ(\\sum_j U_{i,j} x_j^t)"
        )
        assert_same(text, plain)


# ---------------------------------------------------------------- capitals, numbers


def test_a_gain_weighs_a_difference() -> None:
    text = "x_t = A x_{t-1} + K (y_t - C x_{t-1})"
    found = assert_same(text, "x_t = A x_{t-1} + K · (y_t - C x_{t-1})")
    assert "N0609" in {each.code for each in found.diagnostics}
    assert codes("v_t = v_{t-1} + W x_t - s_{t-1}\ns_t = H(v_t - 1)") == ["E0405"]
    assert codes("h_t = F(W x_t - U h_{t-1})") == ["E0405"]


def test_a_greek_capital_before_a_list_is_a_matrix() -> None:
    assert_same(r"h_t = \tanh(\Theta_h [h_{t-1}; x_t] + b)", JOINED)


def test_a_full_stop_behind_a_label() -> None:
    text = "h_t = tanh(W_2 x_t + U_1 h_{t-1}) + b_2"
    assert_same(f"{text}.", text)
    assert_same(f"\\[ {text}. \\]", text)


def test_a_matrix_behind_its_vector_is_asked_about() -> None:
    with pytest.raises(Exception, match=r"write A\^\\top h_\{t-1\} here, or"):
        compiled("h_t = h_{t-1} A + B x_t")


def test_a_name_is_told_with_its_label() -> None:
    text = "γ = exp(ν^{log})\nh_t = γ h_{t-1} + W x_t"
    with pytest.raises(Exception, match=r"whether `ν\^{log}` is"):
        compiled(text)
    assert not codes(f"{text}\nwhere\n  ν^{{log}} ∈ ℝ^h")


# ---------------------------------------------------------------- a circled times

CIRCLED = "h_t = f_t ⊗ h_{t-1} + g_t ⊗ x_t\nf_t = σ(W x_t)\ng_t = σ(U x_t)"


def test_a_circled_times_is_told_once() -> None:
    found = assert_same(CIRCLED, CIRCLED.replace("⊗", "⊙"))
    assert [each.code for each in found.diagnostics] == ["N0609"]


@pytest.mark.parametrize("said", ["denotes the Hadamard", "is the element-wise"])
def test_a_circled_times_that_is_said_is_not_told(said: str) -> None:
    found = assert_same(f"{CIRCLED}\nwhere ⊗ {said} product.", CIRCLED)
    assert "N0609" not in {each.code for each in found.diagnostics}


def test_a_circled_times_is_the_outer_product_that_is_said() -> None:
    facts = "where\n  u ∈ ℝ^h\n  v ∈ ℝ^h"
    text = "h_t = tanh(W h_{t-1} + x_t)\nW = "
    said = f"{text}u ⊗ v\nwhere ⊗ is the outer product.\n\n{facts}"
    assert_same(said, f"{text}u v^T\n{facts}")
    assert codes(f"{CIRCLED}\nwhere ⊗ is the outer product.")[:1] == ["E0404"]
    assert codes(f"{CIRCLED}\nwhere ⊗ is the Kronecker product.")[:1] == ["E0207"]


# ---------------------------------------------------------------- grouping

GATE = "r_t = σ(R x_t)\nh_t = tanh(V x_t + {0})"
ROWS = "r_t = σ(x_t R)\nh_t = tanh(x_t V + {0})"
MIXED = "h_t = tanh({0} + U h_{{t-1}})\nwhere\n  a, b ∈ ℝ^h"
GROUPED = [
    (GATE, "U r_t ⊙ h_{t-1}", "(U r_t) ⊙ h_{t-1}", "N0626"),
    (GATE, "U · r_t ⊙ h_{t-1}", "(U r_t) ⊙ h_{t-1}", "N0626"),
    (GATE, "U · r_t h_{t-1}", "U (r_t ⊙ h_{t-1})", "N0626"),
    (GATE, r"U \times r_t h_{t-1}", "U (r_t ⊙ h_{t-1})", "N0626"),
    (GATE, "h_{t-1} * U @ r_t", "h_{t-1} ⊙ (U r_t)", "N0629"),
    (ROWS, "r_t ⊙ h_{t-1} U", "r_t ⊙ (h_{t-1} U)", "N0626"),
    (ROWS, "r_t h_{t-1} · U", "(r_t ⊙ h_{t-1}) U", "N0626"),
    (ROWS, "r_t * h_{t-1} @ U", "r_t ⊙ (h_{t-1} U)", "N0629"),
    (MIXED, "W x_t / a ⊙ b", "((W x_t) / a) ⊙ b", "N0629"),
]


@pytest.mark.parametrize(("frame", "form", "plain", "code"), GROUPED)
def test_what_is_grouped_in_one_of_two_ways_is_told(
    frame: str, form: str, plain: str, code: str
) -> None:
    assert_same(frame.format(form), frame.format(plain))
    told = [each.code for each in compile_cell(frame.format(form)).diagnostics]
    assert code in told
    told = [each.code for each in compile_cell(frame.format(plain)).diagnostics]
    assert code not in told


@pytest.mark.parametrize(
    "form",
    ["r_t h_{t-1} U", "(1 - r_t) h_{t-1} U^T", r"\tanh(x_t A) h_{t-1} U"],
)
def test_three_factors_in_rows_are_refused(form: str) -> None:
    assert "E0405" in codes(ROWS.format(form))


def test_a_number_before_a_row_scales_it() -> None:
    text = "h_t = tanh(x_t V + {0})\nwhere\n  α ∈ ℝ"
    assert_same(text.format("α h_{t-1} U"), text.format("α (h_{t-1} U)"))


@pytest.mark.parametrize(
    "form", ["W x_t / 1 + a", "1/1 + exp(-W x_t)", r"\frac{1}{2} W x_t"]
)
def test_nobody_divides_by_one(form: str) -> None:
    assert ("E0208" in codes(MIXED.format(form))) == ("/" in form)


# ---------------------------------------------------------------- signs in doubt


def test_an_open_star_is_refused() -> None:
    for sign in ("⋆", r"\star"):
        assert codes(f"h_t = f_t {sign} h_{{t-1}} + x_t") == ["E0207"]
        assert codes(f"h_t = tanh(W {sign} x_t + U h_{{t-1}})") == ["E0207"]
        text = f"h_t = f_t {sign} h_{{t-1}} + x_t\nwhere ${sign}$ denotes the "
        assert_same(text + "elementwise product", "h_t = f_t ⊙ h_{t-1} + x_t")
    text = r"h_t = W^\star x_t + U^{\star} h_{t-1} + b_\star"
    assert_same(text, "h_t = W^s x_t + U^s h_{t-1} + b_s")


def test_angle_brackets_are_an_average_or_brackets() -> None:
    for text in ("⟨x_t⟩", r"\langle x_t u_t \rangle"):
        assert codes(f"h_t = {text} + U h_{{t-1}}") == ["E0130"]
    assert_same("h⟨t⟩ = tanh(W h⟨t-1⟩ + U x⟨t⟩)", "h_t = tanh(W h_{t-1} + U x_t)")


def test_a_doubted_equality_is_told() -> None:
    for text, told in (
        (r"\stackrel{?}", 1),
        (r"\overset{!}", 1),
        (r"\stackrel{(a)}", 0),
    ):
        found = compile_cell(f"h_t {text}{{=}} tanh(W x_t + U h_{{t-1}})").diagnostics
        assert [each.code for each in found].count("N0603") == told


# ---------------------------------------------------------------- bars of vectors

LENGTHS = {
    "x_t / |x_t|": "E0131",
    r"\frac{W x_t}{\left|W x_t\right|}": "E0131",
    r"\vec x_t / |\vec x_t|": "E0131",
    r"\frac{x_t^\top u_t}{|x_t||u_t|} x_t": "E0131",
    r"\exp(-|x_t - c|^2)": "E0131",
    r"|\mathbf{x}_t|": "N0642",
    r"x_t \min(1, 1/|x_t|)": "N0642",
    "x_t / (1 + |x_t|)": "",
    "|x_t - h_{t-1}|": "",
    "x_t / abs(x_t)": "",
}


@pytest.mark.parametrize("right", LENGTHS)
def test_a_norm_or_absolute_values(right: str) -> None:
    code, text = LENGTHS[right], f"h_t = {right} + h_{{t-1}}"
    if code.startswith("E"):
        assert set(codes(text)) == {code}
    else:
        found = {each.code for each in compile_cell(text).diagnostics}
        assert ("N0642" in found) == bool(code)
    assert not codes(f"{text}\nwhere $|\\cdot|$ is the absolute value")


def test_bars_of_numbers_are_absolute_values() -> None:
    text = "h_t = x_t / |x_t| + |h_{t-1}|^2\nwhere\n  x_t, h_t ∈ ℝ"
    assert "N0642" not in {each.code for each in compile_cell(text).diagnostics}
