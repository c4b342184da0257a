"""parse: text to AST.  Knows the notation and nothing of what it means."""

from cellc.syntax.nodes import Spec
from cellc.syntax.parser import parse, parse_what_can_be

__all__ = ["Spec", "parse", "parse_what_can_be"]
