"""Drafts in the office's mailbox: put there once, and followed from then on.

A draft that lies in the mailbox is the office's: it is changed, sent or deleted there, and this
program only follows.  What it finds sent is kept as it was sent; what is neither among the
drafts nor among the sent mail may have gone, and a person says which.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable

from extractors.errors import OperatorError, Unreachable
from extractors.formats.mail.message import UnparsableMail, parse
from pipeline.mailbox import changes as folders
from pipeline.mailbox.changes import FoundMail
from pipeline.mailbox.connection import OF_THE_TALK, Server
from pipeline.settings import Settings
from pipeline.store.desk import Clock, Desk
from pipeline.store.ledger import Ledger, LetterRow, PlacedDraft
from pipeline.store.troubles import Troubles
from pipeline.uids import Uid

Key = tuple[str, int, str]

PASSING = (*OF_THE_TALK, OperatorError)
"""What would go wrong with the next letter as well."""

MARGIN = dt.timedelta(hours=1)
"""By how much the server's clock may differ from ours."""

PLACED_IN = "메일함의 “{}”에 넣었습니다. 쓰시는 메일 프로그램에서 확인하고 보내 주십시오."
CHANGED_THERE = "메일함의 “{}”에 담당자가 고친 초안이 있습니다."
SENT_THERE = "담당자의 메일 프로그램에서 보냈습니다."
VANISHED = (
    "임시보관함에서 없어졌으나 보낸메일함에서 찾지 못했습니다. 직접 보내셨는지 지우셨는지 알려"
    " 주십시오."
)
OLDER_THERE = (
    "검토 결과가 바뀌었는데, 메일함의 “{}”에 담당자가 고친 이전 초안이 남아 있습니다. 그 초안을"
    " 지우거나 보내시면 새 초안을 넣습니다."
)


def drafts_folder(settings: Settings, server: Server) -> str:
    """Return the folder that drafts are put into.

    Raises:
        OperatorError: the server does not say which it is, and neither do the settings.
    """
    found = settings.letters.drafts_folder or folders.special_folder(server, rb"\Drafts")
    if found is None:
        raise OperatorError(
            f"The mailbox {settings.mailbox.user} has no folder that is known to hold drafts:"
            " make one in the webmail, and name it as drafts_folder in [letters]."
        )
    return found


def follow_drafts(desk: Desk, server: Server, clock: Clock) -> None:
    """Bring the Drafts folder to what the outbox says, and the outbox to what was done there."""
    folder = drafts_folder(desk.settings, server)
    sent_folder = desk.settings.letters.sent_folder or folders.special_folder(server, rb"\Sent")
    letters = {_key(letter): letter for letter in desk.ledger.letters()}
    drafted = desk.ledger.letters("drafted")
    dates = [p.at for p in desk.ledger.placed()] + [letter.drafted_at for letter in drafted]
    since = min(dates) - MARGIN
    drafts = _look_into(desk.troubles, server, folder, since)
    gone = _look_into(desk.troubles, server, sent_folder, since) if sent_folder else ()
    blocked = set()
    for placed in desk.ledger.placed():
        letter = letters.get(placed.key)
        name = f"{placed.receipt}-{placed.revision}-{placed.kind}"
        with desk.troubles.alone(f"following letter {name}", passing=PASSING):
            if _follow(desk, server, placed, letter, drafts=drafts, gone=gone, now=clock()):
                blocked.add((placed.receipt, placed.kind))
    if desk.settings.letters.mode == "drafts" and not desk.ledger.stopped():
        drafts = _look_into(desk.troubles, server, folder, since)  # without what was taken out
        _place_all(desk, server, folder, drafts, gone, blocked=blocked, clock=clock)


def _look_into(
    troubles: Troubles, server: Server, folder: str, since: dt.datetime
) -> tuple[FoundMail, ...]:
    """Return the newest mails of *folder* whose headers make sense to us."""
    sound = []
    for mail in folders.look_into(server, folder, since=since):
        with troubles.alone(f"looking at mail {mail.uid.uid} of the office's"):
            _id(mail)
            sound.append(mail)
    return tuple(sound)


def _follow(
    desk: Desk,
    server: Server,
    placed: PlacedDraft,
    letter: LetterRow | None,
    *,
    drafts: Iterable[FoundMail],
    gone: Iterable[FoundMail],
    now: dt.datetime,
) -> bool:
    """Follow what became of one draft; True if an outdated one was changed and still lies there.

    What lies at its place is what we put there: IMAP knows no change of a mail in place.
    """
    place = Uid(placed.folder, placed.validity, placed.uid)
    current = letter is not None and letter.state == "drafted" and _digest(letter) == placed.digest
    if folders.is_there(server, place):
        if not current or desk.settings.letters.mode != "drafts":
            folders.remove(server, place)
            desk.ledger.forget_placed(placed)
            if letter is not None and letter.state == "drafted":
                _remark(desk.ledger, letter, "")
        return False
    if letter is None:
        desk.ledger.forget_placed(placed)
        return False
    if still := [mail for mail in drafts if _is_of(mail, letter)]:
        return _changed_there(desk.ledger, server, placed, letter, still[-1], current=current)
    others = {each.message_id for each in desk.ledger.letters() if _key(each) != _key(letter)}
    for mail in gone:
        if _is_of(mail, letter) and _id(mail) not in others:
            _was_sent(desk.ledger, server, letter, mail)
            break
    else:
        if current:
            desk.ledger.move_letter(letter, "unknown", at=now, remark=VANISHED)
    desk.ledger.forget_placed(placed)
    return False


def _changed_there(
    ledger: Ledger,
    server: Server,
    placed: PlacedDraft,
    letter: LetterRow,
    mail: FoundMail,
    *,
    current: bool,
) -> bool:
    data = folders.take(server, mail.uid)
    if data is not None and hashlib.sha256(data).hexdigest() == placed.digest:
        # The folder was numbered anew, or somebody moved the draft out and in again.
        ledger.note_placed(placed._replace(**mail.uid._asdict()))
        return False
    if current:
        _remark(ledger, letter, CHANGED_THERE.format(mail.uid.folder))
    return not current


def _was_sent(ledger: Ledger, server: Server, letter: LetterRow, mail: FoundMail) -> None:
    data = folders.take(server, mail.uid)
    moved = ledger.move_letter(letter, "sent", at=mail.arrived, remark=SENT_THERE)
    if moved and data is not None:
        ledger.keep_sent(letter, data, _id(mail))


def _place_all(
    desk: Desk,
    server: Server,
    folder: str,
    drafts: Iterable[FoundMail],
    gone: Iterable[FoundMail],
    *,
    blocked: set[tuple[str, str]],
    clock: Clock,
) -> None:
    lying = {placed.key for placed in desk.ledger.placed()}
    waiting = [
        letter
        for letter in desk.ledger.letters("drafted")
        if _key(letter) not in lying and not desk.ledger.held(letter)
    ]
    for letter in waiting[: desk.settings.limits.letters_per_run]:
        if (letter.receipt, letter.kind) in blocked:
            _remark(desk.ledger, letter, OLDER_THERE.format(folder))
            continue
        # A run that died here may have put it there, and it may even have been sent since.
        if sent := next((mail for mail in gone if _id(mail) == letter.message_id), None):
            _was_sent(desk.ledger, server, letter, sent)
            continue
        there = next((mail for mail in drafts if _id(mail) == letter.message_id), None)
        with desk.troubles.alone(f"placing the draft {letter.name}", passing=PASSING):
            place = _put(server, folder, letter) if there is None else _known(server, letter, there)
            desk.ledger.note_placed(PlacedDraft(*_key(letter), *place, _digest(letter), clock()))
            _remark(desk.ledger, letter, PLACED_IN.format(folder))


def _put(server: Server, folder: str, letter: LetterRow) -> Uid:
    """Put a draft there, and return its place also where the server keeps it to itself."""
    if place := folders.put_draft(server, folder, letter.data):
        return place
    for mail in folders.look_into(server, folder, since=letter.drafted_at - MARGIN):
        if _id(mail) == letter.message_id:
            return mail.uid
    raise Unreachable(f"The draft {letter.name} was put into “{folder}” and is not there.")


def _known(server: Server, letter: LetterRow, mail: FoundMail) -> Uid:
    """Return the place of a draft that lies there already; no place where somebody changed it."""
    same = folders.take(server, mail.uid) == letter.data
    return mail.uid if same else mail.uid._replace(uid=folders.NOWHERE)


def _is_of(mail: FoundMail, letter: LetterRow) -> bool:
    """Tell whether a mail is *letter*, perhaps changed: most programs give it an id of its own."""
    try:
        told = parse(mail.headers)
    except UnparsableMail:
        return False
    if told.message_id == letter.message_id:
        return True
    tag = re.match(r"\[[^\]]+\]", letter.subject)
    return (
        letter.receipt in told.subject
        and (tag is None or tag[0] in told.subject)
        and letter.recipient.lower().encode() in mail.headers.lower()
    )


def _id(mail: FoundMail) -> str:
    try:
        return parse(mail.headers).message_id
    except UnparsableMail:
        return ""


def _remark(ledger: Ledger, letter: LetterRow, remark: str) -> None:
    if letter.remark != remark:
        ledger.move_letter(letter, letter.state, remark=remark)


def _digest(letter: LetterRow) -> str:
    return hashlib.sha256(letter.data).hexdigest()


def _key(letter: LetterRow) -> Key:
    return (letter.receipt, letter.revision, letter.kind)
