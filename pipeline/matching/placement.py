"""Whose mail is it?  From a mail and its papers to the dossier it belongs to.

In this order: the business numbers that its papers print, the letter of ours that it
answers, the sender who has exactly one dossier.  What disagrees or says nothing is
unassigned, with the reason; company names are never matched by likeness.  A letter alone
opens no door: receipt numbers can be guessed and letters forwarded, so a dossier grows by
its own firm's papers or by its own senders; a signed mark opens it to a paper on which the
firm's very name stands as well.  The same holds for a dossier of which nobody knows the
number yet, and its sender's next mail that shows one waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from checks.corroboration import corroborate
from extractors.documents import DOCUMENTS
from extractors.model import Document, Frozen
from pipeline.matching.shares import Firm, company_names, firms_in, give, leftovers
from pipeline.store.ledger import Grant

__all__ = [
    "LEFT_OVER",
    "Envelope",
    "Firm",
    "Known",
    "Placement",
    "firms_in",
    "leftovers",
    "place",
]


class Known(Frozen):
    """What the ledger knows when a mail is placed.

    ``receipts`` are all dossiers, ``dossiers`` those of a known firm, ``senders`` the
    dossiers of an address (lower case), ``letters`` the dossier of each Message-ID of ours,
    ``names`` the applicants as far as their papers say for certain (`company_key`),
    ``withdrawn`` the dossiers that their applicants took back.
    """

    receipts: frozenset[str]
    dossiers: Mapping[Firm, str]
    senders: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, str]
    names: Mapping[str, str] = Field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    def has_firm(self, receipt: str) -> bool:
        """Tell whether the dossier *receipt* is known to be some firm's."""
        return receipt in self.dossiers.values()


class Envelope(Frozen):
    """What of a mail decides where it goes.

    ``doubted`` tells that the receiving server did not find the sender to be who it claims.
    ``answers`` are the Message-IDs that it answers, In-Reply-To first ("" where there is
    none), then the References.  ``signed`` are the dossiers whose signed mark it carries in
    its subject, ``marks`` reasons to think that no person wrote it, ``unread`` tells that a
    file in it could not be read, ``names`` are what its files are called, by SHA-256, and
    ``closed`` those of them in which no paper was recognised.
    """

    sender: str | None
    answers: tuple[str, ...]
    doubted: bool = False
    marks: tuple[str, ...]
    unread: bool
    subject: str = ""
    signed: tuple[str, ...] = ()
    names: Mapping[str, str] = Field(default_factory=dict)
    closed: tuple[str, ...] = ()


class Thread(NamedTuple):
    """Which dossiers' letters a mail answers, whether that is beyond forging, and how it says."""

    receipts: tuple[str, ...] = ()
    signed: bool = False
    why: str = ""


class Placement(NamedTuple):
    """Where a mail goes; without shares it stays visible, with the reason in Korean.

    With shares a reason says that some of its papers are still nobody's.
    """

    shares: tuple[Grant, ...]
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
QUOTED = "제목에 접수번호가 있으나, 그 신청을 낸 주소가 아닌 곳에서 왔습니다."
OTHER_NAME = "서류의 기업명이 그 신청의 기업명과 서로 다릅니다."
MAYBE_OTHER_PLACE = (
    "같은 사업자등록번호로 접수된 신청이 있으나 종된사업장 번호가 적힌 새 신청서가 와서,"
    " 같은 사업장의 신청인지 알 수 없습니다."
)
MAYBE_SAME = (
    "보낸 주소로 접수된 신청 가운데 사업자등록번호를 아직 모르는 것이 있어, 같은 기업의 서류인지"
    " 알 수 없습니다."
)
WITHDRAWN = "철회된 신청에 서류가 더 왔습니다."
DOUBTED = "메일 서버가 보낸 사람을 확인하지 못하였고, 확실한 사업자등록번호도 없습니다."
TO_REINSTATE = "접수번호 {}의 철회를 취소하거나, 새로 신청하는 것이면 새 신청으로 정해 주십시오."
LEFT_OVER = "어느 기업의 것인지 알 수 없는 서류가 {}건 있습니다."
BY_NUMBER = "서류의 사업자등록번호"
BY_NUMBER_AND_LETTER = "서류의 사업자등록번호와 회신한 안내 메일"
BY_LETTER = "회신한 안내 메일"
BY_MARK = "제목의 접수 표지"
BY_REFERENCE = "이어진 메일(References)"
BY_RECEIPT = "제목의 접수번호"
BY_SENDER = "보낸 주소(이 주소로 접수된 신청 1건)"
AND_NAME = "{}, 서류의 기업명"
SEVERAL_PLACES = "같은 사업자등록번호로 접수된 사업장이 여러 곳이어서 하나로 정할 수 없습니다."

_RECEIPT = re.compile(r"(?<!\d)(?<!\d-)\d{4}-\d{4,}(?!\d)")
"""A receipt number; behind digits and a hyphen stands the end of a telephone number."""


def place(mail: Envelope, papers: Sequence[Document], known: Known) -> Placement:
    """Say where a mail with *papers* belongs."""
    of_notice = [paper for paper in corroborate(papers) if paper.type in DOCUMENTS]
    automatic = [mark for mark in mail.marks if mark in MARKS]
    if automatic and not of_notice and not mail.unread:
        return Placement((), reason=MARKS[automatic[0]], submission=False)
    placement = _place(mail, of_notice, known)
    gone = known.withdrawn.intersection(share.receipt for share in placement.shares)
    if gone:
        proposal = TO_REINSTATE.format(", ".join(sorted(gone)))
        return Placement((), reason=WITHDRAWN, proposal=proposal)
    return placement


def _place(mail: Envelope, papers: Sequence[Document], known: Known) -> Placement:
    firms = firms_in(papers)
    thread = _thread(mail, known)
    if len(firms) > 1:
        firms = _applicants(firms, known)
        if len(firms) != 1:
            return _split(firms, mail, papers, known)
    if firms:
        firm, own = next(iter(firms.items()))
        trusted = _is_theirs(mail, thread, papers, known)
        placement = _by_number(firm, own, thread, known, trusted=trusted)
        maybe = _nameless(mail, papers, known)
        if maybe and any(share.receipt is None for share in placement.shares):
            return Placement((), reason=MAYBE_SAME, proposal=_proposed(maybe, new=True))
        return placement
    placement = _by_sender(mail, thread, papers, known)
    if mail.doubted and placement.shares:
        receipts = [share.receipt for share in placement.shares if share.receipt]
        return Placement((), reason=DOUBTED, proposal=_proposed(receipts))
    return placement


def _by_sender(
    mail: Envelope, thread: Thread, papers: Sequence[Document], known: Known
) -> Placement:
    """Place a mail that shows no number by what it answers and who sent it."""
    theirs = known.senders.get((mail.sender or "").lower(), ())
    if thread.receipts:
        return _by_thread(thread, theirs, papers, known)
    if len(theirs) == 1:
        if _differs(papers, theirs[0], known):
            return Placement((), reason=OTHER_NAME, proposal=_proposed(theirs))
        return Placement((Grant(theirs[0], None, "sender", None, BY_SENDER),))
    if theirs:
        return Placement((), reason=SEVERAL_OF_SENDER, proposal=_proposed(theirs))
    return Placement((), reason=NO_NUMBER if papers or mail.unread else NO_PAPER)


def _thread(mail: Envelope, known: Known) -> Thread:
    """Return the dossiers whose letters a mail answers.

    The mark in the subject and the letter that is answered must agree, with a bare receipt
    number as well; the chain of References counts only where both are silent.
    """
    spoken = _RECEIPT.findall(mail.subject)
    signed = [receipt for receipt in mail.signed if receipt in known.receipts]
    answered = [known.letters[i] for i in mail.answers[:1] if i in known.letters]
    if not signed and not answered:
        answered = [known.letters[i] for i in mail.answers[:0:-1] if i in known.letters][:1]
        why = BY_REFERENCE if answered else BY_RECEIPT
    else:
        why = BY_LETTER if answered else BY_MARK
    quoted = [receipt for receipt in spoken if receipt in known.receipts]
    receipts = tuple(dict.fromkeys((*signed, *answered, *quoted)))
    return Thread(receipts, bool(signed or answered), why)


def _by_thread(
    thread: Thread, theirs: tuple[str, ...], papers: Sequence[Document], known: Known
) -> Placement:
    """Place a mail that shows no number: its sender or the name on its papers must agree."""
    proposal = _proposed(thread.receipts)
    if len(thread.receipts) > 1:
        return Placement((), reason=SEVERAL_THREADS, proposal=proposal)
    receipt = thread.receipts[0]
    if _differs(papers, receipt, known):
        return Placement((), reason=OTHER_NAME, proposal=proposal)
    if receipt in theirs:
        return Placement((Grant(receipt, None, "thread", None, thread.why),))
    if _is_named(thread, papers, known):
        why = AND_NAME.format(thread.why)
        return Placement((Grant(receipt, None, "thread", None, why),))
    return Placement((), reason=STRANGER if thread.signed else QUOTED, proposal=proposal)


def _is_named(thread: Thread, papers: Sequence[Document], known: Known) -> bool:
    """Tell whether *papers* bear the name of the firm whose letter a mail provably answers."""
    return thread.signed and known.names.get(thread.receipts[0]) in company_names(papers)


def _is_theirs(mail: Envelope, thread: Thread, papers: Sequence[Document], known: Known) -> bool:
    """Tell whether the one dossier that a mail speaks of is its sender's or its firm's."""
    if len(thread.receipts) != 1:
        return False
    theirs = known.senders.get((mail.sender or "").lower(), ())
    own = thread.receipts[0] in theirs and not mail.doubted
    return own or _is_named(thread, papers, known)


def _nameless(mail: Envelope, papers: Sequence[Document], known: Known) -> list[str]:
    """Return the sender's dossiers of which nobody knows the firm, which *papers* may be of."""
    theirs = known.senders.get((mail.sender or "").lower(), ())
    living = [r for r in theirs if r not in known.withdrawn and not known.has_firm(r)]
    return [r for r in living if not _differs(papers, r, known)]


def _differs(papers: Sequence[Document], receipt: str, known: Known) -> bool:
    """Tell whether *papers* name, for certain, a firm and never the one of the dossier."""
    names = company_names(papers)
    return bool(names) and receipt in known.names and known.names[receipt] not in names


def _by_number(
    firm: Firm,
    papers: Sequence[Document],
    thread: Thread,
    known: Known,
    *,
    trusted: bool = False,
) -> Placement:
    """Place the papers of one firm; *trusted* as in `_is_theirs`."""
    number, serial = firm
    same = {f: receipt for f, receipt in known.dossiers.items() if f[0] == number}
    fitting = [r for (_, s), r in same.items() if None in (s, serial) or s == serial]
    threads = thread.receipts
    if len(threads) > 1:
        return Placement((), reason=SEVERAL_THREADS, proposal=_proposed(threads))
    if threads:
        nobodys = not same and not known.has_firm(threads[0])
        if nobodys and not trusted:
            reason = STRANGER if thread.signed else QUOTED
            return Placement((), reason=reason, proposal=_proposed(threads, new=True))
        if threads[0] not in fitting and not nobodys:
            proposed = _proposed((*threads, *same.values()))
            return Placement((), reason=OTHER_FIRM, proposal=proposed)
        return Placement((Grant(threads[0], firm, "number", None, BY_NUMBER_AND_LETTER),))
    if firm in same:
        return Placement((Grant(same[firm], firm, "number", None, BY_NUMBER),))
    if len(fitting) > 1:
        return Placement((), reason=SEVERAL_PLACES, proposal=_proposed(fitting))
    if fitting and serial and any(paper.type == "application-form" for paper in papers):
        return Placement((), reason=MAYBE_OTHER_PLACE, proposal=_proposed(fitting, new=True))
    return Placement((Grant(fitting[0] if fitting else None, firm, "number", None, BY_NUMBER),))


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
    firms: dict[Firm, list[Document]], mail: Envelope, papers: Sequence[Document], known: Known
) -> Placement:
    """Give each firm its papers; those without a number by their file, names or folder."""
    shares = []
    given = give(firms, papers, mail.names, mail.closed)
    for firm, own in firms.items():
        whose = _by_number(firm, own, Thread(), known)
        if not whose.shares:
            return Placement((), reason=UNCLEAR_FIRMS, proposal=whose.proposal)
        shares.append(whose.shares[0]._replace(papers=given[firm]))
    lost = len(leftovers(papers, list(given.values())))
    remark = LEFT_OVER.format(lost) if lost else ""
    return Placement(tuple(shares), reason=remark)


def _proposed(receipts: Sequence[str], *, new: bool = False) -> str:
    which = ", ".join(sorted(set(receipts)))
    also = " 다른 신청이면 새 신청으로 정해 주십시오." if new else ""
    return f"접수번호 {which}의 메일인지 확인해 주십시오.{also}"
