"""Mail and archives: from raw bytes to files, whatever was done to them on the way."""

from __future__ import annotations

import base64
import io
import struct
import unicodedata
import zipfile
import zlib
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart

import pytest

from extractors.errors import (
    CutOffFile,
    DamagedFile,
    EncryptedFile,
    HostileFile,
    NestedTooDeep,
    PasswordArchive,
    TooLargeFile,
    UnreadableFile,
    UnsupportedFile,
)
from extractors.formats.containers.archive import Limits, members
from extractors.formats.mail import message
from extractors.formats.unpacking import unpack

PDF = b"%PDF-1.4\n% invented\n"


def packed(*entries: tuple[bytes, bytes, int], method: int = 0) -> bytes:
    """Return a ZIP whose names are these bytes and whose flags are these, written by hand."""
    body, directory = b"", b""
    for name, data, flags in entries:
        content = zlib.compress(data)[2:-4] if method == 8 else data
        fields = (20, flags, method, 0, 0x5000, zlib.crc32(data), len(content), len(data))
        offset = len(body)
        body += struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields, len(name), 0) + name + content
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, *fields, len(name), 0, 0, 0, 0, 0, offset
        )
        directory += name
    count = len(entries)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def names(data: bytes) -> list[str]:
    return [member.name for member in members(data)]


@pytest.mark.parametrize(
    ("raw", "flags", "expected"),
    [
        pytest.param("③ 국세.pdf".encode("cp949"), 0, "③ 국세.pdf", id="CP949 without a word"),
        pytest.param("서류/뷁.pdf".encode("cp949"), 0, "서류/뷁.pdf", id="CP949 beyond EUC-KR"),
        pytest.param("국세.pdf".encode(), 0, "국세.pdf", id="UTF-8 without its flag"),
        pytest.param("국세.pdf".encode(), 0x800, "국세.pdf", id="UTF-8 with its flag"),
        pytest.param(
            unicodedata.normalize("NFD", "국세.pdf").encode(), 0, "국세.pdf", id="letters apart"
        ),
        pytest.param(b"..\\..\\etc\\a.pdf", 0, "etc/a.pdf", id="leaves its folder"),
        pytest.param(b"C:/a/./b.pdf", 0, "a/b.pdf", id="names a drive"),
        pytest.param(b"/abs.pdf", 0, "abs.pdf", id="begins at the root"),
    ],
)
def test_member_names_are_what_the_sender_saw(raw: bytes, flags: int, expected: str) -> None:
    assert names(packed((raw, PDF, flags))) == [expected]


def test_members_of_one_name_are_all_kept_and_litter_is_not() -> None:
    data = packed(
        (b"scan.pdf", PDF, 0),
        (b"scan.pdf", PDF + b"2", 0),
        (b"__MACOSX/._scan.pdf", b"x", 0),
        (b"a/.DS_Store", b"x", 0),
        (b"Thumbs.db", b"x", 0),
    )

    assert [member.data for member in members(data)] == [PDF, PDF + b"2"]


@pytest.mark.parametrize(
    ("data", "limits", "refusal"),
    [
        pytest.param(packed((b"a", PDF, 1)), Limits(), EncryptedFile, id="password"),
        pytest.param(packed((b"a", PDF, 0))[:-30], Limits(), DamagedFile, id="cut off"),
        pytest.param(
            packed((b"a", PDF, 0)).replace(PDF, PDF[::-1], 1), Limits(), DamagedFile, id="checksum"
        ),
        pytest.param(
            packed((b"a", PDF, 0), method=77), Limits(), UnsupportedFile, id="an unknown packing"
        ),
        pytest.param(
            packed(*[(b"a", PDF, 0)] * 6), Limits(members=5), TooLargeFile, id="too many members"
        ),
        pytest.param(
            packed((b"a", PDF * 9, 0)), Limits(total_bytes=40), TooLargeFile, id="too many bytes"
        ),
        pytest.param(
            packed((b"a", bytes(1 << 20), 0), method=8),
            Limits(free_bytes=1 << 16),
            HostileFile,
            id="unpacks a thousandfold",
        ),
    ],
)
def test_an_archive_is_refused_for_what_is_wrong_with_it(
    data: bytes, limits: Limits, refusal: type[UnreadableFile]
) -> None:
    with pytest.raises(refusal):
        list(members(data, limits))


def test_members_that_share_bytes_are_hostile() -> None:
    one = packed((b"a", PDF, 0))
    start = one.index(b"PK\x01\x02")
    directory = one[start : one.index(b"PK\x05\x06")]
    twice = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, 2 * len(directory), start, 0)

    with pytest.raises(HostileFile):
        list(members(one[:start] + directory * 2 + twice))


def test_what_can_be_read_comes_before_what_is_refused() -> None:
    data = packed((b"open.pdf", PDF, 0), (b"locked.pdf", PDF, 1))

    found = list(unpack(data, "서류.zip"))

    assert [(item.name, type(item.refusal)) for item in found] == [
        ("서류.zip/open.pdf", type(None)),
        ("서류.zip", PasswordArchive),
    ]


def test_one_bad_archive_never_costs_its_siblings() -> None:
    bad = packed((b"x.pdf", PDF, 0))[:-30]
    good = packed((b"y.pdf", PDF, 0))
    mail = b"From: a@b.example\nSubject: fw\nDate: x\n\nhello"

    found = list(
        unpack(packed((b"bad.zip", bad, 0), (b"good.zip", good, 0), (b"m.eml", mail, 0)), "z")
    )

    assert [(item.name, type(item.refusal)) for item in found] == [
        ("z/bad.zip", CutOffFile),
        ("z/good.zip/y.pdf", type(None)),
        ("z/m.eml", type(None)),
    ]


def test_archives_in_archives_end_somewhere() -> None:
    data = packed((b"a.pdf", PDF, 0))
    for _ in range(5):
        data = packed((b"n.zip", data, 0))

    (found,) = unpack(data, "z")

    assert isinstance(found.refusal, HostileFile)


def test_an_empty_archive_is_reported() -> None:
    (found,) = unpack(packed(), "빈.zip")

    assert isinstance(found.refusal, DamagedFile)


def test_what_is_no_container_stays_as_it_is() -> None:
    assert [(item.name, item.data) for item in unpack(PDF, "a.pdf")] == [("a.pdf", PDF)]


# -- mail -----------------------------------------------------------------------------------


def mail(*lines: bytes, body: bytes = b"text") -> message.Mail:
    return message.parse(b"\r\n".join(lines) + b"\r\n\r\n" + body)


WORDS = b"=?ks_c_5601-1987?B?" + base64.b64encode("뷁 신청서".encode("cp949")) + b"?="


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        pytest.param(WORDS, "뷁 신청서", id="encoded word that says EUC-KR and is CP949"),
        pytest.param("신청서 제출".encode("cp949"), "신청서 제출", id="raw CP949"),
        pytest.param("신청서 제출".encode(), "신청서 제출", id="raw UTF-8"),
        pytest.param(
            b"=?utf-8?B?7Iug?=\r\n =?utf-8?B?7LKt?=", "신청", id="two words, no blank between"
        ),
        pytest.param(b"=?euc-kr?Q?=BD?= =?euc-kr?Q?=C5?=", "신", id="a letter cut in two"),
        pytest.param(b"a\x00b\xe2\x80\xaec", "a b c", id="unseen characters"),
        pytest.param(unicodedata.normalize("NFD", "국세").encode(), "국세", id="letters apart"),
    ],
)
def test_subjects(header: bytes, subject: str) -> None:
    assert mail(b"From: a@b.example", b"Subject: " + header).subject == subject


@pytest.mark.parametrize(
    ("header", "address"),
    [
        pytest.param(b"kim@firm.example", "kim@firm.example", id="bare"),
        pytest.param(WORDS + b" <kim@firm.example>", "kim@firm.example", id="with a name"),
        pytest.param(b"a@x.example, b@y.example", None, id="two addresses"),
        pytest.param(b"a@x.example)b@y.example", None, id="two readings"),
        pytest.param("김@firm.example".encode(), None, id="not ASCII"),
        pytest.param(b'"\\"' * 10_000 + b"a@b.example", None, id="built to stall a parser"),
        pytest.param(b"(" * 3_000 + b"a@b.example", None, id="nested comments"),
    ],
)
def test_a_sender_is_answered_only_when_beyond_doubt(header: bytes, address: str | None) -> None:
    assert mail(b"From: " + header, b"Subject: x").sender == address


def test_two_from_headers_are_no_sender() -> None:
    assert mail(b"From: a@x.example", b"From: b@x.example").sender is None


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        pytest.param("Tue, 13 May 2025 18:00:00 +0900", "2025-05-13T18:00:00+09:00", id="offset"),
        pytest.param("Tue, 13 May 2025 18:00:00 KST", "2025-05-13T18:00:00+09:00", id="KST"),
        pytest.param("Tue, 13 May 2025 09:00:00 -0000", "2025-05-13T09:00:00+00:00", id="UTC"),
        pytest.param("Tue, 13 May 2025 18:00:00", None, id="no zone says nothing"),
        pytest.param("Tue, 13 May 99999999999 18:00:00 +0900", None, id="no such year"),
    ],
)
def test_the_topmost_received_header_is_the_arrival(stamp: str, expected: str | None) -> None:
    lines = (f"Received: from a by b; {stamp}", "Received: x; Mon, 1 Jan 2024 00:00:00 +0900")

    found = mail(*(line.encode() for line in lines), b"From: a@b.example").received

    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        pytest.param((b"Auto-Submitted: auto-replied (vacation)",), "auto-submitted", id="robot"),
        pytest.param((b"Return-Path: <>",), "empty-return-path", id="empty envelope sender"),
        pytest.param((b"List-Id: <a.b>",), "list", id="list"),
        pytest.param((b"Precedence: bulk",), "bulk", id="bulk"),
        pytest.param((b"Content-Type: multipart/report; boundary=x",), "bounce", id="report"),
        pytest.param((b"X-Auto-Response-Suppress: OOF, DR",), "suppressed", id="do not answer"),
        pytest.param(("Subject: 부재중 안내".encode(),), "out-of-office", id="vacation, Korean"),
    ],
)
def test_marks_that_forbid_an_answer(lines: tuple[bytes, ...], mark: str) -> None:
    assert mail(b"From: kim@firm.example", *lines).marks == (mark,)


def test_a_person_bears_no_mark_and_our_own_mail_does() -> None:
    person = mail(
        b"From: Kim <kim@firm.example>", b"Auto-Submitted: no", b"Return-Path: <k@x.example>"
    )
    ours = message.parse(b"From: Intake@kpc.example\r\n\r\nx", own=["intake@kpc.example"])
    daemon = mail(b"From: MAILER-DAEMON@x.example")

    assert (person.marks, ours.marks, daemon.marks) == ((), ("own",), ("no-reply",))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        pytest.param(b'attachment; filename="' + WORDS + b'"', "뷁 신청서", id="encoded word"),
        pytest.param(b"attachment; filename=" + WORDS, "뷁 신청서", id="unquoted encoded word"),
        pytest.param(
            b"attachment; filename*=UTF-8''%EA%B5%AD%EC%84%B8.pdf", "국세.pdf", id="RFC 2231"
        ),
        pytest.param(
            b"attachment; filename*0*=euc-kr''%B1%B9;\r\n filename*1*=%BC%BC.pdf",
            "국세.pdf",
            id="RFC 2231 in pieces",
        ),
        pytest.param('attachment; filename="국세.pdf"'.encode("cp949"), "국세.pdf", id="raw CP949"),
    ],
)
def test_attachment_names(header: bytes, name: str) -> None:
    (part,) = mail(b"From: a@b.example", b"Content-Disposition: " + header).parts

    assert (part.name, part.body) == (name, False)


def test_every_leaf_is_a_part_also_inside_attached_mails() -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "a@firm.example", "서류/제출"
    inner.set_content("see attached")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="국세.pdf")
    outer = MIMEMultipart()
    outer["From"], outer["Subject"] = "b@firm.example", "FW"
    outer.attach(MIMEApplication(PDF))
    holder = MIMEApplication(inner.as_bytes())  # base64, which the standard forbids and is sent
    holder.replace_header("Content-Type", "message/rfc822")
    outer.attach(holder)

    parts = message.parse(outer.as_bytes()).parts

    assert [(part.path, part.name, part.body) for part in parts] == [
        ("1", None, False),
        ("2.1", "서류∕제출.eml/", True),
        ("2.2", "서류∕제출.eml/국세.pdf", False),
    ]
    assert parts[2].data == PDF


def test_text_and_links_come_from_html_too() -> None:
    page = '<html><body><p>대용량 첨부</p><a href="https://big.example/d?fid=1">받기</a><script>x</script>'
    found = mail(
        b"From: a@b.example",
        b"Content-Type: text/html; charset=ks_c_5601-1987",
        body=page.encode("cp949"),
    )

    assert (found.text, found.links) == ("대용량 첨부\n받기", ("https://big.example/d?fid=1",))


def test_undecodable_base64_is_kept_and_named() -> None:
    found = mail(b"From: a@b.example", b"Content-Transfer-Encoding: base64", body=b"!!!")

    assert (found.defects, found.parts[0].data) == (("bad-base64",), b"!!!")


def test_a_part_bomb_still_has_its_headers() -> None:
    body = b"--b\r\n\r\nx\r\n" * 5_000 + b"--b--"
    found = mail(b"From: a@b.example", b"Content-Type: multipart/mixed; boundary=b", body=body)

    assert (found.sender, found.parts, found.defects) == ("a@b.example", (), ("too-many-parts",))


def multiparts(depth: int) -> bytes:
    """Return the parts of a mail, a PDF and *depth* multiparts in one another."""
    opened = b"".join(
        b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (level, level + 1)
        for level in range(depth)
    )
    closed = b"".join(b"\r\n--%d--\r\n" % level for level in range(depth, -1, -1))
    return b"--0\r\nContent-Type: application/pdf\r\n\r\n" + PDF + b"\r\n" + opened + closed


@pytest.mark.parametrize("depth", [25, 200, 1_500])
def test_parts_nested_too_deep_are_told_and_end_no_reader(depth: int) -> None:
    headers = (b"From: a@b.example", b"Content-Type: multipart/mixed; boundary=0")
    body = multiparts(depth)
    found = mail(*headers, body=body)
    (*beside, deep) = unpack(b"\r\n".join((*headers, b"Subject: x", b"", body)), "전달.eml")

    assert (found.sender, "too-deep" in found.defects) == ("a@b.example", True)
    assert isinstance(deep.refusal, NestedTooDeep)
    if depth < 1_000:
        assert found.parts[0].data.rstrip() == PDF.rstrip()
        assert beside[0].data.rstrip() == PDF.rstrip()


def test_a_mail_cut_off_says_so() -> None:
    found = mail(
        b"From: a@b.example", b"Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n\r\nx"
    )

    assert found.defects == ("cut-off",)


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"no header at all"])
def test_bytes_without_a_header_are_no_mail(raw: bytes) -> None:
    with pytest.raises(message.UnparsableMail):
        message.parse(raw)


def test_hostile_content_types_cost_nothing() -> None:
    for value in (b"(" * 1_200, b'a="' + b'\\"' * 20_000 + b'"', b"text/plain; " + b"a=b;" * 5_000):
        assert mail(b"From: a@b.example", b"Content-Type: " + value).sender == "a@b.example"


def test_an_attached_mail_is_unpacked_under_its_name() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Date"] = "a@b.example", "제출", "x"
    outer.set_content("body")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("국세.pdf", PDF)
    outer.add_attachment(buffer.getvalue(), maintype="application", subtype="zip", filename="a.zip")

    assert [item.name for item in unpack(outer.as_bytes(), "전달.eml")] == [
        "전달.eml/a.zip/국세.pdf"
    ]
