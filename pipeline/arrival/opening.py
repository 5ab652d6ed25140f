"""The two slow steps on hostile bytes, as functions that a worker process runs.

`open_mail` takes a mail apart into files; `read_file` reads one of them.  Both write only
blobs and transcripts, which several writers may write, and never the ledger.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from concurrent.futures import Executor
from pathlib import Path

from PIL import Image

from extractors.documents import identify
from extractors.errors import CrashedReader, TooManyFiles
from extractors.formats import kind_of, read
from extractors.formats.limits import Limits
from extractors.formats.mail.links import left_elsewhere
from extractors.formats.mail.message import Mail, Part, UnparsableMail, oddity_of, parse, writings
from extractors.formats.passwords import Keys, hide
from extractors.formats.unpacking import Unpacked, unpack_item
from extractors.model import File, Frozen
from pipeline.exits import operator_trouble
from pipeline.store.blobs import Blobs
from pipeline.store.transcripts import write_transcript

MOST_FILES = 300
"""How many files of one mail are read; all of them are listed."""
LOGO_LONG, LOGO_SHORT = 600, 250
"""A picture set into the writing is a logo below this many pixels on its longer or on its
shorter side; a photographed paper is larger, a banner is long and low."""
LOGO = "메일 본문에 들어 있는 작은 그림(서명 로고 등)"
OUR_LETTER = "저희가 보낸 안내 메일"
AUTOMATIC = "자동으로 발송된 메일(안내 메일, 수신 확인 등)"
BEYOND = f"한 메일에서 읽는 파일 수({MOST_FILES}개)를 넘어 읽지 않은 파일"
PICTURES = frozenset(("jpeg", "png", "gif", "bmp", "webp"))


class Opened(Frozen):
    """What a mail says of itself (its parts left out), and every file that it brought.

    ``origins`` are the paths of the parts that brought them, "" for what the mail as a whole
    has to say.  The passwords that it tells are struck out of its subject and of the files'
    names.
    """

    mail: Mail
    files: tuple[File, ...]
    origins: tuple[str, ...] = ()


Found = tuple[str, File]
"""A file, after the path of the part that brought it."""


def open_mail(
    sha256: str, blobs: Path, own: tuple[str, ...], limits: Limits, *, careful: bool = False
) -> Opened:
    """Take the mail *sha256* apart; it and every file in it are blobs below *blobs*.

    What cannot be unpacked is a file with its reason and costs no other part.  A *careful*
    opening leaves out what only some documents need and what may end the process: trying
    passwords and looking for files inside a PDF.

    Raises:
        UnparsableMail: nothing can be made of it.
        DamagedBlob: the stored mail is not what was stored.
        MissingTool: a program that unpacks is not installed.
    """
    store = Blobs(blobs)
    raw = store.get(sha256)
    mail = parse(raw, own=own)
    keys = Keys() if careful else Keys(writings(mail))
    found: list[Found] = []
    for part in mail.parts:
        if not part.body:
            files = files_of(part, store, limits, keys=keys, own=own, careful=careful)
            found += [(part.path, file) for file in files]
    return _opened(sha256, len(raw), mail, found, store)


def open_part(
    sha256: str, blobs: Path, own: tuple[str, ...], limits: Limits, path: str
) -> tuple[File, ...]:
    """Take one part of the mail *sha256* apart, carefully; raises what `open_mail` raises."""
    store = Blobs(blobs)
    mail = parse(store.get(sha256), own=own)
    return tuple(
        file
        for part in mail.parts
        if part.path == path
        for file in files_of(part, store, limits, own=own, careful=True)
    )


def list_parts(sha256: str, blobs: Path, own: tuple[str, ...]) -> tuple[Mail, tuple[Found, ...]]:
    """Return what a mail says of itself, and each part with its path, as if it had crashed."""
    store = Blobs(blobs)
    mail = parse(store.get(sha256), own=own)
    parts = tuple(
        (part.path, _file(Unpacked(part.as_member.name, part.data, CrashedReader()), store))
        for part in mail.parts
        if not part.body
    )
    return mail.model_copy(update={"parts": ()}), parts


def open_piecemeal(
    workers: Executor, sha256: str, blobs: Path, own: tuple[str, ...], limits: Limits
) -> Opened:
    """Take apart a mail that could not be as a whole; only the part that fails is ``crashed``.

    It killed or stalled its worker, or met a fault of ours.  First carefully as a whole, then
    each part for itself.

    Raises:
        CrashedReader: even the mail alone, without its parts, ends the worker.
        UnparsableMail: nothing can be made of it.
    """
    try:
        careful = workers.submit(open_mail, sha256, blobs, own, limits, careful=True)
        return careful.result()
    except Exception as error:
        _raise_unless_of_the_mail(error)
    mail, parts = workers.submit(list_parts, sha256, blobs, own).result()
    found: list[Found] = []
    for path, crashed in parts:
        try:
            files = workers.submit(open_part, sha256, blobs, own, limits, path).result()
            found += [(path, file) for file in files]
        except Exception as error:
            _raise_unless_of_the_mail(error)
            found.append((path, crashed))
    store = Blobs(blobs)
    return _opened(sha256, store.path(sha256).stat().st_size, mail, found, store)


def _raise_unless_of_the_mail(error: Exception) -> None:
    """Raise what would be no better piece by piece."""
    if isinstance(error, UnparsableMail) or operator_trouble(error):
        raise error


def _opened(sha256: str, size: int, mail: Mail, found: list[Found], store: Blobs) -> Opened:
    """Add what the mail as a whole has to say: links, too many files, parts nobody can tell."""
    found = [
        (path, file.model_copy(update={"state": "ignored", "reason": BEYOND}))
        if number >= MOST_FILES and file.state == "read"
        else (path, file)
        for number, (path, file) in enumerate(found)
    ]
    refusal = TooManyFiles() if len(found) > MOST_FILES else oddity_of(mail)
    if refusal is not None:
        whole = File(
            sha256=sha256,
            name="메일 원문.eml",
            size=size,
            kind="eml",
            state="unreadable",
            reason=refusal.reason,
            flaw=refusal.flaw,
        )
        found.append(("", whole))
    found += [
        ("", _file(Unpacked(linked.name, linked.data, linked.refusal), store))
        for linked in left_elsewhere(mail)
    ]
    shown = mail.model_copy(update={"parts": (), "subject": hide(mail.subject)})
    return Opened(
        mail=shown,
        files=tuple(file for _, file in found),
        origins=tuple(path for path, _ in found),
    )


def open_file(path: Path, name: str, blobs: Path, limits: Limits) -> tuple[File, ...]:
    """Take one file of a person's own, called *name*, apart as if it had been attached."""
    data = path.read_bytes()
    part = Part(path="1", name=name, type="", data=data, inline=False, content_id=None)
    return tuple(files_of(part, Blobs(blobs), limits, keys=Keys([name])))


def open_locked(
    sha256: str, name: str, blobs: Path, limits: Limits, password: str
) -> tuple[File, ...]:
    """Open the stored file *sha256*, called *name*, with *password*; () where it stays locked.

    What comes out is stored without a lock; the password is kept nowhere.

    Raises:
        DamagedBlob: the stored file is not what was stored.
        MissingTool: a program that unpacks is not installed.
    """
    store = Blobs(blobs)
    part = Part(path="1", name=name, type="", data=store.get(sha256), inline=False, content_id=None)
    files = tuple(files_of(part, store, limits, keys=Keys(exact=[password])))
    return () if any(file.sha256 == sha256 for file in files) else files


def files_of(
    part: Part,
    store: Blobs,
    limits: Limits,
    *,
    keys: Keys | None = None,
    own: Collection[str] = (),
    careful: bool = False,
) -> Iterator[File]:
    """Yield every file in *part*, stored; none of them read yet."""
    for item in unpack_item(part.as_member, limits, keys=keys, careful=careful):
        yield _file(item, store, own)


def _file(item: Unpacked, store: Blobs, own: Collection[str] = ()) -> File:
    kind = kind_of(item.data)
    ignored = None if item.refusal else item.ignored or _needless(item, kind, own)
    return File(
        sha256=store.put(item.data),
        name="/".join(hide(step) for step in item.name.split("/")),
        size=len(item.data),
        kind=kind,
        state="unreadable" if item.refusal else "ignored" if ignored else "read",
        reason=item.refusal.reason if item.refusal else ignored,
        flaw=item.refusal.flaw if item.refusal else None,
    )


def _needless(item: Unpacked, kind: str, own: Collection[str]) -> str | None:
    """Say why nobody need read *item*; None where somebody must."""
    if item.inline and kind in PICTURES and _is_small(item.data):
        return LOGO
    if kind == "eml":
        try:
            letter = parse(item.data, own=own)
        except UnparsableMail:
            return None
        if letter.automatic:
            return OUR_LETTER if "own" in letter.marks else AUTOMATIC
    return None


def _is_small(data: bytes) -> bool:
    """Tell whether a picture is too small or too low for a paper."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return max(picture.size) < LOGO_LONG or min(picture.size) < LOGO_SHORT
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


def read_file(sha256: str, name: str, blobs: Path, transcript: Path) -> None:
    """Read the file *sha256*, called *name*, and store its transcript.

    Its papers are recognised once already here, where a file that makes this fail, stall or
    die costs no other.

    Raises:
        UnreadableFile: why it cannot be read, for the applicant.
        DamagedBlob: the stored file is not what was stored.
        MissingTool: Tesseract or its data is not installed.
    """
    words = read(Blobs(blobs).get(sha256), name)
    identify(words, sha256)
    write_transcript(words, transcript)
