"""The reports of `cellc.testing.verify` as tables."""

from __future__ import annotations

from collections.abc import Sequence

from cellc.report.tables import Column
from cellc.testing.comparisons import Report, Row

ROUTES = (
    Column("route"),
    Column("largest error in", flexible=True),
    Column("error", right=True),
    Column("tolerance", right=True, optional=1),
    Column("result"),
)


def verdict(passed: bool) -> str:
    return "pass" if passed else "FAIL"


def route_rows(report: Report) -> list[list[str]]:
    """A row for each route of one cell, with its largest error."""
    return [
        [
            row.route,
            row.quantity,
            f"{row.error:.1e}",
            f"{row.tolerance:.0e}",
            verdict(row.passed),
        ]
        for row in report.summary()
    ]


def cells_table(
    reports: Sequence[Report],
) -> tuple[list[Column], list[list[str]]]:
    """A column for each route, a row for each cell: the largest errors."""
    routes = list(
        dict.fromkeys(row.route for report in reports for row in report.summary())
    )
    columns = [
        Column("cell"),
        *(Column(route, right=True, optional=1) for route in routes),
        Column("result"),
    ]
    rows = []
    for report in reports:
        found = {row.route: row for row in report.summary()}
        errors = [_error(found.get(route)) for route in routes]
        rows.append([report.cell, *errors, verdict(report.passed)])
    return columns, rows


def _error(row: Row | None) -> str:
    if row is None:
        return "-"
    return f"{row.error:.1e}" if row.passed else f"{row.error:.1e} FAIL"
