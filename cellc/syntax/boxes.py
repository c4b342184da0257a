r"""Commands that set their last group: `\textcolor{red}{x}`, `\stackrel{a}{=}`.

In: the tokens of a text.  Out: the same with boxes as fonts of what they set, and `=`
without the words that stand above it.
"""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from cellc.diagnostics import Diagnostics
from cellc.syntax.environments import retyped, span_of
from cellc.syntax.settings import group_end

BOXES = {  # a command -> how many arguments stand in front of what is set
    **dict.fromkeys(["textcolor", "colorbox", "mathcolor", "scalebox", "raisebox"], 1),
    **dict.fromkeys(["rotatebox", "tikzmarknode", "tikzmark", "parbox", "href"], 1),
    **dict.fromkeys(["fcolorbox", "resizebox"], 2),
    **dict.fromkeys(
        ["hl", "fbox", "boxed", "framebox", "makebox", "smash", "uline"], 0
    ),
    **dict.fromkeys(
        ["mathclap", "mathrlap", "mathllap", "tcbhighmath", "shadowbox"], 0
    ),
    **dict.fromkeys(["centerline", "vcenter", "ensuremath"], 0),
}
_ANNOTATIONS = frozenset(["stackrel", "overset", "underset"])
_OVER_AN_INDEX = frozenset(
    ["\\max", "\\min", "\\sum", "\\prod", "\\lim", "\\operatorname"]
)
_TEXTS = frozenset(["text", "mbox", "hbox"])  # boxes where they hold but `$ ... $`


def without_annotations(tokens: list[Token], diagnostics: Diagnostics) -> list[Token]:
    r"""`\stackrel{\text{def}}{=}` as `=`; `\underset{n \times n}{W}` as W, noted."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        if tokens[index].removeprefix("\\") in _ANNOTATIONS:
            content = _content(tokens, index + 1, 1)
            label = tokens[index + 1 : max(content, index)]
            if content > 0 and _says_nothing(tokens, index, content):
                end = group_end(tokens, content, "RBRACE")
                if tokens[content + 1].type != "EQUAL":
                    shape = "write the shape of a name in the where block, as in "
                    _note_annotation(label, f"{shape}W ∈ ℝ^{{h×x}}", diagnostics)
                elif {"?", "!"} & {*label}:
                    doubt = "leave the equation out if the text asks whether it holds"
                    _note_annotation(label, doubt, diagnostics)
                out += tokens[content + 1 : end]
                index = end + 1
                continue
        out.append(tokens[index])
        index += 1
    return out


def _says_nothing(tokens: Sequence[Token], index: int, content: int) -> bool:
    """Whether a `=` has words above it, or a name its size below."""
    kinds = [each.type for each in tokens[index + 1 : content]]
    inner = tokens[content + 1 : group_end(tokens, content, "RBRACE")]
    if [each.type for each in inner] == ["EQUAL"]:
        return True
    named = inner[:1] and inner[0].type in ("NAME", "FONT", "ACCENT")
    plain = not any(each in _OVER_AN_INDEX for each in inner)
    sized = not {"TIMES", "IN", "TEXT"}.isdisjoint(kinds)
    return tokens[index] == "\\underset" and bool(named) and plain and sized


def _note_annotation(
    label: Sequence[Token], advice: str, diagnostics: Diagnostics
) -> None:
    diagnostics.note(
        "N0603",
        "this stands above or below a sign, and was read as text",
        span_of(label[0]) | span_of(label[-1]),
        help=advice,
    )


def without_boxes(tokens: list[Token]) -> list[Token]:
    r"""`\textcolor{red}{x}` and `\resizebox{1pt}{!}{$x$}` as fonts of what they set."""
    out: list[Token] = []
    index, dollars = 0, set[int]()
    while index < len(tokens):
        token = tokens[index]
        command = token.removeprefix("\\") if token.startswith("\\") else ""
        content = -1
        if token.type in ("NAME", "FONT") and command in {*BOXES, *_TEXTS}:
            content = _content(tokens, index + 1, BOXES.get(command, 0))
        if command in _TEXTS and content > 0:
            if _dollars_around(tokens, content):
                token = Token.new_borrow_pos("FONT", "\\ensuremath", token)
            else:
                content = -1
        if index in dollars:
            index += 1
        elif content < 0:
            out.append(token)
            index += 1
        else:
            out.append(retyped(token, "FONT"))
            dollars |= _dollars_around(tokens, content)
            index = content
    return out


def _content(tokens: Sequence[Token], index: int, arguments: int) -> int:
    """Where the group opens that a box sets; -1 if there is none."""
    if index < len(tokens) and tokens[index].type == "STAR":
        index += 1
    for _ in range(arguments + 1):
        if index < len(tokens) and tokens[index].type == "LSQB":
            index = group_end(tokens, index, "RSQB") + 1
        if index >= len(tokens) or tokens[index].type != "LBRACE":
            return -1
        content, index = index, group_end(tokens, index, "RBRACE") + 1
    return content


def _dollars_around(tokens: Sequence[Token], opening: int) -> set[int]:
    """The `$` on both sides of what stands in a box of text."""
    end = group_end(tokens, opening, "RBRACE")
    inside = [at for at in range(opening + 1, end) if tokens[at].type == "INLINE"]
    ends = [at for at in range(opening + 1, end) if tokens[at].type != "NEWLINE"]
    whole = len(inside) == 2 and inside == [ends[0], ends[-1]]
    return {*inside} if whole else set()
