r"""What sentences say of equations as such, as forms of words.

Each form is a pattern for a sentence in small letters with single spaces and without
marks of LaTeX, what silences it, and what to write instead.  A sentence of another
paper, of a gradient, of training, or of what can be is not meant.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_OWNED = r"(?:its|their|his) own"
_BE = (
    r"(?:is|are|was|were|be|being|has been|have been|stays?|remains?)(?: (?:all|both|"
    r"always|also|then|thus|here|simply|assumed|constrained|restricted|taken|kept|chosen|"
    r"set|forced|required|understood|meant|implicitly|everywhere|to be|to|as|an?|in fact|"
    r"actually|however|therefore|not|only|further|first|instead|silently))*"
)
_PARAMETER = (
    r"(?:weights|parameters|matri(?:x|ces)|kernels?|bias(?:es)?|bias (?:terms?|vectors?|"
    r"weights?)|weight vectors?|coefficients|connections)"
)
_SHAPE = (
    r"(?:diagonal|block-?diagonal|tri-?diagonal|banded|(?:(?:lower|upper)[- ])?triangular|"
    r"(?:skew-?|anti-?)?symmetric|orthogonal|orthonormal|unitary|hermitian|sparse|"
    r"toeplitz|circulant|low-?rank|rank-\w+|(?:positive|negative)(?: (?:semi-?)?definite)?|"
    r"non-?(?:negative|positive)|(?:doubly )?stochastic|permutations?|rotations?|binary|"
    r"ternary|quanti[sz]ed|binari[sz]ed|complex(?:-valued)?|pruned|"
    r"(?:spectrally |row-|column-)?normali[sz]ed|clipped|squared|exponentiated|"
    r"transposed|frozen|fixed|untrained|random|not trained|not learned|identit(?:y|ies)|"
    r"zeros?)"
)
_LEFT_OUT = (
    r"(?:omitted|dropped|suppressed|left out|left away|neglected|not shown|not displayed|"
    r"not written|skipped|absorbed|hidden|implied|left implicit|implicit)"
)
_BIAS = r"(?:bias(?:es)?|bias (?:terms?|vectors?|units?|weights?|parameters?)|offsets?)"
_NAMES_LEFT = r"(?:subscripts?|superscripts?|ind(?:ex|ices)|labels?)"
_LAYERS = (
    r"(?:dropout|zoneout|drop-?connect|(?:layer|batch|weight|spectral|group|rms)[- ]?"
    r"norm(?:ali[sz]ation)?|(?:gaussian |white |additive )?noise|residual connections?|"
    r"skip connections?|scal(?:e|ing) factors?|normali[sz]ation)"
)
FUNCTIONS = {  # what a sentence calls it -> what an equation with it has
    r"leaky relus?": r"leaky|lrelu",
    r"hard[- ]?(?:sigmoids?|tanhs?|logistic)(?: functions?)?": r"hard",
    r"(?:relus?|rectifiers?|rectified linear(?: units?)?)": r"relu|max|\[.*\]_\+",
    r"tanhs?|hyperbolic tangents?": r"tanh",
    r"(?:logistic )?sigmoids?(?: functions?)?|sigma|logistic(?: functions?)?": r"sigm|σ",
    r"softplus": r"softplus|log",
    r"softsigns?": r"softsign|\|",
    r"soft-?max(?:es)?": r"softmax",
    r"sparsemax|entmax": r"sparsemax|entmax",
    r"[gs]?elus?": r"elu",
    r"swish|silu": r"swish|silu|sigm|σ",
    r"(?:co)?sines?|cos|sin": r"cos|sin",
    r"the identity": r"identity",
    r"means?|averages?": r"mean|avg|average|/|frac|⟨",
    r"sums?|summations?|additions?": r"\+|sum|∑",
    r"max(?:imum|imums|ima)?(?:-pooling)?": r"max",
    r"min(?:imum|imums|ima)?": r"min",
    r"subtractions?|differences?": r"-|−",
    r"concatenations?": r"\[|;|concat|,",
    r"(?:element-?wise |hadamard |matrix |dot |inner |outer )?(?:products?|"
    r"multiplications?)": r"⊙|odot|\*|·|cdot|circ|∘|\w \w",
    r"divisions?": r"/|frac",
    r"convolutions?": r"conv|\*|∗",
    r"cosine similarit\w+": r"cos|norm",
}


class Form(NamedTuple):
    """One way of a sentence to change equations."""

    pattern: str
    help: str
    without: str = ""  # what equations with it have
    needs: str = ""  # what equations that it can change have
    when: str = ""  # a fact of the cell that it needs: shared, unshared, matrices


_WRITE = "write the equations as the sentence has them"
_NO_RANDOM = "write the noise as an equation, `m_t ~ Bernoulli(0.9)`"
_SPLIT = "give each its own letter, with its own equation"
_FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- parameters
    Form(
        rf"(?:\b(?:all|both|recurrent|transition|hidden-to-hidden|state-to-state|"
        rf"input-to-hidden|feedback|these|the)\b(?: [\w-]+){{0,4}}? {_PARAMETER}(?: of "
        rf"[\w ]{{1,30}}| here| above)? {_BE} {_SHAPE}\b(?! initiali|ly\b| at| with| and "
        r"learn| during)"
        rf"|\b(?:we|i) (?:only )?(?:use|take|restrict|constrain|have|assume)\b(?: [\w-]+)"
        rf"{{0,3}}? {_SHAPE} (?:[\w-]+ ){{0,2}}?{_PARAMETER}(?! initiali))",
        "say in the where block what the parameters are: vectors for diagonal matrices, "
        "`U is frozen`; or write the equation that makes them so",
        without=r"diag",
        when="matrices",
    ),
    Form(
        rf"\b{_PARAMETER}(?: [\w-]+){{0,5}}? (?:share|{_BE} (?:shared|tied|the same|"
        r"identical|reused))\b(?! (?:across|over|by|between|among|for|at|in|through|"
        r"along|throughout)\b.{0,20}\b(?:time|steps?|positions?|layers?|inputs|sequence|"
        r"tokens?|words|examples|depth|directions?))"
        r"|\b(?:gates|equations|lines|directions|cells|terms)\b(?: [\w-]+){0,3} (?:all "
        r"|both )?share (?:the |their |one |a |all |same )*(?:[\w-]+ ){0,2}"
        rf"{_PARAMETER}",
        "one name is one parameter: write the same letter where it is shared",
        when="unshared",
    ),
    Form(
        rf"\b(?:each|every) (?:line|row|equation|gate|term|product|occurrence|use|unit|"
        rf"nonlinearity|sum)\b.{{0,40}}\b(?:own|separate|different|distinct)\b.{{0,20}}"
        rf"\b{_PARAMETER}"
        rf"|\b(?:each|every) (?:line|row|equation|gate|term|occurrence)\b.{{0,20}} "
        rf"{_PARAMETER} of {_OWNED}"
        rf"|\b{_PARAMETER}\b(?: [\w-]+){{0,3}} (?:differ|{_BE} (?:different|distinct|"
        r"separate|not shared|untied|independent)) (?:between|across|for|in|from|at|on)\b"
        r"|\babuse of notation\b|\b(?:same|one|single) (?:letter|symbol|name)s?\b.{0,40}"
        r"\b(?:different|several|distinct|each)"
        rf"|\b{_NAMES_LEFT}\b(?: [\w-]+){{0,5}} {_BE} {_LEFT_OUT}"
        rf"|\b(?:we|i) (?:omit|drop|suppress|leave out)\b(?: [\w-]+){{0,2}} {_NAMES_LEFT}"
        rf"|\b(?:stands?|write) for (?:a |any )?(?:different|generic) {_PARAMETER}",
        _SPLIT,
        when="shared",
    ),
    Form(
        rf"\b{_PARAMETER}\b(?: [\w-]+){{0,3}} (?:var(?:y|ies)|changes?|depends?|differs?)"
        r" (?:with|over|on|across|in|from)\b(?: the)? (?:time|step|t\b|each step)"
        r"|\beach (?:time )?step (?:has|uses) (?:its own|different|separate)\b",
        "give them the index t, as inputs: a parameter is the same at all steps",
    ),
    Form(
        rf"\b{_BIAS}\b(?: [\w-]+){{0,5}}? {_BE} {_LEFT_OUT}\b"
        rf"|\b{_BIAS} (?:omitted|dropped|suppressed|not shown|left out|understood)\b"
        rf"|\b(?:omit(?:s|ted|ting)?|drop(?:ped|ping)?|suppress(?:ed|ing)?|"
        r"leav(?:e|ing) out|neglect(?:ed|ing)?|not (?:show|write|display)|without "
        rf"writing|absorb(?:ed|ing)?|hid(?:e|ing))\b(?: [\w-]+){{0,4}}? {_BIAS}\b",
        "write the biases in the equations, `+ b_z`, if the cell has them",
    ),
    Form(
        r"\b(?:constant|one|1|ones|bias unit)\b(?: [\w-]+){0,3} (?:appended|concatenated"
        r"|attached|prepended)\b|\b(?:append|prepend|attach|concatenate)\w*\b(?: an?)? "
        r"(?:constant|one|1|bias)\b",
        "write the bias in the equations, `+ b`",
        without=r"\+\s*\\?\w*\{?b\b|1\s*[\]};]",
    ),
    # ---------------------------------------------------- functions, products
    Form(
        r"\b(?:logarithms?|logs?)\b.{0,40}\bbase[- ]?(?!e\b)\S|\bbinary logarithm|\bbase-?"
        r" ?(?:2|10|two|ten)\b.{0,10}\blog|\bdecadic\b|\bcommon logarithm",
        "write `log(x)/log(2)`",
        needs=r"log|ln",
        without=r"log_|/\s*\\?log",
    ),
    Form(
        r"\b(?:exponentials?|exp|powers)\b.{0,30}\b(?:base|of) (?:2|10|two|ten)\b",
        "write `2^x`",
        needs=r"exp|e\^",
        without=r"2\^",
    ),
    Form(
        r"\b(?:angles?|phases?|arguments?|trigonometric|sines?|cosines?|rotations?)\b"
        r".{0,40}\b(?:degrees?|turns|cycles|revolutions|gradians)\b",
        "write the factor: `cos(π θ_t / 180)`",
        needs=r"cos|sin|tan(?!h)",
        without=r"180|360|pi|π",
    ),
    Form(
        r"\b(?:leaky|relu|lrelu|prelu|elu|selu|softplus|sigmoid|logistic|hard|tanh|swish|"
        r"softmax|softsign|activation|nonlinearity|threshold)\w*\b.{0,30}\b(?:slope|"
        r"temperature|gain|steepness|threshold|leak)\b(?: [a-z]+){0,3}? (?:of |"
        r"is |= ?|at )*(?!0\.01\b)\d"
        r"|\b(?:slope|temperature|gain|steepness|leak)\b(?: [\w-]+){0,2} of (?:the )?"
        r"(?:leaky|relu|sigmoid|softmax|tanh|logistic)\b.{0,20}\b(?:is|=) ?(?!0\.01\b)\d",
        "write the function in the where block: `f(a) = max(a, 0.2 a)`",
        needs=r"relu|elu|sigm|σ|tanh|soft|hard|swish|phi|φ",
        without=r"\d \\?[a-zA-Z(]|frac|/",
    ),
    Form(
        r"\ball\b(?: of)?(?: the| these)?(?: [\w-]+){0,1} (?:products?|multiplications?|"
        r"operations?)\b(?!.{0,60}(?:except|⊙|odot|∘|circ|between (?:vectors|gates)|of "
        r"vectors)).{0,60}\b(?:element|component|coordinate|point|entry)-?wise"
        r"|\b(?:products?|multiplications?|divisions?|powers?)\b(?: [\w-]+){0,4} (?:are|"
        r"denote|mean|stand for) (?:[\w-]+ )?(?:convolutions?|circular|outer|kronecker|"
        r"quaternion\w*|modulo|complex|tropical|hamilton)\b",
        "write elementwise products as `w ⊙ x`, which makes w a vector",
        without=r"⊙|odot|∘|circ|\*",
        when="matrices",
    ),
    Form(
        r"\b(?:all|every|the) (?:quantit(?:y|ies)|variables|vectors|states|numbers|values|"
        r"operations|arithmetic|sums?|additions?|computations?)\b(?: [\w-]+){0,4} (?:is|"
        r"are|is done|are done|is performed) (?:[\w-]+ )?(?:complex(?:-valued)?|"
        r"quaternions?|integers?|binary|modulo|mod|in the log|saturating|unit norm)\b",
        _WRITE,
    ),
    Form(
        r"\bnorms?\b.{0,30}\b(?:l_?1|1-norm|manhattan|max(?:imum)?[- ]norm|infinity|sup|"
        r"spectral|ℓ_?1|ell_1|maximum)\b",
        "write the norm with its index: `\\|x\\|_1`",
        needs=r"\\\||‖|norm|\|",
        without=r"(?:\||‖|Vert)_",
    ),
    Form(
        r"\b(?:mean|average|sum|variance|statistics|norm|softmax|max(?:imum)?)s?\b"
        r"(?: [\w-]+){0,3} (?:over|across|along) (?:the |all |a )?(?:batch|mini-?batch|"
        r"time|sequence|layers?|(?:time )?steps|past|ensemble)\b",
        "cellc has such an operation over the components alone",
        needs=r"mean|sum|∑|var|norm|softmax|max|‖|\\\||bar|mu\b|μ",
        without=r"sum_|∑_",
    ),
    Form(
        r"\b(?:activations?(?: functions?)?|non-?linearit(?:y|ies)|squashing functions?|"
        r"tanh|relu|sigmoid|softmax)\b (?:is|are) (?:only )?(?:applied|used|placed|put|"
        r"omitted|removed|skipped|left out)\b(?: [\w-]+){0,3}?(?: (?:twice|again|only|"
        r"except)\b|(?<=omitted)|(?<=removed)|(?<=skipped)|(?<=out)"
        r"| (?:before|prior to|after|ahead of) (?:the|this|each|every|it)\b)",
        _WRITE,
    ),
    Form(
        r"\b(?:second|first|third|fourth|last|recurrent|middle|noise|bias|input|decay|"
        r"leak|other) terms?\b(?: [^ ]+){0,5} (?:is|are|was|were) (?:[\w-]+ )?(?:omitted|"
        r"dropped|absent|removed|left out|ignored|skipped|halved|doubled|negated|"
        r"subtracted|squared|only|not present|not used)\b",
        _WRITE,
    ),
    # ---------------------------------------------------- what is replaced or corrected
    Form(
        r"\berrat(?:um|a)\b|\bcorrigend|\bmisprint|\btypos?\b|^corrections?\b(?=:| to\b)|"
        r"\b(?:should|must|ought to) (?:read|have (?:been|read)|say)\b|\b(?:sign|minus|"
        r"plus|ind(?:ex|ices)|terms?|factor|exponent|equation|line|subscript|arguments?|"
        r"denominator|brackets?|parenthes[ei]s|products?)\b(?: [^ ]+){0,5} (?:should|must|"
        r"ought to) be (?:an? )?(?:plus|minus|sum|product|\+|-|−|t\b|t ?[-−+]|read|replaced"
        r"|removed|added|squared|deleted|swapped|transposed|reversed|opposite|positive|"
        r"negative|multiplied|divided|inverted|elementwise|element-wise|[a-z]_?\w?\b(?! "
        r"[a-z]))",
        "correct the equation",
    ),
    Form(
        r"\bsigns?\b(?: [\w-]+){0,5} (?:is|are|was|were) (?:[\w-]+ )?(?:reversed|flipped|"
        r"opposite|inverted|swapped|negated|wrong|incorrect)\b|\bopposite sign\b(?! (?:to "
        r"|from |as |of )?(?:the )?(?:original|other|cho|some))"
        r"|\broles? of\b.{1,40} (?:is|are) (?:[\w-]+ )?(?:exchanged|swapped|interchanged|"
        r"reversed)\b(?!.{0,60}\b(?:compar|relative|respect|original|than|some|other|in "
        r"(?:the )?(?:pytorch|keras|paper)))",
        _WRITE,
    ),
    Form(
        r"\b(?:contrary to|other than|different(?:ly)? from|not as|deviat\w+ from) (?:what "
        r"|in )?(?:is )?(?:the )?(?:equations?|displayed|shown|written|printed|formulas?|"
        r"stated)\b|\b(?:than|as) (?:is )?(?:written|shown|displayed|stated|printed) "
        r"(?:above|below)\b(?<!as shown above)(?<!as shown below)(?<!as written above)"
        r"(?<!as stated above)(?<!as displayed above)",
        _WRITE,
    ),
    Form(
        r"\bin (?:our |the |all |my )*(?:implementation|code|experiments|practice)s?\b"
        r".{0,50}\b(?:omit|multipl|scale|divid|halve|double|negat|swap|exchange|flip|"
        r"invert|round|square|subtract)\w*\b.{0,60}\b(?:gates?|states?|terms?|sign|input|"
        r"weights|bias\w*|nonlinearity|activation|by \d|by (?:two|half|the))\b",
        _WRITE,
    ),
    # ---------------------------------------------------- notation
    Form(
        r"\b(?:bar|over-?line|overbar|over-?bar|hat|tilde|prime|asterisk|star|dagger|"
        r"underline|check|breve)s?\b(?: [\w-]+){0,5}? (?:denotes?|means?|stands? for|"
        r"indicates?|marks?|is|are|represents?|signif\w+) .{0,40}?\b(?:complement|inverse|"
        r"one minus|1 ?[-−]|minus|negat\w+|conjugate|norm\w*|averag\w+|mean|derivative|"
        r"detach\w+|stop|threshold\w*|clipp\w*|squared?|exponential|reciprocal|sums?|"
        r"delay\w*|previous|next|shift\w*|absolute|positive part|round\w*|quanti\w+|"
        r"binari\w+|drop\w*|smooth\w*|softmax|sigmoid|tanh|rectif\w*)\b",
        "write the equation of each such name: `\\bar z_t = 1 - z_t`",
        when="accents",
    ),
    Form(
        r"\b(?:brackets|parentheses|braces|bars)\b(?: [\w-]+){0,5} (?:denotes?|means?|"
        r"stands? for|indicates?|are|is) .{0,30}\b(?:integer part|round\w*|floor|positive "
        r"part|expect\w+|indicator|dropout|iverson|sum|average|mean|norm\w*|absolute)\b",
        "write the function by name: `relu(...)`, `floor(...)`",
        without=r"floor|relu|abs|mean|sum|norm|\|",
    ),
    Form(
        r"\b(?:ind(?:ex|ices)|subscripts?)\b(?: [^ ]+){0,4} (?:start|run|count|refer|denote"
        r"|are taken|is taken|wrap|are|is)s?\b.{0,30}\b(?:layers?|backwards?|future|delay|"
        r"lag|modulo|circular\w*|cyclic\w*|periodic\w*|depth)\b",
        _WRITE,
        without=r"\^\{?\(?\\?(?:l|ell|ℓ)\b",
    ),
    Form(
        r"\b(?:is|are) (?:[\w-]+ )?(?:computed|obtained|defined|calculated|"
        r"given|updated|formed|determined|built|constructed)\b(?: [\w-]+){0,3}? (?:in the "
        r"same (?:way|manner|fashion)|analogously|similarly|likewise|in analogy|in a "
        r"similar (?:way|manner|fashion)|correspondingly|accordingly)\b(?!.*:$)",
        "write its equation out; without one it is an input",
        when="analogy",
    ),
    # ---------------------------------------------------- steps
    Form(
        r"\bnot\b.{1,40}\b(?:but|rather)\b.{1,40}\b(?:passed|fed|carried|handed|used|kept|"
        r"stored|propagated|sent)\b.{0,30}\b(?:on|back|next|forward)\b"
        r"|\b(?:passed|fed|carried|handed|propagated|sent) (?:on |over |forward |back )?"
        r"(?:to|into|in) the (?:next|following|subsequent) (?:time )?step (?:instead|"
        r"rather)\b|\b(?:next|following) (?:time )?step (?:sees|gets|receives|uses|reads)"
        r"\b.{0,40}\b(?:instead of|rather than|and not|not)\b",
        "write in the recurrence what is passed on, with the index t-1",
    ),
    Form(
        r"\bteacher[- ]forc|\bground[- ]truth\b.{0,30}\b(?:previous|last|preceding|"
        r"t-1)|\b(?:previous|last|preceding|t-1)\b.{0,20}\b(?:is|are)\b.{0,20}\b(?:ground"
        r"[- ]truth|targets?|true (?:label|output|value|symbol|word))\b|\bscheduled "
        r"sampling",
        "to feed back what comes from outside, say so: `y is input`, or give the "
        "target a name of its own",
        when="fed back",
    ),
    Form(
        r"\b(?:initial|start(?:ing)?|first) (?:hidden |cell |memory |recurrent )?(?:states?"
        r"|conditions?|activations?|memory)\b(?: [^ ]+){0,4}? (?:is|are) (?:[\w-]+ )*?"
        r"(?:learn(?:ed|t|able)|train(?:ed|able)|parameters?|optimi[sz]ed|fitted|ones|"
        r"random|drawn|sampled|computed|predicted|obtained)\b"
        r"|\b[a-z]_?\(?0\)?(?: and [a-z]_?0)? (?:is|are) (?:[\w-]+ )*?(?:learn(?:ed|t|able)|"
        r"train(?:ed|able)|parameters?)\b(?! rate)"
        r"|\b(?:we|i) (?:also )?(?:learn|train|treat)\b(?: [\w-]+){0,2} initial (?:\w+ )?"
        r"states?",
        "a state starts with zero unless it is given to the module at the first step; "
        "train it outside of the cell",
    ),
    Form(
        r"\btime (?:runs|goes|flows|is (?:reversed|running)|index runs)\b.{0,15}\b(?:back"
        r"ward|reverse|down|right)|\btime is reversed|\b(?:processed|read|run|fed|traversed"
        r"|scanned)\b(?: [\w-]+){0,3} (?:in reverse|backwards?|right[- ]to[- ]left|from the "
        r"end|from (?:the )?right|from (?:the )?last)\b|\breverse (?:time )?order\b",
        "give the sequence in the order in which the steps are computed",
        without=r"left|←|backward|\\bar|t ?\+ ?1",
    ),
    Form(
        r"\b(?:two|three|four|several|\d) (?:time )?steps? (?:ago|earlier|before|delayed)\b"
        r"|\bdelay(?:ed)? (?:of|by) (?:two|three|four|several|\d+|k|d)\b",
        "write the index: `h_{t-2}`",
        without=r"[-−–] ?(?:[2-9]|[a-zA-Z])",
    ),
    Form(
        r"\b(?:equations?|recurrence|update|cell|step|loop|lines?|this|it|map)\b(?: [^ ]+)"
        r"{0,3} (?:is|are) (?:[\w-]+ )?(?:repeated|iterated|applied|executed)\b(?: [\w-]+)"
        r"{0,2}? (?:twice|(?:two|three|four|five|\d+|several|k|n|m) times|until|to "
        r"convergence)\b",
        "write the steps out, each with a name of its own",
    ),
    Form(
        r"\basynchronous(?:ly)? updat|\bupdated (?:asynchronously|one (?:at a time|by one|"
        r"after another)|in (?:random )?turn)\b|\bonly (?:one|half|some|a (?:subset|"
        r"fraction|part)|[\w.]+ ?%) of the (?:units|components|neurons|states?)\b",
        _WRITE,
        without=r"mod|cases|\\sim|~",
    ),
    Form(
        r"\b(?:equations?|recurrence|update|formula|lines?|relation|expression|rule|terms?|"
        r"noise|gates?|nonlinearity|\(\d+\))\b(?: [^ ]+){0,4} (?:holds?|is valid|are valid|"
        r"appl(?:y|ies)|is (?:used|applied|active|added|present|needed)|are (?:used|applied"
        r"|active|added|present)) only (?:for|when|if|in|at|during|on|where|after|before|"
        r"until|every)\b(?! t ?(?:>|≥|ge))"
        r"|\bonly (?:in|during|at|for) (?:the )?(?:training|test(?:ing)?(?: time)?|inference"
        r"|evaluation)\b",
        "write the case as an equation, `cases`, or leave out what is not meant",
        without=r"cases|where|mod",
    ),
    # ---------------------------------------------------- values
    Form(
        r"\b(?:zero|one|0|1|on|off|dropped|kept|skipped|updated|replaced|flipped|reset|"
        r"masked|chosen|active|open|closed|removed|copied|set|true)\b.{0,40}\bwith (?:an? "
        r"|the )?(?:fixed |constant |small )?probabilit(?:y|ies)\b",
        _NO_RANDOM,
        without=r"\\sim|~|∼",
    ),
    Form(
        rf"\b{_LAYERS}(?: [\w-]+){{0,2}}? (?:is|are|was|were) (?:[\w-]+ )?(?:applied|added|"
        r"inserted|performed|injected)\b"
        rf"|\b(?:a|the) (?:dropout |binary |random )?masks? (?:is|are) (?:[\w-]+ )?applied\b"
        rf"|\b{_LAYERS}(?: [\w-]+){{0,4}}? {_BE} (?:omitted|suppressed|not shown|left out)",
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
        r"\b(?:is|are) (?:[\w-]+ )?detached\b|\bstop[- ]?gradient|\bno gradients? (?:is|are"
        r"|flows?|passes)\b|\b(?:is|are) (?:treated|considered|regarded) as (?:a )?constants?"
        r"\b.{0,40}\b(?:grad|back|deriv|differ)|\bgradients? (?:is|are|does|do) not "
        r"(?:[\w-]+ )?(?:propagat|flow|pass|back)\w*",
        "cellc has the gradient of all that the equations say; it cannot be cut",
        without=r"sg\b|stop|detach",
    ),
    Form(
        r"\bgates?(?: values?| activations?)?(?: [\w-]+){0,2} (?:is|are) (?:[\w-]+ )?"
        r"(?:binary|binari[sz]ed|rounded|thresholded|quanti[sz]ed|discrete|sampled|"
        r"scalars?|clipped|squared|normali[sz]ed|always (?:open|closed|one|zero|1|0)|held "
        r"constant|tied|coupled)\b",
        "write it as an equation, or say the shape in the where block",
        without=r"1 ?[-−–]|step|round|floor|sim|~|softmax|clip|hard|\^2|mathbb ?\{?R|ℝ",
    ),
    Form(
        r"\b(?:first|second|other|last|one|upper|lower) (?:half|third|quarter)\b.{0,20}"
        r"\b(?:units?|components?|neurons?|states?|entries|dimensions?|channels?)\b",
        "write each part with a name of its own, and join them: `[a; b]`",
        without=r"\[|;|:|split|chunk|concat",
    ),
    Form(
        r"\bgates?\b(?: [\w-]+){0,3} (?:is|are)? ?(?:computed|calculated|evaluated|see|look "
        r"at|depend on|depends on|have access to|receive|determined)\b(?: [\w-]+){0,4} "
        r"(?:cell|memory)(?: state| content| cell| vector)?s?\b",
        "write the term with the cell in the equation of each gate",
        without=r"[cCsm]_?\{?\(?t",
    ),
    Form(
        r"\b(?:outputs?|predictions?)\b(?: [^ ]+){0,3} (?:is|are) fed back\b(?: [\w-]+){0,3}"
        r" inputs?\b|\binputs?\b(?: [\w-]+){0,4} (?:is|are) (?:simply |always |just )?(?:the|"
        r"its|our) (?:own )?(?:previous|last|preceding) (?:output|prediction)s?\b",
        "write it: the output at t-1 in the place of the input",
        without=r"y_?\{?\(?t ?[-−–]",
    ),
)
# what says that a sentence is about something else
_ELSEWHERE = (
    r"\b(?:backprop\w*|loss|epochs?|mini-?batch(?:es)?|batch size|data ?sets?|corpus|"
    r"accurac\w+|optimi[sz]ers?|learning rates?|validation|test set|perplexit\w+|baselines?"
    r"|unlike|in contrast|originally|in the original|whereas|traditional\w*|conventional\w*"
    r"|ablation|compared|previous work|earlier work|other (?:authors|papers|works?|"
    r"variants)|some (?:authors|papers|variants|works|texts|books|libraries)|often|"
    r"sometimes|usually|typically|commonly|adam|sgd)\b"
)
_SUPPOSED = (
    r"\b(?:can|could|may|might|would|if|when|whenever|unless|whether|would|to avoid|"
    r"suppose|imagine|although|though|even if|need not|do not need|does not need|"
    r"(?:special|extreme) case|avoids?|prevents?)\b"
)


class Found(NamedTuple):
    """A form that a sentence has: where in it, and what it is."""

    start: int
    end: int
    form: Form


def forms_in(sentence: str) -> list[Found]:
    """The forms that a sentence in plain small letters has."""
    if _compiled(_ELSEWHERE).search(sentence):
        return []
    found: list[Found] = []
    for form in _FORMS:
        match = _compiled(form.pattern).search(sentence)
        if match is None or _compiled(_SUPPOSED).search(sentence[: match.end()]):
            continue
        found.append(Found(match.start(), match.end(), form))
    return found


def replacement_in(sentence: str) -> tuple[str, str] | None:
    """What a sentence puts in the place of what: of `ReLU instead of tanh` both."""
    if _compiled(_ELSEWHERE).search(sentence):
        return None
    for each in _REPLACED:
        match = _compiled(each).search(sentence)
        if match and not _compiled(_SUPPOSED).search(sentence[: match.start()]):
            return match["new"], match["old"] or ""
    return None


def has(called: str, equations: str) -> bool | None:
    """Whether equations have what words call a function; None for other words."""
    for words, typed in FUNCTIONS.items():
        name = rf"(?:(?:the|an?|all|each|element-?wise)\s+)*(?:{words})\b"
        if _compiled(name).match(called.strip()):
            return _compiled(typed).search(equations.lower()) is not None
    return None


_FUNCTION = "(?:" + "|".join(FUNCTIONS) + ")"
_A = r"(?:(?:the|an?|all|each|every|element-?wise|usual|standard)\s)*"
_PLACES = (
    r"(?:(?:in|for|as|at) (?:all|both|every|each|the|our|an?)(?: [\w-]+){0,3} (?:gates?|"
    r"units?|layers?|cells?|activations?|non-?linearit\w+|equations?|places?|lines?)\b"
    r"|throughout\b|everywhere\b)"
)
_REPLACED = (
    rf"\b(?:replac|substitut|swap|exchang)\w+ (?P<old>{_A}{_FUNCTION})\b(?: [\w-]+){{0,3}} "
    rf"(?:by|with|for) (?P<new>{_A}[\w-]+(?: [\w-]+)?)",
    rf"(?P<old>{_A}{_FUNCTION})\b(?: [\w-]+){{0,3}} (?:is|are|was|were|has been) (?:[\w-]+ )?"
    rf"(?:replaced|substituted|exchanged) (?:by|with|for) (?P<new>{_A}[\w-]+(?: [\w-]+)?)",
    rf"(?P<new>{_A}\b{_FUNCTION})\b(?: [\w-]+){{0,3}} (?:instead of|rather than|in place of) "
    rf"(?P<old>{_A}{_FUNCTION})\b",
    rf"\b(?:instead of|rather than|in place of) (?P<old>{_A}{_FUNCTION})\b.{{0,30}}?"
    rf"(?P<new>{_A}\b{_FUNCTION})\b",
    rf"\b(?:we|i) (?:use|used|employ|take|took|apply|choose|chose) (?P<new>{_A}(?:hard[- ]?"
    r"(?:sigmoids?|tanhs?)|leaky relus?|relus?|tanhs?|softsigns?|softplus|[gs]?elus?|"
    r"logistic sigmoids?|sigmoids?|swish|silu)\b)(?P<old>)(?: [\w-]+){0,2} "
    rf"{_PLACES}",
    r"\b(?P<new>(?:hard[- ]?(?:sigmoids?|tanhs?)|leaky relus?|relus?|tanh|softsigns?|"
    r"softplus|[gs]?elus?|sigmoids?|swish|silu))(?: functions?)? (?:is|are) used"
    rf"(?P<old>)(?: [\w-]+){{0,2}} {_PLACES}",
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
