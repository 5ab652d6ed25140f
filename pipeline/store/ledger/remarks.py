"""The ledger's verbs about what people note at the desk for the register's own columns.

The workbook in the review folder holds those columns; a remark is on its way there, and stays
as a record of who wrote what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from checks.model import Moment
from extractors.model import Frozen
from pipeline.store.ledger.database import Store, iso
from pipeline.store.ledger.tables import REMARK


class NoteRow(Frozen):
    """What somebody wrote for a dossier into a column of the office; ``text`` "" empties it."""

    number: int
    receipt: str
    heading: str
    text: str
    by: str
    at: Moment
    written: bool


class RemarkVerbs(Store):
    """Remarks, oldest first."""

    def remark(self, entries: Iterable[tuple[str, str, str]], *, by: str, now: dt.datetime) -> None:
        """Record what stands in the columns of the office: receipt, heading, text; all at once."""
        rows = [
            {"receipt": receipt, "heading": heading, "text": text, "by": by, "at": iso(now)}
            for receipt, heading, text in entries
        ]
        if rows:
            with self._writing() as on:
                on.execute(REMARK.insert(), [{**row, "written": False} for row in rows])

    def remarks(self, *, unwritten: bool = False, receipt: str | None = None) -> list[NoteRow]:
        query = select(REMARK).order_by(REMARK.c.number)
        if unwritten:
            query = query.where(REMARK.c.written.is_(False))
        if receipt is not None:
            query = query.where(REMARK.c.receipt == receipt)
        with self._reading() as on:
            return [NoteRow(**row) for row in on.execute(query).mappings()]

    def note_written(self, numbers: Iterable[int]) -> None:
        """Record that the workbook holds these remarks: from now on it says what counts."""
        with self._writing() as on:
            for number in numbers:
                here = REMARK.c.number == number
                on.execute(REMARK.update().where(here).values(written=True))
