"""One diagnostic for each cause, all of them in one run, and none made up."""

from __future__ import annotations

import pytest

from cellc.diagnostics import (
    CODES,
    CellcError,
    Diagnostic,
    Diagnostics,
    Edit,
    Label,
    Severity,
    Source,
    Span,
)
from cellc.diagnostics.codes import (
    ABOUT_NAMES,
    ABOUT_THE_WHOLE,
    EXPLAINED_BY,
    GROUPS,
)
from cellc.diagnostics.collect import MOST
from cellc.driver import analyse, compile_cell, parse_source
from cellc.resources import zoo
from cellc.sources import read_source

TEXT = "f_t = φ(x_t)\nh_t = φ(h_{t-1}) + φ(f_t) + φ(φ(x_t))\n"


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Diagnostics:
    monkeypatch.setitem(CODES, "W0599", "planted warning")
    monkeypatch.setitem(CODES, "N0699", "planted note")
    return Diagnostics(Source(TEXT, "x.cell"))


def codes(found: Diagnostics) -> list[str]:
    return [each.code for each in found.settled()]


def codes_of(text: str) -> list[str]:
    with pytest.raises(CellcError) as caught:
        analyse(Source(text), "cell")
    return [each.code for each in caught.value.diagnostics]


# ---------------------------------------------------------------- the table


def test_every_code_has_its_group() -> None:
    assert all(code[:3] in GROUPS and len(code) == 5 for code in CODES)


def test_tables_of_causes_name_known_codes() -> None:
    named = ABOUT_NAMES | ABOUT_THE_WHOLE | EXPLAINED_BY.keys()
    causes = {each for found in EXPLAINED_BY.values() for each in found}
    assert named | causes <= CODES.keys()


def test_the_letter_is_the_severity(found: Diagnostics) -> None:
    assert Diagnostic("E0100", "").severity is Severity.ERROR
    assert Diagnostic("W0599", "").severity is Severity.WARNING
    assert Diagnostic("N0699", "").severity is Severity.NOTE
    with pytest.raises(ValueError, match="no warning"):
        found.warning("E0100", "")
    with pytest.raises(KeyError):
        found.error("E9999", "")


def test_edit_is_carried_and_applied(found: Diagnostics) -> None:
    edit = Edit(Span(6, 7), "tanh")
    found.warning("W0599", "misspelt", Span(6, 7), edit=edit)
    (only,) = found.settled()
    assert only.edit == edit
    assert edit.applied(TEXT).startswith("f_t = tanh(x_t)\n")


# ---------------------------------------------------------------- rules


def test_same_place_or_around_it_follows(found: Diagnostics) -> None:
    found.error("E0201", "a letter", Span(0, 1))
    found.error("E0221", "the same", Span(0, 1))
    found.error("E0104", "around it", Span(0, 12))
    assert codes(found) == ["E0201"]


def test_narrower_place_is_independent(found: Diagnostics) -> None:
    found.error("E0402", "a sum", Span(6, 12))
    found.error("E0212", "a number in it", Span(8, 9))
    assert codes(found) == ["E0402", "E0212"]


def test_other_places_are_independent(found: Diagnostics) -> None:
    found.error("E0103", "here", Span(13, 16))
    found.error("E0103", "and here", Span(0, 3))
    found.error("E0232", "about the whole", Span(0, 12))
    assert codes(found) == ["E0103", "E0232", "E0103"]


def test_one_name_is_one_error_with_its_places(found: Diagnostics) -> None:
    places = [index for index, char in enumerate(TEXT) if char == "φ"]
    for place in places:
        found.error("E0209", "`φ` is no function", Span(place, place + 1))
    (only,) = found.settled()
    assert only.span == Span(places[0], places[0] + 1)
    assert [label.span.start for label in only.labels] == places[1:4]
    assert [label.text for label in only.labels[:2]] == ["here as well"] * 2
    assert only.labels[2].text == "here as well, and at 1 more place"


def test_two_names_are_two_errors(found: Diagnostics) -> None:
    found.error("E0209", "no function", Span(6, 7))
    found.error("E0209", "no function", Span(13, 14))
    assert codes(found) == ["E0209", "E0209"]


def test_one_error_explains_another(found: Diagnostics) -> None:
    found.error("E0229", "no state", Span(0, 3))
    found.error("E0230", "a circle", Span(13, 16))
    assert codes(found) == ["E0230"]


def test_a_note_follows_from_a_warning_at_its_place(found: Diagnostics) -> None:
    found.warning("W0503", "text about a function", Span(6, 7))
    found.note("N0603", "text", Span(4, 12))
    found.note("N0603", "other text", Span(14, 20))
    assert codes(found) == ["W0503", "N0603"]


def test_warnings_stay_beside_errors_and_notes_do_not(found: Diagnostics) -> None:
    found.note("N0699", "read so", Span(20, 21))
    found.warning("W0599", "elsewhere", Span(24, 25), labels=(Label(Span(0, 1), ""),))
    found.warning("W0599", "at the error", Span(1, 3))
    assert codes(found) == ["W0599", "N0699", "W0599"]
    found.raise_if_errors()
    found.error("E0103", "wrong", Span(0, 3))
    assert codes(found) == ["E0103", "W0599"]
    with pytest.raises(CellcError) as caught:
        found.raise_if_errors()
    assert caught.value.diagnostics == found.settled()


def test_warnings_take_no_room_of_errors(found: Diagnostics) -> None:
    for index in range(MOST + 5):
        found.warning("W0599", f"number {index}", Span(index, index + 1))
    found.error("E0103", "wrong", Span(900, 901))
    severities = [each.severity for each in found.settled()]
    assert severities.count(Severity.WARNING) == MOST
    assert severities.count(Severity.ERROR) == 1


# ---------------------------------------------------------------- all in one run

SEVERAL = {
    "syntax and no equals": (
        "f_t = σ(W_f x_t\ni_t = σ(W_i x_t) )\nh_t f_t ⊙ h_{t-1}\n",
        ["E0102", "E0102", "E0104"],
    ),
    "syntax and a function": (
        "f_t = σ(W_f x_t) + * 2\nh_t = tahn(W h_{t-1} + U x_t)\n",
        ["E0103", "E0209"],
    ),
    "function and shape": (
        "f_t = sigmod(W_f x_t)\ng_t = (tanh(W·[h_{t-1}, x_t]))^T\n"
        "h_t = f_t ⊙ h_{t-1} + g_t\n",
        ["E0209", "E0404"],
    ),
    "role and shape": (
        "f_t = σ(W_f x_t + V q_{t-1})\ng_t = (tanh(W·[h_{t-1}, x_t]))^T\n"
        "h_t = f_t ⊙ h_{t-1} + g_t\n",
        ["E0226", "E0404"],
    ),
    "three stages": (
        "f_t = σ(W_f x_t\ni_t = sigmod(W_i x_t)\ng_t = (tanh(W x_t))^T\n"
        "h_t = f_t ⊙ h_{t-1} + i_t ⊙ g_t\n",
        ["E0102", "E0209", "E0404"],
    ),
    "equation and fact": (
        "h_t = tahn(W h_{t-1} + U x_t + b)\nwhere\n  b ∈ ℝ^h init xavier\n",
        ["E0209", "E0305"],
    ),
    "names behind a line without an equals sign": (
        "i_t = \\sgima(W_i x_t)\nh_t = \\phi(f_t) \\odot i_t\nz_t \\sigma(x_t)\n",
        ["E0110", "E0209", "E0104"],
    ),
    "a name beside one of the line in error": (
        "g_t = \\phi(W_i x_t)\nh_t = g_t + q_{t-1}\nc_t = W_i * x_t + c_{t-1}\n",
        ["E0209", "E0226", "E0405"],
    ),
    "a command and a function": (
        "h_t = \\foo(x_t) + h_{t-1}\nh_t = x_t\ny_t = g(h_t)\n",
        ["E0110", "E0209"],
    ),
    "unused whatever the other line is": (
        "f_t = tahn(x_t)\ng_t = σ(V x_t)\nh_t = h_{t-1} + x_t\n",
        ["E0209", "E0231"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SEVERAL.values(), ids=SEVERAL.keys())
def test_every_error_of_a_text(text: str, expected: list[str]) -> None:
    assert codes_of(text) == expected


CASCADES = {
    "defined in the bad line": "f_t = σ(W_f x_t\nh_t = f_t ⊙ h_{t-1} + x_t\n",
    "a state defined in it": "c_t = c_{t-1} + + x_t\nh_t = tanh(c_{t-1}) + x_t\n"
    "where\n  output h_t\n",
    "used in it alone": "g_t = σ(W x_t)\nh_t = h_{t-1} + g_t ⊙ ⊙ x_t\n",
    "a function defined in it": "h_t = φ(h_{t-1}) + x_t\nwhere\n  φ(a) = a +\n",
    "a function used in it": "h_t = \\phi(h_{t-1}) + + x_t\nwhere\n  φ = tanh\n",
    "an accent": "\\tilde{c}_t = σ(x_t) +\nh_t = c̃_t ⊙ h_{t-1} + x_t\n",
    "a letter everywhere": "Ж_t = tanh(Ж_{t-1} + x_t)\ny_t = 2 Ж_t\n",
    "a matrix": "A = W - + W^T\nh_t = A h_{t-1} + x_t\n",
    "declared in it": "h_t = γ h_{t-1} + x_t\nwhere\n  γ ∈\n",
    "used by a function that it uses": "f_t = σ(BN(x_t)\nh_t = h_{t-1} + x_t\n"
    "where\n  BN(a) = γ ⊙ a + β\n  γ ∈ ℝ^x\n  β ∈ ℝ^x\n",
    "used by a chain of definitions": "h_t = h_{t-1} + A ⊙ ⊙ x_t\n"
    "where\n  A = 2 B\n  B = 3 C\n  C ∈ ℝ^x\n",
    "typed in another way in it": "h_t = \\epsilon h_{t-1} + + x_t\nwhere\n  ϵ = 1\n",
    "a step in it": "h_t = h_{t-1} + \\Delta t + + x_t\nwhere\n  Δt = 0.1\n",
}


@pytest.mark.parametrize("text", CASCADES.values(), ids=CASCADES.keys())
def test_one_mistake_is_one_error(text: str) -> None:
    assert len(codes_of(text)) == 1


BREAKAGES = (  # of `left = right`
    "{left}= foo(2) + {right}",
    "{left}= + * {right}",
    "{left}= ( {right}",
    "{left} {right}",
    "2 {left}= {right}",
    "{left}= {right} + 1/0",
    "{left}= ({right})^T",
)


# where all equations are about vectors, and none is right when it is transposed
VECTORS = ("elman", "greff", "gru/gru", "jozefowicz", "lstm", "minimal", "peephole")
# its left sides \gamma_{h_t} tell that the h_t below a parameter is a label
TELLING = {"gru_d"}


@pytest.mark.parametrize("name", sorted({*zoo()} - TELLING))
def test_a_broken_equation_breaks_no_other(name: str) -> None:
    """Every equation of the zoo, broken: what is said is about this equation."""
    path = zoo()[name]
    source = read_source(path)
    vectors = f"{path.parent.name}/{name}".startswith(VECTORS)
    breakages = BREAKAGES if vectors else BREAKAGES[:-1]
    equations = parse_source(source).equations
    # each cell in all of these ways, each of its equations in one of them at least
    apart = min(len(equations), len(breakages))
    for index, equation in enumerate(equations):
        span = equation.span
        left, _, right = source.snippet(span).partition("=")
        for shape in breakages[index % apart :: apart]:
            bad = shape.format(left=left, right=right)
            text = source.text[: span.start] + bad + source.text[span.end :]
            with pytest.raises(CellcError) as caught:
                analyse(Source(text), name)
            for diagnostic in caught.value.diagnostics:
                place = diagnostic.span
                assert place is not None
                assert span.start <= place.start <= span.start + len(bad), str(
                    caught.value
                )


def test_a_good_cell_has_no_diagnostics() -> None:
    assert compile_cell("h_t = tanh(W h_{t-1} + U x_t + b)").diagnostics == ()
