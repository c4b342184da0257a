"""The module of a cell that reads sequences from both ends.

What runs one copy one way is the module of the cell with private names.  `init`,
`forward` and `backward` put the copies together; but for their arguments they are the
same for every cell.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Symbol

from cellc.ir import size_text
from cellc.patterns import regex
from cellc.targets.numpy.checkpoints import CHECKPOINT_DOC
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.signature import Surface
from cellc.transforms import BothWays

_TYPES = regex(r"\b(Outputs|State|Inputs|Gradients|Statistics|Tape|Checkpoints|CELL)\b")
_FUNCTION = regex(r"(?<![\w.])(init|forward|backward)\(")

TAPE = '''\
class Tape(NamedTuple):
    """What `forward` keeps for `backward`: the tapes of all copies."""

    copies: tuple[_OneTape | _OneCheckpoints, ...]
    lengths: np.ndarray | None'''

TAPE_WITH_STATISTICS = f"{TAPE}\n    statistics: Statistics"

BACKWARD = '''\
def backward(params, tape, d_out, d_final=None):
    """The gradient of a loss, from its gradient with respect to the outputs.

    Arguments:
        params, tape: what `forward` was given and what it returned.
        d_out: Outputs, of both ways side by side; a field of None is zero.
        d_final: State, the gradient with respect to the final state; None is zero.

    Returns:
        Gradients: params by name, inputs and the initial state, each in
        the shape of what it is the gradient of.
    """
    _check_kind("d_out", d_out, Outputs)
    d_final = State() if d_final is None else d_final
    _check_kind("d_final", d_final, State)
    d_params, d_states, d_inputs = {}, {}, {}
    copies, lengths = [*tape.copies], tape.lengths
    for suffixes in reversed(LAYERS):
        d_given = {}
        for back, suffix in reversed([*enumerate(suffixes)]):
            half = [None if a is None else np.split(a, 2, axis=-1)[back] for a in d_out]
            if back:
                half = [None if a is None else _reversed(a, lengths) for a in half]
            end = (getattr(d_final, name + suffix) for name in _OneState._fields)
            d_own = _backward(
                _copy(params, suffix), copies.pop(), _OneOutputs(*half), _OneState(*end)
            )
            d_params |= {name + suffix: a for name, a in d_own.params.items()}
            d_states |= {name + suffix: a for name, a in d_own.state._asdict().items()}
            for name, a in d_own.inputs._asdict().items():
                if name in NOISE:
                    d_inputs[name + suffix] = a
                    continue
                a = _from_end(name, a, lengths) if back else a
                d_given[name] = d_given[name] + a if name in d_given else a
        d_out = Outputs(d_given.pop(FED))  # of the layer below
        for name, a in d_given.items():
            d_inputs[name] = d_inputs[name] + a if name in d_inputs else a
    d_inputs[FED] = d_out[0]
    return Gradients(d_params, Inputs(**d_inputs), State(**d_states))
'''

HELPERS = '''\
def _both_ways(params, inputs, noise, state, lengths, tape, options):
    """Run all copies: each layer reads what both ways of the one below gave."""
    _check_copies(params)
    state = State() if state is None else state
    _check_kind("state", state, State)
    former = []
    if tape is not None:
        _check_kind("tape", tape, Tape)
        former += tape.copies
    finals, tapes, joined = {}, [], []
    for suffixes in LAYERS:
        both = []
        for back, suffix in enumerate(suffixes):
            given = inputs.values()
            if back:
                given = (_from_end(name, a, lengths) for name, a in inputs.items())
            start = (getattr(state, name + suffix) for name in _OneState._fields)
            out, final, own = _forward(
                _copy(params, suffix),
                *given,
                _OneState(*start),
                lengths=lengths,
                tape=former.pop(0) if former else None,
                **{name: noise[name + suffix] for name in NOISE},
                **options,
            )
            both.append([_reversed(a, lengths) if back else a for a in out])
            finals |= {name + suffix: a for name, a in final._asdict().items()}
            tapes.append(own)
        joined = [np.concatenate(pair, axis=-1) for pair in zip(*both, strict=True)]
        inputs = inputs | {FED: joined[0]}
    return Outputs(*joined), State(**finals), Tape(tuple(tapes), lengths)


def _reversed(a, lengths):
    """All steps of each sequence in reverse order; what lies past its end stays."""
    T, B = a.shape[:2]
    lengths = np.full(B, T) if lengths is None else np.asarray(lengths)
    steps = np.arange(T)[:, None]
    back = np.where(steps < lengths, lengths - 1 - steps, steps)
    return a[back, np.arange(B)]


def _from_end(name, a, lengths):
    """An input as the way back reads it; what has no steps stays as it is."""
    return a if name in STATIC else _reversed(a, lengths)


def _copy(params, suffix):
    """The parameters of one copy, under the names that they have in the cell."""
    return {name: params[name + suffix] for name in _ONE["parameters"]}


def _check_copies(params):
    """Refuse parameters that are missing or unknown."""
    if not isinstance(params, dict):
        kind = type(params).__name__
        raise TypeError(f"params is a {kind}; it must be a dict of arrays")
    for name in CELL["parameters"]:
        if name not in params:
            raise ValueError(f"the parameter {name} is missing")
    for name in params:
        if name not in CELL["parameters"]:
            raise ValueError(f"the cell has no parameter {name!r}")


def _check_kind(name, value, kind):
    """Refuse an argument that is not the named tuple it must be."""
    if not isinstance(value, kind):
        found = type(value).__name__
        raise TypeError(f"{name} is of type {found}; it must be {kind.__name__}")
'''


OWN_STATISTICS = '''\


def _of_copy(statistics, suffix):
    """The statistics of one copy; None where none are given."""
    if statistics is None:
        return None
    _check_kind("statistics", statistics, Statistics)
    own = (getattr(statistics, name + suffix) for name in _OneStatistics._fields)
    return _OneStatistics(*own)
'''
# what the helpers have besides where there are means over the batch
_WITH_STATISTICS = (
    ("tape, options):", "tape, statistics, options):"),
    ("    finals, tapes, joined", "    used = {}\n    finals, tapes, joined"),
    (
        "                **options,\n",
        "                statistics=_of_copy(statistics, suffix),\n"
        "                **options,\n",
    ),
    (
        "            tapes.append(own)\n",
        "            tapes.append(own)\n"
        "            means = own.statistics._asdict()\n"
        "            used |= {name + suffix: a for name, a in means.items()}\n",
    ),
    (
        "return Outputs(*joined), State(**finals), Tape(tuple(tapes), lengths)",
        "tape = Tape(tuple(tapes), lengths, Statistics(**used))\n"
        "    return Outputs(*joined), State(**finals), tape",
    ),
)


def helpers(surface: Surface) -> str:
    """What runs the copies, and puts what they give together."""
    text = HELPERS
    if surface.statistics:
        for plain, besides in _WITH_STATISTICS:
            assert plain in text, plain
            text = text.replace(plain, besides)
        text += OWN_STATISTICS
    return text.rstrip()


def private(block: Lines | str) -> Lines | str:
    """A part of one copy's module with names that do not meet the public ones."""
    if isinstance(block, str):
        return private_text(block)
    return Lines(
        block.level, [(level, private_text(text)) for level, text in block.collected]
    )


def private_text(text: str) -> str:
    text = _TYPES.sub(
        lambda found: "_ONE" if found[1] == "CELL" else f"_One{found[1]}", text
    )
    return _FUNCTION.sub(lambda found: f"_{found[1]}(", text)


def constants(plan: BothWays) -> list[str]:
    """What the functions below need to know of the cell."""
    rows = []
    for layer in range(1, plan.layers + 1):
        pair = (f'"{each.suffix}"' for each in plan.copies if each.layer == layer)
        rows.append(f"({', '.join(pair)})")
    cell = plan.cell
    static = [each for each in cell.inputs if not cell.variable(each).timed]
    return [
        "# What stands behind the names of each layer, of its way forward and back;",
        "# the input that a higher layer has from the one below; what is drawn; what",
        "# a whole sequence has one of.",
        f"LAYERS = ({', '.join(rows)}{',' if len(rows) == 1 else ''})",
        f'FED = "{plan.fed.name}"',
        f"NOISE = {_names(cell.noise)}",
        f"STATIC = {_names(static)}",
    ]


def _names(symbols: Iterable[Symbol]) -> str:
    names = [f'"{each.name}"' for each in symbols]
    return f"({', '.join(names)}{',' * (len(names) == 1)})"


def emit_init(plan: BothWays) -> Lines:
    """`init` of all copies."""
    lines = Lines()
    sizes = [*plan.cell.sizes]
    lines.add(f"def init({', '.join(['*', *sizes, 'rng=None', 'dtype=np.float32'])}):")
    with lines.indented():
        text = ['"""Fresh parameters of all copies: a dict from name to array.', ""]
        text += ["Arguments:", *(f"    {each}: the size {each}." for each in sizes)]
        text += ["    rng: a seed or a numpy.random.Generator."]
        lines.doc("\n".join([*text, "    dtype: float32 or float64.", '"""']))
        lines.add("rng = np.random.default_rng(rng)")
        lines.add("params = {}")
        lines.add("for suffixes in LAYERS:")
        with lines.indented():
            lines.add("for suffix in suffixes:")
            with lines.indented():
                given = [*(f"{each}={each}" for each in sizes), "rng=rng"]
                lines.add(f"own = _init({', '.join([*given, 'dtype=dtype'])})")
                lines.add("params |= {name + suffix: a for name, a in own.items()}")
            if plan.layers > 1:
                (size,) = plan.cell.variable(plan.fed).shape
                wide = size_text(2 * plan.cell.variable(plan.source).shape[0])
                lines.add(f"{size} = {wide}", "both ways of the layer below")
        lines.add("return params")
    return lines


def emit_forward(surface: Surface, plan: BothWays) -> Lines:
    """`forward`: its arguments, in the form in which all copies take them."""
    lines = Lines()
    names = [each.name for each in surface.given]
    noise = [f"{n.name}{c.suffix}" for c in plan.copies for n in surface.noise]
    arguments = ["params", *names, "state=None", "*", "lengths=None"]
    arguments += ["tape=None", "checkpoint=None"]
    arguments += [f"{each}=None" for each in noise] + ["rng=None"] * bool(noise)
    arguments += surface.statistics_arguments()
    lines.add(f"def forward({', '.join([*arguments, *surface.constant_arguments()])}):")
    options = ['"checkpoint": checkpoint']
    options += [f'"{each.name}": {each.name}' for each in surface.constants]
    options += ['"rng": np.random.default_rng(rng)'] * bool(noise)
    with lines.indented():
        lines.doc("\n".join(_forward_doc(surface, noise)))
        lines.add(
            f"inputs = {{{', '.join(f'{chr(34)}{n}{chr(34)}: {n}' for n in names)}}}"
        )
        drawn = ", ".join(f'"{each}": {each}' for each in noise)
        lines.add(f"noise = {{{drawn}}}")
        lines.add(f"options = {{{', '.join(options)}}}")
        given = ["params", "inputs", "noise", "state", "lengths", "tape"]
        given += ["statistics"] if surface.statistics else []
        lines.add(f"return _both_ways({', '.join([*given, 'options'])})")
    return lines


def _forward_doc(surface: Surface, noise: list[str]) -> list[str]:
    cell = surface.program.cell
    outputs = ", ".join(f"{e.name} {surface.axes(e, 'T', 'B')}" for e in cell.outputs)
    text = ['"""Run all copies over whole sequences, from both ends.', "", "Arguments:"]
    text.append("    params: the parameters by name, as `init` makes them.")
    text += [f"    {line}" for line in surface.input_docs("", "T", "B")]
    text += [
        "    state: the initial State, of the first step for the way forward and",
        "        of the last for the way back; a field of None is zero.",
        "    lengths: (B,), the number of steps of each sequence; the way back",
        "        starts at the last of them, and past it the outputs are zero.",
    ]
    text.append("    tape: a tape that is done with; its memory is taken again.")
    text += [f"    {line}" for line in CHECKPOINT_DOC]
    if noise:
        text.append(f"    {', '.join(noise)}: the noise; None draws it from rng.")
    text += [f"    {line}" for line in surface.statistics_docs()]
    for symbol, value in surface.constants.items():
        text.append(f"    {symbol.name}: a constant, {value!r} by default.")
    text += ["", "Returns:"]
    text.append(f"    out: Outputs, both ways side by side: {outputs} of each.")
    text += ["    final: the State behind the last step of each way."]
    return [*text, "    tape: what `backward` needs.", '"""']


def emit_step(surface: Surface) -> Lines:
    """`step`, which there is none of."""
    lines = Lines()
    names = ", ".join(surface.argument(each, "_t") for each in surface.given)
    lines.add(f"def step(params, state, {names}):")
    with lines.indented():
        lines.doc('"""None: the way back begins at the end of a sequence."""')
        why = "a cell that reads from both ends has no single step; call forward"
        lines.add(f'raise TypeError("{why}")')
    return lines
