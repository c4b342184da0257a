"""Hostile text: it compiles or is refused with a diagnostic, and is never code.

Where it compiles, every name in the generated module is one that the cell or the
generator defines, and only functions of the generator's own vocabulary are called.
"""

from __future__ import annotations

import ast
import random
import re
import signal
import time
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cellc.diagnostics import CellcError
from cellc.driver import CompiledCell, compile_cell
from cellc.ir import safe
from cellc.loader import module_of
from cellc.resources import zoo
from cellc.sources import read_source
from cellc.testing.routes import module_gradients
from cellc.testing.sample import sample

MUTATIONS = 300  # of one run
SLOWEST = 30.0  # seconds for one text: it hangs, on however busy a machine
RNN = "h_t = tanh(W h_{t-1} + U x_t + b)\n"

PIECES = [
    *"abchxtWUCσφγ·⊙∘*@+-/^_=()[]{}<>|,.;:' \n\t#%\\\"`$&~!?0123456789e∈ℝ×²₁ᵀ⟨⟩′",
    *["\\frac", "\\sigma", "\\tilde", "\\xi", "h_{t-1}", "x_t", "where\n", "output "],
    *[
        "is ",
        "init ",
        "\\begin{aligned}",
        "\\\\",
        "title: ",
        "note: ",
        '"""',
        "{{",
        "%}",
    ],
    *"\0\x07\x0b\x0c\x1c\x85\u2028\u2029\u200f\u202e\u200b\ufeff\u0303é状ßﬁⅧ½𝐖𝟙ªİſ🙂",
]
METHODS = {
    "append",
    "get",
    "insert",
    "_replace",
    "reshape",
    "repeat",
    "max",
    "sum",
    "copy",
    "astype",
    "items",
    "any",
    "all",
    "dot",
    "transpose",
}
MODULES = {"np", "np.linalg", "np.random", "rng"}
FILES = {
    "load",
    "loads",
    "save",
    "savez",
    "fromfile",
    "memmap",
    "genfromtxt",
    "loadtxt",
}
BUILTINS_CALLED = {
    *["isinstance", "len", "max", "min", "range", "reversed", "sum", "tuple", "type"],
    *["ValueError", "TypeError", "zip", "enumerate", "float", "int", "abs", "dict"],
    "map",
}


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what takes longer, so that one slow text does not stop the tests."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def outcome(text: str, seconds: float = SLOWEST) -> CompiledCell | None:
    """The compiled cell, or None for a text refused with diagnostics."""
    try:
        with time_limit(seconds), warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = compile_cell(text)
            source_text = compiled.source_text
    except CellcError as error:
        said = str(error)
    else:
        assert source_text
        check_vocabulary(compiled)
        return compiled
    assert "error[E" in said
    return None


def check_vocabulary(compiled: CompiledCell) -> None:
    """Nothing of the spec became code but the names of its values."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an invalid escape in a string is one
        tree = ast.parse(compiled.source_text)
    assert compiled.source_text.replace("\n", "").isprintable()
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    defined |= {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                assert [name.name for name in names] == ["numpy"]
            case ast.ImportFrom(module=module):
                assert module == "typing"
            case ast.Attribute(attr=attr):
                assert not attr.startswith("__") or attr == "__name__"
            case ast.Name(id=name):
                assert name.isascii()
                assert not name.startswith("__")
            case ast.Call(func=ast.Name(id=name)):
                assert name in defined | BUILTINS_CALLED
            case ast.Call(func=ast.Attribute(value=value, attr=attr)):
                if isinstance(value, ast.Constant):
                    assert attr == "join"
                elif ast.unparse(value) in MODULES:
                    assert attr not in FILES
                else:
                    assert attr in METHODS


def mutated(text: str, rng: random.Random) -> str:
    """Some characters or words deleted, doubled, swapped, replaced or put in."""
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 5, 9])):
        words = re.findall(r"\\?\w+|\W", text) or ["h"]
        first, second = rng.randrange(len(words)), rng.randrange(len(words))
        match rng.randrange(7):
            case 0:
                del words[first]
            case 1:
                words.insert(first, words[first])
            case 2:
                words[first], words[second] = words[second], words[first]
            case 3:
                words[first] = rng.choice(PIECES)
            case 4:
                words.insert(first, rng.choice(PIECES))
            case 5:
                word = words[first]
                place = rng.randrange(len(word))
                words[first] = word[:place] + word[place + 1 :]
            case _:
                words[first] = words[second]
        text = "".join(words)
    return text


def spec_texts() -> list[str]:
    """Every spec of the zoo, without its header, which is long and seldom matters."""
    header = re.compile(r"^(#.*|\w+: .*|\s*)\n", re.MULTILINE)
    return [header.sub("", read_source(path).text) for path in zoo().values()]


@pytest.mark.parametrize("seed", range(4))
def test_mutated_specs(seed: int) -> None:
    rng = random.Random(seed)
    texts = spec_texts()
    for _ in range(MUTATIONS // 4):
        text = mutated(rng.choice(texts), rng)
        try:
            outcome(text)
        except Exception as fault:
            raise AssertionError(
                f"this text is no spec and no error:\n{text}"
            ) from fault


def test_token_soup() -> None:
    rng = random.Random(7)
    for _ in range(150):
        text = "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 60)))
        try:
            outcome(text)
            outcome("h_t = h_{t-1} + x_t " + text)
        except Exception as fault:
            raise AssertionError(f"no spec and no error: {text!r}") from fault


# ---------------------------------------------------------------- sizes and depths

MANY = 100_000
QUICK = {
    "brackets": "h_t = " + "(" * MANY + "x_t" + ")" * MANY,
    "brackets open": "h_t = " + "(" * MANY,
    "brackets close": "h_t = " + ")" * MANY,
    "square brackets": "h_t = " + "[" * MANY,
    "braces": "h_" + "{" * MANY,
    "bars": "h_t = " + "|" * MANY,
}
LARGE = {
    "open brackets on lines": "h_t = (\n" * 20_000,
    "one equation often": "h_t = h_{t-1} + x_t\n" * 5_000,
    "one sum on lines": "h_t = h_{t-1}\n" + "+ x_t\n" * 2_000,
    "empty lines": "\n" * 200_000 + RNN,
    "spaces": " " * 1_000_000 + RNN,
    "a long comment": "#" * 1_000_000 + "\n" + RNN,
    "where again": RNN + "where\n" * 10_000,
    "subscripts": "h" + "_a" * 10_000 + "_t = h_{t-1} + x_t",
    "nested subscripts": "h_" + "{a_" * 90 + "b" + "}" * 90 + "_t = h_{t-1} + x_t",
    "accents": "h_t = " + "\\tilde" * 5_000 + " x_t + h_{t-1}",
    "roots": "h_t = " + "\\sqrt" * 5_000 + " x_t + h_{t-1}",
    "fractions": "h_t = " + "\\frac" * 5_000 + " x_t + h_{t-1}",
    "minus signs": "h_t = " + "-" * 5_000 + " x_t + h_{t-1}",
    "products of minus": "h_t = h_{t-1} " + "* -x_t" * 2_000,
    "a long sum": "h_t = h_{t-1}" + " + x_t" * 2_400,
    "a longer sum": "h_t = h_{t-1}" + " + x_t" * 10_000,
    "a long product": "h_t = h_{t-1}" + " ⊙ x_t" * 2_000,
    "many side by side": "h_t = h_{t-1}" + " x_t" * 2_000,
    "functions in a row": "h_t = " + "tanh " * 5_000 + "h_{t-1} + x_t",
    "names of transforms": f"{RNN}where\n  with " + "layernorm," * 5_000,
    "blanks behind a transform": f"{RNN}where\n  with layernorm{' ' * 30_000}x",
    "primes": "h" + "'" * 10_000 + "_t = x_t",
    "a long name": "h_t = tanh(W h_{t-1} + U x_t + " + "q" * 20_000 + ")",
    "a long label": "h_t = tanh(W_{" + "q" * 20_000 + "} h_{t-1} + U x_t)",
    "a long list": "h_t = W·[" + ", ".join(["x_t"] * 400) + "] + h_{t-1}",
    "lists in lists": "h_t = W·" + "[" * 90 + "x_t" + "]" * 90 + " + h_{t-1}",
    "commas": "h_t = W·[" + "," * 10_000 + "]",
    "a chain of definitions": "a_{0,t} = x_t\n"
    + "".join(f"a_{{{i + 1},t}} = tanh(a_{{{i},t}})\n" for i in range(300))
    + "h_t = h_{t-1} + a_{300,t}",
    "a chain of functions": "h_t = f_0(x_t) + h_{t-1}\nwhere\n"
    + "".join(f"  f_{i}(a) = f_{i + 1}(f_{i + 1}(a))\n" for i in range(18))
    + "  f_18(a) = a + a\n",
}
MEGABYTE = 1_000_000
LONG = {  # a megabyte: read or refused, but never thought about for long
    "comments": "# a comment\n" * (MEGABYTE // 12) + RNN,
    "prose": "This is a line of prose on what the cell does.\n" * (MEGABYTE // 47),
    "equations": RNN * (MEGABYTE // len(RNN)),
    "one line": "h_t = h_{t-1}" + " + x_t" * (MEGABYTE // 6),
    "line ends": "\n" * MEGABYTE,
    **{
        f"of {mark}": mark * (MEGABYTE // len(mark))
        for mark in ["(", "|", "_", "a=", "\\", "$", "&", ",", "?", "\\left("]
    },
    # as long as is read at all
    **{
        f"of {mark}, shorter": mark * (150_000 // len(mark))
        for mark in ["_", "a=", "\\", "$", "a & ", ",", ". ", "? ", "\\left(", "h_t-1 "]
    },
    **{
        f"of {mark} one behind the other": f"h_t = x_t{mark * (190_000 // len(mark))}"
        for mark in ["/2", "-", " = x_t", " x_t y_t"]
    },
    "displays with labels": "\\section{A}\n"
    + "".join(
        f"\\begin{{equation}}{RNN}\\label{{{at}}}\\end{{equation}}\n"
        for at in range(10_000)
    ),
    "other displays": "\\section{A}\n" + "$$E = mc^2$$\n" * (MEGABYTE // 13),
    "of environments": "\\begin{align}" * (150_000 // 13),
    "of ends of environments": "\\end{align}" * (150_000 // 11),
    "of list items": "h_t = x_t" + ", c" * 40_000 + " (",
    "of digits behind a fraction": "h_t = \\frac" + "12" * 70_000,
    "of brackets that do not fit": "h_t = " + "x } { " * 900,
}
NUMBERS = [
    "1e999999999 x_t",
    "1e-999999999 x_t",
    "9" * 50_000 + " x_t",
    "0." + "0" * 50_000 + "1 x_t",
    "2^(2^(2^9)) x_t",
    "x_t^99999",
    "x_t^{-99999}",
    "x_t^{1/99999}",
    "((10^300)^16)^16 x_t",
    "((10^16)^16)^16 x_t",
    "(((((x_t^16)^16)^16)^16)^16)^16",
    "(1/3)^16 x_t + 0.33333333333^16 x_t",
    "(x_t + 1e300)^16",
    "(1e300 x_t)^2",
    "1e300 ⊙ 1e-300 ⊙ x_t / 1e300 / 1e300",
    "1e-200 ⊙ x_t ⊙ 1e-200",
    "x_t/(2 - 2)",
    "(0 x_t)^{-1}",
    "0^0 x_t",
    "(-8)^{1/3} x_t",
    "f(f(f(f(f(f(f(f(f(f(x_t))))))))))\nwhere\n  f(a) = a a a a",
    "f(f(f(f(f(f(f(f(f(f(x_t))))))))))\nwhere\n  f(a) = exp(a) + 1/a",
]


@pytest.mark.parametrize("text", QUICK.values(), ids=QUICK.keys())
def test_hundred_thousand_brackets(text: str) -> None:
    assert outcome(text, seconds=1.0) is None


@pytest.mark.parametrize("count", [2_000, MANY])
@pytest.mark.parametrize("around", ["{}", "\\section{{A}}\n$${}$$\n"])
@pytest.mark.parametrize("marks", ["(", ")", "[", "([{", "(x_t) [("])
def test_brackets_are_named_where_they_are_too_many(
    marks: str, around: str, count: int
) -> None:
    """However long the text is, and also where they hide that a display is a cell."""
    text = around.format(f"h_t = {marks * count}")
    with pytest.raises(CellcError) as caught:
        compile_cell(text)
    assert [each.code for each in caught.value.diagnostics] == ["E0105"]


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_large(text: str) -> None:
    outcome(text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long(text: str) -> None:
    outcome(text)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:24])
def test_numbers(number: str) -> None:
    outcome(f"h_t = h_{{t-1}} + {number}\n")


# ---------------------------------------------------------------- characters

LINES = ["\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
EVIL = [
    '"""',
    '""" import os """',
    "'''",
    "\\",
    'x\\"""',
    "\\N{LATIN SMALL LETTER A}",
    "\\x41 \\u0041 \\U00110000 \\",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{# comment",
    "__import__('os').system('touch canary')",
    "${HOME} `id` $(id)",
    "\u202e\u2066 import os",
    "%s %d {} {0} {name}",
]


@pytest.mark.parametrize("key", ["title", "paper", "note", "name", "#", "%"])
@pytest.mark.parametrize("evil", EVIL)
def test_text_around_the_equations_stays_text(key: str, evil: str) -> None:
    start = key if key in "#%" else f"{key}:"
    compiled = outcome(f"{start} {evil}\n{RNN}")
    assert compiled is not None
    if key == "title":
        title = compiled.metadata["title"]
        assert title == "".join(c for c in evil if c.isprintable())


@pytest.mark.parametrize("mark", LINES, ids=lambda mark: f"U+{ord(mark):04X}")
@pytest.mark.parametrize("start", ["title: a", "note: a", "# a"])
def test_line_separators_end_no_comment_and_no_string(start: str, mark: str) -> None:
    compiled = outcome(f"{start}{mark}import canary{mark}canary()\n{RNN}")
    assert compiled is not None
    words = re.sub(r'"""(?s:.*?)"""|".*?"|\'.*?\'|#.*', "", compiled.source_text)
    assert "canary" not in words


@pytest.mark.parametrize(
    "name", ["\\xi", "\\upsilon", "\\nu", "\\Upsilon", "\\beta", "\\tilde{x}"]
)
def test_latex_names_in_docstrings(name: str) -> None:
    """`\\xi` in a string of Python is half an escape."""
    text = f"h_t = tanh(W h_{{t-1}} + U {name}_t)\ny_t = {name}_t ⊙ {name}_t\n"
    compiled = outcome(text + "where\n  output y_t, h_t\n")
    assert compiled is not None
    (symbol,) = (each["symbol"] for each in compiled.metadata["inputs"].values())
    assert symbol == f"{name}_t"


def test_line_break_and_comment_inside_a_name() -> None:
    compiled = outcome("h_t = tanh(W h_{t-1} + U x_{ # canary\n t} + b)\n")
    assert compiled is not None
    assert outcome("h_t = tanh(W h_{t-1} + U x_{\n t} + b_{\n f})\n") is not None


def test_every_category_of_unicode() -> None:
    """Some letters of every category, in a name, alone, and in a title."""
    chosen: dict[str, list[str]] = {}
    for point in range(0x20, 0x110000, 7):
        char = chr(point)
        known = chosen.setdefault(unicodedata.category(char), [])
        if len(known) < 4 and not 0xD800 <= point < 0xE000:
            known.append(char)
    for char in (char for group in chosen.values() for char in group):
        outcome(f"h_t = tanh(W{char} h_{{t-1}} + U x_t)")
        outcome(f"h_t = h_{{t-1}} + {char}_t")
    notes = "".join(f"note: a{char}b\n" for group in chosen.values() for char in group)
    assert outcome(notes + RNN) is not None


NAMES = [
    *["lambda", "None", "class", "import", "print", "exec", "np", "self", "T", "B"],
    *["params", "state", "lengths", "tape", "out", "final", "rng", "dtype", "dead"],
    *["State", "Outputs", "Inputs", "Gradients", "CELL", "NamedTuple", "Tape"],
    *["d_out", "d_final", "n_h", "h_seq", "h_prev", "x_rows", "pre_x", "d_h_next"],
    *["forward", "backward", "glorot", "count", "index", "fields"],
    *["match", "case", "type", "cls", "isinstance", "ValueError", "range", "reversed"],
    *["d_params", "d_inputs", "name", "described", "pre", "d_pre", "h_next", "x_seq"],
]
ROLES = {  # how a cell uses a name, and what it says of it in the where block
    "parameter": ("+ NAME", ""),
    "constant": ("+ NAME h_{t-1}", "NAME ∈ ℝ = 0.5"),
    "input": ("+ NAME_t", ""),
    "size": ("+ W_{NAME} i_{NAME,t}", "i_{NAME,t} ∈ ℝ^{NAME}"),
    "state": ("+ NAME_t", ""),
}


def with_names(role: str, names: list[str]) -> str:
    """A cell in which each of these names has this role."""
    use, fact = ROLES[role]
    uses = " ".join(use.replace("NAME", name) for name in names)
    facts = "".join(f"  {fact.replace('NAME', name)}\n" for name in names if fact)
    states = "".join(f"{name}_t = tanh({name}_{{t-1}} ⊙ x_t)\n" for name in names)
    equation = f"h_t = tanh(W h_{{t-1}} + U x_t {uses})\n"
    head = states if role == "state" else ""
    return f"{head}{equation}where\n{facts}  output h_t\n"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("start", range(0, len(NAMES), 8))
def test_names_that_mean_something_to_python(role: str, start: int) -> None:
    """A module with such names runs, and gives the numbers of any other names."""
    names = NAMES[start : start + 8]
    results = []
    for each in (names, [f"q{index}" for index in range(len(names))]):
        compiled = outcome(with_names(role, each))
        assert compiled is not None
        point = sample(compiled.ir, seed=0, steps=3, batch=2)
        module = module_of(compiled)
        out, final, gradients = module_gradients(compiled.ir, module, point)
        arrays = [*out.values(), *final.values(), *gradients.values()]
        results.append([float(array.sum()) for array in arrays])
        assert module.init(**dict.fromkeys(_arguments(compiled), 2))
    assert results[0] == pytest.approx(results[1], rel=1e-9)


def _arguments(compiled: CompiledCell) -> list[str]:
    """What `init` calls the sizes: with an underscore where Python needs one."""
    return [safe(name) for name in compiled.ir.sizes]


@pytest.mark.parametrize(
    "words",
    ["the matrix W{}", "matrix product *{}x", "matrix *{0}·{0}x", "concat ‖{}x"],
)
def test_blanks_in_words_about_signs(words: str) -> None:
    """A name or a sign in front of thousands of blanks takes no time."""
    blanks = " " * 5000
    cell = "h_t = W x_t + U h_{t-1}"
    compile_cell(cell)
    started = time.perf_counter()
    compile_cell(f"{cell} # {words.format(blanks)}")
    assert time.perf_counter() - started < 2
