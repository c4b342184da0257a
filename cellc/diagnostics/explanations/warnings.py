"""W05xx: warnings, about a spec that compiles and may not mean what was meant."""

from cellc.diagnostics.explanations.explanation import Explanation

WARNINGS: dict[str, Explanation] = {}
