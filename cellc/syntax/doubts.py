r"""Whether a sentence stands by a formula in it: `we do not use $\sigma = \tanh$`.

In: a text and where a formula of a sentence stands.  Out: the sentence, where its words
deny the formula, suppose it, hedge it, have it of others or give another value beside
it.  `Unlike Elman, we use $\sigma = \tanh$` and `as in [3], $f = \tanh$` stand by it.
"""

from __future__ import annotations

import re

from cellc.diagnostics import Span
from cellc.patterns import regex
from cellc.syntax.behind_values import is_understood

_FAR = 400  # characters of a sentence on one side of a formula
_SHOWN = 90  # of a sentence in a message
_CITED = (
    r"(?:\\[cC]ite\w*\*?(?:\[[^\]\n]*\])*\s*\{[^{}]*\}|\[\d+(?:[,–-]\s*\d+)*\]|\[@\w[^\]]*\]"
    r"|et\s+al\b\.?(?:,?\s*\(?\d{4}\)?)?|\(\d{4}\)|[A-Z]\w+\s*\(\d{4}\w?\))"
)
_ENDS = regex(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bal)(?<!\bcf)(?<!\bEq)(?<!\bEqs)(?<!\bFig)(?<!\bSec)"
    r"(?<!\bRef)(?<!\bvs)(?<!\bresp)(?<!\bviz)[.!?][)\"'”]*(?=\s|\Z)"
    r"|\n[ \t]*\n|\\(?:begin|end)\{[^{}\n]*\}|\\\[|\\\]|\$\$"
    r"|\\(?:item|par|(?:sub)*section\*?\{[^{}\n]*\}|label\{[^{}\n]*\})"
    r"|\n[ \t]*(?:[-*•]|#+)[ \t]|```|<!--|-->|\n(?=[^\n$]*[^\s$\\]_\S*[ \t]*=)"
)
_BY_DEFAULT = regex(
    r"\b(?:unless|if\s+not)\s+(?:\w+\s+){0,3}(?:stated|noted|specified|mentioned|said|"
    r"indicated|given|reported)(?:\s+(?:otherwise|differently))?|\bif\s+not\s+otherwise"
    r"|\bin\s+(?:(?:SI|CGS|natural|dimensionless|physical)\s+)?units\b"
    r"|\bnot\s+only\b|\bnot\s+to\s+be\s+confused\b|\bwhether\s+or\s+not\b|\bor\s+not\b",
    re.IGNORECASE,
)
# words in front of a comma that set the sentence apart from others, or beside them
_BESIDES = regex(
    r"\b(?:unlike|(?:in|by)\s+contrast\s+(?:to|with)|contrary\s+to|as\s+opposed\s+to|"
    r"compared\s+(?:to|with)|different(?:ly)?\s+from|rather\s+than|instead\s+of|"
    r"as\s+(?:in|is|was|has|usual|before|proposed|suggested|recommended|done|described)|"
    r"like|following|similar(?:ly)?\s+to|in\s+line\s+with|inspired\s+by|based\s+on|"
    r"according\s+to|to\s+avoid|not\s+using|without)\b"
    r"(?:(?!\b(?:who|which|whose|that|where|with|use[sd]?|has|have|had|we)\b)[^,$])*?"
    r"(?:,(?!\s*(?:who|which|whose|where)\b)|\b(?=we\b))",
    re.IGNORECASE,
)
_OTHERS = (
    r"(?:unlike|contrast\s+to|contrary\s+to|opposed\s+to|compared\s+(?:to|with)|"
    r"(?:previous|prior|earlier|older|other|related)\s+(?:\w+\s+)?(?:works?|papers?|"
    r"models?|versions?|cells?|networks?|stud(?:y|ies)|authors?|variants?|experiments?|"
    r"approach(?:es)?|formulations?|implementations?)|previously|formerly|original(?:ly)?|"
    r"their|his|her|baselines?|vanilla|traditional(?:ly)?|classical(?:ly)?|conventional(?:ly)?|historically|literature)"
)
_OURS = r"\b(?:we|i|our|ours|this|these|here)\b"
_USES = (
    r"(?:use[sd]?|using|employ(?:s|ed|ing)?|ha(?:s|ve|d|ving)|choos(?:es?|ing)|chose|"
    r"takes?|took|adopt(?:s|ed)?|appl(?:y|ies|ied)|propos(?:es?|ed)|prefer(?:s|red)?|"
    r"sets?|picks?|picked|suggest(?:s|ed)?|recommend(?:s|ed)?|report(?:s|ed)?|"
    r"consider(?:s|ed)?|assum(?:es?|ed))"
)
_SUBJECT_IS_OURS = regex(
    r"\b(?:we|i|our|the|this|these|it|here|all|both|each|every|which|that|where|with|"
    r"by|and|let|used|be)\b",
    re.IGNORECASE,
)
_SUBJECT = regex(  # what stands in front of a verb that is right before a formula
    rf"(?P<subject>[^,;:$]*?)\b(?:also|always|simply|only|then|still|often)?\s*"
    rf"\b{_USES}(?:\s+(?:the|an?|only|simply|activation|function|nonlinearity|"
    r"non-linearity|choice|value))*\s*\Z",
    re.IGNORECASE,
)
_HEDGE = (
    r"(?:for\s+example|for\s+instance|e\.\s?g\.|eg\b|typically|usually|often|sometimes|"
    r"commonly|normally|generally|frequently|possibly|perhaps|occasionally|"
    r"in\s+(?:some|many|most|certain)\b|mostly)"
)
_FRONT = regex(  # in the clause in front of a formula
    r"\b(?:not|never|cannot|no\s+longer|neither|nor|without|avoid(?:s|ed|ing)?|"
    r"instead\s+of|rather\s+than|abandon\w*|reject\w*|drop(?:s|ped)?|replac\w+|"
    r"tried|try|tries|trying|tested|explored|experimented|evaluated|ablated|considered|"
    r"tempting|(?:ha[sv]e?|had)\s+been\s+(?:suggested|proposed)|lea(?:ve|ft)|ablate|"
    r"attempt\w*|could|would|might|may|can|either|such\s+as|say|diverge\w*|fail\w*|"
    r"(?:the|another|one|an?|popular|common)\s+(?:\w+\s+)?(?:choice|option|alternative|"
    r"possibility)(?:\s+(?:of|is|are|was|would\s+be))?\s*\Z)"
    rf"|n['’]t\b|\b{_HEDGE}|\b(?:or|from|for|except)\s*\Z",
    re.IGNORECASE,
)
_CASE = regex(  # anywhere in front of a formula, in its sentence
    r"\b(?:if|when|whenever|unless|suppos(?:e|ed|ing)|assum(?:e|ing)|imagine|had\s+we|"
    r"were\s+we|special\s+case|case\s+of|cases\s+of|in\s+case|limit(?:ing)?\s+case)\b",
    re.IGNORECASE,
)
_EQUATED = regex(r"=[^,;]*[,;]")
_BEHIND = regex(  # right behind a formula
    rf"\s*,?\s*\(?\s*(?:(?:(?:is|was|are|were)\s+)?{_HEDGE}|(?:(?:is|was|are|were|has\s+been|does|did|do|had)\s+)?"
    r"(?:\w+ly\s+)?(?:not|never|no)\b|(?:is|was|are|were|does|did)n['’]t\b|"
    r"(?:would|might|could)\b|"
    r"(?:is|was|are|were)\s+(?:a|an|one|another|the)\s+(?:\w+\s+)?(?:choice|option|"
    r"alternative|possibility)\b|instead\s+of|"
    r"(?:(?:is|was|are|were)\s+)?(?:\w+ly\s+)?(?:tried|tested|abandoned|rejected|replaced|"
    r"dropped|discussed|avoided|considered|compared)\b|"
    r"(?:fail|diverg|saturat|explod|learn|work|perform|train)\w*|(?:recovers?|reduces|yields|gives)\b|"
    rf"(?:(?:is|was|were|are)\s+)?(?:used\s+|proposed\s+|chosen\s+)?"
    rf"(?:in|by)\s+(?:{_CITED}|(?:the\s+)?{_OTHERS}))",
    re.IGNORECASE,
)
_NAMED_OTHER = regex(  # `is used by Elman`, `in Elman networks`, `for MNIST`
    r"\s*,?\s*\(?\s*(?:(?:is|was|were|are)\s+)?(?:used\s+|proposed\s+|chosen\s+)?"
    r"(?:in|by|for)\s+(?:the\s+)?(?!Eq|Sec|Fig|Tab|App|Alg|Table|Thm|[A-Z]\b)[A-Z]\w+"
)
_IN_OTHER = regex(  # `In Elman networks, `; `In [4], `
    rf"(?:^|[,;:.]\s*|\bwhereas\s+|\bwhile\s+|\bbut\s+|\band\s+)(?:[Ii]n|[Ff]or|[Bb]y)\s+"
    rf"(?:{_CITED}|(?:the\s+)?(?:(?:\w+\s+){{1,2}}of\s+)?"
    r"(?!Eq|Sec|Fig|Tab|App|Alg|[A-Z]\b)[A-Z]\w+)"
)
_REST = regex(  # further on in the sentence
    r"\b(?:not|never)\s+(?:\w+\s+){0,2}(?:it|this|that|them)\b"
    r"|\b(?:but|however|though|although)\b[^.]{0,60}\b(?:it|this|that|they)\s+"
    r"(?:\w+\s+)?(?:diverge\w*|fail\w*|saturat\w*|explode\w*|did|does|is|was|were)\b"
    r"|\bwould\b|\brecover(?:s|ed)?\b|\breduces\s+to\b|\bfuture\s+work\b|\bdegenerates\b|\bbut\s+(?:we|here|in\s+our)\b",
    re.IGNORECASE,
)
_OR = regex(
    r"\s*\$?\)?,?\s*(?:\$|\\\()?\s*(?:\\(?:text|mbox)\{)?\s*"
    r"(?:or|and/or|vs\.?|versus)\s*\}?(?!\w)"
    r"(?!,?\s*(?:\$?\\?equivalent|in\s+other|more\s+\w+ly|alternatively\s+written))"
    r"\s+(?:an?\s+|the\s+|also\s+|other\s+|another\s+|any\s+)*[\s~$\\({]*[\w.]"
)
_ALSO = regex(r"[\w})$]\s*,?\s+or\s+\$?\s*\Z")
_CLAUSE_STARTS = regex(
    r"[,;:(]\s|\band\b|\bbut\b|\bwhere\b|\bso\b|\bhence\b|\bthus\b|\btherefore\b"
)
_PLURAL = regex(  # `for layer normalised cells`
    r"\s*,?\s*for\s+(?!(?:all|the|our|these|every|each|both|this|any|simplicity)\b)"
    r"(?:[a-z-]+\s+){0,4}?(?!(?:reasons|purposes)\b)[a-z-]+[^s\W]s\s*(?:[,.;:)$]|\Z)"
)

_RANGE = regex(  # `0.9$--$0.99`; `0.5-0.7`, but not `1 - 0.9`
    r"=\s*(?P<low>\d+(?:\.\d+)?)\s*\$?\s*(?:[–—]|-{1,3})\s*\$?\s*(?P<high>\d+(?:\.\d+)?)\s*\Z"
)


def doubt(text: str, place: Span, *, value: bool = False) -> str:
    """The sentence of a formula that does not stand by it; empty if it does.

    value: whether the formula is a number, which may be that of some cells only.
    """
    start, end = sentence_around(text, place)
    front = _BY_DEFAULT.sub(" ", _plain(text[start : place.start]))
    behind = _BY_DEFAULT.sub(" ", _plain(text[place.end : end]))
    raw = text[place.end : end]
    behind_raw = _BY_DEFAULT.sub(" by default ", raw)
    front = front.rstrip().removesuffix("(").rstrip() if "(" in front else front
    asked = text[end : end + 1] == "?"
    doubted = asked or _in_front(front) or _behind(behind, raw)
    if value and not doubted:
        several = "," in text[place.start : place.end].partition("=")[0]
        doubted = not (several or is_understood(behind_raw))
        doubted = doubted or _is_range(text[place.start : place.end])
        doubted = doubted or _PLURAL.match(behind) is not None
    return _shown(text[start:end]) if doubted else ""


def _is_range(formula: str) -> bool:
    """`0.5-0.7`; the greater number first is a difference."""
    found = _RANGE.search(formula)
    return found is not None and float(found["low"]) < float(found["high"])


def is_one_of(text: str, place: Span) -> bool:
    """Whether `or` stands between a formula and another value, or it is a range."""
    front = text[text.rfind("\n", 0, place.start) + 1 : place.start]
    behind = text[place.end : place.end + _FAR].partition("\n")[0]
    return _is_range(text[place.start : place.end]) or bool(
        _ALSO.search(front) or _OR.match(behind)
    )


def sentence_around(text: str, place: Span) -> tuple[int, int]:
    """From where to where a text has the sentence with a formula."""
    first = max(place.start - _FAR, 0)
    starts = [each.end() for each in _ENDS.finditer(text, first, place.start)]
    last = min(place.end + _FAR, len(text))
    end = _ENDS.search(text, place.end, last)
    return starts[-1] if starts else first, end.start() if end else last


def _plain(words: str) -> str:
    """Words without the signs around formulas and breaks."""
    bare = re.sub(r"\$|\\[()]|(?<!\d)`", " ", words).replace("~", " ")
    return " ".join(bare.split())


def _in_front(front: str) -> bool:
    while (found := _BESIDES.search(front)) is not None:
        front = front[: found.start()] + " " + front[found.end() :]
    equated = [each.end() for each in _EQUATED.finditer(front)]  # `m = 1 if ..., `
    if _CASE.match(front.lstrip()) or _CASE.search(front[max(equated, default=0) :]):
        return True
    main = front.rpartition(";")[2]
    cuts = [each.end() for each in _CLAUSE_STARTS.finditer(main)]
    clause = main[cuts[-1] if cuts else 0 :]
    if _FRONT.search(clause) or re.search(rf"\b{_HEDGE},?\s*\Z", main, re.IGNORECASE):
        return True
    ours = [each.end() for each in re.finditer(_OURS, main, re.IGNORECASE)]
    others = [
        each.end()
        for form in (rf"\b{_OTHERS}\b", rf"{_CITED}\s+(?:\w+ly\s+)?{_USES}\b")
        for each in re.finditer(form, main, re.IGNORECASE)
    ]
    others += [each.end() for each in _IN_OTHER.finditer(main)]
    if others and max(others) > max(ours, default=0):
        return True
    return _is_of_other_subject(clause)


def _is_of_other_subject(clause: str) -> bool:
    """`Elman networks use $\\sigma = \\tanh$`, `others have`."""
    found = _SUBJECT.search(clause)
    subject = found["subject"].strip() if found else ""
    return bool(re.search(r"[A-Za-z]{2}", subject)) and (
        _SUBJECT_IS_OURS.search(subject) is None
    )


def _behind(behind: str, raw: str) -> bool:
    near = _BEHIND.match(behind) or _NAMED_OTHER.match(behind) or _OR.match(raw)
    return bool(near) or _REST.search(behind) is not None


def _shown(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= _SHOWN else words[:_SHOWN].rsplit(" ", 1)[0] + " ..."
