"""Fixtures of the tests of single stages and tools."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cellc.cli.main import main


@pytest.fixture
def cellc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command line in an empty folder; no traceback may ever show."""
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, args, input=stdin)
        assert "Traceback" not in result.output
        return result

    return run
