"""What a mail says in its own words, as plain text, with numbers of residents struck out."""

from __future__ import annotations

from extractors import resident
from extractors.formats.mail.message import parse, writings
from pipeline.store.blobs import Blobs
from pipeline.store.ledger import MessageRow
from pipeline.store.troubles import Troubles

MOST = 6000
NONE = "(본문을 읽지 못하였습니다. 원본을 내려받아 확인해 주십시오.)"


def writing_of(blobs: Blobs, troubles: Troubles, message: MessageRow) -> str:
    """Return the text of a mail, the first `MOST` characters of it."""
    try:
        mail = parse(blobs.path(message.sha256).read_bytes())
        text = "\n\n".join(writing for writing in writings(mail))
    except Exception:
        troubles.fault(f"reading the words of mail {message.sha256[:12]}")
        return NONE
    return resident.hide(text.strip())[:MOST]
