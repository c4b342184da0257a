r"""Noise: `\epsilon_t \sim \mathcal{N}(0, I)`, drawn anew at every step.

In: the tokens of a text.  Out: the same tokens, a distribution behind a name as one
token DRAWN.  `~` is a space in LaTeX, so that the lexer drops it: what stands between
name and distribution is looked up in the text.  A name without an index can be drawn
once or at every step, which lower/drawn.py settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.patterns import regex
from cellc.syntax.environments import span_of

NORMAL = "normal"
UNIFORM = "uniform"
BERNOULLI = "bernoulli"
_HEADS = {
    **dict.fromkeys(["N", "Normal", "normal", "Gaussian", "𝒩"], NORMAL),
    **dict.fromkeys(["U", "Uniform", "uniform", "Unif", "𝒰"], UNIFORM),
    **dict.fromkeys(["Bernoulli", "bernoulli", "Bern"], BERNOULLI),
}
_SIGN = regex(r"[~∼]|\\(?:sim|thicksim|overset|stackrel|distas)\b")
_FONTS = regex(r"\\(?:mathcal|mathrm|text|operatorname|mathbf|bm|boldsymbol|bf)")
_LONGEST = 24  # tokens of a distribution
_NEAR = 40  # characters in front of one
_OF_MATRIX = regex(  # `J_{ij} \sim`: an entry of a matrix, and no step
    r"(?<![A-Za-z\\])[A-Z]\}?\s*_\s*(?:\{[^{}t]*\}|[^\s{t])[\s$&]*(?:~|∼|\\\w+)[\s{}]*\Z"
)
_NUMBERS = regex(r"[-−]?[\d.]+,")  # that no matrix is applied to
_BREAKS = frozenset(["NEWLINE", "SOFT", "DISPLAY", "INLINE"])
_ENDS = _BREAKS | {"COMMA", "FULL_STOP", "SEMICOLON", "TEXT", "QUAD", "END"}
_OPERATORS = frozenset(
    ["EQUAL", "PLUS", "MINUS", "STAR", "ODOT", "CDOT", "TIMES", "ALIGN", "SLASH"]
)
_FACTORS = frozenset(["NAME", "NUMBER", "RBRACE", "UNICODE_SUB", "RPAR"])
_WORDS = frozenset(
    ["from", "of", "a", "the", "as", "by", "to", "with", "and", "or", "in", "is", "are"]
)
_ARGUMENT = {
    NORMAL: regex(r"0,(?:I|1)$"),
    UNIFORM: regex(r"0,1$"),
    BERNOULLI: regex(r"(0?\.\d{1,15}|0|1)$"),
}
_HELP = {
    NORMAL: "write ε_t ~ N(0, I), and what is made of it in an equation: z_t = μ_t + "
    "σ_t ⊙ ε_t",
    UNIFORM: "write u_t ~ U(0, 1), and what is made of it in an equation",
    BERNOULLI: "write m_t ~ Bernoulli(0.9), with a number",
}


def is_drawn_from(kind: str, argument: str) -> bool:
    """Whether a distribution, as a DRAWN token has it, is one that is drawn."""
    return _ARGUMENT[kind].match(argument) is not None


def with_draws(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    """The tokens with every distribution as one; reports others than those above."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _distribution(tokens, index)
        sign = None if found is None else _sign(found, out, tokens[index], diagnostics)
        alone = sign != "=" or (found is not None and _ends_line(tokens, found.end))
        if found is not None and sign is not None and alone:
            _take(found, sign, out, diagnostics)
            index = found.end
            continue
        if found is not None and (not alone or _is_value(found, out)):
            _refuse_value(found, diagnostics)
        out.append(tokens[index])
        index += 1
    return out


@dataclass(frozen=True)
class _Found:
    """`\\mathcal{N}(0, I)`: its kind, what is in the brackets, where it ends."""

    kind: str
    argument: str
    written: Token
    end: int
    plain: bool  # the letter alone, which can be a matrix

    @property
    def is_standard(self) -> bool:
        return is_drawn_from(self.kind, self.argument)

    @property
    def is_certain(self) -> bool:
        """`U(h_{t-1}, x_t)` can be a product; no matrix is applied to (0, 1)."""
        return not self.plain or _NUMBERS.match(self.argument) is not None


def _distribution(tokens: Sequence[Token], index: int) -> _Found | None:
    """The distribution that begins here."""
    if tokens[index].type not in ("NAME", "FONT"):
        return None
    letters, at = _plain(tokens, index)
    kind = _HEADS.get(letters)
    if kind is None or at >= len(tokens) or tokens[at].type != "LPAR":
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
    plain = tokens[index].type == "NAME" and len(letters) == 1 and letters.isascii()
    return _Found(kind, argument, written, place + 1, plain)


def _sign(
    found: _Found, before: Sequence[Token], first: Token, diagnostics: Diagnostics
) -> str | None:
    """The sign between a name and the distribution behind it: `~`, `=`, or none."""
    if not before:
        return None
    text = diagnostics.source.text
    if _SIGN.fullmatch(before[-1]):
        name = before[:-2] if before[-2:-1] == ["&"] else before[:-1]
        return "~" if _ends_name(name) else None
    if before[-1].type == "EQUAL":
        name = [each for each in before[-4:-1] if each.type != "ALIGN"]
        named = _has_index(name) and not _is_density(before)
        return "=" if named and found.is_certain else None
    gap = text[before[-1].end_pos or 0 : first.start_pos or 0]
    return "~" if "~" in gap and _ends_name(before) else None


def _is_density(before: Sequence[Token]) -> bool:
    """`p(z_t) = `, `q_\\phi(z \\mid x) = `: the density, and no value."""
    line = [*takewhile(lambda each: each.type not in _BREAKS, reversed(before))]
    closed = [each.type for each in line if each.type != "ALIGN"][1:2] == ["RPAR"]
    return closed and line[-1].lower() in ("p", "q")


def _take(found: _Found, sign: str, out: list[Token], diagnostics: Diagnostics) -> None:
    """Put a distribution behind the name of what is drawn."""
    if out[-1].type == "EQUAL" or _SIGN.fullmatch(out[-1]):
        out.pop()
    if out[-1].type == "ALIGN":
        out.pop()
    out.append(found.written)
    anew = _has_index(out[-4:-1])
    start = found.written.start_pos or 0
    near = diagnostics.source.text[max(start - _NEAR, 0) : start]
    if anew and not _OF_MATRIX.search(near) and not found.is_standard:
        diagnostics.error(
            "E0309",
            "noise is drawn from N(0, I), U(0, 1) or Bernoulli(p)",
            span_of(found.written),
            help=_HELP[found.kind],
        )
    elif sign == "=":
        diagnostics.note(
            "N0693",
            "a distribution as a right side is read as a value that is drawn from it, "
            "anew at every step",
            span_of(found.written),
            help="write ~ in the place of =, as in ε_t ~ N(0, I)",
        )


def _ends_line(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing of an equation stands behind a distribution."""
    kind = tokens[at].type if at < len(tokens) else "NEWLINE"
    return kind in _ENDS


def _is_value(found: _Found, before: Sequence[Token]) -> bool:
    """Whether a distribution stands in an equation: `h_{t-1} + 0.1 N(0, 1)`."""
    if "," not in found.argument or not found.is_certain or not before:
        return False
    last = before[-1]
    if last.type in _OPERATORS:
        return last.type != "EQUAL" or not _is_density(before)
    word = last.type == "NAME" and len(last) > 1 and not last.startswith("\\")
    if word or last.type not in _FACTORS:
        return False
    line = takewhile(lambda each: each.type not in _BREAKS, reversed(before))
    return any(each.type == "EQUAL" for each in line)


def _refuse_value(found: _Found, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E0311",
        "a distribution stands here in the place of a value",
        span_of(found.written),
        help="give what is drawn a name: ε_t ~ N(0, I) in the where block, and here "
        "s ⊙ ε_t, s being its standard deviation"
        if found.kind == NORMAL
        else f"give what is drawn a name: {_HELP[found.kind].removeprefix('write ')}",
    )


def _ends_name(tokens: Sequence[Token]) -> bool:
    """Whether a name ends here; words of a sentence, `drawn from~N(0, 1)`, are none."""
    if not tokens:
        return False
    last = tokens[-1]
    word = last.type == "NAME" and last.lower() not in _WORDS
    return word or last.type == "PRIME" or _has_index(tokens[-3:])


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
