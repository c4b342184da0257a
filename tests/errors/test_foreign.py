"""What papers and libraries have and cellc does not: every entry of the tables.

A command that is known is never taken for a misspelling, and what the help lines offer
compiles and computes what it should.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from cellc.diagnostics import CellcError, Diagnostic
from cellc.diagnostics.foreign_commands import CHARACTERS, CLOSING, COMMANDS
from cellc.diagnostics.foreign_functions import DEFINITIONS, advice
from cellc.driver import compile_cell
from cellc.loader import module_of
from cellc.lower.commands import LETTERS
from cellc.lower.identifiers import GREEK_NAMES
from cellc.ops import spellings


def errors_of(text: str, **choices: list[str]) -> tuple[Diagnostic, ...]:
    with pytest.raises(CellcError) as caught:
        compile_cell(text, **choices)
    return caught.value.diagnostics


# ---------------------------------------------------------------- commands


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_told_and_not_corrected(command: str) -> None:
    """`\\leq` between two values, `\\det` in front of one: one error, no edit."""
    for text in (
        f"h_t = h_{{t-1}} \\{command} x_t",
        f"h_t = \\{command} h_{{t-1}} + x_t",
    ):
        if command in ("forall",):
            continue  # it ends an equation: what stands behind is a range
        (error,) = errors_of(text)
        assert error.code == "E0111"
        assert error.message.startswith(f"`\\{command}` is ")
        assert error.edit is None
        assert "did you mean" not in (error.help or "")


def test_commands_are_none_that_are_read() -> None:
    known = {*spellings(), *GREEK_NAMES, *LETTERS}
    by_place = {"infty", "partial", "to", "rightarrow"}
    assert known & COMMANDS.keys() == by_place
    assert not {each.removeprefix("\\") for each in CLOSING} & COMMANDS.keys()
    assert set(CLOSING.values()) <= COMMANDS.keys()


@pytest.mark.parametrize("char", CHARACTERS)
def test_characters_are_told_like_their_commands(char: str) -> None:
    if char in "∀∥":
        return  # the end of an equation; a norm
    (error,) = errors_of(f"h_t = h_{{t-1}} {char} x_t")
    assert error.message == f"`{char}` is {COMMANDS[CHARACTERS[char]].what}"


DEFINED = {
    "a function": "h_t = \\det(W h_{t-1}) + x_t\nwhere\n  \\det(a) = tanh(a)",
    "a name": "\\nabla_t = W x_t\nh_t = h_{t-1} + \\nabla_t",
    "a name without time": "\\Re = 2 γ\nh_t = h_{t-1} + \\Re x_t\nwhere\n  γ ∈ ℝ",
    "a display": "\\begin{align}\n\\nabla_t &= W x_t \\\\\n"
    "h_t &= h_{t-1} + \\nabla_t\n\\end{align}",
    "a constant": "h_t = h_{t-1} + \\sup x_t\nwhere\n  \\sup ∈ ℝ = 2",
    "a label": "h_t = tanh(W_\\infty h_{t-1} + U_{\\infty} x_t)",
    "a range": "h_t = h_{t-1} + x_t \\forall t \\geq 1",
}


@pytest.mark.parametrize("text", DEFINED.values(), ids=DEFINED.keys())
def test_what_a_text_defines_is_what_it_says(text: str) -> None:
    assert compile_cell(text).source_text


# ---------------------------------------------------------------- fractions of TeX

OVER = {
    "{h_{t-1} \\over 2} + x_t": "h_{t-1} / 2 + x_t",
    "{h_{t-1} + x_t \\over 1 + γ}": "(h_{t-1} + x_t) / (1 + γ)",
    "W {x_t \\over 2} + {{h_{t-1} \\over 3} \\over 2}": "W (x_t/2) + (h_{t-1}/3)/2",
    "h_{t-1}^{1 \\over 2} + x_t": "h_{t-1}^{1/2} + x_t",
}


@pytest.mark.parametrize(("old", "new"), OVER.items())
def test_over_is_a_fraction(old: str, new: str) -> None:
    facts = "\nwhere\n  γ ∈ ℝ = 0.5" if "γ" in old else ""
    one, other = (compile_cell(f"h_t = {each}{facts}") for each in (old, new))
    assert [each.value for each in one.ir.equations] == [
        each.value for each in other.ir.equations
    ]


@pytest.mark.parametrize("text", ["a \\over b", "{\\over b}", "{a \\over b \\over c}"])
def test_over_of_no_fraction_is_told(text: str) -> None:
    (error,) = errors_of(f"h_t = h_{{t-1}} + {text} + x_t")
    assert error.help == "write \\frac{a}{b}"


# ---------------------------------------------------------------- functions

PLAIN: dict[str, Callable[[float], float]] = {
    "tan": math.tan,
    "cot": lambda a: 1 / math.tan(a),
    "sec": lambda a: 1 / math.cos(a),
    "csc": lambda a: 1 / math.sin(a),
    "sinh": math.sinh,
    "cosh": math.cosh,
    "coth": lambda a: math.cosh(a) / math.sinh(a),
    "sech": lambda a: 1 / math.cosh(a),
    "mish": lambda a: a * math.tanh(math.log1p(math.exp(a))),
    "selu": lambda a: (
        1.0507009873554805 * (a if a > 0 else 1.6732632423543772 * math.expm1(a))
    ),
    "celu": lambda a: a if a > 0 else math.expm1(a),
    "softsign": lambda a: a / (1 + abs(a)),
    "tanhshrink": lambda a: a - math.tanh(a),
    "hardswish": lambda a: a * min(max(a + 3, 0), 6) / 6,
    "relu6": lambda a: min(max(a, 0), 6),
    "logsigmoid": lambda a: -math.log1p(math.exp(-a)),
    "log1p": math.log1p,
    "expm1": math.expm1,
    "log2": math.log2,
    "log10": math.log10,
    "lg": math.log10,
    "exp2": lambda a: 2.0**a,
    "rsqrt": lambda a: 1 / math.sqrt(a),
    "reciprocal": lambda a: 1 / a,
    "square": lambda a: a * a,
}
POSITIVE = {"log2", "log10", "lg", "rsqrt", "log1p"}


def test_every_definition_is_checked() -> None:
    assert PLAIN.keys() == DEFINITIONS.keys()


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definitions_that_are_offered_are_right(name: str) -> None:
    (error,) = errors_of(f"h_t = {name}(x_t) + h_{{t-1}}")
    assert error.code == "E0209"
    fact = (error.help or "").removeprefix("define it in the where block: ")
    cell = compile_cell(f"h_t = {name}(x_t) + h_{{t-1}}", define=[fact])
    values = [0.3, 0.7, 1.9] if name in POSITIVE else [-1.7, -0.2, 0.4, 7.5]
    x = np.array(values).reshape(1, 1, -1)
    out, _, _ = module_of(cell).forward({}, x)
    got = out.h[0, 0]
    np.testing.assert_allclose(got, [PLAIN[name](each) for each in values], rtol=1e-12)


REWRITTEN = {
    "append(h_{t-1}, x_t)": "[h_{t-1}, x_t]",
    "append([h_{t-1}, x_t])": "[h_{t-1}, x_t]",
    "np.hstack((h_{t-1}, x_t))": "[h_{t-1}, x_t]",
    "torch.cat([h_{t-1}, x_t], dim=1)": "[h_{t-1}, x_t]",
    "clip(h_{t-1} + x_t, 0, 1)": "min(max(h_{t-1} + x_t, 0), 1)",
    "torch.clamp(x_t, -1, 1)": "min(max(x_t, -1), 1)",
    "matmul(W, h_{t-1} + x_t)": "(W @ (h_{t-1} + x_t))",
    "mul(h_{t-1}, 1 - x_t)": "(h_{t-1} ⊙ (1 - x_t))",
    "tf.multiply(h_{t-1}, x_t)": "(h_{t-1} ⊙ x_t)",
    "add(W h_{t-1}, x_t)": "((W h_{t-1}) + x_t)",
    "sub(h_{t-1}, x_t)": "(h_{t-1} - x_t)",
    "div(h_{t-1}, 2)": "(h_{t-1} / 2)",
    "pow(h_{t-1} + x_t, 2)": "(h_{t-1} + x_t)^2",
    "torch.norm(h_{t-1} + x_t)": "norm(h_{t-1} + x_t)",
    "F.softmax(h_{t-1}, dim=-1)": "softmax(h_{t-1})",
    "np.mean(h_{t-1} + x_t)": "mean(h_{t-1} + x_t)",
    "log_softmax(h_{t-1})": "(h_{t-1} - logsumexp(h_{t-1}))",
    "softmin(h_{t-1} + x_t)": "softmax(-(h_{t-1} + x_t))",
    "amin(h_{t-1})": "(-max(-h_{t-1}))",
    "var(h_{t-1} + x_t)": "mean(((h_{t-1} + x_t) - mean(h_{t-1} + x_t))^2)",
    "std(h_{t-1})": "sqrt(mean((h_{t-1} - mean(h_{t-1}))^2))",
    "normalize(h_{t-1})": "(h_{t-1} / norm(h_{t-1}))",
}


OF_THE_STATE = ("torch.norm", "matmul", "np.mean", "amin", "var", "std", "normalize")


@pytest.mark.parametrize(("old", "new"), REWRITTEN.items())
def test_edits_say_the_same(old: str, new: str) -> None:
    text = f"h_t = tanh(V·{old} + b) + x_t ⊙ h_{{t-1}}"
    if old.startswith(OF_THE_STATE):
        text = f"h_t = {old} ⊙ h_{{t-1}} + x_t"
    error = errors_of(text)[0]
    assert error.code == "E0209"
    assert error.edit is not None
    assert error.edit.replacement == new
    assert error.edit.applied(text) == text.replace(old, new)
    assert compile_cell(error.edit.applied(text)).source_text


@pytest.mark.parametrize(
    "name",
    [
        *["GroupNorm", "InstanceNorm", "cumprod", "BatchRenorm", "Linear"],
        *["Dense", "dropout", "Dropout", "Conv", "Conv2D", "dot", "einsum"],
        *["argmax", "max_pool", "embedding", "LSTM", "arctan", "ceil", "erf"],
    ],
)
@pytest.mark.parametrize("form", ["{}", "\\mathrm{{{}}}", "nn.{}", "self.{}"])
def test_functions_of_libraries_are_told_by_name(name: str, form: str) -> None:
    typed = form.format(name.replace("_", "\\_" if "mathrm" in form else "_"))
    (error,) = errors_of(f"h_t = tanh({typed}(W h_{{t-1}}) + x_t)")
    assert error.code == "E0209"
    assert error.message.startswith(f"`{typed}` ")
    assert "is no known function" not in error.message
    assert error.edit is None


@pytest.mark.parametrize("name", ["W", "f", "zeta", "gamma", "net", "gate", "tanh"])
def test_other_names_are_not_told_of(name: str) -> None:
    assert advice(name, name) is None


# ---------------------------------------------------------------- cases and displays

READ = {
    "a system": "\\begin{cases} f_t = \\sigma(W x_t) \\\\ h_t = f_t h_{t-1} "
    "\\end{cases}",
    "a system in a brace": "\\left\\{ \\begin{array}{l} f_t = \\sigma(W x_t) \\\\ "
    "h_t = f_t h_{t-1} \\end{array} \\right.",
    "a column": "h_t = W \\begin{pmatrix} x_t \\\\ h_{t-1} \\end{pmatrix}",
    "a question in a comment": "h_t = h_{t-1} + x_t  # is it x if x > 0 else 0?",
    "words": "h_t = h_{t-1} + x_t, as the text says",
    "fences": "```latex\nh_t = h_{t-1} + x_t\n```",
}


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_what_is_no_equation_by_cases(text: str) -> None:
    assert compile_cell(text).source_text


@pytest.mark.parametrize("marks", ["\\begin{{cases}}{}\\end{{cases}}", "{}"])
def test_cases_are_one_error(marks: str) -> None:
    inner = "x_t & z_t > 0 \\\\ h_{t-1} & \\text{if} z_t \\\\ ) & = \\zzz"
    body = marks.format(inner)
    if marks == "{}":
        body = f"\\left\\{{ \\begin{{array}}{{cc}} {inner} \\end{{array}} \\right."
    errors = errors_of(f"z_t = \\sigma(x_t)\nh_t = {body}")
    assert [each.code for each in errors] == ["E0112"]
