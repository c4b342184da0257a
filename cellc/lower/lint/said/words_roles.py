r"""What names of the equations are said to be, and where: forms around their roles.

See words.py for what a form is, and roles.py for the capital letters.
"""

from __future__ import annotations

from cellc.lower.lint.said.vocabulary import (
    ADVERBS,
    ANY,
    CHANGED,
    DENOTES,
    GATE,
    IS,
    LAYERED,
    MADE,
    OTHER_LAYER,
    PHASE,
    SAME,
    STATE,
    STEPS,
    THE,
    WEIGHTS,
)
from cellc.lower.lint.said.words import WRITE, Form

FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- one name is another
    Form(
        rf"\bP {SAME} (?:the )?(?:[a-z]+ )?[PXSHVO]\b"
        rf"|\b[XH] {SAME} (?:the )?(?:[a-z]+ )?[XSHVPD]\b"
        rf"|\bP,?(?: and| or|,) P (?:{IS}(?:equal|identical|tied|one and the same|the "
        r"same(?! (?:size|shape|dim|type|kind|form|role|way|as in)))|coincide|agree|"
        r"(?:denote|mean|stand for|are names for|refer to|represent) the same)\b",
        "write one letter for both, or the equation: `V = W`",
    ),
    Form(
        rf"\bP {DENOTES}{THE}(?:[a-z-]+ ){{0,2}}?{MADE} (?:of|between|with)\b"
        rf"(?!.{{0,40}}\b(?:learn|train)\w*)"
        rf"|\bP {DENOTES}(?:the )?(?:identity(?: matrix)? (?:plus|minus)\b|"
        r"(?:twice|half|minus|one minus|(?:two|three|\d+) times) )"
        rf"|\bX {DENOTES}{THE}(?:[a-z-]+ ){{0,2}}?(?:concatenation|stack|pair|"
        rf"{MADE}) "
        r"(?:of|between)\b.{0,60}?(?:\b[SHVD]\b|\bstates?\b|\b(?:previous|last|"
        r"preceding) (?:outputs?|predictions?|actions?)\b)"
        r"|\bX (?:stands for|abbreviates|is short for) (?:the )?(?:concatenation|sum|"
        r"pair|product|difference) (?:of|between) (?:[a-z]+ )?[MNX]\b",
        "write it as an equation of its own: `V = W^⊤`, `u_t = [x_t; h_{t-1}]`",
    ),
    Form(
        rf"\bX {DENOTES}(?:the |our |an? )?(?:[a-z-]+ )?(?:inputs?|vector|observation|"
        r"symbol|word|token|sample|data)\b(?: (?!and\b)[^ ,]+){0,5}? (?:t-\d|t\+\d|"
        r"(?:previous|"
        r"preceding|last|next|following) (?:time )?-?step|\b(?:two|three) steps)",
        "write the index that is meant: `x_{t-1}`",
    ),
    Form(
        rf"\bP {DENOTES}(?:the |an? )?(?:[a-z]+ )?(?:(?:vector|matrix) of (?:all "
        rf")?(?:ones|"
        r"zeros|twos|constants)|(?:all-ones|all-zeros?)(?: vector| matrix)?)\b",
        "write in the where block `b ∈ ℝ^{n} init ones is frozen`, or leave it out",
    ),
    Form(
        rf"\b{GATE} (?:equals|coincides with|{IS}(?:tied|linked|coupled|equal|"
        rf"identical|"
        rf"complementary) (?:to|with)|{IS}the complement of|{IS}(?:given by )?one "
        rf"minus) "
        rf"(?:the )?(?:[a-z]+ )?(?:{GATE}|one minus|[MN]\b)"
        rf"|\bgates (?:[a-z]+ )?(?:are|is) {ADVERBS}(?:coupled|tied|linked|"
        rf"complementary|"
        r"swapped|exchanged|interchanged)\b"
        rf"|\b[PVSHX](?:,? and|,) [PVSHX] {IS}(?:swapped|exchanged|interchanged|tied|"
        rf"coupled)"
        r"\b",
        WRITE,
        without=r"1 ?[-−–]",
    ),
    Form(
        r"\b(?:instead|in place) of (?:the )?(?:[a-z]+ )?[VSHPX]\b,? (?:we|i|one) "
        r"(?:use|take|write|employ)"
        r"|\b(?:we|i|one) (?:[a-z]+ )?(?:use|used|take|took|employ|feed|pass)s? (?:the "
        r")?"
        r"(?:[a-z]+ )?[MNFVSHPXD] (?:instead|in place|rather than)\b",
        WRITE,
    ),
    Form(
        rf"\bX {DENOTES}[^,]{{0,40}}\b(?:together|along|combined|concatenated|joined|"
        rf"summed|stacked|extended|augmented) with (?:[a-z]+ ){{0,3}}?(?:[SHVD]\b|"
        rf"states?\b|"
        r"previous outputs?\b)",
        "write it as an equation of its own: `u_t = [x_t; h_{t-1}]`",
    ),
    Form(
        rf"\b{GATE} {IS}(?:(?:fixed|held|kept|set|clamped|frozen|pinned) (?:at|to|"
        rf"equal to)|"
        rf"(?<=always )|constantly) ?(?:one|zero|1|0|half|\d\S*|an? constant)\b"
        r"(?!.{0,30}\b(?:by|when|through)\b)",
        WRITE,
        without=r"cases|where",
    ),
    # ---------------------------------------------------- what varies
    Form(
        rf"\b{WEIGHTS} (?:is|are) {ADVERBS}(?:an? )?(?:[a-z-]+ ){{0,2}}?functions? of "
        r"(?:X\b|[SHV]\b|t\b|time\b|the (?:[a-z]+ ){0,2}(?:inputs?|states?|time|step|"
        r"context)\b)"
        rf"|\b{WEIGHTS} (?:depends?|var(?:y|ies)|changes?|differs?|evolves?|drifts?|"
        rf"adapts?) {ADVERBS}(?:on|with|over|at|across|in|from|through) (?:step to "
        rf"step|X\b|"
        rf"[SHV]\b|"
        r"t\b|time\b|(?:the |each |every |one )(?:[a-z]+ )?(?:inputs?|states?|time|"
        r"steps?|"
        r"context)\b)"
        rf"|\b{WEIGHTS} {IS}(?:different|new|resampled|re-?drawn|drawn|sampled|"
        r"recomputed) (?:anew |again )?(?:at|for|in|on|with) (?:each|every|all) "
        r"(?:time )?-?(?:steps?|t\b|position|input|symbol|token|sequence)"
        rf"|\b{WEIGHTS} (?:takes?|has|have) (?:a )?(?:different|new|other) values? "
        r"(?:at|for|in) (?:each|every)\b"
        rf"|\bP {IS}(?:generated|predicted|produced|computed|emitted|modulated|"
        r"calculated|obtained|determined) (?:from|by|as) (?:X\b|[SHV]\b|(?:the |an? |"
        r"another )?(?:[a-z-]+ ){0,2}(?:inputs?|states?|network|hyper-?network|mlp|"
        r"controller)\b)",
        "give it the index t, and write the equation that makes it; without the index "
        "it is the same at all steps",
    ),
    Form(
        r"\bH (?:(?:is|denotes|means|stands for|represents|abbreviates|refers to) )?"
        rf"{ADVERBS}(?:the |an? |its )(?:[^ ,]+ ){{0,6}}?(?:{OTHER_LAYER}|"
        rf"averaged?\b|"
        r"mean\b|sum\b|product\b|maximum\b|concatenation\b|normali[sz]\w*|dropout\b|"
        r"dropped\b|clipped\b|masked\b|delayed\b|weighted\b|mixture\b|combination\b|"
        r"decayed\b|smoothed\b|detached\b|noisy\b|ground truth|(?:two|three|\d) "
        r"(?:time )?steps\b|t-[2-9]\b|t\+\d)",
        "write it as an equation, with a name of its own; `h_{t-1}` is the value of "
        "`h_t` of the step before",
        without=LAYERED,
    ),
    Form(
        rf"\bO {IS}(?:drawn|sampled|random|ones|set to (?:one|1\b)|learn\w*|trained|"
        r"initiali[sz]ed (?:randomly|from|at random))\b|\bO (?:is|are) (?:an? )?(?:["
        r"a-z]+ )?(?:random|gaussian|vector of ones|all-ones)\b",
        "a state starts with zero unless it is given to the module at the first step",
    ),
    # ---------------------------------------------------- where, and when
    Form(
        rf"\b{PHASE}.{{0,40}}?\b{ANY} {IS}{CHANGED}"
        rf"|\b{ANY} {IS}{CHANGED}.{{0,40}}?\b{PHASE}",
        "write the case as an equation, or leave out what is not meant",
        without=r"cases",
    ),
    Form(
        r"\b(?:(?:at|in|for|on) (?:the )?(?:very )?(?:last|final|first|second|initial) "
        rf"{STEPS}|for t=[01tT]).{{0,30}}?\b(?:{GATE}|[a-z]+ terms?|nonlinearity|"
        rf"{WEIGHTS}) (?:{IS}(?:one|zero|1|0|equal|set|fixed|open|closed|random|off|on|"
        rf"shut|half|[MN]|{CHANGED})|equals|becomes|has no)\b"
        rf"|\b(?:{GATE}|{WEIGHTS}) (?:{IS}(?:one|zero|1|0|equal to \w+|set to \w+|"
        rf"fixed|"
        rf"open|closed|random|{CHANGED})|equals \w+) (?:at|in|for|on) (?:the "
        rf")?(?:last|"
        rf"final|first|second|initial) {STEPS}"
        rf"|\b{ANY} {IS}(?:[a-z]+ )?(?:[a-z]+ )?(?:every|each) (?:\d+|second|third|"
        rf"other|few|[kn]|[a-z]-th) {STEPS}"
        rf"|\b{ANY} {IS}(?:computed|evaluated|calculated|drawn|sampled|chosen|set|"
        r"determined|updated|fixed) (?:only )?once\b",
        "write the case as an equation, `cases`",
        without=r"cases|where|mod|\\sim|~|∼",
    ),
    Form(
        r"\b(?:in|for|at|of) (?:the |all )?(?:(?:first|second|third|last|top|bottom|"
        r"upper|"
        r"lower|other|deeper|higher|next|even|odd) layers?|layers? \d)\b.{0,30}?\b(?:"
        rf"{ANY}|X|terms?|nonlinearity|tanh|sigmoid|input|activation) {IS}{CHANGED}"
        rf"|\b(?:{GATE}|{STATE}|X|terms?|nonlinearity|input) {IS}{CHANGED} (?:(?:by|"
        r"with|to) [^ ]+ )?(?:in|for) (?:the )?(?:(?:first|second|third|last|top|"
        r"bottom|"
        r"upper|lower|deeper|higher) layers?|layers? \d)"
        rf"|\b(?:{GATE}|{STATE}) {ADVERBS}(?:uses?|sees?|takes?|reads?|receives?|"
        rf"depends? on|(?:is|are) computed from) (?:[a-z]+ ){{0,2}}?(?:[SHD]\b|"
        rf"states?\b|"
        rf"memory\b).{{0,20}}?{OTHER_LAYER}",
        "write each layer with names of its own; --layers stacks cells that are alike",
        without=LAYERED,
    ),
)
