"""Every part of every mail: what was sent is read, ignored with a reason, or set aside."""

from __future__ import annotations

import email
import hashlib
from base64 import b64encode, encodebytes
from collections.abc import Callable
from pathlib import Path

import pytest
from attached import ROWS, Sent, compose
from attached.letters import signed
from attached.papers import certificate, run
from specimens.applicants import APPLICANTS

from extractors.formats.limits import SAFE
from extractors.formats.mail import message, transfer
from extractors.model import File
from pipeline.arrival.accounting import account_of
from pipeline.arrival.opening import Opened, open_mail
from pipeline.store.blobs import Blobs

HEAD = b"From: a@gaon.example\r\nSubject: x\r\nDate: Mon, 12 May 2025 10:00:00 +0900\r\n"
PAPER = certificate()
ATTACHED = b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: '
NOISE = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(200))


def part(data: bytes = PAPER, encoding: bytes = b"base64") -> bytes:
    return ATTACHED + encoding + b"\r\n\r\n" + encodebytes(data).replace(b"\n", b"\r\n")


def quoted(data: bytes) -> bytes:
    """Return *data* in quoted-printable, every byte that is no letter encoded."""
    signs = ["=" + f"{b:02X}" if not 47 < b < 58 and not 64 < b < 91 else chr(b) for b in data]
    lines = ("".join(signs[at : at + 24]) for at in range(0, len(signs), 24))
    return "=\r\n".join(lines).encode()


def several(*parts: bytes, kind: bytes = b"mixed", after: bytes = b"", end: bytes = b"--") -> bytes:
    """Put *parts* together by hand, as a mail program would."""
    body = b"".join(b"--b\r\n" + one + b"\r\n" for one in parts)
    return (
        b"Content-Type: multipart/" + kind + b"; boundary=b\r\n\r\n" + body + b"--b" + end + after
    )


LETTER = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "안녕하십니까.".encode()


def opened(raw: bytes, root: Path) -> Opened:
    blobs = Blobs(root)
    return open_mail(blobs.put(raw), root, (), SAFE)


def found(raw: bytes, root: Path) -> list[File]:
    return list(opened(raw, root).files)


def papers(files: list[File]) -> int:
    whole = hashlib.sha256(PAPER).hexdigest()
    return sum(file.sha256 == whole and file.state == "read" for file in files)


WAYS: dict[str, Callable[[], bytes]] = {
    "after the closing boundary": lambda: several(LETTER, after=b"\r\n--b\r\n" + part() + b"--b--"),
    "after it, under another boundary": lambda: several(
        LETTER, after=b"\r\n--c\r\n" + part() + b"--c--\r\n"
    ),
    "before the first boundary": lambda: several(LETTER).replace(
        b"boundary=b\r\n\r\n", b"boundary=b\r\n\r\n--z\r\n" + part() + b"--z--\r\n"
    ),
    "under another boundary than the header's": lambda: several(LETTER, part()).replace(
        b"boundary=b", b"boundary=lost"
    ),
    "under a boundary that no header names": lambda: several(LETTER, part()).replace(
        b"; boundary=b", b""
    ),
    "below headers that a blank line cut in two": lambda: b"\r\n" + several(LETTER, part()),
    "in the middle of a letter, with a boundary": lambda: (
        LETTER + b"\r\n--b\r\n" + part() + b"\r\n--b--\r\n"
    ),
    "in base64 in the middle of a letter": lambda: (
        LETTER + b"\r\n\r\n" + encodebytes(PAPER) + b"\r\n"
    ),
    "on one endless line of base64": lambda: LETTER + b"\r\n\r\n" + b64encode(PAPER),
    "as the only part": lambda: part(),
    "with blanks before the colons": lambda: (
        several(LETTER, part()).replace(b"Type:", b"Type :").replace(b"Encoding:", b"Encoding :")
    ),
    "in a multipart that is encoded itself": lambda: (
        b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(several(LETTER, part()).partition(b"\r\n\r\n")[2])
    ),
    "in a multipart within, of the same boundary": lambda: several(
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n", LETTER, part()
    ),
    "declared 7bit": lambda: several(LETTER, part(encoding=b"7bit")),
    "declared quoted-printable, and in base64": lambda: several(
        LETTER, part(encoding=b"quoted-printable")
    ),
    "declared base64, and not encoded": lambda: several(
        LETTER, ATTACHED + b"base64\r\n\r\n" + PAPER
    ),
    "declared base64 in a way of its own": lambda: several(LETTER, part(encoding=b'"BASE64" (x);')),
    "encoded twice": lambda: several(LETTER, part(b64encode(PAPER))),
    "declared 7bit, and in quoted-printable": lambda: several(
        LETTER, ATTACHED + b"7bit\r\n\r\n" + quoted(PAPER)
    ),
    "as a mail in a digest, which says no type": lambda: several(
        b"\r\n" + HEAD + part(), kind=b"digest"
    ),
    "in a mail in base64": lambda: several(
        LETTER,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(HEAD + several(LETTER, part())),
    ),
    "in a mail in base64 in a mail in quoted-printable": lambda: several(
        LETTER,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quoted(
            HEAD
            + several(
                b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + encodebytes(HEAD + several(LETTER, part()))
            )
        ),
    ),
    "as a mail by its declared type alone": lambda: several(
        LETTER,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(PAPER),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_paper_is_read_wherever_it_was_put(way: str, tmp_path: Path) -> None:
    raw = HEAD + WAYS[way]()

    result = opened(raw, tmp_path)

    assert papers(list(result.files)) == 1
    assert sum(share.size for share in result.mail.shares) == len(raw)
    assert not {"unread", "cut-off"} & set(result.mail.defects)


@pytest.mark.parametrize("newline", [b"\r", b"\n"], ids=["CR", "LF"])
def test_line_ends_of_other_machines(newline: bytes, tmp_path: Path) -> None:
    raw = (HEAD + several(LETTER, part())).replace(b"\r\n", newline)

    assert papers(found(raw, tmp_path)) == 1


@pytest.mark.parametrize("size", [1, 57, 100, 500, 1_000])
def test_base64_that_was_padded_piece_by_piece(size: int) -> None:
    pieces = (b64encode(PAPER[at : at + size]) for at in range(0, len(PAPER), size))

    assert transfer.from_base64(b"\n".join(pieces)) == PAPER


def test_signs_of_equality_that_a_gateway_put_at_line_ends_mean_nothing() -> None:
    encoded = b64encode(PAPER)
    lines = (encoded[at : at + 75] for at in range(0, len(encoded), 75))

    assert transfer.from_base64(b"=\n".join(lines)) == PAPER


# ── signed as a whole ────────────────────────────────────────────────────────────────


def signed_mail(data: bytes) -> bytes:
    return (
        HEAD
        + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(data)
    )


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="RSA"),
        pytest.param(("-keyopt", "rsa_padding_mode:pss"), id="RSA with PSS"),
        pytest.param(("-stream",), id="in pieces of no stated length"),
        pytest.param(("-noattr",), id="without attributes"),
        pytest.param(("-md", "sha512", "-keyid"), id="SHA-512, the key named by its digest"),
    ],
)
def test_what_was_signed_is_read_and_the_signature_noted(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    content = several(LETTER, part())
    raw = signed_mail(signed(tmp_path, "-nodetach", *options, content=content))

    note, *files = found(raw, tmp_path / "blobs")

    assert papers(files) == len(files) == 1
    assert (note.name, note.state) == ("smime.p7m", "ignored")
    assert note.reason is not None
    assert "서명한 뒤 바뀌지 않음(서명자: gaon.example)" in note.reason


@pytest.mark.parametrize("curve", ["prime256v1", "secp384r1"])
def test_signatures_on_curves(curve: str, tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_bytes(several(LETTER, part()))
    key = ("-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-nodes")
    names = ("-keyout", "k.pem", "-out", "c.pem", "-subj", "/CN=x")
    run(tmp_path, "openssl", "req", "-x509", *key, *names)
    who = ("-signer", "c.pem", "-inkey", "k.pem", "-outform", "DER", "-binary", "-nodetach")
    run(tmp_path, "openssl", "cms", "-sign", "-in", "m.txt", *who, "-out", "m.p7")

    note, *files = found(signed_mail((tmp_path / "m.p7").read_bytes()), tmp_path / "blobs")

    assert papers(files) == 1
    assert "바뀌지 않음" in str(note.reason)


def test_a_signature_that_does_not_fit_is_for_a_person_and_hides_nothing(tmp_path: Path) -> None:
    content = several(LETTER, part())
    data = signed(tmp_path, "-nodetach", content=content)
    changed = data.replace("안녕".encode(), "변경".encode())

    note, *files = found(signed_mail(changed), tmp_path / "blobs")

    assert changed != data
    assert (note.state, note.reason, note.flaw) == ("unreadable", "odd", "broken-signature")
    assert papers(files) == 1


def test_a_signed_file_is_itself_whatever_it_is_called(tmp_path: Path) -> None:
    data = signed(tmp_path, "-nodetach", content=PAPER)

    files = found(compose([Sent({"국세.pdf.p7m": data})]), tmp_path / "blobs")

    assert papers(files) == 1


def test_a_signature_cut_off_is_damaged(tmp_path: Path) -> None:
    data = signed(tmp_path, "-nodetach", content=several(LETTER, part()))

    (file,) = found(signed_mail(data[: len(data) // 2]), tmp_path / "blobs")

    assert (file.state, file.reason) == ("unreadable", "damaged")


# ── the account ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        pytest.param(LETTER + b"\r\n" + encodebytes(NOISE), None, id="in a letter"),
        pytest.param(several(LETTER, after=b"\r\n" + encodebytes(NOISE)), None, id="at the end"),
        pytest.param(several(LETTER, part(), end=b"-"), "cut-off-mail", id="the end is lost"),
    ],
)
def test_a_mail_with_bytes_that_became_nothing_is_odd(
    body: bytes, flaw: str | None, tmp_path: Path
) -> None:
    files = found(HEAD + body, tmp_path)

    assert [(f.name, f.reason, f.flaw) for f in files if f.state == "unreadable"] == [
        ("메일 원문.eml", "odd", flaw)
    ]


def test_a_program_s_own_letter_is_not_odd(tmp_path: Path) -> None:
    raw = HEAD + b"Auto-Submitted: auto-replied\r\n" + LETTER + b"\r\n" + encodebytes(NOISE)

    assert found(raw, tmp_path) == []


def account(raw: bytes, root: Path) -> dict[str, int]:
    result = opened(raw, root)
    told = account_of("", "a.eml", result.mail.shares, result.origins, result.files)
    assert told.read + told.ignored + told.set_aside == told.size == len(raw)
    assert sum(one.size for one in told.parts) == len(raw)
    return {one.became: one.size for one in told.parts if one.path and one.became != "read"}


def test_the_account_says_of_each_part_what_became_of_it(tmp_path: Path) -> None:
    raw = HEAD + several(
        LETTER,
        part(),
        b"Content-Type: message/partial; number=1; total=2\r\n\r\n" + bytes(18),
        b"Content-Type: application/applefile\r\n\r\n\0\5\x16\7" + bytes(90),
    )

    assert account(raw, tmp_path) == {"set-aside": 18, "ignored": 94}


def test_what_is_lost_within_an_encoding_sets_all_of_it_aside(tmp_path: Path) -> None:
    inner = encodebytes(HEAD + LETTER + b"\r\n" + encodebytes(NOISE)).strip()
    head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"

    assert account(HEAD + several(LETTER, head + inner), tmp_path) == {"set-aside": len(inner)}


@pytest.mark.parametrize("slug", ["five-mails", "troubled-files", "consultant-for-two"])
def test_all_bytes_of_a_sample_applicant_s_mails_are_read_or_told(slug: str) -> None:
    (applicant,) = [one for one in APPLICANTS if one.slug == slug]

    for raw, _ in applicant.mails:
        mail = message.parse(raw)

        assert sum(share.size for share in mail.shares) == len(raw)
        assert mail.defects == ()


@pytest.mark.parametrize("name", [row.what for row in ROWS if row.section == "letters"])
def test_no_part_that_the_standard_library_finds_is_missing(name: str, tmp_path: Path) -> None:
    (row,) = [row for row in ROWS if row.what == name]
    raw = compose([row.make(tmp_path)])
    leaves = [leaf for leaf in email.message_from_bytes(raw).walk() if not leaf.is_multipart()]
    attached = [leaf for leaf in leaves if leaf.get_content_maintype() not in ("text", "message")]

    mail = message.parse(raw)

    assert sum(not part.body for part in mail.parts) >= len(attached)
    assert sum(share.size for share in mail.shares) == len(raw)
