"""What an older ledger lacks and only the stored mail tells.

`pipeline.store.ledger.migrations` bring the tables up to date and see nothing else.
"""

from __future__ import annotations

import logging
from pathlib import Path

from checks.model import Arrival
from extractors.formats.mail.message import Mail, UnparsableMail, parse
from pipeline.store.blobs import Blobs
from pipeline.store.ledger import Ledger

log = logging.getLogger(__name__)

MOST_HEADERS = 256 << 10


def complete(ledger: Ledger, blobs: Blobs) -> None:
    """Note how each mail came that was taken apart before that was kept.

    One whose bytes are lost stays without, and nobody vouches for its sender.
    """
    for sha256 in ledger.without_arrival():
        try:
            ledger.note_arrival(sha256, arrival_at(blobs.path(sha256)))
        except OSError as error:
            log.warning("how mail %s came cannot be read: %s", sha256[:12], error.strerror)


def arrival_of(mail: Mail) -> Arrival:
    """Return how *mail* came, from its headers: whose clock says what."""
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
