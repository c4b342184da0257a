r"""Signs that a text says to be something else: `where $*$ denotes the convolution`.

In: the tokens and the text.  Out: a warning for each sign of a product that stands in
equations and, by the words of the text, is none that is computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from cellc.diagnostics import Diagnostics, Span
from cellc.patterns import regex
from cellc.syntax.brackets import OPERAND_END

_KINDS = {
    "ODOT": r"\\odot(?![A-Za-z])|[⊙☉]",
    "CIRC": r"\\circ(?![A-Za-z])|∘",
    "STAR": r"\*|\\ast(?![A-Za-z])|∗",
    "TIMES": r"×|\\times(?![A-Za-z])",
    "CDOT": r"\\cdot(?![A-Za-z])|[·⋅∙]",
    "OTIMES": r"⊗|\\otimes(?![A-Za-z])",
}
_NEVER = r"convol|correlat|kronecker|cross[\s-]+product|tensor[\s-]+product"
_FOR_EACH = rf"{_NEVER}|matri(?:x|ces)[\s-]|(?:inner|dot|scalar|outer)[\s-]+product"
_OTHER = {  # what a sign is not read as, whatever the text says
    "ODOT": rf"{_FOR_EACH}|concat",
    "CIRC": _FOR_EACH,
    "STAR": rf"{_NEVER}|(?:inner|dot|scalar|outer)[\s-]+product|concat",
    "TIMES": rf"{_NEVER}|outer[\s-]+product|concat",
    "CDOT": rf"{_NEVER}|outer[\s-]+product|concat",
    "OTIMES": r"convol|correlat|cross[\s-]+product",
}
_EACH = r"(?:element|entry|point|component|coordinate)[\s-]*wise|hadamard|schur"
_CLAUSE = r"[^.;,$()\n]{0,60}"
_SAID = {
    kind: regex(
        rf"(?<![\w\\^_])(?P<sign>{sign})[\"'`”’)\]$\s]*"
        r"(?:\s*(?:sign|symbol|operators?|operations?|here))*\s*"
        r"(?:denot|indicat|represent|stand|mean|refer|is\b|are\b|signif|symboli)"
        rf"(?!{_CLAUSE}(?:{_EACH}))[a-z]*{_CLAUSE}?(?P<meaning>(?:{_OTHER[kind]}))",
        re.IGNORECASE,
    )
    for kind, sign in _KINDS.items()
}
_WORDS = ("convol", "correlat", "kronecker", "product", "matri", "concat")


def warn_of_other_signs(tokens: Sequence[Token], diagnostics: Diagnostics) -> None:
    """Report signs of products that are used, and said to be something else."""
    text = diagnostics.source.text
    small = text.lower()
    if not any(each in small for each in _WORDS):
        return
    used = {
        token.type for before, token in pairwise(tokens) if before.type in OPERAND_END
    }
    for kind in _KINDS.keys() & used:
        found = _SAID[kind].search(text)
        if found is not None:
            diagnostics.warning(
                "W0503",
                f"this text says what `{found['sign']}` is; it is read as the sign of "
                "a product all the same",
                Span(found.start("sign"), found.end("meaning")),
                help="write a ⊙ b for elementwise products, W x for those of matrices; "
                "a convolution is written as a sum, \\sum_{k=0}^{3} W_k x_{t-k}",
            )
