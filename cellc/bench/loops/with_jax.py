"""The words of a loop in JAX, and its runs: `lax.scan`, compiled as a whole.

JAX is loaded where this module is: by `cellc.bench.worker`, in its own process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

jax: Any = import_module("jax")
jnp: Any = jax.numpy

exp_, log_, sqrt_, abs_ = jnp.exp, jnp.log, jnp.sqrt, jnp.abs
sin_, cos_, floor_, sign_ = jnp.sin, jnp.cos, jnp.floor, jnp.sign
tanh_, sigmoid_, relu_ = jnp.tanh, jax.nn.sigmoid, jax.nn.relu
softplus_, elu_, hard_sigmoid_ = jax.nn.softplus, jax.nn.elu, jax.nn.hard_sigmoid
hard_tanh_, leaky_relu_, normal_cdf_ = (
    jax.nn.hard_tanh,
    jax.nn.leaky_relu,
    jax.scipy.special.ndtr,
)
max_, min_, mod_, raised_ = jnp.maximum, jnp.minimum, jnp.mod, jnp.power
einsum, zeros, eye, number = jnp.einsum, jnp.zeros, jnp.eye, float
repeated = jnp.broadcast_to


def where_(a: Any, b: Any, c: Any) -> Any:
    return jnp.where(a > 0, b, c)


def step_(a: Any) -> Any:
    return jnp.where(a > 0, 1.0, 0.0)


def softmax(a: Any) -> Any:
    return jax.nn.softmax(a, -1)


def log_sum_exp(a: Any) -> Any:
    return jax.nn.logsumexp(a, -1)


def largest(a: Any) -> Any:
    return jnp.max(a, -1)


def product(a: Any) -> Any:
    return jnp.prod(a, -1)


def norm(a: Any) -> Any:
    return jnp.linalg.norm(a, axis=-1)


def cumsum(a: Any) -> Any:
    return jnp.cumsum(a, -1)


def layer_norm(a: Any) -> Any:
    return rms_norm(a - jnp.mean(a, -1, keepdims=True))


def rms_norm(a: Any) -> Any:
    return a / jnp.sqrt(jnp.mean(a * a, -1, keepdims=True) + 1e-5)


def joined(parts: list[Any], axis: int) -> Any:
    """Parts laid end to end; what varies less stands in front of each."""
    turned = [jnp.moveaxis(each, axis, -1) for each in parts]
    lead = jnp.broadcast_shapes(*(each.shape[:-1] for each in turned))
    wide = [jnp.broadcast_to(each, (*lead, each.shape[-1])) for each in turned]
    return jnp.moveaxis(jnp.concatenate(wide, -1), -1, axis)


def over_batch(a: Any, rank: int) -> Any:
    return jnp.broadcast_to(a.mean(-1 - rank, keepdims=True), a.shape)


def prepared(
    loop: Any, job: Mapping[str, Any], arguments: Sequence[dict[str, Any]], d_out: Any
) -> Callable[[], tuple[dict[str, Any], ...]]:
    """A run of forward and backward; it gives d_params, d_inputs and d_state by name.

    loop: the module that `emit_loop` wrote.
    arguments: parameters, inputs and initial states, arrays by name.
    d_out: the cotangents of the outputs.
    """
    jax.config.update("jax_enable_x64", job["dtype"] == "float64")
    jax.config.update("jax_platforms", "cpu")
    words, sizes = sys.modules[__name__], job["sizes"]

    def outputs(params: Any, inputs: Any, starts: Any) -> Any:
        given = {**params, **inputs, **job["constants"]}
        shared, own, held, later = loop.before(words, sizes, given, starts)

        def step(before: Any, now: Any) -> Any:
            after, made = loop.step(words, sizes, shared, before, now)
            pairs = zip(after, before, strict=True)
            return [jnp.broadcast_to(new, old.shape) for new, old in pairs], made

        _, made = jax.lax.scan(step, held, own)
        outs = loop.after(words, sizes, later, made)
        pairs = zip(outs, d_out, strict=True)
        return [jnp.broadcast_to(each, d.shape) for each, d in pairs]

    def gradients(leaves: Any, weights: Any) -> Any:
        return jax.vjp(outputs, *leaves)[1](weights)

    compiled = jax.jit(gradients)
    leaves = [{name: jnp.asarray(a) for name, a in each.items()} for each in arguments]
    weights = [jnp.asarray(each) for each in d_out]

    def run() -> tuple[dict[str, Any], ...]:
        found: tuple[dict[str, Any], ...] = compiled(leaves, weights)
        jax.block_until_ready(found)
        return found

    return run
