"""The user's folder for what can be made again, and what its content depends on.

What is kept there is JSON and read as data, never run.  It is written beside its place
and moved there, so a reader meets a complete file or none, also of two writers at once.
A file that is damaged, or cannot be written, costs time and nothing else.
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
from cellc.resources import directory

_LIBRARIES = ("lark", "sympy", "jinja2")  # what a cell is read and written with


def cache_folder() -> Path | None:
    """None where there is no home to have one in."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):  # else it is to be ignored, says the convention
        return Path(given) / "cellc"
    local = os.environ.get("LOCALAPPDATA") if os.name == "nt" else None
    try:
        home = Path(local) if local else Path.home() / ".cache"
    except RuntimeError:
        return None
    return home / "cellc"


def read_data(path: Path | None) -> dict[str, Any]:
    """What a file holds; nothing where there is none that can be read."""
    try:
        data = json.loads(path.read_bytes()) if path is not None else None
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def write_data(data: dict[str, Any], path: Path | None) -> None:
    """Write a file, where that can be done."""
    if path is None:
        return
    with suppress(CellcError, OSError, ValueError):
        path.parent.mkdir(parents=True, exist_ok=True)
        place(json.dumps(data, ensure_ascii=False), path)


def compiler() -> str:
    """The SHA-256 of everything that is made depends on, beside the spec."""
    package = Path(__file__).resolve().parent.parent
    files = [*package.rglob("*.py"), *package.rglob("*.j2")]
    files += directory("grammars").rglob("*.lark")
    ordered = sorted((path.name, path.as_posix(), path) for path in files)
    versions = [sys.version, *map(_version, _LIBRARIES)]
    return digest(
        [*map(str.encode, versions), *(path.read_bytes() for *_, path in ordered)]
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def digest(parts: Iterable[bytes]) -> str:
    """The SHA-256 of parts, each with its length: where one ends is part of it."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
