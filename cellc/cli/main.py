"""The group of commands and the entry point of the `cellc` script.

Neither this module nor a command's module imports SymPy, NumPy, Lark or Rich.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from cellc.cli.faults import exit_code_of
from cellc.version import __version__

# command -> the module of cellc.cli that has it, in the order of `--help`
_HOMES = {
    "list": "zoo",
    "show": "zoo",
    "check": "check",
    "build": "build",
    "verify": "verify",
    "equiv": "equiv",
    "bench": "bench",
    "dump": "dump",
    "explain": "explain",
}


class Commands(click.Group):
    """A group that imports a command when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _HOMES:
            return None
        home = import_module(f"cellc.cli.{_HOMES[cmd_name]}")
        command: click.Command = getattr(home, f"{cmd_name}_command")
        return command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *others: Any,
        **options: Any,
    ) -> Any:
        """Run a command line and exit with its code; nothing is left to a traceback."""
        if "_CELLC_COMPLETE" in os.environ:  # a shell asks for completions
            return super().main(args, prog_name or "cellc", *others, **options)
        given = list(sys.argv[1:] if args is None else args)
        sys.exit(exit_code_of(lambda: self._run(given, prog_name or "cellc")))

    def _run(self, args: list[str], prog_name: str) -> int:
        gc.set_threshold(100_000)  # imports make much that stays: look through it less
        with self.make_context(prog_name, args) as context:
            result: int | None = self.invoke(context)
        return result or 0


@click.group(
    "cellc",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 a spec has errors or was not verified, "
    "2 wrong usage or an unusable file, 3 an internal fault; `equiv` has its own.",
)
@click.version_option(__version__, prog_name="cellc")
def main() -> None:
    """Compile the equations of a recurrent cell to NumPy with exact gradients.

    SPEC is the path of a spec file, the name of a cell of the zoo (`cellc list`), or
    - for standard input.
    """
