"""The wheel: built, installed elsewhere; a cell compiled, its module run alone."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ["cellc", "grammars", "specs", "pyproject.toml", "README.md"]

USE = """
import importlib.util, sys
assert importlib.util.find_spec("cellc") is None, "cellc can be imported here"
import numpy as np
import lstm
params = lstm.init(x=3, h=4, rng=0)
x = np.random.default_rng(0).normal(size=(5, 2, 3)).astype(np.float32)
out, final, tape = lstm.forward(params, x)
grads = lstm.backward(params, tape, lstm.Outputs(h=np.ones_like(out.h)))
assert out.h.shape == (5, 2, 4)
assert grads.params["W_f"].shape == (4, 7)
heavy = {"sympy", "lark", "jinja2", "click", "rich", "cellc"} & set(sys.modules)
assert not heavy, heavy
print("fine")
"""


def run(*command: str | Path, folder: Path) -> str:
    """A command in another folder, where the checkout is not on the path."""
    surroundings = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH"
    }
    result = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of the sources: building writes nothing into the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / "source" / name, ignore=ignored)
        elif source.exists():
            (folder / "source").mkdir(exist_ok=True)
            shutil.copy(source, folder / "source" / name)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet"]
    if importlib.util.find_spec("hatchling"):
        command.append("--no-build-isolation")
    run(*command, "--wheel-dir", folder / "out", folder / "source", folder=folder)
    (built,) = (folder / "out").glob("cellc-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel in it.

    The dependencies are those of this environment, behind its own: no network.
    """
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        python = folder / "venv" / "Scripts" / "python.exe"
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", purelib, folder=folder).strip())
    dependencies = _dependencies(folder / "dependencies")
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    run(*pip, "--no-deps", "--no-index", wheel, folder=folder)
    return python


def _dependencies(folder: Path) -> Path:
    """Links to the packages that the wheel needs, and to nothing of cellc itself."""
    folder.mkdir()
    here = Path(
        subprocess.run(
            [sys.executable, "-c", "import numpy; print(numpy.__path__[0])"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    ).parent
    for entry in here.iterdir():
        if "cellc" not in entry.name and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return folder


def test_content(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "cellc/grammars/cell.lark" in names
    for spec in (ROOT / "specs").rglob("*.cell"):
        assert f"cellc/specs/{spec.relative_to(ROOT / 'specs').as_posix()}" in names
    assert any(name.endswith(".j2") for name in names)
    packages = {name.partition("/")[0] for name in names}
    assert {name for name in packages if "dist-info" not in name} == {"cellc"}
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names)


def test_compile_in_another_folder(installed: Path, tmp_path: Path) -> None:
    cellc = installed.parent / "cellc"
    assert cellc.exists(), "the wheel installs the command"
    assert "lstm" in run(cellc, "list", folder=tmp_path)
    run(cellc, "build", "lstm", "-o", "lstm.py", folder=tmp_path)
    where = run(installed, "-c", "import cellc; print(cellc.__file__)", folder=tmp_path)
    assert str(ROOT) not in where
    # the module runs without cellc
    bare = tmp_path / "bare"
    bare.mkdir()
    numpy_only = bare / "numpy_only"
    numpy_only.mkdir()
    for entry in (installed.parents[2] / "dependencies").glob("numpy*"):
        (numpy_only / entry.name).symlink_to(entry.resolve())
    shutil.copy(tmp_path / "lstm.py", numpy_only)
    # -S: no site-packages at all, then NumPy alone
    program = f"import sys; sys.path.insert(0, {str(numpy_only)!r})\n{USE}"
    assert run(installed, "-S", "-c", program, folder=bare).strip() == "fine"
