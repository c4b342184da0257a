"""The arrows between the packages, and what may not stand in the compiler's code."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from merged import for_each

import cellc
from cellc.resources import zoo

PACKAGE = Path(cellc.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400  # lines of a file

# A part of the compiler -> the parts it may import.  Whatever stands further down in
# the design may be imported from above and never from below.
LOWEST = {"diagnostics", "version", "resources", "patterns"}
IR = {"ir", "ops"}
ARROWS: dict[str, set[str]] = {
    "version": set(),
    "patterns": set(),
    "resources": set(),
    "diagnostics": set(),
    "ops": {"diagnostics"},
    "ir": {"ops", "diagnostics"},
    "syntax": {"diagnostics", "resources"},
    "lower": {"syntax", *IR, "diagnostics"},
    "autodiff": {*IR, "diagnostics"},
    "passes": {*IR, "diagnostics"},
    "transforms": {*IR, "diagnostics"},
    "schedule": {"autodiff", "passes", *IR, "diagnostics"},
    "targets": {"schedule", "transforms", *IR, "diagnostics", "version"},
    "documents": {"syntax", "lower", *IR, "diagnostics"},
    "sources": {"diagnostics", "resources"},
    "driver": {
        *["documents", "syntax", "lower", "autodiff", "passes", "schedule"],
        *["transforms", "sources", "diagnostics", *IR],
    },
    "loader": {"driver"},
    "testing": {"driver", "loader", "transforms", *IR},
    "equivalence": {"testing", *IR},
    "bench": {"driver", "schedule", "patterns", *IR},
    "report": {
        *["driver", "sources", "loader", "testing", "syntax", "autodiff", "schedule"],
        *["equivalence", "bench", *IR, *LOWEST],
    },
    "cli": {
        *["driver", "sources", "loader", "report", "testing", "equivalence", "bench"],
        *[*IR, *LOWEST],
    },
}
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr"}
BANNED_CALLS |= {"lambdify", "S", "simplify", "nsimplify", "literal_eval"}
BANNED_MODULES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def part_of(path: Path) -> str:
    """`lower` for cellc/lower/names.py, `driver` for cellc/driver.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or within a function."""
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=module, level=0):
                assert module is not None
                yield module
                if module == "cellc":
                    yield from (f"cellc.{name.name}" for name in node.names)
            case ast.ImportFrom():
                pytest.fail(f"{path}: imports are absolute")


def ids(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


every_file = for_each(FILES, ids)


# ---------------------------------------------------------------- arrows


def test_every_part_has_its_arrows() -> None:
    assert {part_of(path) for path in FILES} - {"__init__"} == set(ARROWS)


def test_arrows_make_no_circle() -> None:
    left = dict(ARROWS)
    while left:
        free = [part for part, below in left.items() if not below & left.keys()]
        assert free, f"a circle among {sorted(left)}"
        for part in free:
            del left[part]


@every_file
def test_imports_follow_the_arrows(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":  # the front door opens every part, on first use
        return
    for module in imported(path):
        root, _, rest = module.partition(".")
        if root != "cellc" or not rest:
            continue
        below = rest.partition(".")[0]
        known = below in (part, "patterns") or below in ARROWS[part]
        assert known, f"{ids(path)} imports {module}"


@every_file
def test_no_expression_is_compiled_at_import(path: Path) -> None:
    """Hundreds would be: `cellc.patterns.regex` compiles one at its first use."""
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="compile")):
                inside = any(
                    isinstance(each, ast.FunctionDef)
                    and each.lineno <= node.lineno <= (each.end_lineno or 0)
                    for each in ast.walk(tree_of(path))
                )
                bytes_of_source = path.name == "source.py"
                assert inside or bytes_of_source, f"{ids(path)}:{node.lineno}"


@every_file
def test_only_declared_dependencies(path: Path) -> None:
    """The standard library, the core's four packages, and the command line's two."""
    allowed = {"cellc", "sympy", "numpy", "lark", "jinja2", "__future__"}
    if part_of(path) in ("cli", "report"):
        allowed |= {"click", "rich"}
    for module in imported(path):
        root = module.partition(".")[0]
        assert root in allowed or root in sys.stdlib_module_names


def test_each_stage_knows_its_own_tools() -> None:
    """lark in the parser, Jinja2 in the targets, SymPy's printers only in reports."""
    for path in FILES:
        modules = set(imported(path))
        roots = {module.partition(".")[0] for module in modules}
        if "lark" in roots:
            assert part_of(path) == "syntax"
        if "jinja2" in roots:
            assert part_of(path) == "targets"
        if "numpy" in roots:
            numerical = {"testing", "bench", "equivalence", "report", "cli"}
            assert part_of(path) in numerical
        if "sympy" in roots:
            assert part_of(path) not in {"syntax", "diagnostics", "cli"}
        printers = {name for name in modules if name.startswith("sympy.printing")}
        assert not printers or part_of(path) == "report"
        assert not any(module.startswith("sympy.parsing") for module in modules)


# ---------------------------------------------------------------- what is not there


@every_file
def test_nothing_evaluates_text(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                assert name not in BANNED_CALLS, f"line {node.lineno}"
            case ast.Call(func=ast.Attribute(attr=attr)):
                # `re.compile` and a spec's own `compile` evaluate no text
                assert attr not in BANNED_CALLS - {"compile"}, f"line {node.lineno}"
            case ast.ImportFrom(names=names):
                assert not BANNED_CALLS & {name.name for name in names}


@every_file
def test_no_star_import(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            assert all(name.name != "*" for name in node.names)


@every_file
def test_length_of_files(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@every_file
def test_names_of_modules(path: Path) -> None:
    assert not BANNED_MODULES & {path.stem, *path.relative_to(PACKAGE).parts}


@every_file
def test_docstring_of_modules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(tree_of(path)), "a module says what it is for"


def code_words(path: Path) -> Iterator[tuple[int, str]]:
    """Words of a file's code and strings, without comments, docstrings and prose.

    A string is prose if it has a space in it: a message, a help line, an example.
    """
    docstrings = {
        node.body[0].value.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        )
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    text = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            continue
        if token.type == tokenize.STRING and (
            " " in token.string or token.start[0] in docstrings
        ):
            continue
        for word in re.findall(r"[A-Za-z_]\w*", token.string):
            yield token.start[0], word


@every_file
def test_no_cell_of_the_zoo_is_known_by_name(path: Path) -> None:
    """What holds for one cell and not for another stands in its spec, nowhere else.

    `np` is NumPy and a cell of Greff's as well, a star is a sign, and random numbers
    are drawn: these three names are let through.
    """
    cells = set(zoo()) - {"np", "star", "draw"}
    for line, word in code_words(path):
        assert word.lower() not in cells, f"line {line}: {word}"


def test_templates_hold_no_logic() -> None:
    """A template places finished lines: one `for` over blocks, no conditions."""
    for path in PACKAGE.rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        words = set(re.findall(r"{%-?\s*(\w+)", text))
        assert words <= {"for", "endfor"}, path.name


# ---------------------------------------------------------------- importing

LAZY = """
import sys
import {module}
heavy = {{"sympy", "numpy", "lark", "jinja2", "click", "rich"}} & set(sys.modules)
print(sorted(heavy))
"""


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("cellc", set()),
        ("cellc.diagnostics", set()),
        ("cellc.resources", set()),
        ("cellc.cli.main", {"click", "rich"}),
    ],
)
def test_import_is_light(module: str, allowed: set[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", LAZY.format(module=module)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(re.findall(r"'(\w+)'", result.stdout))
    assert loaded <= allowed


def test_public_names() -> None:
    assert len(cellc.__all__) <= 8
    for name in cellc.__all__:
        assert getattr(cellc, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = cellc.no_such_name
