r"""What sentences say of names of the equations: forms around their roles.

See words.py for what a form is, and roles.py for the capital letters.
"""

from __future__ import annotations

from cellc.lower.lint.said.words import WRITE, Form

_ADVERBS = (  # each word in one way
    r"(?:(?:then|also|first|always|further|now|again|just|element-?wise|all|both|here|"
    r"in fact|[a-z]{1,12}ly) )*"
)
IS = rf"(?:is|are|was|were|gets?|be|been) {_ADVERBS}"
DENOTES = (
    r"(?:is|are|denotes?|means|stands? (?:here )?for|represents?|abbreviates?|refers? "
    r"to|"
    rf"designates?|is short(?:hand)? for|signifies) {_ADVERBS}"
)
GATE = (
    r"(?:V|gates?(?: values?| activations?| vectors?)?(?: V)?|"
    r"candidates?(?: states?| values?)?(?: V)?)"
)
STATE = (
    r"(?:[SH]|(?:states?|activations?|memory|units?|outputs?|cells?)(?: vectors?)?"
    r"(?: [SH])?)"
)
WEIGHTS = (
    r"(?:P|(?:weights?|weight matri(?:x|ces)|matri(?:x|ces)|bias(?:es)?|parameters?)"
    r"(?: vectors?| terms?)?(?: P)?)"
)
ANY = rf"(?:{GATE}|{STATE}|{WEIGHTS}|O)"
LAYERED = r"\^\{?\(?\\?(?:l|ell|ℓ)(?![a-z])"
_NUMBER = r"(?:\d|half\b|two\b|twice\b|ten\b)"
_BY = (
    r"by (?:an? |the )?(?:(?:constant |fixed |random )?(?:factor|gain|noise|constant|"
    rf"square root|norm)\b|its\b|their\b|random\b|[MN]\b|{_NUMBER})"
)
DONE = (
    r"(?:(?:multiplied|divided|scaled|rescaled|shifted|increased|decreased|reduced|"
    rf"raised|attenuated|damped|sharpened) {_BY}"
    r"|(?:re-?)?normali[sz]ed|clipped|clamped|truncated|rounded|quanti[sz]ed|"
    r"binari[sz]ed|thresholded|squared|masked|dropped|perturbed|halved|doubled|negated|"
    r"permuted|rotated|transposed|zeroed|sorted|smoothed|whitened|corrupted|reset|"
    r"set to|projected (?:on|back)|cent(?:re|ere)d|decayed|shuffled|averaged|pruned|"
    r"(?:re-?)?orthogonali[sz]ed|exponentiated|swapped|exchanged)\b"
)
_CHANGED = (
    rf"(?:{DONE}|(?:replaced|omitted|absent|removed|missing|ignored|skipped|disabled|"
    r"left out|not used|not applied|forced|fixed|held|switched|turned|frozen|doubled|"
    r"inverted|reversed|different)\b)"
)
_PHASE = (
    r"(?:at|during|in|for) (?:the )?(?:test(?:ing)?|inference|evaluation|training|"
    r"prediction|generation|decoding)(?: time| phase| stage)?\b"
)
_STEPS = r"(?:time ?-?)?(?:steps?|updates?|iterations?|recurrences?)\b"
_AROUND = (
    r"(?:after|before|between|following|at the (?:end|start|beginning) of) "
    rf"(?:(?:each|every|the|this|all|any|successive|consecutive|single) )*{_STEPS}"
)
_OTHER_LAYER = (
    r"(?:(?:lower|upper|previous|other|next|preceding|adjacent|deeper) layers?|"
    r"layers? (?:below|above|beneath|underneath))\b"
)
_SAME = (
    rf"(?:equals?|coincides? with|agrees? with|{IS}(?:equal|identical|tied|set equal)"
    rf" (?:to|with)|{IS}the same (?:[a-z]+ )?as|{IS}(?:another name|a copy) (?:for|of)|"
    r"equal to)"
)
_MADE = (
    r"(?:(?:[a-z]+ )?products?|transpose|(?:pseudo-?)?inverse|difference|average|mean|"
    r"squares?|square root|exponential|logarithm|negative|columns?|rows?|block|"
    r"sub-?matrix|multiple|copy|mixture|combination|power|absolute value|reciprocal|"
    r"adjoint|conjugate|interpolation|sum|root|complement|normali[sz]ed version|"
    r"perturbation|permutation|maximum|minimum)"
)
_THE = r"(?:the |an? |its |their )"
_VALUES = (
    r"(?:values|entries|components|elements|updates|changes|activations|numbers|states|"
    r"gates|coordinates|weights|differences|increments)"
)
_REMOVED = (
    r"(?:is|are) (?:[a-z]+ )?(?:set|clipped|ignored|discarded|zeroed|replaced|"
    r"suppressed|dropped|kept|removed|clamped|silenced|masked|truncated|pruned|reset)\b"
)
_HAS_STEP = r"clip|max|min|relu|hard|step|cases|\]_\+|top|shrink"

FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- one name is another
    Form(
        rf"\bP {_SAME} (?:the )?(?:[a-z]+ )?[PXSHVO]\b"
        rf"|\b[XH] {_SAME} (?:the )?(?:[a-z]+ )?[XSHVPD]\b"
        rf"|\bP,?(?: and| or|,) P (?:{IS}(?:equal|identical|tied|one and the same|the "
        r"same(?! (?:size|shape|dim|type|kind|form|role|way|as in)))|coincide|agree|"
        r"(?:denote|mean|stand for|are names for|refer to|represent) the same)\b",
        "write one letter for both, or the equation: `V = W`",
    ),
    Form(
        rf"\bP {DENOTES}{_THE}(?:[a-z-]+ ){{0,2}}?{_MADE} (?:of|between|with)\b"
        rf"(?!.{{0,40}}\b(?:learn|train)\w*)"
        rf"|\bP {DENOTES}(?:the )?(?:identity(?: matrix)? (?:plus|minus)\b|"
        r"(?:twice|half|minus|one minus|(?:two|three|\d+) times) )"
        rf"|\bX {DENOTES}{_THE}(?:[a-z-]+ ){{0,2}}?(?:concatenation|stack|pair|"
        rf"{_MADE}) "
        r"(?:of|between)\b.{0,60}?(?:\b[SHVD]\b|\bstates?\b|\b(?:previous|last|"
        r"preceding) (?:outputs?|predictions?|actions?)\b)",
        "write it as an equation of its own: `V = W^⊤`, `u_t = [x_t; h_{t-1}]`",
    ),
    Form(
        rf"\bX {DENOTES}(?:the |our |an? )?(?:[a-z-]+ )?(?:inputs?|vector|observation|"
        r"symbol|word|token|sample|data)\b(?: (?!and\b)[^ ,]+){0,5}? (?:t-\d|t\+\d|"
        r"(?:previous|"
        r"preceding|last|next|following) (?:time )?-?step|\b(?:two|three) steps)",
        "write the index that is meant: `x_{t-1}`",
    ),
    # ---------------------------------------------------- what varies
    Form(
        rf"\b{WEIGHTS} (?:is|are) {_ADVERBS}(?:an? )?(?:[a-z-]+ ){{0,2}}?functions? of "
        r"(?:X\b|[SHV]\b|t\b|time\b|the (?:[a-z]+ ){0,2}(?:inputs?|states?|time|step|"
        r"context)\b)"
        rf"|\b{WEIGHTS} (?:depends?|var(?:y|ies)|changes?|differs?|evolves?|drifts?|"
        rf"adapts?) {_ADVERBS}(?:on|with|over|at|across|in|from|through) (?:X\b|"
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
        rf"{_ADVERBS}(?:the |an? |its )(?:[^ ,]+ ){{0,6}}?(?:{_OTHER_LAYER}|"
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
    # ---------------------------------------------------- what is done to values
    Form(
        rf"\b{_AROUND}.{{0,30}}?\b{ANY} {IS}{DONE}"
        rf"|\b{ANY} {IS}{DONE}.{{0,30}}?\b{_AROUND}"
        rf"|\b{STATE} {_ADVERBS}(?:decays?|leaks?|shrinks?|grows?) (?:[a-z]+ )?(?:by|"
        rf"with|at) (?:an? |the )?(?:[a-z]+ (?:of )?){{0,2}}{_NUMBER}",
        WRITE,
        when="number",
    ),
    Form(
        rf"\b[SHV] {IS}(?:multiplied|divided|scaled|rescaled|shifted|increased|"
        rf"decreased|reduced|raised|attenuated|damped) {_BY}"
        r"(?!.{0,30}\b(?:gate|weight|element|component))"
        rf"|\b(?:[SHV]|gates?) {IS}(?:squared|halved|doubled|negated|permuted|rotated|"
        r"zeroed|sorted|smoothed|whitened|corrupted|shuffled|averaged over|"
        r"perturbed)\b",
        WRITE,
        when="number",
    ),
    Form(
        rf"\b[SHV] {IS}(?:(?:re-?)?normali[sz]ed|cent(?:re|ere)d)\b",
        WRITE,
        without=r"norm|LN|softmax|mean|sum|var|/|frac|vert|‖|\||mu|sigma_",
    ),
    Form(
        rf"\b[SHV] {IS}(?:clipped|clamped|truncated|rounded|quanti[sz]ed|binari[sz]ed|"
        r"thresholded)\b",
        WRITE,
        without=rf"{_HAS_STEP}|floor|round|sign",
    ),
    Form(
        rf"^(?!.*gradient).*?\b(?:{_VALUES}|[SHVP])\b.{{0,40}}?\b(?:below|above|under|"
        r"over|exceeding|outside|beyond|(?:smaller|larger|greater|less|lower|higher) "
        rf"than) .{{0,30}}?{_REMOVED}"
        rf"|^(?!.*gradient).*?\b(?:negative|small|large|positive|tiny) (?:[a-z-]+ )?"
        rf"{_VALUES}\b.{{0,30}}?{_REMOVED}"
        rf"|\b(?:{_VALUES}) of [SHVP] {IS}(?:{DONE}|reversed|shared|tied|set)",
        WRITE,
        without=_HAS_STEP,
    ),
    Form(
        r"\bonly (?:the )?(?:[\w-]+ )?(?:largest|smallest|top|strongest|biggest|"
        r"highest|"
        r"winning)\b.{0,40}?\b(?:kept|retained|used|updated|active|passed|survives?|"
        r"remains?)\b"
        r"|\b(?:top|largest|strongest)[ -](?:\d+|k)\b.{0,40}?\b(?:kept|retained|"
        r"survive|remain)\b",
        WRITE,
        without=r"top|max|mask|\bm_",
    ),
    Form(
        r"\b(?:we|i|they) (?:[a-z]+ )?(?:apply|use|add|inject|employ|insert|put)\b"
        r"(?: [^ ]+){0,3}? (?:dropout|zoneout|drop-?connect|noise|(?:layer|batch|"
        r"weight|"
        r"spectral|group|rms)[- ]norm(?:ali[sz]ation)?)\b.{0,40}?\b(?:to|on|in|into|"
        r"inside|within|at|after|before) (?:the |each |all |every |both )?(?:[a-z]+ )"
        r"{0,2}?(?:[SHVP]\b|states?\b|gates?\b|candidates?\b|weights\b|activations?\b|"
        r"pre-?activations?\b|recurrence\b|recurrent (?:weights|connections|matri))",
        "write it in the equations: `LN(...)`, `m_t ⊙ h_t`, `+ ξ_t` with "
        "`ξ_t ~ N(0, 1)`",
        without=r"drop|LN|BN|norm|\\sim|~|∼|mask|\bm_|xi|ξ|eps|ε|eta|η|noise|nu_|ν",
    ),
    # ---------------------------------------------------- where, and when
    Form(
        rf"\b{_PHASE}.{{0,40}}?\b{ANY} {IS}{_CHANGED}"
        rf"|\b{ANY} {IS}{_CHANGED}.{{0,40}}?\b{_PHASE}",
        "write the case as an equation, or leave out what is not meant",
        without=r"cases",
    ),
    Form(
        r"\b(?:(?:at|in|for|on) (?:the )?(?:very )?(?:last|final|first|second|initial) "
        rf"{_STEPS}|for t=[01tT]).{{0,30}}?\b(?:{GATE}|[a-z]+ terms?|nonlinearity|"
        rf"{WEIGHTS}) (?:{IS}(?:one|zero|1|0|equal|set|fixed|open|closed|random|off|on|"
        rf"shut|half|[MN]|{_CHANGED})|equals|becomes|has no)\b"
        rf"|\b(?:{GATE}|{WEIGHTS}) (?:{IS}(?:one|zero|1|0|equal to \w+|set to \w+|"
        rf"fixed|"
        rf"open|closed|random|{_CHANGED})|equals \w+) (?:at|in|for|on) (?:the "
        rf")?(?:last|"
        rf"final|first|second|initial) {_STEPS}"
        rf"|\b{ANY} {IS}(?:[a-z]+ )?(?:[a-z]+ )?(?:every|each) (?:\d+|second|third|"
        rf"other|few|[kn]|[a-z]-th) {_STEPS}"
        rf"|\b{ANY} {IS}(?:computed|evaluated|calculated|drawn|sampled|chosen|set|"
        r"determined|updated|fixed) (?:only )?once\b",
        "write the case as an equation, `cases`",
        without=r"cases|where|mod|\\sim|~|∼",
    ),
    Form(
        r"\b(?:in|for|at|of) (?:the |all )?(?:(?:first|second|third|last|top|bottom|"
        r"upper|"
        r"lower|other|deeper|higher|next|even|odd) layers?|layers? \d)\b.{0,30}?\b(?:"
        rf"{ANY}|X|terms?|nonlinearity|tanh|sigmoid|input|activation) {IS}{_CHANGED}"
        rf"|\b(?:{GATE}|{STATE}|X|terms?|nonlinearity|input) {IS}{_CHANGED} (?:(?:by|"
        r"with|to) [^ ]+ )?(?:in|for) (?:the )?(?:(?:first|second|third|last|top|"
        r"bottom|"
        r"upper|lower|deeper|higher) layers?|layers? \d)"
        rf"|\b(?:{GATE}|{STATE}) {_ADVERBS}(?:uses?|sees?|takes?|reads?|receives?|"
        rf"depends? on|(?:is|are) computed from) (?:[a-z]+ ){{0,2}}?(?:[SHD]\b|"
        rf"states?\b|"
        rf"memory\b).{{0,20}}?{_OTHER_LAYER}",
        "write each layer with names of its own; --layers stacks cells that are alike",
        without=LAYERED,
    ),
    # ---------------------------------------------------- what is added
    Form(
        r"\b(?:extra|additional|further|another|hidden) (?:[a-z-]+ )?(?:terms?|"
        r"bias(?:es)?|summands?|contributions?|factors?|inputs?(?= [MND]\b))\b(?: [^ "
        r"]+)"
        r"{0,4}? (?:enters?|(?:is|are) (?:also )?(?:added|present|included|applied|"
        r"there)|appears?|acts?|contributes?|multiplies|modulates?)\b"
        r"|\bthere (?:is|are) (?:also )?(?:an? )?(?:extra|additional|further|another) "
        r"(?:[a-z-]+ )?(?:terms?|bias(?:es)?|summands?|contributions?)\b"
        rf"|\b(?:{GATE}|{STATE}) {_ADVERBS}(?:uses?|sees?|receives?|reads?|takes?|"
        rf"depends?"
        r" on|(?:is|are) computed from|looks? at|gets?|contains?)(?: [a-z-]+){0,4}? D\b"
        rf"|\b(?:{GATE}|{STATE}) also (?:uses?|sees?|receives?|reads?|takes?|depends? "
        rf"on|"
        r"gets?|contains?|includes?|has)(?: [a-z-]+){0,4}? [DMN]\b",
        "write the term in the equation",
    ),
    Form(
        r"\b(?:residual|skip|shortcut|direct|bypass|identity) (?:connections?|paths?) "
        r"(?:[a-z]+ )?(?:adds?|feeds?|sums?|passes|carr(?:y|ies))\b"
        r"|\badds? X to (?:the )?(?:[a-z]+ )?(?:outputs?|states?|gates?|candidates?|"
        r"[SV])"
        rf"\b|\bX {IS}added {_ADVERBS}to (?:the )?(?:[a-z]+ )?(?:outputs?|states?|"
        rf"gates?|"
        r"candidates?|[SV])\b",
        "write the term in the equation",
        without=r"\+\s*\\?(?:math\w+|bm|boldsymbol)?\s*\{?x",
    ),
    Form(
        r"\boutputs?(?: of [a-z -]{1,30}?)? (?:is|are|equals) (?:(?:then|thus|simply|"
        r"given by|computed as|obtained as|taken as|defined as|taken to be) )*(?:the |"
        r"an? "
        r")?(?:[a-z-]+ )?(?:mean|average|sum|max(?:imum)?|concatenation|product|"
        r"median)\b"
        r".{0,30}?\b(?:over (?:time|all|the (?:sequence|steps))|all (?:hidden |time )?"
        r"(?:states|steps)|(?:hidden )?states\b)",
        "cellc computes the states of all steps; take it of them outside of the cell",
        without=r"sum_|∑_",
    ),
    # ---------------------------------------------------- functions, matrices, gates
    Form(
        r"\b(?:tanh|sigmoid|hyperbolic tangent|logistic(?: function| sigmoid)?|relu)"
        r" (?:here )?(?:abbreviates|stands (?:here )?for|denotes|means|is short for|is "
        r"shorthand for|refers to|represents|is) (?:(?!function|sigmoid|"
        r"nonlin).){0,30}?"
        r"(?:lecun|(?:re)?scaled|shifted|stretched|piecewise|approximat\w+|rational|"
        r"bipolar|sharpened|steep\w*|truncated|N\b|(?:\d*[2-9]|\d+\.\d+) ?(?:tanh|"
        r"sigmoid|x\b))"
        r"|\b(?:tanh|sigmoids?|logistic functions?|hyperbolic tangents?|"
        r"nonlinearit(?:y|ies)|activation functions?|squashing functions?)"
        rf" {IS}(?:sharpened|steepened|stretched|flattened|(?:re)?scaled|shifted|"
        r"approximated|truncated|halved|doubled|inverted|negated|reflected|squared|"
        r"perturbed|lineari[sz]ed|quanti[sz]ed|smoothed|steeper|flatter|shallower)\b",
        "write the function in the where block: `f(a) = 1.7159 tanh(2 a / 3)`",
        when="number",
    ),
    Form(
        r"^(?!.*initiali).*?\b(?:rows|columns|diagonals?|entries|elements|trace|"
        r"determinant)(?: entries| elements)? (?:of|in) (?:the )?(?:[a-z-]+ "
        r"){0,2}?(?:P|"
        rf"matri(?:x|ces)|weights)\b(?: P)?(?:(?: and|,) P)* (?:{IS}(?:zeros?|ones?|"
        r"non-?negative|positive|negative|equal|fixed|normali[sz]ed|orthogonal|"
        r"orthonormal|shared|clipped|bounded|constrained|set|identical|binary|"
        r"integers?)"
        r"|sums?|adds? up|(?:have|has) (?:unit|norm|zero|equal))\b"
        r"|\bP (?:is|are) (?:zero|one|\d) (?:on|off|above|below) the (?:main "
        r")?diagonal",
        "write the equation that makes the matrix so; a parameter has free entries",
    ),
    Form(
        rf"\bgates?(?: V)? {IS}(?:shared|common|the same) (?:by|across|among|for|to) "
        r"(?:all |the )+(?:[a-z]+ )?(?:units|components|neurons|cells|dimensions|"
        r"entries)"
        r"|\b(?:one|a single) (?:[a-z]+ )?gate (?:(?:is|are) )?(?:shared |used )?(?:by|"
        r"for)"
        r" (?:all|the) (?:[a-z]+ )?(?:units|components|neurons|dimensions|entries)",
        "say the shape in the where block: `z_t ∈ ℝ`",
        when="matrices",
    ),
)
