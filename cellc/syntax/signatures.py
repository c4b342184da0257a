r"""What a cell takes and gives, as papers state it: `LSTM: x_t, h_{t-1} \to h_t`.

In: the tokens between line breaks.  Out: whether they are such a line.  It has names
and sets on both sides of one arrow and computes nothing; a label in front or a comma
tells it from an arrow that defines a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from cellc.syntax.brackets import levels_of

_ARROWS = frozenset(
    [
        *["→", "⟶", "↦", "⟼", "\\to", "\\rightarrow", "\\longrightarrow"],
        *["\\mapsto", "\\longmapsto"],
    ]
)
_NAMED = frozenset(["NAME", "FONT", "ACCENT", "REALS"])  # how a name begins
_BETWEEN = frozenset(["COMMA", "TIMES", "OTIMES"])
_AROUND = frozenset(["LPAR", "RPAR", "LCURLY", "RCURLY", "QUAD", "FULL_STOP"])
_SCRIPTS = frozenset(["UNDERSCORE", "CIRCUMFLEX"])
_BEHIND = frozenset(["PRIME", "UNICODE_SUB", "UNICODE_SUP"])


def is_signature(group: Sequence[Token]) -> bool:
    """Whether a line says but from what to what a cell leads."""
    arrows = [at for at, each in enumerate(group) if each in _ARROWS]
    if len(arrows) != 1 or levels_of([*group])[arrows[0]] > 0:
        return False
    start = _label_length(group)
    left, right = group[start : arrows[0]], group[arrows[0] + 1 :]
    listed = any(each.type == "COMMA" for each in (*left, *right))
    return bool(start or listed) and _is_list(left) and _is_list(right)


def _label_length(group: Sequence[Token]) -> int:
    """How many tokens spell `LSTM:` or `f_\\theta:`."""
    for at, token in enumerate(group):
        if token.type == "COLON":
            return at + 1 if at and _is_list(group[:at]) else 0
    return 0


def _is_list(tokens: Sequence[Token]) -> bool:
    """Whether tokens are names or sets with commas between, and no computation."""
    plain = [each for each in _without_scripts(tokens) if each.type not in _AROUND]
    kinds = [each.type for each in plain]
    bare = [each for each in kinds if each not in ("FONT", "ACCENT")]
    if not bare or {*bare} - _NAMED - _BETWEEN - {"WORDS"}:
        return False
    return all((one in _BETWEEN) != (two in _BETWEEN) for one, two in pairwise(bare))


def _without_scripts(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without what stands below and above, and the braces of fonts."""
    out: list[Token] = []
    depth, script = 0, False
    for at, token in enumerate(tokens):
        script = script and depth > 0
        before = tokens[at - 1].type if at else ""
        if before in _SCRIPTS and depth == 0:
            if token.type != "LBRACE":
                continue
            script = True
        depth += (token.type == "LBRACE") - (token.type == "RBRACE")
        if script or token.type in {*_SCRIPTS, *_BEHIND, "LBRACE", "RBRACE"}:
            continue
        out.append(token)
    return out
