r"""What pasted equations are wrapped in: docstrings, comments, manuals, reST.

Each text computes what the plain one beside it does, or is refused; nothing of an
equation is lost in silence.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes

from cellc import compile_cell
from cellc.diagnostics import CellcError, Diagnostic, Source
from cellc.driver import parse_source

RNN = r"h_t = \tanh(W x_t + U h_{t-1} + b)"
GATED = "z_t = \\sigma(W x_t)\nh_t = z_t \\odot h_{t-1}"
TWO = [line.strip() for line in GATED.split("\n")]
READOUT = f"{RNN}\ny_t = V h_t"


def wrapped(sign: str, text: str = GATED) -> str:
    return "\n".join(f"{sign} {line}" for line in text.split("\n"))


TORCH = rf'''    r"""A gated cell with a forget bias of :math:`1`.

    .. math::

        \begin{{array}}{{ll}}
        {TWO[0]} \\
        {TWO[1]} \\
        \end{{array}}

    where :math:`\sigma` is the sigmoid function, and :math:`\odot` is the Hadamard
    product.

    Args:
        input_size: The number of expected features in the input `x`
        bias: If ``False``, then the layer has no bias weights. E.g., setting
            ``bias=False``. Default: ``True``

    Inputs: input, hidden
        - **hidden** of shape :math:`(N, H_{{out}})` where
          :math:`H_{{out}}` = `hidden_size`.

        where:

        .. math::
            \begin{{aligned}}
                N ={{}} & \text{{batch size}} \\
                L ={{}} & \text{{sequence length}} \\
            \end{{aligned}}

    .. note::
        All the weights are from :math:`\mathcal{{U}}(-\sqrt{{k}}, \sqrt{{k}})`
        where :math:`k = \frac{{1}}{{\text{{hidden\_size}}}}`

    .. code-block:: python

        # with bidirectional=False
        rnn = nn.RNN(input_size, hidden_size)

    Examples::

        >>> rnn = nn.RNN(10, 20, 2)
        >>> for i in range(6):
        ...     hx = rnn(input[i], hx)
    """
'''
NUMPY = f'''def step(x, h_prev,
         params, bias=True):
    """One step of the cell.

    The cell
    --------
    .. math:: {TWO[0]}

    .. math:: {TWO[1]}

    Parameters
    ----------
    x : ndarray, shape (n,)
        the input
    bias : bool, default=True

    References
    ----------
    .. [1] S. Hochreiter and J. Schmidhuber, "Long short-term memory",
       Neural Computation 9(8), 1997. https://doi.org/10.1162/neco
    """
'''
SPHINX = rf"""Gated cell
==========

The cell of [Hochreiter1997]_ (see :cite:`gers2000`) is

.. math::
   :label: gated

   {TWO[0]} \\
   {TWO[1]}

.. [Hochreiter1997] S. Hochreiter, "Long short-term memory",
   Neural Computation. `doi <https://doi.org/10.1162/x>`_

:param units: positive integer
:type units: int

See :class:`~torch.nn.LSTM` and `the paper`_.

.. _the paper: https://arxiv.org/abs/1234.5678
"""
MANUAL = rf"""\name{{nn_gated}}
\usage{{
nn_gated(input_size, bias = TRUE, ...)
}}
\arguments{{
\item{{bias}}{{If \code{{FALSE}}, no bias. Default: \code{{bias = TRUE}}}}
}}
\section{{Equations}}{{
For each element, each layer computes \eqn{{{TWO[0]}}} and
\deqn{{{TWO[1]}}}{{h = z * h}}
}}
\examples{{
x = 3
}}
"""
SAME = {
    "docstring of PyTorch": (TORCH, GATED),
    "docstring of NumPy": (NUMPY, GATED),
    "page of Sphinx": (SPHINX, GATED),
    "manual of R": (MANUAL, GATED),
    "raw docstring": (f'r"""{RNN}"""', RNN),
    "single quotes": (f"'''\n{RNN}\n'''", RNN),
    "its end only": (f'    {RNN}\n    """', RNN),
    "docstring of Julia": (f'"""\n    {RNN}\n"""\nfunction step end', RNN),
    "assigned": (f'_DOC = r"""\n{RNN}\n"""', RNN),
    "link in brackets": (f"[`arXiv <https://arxiv.org/abs/1>`_]\n\n{RNN}", RNN),
    "link of Markdown": (f"[The cell](https://a.org/b_t=1) is\n\n{RNN}", RNN),
    "equation behind the directive": (f".. math:: {RNN}", RNN),
    "arguments behind": (f"{RNN}\n\nArgs:\n    x: the input (int, default=3)", RNN),
    "an equation in a list": (f"Returns:\n    {RNN}", RNN),
    "it goes on in a list": ("Returns:\n    h_t = W x_t\n    + U h_{t-1}", ""),
    "doubled": (RNN.replace("\\", "\\\\"), RNN),
    "doubled, with breaks": (
        "z &= \\\\sigma(W x), \\\\\\\\\n"
        "\\\\bar{h} &= z \\\\odot h, \\\\\\\\\nh' = \\\\bar{h}",
        "z = \\sigma(W x)\n\\bar{h} = z \\odot h\nh' = \\bar{h}",
    ),
    "C": (f"/*\n * A cell.\n *\n{wrapped(' *')}\n */\nvoid step(float *x);", GATED),
    "Doxygen": (f"/**\n * @brief A cell\n * \\f[ {RNN} \\f]\n */", RNN),
    "roxygen": (f"#' A cell\n#' \\deqn{{{RNN}}}\n#' @param x input", RNN),
    "comments in two lines": ("# h_t = W x_t\n#   + U h_{t-1}", ""),
    "comment in a comment": (f"# {RNN}  # the state", RNN),
    "a where block behind": (
        "#   h_t = f(W x_t + U h_{t-1} + b)\nwhere\n  f = tanh",
        RNN,
    ),
    "arrow": (f"{RNN}   → the new state", RNN),
    "arrow in ASCII": (f"{RNN}  <- the new state", RNN),
    "option in a sentence": (
        f"With `reset_after=True` (the second variant) it is\n\n```python\n{RNN}\n```",
        RNN,
    ),
    "words before an accent": (
        "Candidate state    h̃_t = tanh(W x_t)\nh_t = h_{t-1} + h̃_t",
        "g_t = tanh(W x_t)\nh_t = h_{t-1} + g_t",
    ),
    **{
        f"behind {sign}": (wrapped(sign), GATED)
        for sign in ("#", "##", "%", "//", "///", "--", ";;", ">", "!", "#'", " *")
    },
}
SUM = "h_t = W x_t + U h_{t-1}"


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    text, plain = SAME[name]
    assert_same(text, plain or SUM)


@pytest.mark.parametrize(
    "text",
    [
        f"{RNN}   → f_t of the cell",
        f"{RNN}   → tanh",
        "h_t = f(W x_t + U h_{t-1})\n:param f: g is the hyperbolic tangent",
        "h_t = U h_{t-1} + x_t\nReturns:\n    h_t = W x_t",
        f"z = \\\\sigma(W x_t)\n{RNN} \\\\odot z_t",
    ],
)
def test_refused(text: str) -> None:
    assert codes(text)


def test_a_comment_beside_equations_is_a_comment() -> None:
    found = assert_same(f"# h_t = W x_t + h_{{t-1}}\n{RNN}", RNN)
    assert all(each.code != "N0650" for each in found.diagnostics)


def test_comments_that_are_read_are_told() -> None:
    found = assert_same(wrapped("#"), GATED)
    assert [each.code for each in found.diagnostics] == ["N0650"]


def test_a_readout_in_a_list_is_kept() -> None:
    assert_same(f"{RNN}\n\nReturns:\n    y_t = V h_t", READOUT)


def test_a_function_in_a_list_is_told() -> None:
    text = "h_t = σ(W x_t + U h_{t-1})\n\nArgs:\n    act: σ is the tanh function"
    assert "N0669" in [each.code for each in compile_cell(text).diagnostics]


def test_a_name_in_backticks_that_is_used_is_told() -> None:
    text = f"With `b=0.5` it is\n\n```\n{RNN}\n```"
    assert "W0504" in [each.code for each in compile_cell(text).diagnostics]


@pytest.mark.parametrize(
    "text", ["title: x ''' y\n", 'title: x """ y\n', '# """\n', "paper: a → b\n"]
)
def test_header_and_comments_stay(text: str) -> None:
    found = assert_same(f"{text}{RNN}", RNN)
    assert text.startswith("#") or text.partition(": ")[2].strip() in (
        value for _, value in found.spec.header
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("h_t = tanh(W @ concat(h_{t-1}, x_t))", "h_t = tanh(W [h_{t-1}, x_t])"),
        ("h_t = tanh(W \\mathrm{cat}([h_{t-1}, x_t]))", "h_t = tanh(W [h_{t-1}, x_t])"),
        ("h_t = tanh(W hstack(h_{t-1}, x_t))", "h_t = tanh(W [h_{t-1}, x_t])"),
        ("h' = tanh(W Concat(h, x))", "h' = tanh(W [h, x])"),
        (r"h_t = \log \sigma(W h_{t-1} + x_t)", "h_t = log(σ(W h_{t-1} + x_t))"),
        (
            "h_t = w * x_t + u * h_{t-1}\nwhere\n  w ∈ ℝ^{h×x}\n  u ∈ ℝ^{h×h}",
            "h_t = w x_t + u h_{t-1}\nwhere\n  w ∈ ℝ^{h×x}\n  u ∈ ℝ^{h×h}",
        ),
        (
            "h_t = αh_{t-1} + WX_t\nwhere\n  α ∈ ℝ",
            "h_t = α h_{t-1} + W X_t\nwhere\n  α ∈ ℝ",
        ),
        (
            "h[t+1] = αh[t] + (1 - α) Wx[t+1]\nwhere\n  α ∈ ℝ",
            "h_t = α h_{t-1} + (1 - α) W x_t\nwhere\n  α ∈ ℝ",
        ),
        (
            "h_t = h_{t-1} + Δh_t\nΔh_t = αh_t + x_t\nwhere\n  αh_t ∈ ℝ^h is input",
            "h_t = h_{t-1} + d_t\nd_t = a_t + x_t\nwhere\n  a_t ∈ ℝ^h is input",
        ),
    ],
)
def test_readings(text: str, plain: str) -> None:
    assert_same(text, plain)


@pytest.mark.parametrize(
    "text",
    [
        "h_t = ah_{t-1} + x_t",
        "f_t = σ(W x_t)\nh_t = f_t h_{t-1} + af_t",
        r"h_t = \log \sigma(W x_t) U h_{t-1}",
        "h_t = W * x_t + h_{t-1}",
    ],
)
def test_two_readings(text: str) -> None:
    assert codes(text)
    assert set(codes(text)) <= {"E0405", "E0208"}


@pytest.mark.parametrize(
    "text",
    [
        f"{RNN}\nz = a \\\\\\odot b ** )",
        "h_t = \\foo{",
        "h_t == tanh(W x_t",
        f"{RNN}\n==",
    ],
)
def test_no_edit_leads_to_a_line_that_is_wrong(text: str) -> None:
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    for each in caught.value.diagnostics:
        if each.edit is not None and each.span is not None and each.source is not None:
            mended = each.edit.applied(each.source.text)
            line = each.source.position(each.edit.span.start)[0]
            again = [
                other.source.position(other.span.start)[0]
                for other in _errors(mended)
                if other.span is not None and other.source is not None
            ]
            assert line not in again


def _errors(text: str) -> tuple[Diagnostic, ...]:
    try:
        parse_source(Source(text))
    except CellcError as error:
        return error.diagnostics
    return ()


# ---------------------------------------------------------------- one-line tails

DOCSTRING = '"""A cell.\n\n    {}\n\n{}\n"""'


@pytest.mark.parametrize(
    "tail",
    [
        *("Outputs: h'", "Outputs: output, h_n", "Outputs: output, (h_1, c_1)"),
        *("Output: h_t", "Returns: h", "Shape: (N, H)", "Inputs: x_t, h_{t-1}"),
        *("Returns: the new state `h'` (N, H)", "Shapes: x: (N, I), h: (N, H)"),
    ],
)
def test_names_behind_a_label_of_a_docstring_are_read_over(tail: str) -> None:
    found = assert_same(DOCSTRING.format(RNN, tail), RNN)
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        ("Output: V h_t", "E0103"),
        (r"Output: \sigma(V h_t)", "E0103"),
        ("Output: softmax(h_t)", "E0103"),
        ("Output: tanh h_t", "E0103"),
        ("Returns: output * mask", "E0104"),
    ],
)
def test_a_value_behind_a_label_of_a_docstring_is_refused(tail: str, code: str) -> None:
    assert codes(DOCSTRING.format(RNN, tail)) == [code]


def test_a_fact_behind_a_label_is_refused_without_a_docstring() -> None:
    assert codes(f"{RNN}\nOutput: h_t") == ["E0103"]
