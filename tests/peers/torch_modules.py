"""Cells written as modules of PyTorch, run step by step with gradients by autograd."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch
from comparing import Row
from make_references import Arrays, Case, flat
from restated.signature import Named, Result, Step
from restatements import Sequence, gradients_of, unrolled
from torch import Tensor
from torch.overrides import TorchFunctionMode
from translating import Translation, sizes_of

Call = Callable[[Any, Named, Named], Result]
"""The module and its parameters, inputs at t, states at t-1 to outputs and states."""


def values(step: Step, module: ModuleType, case: Case) -> Arrays:
    """Outputs, final states and all gradients of a step over a case."""
    inputs = module.CELL["inputs"]
    static = frozenset(name for name, facts in inputs.items() if facts.get("static"))
    return of_run(unrolled(step, static), module, case)


def of_run(run: Sequence, module: ModuleType, case: Case) -> Arrays:
    """The same of what takes all steps at once."""

    def leaves(arrays: Arrays) -> dict[str, Tensor]:
        return {key: torch.tensor(a, requires_grad=True) for key, a in arrays.items()}

    def constants(arrays: Arrays) -> dict[str, Tensor]:
        return {key: torch.tensor(a) for key, a in arrays.items()}

    given = [leaves(part) for part in (case.parameters, case.inputs, case.state)]
    outputs, final = run(*given)
    facts = module.CELL["parameters"]
    trained = {k: v for k, v in given[0].items() if not facts[k].get("frozen")}
    gradients = gradients_of(
        (outputs, final),
        constants(case.d_out),
        constants(case.d_final),
        flat(d_parameters=trained, d_inputs=given[1], d_state=given[2]),
    )
    found = flat(outputs=outputs, final=final) | gradients
    return {key: value.detach().numpy() for key, value in found.items()}


def by_name(row: Row, result: Any) -> Result:
    """What a cell of a library returns, by the names that the row gives.

    It is a state or several, and an output in front if that is not one of them.
    """
    names, wanted = row.states.split(), row.outputs.split()
    given: dict[str, Tensor] = {}
    for name in wanted:
        if name not in names:
            given[name], result = result
    values = (result,) if isinstance(result, Tensor) else result
    states = dict(zip(names, values, strict=True))
    return {name: (given | states)[name] for name in wanted}, states


def stepped(
    row: Row,
    peer: torch.nn.Module,
    module: ModuleType,
    case: Case,
    call: Call | None = None,
) -> Arrays:
    """A cell of a library, called with an input and one state or several, in order."""
    shapes = {key: tuple(p.shape) for key, p in peer.named_parameters()}
    translation = Translation(torch, row, module, sizes_of(module, case), shapes)

    def step(p: Named, inputs: Named, state: Named) -> Result:
        def run(*arguments: Any) -> Any:
            return torch.func.functional_call(peer, translation(p), arguments)

        if call:
            return call(run, inputs, state)
        (x,) = inputs.values()
        states = tuple(state[name] for name in row.states.split())
        result = run(x, states[0] if len(states) == 1 else states)
        return by_name(row, result)

    return values(step, module, case)


class InDouble(TorchFunctionMode):
    """Where a library rounds to single precision on its way, nothing is rounded."""

    def __enter__(self) -> InDouble:
        self.before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        super().__enter__()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *problem: Any) -> None:
        super().__exit__(*problem)  # type: ignore[no-untyped-call]
        torch.set_default_dtype(self.before)

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        if func is Tensor.float:
            func = Tensor.double

        def double(value: Any) -> Any:
            return torch.float64 if value is torch.float32 else value

        named = {key: double(value) for key, value in (kwargs or {}).items()}
        return func(*map(double, args), **named)


def over_sequence(
    row: Row,
    peer: torch.nn.Module,
    module: ModuleType,
    case: Case,
    call: Call,
    named: Callable[[str], str] = lambda name: name,
    axis: int = 0,
) -> Arrays:
    """A layer of a library, which takes all steps at once.

    Arguments:
        call: as for a step, with inputs and outputs (T, B, size).
        named: what the row calls a parameter of the layer.
        axis: along which the pieces of a parameter are laid.
    """
    own = {named(key): key for key, _ in peer.named_parameters()}
    shapes = {named(key): tuple(p.shape) for key, p in peer.named_parameters()}
    known = sizes_of(module, case)
    translation = Translation(torch, row, module, known, shapes, axis)

    def layer(p: Named, inputs: Named, state: Named) -> Result:
        def run(*arguments: Any) -> Any:
            values = {own[key]: value for key, value in translation(p).items()}
            return torch.func.functional_call(peer, values, arguments)

        return call(run, inputs, state)

    return of_run(layer, module, case)
