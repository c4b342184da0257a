"""Where what stands inside a bracket most likely ends, if the bracket is not closed."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.syntax.brackets import CLOSE, OPEN
from cellc.syntax.slips import TIMES
from cellc.syntax.slips_equals import LONGEST_NAME, name_end

ANGLES = ("__ANON_0", "__ANON_1")  # `_<` and `^<`
SCRIPTS = ("UNDERSCORE", "CIRCUMFLEX")
_SIGNS = ("PLUS", "MINUS")
_ELEMENTWISE = ("STAR", "ODOT", "CIRC")
_SEPARATORS = ("COMMA", "SEMICOLON")


def end_of_content(tokens: Sequence[Token], opener: int, stop: int) -> int:
    """The index behind what most likely stands inside a bracket."""
    before = tokens[opener - 1].type if opener else ""
    start = opener + 1
    if before not in SCRIPTS:  # what an equation equals does not end inside brackets
        equals = (at for at in top(tokens, start, stop) if tokens[at].type == "EQUAL")
        stop = next((at for at in equals if at > start), stop)
    if tokens[opener].type in ANGLES or before in SCRIPTS:
        return _end_of_index(tokens, start, stop)
    if before in ("ACCENT", "FONT"):
        return _end_of_letter(tokens, start, stop)
    if tokens[opener].type == "LSQB":
        return _end_of_list(tokens, start, stop)
    return _end_of_argument(tokens, start, stop, applied=before == "NAME")


def _end_of_letter(tokens: Sequence[Token], start: int, stop: int) -> int:
    r"""`h`, `\mathbf{h}`: what an accent stands over."""
    at = start
    while at < stop and tokens[at].type in ("ACCENT", "FONT"):
        at += 1
    if at < stop and tokens[at].type == "LBRACE" and at > start:
        while at < stop and tokens[at].type != "RBRACE":
            at += 1
    return min(at + 1, stop)


def _end_of_index(tokens: Sequence[Token], start: int, stop: int) -> int:
    """`t`, `t-1`, `hf`, or several of these behind commas."""
    at = start
    signed = [token.type for token in tokens[at : min(at + 2, stop)]]
    if signed == ["MINUS", "NUMBER"]:
        return at + 2
    while at < stop:
        if tokens[at].type not in ("NAME", "NUMBER"):
            break
        at += 1
        shifted = [token.type for token in tokens[at : min(at + 2, stop)]]
        is_time = tokens[at - 1] in TIMES or len(tokens[at - 1]) == 1
        if is_time and shifted in (["PLUS", "NUMBER"], ["MINUS", "NUMBER"]):
            at += 2
        item = tokens[at + 1].type if at + 1 < stop else ""
        if at >= stop or tokens[at].type != "COMMA" or item not in ("NAME", "NUMBER"):
            break
        if at + 2 < stop and tokens[at + 2].type in SCRIPTS:
            break  # `h_{t-1, x_t`: the comma belongs to a list around it
        at += 1
    return max(at, start)


def _end_of_list(tokens: Sequence[Token], start: int, stop: int) -> int:
    """Behind the name that stands behind the last comma."""
    places = [at for at in top(tokens, start, stop) if tokens[at].type in _SEPARATORS]
    item = places[-1] + 1 if places else start
    end = name_end(tokens[:stop], item)
    return end if end > item else stop


def _end_of_argument(
    tokens: Sequence[Token], start: int, stop: int, applied: bool
) -> int:
    """`1 - z_t`; the argument of a function up to its bias; a product up to its end."""
    kinds = [token.type for token in tokens[start : start + 2]]
    if kinds == ["NUMBER", "MINUS"]:
        end = name_end(tokens[:stop], start + 2)
        return end if end > start + 2 else stop
    signs = [at for at in top(tokens, start, stop) if tokens[at].type in _SIGNS]
    if not applied:
        return signs[0] if signs and signs[0] > start else stop
    for at in signs:
        if tokens[at + 1 : at + 2] == ["b"]:
            end = name_end(tokens[: min(stop, at + LONGEST_NAME)], at + 1)
            if end < stop and tokens[end].type in _ELEMENTWISE:
                return end
    end = name_end(tokens[:stop], start)
    if not signs and start < end < stop and tokens[end].type in _ELEMENTWISE:
        return end  # tanh(c_t ⊙ o_t
    return stop


def top(tokens: Sequence[Token], start: int, stop: int) -> list[int]:
    """The places that stand in no bracket of their own."""
    found, depth = [], 0
    for at in range(start, stop):
        depth += tokens[at].type in OPEN or tokens[at].type in ANGLES
        if depth == 0:
            found.append(at)
        depth -= tokens[at].type in CLOSE or tokens[at].type == "MORETHAN"
        depth = max(depth, 0)
    return found


def balanced(tokens: Sequence[Token], opened: list[int], start: int) -> bool:
    """Whether everything fits from here on, with these brackets open."""
    kinds = [tokens[each].type for each in opened]
    for token in tokens[start:]:
        if token.type in OPEN or token.type in ANGLES:
            kinds.append(token.type)
        elif token.type == "MORETHAN" and kinds and kinds[-1] in ANGLES:
            kinds.pop()
        elif token.type in CLOSE and (not kinds or kinds.pop() != CLOSE[token.type]):
            return False
    return not kinds
