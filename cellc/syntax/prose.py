"""What a pasted text has beside its equations: words, numbers, several on one line.

In: the tokens between two line breaks.  Out: the tokens of each equation or fact in
them.  Dropped are words (`\\text{where}`, `Forget gate:`), equation numbers, bullets,
ranges of the index (`t = 1, ..., T`); none of them can change what an equation says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.brackets import levels_of
from cellc.syntax.clauses import (
    OPERATORS,
    SCRIPTS,
    TRAILING,
    clauses,
    is_prose_word,
    two_words,
)
from cellc.syntax.diagonal_lists import is_diagonal
from cellc.syntax.environments import span_of
from cellc.syntax.line_of_words import is_line_of_words, says_a_number
from cellc.syntax.numbering import is_number, refuse_number, without_punctuation
from cellc.syntax.one_by_one import one_by_one, with_functions_behind
from cellc.syntax.spoken_functions import functions_of, in_time
from cellc.syntax.trim import SEPARATORS, has_plain_in, tidy

_POSITIVE_PART = regex(
    r"[\[(](?P<x>[^\W\d_]+)[\])][_^]\{?\+\}?=\\?max(?:\(|\\\{)(?:0,(?P=x)|(?P=x),0)"
    r"(?:\)|\\\})"
)
_EXPONENTIAL = (  # with an exponent that has no braces, or was one
    r"(?:e|\\?exp)(?:\^?[-−–](?P=x)|\^\([-−–](?P=x)\)|\^\{[-−–](?P=x)\}|\([-−–](?P=x)\))"
)
_SUM = rf"(?:1\+{_EXPONENTIAL}|{_EXPONENTIAL}\+1)"
_SIGMOID_ITSELF = regex(
    r"(?:σ|\\sigma|sigm(?:oid)?)\((?P<x>[^\W\d_]+)\)="
    rf"(?:1/\({_SUM}\)|\\[dt]?frac\{{1\}}\{{{_SUM}\}}"
    rf"|[(\[]{_SUM}[)\]]\^\{{[-−–]1\}})"
)
_APART = regex(  # what no sentence has in it
    r"\n[ \t]*\r?\n|=|\$\$|\\[\[\]\\]|\\(?:begin|end)(?![A-Za-z])"
)
_TO_END = regex(r"(?:[^\n.;`]|\.(?!\s|\Z)|\n(?![ \t]*\n|[ \t]*[-*•]))+")
_SHOWN = 60  # characters of a sentence
_DIGITS = 7  # of a number of steps
_STEP = 3  # tokens of `t = 1`
_SETS = frozenset(["LSQB", "LCURLY", "LPAR", "LBRACE"])


# ---------------------------------------------------------------- one line


@dataclass
class Said:
    """What the words of a text say, which is told when all of it is read."""

    texts: list[Span] = field(default_factory=list)
    # of each sentence: letters, and the function that it calls each of them
    functions: list[list[tuple[Token, str]]] = field(default_factory=list)

    def hear(self, group: list[Token]) -> None:
        """Take a line as text."""
        self.texts.append(span_of(group[0]) | span_of(group[-1]))
        self.functions += functions_of(group)

    def tell(self, lines: Sequence[list[Token]], diagnostics: Diagnostics) -> None:
        """Notes and warnings, where no line says the same."""
        for run in self._runs(diagnostics.source.text):
            diagnostics.note(
                "N0603",
                "this was read as text, not as an equation",
                run[0],
                help="an equation has a `=`; a comment starts with #",
            )
        known = {_defined(line) for line in lines}
        for letters in self.functions:
            unknown = [each for each in letters if _greek(each[0]) not in known]
            for letter, named in unknown[:1]:
                words = _words_from(letter, diagnostics.source.text)
                diagnostics.warning(
                    "W0503",
                    f"these words say what `{letter}` is, and are not read: `{words}`",
                    span_of(letter),
                    help=f"say it in the where block: {letter} = {named}"
                    if named
                    else f"say it in the where block: `{letter} = ...`, with the name "
                    "of the function",
                )

    def _runs(self, typed: str) -> list[list[Span]]:
        """The pieces of text that follow each other, paragraph by paragraph."""
        runs: list[list[Span]] = []
        end = 0  # of the sentence before
        for place in sorted(self.texts):
            between = typed[end : place.start]
            if not end or _APART.search(between):
                runs.append([])
            runs[-1].append(place)
            end = place.end
        return runs


def _words_from(letter: Token, typed: str) -> str:
    """The words of a sentence from a letter on, as far as they can be shown."""
    found = _TO_END.match(typed, span_of(letter).start)
    shown = found.group().replace("$", "") if found is not None else letter
    words = " ".join(shown.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rsplit(' ', 1)[0]} ..."


def _defined(line: list[Token]) -> str:
    """The letter that a line defines or declares: of `\\hat{σ}_h = tanh` it is σ."""
    names = (each for each in line if each.type not in ("ACCENT", "FONT", "LBRACE"))
    first = next(names)
    timed = in_time(line, next(at for at, each in enumerate(line) if each is first))
    said = any(each.type in ("EQUAL", "IN") for each in line)
    return _greek(first) if said and not timed else ""


def _greek(letter: str) -> str:
    """`\\varphi` and ϕ as φ."""
    name = letter.removeprefix("\\").removeprefix("var").upper()
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {name}")
    except KeyError:
        return unicodedata.normalize("NFKC", letter)


def equations_of(
    group: list[Token], in_where: bool, said: Said, diagnostics: Diagnostics
) -> Iterator[list[Token]]:
    """The equations of the tokens between two line breaks, without what is none."""
    texts: list[list[Token]] = []
    told = False  # up to the first equation behind words
    pieces = [
        piece for part in clauses(group, diagnostics) for piece in _side_by_side(part)
    ]
    said.functions += functions_of(group)
    several = len(pieces) > 1
    for piece in pieces:
        trimmed = tidy(piece, diagnostics)
        if not trimmed:
            continue
        if _is_heading(trimmed):
            yield from _defaults(trimmed)
        if _says_something(trimmed, in_where):
            if _SIGMOID_ITSELF.fullmatch("".join(trimmed)):
                texts += [] if told else [trimmed]
            elif not (
                _is_range(trimmed)
                or _is_first_step(trimmed, group)
                or _restates(trimmed)
            ):
                told = told or bool(texts)
                yield from (
                    each
                    for each in one_by_one(with_functions_behind(trimmed, group))
                    if not refuse_number(each, diagnostics)
                )
        elif several or (_is_prose(trimmed) and not in_where) or is_number(trimmed):
            texts += [trimmed] if _has_words(trimmed) and not told else []
        else:
            yield trimmed
    if texts:
        place = span_of(texts[0][0]) | span_of(texts[-1][-1])
        said.texts.append(place)


def _has_words(tokens: list[Token]) -> bool:
    words = [each for each in tokens if each.type in ("NAME", "WORDS")]
    return any(len(str(each)) > 1 for each in words)


def _side_by_side(tokens: list[Token]) -> list[list[Token]]:
    """Cut before each further left side, at the separator in front of it."""
    levels = levels_of(tokens)
    equals = [
        index
        for index, token in enumerate(tokens)
        if token.type == "EQUAL" and levels[index] <= 0
    ]
    cuts = [0]
    for before, at in pairwise(equals):
        for index in range(at - 1, before, -1):
            if levels[index] > 0:
                continue
            if tokens[index].type in SEPARATORS and index < at - 1:
                dots = tokens[index + 1].type == "DOTS" and index < at - 2
                counted = dots and _counts(tokens[before + 1 : index])
                cuts.append(index + 2 if counted else index)
                break
            if tokens[index].type in OPERATORS and not _is_script(tokens, index):
                break
    cuts += [*_between_facts(tokens, levels), *_before_draws(tokens, levels)]
    cuts = sorted({*cuts})
    return [
        tokens[start:stop]
        for start, stop in zip(cuts, [*cuts[1:], len(tokens)], strict=True)
    ]


def _is_script(tokens: list[Token], index: int) -> bool:
    """The sign of `h^+`."""
    return index > 0 and tokens[index - 1].type in SCRIPTS


def _between_facts(tokens: list[Token], levels: list[int]) -> Iterator[int]:
    """Separators between `x ∈ ℝ^n, h ∈ ℝ^m`, and before `t ∈ {1, ..., T}`."""
    sets = [
        index
        for index, token in enumerate(tokens)
        if token.type == "IN" and levels[index] <= 0
    ]
    for before, at in pairwise([-1, *sets]):
        apart = [
            index
            for index in range(before + 1, at)
            if tokens[index].type in SEPARATORS and levels[index] <= 0
        ]
        if before >= 0 and apart:
            yield apart[0]
        elif apart and tokens[at + 1 : at + 2] and tokens[at + 1].type in _SETS:
            yield apart[-1]
        elif before < 0:  # `h_t = ..., x_t ∈ ℝ^n`
            equals = [each for each in range(at) if tokens[each].type == "EQUAL"]
            yield from [each for each in apart if equals and each > equals[-1]][:1]


def _before_draws(tokens: list[Token], levels: list[int]) -> Iterator[int]:
    """Separators before `ε_t ~ N(0, I)` behind an equation or another such fact."""
    behind = ""
    apart: list[int] = []
    for index, token in enumerate(tokens):
        if levels[index] > 0:
            continue
        if token.type in SEPARATORS:
            apart.append(index)
        elif token.type in ("EQUAL", "DRAWN"):
            if token.type == "DRAWN" and behind and apart:
                yield apart[0] if behind == "DRAWN" else apart[-1]
            behind, apart = token.type, []


ROLES = (  # of `W is frozen`
    *(["input"], ["static"], ["parameter"], ["frozen"], ["noise"], ["step"]),
)


def _says_something(tokens: list[Token], in_where: bool) -> bool:
    """Whether it is an equation or a fact, or tries to be one."""
    kinds = {
        token.type
        for token, level in zip(tokens, levels_of(tokens), strict=True)
        if level <= 0 or not is_prose_word(tokens[0])
    }
    if kinds & {"EQUAL", "IN", "DRAWN"}:
        return True
    if in_where and tokens[-2:-1] == ["is"] and tokens[-1:] in ROLES:
        return True
    return in_where and (tokens[0] == "output" or has_plain_in(tokens))


def _is_prose(tokens: list[Token]) -> bool:
    """Words of which no equation is made: `the forget gate`, `Jordan-Netzwerk`."""
    tokens = [each for each in tokens if not _is_mark(each)] or tokens
    if len(tokens) == 1 and tokens[0] in ("end", "endfor"):
        return True  # of `for t = 1, ..., T do`
    if two_words(tokens) or _is_heading(tokens) or _is_explained(tokens):
        return True
    if is_line_of_words(tokens) or says_a_number(tokens):
        return True
    words = [each for each in tokens if each.type == "NAME"]
    between = {each.type for each in tokens} - {"NAME"}
    long = all(each.isalpha() and (len(each) > 3 or each > "⺀") for each in words)
    named = all(is_prose_word(each) and each.isalpha() for each in words)
    if tokens[0].type == tokens[-1].type == "BAR":
        return named and between == {"BAR"}  # the head of a table
    if not words or between - {"MINUS", "COMMA", "COLON", "FULL_STOP", "PRIME"}:
        return False
    glued = all(one.end_pos == two.start_pos for one, two in pairwise(tokens))
    return long and (glued or not between & {"MINUS"}) and bool(between or glued)


def _is_mark(token: Token) -> bool:
    """Quotes and the like, which no equation has."""
    return token.type == "UNKNOWN" and unicodedata.category(token[0])[0] == "P"


def _is_explained(tokens: list[Token]) -> bool:
    """`W: the matrix`; what no colon stands before can be a product of names."""
    levels = levels_of(tokens)
    colons = [
        at
        for at, each in enumerate(tokens)
        if each.type == "COLON" and levels[at] <= 0 and at
    ]
    words = (
        [each for each in tokens[colons[0] + 1 :] if each.type not in TRAILING]
        if colons
        else []
    )
    return bool(words) and all(is_prose_word(each) for each in words)


def _is_heading(tokens: list[Token]) -> bool:
    """`Equations (Default: f = sigmoid):`; no equation has a colon in brackets."""
    kinds = [each.type for each in tokens[:3]]
    if kinds != ["NAME", "LPAR", "NAME"] or not is_prose_word(tokens[0]):
        return False
    return len(tokens[0]) > 3 and any(each.type == "COLON" for each in tokens)


def _defaults(heading: list[Token]) -> Iterator[list[Token]]:
    """`f = sigmoid` of such a heading."""
    colon = next(at for at, each in enumerate(heading) if each.type == "COLON")
    fact: list[Token] = []
    for token in heading[colon + 1 :]:
        if token.type in ("COMMA", "RPAR"):
            if [each.type for each in fact] == ["NAME", "EQUAL", "NAME"]:
                yield fact
            fact = []
        else:
            fact.append(token)


def _is_range(tokens: list[Token]) -> bool:
    """`t = 1, ..., T` and `t ∈ {1, ..., T}`: which steps there are is not said here."""
    if tokens[0].type != "NAME" or len(tokens) < 2:
        return False
    if tokens[1].type == "EQUAL":
        counted = tokens[0] == "t" and any(each.type == "COMMA" for each in tokens)
        dotted = any(token.type in ("DOTS", "COLON") for token in tokens)
        dotted = dotted and not any(map(is_diagonal, tokens))
        return counted or dotted or _counts(tokens[2:])
    return tokens[1].type == "IN" and len(tokens) > 2 and tokens[2].type in _SETS


def _counts(tokens: list[Token]) -> bool:
    """`0, 1, 2` and `0, 1, 2, ...`: whole numbers that follow each other."""
    plain = without_punctuation(tokens)
    numbers, commas = plain[::2], plain[1::2]
    if len(numbers) < 2 or any(each.type != "COMMA" for each in commas):
        return False
    if not all(each.isdecimal() and len(each) < _DIGITS for each in numbers):
        return False
    return all(int(two) == int(one) + 1 for one, two in pairwise(numbers))


def _is_first_step(tokens: list[Token], group: list[Token]) -> bool:
    """`t = 1` and `t = τ` of `from $t = 1$ to $t = τ$`."""
    kinds = [token.type for token in tokens]
    if tokens[0] != "t" or kinds[:2] != ["NAME", "EQUAL"] or len(kinds) != _STEP:
        return False
    index = next(at for at, each in enumerate(group) if each is tokens[0])
    before = [each.lower() for each in group[:index] if each.type == "NAME"]
    number = kinds[-1] == "NUMBER" and before[-1:] == ["from"]
    last = before[-1:] in (["to"], ["until"], ["till"]) and "from" in before
    return number or (last and kinds[-1] in ("NUMBER", "NAME"))


def _restates(tokens: list[Token]) -> bool:
    """`[x]_+ = max(x, 0)`: it says what that notation means anyway."""
    return _POSITIVE_PART.fullmatch("".join(tokens)) is not None


def says_what_is_known(equation: str) -> bool:
    """Whether an equation, typed without spaces, says what σ or [x]_+ is anyway."""
    known = (_SIGMOID_ITSELF, _POSITIVE_PART)
    return any(each.fullmatch(equation) for each in known)
