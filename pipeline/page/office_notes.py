"""The register's own columns at the desk: read from the workbook, written through the ledger."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.review.office_columns import Glance, at
from pipeline.review.publishing import remarks_due, workbook_at
from pipeline.store.desk import Desk

SUGGESTED = ("담당자", "비고", "결재")
"""Columns that every office is offered; they come to be with their first entry."""
LONGEST, LONGEST_HEADING = 300, 30


@dataclass(frozen=True)
class OfficeNotes:
    """What stands in the office's columns now, with what is on its way into the workbook."""

    headings: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]
    formulas: frozenset[tuple[str, str]]
    by: Mapping[tuple[str, str], str]

    def of(self, receipt: str, heading: str) -> str:
        return self.cells.get((receipt, heading), "")

    @property
    def shown(self) -> list[str]:
        """The headings under which anything stands."""
        return [
            h for h in self.headings if any(text and k[1] == h for k, text in self.cells.items())
        ]

    def words(self, receipt: str) -> str:
        """What a search looks into, in small letters."""
        return " ".join(self.of(receipt, heading) for heading in self.headings).lower()


@dataclass
class Workbook:
    """The workbook of the register; read again only when it changed."""

    _seen: tuple[int, int] | None = None
    _glance: Glance = field(default_factory=Glance)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def notes(self, desk: Desk) -> OfficeNotes:
        """Return what stands in the office's columns."""
        glance = self._read(workbook_at(desk))
        cells, by = dict(glance.cells), {}
        headings = [*glance.headings, *(h for h in SUGGESTED if h not in glance.headings)]
        due = {remark.number for remark in remarks_due(desk)}
        for remark in desk.ledger.remarks():
            key = remark.receipt, remark.heading
            if remark.number in due:
                cells[key] = remark.text
                headings += [remark.heading] if remark.heading not in headings else []
            by[key] = remark.by
        return OfficeNotes(tuple(headings), cells, glance.formulas, by)

    def _read(self, path: Path) -> Glance:
        try:
            told = path.stat()
        except OSError:
            return Glance()
        with self._lock:
            stamp = told.st_mtime_ns, told.st_size
            if stamp != self._seen:
                self._glance, self._seen = at(path), stamp
            return self._glance
