"""testing: numerical proof of generated code by independent routes."""
