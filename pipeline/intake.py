"""Whose mail is it?  From a mail and its papers to the dossier it belongs to.

In this order: the business numbers that its papers print, the thread it answers, the
sender who has exactly one dossier.  What disagrees or says nothing is unassigned, with the
reason; company names are never matched by likeness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from checks.model import AssignedBy
from extractors.documents import DOCUMENTS
from extractors.korean import business_number_is_possible, company_key
from extractors.model import Document, Frozen

Firm = tuple[str, str | None]
"""Business number, and the branch's serial where a statement gives one."""


class Known(Frozen):
    """What the ledger knows when a mail is placed.

    ``dossiers`` by firm, ``senders`` the dossiers of an address (lower case), ``letters``
    the dossier of each Message-ID of ours.
    """

    dossiers: Mapping[Firm, str]
    senders: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, str]

    def firm_of(self, receipt: str) -> Firm | None:
        return next((firm for firm, known in self.dossiers.items() if known == receipt), None)


class Envelope(Frozen):
    """What of a mail decides where it goes.

    ``marks`` are reasons to think that no person wrote it, ``unread`` tells that a file in
    it could not be read.
    """

    sender: str | None
    answers: tuple[str, ...]
    marks: tuple[str, ...]
    unread: bool


class Share(NamedTuple):
    """What of a mail goes where: all of it, or the papers named by file and first sheet.

    ``receipt`` None opens a dossier for *firm*.
    """

    receipt: str | None
    firm: Firm | None
    by: AssignedBy
    papers: tuple[tuple[str, int], ...] | None


class Placement(NamedTuple):
    """Where a mail goes; without shares it stays visible, with the reason in Korean."""

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
SEVERAL_PLACES = "같은 사업자등록번호로 접수된 사업장이 여러 곳이어서 하나로 정할 수 없습니다."


def place(mail: Envelope, papers: Sequence[Document], known: Known) -> Placement:
    """Say where a mail with *papers* belongs."""
    of_notice = [paper for paper in papers if paper.type in DOCUMENTS]
    automatic = [mark for mark in mail.marks if mark in MARKS]
    if automatic and not of_notice and not mail.unread:
        return Placement((), reason=MARKS[automatic[0]], submission=False)
    firms = firms_in(of_notice)
    thread = next((known.letters[i] for i in mail.answers if i in known.letters), None)
    if len(firms) > 1:
        firms = _applicants(firms, of_notice, known)
        if len(firms) != 1:
            return _split(firms, of_notice, known)
    if firms:
        return _by_number(next(iter(firms)), thread, known)
    if thread is not None:
        return Placement((Share(thread, None, "thread", None),))
    theirs = known.senders.get((mail.sender or "").lower(), ())
    if len(theirs) == 1:
        return Placement((Share(theirs[0], None, "sender", None),))
    if theirs:
        return Placement((), reason=SEVERAL_OF_SENDER, proposal=_proposed(theirs))
    return Placement((), reason=NO_NUMBER if of_notice or mail.unread else NO_PAPER)


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


def _by_number(firm: Firm, thread: str | None, known: Known) -> Placement:
    number, serial = firm
    same = {f: receipt for f, receipt in known.dossiers.items() if f[0] == number}
    if thread is not None and thread not in same.values():
        proposal = _proposed(tuple(same.values()))
        return Placement((), reason=OTHER_FIRM, proposal=proposal)
    if thread is not None and serial is None:
        return Placement((Share(thread, firm, "number", None),))
    if firm in same:
        return Placement((Share(same[firm], firm, "number", None),))
    if serial is None and len(same) == 1:
        return Placement((Share(next(iter(same.values())), firm, "number", None),))
    if serial is None and same:
        proposal = _proposed(tuple(same.values()))
        return Placement((), reason=SEVERAL_PLACES, proposal=proposal)
    return Placement((Share(None, firm, "number", None),))


def _applicants(
    firms: dict[Firm, list[Document]], papers: Sequence[Document], known: Known
) -> dict[Firm, list[Document]]:
    """Tell the applicants among *firms* from those whose paper only strayed in.

    An applicant signs an application, has a dossier already, or has more than one paper
    here; if nobody does, all of them may be applicants.
    """
    applying = {
        firm: own
        for firm, own in firms.items()
        if any(paper.type == "application-form" for paper in own)
    }
    if applying:
        known_too = {f: own for f, own in firms.items() if f in known.dossiers}
        return applying | known_too
    several = {f: own for f, own in firms.items() if len(own) > 1 or f in known.dossiers}
    return several or firms


def _split(
    firms: dict[Firm, list[Document]], papers: Sequence[Document], known: Known
) -> Placement:
    """Give each firm its papers; those without a number by their file, folder or names."""
    shares = []
    given: dict[Firm, list[Document]] = {firm: list(own) for firm, own in firms.items()}
    rest = [paper for paper in papers if not any(paper in own for own in given.values())]
    lost = 0
    for paper in rest:
        owner = _owner(paper, given)
        if owner is None:
            lost += 1
        else:
            given[owner].append(paper)
    for firm, own in given.items():
        whose = _by_number(firm, None, known)
        if not whose.shares:
            return Placement((), reason=UNCLEAR_FIRMS, proposal=whose.proposal)
        named = tuple(sorted((paper.file, paper.pages[0]) for paper in own))
        shares.append(whose.shares[0]._replace(papers=named))
    remark = f"어느 기업의 것인지 알 수 없는 서류가 {lost}건 있습니다." if lost else ""
    return Placement(tuple(shares), reason=remark)


def _owner(paper: Document, given: Mapping[Firm, Sequence[Document]]) -> Firm | None:
    """Return the one firm that *paper*, which prints no number of theirs, belongs to."""
    same_file = [firm for firm, own in given.items() if any(p.file == paper.file for p in own)]
    if len(same_file) == 1:
        return same_file[0]
    if _number(paper):
        return None
    names = _names(paper)
    by_name = [firm for firm, own in given.items() if names & {n for p in own for n in _names(p)}]
    return by_name[0] if len(by_name) == 1 else None


def _names(paper: Document) -> set[str]:
    """Return the certain names on *paper*, as firms and persons are compared."""
    fields = (paper.field(name) for name in ("company_name", "representative", "signer"))
    return {company_key(str(f.value)) for f in fields if f and f.certain and f.value}


def _proposed(receipts: Sequence[str]) -> str:
    return f"접수번호 {', '.join(sorted(receipts))} 가운데 하나인지 확인해 주십시오."
