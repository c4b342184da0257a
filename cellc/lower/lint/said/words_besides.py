r"""What sentences add to functions and equations: a cap, a slope, a layer, a denial.

PLAIN are forms of words alone, ROLES those around the names of the equations.
See words.py for what a form is, and roles.py for the capital letters.
"""

from __future__ import annotations

from cellc.lower.lint.said.vocabulary import IS
from cellc.lower.lint.said.words import WRITE, Form

_FUNCTION = r"(?:relu|tanh|sigmoid|softmax|softplus|elu|activation|nonlinearity)"
_VALUE = r"(?:states?|activations?|outputs?|memory|gates?|units?|cells?|[a-z]_t)"
_OF_LAYERS = (
    r"(?:(?:only )?(?:in |for |at )?(?:the )?(?:first|last|second|top|bottom|upper|"
    r"lower|hidden|other) layers?(?: only)?|(?:only )?(?:during|at|in) (?:training|"
    r"test(?:ing)?|inference|evaluation)(?: time)?(?: only)?)"
)

PLAIN: tuple[Form, ...] = (
    Form(
        rf"\b{_FUNCTION}s?\b(?: [a-z]+){{0,2}}? (?:is|are) (?:[a-z]+ )?(?:capped|"
        r"saturated|truncated|clipped|bounded|cut off|limited) (?:at|to|by|from)\b",
        "write the function in the where block: `f(a) = min(max(a, 0), 20)`",
        needs=r"relu|elu|sigm|σ|tanh|soft|max|phi|φ",
        without=r"clip|min|relu6",
    ),
    Form(
        r"^(?:where |with |using |and |having )*(?:an? |the )?(?:(?:negative|leak|"
        r"fixed|constant) )?(?:slope|temperature|gain|steepness)(?: parameter)?"
        r"(?: of| is| =)? (?!0\.01\b)\d",
        "write the function in the where block: `f(a) = max(a, 0.2 a)`",
        needs=r"relu|elu|sigm|σ|tanh|soft|hard|swish",
        when="number",
    ),
    Form(
        r"\b(?:using|with|by|in|via) (?:the |its |an? )?(?:tanh|sigmoid|fast|quick|"
        r"rational|polynomial|taylor) approximation\b",
        "write the approximation as a function in the where block",
        needs=r"gelu|erf|exp|tanh|sigm|σ|soft",
    ),
    Form(
        rf"^\(?{_OF_LAYERS}\)?$",
        "the equation is computed at all steps, in every layer and phase: write the "
        "case as an equation, or leave out what is not meant",
    ),
    Form(
        rf"\b{_VALUE}\b(?: [a-z]+){{0,2}}? (?:is|are) (?:[a-z]+ )?(?:kept|held|"
        r"confined|restricted|constrained|limited) (?:in|to|within|inside|between) "
        r"(?:the (?:interval|range) )?[\[(]-?\d",
        WRITE,
        without=r"clip|min|max|hard|tanh|sigm|σ",
    ),
    Form(
        r"\b(?:softmax|max(?:imum)?|mean|norm(?:ali[sz]ation)?|sum)\b(?: [a-z]+){0,2} "
        r"(?:over|across|within|in|per) (?:each )?(?:groups?|blocks?|pairs|heads?|"
        r"subsets?|chunks?)\b",
        "cellc has such an operation over all components: write the parts with names "
        "of their own",
        needs=r"softmax|max|mean|norm|sum|∑",
        without=r"\[|split|chunk",
    ),
    Form(
        r"\b(?:we|i|they) (?:do not|don't|did not|never|no longer) (?:use|employ|apply|"
        r"take|compute|adopt)(?: the)?(?: (?:equation|form|update|recurrence|rule))?"
        r"[ ,:]*$",
        "the equation behind these words is read: take it out if it is not meant",
    ),
)
ROLES: tuple[Form, ...] = (
    Form(
        rf"\b[XSHVP] {IS}(?:replaced|substituted) (?:by|with) (?:[a-z]+ ){{0,3}}?"
        r"[MNXSHVDP]\b",
        WRITE,
    ),
    Form(
        r"\b(?:similarly|likewise|analogously|accordingly|the same|(?:so|also)(?= for))"
        r",? (?:holds )?(?:for|with) (?:the )?(?:[a-z]+ ){0,3}?X\b",
        "write its equation out; without one it is an input",
    ),
)
