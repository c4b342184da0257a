"""Records of the zoo, kept from one run of `cellc list` for the next.

A record is found again under the SHA-256 of a spec's name and text, in a file that
says what made it: the SHA-256 of the whole compiler.  An edit of either makes it anew,
so what is printed is always what this compiler makes of these specs.
Of two writers at once the last one's records stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cellc.cli.cache import cache_folder, compiler, digest, read_data, write_data
from cellc.report.records import Record, as_data, from_data


class Kept:
    """Records by spec; those that are new are written when `save` is called."""

    def __init__(self) -> None:
        self._made_by = compiler()
        self._records = self._read()
        self._is_new = False

    def get(self, name: str, text: str) -> Record | None:
        """The record of a spec, if this compiler has made it before."""
        return from_data(self._records.get(_key(name, text)))

    def put(self, name: str, text: str, record: Record) -> None:
        self._records[_key(name, text)] = as_data(record)
        self._is_new = True

    def save(self) -> None:
        """Write what is new, where that can be done."""
        if self._is_new:
            write_data({"made_by": self._made_by, "records": self._records}, _file())

    def _read(self) -> dict[str, Any]:
        data = read_data(_file())
        if data.get("made_by") != self._made_by:
            return {}
        records = data.get("records")
        return records if isinstance(records, dict) else {}


def _file() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "list.json"


def _key(name: str, text: str) -> str:
    return digest([name.encode(), text.encode()])
