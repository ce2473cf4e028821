"""Options and fixtures of all tests."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--vectors", metavar="DIR", default=None, help="folder of quotes.json and rebates.json instead of tests/vectors"
    )
    parser.addoption("--screens", metavar="DIR", default=None, help="keep a picture of every page there")
