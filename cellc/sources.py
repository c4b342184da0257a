"""Where specs are: files, cells of the zoo, bytes from elsewhere."""

from __future__ import annotations

from pathlib import Path

from cellc.diagnostics import CellcError, Diagnostic, Source
from cellc.resources import zoo

MAX_BYTES = 8_000_000  # of a spec; a device such as /dev/zero never ends


def find_spec(spec: str | Path) -> Path:
    """The file of a spec: a cell of the zoo by name, a path, or a path less `.cell`.

    Raises CellcError if there is no such file and no such cell.
    """
    known = zoo()
    text = str(spec)
    path = Path(spec)
    try:
        if text in known and not path.is_file():  # a folder `lstm` hides no cell
            return known[text]
        if path.exists():
            return path
        beside = Path(f"{text}.cell")  # the name that generated modules tell
        if beside.is_file():
            return beside
    except OSError as error:  # a folder that may not be read, a name too long
        why = f"the file cannot be read: {error.strerror or error}"
        help_line = "check the path and its permissions"
        raise _about_file("E0001", text, why, help_line) from None
    raise _file_error("E0004", f"there is no file and no cell called `{text}`", text)


def _file_error(code: str, message: str, name: str) -> CellcError:
    import difflib

    close = difflib.get_close_matches(name, list(zoo()), n=1)
    help_line = f"did you mean `{close[0]}`? " if close and code == "E0004" else ""
    help_line += "`cellc list` shows the cells of the zoo"
    return CellcError((Diagnostic(code, message, help=help_line),))


def read_source(path: Path) -> Source:
    """The text of a spec file; raises CellcError where it cannot be read."""

    def failed(why: str, help_line: str) -> CellcError:
        return _about_file("E0001", str(path), why, help_line)

    if path.is_dir():
        raise failed("this is a folder, not a spec file", "name the file inside it")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = f"the file cannot be read: {error.strerror or error}"
        raise failed(why, "check the path and its permissions") from None
    return decode(data, str(path))


def _about_file(code: str, label: str, why: str, help_line: str) -> CellcError:
    """A diagnostic whose place is a file, not a part of its text."""
    return CellcError(
        (Diagnostic(code, why, help=help_line, source=Source("", label)),)
    )


def decode(data: bytes, label: str) -> Source:
    """Bytes as the text of a spec; raises CellcError if they are not UTF-8."""
    if len(data) > MAX_BYTES:
        why = f"this is more than {MAX_BYTES} bytes, too long for a spec"
        raise _about_file("E0001", label, why, "name a file with equations")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = f"byte {error.start} is not UTF-8 text"
        help_line = "save the file as UTF-8"
        raise _about_file("E0002", label, why, help_line) from None
    return Source(text.replace("\r\n", "\n"), label)


def spec_name(path: Path) -> str:
    """The cell's name: the file's stem as an identifier."""
    return identifier(path.stem)


def identifier(text: str) -> str:
    """Any text as a Python identifier in ASCII."""
    kept = "".join(char if char.isascii() and char.isalnum() else "_" for char in text)
    return kept[:60] if kept and not kept[0].isdigit() else f"cell_{kept[:60]}"
