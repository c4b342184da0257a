"""identifiers: ASCII, injective, never a word of Python."""

from __future__ import annotations

import keyword

import pytest

from cellc.diagnostics import CellcError
from cellc.driver import compile_cell
from cellc.ir import safe, unique
from cellc.lower.identifiers import GREEK_NAMES, spell


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("W", ("W", ())),
        ("σ", ("sigma", ())),
        ("\\sigma", ("sigma", ())),
        ("C̃", ("C", ("tilde",))),
        ("ñ", ("n", ("tilde",))),
        ("ĥ", ("h", ("hat",))),
        ("h̄", ("h", ("bar",))),
        ("ẋ", ("x", ("dot",))),
        ("φ", ("phi", ())),
        ("ϕ", ("varphi", ())),
        ("\\varphi", ("varphi", ())),
        ("ε", ("epsilon", ())),
        ("ϵ", ("varepsilon", ())),
        ("\\epsilon", ("epsilon", ())),
        ("θ", ("theta", ())),
        ("ϑ", ("vartheta", ())),
        ("µ", ("mu", ())),  # the micro sign
        ("μ", ("mu", ())),
        ("Ω", ("Omega", ())),  # the ohm sign is one, too
        ("ℓ", ("ell", ())),
        ("𝐖", ("W", ())),  # type face carries no meaning
        ("in", ("in", ())),
    ],
)
def test_spelling(typed: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert spell(typed) == expected


@pytest.mark.parametrize("letter", ["Ж", "状", "א", "∂", "é", "½", "🙂"])
def test_letters_without_a_spelling(letter: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        spell(letter)


def test_unicode_and_latex_of_a_greek_letter_agree() -> None:
    """One letter, one identifier: `\\phi` and φ are what LaTeX and Unicode call phi."""
    letters = "αβγδζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
    spelled = [spell(letter)[0] for letter in letters]
    assert len(set(spelled)) == len(letters)
    assert set(spelled) <= GREEK_NAMES
    for letter, name in zip(letters, spelled, strict=True):
        assert spell(f"\\{name}") == spell(letter)


def test_python_would_fold_what_is_kept_apart() -> None:
    """Python reads ϵ as ε and ϕ as φ; here they are four names."""
    found = compile_cell("h_t = ϵ ⊙ h_{t-1} + ε ⊙ x_t + ϕ ⊙ x_t + φ ⊙ x_t")
    names = [each.name for each in found.ir.parameters]
    assert names == ["varepsilon", "epsilon", "varphi", "phi"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("W_{ih_z}", "W_ih_z"),
        ("W_f", "W^f"),
        ("\\tilde{W}", "W_{tilde}"),
        ("W'", "W_{prime}"),
    ],
)
def test_collisions_are_refused(one: str, other: str) -> None:
    facts = f"where\n  {one} ∈ ℝ^h"
    with pytest.raises(CellcError, match="E0223"):
        compile_cell(f"h_t = {one} ⊙ h_{{t-1}} + {other} ⊙ x_t\n{facts}")


def test_every_keyword_gets_an_underscore() -> None:
    for word in (*keyword.kwlist, *keyword.softkwlist, "np", "print", "T", "B"):
        assert safe(word) == f"{word}_"
    assert safe("W_f") == "W_f"


def test_unique() -> None:
    taken: set[str] = set()
    names = [unique(word, taken) for word in ("h", "h", "h", "lambda", "lambda")]
    assert names[:4] == ["h", "h_2", "h_3", "lambda_"]
    assert len(set(names)) == 5
    assert taken == set(names)


def test_names_of_the_cell_are_distinct_and_ascii() -> None:
    text = """
h_t = tanh(W h_{t-1} + h_{prev} + lambda ⊙ x_t + d_h + h_2)
y_t = V h_t + h_seq
where
  output y_t, h_t
"""
    found = compile_cell(text).ir
    names = [each.name for each in found.variables.values()]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.isidentifier() for name in names)
    assert not any(keyword.iskeyword(name) for name in names)
