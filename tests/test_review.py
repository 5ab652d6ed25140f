"""What a reviewer opens: reports, register and folder, also in a real browser."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from browser import Browser, browser
from dossiers import at, complete, digest, dossier, file, good, unsure
from openpyxl import load_workbook
from specimens.company import invent
from specimens.confirmations import sme_confirmation
from specimens.local_tax import local_tax_clearance
from specimens.national_tax import national_tax_clearance
from specimens.registration_card import business_registration_card
from views import PROGRAMME, report, sent_papers, view

from extractors.formats import render
from pipeline.review import DossierView, LetterView, Publication, Run, RunMessage, StrayMail
from pipeline.review.folder import FolderInUse, publish
from pipeline.review.layout import lay_out, next_steps
from pipeline.review.names import clean, name_files, name_folder
from pipeline.review.register import as_csv, as_json, say_balance
from pipeline.review.report import as_text
from pipeline.review.schema import FOLDER, schemas
from pipeline.review.sheet import as_xlsx

OLD = dt.date(2025, 2, 12)
HOSTILE = "<script>document.title='taken'</script>&\"'가온"


def every_status() -> tuple[DossierView, ...]:
    """One synthetic applicant for each status, with letters where there would be some."""
    drafted = LetterView(
        name="2025-0003-1-supplement",
        kind="supplement",
        state="drafted",
        subject="[보완요청] 참가신청 – 푸르메결바이오",
        data=b"Subject: x\r\n\r\n",
        deadline=at("2025-05-13T18:00"),
    )
    sent = replace(
        drafted,
        name="2025-0005-1-acknowledgement",
        kind="acknowledgement",
        state="sent",
        subject="[접수확인] 참가신청 – 솔빛마루재덴탈",
        sent_at=at("2025-05-13T09:00"),
    )
    return (
        view(
            dossier(*complete(), received="2025-05-13T18:00:01"),
            receipt="2025-0001",
            company="다온새미헬스케어",
        ),
        view(
            dossier(*complete(good("consent-form", provision_consent="refused"))),
            receipt="2025-0002",
            company="누리벼리의료기",
        ),
        view(
            dossier(
                *complete(
                    good("national-tax-clearance", issued_on=OLD), without=("sme-confirmation",)
                ),
                received="2025-05-13",
                files=(file("확인서.pdf", reason="encrypted"),),
            ),
            receipt="2025-0003",
            company="푸르메결바이오",
            letters=(drafted,),
        ),
        view(
            dossier(*complete(good("national-tax-clearance", issued_on=unsure(OLD)))),
            receipt="2025-0004",
            company="여울목재메디텍",
        ),
        view(
            dossier(*complete()),
            receipt="2025-0005",
            company="솔빛마루재덴탈",
            letters=(sent,),
        ),
    )


def stray(reason: str, *, name: str, data: Path | None = None) -> StrayMail:
    return StrayMail(
        sha256=digest(name),
        sender="somebody@firm.example",
        subject="서류 다시 보냅니다",
        received_at=at("2025-05-12T11:22:33"),
        reason=reason,
        proposal="intake assign으로 신청을 지정해 주십시오.",
        data=data,
    )


RUN = Run(
    programme=PROGRAMME.id,
    at=at("2025-05-13T09:00"),
    server=12,
    accepted=6,
    known=3,
    not_submissions=2,
    set_aside=1,
    messages=(
        RunMessage(
            message=digest("m"),
            sender="a@b.example",
            subject="신청",
            received_at=at("2025-05-12"),
            outcome="accepted",
            receipt_number="2025-0003",
            reason=None,
        ),
    ),
)


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def drawn(tmp_path: Path) -> DossierView:
    """An applicant with drawn papers: one too old, one look-alike, two fine."""
    company = invent(7)
    (tmp_path / "blobs").mkdir()
    sent, files, transcripts = sent_papers(
        (
            (
                "③ 국세 완납증명.pdf",
                national_tax_clearance(company, issued_on=dt.date(2025, 2, 7)).data,
            ),
            ("지방세.pdf", local_tax_clearance(company, issued_on=dt.date(2025, 4, 20)).data),
            (
                "사업자등록증.pdf",
                business_registration_card(company, issued_on=dt.date(2025, 4, 20)).data,
            ),
            ("확인서.pdf", sme_confirmation(company, issued_on=dt.date(2025, 4, 10)).data),
        ),
        tmp_path / "blobs",
    )
    made = view(sent, company=company.name, files=files, transcripts=transcripts)
    mail = tmp_path / "blobs" / "mail"
    mail.write_bytes(b"Subject: =?utf-8?q?x?=\r\n\r\n")
    return replace(made, mails={made.report.submissions[0].sha256: mail})


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below *folder*: its bytes and when it was last written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- report ---------------------------------------------------------------------------------


def test_a_report_has_a_section_for_each_row_of_the_notice_also_when_nothing_was_sent():
    layout = lay_out(report(dossier(good("sme-confirmation"))), PROGRAMME)

    rows = [(row.clause, row.named) for row in PROGRAMME.requires]
    assert [(s.clause, s.named) for s in layout.sections] == rows
    words = {s.document: s.state.word for s in layout.sections}
    assert words["consent-form"] == "미제출"
    assert words["technology-market"] == "해당 없음"


def test_a_waived_finding_stays_visible_and_counts_no_more():
    sent = dossier(*complete(good("national-tax-clearance", issued_on=OLD)), received="2025-05-13")
    key = "issued-within:national-tax-clearance"
    before = lay_out(report(sent), PROGRAMME)
    after = lay_out(report(sent, decisions={key: "waived"}), PROGRAMME)

    assert before.count("blocking") == 1
    assert after.count("blocking") == 0
    remarks = [r for s in after.sections for r in s.remarks if r.finding.key == key]
    assert [r.decision.word for r in remarks if r.decision] == ["담당자 인정: 불이익 없음"]


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

    section = text.split("제출서류 ③  국세 완납 증명서  —  보완 필요\n")[1].split("\n\n")[0]
    assert "    발급일: 2025-02-12  (1쪽)" in section
    assert re.search(r"\n  ✕ .*3개월.*\[issued-within:national-tax-clearance\]\n +→ ", section)
    assert "제출서류 ⑥  중소기업기술마켓 인증서  —  해당 없음" in text


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
    assert [h.split("\n")[-1] for h in headings] == [row.named for row in PROGRAMME.requires]
    for finding in made.report.findings:
        assert finding.message in page.text
        assert finding.key in page.text
    for unchecked in PROGRAMME.unchecked:
        assert unchecked.look in page.text
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
        assert "taken" not in page.run("return document.title").split("–")[0].replace(HOSTILE, "")
        assert HOSTILE in page.text
        assert page.run("return document.querySelectorAll('td script, h1 script').length") == 0


@pytest.mark.browser
def test_a_report_prints_on_a4_without_cutting_anything_off(page, drawn, tmp_path):
    root = publish(Publication(PROGRAMME, (drawn,)), tmp_path / "review", render=render)
    page.open(root / drawn.folder_name / "report.html", width=1280)
    printed = pypdf.PdfReader(io.BytesIO(page.print()))

    width, height = (float(side) for side in printed.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1.5)
    text = "".join(sheet.extract_text() for sheet in printed.pages)
    assert "issued-within:national-tax-clearance" in text
    assert len(printed.pages) <= 9


# -- register -------------------------------------------------------------------------------


def publication(**changes) -> Publication:
    made = Publication(
        PROGRAMME,
        every_status(),
        unassigned=(stray("두 기업의 사업자등록번호가 함께 있습니다.", name="u"),),
        set_aside=(stray("메일이 손상되어 열 수 없습니다.", name="s"),),
        not_submissions=(stray("자동 회신 메일입니다.", name="n"),),
        run=RUN,
    )
    return replace(made, **changes)


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
        "requirements",
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
    assert cell(4, "⑥ 중소기업기술마켓 인증서").value == "해당없음"
    assert str(cell(4, "보완기한").value) == "2025-05-13 18:00:00"
    legend = {row[0].value for row in book["기호 설명"].iter_rows()}
    assert {"○", "×", "▲", "△", "해당없음"} <= legend


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


# -- folder ---------------------------------------------------------------------------------


def test_a_folder_holds_what_the_contract_names(drawn, tmp_path):
    letter = LetterView(
        name="2025-0007-1-supplement",
        kind="supplement",
        state="drafted",
        subject="[보완요청]",
        data=b"Subject: x\r\n\r\n",
    )
    made = replace(drawn, letters=(letter,))
    root = publish(publication(dossiers=(made,)), tmp_path / "review", render=render)
    names = set(tree(root))
    folder = made.folder_name

    assert {"index.html", "register.xlsx", "register.csv", "register.json", "run.json"} <= names
    assert {
        f"{folder}/report.html",
        f"{folder}/report.json",
        f"{folder}/files/03-국세납세증명서 (1).pdf",
        f"{folder}/files/03-지방세납세증명서 (1).pdf",
        f"{folder}/files/99-사업자등록증 (1).pdf",
        f"{folder}/files/05-중소기업확인서 (1).pdf",
        f"{folder}/mail/01 2025-05-12 170311.eml",
        f"{folder}/letters/2025-0007-1-supplement.eml",
    } <= names
    assert any(name.startswith(f"{folder}/evidence/") for name in names)
    assert {name.split("/")[0] for name in names} == {
        *("index.html", "register.xlsx", "register.csv", "register.json", "run.json"),
        *("unassigned", "set-aside", folder),
    }
    for sha256, path in made.files.items():
        name = name_files(made.report, PROGRAMME)[sha256]
        assert (root / folder / "files" / name).read_bytes() == path.read_bytes()
    run = json.loads((root / "run.json").read_text("utf-8"))
    assert (
        run["server"] == run["accepted"] + run["known"] + run["not_submissions"] + run["set_aside"]
    )
    assert run["messages"][0]["outcome"] == "accepted"


def test_a_mail_of_nobody_has_its_reason_beside_it(tmp_path):
    mail = tmp_path / "mail"
    mail.write_bytes(b"From: a@b.example\r\n\r\n")
    made = publication(
        unassigned=(stray("발신 주소가 두 신청에 쓰였습니다.", name="u", data=mail),)
    )
    root = publish(made, tmp_path / "review", render=render)
    (folder,) = (root / "unassigned").iterdir()

    assert (folder / "mail.eml").read_bytes() == mail.read_bytes()
    reason = (folder / "reason.txt").read_text("utf-8-sig")
    assert "사유: 발신 주소가 두 신청에 쓰였습니다." in reason
    assert digest("u")[:12] in reason


def test_publishing_again_changes_no_file(drawn, tmp_path):
    made = publication(dossiers=(drawn, *every_status()[:2]))
    root = publish(made, tmp_path / "review", render=render)
    before = tree(root)
    publish(made, tmp_path / "review", render=lambda data, number: pytest.fail("drawn again"))

    assert tree(root) == before


def test_two_places_get_the_same_bytes(drawn, tmp_path):
    made = publication(dossiers=(drawn,))
    one = publish(made, tmp_path / "one", render=render)
    two = publish(made, tmp_path / "two", render=render)

    assert {k: v[0] for k, v in tree(one).items()} == {k: v[0] for k, v in tree(two).items()}


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda f: next((f / "files").iterdir()).unlink(), id="a file was deleted"),
        pytest.param(lambda f: (f / "files" / "x.txt").write_text("x"), id="a file was added"),
        pytest.param(lambda f: (f / "report.html").write_text("x"), id="the report was changed"),
        pytest.param(lambda f: (f / "report.json").unlink(), id="the data was deleted"),
    ],
)
def test_a_folder_that_was_changed_is_put_right(drawn, tmp_path, harm):
    made = publication(dossiers=(drawn,))
    root = publish(made, tmp_path / "review", render=render)
    before = {k: v[0] for k, v in tree(root).items()}
    harm(root / drawn.folder_name)
    publish(made, tmp_path / "review", render=render)

    assert {k: v[0] for k, v in tree(root).items()} == before


def test_what_desktops_leave_behind_is_no_change(drawn, tmp_path):
    made = publication(dossiers=(drawn,))
    root = publish(made, tmp_path / "review", render=render)
    before = tree(root)
    for place in (root, root / drawn.folder_name / "files"):
        for name in ("Thumbs.db", "~$register.xlsx", ".DS_Store"):
            (place / name).write_bytes(b"x")
    publish(made, tmp_path / "review", render=render)
    after = tree(root)

    assert {k: v for k, v in after.items() if k in before} == before
    assert len(after) == len(before) + 6


def test_what_is_gone_from_the_views_is_gone_from_the_folder(tmp_path):
    root = publish(publication(), tmp_path, render=render)
    (root / "old.txt").write_text("x")
    publish(publication(dossiers=every_status()[:1], unassigned=()), tmp_path, render=render)

    folders = {entry.name for entry in root.iterdir() if entry.is_dir()}
    assert folders == {"2025-0001 다온새미헬스케어", "unassigned", "set-aside"}
    assert not (root / "old.txt").exists()
    assert list((root / "unassigned").iterdir()) == []


def test_a_cut_off_run_leaves_no_rubbish(tmp_path):
    root = publish(publication(), tmp_path, render=render)
    (root / ".new-0123").mkdir()
    (root / ".new-0123" / "half").write_text("x")
    (root / ".old-0123").mkdir()
    publish(publication(), tmp_path, render=render)

    assert [entry.name for entry in root.iterdir() if entry.name.startswith(".")] == []


def test_a_folder_in_use_is_named_and_left_whole(tmp_path, monkeypatch):
    first, second = every_status()[:2]
    root = publish(Publication(PROGRAMME, (first, second)), tmp_path, render=render)
    before = tree(root / first.folder_name)
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if self.name == first.folder_name:  # what Windows says about a folder with an open file
            raise PermissionError(13, "in use", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    later = tuple(
        replace(v, report=v.report.model_copy(update={"revision": 2})) for v in (first, second)
    )
    with pytest.raises(FolderInUse) as caught:
        publish(Publication(PROGRAMME, later), tmp_path, render=render)

    assert caught.value.names == (first.folder_name,)
    assert "닫고" in str(caught.value)
    assert tree(root / first.folder_name) == before
    assert json.loads((root / second.folder_name / "report.json").read_text())["revision"] == 2
    assert [entry.name for entry in root.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_an_operators_matter(tmp_path):
    root = publish(publication(), tmp_path, render=render)
    root.chmod(0o500)
    try:
        with pytest.raises(FolderInUse):
            publish(publication(dossiers=every_status()[:1]), tmp_path, render=render)
    finally:
        root.chmod(0o700)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("2025-0001 (주)가온/메디", "2025-0001 (주)가온_메디", id="a slash"),
        pytest.param('a<b>:"c"|?*', "a_b___c____", id="signs Windows refuses"),
        pytest.param("가온. . ", "가온", id="dots and blanks at the end"),
        pytest.param("CON", "_CON", id="a device"),
        pytest.param("com1.pdf", "_com1.pdf", id="a device with an ending"),
        pytest.param(unicodedata.normalize("NFD", "가온"), "가온", id="decomposed"),
        pytest.param("가\u202eb\x00c", "가 b c", id="invisible signs"),
        pytest.param("../x/..", ".._x_", id="a way out"),
        pytest.param("...", "이름 없음", id="nothing but dots"),
        pytest.param("", "이름 없음", id="nothing"),
    ],
)
def test_names_are_safe(name, safe):
    assert clean(name) == safe


def test_long_names_are_cut_between_letters():
    assert clean("가" * 100) == "가" * 40


def test_an_application_without_a_name_is_called_by_its_number():
    assert name_folder("2025-0007", None, "012-34-56782") == "2025-0007 012-34-56782"


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        pytest.param(file("a.zip", reason="encrypted"), "99-기타 (1).pdf", id="real kind counts"),
        pytest.param(
            file("setup.exe").model_copy(update={"kind": "unknown"}),
            "99-기타 (1).bin",
            id="a program cannot be started by a click",
        ),
        pytest.param(
            file("사진.JPG").model_copy(update={"kind": "jpeg"}), "99-기타 (1).jpg", id="a picture"
        ),
    ],
)
def test_files_get_the_notices_numbers(sent, named):
    made = report(dossier(files=(sent,)))

    assert name_files(made, PROGRAMME) == {sent.sha256: named}


def test_a_file_with_several_papers_and_an_unpacked_archive():
    papers = (
        good("national-tax-clearance", file="scan"),
        good("local-tax-clearance", file="scan").model_copy(update={"id": "scan2"}),
    )
    archive = file("서류.zip").model_copy(update={"kind": "zip"})
    made = report(dossier(*papers, files=(archive,)))

    assert list(name_files(made, PROGRAMME).values()) == ["00-여러 서류 (1).pdf"]
