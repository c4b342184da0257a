"""Names of random specs: what papers use, and what generated code has uses for."""

from __future__ import annotations

from random_notation import Name

# spelled the same way in every style
STATES = ["h", "c", "s", "C", "m", "y"]
VALUES = ["z", "r", "f", "i", "o", "g", "u", "q"]
INPUTS = ["x", "v", "e"]
MATRICES = ["W", "U", "V", "R", "A", "W_f", "W_hh", "U_z", "W_1", "V_xh", "P", "Q_o"]
VECTORS = ["b", "b_f", "b_1", "p", "p_i", "w", "k_2"]
SCALARS = ["a", "d", "j"]
# names that a generated module has uses of its own for
AWKWARD: dict[str, list[str]] = {
    kind: words.split()
    for kind, words in {
        "state": """
            d_h h_prev n_h out T pre state h_seq tape d_out gates_seq final
        """,
        "value": """
            gates pre l I O dead np lambda T B d_pre zeros b h_x tanh_c
        """,
        "input": """
            params lengths inputs x_rows state t_0 dtype rng d_x x_product
        """,
        "matrix": """
            W_h W_x T B O pre gates h_seq x_rows d_W_h pre_x d_params d_h_next
            d_h_next_kept grads self init W_h_2 count d_inputs State
        """,
        "vector": """
            n_h n_x d_h h_prev pre_h zeros b params state np l d_b gates_h d_out
            d_final d_out_h x_t_0 index given size name value len range
        """,
        "scalar": "T B l O np n_h t_1 dtype rng lengths dead tape lambda",
        "size": "T B n l np size rng dtype params name value shape seed",
    }.items()
}
_ALIKE = {
    "γ": "\\gamma",
    "κ": "\\kappa",
    "η": "\\eta",
    "α": "\\alpha",
    "ε": "\\varepsilon",
    "β": "\\beta",
    "λ": "\\lambda",
    "C̃": "\\tilde{C}",
    "h̃": "\\tilde{h}",
    "ĉ": "\\hat{c}",
}
_IDENTIFIERS = {
    "γ": "gamma",
    "κ": "kappa",
    "η": "eta",
    "α": "alpha",
    "ε": "varepsilon",
    "β": "beta",
    "λ": "lambda",
    "C̃": "C_tilde",
    "h̃": "h_tilde",
    "ĉ": "c_hat",
}
FUNCTION_NAMES = ("φ", "ψ", "ρ")


def name_of(word: str) -> Name:
    """A name from the word that Unicode has for it."""
    if word in _ALIKE:
        identifier = _IDENTIFIERS[word]
        typed = word if "_" in identifier else identifier
        return Name(identifier, _ALIKE[word], word, typed)
    if word in FUNCTION_NAMES:
        latin = {"φ": "phi", "ψ": "psi", "ρ": "rho"}[word]
        return Name(latin, f"\\{latin}", word, latin)
    head, _, label = word.partition("_")
    if len(head) == 1 and len(label) > 1 and label.isalnum():
        return Name(word, f"{head}_{{{label}}}", f"{head}_{{{label}}}", word)
    return Name(word, word, word, word)
