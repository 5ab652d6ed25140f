"""What applicants attach: one row of docs/formats.md for each format and each trap.

A row is a function that makes a real file by a real program, never by the code that reads it,
and says what must become of it:

    @row("PDF with a password that nobody wrote down", by="Ghostscript",
         becomes=["급여.pdf: encrypted/password-pdf"])
    def locked_pdf(folder: Path) -> Sent:
        ...
        return Sent({"급여.pdf": data})

``becomes`` lists every file that `intake read` shows for it, in order: its name, then ``read``,
``ignored``, a reason, or a reason with its flaw (`extractors.errors`).
tests/reading/test_format_table.py sends each row as a mail of its own, and all of them in one
mail, and compares the table in docs/formats.md, which
``pytest tests/reading/test_format_table.py --rewrite-golden`` writes anew.

Rows stand in the modules of this package, one for each section of the table (`SECTIONS`).
``python -m attached FILE.eml``, run in tests/, writes the mail with all of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

SECTIONS = {
    "documents": "Documents",
    "pictures": "Pictures",
    "containers": "Archives",
    "locks": "Passwords",
    "letters": "Parts of a mail",
    "elsewhere": "Links to large attachments",
    "trouble": "Trouble",
}
"""The modules of this package in the order of the table, and the title of each section."""

SAMPLES = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Sent:
    """Files as they are attached, by their names, and what the mail around them says.

    ``put`` brings the row into a mail itself, where attaching a file the common way is not
    the point; ``html`` stands in the letter beside its ``text``.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    text: str = ""
    subject: str = ""
    html: str = ""
    put: Callable[[EmailMessage], None] | None = None


@dataclass(frozen=True)
class Row:
    """A row of the table, and the file that proves it.

    ``alone`` keeps it out of the mail that has all rows at once, ``ocr`` says that it is read
    by OCR; ``seconds`` is how long each of its files may take.
    """

    section: str
    what: str
    by: str
    becomes: Sequence[str]
    make: Callable[[Path], Sent]
    alone: bool
    ocr: bool
    seconds: int


ROWS: list[Row] = []
Maker = Callable[[Path], Sent]


def row(
    what: str,
    *,
    by: str,
    becomes: Sequence[str],
    alone: bool = False,
    ocr: bool = False,
    seconds: int = 40,
) -> Callable[[Maker], Maker]:
    """Register the decorated maker as a row of the table; it is given an empty folder."""

    def register(make: Maker) -> Maker:
        section = make.__module__.rpartition(".")[2]
        ROWS.append(Row(section, what, by, tuple(becomes), make, alone, ocr, seconds))
        return make

    return register


def compose(sent: Sequence[Sent], *, subject: str = "신청서류 제출") -> bytes:
    """Return a mail that brings all of *sent*, header lines as they are written there."""
    mail = EmailMessage()
    mail["From"] = "김가온 <apply@gaon.example>"
    mail["To"] = "intake@kpc.example"
    mail["Subject"] = " ".join((subject, *(one.subject for one in sent if one.subject)))
    mail["Date"] = "Mon, 12 May 2025 10:00:00 +0900"
    mail["Message-ID"] = "<1@gaon.example>"
    mail.set_content("\n".join(("안녕하십니까.", *(one.text for one in sent if one.text))) + "\n")
    page = "".join(one.html for one in sent)
    if page:
        mail.add_alternative(
            f"<html><body><p>안녕하십니까.</p>{page}</body></html>", subtype="html"
        )
    for one in sent:
        for name, data in one.files.items():
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        if one.put is not None:
            if mail.get_content_type() != "multipart/mixed":
                mail.make_mixed()
            one.put(mail)
    return mail.as_bytes(policy=mail.policy.clone(refold_source="none"))


def everything(made: Callable[[Row], Sent]) -> bytes:
    """Return the mail that brings every row but those that are alone, as each was *made*."""
    return compose([made(one) for one in ROWS if not one.alone])


for _module in SECTIONS:
    importlib.import_module(f"{__name__}.{_module}")
