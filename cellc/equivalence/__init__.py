"""Whether two cells are the same function, and by which correspondence.

blocks      the parts of parameters, states and inputs that concatenations make of them
interfaces  which input, output and size of one cell can be which of the other
points      cells run on random arrays, by the interpreter
matching    the search for a correspondence of parameters
carried     the correspondence of states
dimension   how many dimensions the family of a cell's functions has
doubts      what keeps a search that found nothing from being a proof
polynomials, forms, reading    the normal form of a cell's equations, for the proof
compare     the whole of it: equal, different, or not decided
"""

from cellc.equivalence.compare import compare
from cellc.equivalence.verdict import Answer, Verdict

__all__ = ["Answer", "Verdict", "compare"]
