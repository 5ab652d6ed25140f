"""The ledger: every verb is whole or not at all, and done twice changes nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from extractors.model import File
from outbox.states import LetterKind, LetterState
from pipeline.store.ledger import (
    Course,
    Event,
    EventKind,
    Grant,
    Ledger,
    LedgerError,
    LetterRow,
    MailFacts,
    VerdictRow,
    database,
)
from pipeline.uids import Uid

NOW = dt.datetime(2025, 5, 12, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))
MAIL = "a" * 64
PROGRAMME = ("nhis", 2025)
FIRM = ("012-34-56782", None)
HERE = Uid("INBOX", 7, 1)
FACTS = MailFacts(
    message_id="<1@firm.example>",
    in_reply_to="",
    references=(),
    sender_name="담당자",
    sender="apply@firm.example",
    subject="참가 신청",
    marks=(),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.at(tmp_path / "ledger.sqlite3")


def take_in(ledger: Ledger, sha256: str = MAIL, uid: int = 1) -> None:
    ledger.receive("box", Uid("INBOX", 7, uid), sha256, NOW, NOW)


def put(ledger: Ledger, *grants: tuple[Any, ...], message: str = MAIL) -> tuple[str, ...]:
    return ledger.place(
        message, [Grant(*grant) for grant in grants], "accepted", programme=PROGRAMME, now=NOW
    )


def letter(
    revision: int = 1,
    kind: LetterKind = "supplement",
    state: LetterState = "drafted",
    data: bytes = b"x",
) -> LetterRow:
    return LetterRow(
        receipt="2025-0001",
        revision=revision,
        kind=kind,
        state=state,
        recipient="apply@firm.example",
        subject="",
        message_id=f"<{revision}{kind}@office.example>",
        data=data,
        drafted_at=NOW,
    )


def judge(ledger: Ledger, revision: int, *letters: LetterRow) -> None:
    verdict = VerdictRow(
        receipt="2025-0001", revision=revision, made_at=NOW, rests_on="", made_by="", report=""
    )
    ledger.record(verdict, letters)


def states(ledger: Ledger) -> dict[tuple[int, str], str]:
    return {(x.revision, x.kind): x.state for x in ledger.letters()}


def test_a_mail_is_taken_in_once_wherever_it_lies(ledger: Ledger) -> None:
    take_in(ledger)
    take_in(ledger)
    take_in(ledger, uid=2)

    assert len(ledger.messages("new")) == 1
    assert ledger.fetched("box") == {HERE: MAIL, Uid("INBOX", 7, 2): MAIL}
    assert ledger.fetched("another box") == {}


def test_a_withheld_mail_is_not_fetched_until_it_comes(ledger: Ledger) -> None:
    ledger.withhold("box", HERE, "too-large", NOW)
    before = ledger.fetched("box")
    take_in(ledger)

    assert before == {}
    assert ledger.fetched("box") == {HERE: MAIL}


def test_a_placement_is_whole_or_not_at_all(ledger: Ledger) -> None:
    """The second share cannot be written, so the first one is not there either."""
    take_in(ledger)
    broken = (None, FIRM, None, None)
    with pytest.raises(IntegrityError, match="NOT NULL"):
        put(ledger, (None, FIRM, "number", None), broken)

    assert ledger.dossiers("nhis") == []
    assert ledger.submissions_of(MAIL) == []
    assert ledger.message(MAIL).outcome == "new"


def test_a_placement_done_twice_is_one(ledger: Ledger) -> None:
    take_in(ledger)
    (receipt,) = put(ledger, (None, FIRM, "number", None))
    put(ledger, (receipt, FIRM, "number", None))

    assert len(ledger.submissions(receipt)) == 1


def test_a_placement_by_a_person_is_not_undone_by_a_run(ledger: Ledger) -> None:
    take_in(ledger)
    put(ledger, (None, FIRM, "reviewer", None))
    late = ledger.place(MAIL, [], "unassigned", programme=PROGRAMME, now=NOW, was="new")

    assert late == ()
    assert ledger.message(MAIL).outcome == "accepted"


def test_receipt_numbers_count_in_the_programmes_year(ledger: Ledger) -> None:
    take_in(ledger)
    first = put(ledger, (None, FIRM, "number", None), (None, None, "number", None))
    other = ledger.place(
        MAIL, [Grant(None, None, "number", None)], "accepted", programme=("next", 2026), now=NOW
    )

    assert first == ("2025-0001", "2025-0002")
    assert other == ("2026-0001",)


def test_a_dossier_learns_number_and_serial_once(ledger: Ledger) -> None:
    take_in(ledger)
    (receipt,) = put(ledger, (None, None, "reviewer", None))
    for firm in (FIRM, (FIRM[0], "0001"), ("100-00-00009", "0002")):
        put(ledger, (receipt, firm, "number", None))
    (row,) = ledger.dossiers("nhis")

    assert (row.business_number, row.subordinate_number) == (FIRM[0], "0001")


def test_two_at_once_open_different_dossiers(tmp_path: Path) -> None:
    """Reading the last number and writing the next is one step, whoever else is at work."""
    place = tmp_path / "ledger.sqlite3"
    mails = [f"{number:064x}" for number in range(20)]
    opened: list[str] = []

    def work(mine: list[str]) -> None:
        ledger = Ledger.at(place)
        for mail in mine:
            take_in(ledger, mail, int(mail, 16))
            opened.extend(put(ledger, (None, None, "number", None), message=mail))
        ledger.close()

    Ledger.at(place).close()
    workers = [threading.Thread(target=work, args=[mails[half::2]]) for half in (0, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(opened) == [f"2025-{number:04}" for number in range(1, 21)]


def test_files_are_replaced_as_a_whole_when_a_mail_is_opened_again(ledger: Ledger) -> None:
    take_in(ledger)
    files = [
        File(sha256=name * 64, name=f"{name}.pdf", size=1, kind="pdf", state="read")
        for name in ("b", "c")
    ]
    ledger.unpacked(MAIL, FACTS, files)
    ledger.mark_unreadable("b" * 64, "crashed")
    assert ledger.readable_files() == {"c" * 64: "c.pdf"}
    ledger.unpacked(MAIL, FACTS, files)

    assert ledger.files(MAIL) == files
    assert ledger.readable_files() == {"b" * 64: "b.pdf", "c" * 64: "c.pdf"}


def test_only_what_was_set_aside_is_taken_up_again(ledger: Ledger) -> None:
    take_in(ledger)
    take_in(ledger, "b" * 64, 2)
    put(ledger, (None, FIRM, "number", None))
    ledger.set_aside("b" * 64, "손상")
    ledger.reopen(MAIL)
    ledger.reopen("b" * 64)

    assert ledger.message(MAIL).outcome == "accepted"
    assert [m.sha256 for m in ledger.messages("new")] == ["b" * 64]


# ── letters ──────────────────────────────────────────────────────────────────────────


def test_a_draft_is_replaced_by_the_next_verdict_of_its_revision(ledger: Ledger) -> None:
    judge(ledger, 1, letter(data=b"old"))
    judge(ledger, 1, letter(data=b"new"))
    replaced = [x.data for x in ledger.letters()]
    judge(ledger, 1)

    assert replaced == [b"new"]
    assert ledger.letters() == []


@pytest.mark.parametrize(
    "state", ["approved", "sending", "sent", "unknown", "refused", "withdrawn"]
)
def test_what_left_the_drafts_is_never_written_anew(ledger: Ledger, state: LetterState) -> None:
    judge(ledger, 1, letter(data=b"old"))
    (old,) = ledger.letters()
    assert ledger.move_letter(old, state)
    judge(ledger, 1, letter(data=b"new"))

    assert [(x.state, x.data) for x in ledger.letters()] == [(state, b"old")]


def test_a_new_revision_supersedes_an_unsent_request_and_a_receipt_that_waits_with_its_own(
    ledger: Ledger,
) -> None:
    judge(ledger, 1, letter(), letter(kind="acknowledgement"))
    judge(ledger, 2)
    after_decision = states(ledger)
    judge(ledger, 3, letter(3))

    assert after_decision == {(1, "supplement"): "superseded", (1, "acknowledgement"): "drafted"}
    assert states(ledger) == {
        (1, "supplement"): "superseded",
        (1, "acknowledgement"): "superseded",
        (3, "supplement"): "drafted",
    }


def test_a_receipt_that_was_approved_leaves_before_a_request_is(ledger: Ledger) -> None:
    judge(ledger, 1, letter(kind="acknowledgement"))
    (receipt,) = ledger.letters()
    ledger.move_letter(receipt, "approved", by="reviewer")
    judge(ledger, 2, letter(2))

    assert states(ledger) == {(1, "acknowledgement"): "approved", (2, "supplement"): "drafted"}


def test_a_letter_moves_only_from_the_state_and_the_words_that_were_seen(ledger: Ledger) -> None:
    judge(ledger, 1, letter(data=b"old"))
    (seen,) = ledger.letters()
    judge(ledger, 1, letter(data=b"new"))
    unseen = ledger.move_letter(seen, "approved")
    (fresh,) = ledger.letters()
    moved = ledger.move_letter(fresh, "approved", by="reviewer")
    again = ledger.move_letter(fresh, "approved")

    assert (unseen, moved, again) == (False, True, False)
    assert ledger.letters()[0].approved_by == "reviewer"


# ── the file ─────────────────────────────────────────────────────────────────────────


def test_the_ledger_is_its_owners_only(tmp_path: Path) -> None:
    Ledger.at(tmp_path / "deep" / "ledger.sqlite3").close()

    assert (tmp_path / "deep" / "ledger.sqlite3").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o700


def test_what_was_written_is_there_when_opened_again(tmp_path: Path) -> None:
    first = Ledger.at(tmp_path / "ledger.sqlite3")
    take_in(first)
    first.record_pass(NOW, {"server": 1}, news=True)
    first.record_pass(NOW, {"server": 2}, news=False)
    first.close()
    second = Ledger.at(tmp_path / "ledger.sqlite3")

    assert second.message(MAIL).received_at == NOW
    assert second.last_pass() == {"server": 2}
    assert second.last_pass(with_news=True) == {"server": 1}


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite3"
    Ledger.at(place).close()
    with sqlite3.connect(place) as on:
        on.execute("UPDATE version SET number = 99")
    with pytest.raises(LedgerError, match="newer version"):
        Ledger.at(place)


def first_version(place: Path) -> None:
    """Make a ledger as the first version left it: no events, and a past without them."""
    ledger = Ledger.at(place)
    take_in(ledger)
    locked = File(sha256="f" * 64, name="잠김.pdf", size=1, kind="pdf", state="unreadable")
    ledger.unpacked(MAIL, FACTS, [locked])
    put(ledger, (None, FIRM, "number", (("b" * 64, 1),)))
    judge(ledger, 1, letter())
    (draft,) = ledger.letters()
    ledger.move_letter(draft, "sent", by="reviewer", at=NOW + dt.timedelta(hours=1))
    ledger.close()
    with sqlite3.connect(place) as on:
        on.execute("DROP TABLE event")
        on.execute("UPDATE version SET number = 1")


def test_an_older_ledger_is_brought_up_to_date_and_tells_its_past(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite3"
    first_version(place)
    for _ in range(2):
        ledger = Ledger.at(place)
        told = ledger.history("2025-0001")
        (share,) = ledger.submissions("2025-0001")
        ledger.close()

        assert [event.kind for event in told] == ["received", "judged", "letter", "letter"]
        assert share.papers == (("b" * 64, 1), ("f" * 64, 0))
        assert told[0].facts["sender"] == "apply@firm.example"
        assert (told[-1].facts["state"], told[-1].at) == ("sent", NOW + dt.timedelta(hours=1))
    with sqlite3.connect(place) as on:
        assert on.execute("SELECT number FROM version ORDER BY number").fetchall() == [
            (1,),
            (2,),
            (3,),
            (4,),
        ]


def test_a_step_that_fails_leaves_the_ledger_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next opening takes the step again, once."""
    place = tmp_path / "ledger.sqlite3"
    Ledger.at(place).close()
    done: list[int] = []

    def step(on: Connection) -> None:
        on.exec_driver_sql("ALTER TABLE dossier ADD COLUMN colour VARCHAR")
        done.append(1)
        if len(done) == 1:
            raise RuntimeError

    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, step))
    monkeypatch.setattr(database, "NEWEST", database.NEWEST + 1)
    with pytest.raises(RuntimeError):
        Ledger.at(place)
    with sqlite3.connect(place) as on:
        columns = [row[1] for row in on.execute("PRAGMA table_info(dossier)")]
    Ledger.at(place).close()
    Ledger.at(place).close()

    assert "colour" not in columns
    assert len(done) == 2
    with sqlite3.connect(place) as on:
        assert "colour" in [row[1] for row in on.execute("PRAGMA table_info(dossier)")]


def test_a_dossiers_life_is_told_in_the_order_in_which_it_went(ledger: Ledger) -> None:
    take_in(ledger)
    (receipt,) = put(ledger, (None, FIRM, "number", None, "서류의 사업자등록번호"))
    judge(ledger, 1, letter())
    judge(ledger, 1, letter())
    (draft,) = ledger.letters()
    ledger.move_letter(draft, "approved", by="reviewer")
    ledger.steer(Event(receipt=receipt, at=NOW, kind="withdrawn", by="reviewer"))
    (gone,) = ledger.letters()

    assert gone.state == "withdrawn"
    assert ledger.course(receipt).withdrawn
    assert [(event.kind, event.facts.get("state")) for event in ledger.history(receipt)] == [
        ("received", None),
        ("judged", None),
        ("letter", "drafted"),
        ("letter", "approved"),
        ("withdrawn", None),
        ("letter", "withdrawn"),
    ]


def test_what_was_said_about_a_dossier_can_be_taken_back(ledger: Ledger) -> None:
    until = (NOW + dt.timedelta(days=7)).isoformat()
    kinds: list[tuple[EventKind, str | None, dict[str, str | None]]] = [
        ("replaced", MAIL, {}),
        ("extended", None, {"until": until}),
        ("withdrawn", None, {}),
    ]
    for kind, message, facts in kinds:
        ledger.steer(Event(receipt="r", at=NOW, kind=kind, message=message, facts=facts))
    said = ledger.course("r")
    for kind in ("restored", "reinstated"):
        ledger.steer(Event(receipt="r", at=NOW, kind=kind))
    ledger.steer(Event(receipt="r", at=NOW, kind="extended", facts={"until": None}))

    assert (said.withdrawn, said.since, said.until) == (True, MAIL, NOW + dt.timedelta(days=7))
    assert ledger.course("r") == Course()


def test_a_damaged_ledger_is_the_operators(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite3"
    place.write_bytes(b"no database at all" * 1000)
    with pytest.raises(LedgerError, match="restore it from the backup"):
        Ledger.at(place)


def test_what_a_failing_statement_was_given_stays_unsaid(ledger: Ledger) -> None:
    """Subjects and addresses would end in the log with it."""
    take_in(ledger)
    with pytest.raises(IntegrityError, match="NOT NULL") as caught:
        put(ledger, (None, ("secret number", None), None, None))  # type: ignore[arg-type]

    assert "secret number" not in str(caught.value)
    assert MAIL not in str(caught.value)


@pytest.mark.parametrize(
    ("firm", "expected"),
    [
        pytest.param(("012-34-56782", None), ("012-34-56782", "0001"), id="the same number"),
        pytest.param(("012-34-56782", "0002"), ("012-34-56782", "0002"), id="another branch"),
        pytest.param(("011-22-33449", None), ("011-22-33449", None), id="another firm"),
        pytest.param(("011-22-33449", "0003"), ("011-22-33449", "0003"), id="another's branch"),
        pytest.param((None, None), (None, None), id="no firm"),
    ],
)
def test_a_serial_belongs_to_its_number(
    ledger: Ledger, firm: tuple[str | None, str | None], expected: tuple[str | None, str | None]
) -> None:
    take_in(ledger)
    (receipt,) = put(ledger, Grant(None, ("012-34-56782", "0001"), "number", None, ""))
    ledger.rename_firm(receipt, firm[0], serial=firm[1])
    (row,) = ledger.dossiers("nhis")

    assert (row.business_number, row.subordinate_number) == expected
