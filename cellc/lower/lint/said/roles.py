r"""The names of the equations in a sentence, as what they are.

In: `After each step $h_t$ is divided by $\alpha$`.  Out: `after each step S is divided
by P`, in small letters without marks, where a capital letter is a name:

P  a parameter              S  a state           V  another value with an equation
X  an input                 H  a state at t-1    O  a state at the start, h_0
Y  an input of another step, as the equations have it
D  any at a step that the equations do not have
F  a formula of the equations
M  another formula          N  another formula with numbers in it

Where it is asked for, a formula that computes is K if it has states, values or
parameters of the cell, and J if it has other names alone.

`$V$, $W$` and `V and W` are two names, in LaTeX and in plain text.
"""

from __future__ import annotations

import re
from functools import cache

from cellc.diagnostics import Diagnostics
from cellc.lower.resolved import Resolved
from cellc.patterns import regex

_ORDINARY = ("a", "i", "an", "A", "I")  # words, unless they stand between $
_LONGEST = 60  # characters of a formula in a sentence


@cache
def _pieces() -> re.Pattern[str]:
    return regex(
        r"\$(?P<dollars>[^$]{1,200})\$|\\\((?P<round>.{1,200}?)\\\)"
        r"|`+(?P<ticks>[^`]{1,200})`+|(?P<word>[^\s$`]+)"
    )


@cache
def _dress() -> re.Pattern[str]:
    return regex(
        r"\\(?:mathrm|mathbf|mathit|mathcal|mathsf|text(?:it|bf|rm|sc)?|"
        r"operatorname\*?|emph|bm|vec|boldsymbol|left|right|displaystyle|[,;!: ])"
        r"(?![A-Za-z])|\\(?:footnote|cite\w*|ref|eqref|label)\{[^{}]{0,60}\}|[{}~\s$`*]"
    )


@cache
def _time() -> re.Pattern[str]:
    return regex(r"(?<=[_^(])(?P<step>\(?[tnki])(?P<lag>(?:[-+]\d)?)(?=\)|\Z)")


@cache
def _computing() -> re.Pattern[str]:
    return regex(
        r"[+⊙⊗∘;,*]|\\(?:odot|cdot|circ|otimes|sigma|tanh|frac|oplus|phi|mathrm)"
        r"(?![A-Za-z])|σ|\w\s*\(|[\w}]\s+\\?[A-Za-z]|\[|\d\s*[-−–]"
    )


@cache
def _steps() -> re.Pattern[str]:
    return regex(r"[_^]?\([tnk](?:[-+]\d)?\)|[_^][tnk](?:[-+]\d)?(?![A-Za-z])")


@cache
def _names() -> re.Pattern[str]:
    return regex(
        r"(?:\\(?:mathbf|bm|boldsymbol|mathrm|vec|bar|hat|tilde)\s*\{?\s*)*"
        r"\\?[A-Za-z\u0370-\u03ff]+\}?(?:[_^](?:\{[^{}]{1,20}\}|\w)|\([tnk][^()]*\))*"
    )


class Roles:
    """What the names of a text are."""

    def __init__(self, resolved: Resolved, diagnostics: Diagnostics) -> None:
        source = diagnostics.source
        self._known: dict[str, str] = {}
        for each in (*resolved.inputs, *resolved.static, *resolved.parameters):
            if each in resolved.first_use:
                typed = source.snippet(resolved.first_use[each])
                found = _time().search(_bare(typed))
                role = "Y" if found and found["lag"] else "X"
                role = "P" if each in resolved.parameters else role
                self._learn(typed, role)
        for each in resolved.states:
            if each in resolved.first_lag:
                self._learn(source.snippet(resolved.first_lag[each]), "H")
        for definition in resolved.definitions:
            role = "S" if definition.identifier in resolved.states else "V"
            self._learn(source.snippet(definition.left), role)
        self._without_step()
        places = [each.span for each in resolved.definitions]
        lines = (source.snippet(each) for each in places)
        self._equations = "\n".join(_bare(each) for each in lines)

    def _learn(self, typed: str, role: str) -> None:
        self._known.setdefault(_bare(typed), role)

    def _without_step(self) -> None:
        """Learn the z of `z_t`, where nothing else is called so."""
        short: dict[str, set[str]] = {}
        for each, role in self._known.items():
            stem = _time().sub("", each)
            if stem != each and role != "H":
                short.setdefault(re.sub(r"(?:[_^]|\(\))+\Z", "", stem), set()).add(role)
        for stem, roles in short.items():
            if len(roles) == 1 and stem:
                self._known.setdefault(stem, *roles)

    def marked(self, sentence: str, made: bool = False) -> str:
        """A sentence in small letters, its names as the letters of their roles.

        made: whether a formula that computes is K or J.
        """
        parts: list[str] = []
        end = 0
        for each in _pieces().finditer(sentence):
            formula = each["dollars"] or each["round"] or each["ticks"]
            parts.append(" " if end < each.start() else "")
            role = self._made_of(formula) if made and formula else ""
            word = self._formula(formula) if formula else self._word(each[0])
            parts.append(role or word)
            end = each.end()
        bare = re.sub(r"[‐‑–]", "-", " ".join("".join(parts).split()))
        return re.sub(r"\s+([,.;:)])", r"\1", bare)

    def _word(self, word: str) -> str:
        found = re.fullmatch(r"([(\[\"'“]*)(.+?)((?:['’]s)?[,.;:!?\"'”\])]*)", word)
        before, inner, behind = found.groups() if found else ("", word, "")
        closing = behind.find(")")
        if closing >= 0 and inner.count("(") > inner.count(")"):  # `h(t)`
            inner, behind = inner + behind[: closing + 1], behind[closing + 1 :]
        role = None if inner in _ORDINARY else self._role(inner)
        if role is None and re.fullmatch(r"[^\W\d_]{1,3}[_^]\S{1,9}", inner):
            role = "M"
        if role is None:
            plain = _dress().sub("", word).replace("\\", "").lower()
            return plain.replace("σ", "sigmoid")
        return before + role + behind

    def _formula(self, formula: str) -> str:
        role = self._role(formula)
        if role is not None:
            return role
        several = [self._role(each) for each in re.split(r",(?![^({]*[)}])", formula)]
        if None not in several:
            return ", ".join(each or "" for each in several)
        bare = _bare(formula)
        if re.fullmatch(r"\\?(?:tanh|sigma|sin|cos|relu|softmax|exp|σ)", bare.lower()):
            return re.sub(r"sigma|σ", "sigmoid", bare.lstrip("\\").lower())
        if re.fullmatch(r"[\d./%-]{1,12}|[a-z]|t[-+]\d|t[=><≥≤]\d", bare):
            return bare
        if len(bare) > 2 and bare in self._equations:
            return "F"
        return "N" if re.search(r"\d\.\d|[2-9]", bare) else "M"

    def _made_of(self, formula: str) -> str:
        """K or J for a formula that computes, and none of the equations has."""
        if not _computing().search(formula) or re.search(r"=|\\in\b|∈|\\to\b", formula):
            return ""
        timeless = _steps().sub("", _bare(formula))
        if timeless in _steps().sub("", self._equations):
            return ""
        found = {self._role_in(each[0]) for each in _names().finditer(formula)}
        return "K" if found & {*"SVHPF"} else "J" if len(formula) > 3 else ""

    def _role_in(self, typed: str) -> str | None:
        """The role of a name in a formula; of `Wx_t`, two names, that of the last."""
        role = self._role(typed)
        last = re.search(r"[^\W\d_](?=[_^(])", typed)
        return role if role or not last else self._role(typed[last.start() :])

    def _role(self, typed: str) -> str | None:
        if len(typed) > _LONGEST:
            return None
        bare = _bare(typed)
        if bare in self._known:
            return self._known[bare]
        timed = _time().search(bare)
        if timed is None:
            first = re.fullmatch(r"(.+?)(?:_0|\(0\)|\^0|\^\(0\))", bare)
            states = first and self._known.get(first[1])
            return "O" if states in ("S", "H") else None
        now = _time().sub(r"\g<step>", bare)
        for each in (now, re.sub(r"[tnki](?=\)?\Z)", "t", now)):
            role = self._known.get(each)
            if role is None:
                continue
            if timed["lag"] in ("", "-1") and role in "SV":
                return "H" if timed["lag"] else role
            if timed["lag"]:
                return "F" if bare in self._equations else "D"
            return role
        return None


def _bare(typed: str) -> str:
    """A name without fonts, braces and spaces."""
    return re.sub(r"[−‐‑–]", "-", _dress().sub("", typed))
