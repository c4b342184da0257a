r"""How long a long text takes to be read or refused, in seconds of the processor.

    python tests/bench/long_texts.py                 # every kind
    python tests/bench/long_texts.py comments wiki   # some

Each is one run of `cellc check` in a process of its own, its start among it.  Bars: 3 s
for a megabyte, 1 s beside the start for a hundred thousand brackets.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MEGABYTE = 1_000_000
SIGNS = 190_000  # as long as is read at all
MANY = 100_000
LONG, BRACKETS = 3.0, 1.0
RNN = r"h_t = \tanh(W h_{t-1} + U x_t + b)"
PROSE = "This is a line of prose on what the cell does, see the table above.\n"
TEXT = PROSE * 8 + "\n"


def command() -> str:
    beside = Path(sys.executable).with_name("cellc")
    found = str(beside) if beside.exists() else shutil.which("cellc")
    if found is None:
        raise SystemExit("the command cellc is not installed in this environment")
    return found


def latex(body: str) -> str:
    return f"\\documentclass{{a}}\n\\begin{{document}}\n{body}\\end{{document}}\n"


def display(equation: str) -> str:
    return f"It is\n\\begin{{equation}}\n{equation}\n\\end{{equation}}\n"


def filled(piece: str, size: int = MEGABYTE) -> str:
    return piece * (size // len(piece))


def texts() -> dict[str, tuple[str, float]]:
    """The texts by name, each with its bar."""
    labelled = [display(f"{RNN}\\label{{{at}}}") for at in range(10_000)]
    section = f"{TEXT}\n## Section\n\n- item one\n- item two\n\n"
    wiki = TEXT + "In it <math>c_t</math> is a state.\n\n== Section ==\n* item\n\n"
    long = {
        "comments": filled("# a comment\n") + RNN,
        "equations": filled(RNN + "\n"),
        "prose": filled(PROSE) + RNN,
        "prose document": latex(filled(TEXT) + display(RNN)),
        "labelled displays": latex("".join(labelled)),
        "other displays": latex(filled(display("E = mc^2"))),
        "Markdown": f"# Title\n\n{filled(section)}$${RNN}$$\n",
        "wiki": f"== Title ==\n{filled(wiki)}:<math>{RNN}</math>\n",
        **{
            f"of {piece.strip()}": "h_t = x_t" + filled(piece, SIGNS)
            for piece in ["$", "&", "/2", "-", "= x_t ", "x_t y_t ", "\\", ", "]
        },
    }
    brackets = {
        "round": "(" * MANY + "x_t" + ")" * MANY,
        "square": "[" * MANY + "x_t" + "]" * MANY,
        "braces": "{" * MANY + "x_t" + "}" * MANY,
        "mixed": "([{" * MANY,
        "closing": ")]}" * MANY,
        "bars": "|" * MANY,
        "round in a document": latex(display("h_t = " + "(" * MANY)),
    }
    return {
        **{name: (text, LONG) for name, text in long.items()},
        **{
            f"brackets, {name}": (text if "document" in name else f"h_t = {text}", 0.0)
            for name, text in brackets.items()
        },
    }


def seconds(text: str, ending: str) -> tuple[float, str]:
    """The seconds of a check of a text, and the first thing it says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"text.{ending}"
        path.write_text(text, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(
            [command(), "check", "--color", "never", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    said = (ran.stderr or ran.stdout).partition("\n")[0]
    return taken, said[:60] if said else "ok"


def main() -> None:
    chosen = sys.argv[1:]
    seconds(RNN, "txt")  # byte code
    start, _ = seconds(RNN, "txt")
    print(f"{start:6.2f} s  a cell of one line")
    for name, (text, bar) in texts().items():
        if chosen and name not in chosen:
            continue
        taken, said = seconds(text, "md" if name == "Markdown" else "txt")
        bar = bar or start + BRACKETS
        mark = "" if taken <= bar else f"  over {bar:.1f} s"
        print(f"{taken:6.2f} s  {name}{mark}: {said}")


if __name__ == "__main__":
    main()
