"""Generated files: where they go, and how they get there.

A file is written beside its place and moved into it when it is complete, so that an
error or an interruption leaves what was there before.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cellc.diagnostics import CellcError, Diagnostic, Source


def destinations(
    names: list[str], output: str | None, several: bool, specs: Iterable[Path]
) -> list[Path]:
    """The file for each name; nothing is created.

    Arguments:
        names: of the cells; a cell's file in a folder is NAME.py.
        output: a file, a folder, or None for the current folder.
        several: whether more than one spec was asked for; `output` is then a folder.
        specs: files that must not be overwritten.

    Raises:
        CellcError: E0003, if there is no such folder, if two names have one file, or
            if a file is a spec.
    """
    if output is None:
        paths = [Path(f"{name}.py") for name in names]
    elif several or output.endswith(os.sep) or os.path.isdir(output):
        paths = [_folder(output) / f"{name}.py" for name in names]
    else:
        paths = [Path(output) for _ in names]
    _refuse_conflicts(paths, [*specs])
    return paths


def _folder(output: str) -> Path:
    path = Path(output)
    if os.path.isdir(path):
        return path
    why, help_line = "there is no such folder", f"make it first: mkdir -p {path}"
    if os.path.exists(path):
        why, help_line = "this is a file, not a folder", "name a folder with -o"
    raise CellcError((_unwritable(path, why, help_line),))


def _refuse_conflicts(paths: list[Path], specs: list[Path]) -> None:
    errors = [
        _unwritable(
            path,
            f"{many} of the specs would be written to this file",
            "build them one at a time, each with its own -o",
        )
        for path, many in Counter(paths).items()
        if many > 1
    ]
    errors += [
        _unwritable(
            path, "this is a spec; it would be overwritten", "name another file"
        )
        for path in dict.fromkeys(paths)
        if any(_same_file(path, spec) for spec in specs)
    ]
    if errors:
        raise CellcError(tuple(errors))


def _same_file(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _unwritable(path: Path, why: str, help_line: str) -> Diagnostic:
    return Diagnostic("E0003", why, help=help_line, source=Source("", str(path)))


# ---------------------------------------------------------------- writing


def place(text: str, path: Path) -> None:
    """Make `text`, as UTF-8, the content of a file, all at once or not at all.

    A new file has the permissions that the umask leaves; one that is there keeps its
    own.  A symbolic link stays one.  Devices and pipes are written as they are.

    Raises:
        CellcError: E0003, if it cannot be written.
    """
    data = text.encode("utf-8")
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISREG(mode):
            path.write_bytes(data)  # a folder says so itself
            return
        if mode is not None and not os.access(path, os.W_OK):
            raise PermissionError(0, "the file is write-protected")
        _replace(Path(os.path.realpath(path)), data, mode)
    except OSError as error:
        raise CellcError((_explained(path, error),)) from None


def _explained(path: Path, error: OSError) -> Diagnostic:
    why = error.strerror or "it cannot be written"
    help_line = "name a place that can be written with -o"
    if isinstance(error, FileNotFoundError):
        why = "no file can be made there"
        if not os.path.exists(path.parent):
            why = f"there is no folder {path.parent}"
            help_line = f"make it first: mkdir -p {path.parent}"
    return _unwritable(path, why, help_line)


def _mode(path: Path) -> int | None:
    """What kind of file is there and who may use it; None if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    beside = path.parent / f".cellc-{os.urandom(6).hex()}.tmp"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        if mode is not None:
            beside.chmod(stat.S_IMODE(mode))
        os.replace(beside, path)
    except BaseException:  # Ctrl-C as well: no temporary file is left behind
        beside.unlink(missing_ok=True)
        raise
