"""Many small checks of one kind in one test, which names every item that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

Item = TypeVar("Item")


def for_each(
    items: Iterable[Item], name: Callable[[Item], str] = str
) -> Callable[[Callable[[Item], None]], Callable[[], None]]:
    """A test of one item becomes a test of all of them.

    A parameter costs more than such a test where it takes no more than a moment.
    """

    def merge(check: Callable[[Item], None]) -> Callable[[], None]:
        def test() -> None:
            wrong = []
            for item in items:
                try:
                    check(item)
                except (Exception, pytest.fail.Exception) as fault:
                    wrong.append(f"{name(item)}: {type(fault).__name__}: {fault}")
            if wrong:
                pytest.fail("\n".join(wrong), pytrace=False)

        test.__doc__ = check.__doc__
        return test

    return merge
