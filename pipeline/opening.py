"""The two slow steps on hostile bytes, as functions that a worker process runs.

`open_mail` takes a mail apart into files; `read_file` reads one of them.  Both write only
blobs and transcripts, which several writers may write, and never the ledger.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from extractors.errors import ExternalLink
from extractors.formats import kind_of, read, unpack
from extractors.formats.archive import Limits
from extractors.formats.links import host_of, large_attachments
from extractors.formats.message import Mail, Part, parse
from extractors.model import File, Frozen
from pipeline.blobs import Blobs
from pipeline.transcripts import write_transcript

LOGO_PIXELS = 600
"""A picture set into the writing is a logo below this many pixels on its longer side; a
photographed paper is larger."""
LOGO = "메일 본문에 들어 있는 작은 그림(서명 로고 등)"
PICTURES = frozenset(("jpeg", "png", "gif", "bmp", "webp"))


class Opened(Frozen):
    """What a mail says of itself (its parts left out), and every file that it brought."""

    mail: Mail
    files: tuple[File, ...]


def open_mail(sha256: str, blobs: Path, own: tuple[str, ...], limits: Limits) -> Opened:
    """Take the mail *sha256* apart; it and every file in it are blobs below *blobs*.

    What cannot be unpacked is a file with its reason and costs no other part.

    Raises:
        UnparsableMail: nothing can be made of it.
        DamagedBlob: the stored mail is not what was stored.
    """
    store = Blobs(blobs)
    mail = parse(store.get(sha256), own=own)
    files = [file for part in mail.parts if not part.body for file in files_of(part, store, limits)]
    if not mail.automatic:
        files += [_linked(link, store) for link in large_attachments(mail.links)]
    return Opened(mail=mail.model_copy(update={"parts": ()}), files=tuple(files))


def _linked(link: str, store: Blobs) -> File:
    """Return a file that was kept elsewhere: what is stored of it is its address."""
    data = link.encode()
    return File(
        sha256=store.put(data),
        name=f"대용량 첨부 링크 ({host_of(link)})",
        size=len(data),
        kind="text",
        state="unreadable",
        reason=ExternalLink.reason,
    )


def open_file(path: Path, blobs: Path, limits: Limits) -> tuple[File, ...]:
    """Take one file of a person's own apart as if it had been attached."""
    part = Part(
        path="1", name=path.name, type="", data=path.read_bytes(), inline=False, content_id=None
    )
    return tuple(files_of(part, Blobs(blobs), limits))


def files_of(part: Part, store: Blobs, limits: Limits) -> Iterator[File]:
    """Yield every file in *part*, stored; none of them read yet."""
    name = part.name or f"이름 없는 첨부 {part.path}"
    for item in unpack(part.data, name, limits):
        refused = item.refusal.reason if item.refusal else None
        logo = LOGO if not refused and _is_logo(part) else None
        yield File(
            sha256=store.put(item.data),
            name=item.name,
            size=len(item.data),
            kind=kind_of(item.data),
            state="unreadable" if refused else "ignored" if logo else "read",
            reason=refused or logo,
        )


def _is_logo(part: Part) -> bool:
    """Tell whether *part* is a small picture set into the writing of a mail."""
    if not (part.inline or part.content_id) or kind_of(part.data) not in PICTURES:
        return False
    try:
        with Image.open(io.BytesIO(part.data)) as picture:
            return max(picture.size) < LOGO_PIXELS
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


def read_file(sha256: str, name: str, blobs: Path, transcript: Path) -> None:
    """Read the file *sha256*, called *name*, and store its transcript.

    Raises:
        UnreadableFile: why it cannot be read, for the applicant.
        DamagedBlob: the stored file is not what was stored.
        MissingTool: Tesseract or its data is not installed.
    """
    write_transcript(read(Blobs(blobs).get(sha256), name), transcript)
