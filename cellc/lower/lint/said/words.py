r"""What sentences say of equations as such: forms about parameters and functions.

Each form is a pattern for a sentence in small letters with single spaces and without
marks of LaTeX, what silences it, and what to write instead (forms.py).
"""

from __future__ import annotations

from typing import NamedTuple

_OWNED = r"(?:its|their|his) own"
BE = (
    r"(?:is|are|was|were|be|being|has been|have been|stays?|remains?)(?: (?:all|both|"
    r"always|also|then|thus|here|simply|assumed|constrained|restricted|taken|kept|"
    r"chosen|"
    r"set|forced|required|understood|meant|implicitly|everywhere|to be|to|as|an?|in"
    r" fact|"
    r"actually|however|therefore|not|only|further|first|instead|silently))*"
)
_PARAMETER = (
    r"(?:weights|parameters|matri(?:x|ces)|kernels?|bias(?:es)?|bias (?:terms?|"
    r"vectors?|"
    r"weights?)|weight vectors?|coefficients|connections)"
)
_SHAPE = (
    r"(?:diagonal|block-?diagonal|tri-?diagonal|banded|(?:(?:lower|upper)[- ])?"
    r"triangular|"
    r"(?:skew-?|anti-?)?symmetric|orthogonal|orthonormal|unitary|hermitian|sparse|"
    r"toeplitz|circulant|low-?rank|rank-\w+|(?:positive|negative)(?: (?:semi-?)?"
    r"definite)?|"
    r"non-?(?:negative|positive)|(?:doubly )?stochastic|permutations?|rotations?|"
    r"binary|"
    r"ternary|quanti[sz]ed|binari[sz]ed|complex(?:-valued)?|pruned|"
    r"(?:spectrally |row-|column-)?normali[sz]ed|clipped|squared|exponentiated|"
    r"transposed|frozen|fixed|untrained|random|not trained|not learned|identit(?:y|"
    r"ies)|"
    r"zeros?)"
)
LEFT_OUT = (
    r"(?:omitted|dropped|suppressed|left out|left away|neglected|not shown|not "
    r"displayed|"
    r"not written|skipped|absorbed|hidden|implied|left implicit|implicit)"
)
_BIAS = r"(?:bias(?:es)?|bias (?:terms?|vectors?|units?|weights?|parameters?)|offsets?)"
_NAMES_LEFT = r"(?:subscripts?|superscripts?|ind(?:ex|ices)|labels?)"


class Form(NamedTuple):
    """One way of a sentence to change equations."""

    pattern: str
    help: str
    without: str = ""  # what equations with it have
    needs: str = ""  # what equations that it can change have
    when: str = ""  # a fact of the cell that it needs, of equations.py


WRITE = "write the equations as the sentence has them"
_SPLIT = "give each its own letter, with its own equation"
FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- parameters
    Form(
        rf"(?:(?:\b(?:all|both|recurrent|transition|hidden-to-hidden|state-to-state|"
        rf"input-to-hidden|feedback|these|the)\b(?: [\w-]+){{0,4}}? |^)"
        rf"{_PARAMETER}(?: of "
        rf"[\w ]{{1,30}}| here| above)? {BE} {_SHAPE}\b(?! initiali|ly\b| at| with|"
        rf" and "
        r"learn| during)"
        rf"|\b(?:we|i) (?:only )?(?:use|take|restrict|constrain|have|assume)\b(?: ["
        rf"\w-]+)"
        rf"{{0,3}}? {_SHAPE} (?:[\w-]+ ){{0,2}}?{_PARAMETER}(?! initiali))",
        "say in the where block what the parameters are: vectors for diagonal "
        "matrices, "
        "`U is frozen`; or write the equation that makes them so",
        without=r"diag",
        when="matrices",
    ),
    Form(
        rf"\b{_PARAMETER}(?: [\w-]+){{0,5}}? (?:share|{BE} (?<!not )(?:shared|tied|the "
        rf"same|"
        r"identical|reused))\b(?! (?:across|over|by|between|among|for|at|in|through|"
        r"along|throughout)\b.{0,20}\b(?:time|steps?|positions?|layers?|inputs|"
        r"sequence|"
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
        rf"|\b{_PARAMETER}\b(?: [\w-]+){{0,3}} (?:differ|{BE} (?:different|distinct|"
        r"separate|not shared|untied|independent)) (?:between|across|for|in|from|at"
        r"|on)\b"
        r"|\babuse of notation\b|\b(?:same|one|single) (?:letter|symbol|name)s?\b.{"
        r"0,40}"
        r"\b(?:different|several|distinct|each)"
        rf"|\b{_NAMES_LEFT}\b(?: [\w-]+){{0,5}} {BE} {LEFT_OUT}"
        rf"|\b(?:we|i) (?:omit|drop|suppress|leave out)\b(?: [\w-]+){{0,2}} "
        rf"{_NAMES_LEFT}"
        rf"|\b(?:stands?|write) for (?:a |any )?(?:different|generic) {_PARAMETER}",
        _SPLIT,
        when="shared",
    ),
    Form(
        rf"\b{_PARAMETER}\b(?: [\w-]+){{0,3}} (?:var(?:y|ies)|changes?|depends?|"
        rf"differs?)"
        r" (?:with|over|on|across|in|from)\b(?: the)? (?:time|step|t\b|each step)"
        r"|\beach (?:time )?step (?:has|uses) (?:its own|different|separate)\b",
        "give them the index t, as inputs: a parameter is the same at all steps",
    ),
    Form(
        rf"\b{_BIAS}\b(?: [\w-]+){{0,5}}? {BE} {LEFT_OUT}\b"
        rf"|\b{_BIAS}\b.{{0,40}}? (?:but|yet|and (?:is|are)),? (?:is |are |was |were "
        rf")?(?:simply |"
        rf"just |only )?{LEFT_OUT}\b"
        rf"|\b{_BIAS} (?:omitted|dropped|suppressed|not shown|left out|understood)\b"
        rf"|\b(?:omit(?:s|ted|ting)?|drop(?:ped|ping)?|suppress(?:ed|ing)?|"
        r"leav(?:e|ing) out|neglect(?:ed|ing)?|not (?:show|write|display)|without "
        rf"writing|absorb(?:ed|ing)?|hid(?:e|ing))\b(?: [\w-]+){{0,4}}? {_BIAS}\b",
        "write the biases in the equations, `+ b_z`, if the cell has them",
    ),
    Form(
        r"\b(?:each|every|all|both|the)\b(?: [\w-]+){0,3}? (?:has|have|include|"
        r"includes|"
        r"contain|contains|(?:is|are) given) (?:also )?(?:an? |its own |their own )?"
        rf"(?:[\w-]+ )?{_BIAS}\b"
        rf"|\b{_BIAS} (?:is|are) (?:also |implicitly |tacitly )?(?:added|included|"
        r"present|understood|assumed|implied|used)\b",
        "write the biases in the equations, `+ b_z`",
        without=r"\+\s*\\?(?:[a-z]*\{)?(?:b|\\?beta|β|θ)",
    ),
    Form(
        r"\b(?:constant|one|1|ones|bias unit)\b(?: [\w-]+){0,3} (?:appended|"
        r"concatenated"
        r"|attached|prepended)\b|\b(?:append|prepend|attach|concatenate)\w*\b(?: an?)? "
        r"(?:constant|one|1|bias)\b",
        "write the bias in the equations, `+ b`",
        without=r"\+\s*\\?\w*\{?b\b|[;,\\]\s*1\s*[\])}]",
    ),
    # ---------------------------------------------------- functions, products
    Form(
        r"\b(?:logarithms?|logs?)\b.{0,40}\bbase[- ]?(?!e\b)\S|\bbinary logarithm|"
        r"\bbase-?"
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
        r"\b(?:leaky|relu|lrelu|prelu|elu|selu|softplus|sigm|σ|logistic|hard|tanh|"
        r"swish|"
        r"softmax|softsign|activation|nonlinearity|threshold)\w*\b.{0,30}\b(?:slope|"
        r"temperature|gain|steepness|threshold|leak)\b(?: [a-z]+){0,3}? (?:of |"
        r"is |= ?|at )*(?!0\.01\b)\d"
        r"|\b(?:slope|temperature|gain|steepness|leak)\b(?: [\w-]+){0,2} of (?:the )?"
        r"(?:leaky|relu|sigmoid|softmax|tanh|logistic)\b.{0,20}\b(?:is|=) ?(?!0\.01"
        r"\b)\d",
        "write the function in the where block: `f(a) = max(a, 0.2 a)`",
        needs=r"relu|elu|sigm|σ|tanh|soft|hard|swish|phi|φ",
        when="number",
    ),
    Form(
        r"\ball\b(?: of)?(?: the| these)?(?: [\w-]+){0,1} (?:products?|"
        r"multiplications?|"
        r"operations?)\b(?!.{0,60}(?:except|⊙|odot|∘|circ|between (?:vectors|gates)|of "
        r"vectors)).{0,60}\b(?:element|component|coordinate|point|entry)-?wise"
        r"|\b(?:products?|multiplications?|divisions?|powers?)\b(?: [\w-]+){0,4} (?"
        r":are|"
        r"denote|mean|stand for) (?:[\w-]+ )?(?:convolutions?|circular|outer|kronecker|"
        r"quaternion\w*|modulo|complex|tropical|hamilton)\b",
        "write elementwise products as `w ⊙ x`, which makes w a vector",
        without=r"⊙|odot|∘|circ|\*",
        when="matrices",
    ),
    Form(
        r"\b(?:(?:all|every|the) (?:[\w-]+ )?|^)(?:everything|quantit(?:y|ies)|"
        r"variables|vectors|states|numbers|values|"
        r"operations|arithmetic|sums?|additions?|computations?)\b(?: [\w-]+){0,4} ("
        r"?:is|"
        r"are|saturate)\b(?: [\w-]+){0,2}? (?:complex(?:-valued)?|"
        r"quaternions?|integers?|binary|modulo|mod|in the log|saturating|unit norm)\b",
        WRITE,
    ),
    Form(
        r"\bnorms?\b.{0,30}\b(?:l_?1|1-norm|manhattan|max(?:imum)?[- ]norm|infinity"
        r"|sup|"
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
        r"\b(?:activations?(?: functions?)?|non-?linearit(?:y|ies)|squashing "
        r"functions?|"
        r"tanh|relu|sigmoid|softmax)\b (?:is|are) (?:only )?(?:applied|used|placed|put|"
        r"omitted|removed|skipped|left out)\b(?: [\w-]+){0,3}?(?: (?:twice|again|only|"
        r"except)\b|(?<=omitted)|(?<=removed)|(?<=skipped)|(?<=out)"
        r"| (?:before|prior to|after|ahead of) (?:the|this|each|every|it)\b)",
        WRITE,
    ),
    Form(
        r"\b(?:(?:second|first|third|fourth|last|recurrent|middle|noise|bias|input|"
        r"decay|"
        r"leak|other) terms?\b|\bterms? (?:with|in|of|containing)\b)(?: [^ ]+){0,5}"
        r" (?:is|are|was|were) (?:[\w-]+ )?(?:omitted|"
        r"dropped|absent|removed|left out|ignored|skipped|halved|doubled|negated|"
        r"subtracted|squared|only|not present|not used)\b",
        WRITE,
    ),
    # ---------------------------------------------------- what is replaced or corrected
    Form(
        r"\berrat(?:um|a)\b|\bcorrigend|\bmisprint|\btypos?\b|^corrections?\b(?=:| "
        r"to\b)|"
        r"\b(?:should|must|ought to) (?:read|have (?:been|read)|say)\b|\b(?:sign|minus|"
        r"plus|ind(?:ex|ices)|terms?|factor|exponent|equation|line|subscript|"
        r"arguments?|"
        r"denominator|brackets?|parenthes[ei]s|products?)\b(?: [^ ]+){0,5} (?:"
        r"should|must|"
        r"ought to) be (?:an? )?(?:plus|minus|sum|product|\+|-|−|t\b|t ?[-−+]|read|"
        r"replaced"
        r"|removed|added|squared|deleted|swapped|transposed|reversed|opposite|positive|"
        r"negative|multiplied|divided|inverted|elementwise|element-wise|[a-z]_?\w?"
        r"\b(?! "
        r"[a-z]))",
        "correct the equation",
    ),
    Form(
        r"\bsigns?\b(?: [\w-]+){0,5} (?:is|are|was|were) (?:[\w-]+ )?(?:reversed|"
        r"flipped|"
        r"opposite|inverted|swapped|negated|wrong|incorrect)\b|\bopposite sign\b(?!"
        r" (?:to "
        r"|from |as |of )?(?:the )?(?:original|other|cho|some))"
        r"|\broles? of\b.{1,40} (?:is|are) (?:[\w-]+ )?(?:exchanged|swapped|"
        r"interchanged|"
        r"reversed)\b(?!.{0,60}\b(?:compar|relative|respect|original|than|some|"
        r"other|in "
        r"(?:the )?(?:pytorch|keras|paper)))",
        WRITE,
    ),
    Form(
        r"\b(?:contrary to|other than|different(?:ly)? from|not as|deviat\w+ from) "
        r"(?:what "
        r"|in )?(?:is )?(?:the )?(?:equations?|displayed|shown|written|printed|"
        r"formulas?|"
        r"stated)\b|\b(?:than|as) (?:is )?(?:written|shown|displayed|stated|printed) "
        r"(?:above|below)\b(?<!as shown above)(?<!as shown below)(?<!as written above)"
        r"(?<!as stated above)(?<!as displayed above)",
        WRITE,
    ),
    Form(
        r"\bin (?:our |the |all |my )*(?:implementation|code|experiments|practice)s?\b"
        r".{0,50}\b(?:omit|multipl|scale|divid|halve|double|negat|swap|exchange|flip|"
        r"invert|round|square|subtract)\w*\b.{0,60}\b(?:gates?|states?|terms?|sign|"
        r"input|"
        r"weights|bias\w*|nonlinearity|activation|by \d|by (?:two|half|the))\b",
        WRITE,
    ),
    # ---------------------------------------------------- notation
    Form(
        r"\b(?:bar|over-?line|overbar|over-?bar|hat|tilde|prime|asterisk|star|dagger|"
        r"underline|check|breve)s?\b(?: [\w-]+){0,5}? (?:denotes?|means?|stands? for|"
        r"indicates?|marks?|is|are|represents?|signif\w+) .{0,40}?\b(?:complement|"
        r"inverse|"
        r"one minus|1 ?[-−]|minus|negat\w+|conjugate|norm\w*|averag\w+|mean|derivative|"
        r"detach\w+|stop|threshold\w*|clipp\w*|squared?|exponential|reciprocal|sums?|"
        r"delay\w*|previous|next|shift\w*|absolute|positive part|round\w*|quanti\w+|"
        r"binari\w+|drop\w*|smooth\w*|softmax|sigmoid|tanh|rectif\w*)\b",
        "write the equation of each such name: `\\bar z_t = 1 - z_t`",
        when="accents",
    ),
    Form(
        r"\b(?:brackets|parentheses|braces|bars)\b(?: [\w-]+){0,5} (?:denotes?|means?|"
        r"stands? for|indicates?|are|is) .{0,30}\b(?:integer part|round\w*|floor|"
        r"positive "
        r"part|expect\w+|indicator|dropout|iverson|sum|average|mean|norm\w*|"
        r"absolute)\b",
        "write the function by name: `relu(...)`, `floor(...)`",
        without=r"floor|relu|abs|mean|sum|norm|\|",
    ),
    Form(
        r"\b(?:ind(?:ex|ices)|subscripts?)\b(?: [^ ]+){0,4} (?:start|run|count|"
        r"refer|denote"
        r"|are taken|is taken|wrap|are|is)s?\b.{0,30}\b(?:layers?|backwards?|future"
        r"|delay|"
        r"lag|modulo|circular\w*|cyclic\w*|periodic\w*|depth)\b",
        WRITE,
        without=r"\^\{?\(?\\?(?:l|ell|ℓ)\b",
    ),
    Form(
        r"\b(?:is|are) (?:[\w-]+ )?(?:computed|obtained|defined|calculated|"
        r"given|updated|formed|determined|built|constructed)\b(?: [\w-]+){0,3}? (?:"
        r"in the "
        r"same (?:way|manner|fashion)|analogously|similarly|likewise|in analogy|in a "
        r"similar (?:way|manner|fashion)|correspondingly|accordingly)\b(?!.*:$)",
        "write its equation out; without one it is an input",
        when="analogy",
    ),
)
