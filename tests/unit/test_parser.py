"""parse: text to AST; lines, brackets, scripts, precedence, the three spellings."""

from __future__ import annotations

import pytest

from cellc.diagnostics import Source
from cellc.driver import compile_cell, parse_source
from cellc.syntax.nodes import (
    Accent,
    Binary,
    Declaration,
    Group,
    Juxtaposition,
    Name,
    Negation,
    Node,
    Number,
    Output,
    Scripted,
    Spec,
    Statement,
)


def parsed(text: str) -> Spec:
    return parse_source(Source(text))


def right_side(expression: str) -> Node:
    (equation,) = parsed(f"y = {expression}").equations
    return equation.sides[1]


def shown(node: Node) -> str:
    """The tree in brackets, without spans."""
    match node:
        case Name(text=text) | Number(text=text):
            return text
        case Binary(operator=operator, left=left, right=right):
            return f"({shown(left)} {operator} {shown(right)})"
        case Negation(operand=operand):
            return f"(-{shown(operand)})"
        case Juxtaposition(factors=factors):
            return "<" + " ".join(map(shown, factors)) + ">"
        case Group(bracket=bracket, items=items):
            return bracket + ", ".join(map(shown, items)) + bracket
        case Scripted(base=base, position=position, items=items):
            return f"{shown(base)}.{position}({', '.join(map(shown, items))})"
        case Accent(accent=accent, base=base):
            return f"{accent}({shown(base)})"
    return f"{node.function}({shown(node.argument)})"


# ---------------------------------------------------------------- precedence


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b - c", "((a + b) - c)"),
        ("a + b*c", "(a + (b * c))"),
        ("a*b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a/b/c", "((a / b) / c)"),
        ("a/b*c", "((a / b) * c)"),
        ("a⊙b∘c", "((a ⊙ b) ∘ c)"),
        ("A·b ⊙ c", "((A · b) ⊙ c)"),
        ("a ⊙ B·c", "(a ⊙ (B · c))"),
        ("A b·c", "(<A b> · c)"),
        ("A b + c d", "(<A b> + <c d>)"),
        ("-a b", "(-<a b>)"),
        ("-a*b", "(-(a * b))"),
        ("a*-b", "(a * (-b))"),
        ("a - -b", None),
        ("-a + b", "((-a) + b)"),
        ("+a", "a"),
        ("-a^2", "(-a.super(2))"),
        ("a^2 b", "<a.super(2) b>"),
        ("2 a^2", "<2 a.super(2)>"),
        ("(a + b) c", "<((a + b)( c>"),
        ("tanh(a) + b", "(<tanh (a(> + b)"),
        ("\\frac{a}{b} c", "<({a{ / {b{) c>"),
        ("\\sqrt{a} b", "<sqrt({a{) b>"),
        ("|a| + |b|", "(abs(a) + abs(b))"),
        ("|a - |b||", "abs((a - abs(b)))"),
        ("|a| b |c|", "<abs(a) b abs(c)>"),
    ],
)
def test_precedence(text: str, tree: str | None) -> None:
    if tree is None:
        with pytest.raises(Exception, match="E0103"):
            right_side(text)
    else:
        assert shown(right_side(text)) == tree


# ---------------------------------------------------------------- scripts


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("h_t", "h.sub(t)"),
        ("h_{t-1}", "h.sub((t - 1))"),
        ("h_<t-1>", "h.sub((t - 1))"),
        ("h_⟨t-1⟩", "h.sub((t - 1))"),
        ("h_\\langle t-1 \\rangle", "h.sub((t - 1))"),
        ("h_(t-1)", "h.sub((t - 1))"),
        ("h_{(t-1)}", "h.sub((t - 1))"),
        ("h^{(t-1)}", "h.super((t - 1))"),
        ("h^<t-1>", "h.super((t - 1))"),
        ("h^(t-1)", "h.super((t - 1))"),
        ("hₜ", "h.sub(t)"),
        ("hₜ₋₁", "h.sub((t - 1))"),
        ("W_{hh}", "W.sub(hh)"),
        ("W_{f,t}", "W.sub(f, t)"),
        ("W_f^T", "W.sub(f).super(T)"),
        ("W^\\top", "W.super(\\top)"),
        ("Wᵀ", "W.super(T)"),
        ("x²", "x.super(2)"),
        ("x^2", "x.super(2)"),
        ("x^{-1}", "x.super((-1))"),
        ("x^-1", "x.super((-1))"),
        ("x^{1/2}", "x.super((1 / 2))"),
        ("h'_t", "h.prime(prime).sub(t)"),
        ("h''", "h.prime(primeprime)"),
        ("\\tilde{C}_t", "tilde(C).sub(t)"),
        ("\\tilde C_t", "tilde(C).sub(t)"),
        ("\\widetilde{C}", "tilde(C)"),
        ("\\tilde{C_t}", "tilde(C.sub(t))"),
        ("\\mathbf{h}_t", "h.sub(t)"),
        ("\\vec{h}", "h"),
        ("W_{\\text{in}}", "W.sub(in)"),
        ("W_\\mathrm{in}", "W.sub(in)"),
    ],
)
def test_scripts(text: str, tree: str) -> None:
    assert shown(right_side(text)) == tree


@pytest.mark.parametrize("number", ["1", "1.5", ".5", "1.", "1e3", "1.5e-3", "2E+4"])
def test_numbers(number: str) -> None:
    assert right_side(number) == Number(number, right_side(number).span)


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    "text",
    [
        "y = a + b",
        "y = a +\n  b",
        "y = a\n  + b",
        "y =\n a + b",
        "y\n = a + b",
        "y = (a\n + b)",
        "y = (a + b\n)",
        "y = a + b,",
        "y = a + b.",
        "y = a + b;",
        "y = a + b \\\\",
        "y &= a + b",
        "y = a + % comment\n b # comment",
        "\\begin{aligned}\n y &= a \\\\\n &\\quad + b\n\\end{aligned}",
        "$y = a + b$",
        "$$y = a + b$$",
        "\\[ y = a + b \\]",
        "\r\ny = a\r\n + b\r\n",
        "y = \\left(a + b\\right)",
        "y~=~a\\,+\\;b",
        "y = a − (−b)",
    ],
)
def test_one_equation_however_it_is_laid_out(text: str) -> None:
    (equation,) = parsed(text).equations
    assert isinstance(equation.sides[1], Binary | Group)
    assert len(equation.sides) == 2


def test_open_bracket_does_not_swallow_the_next_equation() -> None:
    with pytest.raises(Exception, match="is never closed") as caught:
        parsed("a = (b + c\nd = e + f\n")
    assert str(caught.value).count("error[") == 1


@pytest.mark.parametrize(
    "text",
    ["a = b\nc = d", "a = b \\\\ c = d", "a = b\n\n\nc = d", "a = b\n# e = f\nc = d"],
)
def test_two_equations(text: str) -> None:
    assert len(parsed(text).equations) == 2


def test_every_error_of_a_text_is_reported() -> None:
    with pytest.raises(Exception, match="E0103") as caught:
        parsed("a = * b\nc = d\ne = f * * g\n")
    assert str(caught.value).count("error[E0103]") == 2


def test_spans_are_those_of_the_text() -> None:
    text = "f_t = σ(W·[h_{t-1}, x_t])\nh_t = f_t"
    source = Source(text)
    spec = parse_source(source)
    assert [source.snippet(each.span) for each in spec.equations] == text.split("\n")
    left, right = spec.equations[0].sides
    assert source.snippet(left.span) == "f_t"
    assert source.snippet(right.span) == "σ(W·[h_{t-1}, x_t])"


# ---------------------------------------------------------------- header, where


def test_header() -> None:
    spec = parsed("title: A cell\nyear: 1997\nnote: a: b = c\nnote: d\ny = a\n")
    assert spec.header == (
        ("title", "A cell"),
        ("year", "1997"),
        ("note", "a: b = c"),
        ("note", "d"),
    )


def test_header_keeps_the_marks_of_comments() -> None:
    spec = parsed("title: 50% of # all\ny = a\n")
    assert spec.header == (("title", "50% of # all"),)


@pytest.mark.parametrize("head", ["where\n  ", "where ", "Where:\n", "where, "])
def test_where(head: str) -> None:
    spec = parsed(f"y = a\n{head}output y\n")
    assert len(spec.equations) == 1
    (fact,) = spec.facts
    assert isinstance(fact, Output)


@pytest.mark.parametrize("reals", ["ℝ", "R", "\\mathbb{R}", "\\R"])
@pytest.mark.parametrize("member", ["∈", "in", "\\in"])
def test_declaration(reals: str, member: str) -> None:
    fact_text = f"W {member} {reals}^{{h×(h+x)}} is parameter init uniform(0.1)"
    (fact,) = parsed(f"y = W x\nwhere\n  {fact_text}").facts
    assert isinstance(fact, Declaration)
    assert [shown(each) for each in fact.dimensions] == ["h", "(h + x)"]
    assert fact.role is not None
    assert fact.role.text == "parameter"
    (init,) = fact.inits
    assert (init.scheme, init.argument) == ("uniform", 0.1)


@pytest.mark.parametrize(
    ("fact", "dimensions"),
    [
        ("b ∈ ℝ", []),
        ("b ∈ ℝ^h", ["h"]),
        ("b ∈ ℝ^3", ["3"]),
        ("b ∈ ℝ^{4h}", ["<4 h>"]),
        ("b ∈ ℝ^{h,x}", ["h", "x"]),
        ("b ∈ ℝ^{h \\times x}", ["h", "x"]),
        ("b ∈ ℝ^{a×b×c}", ["a", "b", "c"]),
    ],
)
def test_dimensions(fact: str, dimensions: list[str]) -> None:
    (declaration,) = parsed(f"y = b\nwhere\n  {fact}").facts
    assert isinstance(declaration, Declaration)
    assert [shown(each) for each in declaration.dimensions] == dimensions


def test_facts_of_every_kind() -> None:
    text = """y = a
where
  a, b ∈ ℝ^h init 1
  γ ∈ ℝ = -0.01
  L = 3
  φ = tanh
  g(a) = a·σ(a)
  output y, z
"""
    facts = parsed(text).facts
    kinds = [Declaration, Declaration, Statement, Statement, Statement, Output]
    assert [type(each) for each in facts] == kinds
    assert len(facts[0].names) == 2  # type: ignore[union-attr]


# ---------------------------------------------------------------- three spellings

LSTM = {
    "latex": r"""
f_t = \sigma(W_f \cdot [h_{t-1}, x_t] + b_f)
i_t = \sigma(W_i \cdot [h_{t-1}, x_t] + b_i)
\tilde{C}_t = \tanh(W_C \cdot [h_{t-1}, x_t] + b_C)
C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t
o_t = \sigma(W_o \left[ h_{t-1}, x_t \right] + b_o)
h_t = o_t \odot \tanh(C_t)
""",
    "display": r"""
\begin{aligned}
f_t &= \sigma\left(W_f \cdot [h_{t-1}, x_t] + b_f\right) \\
i_t &= \sigma\left(W_i \cdot [h_{t-1}, x_t] + b_i\right), \\
\tilde C_t &= \tanh(W_C \cdot [h_{t-1}, x_t] + b_C) \\
C_t &= f_t * C_{t-1} + i_t * \tilde{C}_t \\
o_t &= \sigma(W_o [h_{t-1}, x_t] + b_o) \\
h_t &= o_t * \tanh(C_t).
\end{aligned}
""",
    "unicode": """
f_t = σ(W_f·[h_<t-1>, x_t] + b_f)
i_t = σ(W_i·[h_<t-1>, x_t] + b_i)
C̃_t = tanh(W_C·[h_<t-1>, x_t] + b_C)
C_t = f_t ⊙ C_<t-1> + i_t ∘ C̃_t
o_t = σ(W_o [h_⟨t-1⟩, x_t] + b_o)
hₜ = oₜ ⊙ tanh(Cₜ)
""",
    "ascii": """
f_t = sigmoid(W_f @ [h_<t-1>, x_t] + b_f)
i_t = sigmoid(W_i @ [h_{t-1}, x_t] + b_i)
C_tilde_t = tanh(W_C @ [h_<t-1>, x_t] + b_C)
C_t = f_t * C_<t-1> + i_t * C_tilde_t
o_t = sigmoid(W_o @ [h_<t-1>, x_t] + b_o)
h_t = o_t * tanh(C_t)
""",
}
GRU = {
    "latex": r"""
z_t = \sigma(W_z \cdot [h_{t-1}, x_t])
r_t = \sigma(W_r \cdot [h_{t-1}, x_t])
\tilde{h}_t = \tanh(W \cdot [r_t * h_{t-1}, x_t])
h_t = (1 - z_t) * h_{t-1} + z_t * \tilde{h}_t
""",
    "unicode": """
z_t = σ(W_z·[h_{t-1}, x_t])
r_t = σ(W_r·[h_{t-1}, x_t])
h̃_t = tanh(W·[r_t ⊙ h_{t-1}, x_t])
h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t
""",
    "ascii": """
z_t = sigmoid(W_z @ [h_<t-1>, x_t])
r_t = sigmoid(W_r @ [h_<t-1>, x_t])
h_tilde_t = tanh(W @ [r_t * h_<t-1>, x_t])
h_t = (1 - z_t) * h_<t-1> + z_t * h_tilde_t
""",
}
PEEPHOLE = {
    "latex": r"""
f_t = \sigma(W_f \cdot [C_{t-1}, h_{t-1}, x_t] + b_f)
C_t = f_t \circ C_{t-1} + (1 - f_t) \circ \tanh(x_t)
h_t = \tanh(C_t)
""",
    "unicode": """
f_t = σ(W_f·[C_<t-1>, h_<t-1>, x_t] + b_f)
C_t = f_t ∘ C_<t-1> + (1 - f_t) ∘ tanh(x_t)
h_t = tanh(C_t)
""",
    "ascii": """
f(t) = sigmoid(W_f @ [C(t-1), h(t-1), x(t)] + b_f)
C(t) = f(t) * C(t-1) + (1 - f(t)) * tanh(x(t))
h(t) = tanh(C(t))
""",
}
ESSAY = {"lstm": LSTM, "gru": GRU, "peephole": PEEPHOLE}


@pytest.mark.parametrize("name", ESSAY)
def test_spellings_have_one_meaning(name: str) -> None:
    cells = [compile_cell(text).ir for text in ESSAY[name].values()]
    first = cells[0]
    for other in cells[1:]:
        assert [(e.target, e.value) for e in other.equations] == [
            (e.target, e.value) for e in first.equations
        ]
        for attribute in ("inputs", "parameters", "states", "outputs", "sizes"):
            assert getattr(other, attribute) == getattr(first, attribute)
        shapes = {s: (v.shape, v.role, v.timed) for s, v in other.variables.items()}
        assert shapes == {
            s: (v.shape, v.role, v.timed) for s, v in first.variables.items()
        }
