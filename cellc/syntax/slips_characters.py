"""Characters that no notation has: what to write instead."""

from __future__ import annotations

import unicodedata

from lark import Token

from cellc.diagnostics import Diagnostics, Edit, Span
from cellc.diagnostics.foreign_commands import CHARACTERS, COMMANDS
from cellc.syntax.environments import span_of
from cellc.syntax.products import refuse_open_stars
from cellc.syntax.slips_norms import settle_norms

MOST = 20  # unknown characters of one line that are reported
_INSTEAD = {  # a character -> the help line
    "!": "remove it; the language has no factorial and no negation",
    "?": "remove it; write out both cases with step(...)",
    '"': "remove the quotes; text stands in comments and in the header",
    "“": "remove the quotes; text stands in comments and in the header",
    "”": "remove the quotes; text stands in comments and in the header",
    "‘": "remove the quotes; text stands in comments and in the header",
    "’": "write ' for a prime",
    "\\": "write a command behind it, such as \\sigma, or \\\\ to end a line",
    "$": "put $ on both sides of an equation, or on neither",
    "→": "write `=` to define a name",
    "←": "write `=` to define a name",
    "↦": "write `=` to define a name",
    "«": "remove the quotes; text stands in comments and in the header",
    "»": "remove the quotes; text stands in comments and in the header",
    "„": "remove the quotes; text stands in comments and in the header",
    "⇐": "write `=` to define a name",
    "⟵": "write `=` to define a name",
    "√": "write sqrt(...)",
    "∑": "write the sum as a product with a matrix, or out",
    "÷": "write /",
    "∕": "write /",
}
_PLAIN = {  # a character -> the one that is meant, where Unicode does not tell
    **dict.fromkeys("—―‒‑⸺", "-"),
    **dict.fromkeys("✕✖⨯", "×"),
    **dict.fromkeys("⁎✱✲", "*"),
    **dict.fromkeys("⨀", "⊙"),
    **dict.fromkeys("⨂", "⊗"),
    **dict.fromkeys("∣❘", "|"),
}


def refuse_characters(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    """Report characters that nothing is written with; False if there are any."""
    if not settle_norms(tokens, diagnostics):
        return False
    if not refuse_open_stars(tokens, diagnostics):
        return False
    unknown = [token for token in tokens if token.type == "UNKNOWN"]
    for token in unknown[:MOST]:
        char = str(token)
        if char in CHARACTERS:
            foreign = COMMANDS[CHARACTERS[char]]
            diagnostics.error(
                "E0111",
                f"`{char}` is {foreign.what}",
                span_of(token),
                help=foreign.help,
            )
            continue
        diagnostics.error(
            "E0101",
            f"the character {_named(char)} has no meaning here",
            span_of(token),
            help=_help_beside(char, diagnostics.source.text[span_of(token).end :][:1]),
            edit=_edit(char, span_of(token)),
        )
    return not unknown


def _named(char: str) -> str:
    number = f"U+{ord(char):04X}"
    if char.isprintable():
        return f"`{char}` ({number})"
    name = unicodedata.name(char, "a control character").lower()
    return f"{number}, {name},"


def _help_beside(char: str, behind: str) -> str:
    if char + behind == "\\%":
        return "write a percentage as the number that it is, 0.9 for 90 %"
    return _help(char)


def _help(char: str) -> str:
    if char in _INSTEAD:
        return _INSTEAD[char]
    plain = _plain(char)
    if plain:
        return f"write `{plain}`, which is another character"
    if not char.isprintable():
        return "remove it; it cannot be seen, and came in with a copied text"
    return "remove it, or write the operation it stands for by name"


def _edit(char: str, place: Span) -> Edit | None:
    """Puts the plain form in the place of a character, or removes what is not seen."""
    plain = _plain(char)
    return Edit(place, plain) if plain or not char.isprintable() else None


def _plain(char: str) -> str:
    """The plain form of a full-width or otherwise decorated character."""
    if char in _PLAIN:
        return _PLAIN[char]
    folded = unicodedata.normalize("NFKC", char)
    same = folded == char or not folded.isascii() or not folded.isprintable()
    return "" if same or not folded.strip() else folded
