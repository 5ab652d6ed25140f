"""A place in a mailbox, as the server, the ledger and everything between them name it."""

from __future__ import annotations

from typing import NamedTuple


class Uid(NamedTuple):
    """A place in a mailbox; no identity of the mail, which is the hash of its bytes.

    ``validity`` is the UIDVALIDITY (RFC 3501, 2.3.1.1), 0 where the server tells none.
    """

    folder: str
    validity: int
    uid: int
