"""Every check of a logical line before it is parsed."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.said_brackets import settle_brackets
from cellc.syntax.slips import found_in
from cellc.syntax.slips_brackets import brackets_match
from cellc.syntax.slips_equals import check_equals
from cellc.syntax.slips_foreign import refuse_foreign
from cellc.syntax.slips_misread import READ_OTHERWISE
from cellc.syntax.slips_python import refuse_dotted
from cellc.syntax.tildes import refuse_tildes


def is_sound(tokens: list[Token], kind: str, diagnostics: Diagnostics) -> bool:
    """Whether a line can be parsed; reports the slips and the brackets of it.

    Brackets that the text explains become the operation that it says.
    """
    if kind == "statement" and not settle_brackets(tokens, diagnostics):
        return False
    if not refuse_tildes(tokens, diagnostics):
        return False
    if refuse_foreign(tokens, diagnostics) | refuse_dotted(tokens, diagnostics):
        return False
    return (
        _no_slip(tokens, diagnostics)
        and brackets_match(tokens, diagnostics)
        and (kind == "fact" or check_equals(tokens, diagnostics))
    )


def _no_slip(tokens: Sequence[Token], diagnostics: Diagnostics) -> bool:
    explained: set[int] = set()
    for found in found_in(tokens, READ_OTHERWISE):
        places = range(found.start, found.start + len(found.tokens))
        if explained.isdisjoint(places):
            explained.update(places)
            found.report(diagnostics)
    return not explained
