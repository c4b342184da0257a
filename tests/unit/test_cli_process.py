"""The command line as a process of its own: exit codes, streams, signals, imports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GOOD = "h_t = tanh(W_h h_{t-1} + W_x x_t + b)\n"
CELLC = [sys.executable, "-m", "cellc.cli"]


def run(
    *args: str, cwd: Path, stdin: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [*CELLC, *args],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, **env},
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stdout + done.stderr
    return done


def in_shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A line of bash; `cellc` in it is the command, its exit code that of the line."""
    command = f"cellc() {{ '{sys.executable}' -m cellc.cli \"$@\"; }}; {line}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    for word in ("Traceback", "Exception ignored"):
        assert word not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("check", "rnn"), 0),
        (("check", "bad.cell"), 1),
        (("check", "missing.cell"), 2),
        (("check", "."), 2),
        (("frobnicate",), 2),
        (("build", "good.cell", "-o", "good.cell/x.py"), 2),
    ],
)
def test_exit_codes(tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    (tmp_path / "bad.cell").write_text("h_t = §\n", encoding="utf-8")
    (tmp_path / "good.cell").write_text(GOOD, encoding="utf-8")
    assert run(*args, cwd=tmp_path).returncode == code
    assert sorted(os.listdir(tmp_path)) == ["bad.cell", "good.cell"]


def test_built_module_runs_alone(tmp_path: Path) -> None:
    """It imports NumPy and nothing of cellc."""
    assert (
        run("build", "-", "-o", "my.py", cwd=tmp_path, stdin=GOOD.encode()).returncode
        == 0
    )
    script = (
        "import sys, my, numpy as np\n"
        "params = my.init(x=3, h=4, rng=0)\n"
        "out, final, tape = my.forward(params, np.zeros((5, 2, 3), np.float32))\n"
        "assert out.h.shape == (5, 2, 4)\n"
        "assert not any(name.startswith('cellc') for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, timeout=60)


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    (tmp_path / "bad.cell").write_text("h_t = §\n", encoding="utf-8")
    assert b"\x1b" not in run("check", "bad.cell", cwd=tmp_path).stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize("no_colour", ["", "1"])
def test_colour_on_a_terminal(tmp_path: Path, no_colour: str) -> None:
    (tmp_path / "bad.cell").write_text("h_t = §\n", encoding="utf-8")
    main, terminal = os.openpty()
    env = {**os.environ, "NO_COLOR": no_colour, "TERM": "xterm"}
    command = [*CELLC, "check", "bad.cell"]
    subprocess.run(command, cwd=tmp_path, stderr=terminal, env=env, check=False)
    os.close(terminal)
    shown = os.read(main, 10_000)
    os.close(main)
    assert b"E0101" in shown
    assert (b"\x1b[" in shown) is not bool(no_colour)


def test_terminal_without_greek(tmp_path: Path) -> None:
    done = run("show", "lstm", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert b"\\u03c3(W_f" in done.stdout
    built = run("build", "lstm", "-o", "-", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert "σ(W_f" in built.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("cellc list | true; exit ${PIPESTATUS[0]}", 141),
        ("cellc --help | true; exit ${PIPESTATUS[0]}", 141),
        ("cellc list > /dev/full", 2),
        ("cellc check rnn >&-", 0),
        ("cellc check missing 2>&-", 2),
        ("cellc check - <&-", 2),
        ("cellc check - < <(echo 'h_t = tanh(W h_<t-1> + x_t)')", 0),
        ("cellc check <(echo 'h_t = tanh(W h_<t-1> + x_t)')", 0),
    ],
)
def test_streams(tmp_path: Path, line: str, code: int) -> None:
    assert in_shell(line, tmp_path).returncode == code


def test_interrupt(tmp_path: Path) -> None:
    """Ctrl-C while it waits for a spec, sent to the whole process group."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*CELLC, "check", "pipe"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    writer = opened_by_its_reader(pipe)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    os.close(writer)
    assert process.returncode == 130
    assert stderr == b"\ncellc: interrupted\n"


def opened_by_its_reader(pipe: Path) -> int:
    """The end to write to, once the other end is open."""
    for _ in range(600):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.1)
    pytest.fail("nobody reads the pipe")


COMMANDS = ("list", "show", "check", "build", "verify", "dump", "equiv", "explain")
HEAVY = ("sympy", "numpy", "jinja2", "rich", "lark")


@pytest.mark.parametrize(
    ("args", "allowed"),
    [
        (["--help"], ()),
        (["--version"], ()),
        *(([command, "--help"], ()) for command in COMMANDS),
        (["explain"], ()),
        (["explain", "E0209"], ()),
        (["check", "rnn"], ("sympy", "lark")),
        (["show", "rnn"], ("sympy", "lark")),
        (["dump", "rnn", "--stage", "schedule"], ("sympy", "lark")),
        (["build", "rnn", "-o", "-"], ("sympy", "lark", "jinja2")),
    ],
)
def test_imports(tmp_path: Path, args: list[str], allowed: tuple[str, ...]) -> None:
    """What a command does not need, it does not wait for."""
    script = (
        "import sys\n"
        "from cellc.cli.main import main\n"
        "try:\n"
        f"    main({args!r})\n"
        "except SystemExit as stop:\n"
        "    assert stop.code == 0\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        f"assert set(found) <= set({allowed!r}), found\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
    )
