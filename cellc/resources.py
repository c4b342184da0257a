"""Where grammars and specs are: inside a wheel, or beside the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def directory(name: str) -> Path:
    """The folder `grammars` or `specs`, of a wheel or of a source checkout."""
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"cellc is installed without its folder {name}/")


def grammar_text(name: str) -> str:
    return (directory("grammars") / name).read_text(encoding="utf-8")


@cache
def zoo() -> dict[str, Path]:
    """Every spec of the zoo by name, sorted; the name is the file's stem."""
    found = sorted(directory("specs").rglob("*.cell"), key=lambda path: path.stem)
    return {path.stem: path for path in found}


def by_hand(spec: Path | None, kind: str = "naive") -> Path | None:
    """The same cell by hand, beside a spec of the zoo: `<name>.naive.py`.

    kind: `naive`, in plain NumPy; `torch`, by PyTorch's own kernel.
    """
    if spec is None or zoo().get(spec.stem) != spec:
        return None
    found = spec.with_suffix(f".{kind}.py")
    return found if found.is_file() else None


def family_of(spec: Path) -> str:
    """The family of a cell of the zoo: the folder that its spec stands in."""
    return spec.parent.name


@cache
def families() -> dict[str, dict[str, Path]]:
    """The specs of each family of the zoo by name; families and names are sorted."""
    names = sorted({family_of(path) for path in zoo().values()})
    return {
        family: {
            name: path for name, path in zoo().items() if family_of(path) == family
        }
        for family in names
    }
