"""The words of a loop in PyTorch, and its runs: eager, or with the step compiled.

PyTorch is loaded where this module is: by `cellc.bench.worker`, in its own process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

torch: Any = import_module("torch")
F: Any = torch.nn.functional

abs_, sin_, cos_, floor_, sign_ = (
    torch.abs,
    torch.sin,
    torch.cos,
    torch.floor,
    torch.sign,
)
tanh_, sigmoid_, relu_ = torch.tanh, torch.sigmoid, torch.relu
softplus_, elu_, hard_sigmoid_ = F.softplus, F.elu, F.hardsigmoid
hard_tanh_, normal_cdf_ = F.hardtanh, torch.special.ndtr
einsum = torch.einsum


def exp_(a: Any) -> Any:
    return torch.exp(_tensor(a))


def log_(a: Any) -> Any:
    return torch.log(_tensor(a))


def sqrt_(a: Any) -> Any:
    return torch.sqrt(_tensor(a))


def leaky_relu_(a: Any) -> Any:
    return F.leaky_relu(a, 0.01)


def max_(a: Any, b: Any) -> Any:
    return torch.maximum(*_pair(a, b))


def min_(a: Any, b: Any) -> Any:
    return torch.minimum(*_pair(a, b))


def mod_(a: Any, b: Any) -> Any:
    return torch.remainder(*_pair(a, b))


def raised_(a: Any, b: Any) -> Any:
    return torch.pow(*_pair(a, b))


def where_(a: Any, b: Any, c: Any) -> Any:
    return torch.where(_tensor(a) > 0, *_pair(b, c))


def step_(a: Any) -> Any:
    return (_tensor(a) > 0).to(torch.get_default_dtype())


def _tensor(a: Any) -> Any:
    return torch.as_tensor(a, dtype=torch.get_default_dtype())


def _pair(a: Any, b: Any) -> tuple[Any, Any]:
    return _tensor(a), _tensor(b)


def softmax(a: Any) -> Any:
    return torch.softmax(a, -1)


def log_sum_exp(a: Any) -> Any:
    return torch.logsumexp(a, -1)


def largest(a: Any) -> Any:
    return torch.amax(a, -1)


def product(a: Any) -> Any:
    return torch.prod(a, -1)


def norm(a: Any) -> Any:
    return torch.linalg.vector_norm(a, dim=-1)


def cumsum(a: Any) -> Any:
    return torch.cumsum(a, -1)


def layer_norm(a: Any) -> Any:
    return F.layer_norm(a, a.shape[-1:])


def rms_norm(a: Any) -> Any:
    return F.rms_norm(a, a.shape[-1:], eps=1e-5)


def number(size: int) -> Any:
    return torch.tensor(float(size))


def zeros(shape: tuple[int, ...]) -> Any:
    return torch.zeros(shape)


eye = torch.eye


def joined(parts: list[Any], axis: int) -> Any:
    """Parts laid end to end; what varies less stands in front of each."""
    turned = [each.movedim(axis, -1) for each in parts]
    lead = torch.broadcast_shapes(*(each.shape[:-1] for each in turned))
    wide = [each.expand(*lead, each.shape[-1]) for each in turned]
    return torch.cat(wide, -1).movedim(-1, axis)


def repeated(a: Any, shape: tuple[int, ...]) -> Any:
    return torch.broadcast_to(_tensor(a), shape)


def over_batch(a: Any, rank: int) -> Any:
    return a.mean(-1 - rank, keepdim=True).expand(a.shape)


def prepared(
    loop: Any, job: Mapping[str, Any], arguments: Sequence[dict[str, Any]], d_out: Any
) -> Callable[[], tuple[dict[str, Any], ...]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    loop: the module that `emit_loop` wrote.
    arguments: parameters, inputs and initial states, arrays by name.
    d_out: the cotangents of the outputs.
    """
    torch.set_num_threads(job["threads"])
    torch.set_default_dtype(getattr(torch, job["dtype"]))
    params, inputs, starts = (
        {name: torch.tensor(a, requires_grad=True) for name, a in each.items()}
        for each in arguments
    )
    weights = [torch.tensor(each) for each in d_out]
    words = sys.modules[__name__]
    step = partial(loop.step, words, job["sizes"])
    if job["rival"] == "torch-compile":
        step = torch.compile(step, dynamic=False)
    leaves = [*params.values(), *inputs.values(), *starts.values()]
    constants = {name: torch.tensor(a) for name, a in job["constants"].items()}
    given = {**params, **inputs, **constants}

    def run() -> tuple[dict[str, Any], ...]:
        shared, own, held, later = loop.before(words, job["sizes"], given, starts)
        made = []
        for now in zip(*(each.unbind(0) for each in own), strict=True):
            held, left = step(shared, held, [*now])
            made.append(left)
        whole = [torch.stack(each) for each in zip(*made, strict=True)]
        outs = loop.after(words, job["sizes"], later, whole)
        found = iter(torch.autograd.grad(outs, leaves, weights, allow_unused=True))
        leads = (params, inputs, starts)
        return tuple({name: next(found) for name in each} for each in leads)

    return run
