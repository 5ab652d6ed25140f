"""The option of the golden tests: ``pytest --rewrite-golden`` accepts what is read now."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="accept what golden tests read now"
    )
