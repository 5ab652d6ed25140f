"""The papers of a mail that several firms share: which firms, and what belongs to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from checks.names import people
from checks.subordinate import lists_places
from extractors.documents import DOCUMENTS
from extractors.korean import business_number_is_possible, company_key
from extractors.model import Document
from pipeline.store.ledger import Papers

Firm = tuple[str, str | None]
"""Business number, and the branch's serial where a paper gives one."""
WHOLE = 0


def leftovers(papers: Sequence[Document], taken: Sequence[Papers | None]) -> Papers:
    """Return the papers of a shared mail that none of the shares *taken* holds."""
    if None in taken:
        return ()
    held = {paper for share in taken if share for paper in share}
    return tuple(
        name for paper in papers if paper.type in DOCUMENTS and (name := _name(paper)) not in held
    )


def firms_in(papers: Sequence[Document]) -> dict[Firm, list[Document]]:
    """Return the firms whose certain and possible number *papers* print, with those papers.

    Two plants of one firm are two applicants: a paper that names none of several serials is
    the firm's, and goes to each of its plants.
    """
    serials: dict[str, list[str]] = {}
    for paper in papers:
        if (number := _number(paper)) and (serial := _serial(paper)):
            serials.setdefault(number, []).append(serial)
    firms: dict[Firm, list[Document]] = {}
    for paper in papers:
        if number := _number(paper):
            own = _serial(paper)
            for serial in [own] if own else dict.fromkeys(serials.get(number, [])) or [None]:
                firms.setdefault((number, serial), []).append(paper)
    return firms


def _serial(paper: Document) -> str | None:
    """Return the branch's serial, four digits, where *paper* names one for certain."""
    value = paper.field("subordinate_number")
    if value is None or not value.certain or not value.value or lists_places(paper):
        return None
    return str(value.value).zfill(4)


def _number(paper: Document) -> str | None:
    value = paper.field("business_number")
    if value is None or not value.certain or not value.value:
        return None
    return str(value.value) if business_number_is_possible(value.value) else None


def give(
    firms: Mapping[Firm, Sequence[Document]],
    papers: Sequence[Document],
    names: Mapping[str, str],
    closed: Sequence[str] = (),
) -> dict[Firm, Papers]:
    """Return what of a mail belongs to each of its *firms*; what is nobody's is left out.

    *names* are what the files are called, *closed* the files in which no paper was
    recognised: one of these goes to the firm whose folder it lies in or whose name it bears,
    else to all of them, because it may hold anybody's paper.
    """
    given = {firm: [_name(paper) for paper in own] for firm, own in firms.items()}
    of_somebody = {name for own in given.values() for name in own}
    for paper in papers:
        owner = _owner(paper, firms, names) if _name(paper) not in of_somebody else None
        if owner is not None:
            given[owner].append(_name(paper))
    for file in closed:
        owner = _by_folder(file, firms, names) or _by_file_name(file, firms, names)
        for firm in firms if owner is None else (owner,):
            given[firm].append((file, WHOLE))
    return {firm: tuple(sorted(own)) for firm, own in given.items()}


def _owner(
    paper: Document, firms: Mapping[Firm, Sequence[Document]], names: Mapping[str, str]
) -> Firm | None:
    """Return the one firm that *paper*, which prints no number of theirs, belongs to."""
    same_file = [firm for firm, own in firms.items() if any(p.file == paper.file for p in own)]
    if len(same_file) == 1:
        return same_file[0]
    if same_file or _number(paper):
        return None
    by_name = [f for f, own in firms.items() if _names(paper) & {n for p in own for n in _names(p)}]
    by_folder = _by_folder(paper.file, firms, names)
    if len(by_name) == 1 and by_folder in (None, by_name[0]):
        return by_name[0]
    return None if by_name else by_folder


def _by_folder(
    file: str, firms: Mapping[Firm, Sequence[Document]], names: Mapping[str, str]
) -> Firm | None:
    """Return the one firm whose papers lie in the same folder or archive as *file*."""
    for folder in PurePosixPath(names.get(file, "")).parents[:-1]:
        nearby = [
            firm
            for firm, own in firms.items()
            if any(folder in PurePosixPath(names.get(p.file, "")).parents for p in own)
        ]
        if nearby:
            return nearby[0] if len(nearby) == 1 else None
    return None


def _name(paper: Document) -> tuple[str, int]:
    """Name a paper by its file and first sheet."""
    return (paper.file, paper.pages[0])


def _names(paper: Document) -> set[str]:
    """Return the certain names on *paper*, as firms and persons are compared."""
    fields = {name: paper.field(name) for name in ("company_name", "representative", "signer")}
    said = {name: f.value for name, f in fields.items() if f and f.certain and f.value}
    firm = {company_key(str(value)) for name, value in said.items() if name == "company_name"}
    return firm.union(*(people(value) for name, value in said.items() if name != "company_name"))


def _by_file_name(
    file: str, firms: Mapping[Firm, Sequence[Document]], names: Mapping[str, str]
) -> Firm | None:
    """Return the one firm whose certain name stands, letter by letter, in the file's name."""
    called = company_key(PurePosixPath(names.get(file, "")).name)
    found = [f for f, own in firms.items() if any(n in called for n in company_names(own) if n)]
    return found[0] if len(found) == 1 else None


def company_names(papers: Sequence[Document]) -> set[str]:
    """Return the names of firms that *papers* give for certain, as names are compared."""
    values = [paper.field("company_name") for paper in papers]
    return {company_key(str(v.value)) for v in values if v and v.certain and v.value}
