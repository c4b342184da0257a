r"""Words that forms around the names of the equations are made of.

The capital letters are those of roles.py.
"""

from __future__ import annotations

ADVERBS = (  # each word in one way
    r"(?:(?:then|also|first|always|further|now|again|just|element-?wise|all|both|here|"
    r"in fact|[a-z]{1,12}ly) )*"
)
IS = rf"(?:is|are|was|were|gets?|be|been) {ADVERBS}"
DENOTES = (
    r"(?:is|are|denotes?|means|stands? (?:here )?for|represents?|abbreviates?|refers? "
    r"to|"
    rf"designates?|is short(?:hand)? for|signifies) {ADVERBS}"
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
NUMBER = r"(?:\d|half\b|one\b|two\b|three\b|twice\b|ten\b)"
BY = (
    r"by (?:an? |the )?(?:(?:constant |fixed |random )?(?:factor|gain|noise|constant|"
    rf"square root|norm)\b|its\b|their\b|random\b|[MN]\b|{NUMBER})"
)
DONE = (
    r"(?:(?:multiplied|divided|scaled|rescaled|shifted|increased|decreased|reduced|"
    rf"raised|attenuated|damped|sharpened) {BY}"
    r"|(?:re-?)?normali[sz]ed|clipped|clamped|truncated|rounded|quanti[sz]ed|"
    r"binari[sz]ed|thresholded|squared|masked|dropped|perturbed|halved|doubled|negated|"
    r"permuted|rotated|transposed|zeroed|sorted|smoothed|whitened|corrupted|reset|"
    r"set to|rescaled (?:to|so)|projected (?:on|back)|cent(?:re|ere)d|decayed|shuffled|"
    r"averaged|pruned|"
    r"(?:re-?)?orthogonali[sz]ed|exponentiated|swapped|exchanged)\b"
)
CHANGED = (
    rf"(?:{DONE}|(?:replaced|omitted|absent|removed|missing|ignored|skipped|disabled|"
    r"left out|not used|not applied|forced|fixed|held|switched|turned|frozen|doubled|"
    r"inverted|reversed|different)\b)"
)
PHASE = (
    r"(?:at|during|in|for) (?:the )?(?:test(?:ing)?|inference|evaluation|training|"
    r"prediction|generation|decoding)(?: time| phase| stage)?\b"
)
STEPS = r"(?:time ?-?)?(?:steps?|updates?|iterations?|recurrences?)\b"
AROUND = (
    r"(?:after|before|between|following|at the (?:end|start|beginning) of) "
    rf"(?:(?:each|every|the|this|all|any|successive|consecutive|single) )*{STEPS}"
)
OTHER_LAYER = (
    r"(?:(?:lower|upper|previous|other|next|preceding|adjacent|deeper) layers?|"
    r"layers? (?:below|above|beneath|underneath))\b"
)
SAME = (
    rf"(?:equals?|coincides? with|agrees? with|{IS}(?:equal|identical|tied|set equal)"
    rf" (?:to|with)|{IS}the same (?:[a-z]+ )?as|{IS}(?:another name|a copy) (?:for|of)|"
    r"equal to)"
)
MADE = (
    r"(?:(?:[a-z]+ )?products?|transpose|(?:pseudo-?)?inverse|difference|average|mean|"
    r"squares?|square root|exponential|logarithm|negative|columns?|rows?|block|"
    r"sub-?matrix|multiple|copy|mixture|combination|power|absolute value|reciprocal|"
    r"adjoint|conjugate|interpolation|sum|root|complement|normali[sz]ed version|"
    r"perturbation|permutation|maximum|minimum)"
)
THE = r"(?:the |an? |its |their )"
VALUES = (
    r"(?:values|entries|components|elements|updates|changes|activations|numbers|states|"
    r"gates|coordinates|weights|differences|increments)"
)
REMOVED = (
    r"(?:is|are) (?:[a-z]+ )?(?:set|clipped|ignored|discarded|zeroed|replaced|"
    r"suppressed|dropped|kept|removed|clamped|silenced|masked|truncated|pruned|reset)\b"
)
HAS_STEP = r"clip|max|min|relu|hard|step|cases|\]_\+|top|shrink"
