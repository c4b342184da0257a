"""The switch of the corpus: `pytest tests/errors --update-errors` writes it anew."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-errors",
        action="store_true",
        help="write the expected diagnostics of tests/errors/specs anew",
    )


@pytest.fixture
def update_errors(request: pytest.FixtureRequest) -> bool:
    # not registered when pytest starts from another folder
    return bool(request.config.getoption("--update-errors", default=False))
