r"""What sentences say that an input is made of: forms around the roles of names.

`We abbreviate $[x_t, h_{t-1}]$ as $v_t$`, `$z_t$ is a sigmoid of $W x_t + U h_{t-1}$`,
`$g_t$ is computed as in (2)`: without its equation each name is an input.
See words.py for what a form is, and roles.py for the capital letters.  Here K is a
formula with states, values or parameters of the cell, and J one of other names.
"""

from __future__ import annotations

from cellc.lower.lint.said.vocabulary import ADVERBS, DENOTES
from cellc.lower.lint.said.words import Form

_X_IS = rf"\bX,? (?:{DENOTES}|being |as )?"
_JOINED = r"(?:K\b|\[[^\[\]]{0,40}?[KHSVP]\b[^\[\]]{0,40}\])"
_NOT_NEXT = (  # `a function of words, and $h_t$ is the state` is not of h_t
    r"(?! (?:is|are|denotes?|represents?|stands?|the|its|being|means?)\b|,? (?:and|,) "
    r"[A-Z] (?:is|are|denotes?|represents?|stands?|the|being)\b)"
)
_CELL = rf"[^;.,:]{{0,60}}?\b[KHSV]\b{_NOT_NEXT}"
_WITH_WEIGHTS = rf"[^;.,:]{{0,60}}?\b[KHSVP]\b{_NOT_NEXT}"
_FUNCTION = (
    r"(?:sigmoid(?:al)?|logistic|tanh|relu|rectified|softmax|softplus|exponential|"
    r"linear|affine|non-?linear|squashed|gated|mlp|function|sum|mean|average|product|"
    r"difference|concatenation|stack|projection|combination|interpolation|mixture|"
    r"maximum|minimum|weighted)"
)
_KIND = (
    r"(?: (?:function|unit|layer|map(?:ping)?|transform(?:ation)?|projection|"
    r"combination|activation|nonlinearity|sum|mean|average|version))?"
)
_MADE = (
    r"(?:computed|obtained|calculated|determined|predicted|generated|produced|formed|"
    r"derived|given|defined|evaluated)"
)
_EQUATION = (
    r"(?:(?:eqs?\.?|equations?|formulas?|lines?|expressions?) ?)?\(?\(\d{1,2}[a-z]?\)|"
    r"(?:eqs?\.?|equations?|formulas?) ?\d{1,2}\b|(?:eqs?\.?|equations?)(?=[,;]|\Z)|"
    r"(?:in|by)(?=[,;.]|\Z)"
)
_USUAL = (
    r"(?:as|like) (?:(?:in|for) )?(?:(?:an?|the) )?(?:usual|before|above|(?:standard |"
    r"usual |ordinary |vanilla |original |plain )*(?:lstm|gru|rnn|elman|srn)s?\b)"
)
FORMS: tuple[Form, ...] = (
    Form(
        rf"\b(?:abbreviat|writ|denot|defin|call|introduc|summari[sz]|collect|join|"
        rf"stack|combin|concatenat)(?:e|es|ed|ing|s)? (?:the )?(?:concatenation |"
        rf"vector |pair |sum )?(?:of )?{_JOINED} (?:as|by|with|into|in|to) X\b"
        rf"|\b(?:write|use|abbreviate|denote(?: by)?|define|introduce|let|set)(?: by)? "
        rf"X (?:for|be|as|to be|denote|stand for) (?:the )?(?:concatenation |vector |"
        rf"pair |sum )?(?:of )?{_JOINED}"
        rf"|\bX,? (?:{DENOTES}|equals |being |as )(?:(?:given|computed|obtained|"
        r"defined|calculated|formed|set|by|as|to|from|the|an?|value|vector|concatenation|of|"
        rf"shorthand|for) )*{_JOINED}(?! (?:dimension|numbers?|matri|units?))"
        rf"|{_X_IS}(?:an? |the )(?:[a-z-]+ )?{_FUNCTION}{_KIND} "
        rf"(?:of|applied to|on|over|from) {_CELL}"
        rf"|\bX {DENOTES}(?:the |an? )?(?:[a-z-]+ )?(?:concatenation|stack|pair) of "
        rf"[^;.,:]{{0,40}}?\bX\b{_NOT_NEXT}"
        rf"|{_X_IS}(?:an? |the )(?:sigmoid|tanh|relu|softmax|"
        rf"softplus|logistic) (?:function )?(?:of|applied to) {_WITH_WEIGHTS}"
        rf"|\bX (?:is|are) {ADVERBS}{_MADE} (?:from|by|with|using|as|out of) {_CELL}"
        rf"|\bX (?:is|are) {ADVERBS}{_MADE} (?:as |by |from |with |according to |"
        rf"through |via )?(?:in |by |from )?(?:the )?(?:{_EQUATION})"
        rf"|\bX (?:is|are) {ADVERBS}(?:{_MADE} )?{_USUAL}"
        rf"|\b(?:gates?|candidates?)(?: (?:value|activation|vector|state)s?)? (?:is|"
        rf"are|equals?) (?:(?:given|computed|by|as|then|simply|just|defined) )*K\b",
        "write its equation on a line of its own, `v_t = [x_t; h_{t-1}]`; a name at t "
        "without an equation is an input",
    ),
)
JOINED = (  # an input that is joined outside, of names that no equation has
    rf"{_X_IS}(?:the |an? )?(?:[a-z-]+ )?(?:concatenation|stack|pair|sum) of "
    r"[^;.,:]{0,40}?\b[MJ]\b"
    rf"|\bX,? (?:{DENOTES}|equals |for )(?:the )?(?:concatenation |vector |pair )?J\b"
    r"|\b(?:abbreviat|writ|denot|defin)(?:e|es|ed|ing) (?:the )?(?:concatenation |"
    r"vector |pair )?J (?:as|by|with) X\b"
)
