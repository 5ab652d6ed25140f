"""Reads sheets that others drew, each beside a file that says what is printed on it.

PYTHONPATH=tests python -m accuracy.given FOLDER… [--only PART] [--kept FOLDER]

A sheet ``NAME.ext`` has its truth in ``NAME.json``: ``type`` and ``fields`` by the contract,
section 6; null is a place that the form has and nobody filled in, ``either`` holds a value
that may stand under any one of the names that ``|`` joins.  Prints each miss, then the sums.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from accuracy.measure import essence, is_same, readers
from checks.corroboration import corroborate
from extractors.documents import identify
from extractors.formats import read
from extractors.model import Document, Transcript, Value


class Given(NamedTuple):
    """A sheet and what is printed on it."""

    path: Path
    type: str
    fields: Mapping[str, Any]
    either: Mapping[str, Any]


class Told(NamedTuple):
    """What one printed value was read as: right, and certain, or neither."""

    field: str
    printed: str
    read: str
    right: bool
    certain: bool


class Report(NamedTuple):
    """What one sheet showed; ``fault`` is what kept it from being read at all."""

    given: Given
    types: tuple[str, ...]
    certain: bool
    values: tuple[Told, ...]
    fault: str = ""

    @property
    def type_right(self) -> bool:
        """Tell whether its type was found; what is no paper may be anything but certain."""
        if self.given.type == "unrecognised":
            return set(self.types) <= {"unrecognised"} or not self.certain
        return self.given.type in self.types


def list_given(folders: Sequence[Path]) -> Iterator[Given]:
    """Yield every sheet of *folders* that has its truth beside it."""
    for folder in folders:
        for truth in sorted(folder.rglob("*.json")):
            said = json.loads(truth.read_text("utf-8"))
            sheets = [p for p in truth.parent.glob(f"{truth.stem}.*") if p.suffix != ".json"]
            for sheet in sheets:
                yield Given(sheet, said["type"], said.get("fields", {}), said.get("either", {}))


def look(given: Given, kept: Path | None) -> Report:
    """Read one sheet and set what was read against what is printed."""
    try:
        documents = corroborate(identify(_transcript(given.path.read_bytes(), kept), "0" * 64))
    except Exception as fault:  # one sheet must not cost what is learnt from the others
        return Report(given, (), False, (), repr(fault))
    types = tuple(document.type for document in documents)
    mine = [d for d in documents if d.type == given.type]
    document = mine[0] if mine else documents[0]
    sure = any(d.certain for d in documents if d.type != "unrecognised" or given.type == d.type)
    values = tuple(_told(document if mine else None, given)) if given.fields else ()
    return Report(given, types, sure if mine or sure else document.certain, values)


def _transcript(data: bytes, kept: Path | None) -> Transcript:
    if kept is None:
        return read(data)
    path = kept / f"{hashlib.sha256(data).hexdigest()[:20]}-{readers()}.json"
    if path.is_file():
        return Transcript.model_validate_json(path.read_text("utf-8"))
    transcript = read(data)
    path.write_text(transcript.model_dump_json(), "utf-8")
    return transcript


def _told(document: Document | None, given: Given) -> Iterator[Told]:
    for field, printed in given.fields.items():
        value = document.field(field) if document else None
        yield _compared(field, printed, [value])
    for fields, printed in given.either.items():
        values = [document.field(f) if document else None for f in fields.split("|")]
        yield _compared(fields, printed, values)


def _compared(field: str, printed: Any, values: Sequence[Value[Any] | None]) -> Told:
    """Compare *printed* with the values that it may be; one that says it is enough.

    Of a list each entry must be right; where the contract has one text, such as several
    representatives, the commas between them are no difference.
    """
    asked = essence(printed)
    said = [(essence(v.value if v else None), v) for v in values]
    right = [one for one in said if _says(printed, one[1].value if one[1] else None)]
    text, value = (right or said)[0]
    certain = bool(value and value.certain and (value.value is not None or not value.raw))
    found = value is not None and value.value is not None if printed == [] else value or not asked
    return Told(field, asked, text, bool(right and found), certain)


def _says(printed: Any, read: Any) -> bool:
    if isinstance(printed, list) and isinstance(read, tuple):
        return len(printed) == len(read) and all(map(_says, printed, read))
    asked, said = essence(printed), essence(read)
    if isinstance(printed, list) or isinstance(read, tuple):
        asked, said = asked.replace(",", ""), said.replace(",", "")
    return is_same(asked, said)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m accuracy.given", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--only", default="", help="sheets whose path holds this")
    parser.add_argument("--kept", type=Path, help="where to keep what was read, to go on faster")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args(arguments)
    if asked.kept:
        asked.kept.mkdir(parents=True, exist_ok=True)
    sheets = [given for given in list_given(asked.folders) if asked.only in str(given.path)]
    with ProcessPoolExecutor(asked.jobs) as workers:
        reports = list(workers.map(partial(look, kept=asked.kept), sheets))
    for report in reports:
        _print_misses(report)
    _print_sums(reports)
    return 0


def _print_misses(report: Report) -> None:
    name = f"{report.given.path.parent.name}/{report.given.path.name}"
    if report.fault:
        print(f"{name}\n    FAULT {report.fault}")
        return
    misses = [t for t in report.values if not t.right]
    if report.type_right and not misses and report.certain:
        return
    sure = "certain" if report.certain else "not certain"
    print(f"{name}: {', '.join(report.types)}, {sure}")
    if not report.type_right:
        print(f"    TYPE is {report.given.type}")
    for told in misses:
        wrong = "WRONG AND CERTAIN" if told.certain else "wrong" if told.read else "not read"
        print(f"    {told.field}: {told.printed!r} {wrong} {told.read!r}")


def _print_sums(reports: Sequence[Report]) -> None:
    values = [told for report in reports for told in report.values]
    right = [told for told in values if told.right]
    print(f"sheets {len(reports)}, faults {sum(bool(r.fault) for r in reports)}")
    print(
        f"types right {sum(r.type_right for r in reports)}/{len(reports)}, "
        f"certain {sum(r.type_right and r.certain for r in reports)}"
    )
    share = 100 * len(right) / max(len(values), 1)
    print(
        f"values right {len(right)}/{len(values)} ({share:.1f} %), "
        f"certain {sum(told.certain for told in right)}, "
        f"wrong and certain {sum(told.certain and not told.right for told in values)}"
    )


if __name__ == "__main__":
    sys.exit(main())
