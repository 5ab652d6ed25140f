"""Archives and passwords: what is tried, what is refused, and what is kept of it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from attached import SAMPLES, Sent, compose
from attached.containers import flagged, korean_windows
from attached.papers import NAME, certificate, lay_out, pack, run

from extractors.errors import (
    CutOffFile,
    DamagedFile,
    MissingTool,
    NestedTooDeep,
    OutOfProportion,
    PasswordArchive,
    TooManyMembers,
    UnpacksTooLarge,
    UnreadableFile,
)
from extractors.formats import fingerprint
from extractors.formats.containers.archive import members
from extractors.formats.limits import SAFE, Limits
from extractors.formats.passwords import Keys, hide, written
from extractors.formats.unpacking import unpack
from pipeline.arrival.opening import open_mail, open_piecemeal
from pipeline.arrival.receiving import facts_of
from pipeline.commands.offline import PassingDesk
from pipeline.settings import LimitSettings
from pipeline.store.blobs import Blobs
from pipeline.store.transcripts import Transcripts
from pipeline.workers import open_executor

NUMBERS = (
    "주식회사 가온해미 사업자등록번호 123-45-67891, 대표 김가온 1980년 3월 5일생, 010-2345-6789"
)


@pytest.mark.parametrize(
    ("text", "password"),
    [
        pytest.param("비밀번호는 gaon2025!입니다.", "gaon2025!", id="a sentence"),
        pytest.param("비번 : 2580", "2580", id="a colon"),
        pytest.param("압축 암호는 [Kd#2025] 입니다", "Kd#2025", id="brackets"),
        pytest.param("패스워드 → a1b2c3.", "a1b2c3", id="an arrow, and a full stop"),
        pytest.param("암호를 4321로 설정하였습니다", "4321", id="in the middle of a sentence"),
        pytest.param("kpc77 이 비밀번호입니다", "kpc77", id="before the word"),
        pytest.param(
            "파일 암호는 아래와 같습니다.\nqwer1234\n감사합니다", "qwer1234", id="next line"
        ),
        pytest.param("Password is: 'secret!'", "secret!", id="English"),
        pytest.param("PW 1234", "1234", id="two letters"),
        pytest.param("비밀번호(대표자 생년월일): 800305", "800305", id="behind an explanation"),
        pytest.param(f"비번은 사업자번호입니다. {NUMBERS}", "1234567891", id="business number"),
        pytest.param(f"비번은 사업자번호 뒤 5자리입니다. {NUMBERS}", "67891", id="its end"),
        pytest.param(f"암호는 대표자 생년월일 6자리. {NUMBERS}", "800305", id="day of birth"),
        pytest.param(f"암호는 대표자 생년월일 8자리. {NUMBERS}", "19800305", id="with its century"),
        pytest.param(f"암호는 휴대폰 뒷자리 4자리입니다. {NUMBERS}", "6789", id="telephone"),
    ],
)
def test_a_password_is_found_where_it_is_written(text: str, password: str) -> None:
    assert password in written(text)[:3]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("비밀번호는 따로 보내 드리겠습니다.", id="it comes later"),
        pytest.param("암호화 솔루션 AES256을 도입합니다.", id="encryption is no password"),
        pytest.param("비밀번호 없이 보냅니다. 2025-05-12", id="there is none"),
        pytest.param("비밀번호는 사업자번호입니다.", id="a number that is not written"),
        pytest.param("담당자 010-2345-6789", id="a number that nothing calls a password"),
    ],
)
def test_what_is_no_password_is_not_tried(text: str) -> None:
    assert written(text) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("서류(비번1234).zip", "서류(비번****).zip", id="a file's name"),
        pytest.param("신청서 (암호: abc!23) 제출", "신청서 (암호: ****) 제출", id="a subject"),
        pytest.param(
            "비밀번호 변경 [2025-0007]", "비밀번호 변경 [2025-0007]", id="a receipt number"
        ),
        pytest.param("비밀번호 2025-0007", "비밀번호 2025-0007", id="a receipt number behind it"),
        pytest.param("암호화 제품 소개.pdf", "암호화 제품 소개.pdf", id="another word"),
    ],
)
def test_a_password_is_struck_out_where_it_is_shown(text: str, shown: str) -> None:
    assert hide(text) == shown


def test_keys_never_print_themselves() -> None:
    assert "1234" not in repr(Keys(["비번 1234"]))


def test_the_password_that_opened_one_file_is_tried_first_on_the_next() -> None:
    keys = Keys(["비번 aaaa 비번 bbbb"])
    tried: list[str] = []

    def opens(password: str) -> bool:
        tried.append(password)
        return password == "bbbb"

    keys.first_that(opens)
    keys.first_that(opens)

    assert tried == ["aaaa", "bbbb", "bbbb"]


def test_a_password_is_kept_nowhere_but_in_the_mail(tmp_path: Path) -> None:
    secret = "gaon#4711"
    desk = tmp_path / "desk"
    desk.mkdir()
    data = pack(desk, "a.zip", NAME, options=("-tzip", "-mem=AES256", f"-p{secret}"))
    sent = [
        Sent(
            {f"서류_비번{secret}.zip": data}, subject=f"(비번: {secret})", text=f"암호는 {secret}"
        ),
        Sent({"문의.eml": f"From: a@b.example\nSubject: x\nDate: x\n\n암호 {secret}".encode()}),
    ]
    blobs = Blobs(tmp_path / "blobs")
    mail = blobs.put(compose(sent))

    opened = open_mail(mail, blobs.root, (), SAFE)

    with open_executor("inline", limits=LimitSettings()) as workers:
        bench = PassingDesk(blobs, Transcripts(tmp_path / "transcripts", fingerprint()), workers)
        read = bench._read(opened.files)
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and desk not in path.parents]
    letter = next(file.sha256 for file in read if file.name == "문의.eml")
    told = [path for path in kept if secret.encode() in path.read_bytes()]
    assert [file.state for file in read] == ["read", "read"]
    assert {path.name for path in told} == {mail, letter}  # the mail, and the mail in it, as sent
    assert secret not in f"{facts_of(opened.mail)}{read}"


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        pytest.param(replace(SAFE, members=1), TooManyMembers, id="files"),
        pytest.param(replace(SAFE, total_bytes=150_000), UnpacksTooLarge, id="bytes of all"),
        pytest.param(replace(SAFE, member_bytes=1_000), UnpacksTooLarge, id="bytes of one"),
        pytest.param(replace(SAFE, ratio=1, free_bytes=1), OutOfProportion, id="growth"),
        pytest.param(replace(SAFE, depth=0), NestedTooDeep, id="depth"),
    ],
)
@pytest.mark.parametrize("kind", ["zip", "7z"])
def test_each_limit_is_a_finding_of_its_own(
    kind: str, limits: Limits, refusal: type[UnreadableFile], tmp_path: Path
) -> None:
    data = pack(tmp_path, f"a.{kind}", "a.pdf", "b.pdf")

    assert type(list(unpack(data, "a", limits))[-1].refusal) is refusal


LIST, HEADERS = b"PK\x01\x02", b"PK\x03\x04"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: flagged(data), id="names called UTF-8"),
        pytest.param(lambda data: flagged(data, LIST), id="called so in the list alone"),
        pytest.param(lambda data: flagged(data, HEADERS), id="called so in the headers alone"),
        pytest.param(lambda data: data.replace(b".pdf", b".PDF", 1), id="two names for one file"),
        pytest.param(lambda data: data + bytes(100_000), id="zeros behind it"),
        pytest.param(lambda data: data + b"\r\n", id="a line end behind it"),
        pytest.param(lambda data: data + os.urandom(200_000) + b"PK\5\6", id="noise behind it"),
        pytest.param(lambda data: data + b"<html>" + b"x" * 70_000, id="a page behind it"),
        pytest.param(lambda data: b"\r\n" + data, id="a line end before it"),
        pytest.param(lambda data: bytes(900) + data, id="zeros before it"),
    ],
)
def test_a_zip_is_opened_as_every_program_opens_it(
    spoil: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    (data,) = korean_windows(tmp_path).files.values()

    (found,) = unpack(spoil(data), "a.zip")

    assert found.refusal is None
    assert found.name.casefold() == f"a.zip/{NAME}".casefold()
    assert found.data == certificate()


def test_a_file_behind_an_archive_is_a_file(tmp_path: Path) -> None:
    data = pack(tmp_path, "a.zip", "a.pdf") + certificate()

    assert [item.data for item in unpack(data, "a.zip")] == [certificate()] * 2


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param("③ 국세.pdf".encode("utf-16-le"), "③ 국세.pdf", id="UTF-16"),
        pytest.param(
            "納税証明書のコピー.pdf".encode("shift_jis"), "納税証明書のコピー.pdf", id="Japan"
        ),
        pytest.param("Résumé für Höhe.pdf".encode("cp1252"), "Résumé für Höhe.pdf", id="Europe"),
        pytest.param("국세 납세증명서.pdf".encode("cp949"), "국세 납세증명서.pdf", id="Korea"),
        pytest.param("국세.pdf".encode(), "국세.pdf", id="UTF-8 that is not called so"),
    ],
)
def test_names_in_the_alphabets_of_other_machines(raw: bytes, name: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x" * len(raw), b"1")
    data = file.getvalue().replace(b"x" * len(raw), raw)

    assert [member.name for member in members(data)] == [name]


def pinned(folder: Path, *, listed: bool = False) -> bytes:
    """Return a PDF of two sheets with the certificate pinned to the second one."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(certificate()))
    sheet = writer.add_blank_page(595, 842)
    if listed:
        writer.add_attachment("국세.pdf", certificate())
    content = pypdf.generic.DecodedStreamObject()
    content.set_data(certificate())
    content[pypdf.generic.NameObject("/Type")] = pypdf.generic.NameObject("/EmbeddedFile")
    held = pypdf.generic.DictionaryObject()
    held[pypdf.generic.NameObject("/F")] = writer._add_object(content)
    note = pypdf.generic.DictionaryObject()
    for key, value in (("/Type", "/Annot"), ("/Subtype", "/FileAttachment")):
        note[pypdf.generic.NameObject(key)] = pypdf.generic.NameObject(value)
    spec = pypdf.generic.DictionaryObject()
    spec[pypdf.generic.NameObject("/Type")] = pypdf.generic.NameObject("/Filespec")
    for key in ("/F", "/UF"):
        spec[pypdf.generic.NameObject(key)] = pypdf.generic.TextStringObject("국세.pdf")
    spec[pypdf.generic.NameObject("/EF")] = held
    note[pypdf.generic.NameObject("/FS")] = writer._add_object(spec)
    box = [pypdf.generic.NumberObject(n) for n in (20, 20, 40, 40)]
    note[pypdf.generic.NameObject("/Rect")] = pypdf.generic.ArrayObject(box)
    notes = pypdf.generic.ArrayObject([writer._add_object(note)])
    sheet[pypdf.generic.NameObject("/Annots")] = notes
    writer.write(folder / "a.pdf")
    return (folder / "a.pdf").read_bytes()


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("listed", [False, True], ids=["pinned alone", "listed as well"])
def test_a_file_pinned_to_a_sheet_of_a_pdf_is_taken_once(
    packed: bool, listed: bool, tmp_path: Path
) -> None:
    data = pinned(tmp_path, listed=listed)
    if packed:
        run(tmp_path, "qpdf", "--object-streams=generate", "a.pdf", "b.pdf")
        data = (tmp_path / "b.pdf").read_bytes()

    file, whole = unpack(data, "a.pdf")

    assert (file.name, file.data) == ("a.pdf/국세.pdf", certificate())
    assert whole.name == "a.pdf"


def test_limits_hold_for_rar_too() -> None:
    data = (SAMPLES / "rar3-solid.rar").read_bytes()

    (found,) = unpack(data, "a.rar", replace(SAFE, members=1))

    assert isinstance(found.refusal, TooManyMembers)


def test_the_limits_of_a_mail_hold_across_what_is_nested(tmp_path: Path) -> None:
    pack(tmp_path, "1.zip", "a.pdf", "b.pdf")
    run(tmp_path, "7zz", "a", "2.zip", "1.zip", "a.pdf")
    data = (tmp_path / "2.zip").read_bytes()

    items = list(unpack(data, "2.zip", replace(SAFE, members=3)))

    assert [(item.name, item.refusal) for item in items if item.refusal is None] == [
        ("2.zip/1.zip/a.pdf", None),
        ("2.zip/1.zip/b.pdf", None),
    ]
    assert isinstance(items[-1].refusal, TooManyMembers)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(("-t7z",), id="7z"),
        pytest.param(("-t7z", "-mhe=on"), id="7z with locked names"),
        pytest.param(("-tzip", "-mem=AES256"), id="ZIP, AES"),
        pytest.param(("-tzip", "-mem=ZipCrypto"), id="ZIP, the old way"),
    ],
)
def test_a_wrong_password_opens_nothing_and_a_right_one_all(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    data = pack(tmp_path, "a.bin", NAME, "b.pdf", options=(*options, "-pright"))

    wrong = list(unpack(data, "a", keys=Keys(["비번 wrong1"])))
    right = list(unpack(data, "a", keys=Keys(["비번 wrong1, 비번 right"])))

    assert [type(item.refusal) for item in wrong] == [PasswordArchive]
    assert [item.data for item in right] == [certificate()] * 2


def test_names_of_locked_files_are_what_the_sender_saw(tmp_path: Path) -> None:
    raw = NAME.encode("cp949")
    lay_out(tmp_path, raw)
    pid = os.spawnve(
        os.P_WAIT,
        "/bin/sh",
        [b"sh", b"-c", b'cd "$0" && zip -q -P 2580 a.zip "$1"', os.fsencode(tmp_path), raw],
        {"LC_ALL": "C", "PATH": os.defpath},
    )
    assert pid == 0

    (found,) = unpack((tmp_path / "a.zip").read_bytes(), "a.zip", keys=Keys(["암호 2580"]))

    assert (found.name, found.data) == (f"a.zip/{NAME}", certificate())


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        pytest.param(lambda data: data[:-20], CutOffFile, id="cut off"),
        pytest.param(lambda data: data[:60] + bytes(900) + data[960:], DamagedFile, id="holes"),
        pytest.param(lambda data: data[:32], CutOffFile, id="nothing but a beginning"),
    ],
)
def test_a_7z_is_refused_for_what_is_wrong_with_it(
    spoil: object, refusal: type[UnreadableFile], tmp_path: Path
) -> None:
    data = spoil(pack(tmp_path, "a.7z", NAME))  # type: ignore[operator]

    assert type(list(unpack(data, "a.7z"))[-1].refusal) is refusal


def test_without_its_program_an_archive_waits_for_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pack(tmp_path, "a.7z", NAME)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingTool, match="apt-get install"):
        list(unpack(data, "a.7z"))


def test_what_ends_the_worker_that_opens_a_mail_costs_no_other_part(tmp_path: Path) -> None:
    heavy = tmp_path / "heavy.bin"
    with heavy.open("wb") as file:
        for _ in range(1_280):
            file.write(os.urandom(16 << 10) * 12)  # shrinks to a twelfth
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(heavy, "무거운.bin")
    sent = Sent({"무거운.zip": (tmp_path / "a.zip").read_bytes(), "국세.pdf": certificate()})
    blobs = Blobs(tmp_path / "blobs")
    mail = blobs.put(compose([sent]))
    tight = LimitSettings(memory_bytes=950 << 20)

    with open_executor("processes:1", limits=tight) as workers:
        opened = open_piecemeal(workers, mail, blobs.root, (), SAFE)

    assert [(file.name, file.state, file.reason) for file in opened.files] == [
        ("무거운.zip", "unreadable", "crashed"),
        ("국세.pdf", "read", None),
    ]
