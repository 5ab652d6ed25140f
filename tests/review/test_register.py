"""The register: every applicant in one table, for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import Browser, browser
from dossiers import at, complete, digest, dossier
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from views import OLD, PROGRAMME, RUN, every_status, publication, view

from extractors.formats import render
from pipeline.review import Decided
from pipeline.review.folder import publish
from pipeline.review.register import as_csv, as_json, say_balance
from pipeline.review.sheet import as_xlsx
from pipeline.review.terms import STATES
from pipeline.store.troubles import Troubles


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def test_register_json_holds_the_heads_and_what_is_unassigned():
    data = json.loads(as_json(publication()))

    assert data["schema"] == "intake.register/1"
    assert [d["status"] for d in data["dossiers"]] == [
        "late",
        "ineligible",
        "supplement",
        "review",
        "complete",
    ]
    assert list(data["dossiers"][0]) == [
        *("programme", "receipt_number", "revision", "status", "company_name"),
        *("business_number", "subordinate_number", "representative", "received_at"),
        *("received_at_known", "requirements"),
    ]
    (mail,) = data["unassigned"]
    assert mail["message"] == digest("u")
    assert mail["from"] == "somebody@firm.example"
    assert mail["reason"] == "두 기업의 사업자등록번호가 함께 있습니다."


def test_register_xlsx_has_a_row_for_each_applicant():
    book = load_workbook(io.BytesIO(as_xlsx(publication())))
    sheet = book["접수대장"]
    heads = {cell.value: cell.column for cell in sheet[1]}

    def cell(row: int, head: str):
        return sheet.cell(row, heads[head])

    assert sheet.max_row == 6
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert cell(4, "기업명").value == "푸르메결바이오"
    assert [sheet.cell(1, n).value for n in (1, 2)] == ["접수번호", "기업명"]
    assert cell(4, "기업명").hyperlink.target == "2025-0003%20푸르메결바이오/report.html"
    assert str(cell(4, "접수일시").value) == "2025-05-13 12:00:00"
    details = book["상세"]
    (issued,) = (c.column for c in details[1] if c.value == "국세 납세증명서 발급일")
    assert details.cell(4, issued).value.date() == OLD
    assert details.cell(5, issued).value == "2025-02-12 (확인 필요)"
    assert cell(4, "사업자등록번호").value == "012-34-56782"
    assert cell(4, "사업자등록번호").number_format == "@"
    assert cell(4, "③ 국세 납세증명서").value == "▲"
    assert cell(4, "③ 지방세 납세증명서").value == "○"
    assert cell(4, "⑥ 중소기업기술마켓 인증서").value == "–"
    assert cell(3, "② 개인·기업 정보 활용 동의서").value == "■"
    assert cell(3, "보완 필요(건)").value == 0
    assert cell(4, "보완기한").value is None  # it is a draft: nobody was told
    legend = {row[0].value for row in book["기호 설명"].iter_rows()}
    assert {mark.sign for mark in STATES} <= legend


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1"])
def test_no_cell_is_a_formula(name):
    made = (view(dossier(*complete()), company=name),)
    sheet = load_workbook(io.BytesIO(as_xlsx(publication(dossiers=made))))["접수대장"]
    rows = list(csv.reader(io.StringIO(as_csv(publication(dossiers=made)).decode("utf-8-sig"))))

    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(cell.value == name.replace("\t", "\t") for cell in sheet[2])
    assert rows[1][rows[0].index("기업명")] == f"'{name}"


def test_register_csv_opens_in_a_spreadsheet_as_it_is():
    data = as_csv(publication())

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["접수번호"] for row in rows] == [f"2025-000{n}" for n in range(1, 6)]
    assert rows[2]["접수일시"] == "2025-05-13 12:00:00"


def test_the_balance_is_said_in_words_and_a_wrong_one_is_named():
    assert "12통 = 이번에 접수 6통 + 이미 처리 3통" in say_balance(RUN)
    assert "합계가 맞지 않습니다" not in say_balance(RUN)
    assert "합계가 맞지 않습니다" in say_balance(RUN.model_copy(update={"known": 2}))


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_register_shows_first_what_needs_a_person(page, tmp_path, width):
    root = publish(publication(), tmp_path, render=render)
    page.open(root / "index.html", width=width)

    heads = page.run("return [...document.querySelectorAll('main h2')].map(h => h.innerText)")
    assert [head.split(" ")[0] for head in heads][:5] == [
        "신청",
        "처리",
        "결정을",
        "승인을",
        "신청",
    ]
    text = page.text
    for said in ("두 기업의 사업자등록번호가 함께", "메일이 손상되어", "12통 = 이번에 접수 6통"):
        assert said in text
    firms = page.run("return [...document.querySelectorAll('#list .firm a')].map(a => a.innerText)")
    assert firms[0] == "다온새미헬스케어"
    assert firms[-1] == "솔빛마루재덴탈"
    assert page.overflow <= 0
    assert page.complaints == []


@pytest.mark.browser
def test_the_register_can_be_filtered(page, tmp_path):
    root = publish(publication(), tmp_path, render=render)
    page.open(root / "index.html", width=1280)
    page.run(
        "const f = document.getElementById('find'); f.value = '푸르메';"
        "f.dispatchEvent(new Event('input'))"
    )

    shown = "return [...document.querySelectorAll('#list tbody tr')].filter(r => r.offsetParent)"
    assert page.run(f"{shown}.map(r => r.dataset.firm)") == ["푸르메결바이오"]


def parts(page: Browser, section: str) -> str:
    return str(
        page.run(f"const s = document.getElementById('{section}'); return s ? s.innerText : ''")
    )


@pytest.mark.browser
def test_decisions_and_drafts_wait_apart_and_each_says_why(page, tmp_path):
    root = publish(publication(), tmp_path, render=render)
    page.open(root / "index.html", width=1280)

    deciding = parts(page, "decide")
    assert all(
        name in deciding for name in ("다온새미헬스케어", "누리벼리의료기", "여울목재메디텍")
    )
    assert "솔빛마루재덴탈" not in deciding
    assert "접수 마감(2025-05-13 18:00) 이후" in deciding
    assert "제출서류 ③ 국세 납세증명서" in deciding
    assert "자동으로 판단할 수 없는 사항이 있습니다" not in page.text
    approving = parts(page, "approve")
    assert "푸르메결바이오" in approving
    assert "2025-05-13 18:00" in approving
    assert "솔빛마루재덴탈" not in approving  # its receipt has left


@pytest.mark.browser
def test_what_is_decided_waits_no_more(page, tmp_path):
    sent = dossier(*complete(), received="2025-05-13T18:00:01")
    late = "received-in-window"
    for number, decisions in enumerate(({}, {late: "confirmed"}, {late: "waived"})):
        made = view(sent, company="다온새미헬스케어", decisions=decisions)
        root = publish(publication(dossiers=(made,)), tmp_path / str(number), render=render)
        page.open(root / "index.html", width=1280)

        assert ("다온새미헬스케어" in parts(page, "decide")) is (not decisions)


@pytest.mark.browser
def test_a_count_shows_its_applications_and_nothing_found_says_so(page, tmp_path):
    root = publish(publication(), tmp_path, render=render)
    page.open(root / "index.html", width=1280)
    rows = "[...document.querySelectorAll('#list tbody tr')].filter(r => r.offsetParent)"

    page.run("document.querySelector('[data-only=supplement]').click()")
    assert page.run(f"return {rows}.map(r => r.dataset.firm)") == ["푸르메결바이오"]
    page.run(
        "const f = document.getElementById('find'); f.value = '없는 기업';"
        "f.dispatchEvent(new Event('input'))"
    )
    assert page.run(f"return {rows}.length") == 0
    assert "찾으시는 신청이 없습니다." in parts(page, "register")
    page.run("document.getElementById('all').click()")
    assert page.run(f"return {rows}.length") == 5
    assert "찾으시는 신청이 없습니다." not in parts(page, "register")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_no_column_of_the_register_is_hidden(page, tmp_path, width):
    long = view(
        dossier(*complete()), receipt="2025-0009", company="가온해미나래별곡메디텍홀딩스" * 2
    )
    made = publication()
    root = publish(replace(made, dossiers=(*made.dossiers, long)), tmp_path, render=render)
    page.open(root / "index.html", width=width)

    beyond = page.run(
        "return [...document.querySelectorAll('#list td, #list th')].filter(c => {"
        " const b = c.getBoundingClientRect();"
        " const cut = b.right > innerWidth + 1 || c.scrollWidth > c.clientWidth + 1;"
        " return b.width && b.left >= 0 && cut }).map(c => c.innerText)"
    )
    assert beyond == []
    assert page.overflow <= 0


@pytest.mark.browser
def test_the_register_shows_deadlines_that_somebody_was_told(page, tmp_path):
    """A draft has told nobody anything; what the office set for one applicant counts."""
    drafted = every_status()[2]
    letter = replace(drafted.letters[0], state="sent")
    for number, (made, shown) in enumerate(
        (
            (drafted, ""),
            (replace(drafted, letters=(letter,)), "2025-05-13 18:00"),
            (replace(drafted, until=at("2025-05-20T18:00")), "2025-05-20 18:00"),
        )
    ):
        root = publish(publication(dossiers=(made,)), tmp_path / str(number), render=render)
        page.open(root / "index.html", width=1280)
        cell = page.run("return document.querySelector('#list td.until').innerText")
        book = load_workbook(io.BytesIO(as_xlsx(publication(dossiers=(made,)))))

        assert cell == shown
        values = [str(c.value)[:16] for row in book["접수대장"].iter_rows() for c in row if c.value]
        assert ("2025-05-13 18:00" in values or "2025-05-20 18:00" in values) is bool(shown)


@pytest.mark.browser
def test_a_note_that_most_applications_have_is_told_once(page, tmp_path):
    """In the register, and not in their reports; what is rarer stays where it is."""
    made = [
        view(dossier(*complete()), receipt=f"2025-000{n}", company=f"가온{n}호")
        for n in range(1, 6)
    ]
    root = publish(publication(dossiers=tuple(made)), tmp_path, render=render)
    page.open(root / "index.html", width=1280)
    told = "(해석 1) 접수일에 유효하면"

    assert parts(page, "notes").count(told) == 1
    assert "신청 5건에 해당합니다." in parts(page, "notes")
    assert PROGRAMME.unchecked[0].look in parts(page, "unchecked")
    for each in made:
        assert told not in (root / each.folder_name / "report.html").read_text("utf-8")
    few = publish(publication(dossiers=tuple(made[:2])), tmp_path / "few", render=render)
    assert told in (few / made[0].folder_name / "report.html").read_text("utf-8")


@pytest.mark.browser
def test_what_is_new_since_the_last_look_is_marked(page, tmp_path):
    def marks() -> list[str]:
        return list(
            page.run("return [...document.querySelectorAll('.fresh')].map(s => s.innerText)")
        )

    drafted = every_status()[2]
    root = publish(publication(dossiers=(drafted,)), tmp_path, render=render)
    page.open(root / "index.html", width=1280)
    assert marks() == []
    letter = replace(drafted.letters[0], state="sent")
    later = publication(dossiers=(replace(drafted, letters=(letter,)), every_status()[4]))
    publish(later, tmp_path, render=render)
    page.open(root / "index.html", width=1280)
    assert sorted(marks()) == ["바뀜", "새로 옴"]
    page.run("document.getElementById('seen').click()")
    page.open(root / "index.html", width=1280)
    assert marks() == []


@pytest.mark.browser
def test_the_pages_follow_a_dark_desktop(page, tmp_path):
    root = publish(publication(), tmp_path, render=render)
    features = [{"name": "prefers-color-scheme", "value": "dark"}]
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        for target in (root / "index.html", root / "2025-0003 푸르메결바이오" / "report.html"):
            page.open(target, width=1280)
            paper = page.run(
                "return getComputedStyle(document.querySelector('.card')).backgroundColor"
            )
            ink = page.run("return getComputedStyle(document.querySelector('.card')).color")
            assert sum(map(int, re.findall(r"\d+", paper)[:3])) < 200
            assert sum(map(int, re.findall(r"\d+", ink)[:3])) > 500
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_the_workbook_prints_and_tells_every_finding_and_mail():
    book = load_workbook(io.BytesIO(as_xlsx(publication())))

    assert book.sheetnames == ["접수대장", "상세", "확인 결과", "메일", "기호 설명"]
    for name in book.sheetnames[:4]:
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        wide = sum(sheet.column_dimensions[c.column_letter].width for c in sheet[1])
        assert wide / (sheet.page_setup.fitToWidth or 1) < 300
    messages = [row[4] for row in book["확인 결과"].iter_rows(min_row=2, values_only=True)]
    assert messages == [f.message for made in every_status() for f in made.report.findings]
    mails = [row[2:4] for row in book["메일"].iter_rows(min_row=2, values_only=True)]
    assert ("보완 요청", "[보완요청] 참가신청 – 푸르메결바이오") in mails
    assert ("신청 미지정 메일", "서류 다시 보냅니다") in mails
    assert sum(kind == "받은 메일" for kind, _ in mails) == 5


def test_a_decision_and_its_reason_stand_in_the_workbook():
    key = "received-in-window"
    said = Decided(by="정다슬", at=at("2025-05-14T10:20"), note="=HYPERLINK(1)")
    sent = dossier(*complete(), received="2025-05-14")
    made = view(sent, company="가온", decisions={key: "waived"})
    made = replace(made, decided={key: said})
    sheet = load_workbook(io.BytesIO(as_xlsx(publication(dossiers=(made,)))))["확인 결과"]
    (row,) = (row for row in sheet.iter_rows(min_row=2) if row[6].value)

    decided = [cell.value for cell in row[6:9]]
    assert decided == ["담당자 인정: 불이익 없음", "=HYPERLINK(1)", "정다슬"]
    assert str(row[9].value) == "2025-05-14 10:20:00"
    assert row[7].data_type == "s"


# ── what the office writes into the workbook ─────────────────────────────────────────


class Workbook:
    """The register's workbook in a review folder, as somebody in the office changes it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "register.xlsx"
        self.book = load_workbook(self.path)
        self.sheet = self.book["접수대장"]

    def add(self, heading: str, **cells: object) -> None:
        """Add a column at the right; ``n1`` stands for the first receipt number."""
        column = self.sheet.max_column + 1
        self.sheet.cell(1, column).value = heading
        for name, value in cells.items():
            self.sheet.cell(self.row(f"2025-000{name[1:]}"), column).value = value

    def row(self, receipt: str) -> int:
        numbers = range(2, self.sheet.max_row + 1)
        return next(n for n in numbers if self.sheet.cell(n, 1).value == receipt)

    def save(self) -> None:
        self.book.save(self.path)

    def said(self, heading: str) -> dict[str, object]:
        (column,) = (c.column for c in self.sheet[1] if c.value == heading)
        return {
            str(self.sheet.cell(r, 1).value): value
            for r in range(2, self.sheet.max_row + 1)
            if (value := self.sheet.cell(r, column).value) is not None
        }


def kept(root: Path) -> list[Path]:
    return sorted(root.glob("register-kept-*.xlsx"))


def test_columns_of_the_office_survive_new_applications_and_another_order(tmp_path):
    made = publication()
    root = publish(replace(made, dossiers=made.dossiers[1:]), tmp_path, render=render)
    before = Workbook(root)
    before.add("담당", n2="정다슬", n3="이한별")
    before.add("비고", n5="현장 확인 예정")
    rows = [[cell.value for cell in row] for row in before.sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):  # somebody sorted the sheet
        for column, value in enumerate(row, start=1):
            before.sheet.cell(number, column).value = value
    before.save()
    publish(made, tmp_path, render=render)
    after = Workbook(root)

    assert after.said("담당") == {"2025-0002": "정다슬", "2025-0003": "이한별"}
    assert after.said("비고") == {"2025-0005": "현장 확인 예정"}
    assert after.said("기업명")["2025-0001"] == "다온새미헬스케어"
    written = after.path.read_bytes()
    publish(made, tmp_path, render=render)
    assert after.path.read_bytes() == written
    assert kept(root) == []


def test_a_sheet_a_formula_and_a_look_of_the_office_survive(tmp_path):
    made = publication()
    root = publish(replace(made, dossiers=made.dossiers[1:]), tmp_path, render=render)
    before = Workbook(root)
    before.add("합계", n2="=M2+N2")
    before.sheet.cell(before.row("2025-0002"), before.sheet.max_column).font = Font(bold=True)
    before.book.create_sheet("회의").cell(1, 1).value = "5월 20일 14시"
    before.save()
    publish(made, tmp_path, render=render)
    after = Workbook(root)

    assert after.said("합계") == {"2025-0002": "=M3+N3"}
    assert after.sheet.cell(3, after.sheet.max_column).font.bold
    assert after.book["회의"].cell(1, 1).value == "5월 20일 14시"
    assert kept(root) == []


def gone(book: Workbook) -> None:
    """A remark about an application that is not there any more."""
    book.add("비고", n2="추가 서류 우편 도착")


def changed(book: Workbook) -> None:
    book.sheet.cell(2, 3).value = "적합"


def loose(book: Workbook) -> None:
    """A line below the table, of which nobody knows to whom it belongs."""
    book.add("비고")
    book.sheet.cell(book.sheet.max_row + 3, book.sheet.max_column).value = "이상 5건"


def commented(book: Workbook) -> None:
    book.sheet.cell(2, 2).comment = Comment("전화함", "정다슬")


@pytest.mark.parametrize("change", [gone, changed, loose, commented])
def test_what_cannot_be_carried_over_is_kept_beside(tmp_path, change):
    made = publication()
    root = publish(made, tmp_path, render=render)
    before = Workbook(root)
    change(before)
    before.save()
    written = before.path.read_bytes()
    troubles = Troubles()
    rest = replace(made, dossiers=(made.dossiers[0], *made.dossiers[2:]))
    publish(rest, tmp_path, render=render, troubles=troubles)

    (old,) = kept(root)
    assert old.read_bytes() == written
    assert any(old.name in sentence for sentence in troubles.sentences)
    publish(rest, tmp_path, render=render)
    assert kept(root) == [old]


def test_a_workbook_that_nobody_can_read_is_kept_beside(tmp_path):
    root = publish(publication(), tmp_path, render=render)
    (root / "register.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    publish(publication(), tmp_path, render=render)

    assert [path.read_bytes() for path in kept(root)] == [b"PK\x03\x04 not a workbook"]
    assert Workbook(root).said("기업명")


def test_columns_survive_a_file_that_another_program_saved(tmp_path):
    """LibreOffice writes the workbook in its own way, as Excel does."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")
    root = publish(publication(), tmp_path / "review", render=render)
    before = Workbook(root)
    before.add("담당", n2="정다슬")
    before.save()
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(before.path)], check=True, timeout=120)
    shutil.copyfile(tmp_path / "register.xlsx", before.path)
    publish(publication(), tmp_path / "review", render=render)

    assert Workbook(root).said("담당") == {"2025-0002": "정다슬"}
    assert kept(root) == []
