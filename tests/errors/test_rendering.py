"""Diagnostics as text: the line as typed, and marks under the place."""

from __future__ import annotations

import re
import unicodedata

import pytest

from cellc.diagnostics import Diagnostic, Edit, Label, Source, Span, render
from cellc.diagnostics.excerpt import WIDEST, width
from cellc.diagnostics.render import colour


def rendered(text: str, token: str | Span, **more: object) -> list[str]:
    """The lines below the place of a diagnostic about `token`."""
    if isinstance(token, str):
        token = Span(text.index(token), text.index(token) + len(token))
    diagnostic = Diagnostic(
        "E0103", "wrong", token, source=Source(text, "x.cell"), **more
    )
    first, _place, *rest = render(diagnostic).split("\n")
    assert first == "error[E0103]: wrong"
    return rest


def place_of(text: str, token: str) -> str:
    start = text.index(token)
    diagnostic = Diagnostic(
        "E0103", "", Span(start, start + 1), source=Source(text, "x.cell")
    )
    return render(diagnostic).split("\n")[1]


def terminal_columns(text: str) -> list[str]:
    """What stands in each column of a terminal with tabs at every eighth."""
    columns: list[str] = []
    for char in text:
        if char == "\t":
            columns += [" "] * (8 - len(columns) % 8)
        elif unicodedata.combining(char):
            columns[-1] += char
        else:
            wide = unicodedata.east_asian_width(char) in "WF"
            columns += [char, ""] if wide else [char]
    return columns


@pytest.mark.parametrize(
    ("text", "token", "shown"),
    [
        ("h_t = W * * x_t", "* x", "* x"),
        ("h_t =\tW *\t* x_t", "* x", "* x"),
        ("\t\th_t = W * x_t", "* x", "* x"),
        ("h_t = 状 宽 * x_t", "* x", "* x"),
        ("h_t = 状 宽 * x_t", "宽", "宽"),
        ("C̃_t = h̃_t * * x_t", "* x", "* x"),
        ("C̃_t = h̃_t * * x_t", "h̃_t", "h̃_t"),
        ("C̃_t = h̃_t * * x_t", "\u0303_t *", "h̃_t *"),
        (r"\tilde{C}_t = \frac{a}{b} + \sigma(x", r"\sigma", r"\sigma"),
        ("h_t = \N{ZERO WIDTH SPACE}\x07 * x_t", "* x", "* x"),
        ("h_t = 🙂 * x_t", "*", "*"),
        ("h_t = (", "(", "("),
    ],
)
def test_marks_stand_under_the_token(text: str, token: str, shown: str) -> None:
    line, marks = rendered(text, token)
    above, below = terminal_columns(line), terminal_columns(marks)
    assert "�" in line or line == f"1 | {text}"
    under = "".join(
        char for char, mark in zip(above, below, strict=False) if mark == "^"
    )
    assert under == shown


def test_combining_letter_alone_is_marked_at_its_letter() -> None:
    text = "h_t = C\u0303_t"
    assert rendered(text, "\u0303") == ["1 | h_t = C\u0303_t", "  |       ^"]


def test_marks_over_a_tab_stay_aligned() -> None:
    assert rendered("a\t+\tb", "\t+\t") == ["1 | a\t+\tb", "  |  \t^"]


def test_place_counts_characters() -> None:
    assert place_of("h̃ 宽 *", "*") == "  --> x.cell:1:6"


@pytest.mark.parametrize("span", [Span(7, 8), Span(8, 8), Span(100, 200)])
def test_behind_the_end(span: Span) -> None:
    assert rendered("h_t = (", span) == ["1 | h_t = (", "  |        ^"]


def test_empty_text() -> None:
    assert rendered("", Span(0, 1)) == ["1 | ", "  | ^"]


# ---------------------------------------------------------------- several lines


def test_two_lines() -> None:
    text = "h_t = a +\n  b * 2\ny_t = 1"
    assert rendered(text, "a +\n  b", labels=(Label(Span(8, 17), "here"),)) == [
        "1 | h_t = a +",
        "  |       ^^^",
        "2 |   b * 2",
        "  |   ^",
        "  --> x.cell:1:9",
        "1 | h_t = a +",
        "  |         -",
        "2 |   b * 2",
        "  |   ----- here",
    ]


def test_label_of_the_place_itself_stands_behind_its_marks() -> None:
    labels = (Label(Span(6, 7), "a vector"), Label(Span(6, 7), "a row"))
    assert rendered("h_t = a", "a", labels=labels) == [
        "1 | h_t = a",
        "  |       ^ a vector; a row",
    ]


def test_many_lines_are_cut() -> None:
    text = "h_t = a\n\n" + "".join(f"  + b{n}\n" for n in range(20))
    assert rendered(text, Span(0, len(text))) == [
        " 1 | h_t = a",
        "   | ^^^^^^^",
        " 3 |   + b0",
        "   |   ^^^^",
        "...",
        "22 |   + b19",
        "   |   ^^^^^",
    ]


# ---------------------------------------------------------------- long lines

LONG = "h_t = " + " + ".join(f"x{n}_t" for n in range(200))


@pytest.mark.parametrize("token", ["h_t", "x0_t", "x20_t", "x100_t", "x199_t", " + "])
def test_long_line_is_cut_around_the_token(token: str) -> None:
    line, marks = rendered(LONG, token)
    text = line.removeprefix("1 | ")
    start = marks.index("^")
    assert width(text) <= WIDEST
    assert line[start : start + marks.count("^")] == token
    assert text.startswith("...") or text[:20] == LONG[:20]
    assert text.endswith("...") or text[-20:] == LONG[-20:]
    assert text.strip(".") in LONG


def test_long_token_shows_its_beginning() -> None:
    line, marks = rendered(LONG, Span(6, len(LONG)))
    assert line.startswith("1 | ...x0_t + x1_t")
    assert width(line) <= WIDEST + 4
    assert marks == "  |    " + "^" * marks.count("^")


def test_line_of_just_the_widest_is_whole() -> None:
    text = ("h_t = " + "x" * WIDEST)[:WIDEST]
    assert rendered(text, "h_t")[0] == f"1 | {text}"


def test_cut_never_parts_a_letter_from_its_accent() -> None:
    text = "h_t = " + "C̃ " * 200
    for start in range(200, 230):
        line, marks = rendered(text, Span(start, start + 1))
        assert not unicodedata.combining(line.removeprefix("1 | ...")[0])
        assert marks.count("^") == 1


# ---------------------------------------------------------------- edits, colour


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        (Edit(Span(17, 21), "tanh"), ["  = write: h_t = tanh(x)"]),
        (Edit(Span(24, 24), " + b"), ["  = write: h_t = tahn(x) + b"]),
        (Edit(Span(10, 25), ""), ["  = write: nothing here, remove the line"]),
        (Edit(Span(10, 24), ""), ["  = write: nothing here, remove the line"]),
        (
            Edit(Span(24, 24), "\nwhere\n  x ∈ ℝ"),
            ["  = write: h_t = tahn(x)", " " * 11 + "where", " " * 11 + "  x ∈ ℝ"],
        ),
    ],
)
def test_edit_shows_the_line_as_it_reads_then(edit: Edit, shown: list[str]) -> None:
    text = "y_t = 1\n\n\th_t = tahn(x)\nz_t = 2"
    assert text[17:21] == "ahn(" or text.index("tahn") == 16
    moved = Edit(Span(edit.span.start - 1, edit.span.end - 1), edit.replacement)
    assert rendered(text, "tahn", help="h", edit=moved)[2:] == ["  = help: h", *shown]


def test_edit_of_a_long_line_is_cut() -> None:
    place = Span(LONG.index("x100_t"), LONG.index("x100_t") + 6)
    *_, line = rendered(LONG, place, edit=Edit(place, "y_t"))
    assert " + y_t + " in line
    assert width(line) <= WIDEST + len("  = write: ")


def test_colour_is_all_that_colour_adds() -> None:
    diagnostic = Diagnostic(
        "E0103",
        "wrong",
        Span(0, 3),
        (Label(Span(6, 7), "here"),),
        "mend it",
        Source("h_t = x + +", "x.cell"),
        Edit(Span(9, 11), ""),
    )
    coloured = render(diagnostic, colour)
    assert coloured.count("\x1b[1;31m") == 2
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render(diagnostic)


def test_names_of_files_send_no_control_characters() -> None:
    source = Source("h_t = §", "a\x1b[2J.cell")
    assert "\x1b" not in render(Diagnostic("E0101", "", Span(6, 7), source=source))
    assert "\x1b" not in render(Diagnostic("E0100", "", source=source))
