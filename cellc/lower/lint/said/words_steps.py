r"""What sentences say of equations as such: forms about steps and values.

See words.py for what a form is.
"""

from __future__ import annotations

from cellc.lower.lint.said.words import BE, WRITE, Form

_LAYERS = (
    r"(?:dropout|zoneout|drop-?connect|(?:layer|batch|weight|spectral|group|rms)[- ]?"
    r"norm(?:ali[sz]ation)?|(?:gaussian |white |additive )?noise|residual connections?|"
    r"skip connections?|scal(?:e|ing) factors?|normali[sz]ation)"
)
_NO_RANDOM = "write the noise as an equation, `m_t ~ Bernoulli(0.9)`"
FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- what is done besides
    Form(
        r"\b(?:minus|plus) signs?\b.{0,40}\b(?:lost|missing|wrong|dropped)\b"
        r"|\b(?:enters?|multiplied|scaled) (?:with|by) a factor of\b"
        r"|^(?:please )?(?:multiply|divide|add|subtract|scale|clip|clamp) \w"
        r"|\b(?:is|are) (?:subtracted|added),? not\b"
        r"|\b(?:state|units?|input|gate|values?|argument|tanh|sigmoid)\b"
        r"(?: [^ ]+){0,6}? "
        r"(?:is|are|was|were) (?:clamped|silenced|shifted by|held fixed|sharpened|"
        r"bounded (?:below|above)|set to zero|divided by its)\b"
        r"|\bjuxtaposition (?:denotes|means|is)\b|\b(?:even|odd|every other) units?\b"
        r"|\bunits? shares? (?:the same|one|a single) (?:[a-z]+ )?(?:gate|value|"
        r"activation)\b"
        r"|\bgates?\b.{0,30}\bonce per sequence\b|\btimes per (?:input|step)\b"
        r"|\bonly to the (?:first|second) half\b|\bhas a temperature of \d"
        r"|\b(?:has|have) ones on the diagonal\b|\bsubtracted, not added\b",
        WRITE,
    ),
    # ---------------------------------------------------- steps
    Form(
        r"\bnot\b.{1,40}\b(?:but|rather)\b.{1,40}\b(?:passed|fed|carried|handed|"
        r"used|kept|"
        r"stored|propagated|sent)\b.{0,30}\b(?:on|back|next|forward)\b"
        r"|\b(?:passed|fed|carried|handed|propagated|sent) (?:on |over |forward |"
        r"back )?"
        r"(?:to|into|in) the (?:next|following|subsequent) (?:time )?step (?:instead|"
        r"rather)\b|\b(?:next|following) (?:time )?step (?:sees|gets|receives|uses|"
        r"reads)"
        r"\b.{0,40}\b(?:instead of|rather than|and not|not)\b",
        "write in the recurrence what is passed on, with the index t-1",
    ),
    Form(
        r"\bteacher[- ]forc|\bground[- ]truth\b.{0,30}\b(?:previous|last|preceding|"
        r"t-1)|\b(?:previous|last|preceding|t-1)\b.{0,20}\b(?:is|are)\b.{0,20}\b(?:"
        r"ground"
        r"[- ]truth|targets?|true (?:label|output|value|symbol|word))\b|\bscheduled "
        r"sampling",
        "to feed back what comes from outside, say so: `y is input`, or give the "
        "target a name of its own",
        when="fed back",
    ),
    Form(
        r"\b(?:initial|start(?:ing)?|first) (?:hidden |cell |memory |recurrent )?(?"
        r":states?"
        r"|conditions?|activations?|memory)\b(?: [^ ]+){0,4}? (?:is|are) (?:[\w-]+ )*?"
        r"(?:learn(?:ed|t|able)|train(?:ed|able)|parameters?|optimi[sz]ed|fitted|ones|"
        r"random|drawn|sampled|computed|predicted|obtained)\b"
        r"|\b[a-z]_?\(?0\)?(?: and [a-z]_?0)? (?:is|are) (?:[\w-]+ )*?(?:learn(?:ed"
        r"|t|able)|"
        r"train(?:ed|able)|parameters?)\b(?! rate)"
        r"|\b(?:we|i) (?:also )?(?:learn|train|treat)\b(?: [\w-]+){0,2} initial (?:"
        r"\w+ )?"
        r"states?",
        "a state starts with zero unless it is given to the module at the first step; "
        "train it outside of the cell",
    ),
    Form(
        r"\btime (?:runs|goes|flows|is (?:reversed|running)|index runs)\b.{0,15}\b("
        r"?:"
        r"backward|reverse|down|right)|\btime is reversed|\b(?:processed|read|run|fed|"
        r"traversed"
        r"|scanned)\b(?: [\w-]+){0,3} (?:in reverse|backwards?|right[- ]to[- ]left|"
        r"from the "
        r"end|from (?:the )?right|from (?:the )?last)\b|\breverse (?:time )?order\b"
        r"|\breversed (?:input )?sequence\b|\bsequence is reversed\b",
        "give the sequence in the order in which the steps are computed",
        without=r"left|←|backward|\\bar|t ?\+ ?1",
    ),
    Form(
        r"\b(?:two|three|four|several|\d) (?:time )?steps? (?:ago|earlier|before|"
        r"delayed)\b"
        r"|\bdelay(?:ed)? (?:of|by) (?:two|three|four|several|\d+|k|d)\b",
        "write the index: `h_{t-2}`",
        without=r"(?:_\{?|[a-z]\()\\?\w{0,3}\s?[-−–] ?(?:[2-9]|\\?[a-zA-Zτ])",
    ),
    Form(
        r"\b(?:equations?|recurrence|update|cell|step|loop|lines?|this|it|map)\b(?:"
        r" [^ ]+)"
        r"{0,3} (?:is|are) (?:[\w-]+ )?(?:repeated|iterated|applied|executed)\b(?: "
        r"[\w-]+)"
        r"{0,2}? (?:twice|(?:two|three|four|five|\d+|several|k|n|m) times|until|to "
        r"convergence)\b",
        "write the steps out, each with a name of its own",
    ),
    Form(
        r"\b(?:order|sequence) of\b(?: [^ ]+){0,4} (?:is|are) (?:reversed|exchanged"
        r"|swapped|"
        r"changed)\b|\b(?:equations|lines|updates)\b(?: [^ ]+){0,3} are (?:evaluated|"
        r"computed|carried out|performed|done) (?:in (?:the )?(?:reverse|opposite)|"
        r"simultaneously|from (?:the )?(?:bottom|last))",
        WRITE,
    ),
    Form(
        r"\basynchronous(?:ly)? updat|\bupdated (?:asynchronously|one (?:at a time|"
        r"by one|"
        r"after another)|in (?:random )?turn)\b|\bonly (?:one|half|some|a (?:subset|"
        r"fraction|part)|[\w.]+ ?%) of the (?:units|components|neurons|states?)\b",
        WRITE,
        without=r"mod|cases|\\sim|~",
    ),
    Form(
        r"\b(?:equations?|recurrence|update|formula|lines?|relation|expression|rule"
        r"|terms?|"
        r"noise|gates?|nonlinearity|\(\d+\))\b(?: [^ ]+){0,4} (?:holds?|is valid|"
        r"are valid|"
        r"appl(?:y|ies)|is (?:used|applied|active|added|present|needed)|are (?:used"
        r"|applied"
        r"|active|added|present)) only (?:for|when|if|in|at|during|on|where|after|"
        r"before|"
        r"until|every)\b(?! t ?(?:>|≥|ge))"
        r"|\b(?:drop|omit|remove|skip|add|use|disable|bypass)\w* (?:the |this |all "
        r")?(?:"
        r"gates?|noise|(?:[\w-]+ )?terms?|nonlinearity|state)(?: [\w-]+){0,2} (?:at|in|"
        r"during) (?:test|inference|training|evaluation)\b"
        r"|\bonly (?:in|during|at|for) (?:the )?(?:training|test(?:ing)?(?: time)?|"
        r"inference"
        r"|evaluation)\b",
        "write the case as an equation, `cases`, or leave out what is not meant",
        without=r"cases|where|mod",
    ),
    # ---------------------------------------------------- values
    Form(
        r"\b(?:zero|one|0|1|on|off|dropped|kept|skipped|updated|replaced|flipped|reset|"
        r"masked|chosen|active|open|closed|removed|copied|set|true)\b.{0,40}\bwith "
        r"(?:an? "
        r"|the )?(?:fixed |constant |small )?probabilit(?:y|ies)\b",
        _NO_RANDOM,
        without=r"\\sim|~|∼",
    ),
    Form(
        rf"\b{_LAYERS}(?: [^ ,;]+){{0,5}}? (?:is|are|was|were) (?:[\w-]+ )?(?:"
        r"applied|added|inserted|performed|injected|used (?:on|in|inside|within))\b"
        r"(?! (?:(?:to|on|in|the|all|word|input|output|final|our) )*(?:embedding|"
        r"softmax|"
        r"classif|non-recurrent|fully|dense|images?|inputs?\b(?! gate)))"
        rf"|\b(?:a|the) (?:dropout |binary |random )?masks? (?:is|are) (?:[\w-]+ )?"
        rf"applied\b"
        rf"|\b{_LAYERS}(?: [\w-]+){{0,4}}? {BE} (?:omitted|suppressed|not shown|"
        rf"left out)",
        "write it in the equations: `LN(...)`, `m_t ⊙ h_t`, `+ ξ_t` with "
        "`ξ_t ~ N(0, 1)`",
        without=r"drop|LN|BN|norm|\\sim|~|∼|mask|\bm_|xi|ξ|eps|ε|eta|η|noise|nu_|ν",
    ),
    Form(
        r"\b(?:inputs?|x_t|x)\b(?: [\w-]+){0,3}? (?:is|are) (?:first|then|also|always|"
        r"beforehand|previously) (?:[\w-]+ )?(?:normali[sz]ed|standardi[sz]ed|whitened|"
        r"projected|embedded|concatenated|augmented|extended|scaled|multiplied|mapped|"
        r"transformed|passed|fed|convolved|centered|centred|squashed|clipped|rotated|"
        r"smoothed|masked)\b",
        "write it as an equation in front of the others: `u_t = E x_t`",
        when="input",
    ),
    Form(
        r"\b(?:is|are) (?:[\w-]+ )?detached\b|\bstop[- ]?gradient|\bno gradients? ("
        r"?:is|are"
        r"|flows?|passes)\b|\b(?:is|are) (?:treated|considered|regarded) as (?:a )?"
        r"constants?"
        r"\b.{0,40}\b(?:grad|back|deriv|differ)|\bgradients? (?:is|are|does|do) not "
        r"(?:[\w-]+ )?(?:propagat|flow|pass|back)\w*",
        "cellc has the gradient of all that the equations say; it cannot be cut",
        without=r"sg\b|stop|detach",
    ),
    Form(
        r"\bgates?(?: values?| activations?)?(?: [\w-]+){0,2} (?:is|are) (?:[\w-]+ )?"
        r"(?:binary|binari[sz]ed|rounded|thresholded|quanti[sz]ed|discrete|sampled|"
        r"scalars?|clipped|squared|normali[sz]ed|always (?:open|closed|one|zero|1|0"
        r")|held "
        r"constant)\b",
        "write it as an equation, or say the shape in the where block",
        without=r"step|round|floor|sim|~|softmax|clip|hard|\^2|mathbb ?\{?R|ℝ",
    ),
    Form(
        r"\b(?:first|second|other|last|one|upper|lower) (?:half|third|quarter)\b.{0,20}"
        r"\b(?:units?|components?|neurons?|states?|entries|dimensions?|channels?)\b",
        "write each part with a name of its own, and join them: `[a; b]`",
        without=r"\[|;|:|split|chunk|concat",
    ),
    Form(
        r"\bgates?\b(?: [\w-]+){0,3} (?:is|are)? ?(?:computed|calculated|evaluated|"
        r"sees?|looks? at|depends? on|ha(?:ve|s) access to|receives?|determined)\b"
        r"(?: [\w-]+){0,4}? (?:(?:cell|memory)(?: state| content| cell| vector)?s?\b|"
        r"[cs]_ ?t\b)",
        "write the term with the cell in the equation of each gate",
        when="blind",
    ),
    Form(
        r"\b(?:outputs?|predictions?)\b(?: [^ ]+){0,3} (?:is|are) fed back\b(?: [\w"
        r"-]+){0,3}"
        r" inputs?\b|\binputs?\b(?: [\w-]+){0,4} (?:is|are) (?:simply |always |just"
        r" )?(?:the|"
        r"its|our) (?:own )?(?:previous|last|preceding) (?:output|prediction)s?\b",
        "write it: the output at t-1 in the place of the input",
        without=r"y_?\{?\(?t ?[-−–]",
    ),
)
