r"""What stands beside pasted equations: remarks, ranges, HTML, tables, short lines.

Each text computes what the plain one does, or is refused; no part of an equation is
taken for text.
"""

from __future__ import annotations

import pytest
from plain_cells import assert_same, codes, compiled

from cellc.diagnostics import Source
from cellc.driver import with_choices

RNN = r"h_t = \tanh(W x_t + U h_{t-1} + b)"
HTML = "h<sub>t</sub> = tanh(W x<sub>t</sub> + U h<sub>t&minus;1</sub> + b)"
GATED = "z_t = \\sigma(W x_t)\nh_t = z_t \\odot h_{t-1}"


def align(*rows: str) -> str:
    return "\\begin{align}\n" + " \\\\\n".join(rows) + "\n\\end{align}"


# ---------------------------------------------------------------- inside displays


@pytest.mark.parametrize(
    "remark",
    [
        r"& (\text{Update gate}) \nonumber",
        r"&& (\text{Update})",
        r"\quad (\text{update gate})",
        r"\qquad [\text{update gate}]",
        r" (\text{update gate})",
        r", (\text{update gate})",
        r"& (\textit{Update gate})",
        r"& (\text{update}~\text{gate})",
        r"\quad (\text{gate no. 1},)",
    ],
)
def test_a_remark_in_brackets_is_text(remark: str) -> None:
    one, two = GATED.split("\n")
    assert_same(align(one.replace("=", "&=") + remark, two.replace("=", "&=")), GATED)


@pytest.mark.parametrize(
    "text",
    [
        r"h_t = \tanh (\text{weighted input})",
        r"h_t = \tanh(W x_t + (\text{bias term}))",
        r"h_t = W x_t \odot (\text{some gate}) + b",
        r"h_t = \tanh(W x_t + b) \quad (\text{if needed})",
    ],
)
def test_words_in_brackets_of_an_equation_are_refused(text: str) -> None:
    assert set(codes(text)) & {"E0103", "E0112"}


def test_a_mark_of_columns_beside_a_relation_cuts_nothing() -> None:
    plain = r"z_t = \tanh(W x_t)" + "\nh_t = z_t \\odot h_{t-1}"
    rows = r"z_t & = & \Phi(x_t) = \tanh(W x_t)", r"h_t & = & z_t \odot h_{t-1}"
    assert_same(align(*rows).replace("align", "eqnarray"), plain)
    rows = r"z_t =& f(x_t) = \tanh(W x_t)", r"h_t =& z_t \odot h_{t-1}"
    assert_same(align(*rows), plain)


@pytest.mark.parametrize(
    "line",
    [
        r"&\text{RNN}: x_t, h_{t-1} \rightarrow h_t",
        r"x^{l-1}_t, h^l_{t-1} \mapsto h^{l}_t, c^l_t",
        r"f: (x_t, h_{t-1}) \to h_t",
        r"RNN: \mathbb{R}^n \times \mathbb{R}^m \rightarrow \mathbb{R}^m",
    ],
)
def test_what_a_cell_leads_to_is_told(line: str) -> None:
    found = assert_same(align(line, RNN), RNN)
    assert "N0603" in {each.code for each in found.diagnostics}


@pytest.mark.parametrize(
    "line",
    [
        r"x_t \to h_t",
        r"W x_t, h_{t-1} \to h_t",
        r"f: x_t \to \tanh(x_t)",
        r"W: x_t \to h_{t-1} + x_t",
    ],
)
def test_an_arrow_that_may_compute_is_refused(line: str) -> None:
    assert codes(f"{line}\n{RNN}") == ["E0111"]


# ---------------------------------------------------------------- ranges of the step

STEPPED = "x(k+1) = tanh(A x(k) + B u(k))"


@pytest.mark.parametrize(
    "steps",
    [
        "\nk = 0, 1, 2, ...",
        "\nk = 0, 1, 2, ...   x(0) = 0",
        "\nk = 0, 1, 2, \\dots",
        "\nk = 1, 2",
        "\nfor k = 0, 1, 2, ...",
        ", \\quad k = 0, 1, 2, …",
    ],
)
def test_steps_that_are_counted_are_no_equation(steps: str) -> None:
    assert_same(f"{STEPPED}{steps}", STEPPED)


@pytest.mark.parametrize("line", ["k = 0, 2, 1", "k = 0, 1, 3", "a = 0.5, 1"])
def test_numbers_that_count_nothing_are_refused(line: str) -> None:
    assert codes(f"{STEPPED}\n{line}")


# ---------------------------------------------------------------- docstrings


def test_the_reader_s_own_words_say_nothing_of_the_backslashes_above() -> None:
    text = f"{RNN}\nr_t = \\overline{{g}}(V h_t)".replace("\\", "\\\\")
    facts = ["\\overline{g} = tanh", "output r_t"]
    source = with_choices(Source(text, "<text>"), facts)
    plain = f"{RNN}\nr_t = tanh(V h_t)\nwhere\n  output r_t"
    assert_same(source.text, plain)
    assert_same(f"{text}\n\nwhere\n" + "\n".join(facts), plain)


@pytest.mark.parametrize(
    "above",
    [
        ".. py:class:: a.nn.Cell(size: int, bias: bool = True, dtype=a.float32)\n",
        ".. py:function:: a.cell(x, *, dtype=a.float32) -> Tensor\n\n    A cell.\n",
        ".. autoclass:: a.nn.Cell\n    :members:\n",
    ],
)
def test_what_a_page_of_a_manual_is_about_is_dropped(above: str) -> None:
    assert_same(f"{above}\n    .. math::\n        {RNN}\n", RNN)


def test_labels_of_fields_may_be_chinese() -> None:
    fields = "参数:\n    - **bias** - 默认值 :math:`k` 。\n输出：\n    - **h** (Tensor)"
    assert_same(f".. math::\n    {RNN}\n\n{fields}\n", RNN)


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    "text",
    [
        f'see <a href="https://x.org/a?b=c&d=e">Units for all</a>.\n\n{RNN}',
        f'<img src="a.png" alt="h = 3"/>\n{RNN}',
        f"<h3>RNN cell</h3>\n<p>\n{HTML}\n</p>",
        f"<h2>The <em>plain</em> cell</h2>\n\n<p>It is\nsimple\n</p>\n\n$${RNN}$$",
        f"<p><code>{RNN}</code></p>",
        f"<ul><li><b>Cell:</b> {HTML}</li></ul>",
        f"<h2>{RNN}</h2>",
    ],
)
def test_marks_of_html_around_equations_are_dropped(text: str) -> None:
    assert_same(text, RNN)


def test_each_item_of_a_list_is_a_line() -> None:
    text = "<ul><li>z_t = σ(W x_t)</li><li>h_t = z_t ⊙ h_{t-1}</li></ul>"
    assert_same(text, GATED)


def test_a_link_in_a_comment_is_no_equation() -> None:
    lines = ["/**", ' * See <a href="https://x.org/">Units for all</a>', f" * {RNN}"]
    assert_same("\n".join([*lines, " */"]), RNN)


@pytest.mark.parametrize("text", ["h<i> = tanh(W x<i>)", "h_t = σ(a <b> x_t)"])
def test_a_mark_without_its_end_is_refused(text: str) -> None:
    assert "E0103" in codes(text)


# ---------------------------------------------------------------- tables, few words


@pytest.mark.parametrize(
    "above",
    [
        "|Gate|Role|Used in|\n|:-:|:-:|:-:|\n|Update $z_t$|How much matters|GRU|\n",
        "| gate | role |\n|---|:--|\n| f_t | forgets |\n",
        "gate | role\n---|---\nf_t | forgets\n",
        "a minibatch\n",
        "in :eqref:`rnn_with_state`.\n",
        "the\n",
        "**更新门**（决定保留多少历史信息）：\n",
        "- **更新门（Update Gate）**\n",
        "隐藏状态 h_t：\n",
        "重置门由上一个时间步的隐藏状态和输入计算得到. \n",
        "新しい状態は次のように計算される。\n",
    ],
)
def test_tables_and_lines_of_words_are_text(above: str) -> None:
    assert_same(f"{above}\n$${RNN}$$\n", RNN)


@pytest.mark.parametrize(
    "text",
    [
        f"a W\n{RNN}",
        f"{RNN}\nin U",
        f"h_t = W\n状态 x_t\n{RNN}",
        f"| a | b |\n{RNN}",
        "| gate | formula |\n|---|---|\n| forget | f_t = W x_t |\n",
    ],
)
def test_what_may_be_an_equation_is_no_line_of_words(text: str) -> None:
    assert codes(text)


def test_all_text_is_told_in_one_note_behind_the_others() -> None:
    text = "The first line.\n\nz = σ(W x_t)\n\nThe gate here.\n\nh_t = z ⊙ h_{t-1}\n"
    *others, last = compiled(text).diagnostics
    assert [each.code for each in others] == ["N0604"]
    assert last.code == "N0603"
    assert [text[each.span.start :].split()[1] for each in last.labels] == ["gate"]
