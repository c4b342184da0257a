"""What a benchmark measured: a table for people, one object of JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cellc.bench.compiling import Taken
from cellc.bench.measure import Measured, Plan
from cellc.bench.sizes import Sizes
from cellc.report.tables import Column, print_table

Found = Sequence[tuple[str, Sizes, list[Measured]]]

_COLUMNS = [
    Column("cell"),
    Column("sizes"),
    Column("competitor"),
    Column("ms", right=True),
    Column("from - to", right=True, optional=1),
    Column("slower", right=True),
    Column("GFLOP/s", right=True),
    Column("of limit", right=True),
    Column("MB", right=True, optional=2),
    Column("faults", right=True, optional=3),
]


def print_benchmark(found: Found, plan: Plan) -> None:
    """A row for each competitor; `slower` is its time divided by that of cellc."""
    rows = [
        _row(cell, sizes, each) for cell, sizes, measured in found for each in measured
    ]
    title = (
        f"forward and backward, {plan.dtype}, {plan.threads} threads, "
        f"median of {plan.rounds} rounds"
    )
    print_table(_COLUMNS, rows, title)


def _row(cell: str, sizes: Sizes, each: Measured) -> list[str]:
    return [
        cell,
        sizes.label,
        each.competitor,
        f"{1e3 * each.median:.2f}",
        f"{1e3 * min(each.seconds):.2f} - {1e3 * max(each.seconds):.2f}",
        f"{each.ratio:.2f}",
        "" if each.rate is None else f"{each.rate / 1e9:.1f}",
        "" if each.share is None else f"{each.share:.2f}",
        "" if each.peak is None else f"{each.peak / 1e6:.1f}",
        str(each.faults),
    ]


def json_of(found: Found, plan: Plan) -> str:
    """The same with every round; seconds, operations for each second, bytes."""
    runs: list[dict[str, Any]] = [
        {
            "cell": cell,
            "label": sizes.label,
            "sizes": sizes.every,
            "competitors": [
                {
                    "name": each.competitor,
                    "seconds": list(each.seconds),
                    "slower": list(each.ratios),
                    "flops": each.rate,
                    "share_of_limit": each.share,
                    "peak_bytes": each.peak,
                    "page_faults": each.faults,
                }
                for each in measured
            ],
        }
        for cell, sizes, measured in found
    ]
    whole = {
        "dtype": plan.dtype,
        "threads": plan.threads,
        "rounds": plan.rounds,
        "runs": runs,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


_TIMES = [
    Column("what"),
    Column("s", right=True),
    Column("from - to", right=True, optional=1),
    Column("a second", right=True),
]


def print_times(times: Sequence[Taken]) -> None:
    """A row for each thing that was measured: the median, the spread, how many fit."""
    rows = [
        [
            each.what,
            f"{each.median:.4f}",
            f"{min(each.seconds):.4f} - {max(each.seconds):.4f}",
            f"{1 / each.median:.1f}",
        ]
        for each in times
    ]
    print_table(_TIMES, rows)


def json_of_times(times: Sequence[Taken]) -> str:
    found = [{"what": each.what, "seconds": list(each.seconds)} for each in times]
    return json.dumps(found, indent=2, ensure_ascii=False)
