"""Emission of what runs long sequences part by part: `forward(..., checkpoint=k)`.

Between two parts a state is all that is kept; `backward` runs each part forward again,
in the memory of the part before it (Chen et al. 2016, "Training deep nets with
sublinear memory cost", arXiv:1604.06174).  A part is a call of the module's `forward`.
"""

from __future__ import annotations

from sympy import Symbol

from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.signature import Surface

CHECKPOINT_DOC = (
    "checkpoint: for long sequences, after how many steps a state is kept;",
    "    `backward` then runs the steps between them forward again.",
)


def emit_tuple(surface: Surface) -> str:
    """`Checkpoints`, the tape of a sequence that is run part by part."""
    lines = [
        "class Checkpoints(NamedTuple):",
        '    """What `forward` keeps for `backward` with `checkpoint`."""',
        "",
        "    checkpoint: int  # the number of steps of a part",
        "    part: Tape | None  # of one part: all others take its memory",
        *(f"    {each.name}: np.ndarray" for each in surface.inputs),
        *(f"    {each.name}: float" for each in surface.constants),
        "    lengths: np.ndarray | None",
        *(["    given: Statistics | None"] if surface.statistics else []),
        "    states: list[State] | None = None  # before each part",
        "    shapes: list[tuple[int, ...]] | None = None  # of the outputs",
        *(["    statistics: Statistics | None = None"] if surface.statistics else []),
    ]
    return "\n".join(lines)


def emit_branch(surface: Surface, lines: Lines) -> None:
    """The lines of `forward` that hand a sequence over to be run part by part."""
    lines.add("if isinstance(tape, Checkpoints):")
    with lines.indented():
        lines.add("tape = tape.part")
    lines.add("if checkpoint is not None:")
    with lines.indented():
        fields = ["checkpoint", "tape"]
        fields += [each.name for each in (*surface.inputs, *surface.constants)]
        fields += ["lengths"] + ["statistics"] * bool(surface.statistics)
        lines.add(f"kept = Checkpoints({', '.join(fields)})")
        lines.add("return _forward_by_parts(params, state, kept)")


def emit_functions(surface: Surface) -> list[Lines]:
    """The functions that run parts and put what they give together."""
    return [_forward_by_parts(surface), _forward_part(surface), _backward(surface)]


def _forward_by_parts(surface: Surface) -> Lines:
    lines = Lines()
    steps = surface.timed_inputs[0].name
    used = surface.statistics
    lines.add("def _forward_by_parts(params, state, kept):")
    with lines.indented():
        lines.doc(
            '"""`forward`, where all that stays of a part is the state before."""'
        )
        lines.add("every = kept.checkpoint")
        lines.add("if not isinstance(every, (int, np.integer)) or every < 1:")
        with lines.indented():
            wrong = 'f"checkpoint is {every!r}; it must be a positive integer"'
            lines.add(f"raise ValueError({wrong})")
        lines.add("states, outs = [], []")
        if used:
            lines.add("used = []")
        lines.add(f"for start in range(0, max(1, len(kept.{steps})), every):")
        with lines.indented():
            lines.add("states.append(state)")
            lines.add("out, state, part = _forward_part(params, state, kept, start)")
            lines.add("kept = kept._replace(part=part)")
            lines.add("outs.append(out)")
            if used:
                lines.add("used.append(part.statistics)")
        lines.add("out = Outputs(*map(np.concatenate, zip(*outs, strict=True)))")
        fields = ["states=states", "shapes=[a.shape for a in out]"]
        if used:
            joined = "*map(np.concatenate, zip(*used, strict=True))"
            fields.append(f"statistics=Statistics({joined})")
        lines.add(f"return out, state, kept._replace({', '.join(fields)})")
    return lines


def _forward_part(surface: Surface) -> Lines:
    lines = Lines()
    noise = {*surface.noise}
    lines.add("def _forward_part(params, state, kept, start):")
    with lines.indented():
        lines.doc('"""`forward` on the steps of one part."""')
        lines.add("stop, lengths = start + kept.checkpoint, kept.lengths")
        lines.add("if lengths is not None:")
        with lines.indented():
            since = "np.asarray(lengths, np.int64) - start"
            lines.add(f"lengths = np.clip({since}, 0, kept.checkpoint)")
        arguments = ["params"]
        arguments += [_steps(surface, each) for each in surface.given]
        arguments += ["state", "lengths=lengths", "tape=kept.part"]
        arguments += [
            f"{each.name}={_steps(surface, each)}"
            for each in surface.inputs
            if each in noise
        ]
        if surface.statistics:
            lines.add("given = kept.given")
            lines.add("if given is not None:")
            with lines.indented():
                lines.add("given = Statistics(*(each[start:stop] for each in given))")
            arguments.append("statistics=given")
        arguments += [f"{each.name}=kept.{each.name}" for each in surface.constants]
        lines.add(f"return forward({', '.join(arguments)})")
    return lines


def _steps(surface: Surface, symbol: Symbol) -> str:
    timed = symbol in surface.timed_inputs
    return f"kept.{symbol.name}{'[start:stop]' if timed else ''}"


def _backward(surface: Surface) -> Lines:
    lines = Lines()
    lines.add("def _backward_by_parts(params, kept, d_out, d_final):")
    with lines.indented():
        lines.doc('"""`backward` for the last part first, each behind its forward."""')
        lines.add("for name, a, shape in zip(d_out._fields, d_out, kept.shapes):")
        with lines.indented():
            lines.add("if a is not None:")
            with lines.indented():
                dtype = f"kept.{surface.timed_inputs[0].name}.dtype"
                lines.add(f'_check(f"d_out.{{name}}", a, shape, {dtype})')
        lines.add("d_params, parts = {}, []")
        lines.add("for index in reversed(range(len(kept.states))):")
        with lines.indented():
            lines.add("start, state = index * kept.checkpoint, kept.states[index]")
            lines.add("stop = start + kept.checkpoint")
            lines.add("_, _, part = _forward_part(params, state, kept, start)")
            own = "Outputs(*(None if a is None else a[start:stop] for a in d_out))"
            lines.add(f"d_part = {own}")
            lines.add("found = backward(params, part, d_part, d_final)")
            lines.add("d_final = found.state")
            lines.add("parts.insert(0, found.inputs)")
            lines.add("for name, a in found.params.items():")
            with lines.indented():
                lines.add(
                    "d_params[name] = d_params[name] + a if name in d_params else a"
                )
        inputs = ", ".join(
            f"{each.name}={_joined(surface, each)}" for each in surface.inputs
        )
        lines.add(f"return Gradients(d_params, Inputs({inputs}), d_final)")
    return lines


def _joined(surface: Surface, symbol: Symbol) -> str:
    """The gradient of an input: part after part, or their sum where it has no steps."""
    parts = f"each.{symbol.name} for each in parts"
    if symbol in surface.timed_inputs:
        return f"np.concatenate([{parts}])"
    return f"sum({parts})"
