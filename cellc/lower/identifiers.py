"""From a name's letters to an ASCII identifier: one injective table.

Python folds identifiers by NFKC (ϵ and ε become one), so no letter outside ASCII ever
reaches generated code.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "varepsilon": "ϵ",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "ϑ",
    "iota": "ι",
    "kappa": "κ",
    "varkappa": "ϰ",
    "lambda": "λ",
    "mu": "μµ",
    "nu": "ν",
    "xi": "ξ",
    "omicron": "ο",
    "pi": "π",
    "varpi": "ϖ",
    "rho": "ρ",
    "varrho": "ϱ",
    "sigma": "σ",
    "varsigma": "ς",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "varphi": "ϕ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ∆",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "ell": "ℓ",
}
_LETTERS = {letter: name for name, letters in _GREEK.items() for letter in letters}
GREEK_NAMES = frozenset(_GREEK)

# Letters of other scripts that look like a Latin one; Greek capitals are among them.
_ALIKE = dict(
    zip(
        "аеорсхуіјѕһԁԛԝАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɡ",
        "aeopcxyijshdqwABEKMHOPCTXYIJSABEZHIKMNOPTYXig",
        strict=True,
    )
)


def latin(text: str) -> str:
    """A name with Latin letters in the place of those that look like them."""
    return "".join(_ALIKE.get(char, char) for char in text)


_COMBINING = {
    "\u0303": "tilde",
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0307": "dot",
    "\u0308": "ddot",
}


@lru_cache(maxsize=4096)
def spell(text: str) -> tuple[str, tuple[str, ...]]:
    """The ASCII spelling of letters as typed, and the accents above them.

    `C̃` gives ("C", ("tilde",)), `\\sigma` and `σ` give ("sigma", ()).
    Raises ValueError with the character that has no ASCII spelling.
    """
    accents: list[str] = []
    letters: list[str] = []
    plain = text.removeprefix("\\").replace("\\_", "_")
    for char in unicodedata.normalize("NFD", plain):
        if char in _COMBINING:
            accents.append(_COMBINING[char])
        elif char in _LETTERS:
            letters.append(_LETTERS[char])
        elif char.isascii() and (char.isalnum() or char == "_"):
            letters.append(char)
        else:
            folded = unicodedata.normalize("NFKC", char)
            if not (folded.isascii() and folded.isalnum()):
                raise ValueError(char)
            letters.append(folded)
    return "".join(letters), tuple(accents)
