"""Reads a drawn file as the product would, and compares what it said with what was printed."""

import datetime as dt
import hashlib
import json
import re
import resource
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

from specimens.paper import Paper

from accuracy.classes import BY_NAME
from accuracy.deck import Bundle, Drawn
from accuracy.taking import Taken
from checks.corroboration import corroborate
from extractors.documents import DOCUMENTS, identify
from extractors.formats import fingerprint, read
from extractors.model import Document, Transcript, Value

Group = Literal["number", "date", "name", "text", "tick"]
GROUPS: dict[Group, tuple[str, ...]] = {
    "number": (
        *("business_number", "corporate_number", "certificate_number", "verification_number"),
        *("subordinate_number", "contact_phone"),
    ),
    "date": (
        *("issued_on", "valid_from", "valid_until", "opened_on", "registered_on", "certified_on"),
        "signed_on",
    ),
    "name": ("company_name", "representative", "address", "signer", "contact_name", "supplier"),
    "text": (
        *("business_types", "business_items", "purpose", "technology", "total_cost", "deferrals"),
        *("contact_email", "support_field", "goal", "safety", "benefit", "extra"),
    ),
    "tick": (
        *("collection_consent", "provision_consent", "support_type", "target_level"),
        *("present_level", "company_size", "signature_present", "unit_taxation"),
    ),
}
"""Fields by what stands in them; one that is not named here is text."""

EXAMPLES = (
    "(예시)운영시스템구축분야",
    "필수기재",
    "안전관련그간귀사의노력또는동사업참여를통해00분야안전도향상의지등",
)
NOT_COMPARED = frozenset(("signature_present",))
"""What is not seen is never certain, and what is seen is a picture: nothing to compare."""


class Said(NamedTuple):
    """One field of one paper: what was printed, what was read, and how sure that was.

    ``printed`` and ``read`` are compared without blanks; "" is a blank place.  ``found``
    tells whether a place for it was found at all.
    """

    way: str
    type: str
    layout: str
    face: str
    field: str
    printed: str
    read: str
    found: bool
    certain: bool
    because: str
    stamped: bool

    @property
    def right(self) -> bool:
        return is_same(self.printed, self.read) and (self.found or not self.printed)

    @property
    def group(self) -> Group:
        first = self.field.split("|")[0]
        return next((group for group, fields in GROUPS.items() if first in fields), "text")


class Judged(NamedTuple):
    """One paper of a file: whether its type and its sheets were found as they are."""

    way: str
    type: str
    layout: str
    face: str
    read_as: str
    type_certain: bool
    span_right: bool


class Outcome(NamedTuple):
    """All that one file showed.

    ``merged`` counts documents that hold sheets of two firms, ``extra`` those that are no
    paper of the file; ``seconds`` is processor time, drawing left out.
    """

    way: str
    sheets: int
    seconds: float
    papers: tuple[Judged, ...]
    fields: tuple[Said, ...]
    merged: int
    extra: int


class Job(NamedTuple):
    """One file to draw and read: the *number*-th of its class."""

    way: str
    seed: int
    sheets: int
    number: int


def list_jobs(ways: tuple[str, ...], seed: int, pages: int) -> list[Job]:
    """Return the files of all classes, those of one class apart, so that all go on together."""
    jobs = [
        Job(way, seed, min(BY_NAME[way].room, pages - first), first // BY_NAME[way].room)
        for way in ways
        for first in range(0, pages, BY_NAME[way].room)
    ]
    return sorted(jobs, key=lambda job: job.number)


def draw(job: Job) -> tuple[Bundle, Taken]:
    """Draw the file that *job* names: the same bytes every time."""
    seed = f"{job.seed}/{job.way}"
    mine = BY_NAME[job.way]
    bundle = mine.fill(job.number, job.sheets, seed)
    return bundle, mine.way.take(bundle, Random(f"{seed}/{job.number}/taking"))


def work(job: Job, folder: Path) -> Outcome:
    """Return what the file of *job* shows; what was read of it is kept in *folder*."""
    bundle, taken, transcript, seconds = take(job, folder)
    name = hashlib.sha256(repr(job).encode()).hexdigest()
    documents = corroborate(identify(transcript, name))
    return compare(job.way, bundle, taken, documents, seconds)


def take(job: Job, folder: Path) -> tuple[Bundle, Taken, Transcript, float]:
    """Return what was drawn for *job* and what was read of it, and the seconds that took.

    It is kept in *folder* and taken from there as long as drawing and readers are the same.
    """
    kept = folder / f"{job.way}-{job.seed}-{job.sheets}-{job.number}-{drawings()}-{readers()}.json"
    try:
        return _unpack(kept.read_text("utf-8"))
    except (OSError, ValueError, KeyError):
        bundle, taken = draw(job)
        before = _processor_seconds()
        transcript = read(taken.data)
        seconds = _processor_seconds() - before
        unfinished = kept.with_suffix(".part")
        unfinished.write_text(_pack(bundle, taken, transcript, seconds), "utf-8")
        unfinished.replace(kept)
        return bundle, taken, transcript, seconds


def _pack(bundle: Bundle, taken: Taken, transcript: Transcript, seconds: float) -> str:
    """Return what is kept of a file: its truth and its transcript, without any picture."""
    papers = [
        {
            "paper": {
                "type": drawn.paper.type,
                "title": drawn.paper.title,
                "layout": drawn.paper.layout,
                "truth": dict(drawn.paper.truth),
            },
            "at": [drawn.face, drawn.firm, drawn.first, drawn.last],
        }
        for drawn in bundle.papers
    ]
    return json.dumps(
        {
            "seconds": seconds,
            "sheets": bundle.sheets,
            "papers": papers,
            "stamped": taken.stamped,
            "transcript": transcript.model_dump(mode="json"),
        }
    )


def _unpack(text: str) -> tuple[Bundle, Taken, Transcript, float]:
    kept = json.loads(text)
    papers = tuple(
        Drawn(Paper(suffix="", data=b"", **entry["paper"]), *entry["at"])
        for entry in kept["papers"]
    )
    stamped = tuple((number, field) for number, field in kept["stamped"])
    transcript = Transcript.model_validate(kept["transcript"])
    return Bundle(b"", papers, kept["sheets"]), Taken(b"", stamped), transcript, kept["seconds"]


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


TESTS = Path(__file__).parents[1]
DRAWING = ("firms.py", "prints.py", "deck.py", "taking.py", "classes.py", "faces.py")


@cache
def readers() -> str:
    """Return a fingerprint of all code and data that make a transcript."""
    code = TESTS.parent / "extractors"
    folders = (*(code / "formats").rglob("*"), *(code / "reader").rglob("*"))
    return _digest([*folders, code / "model.py"], fingerprint())


@cache
def drawings() -> str:
    """Return a fingerprint of all code that draws."""
    kit = [TESTS / "accuracy" / name for name in DRAWING]
    folders = (TESTS / "accuracy/offices", TESTS / "accuracy/hands", TESTS / "specimens")
    return _digest([*kit, *(path for folder in folders for path in folder.glob("*.py"))], "")


def _digest(files: Iterable[Path], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for path in sorted(files):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


# ── comparison ───────────────────────────────────────────────────────────────────────


def compare(
    way: str, bundle: Bundle, taken: Taken, documents: tuple[Document, ...], seconds: float
) -> Outcome:
    """Set what was read against what was printed, paper by paper."""
    papers: list[Judged] = []
    fields: list[Said] = []
    used: set[str] = set()
    for number, drawn in enumerate(bundle.papers):
        document = document_of(drawn, documents)
        paper = drawn.paper
        used |= {document.id} if document else set()
        papers.append(
            Judged(
                way,
                paper.type,
                paper.layout,
                drawn.face,
                document.type if document else "",
                bool(document and document.certain),
                bool(document and document.pages == (drawn.first, drawn.last)),
            )
        )
        stamped = {field for at, field in taken.stamped if at == number}
        same = document if document and document.type == paper.type else None
        fields += _compare_fields(way, drawn, same, stamped)
    merged = sum(_firms_in(document, bundle) > 1 for document in documents)
    extra = [d for d in documents if d.id not in used and d.type != "unrecognised"]
    return Outcome(way, bundle.sheets, seconds, tuple(papers), tuple(fields), merged, len(extra))


def document_of(drawn: Drawn, documents: tuple[Document, ...]) -> Document | None:
    """Return what was made of a paper: of its type if possible, beginning at its first sheet."""
    here = [d for d in documents if d.pages[0] <= drawn.first <= d.pages[1]]
    here.sort(key=lambda d: (d.pages[0] != drawn.first, d.type != drawn.paper.type))
    return here[0] if here else None


def _firms_in(document: Document, bundle: Bundle) -> int:
    first, last = document.pages
    return len({d.firm for d in bundle.papers if d.first <= last and d.last >= first})


def _compare_fields(
    way: str, drawn: Drawn, document: Document | None, stamped: set[str]
) -> Iterator[Said]:
    paper = drawn.paper
    for field, printed in printed_on(paper).items():
        value = _value_of(document, field, printed)
        yield Said(
            way,
            paper.type,
            paper.layout,
            drawn.face,
            field,
            essence(printed),
            essence(value.value if value else None),
            value is not None,
            bool(value and value.certain and (value.value is not None or not value.raw)),
            (value.because or "") if value and value.certain else "",
            field in stamped,
        )


def _value_of(document: Document | None, field: str, printed: object) -> Value[Any] | None:
    """Return what was read as *field*; of several names, one under which it was read right."""
    values = [document.field(name) for name in field.split("|")] if document else []
    right = [v for v in values if v and is_same(essence(printed), essence(v.value))]
    return next(iter(right or values), None)


def is_same(printed: str, read: str) -> bool:
    """Compare two essences; a number that may be a person's is masked on purpose."""
    masked = read.endswith("*******") and printed[:7] == read[:7]
    return masked or printed == read


def printed_on(paper: Paper) -> Mapping[str, object]:
    """Return what a paper prints and its type asks for; the form's examples are no entries.

    The serial of a branch is asked for only where there is one branch.  A value that may stand
    under one of several names goes by all of them, joined by ``|``.
    """
    asked = set(DOCUMENTS[paper.type].model_fields) - NOT_COMPARED
    asked |= {field for field in paper.truth if "|" in field}
    if not isinstance(paper.truth.get("subordinate_number", ""), str):
        asked -= {"subordinate_number"}
    if paper.layout == "bilingual":
        asked -= {"purpose"}  # ticked in two languages
    kept = {field: value for field, value in paper.truth.items() if field in asked}
    for field in ("support_field", "safety"):
        said = essence(kept.get(field))
        for example in EXAMPLES:
            said = said.replace(example, "")
        if field in kept:
            kept[field] = said
    return kept


def essence(value: object) -> str:
    """Return a value as it is compared: no blanks, lists joined, 해당없음 "", ㈜ (주)."""
    if isinstance(value, list | tuple):
        return "".join(map(essence, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    said = re.sub(r"\s", "", "" if value is None else str(value)).replace("㈜", "(주)")
    numbered = re.fullmatch(r"제([\d-]+)호", said)
    return "" if said == "해당없음" else numbered.group(1) if numbered else said
