"""The review folder: what it holds, and that nobody ever sees half of it."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import digest, dossier, file, good
from views import PROGRAMME, drawn_view, every_status, publication, report, stray

from extractors.formats import render
from pipeline.review import DossierView, LetterView, Publication
from pipeline.review.file_names import name_files
from pipeline.review.folder import FolderInUse, publish
from pipeline.store.folder_names import clean, name_folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> DossierView:
    return drawn_view(tmp_path_factory.mktemp("blobs"))


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below *folder*: its bytes and when it was last written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


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
