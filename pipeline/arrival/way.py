"""How a mail came, from the headers of its stored bytes: whose clock says what."""

from __future__ import annotations

from pathlib import Path

from checks.authentication import has_failed
from checks.model import Arrival
from extractors.formats.message import Mail, UnparsableMail, parse
from pipeline.store.desk import Desk
from pipeline.store.ledger import MessageRow

MOST_HEADERS = 256 << 10


def arrival_of(mail: Mail) -> Arrival:
    """Return how *mail* came."""
    return Arrival(sent_at=mail.sent_at, hops=mail.hops, authentication=mail.authentication)


def arrival_at(path: Path) -> Arrival:
    """Return how the mail stored at *path* came; nothing is known of one that has no headers.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(MOST_HEADERS).split(b"\r\n\r\n", 1)[0]
    try:
        return arrival_of(parse(head + b"\r\n\r\n"))
    except UnparsableMail:
        return Arrival()


def is_doubted(desk: Desk, message: MessageRow) -> bool:
    """Tell whether the receiving server did not find a mail's sender to be who it claims."""
    return has_failed(arrival_at(desk.blobs.path(message.sha256)).authentication)
