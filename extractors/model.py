"""What reading yields: files, transcripts, values and documents.

A transcript is what a reader saw (words with their places); a document is what a paper
means (typed values, each with the place it was read at).  All are frozen values that
serialise to JSON.

Places are boxes ``(x0, y0, x1, y1)`` in fractions of the upright sheet, origin top left,
so that they hold at every resolution.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from extractors.resident import hide

Source = Literal["text-layer", "word-processor", "ocr"]
Because = Literal[
    "text", "check-digit", "relation", "two-readings", "other-paper", "mark", "reviewer"
]
Consent = Literal["agreed", "refused", "unmarked", "contradictory"]
UNREADABLE = "?"
"""What our reader writes for print of which it sees a part only."""
Mark = Literal["none", "plain", "unclear"]
Sign = Literal[
    "hidden-text",
    "different-text",
    "broken-signature",
    "changed-after-signing",
    "editable",
    "specimen",
    "preview",
    "overprint",
    "annotated",
    "revised",
]
"""What may tell that a paper is not as it was issued."""
FileState = Literal["read", "unreadable", "ignored"]
Reason = Literal[
    "encrypted",
    "damaged",
    "drm",
    "locked-hwp",
    "unsupported",
    "too-large",
    "hostile",
    "external-link",
    "odd",
    "crashed",
]

T = TypeVar("T")


class Frozen(BaseModel):
    """A value: compared by content, never changed, strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Box(NamedTuple):
    """A rectangle on the upright sheet, in fractions of its width and height."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Tell whether *point* lies inside."""
        return self.x0 <= point[0] <= self.x1 and self.y0 <= point[1] <= self.y1

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two have a part in common."""
        across = self.x0 < other.x1 and other.x0 < self.x1
        return across and self.y0 < other.y1 and other.y0 < self.y1


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all *boxes*."""
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )


WHOLE = Box(0.0, 0.0, 1.0, 1.0)
"""A whole sheet."""


class File(Frozen):
    """One thing that was sent: an attachment, or a member of an archive or attached mail.

    ``name`` is the path as sent, NFC, members after a slash: ``서류.zip/③ 국세.pdf``, with
    resident numbers starred.
    ``kind`` is what its bytes say it is (``pdf``, ``jpeg``, ``hwpx`` …), never its ending.
    ``reason`` says why it is unreadable (a `Reason`) or ignored (a sentence), ``flaw`` which
    kind of that reason it is, where that can be told (`extractors.errors`).
    """

    sha256: str
    name: Annotated[str, AfterValidator(hide)]
    size: int
    kind: str
    state: FileState
    reason: str | None = None
    flaw: str | None = None


class Hop(Frozen):
    """A server that a mail passed, and when it took it, by its own clock; told in Seoul."""

    server: str
    at: AwareDatetime | None


class Word(Frozen):
    """A run of print without blanks, and where it stands.

    Resident registration numbers are masked before a word is made: ``900101-*******``.
    ``certainty`` is the lowest probability (0 … 1) that the reader gave one of its signs; it
    compares words of one reader, and says nothing between readers.  In a text layer it is 0
    where the sheet shows other signs, or not all of them (`extractors.formats.pdf.comparison`,
    `extractors.formats.pdf.textlayer`), else 1.
    ``looks`` names how a word processor prints it otherwise than plain (`struck`, `bold`,
    `colour ff0000` …), for comparing words of one file.
    """

    text: str
    box: Box
    certainty: float = 1.0
    looks: tuple[str, ...] = Field((), exclude_if=lambda looks: not looks)


class Square(Frozen):
    """A drawn tick box: its outline, and the share of ink inside it (0 empty … 1 filled).

    On a scan also brackets for a tick, and a tick in place of a box.  ``mark`` says what that
    ink is: ``none`` and ``plain`` (a tick) are beyond doubt.
    """

    box: Box
    ink: float
    mark: Mark = "unclear"


class Page(Frozen):
    """One sheet as a reader saw it.

    ``readings`` holds the words once for each reading: one for a text layer or a word
    processor, three for OCR: our own reader, then two by Tesseract, whose networks are not
    independent of each other (`extractors.formats.scans`).  ``cells`` are the ruled
    table cells, ``squares`` drawn tick boxes, ``rings`` what a pen drew around words on a scan,
    ``pictures`` the boxes of pictures and coloured seals smaller than the sheet, ``objects`` where
    a word processor sets or draws what no reader makes words of: a diagram, a chart, a shape over
    the text; the whole sheet where it may lie anywhere.  ``turned`` is how many quarter turns
    clockwise bring the stored sheet upright; boxes are given on the upright sheet.  ``aspect`` is
    width divided by height of the upright sheet.  ``across`` holds the words printed over or
    under all others, slanted, large or pale: no value is read from them; of a scan as our reader
    makes them out, ``?`` where it cannot.  ``added`` is where annotations lie, which no office
    issues: what is printed there is seen and may be anybody's.  ``unread`` is where
    ink stands that looks like print and was not read, or only in part; ``illegible`` is the
    share (0 … 1) of all print, by area, that was not made out: such ink, and words of which our
    own reader is not sure.  A well read scan lies below 0.1, lines mixed with a code, an emblem
    or a frame above; 0 where nothing was read from a picture.  ``signs`` are what its file says
    against it.
    """

    number: int
    source: Source
    aspect: float
    readings: tuple[tuple[Word, ...], ...]
    cells: tuple[Box, ...] = ()
    squares: tuple[Square, ...] = ()
    rings: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()
    objects: tuple[Box, ...] = Field((), exclude_if=lambda objects: not objects)
    turned: int = 0
    across: tuple[Word, ...] = ()
    added: tuple[Box, ...] = ()
    unread: tuple[Box, ...] = ()
    illegible: float = 0.0
    signs: tuple[Sign, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether nobody looked at this sheet: its file has too many, or took too long."""
        return not self.readings and self.illegible == 1.0

    @property
    def words(self) -> tuple[Word, ...]:
        """The first reading."""
        return self.readings[0] if self.readings else ()


class Transcript(Frozen):
    """All sheets of one file, and the fingerprint of the reader that made them."""

    reader: str
    kind: str
    pages: tuple[Page, ...]


class Value(Frozen, Generic[T]):
    """One thing read at one place (contract, section 5).

    Blank on the paper: ``value`` None and ``raw`` "".  There but illegible: ``value``
    None, ``raw`` what was seen, not certain.  ``certain`` says that it may be acted on
    without a person, ``because`` says why.

    ``second`` is what an independent second reading says of a place that is beyond doubt, where
    the value is not certain: a question to which both give the same answer is answered.  It is
    for rules and not printed.
    """

    value: T | None
    raw: str
    page: int
    box: Box
    certain: bool
    because: Because | None
    source: Source
    second: T | None = Field(None, exclude=True, repr=False)


Printable = str | dt.date | bool | tuple[str, ...]


class Document(Frozen):
    """A paper of a known type, or ``unrecognised``.

    Subclasses declare ``type``, ``title`` and their fields; a field is ``Value | None``,
    None where its place was not found.  ``id`` is unique within a dossier, ``file`` the
    SHA-256 of the file it stands in, ``pages`` its first and last sheet there.

    How the type is known: ``headings`` are its titles, each filling a line, and
    ``heading_ends`` how its longer titles end.  One of ``marks`` confirms a heading, and none
    of them stands on a paper with a title like it; one of ``foreign`` refutes a heading.
    ``prints`` is what the paper says besides its title, each entry one piece of evidence in
    any of its spellings: law, closing sentence, issuer, labels.  ``addressed_to`` are those
    to whom a form goes: one that goes to somebody else is another programme's, and so is one
    whose title says more than ``title_words``.
    ``absorbs`` names types whose heading this paper prints too.
    ``instead_of`` names the papers for which a near miss is taken; ``sheets_follow`` says
    that a second heading on the next sheet is the same paper's; ``is_form`` that applicants
    fill it in.

    ``signs`` are what may tell that the paper is not as it was issued.
    """

    type: ClassVar[str] = "unrecognised"
    title: ClassVar[str] = "알 수 없는 서류"
    headings: ClassVar[tuple[str, ...]] = ()
    heading_ends: ClassVar[tuple[str, ...]] = ()
    marks: ClassVar[tuple[str, ...]] = ()
    foreign: ClassVar[tuple[str, ...]] = ()
    prints: ClassVar[tuple[tuple[str, ...], ...]] = ()
    addressed_to: ClassVar[tuple[str, ...]] = ()
    title_words: ClassVar[tuple[str, ...]] = ()
    absorbs: ClassVar[tuple[str, ...]] = ()
    instead_of: ClassVar[tuple[str, ...]] = ()
    sheets_follow: ClassVar[bool] = False
    is_form: ClassVar[bool] = False

    id: str = ""
    file: str = ""
    pages: tuple[int, int] = (1, 1)
    source: Source = "text-layer"
    certain: bool = False
    signs: tuple[Sign, ...] = Field((), exclude_if=lambda signs: not signs)
    lacks: tuple[int, ...] = Field((), exclude_if=lambda numbers: not numbers)
    """Numbers of the sheets that the paper itself counts, ``( 1 / 2 )``, and that are not there."""
    shares_sheet: bool = Field(False, exclude_if=lambda shared: not shared)
    """Another paper stands on the same sheet, so no value of it is surely this paper's."""
    unread: bool = Field(False, exclude_if=lambda unread: not unread)
    """Nobody looked at these sheets: their file has too many of them, or took too long."""
    read_whole: bool = Field(True, exclude_if=lambda whole: whole)
    """Whether all its print was read, so that what was not found does not stand there."""

    @classmethod
    def amend(cls, fields: dict[str, Value[Any]], paper: Any) -> dict[str, Value[Any]]:
        """Return *fields* as this type understands them.

        *paper* is the `extractors.fields.printed.Paper` they were read from, for what labels
        alone cannot say: ticks, seals, tables, two dates that confirm each other.
        """
        return fields

    def field(self, name: str) -> Value[Any] | None:
        """Return the value called *name* (contract, section 6), None where not found."""
        found = getattr(self, name, None)
        return found if isinstance(found, Value) else None

    def fields(self) -> dict[str, Value[Any]]:
        """Return every value found, by name, in the order in which the type declares them."""
        return {
            name: value
            for name in type(self).model_fields
            if (value := self.field(name)) is not None
        }


class IssuedDocument(Document):
    """A paper that an office issues on a day."""

    issued_on: Value[dt.date] | None = None
