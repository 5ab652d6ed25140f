"""A day at the desk without a mouse, and two reviewers with a run between them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browser import Browser, browser
from desk_server import PASSWORD, Visitor, admit, free_port, serving
from office import (
    NOON,
    Office,
    application_paper,
    consent_paper,
    letter,
    open_office,
    registration_paper,
    tax_paper,
)
from selenium.webdriver.common.keys import Keys
from servers import ImapServer, SmtpServer
from specimens.company import invent
from specimens.confirmations import sme_confirmation
from specimens.mail import Attachment

pytestmark = [pytest.mark.mail, pytest.mark.browser]

SECRET = "Zx-4711-lock"
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def office(servers: tuple[ImapServer, SmtpServer], tmp_path: Path) -> Office:
    """An office with an old paper, a locked file, a paper that may be missing, and a stray mail."""
    imap, smtp = servers
    smtp.messages.clear()
    old = tax_paper(1, dt.date(2025, 1, 2))
    locked = sme_confirmation(invent(2), issued_on=dt.date(2025, 5, 2), password=SECRET)
    for raw in (
        letter(1, application_paper(1), consent_paper(1), old, registration_paper(1)),
        letter(2, tax_paper(2), Attachment("중소기업확인서.pdf", locked.data)),
        letter(3, tax_paper(3), Attachment("잠긴.hwp", b"x" * 3000)),
        letter(4, consent_paper(4), sender="who@nobody.example"),
    ):
        imap.append(raw, NOON)
    port = f"\n[desk]\nport = {free_port()}\n"
    opened = open_office(tmp_path, imap, smtp, end=port)
    assert opened.run().code == 0
    admit(opened, "김하늬")
    admit(opened, "이도담")
    return opened


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    with serving(office) as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def receipt_of(office: Office, seed: int) -> str:
    number = invent(seed).business_number
    return next(r for r, told in office.reports().items() if told["business_number"] == number)


def decisions(office: Office, receipt: str) -> dict[str, str | None]:
    """What the newest report says of each finding, once all that was said has been judged."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with office.desk() as desk:
            report = desk.ledger.report(receipt)
            said = {key: row.kind for (_, key), row in desk.ledger.said(receipt).items()}
        found = {f.key: f.decision for f in report.findings} if report else {}
        if all(found[key] == kind for key, kind in said.items() if key in found):
            return found
        time.sleep(0.5)
    raise AssertionError(f"what was said of {receipt} is not in its report")


class Typist:
    """Somebody who has no mouse: Tab, Space, Enter, arrows and letters."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.driver = visitor, visitor.driver

    def enter(self, name: str) -> None:
        self.visitor.go("/login")
        self.key(name)  # the first field has the focus
        self.type("password", PASSWORD)
        self.visitor.press_key(Keys.ENTER)

    def type(self, field: str, text: str) -> None:
        """Go on to the next field called *field*, and write over what is in it."""
        self.visitor.tab_to(field)
        self.key(Keys.CONTROL + "a")
        self.key(text)

    def key(self, key: str) -> None:
        self.driver.switch_to.active_element.send_keys(key)

    def follow(self, words: str) -> None:
        """Go on to the link or button that says *words*, and press Enter on it."""
        self.visitor.tab_to(words)
        self.visitor.press_key(Keys.ENTER)

    def unfold(self, words: str) -> None:
        self.visitor.tab_to(words)
        self.key(Keys.ENTER)


def test_a_whole_day_is_done_by_keys_alone(chromium: Browser, address: str, office: Office):
    one, two = receipt_of(office, 1), receipt_of(office, 2)
    visitor = Visitor(chromium, address)
    me = Typist(visitor)
    me.enter("김하늬")
    assert "오늘 할 일" in visitor.text

    # Look at a sheet, larger, and at the next question.
    visitor.go(f"/d/{one}")
    me.unfold("크게")
    assert "z1" in (visitor.find("#leaf").get_attribute("class") or "")

    # Correct a value that was misread.
    assert "issued-within:national-tax-clearance" in decisions(office, one)
    me.unfold("국세 납세증명서 1쪽 · 읽은 값")
    me.unfold("고치기")  # of the first value
    while visitor.driver.switch_to.active_element.get_attribute("name") != "text" or (
        visitor.driver.switch_to.active_element.get_attribute("aria-label") != "발급일"
    ):
        me.key(Keys.TAB)
        here = visitor.driver.switch_to.active_element
        if here.text == "고치기":
            me.key(Keys.ENTER)
    me.key(Keys.CONTROL + "a")
    me.key("2025-05-02")
    me.follow("고쳐서 저장")
    assert "고쳐서 저장하였습니다" in visitor.text
    assert "issued-within:national-tax-clearance" not in decisions(office, one)

    # Answer a question of the next firm, and take it back.
    visitor.go("/")
    me.follow("신청 미지정")
    me.follow("참가 신청")
    me.type("receipt", two)
    me.follow("이 신청에 넣기")
    assert visitor.path.startswith(f"/d/{two}")

    # Open a locked file.
    me.follow("잠긴 파일 열기")
    me.type("secret", SECRET)
    visitor.press_key(Keys.ENTER)
    assert "파일을 열었습니다" in visitor.text

    # Note something in the register.
    visitor.go(f"/register?edit={two}")
    me.type("text", "이도담")
    visitor.press_key(Keys.ENTER)
    assert "적었습니다" in visitor.text

    # Tick a look-up.
    visitor.go("/lookups")
    visitor.tab_to("box")
    me.key(Keys.SPACE)
    me.follow("고른 항목: 문제 없음")
    assert "저장하였습니다" in visitor.text

    # Read a letter as on a telephone, approve it, recall it, approve it again.
    visitor.go("/mails")
    me.follow("[보완요청]")
    me.unfold("휴대전화에서")
    assert "narrow" in (visitor.find("#letter").get_attribute("class") or "")
    visitor.driver.execute_script("document.body.focus(); window.scrollTo(0, 0)")
    visitor.go(visitor.path)
    me.follow("승인하여 보내기")
    me.follow("승인 거두기")
    assert "초안으로 되돌렸습니다" in visitor.text
    me.follow("승인하여 보내기")
    assert office.run().sent == 1
    assert len(office.smtp.messages) == 1
    me.follow("로그아웃")
    assert visitor.path.startswith("/login")


def test_two_reviewers_and_a_run_lose_nothing(chromium: Browser, address: str, office: Office):
    """Both work while mail comes in and letters leave; the second is told what the first did."""
    one, three = receipt_of(office, 1), receipt_of(office, 3)
    question = "required:sme-confirmation"
    with browser() as beside, ThreadPoolExecutor(1) as room:
        first, second = Visitor(chromium, address), Visitor(beside, address)
        first.driver.delete_all_cookies()
        first.enter("김하늬")
        second.enter("이도담")
        request = f"/mails/{one}-1-supplement"
        first.go(request)
        second.go(request)
        first.press("승인하여 보내기")
        second.go(f"/d/{three}?point={question}")
        stale = second.path
        first.go(stale)

        # A run takes in new mail and sends what was approved, while both go on.
        office.imap.append(letter(7, application_paper(7), tax_paper(7)), LATER)
        office.imap.append(letter(3, registration_paper(3), at=LATER), LATER)
        run = room.submit(office.run)
        first.press("인정")
        second.press("문제 없음")
        assert "김하늬님이" in second.text
        assert "먼저 ‘담당자 인정" in second.text
        second.go("/lookups")
        second.find("section.card [data-all]").click()
        second.press("고른 항목: 문제 없음")
        assert "저장하였습니다" in second.text
        first.go(f"/register?edit={three}")
        first.find(".why input[name=text]").send_keys("이도담 담당")
        first.press("저장")
        result = run.result(120)

        assert (result.code, result.run.accepted) == (0, 2)
        # A letter rests while something that was said of its application is still to be judged.
        assert result.sent + office.run().sent == 1
        second.go("/mails?tab=gone")
        assert one in second.text
        second.go(request)
        assert "발송" in second.find("h1").text
    found = decisions(office, three)
    if question in found:
        assert found[question] == "waived"
    with office.desk() as desk:
        said = desk.ledger.said()
        assert said[three, question].by == "김하늬"
        assert said[three, question].kind == "waived"
        ticked = [key for key, row in said.items() if row.by == "이도담"]
        assert len(ticked) >= 3
        assert len(desk.ledger.submissions(three)) == 2
        assert [r.text for r in desk.ledger.remarks() if r.receipt == three] == ["이도담 담당"]
        receipts = {receipt for receipt, _ in ticked}
    for receipt in receipts:
        found = decisions(office, receipt)
        assert all(found[key] == "settled" for r, key in ticked if r == receipt and key in found)
    assert len(office.smtp.messages) == 1


def test_whoever_approves_what_another_has_withdrawn_is_told_so(
    chromium: Browser, address: str, office: Office
):
    request = f"/mails/{receipt_of(office, 1)}-1-supplement"
    with browser() as beside:
        first, second = Visitor(chromium, address), Visitor(beside, address)
        first.driver.delete_all_cookies()
        first.enter("김하늬")
        second.enter("이도담")
        first.go(request)
        second.go(request)
        first.press("보내지 않기")

        second.press("승인하여 보내기")

        assert "김하늬님이" in second.text
        assert "처리하지 않았습니다" in second.text
    assert office.run().sent == 0
    assert office.smtp.messages == []
