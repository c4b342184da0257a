"""N06xx: notes, about what cellc read into a text that leaves something open."""

from cellc.diagnostics.explanations.explanation import Explanation

NOTES: dict[str, Explanation] = {}
