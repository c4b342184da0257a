r"""What sentences say that we do, or a gate does: forms around the roles of names.

See words.py for what a form is, and roles.py for the capital letters.
"""

from __future__ import annotations

from cellc.lower.lint.said.vocabulary import (
    BY,
    GATE,
    HAS_STEP,
    IS,
    STATE,
    STEPS,
    WEIGHTS,
)
from cellc.lower.lint.said.words import WRITE, Form

_WE = r"\b(?:we|i|one) (?:(?:then|also|first|again|here|always|[a-z]{1,12}ly) )*"
_THE = r"(?:(?:the|all|each|every|both|our|an?) )*"
_ANY = rf"(?:[a-z-]+ )?(?:{GATE}|{STATE}|{WEIGHTS}|X|O|tanh|sigmoid)\b"
_LAYER = (
    r"(?:first|second|third|last|top|bottom|lowest|highest|upper|lower|other|odd|even)"
)
_LARGE = r"(?:-?0?\.\d|\d+\.\d|[2-9]|\d{2})"

FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- we do
    Form(
        rf"{_WE}(?:square|halve|double|freeze|detach|swap|exchange|negate|permute|"
        rf"rotate|"
        r"perturb|mask|transpose|delay|reverse|corrupt|smooth|prune|sharpen|sort) "
        rf"{_THE}{_ANY}"
        rf"|{_WE}(?:multiply|divide|scale|rescale|shift|increase|decrease|reduce|raise|"
        rf"damp|attenuate) {_THE}{_ANY} {BY}"
        rf"|{_WE}(?:skip|drop|remove|omit|ignore|discard|bypass|disable|replace|negate|"
        rf"share) (?:the |both )?(?:[a-z-]+ ){{0,2}}[SHVPX]\b"
        rf"|{_WE}(?:set|fix|hold|keep|clamp|pin) {_THE}(?:[a-z]+ )?(?:{GATE}|P) (?:to|"
        rf"at|"
        r"equal to) (?:one|zero|half|unity|\d\S*|an? constant|[MN])\b(?!.{0,30}initial)"
        rf"|{_WE}reset {_THE}(?:[a-z]+ )?(?:{GATE}|{STATE}) (?:to [^ ]+ )?(?:every|"
        rf"after "
        r"(?:each|every)) (?!sequence|sentence|document|batch|episode)"
        rf"|{_WE}(?:use|take) (?:the |an? )?(?:transpose|inverse|square|negative|"
        rf"absolute "
        r"value|exponential|average|sign|logarithm) of (?:the )?(?:[a-z]+ )?[PVSHX]\b"
        rf"|{_WE}(?:use|take) (?:the )?(?:[a-z]+ )?V (?:of|from|at) the (?:previous|"
        rf"preceding|next|following) {STEPS}"
        rf"|{_WE}add (?:an? )?(?:[a-z]+ )?(?:constant|one|offset|bias of \S+|number|"
        rf"\d\S*) to {_THE}{_ANY}",
        WRITE,
        when="number",
    ),
    Form(
        rf"{_WE}(?:clip|clamp|truncate|round|quanti[sz]e|binari[sz]e|threshold|limit|"
        rf"bound) {_THE}{_ANY}",
        WRITE,
        without=rf"{HAS_STEP}|floor|round|sign",
    ),
    Form(
        rf"{_WE}(?:re-?)?(?:normali[sz]e|whiten|cent(?:re|er)) {_THE}{_ANY}",
        WRITE,
        without=r"norm|LN|softmax|mean|sum|var|/|frac|vert|‖|\||mu|sigma_",
    ),
    Form(
        rf"{_WE}(?:tie|couple|link) {_THE}(?:[a-z-]+ )*?(?:gates?|[PVX])\b",
        WRITE,
        without=r"1 ?[-−–]",
    ),
    # ---------------------------------------------------- what differs
    Form(
        r"\b(?:uses?|has|have|take|takes) (?:an? |its own |their own )?(?:different|"
        r"separate|other|another|own) (?:[a-z]+ )?(?:matri(?:x|ces)|weights|parameters|"
        rf"gates?|bias(?:es)?) (?:at|for|in) (?:each|every|odd|even|the first) {STEPS}"
        rf"|\b(?:first|last|second|odd|even|each|every) {STEPS} (?:uses?|has|have) "
        rf"(?:an? |"
        r"its )?(?:different|separate|other|another|no|own)\b"
        r"|\b(?:separate|different|own|new) P (?:for|at|in) (?:each|every)\b"
        rf"|\b{WEIGHTS} {IS}different (?:for|at|in|on) (?:each|every|odd|even|the) "
        rf"(?:[a-z]+ ){{0,2}}(?:{STEPS}|inputs?\b|symbols?\b|units?\b)"
        r"|\bP (?:grows|increases|decreases|decays|shrinks) (?:[a-z]+ly )?(?:with|"
        r"over) "
        r"(?:t\b|time|each|every)"
        r"|\bP (?:is|are) (?:[a-z]+ )?(?:selected|chosen|indexed|gated|controlled|"
        r"conditioned|modulated) (?:by|on|with) (?:X\b|[SHV]\b|(?:the |an? )?(?:[a-z]+ "
        r")"
        r"{0,2}?(?:input|state|symbol|token|context|step|time|word)\b)",
        "give it the index t, and write the equation that makes it; without the index "
        "it is the same at all steps",
    ),
    Form(
        rf"\b{_LAYER} layers?,? (?:there (?:is|are) no|has no|have no|also "
        rf"(?:receives?|"
        r"sees?|uses?|gets?|takes?)|lacks?|omits?|uses? (?:an? )?(?:different|other|"
        r"another))\b"
        rf"|{_WE}(?:skip|drop|remove|omit|bypass|replace) {_THE}{_ANY} (?:in|for) "
        rf"(?:the )?"
        rf"{_LAYER} layer",
        "write each layer with names of its own; --layers stacks cells that are alike",
        without=r"\^\{?\(?\\?(?:l|ell|ℓ|\d)(?![a-z])",
    ),
    Form(
        r"\bP (?:has|have|shares?|takes?) the same (?:values?|entries|weights|"
        r"elements) as"
        r"|\bP (?:contains?|has|have|consists? of) (?:only |all )?(?:ones|zeros|twos)\b"
        r"|^(?!.*initial).*?\bP (?:is|are|equals?) (?:always |fixed at |fixed to "
        r")?(?:one|"
        r"zero|two|minus one|unity)(?=,|\Z| and\b| in\b| for\b| everywhere\b)",
        "write the number or the other name in its place",
    ),
    Form(
        r"\bH (?:is|denotes|means|stands for|refers to) (?:the |an? )?(?:[a-z]+ ){0,3}?"
        r"(?:of|from) (?:the |an? |another )?(?:neighbou?ring|adjacent|other|another) ?"
        r"(?:cell|unit|layer|column|node|direction|network)",
        "write it as an equation, with a name of its own; `h_{t-1}` is the value of "
        "`h_t` of the step before",
    ),
    Form(
        r"\bX (?:also )?(?:contains|includes|comprises|consists of|carries) .{0,30}?(?:"
        r"(?:previous|last|preceding) (?:outputs?|actions?|predictions?|states?|"
        r"rewards?)"
        r"|[SHV])\b"
        rf"|\bX {IS}(?:extended|augmented|padded|concatenated|combined|joined) (?:by|"
        rf"with) "
        r"(?:[a-z]+ ){0,3}?(?:constant|one|1|[SHV]|bias|states?|outputs?)\b",
        "write it as an equation of its own: `u_t = [x_t; h_{t-1}]`",
    ),
    # ---------------------------------------------------- what values and gates do
    Form(
        rf"\b(?:{GATE}|{STATE}) (?:is|are) (?:(?:always |never |kept |constrained |"
        r"restricted |confined |limited |forced |bounded )+)?(?:at most|at least|"
        r"between|"
        r"below|above|within|to|no (?:larger|smaller|less|more) than|(?:smaller|larger|"
        rf"less|greater) than|by) (?:the interval |the range )?{_LARGE}",
        WRITE,
        without=HAS_STEP,
        when="number",
    ),
    Form(
        r"\bstates? (?:is|are) (?:[a-z]+ )?(?:squared|halved|doubled|negated|permuted|"
        r"rotated|sorted|whitened|corrupted|shuffled|perturbed|noisy|(?:mixed|blended) "
        r"with)\b|\b(?:[PVSHXF]|states?|gates?|products?) (?:is|are) (?:computed|"
        r"updated|"
        r"evaluated) with (?:[a-z]+ )?(?:dropout|noise|zoneout)\b"
        rf"|\b{WEIGHTS} {IS}(?:rotated|negated|squared|halved|doubled|perturbed|"
        rf"transposed|"
        rf"(?:multiplied|divided|scaled|rescaled) {BY})"
        r"|\bH (?:is|are) (?:mixed|blended|averaged) with\b"
        r"|\b(?:states?|activations?) (?:is|are) (?:[a-z]+ )?(?:clipped|clamped|"
        r"truncated|"
        r"rounded) (?:to|at)\b|\bgates? (?:is|are) (?:[a-z]+ )?noisy\b"
        r"|\bnoise (?:also )?(?:enters|acts on|perturbs|affects|corrupts|drives) "
        r"(?:the )?"
        r"(?:[a-z]+ )?(?:states?|gates?|candidates?|[SHV])\b"
        r"|\b(?:an? (?:[a-z]+ )?(?:constant|offset)) (?:is|are) (?:[a-z]+ )?added to "
        r"(?:the "
        r"|every |each |all )?(?:[a-z]+ )?(?:gates?|[PVSHX]|states?|candidates?)\b",
        WRITE,
        without=rf"noise|xi|ξ|eps|ε|\\sim|~|{HAS_STEP}",
    ),
    Form(
        r"\b(?:multiplies|scales|gates|acts on|modulates|is applied to|enters|receives|"
        r"sees|uses) (?:the )?(?:[a-z]+ )?[SHVPXMND]? ?(?:instead of|rather than|in "
        r"place "
        r"of|and not) (?:the )?(?:[a-z]+ )?[VSHPXD]\b"
        rf"|\b{GATE} also (?:multiplies|scales|modulates|gates|acts on)\b"
        r"|\b(?:output|forget|update) gates?(?: V)? (?:is|are) applied (?:before|"
        r"inside|"
        r"within) (?:the )?(?:tanh|nonlinearity|squashing)"
        r"|\benters? with (?:an? |the )?(?:minus|negative|opposite|reversed?) sign"
        r"|\bproducts?(?: with [VSHP]) (?:is|are) (?:matrix|outer|inner|circular|"
        r"kronecker)",
        WRITE,
    ),
    Form(
        r"\boutputs?(?: of [a-z -]{1,30}?)? (?:is|are|equals) (?:(?:then|thus|simply|"
        r"just) )"
        r"*(?:[SHVX] (?:plus|minus|times|divided by|multiplied by) |(?:twice|half|"
        r"minus|one "
        r"minus) (?:the )?(?:[a-z]+ )?(?:states?|[SHVX])\b|the (?:difference|square|"
        r"negative"
        r"|absolute value|derivative) (?:of|between) )",
        "write it as an equation on a line of its own",
    ),
    Form(
        rf"\b(?:tanh|sigmoid) {IS}(?:computed|evaluated|implemented) (?:by|with|via|"
        rf"using|"
        r"as) (?:an? )?(?:table|lookup|piecewise|polynomial|taylor|rational|\d)"
        r"|\b(?:numbers|values|weights|states|activations|quantities) (?:is|are) [a-z ]"
        r"{0,20}\b\d+[- ]bit",
        WRITE,
    ),
)
