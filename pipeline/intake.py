"""Whose mail is it?  From a mail and its papers to the dossier it belongs to.

In this order: the business numbers that its papers print, the thread it answers, the
sender who has exactly one dossier.  What disagrees or says nothing is unassigned, with the
reason; company names are never matched by likeness.  A thread alone opens no door: ids and
receipt numbers can be guessed and mails forwarded, so a dossier grows by its own firm's
papers or by its own senders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from pydantic import Field

from checks.corroboration import corroborate, people
from checks.model import AssignedBy
from extractors.documents import DOCUMENTS
from extractors.korean import business_number_is_possible, company_key
from extractors.model import Document, Frozen

Firm = tuple[str, str | None]
"""Business number, and the branch's serial where a statement gives one."""


class Known(Frozen):
    """What the ledger knows when a mail is placed.

    ``receipts`` are all dossiers, ``dossiers`` those of a known firm, ``senders`` the
    dossiers of an address (lower case), ``letters`` the dossier of each Message-ID of ours.
    """

    receipts: frozenset[str]
    dossiers: Mapping[Firm, str]
    senders: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, str]

    def has_firm(self, receipt: str) -> bool:
        """Tell whether the dossier *receipt* is known to be some firm's."""
        return receipt in self.dossiers.values()


class Envelope(Frozen):
    """What of a mail decides where it goes.

    ``marks`` are reasons to think that no person wrote it, ``unread`` tells that a file in
    it could not be read, ``names`` are what its files are called, by SHA-256.
    """

    sender: str | None
    answers: tuple[str, ...]
    marks: tuple[str, ...]
    unread: bool
    subject: str = ""
    names: Mapping[str, str] = Field(default_factory=dict)


class Share(NamedTuple):
    """What of a mail goes where: all of it, or the papers named by file and first sheet.

    ``receipt`` None opens a dossier for *firm*.
    """

    receipt: str | None
    firm: Firm | None
    by: AssignedBy
    papers: tuple[tuple[str, int], ...] | None


class Placement(NamedTuple):
    """Where a mail goes; without shares it stays visible, with the reason in Korean.

    With shares a reason says that some of its papers are still nobody's.
    """

    shares: tuple[Share, ...]
    reason: str = ""
    proposal: str = ""
    submission: bool = True


MARKS = {
    "auto-submitted": "자동 발송 표시(Auto-Submitted)가 있는 메일입니다.",
    "list": "메일링 리스트(수신 거부 링크가 있는 단체 메일)입니다.",
    "bulk": "대량 발송 메일입니다.",
    "bounce": "배달 실패 알림입니다.",
    "empty-return-path": "반송 주소가 없는 자동 메일입니다.",
    "no-reply": "회신을 받지 않는 주소에서 온 메일입니다.",
    "out-of-office": "부재중 자동 회신입니다.",
    "loop": "되돌아온 자동 메일입니다.",
    "own": "저희가 보낸 메일입니다.",
}
NO_PAPER = "신청 서류가 들어 있지 않고, 보낸 주소로 접수된 신청도 없습니다."
NO_NUMBER = "서류에서 확실한 사업자등록번호를 찾지 못했고, 보낸 주소로 접수된 신청도 없습니다."
SEVERAL_OF_SENDER = "보낸 주소로 접수된 신청이 여러 건이어서 어느 신청의 메일인지 알 수 없습니다."
OTHER_FIRM = "회신한 안내 메일의 기업과 서류의 기업(사업자등록번호)이 서로 다릅니다."
UNCLEAR_FIRMS = "여러 기업의 서류가 섞여 있어 어느 기업의 신청인지 정할 수 없습니다."
SEVERAL_THREADS = "회신한 안내 메일과 제목의 접수번호가 서로 다른 신청을 가리킵니다."
STRANGER = "안내 메일에 회신한 메일이지만, 그 신청을 낸 주소가 아닌 곳에서 왔습니다."
LEFT_OVER = "어느 기업의 것인지 알 수 없는 서류가 {}건 있습니다."
SEVERAL_PLACES = "같은 사업자등록번호로 접수된 사업장이 여러 곳이어서 하나로 정할 수 없습니다."


def place(mail: Envelope, papers: Sequence[Document], known: Known) -> Placement:
    """Say where a mail with *papers* belongs."""
    of_notice = [paper for paper in corroborate(papers) if paper.type in DOCUMENTS]
    automatic = [mark for mark in mail.marks if mark in MARKS]
    if automatic and not of_notice and not mail.unread:
        return Placement((), reason=MARKS[automatic[0]], submission=False)
    firms = firms_in(of_notice)
    threads = _threads(mail, known)
    if len(firms) > 1:
        firms = _applicants(firms, known)
        if len(firms) != 1:
            return _split(firms, of_notice, mail.names, known)
    if firms:
        return _by_number(next(iter(firms)), threads, known)
    theirs = known.senders.get((mail.sender or "").lower(), ())
    if threads:
        return _by_thread(threads, theirs)
    if len(theirs) == 1:
        return Placement((Share(theirs[0], None, "sender", None),))
    if theirs:
        return Placement((), reason=SEVERAL_OF_SENDER, proposal=_proposed(theirs))
    return Placement((), reason=NO_NUMBER if of_notice or mail.unread else NO_PAPER)


def leftovers(
    papers: Sequence[Document], taken: Sequence[tuple[tuple[str, int], ...] | None]
) -> tuple[tuple[str, int], ...]:
    """Return the papers of a shared mail that none of the shares *taken* holds."""
    if None in taken:
        return ()
    held = {paper for share in taken if share for paper in share}
    return tuple(
        name for paper in papers if paper.type in DOCUMENTS and (name := _name(paper)) not in held
    )


def _threads(mail: Envelope, known: Known) -> tuple[str, ...]:
    """Return the dossiers that a mail answers, by our Message-IDs and by its subject."""
    answered = [known.letters[i] for i in mail.answers if i in known.letters]
    spoken_of = [r for r in re.findall(r"\b\d{4}-\d{4,}\b", mail.subject) if r in known.receipts]
    return tuple(dict.fromkeys((*answered, *spoken_of)))


def _by_thread(threads: tuple[str, ...], theirs: tuple[str, ...]) -> Placement:
    if len(threads) > 1:
        return Placement((), reason=SEVERAL_THREADS, proposal=_proposed(threads))
    if threads[0] not in theirs:
        return Placement((), reason=STRANGER, proposal=_proposed(threads))
    return Placement((Share(threads[0], None, "thread", None),))


def firms_in(papers: Sequence[Document]) -> dict[Firm, list[Document]]:
    """Return the firms whose certain and possible number *papers* print, with those papers."""
    serials: dict[str, str | None] = {}
    for paper in papers:
        if paper.type == "subordinate-places":
            number, serial = _number(paper), paper.field("subordinate_number")
            if number and serial is not None and serial.certain:
                serials[number] = serial.value
    firms: dict[Firm, list[Document]] = {}
    for paper in papers:
        if number := _number(paper):
            firms.setdefault((number, serials.get(number)), []).append(paper)
    return firms


def _number(paper: Document) -> str | None:
    value = paper.field("business_number")
    if value is None or not value.certain or not value.value:
        return None
    return str(value.value) if business_number_is_possible(value.value) else None


def _by_number(firm: Firm, threads: tuple[str, ...], known: Known) -> Placement:
    number, serial = firm
    same = {f: receipt for f, receipt in known.dossiers.items() if f[0] == number}
    fitting = [r for (_, s), r in same.items() if None in (s, serial) or s == serial]
    if len(threads) > 1:
        return Placement((), reason=SEVERAL_THREADS, proposal=_proposed(threads))
    if threads:
        nobodys = not same and not known.has_firm(threads[0])
        if threads[0] not in fitting and not nobodys:
            proposed = _proposed((*threads, *same.values()))
            return Placement((), reason=OTHER_FIRM, proposal=proposed)
        return Placement((Share(threads[0], firm, "number", None),))
    if firm in same:
        return Placement((Share(same[firm], firm, "number", None),))
    if len(fitting) > 1:
        return Placement((), reason=SEVERAL_PLACES, proposal=_proposed(fitting))
    return Placement((Share(fitting[0] if fitting else None, firm, "number", None),))


def _applicants(firms: dict[Firm, list[Document]], known: Known) -> dict[Firm, list[Document]]:
    """Tell the applicants among *firms* from those whose paper only strayed in.

    An applicant signs an application, has a dossier already, or has more than one paper
    here; if nobody does, all of them may be applicants.
    """
    numbers = {number for number, _ in known.dossiers}
    has_dossier = {firm for firm in firms if firm[0] in numbers}
    applying = {
        firm: own
        for firm, own in firms.items()
        if any(paper.type == "application-form" for paper in own)
    }
    if applying:
        return applying | {f: own for f, own in firms.items() if f in has_dossier}
    several = {f: own for f, own in firms.items() if len(own) > 1 or f in has_dossier}
    return several or firms


def _split(
    firms: dict[Firm, list[Document]],
    papers: Sequence[Document],
    names: Mapping[str, str],
    known: Known,
) -> Placement:
    """Give each firm its papers; those without a number by their file, names or folder."""
    shares = []
    given: dict[Firm, list[Document]] = {firm: list(own) for firm, own in firms.items()}
    rest = [paper for paper in papers if not any(paper in own for own in given.values())]
    lost = 0
    for paper in rest:
        owner = _owner(paper, firms, names)
        if owner is None:
            lost += 1
        else:
            given[owner].append(paper)
    for firm, own in given.items():
        whose = _by_number(firm, (), known)
        if not whose.shares:
            return Placement((), reason=UNCLEAR_FIRMS, proposal=whose.proposal)
        named = tuple(sorted(_name(paper) for paper in own))
        shares.append(whose.shares[0]._replace(papers=named))
    remark = LEFT_OVER.format(lost) if lost else ""
    return Placement(tuple(shares), reason=remark)


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
    by_folder = _by_folder(paper, firms, names)
    if len(by_name) == 1 and by_folder in (None, by_name[0]):
        return by_name[0]
    return None if by_name else by_folder


def _by_folder(
    paper: Document, firms: Mapping[Firm, Sequence[Document]], names: Mapping[str, str]
) -> Firm | None:
    """Return the one firm whose papers lie in the same folder or archive as *paper*."""
    for folder in PurePosixPath(names.get(paper.file, "")).parents[:-1]:
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


def _proposed(receipts: Sequence[str]) -> str:
    which = ", ".join(sorted(set(receipts)))
    return f"접수번호 {which}의 메일인지 확인해 주십시오."
