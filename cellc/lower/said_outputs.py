"""Outputs that nothing names in the `where` block: called so in words, or a y.

In: a definition that nothing uses, and the text.  Out: why it is an output, to be told
in a note; nothing where it can be a value that was forgotten, such as a gate.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Source
from cellc.lower.resolved import Definition, Resolved
from cellc.lower.terms import references
from cellc.patterns import regex

_CONVENTIONAL = frozenset(
    ["y", "yhat", "Y", "output", "out", "logits", "pred", "prediction", "readout"]
)
_MARKS = regex(r"\\[()]|</?\w+>|[$`{}*\"]")
_SCRIPT = regex(r" ?([_^]) ?")
_SAID = r"(?:outputs?|predictions?|readouts?|responses?)"
_VALUE = r"(?: (?:vector|value|signal|sequence|variable))?"
_OTHERS = r"(?:\\?\w{1,8}_\w{1,4}(?:,? and|,) ){0,3}"  # `outputs h_t and y_t`
_PLAIN = r"(?:(?:the|an?|its|our|new|current|network|model|cell|final|observed) )"
_NO_VALUE = (  # `o_t is the output gate`
    r"(?! ?(?:['’-]|gat|weight|matri|bias|size|dim|activat|modulat|layer|func"
    r"|of the \w+ gate))"
)


def called_output(definition: Definition, resolved: Resolved, source: Source) -> str:
    """Why a definition is an output: `it is called so`; empty where it is none."""
    if not definition.timed:
        return ""
    if _is_called(source.snippet(definition.left), source.text):
        return "the text calls it an output"
    conventional = definition.identifier.partition("_")[0] in _CONVENTIONAL
    if conventional and _is_of_the_cell(definition, resolved):
        return "its name is that of an output"
    return ""


def _is_called(typed: str, text: str) -> bool:
    """Whether words say `the output y_t`, or `y_t is the output`."""
    name = re.escape(_plain(typed).strip())
    words = _plain(text)
    before = rf"\b{_SAID}{_VALUE}(?: is| are)?[ :,(]+{_OTHERS}{name}(?![\w^(]| ?=)"
    behind = (
        rf"(?<![\w\\]){name}[,)]? ?(?:is|are|denotes?|being|as|:|[-–—=]) ?"
        rf"{_PLAIN}*{_SAID}\b{_NO_VALUE}"
    )
    return re.search(f"{before}|{behind}", words, re.IGNORECASE) is not None


def _plain(text: str) -> str:
    """A text without marks around mathematics, on one line."""
    return _SCRIPT.sub(r"\1", " ".join(_MARKS.sub("", text).split()))


def _is_of_the_cell(definition: Definition, resolved: Resolved) -> bool:
    """Whether it is made of what the cell computes or keeps, not of inputs alone."""
    known = {each.identifier for each in resolved.definitions if each.timed}
    return any(each.identifier in known for each in references(definition.term))
