r"""Commands of LaTeX that set no sign of an equation: `\footnotesize`, `\setlength`.

In: the tokens of a text.  Out: the same without such commands and their arguments.
Those without arguments in braces are read over by the grammar, with spaces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lark import Token

from cellc.patterns import regex

_ARGUMENTS = {  # a command -> how many arguments it has, beside those in `[...]`
    **dict.fromkeys(
        [
            *["tiny", "scriptsize", "footnotesize", "normalsize", "large", "Large"],
            *["LARGE", "huge", "Huge", "normalfont", "mdseries", "upshape", "bfseries"],
            *["itshape", "rmfamily", "sffamily", "ttfamily", "raggedright", "par"],
            *["smallskip", "medskip", "bigskip", "newpage", "mathstrut", "null"],
            *["allowdisplaybreaks", "displaybreak", "pagebreak", "nopagebreak"],
            *["hfil", "hss", "vfill", "centering", "unskip", "protect", "relax"],
            *["allowbreak", "nobreak", "leavevmode", "linebreak", "notag", "xspace"],
            *["qedhere", "boldmath", "unboldmath", "samepage", "sloppy", "selectfont"],
            *["clearpage", "raggedleft", "goodbreak", "smallbreak", "numberthis"],
            *["scriptstyle", "scriptscriptstyle"],
        ],
        0,
    ),
    **dict.fromkeys(
        [
            *["refstepcounter", "stepcounter", "mspace", "phantom", "hphantom"],
            *["vphantom", "tag", "label", "linespread", "color", "pagecolor"],
            *["vspace", "footnote", "marginpar", "index", "cline", "setstretch"],
            *["noalign", "captionsetup"],
        ],
        1,
    ),
    **dict.fromkeys(
        [
            *["setcounter", "addtocounter", "setlength", "addtolength", "rule"],
            *["fontsize", "numberwithin"],
        ],
        2,
    ),
    "definecolor": 3,
}
_WITH_OPTION = frozenset(
    ["allowdisplaybreaks", "displaybreak", "pagebreak", "nopagebreak", "linebreak"]
)
_LENGTHS = frozenset(  # `\arraycolsep=1.4pt`
    [
        *["vskip", "hskip", "kern", "mkern", "mskip", "jot", "arraycolsep", "penalty"],
        *["interdisplaylinepenalty", "abovedisplayskip", "belowdisplayskip"],
        *[
            "abovedisplayshortskip",
            "belowdisplayshortskip",
            "thickmuskip",
            "baselineskip",
        ],
        *["medmuskip", "thinmuskip", "mathindent", "mathsurround", "tabcolsep"],
        *["relpenalty", "binoppenalty", "parskip", "parindent", "hsize", "lineskip"],
    ]
)
_ENVIRONMENTS = {  # an environment -> the number of its arguments
    **dict.fromkeys(["empheq", "minipage", "adjustbox", "spreadlines", "multicols"], 1),
    **dict.fromkeys(["dmath", "dgroup", "tcolorbox", "mdframed", "figure", "table"], 0),
    **dict.fromkeys(["spacing", "scaletikzpicturetowidth"], 1),
}
_UNIT = regex(r"(?:pt|mm|cm|in|ex|em|mu|pc|sp|bp)\Z")
_NAMED = regex(r"\{([A-Za-z]+)\*?\}")
_STRETCH = frozenset(["plus", "minus"])


def without_settings(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without commands that set nothing, and their arguments."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        end = _end(tokens, index)
        if end == index or tokens[index].type == "BEGIN":
            out.append(tokens[index])
            index += 1
        index = max(end, index)
    return out


def _end(tokens: Sequence[Token], index: int) -> int:
    """Behind what stands at `index` and sets nothing; `index` if that is a sign."""
    token = tokens[index]
    command = token.removeprefix("\\") if token.startswith("\\") else ""
    if token.type == "BEGIN":
        named = _NAMED.search(token)
        arguments = _ENVIRONMENTS.get(named[1] if named else "")
        if arguments is None:
            return index
        return _behind(tokens, _behind_option(tokens, index + 1), arguments)
    if token.type == "LSQB" and index and _breaks(tokens[index - 1]):
        return _behind_skip(tokens, index)
    if token.type != "NAME" or not command:
        return index
    if command in _LENGTHS:
        return _behind_length(tokens, index + 1) or index
    if command not in _ARGUMENTS:
        return index
    arguments, behind = _ARGUMENTS[command], index + 1
    if arguments or command in _WITH_OPTION:
        behind = _behind_option(tokens, behind)
    return _behind(tokens, behind, arguments)


def _breaks(token: Token) -> bool:
    return token.type == "NEWLINE" and token.startswith("\\")


def _behind_skip(tokens: Sequence[Token], index: int) -> int:
    r"""Behind the `[3mm]` of `\\ [3mm]`."""
    end = _behind_length(tokens, index + 1) or index
    closed = end < len(tokens) and tokens[end].type == "RSQB"
    return end + 1 if closed else index


def _behind_length(tokens: Sequence[Token], index: int) -> int:
    """Behind `= 3pt plus 1pt`; 0 if there is no length."""
    end = 0
    while index < len(tokens):
        if tokens[index].type in ("EQUAL", "MINUS") and not end:
            index += 1
        elif tokens[index].type == "NUMBER":
            index = end = index + 1
            if index < len(tokens) and _UNIT.match(tokens[index]):
                index = end = index + 1
        elif tokens[index] in _STRETCH and end:
            index += 1
        else:
            break
    return end


def _behind_option(tokens: Sequence[Token], index: int) -> int:
    """Behind a star, and an argument in square brackets."""
    if index < len(tokens) and tokens[index].type == "STAR":
        index += 1
    if index < len(tokens) and tokens[index].type == "LSQB":
        index = group_end(tokens, index, "RSQB") + 1
    return index


def _behind(tokens: Sequence[Token], index: int, arguments: int) -> int:
    """Behind so many arguments."""
    for _ in range(arguments):
        if index < len(tokens) and not _breaks(tokens[index]):
            index = group_end(tokens, index, "RBRACE") + 1
    return min(index, len(tokens))


def group_end(tokens: Sequence[Token], index: int, closing: str) -> int:
    """Where a group closes that opens at `index`; `index` if none opens there."""
    opening = {"RBRACE": "LBRACE", "RSQB": "LSQB"}[closing]
    if tokens[index].type != opening:
        return index
    depth = 0
    for at in range(index, len(tokens)):
        depth += (tokens[at].type == opening) - (tokens[at].type == closing)
        if depth == 0:
            return at
    return index


def groups(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The places of every pair of braces, the inner ones first."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "LBRACE":
            opened.append(index)
        elif token.type == "RBRACE" and opened:
            yield opened.pop(), index
