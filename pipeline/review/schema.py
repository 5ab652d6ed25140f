"""The JSON schemas of what is printed: ``python -m pipeline.review.schema`` writes them again.

They are made from the types, committed under ``docs/schema/``, and a test keeps them current.
"""

from __future__ import annotations

import json
from pathlib import Path

from checks.report import Reading, Report
from extractors.model import Frozen
from pipeline.review.register import Register

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"
PRINTED: dict[str, type[Frozen]] = {"report": Report, "register": Register, "read": Reading}


def schemas() -> dict[str, str]:
    """Return the text of each schema by the name of its file."""
    return {
        f"{name}.schema.json": json.dumps(
            kind.model_json_schema(by_alias=True, mode="serialization"),
            ensure_ascii=False,
            indent=2,
            sort_keys=True,
        )
        + "\n"
        for name, kind in PRINTED.items()
    }


def write(folder: Path = FOLDER) -> None:
    """Write every schema to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
