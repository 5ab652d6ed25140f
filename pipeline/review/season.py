"""What many applications of a season have in common: told once, and not in every report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from checks.model import Finding
from pipeline.review import DossierView, Publication
from pipeline.review.page_layout import Sameness, sameness

FEWEST = 5


@dataclass(frozen=True)
class SharedNote:
    """A note that several applications have, in the same words but for days and numbers."""

    sameness: Sameness
    places: tuple[tuple[DossierView, Finding], ...]

    @property
    def message(self) -> str:
        return self.places[0][1].message

    @property
    def differs(self) -> bool:
        """Tell whether days or numbers are not the same in all of them."""
        return any(finding.message != self.message for _, finding in self.places)


def shared_notes(publication: Publication) -> tuple[SharedNote, ...]:
    """Return the notes of at least half of all applications, and of FEWEST; most common first."""
    places: defaultdict[Sameness, list[tuple[DossierView, Finding]]] = defaultdict(list)
    for view in sorted(publication.dossiers, key=lambda view: view.report.receipt_number):
        for finding in view.report.findings:
            same = sameness(finding)
            if same is not None:
                places[same].append((view, finding))
    least = max(FEWEST, len(publication.dossiers) / 2)
    notes = [SharedNote(same, tuple(found)) for same, found in places.items()]
    often = [note for note in notes if len(note.places) >= least]
    return tuple(sorted(often, key=lambda note: (-len(note.places), note.sameness)))
