"""Whose mail is it: every way in which papers, thread and sender agree or disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from dossiers import digest, paper, unsure

from extractors.korean import business_number_is_possible
from extractors.model import Document
from pipeline.matching.placement import Envelope, Known, Placement, firms_in, leftovers, place

ANYONE = "someone@mail.example"
LETTER = "<ours@office.example>"


def possible(prefix: str) -> str:
    """Complete nine digits to a business number whose check digit is right."""
    for last in range(10):
        number = f"{prefix[:3]}-{prefix[3:5]}-{prefix[5:]}{last}"
        if business_number_is_possible(number):
            return number
    raise AssertionError(prefix)


A, B, C = possible("012345678"), possible("011223344"), possible("010101010")


def certificate(
    number: Any = None, *, file: str = "국세", kind: str = "national-tax-clearance", **fields: Any
) -> Document:
    return paper(kind, file=file, business_number=number, **fields)


def known(
    firms: dict[tuple[str, str | None], str] | None = None,
    *,
    senders: dict[str, tuple[str, ...]] | None = None,
    letters: dict[str, str] | None = None,
    nameless: Sequence[str] = (),
    names: dict[str, str] | None = None,
    withdrawn: Sequence[str] = (),
) -> Known:
    firms = firms or {}
    return Known(
        receipts=frozenset((*firms.values(), *nameless)),
        dossiers=firms,
        senders=senders or {},
        letters=letters or {},
        names=names or {},
        withdrawn=frozenset(withdrawn),
    )


def put(
    *papers: Document,
    knows: Known | None = None,
    sender: str | None = ANYONE,
    answers: Sequence[str] = (),
    marks: Sequence[str] = (),
    unread: bool = False,
    doubted: bool = False,
    subject: str = "",
    signed: Sequence[str] = (),
    names: dict[str, str] | None = None,
    closed: Sequence[str] = (),
) -> Placement:
    envelope = Envelope(
        sender=sender,
        doubted=doubted,
        answers=tuple(answers),
        marks=tuple(marks),
        unread=unread,
        subject=subject,
        signed=tuple(signed),
        closed=tuple(digest(file) for file in closed),
        names={digest(file): name for file, name in (names or {}).items()},
    )
    return place(envelope, papers, knows or known())


def where(placement: Placement) -> list[tuple[str | None, str]]:
    return [(share.receipt, share.by) for share in placement.shares]


HAS_A = known({(A, None): "2025-0001"}, senders={ANYONE: ("2025-0001",)})
HAS_BOTH = known(
    {(A, None): "2025-0001", (B, None): "2025-0002"},
    senders={ANYONE: ("2025-0001", "2025-0002")},
)
ANSWERED = known(
    {(A, None): "2025-0001"}, senders={ANYONE: ("2025-0001",)}, letters={LETTER: "2025-0001"}
)

NAMED = known(
    {(A, None): "2025-0001"},
    senders={ANYONE: ("2025-0001",)},
    letters={LETTER: "2025-0001"},
    names={"2025-0001": "가온해미메디텍"},
)


def award(company: str = "(주)가온해미메디텍") -> Document:
    """A paper that prints the firm's name and no number."""
    return paper("technology-market", file="인증서", company_name=company)


PLACED = [
    pytest.param(
        put(award(), knows=NAMED, signed=["2025-0001"], sender="private@mail.example"),
        [("2025-0001", "thread")],
        id="a signed mark and the firm's own name, from a private address",
    ),
    pytest.param(
        put(award(), knows=NAMED, subject="[2025-0001]", sender="private@mail.example"),
        [],
        id="the firm's own name and a receipt number that anybody can write",
    ),
    pytest.param(put(award(), knows=NAMED, sender="private@mail.example"), [], id="a name alone"),
    pytest.param(
        put(knows=NAMED, signed=["2025-0001"], sender="private@mail.example"),
        [],
        id="a signed mark alone: letters are forwarded",
    ),
    pytest.param(
        put(award("다른이름바이오"), knows=NAMED, signed=["2025-0001"]),
        [],
        id="the right sender and mark with another firm's paper",
    ),
    pytest.param(
        put(award("다른이름바이오"), knows=NAMED), [], id="the right sender, another firm's paper"
    ),
    pytest.param(
        put(knows=HAS_BOTH, signed=["2025-0002"]),
        [("2025-0002", "thread")],
        id="a mark tells a consultant's firms apart",
    ),
    pytest.param(
        put(knows=HAS_BOTH, signed=["2025-0002"], subject="2025-0001"),
        [],
        id="a mark and a receipt number that disagree",
    ),
    pytest.param(
        put(
            knows=HAS_BOTH.model_copy(update={"letters": {LETTER: "2025-0001"}}),
            answers=["", LETTER],
        ),
        [("2025-0001", "thread")],
        id="only the chain of References names our letter",
    ),
    pytest.param(
        put(
            knows=HAS_BOTH.model_copy(update={"letters": {LETTER: "2025-0001"}}),
            answers=["", LETTER],
            signed=["2025-0002"],
        ),
        [("2025-0002", "thread")],
        id="References are silent where a mark speaks",
    ),
    pytest.param(
        put(certificate(B), knows=HAS_A, signed=["2025-0001"]), [], id="another firm under our mark"
    ),
    pytest.param(
        put(
            certificate(A, file="신청서", kind="application-form", subordinate_number="0001"),
            knows=known({(A, None): "2025-0001"}),
        ),
        [],
        id="an application for a branch, beside one that names none",
    ),
    pytest.param(
        put(certificate(A), knows=known({(A, None): "2025-0001"}, withdrawn=["2025-0001"])),
        [],
        id="a paper for an application that was withdrawn",
    ),
    pytest.param(put(certificate(A)), [(None, "number")], id="a new number opens a dossier"),
    pytest.param(
        put(certificate(A), knows=HAS_A),
        [("2025-0001", "number")],
        id="a known number",
    ),
    pytest.param(
        put(certificate(A), knows=HAS_A, sender="other@mail.example"),
        [("2025-0001", "number")],
        id="a number counts from any address",
    ),
    pytest.param(
        put(certificate(B), knows=HAS_A), [(None, "number")], id="a new number beats the sender"
    ),
    pytest.param(
        put(certificate(unsure(B)), knows=HAS_A),
        [("2025-0001", "sender")],
        id="an uncertain number says nothing",
    ),
    pytest.param(
        put(certificate("123-45-67890"), knows=HAS_A),
        [("2025-0001", "sender")],
        id="an impossible number says nothing",
    ),
    pytest.param(put(certificate(unsure(A))), [], id="an uncertain number opens nothing"),
    pytest.param(
        put(
            certificate(unsure(A)),
            certificate(unsure(A), file="지방세", kind="local-tax-clearance"),
        ),
        [(None, "number")],
        id="two papers that agree make it certain",
    ),
    pytest.param(put(knows=HAS_A), [("2025-0001", "sender")], id="one dossier of the sender"),
    pytest.param(put(knows=HAS_A, doubted=True), [], id="a sender that is not who it claims"),
    pytest.param(
        put(certificate(A), knows=HAS_A, doubted=True),
        [("2025-0001", "number")],
        id="a number from a sender that is not who it claims",
    ),
    pytest.param(put(knows=HAS_BOTH), [], id="several dossiers of the sender"),
    pytest.param(put(), [], id="no paper, unknown sender"),
    pytest.param(put(sender=None), [], id="no sender that can be trusted"),
    pytest.param(
        put(knows=ANSWERED, answers=[LETTER]),
        [("2025-0001", "thread")],
        id="an answer",
    ),
    pytest.param(
        put(knows=ANSWERED, answers=[LETTER], sender="other@mail.example"),
        [],
        id="an answer from an address that never applied",
    ),
    pytest.param(
        put(knows=ANSWERED, subject="RE: [보완요청] [2025-0001]", sender=ANYONE.upper()),
        [("2025-0001", "thread")],
        id="the receipt number in the subject",
    ),
    pytest.param(
        put(knows=ANSWERED, subject="[2025-0001]", sender="other@mail.example"),
        [],
        id="a receipt number that a stranger writes",
    ),
    pytest.param(
        put(knows=ANSWERED, subject="[2025-0099]"),
        [("2025-0001", "sender")],
        id="a receipt number that does not exist",
    ),
    pytest.param(
        put(certificate(B), knows=ANSWERED, answers=[LETTER]), [], id="thread and papers disagree"
    ),
    pytest.param(
        put(
            certificate(B),
            knows=known(
                nameless=["2025-0001"],
                senders={ANYONE: ("2025-0001",)},
                letters={LETTER: "2025-0001"},
            ),
            answers=[LETTER],
        ),
        [("2025-0001", "number")],
        id="a dossier without number learns it from its sender's answer",
    ),
    pytest.param(
        put(
            certificate(B, company_name="가온해미메디텍"),
            knows=known(nameless=["2025-0001"], names={"2025-0001": "가온해미메디텍"}),
            signed=["2025-0001"],
        ),
        [("2025-0001", "number")],
        id="a dossier without number learns it under our mark and the firm's own name",
    ),
    pytest.param(
        put(certificate(B), knows=known(nameless=["2025-0001"]), subject="[2025-0001]"),
        [],
        id="a dossier without number learns none from a stranger who writes its receipt number",
    ),
    pytest.param(
        put(certificate(B), knows=known(nameless=["2025-0001"]), signed=["2025-0001"]),
        [],
        id="nor from a stranger to whom our letter was forwarded",
    ),
    pytest.param(
        put(
            certificate(B),
            knows=known(nameless=["2025-0001"], senders={ANYONE: ("2025-0001",)}),
            subject="[2025-0001]",
            doubted=True,
        ),
        [],
        id="nor from somebody who only claims to be its sender",
    ),
    pytest.param(
        put(
            certificate(B),
            knows=known(nameless=["2025-0001"], senders={ANYONE: ("2025-0001",)}),
        ),
        [],
        id="a number from a sender with a dossier of which nobody knows the firm",
    ),
    pytest.param(
        put(
            certificate(B, company_name="다른이름바이오"),
            knows=known(
                nameless=["2025-0001"],
                senders={ANYONE: ("2025-0001",)},
                names={"2025-0001": "가온해미메디텍"},
            ),
        ),
        [(None, "number")],
        id="a second firm of a sender whose first one is known by its name only",
    ),
    pytest.param(
        put(knows=HAS_BOTH, subject="문의 02-2025-0001", signed=["2025-0002"]),
        [("2025-0002", "thread")],
        id="a telephone number that ends like a receipt number",
    ),
    pytest.param(
        put(
            knows=known(
                {(A, None): "2025-0001", (B, None): "2025-0002"},
                senders={ANYONE: ("2025-0001", "2025-0002")},
                letters={LETTER: "2025-0002"},
            ),
            answers=[LETTER],
        ),
        [("2025-0002", "thread")],
        id="a consultant answers about one of two firms",
    ),
    pytest.param(
        put(
            knows=known(
                {(A, None): "2025-0001", (B, None): "2025-0002"},
                senders={ANYONE: ("2025-0001", "2025-0002")},
                letters={LETTER: "2025-0002"},
            ),
            answers=[LETTER],
            subject="[2025-0001]",
        ),
        [],
        id="thread and subject disagree",
    ),
    pytest.param(
        put(
            certificate(A),
            paper("subordinate-places", file="명세", business_number=A, subordinate_number="0001"),
            knows=ANSWERED,
            answers=[LETTER],
        ),
        [("2025-0001", "number")],
        id="the branch's statement that was asked for",
    ),
    pytest.param(
        put(certificate(A), knows=known({(A, "0001"): "2025-0001", (A, "0002"): "2025-0002"})),
        [],
        id="a number with several branches",
    ),
    pytest.param(
        put(
            paper("subordinate-places", file="명세", business_number=A, subordinate_number="0002"),
            knows=known({(A, "0001"): "2025-0001", (A, "0002"): "2025-0002"}),
        ),
        [("2025-0002", "number")],
        id="the serial tells the branch",
    ),
    pytest.param(
        put(
            paper("subordinate-places", file="명세", business_number=A, subordinate_number="0003"),
            knows=known({(A, "0001"): "2025-0001"}),
        ),
        [(None, "number")],
        id="another branch opens its own",
    ),
    pytest.param(
        put(
            certificate(A, file="신청서", kind="application-form"),
            certificate(A),
            certificate(B, file="공급기업", kind="business-registration"),
        ),
        [(None, "number")],
        id="a supplier's paper in an application",
    ),
    pytest.param(put(marks=["bounce"], knows=HAS_A), [], id="a bounce belongs to nobody"),
    pytest.param(
        put(certificate(A), marks=["auto-submitted"], knows=HAS_A),
        [("2025-0001", "number")],
        id="a marked mail with a paper is taken in",
    ),
    pytest.param(put(unread=True), [], id="something unreadable from a stranger"),
]


@pytest.mark.parametrize(("placement", "expected"), PLACED)
def test_where_a_mail_goes(placement: Placement, expected: list[tuple[str | None, str]]) -> None:
    assert where(placement) == expected
    if not expected:
        assert placement.reason.endswith("다.")


@pytest.mark.parametrize(
    ("placement", "submission"),
    [
        pytest.param(put(marks=["list"]), False, id="a newsletter"),
        pytest.param(put(marks=["list"], unread=True), True, id="a list mail with a locked file"),
        pytest.param(put(marks=["suppressed"]), True, id="a person who wants no robot's answer"),
        pytest.param(put(certificate(unsure(A)), marks=["bulk"]), True, id="bulk with a paper"),
        pytest.param(put(), True, id="a question"),
    ],
)
def test_only_marked_mail_without_papers_is_no_submission(
    placement: Placement, submission: bool
) -> None:
    assert placement.submission is submission


# ── several firms in one mail ────────────────────────────────────────────────────────


def signer(number: str) -> str:
    return f"도가람{number[-1]}"


def forms(*numbers: str) -> list[Document]:
    return [
        paper("application-form", file=f"신청서 {n}", business_number=n, representative=signer(n))
        for n in numbers
    ]


def shared(placement: Placement) -> dict[str | None, set[str]]:
    """The names of the files that each firm got."""
    return {
        share.firm[0] if share.firm else None: {
            bytes.fromhex(file).rstrip(b"\0").decode() for file, _ in share.papers or ()
        }
        for share in placement.shares
    }


def test_a_consultant_with_two_firms_opens_two_dossiers() -> None:
    placement = put(*forms(A, B), certificate(B, file="국세 B"))

    assert shared(placement) == {A: {f"신청서 {A}"}, B: {f"신청서 {B}", "국세 B"}}
    assert placement.reason == ""


def test_a_paper_without_number_goes_by_the_name_on_it() -> None:
    consent = paper("consent-form", file="동의서", signer=signer(B))

    assert "동의서" in shared(put(*forms(A, B), consent))[B]


def test_a_paper_without_number_or_name_goes_by_its_folder() -> None:
    consent = paper("consent-form", file="동의서")
    names = {
        f"신청서 {A}": "서류.zip/가/신청서.docx",
        f"신청서 {B}": "서류.zip/나/신청서.docx",
        "동의서": "서류.zip/나/동의서.jpg",
    }

    assert "동의서" in shared(put(*forms(A, B), consent, names=names))[B]


def test_name_and_folder_that_disagree_give_a_paper_to_nobody() -> None:
    consent = paper("consent-form", file="동의서", signer=signer(A))
    names = {f"신청서 {B}": "나/신청서.docx", "동의서": "나/동의서.jpg"}
    placement = put(*forms(A, B), consent, names=names)

    assert all("동의서" not in files for files in shared(placement).values())


def test_what_is_nobodys_is_said_and_counted() -> None:
    """A third firm's paper is given to neither of two applicants, and does not vanish."""
    stray = certificate(C, file="국세 C")
    mail = [*forms(A, B), stray, paper("consent-form", file="동의서")]
    placement = put(*mail)

    assert shared(placement) == {A: {f"신청서 {A}"}, B: {f"신청서 {B}"}}
    assert "2건" in placement.reason
    taken = [share.papers for share in placement.shares]
    assert set(leftovers(mail, taken)) == {(digest("국세 C"), 1), (digest("동의서"), 1)}
    assert leftovers(mail, [*taken, None]) == ()


def test_two_firms_of_which_one_cannot_be_told_apart_wait_for_a_person() -> None:
    branches = known({(A, "0001"): "2025-0001", (A, "0002"): "2025-0002"})
    placement = put(*forms(A, B), knows=branches)

    assert placement.shares == ()
    assert "2025-0001, 2025-0002" in placement.proposal


def test_a_known_firm_gets_its_paper_out_of_anothers_application() -> None:
    placement = put(*forms(A), certificate(B, file="국세 B"), knows=known({(B, None): "2025-0002"}))

    assert {share.receipt: share.papers for share in placement.shares} == {
        None: ((digest(f"신청서 {A}"), 1),),
        "2025-0002": ((digest("국세 B"), 1),),
    }


def test_two_plants_of_one_firm_are_two_applicants() -> None:
    """The certificate without a serial is the firm's, and goes to both."""
    plants = [
        certificate(A, file=f"신청서 {serial}", kind="application-form", subordinate_number=serial)
        for serial in ("0001", "0002")
    ]
    placement = put(*plants, certificate(A))

    assert {
        share.firm: {bytes.fromhex(file).rstrip(b"\0").decode() for file, _ in share.papers or ()}
        for share in placement.shares
    } == {
        (A, "0001"): {"신청서 0001", "국세"},
        (A, "0002"): {"신청서 0002", "국세"},
    }


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        pytest.param("나/잠김.pdf", B, id="by its folder"),
        pytest.param("(주)누리벼리팜텍_확인서.pdf", B, id="by the firm's name in its own"),
        pytest.param("확인서.pdf", None, id="by nothing"),
        pytest.param("누리벼리팜텍, 가온해미메디텍.pdf", None, id="by the names of both"),
    ],
)
def test_a_file_that_nobody_can_read_goes_to_its_firm_or_to_all(
    name: str, owner: str | None
) -> None:
    papers = [
        certificate(A, file="A", kind="application-form", company_name="(주)가온해미메디텍"),
        certificate(B, file="B", kind="application-form", company_name="누리벼리팜텍(주)"),
    ]
    names = {"A": "가/신청서.docx", "B": "나/신청서.docx", "잠김": name}
    placement = put(*papers, names=names, unread=True, closed=["잠김"])
    owners = {
        share.firm[0] if share.firm else None
        for share in placement.shares
        if (digest("잠김"), 0) in (share.papers or ())
    }

    assert owners == ({owner} if owner else {A, B})


def test_a_serial_stands_on_the_statement_and_counts_for_all_papers() -> None:
    papers = [
        certificate(A),
        paper("subordinate-places", file="명세", business_number=A, subordinate_number="0001"),
    ]

    assert list(firms_in(papers)) == [(A, "0001")]
