"""Means over the batch: the lines that a module with them has beside others.

In training they are those of the batch, and part of the gradient.  Where they are
given, as after training, they are constants: the batch then has no share in them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Symbol

from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.signature import Surface


def emit_statistics(surface: Surface, lines: Lines, *, step: bool = False) -> None:
    """`given`, the statistics that are, and `share`, what each sequence counts for."""
    if not surface.statistics:
        return
    lines.add("given = Statistics() if statistics is None else statistics")
    lines.add("share = " + ("1 / max(1, B)" if step else "_shares(dead, T, B, dtype)"))
    lines.add("if statistics is not None:")
    with lines.indented():
        lines.add("if not isinstance(statistics, Statistics):")
        with lines.indented():
            lines.add("kind = type(statistics).__name__")
            lines.add(
                'raise TypeError(f"statistics is a {kind}; it must be a Statistics")'
            )
        for each in surface.statistics:
            lead = () if step else ("T",)
            shape = _axes(surface, each, lead)
            name = f"statistics.{each.name}"
            lines.add(f'_check("{name}", {name}, {shape}, dtype)')
        if not step:
            lines.add("share = np.zeros_like(share)")


def _axes(surface: Surface, symbol: Symbol, lead: tuple[str, ...]) -> str:
    sizes = [surface.size(each) for each in surface.variable(symbol).shape] or ["1"]
    axes = [*lead, *sizes]
    return f"({', '.join(axes)}{',' * (len(axes) == 1)})"


def statistics_text(surface: Surface, texts: dict[Symbol, str]) -> str:
    """What `forward` used: every sequence has the same, so one of them is returned."""
    fields = ", ".join(
        f"{each.name}=_of_batch({texts.get(each, each.name)}, given.{each.name})"
        for each in surface.statistics
    )
    return f"Statistics({fields})"


def emit_tuple(surface: Surface, suffixes: Iterable[str] = ("",)) -> str:
    """The named tuple of the statistics, of all copies of a cell."""
    lines = ["class Statistics(NamedTuple):"]
    lines += ['    """Means over the sequences of a batch, at every step."""', ""]
    for suffix in suffixes:
        for each in surface.statistics:
            axes = ", ".join(["T", *surface.own_axes(each)])
            name = f"{each.name}{suffix}"
            lines.append(f"    {name}: np.ndarray | None = None  # ({axes})")
    return "\n".join(lines)
