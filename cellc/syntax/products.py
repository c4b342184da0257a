r"""Signs of products that a text explains: `where $\cdot$ denotes the Hadamard ...`.

In: the tokens of a text, and the text.  Out: the same, where a sign that words explain
is the sign of that product.  A text that says both of one sign is read as if it said
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.brackets import OPERAND_END
from cellc.syntax.environments import span_of
from cellc.syntax.joins import EXPLAINED, SHOWN, SIGN, without_dots_around

ELEMENTWISE, MATRIX = "*", "·"  # the token of a product is of the text of one
OUTER, KRONECKER = "outer", "kronecker"
_KINDS = {
    "CDOT": r"\\cdot(?![A-Za-z])|[·⋅∙]",
    "STAR": r"\*|\\(?:ast|star)(?![A-Za-z])|[∗⋆]",
    "TIMES": r"×|\\times(?![A-Za-z])",
    "OTIMES": r"⊗|\\otimes(?![A-Za-z])",
}
_EACH = (
    r"(?:element|entry|point|component|coordinate)[\s-]*wise\s+(?:vector\s+)?"
    r"(?:product|multipl)|\bhadamard\b|\bschur\s+product|product\s+by\s+(?:element|"
    r"component)s?|(?:product|multiplication)s?\s+(?:is\s+|are\s+)?"
    r"(?:element|entry|point|component|coordinate)[\s-]*wise"
)
_CIRCLED = {
    OUTER: regex(r"\b(?:outer|tensor|dyadic)[\s-]+product", re.IGNORECASE),
    KRONECKER: regex(r"\bkronecker\b", re.IGNORECASE),
}
_OF_MATRICES = r"\bmatri(?:x|ces)(?:[\s-]+(?:matrix|vector))?[\s-]+(?:product|multipl)"
_MEANINGS = {
    ELEMENTWISE: regex(_EACH, re.IGNORECASE),
    MATRIX: regex(_OF_MATRICES, re.IGNORECASE),
}
_NAMED = regex(  # the Hadamard product is denoted by $\cdot$
    rf"(?P<meaning>{_EACH}|{_OF_MATRICES})[a-z]*(?:\s+(?:product|operation|operator)s?)?"
    r"(?:\s+(?:is|are|by|as|with|denoted|written|indicated|represented)){1,4}"
    rf"\s*(?P<sign>{SHOWN})|(?P<other>{_EACH}|{_OF_MATRICES})[a-z]*"
    rf"(?:\s+(?:product|operation|operator)s?)?\s*\(\s*(?P<shown>{SHOWN})",
    re.IGNORECASE,
)
_FIRST = regex(SIGN)
_OPEN_STARS = frozenset(["⋆", "\\star"])


def said_products(text: str) -> dict[str, str]:
    """Of the kinds of signs that a text explains, the product that it says."""
    lower = text.lower()
    if not any(each in lower for each in ("wise", "hadamard", "schur", "matri")):
        return {}
    found: dict[str, set[str]] = {}
    for sign, words in _explained(text):
        kinds = [kind for kind, each in _KINDS.items() if re.fullmatch(each, sign)]
        said = {each for each, means in _MEANINGS.items() if means.search(words)}
        for kind in kinds:
            found.setdefault(kind, set()).update(said)
    return {kind: said.pop() for kind, said in found.items() if len(said) == 1}


def said_of_circled(text: str) -> str | None:
    """What a text says that ⊗ is, if that is no product of components."""
    lower = text.lower()
    if "product" not in lower and "kronecker" not in lower:
        return None
    if not any(each.search(text) for each in _CIRCLED.values()):
        return None
    said = {
        product
        for sign, words in _explained(text)
        if re.fullmatch(_KINDS["OTIMES"], sign)
        for product, meaning in _CIRCLED.items()
        if meaning.search(words)
    }
    return said.pop() if len(said) == 1 else None


def _explained(text: str) -> Iterator[tuple[str, str]]:
    """Signs, and the words about each."""
    for match in EXPLAINED.finditer(text):
        signs = _FIRST.findall(without_dots_around(match["signs"]))
        meanings = re.split(r",|;|\band\b", match["meanings"])
        meanings = [each for each in meanings if each.strip()]
        if match["verb"] and len(signs) > 1 == len(meanings):
            meanings *= len(signs)  # `· and ∗ are both the elementwise product`
        if match["verb"]:
            yield from zip(signs, meanings, strict=False)
    for match in _NAMED.finditer(text):
        for sign in _FIRST.findall(match["sign"] or match["shown"]):
            yield sign, match["meaning"] or match["other"]


def with_said_products(tokens: list[Token], text: str) -> list[Token]:
    """The tokens, with the signs that the text explains as what it says.

    How tight a sign binds stays what it is.
    """
    said = said_products(text)
    if not said:
        return tokens
    return [
        _as_said(token, said[token.type])
        if token.type in said and _is_between(tokens, at)
        else token
        for at, token in enumerate(tokens)
    ]


def refuse_open_stars(tokens: list[Token], diagnostics: Diagnostics) -> bool:
    r"""Report `a \star b`, which no words explain; False if there is one."""
    for at, token in enumerate(tokens):
        if token not in _OPEN_STARS or not _is_between(tokens, at):
            continue
        scripted = at > 1 and tokens[at - 2].type in ("UNDERSCORE", "CIRCUMFLEX")
        if tokens[at - 1].type == "NUMBER" and not scripted:
            continue
        diagnostics.error(
            "E0207",
            f"`{token}` can be the elementwise product, a convolution or a correlation",
            span_of(token),
            help="write a ⊙ b for the elementwise product, W x for that of a matrix, "
            "or say it beside the equations: "
            f"where ${token}$ denotes the elementwise product",
        )
        return False
    return True


def _as_said(token: Token, product: str) -> Token:
    kind = {"TIMES": "STAR", "STAR": "STAR", "OTIMES": "ODOT"}.get(token.type, "CDOT")
    if product == MATRIX:
        kind = "CDOT"
    read = Token.new_borrow_pos(kind, product, token)
    read.end_pos = token.end_pos
    return read


def _is_between(tokens: list[Token], at: int) -> bool:
    """Between two factors, and no mark as in `h^*`."""
    if not 0 < at < len(tokens) - 1 or tokens[at - 1].type not in OPERAND_END:
        return False
    return tokens[at + 1].type not in ("RBRACE", "EQUAL", "RPAR", "COMMA", "INLINE")
