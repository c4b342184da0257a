r"""What is said to be done to values of the equations: forms around their roles.

See words.py for what a form is, and roles.py for the capital letters.
"""

from __future__ import annotations

from cellc.lower.lint.said.vocabulary import (
    ADVERBS,
    ANY,
    AROUND,
    BY,
    DONE,
    GATE,
    HAS_STEP,
    IS,
    NUMBER,
    REMOVED,
    STATE,
    VALUES,
)
from cellc.lower.lint.said.words import WRITE, Form

FORMS: tuple[Form, ...] = (
    # ---------------------------------------------------- what is done to values
    Form(
        rf"\b{AROUND}.{{0,30}}?\b{ANY} {IS}{DONE}"
        rf"|\b{ANY} {IS}{DONE}.{{0,30}}?\b{AROUND}"
        rf"|\b{STATE} {ADVERBS}(?:decays?|leaks?|shrinks?|grows?) (?:[a-z]+ )?(?:by|"
        rf"with|at) (?:an? |the )?(?:[a-z]+ (?:of )?){{0,2}}{NUMBER}",
        WRITE,
        when="number",
    ),
    Form(
        rf"\b[SHV] {IS}(?:multiplied|divided|scaled|rescaled|shifted|increased|"
        rf"decreased|reduced|raised|attenuated|damped) {BY}"
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
        without=rf"{HAS_STEP}|floor|round|sign",
    ),
    Form(
        rf"^(?!.*gradient).*?\b(?:{VALUES}|[SHVP])\b.{{0,40}}?\b(?:below|above|under|"
        r"over|exceeding|outside|beyond|(?:smaller|larger|greater|less|lower|higher) "
        rf"than) .{{0,30}}?{REMOVED}"
        rf"|^(?!.*gradient).*?\b(?:negative|small|large|positive|tiny) (?:[a-z-]+ )?"
        rf"{VALUES}\b.{{0,30}}?{REMOVED}"
        rf"|\b(?:{VALUES}) of [SHVP] {IS}(?:{DONE}|reversed|shared|tied|set)",
        WRITE,
        without=HAS_STEP,
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
    # ---------------------------------------------------- operations of other kinds
    Form(
        rf"\bP {IS}(?:multiplied|divided|scaled|rescaled|shifted|increased|decreased|"
        rf"reduced|raised|damped) (?:{BY}|to the )"
        r"|\b(?:one|a constant|[1-9][\d.]*) (?:is|are) (?:[a-z]+ )?added to (?:the |"
        r"every "
        r"|each |all )?(?:[a-z]+ )?(?:gates?|[PVSHX]|bias\w*|states?|candidates?)\b"
        rf"|\b{IS}(?:subtracted|added|multiplied|divided|concatenated|summed|averaged)"
        r"(?:,? (?:and )?not| rather than| instead of) (?:being )?(?:added|subtracted|"
        r"multiplied|divided|concatenated|summed|averaged)\b",
        WRITE,
        when="number",
    ),
    Form(
        rf"\b(?:{GATE}|{STATE}|inputs?|X) {IS}(?:delayed|lagged|advanced|reversed|"
        r"time-?reversed|swapped|subsampled|upsampled|repeated|duplicated|inverted)\b"
        r"|\b[SHXV] (?:is|are) (?:first |then |also )?multiplied by (?:(?:an? |another "
        r")"
        r"(?:orthogonal|random|fixed|diagonal|rotation|second|further|binary|constant|"
        r"dropout|learned) |[MN]\b)|\b[SHXV] (?:is|are) multiplied by [^ ]+ (?:first|"
        r"before)\b"
        rf"|\b(?:{STATE}|X|inputs?) (?:is|are) (?:[a-z]+ )?(?:passed|sent|run|put) "
        r"through .{3,40}? before (?:it is|they are|being) (?:fed|used|passed|sent|"
        r"carried)",
        WRITE,
    ),
    Form(
        r"\b(?:the )?(?:tanh|sigmoid|nonlinearity|squashing|activation function)(?: "
        r"[a-z]+)"
        r"{0,4}? (?:is|are) (?:[a-z]+ )?(?:omitted|removed|left out|dropped|skipped|"
        r"absent|"
        r"not used|not applied)\b"
        r"|\b(?:output|gate|recurrent|input|cell|state) (?:nonlinearity|activation(?: "
        r"function)?) (?:is|are) (?:[a-z]+ )?(?:the identity|linear|absent)\b",
        WRITE,
        without=r"identity",
    ),
    Form(
        r"\b(?:half|some|most|\d+ ?%|\d+|an? (?:[a-z]+ )?(?:third|quarter|fraction|"
        r"subset|tenth)) "
        r"of "
        r"(?:the |all )?(?:[a-z]+ )?(?:units|neurons|components|gates|connections|"
        r"entries|"
        r"recurrent weights) (?:have|has|are|is|do|use|receive)\b"
        r"|\bthe (?:first|last|remaining|other) (?:[\dkmn]+ |half )?(?:of the "
        r")?(?:units|"
        r"components|entries|neurons|channels)(?: of [SHV])? (?:are|have|is|use|do)\b",
        "write each part with a name of its own, and join them: `[a; b]`",
        without=r"\[|;|:|split|chunk|concat",
    ),
    Form(
        rf"\b(?:{STATE}|{GATE})(?: of (?:an?|the|each) [a-z]+)? (?:is|are) the "
        rf"(?:maximum|"
        rf"minimum|largest|smallest) of\b",
        WRITE,
        without=r"max|min",
    ),
    Form(
        rf"\b(?:{STATE}|{GATE}|equations?|network) (?:is|are) (?:[a-z]+ )?(?:updated|"
        rf"applied"
        r"|run|computed|evaluated|iterated|executed) (?:twice|(?:two|three|four|"
        r"several|"
        r"many|\d+|k|n) times)\b",
        "write the steps out, each with a name of its own",
    ),
    Form(
        r"\b(?:peepholes?|connections?|terms?|nonlinearit\w+|projections?|activations?|"
        r"factors?|constants?|scalings?)(?: [a-z]+){0,3}? (?:but|yet) (?:is |are "
        r")?(?:not "
        r"(?:shown|written|displayed|drawn)|omitted|suppressed|left out)\b"
        r"|\b(?:peephole|recurrent|lateral|feedback|self|residual|skip) "
        r"(?:connections?|"
        r"weights|terms?)(?: [a-z]+){0,3}? (?:omitted|not shown|suppressed|left out|"
        r"not "
        r"written) (?:for|from|in|here|above)\b",
        "write them in the equations",
    ),
    Form(
        r"\b(?:products?|sums?|additions?|multiplications?|results?|operations?) (?:is|"
        r"are|"
        r"runs?|extends?) (?:[a-z]+ )?(?:modulo|mod\b|(?:only )?over (?:the |all )?(?:"
        r"neighbou?rs?|children|parents|edges|layers|past|previous)\b)"
        r"|\b(?:masks?|dropout|thresholds?|noise) (?:[a-z]+ )?sets? (?:[^ ]+ ){0,6}?to "
        r"(?:zero|one|0|1)\b",
        WRITE,
        without=r"mod|sum_|∑_|mask|\bm_|drop",
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
        rf"|\b(?:{GATE}|{STATE}) {ADVERBS}(?:uses?|sees?|receives?|reads?|takes?|"
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
        rf"\b|\b(?:X|inputs?) {IS}added {ADVERBS}to (?:the )?(?:[a-z]+ )?(?:outputs?|"
        r"states?|gates?|candidates?|[SV])\b(?!.{0,30}\bgate)",
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
        r"|sums?|adds? up|lies? in|are either|takes? values|(?:have|has) (?:unit|norm|"
        r"zero|equal))\b"
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
