"""A state folder that an older version left is taken over with all that is in it.

``stored/version-3.zip`` is the ledger and the blobs of an office with two applicants, one whose
sender the mail server doubted, and one mail that is nobody's; a reviewer waived a finding.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import zipfile
from pathlib import Path

import pytest

from pipeline.commands.passes import catch_up
from pipeline.settings import Settings, load
from pipeline.store.desk import open_desk

STORED = Path(__file__).parents[1] / "stored" / "version-3.zip"
NOON = dt.datetime.fromisoformat("2025-05-12T12:00:00+09:00")
SOUND, DOUBTED, NOBODYS = "c384b7819f7c", "57efe054602f", "35e797148504"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    state = tmp_path / "state"
    with zipfile.ZipFile(STORED) as stored:
        stored.extractall(state)
    ledger = sqlite3.connect(state / "ledger.sqlite3")
    ledger.executescript((state / "ledger.sql").read_text("utf-8"))
    ledger.close()
    (tmp_path / "intake.toml").write_text(
        f'state = "{state}"\nreview = "{tmp_path / "review"}"\nworkers = "inline"\n'
        '[mailbox]\nhost = "mail.office.example"\nuser = "intake@office.example"\n'
        '[smtp]\nhost = "mail.office.example"\nuser = "intake@office.example"\n'
        'sender = "intake@office.example"\n',
        "utf-8",
    )
    return load(tmp_path / "intake.toml", environment={})


def test_how_each_mail_came_is_noted_once(settings: Settings) -> None:
    for _ in range(2):
        with open_desk(settings) as desk:
            told = {m.sha256[:12]: m.facts for m in desk.ledger.messages("accepted", "unassigned")}

    assert set(told) == {SOUND, DOUBTED, NOBODYS}
    for name, facts in told.items():
        assert facts is not None
        assert facts.arrival is not None
        assert facts.arrival.sent_at == NOON
        assert facts.is_doubted == (name == DOUBTED)
    sound = told[SOUND]
    assert sound is not None
    assert sound.arrival is not None
    assert "mail.firm1.example" in {hop.server for hop in sound.arrival.hops}
    assert (sound.sender, sound.message_id) == ("apply@firm1.example", "<1.120000@mail.example>")


def test_a_mail_whose_bytes_are_lost_is_vouched_for_by_nobody(settings: Settings) -> None:
    for blob in (settings.state / "blobs").rglob(f"{SOUND}*"):
        blob.unlink()

    with open_desk(settings) as desk:
        (message,) = desk.ledger.find_messages(SOUND)

    assert message.facts is not None
    assert message.facts.is_doubted


def test_decisions_and_drafts_stay(settings: Settings) -> None:
    """The papers are judged again, by the rules of today; what people and letters said holds.

    A receipt that waits beside a request is told by the request.
    """
    with open_desk(settings) as desk:
        letters = {each.name: each.message_id for each in desk.ledger.letters()}
        with desk.ledger._writing() as on:
            on.exec_driver_sql("UPDATE verdict SET made_by = 'older rules'")
        catch_up(desk)
        reports = [desk.ledger.report(receipt) for receipt in ("2025-0001", "2025-0002")]
        after = {each.name: each.message_id for each in desk.ledger.letters()}

        assert not desk.troubles.codes
    waived = {f.key for r in reports if r for f in r.findings if f.decision == "waived"}
    assert waived == {"required:consent-form"}
    receipt = "2025-0002-1-acknowledgement"
    assert len(letters) == 2
    assert after == {name: each for name, each in letters.items() if name != receipt}
