"""The layout of the emitted lines: examples, and a comparison with `ruff format`."""

import ast
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

import pytest

from cellc.targets.numpy.layout import lay_out

EXAMPLES = [
    pytest.param(
        "x = f(a, b)",
        0,
        [
            "x = f(a, b)",
        ],
        id="fits",
    ),
    pytest.param(
        "",
        2,
        [
            "",
        ],
        id="empty",
    ),
    pytest.param(
        "x = f(a, b)  # (T, B, h)",
        1,
        [
            "    x = f(a, b)  # (T, B, h)",
        ],
        id="comment-fits",
    ),
    pytest.param(
        "# a comment that is by far too long for the line is nevertheless not"
        " wrapped by anyone",
        1,
        [
            "    # a comment that is by far too long for the line is nevertheless"
            " not wrapped by anyone",
        ],
        id="only-a-comment",
    ),
    pytest.param(
        'a_hidden_state["# no comment"] = the_cell(inputs, weights, biases)  #'
        " (steps, batch, hidden)",
        0,
        [
            "# (steps, batch, hidden)",
            'a_hidden_state["# no comment"] = the_cell(inputs, weights, biases)',
        ],
        id="comment-goes-above",
    ),
    pytest.param(
        "hidden_state = sigmoid(input_weights @ inputs + recurrent_weights @"
        " hidden_state[t - 1])  # (B)",
        1,
        [
            "    # (B)",
            "    hidden_state = sigmoid(",
            "        input_weights @ inputs + recurrent_weights @ hidden_state[t - 1]",
            "    )",
        ],
        id="comment-of-a-split-line",
    ),
    pytest.param(
        "pre[:, n_h : 2 * n_h] = (x.reshape(T * B, n_x) @ W_x.T + b_x).reshape(T,"
        " B, 4 * n_h)",
        2,
        [
            "        pre[:, n_h : 2 * n_h] = (x.reshape(T * B, n_x) @ W_x.T +"
            " b_x).reshape(",
            "            T, B, 4 * n_h",
            "        )",
        ],
        id="last-brackets-first",
    ),
    pytest.param(
        "d_recurrent_weights[gate, :, n_h : 2 * n_h] ="
        " gradient_of_the_recurrent_weights[gate]",
        1,
        [
            "    d_recurrent_weights[gate, :, n_h : 2 * n_h] ="
            " gradient_of_the_recurrent_weights[",
            "        gate",
            "    ]",
        ],
        id="target-before-value",
    ),
    pytest.param(
        "d_forget[t] = d_cell_state * cell_state[t - 1] * forget_gate[t] * (1.0 -"
        " forget_gate[t])",
        1,
        [
            "    d_forget[t] = (",
            "        d_cell_state * cell_state[t - 1] * forget_gate[t] * (1.0 -"
            " forget_gate[t])",
            "    )",
        ],
        id="operators",
    ),
    pytest.param(
        "total = first_of_the_terms * its_weight + second_of_the_terms *"
        " its_other_weight - np.where(mask, a, b)",
        0,
        [
            "total = (",
            "    first_of_the_terms * its_weight",
            "    + second_of_the_terms * its_other_weight",
            "    - np.where(mask, a, b)",
            ")",
        ],
        id="least-binding-operators",
    ),
    pytest.param(
        "gradient = gradient_of_outputs + np.matmul(gradient_of_the_gates,"
        " recurrent_weights.T)",
        1,
        [
            "    gradient = gradient_of_outputs + np.matmul(",
            "        gradient_of_the_gates, recurrent_weights.T",
            "    )",
        ],
        id="operator-hugs-a-call",
    ),
    pytest.param(
        "xs = np.concatenate([inputs.reshape(T * B, n_x), hidden_states.reshape(T *"
        " B, n_h)], axis=1)",
        1,
        [
            "    xs = np.concatenate(",
            "        [inputs.reshape(T * B, n_x), hidden_states.reshape(T * B,"
            " n_h)], axis=1",
            "    )",
        ],
        id="arguments-on-one-line",
    ),
    pytest.param(
        "h, C = sigmoid(output_gate_input) * np.tanh(cell_state), forget_gate *"
        " cell_state_before",
        1,
        [
            "    h, C = (",
            "        sigmoid(output_gate_input) * np.tanh(cell_state),",
            "        forget_gate * cell_state_before,",
            "    )",
        ],
        id="values-of-a-tuple",
    ),
    pytest.param(
        "result = frame_of_values.select(columns, axis=1).groupby(key_column,"
        " sort=False).aggregate(np.mean).T",
        0,
        [
            "result = (",
            "    frame_of_values.select(columns, axis=1)",
            "    .groupby(key_column, sort=False)",
            "    .aggregate(np.mean)",
            "    .T",
            ")",
        ],
        id="chain-of-calls",
    ),
    pytest.param(
        "def forward(x: Array, h_0: Array, C_0: Array, W_x: Array, *, check: bool ="
        " True) -> Array:",
        0,
        [
            "def forward(",
            "    x: Array, h_0: Array, C_0: Array, W_x: Array, *, check: bool = True",
            ") -> Array:",
        ],
        id="function",
    ),
    pytest.param(
        "def backward(x: Array, h_0: Array, C_0: Array, W_x: Array, W_h: Array, b:"
        " Array, cache: Cache) -> None:",
        2,
        [
            "        def backward(",
            "            x: Array,",
            "            h_0: Array,",
            "            C_0: Array,",
            "            W_x: Array,",
            "            W_h: Array,",
            "            b: Array,",
            "            cache: Cache,",
            "        ) -> None:",
        ],
        id="function-of-many-parameters",
    ),
    pytest.param(
        'raise ValueError(f"W_x must have shape {(4 * n_h, n_x)}, not {W_x.shape}'
        ' as it has") from None',
        2,
        [
            "        raise ValueError(",
            '            f"W_x must have shape {(4 * n_h, n_x)}, not {W_x.shape} as'
            ' it has"',
            "        ) from None",
        ],
        id="raise",
    ),
    pytest.param(
        "if the_inputs.shape != (T, B, n_x) or hidden_state_before.shape != (B,"
        " n_h) or not checked:",
        0,
        [
            "if (",
            "    the_inputs.shape != (T, B, n_x)",
            "    or hidden_state_before.shape != (B, n_h)",
            "    or not checked",
            "):",
        ],
        id="condition",
    ),
    pytest.param(
        'CELL = {"name": "lstm", "inputs": [{"name": "x", "axes": ["T", "B",'
        ' "n_x"], "of": None}], "version": 1}',
        0,
        [
            "CELL = {",
            '    "name": "lstm",',
            '    "inputs": [{"name": "x", "axes": ["T", "B", "n_x"], "of": None}],',
            '    "version": 1,',
            "}",
        ],
        id="nested-display",
    ),
    pytest.param(
        "from .a_module_of_the_generated_package import first_function,"
        " second_function, third_one",
        1,
        [
            "    from .a_module_of_the_generated_package import (",
            "        first_function,",
            "        second_function,",
            "        third_one,",
            "    )",
        ],
        id="import",
    ),
    pytest.param(
        "total = a_very_long_name_for_a_parameter_of_the_cell**2 * np.sum(weights)"
        " + 2 * learning_rate",
        1,
        [
            "    total = (",
            "        a_very_long_name_for_a_parameter_of_the_cell**2 * np.sum(weights)",
            "        + 2 * learning_rate",
            "    )",
        ],
        id="power",
    ),
    pytest.param(
        "d_gradients = a_very_long_name_for_a_parameter_of_the_cell**2 *"
        " recurrent_weights.astype(dtype)",
        0,
        [
            "d_gradients = (",
            "    a_very_long_name_for_a_parameter_of_the_cell** 2"
            " * recurrent_weights.astype(dtype)",
            ")",
        ],
        id="power-with-the-stray-space-of-ruff",
    ),
]


# What the module leaves whole, where ruff would split or parenthesize it.
BEYOND = [
    "@a_decorator_that_is_not_split_at_all(with_an_argument, and_another_one,"
    " and_the_last_one)",
    "x = lambda a_parameter_of_the_function: a_parameter_of_the_function +"
    " another_value_of_it_all",
    "import a_module_of_the_generated_package, another_module_of_the_generated"
    "_package, a_third_one",
]


@pytest.mark.parametrize("line", BEYOND)
def test_beyond_it(line: str) -> None:
    assert lay_out(line, 1) == [f"    {line}"]


@pytest.mark.parametrize(("line", "indent", "expected"), EXAMPLES)
def test_examples(line: str, indent: int, expected: list[str]) -> None:
    assert lay_out(line, indent) == expected


def test_width_is_respected_in_columns() -> None:
    assert lay_out("x = f(a, b)", width=11) == ["x = f(a, b)"]
    assert lay_out("x = f(a, b)", width=10) == ["x = f(", "    a, b", ")"]
    assert lay_out('x = f("漢字")', width=13) == ['x = f("漢字")']
    assert lay_out('x = f("漢字")', width=12) == ["x = f(", '    "漢字"', ")"]


def test_lines_that_fit_cost_next_to_nothing() -> None:
    start = time.perf_counter()
    for _ in range(10_000):
        lay_out("pre[:, n_h : 2 * n_h] = x @ W_x.T + b  # (B, h)", 1)
    assert time.perf_counter() - start < 0.5


# --- Statements such as a NumPy emitter writes ---------------------------------------

SHORT = ["x", "h", "C", "b", "t", "T", "B", "n_h", "n_x", "np", "W_x", "W_h", "dW_x"]
LONG = [
    "hidden_state",
    "forget_gate",
    "d_cell_state",
    "learning_rate",
    "recurrent_weights",
    "gradient_of_the_recurrent_weights",
    "a_very_long_name_for_a_parameter_of_the_cell",
]
FUNCTIONS = [
    "np.concatenate",
    "np.where",
    "np.empty",
    "np.zeros_like",
    "np.tanh",
    "np.einsum",
    "np.maximum",
    "_sigmoid",
    "len",
    "self.step",
    "_softmax_cross_entropy_with_logits",
]
METHODS = ["reshape", "sum", "astype", "transpose", "copy", "max", "dot"]
ATTRIBUTES = ["T", "shape", "dtype", "size"]
NUMBERS = ["0", "1", "2", "4", "0.5", "1.0", "1e-05", "-1", "1234567", "None", "True"]
WORDS = ["shape", "expected", "of the hidden state", "état", "got", "dimension", "W_x"]
INDICES = ["t", "t + 1", "t - 1", "0", "-1", ":", "::-1", "...", "None", ":n_h"]
SLICES = ["n_h : 2 * n_h", "2 * n_h :", ": 3 * n_h", "t : t + 1", "0:n_h", "len(x) :"]
ARITHMETIC = ["+", "-", "*", "@", "/", "+", "*", "@", "//", "%"]
COMPARISONS = ["==", "!=", "<", ">=", "is", "is not", "in", "not in"]
ANNOTATIONS = ["Array", "int", "np.ndarray", "float | None", "dict[str, np.ndarray]"]
RETURNED = ["None", "Array", "tuple[Array, Array]", "dict[str, tuple[Array, Array]]"]
OPTIONS = ["axis=0", "dtype=x.dtype", "keepdims=True", "optimize=True"]


class Writer:
    """Random statements, each on one line, in the spacing of the formatter."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._pick = self._random.choice

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def indent(self) -> int:
        return self._pick([0, 1, 1, 2, 3])

    def several(self, write: Callable[[], str], counts: Iterable[int]) -> list[str]:
        return [write() for _ in range(self._pick(list(counts)))]

    def name(self) -> str:
        return self._pick(SHORT if self.chance(0.6) else LONG)

    def string(self) -> str:
        words = " ".join(self.several(lambda: self._pick(WORDS), [1, 1, 2, 3, 6, 9]))
        return f'f"{words} {{x.shape}}"' if self.chance(0.4) else f'"{words}"'

    def atom(self) -> str:
        if self.chance(0.2):
            return self._pick(NUMBERS)
        return self.string() if self.chance(0.1) else self.name()

    def subscript(self, depth: int, base: str = "") -> str:
        def index() -> str:
            if self.chance(0.15):
                return self.expression(depth - 1)
            return self._pick(SLICES if self.chance(0.4) else INDICES)

        indices = ", ".join(self.several(index, [1, 1, 2, 3]))
        return f"{base or self.name()}[{indices}]"

    def arguments(self, depth: int) -> str:
        def positional() -> str:
            return self.expression(depth - 1)

        found = self.several(positional, [0, 1, 1, 1, 2, 2, 3, 5])
        found += [f"*{self.name()}"] if self.chance(0.05) else []
        found += [self._pick(OPTIONS)] if self.chance(0.3) else []
        return ", ".join(found + ([f"**{self.name()}"] if self.chance(0.03) else []))

    def call(self, depth: int) -> str:
        if self.chance(0.15):
            items = ", ".join(self.several(lambda: self.operand(depth - 1), [2, 3, 4]))
            return f"np.concatenate([{items}], axis=1)"
        if self.chance(0.1):
            return f"np.empty((T, B, {self._pick(['n_h', '4 * n_h'])}), dtype)"
        return f"{self._pick(FUNCTIONS)}({self.arguments(depth)})"

    def chain(self, depth: int) -> str:
        bases = [self.call, self.group, self.subscript]
        text = self.name() if self.chance(0.3) else self._pick(bases)(depth - 1)
        for _ in range(self._pick([1, 1, 1, 2, 2, 3])):
            if self.chance(0.2):
                text += f".{self._pick(ATTRIBUTES)}"
            elif self.chance(0.1):
                text = self.subscript(depth - 1, text)
            else:
                text += f".{self._pick(METHODS)}({self.arguments(depth - 1)})"
        return text

    def group(self, depth: int) -> str:
        return f"({self.operation(depth - 1)})"

    def prefixed(self, depth: int) -> str:
        operand = self._pick([self.call, self.subscript, self.group])(depth)
        return self._pick("-~") + operand

    def power(self, depth: int) -> str:
        if self.chance(0.6):
            return f"{self.name()}**{self._pick(['2', '-1', '0.5', 'n_h'])}"
        return f"{self._pick([self.call, self.group])(depth)} ** 2"

    def display(self, depth: int) -> str:
        items = self.several(lambda: self.expression(depth - 1), [0, 1, 2, 3, 5])
        if self.chance(0.5):
            return f"[{', '.join(items)}]"
        if self.chance(0.5):
            return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
        if self.chance(0.4):
            pairs = (f"{self.string()}: {item}" for item in items)
            return f"{{{', '.join(pairs)}}}"
        element, source = self.expression(depth - 1), self.operand(depth - 1)
        test = f" if {self.call(depth - 1)} > 0" if self.chance(0.4) else ""
        form = self._pick(["[%s]", "(%s)", "sum(%s)", "{%s}", "{k: %s}"])
        return form % f"{element} for {self._pick(['k', 'k, v'])} in {source}{test}"

    def operand(self, depth: int) -> str:
        if depth <= 0 or self.chance(0.3):
            return self.atom()
        kinds = [self.subscript] * 4 + [self.call] * 5 + [self.chain] * 4
        rare = [self.prefixed, self.power, self.display]
        return self._pick(kinds + [self.group] * 2 + rare)(depth)

    def operation(self, depth: int) -> str:
        operators = self._pick([ARITHMETIC] * 8 + [["&", "|", "<<"], COMPARISONS])
        text = self.operand(depth)
        for _ in range(self._pick([1, 1, 1, 2, 2, 3, 5])):
            text += f" {self._pick(operators)} {self.operand(depth)}"
        return text

    def condition(self, depth: int) -> str:
        def test() -> str:
            if self.chance(0.2):
                return f"not {self.call(depth)}"
            right = self.operand(depth)
            return f"{self.name()}.shape {self._pick(COMPARISONS)} {right}"

        return f" {self._pick(['and', 'or'])} ".join(self.several(test, [1, 2, 2, 3]))

    def expression(self, depth: int) -> str:
        if depth <= 0 or self.chance(0.2):
            return self.atom()
        if self.chance(0.04):
            return f"{self.operand(depth)} if {self.name()} > 0 else {self.atom()}"
        if self.chance(0.03):
            return self.condition(depth)
        return self._pick([self.operand, self.operation])(depth)

    def value(self) -> str:
        """An expression that is not in parentheses as a whole."""
        while True:
            depth = self._pick([1, 1, 2, 3])
            kinds = [self.expression, self.operation, self.call, self.chain]
            text = self._pick(kinds)(depth)
            if ast.parse(text, mode="eval").body.col_offset == 0:
                return text

    def target(self) -> str:
        if self.chance(0.1):
            return f"self.{self.name()}"
        return self.subscript(1) if self.chance(0.3) else self.name()

    def parameters(self) -> str:
        def annotated() -> str:
            note = f": {self._pick(ANNOTATIONS)}" if self.chance(0.8) else ""
            return f"{self.name()}_{self._random.randrange(10**6)}{note}"

        found = self.several(annotated, [0, 1, 2, 3, 5, 8, 12])
        found += ["epsilon: float = 1e-05", "seed=None"] if self.chance(0.2) else []
        found += ["*", "check: bool = True"] if self.chance(0.3) else []
        return ", ".join(found + (["**options"] if self.chance(0.1) else []))

    def literal(self, depth: int = 4) -> str:
        """A dict or list such as the description of a cell."""
        if depth == 0 or self.chance(0.2):
            return self._pick(['"lstm"', "1", "None", "[]", "{}", "[1, 2]", "-1.5"])
        items = self.several(lambda: self.literal(depth - 1), [1, 2, 3, 4, 6])
        if self.chance(0.3):
            return f"[{', '.join(items)}]"
        pairs = (f'"{self._pick(WORDS)}_{n}": {item}' for n, item in enumerate(items))
        return f"{{{', '.join(pairs)}}}"

    def assignment(self) -> str:
        value = self.value
        forms: list[Callable[[], str]] = [
            lambda: f"{self.target()} = {value()}",
            lambda: f"{self.target()} = {value()}",
            lambda: f"{self.target()} = {self.target()} = {value()}",
            lambda: f"{self.name()}, {self.target()} = {value()}, {value()}",
            lambda: f"h, C, {self.target()} = {value()}",
            lambda: f"{self.name()}: {self._pick(ANNOTATIONS)} = {value()}",
            lambda: f"{self.target()} {self._pick('+-*@')}= {value()}",
            lambda: f"CELL = {self.literal()}",
        ]
        return self._pick(forms)()

    def simple(self) -> str:
        values = ", ".join(self.several(self.value, [1, 1, 1, 2, 3]))
        forms: list[Callable[[], str]] = [
            lambda: f"return {values}",
            lambda: self.call(3),
            lambda: f"raise ValueError({self.string()})",
            lambda: f"raise ValueError({self.string()}) from None",
            lambda: f"assert {self.name()} == {self.operand(2)}, {self.string()}",
            lambda: f"del {', '.join(self.several(self.target, [1, 3, 9]))}",
            lambda: f"from .a import {', '.join(self.several(self.name, [2, 9]))}",
        ]
        return self._pick(forms)()

    def header(self) -> str:
        forms: list[Callable[[], str]] = [
            lambda: f"def forward({self.parameters()}) -> {self._pick(RETURNED)}:",
            lambda: f"def {self.name()}({self.parameters()}):",
            lambda: f"for {self._pick(['t', 'k, v'])} in {self.value()}:",
            lambda: f"{self._pick(['if', 'while', 'elif'])} {self.condition(2)}:",
            lambda: f"with {self.call(2)} as {self.name()}:",
            lambda: f"class Cell({self.name()}, metaclass={self.call(1)}):",
        ]
        return self._pick(forms)()

    def statement(self) -> str:
        kinds = [self.assignment] * 6 + [self.simple] * 3 + [self.header] * 2
        return self._pick(kinds)()


Case = tuple[str, int]


def written(seed: int, count: int) -> list[Case]:
    """Statements with indents; most of them do not fit on a line."""
    writer = Writer(seed)
    found: list[Case] = []
    while len(found) < count:
        line, indent = writer.statement(), writer.indent()
        if len(line) + 4 * indent > 80 or writer.chance(0.05):
            found.append((line, indent))
    return found


def as_file(cases: list[Case], lay: Callable[[str, int], list[str]]) -> str:
    """One file with all the statements, between marks."""
    lines: list[str] = []
    for number, (line, indent) in enumerate(cases):
        margin = "    " * indent
        lines += ["    " * level + "if True:" for level in range(indent)]
        if line.startswith("elif"):
            lines += [f"{margin}if True:", f"{margin}    # begin {number}"]
            lines += [f"{margin}    pass"]
        else:
            lines += [f"{margin}# begin {number}"]
        lines += lay(line, indent)
        lines += [f"{margin}    pass"] if line.endswith(":") else []
        lines += [f"{margin}# end", f"{margin}pass"]
    return "\n".join(lines) + "\n"


def between_marks(text: str) -> list[list[str]]:
    """The lines of each statement in such a file, without the empty ones."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if line.lstrip().startswith("# begin"):
            found.append([])
            inside = True
        elif line.lstrip() == "# end":
            inside = False
        elif inside and line:
            found[-1].append(line)
    return found


def formatted(text: str, width: int = 88) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated"]
    done = subprocess.run(
        [*command, f"--line-length={width}", "-"],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_the_lines_written_are_split_in_no_other_way_than_by_width() -> None:
    cases = [case for case in written(0, 400) if len(case[0]) < 300]
    assert len(cases) > 200
    flat = as_file(cases, lambda line, indent: ["    " * indent + line])
    assert between_marks(formatted(flat, width=320)) == between_marks(flat)


@pytest.mark.parametrize(("line", "indent", "expected"), EXAMPLES)
def test_examples_are_what_ruff_makes_of_them(
    line: str, indent: int, expected: list[str]
) -> None:
    laid = as_file([(line, indent)], lambda line, indent: expected)
    assert between_marks(formatted(laid)) == between_marks(laid)


@pytest.mark.parametrize(
    ("seed", "width"), [(1, 88), (2, 88), (3, 88), (4, 88), (5, 60), (6, 120)]
)
def test_same_as_ruff(seed: int, width: int) -> None:
    cases = written(seed, 700)
    flat = as_file(cases, lambda line, indent: ["    " * indent + line])
    laid = as_file(cases, lambda line, indent: lay_out(line, indent, width))
    # Twice, for where ruff itself takes two steps to its fixed point.
    reference = between_marks(formatted(formatted(flat, width), width))
    mine = between_marks(laid)
    again = between_marks(formatted(laid, width))
    assert len(cases) == len(mine) == len(reference) == len(again)
    different = [
        "\n".join(
            [case[0], "-- mine", *own, "-- ruff", *other, "-- ruff on mine", *last]
        )
        for case, own, other, last in zip(cases, mine, reference, again, strict=True)
        if not own == other == last
    ]
    summary = f"{len(different)} of {len(cases)} differ\n\n"
    assert not different, summary + "\n\n".join(different[:5])
    assert sum(len(lines) > 1 for lines in mine) > 500
