"""Whole stories: one firm over five mails, and a consultant with three firms.

Dovecot holds the mail, a real SMTP server takes the letters, and `intake` does the rest;
each test of a story looks at what one telling of it left behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from office import Office, open_office
from servers import imap_server, smtp_server
from specimens import stories
from specimens.stories import FIRM, STRAY, THREE, read
from specimens.submission import Mail

pytestmark = pytest.mark.mail

PRIVATE = "gaon.private21@freemail.example"
NATIONAL, LOCAL, SME = (
    "issued-within:national-tax-clearance",
    "required:local-tax-clearance",
    "required:sme-confirmation",
)


@dataclass
class Told:
    """What an office did in the course of a story: a report and a request after each mail."""

    office: Office
    reports: list[dict[str, Any]] = field(default_factory=list)
    requests: list[bytes | None] = field(default_factory=list)

    def arrive(self, *mails: Mail) -> None:
        for mail in mails:
            self.office.imap.append(mail.raw, mail.received_at)
            self.office.now = mail.received_at + dt.timedelta(minutes=5)
        self._run()
        (report,) = self.office.reports().values()
        self.reports.append(report)
        self.requests.append(self._draft("supplement", report["revision"]))

    def send(self) -> None:
        """Have a reviewer approve what is drafted, and let it go."""
        assert self.office.command("outbox", "approve", "--all").returncode == 0
        self._run()

    def _run(self) -> None:
        result = self.office.run()
        assert (result.code, result.troubles) == (0, ())

    def _draft(self, kind: str, revision: int) -> bytes | None:
        with self.office.desk() as desk:
            drafts = desk.ledger.letters("drafted")
            return next((x.data for x in drafts if (x.kind, x.revision) == (kind, revision)), None)

    def request(self, place: int) -> EmailMessage:
        letter = self.requests[place]
        assert letter is not None
        return read(letter)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("five")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        told = Told(open_office(folder, imap, smtp, workers="inline"))
        told.arrive(*stories.five_mails.mails)
        told.send()
        told.arrive(stories.from_a_private_address())
        told.arrive(stories.the_same_again())
        told.send()
        told.arrive(stories.with_the_mark_typed(told.requests[0] or b""))
        told.send()
        told.arrive(stories.with_a_worse_copy(told.requests[3] or b""))
        yield told


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def open_keys(report: dict[str, Any]) -> set[str]:
    return {f["key"] for f in report["findings"] if f["severity"] == "blocking"}


def test_the_open_list_closes_item_by_item(five: Told) -> None:
    assert [open_keys(report) for report in five.reports] == [
        {NATIONAL, LOCAL, SME},
        {NATIONAL, SME},
        {NATIONAL, SME},
        {SME},
        set(),
    ]
    assert [report["revision"] for report in five.reports] == [1, 2, 2, 3, 4]


def test_every_mail_found_its_dossier_and_says_how(five: Told) -> None:
    (rows,) = [report["submissions"] for report in five.reports[-1:]]

    assert len(rows) == 5
    assert [row["assigned_by"] for row in rows] == ["number"] * 5
    assert rows[1]["from"] == PRIVATE


def test_each_request_asks_only_for_what_is_open(five: Told) -> None:
    first, second, fourth = (text_of(five.request(place)) for place in (0, 1, 3))

    assert first.count("보완할 내용") == 3
    still = second.split("3. 아직 보완하실 사항")[1]
    assert still.count("보완할 내용") == 2
    assert "지방세" not in still
    assert fourth.split("3. 아직 보완하실 사항")[1].count("보완할 내용") == 1
    assert five.requests[4] is None


def test_an_answer_says_what_came_and_what_it_settled(five: Told) -> None:
    """The second mail brought one file; the four that came before are not told again."""
    received, rest = text_of(five.request(1)).split("2. 보완이 끝난 사항")

    assert received.count("- 상태:") == 1
    assert "③ 지방세완납증명서.pdf" in received
    closed = rest.split("3. 아직 보완하실 사항")[0]
    assert "제출서류 ③ 지방세 납세증명서: 확인되었습니다." in closed
    assert "국세" not in closed


def test_the_same_bytes_again_change_nothing(five: Told) -> None:
    before, after = five.reports[1], five.reports[2]

    for part in ("documents", "requirements", "status", "revision"):
        assert after[part] == before[part]
    assert [f["key"] for f in after["findings"]] == [f["key"] for f in before["findings"]]


def test_a_worse_newer_paper_does_not_silently_replace_a_good_one(five: Told) -> None:
    report = five.reports[-1]
    copies = [d for d in report["documents"] if d["type"] == "national-tax-clearance"]
    (chosen,) = [d for d in copies if d["in_force"]]
    (doubt,) = [f for f in report["findings"] if f["key"].startswith("several-copies:national")]

    assert len(copies) == 3
    assert chosen["fields"]["issued_on"]["value"] == "2025-05-08"
    assert doubt["severity"] == "doubtful"
    assert report["status"] == "review"


def test_a_paper_that_was_accepted_stays_accepted(five: Told) -> None:
    accepted: set[str] = set()
    for report in five.reports[:-1]:
        met = {r["document"] for r in report["requirements"] if r["state"] == "met"}
        assert accepted <= met
        accepted = met


def test_letters_went_to_the_address_that_wrote_last_and_none_twice(five: Told) -> None:
    sent = [read(data) for data in five.office.smtp.messages]

    assert {mail["To"] for mail in sent} == {FIRM.contact.email}
    assert len({mail["Message-ID"] for mail in sent}) == len(sent) == 3
    assert all("[보완요청]" in str(mail["Subject"]) for mail in sent)  # each tells what came


def test_the_history_tells_it_in_order_and_by_whom(five: Told) -> None:
    told = five.office.command("history", "2025-0001")
    lines = told.stdout.splitlines()[1:]
    page = next(five.office.review.glob("2025-0001*/report.html")).read_text("utf-8")

    assert told.returncode == 0
    steps = [
        "메일을 받았습니다",
        "1차 검토 결과: 보완 필요 (보완 3건",
        "보완 요청 메일을 보내도록 승인하였습니다",
        f"보완 요청 메일을 {FIRM.contact.email} 주소로 보냈습니다",
        f"({PRIVATE})",
        "2차 검토 결과: 보완 필요 (보완 2건",
        "3차 검토 결과: 보완 필요 (보완 1건",
        "4차 검토 결과: 담당자 확인 필요 (보완 0건",
    ]
    places = [next(i for i, line in enumerate(lines) if step in line) for step in steps]
    assert places == sorted(places)
    assert all(line.split("] ")[1] in page for line in lines if "검토 결과" in line)
    assert "처리 이력" in page


# ── a consultant with three firms ────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("three")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        office = open_office(folder, imap, smtp, workers="inline")
        for mail in stories.consultant_for_three.mails:
            office.imap.append(mail.raw, mail.received_at)
            office.now = mail.received_at
        assert office.run().code == 0
        yield office


def test_the_mail_is_split_by_firm_and_what_is_nobodys_is_shown(three: Office) -> None:
    reports = three.reports().values()
    (reason,) = (three.review / "unassigned").rglob("reason.txt")

    assert {r["business_number"] for r in reports} == {c.business_number for c in THREE}
    assert "1건" in reason.read_text("utf-8-sig")
    for report in reports:
        numbers = {
            d["fields"]["business_number"]["value"]
            for d in report["documents"]
            if "business_number" in d["fields"]
        } - {None}
        assert numbers == {report["business_number"]}


def test_a_locked_file_is_asked_of_the_firm_whose_name_it_bears(three: Office) -> None:
    closed = {
        r["business_number"]: [f for f in r["files"] if f["state"] == "unreadable"]
        for r in three.reports().values()
    }

    assert {number for number, files in closed.items() if files} == {THREE[2].business_number}


def test_each_letter_names_its_own_firm_and_goes_to_the_consultant(three: Office) -> None:
    letters = list(three.review.rglob("letters/*.eml"))
    firms = {company.business_number: company for company in (*THREE, STRAY)}
    by_receipt = {
        r["receipt_number"]: firms[r["business_number"]] for r in three.reports().values()
    }

    assert len(letters) == 3
    for path in letters:
        mail = read(path.read_bytes())
        own = by_receipt[path.name[:9]]
        assert mail["To"] == "go-eun@three-firms.example"
        said = f"{mail['Subject']}\n{text_of(mail)}"
        assert own.bare_name in said
        for other in set(firms.values()) - {own}:
            assert other.bare_name not in said
            assert other.representative not in said
