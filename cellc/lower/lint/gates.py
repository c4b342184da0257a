r"""W0507: an input that the text calls a gate: `where $o_t$ is the output gate`.

A name at t without an equation is an input.  A gate or a candidate is something that a
cell computes, so its equation was probably left behind where the text was copied.  The
words of a sentence, of a list or of a comment tell it; a name that is declared as an
input is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cellc.diagnostics import Diagnostics, Label, Span
from cellc.lower.identifiers import spell
from cellc.lower.lint.uses import Uses
from cellc.lower.reasons import Shape
from cellc.lower.resolved import Resolved
from cellc.lower.spelling import split_time
from cellc.lower.undetermined import supplied
from cellc.patterns import regex

_CALLED = (
    r"(?:gates?\b(?:\s+(?:activation|vector|value|signal)s?\b)?"
    r"|candidates?\s+(?:(?:hidden|cell|memory)\s+)?(?:state|activation|value|vector"
    r"|update|memory|cell)s?\b"
    # alone, `is the candidate`, but not `candidate words`
    r"|candidates?\b(?!['’-]|\s+(?!(?:and|which|that|for|at|of|in|with|to|is|are)\b)"
    r"[a-z]{2}))"
)
_NOT_OF = (
    r"(?!\s*(?:['’]s)?\s+(?:inputs?|bias(?:es)?|weights?|parameter|matri|network))"
)
_WORD = (  # words between a name and what it is called: no `to`, no `of`, no `into`
    r"(?:(?!(?:to|of|into|from|by|for|in|on|at|with|that|which|input\s+to|fed|not)\b)"
    r"[^\W\d_][\w'’-]*,?\s+)"
)
_SIGN = (
    r"[$`(]*(?P<{0}>\\?[A-Za-z\u0370-\u03ff][A-Za-z\u0302-\u0308]*(?:\{{[^{{}}$\n]*\}})*"
    r"(?:[_^](?:\{{[^{{}}$\n]*\}}|<[^<>\n]*>|\([^()\n]*\)|\\?\w+)|\(t\))*)[$`)]*"
)
_MORE = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*/\s*)"
_NAMED = _SIGN.format("name")
NAME_LIST = (
    rf"(?P<names>{_SIGN.format('_first')}(?:{_MORE}{_SIGN.format('_next')}){{0,6}})"
)
NAME_LIST = re.sub(r"\?P<_\w+>", "?:", NAME_LIST)
_IS = (
    r"(?:\s*[:=–—-]\s+|,?\s+(?:is|are|denotes?|represents?|be|being)\s+"
    r"(?:called\s+)?)"
)
_FORMS = (
    regex(rf"(?<![\w\\{{]){NAME_LIST}{_IS}(?P<words>{_WORD}{{0,8}}{_CALLED}){_NOT_OF}"),
    regex(
        rf"(?P<words>(?:[\w-]+[ \t]+)?{_CALLED},?)[ \t]+(?<![\w\\{{]){NAME_LIST}(?!\w)"
    ),
)
_FONT = regex(
    r"\\(?:mathbf|bm|boldsymbol|mathrm|mathit|vec|text|textbf|mathcal)\s*(?=\{)"
)
ONE_NAME = regex(_NAMED)


def warn_of_gates(
    resolved: Resolved,
    uses: Uses,
    shapes: dict[str, Shape],
    diagnostics: Diagnostics,
) -> None:
    """Report inputs that the text calls gates."""
    source = diagnostics.source
    facts = resolved.facts
    inputs = {
        plain_name(source.snippet(uses[each][0].span)): each
        for each in resolved.inputs
        if each in uses and facts.roles.get(each) != "input"
    }
    if not inputs:
        return
    equations = [each.span for each in resolved.definitions]
    told: set[str] = set()
    text = facts.without_lines(source.text)
    for names, words in _callings(text):
        if any(words.start < e.end and e.start < words.end for e in equations):
            continue
        for match in ONE_NAME.finditer(text, names.start, names.end):
            identifier = inputs.get(plain_name(match["name"]))
            if identifier is not None and identifier not in told:
                told.add(identifier)
                use = uses[identifier][0].span
                _warn(use, words, shapes[identifier], diagnostics)


def _callings(text: str) -> Iterator[tuple[Span, Span]]:
    """The names that are called a gate, and the whole of the words."""
    if re.search(_CALLED, text) is None:
        return
    for form in _FORMS:
        for match in form.finditer(text):
            if "\n\n" not in match.group():
                yield Span(*match.span("names")), Span(*match.span())


def plain_name(typed: str) -> str:
    """A name without fonts, brackets and time: `$\\mathbf{o}_t$` is o."""
    bare = _FONT.sub("", typed.strip("$`"))
    parts = split_time(bare)
    bare = parts[0] if parts else bare
    letters = re.match(r"\\?[^\W\d_]+|\{\s*(\\?[^\W\d_]+)\s*\}", bare)
    if letters is None:
        return bare
    try:
        base, accents = spell(letters[1] or letters[0])
    except ValueError:
        return bare
    rest = re.sub(r"[\s{}]", "", bare[letters.end() :])
    return "_".join([base, *accents]) + rest


def _warn(use: Span, words: Span, shape: Shape, diagnostics: Diagnostics) -> None:
    source = diagnostics.source
    typed = source.snippet(use)
    said = " ".join(source.snippet(words).split())
    diagnostics.warning(
        "W0507",
        f"`{typed}` is read as an input, as no equation defines it, and the text says "
        f"`{said}`",
        words,
        labels=(Label(use, "read as an input here"),),
        help=f"write its equation, `{typed} = ...`; if it is supplied from outside, "
        f"say so in the where block: {supplied(typed, shape, source)}",
    )
