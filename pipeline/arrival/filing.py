"""Mail that is done with: moved to a folder of its own, or marked as read."""

from __future__ import annotations

from pipeline.mailbox import changes as folders
from pipeline.mailbox import listing as mailbox
from pipeline.mailbox.connection import Server
from pipeline.store.desk import Clock, Desk
from pipeline.store.ledger import Ledger, MessageRow


def file_processed(desk: Desk, server: Server, clock: Clock) -> None:
    """Move or mark the mail that was taken into dossiers, each place once.

    Only mail of which nothing is left to do: stored whole, all of it in dossiers, and judged.
    """
    box = desk.settings.mailbox
    done = set()
    for message in desk.ledger.messages("accepted"):
        with desk.troubles.alone(f"looking whether mail {message.sha256[:12]} is done with"):
            done |= (
                {message.sha256} if not message.reason and _judged(desk.ledger, message) else set()
            )
    fetched = desk.ledger.fetched(desk.account)
    filed = desk.ledger.filed(desk.account)
    listing = mailbox.list_mail(server, box.folders[:1], also=box.folders[1:])
    places = list(listing.uids())
    waiting = [
        place
        for place in places
        if fetched.get(place) in done
        and place not in filed
        and place.validity
        and place.folder != box.processed_folder
    ]
    if waiting and box.processed_folder:
        folders.make_folder(server, box.processed_folder)
    for place in waiting:
        sha256 = fetched[place]
        with desk.troubles.alone(f"filing mail {sha256[:12]}") as attempt:
            data = desk.blobs.get(sha256)
        if attempt.failed:
            continue  # damaged or missing: the mailbox keeps the only copy
        if box.processed_folder:
            found = folders.move(server, place, box.processed_folder, data)
        else:
            found = folders.mark_read(server, place)
        how = ("moved" if box.processed_folder else "marked") if found else "gone"
        desk.ledger.note_filed(desk.account, place, message=sha256, how=how, at=clock())


def _judged(ledger: Ledger, message: MessageRow) -> bool:
    """Tell whether the last report of each dossier that a mail went to knows the mail."""
    receipts = [row.receipt for row in ledger.submissions_of(message.sha256)]
    for receipt in receipts:
        verdict = ledger.latest_verdict(receipt)
        if verdict is None or verdict.stands_in:
            return False
        if message.sha256 not in {entry.sha256 for entry in verdict.read().submissions}:
            return False
    return bool(receipts)
