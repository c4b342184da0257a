"""Modules that `cellc build` has made, kept for the next time the same is asked for.

A module is found again under the SHA-256 of all that it is made of: the spec's text,
the name it was given by, what the command line says beside it, and the compiler.  With
it are kept the diagnostics, which are told again.  The spec itself is always read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cellc.cli.cache import cache_folder, compiler, digest, read_data, write_data
from cellc.cli.inputs import STDIN, Choices
from cellc.diagnostics import CellcError, Diagnostic, Edit, Label, Source, Span
from cellc.sources import find_spec, read_source, spec_name

MOST = 500  # modules that are kept
_TEXTS = ("text", "label", "defines", "read", "around")  # of a source


@dataclass(frozen=True)
class Built:
    """A module that was made before, of a spec that is as it was then."""

    argument: str
    name: str
    path: Path | None
    text: str
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Builds:
    """The modules of one target and level, with what was chosen beside a spec."""

    target: str
    level: int
    choices: Choices

    def find(self, argument: str) -> Built | None:
        """What was made of a spec; None where something is new, or wrong."""
        file = self._file(argument)
        data = read_data(file)
        content = data.get("content")
        if not isinstance(content, dict) or data.get("sha256") != _seal(content):
            return None
        path = find_spec(argument)
        told = _diagnostics(content["sources"], content["diagnostics"])
        return Built(argument, spec_name(path), path, content["module"], told)

    def put(self, argument: str, text: str, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep a module; not where a diagnostic is about a text made of another."""
        file = self._file(argument)
        sources = list(dict.fromkeys(map(_source_of, diagnostics)))
        if file is None or any(_is_made(each) for each in sources):
            return
        content = {
            "module": text,
            "sources": [_source_data(each) for each in sources],
            "diagnostics": [
                _data(each, sources.index(_source_of(each))) for each in diagnostics
            ],
        }
        write_data({"sha256": _seal(content), "content": content}, file)
        _thin(file.parent)

    def _file(self, argument: str) -> Path | None:
        folder = cache_folder()
        if folder is None or argument == STDIN:
            return None
        try:
            path = find_spec(argument)
            source = read_source(path)
        except CellcError:
            return None
        beside = repr((self.target, self.level, self.choices))
        parts = [argument, str(path), source.text, beside, self._compiler]
        name = digest([each.encode("utf-8", "surrogateescape") for each in parts])
        return folder / "build" / f"{name}.json"

    @cached_property
    def _compiler(self) -> str:
        return compiler()


def _seal(content: dict[str, Any]) -> str:
    """By which a damaged file is known."""
    return digest([json.dumps(content, sort_keys=True).encode()])


def _source_of(diagnostic: Diagnostic) -> Source | None:
    return diagnostic.source


def _is_made(source: Source | None) -> bool:
    return source is not None and source.origin is not None


def _source_data(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    plain = {name: getattr(source, name) for name in _TEXTS}
    return plain | {"choices": source.choices, "together": source.together}


def _data(diagnostic: Diagnostic, source: int) -> dict[str, Any]:
    edit, span = diagnostic.edit, diagnostic.span
    return {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "span": None if span is None else [span.start, span.end],
        "labels": [[e.span.start, e.span.end, e.text] for e in diagnostic.labels],
        "help": diagnostic.help,
        "source": source,
        "edit": edit and [edit.span.start, edit.span.end, edit.replacement],
    }


def _diagnostics(
    sources: list[dict[str, Any] | None], found: list[dict[str, Any]]
) -> tuple[Diagnostic, ...]:
    texts = [None if each is None else _source(each) for each in sources]
    return tuple(
        Diagnostic(
            each["code"],
            each["message"],
            each["span"] and Span(*each["span"]),
            tuple(Label(Span(start, end), text) for start, end, text in each["labels"]),
            each["help"],
            texts[each["source"]],
            each["edit"] and Edit(Span(*each["edit"][:2]), each["edit"][2]),
        )
        for each in found
    )


def _source(data: dict[str, Any]) -> Source:
    plain = {name: data[name] for name in _TEXTS}
    choices, together = tuple(data["choices"]), tuple(data["together"])
    return Source(**plain, choices=choices, together=together)


def _thin(folder: Path) -> None:
    """Let go of the oldest where there are too many."""
    with suppress(OSError):
        files = [each for each in folder.iterdir() if each.suffix == ".json"]
        files.sort(key=os.path.getmtime)
        for each in files[:-MOST]:
            each.unlink(missing_ok=True)
