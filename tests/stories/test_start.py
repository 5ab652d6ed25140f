"""What a command loads before its own work: nothing that only reading or drawing needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

READING = ("numpy", "cv2", "onnxruntime", "PIL", "pypdfium2", "pikepdf", "lxml", "docx", "xlrd")
"""What opens files and pictures."""
SHOWING = ("openpyxl", "jinja2", "flask", "rich")
"""What writes workbooks, pages and tables."""
MAILING = ("imapclient", "cryptography", "msoffcrypto", "holidays", "pebble")
EVERYTHING = {*READING, *SHOWING, *MAILING, "sqlalchemy", "pydantic"}
NEEDED = {"sqlalchemy", "pydantic"}
"""What every command needs that looks into the state folder."""


def loaded(statement: str) -> set[str]:
    """Return which of EVERYTHING a fresh Python has loaded after *statement*."""
    told = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return EVERYTHING & set(told.stdout.splitlines()[-1].split())


def test_help_loads_nothing_at_all() -> None:
    assert loaded("from pipeline.cli import _parser\n_parser().format_help()") == set()


@pytest.mark.parametrize("module", ["reviewing", "casework", "drafts", "passes"])
def test_a_command_begins_without_what_only_reading_or_drawing_needs(module: str) -> None:
    assert loaded(f"import pipeline.commands.{module}") <= NEEDED


def test_values_are_compared_without_what_opens_pictures() -> None:
    """A dossier is judged again by its transcripts: no picture is opened for that."""
    value = "Value[str].model_construct(value='가')"
    statement = (
        "from extractors.fields.settling import all_agree\nfrom extractors.model import Value\n"
        f"assert all_agree([{value}] * 2)"
    )
    assert loaded(statement) <= NEEDED


def test_the_libraries_that_are_looked_for_are_those_that_reading_loads() -> None:
    """A name that no module bears any more would make the tests above see nothing."""
    statement = "import pipeline.arrival.receiving, pipeline.workers, extractors.formats.pdf"
    assert loaded(statement) >= {"numpy", "cv2", "PIL", "pypdfium2", "cryptography", "pebble"}
