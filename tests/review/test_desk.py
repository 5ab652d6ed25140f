"""The reviewer's desk, as a reviewer meets it: a real browser, real mail servers, a day of work."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import Browser, browser
from desk_server import Visitor, admit, free_port, serving
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
from openpyxl import load_workbook
from selenium.webdriver.common.keys import Keys
from servers import ImapServer, SmtpServer
from specimens.company import invent
from specimens.confirmations import sme_confirmation
from specimens.consent import consent_form
from specimens.mail import Attachment

pytestmark = [pytest.mark.mail, pytest.mark.browser]

LISTS = ("/", "/register", "/mails", "/lookups", "/stray", "/history")
SECRET = "Zx-4711-lock"
HOSTILE = '<img src=x onerror="document.title=1">=HYPERLINK("http://x.example")'


@pytest.fixture(scope="module")
def office(
    servers: tuple[ImapServer, SmtpServer], tmp_path_factory: pytest.TempPathFactory
) -> Office:
    """An office with an old paper, a refusal, doubts, and a mail that is nobody's."""
    imap, smtp = servers
    refusal = consent_form(invent(2), signed_on=dt.date(2025, 5, 9), collection="refused")
    old = tax_paper(1, dt.date(2025, 1, 2))
    for raw in (
        letter(1, application_paper(1), consent_paper(1), old, registration_paper(1)),
        letter(2, application_paper(2), Attachment("동의서.docx", refusal.data), tax_paper(2)),
        letter(3, tax_paper(3), Attachment("잠긴.hwp", b"x" * 3000), subject=HOSTILE),
        letter(5, tax_paper(5), locked_paper(5)),
        letter(4, consent_paper(4), subject=HOSTILE, sender="who@nobody.example"),
    ):
        imap.append(raw, NOON)
    port = f"\n[desk]\nport = {free_port()}\n"
    opened = open_office(tmp_path_factory.mktemp("desk"), imap, smtp, end=port)
    assert opened.run().code == 0
    admit(opened, "김하늬")
    admit(opened, "이도담")
    return opened


def locked_paper(seed: int) -> Attachment:
    """A 중소기업 확인서 of the invented firm *seed* that asks for a password."""
    paper = sme_confirmation(invent(seed), issued_on=dt.date(2025, 5, 2), password=SECRET)
    return Attachment("중소기업확인서.pdf", paper.data)


@pytest.fixture(scope="module")
def address(office: Office) -> Iterator[str]:
    with serving(office) as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def reviewer(chromium: Browser, address: str) -> Visitor:
    visitor = Visitor(chromium, address)
    visitor.driver.delete_all_cookies()
    visitor.enter("김하늬")
    _ = chromium.complaints  # of the test before
    return visitor


def receipt_of(office: Office, seed: int) -> str:
    """Return the receipt number of the invented firm *seed*."""
    number = invent(seed).business_number
    return next(r for r, told in office.reports().items() if told["business_number"] == number)


def goes(office: Office, receipt: str, key: str) -> bool:
    """Tell whether a finding goes away.

    While another process holds the state what was said is judged a moment later.
    """
    until = time.monotonic() + 30
    while key in settled(office, receipt) and time.monotonic() < until:
        time.sleep(0.5)
    return key not in settled(office, receipt)


def comes(office: Office, receipt: str, key: str) -> bool:
    """Tell whether a finding comes, a moment later at most."""
    until = time.monotonic() + 30
    while key not in settled(office, receipt) and time.monotonic() < until:
        time.sleep(0.5)
    return key in settled(office, receipt)


def settled(office: Office, receipt: str) -> dict[str, str | None]:
    """Return the decisions in a dossier's newest report, by finding."""
    with office.desk() as desk:
        verdict = desk.ledger.latest_verdict(receipt)
    assert verdict is not None
    return {f["key"]: f["decision"] for f in json.loads(verdict.report)["findings"]}


def test_nobody_enters_without_a_password(chromium: Browser, address: str):
    stranger = Visitor(chromium, address)
    stranger.driver.delete_all_cookies()
    for path in (
        "/",
        "/register",
        "/mails",
        "/lookups",
        "/stray",
        "/history",
        "/d/2025-0001",
        "/register.xlsx",
    ):
        stranger.go(path)
        assert stranger.path.startswith("/login"), path

    stranger.enter("김하늬", "wrong-horse-99")

    assert "이름 또는 비밀번호가 맞지 않습니다" in stranger.text


def test_a_name_is_closed_after_too_many_wrong_passwords(chromium: Browser, address: str):
    stranger = Visitor(chromium, address)
    stranger.driver.delete_all_cookies()
    for _ in range(5):
        stranger.enter("없는사람", "wrong-horse-99")

    stranger.enter("없는사람", "wrong-horse-99")

    assert "잠시 막혔습니다" in stranger.text


def test_today_shows_each_open_question_once_and_takes_it_off_when_it_is_answered(
    reviewer: Visitor, office: Office
):
    receipt = receipt_of(office, 3)
    reviewer.go("/")
    asked = reviewer.driver.find_elements("css selector", "a.ask")
    mine = [one for one in asked if f"/d/{receipt}?" in (one.get_attribute("href") or "")]
    assert len(mine) == sum(
        f["severity"] == "doubtful" for f in office.reports()[receipt]["findings"]
    )
    count = len(asked)

    reviewer.click(mine[-1])
    reviewer.find("[name=note]").send_keys("전화로 확인 900101-1234567")
    reviewer.press("문제 없음")

    assert "저장하였습니다" in reviewer.text
    reviewer.go("/")
    assert len(reviewer.driver.find_elements("css selector", "a.ask")) == count - 1
    assert "settled" in settled(office, receipt).values()
    reviewer.go(f"/d/{receipt}")
    assert "김하늬" in reviewer.text
    assert "전화로 확인" in reviewer.text
    assert "1234567" not in reviewer.text
    with office.desk() as desk:
        assert "1234567" not in str(desk.ledger.decisions(receipt))


def test_a_decision_can_be_taken_back_at_once(reviewer: Visitor, office: Office):
    receipt = receipt_of(office, 2)
    key = "consent-given:consent-form:collection_consent"
    reviewer.go(f"/d/{receipt}?point={key}")
    assert "지원 제외" in reviewer.find("#chosen").text

    reviewer.press("지원 제외")
    assert settled(office, receipt)[key] == "confirmed"
    words = reviewer.find("details:has([data-copy]) pre").get_attribute("textContent") or ""
    assert "지원 대상에 해당하지 않음을 알려" in " ".join(words.split())  # a person sends it
    assert "‘동의하지 않음’" in words
    reviewer.press("되돌리기")

    assert settled(office, receipt)[key] is None
    assert "다시 확인할 항목" in reviewer.text


def test_a_decision_takes_less_than_three_seconds_beside_another_test(
    reviewer: Visitor, office: Office
):
    receipt = receipt_of(office, 2)
    reviewer.go(f"/d/{receipt}?point=consent-given:consent-form:collection_consent")
    reviewer.press("인정")  # whatever is made once is made now
    reviewer.press("판단 되돌리기")

    began = time.monotonic()
    reviewer.press("인정")
    took = time.monotonic() - began

    reviewer.press("판단 되돌리기")
    assert took < 3, f"{took:.1f} s"  # under a second alone; tests share their two cores


def test_the_second_reviewer_is_told_what_the_first_did(reviewer: Visitor, office: Office):
    receipt = receipt_of(office, 3)
    page = f"/d/{receipt}?point=required:sme-confirmation"
    reviewer.go(page)
    with browser() as beside:
        other = Visitor(beside, reviewer.address)
        other.enter("이도담")
        other.go(page)
        assert "김하늬님도 이 신청을 보고 있습니다" in other.text
        other.press("인정")
        office.imap.append(letter(7, tax_paper(7)), NOON)
        assert office.run().run.accepted == 1

        reviewer.press("문제 없음")

        assert "이도담님이" in reviewer.text
        assert "먼저" in reviewer.text
    assert settled(office, receipt)["required:sme-confirmation"] == "waived"


def test_a_place_is_boxed_on_a_sheet_that_we_drew(reviewer: Visitor, office: Office):
    reviewer.go(f"/d/{receipt_of(office, 1)}")
    reviewer.press("국세 납세증명서 1쪽", within=".places")

    wide = reviewer.browser.run("return document.getElementById('picture').naturalWidth")
    boxes = reviewer.driver.find_elements("css selector", "#leaf rect")
    assert wide > 800
    assert reviewer.browser.complaints == []
    assert len(boxes) == 1
    assert float(boxes[0].get_attribute("width") or 0) < 0.5


def test_what_excludes_a_firm_has_its_picture_on_a_word_paper_too(
    reviewer: Visitor, office: Office
):
    """The consent was refused in a DOCX: the desk and the report show where."""
    receipt = receipt_of(office, 2)
    key = "consent-given:consent-form:collection_consent"

    reviewer.go(f"/d/{receipt}?point={key}")

    assert "다시 그렸습니다" in reviewer.find("#sheet").text
    assert reviewer.browser.run("return document.getElementById('picture').naturalWidth") > 800
    assert len(reviewer.driver.find_elements("css selector", "#leaf rect")) == 1
    (folder,) = office.review.glob(f"{receipt}*")
    reviewer.browser.open(folder / "report.html", width=1024)
    proof = reviewer.find(f"[data-key='{key}'] figure")
    assert "다시 그린 그림" in proof.text
    assert reviewer.browser.complaints == []


def test_a_wrongly_read_value_is_corrected_and_judged_at_once(reviewer: Visitor, office: Office):
    receipt = receipt_of(office, 1)
    assert "issued-within:national-tax-clearance" in settled(office, receipt)
    row = open_row(reviewer, receipt, "국세 납세증명서", "발급일")
    field = row.find_element("css selector", "input[name=text]")
    assert field.get_attribute("value") == "2025-01-02"

    field.clear()
    field.send_keys("2025. 5. 2.")
    row.find_element("css selector", "input[name=note]").send_keys("원본의 날짜")
    reviewer.click(row.find_element("css selector", "button[value=text]"))

    assert "고쳐서 저장하였습니다" in reviewer.text
    assert goes(office, receipt, "issued-within:national-tax-clearance")
    with office.desk() as desk:
        assert desk.ledger.latest_verdict(receipt).revision == 2
        said = [event for event in desk.ledger.history(receipt) if event.kind == "corrected"]
    assert said[0].by == "김하늬"
    assert said[0].facts["before"] == "2025-01-02"
    row = open_row(reviewer, receipt, "국세 납세증명서", "발급일")
    assert "김하늬님이 고침" in row.text

    reviewer.click(row.find_element("css selector", "button[value=read]"))

    assert "issued-within:national-tax-clearance" in settled(office, receipt)


def test_a_file_is_taken_for_the_paper_that_a_person_says(reviewer: Visitor, office: Office):
    receipt = receipt_of(office, 2)
    assert "required:sme-confirmation" in settled(office, receipt)
    reviewer.go(f"/d/{receipt}")
    reviewer.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    form = reviewer.find("form[action$='/cut']:has(option[value=national-tax-clearance][selected])")
    select = form.find_element("css selector", "select")
    reviewer.browser.run("arguments[0].value = 'sme-confirmation'", select)
    reviewer.click(form.find_element("css selector", "button[value=cut]"))

    assert "고쳐서 저장하였습니다" in reviewer.text
    assert goes(office, receipt, "required:sme-confirmation")
    assert "required:national-tax-clearance" in settled(office, receipt)
    reviewer.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    again = reviewer.find("form[action$='/cut']:has(option[value=sme-confirmation][selected])")
    reviewer.click(again.find_element("css selector", "button[value=read]"))
    assert "읽은 값으로 되돌렸습니다" in reviewer.text
    assert goes(office, receipt, "required:national-tax-clearance")


def test_a_locked_file_is_opened_with_a_password_that_is_kept_nowhere(
    reviewer: Visitor, office: Office
):
    receipt = receipt_of(office, 5)
    kept = settled(office, receipt)
    reviewer.go(f"/d/{receipt}")
    reviewer.press("잠긴 파일 열기")
    assert "PDF에 열기 암호가 걸려 있어" in reviewer.text

    field = reviewer.find("[name=secret]")
    # A browser offers to keep what is typed into a field for passwords.
    assert field.get_attribute("type") == "text"
    assert field.value_of_css_property("-webkit-text-security") == "disc"
    assert reviewer.browser.complaints == []
    field.send_keys("not-the-password")
    reviewer.press("열기")
    assert "비밀번호가 맞지 않아" in reviewer.text
    assert settled(office, receipt) == kept
    reviewer.find("[name=secret]").send_keys(SECRET)
    reviewer.press("열기")

    assert "‘중소기업확인서.pdf’ 파일을 열었습니다" in reviewer.text
    assert "중소기업 확인서 1쪽" in until_read(reviewer)
    assert not reviewer.driver.find_elements("css selector", "[name=secret]")
    # The opened copy counts as having come with its mail.
    moments = [line for line in reviewer.text.splitlines() if "2025-05-12 12:00" in line]
    assert len(moments) == 2
    with office.desk() as desk:
        report = desk.ledger.report(receipt)
    assert report is not None
    (paper,) = [paper for paper in report.documents if paper.type == "sme-confirmation"]
    assert paper.fields["business_number"].value == invent(5).business_number
    assert report.received_at == NOON
    gone = set(kept) - set(settled(office, receipt))
    assert any(key.startswith("readable:") for key in gone), (gone, kept)
    for path in office.folder.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path


def test_a_paper_that_came_another_way_is_put_in(reviewer: Visitor, office: Office, tmp_path: Path):
    receipt = receipt_of(office, 5)
    assert "required:business-registration" in settled(office, receipt)
    paper = tmp_path / "<b onclick=x>등록.pdf"
    paper.write_bytes(registration_paper(5).data)
    reviewer.go(f"/d/{receipt}/files")
    reviewer.find("[name=files]").send_keys(str(paper))
    reviewer.find("[name=note]").send_keys("방문 접수 900101-1234567")
    day = "document.querySelector('[name=day]').value"
    reviewer.browser.run(f"{day} = '2999-01-01'")
    reviewer.press("이 신청에 넣기")
    assert "받은 일시가 지금보다 뒤입니다" in reviewer.text

    reviewer.find("[name=files]").send_keys(str(paper))
    reviewer.find("[name=note]").send_keys("방문 접수 900101-1234567")
    reviewer.browser.run(f"{day} = '2025-05-13'")
    reviewer.press("이 신청에 넣기")

    assert "파일 1개를 넣었습니다" in reviewer.text
    assert "<b onclick=x>등록.pdf" in until_read(reviewer)
    assert "방문 접수" in reviewer.text
    assert "김하늬" in reviewer.find("section.files:last-of-type, main").text
    assert "1234567" not in reviewer.text
    assert goes(office, receipt, "required:business-registration")
    with office.desk() as desk:
        (came,) = [e for e in desk.ledger.history(receipt) if e.facts.get("why") == "직접 접수"][
            -1:
        ]
    assert came.by == "김하늬"


def test_what_is_too_large_is_refused_in_a_sentence(
    reviewer: Visitor, office: Office, tmp_path: Path
):
    receipt = receipt_of(office, 5)
    with office.desk() as desk:
        before = len(desk.ledger.submissions(receipt))
    large = tmp_path / "큰.pdf"
    with large.open("wb") as file:
        file.truncate((64 << 20) + 1)
    reviewer.go(f"/d/{receipt}/files")
    reviewer.find("[name=files]").send_keys(str(large))
    reviewer.find("[name=note]").send_keys("우편")
    reviewer.press("이 신청에 넣기")

    assert "한 번에 64MB까지" in reviewer.text
    with office.desk() as desk:
        assert len(desk.ledger.submissions(receipt)) == before


def test_a_file_as_sent_is_saved_on_purpose_and_runs_nothing(
    reviewer: Visitor, office: Office, address: str
):
    receipt = receipt_of(office, 1)
    reviewer.go(f"/d/{receipt}/files")
    assert not [
        a
        for a in reviewer.driver.find_elements("css selector", "main a.button")
        if a.is_displayed()
    ]
    link = reviewer.find("main a.button").get_attribute("href") or ""
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in reviewer.driver.get_cookies())
    there = urlsplit(address)
    line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=30)

    line.request("GET", urlsplit(link).path, headers={"Cookie": cookies})
    answer = line.getresponse()
    data = answer.read()

    assert data == application_paper(1).data
    assert (answer.getheader("Content-Disposition") or "").startswith("attachment;")
    assert answer.getheader("Content-Type") == "application/octet-stream"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in (answer.getheader("Content-Security-Policy") or "")
    line.request("GET", urlsplit(link).path)
    stranger = line.getresponse()
    assert stranger.status == 302
    assert "/login" in (stranger.getheader("Location") or "")


def until_read(reviewer: Visitor) -> str:
    """Return what the page says once nothing on it is being read any more."""
    until = time.monotonic() + 60
    while "읽는 중입니다" in reviewer.text and time.monotonic() < until:
        time.sleep(1)
        reviewer.driver.refresh()
    return reviewer.text


def open_row(reviewer: Visitor, receipt: str, paper: str, label: str):
    """Open the values of a paper, and return the row with this label."""
    reviewer.go(f"/d/{receipt}")
    reviewer.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    tables = reviewer.driver.find_elements("css selector", "#papers > details")
    table = next(one for one in tables if one.text.startswith(paper))
    rows = table.find_elements("css selector", "tr")
    return next(row for row in rows if row.text.startswith(label))


def test_letters_are_read_edited_approved_and_recalled_before_they_leave(
    reviewer: Visitor, office: Office
):
    with office.desk() as desk:
        revision = desk.ledger.latest_verdict(receipt_of(office, 1)).revision
    name = f"{receipt_of(office, 1)}-{revision}-supplement"
    reviewer.go(f"/mails/{name}")
    reviewer.driver.switch_to.frame("letter")
    assert "보완하실 사항" in reviewer.find("body").text
    reviewer.driver.switch_to.default_content()

    reviewer.press("승인하여 보내기")
    assert "승인하였습니다" in reviewer.text
    reviewer.press("승인 거두기")
    assert "초안으로 되돌렸습니다" in reviewer.text
    reviewer.find("details > summary").click()
    area = reviewer.find("textarea")
    whole = str(area.get_attribute("value"))
    area.clear()
    area.send_keys("제목을 지운 긴 글")
    reviewer.press("고친 글 저장")
    assert "첫 줄은 “제목: ”으로 시작하고" in reviewer.text
    area = reviewer.find("textarea")
    assert area.get_attribute("value") == "제목을 지운 긴 글"
    reviewer.browser.run("arguments[0].value = arguments[1]", area, whole)
    area.send_keys("\n담당자 김하늬 드림 (033-000-0000)")
    reviewer.press("고친 글 저장")
    reviewer.press("승인하여 보내기")
    office.run()

    (sent,) = [m for m in office.smtp.messages if "보완" in subject_of(m)]
    assert "담당자 김하늬 드림" in text_of(sent)
    reviewer.go("/mails?tab=gone")
    assert receipt_of(office, 1) in reviewer.text


def test_receipts_are_approved_together(reviewer: Visitor, office: Office):
    reviewer.go("/")
    waiting = len(reviewer.driver.find_elements("css selector", "#receipts tbody tr"))
    assert waiting >= 2

    reviewer.press("고른 메일 승인")

    assert f"{waiting}통" in reviewer.text
    with office.desk() as desk:
        states = {h.state for h in desk.ledger.letter_heads() if h.kind == "acknowledgement"}
    # One that a request took the place of waits no more.
    assert states - {"superseded"} == {"approved"}


def test_a_mail_is_called_no_application_and_that_is_taken_back(reviewer: Visitor, office: Office):
    reviewer.go("/stray")
    reviewer.press("<img")
    page = reviewer.path
    with browser() as beside:
        other = Visitor(beside, reviewer.address)
        other.enter("이도담")
        other.go(page)
        reviewer.find("[name=note]").send_keys("단순 문의 900101-1234567")
        reviewer.press("신청 아님")
        assert "정해야 할 메일이 없습니다" in reviewer.text
        assert "김하늬님이 정함: 단순 문의" in reviewer.text
        assert "1234567" not in reviewer.text

        other.find("[name=note]").send_keys("광고")
        other.press("신청 아님")
        assert "김하늬님이" in other.text
        assert "먼저 신청이 아닌 것으로" in other.text
    office.run()
    with office.desk() as desk:
        assert desk.ledger.messages("unassigned") == []
        (mail,) = desk.ledger.messages("not-submission")
    assert "단순 문의" in mail.reason

    reviewer.go(page)
    reviewer.press("다시 정하기")

    assert "되돌렸습니다" in reviewer.text
    with office.desk() as desk:
        (mail,) = desk.ledger.messages("unassigned")
        assert desk.ledger.ruled_out() == {}
    assert mail.reason in reviewer.text
    reviewer.find("[name=note]").send_keys("광고")
    reviewer.press("신청 아님")
    reviewer.press("되돌리기")
    assert "되돌렸습니다" in reviewer.text

    name = mail.sha256[:12]
    assert office.command("dismiss", name, "--note", "광고").returncode == 0
    assert office.command("dismiss", name, "--note", "광고").returncode == 1
    assert office.command("dismiss", name, "--undo").returncode == 0
    with office.desk() as desk:
        assert [m.sha256[:12] for m in desk.ledger.messages("unassigned")] == [name]


def test_a_mail_that_is_nobodys_is_put_into_a_dossier(reviewer: Visitor, office: Office):
    receipt = receipt_of(office, 3)
    reviewer.go("/stray")
    assert "who@nobody.example" in reviewer.text
    reviewer.press("<img")
    assert "동의서" in reviewer.text
    reviewer.find("[name=receipt]").send_keys("없는 회사")
    reviewer.press("이 신청에 넣기")
    assert "하나로 정할 수 없습니다" in reviewer.text
    company = office.reports()[receipt]["company_name"]
    reviewer.find("[name=receipt]").send_keys(company)

    reviewer.press("이 신청에 넣기")

    assert reviewer.path.startswith(f"/d/{receipt}")
    with office.desk() as desk:
        assert len(desk.ledger.submissions(receipt)) == 2
    reviewer.go("/stray")
    assert "정해야 할 메일이 없습니다" in reviewer.text


def test_one_paper_of_a_mail_goes_to_another_dossier(reviewer: Visitor, office: Office):
    receipt, other = receipt_of(office, 3), receipt_of(office, 2)
    reviewer.go(f"/d/{receipt}/files")
    reviewer.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    form = reviewer.driver.find_elements("css selector", "form[action$='/move']")[-1]
    assert "동의서" in form.text
    form.find_element("css selector", "[name=piece]").click()
    form.find_element("css selector", "[name=receipt]").send_keys(other)
    reviewer.click(form.find_element("css selector", "button.main"))

    assert f"1건을 접수번호 {other}" in reviewer.text
    with office.desk() as desk:
        assert len(desk.ledger.submissions(receipt)) == 1
        assert len(desk.ledger.submissions(other)) == 2
        came = desk.ledger.history(other)
    assert [e.by for e in came if e.kind == "received"][-1] == "김하늬"
    assert comes(office, receipt, "required:consent-form")


def test_look_ups_of_one_site_are_ticked_together(reviewer: Visitor, office: Office):
    reviewer.go("/lookups")
    before = int(reviewer.find("h1 .soft").text.removesuffix("건 남음"))
    rows = reviewer.driver.find_elements("css selector", "section.card [name=box]")
    link = reviewer.find("main a[target=_blank]")
    assert (link.get_attribute("href") or "").startswith("https://www.")
    assert "noopener" in (link.get_attribute("rel") or "")
    number = reviewer.find("[data-copy]").get_attribute("data-copy")
    reviewer.driver.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    reviewer.find("[data-copy]").click()
    read = "navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))"
    assert reviewer.driver.execute_async_script(read) == number
    reviewer.find("section.card [data-all]").click()

    reviewer.press("고른 항목: 문제 없음")

    left = int(reviewer.find("h1 .soft").text.removesuffix("건 남음"))
    assert left == before - len(rows)
    assert f"{len(rows)}건" in reviewer.text


def test_what_several_firms_have_in_common_is_looked_up_once(reviewer: Visitor, office: Office):
    """Two firms name the same supplier: one tick answers it for both."""
    for receipt in (receipt_of(office, 1), receipt_of(office, 2)):
        row = open_row(reviewer, receipt, "사업 참가신청서", "공급기업")
        field = row.find_element("css selector", "input[name=text]")
        reviewer.browser.run("arguments[0].value = '주식회사 한빛공급'", field)
        reviewer.click(row.find_element("css selector", "button[value=text]"))
        assert "고쳐서 저장하였습니다" in reviewer.text
    reviewer.go("/lookups")
    reviewer.press("스마트공장 사업관리시스템(www.smart-factory.kr)의 공급기업 검색")
    (row,) = [
        one
        for one in reviewer.driver.find_elements("css selector", "tbody tr")
        if "한빛공급" in one.text
    ]
    assert "2개 신청에 함께 적용" in row.text
    row.find_element("css selector", "[name=box]").click()

    reviewer.press("고른 항목: 문제 없음")

    assert "2건을" in reviewer.text
    for receipt in (receipt_of(office, 1), receipt_of(office, 2)):
        assert settled(office, receipt)["by-hand:supplier-pool"] == "settled"


def test_the_register_is_searched_and_saved(reviewer: Visitor, office: Office):
    company = office.reports()[receipt_of(office, 2)]["company_name"]
    reviewer.go("/register")
    reviewer.find("[name=find]").send_keys(company)
    reviewer.press("찾기")

    assert len(reviewer.driver.find_elements("css selector", "table.register tbody")) == 1
    reviewer.go("/register?find=zzz")
    assert "조건에 맞는 신청이 없습니다" in reviewer.text


def test_what_the_office_notes_at_the_desk_and_in_excel_is_one_and_survives_a_run(
    reviewer: Visitor, office: Office
):
    receipt, other = receipt_of(office, 1), receipt_of(office, 2)
    reviewer.go("/register?order=receipt")
    for one in (receipt, other):
        reviewer.find(f"[name=receipt][value='{one}']").click()
    reviewer.find("input[name=heading][form]").send_keys("담당자")
    reviewer.find("input[name=text][form]").send_keys("=이도담")
    reviewer.press("고른 신청에 적기")
    assert "2칸을 적었습니다" in reviewer.text
    assert noted(office, receipt, "담당자") == "=이도담"
    book, sheet = workbook(office)
    row = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value == receipt)
    column = next(c for c in range(1, 60) if sheet.cell(1, c).value == "담당자")
    assert sheet.cell(row, column).data_type == "s"

    sheet.cell(row, column).value = "엑셀 김"
    sheet.cell(1, sheet.max_column + 1).value = "회의"
    sheet.cell(row, sheet.max_column).value = "5월 20일"
    book.save(office.review / "register.xlsx")
    office.run()

    reviewer.go("/register?find=엑셀")
    (shown,) = reviewer.driver.find_elements("css selector", "table.register tbody")
    assert "5월 20일" in shown.text
    reviewer.go(f"/register?edit={other}")
    with browser() as beside:
        second = Visitor(beside, reviewer.address)
        second.enter("이도담")
        second.go(f"/register?edit={other}")
        write(second, "비고", "전화함")
        second.press("저장")
        assert "1칸을 적었습니다" in second.text
    write(reviewer, "비고", "메일 보냄")
    reviewer.press("저장")
    assert "이도담님이 먼저 ‘비고’ 칸에 ‘전화함’" in reviewer.text
    assert noted(office, other, "비고") == "전화함"
    assert noted(office, receipt, "담당자") == "엑셀 김"

    (office.review / "register.xlsx").unlink()
    assert office.command("publish").returncode == 0
    assert noted(office, other, "비고") == "전화함"
    reviewer.go("/register?order=receipt")
    reviewer.find("[name=receipt]").click()
    reviewer.find("input[name=heading][form]").send_keys("상태")
    reviewer.press("고른 신청에 적기")
    assert "자동으로 채우는 칸이라" in reviewer.text
    assert office.command("export", str(office.folder / "out")).returncode == 0
    assert "전화함" in str(list(workbook(office, office.folder / "out")[1].values))


def write(visitor: Visitor, heading: str, text: str) -> None:
    """Type into the field of a column of the office."""
    labels = visitor.driver.find_elements("css selector", ".why label")
    label = next(one for one in labels if one.text.startswith(heading))
    field = label.find_element("css selector", "input[name=text]")
    field.clear()
    field.send_keys(text)


def workbook(office: Office, folder: Path | None = None):
    """Return the register's workbook and its first sheet."""
    book = load_workbook((folder or office.review) / "register.xlsx")
    return book, book["접수대장"]


def noted(office: Office, receipt: str, heading: str) -> object:
    """Return what stands in the workbook once all that was noted is in it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with office.desk() as desk:
            if not desk.ledger.remarks(unwritten=True):
                break
        time.sleep(0.3)
    head, *rows = workbook(office)[1].iter_rows(values_only=True)
    return next(row[head.index(heading)] for row in rows if row[0] == receipt)


@pytest.mark.parametrize(
    ("width", "zoom"),
    [(390, 1), (1024, 1), (1440, 1), pytest.param(1440, 2, id="200 %")],
)
def test_every_page_fits_keeps_nobody_out_and_nothing_that_was_sent_becomes_markup(
    reviewer: Visitor, office: Office, width: int, zoom: int
):
    receipt = receipt_of(office, 3)
    with office.desk() as desk:
        mail = desk.ledger.submissions(receipt)[0].message
    for path in (
        *LISTS,
        f"/d/{receipt}",
        f"/d/{receipt}/files",
        f"/mails/{receipt}-1-acknowledgement",
        f"/register?edit={receipt}",
        f"/stray/{mail}",
        "/register?find=zzz",
        "/nowhere",
    ):
        reviewer.go(path, width=width, zoom=zoom)
        reviewer.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")

        assert reviewer.browser.overflow <= 0, path
        assert reviewer.find("header.bar").size["height"] < 240, path
        assert reviewer.browser.barriers == [], path
        assert path == "/nowhere" or reviewer.browser.complaints == [], path
        assert reviewer.driver.title != "1", path
        for code in ("doubtful", "acknowledgement", "unassigned", "INTERNALDATE", "consent-given"):
            assert code not in reviewer.text, (path, code)


def test_a_question_is_answered_and_taken_back_by_keys_alone(reviewer: Visitor, office: Office):
    reviewer.go("/")
    with office.desk() as desk:
        before = len(desk.ledger.said())
    reviewer.tab_to("본문으로 건너뛰기")
    ask = reviewer.driver.find_elements("css selector", "a.ask")[-1].text
    reviewer.tab_to(ask)
    reviewer.press_key(Keys.ENTER)
    assert "/d/" in reviewer.path

    reviewer.press_key("1")
    assert "문제 없음’(으)로 저장하였습니다" in reviewer.text
    reviewer.tab_to("되돌리기")
    reviewer.press_key(Keys.ENTER)

    assert "판단을 되돌렸습니다" in reviewer.text
    with office.desk() as desk:
        kinds = [said.kind for said in desk.ledger.said().values()]
        assert len(kinds) == before + 1
    assert "open" in kinds


def test_what_browsers_may_do_is_bounded(office: Office, address: str):
    there = urlsplit(address)
    line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=30)
    line.request("GET", "/login")
    answer = line.getresponse()
    answer.read()

    assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    cookie = answer.getheader("Set-Cookie") or ""
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    line.request("POST", "/mails/move", body="move=approve")
    forged = line.getresponse()
    assert forged.status == 302
    assert "/login" in (forged.getheader("Location") or "") or forged.getheader("Location") == "/"


def test_what_cannot_be_done_is_said_in_korean_with_what_to_do(reviewer: Visitor, office: Office):
    reviewer.go("/stray/none")
    assert "찾으시는 화면이 없습니다" in reviewer.text
    path = office.settings.state / "ledger.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as beside:
        beside.execute("ALTER TABLE remark RENAME TO elsewhere")
        beside.commit()
        try:
            reviewer.go("/register")
            assert "저장되지 않았을 수 있습니다" in reviewer.text
            assert "운영자에게 이 시각을 알려 주십시오: 20" in reviewer.text
            assert "ledger" not in reviewer.text
        finally:
            beside.execute("ALTER TABLE elsewhere RENAME TO remark")
            beside.commit()
    reviewer.press("오늘 할 일로 돌아가기")
    assert reviewer.path == "/"


def test_everything_that_was_done_stands_in_the_history(reviewer: Visitor, office: Office):
    receipt = receipt_of(office, 3)
    reviewer.go(f"/d/{receipt}")
    reviewer.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert "담당자 인정" in reviewer.text
    assert "이도담" in reviewer.text
    assert "신청을 열어 봄" in reviewer.text
    assert office.reports()[receipt]["receipt_number"] == receipt

    reviewer.go("/history")
    reviewer.press("판단·처리")
    assert "신청이 아닌 것으로 정하였습니다: “<img src=x" in reviewer.text
    assert "접수대장 ‘비고’: 전화함" in reviewer.text
    reviewer.press("메일", within="main nav")
    assert "apply@firm1.example 주소로 보냈습니다" in reviewer.text
    reviewer.press("열람·내려받기")
    assert "내려받았습니다" in reviewer.text
    company = office.reports()[receipt]["company_name"]
    reviewer.go(f"/history?tab=done&by=이도담&find={company}")
    rows = [one.text for one in reviewer.driver.find_elements("css selector", "tbody tr")]
    assert any("담당자 인정" in row for row in rows)
    assert all("이도담" in row and receipt in row for row in rows)
    reviewer.go("/history?day=2020-01-01")
    assert "조건에 맞는 이력이 없습니다" in reviewer.text


def subject_of(raw: bytes) -> str:
    return str(read_mail(raw)["subject"])


def text_of(raw: bytes) -> str:
    part = read_mail(raw).get_body(("plain",))
    return str(part.get_content()) if part else ""


def read_mail(raw: bytes):
    from email import message_from_bytes, policy

    return message_from_bytes(raw, policy=policy.default)
