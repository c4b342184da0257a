r"""Puts tokens together to the expanded text, and notes where each comes from."""

from __future__ import annotations

from cellc.patterns import regex
from cellc.syntax.macros.expansion import Expansion, Piece
from cellc.syntax.macros.parts import Part

_FONTS = frozenset(
    [
        *["mathbf", "mathrm", "mathit", "mathsf", "mathtt", "mathcal", "mathbb"],
        *["mathfrak", "mathscr", "mathnormal", "boldsymbol", "bm", "pmb", "mathop"],
        *["text", "textrm", "textbf", "textit", "textsf", "texttt", "operatorname"],
    ]
)
_ACCENTS = frozenset(
    [
        *["widetilde", "tilde", "widehat", "hat", "bar", "overline", "underline"],
        *["ddot", "dot", "vec", "check", "breve", "acute", "grave", "sqrt"],
        *["overrightarrow", "overleftarrow"],
    ]
)
_ARGUMENTS = dict.fromkeys([*_FONTS, *_ACCENTS], 1) | dict.fromkeys(
    ["frac", "dfrac", "tfrac"], 2
)
_LAST_COMMAND = regex(r"\\([A-Za-z]+)\s*$")


def ends_in_command(body: str) -> bool:
    r"""Whether the last of a body is a command that takes arguments, as `\mathbf`."""
    last = _LAST_COMMAND.search(body)
    return last is not None and last.group(1) in _ARGUMENTS


class Writer:
    """Puts tokens together to the expanded text.

    due: how many arguments the command before still takes.
    """

    def __init__(self, found: Expansion) -> None:
        self.found = found
        self.texts: list[str] = []
        self.length = 0
        self.expanded = 0
        self.due = 0
        self.font = False  # the last token was a font
        self.groups: list[tuple[int, bool]] = []
        self.last: Part | None = None

    def write(self, part: Part) -> int:
        """Where the token now stands in the expanded text."""
        if part.use >= 0:
            self.expanded += len(part.text)
        last = self.last
        typed = last is not None and last.use < 0 and part.use < 0
        if last is not None and not (typed and last.end == part.start):
            self._separate(last.text[-1], part.text[0], part)
        self.found.pieces.append(Piece(self.length, part.start, part.use))
        at = self.length
        self._put(part.text)
        self.last = part
        if not part.blank:
            self._count(part)
        return at

    def _put(self, text: str) -> None:
        self.texts.append(text)
        self.length += len(text)

    def _separate(self, before: str, behind: str, part: Part) -> None:
        r"""A space between letters of unlike places: `\W x` is not `Wx`."""
        in_word = any(font for _, font in self.groups)
        digits = before.isdigit() and behind.isdigit()
        if before.isalnum() and behind.isalnum() and not in_word and not digits:
            place = part.start if part.use < 0 else 0
            self.found.pieces.append(Piece(self.length, place, part.use))
            self._put(" ")

    def _count(self, part: Part) -> None:
        """Keep account of the arguments that commands take."""
        if part.text == "{":
            self.groups.append((max(self.due - 1, 0), self.font))
            self.due = 0
        elif part.text == "}":
            self.due = self.groups.pop()[0] if self.groups else 0
        elif part.name:
            self.due = max(self.due - 1, 0) + _ARGUMENTS.get(part.name, 0)
        else:
            self.due = max(self.due - len(part.text), 0)
        self.font = part.name in _FONTS
