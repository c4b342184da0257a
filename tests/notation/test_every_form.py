r"""Every form, in four cells: it must compute what NumPy computes for the cell.

A row of a table rewrites the tokens of the templates in `plain_cells.py`; the key of
the row is the test's id.
"""

from __future__ import annotations

import random
import re

import pytest
from plain_cells import (
    CELLS,
    PLAIN_NAMES,
    assert_cell,
    codes,
    labelled,
    render,
    subscripted,
)

TIME = {  # at t, at t-1
    "subscript": ("_t", "_{t-1}"),
    "subscript in braces": ("_{t}", "_{t-1}"),
    "subscript with spaces": ("_{ t }", "_{t - 1}"),
    "subscript in double braces": ("_{{t}}", "_{{t-1}}"),
    "subscript in brackets": ("_{(t)}", "_{(t-1)}"),
    "subscript in brackets, no braces": ("_(t)", "_(t-1)"),
    "subscript in square brackets": ("_{[t]}", "_{[t-1]}"),
    "subscript, roman": (r"_{\mathrm{t}}", r"_{\mathrm{t}-1}"),
    "subscript, tight": ("_{t}", r"_{t\!-\!1}"),
    "subscript, Unicode minus": ("_{t}", "_{t−1}"),
    "next step on the left": ("_{t+1}", "_t"),
    "next step, spaces": ("_{t + 1}", "_{t}"),
    "typed angles": ("_<t>", "_<t-1>"),
    "typed angles in braces": ("_{<t>}", "_{<t-1>}"),
    "typed angles, subscript now": ("_t", "_<t - 1>"),
    "LaTeX angles": (r"_{\langle t\rangle}", r"_{\langle t-1 \rangle}"),
    "LaTeX angles, no braces": (r"_\langle t\rangle", r"_\langle t-1\rangle"),
    "LaTeX angles above": (r"^{\langle t\rangle}", r"^{\langle t-1\rangle}"),
    "sized angles above": (
        r"^{\left\langle t\right\rangle}",
        r"^{\left\langle t-1\right\rangle}",
    ),
    "Unicode angles": ("_⟨t⟩", "_⟨t-1⟩"),
    "Unicode angles above": ("^{⟨t⟩}", "^{⟨t-1⟩}"),
    "typed angles above": ("^{<t>}", "^{<t-1>}"),
    "typed angles above, no braces": ("^<t>", "^<t-1>"),
    "superscript": ("^t", "^{t-1}"),
    "superscript in braces": ("^{t}", "^{t - 1}"),
    "superscript in brackets": ("^{(t)}", "^{(t-1)}"),
    "superscript in brackets, no braces": ("^(t)", "^(t-1)"),
    "superscript in sized brackets": (
        r"^{\left(t\right)}",
        r"^{\left(t-1\right)}",
    ),
    "superscript in square brackets": ("^{[t]}", "^{[t-1]}"),
    "argument": ("(t)", "(t-1)"),
    "argument with spaces": (" (t)", " (t - 1)"),
    "argument in sized brackets": (r"\left(t\right)", r"\left(t-1\right)"),
    "argument in square brackets": ("[t]", "[t-1]"),
    "argument, next step": ("(t+1)", "(t)"),
    "n": ("_n", "_{n-1}"),
    "n, next step": ("_{n+1}", "_n"),
    "n above": ("^n", "^{n-1}"),
    "n as argument": ("(n)", "(n-1)"),
    "n as sample": ("[n]", "[n-1]"),
    "k": ("_k", "_{k-1}"),
    "k, next step": ("_{k+1}", "_k"),
    "k above": ("^{(k)}", "^{(k-1)}"),
    "k as argument": ("(k)", "(k-1)"),
    "tau": (r"_\tau", r"_{\tau-1}"),
    "tau in Unicode": ("_τ", "_{τ-1}"),
    "tau, next step": ("_{τ+1}", "_{τ}"),
    "tau as argument": (r"(\tau)", r"(\tau-1)"),
    "s": ("_s", "_{s-1}"),
    "Unicode subscripts": ("ₜ", "ₜ₋₁"),
    "Unicode subscripts, next step": ("ₜ₊₁", "ₜ"),
    "Unicode superscripts": ("ᵗ", "ᵗ⁻¹"),
    "Unicode subscripts of n": ("ₙ", "ₙ₋₁"),
    "Unicode subscripts of k": ("ₖ", "ₖ₋₁"),
    "below and argument": ("_t", "(t-1)"),
    "above and below": ("^{(t)}", "_{t-1}"),
    "argument and above": ("(t)", "^{t-1}"),
    "Unicode and angles": ("ₜ", "_<t-1>"),
    "angles and brackets": ("^{<t>}", "_{(t-1)}"),
    "above and Unicode": ("^t", "ₜ₋₁"),
    "component behind t": ("_{t,i}", "_{t-1,i}"),
    "component before t": ("_{j,t}", "_{j,t-1}"),
    "component and argument": ("_j(t)", "_j(t-1)"),
    "component below time": ("_j^t", "_j^{t-1}"),
    "component below time in brackets": ("_j^{(t)}", "_j^{(t-1)}"),
    "component below angles": (r"_j^{\langle t\rangle}", r"_j^{\langle t-1\rangle}"),
    "layer above": ("_t^l", "_{t-1}^l"),
    "layer above in front": ("^l_t", "^l_{t-1}"),
    "layer in brackets": ("^{(l)}_{t}", "^{(l)}_{t-1}"),
    "layer in brackets behind": ("_{t}^{(l)}", "_{t-1}^{(l)}"),
    "layer ell": (r"^{\ell}_t", r"^{\ell}_{t-1}"),
    "layer below": ("_{l,t}", "_{l,t-1}"),
    "layer below behind": ("_{t,l}", "_{t-1,l}"),
    "numbered layer": ("_t^{(1)}", "_{t-1}^{(1)}"),
    "numbered layer below": ("_{1,t}", "_{1,t-1}"),
    "network above": (r"_t^{\mathrm{dec}}", r"_{t-1}^{\mathrm{dec}}"),
}
UNINDEXED = {  # new, old
    "prime": ("'", ""),
    "prime character": ("′", ""),
    "prime command": (r"^\prime", ""),
    "prime command in braces": (r"^{\prime}", ""),
    "new and prev": ("_{new}", "_{prev}"),
    "new and old": (r"_{\text{new}}", r"_{\text{old}}"),
    "new and old above": ("^{new}", "^{old}"),
    "prev alone": ("", "_{prev}"),
    "prev in ASCII": ("", "_prev"),
    "old in ASCII": ("_new", "_old"),
    "next": ("_{next}", ""),
    "current": ("_{curr}", "_{prev}"),
    "prime and prev": ("'", "_{prev}"),
    "plus": ("^{+}", ""),
}
FACES_OF_LETTERS = (
    *("mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "vec", "mathcal"),
    *("tilde", "widetilde", "hat", "bar", "overline", "dot", "text"),
)
LETTERS = {  # commands that leave a name what it is
    **{command: f"\\{command}{{{{{{}}}}}}" for command in FACES_OF_LETTERS},
    "bold without braces": r"\mathbf {}",
    "tilde without braces": r"\tilde {}",
    "hat without braces": r"\hat {}",
    "old bold": r"{{\bf {}}}",
    "braces": r"{{{}}}",
    "accent in braces": r"{{\tilde {{{}}}}}",
    "bold under accent": r"\bar{{\mathbf{{{}}}}}",
    "accent under bold": r"\mathbf{{\hat{{{}}}}}",
}
LABELS = {
    "in braces": "{}_{{{}}}",
    "in ASCII": "{}_{}",
    "above": "{}^{{{}}}",
    "above in brackets": "{}^{{({})}}",
    "above in square brackets": "{}^{{[{}]}}",
    "text": r"{}_{{\text{{{}}}}}",
    "text without braces": r"{}_\mathrm{{{}}}",
    "roman": r"{}_{{\mathrm{{{}}}}}",
    "old roman": r"{}_{{\rm {}}}",
    "bold": r"\mathbf{{{}}}_{{\mathbf{{{}}}}}",
    "bold around": r"\boldsymbol{{{}_{{{}}}}}",
    "text above": r"{}^{{\text{{{}}}}}",
    "below and above": "{}_{{{}}}^{{g}}",
    "above and below": "{}^g_{{{}}}",
    "above with a superscript": "{}_{{{}}}^{{g^y}}",
    "above with a subscript": "{}_{{{}}}^{{g_y}}",
    "above with an accent": r"{}_{{{}}}^{{\tilde{{y}}}}",
    "with a comma": "{}_{{{},g}}",
    "with a blank": "{}_{{{} g}}",
    "with a number": "{}_{{{}1}}",
    "with a subscript": "{}_{{{}_1}}",
    "with a number above": "{}_{{{}}}^{{(1)}}",
    "with ell": r"{}_{{{}\ell}}",
    "with a prime": "{}'_{{{}}}",
    "with a star": "{}_{{{}}}^*",
    "words": r"{}_{{\text{{{}-in}}}}",
    "Greek": r"{}_{{\theta {}}}",
}
CANDIDATES = [
    *(r"\tilde{C}", r"\tilde C", r"{\tilde C}", r"\widetilde{C}", r"\hat{C}", "Ĉ", "C̃"),
    *(r"\bar{C}", r"\overline{C}", "C̄", r"\dot{C}", "Ċ", "C'", "C^*", "C^{(1)}", "c"),
    *(r"\tilde{\mathbf{C}}", r"\mathbf{\tilde{C}}", r"\mathcal{C}", r"C_{in}"),
    *(r"C_{\text{in}}", r"\mathrm{cand}", r"\text{cand}", "cand", r"\tilde{c}"),
]
GREEK = {
    **dict(zip("αβγδε", ("alpha", "beta", "gamma", "delta", "epsilon"), strict=True)),
    **dict(zip("ζηθϑι", ("zeta", "eta", "theta", "vartheta", "iota"), strict=True)),
    **dict(zip("κλμνξ", ("kappa", "lambda", "mu", "nu", "xi"), strict=True)),
    **dict(zip("πρϱςτ", ("pi", "rho", "varrho", "varsigma", "tau"), strict=True)),
    **dict(zip("υφχψω", ("upsilon", "phi", "chi", "psi", "omega"), strict=True)),
    **dict(zip("ΓΔΘΛΞ", ("Gamma", "Delta", "Theta", "Lambda", "Xi"), strict=True)),
    **dict(zip("ΠΣΥΦΨ", ("Pi", "Sigma", "Upsilon", "Phi", "Psi"), strict=True)),
    **dict(zip("Ωℓϕϵ", ("Omega", "ell", "varphi", "varepsilon"), strict=True)),
}
MATRIX = {
    "cdot": r" \cdot ",
    "Unicode dot": "·",
    "dot operator": "⋅",
    "side by side": " ",
    "braces between": "{}",
    "thin space": r"\,",
    "medium space": r"\;",
    "negative space": r"\! ",
    "tie": "~",
    "at": " @ ",
    "times": r" \times ",
    "Unicode times": "×",
}
ELEMENTWISE = {
    "odot": r" \odot ",
    "odot in braces": r" {\odot} ",
    "circ": r" \circ ",
    "Unicode circled dot": "⊙",
    "Unicode ring": "∘",
    "star": " * ",
    "ast": r" \ast ",
    "dot star": " .* ",
    "times": r" \times ",
    "Unicode times": "×",
    "side by side": " ",
    "thin space": r"\,",
}
UNDECIDED_PEEPHOLE = {"times", "Unicode times", "side by side", "thin space"}
STARRED = {"star", "ast", "dot star"}  # the reading of w * c is tested elsewhere
CONCATENATION = {
    "comma": "[h_{t-1}, x_t]",
    "semicolon": "[h_{t-1} ; x_t]",
    "ASCII": "[h_{t-1}; x_t]",
    "thin space": r"[h_{t-1},\, x_t]",
    "sized": r"\left[h_{t-1}, x_t\right]",
    "big": r"\bigl[ h_{t-1}, x_t \bigr]",
    "Big": r"\Big[ h_{t-1}, x_t \Big]",
    "in brackets": "([h_{t-1}, x_t])",
    "column": r"\begin{bmatrix} h_{t-1} \\ x_t \end{bmatrix}",
    "column in round brackets": r"\begin{pmatrix} h_{t-1} \\ x_t \end{pmatrix}",
    "array": r"\left[\begin{array}{c} h_{t-1} \\ x_t \end{array}\right]",
    "transposed rows": r"[h_{t-1}^\top ; x_t^\top]^\top",
}
SIGMA = [
    *(r"\sigma", "σ", "sigma", "sigmoid", "sigm", r"\mathrm{sigm}", r"\text{sigmoid}"),
    *(r"\operatorname{sigmoid}", r"\logistic", "logistic", r"\mathrm{logistic}"),
    *(r"\mathrm{sigmoid}", r"\sigmoid", r"\operatorname*{sigmoid}", r"{\rm sigmoid}"),
    *(r"\boldsymbol{\sigma}", r"{\sigma}", r"\sigma\!", r"\sigma\,", r"\sigma~"),
]
TANH = [
    *("tanh", r"\tanh", r"\mathrm{tanh}", r"\text{tanh}", r"\operatorname{tanh}"),
    *(r"{\rm tanh}", r"\tanh\!", r"{\tanh}", r"\operatorname{t a n h}"),
]
BRACKETS = {
    "round": ("(", ")"),
    "square": ("[", "]"),
    "curly": (r"\{", r"\}"),
    "left right": (r"\left(", r"\right)"),
    "left right square": (r"\left[", r"\right]"),
    "left right curly": (r"\left\{", r"\right\}"),
    "bigl": (r"\bigl(", r"\bigr)"),
    "Bigl square": (r"\Bigl[", r"\Bigr]"),
    "big": (r"\big(", r"\big)"),
    "bigg": (r"\bigg(", r"\bigg)"),
    "double": ("((", "))"),
    "in braces": ("{(", ")}"),
    "around braces": ("({", "})"),
    "mixed": ("[(", ")]"),
    "wide": ("（", "）"),
    "angles": (r"\langle ", r"\rangle "),
}
APPLIED = re.compile(r"(σ|tanh)\(((?:[^()]|\([^()]*\))*)\)")


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("form", TIME)
def test_time(form: str, cell: str) -> None:
    assert_cell(render(cell, subscripted(*TIME[form])), cell)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("form", UNINDEXED)
def test_time_without_index(form: str, cell: str) -> None:
    new, old = UNINDEXED[form]

    def time(name: str, lag: int) -> str:
        return name + ((old if lag else new) if name in "hcC" else "")

    assert_cell(render(cell, time), cell)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("left_out", ["gates", "gates and input"])
def test_index_left_out(left_out: str, cell: str) -> None:
    kept = "hcCx" if left_out == "gates" else "hcC"

    def time(name: str, lag: int) -> str:
        return name + ("_{t-1}" if lag else "_t" if name in kept else "")

    assert_cell(render(cell, time), cell)


@pytest.mark.parametrize("cell", CELLS)
def test_input_at_the_old_step(cell: str) -> None:
    def time(name: str, lag: int) -> str:
        return name + ("_t" if lag or name == "x" else "_{t+1}")

    assert_cell(render(cell, time), cell)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("form", LETTERS)
def test_letters(form: str, cell: str) -> None:
    def name(base: str, label: str) -> str:
        shown = r"\breve{C}" if base == "C̃" else LETTERS[form].format(base)
        return shown + (f"_{{{label}}}" if label else "")

    assert_cell(render(cell, name=name), cell)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("accent", ["mathbf", "tilde", "hat", "bar", "vec"])
def test_letters_around_the_index(accent: str, cell: str) -> None:
    def time(name: str, lag: int) -> str:
        timed = name + ("_t", "_{t-1}")[lag]
        return rf"\{accent}{{{timed}}}" if name in "hx" else timed

    assert_cell(render(cell, time), cell)


@pytest.mark.parametrize("cell", ["gru", "lstm", "peephole"])
@pytest.mark.parametrize("form", LABELS)
def test_labels(form: str, cell: str) -> None:
    assert_cell(render(cell, name=labelled(LABELS[form])), cell)


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_candidates(candidate: str) -> None:
    def name(base: str, label: str) -> str:
        return candidate if base == "C̃" else PLAIN_NAMES(base, label)

    assert_cell(render("lstm", name=name), "lstm")


@pytest.mark.parametrize("character", GREEK, ids=GREEK.get)
def test_greek_both_ways(character: str) -> None:
    spellings = [f"\\{GREEK[character]} ", character]

    def name(base: str, label: str) -> str:
        if base != "z":
            return PLAIN_NAMES(base, label)
        spellings.reverse()  # one way here, the other there
        return spellings[0]

    assert_cell(render("gru", name=name), "gru")


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("form", MATRIX)
def test_matrix_products(form: str, cell: str) -> None:
    assert_cell(render(cell, matrix=MATRIX[form]), cell)


@pytest.mark.parametrize("cell", CELLS[1:])
@pytest.mark.parametrize("form", ELEMENTWISE)
def test_elementwise_products(form: str, cell: str) -> None:
    text = render(cell, elementwise=ELEMENTWISE[form])
    if cell != "peephole":
        assert_cell(text, cell)
    elif form in UNDECIDED_PEEPHOLE:  # w c: a number or a vector?
        assert codes(text)[0] == "E0401"
    elif form not in STARRED:
        assert_cell(text, cell)


@pytest.mark.parametrize("matrix", [" ", r" \cdot ", " @ "])
@pytest.mark.parametrize("form", CONCATENATION)
def test_concatenations(form: str, matrix: str) -> None:
    text = render("lstm", matrix=matrix)
    written = text.replace("[h_{t-1}, x_t]", CONCATENATION[form])
    assert_cell(written, "lstm")


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("transpose", ["", "^T", "^{T}", r"^\top", "ᵀ", r"^\intercal"])
@pytest.mark.parametrize("product", [" ", r" \cdot ", " @ "])
def test_rows(product: str, transpose: str, cell: str) -> None:
    r"""`x_t W_x` and `x_t W_x^T`, all through a block."""
    vector = r"\([^()]*\)|\[[^]]*\]|[hx]_(?:t|\{t-1\})"
    product_of = re.compile(rf"([WU](?:_\{{\w+\}})?)·({vector})")
    text = product_of.sub(
        lambda found: f"{found[2]}{product}{found[1]}{transpose}", render(cell)
    )
    assert_cell(text, cell, rows=not transpose)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("transpose", ["^T", r"^{\top}", "ᵀ", r"^{\mathsf{T}}"])
def test_transposed_matrices(transpose: str, cell: str) -> None:
    assert_cell(render(cell, matrix=transpose + " "), cell, rows=True)


@pytest.mark.parametrize("cell", CELLS[1:])
@pytest.mark.parametrize("form", SIGMA)
def test_sigma(form: str, cell: str) -> None:
    assert_cell(render(cell, sigma=form), cell)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("form", TANH)
def test_tanh(form: str, cell: str) -> None:
    assert_cell(render(cell, tanh=form), cell)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("form", BRACKETS)
def test_brackets_of_arguments(form: str, cell: str) -> None:
    first, last = BRACKETS[form]
    text = APPLIED.sub(lambda each: f"{each[1]}{first}{each[2]}{last}", render(cell))
    assert_cell(text, cell)


@pytest.mark.parametrize(
    "form", sorted(BRACKETS.keys() - {"angles"})
)  # an average, too
def test_brackets_that_group(form: str) -> None:
    first, last = BRACKETS[form]
    text = render("gru").replace("(r_t ⊙ h_{t-1})", f"{first}r_t ⊙ h_{{t-1}}{last}")
    assert_cell(text.replace("(1 - z_t)", f"{first}1 - z_t{last}"), "gru")


@pytest.mark.parametrize("product", [" ⊙ ", " "])
@pytest.mark.parametrize("cell", ["lstm", "peephole"])
@pytest.mark.parametrize("form", [r"\tanh {}", r"\tanh{{{}}}", "tanh {}", r"\tanh\,{}"])
def test_functions_without_brackets(form: str, cell: str, product: str) -> None:
    name = "C_t" if cell == "lstm" else "c_t"
    wanted = render(cell).replace(f" ⊙ tanh({name})", product + form.format(name))
    assert_cell(wanted, cell)


# ---------------------------------------------------------------- all in one text

MIXED_TIME = [*TIME.values()][:14]
MIXED_TIME += [(r"^{\langle t\rangle}", r"^{\langle t-1\rangle}"), ("ₜ", "ₜ₋₁")]
MIXED_TIME += [("^{(t)}", "^{(t-1)}"), ("(t)", "(t-1)"), ("^{<t>}", "^{<t-1>}")]
MIXED_TIME = [each for each in MIXED_TIME if "+" not in each[0]]
FACES = ["{}", "{}", r"\mathbf{{{}}}", r"\boldsymbol{{{}}}", r"\bm{{{}}}"]
MIXED_LABELS = ["{}_{{{}}}", r"{}_{{\mathrm{{{}}}}}", r"{}_{{\text{{{}}}}}"]
ONE_TILDE = [r"\tilde{C}", "C̃", r"\widetilde{C}", r"\tilde{\mathbf C}"]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("seed", range(12))
def test_all_forms_mixed(seed: int, cell: str) -> None:
    """Each occurrence of each token in a spelling of its own."""
    chosen = random.Random(seed)

    def name(base: str, label: str) -> str:
        face = chosen.choice(FACES).format(base)
        if base == "C̃":
            face = chosen.choice(ONE_TILDE)
        return chosen.choice(MIXED_LABELS).format(face, label) if label else face

    text = render(cell, lambda each, lag: each + chosen.choice(MIXED_TIME)[lag], name)
    for token, forms in {
        "·": [r" \cdot ", "·", " ", r"\,", " @ ", r" \times "],
        "⊙": [r" \odot ", r" \circ ", "⊙", "∘", " ◦ "],
        "σ": SIGMA[:12],
        "tanh": TANH[:5],
    }.items():
        text = re.sub(token, lambda _, forms=forms: chosen.choice(forms), text)
    assert_cell(text, cell)
