"""Explanations of diagnostic codes: on the terminal, and as the page docs/errors.md."""

from __future__ import annotations

import textwrap

from cellc.diagnostics.codes import GROUPS
from cellc.diagnostics.explanations import Entry, entries
from cellc.report.markdown import escaped, outside_code

WIDTH = 80
LONGEST = 12  # lines of an example that are shown whole
CUT = "..."

INTRODUCTION = """\
# What cellc says

This page is generated from the table that `cellc explain` reads; do not edit it.

A spec that is wrong gets one diagnostic for each cause, all of them in one run:

    error[E0209]: `tahn` is applied to an argument but is no known function
      --> my.cell:1:7
    1 | h_t = tahn(W h_{t-1} + U x_t)
      |       ^^^^
      = help: did you mean `tanh`? if not, define it in the where block, ...
      = write: h_t = tanh(W h_{t-1} + U x_t)

The code stays the same from version to version. An **error** (E) keeps the spec from
being compiled. A **warning** (W) is about a spec that compiles and may not mean what
was meant. A **note** (N) says how cellc read something that a text leaves open; notes
are shown only where there is no error. Where one edit mends the line, it stands behind
`= write:`.

| | |
|---|---|
| `cellc explain E0209` | what a code means, with an example; alone, all codes |
| `--quiet` | errors only: no warnings, no notes, no `wrote ...` |
| `--warn-as-error` | a warning is an error: exit code 1, and no file is written |
| `--color auto\\|always\\|never` | auto: on a terminal, unless `NO_COLOR` is set |
| `--format text\\|json\\|sarif` | for people, as JSON, or as SARIF 2.1.0 |

`check`, `build`, `verify` and `equiv` have these options; `show` has `--quiet` and
`--color`. Text goes to standard error. A JSON or SARIF document goes to standard output
from `check`, and to standard error from the others, whose standard output is for what
they make. The exit code is 0 without errors, 1 where a spec has errors or was not
verified, 2 for a wrong command or an unusable file, 3 for a fault of cellc itself;
`equiv` has [its own](equivalence.md) for its three answers.

**JSON** is one array with an object for each diagnostic: `file`, `code`, `severity`,
`message`; `line`, `column`, `end_line`, `end_column`, from 1, columns in characters,
ends one behind; `start` and `end`, offsets in characters from 0, each line end counted
as one; `labels`, further places, each with its `message`; `help`; and `edit`, a place
and its `replacement`. What is not there is null. **SARIF** has one run, with a rule for
each code; `relatedLocations` are the further places, `fixes` the edit.
"""


def example_text(example: str) -> str:
    """An example for people: one that is too long for a page is cut in the middle."""
    lines = example.split("\n")
    if len(lines) > LONGEST:
        lines = [*lines[:3], CUT, *lines[-2:]]
    return "\n".join(
        f"{line[:40]}{CUT}{line[-30:]}" if len(line) > WIDTH else line for line in lines
    )


def entry_text(entry: Entry) -> str:
    """What `cellc explain CODE` prints."""
    parts = [f"{entry.code}: {entry.title}"]
    if entry.explanation is None:
        parts.append("There is no longer explanation of this code yet.")
    else:
        parts.append(_filled(entry.explanation.text, WIDTH))
        parts += ["Wrong:", _indented(entry.explanation.bad)]
        parts += ["Right:", _indented(entry.explanation.good)]
    return "\n\n".join(parts)


def list_text() -> str:
    """Every code with its title, by group."""
    groups = []
    for prefix, heading in GROUPS.items():
        lines = [f"  {each.code}  {each.title}" for each in _of_group(prefix)]
        if lines:
            groups.append("\n".join([heading, *lines]))
    return "\n\n".join([*groups, "`cellc explain CODE` tells more about one of them."])


def page() -> str:
    """docs/errors.md."""
    parts = [INTRODUCTION.rstrip("\n")]
    for prefix, heading in GROUPS.items():
        found = _of_group(prefix)
        if found:
            parts.append(f"## {heading}")
        for entry in found:
            parts.append(f"### {entry.code}: {escaped(entry.title)}")
            if entry.explanation is not None:
                parts += _page_of(entry)
    return "\n\n".join(parts) + "\n"


def _page_of(entry: Entry) -> list[str]:
    assert entry.explanation is not None
    words = outside_code(entry.explanation.text)
    return [
        _filled(words, WIDTH + 8),
        "Wrong:",
        _indented(entry.explanation.bad),
        "Right:",
        _indented(entry.explanation.good),
    ]


def _filled(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def _of_group(prefix: str) -> list[Entry]:
    return [entry for entry in entries() if entry.code.startswith(prefix)]


def _indented(example: str) -> str:
    return textwrap.indent(example_text(example), "    ")
