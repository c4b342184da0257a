"""The parser of the grammar, and its tables kept between runs.

Making LALR tables takes a tenth of a second, reading them a hundredth of one.
They are kept beside this module's own byte code, as Python keeps that, under a
name that the grammar, Lark and Python settle.  Nothing but speed depends on the
file: where it is missing or damaged the tables are made from the grammar.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from cellc.resources import grammar_text

_DIGEST = hashlib.sha256().digest_size
_OPTIONS: dict[str, Any] = {
    "parser": "lalr",
    "lexer": "basic",
    "start": ["statement", "fact", "layout"],
    "maybe_placeholders": True,
    "keep_all_tokens": True,
}


def parser(transformer: object) -> Lark:
    """The parser of `grammars/cell.lark` that builds with `transformer`."""
    grammar = grammar_text("cell.lark")
    place = _place(grammar)
    tables = None if place is None else _kept(place)
    if tables is None:
        tables = Lark(grammar, **_OPTIONS).memo_serialize([TerminalDef, Rule])
        if place is not None:
            with contextlib.suppress(OSError):
                _keep(place, marshal.dumps(tables))
    return _built(tables, transformer)


def _built(tables: Any, transformer: object) -> Lark:
    """As the stand-alone parsers that Lark generates do it."""
    data, memo = tables
    load: Callable[..., Lark] = Lark._load_from_dict
    return load(data, memo, transformer=transformer)


def _place(grammar: str) -> Path | None:
    """Where the tables are kept; None where Python keeps no byte code either."""
    tag = sys.implementation.cache_tag
    if sys.dont_write_bytecode or tag is None:
        return None
    key = "\0".join((grammar, repr(_OPTIONS), lark.__version__, sys.version))
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    folder = Path(__file__).resolve().parent
    if sys.pycache_prefix is not None:
        folder = Path(sys.pycache_prefix).joinpath(*folder.parts[1:])
    else:
        folder = folder / "__pycache__"
    return folder / f"grammar.{tag}.{digest}.tables"


def _kept(place: Path) -> Any:
    """The tables of an earlier run; None where there are none, or a damaged file."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    digest, tables = content[:_DIGEST], content[_DIGEST:]
    if hashlib.sha256(tables).digest() != digest:
        return None
    return marshal.loads(tables)


def _keep(place: Path, tables: bytes) -> None:
    """Write to a file beside `place`, then move it there: none is ever half-written."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=place.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(tables).digest() + tables)
        os.replace(name, place)
    except OSError:
        os.unlink(name)
        raise
