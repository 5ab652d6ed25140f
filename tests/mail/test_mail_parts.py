"""Parts of a mail, links in it, and what of it nobody need read."""

from __future__ import annotations

import binascii
import datetime as dt
import subprocess
from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest
from attached import SAMPLES, Sent, compose
from attached.letters import forwarded, named, picture, raw_part, shown
from attached.papers import lay_out

from extractors.errors import DamagedFile, NestedTooDeep, TooManyMembers
from extractors.formats.limits import SAFE, Limits
from extractors.formats.mail import message
from extractors.formats.mail.links import large_attachments
from extractors.formats.unpacking import unpack
from extractors.model import File
from pipeline.arrival.opening import open_mail
from pipeline.store.blobs import Blobs

OURS = "intake@kpc.example"
NAVER = "https://bigfile.mail.naver.com/download?fid=1"


def opened(raw: bytes, root: Path, limits: Limits = SAFE) -> tuple[File, ...]:
    blobs = Blobs(root)
    return open_mail(blobs.put(raw), root, (OURS,), limits).files


def states(raw: bytes, root: Path) -> list[tuple[str, str, str | None]]:
    return [(file.name, file.state, file.reason) for file in opened(raw, root)]


# ── names ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        pytest.param(
            "attachment; filename=\"=?utf-8?B?a2xk?=\"; filename*=UTF-8''%EA%B5%AD%EC%84%B8.pdf",
            "국세.pdf",
            id="both forms, and the newer one says its charset",
        ),
        pytest.param('attachment; filename="&#44397;&#49464;.pdf"', "국세.pdf", id="as in a page"),
        pytest.param('attachment; filename="100%_25%25.pdf"', "100%_25%25.pdf", id="per cent"),
        pytest.param("attachment; filename=국세.pdf", "국세.pdf", id="raw, without quotes"),
        pytest.param(
            'attachment; filename="=?euc-kr?Q?=B1=B9=BC?= =?euc-kr?Q?=BC.pdf?="',
            "국세.pdf",
            id="quoted-printable words cut within a letter",
        ),
    ],
)
def test_names_in_the_encodings_that_are_met(disposition: str, name: str, tmp_path: Path) -> None:
    raw = disposition.encode().decode("ascii", "surrogateescape")

    (file,) = opened(compose([Sent(put=lambda mail: mail.attach(named(raw)))]), tmp_path)

    assert (file.name, file.kind) == (name, "pdf")


# ── parts ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param("", id="no header at all"),
        pytest.param("Content-Type: text/plain", id="called text"),
        pytest.param("Content-Type: text/html; charset=euc-kr", id="called a page"),
        pytest.param("Content-Disposition: inline", id="inline, without a type"),
        pytest.param(
            "Content-Type: image/jpeg\nContent-Disposition: inline", id="called a picture"
        ),
        pytest.param("Content-Type: nonsense", id="a type that is none"),
    ],
)
def test_a_part_is_what_its_bytes_say(headers: str, tmp_path: Path) -> None:
    files = opened(compose([Sent(put=lambda mail: mail.attach(raw_part(headers)))]), tmp_path)

    assert [(file.kind, file.state) for file in files] == [("pdf", "read")]


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        pytest.param("", "안녕".encode("cp949"), id="CP949 that nothing announces"),
        pytest.param("Content-Type: text/plain; charset=us-ascii", "안녕".encode(), id="UTF-8"),
        pytest.param(
            "Content-Type: text/plain; charset=iso-2022-kr", "안녕".encode("iso2022_kr"), id="ISO"
        ),
    ],
)
def test_a_letter_is_read_in_the_charset_that_it_is_in(lines: str, body: bytes) -> None:
    raw = f"From: a@b.example\nSubject: x\n{lines}".strip().encode() + b"\n\n" + body

    assert message.parse(raw).text == "안녕"


def test_a_picture_drawn_into_the_page_is_a_file(tmp_path: Path) -> None:
    data = picture(tmp_path, 1_240)
    html = f'<img alt="서류" src="data:image/png;base64,{b64encode(data).decode()}">'

    (file,) = opened(compose([Sent(html=html)]), tmp_path / "blobs")

    assert (file.kind, file.state, file.size) == ("png", "read", len(data))


@pytest.mark.parametrize("lines", [1, 45, 46], ids=["short", "one full line", "one and a bit"])
def test_uuencoded_files_come_out_as_they_went_in(lines: int, tmp_path: Path) -> None:
    data = bytes(range(256))[:lines] * 3
    (tmp_path / "a.bin").write_bytes(data)
    done = subprocess.run(
        ("uuencode", "a.bin", "자료.bin"), cwd=tmp_path, check=True, stdout=subprocess.PIPE
    )
    blobs = Blobs(tmp_path / "blobs")

    (file,) = opened(compose([Sent(text=f"앞\n{done.stdout.decode()}뒤")]), blobs.root)

    assert (file.name, blobs.get(file.sha256)) == ("자료.bin", data)


def test_a_uuencoded_line_may_end_in_letters_that_mean_nothing(tmp_path: Path) -> None:
    data = bytes(range(41))
    line = binascii.b2a_uu(data).decode().rstrip("\n")[:-1] + "_"
    blobs = Blobs(tmp_path)
    (file,) = opened(compose([Sent(text=f"begin 644 a.zip\n{line}\n`\nend\n")]), blobs.root)

    assert (file.name, blobs.get(file.sha256)) == ("a.zip", data)


def test_a_banner_is_a_logo_however_long_and_a_paper_is_not(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.pdf")
    subprocess.run(
        ("gs", "-q", "-sDEVICE=png16m", "-g1000x120", "-o", "b.png", "a.pdf"),
        cwd=tmp_path,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    banner = (tmp_path / "b.png").read_bytes()
    inner = forwarded("전달")
    inner.make_mixed()
    inner.attach(shown("배너.png", banner, "banner"))
    sent = [
        Sent(put=lambda mail: mail.attach(shown("배너.png", banner, "x"))),
        Sent({"같은 그림.png": banner, "전달.eml": inner.as_bytes()}),
    ]

    found = [(file.name, file.state) for file in opened(compose(sent), tmp_path / "blobs")]

    assert sorted(found) == [
        ("같은 그림.png", "read"),
        ("배너.png", "ignored"),
        ("전달.eml/배너.png", "ignored"),
    ]


def test_our_own_letter_comes_back_and_asks_nothing(tmp_path: Path) -> None:
    letter = forwarded("[2025-0007] 보완 요청")
    letter.replace_header("From", OURS)

    ((name, state, reason),) = states(compose([Sent({"안내.eml": letter.as_bytes()})]), tmp_path)

    assert (name, state, reason) == ("안내.eml", "ignored", "저희가 보낸 안내 메일")


def test_a_mail_whose_parts_cannot_be_told_apart_is_shown_itself(tmp_path: Path) -> None:
    raw = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\nno part"

    assert states(raw, tmp_path)[-1] == ("메일 원문.eml", "unreadable", "damaged")


def test_a_mail_of_more_parts_than_anybody_sends_is_shown_itself(tmp_path: Path) -> None:
    raw = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    raw += b"--b\n\nx\n" * 4_000 + b"--b--"

    assert states(raw, tmp_path) == [("메일 원문.eml", "unreadable", "too-large")]


# ── Outlook's containers ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sample", ["korean.msg", "two-files.tnef"])
def test_a_container_of_outlook_that_is_cut_off_is_damaged(sample: str) -> None:
    data = (SAMPLES / sample).read_bytes()

    found = list(unpack(data[: len(data) // 2], sample))

    assert isinstance(found[-1].refusal, DamagedFile)


@pytest.mark.parametrize("sample", ["korean.msg", "two-files.tnef"])
def test_limits_hold_for_the_containers_of_outlook(sample: str) -> None:
    data = (SAMPLES / sample).read_bytes()

    many = list(unpack(data, sample, Limits(members=0)))
    deep = list(unpack(data, sample, Limits(depth=0)))

    assert isinstance(many[-1].refusal, TooManyMembers)
    assert isinstance(deep[-1].refusal, NestedTooDeep)


def test_a_link_in_an_outlook_message_is_a_file_that_could_not_be_had(tmp_path: Path) -> None:
    data = (SAMPLES / "korean.msg").read_bytes()
    said, link = "국세 납세증명서를 보냅니다.", "http://we.tl/7 "
    data = data.replace(said.encode("utf-16-le"), link.encode("utf-16-le"))

    found = {file.name: file.reason for file in opened(compose([Sent({"a.msg": data})]), tmp_path)}

    assert found["a.msg/대용량 첨부 링크 (we.tl)"] == "external-link"


def test_a_password_told_in_an_attached_letter_opens_what_follows(tmp_path: Path) -> None:
    locked = (SAMPLES / "locked.docx").read_bytes()
    sent = Sent({"메일.msg": (SAMPLES / "korean.msg").read_bytes(), "잠금.docx": locked})

    found = {file.name: file.kind for file in opened(compose([sent]), tmp_path)}

    assert found["잠금.docx"] == "docx"


# ── links ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        pytest.param(f"{NAVER}\n~ 2025.06.11 (30일간 보관)", "2025-06-11", id="written out"),
        pytest.param(f"2025-05-12 ~ 2025-06-11\n{NAVER}", "2025-06-11", id="from and to"),
        pytest.param(f"2025년 6월 1일까지 받으실 수 있습니다\n{NAVER}", "2025-06-01", id="until"),
        pytest.param(f"유효기간: 2025/06/01\n{NAVER}", "2025-06-01", id="validity"),
        pytest.param(f"30일간 보관됩니다.\n{NAVER}", "2025-06-11", id="counted from sending"),
        pytest.param("다운로드 기한 2025-06-01", "2025-06-01", id="the link itself is not shown"),
        pytest.param(f"작성일 2025-05-02\n{NAVER}", None, id="another day"),
        pytest.param(f"2025-13-40까지\n{NAVER}", None, id="no day at all"),
        pytest.param(NAVER, None, id="nothing is told"),
    ],
)
def test_the_last_day_of_a_link(text: str, last_day: str | None) -> None:
    (link,) = large_attachments([NAVER], [text], dt.date(2025, 5, 12))

    assert link.host == "bigfile.mail.naver.com"
    assert link.last_day == (dt.date.fromisoformat(last_day) if last_day else None)


def test_no_link_is_opened(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "x"
    mail.set_content("https://bigfile.nowhere.test/1")  # a name that no server has

    ((name, state, reason),) = states(mail.as_bytes(), tmp_path)

    assert (state, reason) == ("unreadable", "external-link")
    assert name == "대용량 첨부 링크 (bigfile.nowhere.test)"


# ── as programs get it wrong ─────────────────────────────────────────────────────────


PAPER = b"%PDF-1.4\n" + bytes(range(256)) * 8 + b"\n%%EOF\n"


def as_sent(*parts: bytes, behind: bytes = b"") -> bytes:
    """A mail of *parts*, each with its headers, and what stands *behind* them."""
    head = b'From: a@firm.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="BB"'
    inside = b"".join(b"--BB\r\n" + part + b"\r\n" for part in parts)
    return head + b"\r\n\r\n" + inside + b"--BB--\r\n" + behind


def encoded(body: bytes) -> bytes:
    headers = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return headers + body


def lines_of(data: bytes) -> bytes:
    text = b64encode(data)
    return b"\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(
            as_sent(encoded(lines_of(PAPER).translate(bytes.maketrans(b"+/", b"-_")))),
            id="base64 for addresses",
        ),
        pytest.param(
            as_sent(encoded(b"*** scanned ***\r\n" + lines_of(PAPER) + b"\r\nsent by a list")),
            id="remarks around base64",
        ),
        pytest.param(
            as_sent(encoded(lines_of(PAPER))).replace(b"\r\n", b"\r\r\n"),
            id="line ends doubled by a program of Windows",
        ),
        pytest.param(
            as_sent(b"Content-Type: text/plain\r\n\r\nx", behind=b"\r\n" + PAPER),
            id="bare behind the closing boundary",
        ),
    ],
)
def test_a_paper_comes_out_of_what_programs_get_wrong(raw: bytes) -> None:
    mail = message.parse(raw)

    assert [part.data.strip() for part in mail.parts if not part.body] == [PAPER.strip()]
    assert sum(share.size for share in mail.shares) == len(raw)


def test_a_file_in_an_encoding_of_usenet_is_not_taken_for_writing() -> None:
    body = b"hello\r\n=ybegin line=128 size=4000 name=a.pdf\r\n" + b"\x8c" * 4_000 + b"\r\n=yend"
    mail = message.parse(b"From: a@firm.example\r\nContent-Type: text/plain\r\n\r\n" + body)

    assert message.oddity_of(mail) is not None


def test_a_container_of_outlook_with_more_than_its_attributes_is_damaged(tmp_path: Path) -> None:
    container = b"\x78\x9f\x3e\x22\0\0" + PAPER
    raw = as_sent(encoded(lines_of(container)).replace(b"application/pdf", b"application/ms-tnef"))

    assert [state[1:] for state in states(raw, tmp_path)] == [("unreadable", "damaged")]
