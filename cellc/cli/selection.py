"""Which cells of the zoo are asked for: by family, year and feature.

Families and years are told from a spec's folder and header, without compiling it.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cellc.patterns import regex
from cellc.resources import families

if TYPE_CHECKING:
    from cellc.report.records import Record

EARLIEST, LATEST = 0, 9999
_SPAN = regex(r"(\d{4})|(\d{4})?\s*[-–]\s*(\d{4})?")
_YEAR = regex(r"^[ \t]*year[ \t]*:[ \t]*(\d{4})\b", re.MULTILINE)

Command = Callable[..., int]


@dataclass(frozen=True)
class Years:
    """The years of a range, ends included, and the range as it was typed."""

    first: int
    last: int
    typed: str

    def has(self, year: int | None) -> bool:
        return year is not None and self.first <= year <= self.last


@dataclass(frozen=True)
class Selection:
    """What the cells of a list have in common; without anything it is all of them."""

    families: tuple[str, ...] = ()
    years: Years | None = None
    features: tuple[str, ...] = ()

    def specs(self) -> dict[str, list[Path]]:
        """The specs of the families and the years, by family; none is compiled."""
        found = {
            family: [path for path in specs.values() if self._has_year(path)]
            for family, specs in families().items()
            if not self.families or family in self.families
        }
        return {family: paths for family, paths in found.items() if paths}

    def _has_year(self, spec: Path) -> bool:
        return self.years is None or self.years.has(year_of(spec))

    def has_features(self, cell: Record) -> bool:
        """Whether a cell has all of the features."""
        return {*self.features} <= {*cell.features}

    def __str__(self) -> str:
        """The options that make it."""
        words = [f"--family {each}" for each in self.families]
        words += [f"--year {self.years.typed}"] if self.years else []
        words += [f"--feature {each}" for each in self.features]
        return " ".join(words)


def year_of(spec: Path) -> int | None:
    """The year in the header of a spec."""
    found = _YEAR.search(spec.read_text(encoding="utf-8"))
    return int(found[1]) if found else None


def years(text: str) -> Years:
    """Years from `2016`, `2014-2018`, `2019-` or `-1999`; else ValueError."""
    typed = text.strip()
    found = _SPAN.fullmatch(typed)
    if found is None or not any(found.groups()):
        raise ValueError(f"`{text}` is no year and no range of years")
    only, begin, end = found.groups()
    first, last = int(only or begin or EARLIEST), int(only or end or LATEST)
    if first > last:
        raise ValueError(f"the range `{text}` ends before it begins")
    return Years(first, last, typed)


# ---------------------------------------------------------------- options


def known(kind: str, plural: str, name: str, names: Iterable[str]) -> str:
    """The name; a usage error with all names, and the nearest, where it is none."""
    every = [*names]
    if name in every:
        return name
    close = difflib.get_close_matches(name.lower(), every, n=1)
    hint = f"Did you mean `{close[0]}`? " if close else ""
    raise click.BadParameter(
        f"there is no {kind} `{name}`. {hint}{plural}: {', '.join(every)}."
    )


def _families(_context: Any, _option: Any, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(known("family", "Families", each, families()) for each in given)
    )


def _years(_context: Any, _option: Any, given: str | None) -> Years | None:
    if given is None:
        return None
    try:
        return years(given)
    except ValueError as error:
        forms = "Write 2016, 2014-2018, 2019- or -1999."
        raise click.BadParameter(f"{error}. {forms}") from None


def _features(_context: Any, _option: Any, given: tuple[str, ...]) -> tuple[str, ...]:
    if not given:
        return ()
    from cellc.report.features import FEATURES

    names = [each.name for each in FEATURES]
    return tuple(
        dict.fromkeys(known("feature", "Features", each, names) for each in given)
    )


_family = click.option(
    "--family",
    metavar="NAME",
    multiple=True,
    callback=_families,
    help="Cells of this family; given repeatedly, of any of them.",
)
_year = click.option(
    "--year",
    metavar="YEARS",
    callback=_years,
    help="Cells of papers of a year or a range: 2016, 2014-2018, 2019-, -1999.",
)
_feature = click.option(
    "--feature",
    metavar="NAME",
    multiple=True,
    callback=_features,
    help="Cells with this feature; given repeatedly, with all of them.",
)


def selection_options(command: Command) -> Command:
    """--family, --year and --feature, as `selection`."""

    @functools.wraps(command)
    def selected(*arguments: Any, **given: Any) -> int:
        names = ("family", "year", "feature")
        selection = Selection(*(given.pop(name) for name in names))
        return command(*arguments, selection=selection, **given)

    return _family(_year(_feature(selected)))
