"""`cellc explain`: what a diagnostic code means."""

from __future__ import annotations

import difflib

import click

from cellc.diagnostics import CODES, CellcError, Diagnostic


@click.command("explain")
@click.argument("code", metavar="[CODE]", required=False)
def explain_command(code: str | None) -> int:
    """Explain a diagnostic code such as E0209; without one, list all codes.

    The cause, what to do, an example that is wrong and one that is right. The same
    stands in docs/errors.md.
    """
    from cellc.diagnostics.explanations import entries
    from cellc.report.explain import entry_text, list_text

    if code is None:
        click.echo(list_text())
        return 0
    known = {entry.code: entry for entry in entries()}
    entry = known.get(code.upper())
    if entry is None:
        raise CellcError((_unknown(code),))
    click.echo(entry_text(entry))
    return 0


def _unknown(code: str) -> Diagnostic:
    close = difflib.get_close_matches(code.upper(), list(CODES), n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    help_line = f"{hint}`cellc explain` lists all codes"
    return Diagnostic("E0005", f"there is no code `{code}`", help=help_line)
