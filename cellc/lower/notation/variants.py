"""One letter, typed as a command at one place and as a character at another.

Unicode and LaTeX do not agree which of its two forms is the plain one: `\\phi` prints
as ϕ in LaTeX, and the keyboard's φ looks like `\\varphi`.  A text with one command of
a letter and one character of it has one letter; a text with two commands, or with two
characters, tells them apart.
"""

from __future__ import annotations

from dataclasses import replace

from cellc.lower.notation.walk import Rewrite, rewritten, rewritten_statement
from cellc.syntax.nodes import Declaration, Name, Node, Output, Spec, Statement

_FORMS = (  # the plain command and character, and the others
    ("\\phi", "φ", "\\varphi", "ϕ"),
    ("\\epsilon", "ε", "\\varepsilon", "ϵ"),
    ("\\theta", "θ", "\\vartheta", "ϑ"),
    ("\\rho", "ρ", "\\varrho", "ϱ"),
    ("\\sigma", "σ", "\\varsigma", "ς"),
    ("\\kappa", "κ", "\\varkappa", "ϰ"),
)


def in_one_form(spec: Spec) -> Spec:
    """The spec with each such letter written as its command."""
    texts: set[str] = set()

    def collect(node: Node) -> Node | None:
        if isinstance(node, Name):
            texts.add(node.text)
        return None

    _changed(spec, collect)
    renamed: dict[str, str] = {}
    for plain, character, other, strange in _FORMS:
        commands = {plain, other} & texts
        characters = {character, strange} & texts
        if len(commands) == len(characters) == 1:
            renamed[characters.pop()] = commands.pop()
    if not renamed:
        return spec

    def rename(node: Node) -> Node | None:
        if isinstance(node, Name) and node.text in renamed:
            return Name(renamed[node.text], node.span)
        return None

    return _changed(spec, rename)


def _changed(spec: Spec, rule: Rewrite) -> Spec:
    equations = tuple(rewritten_statement(each, rule) for each in spec.equations)
    facts: list[Statement | Declaration | Output] = []
    for fact in spec.facts:
        if isinstance(fact, Statement):
            facts.append(rewritten_statement(fact, rule))
        else:
            names = tuple(rewritten(each, rule) for each in fact.names)
            facts.append(replace(fact, names=names))
    return replace(spec, equations=equations, facts=tuple(facts))
