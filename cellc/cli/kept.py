"""Records of the zoo, kept from one run of `cellc list` for the next.

A record is found again under the SHA-256 of a spec's name and text, in a file that
says what made it: the SHA-256 of the whole compiler.  An edit of either makes it anew,
so what is printed is always what this compiler makes of these specs.

The file is JSON, and read as data.  It is written beside its place and moved there, so
a reader meets a complete file or none; of two writers at once the last one's records
stay.  A file that is damaged, or cannot be written, costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cellc.cli.output import place
from cellc.diagnostics import CellcError
from cellc.report.records import Record, as_data, from_data
from cellc.resources import directory

_LIBRARIES = ("lark", "sympy")  # what a cell's analysis is made with


class Kept:
    """Records by spec; those that are new are written when `save` is called."""

    def __init__(self) -> None:
        self._made_by = _compiler()
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
        path = _file()
        if not self._is_new or path is None:
            return
        data = {"made_by": self._made_by, "records": self._records}
        with suppress(CellcError, OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            place(json.dumps(data, ensure_ascii=False), path)

    def _read(self) -> dict[str, Any]:
        path = _file()
        try:
            data = json.loads(path.read_bytes()) if path is not None else None
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(data, dict) or data.get("made_by") != self._made_by:
            return {}
        records = data.get("records")
        return records if isinstance(records, dict) else {}


def _file() -> Path | None:
    """The file in the user's folder for what can be made again; None without one."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):  # else it is to be ignored, says the convention
        return Path(given) / "cellc" / "list.json"
    local = os.environ.get("LOCALAPPDATA") if os.name == "nt" else None
    try:
        home = Path(local) if local else Path.home() / ".cache"
    except RuntimeError:
        return None
    return home / "cellc" / "list.json"


def _key(name: str, text: str) -> str:
    return _digest([name.encode(), text.encode()])


def _compiler() -> str:
    """The SHA-256 of everything that a record depends on beside its spec."""
    package = Path(__file__).resolve().parent.parent
    files = [*package.rglob("*.py"), *directory("grammars").rglob("*.lark")]
    ordered = sorted((path.name, path.as_posix(), path) for path in files)
    versions = [sys.version, *map(_version, _LIBRARIES)]
    return _digest(
        [*map(str.encode, versions), *(path.read_bytes() for *_, path in ordered)]
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _digest(parts: Iterable[bytes]) -> str:
    """The SHA-256 of parts, each with its length: where one ends is part of it."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
