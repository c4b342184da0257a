"""What sentences beside the equations say, and the cell that is read does not do.

parameters   of parameters: frozen, symmetric, of ones (W0509, N0699)
commented    which number or function a name is, in a comment (N0648)
restricted   of parameters: from which part of the numbers they are (W0509)
values       what is done to values of the cell, and no equation does (W0510)
sizes        a size that equations compute with (E0306)
equations    of the equations as such (W0511); its forms of words:
forms        which of them a sentence has
words, words_steps, words_besides  forms of words alone
roles        the names of the equations in a sentence, as what they are
words_roles, words_doing, words_active, words_defined  forms of words around such
names; vocabulary   what they are made of
"""

from cellc.lower.lint.said.commented import note_comments
from cellc.lower.lint.said.equations import warn_of_sayings
from cellc.lower.lint.said.parameters import warn_of_properties
from cellc.lower.lint.said.restricted import warn_of_restrictions
from cellc.lower.lint.said.sizes import refuse_sizes
from cellc.lower.lint.said.values import warn_of_treatment

__all__ = [
    "note_comments",
    "refuse_sizes",
    "warn_of_properties",
    "warn_of_restrictions",
    "warn_of_sayings",
    "warn_of_treatment",
]
