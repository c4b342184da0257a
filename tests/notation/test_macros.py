r"""Macros that a text defines: it means what it means with the macros written out."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from corpus.blocks import Block, blocks

from cellc import CellcError, Diagnostic, compile_cell
from cellc.diagnostics import Source
from cellc.driver import analyse
from cellc.syntax.macros import expand

RNN = r"h_t = \tanh(W x_t + U h_{t-1} + b)"
GATE = r"f_t = \sigma(W x_t + U h_{t-1})" "\n" r"h_t = f_t \odot h_{t-1} + x_t"

FORMS = {  # definitions, the text with macros, the same without
    "newcommand": (r"\newcommand{\hp}{h_{t-1}}", RNN.replace("h_{t-1}", r"\hp"), RNN),
    "newcommand without braces": (
        r"\newcommand\hp{h_{t-1}}",
        RNN.replace("h_{t-1}", r"\hp"),
        RNN,
    ),
    "starred": (r"\newcommand*{\W}{\mathbf{W}}", RNN.replace("W", r"\W"), RNN),
    "with an argument": (
        r"\newcommand{\vect}[1]{\boldsymbol{#1}}",
        r"\vect h_t = \tanh(\vect{W} \vect  x_t + U\vect{h}_{t-1} + \vect{b})",
        RNN,
    ),
    "with a default": (
        r"\newcommand{\at}[2][t]{#2_{#1}}",
        r"\at{h} = \tanh(W \at x + U \at[t-1]{h} + b)",
        RNN,
    ),
    "argument in an argument": (
        r"\newcommand{\vect}[1]{\mathbf{#1}}\newcommand{\last}[1]{#1_{t-1}}",
        r"h_t = \tanh(W x_t + U \last{\vect{h}} + b)",
        RNN,
    ),
    "def": (
        r"\def\gate#1#2{\sigma(#1 x_t + #2 h_{t-1})}",
        r"f_t = \gate WU" "\n" r"h_t = f_t \odot h_{t-1} + x_t",
        GATE,
    ),
    "long def": (r"\long\gdef\hp{h_{t-1}}", RNN.replace("h_{t-1}", r"\hp"), RNN),
    "let": (r"\let\had\odot \let\sg=\sigma", GATE.replace(r"\odot", r"\had "), GATE),
    "operator": (
        r"\DeclareMathOperator{\sigm}{sigm}",
        GATE.replace(r"\sigma", r"\sigm"),
        GATE,
    ),
    "starred operator": (
        r"\DeclareMathOperator*{\sigm}{sigmoid}",
        GATE.replace(r"\sigma", r"\sigm"),
        GATE,
    ),
    "paired delimiter": (
        r"\DeclarePairedDelimiter{\of}{(}{)}",
        r"h_t = \tanh\of*{W x_t + U h_{t-1} + \of[\big]{b}}",
        RNN,
    ),
    "document command": (
        r"\NewDocumentCommand{\at}{O{t} m}{#2_{#1}}",
        r"\at{h} = \tanh(W \at{x} + U \at[t-1]{h} + b)",
        RNN,
    ),
    "environment": (
        r"\newenvironment{eqs}{\begin{align}}{\end{align}}",
        r"\begin{eqs} " + RNN.replace("=", "&=") + r" \end{eqs}",
        RNN,
    ),
    "environment, abbreviated": (
        r"\def\be{\begin{equation}} \def\ee{\end{equation}}",
        rf"\be {RNN} \ee",
        RNN,
    ),
    "renewcommand": (
        r"\renewcommand{\vec}[1]{\mathbf{#1}}",
        RNN.replace("x_t", r"\vec{x}_t"),
        RNN,
    ),
    "renewed by its old meaning": (
        r"\let\oldphi\phi \renewcommand{\phi}{\varphi} \renewcommand{\varphi}{\oldphi}",
        r"h_t = \tanh(W x_t + U h_{t-1} + \phi)",
        r"h_t = \tanh(W x_t + U h_{t-1} + \phi)",
    ),
    "providecommand of what is known": (
        r"\newcommand{\W}{W} \providecommand{\W}{V}",
        RNN.replace("W", r"\W"),
        RNN,
    ),
    "defined twice alike": (
        r"\newcommand{\W}{W} \newcommand{\W}{{W}}",
        RNN.replace("W", r"\W"),
        RNN,
    ),
    "defined by another": (
        r"\newcommand{\hp}{\st_{t-1}} \newcommand{\st}{\mathbf{h}}",
        RNN.replace("h_{t-1}", r"\hp"),
        RNN,
    ),
    "under an accent": (
        r"\newcommand{\st}{\mathbf{h}_1}",
        r"\tilde\st_t = \tanh(W x_t + U \tilde\st_{t-1} + b)",
        r"\tilde{\mathbf{h}_1}_t = \tanh(W x_t + U \tilde{\mathbf{h}_1}_{t-1} + b)",
    ),
    "in a fraction": (
        r"\newcommand{\s}{x_t + 1} \newcommand{\two}{2}",
        r"h_t = \frac\s\two \odot h_{t-1}",
        r"h_t = \frac{x_t + 1}{2} \odot h_{t-1}",
    ),
    "a font of another name": (
        r"\newcommand{\bv}{\boldsymbol}",
        RNN.replace("x_t", r"\tilde\bv{x}_t"),
        RNN.replace("x_t", r"\tilde{\mathbf{x}}_t"),
    ),
    "a script": (r"\newcommand{\p}{_{t-1}}", RNN.replace("_{t-1}", r"\p"), RNN),
    "a transpose": (
        r"\newcommand{\tran}{^\top}",
        RNN.replace("W", r"W\tran"),
        RNN.replace("W", r"W^\top"),
    ),
    "a word": (
        r"\newcommand{\lab}[1]{\mathrm{#1gate}}",
        r"h_t = \tanh(W_{\lab{in}} x_t + U h_{t-1})",
        r"h_t = \tanh(W_{\mathrm{ingate}} x_t + U h_{t-1})",
    ),
    "digits": (
        r"\def\two{2}",
        r"h_t = \two5 h_{t-1} + 1\two x_t",
        r"h_t = 25 h_{t-1} + 12 x_t",
    ),
    "nothing": (r"\newcommand{\x}{} \newcommand\y{\xspace}", RNN + r"\x\y", RNN),
    "over several lines": (
        "\\newcommand{\\cell}[1]{%\n  \\tanh( % the cell\n    W x_t + #1\n  )%\n}",
        "h_t = \\cell{U h_{t-1}\n + b}",
        RNN,
    ),
    "in a comment": (
        "\\def\\W{W} % \\def\\W{V}\n# \\def\\W{V}",
        RNN.replace("W", r"\W"),
        RNN,
    ),
    "where block": ("", RNN.replace("W", r"\W") + "\nwhere\n  \\def\\W{W}", RNN),
    "abbreviations of words": (
        r"\newcommand{\ie}{\emph{i.e.}\xspace} \newcommand{\eg}{e.g.}",
        "the state is \\ie what is kept\n" + RNN + "\nas we have it, \\eg here",
        RNN,
    ),
    "unused, and not to be read": (
        r"\newcommand{\x}{\foo[(} \def\y#1 to #2{} \def\z{\z} \newcommand{\u}{\u}",
        RNN,
        RNN,
    ),
    "unread only in words": (
        r"\newcommand{\citet}[2]{[#1]}",
        "as in the paper of \\citet\n" + RNN,
        RNN,
    ),
}


def meaning(text: str) -> Any:
    """The equations and shapes of a text, or the codes of its errors."""
    try:
        cell = analyse(Source(text), "cell").cell
    except CellcError as error:
        return [each.code for each in error.diagnostics]
    shapes = {each.name: str(each.shape) for each in cell.variables.values()}
    return shapes, [(each.target, each.value) for each in cell.equations]


def refused(text: str) -> Diagnostic:
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    (found,) = caught.value.diagnostics
    return found


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str) -> None:
    definitions, text, plain = FORMS[form]
    wanted = meaning(plain)
    assert isinstance(wanted, tuple)
    assert meaning(f"{definitions}\n{text}") == wanted
    if "renew" not in definitions and "let" not in definitions:
        assert meaning(f"{text}\n{definitions}") == wanted, "definitions below"


PIECES = {  # what a macro is made of, wherever it stands in a text
    "fonts and accents": re.compile(
        r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|vec|tilde|hat|bar|widetilde|"
        r"operatorname|text)\s*\{\\?[A-Za-z]+\}"
    ),
    "commands": re.compile(
        r"\\(?:tanh|sigma|odot|circ|cdot|phi|mathbf|boldsymbol|tilde|widetilde|frac|top|"
        r"times|left|right|quad|text)(?![A-Za-z])"
    ),
    "scripts": re.compile(r"[_^]\{[^{}\n]*\}"),
    "environments": re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}"),
}
PRINTED = [each for each in blocks() if "\\" in each.text]


def with_macros(block: Block, piece: str) -> str:
    """The text with a macro for each part of a kind, whose definitions stand above."""
    equations, where, facts = block.text.partition("\nwhere\n")
    names: dict[str, str] = {}

    def macro(found: re.Match[str]) -> str:
        letters = "".join(chr(97 + int(digit)) for digit in str(len(names)))
        return f"\\{names.setdefault(found.group(), f'zz{letters}')} "

    text = PIECES[piece].sub(macro, equations) + where + facts
    lines = [f"\\newcommand{{\\{name}}}{{{body}}}\n" for body, name in names.items()]
    return "".join(lines) + text


@pytest.mark.parametrize("block", PRINTED, ids=lambda block: block.name)
def test_printed_equations_with_macros(block: Block) -> None:
    """Every text of the corpus means the same with macros for its parts."""
    plain = meaning(block.text)
    texts = {piece: with_macros(block, piece) for piece in PIECES}
    wrong = [
        piece
        for piece, text in texts.items()
        if text != block.text and meaning(text) != plain
    ]
    assert wrong == []


# ---------------------------------------------------------------- places


def test_a_body_has_the_place_of_its_use() -> None:
    text = "\\newcommand{\\act}[1]{\\phi(#1)}\nh_t = \\act{W x_t + U h_{t-1}}"
    found = refused(text)
    assert found.code == "E0209"
    assert found.span is not None
    assert text[found.span.start : found.span.end] == r"\act{W x_t + U h_{t-1}}"
    (label,) = found.labels
    assert label.text == r"`\act` is defined here"
    assert text[label.span.start : label.span.end] == text.split("\n")[0]
    assert found.source is not None
    assert found.source.text == text


def test_an_argument_has_its_own_place() -> None:
    text = "\\newcommand{\\act}[1]{\\tanh(#1)}\nh_t = \\act{W x_t + \\foo{h}_{t-1}}"
    found = refused(text)
    assert found.span is not None
    assert text[found.span.start : found.span.end].startswith(r"\foo")
    assert not found.labels


def test_an_edit_never_changes_a_macro() -> None:
    text = "\\newcommand{\\st}{h_t)}\nh_t = \\tanh(W x_t + h_{t-1} + \\st)"
    found = refused(text)
    assert found.edit is None


def test_an_edit_beside_macros_is_of_the_text_as_typed() -> None:
    text = "\\newcommand{\\W}{W}\nh_t = \\tanh(\\W x_t + \\simga(h_{t-1}))"
    found = refused(text)
    assert found.edit is not None
    assert found.edit.applied(text) == text.replace("simga", "sigma")


def test_names_of_one_macro_are_names_apart() -> None:
    """A note about a parameter that equations share, and none about W_f and W_i."""
    gate = r"\newcommand{\gate}[1]{\sigma(W_{#1} x_t + U_{#1} h_{t-1} + b)}"
    cell = compile_cell(f"{gate}\nh_t = \\gate{{f}} \\odot h_{{t-1}} + \\gate{{i}}")
    names = [each.name for each in cell.ir.parameters]
    assert names == ["W_f", "U_f", "b", "W_i", "U_i"]
    assert cell.metadata["equations"] == [
        r"h_t = \sigma(W_{f} x_t + U_{f} h_{t-1} + b) \odot h_{t-1} + "
        r"\sigma(W_{i} x_t + U_{i} h_{t-1} + b)"
    ]


def test_the_hash_is_of_the_text_as_read() -> None:
    text = f"\\def\\x{{y}}\n{RNN}"
    assert compile_cell(text).ir.text == text


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("E0113", r"\newcommand{\v}[1]{\mathbf{#1}}" "\nh_t = h_{t-1} + (x_t + \\v)"),
        ("E0113", r"\newcommand{\v}[1]{\mathbf{#1}}" "\nh_t = h_{t-1} + \\v"),
        (
            "E0113",
            r"\newcommand{\v}{a}\newcommand{\v}{c}" "\nh_t = h_{t-1} + x_t + \\v",
        ),
        ("E0113", "h_t = h_{t-1} + x_t + \\v\n" r"\def\v{a}\def\v{c}"),
        ("E0113", r"\def\v(#1){#1}" "\nh_t = h_{t-1} + x_t + \\v(a)"),
        ("E0113", r"\NewDocumentCommand\v{s m}{#2}" "\nh_t = h_{t-1} + \\v{x_t}"),
        (
            "E0113",
            r"\ifx\one\two \def\v{a}\else \def\v{c}\fi" "\nh_t = h_{t-1} + x_t + \\v",
        ),
        ("E0114", r"\def\v{\v}" "\nh_t = h_{t-1} + x_t + \\v"),
        ("E0114", r"\def\v{\w x}\def\w{\v}" "\nh_t = h_{t-1} + x_t + \\v"),
        ("E0114", r"\def\v#1{#1#1}" "\nh_t = h_{t-1} + x_t + \\v\\v"),
        ("E0114", r"\renewcommand{\vec}[1]{\vec{#1}}" "\nh_t = h_{t-1} + \\vec{x}_t"),
    ],
)
def test_refused(code: str, text: str) -> None:
    found = refused(text)
    assert found.code == code
    assert found.span is not None
    assert found.labels
    assert text[found.span.start] == "\\"


LAUGHS = "".join(
    f"\\def\\{one}{{{f'{chr(92)}{two}' * 10}}}"
    for one, two in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS + r"\def\i{ha}" + f"\n{RNN} + \\a",
        LAUGHS + r"\def\i{}" + f"\n{RNN} + \\a",
        r"\def\v#1{#1#1}" + f"\n{RNN} + " + r"\v{" * 60 + "x_t" + "}" * 60,
        r"\def\v#1{\w{#1}\w{#1}}\def\w#1{#1#1}"
        + f"\n{RNN} + "
        + r"\v{" * 60
        + "x"
        + "}" * 60,
    ],
)
def test_laughs_end_soon(text: str) -> None:
    start = time.process_time()
    assert refused(text).code == "E0114"
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        r"\def\v{x}" + "\n% \\v is a comment { \\def" * 40_000 + f"\n{RNN}",
        r"\newcommand{\x}{" * 11_000,
        r"\def\v#1{#1}" + r"\v{" * 60_000,
        r"\newcommand\v[1][]{x}" + r"\v[" * 60_000,
        r"\def\v " * 27_000,
        r"\ifx" * 40_000 + r"\def\v{}" + f"\n{RNN}",
        " \n" * 500_000 + r"\def\v{}" + f"\n{RNN}",
    ],
    ids=["comments", "open", "open uses", "open brackets", "no body", "if", "lines"],
)
def test_large_texts(text: str) -> None:
    start = time.process_time()
    meaning(text)
    assert time.process_time() - start < 6


def test_a_text_without_definitions_is_left_alone() -> None:
    source = Source(f"{RNN} + \\newcommandx")
    assert expand(source) is source
