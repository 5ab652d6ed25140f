"""The register: every applicant in one table, for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from browser import Browser, browser
from dossiers import complete, digest, dossier
from openpyxl import load_workbook
from views import OLD, RUN, publication, view

from extractors.formats import render
from pipeline.review.folder import publish
from pipeline.review.register import as_csv, as_json, say_balance
from pipeline.review.sheet import as_xlsx
from pipeline.review.terms import STATES


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
    assert cell(4, "기업명").hyperlink.target == "2025-0003%20푸르메결바이오/report.html"
    assert str(cell(4, "접수일시").value) == "2025-05-13 12:00:00"
    assert cell(4, "국세 납세증명서 발급일").value.date() == OLD
    assert cell(5, "국세 납세증명서 발급일").value == "2025-02-12 (확인 필요)"
    assert cell(4, "사업자등록번호").value == "012-34-56782"
    assert cell(4, "사업자등록번호").number_format == "@"
    assert cell(4, "③ 국세 완납 증명서").value == "▲"
    assert cell(4, "③ 지방세 완납 증명서").value == "○"
    assert cell(4, "⑥ 중소기업기술마켓 인증서").value == "–"
    assert cell(3, "② 개인·기업 정보 활용 동의서").value == "■"
    assert cell(3, "보완 필요(건)").value == 0
    assert str(cell(4, "보완기한").value) == "2025-05-13 18:00:00"
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

    text = page.text
    order = [
        "두 기업의 사업자등록번호가 함께 있습니다.",
        "메일이 손상되어 열 수 없습니다.",
        "결정·승인을 기다리는 신청",
        "신청 목록",
        "12통 = 이번에 접수 6통",
    ]
    assert sorted(order, key=text.index) == order
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
