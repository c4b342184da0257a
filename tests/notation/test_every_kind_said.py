r"""What a text says of names beside its equations, and which displays are one cell."""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

from cellc import compile_cell

CELL = "h_t = tanh(W x_t + a h_{t-1})"
NUMBER, VECTOR = CELL + "\nwhere\n  a ∈ ℝ", CELL + "\nwhere\n  a ∈ ℝ^h"


@pytest.mark.parametrize(
    "said",
    [
        "where $a$ is a learned scalar.",
        "where $a$ and $b$ are scalars of the model.",
        "Here a is a scalar.",
    ],
)
def test_a_sentence_says_that_a_name_is_a_number(said: str) -> None:
    text = f"{CELL}\n\n{said}"
    assert_same(text, NUMBER)
    assert "N0628" in [each.code for each in compiled(text).diagnostics]
    assert_same(f"{CELL}\n\n{said.replace('scalar', 'weight vector')}", VECTOR)


@pytest.mark.parametrize(
    "said",
    [
        "where $a$ is a learned scalar or a vector.",
        "If $a$ is a vector, it decays.",
        "The norm of $a$ is a scalar.",
        "The product $W a$ is a vector.",
        "where $W$ and $a$ are not scalars.",
    ],
)
def test_a_sentence_that_does_not_say_it(said: str) -> None:
    assert "E0401" in codes(f"{CELL}\n\n{said}")


GATED = "h_t = g_t \\circ \\tanh(W x_t) + (1 - g_t) \\circ h_{t-1}"


@pytest.mark.parametrize(
    "said",
    [
        "\n\nwhere $g_t$ is a scalar",
        "\n\nwhere $g_t$ is a real number.",
        "\n\nThe scalar gate $g_t$ comes from outside.",
        "\n\nwith a scalar attention gate g_t",
        "\n\nHere g_t ∈ [0, 1] is a scalar.",
        "\nwhere\n  $g_t$ is a scalar",
        "\nwhere\n  g_t is a scalar",
        "\nwhere\n  g_t is a real number",
    ],
)
def test_a_sentence_says_that_an_input_is_a_number(said: str) -> None:
    found = compiled(GATED + said)
    assert_same(GATED + said, GATED + "\nwhere\n  g_t ∈ ℝ is input")
    assert "∈ [" in said or "N0628" in [each.code for each in found.diagnostics]


@pytest.mark.parametrize(
    "said",
    [
        "The scalar product $g_t h_t$ is small.",
        "The scalar or vector gate $g_t$ decays.",
        "The non-scalar gate $g_t$ decays.",
        "The norm of $g_t$ is a scalar.",
        "The scalar gate $g_t h_t$ decays.",
    ],
)
def test_a_sentence_that_says_nothing_of_an_input(said: str) -> None:
    assert_same(f"{GATED}\n\n{said}", GATED)


BOLD = (
    r"\mathbf{s}_t = \exp(-1/\boldsymbol{\tau}) \odot \mathbf{s}_{t-1} + \mathbf{x}_t"
)


def test_bold_letters_are_vectors_where_all_are() -> None:
    assert_same(BOLD, BOLD + "\nwhere\n  \\boldsymbol{\\tau} ∈ ℝ^s")
    assert "N0628" in [each.code for each in compiled(BOLD).diagnostics]
    assert "E0401" in codes(BOLD.replace(r"\boldsymbol{\tau}", r"\tau"))
    assert "E0401" in codes(BOLD + "\nwhere\n  \\mathbf{x}_t ∈ ℝ")


APPLIED = "h_t = tanh(W x_t + g(\\delta) U h_{t-1})\n"
BLOCK = "\nwhere\n  \\delta ∈ ℝ is input"
ROLES = "where :math:`g(\\delta) = 1/(1 + \\delta)`, and :math:`h_t` is the state.\n"


def test_the_argument_of_a_function_is_no_input() -> None:
    plain = APPLIED + BLOCK + "\n  g(a) = 1/(1 + a)"
    assert_same(f"{APPLIED}\n{ROLES}{BLOCK}", plain)
    dollars = ROLES.replace(":math:", "").replace("`", "$")
    assert_same(f"{APPLIED}\n{dollars}{BLOCK}", plain)


def test_a_readout_in_a_display_of_its_own() -> None:
    first = (
        r"\mathbf{s}_t &= \tanh(\mathbf{W}\mathbf{e}_t + \mathbf{U}\mathbf{s}_{t-1})"
    )
    last = r"\mathbf{p}_t &= \operatorname{softmax}(\mathbf{W}_o\mathbf{o}_t)"
    last = r"\mathbf{o}_t &= \mathbf{U}_o\mathbf{s}_t \\ " + last
    text = "\\section{A}\n" + "\nThen\n".join(
        f"\\begin{{align*}}\n{each}\n\\end{{align*}}" for each in (first, last)
    )
    found = compile_cell(f"{text}\n\nwhere\n  output p_t")
    assert [str(each) for each in found.ir.outputs] == ["p"]
    assert "N0667" in [each.code for each in found.diagnostics]


GAP = r"""h_t = \tanh(W x_t + a_{\max} h_{t-1} \Delta v_t / s_{\min})
where, in SI units, $s_{\min} = 2$ and $a_{\max} = 0.73$.
where
  """


@pytest.mark.parametrize("delta", ["Δv_t", r"\Delta v_t"])
def test_a_change_that_is_declared_and_labels_of_the_largest(delta: str) -> None:
    plain = "h_t = tanh(W x_t + 0.73 h_{t-1} d_t / 2)\nwhere\n  d_t ∈ ℝ is input"
    assert_same(f"{GAP}{delta} ∈ ℝ is input", plain)
    bare = CELL.replace("a ", r"a_{\max} ")
    assert "E0401" in codes(bare)
