"""rwkv, of the author of RWKV: the time mixing of a step, for each sequence."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
from comparing import Row, check, check_departure
from make_references import Arrays, Case
from part_of_package import part_of_package

pytestmark = pytest.mark.peers

NORM = (
    r"γ \odot \frac{\bar{p}_t - \mathrm{mean}(\bar{p}_t)}"
    r"{\sqrt{\mathrm{mean}((\bar{p}_t - \mathrm{mean}(\bar{p}_t))^2) + 64e-5}} + β"
)
"""A LayerNorm that adds 64e-5 to the variance."""
READ = r"wkv_t^\top r_t"
EAGLE = (r"o_t = W_o (\mathrm{SiLU}(g_t) \odot \mathrm{LayerNorm}(" + READ, ", γ, β))")
OTHER_NORM = {
    "".join(EAGLE): rf"\bar{{p}}_t = {READ}"
    "\n"
    rf"o_t = W_o (\mathrm{{SiLU}}(g_t) \odot ({NORM}))"
}
MIXED = "wkvrg"

RWKV5 = Row(
    "rwkv5",
    "RWKV.att_one_v5_1",
    {
        "lx_w": "gamma",
        "lx_b": "beta",
        "k_mix": "-mu_k+1",
        "v_mix": "-mu_v+1",
        "r_mix": "-mu_r+1",
        "g_mix": "-mu_g+1",
        "t_decay": "omega",
        "t_first": "u",
        "kw": "W_k'",
        "vw": "W_v'",
        "rw": "W_r'",
        "gw": "W_g'",
        "ow": "W_o'",
    },
    states="x_lag1 s",
    outputs="o",
    size_x=4,
    apart=1e-6,
    instead=OTHER_NORM,
)
RWKV6 = Row(
    "rwkv6",
    "RWKV.att_one_v6_0",
    {
        "lx_w": "gamma",
        "lx_b": "beta",
        "x_maa": "mu_x",
        **{f"{name}_maa": f"lambda_{name}" for name in MIXED},
        "tm_w1": " ".join(f"A_{name}" for name in MIXED),
        "tm_w2": " | ".join(f"B_{name}'" for name in MIXED),
        "td_w1": "A_d'",
        "td_w2": "B_d'",
        "t_decay": "lambda_d",
        "t_first": "u",
        "kw": "W_k'",
        "vw": "W_v'",
        "rw": "W_r'",
        "gw": "W_g'",
        "ow": "W_o'",
    },
    states="x_lag1 s",
    outputs="o",
    size_x=4,
    apart=1e-6,
    instead=OTHER_NORM,
)
RWKV7 = Row(
    "rwkv7",
    "RWKV_x070_TMix_one",
    {
        **{f"x_{name}": f"mu_{name}" for name in "rwkvag"},
        "w0": "lambda_w",
        "w1": "A_w'",
        "w2": "B_w'",
        "a0": "lambda_a",
        "a1": "A_a'",
        "a2": "B_a'",
        "v0": "0",
        "v1": "0",
        "v2": "0",
        "g1": "A_g'",
        "g2": "B_g'",
        "k_k": "xi",
        "k_a": "alpha",
        "r_k": "rho",
        "R_": "W_r'",
        "K_": "W_k'",
        "V_": "W_v'",
        "O_": "W_o'",
        "ln_w": "gamma",
        "ln_b": "beta",
    },
    states="x_lag1 wkv",
    outputs="o",
    size_x=4,
    apart=1e-6,
    instead={
        "e^{-1/2}": "0.606531",
        r"p_t = \mathrm{LayerNorm}(wkv_t r_t, γ, β) + u_t": (
            r"\bar{p}_t = wkv_t r_t" f"\np_t = {NORM} + u_t"
        ),
    },
)
ROWS = [RWKV5, RWKV6, RWKV7]
VECTORS = ("mix", "maa", "lx_w", "lx_b", "t_decay", "t_first", "k_k", "k_a", "r_k")
VECTORS += ("w0", "a0", "v0", "ln_w", "ln_b")


def shape(name: str) -> tuple[int, ...]:
    special = {"tm_w1": (20, 4), "tm_w2": (5, 4, 4)}
    vector = name.endswith(VECTORS) or name.startswith("x_")
    return special.get(name, (4,) if vector else (4, 4))


def of_library(row: Row, module: ModuleType, case: Case) -> Arrays:
    torch = pytest.importorskip("torch")
    from torch_modules import InDouble, values
    from translating import Translation, sizes_of

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RWKV_JIT_ON", "0")
        patch.setenv("RWKV_V7_ON", "1" if row.cell == "rwkv7" else "0")
        # TorchScript keeps to single precision where the library says so
        for name in ("script", "script_method"):
            patch.setattr(torch.jit, name, lambda function: function)
        patch.setattr(torch.jit, "ScriptModule", torch.nn.Module)
        library = part_of_package("rwkv.model")

    def product(a: Any, b: Any, *quantised: Any, output_dtype: Any = None) -> Any:
        return a @ b  # the library's own refuses float64

    library.matmul = product
    shapes = {name: shape(name) for name in row.parameters}
    translation = Translation(torch, row, module, sizes_of(module, case), shapes)

    def earlier(p: Mapping[str, Any], x: Any, last: Any, s: Any) -> Any:
        """RWKV-5 and 6: no norm in front, and the input is added behind."""
        attend = getattr(library.RWKV, row.peer.split(".")[1])
        given = dict(p)
        given["t_first"] = p["t_first"].reshape(1, 4, 1)
        given["t_decay"] = p["t_decay"].reshape(1, 4, 1)
        if row.cell == "rwkv5":
            given["t_decay"] = torch.exp(-torch.exp(given["t_decay"]))
        if "tm_w1" in p:
            given["tm_w1"] = p["tm_w1"].T
        names = attend.__code__.co_varnames[1 : attend.__code__.co_argcount]
        quantised = dict.fromkeys(names)
        given |= {"x": x, "sx": last, "s": s}
        out, kept, new = attend(None, **(quantised | given))
        return out - x, kept, new

    def later(p: Mapping[str, Any], x: Any, last: Any, s: Any) -> Any:
        out, kept, new, _ = library.RWKV_x070_TMix_one(0, 1, 4, x, last, x, s, **p)
        return out, kept, new

    one = later if row.cell == "rwkv7" else earlier

    def step(p: Any, inputs: Any, state: Any) -> Any:
        own = translation(p)
        names = row.states.split()
        inner = state[names[1]]
        found = [
            one(own, x, last, s[None])
            for x, last, s in zip(inputs["x"], state["x_lag1"], inner, strict=True)
        ]
        out, kept, new = (torch.stack(each) for each in zip(*found, strict=True))
        return {"o": out}, {"x_lag1": kept, names[1]: new[:, 0]}

    class WithoutNormInFront(InDouble):
        def __torch_function__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            if func is torch.nn.functional.layer_norm:
                return args[0]
            return super().__torch_function__(func, types, args, kwargs)

    with WithoutNormInFront():
        return values(step, module, case)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_agrees(row: Row) -> None:
    check(row, of_library)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_departs_from_the_paper(row: Row) -> None:
    check_departure(row, of_library)
