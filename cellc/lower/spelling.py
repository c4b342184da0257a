"""What was typed: on one line, and a name taken apart: itself, its time, its power.

For comments of generated code, for messages, and for edits that write one name in the
style of another.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Source, Span
from cellc.diagnostics.readable import readable
from cellc.patterns import regex

_CLOSES = {")": "(", "]": "[", "}": "{"}
_OPENS = frozenset(_CLOSES.values())
_COMMENT = regex(r"(?<!\\)[#%][^\n]*")

_POWER = (
    r"\^\s*(?:\d+|\{\s*-?[\d./]+\s*\}|T\b|\{\s*T\s*\}|\{?\s*\\(?:top|intercal)\s*\}?)"
)
_BEHIND = regex(rf"(?:{_POWER}|[⁰¹²³⁴-⁹⁻ᵀ]+)\s*$")
_LABEL = regex(r"_\s*(?:\{(?P<braced>[^{}]+)\}|(?P<plain>\w))$")
_T = r"(?:t|n|k|τ|\\tau)"  # letters that stand for the time
_STEP = r"(?:1|\\?(?:[Dd]elta|[Δδ∆]|d)\s*t)"
_AT = rf"\s*{_T}\s*(?:[-+]\s*{_STEP})?\s*"  # t, t-1, t + Δt
_SHIFT = r"\s*[-−](?:[^(),{}<>⟨⟩]|\([^()]*\))+"
_EARLIER = regex(rf"(?P<open>[{{(<⟨])\s*t(?P<back>{_SHIFT})(?=,|[}})>⟩]+$)")
_IN_BRACKETS = rf"(?:\({_AT}\)|<{_AT}>|⟨{_AT}⟩|\\langle{_AT}\\rangle)"
_TIME = regex(
    rf"(?:[_^]\s*{_T}|[_^]\s*\{{{_AT}\}}|[_^]?\s*{_IN_BRACKETS}"
    rf"|[_^]\s*\{{\s*{_IN_BRACKETS}\s*\}}|ₜ(?:₋₁)?|ᵗ(?:⁻¹)?)$"
)


def bare(typed: str) -> str:
    """A name without the power or the transpose behind it: `W^2` gives `W`."""
    return _BEHIND.sub("", typed)


def balanced(typed: str) -> str:
    r"""A name without the brace that closes its font: `PCEN}(t)` of `{\rm PCEN}(t)`."""
    while typed.count("}") > typed.count("{"):
        before, _, behind = typed.partition("}")
        typed = before + behind
    return typed


def split_time(typed: str) -> tuple[str, str] | None:
    """`\\tilde{C}_{t-1}` as ("\\tilde{C}", "_{t-1}"); None where no time ends it."""
    match = _TIME.search(typed)
    if match is None or not match.start():
        return None
    return typed[: match.start()], match.group()


def of_this_step(typed: str) -> str:
    """An input as it is at t: `x_{t-k}` as x_t, `x_{t-1,i}` as x_{t,i}."""
    found = _EARLIER.search(typed)
    if found is None:
        return typed
    if found["open"] == "{" and typed[found.end() :] == "}":
        return f"{typed[: found.start()]}t"
    return f"{typed[: found.start('back')]}{typed[found.end() :]}"


def at_t(typed: str) -> str:
    """A name with the index t: `z_{out}` as z_{out,t}."""
    label = _LABEL.search(typed)
    if label is None:
        return f"{typed}_t"
    inner = label["braced"] or label["plain"]
    return f"{typed[: label.start()]}_{{{inner},t}}"


def typed(span: Span, source: Source) -> str:
    """A part of the text as typed, on one line, without comments."""
    return one_line(_COMMENT.sub("", source.snippet(span)))


def quoted(span: Span, source: Source) -> str:
    """A part of the text for a message; of HTML as people read it, `&sdot;` as ⋅."""
    end = span.end
    if source.text.startswith("&", span.start):
        end = max(end, source.text.find(";", end, end + 10) + 1)
    if re.search("<su[bp]>", source.text[span.start : end]):
        end = max(end, source.text.find(">", end, end + 10) + 1)
    return readable(source.text[span.start : end])


def with_whole_brackets(span: Span, source: Source) -> Span:
    """A part of the text from where a bracket that closes in it opens: `1 - g) φ`."""
    text = source.text
    missing: list[str] = []  # what opens in front of it, from the inside
    opened: list[str] = []
    for char in text[span.start : span.end]:
        if char in _OPENS:
            opened.append(char)
        elif char in _CLOSES and opened:
            opened.pop()
        elif char in _CLOSES:
            missing.append(_CLOSES[char])
    at = span.start
    for char in missing:
        while at > 0 and (text[at - 1].isspace() or text[at - 1] in _OPENS):
            at -= 1
            if text[at] in _OPENS:
                break
        if text[at : at + 1] != char:
            return span  # something else stands between
    if missing and text.endswith("\\left", 0, at):
        at -= len("\\left")
    return Span(at, span.end)


def one_line(text: str) -> str:
    """Printable text on one line; comments and strings of generated code need that."""
    words = re.split(r"\s+", text.strip())
    return "".join(char for char in " ".join(words) if char.isprintable())
