"""How well each reading of a scan reads alone, and how often readings that agree are wrong.

PYTHONPATH=tests python -m accuracy.voices --out docs/reader.md

It uses what `python -m accuracy` has read and kept; files that are not kept are read first.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from accuracy.__main__ import CACHE, KIT
from accuracy.deck import HELD_OUT
from accuracy.measure import (
    GROUPS,
    Group,
    document_of,
    essence,
    is_same,
    list_jobs,
    printed_on,
    take,
)
from accuracy.page import write
from accuracy.tally import Count, count, upper_bound
from extractors.documents import DOCUMENTS, identify, paper_of
from extractors.fields.extraction import read_apart
from extractors.fields.settling import SeenValue

OWN, TESSERACT = 0, (1, 2)
ASKED: tuple[Group, ...] = ("number", "date", "name")


class Heard(NamedTuple):
    """One printed value and what each reading made of it ("" where it found none).

    ``file`` is the number of its file in its class.
    ``sound`` tells of which readings the place leaves no doubt.
    """

    way: str
    file: int
    face: str
    field: str
    printed: str
    said: tuple[str, ...]
    sound: tuple[bool, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether our own reading equals one of Tesseract's, crop checks left out."""
        return bool(self.said[OWN]) and self.said[OWN] in [self.said[at] for at in TESSERACT]

    @property
    def is_certain(self) -> bool:
        """Tell whether the two agree and neither place leaves a doubt."""
        others = [self.said[at] for at in TESSERACT if self.sound[at]]
        return self.sound[OWN] and bool(self.said[OWN]) and self.said[OWN] in others

    def is_right(self, *readings: int) -> bool:
        return any(is_same(self.printed, self.said[at]) for at in readings)


def listen(ways: Iterable[str], seed: int, pages: int, folder: Path) -> Iterator[Heard]:
    """Yield every number, day, name and address of the drawn scans whose paper was found."""
    for job in list_jobs(tuple(ways), seed, pages):
        bundle, _, transcript, _ = take(job, folder)
        documents = identify(transcript, "0" * 64)
        for drawn in bundle.papers:
            document = document_of(drawn, documents)
            if document is None or document.type != drawn.paper.type:
                continue
            first, last = document.pages
            paper = paper_of([page for page in transcript.pages if first <= page.number <= last])
            apart = read_apart(DOCUMENTS[document.type], paper)
            for field, printed in printed_on(drawn.paper).items():
                if field in apart and len(apart[field]) == 3 and _is_asked(field, printed):
                    yield Heard(
                        job.way,
                        job.number,
                        drawn.face,
                        field,
                        essence(printed),
                        tuple(_said(seen) for seen in apart[field]),
                        tuple(seen is not None and seen.sound for seen in apart[field]),
                    )


def _is_asked(field: str, printed: object) -> bool:
    group = next((group for group, fields in GROUPS.items() if field in fields), "text")
    return group in ASKED and bool(essence(printed)) and "*" not in essence(printed)


def _said(seen: SeenValue | None) -> str:
    return essence(seen.value.value) if seen is not None else ""


def table(heard: list[Heard], by: str) -> str:
    """Return one row for each field, class or face: each voice alone, and both together."""
    lines = [
        f"| {by} | of | Tesseract | own | agree | wrong | certain | wrong |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    groups: dict[str, list[Heard]] = defaultdict(list)
    for one in heard:
        groups[str(getattr(one, by))].append(one)
    for name, members in (*sorted(groups.items()), ("all", heard)):
        agreeing = [one for one in members if one.agrees]
        certain = [one for one in members if one.is_certain]
        cells: tuple[Any, ...] = (
            name,
            len(members),
            count(one.is_right(1) for one in members).percent,
            count(one.is_right(OWN) for one in members).percent,
            len(agreeing),
            sum(not one.is_right(OWN) for one in agreeing),
            len(certain),
            sum(not one.is_right(OWN) for one in certain),
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


CLEAR, POOR = ("scan300", "scan200", "skew", "turned", "jpeg40"), ("fax", "phone")


def _names(heard: Iterable[Heard]) -> str:
    """Return how many names and addresses our reader alone reads, clear sheets and poor ones."""
    lines = [
        "| field | 200 dpi and above, unseen faces | all faces | fax and telephone, unseen faces"
        " | all faces |",
        "| --- | --- | --- | --- | --- |",
    ]
    for field in ("company_name", "representative", "address"):
        mine = [one for one in heard if one.field == field]
        counts = [
            count(one.is_right(OWN) for one in mine if one.way in ways and one.face in faces)
            for ways in (CLEAR, POOR)
            for faces in (HELD_OUT, {one.face for one in mine})
        ]
        lines.append(f"| {field} | " + " | ".join(f"{c} ({c.percent})" for c in counts) + " |")
    return "\n".join(lines)


def _one_file(heard: Iterable[Heard], way: str, number: int) -> str:
    """Return what Tesseract alone and our reader read in one file, where they differ."""
    mine = [one for one in heard if (one.way, one.file) == (way, number)]
    apart = [one for one in mine if one.said[OWN] != one.said[TESSERACT[0]]]
    cells = ((o.field, o.printed, o.said[TESSERACT[0]] or "–", o.said[OWN] or "–") for o in apart)
    rows = [f"| {' | '.join(row)} |" for row in cells]
    head = "| field | printed | Tesseract alone | our reader |\n| --- | --- | --- | --- |"
    alike = sum(one.is_right(OWN) for one in mine if one not in apart)
    return (
        f"Of its {len(mine)} values Tesseract alone reads {sum(o.is_right(1) for o in mine)} as"
        f" printed, our reader {sum(o.is_right(OWN) for o in mine)}; {alike} of these are alike"
        " and left out here. All firms are invented.\n\n" + "\n".join([head, *rows])
    )


def describe(heard: list[Heard], command: str) -> str:
    """Return the tables as Markdown; "unseen" are the faces held out of the training."""
    unseen = [one for one in heard if one.face in HELD_OUT]
    wrong = [one for one in heard if one.agrees and not one.is_right(OWN)]
    missed = [one for one in wrong if one.is_certain]
    certain = Count(len(missed), sum(one.is_certain for one in heard))
    bound = upper_bound(certain.hits, certain.trials)
    parts = [
        f"Made by `{command}`: {len(heard)} values on scans, {len(unseen)} of them in the two"
        " families that the training never saw.",
        "*Tesseract* is its `Hangul` network alone, *own* our reader alone: share of values"
        " equal to the print, blanks apart. *Agree*: own equals one of Tesseract's two"
        " networks; *certain*: and no check of the place finds a doubt. *Wrong*: of these,"
        " not what is printed.",
        "### One fax, value by value",
        _one_file(heard, "fax", 0),
        "### Names and addresses, our reader alone",
        _names(heard),
        "### Faces that the training never saw",
        table(unseen, "field"),
        "### All faces, by field",
        table(heard, "field"),
        "### All faces, by class",
        table(heard, "way"),
        f"Certain and wrong: {certain.hits} of {certain.trials}; with 95 % confidence below"
        f" {100 * bound:.2f} %, if values were independent. Of {len(wrong)} values on which both"
        f" agree and are wrong, {len(wrong) - len(missed)} are kept from being certain by the"
        " checks of their place.",
    ]
    cases = [
        f"- {one.way}, {one.field}: `{one.printed}` read as `{one.said[OWN]}`"
        f"{' (certain)' if one.is_certain else ''}"
        for one in wrong
    ]
    return "\n\n".join([*parts, "\n".join(cases)]).rstrip()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m accuracy.voices", description=__doc__)
    parser.add_argument("--pages", type=int, default=40, help="sheets of each class, default 40")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--cache", type=Path, default=CACHE, help=f"default {CACHE}")
    parser.add_argument("--out", type=Path, help="write the tables into this page as well")
    asked = parser.parse_args(arguments)
    asked.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    scans = [name for name in KIT if name != "text"]
    heard = list(listen(scans, asked.seed, asked.pages, asked.cache))
    command = f"python -m accuracy.voices --pages {asked.pages} --seed {asked.seed}"
    measured = describe(heard, command)
    print(measured)
    if asked.out:
        write(asked.out, measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
