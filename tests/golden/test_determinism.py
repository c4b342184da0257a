"""The same bytes whatever the hash seed, the folder, the locale and the time zone."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cellc.driver import compile_spec

CELLS = ("lstm", "mut1", "fgr")
LEVELS = (0, 2)
CHANGED = ("layernorm:apart", "multiplicative", "zoneout,dropout,peepholes:c,i,f")
SCRIPT = f"""
import hashlib
from cellc.driver import compile_spec
for name in {CELLS!r}:
    for level in {LEVELS!r}:
        text = compile_spec(name, level).source_text
        print(hashlib.sha256(text.encode("utf-8")).hexdigest())
for transform in {CHANGED!r}:
    text = compile_spec("np", transforms=transform).source_text
    print(hashlib.sha256(text.encode("utf-8")).hexdigest())
"""
# C as it is: Python would otherwise make a UTF-8 locale of it
PLAIN_C = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
ENVIRONMENTS = {
    "hash seed 0, UTF-8": {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    "hash seed 1, C, Tokyo": {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", **PLAIN_C},
    "hash seed 4711, far west": {
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Honolulu",
        "COLUMNS": "40",
    },
}


def hashes() -> list[str]:
    plain = [compile_spec(name, level) for name in CELLS for level in LEVELS]
    changed = [compile_spec("np", transforms=each) for each in CHANGED]
    return [
        hashlib.sha256(each.source_text.encode()).hexdigest()
        for each in (*plain, *changed)
    ]


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=list(ENVIRONMENTS))
def test_same_bytes_everywhere(environment: dict[str, str], tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **environment},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == hashes()
    assert not list(tmp_path.iterdir())


def test_same_bytes_in_any_order_in_one_process() -> None:
    """What was compiled before leaves no trace."""
    once = hashes()
    compile_spec("peephole").at_level(0)
    assert hashes() == once
