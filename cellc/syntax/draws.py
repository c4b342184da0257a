r"""Noise: `\epsilon_t \sim \mathcal{N}(0, I)`, drawn anew at every step.

In: the tokens of a text.  Out: the same tokens, a distribution behind a name as one
token DRAWN.  `~` is a space in LaTeX, so that the lexer drops it: what stands between
name and distribution is looked up in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.environments import span_of

NORMAL = "normal"
UNIFORM = "uniform"
BERNOULLI = "bernoulli"
_HEADS = {
    **dict.fromkeys(["N", "Normal", "normal", "Gaussian", "𝒩"], NORMAL),
    **dict.fromkeys(["U", "Uniform", "uniform", "Unif", "𝒰"], UNIFORM),
    **dict.fromkeys(["Bernoulli", "bernoulli", "Bern"], BERNOULLI),
}
_SIGN = re.compile(r"[~∼]|\\(?:sim|thicksim|overset|stackrel|distas)\b")
_FONTS = re.compile(r"\\(?:mathcal|mathrm|text|operatorname|mathbf|bm|boldsymbol|bf)")
_LONGEST = 24  # tokens of a distribution
_ARGUMENT = {
    NORMAL: re.compile(r"0,(?:I|1)$"),
    UNIFORM: re.compile(r"0,1$"),
    BERNOULLI: re.compile(r"(0?\.\d{1,15}|0|1)$"),
}
_HELP = {
    NORMAL: "write ε_t ~ N(0, I), and what is made of it in an equation: z_t = μ_t + "
    "σ_t ⊙ ε_t",
    UNIFORM: "write u_t ~ U(0, 1), and what is made of it in an equation",
    BERNOULLI: "write m_t ~ Bernoulli(0.9), with a number",
}


def with_draws(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens with every distribution as one; reports others than those above."""
    text = diagnostics.source.text
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _draw_at(tokens, index, out, text, diagnostics)
        if found is None:
            out.append(tokens[index])
            index += 1
            continue
        token, index = found
        if out and _SIGN.fullmatch(out[-1]):
            out.pop()
        out.append(token)
    return out


def _draw_at(
    tokens: Sequence[Token],
    index: int,
    before: Sequence[Token],
    text: str,
    diagnostics: Diagnostics,
) -> tuple[Token, int] | None:
    """The distribution that begins here behind a sign, and what follows it."""
    if tokens[index].type not in ("NAME", "FONT"):
        return None
    letters, at = _plain(tokens, index)
    kind = _HEADS.get(letters)
    if kind is None or at >= len(tokens) or tokens[at].type != "LPAR":
        return None
    name = [*before[-3:]]
    gap = text[name[-1].end_pos or 0 : tokens[index].start_pos or 0] if name else ""
    signed = bool(name) and _SIGN.fullmatch(name[-1]) is not None
    if not (signed or "~" in gap) or not _has_index(name[:-1] if signed else name[1:]):
        return None
    inner, depth = [], 0
    for place in range(at, min(len(tokens), at + _LONGEST)):
        depth += (tokens[place].type == "LPAR") - (tokens[place].type == "RPAR")
        if depth == 0:
            break
        if place > at:
            inner.append(tokens[place])
    else:
        return None
    argument = "".join(
        str(each)
        for each in inner
        if each.type not in ("LBRACE", "RBRACE") and not _FONTS.fullmatch(each)
    )
    written = Token.new_borrow_pos("DRAWN", f"{kind} {argument}", tokens[index])
    written.end_pos = tokens[place].end_pos
    if not _ARGUMENT[kind].match(argument):
        diagnostics.error(
            "E0309",
            "noise is drawn from N(0, I), U(0, 1) or Bernoulli(p)",
            span_of(written),
            help=_HELP[kind],
        )
    return written, place + 1


def _has_index(name: Sequence[Token]) -> bool:
    """Whether a name ends here that has an index: other draws are of parameters."""
    if not name:
        return False
    last = name[-1].type
    below = len(name) > 1 and name[-2].type in ("UNDERSCORE", "CIRCUMFLEX")
    return below or last in ("RBRACE", "RPAR", "UNICODE_SUB", "MORETHAN")


def _plain(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    r"""`N`, `\mathcal{N}`, `\mathcal N`: the letters, and what follows them."""
    if tokens[at].type == "FONT" and _FONTS.fullmatch(tokens[at].rstrip("*")):
        braced = [each.type for each in tokens[at + 1 : at + 4]]
        if braced == ["LBRACE", "NAME", "RBRACE"]:
            return str(tokens[at + 2]), at + 4
        return (str(tokens[at + 1]), at + 2) if braced[:1] == ["NAME"] else ("", at)
    return str(tokens[at]), at + 1
