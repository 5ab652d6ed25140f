"""What is done in the office's own mailbox: drafts for its mail program, and mail filed away."""

from __future__ import annotations

from imapclient.exceptions import IMAPClientError

from extractors.errors import Unreachable
from pipeline.arrival.filing import file_processed
from pipeline.letters.mailbox_drafts import follow_drafts
from pipeline.mailbox.connection import BrokenTalk, plain
from pipeline.mailbox.login import enter
from pipeline.store.desk import Clock, Desk


def attend(desk: Desk, clock: Clock, *, published: bool) -> None:
    """Do what is to be done in the mailbox itself, if the settings ask for any of it.

    Mail is filed only when everything about it was *published*.

    Raises:
        OperatorError: a folder is missing or must not be changed.
        Unreachable: the server does not answer; the next run goes on from here.
    """
    drafts = desk.settings.letters.mode == "drafts" and desk.ledger.letters("drafted")
    filing = published and not desk.settings.mailbox.leave_untouched
    if not (drafts or filing or desk.ledger.placed()):
        return
    with enter(desk.settings, seconds=desk.settings.limits.fetch_seconds) as server:
        try:
            if drafts or desk.ledger.placed():
                follow_drafts(desk, server, clock)
            if filing:
                file_processed(desk, server, clock)
        except BrokenTalk as error:
            raise Unreachable(f"The connection to the mailbox broke: {error}.") from error
        except IMAPClientError as error:
            # Full, busy, or too strict for this draft: said by the server, tried again later.
            raise Unreachable(f"The mailbox refused a change: {plain(error)}.") from error
