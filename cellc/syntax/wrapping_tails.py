r"""What a docstring says on one line of what goes in and out: `Outputs: h', (h, c)`.

In: what stands behind such a label.  Out: whether it is but a list of names, words and
shapes.  `Output: \sigma(V h_t)` and `Output: V h_t` can be meant as values, and are
left to be refused.
"""

from __future__ import annotations

import re

from cellc.patterns import regex

_INDEX = r"(?:[_^](?:\{[^{}\n]{0,20}\}|\w+)|['’′]+|<[\w+-]{1,8}>)"
_NAME = rf"(?:\\(?:hat|tilde|bar|mathbf|bm)\{{\w{{1,8}}\}}|[^\W\d_]\w*){_INDEX}*"
_QUOTED = rf"[`$*]{{0,2}}{_NAME}[`$*]{{0,2}}"
_SIZE = rf"(?:{_NAME}|\d+|\*|\.{{2,3}}|…)"
_SHAPE = rf"[(\[]\s*{_SIZE}(?:\s*,\s*{_SIZE}){{0,6}}\s*,?\s*[)\]]"
_WORDS = r"(?:(?:[^\W\d_][^\W\d_-]{2,}|an?|of|at|in|is|to|the|or|\d+)\s+){0,12}"
_PART = rf"{_WORDS}(?:{_QUOTED}(?:\s+`?{_SHAPE}`?)?|`?{_SHAPE}`?)"
_LIST = regex(rf"\s*{_PART}(?:\s*(?:[,;:]|\band\b)\s*{_PART}){{0,12}}\s*[.,]?\s*")
_APPLIED = regex(  # `tanh h_t` computes something
    r"(?<!\w)(?:[a-z]*sigm(?:oid)?|tanh|[a-z]*relu|[a-z]*softmax|softplus|exp|log|norm"
    r"|max|min|sum|mean|sqrt|abs|sign|sin|cos|diag)(?=\s+\w|\s*\()",
    re.IGNORECASE,
)
_LONGEST = 200  # characters


def is_list(text: str) -> bool:
    """Whether a text lists names and shapes, and computes nothing of them."""
    if len(text) > _LONGEST or _APPLIED.search(text):
        return False
    return _LIST.fullmatch(text) is not None
