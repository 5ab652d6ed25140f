"""A mail taken apart: what is a file, what is a logo, what is a link."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from attached import Sent, locks
from PIL import Image

from extractors.formats.containers.archive import SAFE
from pipeline.arrival.opening import Opened, open_locked, open_mail
from pipeline.store.blobs import Blobs


def opened(message: EmailMessage, root: Path) -> Opened:
    message["From"] = "kd@firm.example"
    message["Subject"] = "서류 제출"
    blobs = Blobs(root)
    return open_mail(blobs.put(message.as_bytes()), root, (), SAFE)


def written(text: str, *, html: bool = False) -> EmailMessage:
    message = EmailMessage()
    message.set_content(text, subtype="html" if html else "plain")
    return message


def picture(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("link", "reported"),
    [
        pytest.param("https://bigfile.mail.naver.com/download?fid=abc", True, id="Naver's"),
        pytest.param("http://bigfile.mail.daum.net/File?x=1", True, id="Daum's"),
        pytest.param("https://drive.google.com/file/d/1/view", True, id="Google's"),
        pytest.param("https://firm-my.sharepoint.com/:b:/g/x", True, id="an office's SharePoint"),
        pytest.param("https://bigfile.office.example/d/77", True, id="an office webmail's own"),
        pytest.param("https://www.icloud.com/attachment/?u=x", True, id="Apple's Mail Drop"),
        pytest.param("https://www.icloud.com/mail", False, id="another page of Apple's"),
        pytest.param("https://www.firm.example/brochure.pdf", False, id="a firm's own page"),
        pytest.param("https://naver.com.evil.example/x", False, id="a host that only looks alike"),
    ],
)
def test_a_host_of_large_attachments_makes_a_link_a_file_that_could_not_be_had(
    link: str, reported: bool, tmp_path: Path
) -> None:
    mail = written(f"안녕하십니까.\n{link}\n감사합니다.")
    files = opened(mail, tmp_path).files

    assert [file.reason for file in files] == (["external-link"] if reported else [])
    if reported:
        assert Blobs(tmp_path).get(files[0].sha256).decode() == link


def test_a_link_behind_a_button_is_found_and_told_once(tmp_path: Path) -> None:
    link = "https://bigfile.mail.kakao.com/d?fid=9"
    page = f'<p>첨부 1개</p><a href="{link}">다운로드</a> <a href="{link}">{link}</a>'
    files = opened(written(page, html=True), tmp_path).files

    assert [(file.state, file.reason) for file in files] == [("unreadable", "external-link")]


def test_the_links_of_a_newsletter_are_nobodys_papers(tmp_path: Path) -> None:
    mail = written("https://drive.google.com/file/d/1/view")
    mail["List-Unsubscribe"] = "<mailto:off@letter.example>"

    assert opened(mail, tmp_path).files == ()


@pytest.mark.parametrize(
    ("size", "state"),
    [
        pytest.param((320, 80), "ignored", id="a logo"),
        pytest.param((1240, 1754), "read", id="a paper"),
    ],
)
def test_a_picture_in_the_writing_is_a_paper_if_it_is_large(
    size: tuple[int, int], state: str, tmp_path: Path
) -> None:
    mail = written('<img src="cid:one">', html=True)
    mail.add_related(picture(*size), "image", "png", cid="<one>", filename="image001.png")

    assert [file.state for file in opened(mail, tmp_path).files] == [state]


@pytest.mark.parametrize(
    ("row", "password", "inside"),
    [
        pytest.param(locks.told_aes, "gaon#77!", ["국세 납세증명서.pdf"], id="ZIP"),
        pytest.param(locks.told_seven_zip, "1234567891", ["국세 납세증명서.pdf"], id="7z"),
        pytest.param(locks.told_pdf, "800305", ["잠금.pdf"], id="PDF"),
        pytest.param(locks.told_docx, "gaon2025!", ["잠금.docx"], id="DOCX"),
        pytest.param(locks.partly, "Untold-61", ["열린.pdf", "잠긴.pdf"], id="partly locked"),
    ],
)
def test_a_typed_password_opens_what_is_locked_and_no_other_does(
    row: Callable[[Path], Sent], password: str, inside: list[str], tmp_path: Path
) -> None:
    (name, data) = next(iter(row(tmp_path).files.items()))
    blobs = Blobs(tmp_path / "blobs")
    locked = blobs.put(data)

    def names(typed: str) -> list[str]:
        files = open_locked(locked, name, blobs.root, SAFE, typed)
        assert all(file.state == "read" and file.sha256 != locked for file in files)
        return [file.name.rpartition("/")[2].removeprefix("③ ") for file in files]

    assert names("wrong-one") == []
    assert names(password) == inside
