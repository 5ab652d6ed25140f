"""The parts of a mail: its letters, and every file that it brings, whatever it is wrapped in.

Nothing is decided by Content-Disposition or a declared type alone: every leaf becomes a
`Part`, also inside attached, encoded and signed mails, after a closing boundary, and in a
letter's own text.  What becomes nothing is told as `Share` of its own, so that the bytes of a
mail add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from email.message import Message
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from extractors.errors import (
    BrokenSignature,
    DamagedFile,
    FileBehindLink,
    SplitMail,
    UnreadableFile,
)
from extractors.formats.kinds import kind_of
from extractors.formats.limits import Member
from extractors.formats.mail import apple, enclosed, headers, mime, transfer
from extractors.model import Frozen

if TYPE_CHECKING:
    from extractors.formats.mail import smime

MOST_PARTS = mime.MOST_ENTITIES
DEEPEST = mime.DEEPEST
LEAST_FILE = 1_000
"""Encoded bytes of which nothing could be made are no attachment below this."""

YENC = re.compile(rb"^=ybegin [^\r\n]*size=\d", re.M)
"""Begins a file in an encoding of Usenet, which is not taken apart here."""

BOUNCE_TYPES = frozenset(
    (
        "multipart/report",
        "message/delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
    )
)
PAGE, ELSEWHERE, PIECE = "text/html", "message/external-body", "message/partial"
WRITTEN = frozenset(("text/plain", PAGE, *BOUNCE_TYPES))
WRITINGS = frozenset(("text", "html", "empty", "eml"))
"""What a piece of writing may look like; one that quotes headers looks like a mail."""

SIGNATURE = "메일의 전자서명(S/MIME)"

Use = Literal["frame", "letter", "file", "unread"]
Refusal = type[UnreadableFile]


class Part(Frozen):
    """One leaf of a mail.

    ``path`` numbers it as IMAP does (``1.2``).  ``name`` is as sent, NFC, after the subjects
    of the attached mails it stands in: ``회신.eml/증명서.pdf``.  ``type`` is what was declared.
    ``body`` says that it is the writing of a mail, not something that was attached, ``ignored``
    why nobody need look at it, ``refusal`` that it cannot be had: ``data`` is then where it
    was left, or what stands in its place.
    """

    path: str
    name: str | None
    type: str
    data: bytes
    inline: bool = False
    content_id: str | None = None
    body: bool = False
    ignored: str | None = None
    refusal: Refusal | None = None

    @property
    def as_member(self) -> Member:
        """The file that it is, under a name in any case."""
        name = self.name or f"이름 없는 첨부 {self.path}"
        name = f"{name}이름 없는 첨부" if name.endswith("/") else name
        inline = self.inline or self.content_id is not None
        refusal = self.refusal() if self.refusal else None
        return Member(name, self.data, inline, refusal, self.ignored)


class Share(Frozen):
    """Bytes of a mail and what they are: its ``frame`` (headers, boundaries), a ``letter``, a
    ``file``, or ``unread``, of which nothing could be made.

    ``path`` is that of the part; what came out of it has a path that begins with it.  What is
    unread within an encoding has no size: its bytes are those of what held it.
    """

    path: str
    size: int
    use: Use


class Contents:
    """What one mail holds, while it is gone through.

    ``shares`` add up to the length of the mail.  ``defects`` are those of `message.Mail`.

    Raises:
        TooManyEntities: there are more parts than MOST_PARTS.
    """

    def __init__(self, raw: bytes) -> None:
        self.parts: list[Part] = []
        self.shares: list[Share] = []
        self.defects: list[str] = []
        top = mime.take_apart(raw)
        self.message = top.message
        self.types = frozenset(entity.message.get_content_type() for entity in top.walk())
        self._top = top
        self._entity(top, "", "", 0, counted=True)

    def _share(self, path: str, size: int, use: Use, *, counted: bool) -> None:
        if use == "unread" and size:
            self.defects.append("unread")
        if size and (counted or use == "unread"):
            self.shares.append(Share(path=path or "1", size=size if counted else 0, use=use))

    def _entity(
        self, entity: mime.Entity, path: str, folder: str, depth: int, *, counted: bool
    ) -> None:
        """Go through *entity*; *folder* is what the names of its files begin with.

        What came out of an encoding is not *counted*: its bytes are those of what held it.
        """
        self._share(path, entity.frame, "frame", counted=counted)
        self._share(path, entity.unread, "unread", counted=counted)
        if entity.flaw == "cut-off" and entity is not self._top:
            self.defects.append("cut-off-part")
        elif entity.flaw:
            self.defects.append(entity.flaw)
        if depth > DEEPEST or entity.flaw == "too-deep":
            self.defects.append("too-deep")
            self._share(path, len(entity.body), "unread", counted=counted)
            return
        if entity.message.get_content_type() in mime.LETTERS and entity.children:
            self._mail(entity.children[0], path, folder, depth + 1, counted=counted)
        elif entity.children:
            for number, child in enumerate(entity.children, start=1):
                inner = f"{path}.{number}".lstrip(".")
                self._entity(child, inner, folder, depth + 1, counted=counted)
        else:
            self._leaf(entity, path or "1", folder, depth, counted=counted)
        for number, text in enumerate(entity.between, start=len(entity.children) + 1):
            inner = f"{path}.{number}".lstrip(".")
            self._between(text, inner, folder, depth, counted=counted)

    def _mail(
        self, entity: mime.Entity, path: str, folder: str, depth: int, *, counted: bool
    ) -> None:
        title = headers.subject_of(entity.message).replace("/", "∕") or "제목 없음"
        self._entity(entity, path, f"{folder}{title}.eml/", depth, counted=counted)

    def _leaf(
        self, entity: mime.Entity, path: str, folder: str, depth: int, *, counted: bool
    ) -> None:
        message, declared = entity.message, entity.message.get_content_type()
        data = transfer.decode(entity.body, mime.encoding_of(message))
        if data is None:
            self.defects.append("bad-base64")
            data = entity.body
        if (inner := _wrapped(message, declared, data)) is not None:
            self._share(path, len(entity.body), "file", counted=counted)
            if declared in mime.LETTERS:
                self._mail(inner, path, folder, depth + 1, counted=False)
            else:
                self._entity(inner, path, folder, depth + 1, counted=False)
            return
        part = _part(message, declared, data, path, folder)
        if part.body:
            self._letter(part, len(entity.body), depth, counted=counted)
        else:
            self._share(path, len(entity.body), "file", counted=counted)
            self._file(part, folder, depth)

    def _file(self, part: Part, folder: str, depth: int) -> None:
        """Add a file; a whole mail that was signed is gone through."""
        opened = None
        if kind_of(part.data) == "signed":
            with suppress(DamagedFile):
                from extractors.formats.mail import smime

                opened = smime.open_signed(part.data)
        if opened is not None and (opened.content is None or mime.is_part(opened.content)):
            self._add(part.model_copy(update=state_of(opened)._asdict()))
            if opened.content is not None:
                inner = mime.take_apart(opened.content)
                self._entity(inner, f"{part.path}.1", folder, depth + 1, counted=False)
            return
        text = part.data
        files: tuple[enclosed.Enclosed, ...] = ()
        if kind_of(text) == "text":
            text, files = enclosed.take_out(text, html=False)
        if text.strip() or not files:
            self._add(part.model_copy(update={"data": text}))
        self._enclosed(part, files)

    def _letter(self, part: Part, size: int, depth: int, *, counted: bool) -> None:
        """Add a piece of writing, and after it what stands in it: files, or parts lost there."""
        text, files = enclosed.take_out(part.data, html=part.type == PAGE)
        runs = enclosed.encoded_runs(text)
        lost = mime.parts_in(text) if runs and depth < DEEPEST else None
        if lost is not None:
            text, lost.between = b"\n".join(lost.between), []
            runs = enclosed.encoded_runs(text)
        found = [transfer.unwrap(run) for run in runs]
        files += tuple(enclosed.Enclosed(None, one) for one in found if _is_file(one))
        unread = sum(len(one) for one in found if not _is_file(one))
        if foreign := YENC.search(text):
            unread += len(text) - foreign.start()
        self._share(part.path, min(unread, size), "unread", counted=counted)
        self._share(part.path, max(size - unread, 0), "letter", counted=counted)
        self._add(part.model_copy(update={"data": text}))
        self._enclosed(part, files)
        if lost is not None:
            folder = f"{part.name.rpartition('/')[0]}/" if part.name else ""
            self._entity(lost, part.path, folder, depth + 1, counted=False)

    def _between(self, text: bytes, path: str, folder: str, depth: int, *, counted: bool) -> None:
        """Go through what stands outside all parts: a remark, or parts with another boundary."""
        if len(text) < LEAST_FILE and not enclosed.is_uuencoded(text):
            self._share(path, len(text), "frame", counted=counted)
            return
        part = Part(path=path, name=folder or None, type="text/plain", data=text, body=True)
        bare = text.strip()
        if kind_of(bare) in (*WRITINGS, "unknown"):
            self._letter(part, len(text), depth, counted=counted)
        else:
            self._share(path, len(text), "file", counted=counted)
            self._file(part.model_copy(update={"data": bare, "body": False}), folder, depth)

    def _enclosed(self, part: Part, files: Iterable[enclosed.Enclosed]) -> None:
        folder = f"{part.name.rpartition('/')[0]}/" if part.name and "/" in part.name else ""
        for number, file in enumerate(files, start=1):
            self._add(
                Part(
                    path=f"{part.path}-{number}",
                    name=f"{folder}{file.name or ''}" if file.name or folder else None,
                    type="application/octet-stream",
                    data=file.data,
                    inline=True,
                )
            )

    def _add(self, part: Part) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise mime.TooManyEntities
        self.parts.append(part)


class State(NamedTuple):
    """What becomes of a signature when what it holds was taken out of it."""

    ignored: str | None
    refusal: Refusal | None


def state_of(opened: smime.SignedContent) -> State:
    """Return why nobody need look at a signature, or that somebody must."""
    if opened.holds is False:
        return State(None, BrokenSignature)
    said = ""
    if opened.content is not None:
        who = f"(서명자: {headers.present(opened.signer, 60)})" if opened.signer else ""
        held = f"서명한 뒤 바뀌지 않음{who}" if opened.holds else "서명이 맞는지는 확인하지 못함"
        said = f" – {held}"
    return State(f"{SIGNATURE}{said}", None)


def _is_file(data: bytes) -> bool:
    return kind_of(data) not in transfer.WORDLESS


def _wrapped(message: Message, declared: str, data: bytes) -> mime.Entity | None:
    """Return the mail or the parts that a leaf turned out to hold; None where it holds none."""
    if declared in mime.LETTERS:
        inner = mime.take_apart(data)
        return inner if inner.message.keys() else None
    if (
        message.get_content_maintype() == "multipart"
        and mime.encoding_of(message) not in mime.PLAIN
    ):
        return mime.parts_in(data, mime.boundary_of(message))
    return None


def _part(message: Message, declared: str, data: bytes, path: str, folder: str) -> Part:
    name = headers.file_name(message)
    disposition = headers.plain_value(message, "content-disposition").lower()
    content_id = headers.plain_value(message, "content-id", 250).strip("<> ") or None
    attached = disposition.startswith("attachment")
    written = declared in WRITTEN and not name and not attached
    kind = kind_of(data) if written else ""
    if kind == "unknown" and "content-type" in message:  # text in a charset of its own
        charset = headers.plain_value(message, "content-type").lower().partition("charset=")[2]
        data = headers.decode(data, charset.split(";")[0].strip(" \"'")).encode()
        kind = "text"
    # A part without a type counts as text by the standard, whatever it holds.
    body = kind in WRITINGS
    part = Part(
        path=path,
        name=f"{folder}{name or ''}" if name or folder else None,
        type=declared,
        data=data if body else transfer.unwrap(data),
        inline=disposition.startswith("inline") or (content_id is not None and not attached),
        content_id=content_id,
        body=body,
    )
    if declared == ELSEWHERE:
        return part.model_copy(update=_elsewhere(message, data, folder))
    if declared == apple.TYPE and kind_of(part.data) in (*transfer.WORDLESS, apple.FORKS_KIND):
        return part.model_copy(update={"ignored": apple.FORKS})
    if declared == PIECE:
        return part.model_copy(update={"refusal": SplitMail})
    return part


def _elsewhere(message: Message, data: bytes, folder: str) -> dict[str, Any]:
    """Return what a part says that only tells where a file was left (RFC 2046, 5.2.3; RFC 2017)."""

    def told(key: str) -> str:
        return headers.parameter_of(message, "content-type", key)

    address = re.sub(r"\s", "", told("url"))
    if not address:
        steps = (told("site") or told("server"), told("directory"), told("name"))
        address = f"{told('access-type')}:{'/'.join(step.strip('/') for step in steps if step)}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    name = headers.file_name(mime.headers_of(data)) or told("name").rpartition("/")[2]
    where = ", ".join(one for one in (name, host or told("site")) if one)
    return {
        "name": f"{folder}메일 밖에 둔 첨부 ({where or told('access-type') or '위치 미상'})",
        "data": address.encode(),
        "refusal": FileBehindLink,
    }
