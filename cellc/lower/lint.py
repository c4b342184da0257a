"""lint"""


def lint(resolved: object, shapes: object, diagnostics: object) -> None:
    """nothing yet"""
