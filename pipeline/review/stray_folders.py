"""Mails outside all dossiers, as folders: the mail as it came, and why it is here."""

from __future__ import annotations

from pathlib import Path

from pipeline.review import StrayMail
from pipeline.review.file_names import short


def stray_folders(mails: tuple[StrayMail, ...]) -> dict[str, bytes | Path]:
    """Return the folders of mails outside all dossiers: the mail, and why it is here."""
    content: dict[str, bytes | Path] = {}
    for mail in mails:
        mark = mail.sha256[:12] if mail.sha256 else short(mail.sender, mail.subject, mail.reason)
        day = f"{mail.received_at:%Y-%m-%d %H%M%S}" if mail.received_at else "시각 모름"
        name = f"{day} {mark}"
        if mail.data:
            content[f"{name}/mail.eml"] = mail.data
        received = f"{mail.received_at:%Y-%m-%d %H:%M:%S}" if mail.received_at else "시각 모름"
        lines = [
            f"보낸 사람: {mail.sender}",
            f"제목: {mail.subject}",
            f"도착일시: {received}",
            f"사유: {mail.reason}",
            *([f"제안: {mail.proposal}"] if mail.proposal else []),
            *([f"메일 번호: {mail.sha256[:12]}"] if mail.sha256 else []),
        ]
        content[f"{name}/reason.txt"] = ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
    return content
