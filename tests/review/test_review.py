"""A report as a reviewer reads it: at the terminal, as data, and in a real browser."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from browser import Browser, browser
from dossiers import at, complete, dossier, file, good, unsure
from views import OLD, PROGRAMME, drawn_view, every_status, report, stray, view

from extractors.formats import render
from outbox.composing import compose
from outbox.rendering import as_html as letter_page
from pipeline.review import Decided, DossierView, Publication
from pipeline.review.folder import publish
from pipeline.review.page_layout import contact_of, lay_out, next_steps
from pipeline.review.report_forms import as_html, as_text
from pipeline.review.report_parts import Links
from pipeline.review.schema import FOLDER, schemas
from pipeline.store.folder_names import name_folder

MARGIN = re.compile(r"접수번호 2025-\d{4}$|검토 보고서|\d+ / \d+쪽")
TABLE_HEADS = ("항목", "보낸 이름", "누구의 시계", "도착일시", "일시 처리", "결과 확인할", "종류")
HOSTILE = "<script>window.taken=1</script>&\"'><img src=x onerror=window.taken=1>가온"


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> DossierView:
    return drawn_view(tmp_path_factory.mktemp("blobs"))


def test_a_report_has_a_section_for_each_row_of_the_notice_also_when_nothing_was_sent():
    layout = lay_out(report(dossier(good("sme-confirmation"))), PROGRAMME)

    rows = [(row.clause, row.named) for row in PROGRAMME.requires]
    assert [(s.clause, s.named) for s in layout.sections] == rows
    words = {s.document: s.state.word for s in layout.sections}
    assert words["consent-form"] == "미제출"
    assert words["technology-market"] == "해당 없음"


def test_no_two_proofs_of_a_remark_read_alike():
    """The mails of an application are told apart by when they came."""
    old = good("national-tax-clearance", issued_on=OLD)
    sent = dossier(*complete(old), later={"2025-05-12T18:00": (old,)})
    told = report(sent)
    mails = {entry.sha256: f"mail/{n}.eml" for n, entry in enumerate(told.submissions)}
    layout = lay_out(told, PROGRAMME, Links(mails=mails))

    (remark,) = (r for r in layout.general if r.finding.rule == "sender-authenticated")
    assert len(remark.proofs) == 2
    assert len({proof.text for proof in remark.proofs}) == 2
    assert all("2025-05-12" in proof.text for proof in remark.proofs)


def test_a_waived_finding_stays_visible_and_counts_no_more():
    sent = dossier(*complete(good("national-tax-clearance", issued_on=OLD)), received="2025-05-13")
    key = "issued-within:national-tax-clearance"
    before = lay_out(report(sent), PROGRAMME)
    after = lay_out(report(sent, decisions={key: "waived"}), PROGRAMME)

    assert before.count("blocking") == 1
    assert after.count("blocking") == 0
    remarks = [r for s in after.sections for r in s.remarks if r.finding.key == key]
    assert [r.decision.word for r in remarks if r.decision] == ["담당자 인정: 불이익 없음"]
    (row,) = (s for s in after.sections if s.document == "national-tax-clearance")
    assert row.state.word == "담당자 인정"


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        pytest.param("drafted", ["보완 요청 메일 초안을 확인하고 승인해 주십시오."], id="drafted"),
        pytest.param("sent", ["보완 요청 메일을 보냈습니다. 회신을 기다립니다."], id="sent"),
        pytest.param(
            "withdrawn", ["‘보완 필요’ 항목을 신청 기업에 요청해야 합니다."], id="withdrawn"
        ),
    ],
)
def test_the_next_step_follows_the_letter(state, steps):
    made = every_status()[2]

    assert list(next_steps(made.report, [replace(made.letters[0], state=state)])) == steps


BAN = "by-hand:participation-ban"


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        pytest.param(None, "참여제한 중인 기업이 아닌지 직접 확인하여 주십시오.", id="asked"),
        pytest.param("settled", "참여제한 중인 기업이 아닌지 직접 확인하여 주십시오.", id="no ban"),
        pytest.param("confirmed", "참여제한 중인 기업으로 확인되었습니다.", id="barred"),
        pytest.param("waived", "참여제한 중인 기업으로 확인되었습니다.", id="barred and let pass"),
    ],
)
def test_a_look_up_that_ended_badly_says_what_was_found(decision, said):
    decisions = {BAN: decision} if decision else {}
    (finding,) = (
        f for f in report(dossier(*complete()), decisions=decisions).findings if f.key == BAN
    )

    assert finding.message == f"스마트공장 사업에서 {said}"


@pytest.mark.parametrize("decision", [None, "confirmed"])
def test_nobody_waits_for_papers_of_a_firm_that_is_excluded(decision):
    """A request went out, and then it turned out that nothing can mend the application."""
    refused = good("consent-form", provision_consent="refused")
    key = "consent-given:consent-form:provision_consent"
    judged = report(dossier(*complete(refused)), decisions={key: decision} if decision else {})
    asked = replace(every_status()[2].letters[0], state="sent")

    assert judged.status == "ineligible"
    assert not any("회신을 기다립니다" in step for step in next_steps(judged, [asked]))


def test_nobody_waits_for_papers_that_came_where_only_a_doubt_is_left():
    made = every_status()[2]
    answered = report(dossier(*complete(good("national-tax-clearance", issued_on=unsure(OLD)))))
    asked = replace(made.letters[0], state="sent")

    assert answered.status == "review"
    assert not any("회신을 기다립니다" in step for step in next_steps(answered, [asked]))


def test_a_confirmed_late_application_waits_for_nobody():
    sent = dossier(*complete(), received="2025-05-14")
    key = "received-in-window"
    undecided, decided = report(sent), report(sent, decisions={key: "confirmed"})

    assert undecided.status == decided.status == "late"
    assert "결정해 주십시오" in next_steps(undecided, ())[0]
    assert next_steps(decided, ())[0].startswith("담당자가 확정하였습니다.")


def test_a_report_for_the_terminal():
    sent = dossier(*complete(good("national-tax-clearance", issued_on=OLD)), received="2025-05-13")
    text = as_text(report(sent), PROGRAMME)

    section = text.split("제출서류 ③  국세 납세증명서  —  보완 필요\n")[1].split("\n\n")[0]
    assert "    발급일: 2025-02-12  (1쪽)" in section
    assert re.search(r"\n  ▲ .*3개월.*\[issued-within:national-tax-clearance\]\n +→ ", section)
    assert "제출서류 ⑥  중소기업기술마켓 인증서  —  해당 없음" in text
    looked_up = text.split("직접 확인할 사항 (")[1].split("\n\n")[0]
    assert "스마트공장 사업관리시스템(www.smart-factory.kr)" in looked_up
    not_checked = text.split("자동으로 확인하지 않는 것\n")[1]
    assert all(entry.look in not_checked for entry in PROGRAMME.unchecked)


def test_report_json_is_the_report(drawn, tmp_path):
    root = publish(Publication(PROGRAMME, (drawn,)), tmp_path / "review", render=render)
    data = json.loads((root / drawn.folder_name / "report.json").read_text("utf-8"))

    assert list(data)[:3] == ["schema", "programme", "receipt_number"]
    assert data["schema"] == "intake.report/1"
    assert data["received_at"] == "2025-05-12T17:03:11+09:00"
    assert data["submissions"][0]["from"] == "kd@gaon.example"
    (paper,) = (d for d in data["documents"] if d["type"] == "national-tax-clearance")
    assert paper["fields"]["issued_on"]["value"] == "2025-02-07"
    assert len(paper["fields"]["issued_on"]["box"]) == 4


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_current(name):
    assert (FOLDER / name).read_text("utf-8") == schemas()[name]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("made", "word"),
    [
        pytest.param(made, word, id=made.report.status)
        for made, word in zip(
            every_status(),
            ("접수기간 경과", "지원 제외 사유", "보완 필요", "담당자 확인 필요", "서류 요건 충족"),
            strict=True,
        )
    ],
)
def test_a_report_says_at_a_glance_who_it_is_and_how_it_stands(page, tmp_path, made, word, width):
    root = publish(Publication(PROGRAMME, (made,)), tmp_path, render=render)
    page.open(root / made.folder_name / "report.html", width=width)

    top = page.run("return document.querySelector('header').innerText")
    assert made.report.company_name in top
    assert made.report.receipt_number in top
    assert "012-34-56782" in top
    assert page.run("return document.querySelector('.status h2').innerText") == word
    headings = page.run(
        "return [...document.querySelectorAll('#sections h2')].map(h => h.innerText)"
    )
    states = {row.document: row.state for row in made.report.requirements}
    idle = [row for row in PROGRAMME.requires if states[row.document] == "not-needed"]
    shown = [row.named for row in PROGRAMME.requires if row not in idle]
    assert [h.split("\n")[-1] for h in headings] == shown
    assert idle
    assert all(
        row.named in page.run("return document.querySelector('.idle').innerText") for row in idle
    )
    for finding in made.report.findings:
        assert finding.message in page.text
        assert finding.key not in page.text
    assert page.overflow <= 0
    assert page.complaints == []


@pytest.mark.browser
def test_a_report_shows_where_values_were_read_and_opens_the_files(page, drawn, tmp_path):
    root = publish(Publication(PROGRAMME, (drawn,)), tmp_path / "review", render=render)
    page.open(root / drawn.folder_name / "report.html", width=1280)

    assert page.complaints == []
    captions = page.run("return [...document.images].map(i => i.alt)")
    assert any("국세 납세증명서 1쪽 · 발급일" in caption for caption in captions)
    assert any("지방세 납세증명서 사업자등록번호" in caption for caption in captions)
    links = page.run(
        "return [...document.links].filter(a => !a.hash || a.pathname != location.pathname)"
        ".map(a => decodeURIComponent(a.pathname))"
    )
    missing = [link for link in links if not Path(link).exists() and "index.html" not in link]
    assert missing == []
    assert any(link.endswith("files/03-국세납세증명서 (1).pdf") for link in links)
    assert any(link.endswith("mail/01 2025-05-12 170311.eml") for link in links)


@pytest.mark.browser
def test_what_applicants_write_is_never_run(page, tmp_path):
    sent = dossier(*complete(), files=(file(f"{HOSTILE}.pdf"),))
    made = replace(view(sent, company=HOSTILE), folder_name=name_folder("2025-0007", HOSTILE))
    publication = Publication(PROGRAMME, (made,), unassigned=(stray(HOSTILE, name="h"),))
    root = publish(publication, tmp_path, render=render)

    for target in (root / made.folder_name / "report.html", root / "index.html"):
        page.open(target, width=1280)
        assert page.run("return window.taken") is None
        assert HOSTILE in page.text
        assert page.complaints == []


@pytest.mark.browser
def test_a_report_prints_on_a4_without_cutting_anything_off(page, drawn, tmp_path):
    root = publish(Publication(PROGRAMME, (drawn,)), tmp_path / "review", render=render)
    page.open(root / drawn.folder_name / "report.html", width=1280)
    printed = pypdf.PdfReader(io.BytesIO(page.print()))

    width, height = (float(side) for side in printed.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1.5)
    text = "".join(sheet.extract_text() for sheet in printed.pages)
    assert "3개월을 지났습니다" in text
    assert text.index("3개월을 지났습니다") < text.index("제출서류 한눈에 보기")
    assert "유효기간 시작일" in text  # what was read for certain is printed, at the end
    assert text.index("처리 이력" if "처리 이력" in text else "받은 메일") < text.index(
        "유효기간 시작일"
    )
    for number, sheet in enumerate(printed.pages, start=1):
        said = sheet.extract_text()
        assert "접수번호 2025-0007" in said
        assert f"{number} / {len(printed.pages)}쪽" in said
        body = [line for line in said.splitlines() if line.strip() and not MARGIN.search(line)]
        assert not body[-1].startswith(TABLE_HEADS), body[-3:]  # no head alone at the foot
    assert len(printed.pages) <= 9


@pytest.mark.browser
def test_a_decision_stands_beside_its_finding_with_who_when_and_why(page, tmp_path):
    sent = dossier(*complete(good("national-tax-clearance", issued_on=OLD)), received="2025-05-13")
    key = "issued-within:national-tax-clearance"
    made = view(sent, company="가온해미메디텍", decisions={key: "waived", BAN: "confirmed"})
    said = Decided(by="정다슬", at=at("2025-05-14T10:20"), note="전화로 재발급 예정임을 확인")
    made = replace(made, decided={key: said, BAN: said})
    root = publish(Publication(PROGRAMME, (made,)), tmp_path, render=render)
    page.open(root / made.folder_name / "report.html", width=1280)

    point = page.run(f"return document.querySelector('#settled [data-key=\"{key}\"]').innerText")
    for words in ("담당자 인정", "정다슬", "2025-05-14 10:20", "전화로 재발급 예정임을 확인"):
        assert words in point
    box = page.run(f"return document.querySelector('#unchecked [data-key=\"{BAN}\"]').innerText")
    assert "참여제한 중인 기업으로 확인되었습니다." in box
    assert "정다슬" in box


def test_whom_to_call_stands_at_the_top():
    form = good("application-form", contact_name="정다슬", contact_phone="033-000-0101")
    made = view(dossier(*complete(form)), company="가온해미메디텍")
    head = as_html(made, PROGRAMME, Links()).split("</header>")[0]

    for field in ("contact_name", "contact_phone"):
        value = contact_of(made.report)[field].value
        assert value
        assert str(value) in head


def test_the_folder_holds_what_a_person_sends_once_an_exclusion_is_confirmed(tmp_path):
    sent = dossier(*complete(), received="2025-05-14")
    for kind, there in ((None, False), ("confirmed", True)):
        decisions = {"received-in-window": kind} if kind else {}
        made = view(sent, company="가온해미메디텍", decisions=decisions)
        root = publish(Publication(PROGRAMME, (made,)), tmp_path, render=render)
        path = root / made.folder_name / "letters" / "to-send.txt"

        assert path.exists() is there
        page = (root / made.folder_name / "report.html").read_text("utf-8")
        assert ("letters/to-send.txt" in page) is there
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + "제목: [검토결과]".encode())


@pytest.mark.browser
def test_a_letter_fits_a_telephone(page, tmp_path):
    long = file("아주긴파일이름" * 9 + ".pdf", reason="encrypted")
    judged = report(dossier(*complete(without=("sme-confirmation",)), files=(long,)))
    letter = compose(judged, PROGRAMME, "supplement", to="a@b.example")
    assert letter is not None
    target = tmp_path / "letter.html"
    target.write_text(letter_page(letter.body), encoding="utf-8")
    page.open(target, width=360)

    assert page.overflow <= 0
    assert "보완할 내용" in page.text


@pytest.mark.browser
def test_the_review_sheet_is_one_page_however_much_there_is_to_say(page, tmp_path):
    """Forty files that nobody could open, each decided with a long reason by a long name."""
    files = tuple(
        file(f"{'아주 긴 이름의 서류 ' * 6}{n}.pdf", reason="encrypted") for n in range(40)
    )
    sent = dossier(*complete(without=("sme-confirmation",)), files=files)
    keys = [f.key for f in report(sent).findings]
    said = Decided(by="담당" * 40, at=at("2025-05-14T10:20"), note="사유를 길게 적었습니다. " * 40)
    made = view(sent, company="가온해미메디텍" * 8, decisions=dict.fromkeys(keys, "confirmed"))
    made = replace(made, decided=dict.fromkeys(keys, said), folder_name="2025-0007")
    root = publish(Publication(PROGRAMME, (made,)), tmp_path, render=render)
    page.open(root / made.folder_name / "review-sheet.html", width=1280)
    printed = pypdf.PdfReader(io.BytesIO(page.print()))

    assert len(printed.pages) == 1
    text = printed.pages[0].extract_text()
    assert "결" in text
    assert "서명" in text
    assert "보고서에 있습니다" in text
