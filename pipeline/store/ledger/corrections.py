"""The ledger's verbs about what people say that a paper is, and what it says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from extractors.corrected import Correction, Cut
from pipeline.store.ledger.database import Store, as_json, iso
from pipeline.store.ledger.journal import note
from pipeline.store.ledger.tables import CORRECTION, CUT


class Corrected(NamedTuple):
    """What people said of one file: how its sheets are cut, and the fields of its papers.

    ``by`` tells who corrected a field, by first sheet and field.
    """

    cuts: tuple[Cut, ...] = ()
    fields: tuple[Correction, ...] = ()
    by: tuple[tuple[int, str, str], ...] = ()


class CorrectionVerbs(Store):
    """Corrections belong to a file, wherever it was sent; a newer file is read for itself."""

    def correct(
        self,
        receipt: str,
        file: str,
        correction: Correction,
        *,
        holds: bool = True,
        reason: str,
        by: str,
        now: dt.datetime,
        told: dict[str, str],
    ) -> None:
        """Record what a field says, or (not *holds*) that what was read counts again.

        *told* is what the history says of it: paper, field, what was read, what holds now.
        """
        values = {"holds": holds, "note": reason, "by": by, "at": iso(now)}
        with self._writing() as on:
            on.execute(CORRECTION.insert().values(file=file, **correction.model_dump(), **values))
            note(on, receipt, "corrected", now, by=by, **told, note=reason)

    def cut(
        self,
        receipt: str,
        file: str,
        cuts: Sequence[Cut],
        *,
        by: str,
        now: dt.datetime,
        told: dict[str, str],
    ) -> None:
        """Record which sheets of a file are which paper; none: as they were recognised."""
        papers = as_json([each.model_dump() for each in cuts])
        with self._writing() as on:
            on.execute(CUT.insert().values(file=file, papers=papers, by=by, at=iso(now)))
            note(on, receipt, "corrected", now, by=by, **told)

    def corrections(self) -> dict[str, Corrected]:
        """Return what holds of each file of which something was said."""
        cuts: dict[str, tuple[Cut, ...]] = {}
        fields: dict[str, dict[tuple[int, str], tuple[Correction, str] | None]] = {}
        with self._reading() as on:
            for row in on.execute(select(CUT).order_by(CUT.c.number)).mappings():
                cuts[row["file"]] = tuple(Cut(**each) for each in json.loads(row["papers"]))
            for row in on.execute(select(CORRECTION).order_by(CORRECTION.c.number)).mappings():
                said = Correction(sheet=row["sheet"], field=row["field"], text=row["text"])
                held = (said, row["by"]) if row["holds"] else None
                fields.setdefault(row["file"], {})[row["sheet"], row["field"]] = held
        return {
            file: Corrected(
                cuts.get(file, ()),
                tuple(said for said, _ in filter(None, fields.get(file, {}).values())),
                tuple(
                    (said.sheet, said.field, by)
                    for said, by in filter(None, fields.get(file, {}).values())
                ),
            )
            for file in sorted({*cuts, *fields})
        }
