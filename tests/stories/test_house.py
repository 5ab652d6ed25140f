"""Nothing of one applicant stops the house: each step is broken for one of three, and the others
come out whole.  The step itself is ours and real; only the fault is put into it.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from office import (
    NOON,
    Office,
    application_paper,
    clear,
    consent_paper,
    letter,
    open_office,
    tax_paper,
)
from servers import ImapServer, SmtpServer

from pipeline.cli import main
from pipeline.exits import DONE, OURS

pytestmark = pytest.mark.mail

VICTIM = "2025-0002"
FIRMS = (1, 2, 3)


class Fault(Exception):
    """Nothing that anybody expects."""


PAPERS = {seed: [application_paper(seed)] for seed in FIRMS}
SPOILT = tax_paper(2)
PAPERS[2].append(SPOILT)
SPOILT_FILE = hashlib.sha256(SPOILT.data).hexdigest()
Victim = Callable[..., bool]


def break_at(patch: pytest.MonkeyPatch, where: str, is_victim: Victim) -> None:
    """Have the function *where* (``module:name``) raise for the victim, and work for others."""
    path, _, name = where.partition(":")
    owner: Any = importlib.import_module(path)
    *outer, name = name.split(".")
    for part in outer:
        owner = getattr(owner, part)
    real = getattr(owner, name)

    def broken(*given: Any, **named: Any) -> Any:
        if is_victim(*given, **named):
            raise Fault("an applicant's own words")
        return real(*given, **named)

    patch.setattr(owner, name, broken)


def dossier(*given: Any, **named: Any) -> bool:
    """Tell whether anything that a function was given is about the victim's dossier."""
    return any(
        VICTIM in (told, getattr(told, "receipt", None), getattr(told, "receipt_number", None))
        or getattr(getattr(told, "report", None), "receipt_number", None) == VICTIM
        for told in (*given, *named.values())
        if not isinstance(told, bytes)
    )


def file(data: Any, *_: Any, **__: Any) -> bool:
    return data == SPOILT.data


def member(item: Any, *_: Any, **__: Any) -> bool:
    return bool(item.data == SPOILT.data)


def words(_: Any, name: str = "", **__: Any) -> bool:
    return name == SPOILT_FILE


def mail(raw: bytes, **_: Any) -> bool:
    return b"From:" in raw and b"firm2.example" in raw


def envelope(told: Any, *_: Any) -> bool:
    return bool(told.sender == "apply@firm2.example")


def paper(_: Any, document: Any, *__: Any) -> bool:
    return bool(document.file == SPOILT_FILE)


def everything(*_: Any, **__: Any) -> bool:
    return True


def season(folder: Path, servers: tuple[ImapServer, SmtpServer], *, end: str = "") -> Office:
    for seed, files in PAPERS.items():
        at = NOON.replace(minute=seed)
        servers[0].append(letter(seed, *files, at=at), at)
    return open_office(folder, *servers, workers="inline", end=end)


@pytest.fixture(scope="module")
def unbroken(
    tmp_path_factory: pytest.TempPathFactory, servers: tuple[ImapServer, SmtpServer]
) -> Office:
    """An office in which nothing broke."""
    clear(servers[0])
    office = season(tmp_path_factory.mktemp("whole"), servers)
    assert office.run().code == DONE
    return office


@pytest.fixture(scope="module")
def whole(unbroken: Office) -> dict[str, Any]:
    """What the others come to when nothing is broken."""
    told = others(unbroken)
    assert set(told) == {"apply@firm1.example", "apply@firm3.example"}
    return told


@pytest.fixture
def office(unbroken: Office, tmp_path: Path, mail: tuple[ImapServer, SmtpServer]) -> Office:
    """An office whose mailbox holds the mail of three firms; their papers were read before."""
    office = season(tmp_path, mail)
    kept = "transcripts"
    shutil.copytree(unbroken.settings.state / kept, office.settings.state / kept)
    return office


def others(office: Office) -> dict[str, Any]:
    """All that is shown of the firms 1 and 3, whatever numbers they have."""
    register = json.loads((office.review / "register.json").read_text())
    rows = {entry["receipt_number"]: entry for entry in register["dossiers"]}
    found = {}
    for folder in office.review.glob("2025-*"):
        report = json.loads((folder / "report.json").read_text())
        sender, receipt = report["submissions"][0]["from"], report["receipt_number"]
        if sender == "apply@firm2.example":
            continue
        found[sender] = {
            **{part: report[part] for part in ("files", "documents", "requirements", "findings")},
            "register": [rows[receipt][part] for part in ("status", "company_name")],
            "page": "fingerprint" in (folder / "report.html").read_text(),
            "shown": sorted(
                path.relative_to(folder).as_posix().replace(receipt, "")
                for path in folder.rglob("*.*")
            ),
        }
        for table in ("index.html", "register.csv"):
            assert receipt in (office.review / table).read_text("utf-8")
    return found


def findings(report: dict[str, Any]) -> dict[str, str]:
    return {finding["key"]: finding["severity"] for finding in report["findings"]}


def stray(office: Office, part: str) -> list[str]:
    """Return the reasons for which mail lies in ``unassigned`` or ``set-aside``."""
    return [path.read_text("utf-8-sig") for path in (office.review / part).rglob("reason.txt")]


# ── a file, a mail ───────────────────────────────────────────────────────────────────

FILES = [
    pytest.param("pipeline.arrival.opening:read", file, id="reading"),
    pytest.param("pipeline.arrival.opening:identify", words, id="recognising"),
    pytest.param("pipeline.store.desk:identify", words, id="recognising what was read before"),
    pytest.param("pipeline.arrival.opening:unpack_item", member, id="unpacking"),
]


@pytest.mark.parametrize(("where", "is_victim"), FILES)
def test_a_file_that_we_fail_at_is_a_doubt_and_never_missing(
    office: Office,
    whole: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    is_victim: Victim,
) -> None:
    break_at(monkeypatch, where, is_victim)
    if "desk" not in where:
        (known,) = office.settings.state.rglob(f"{SPOILT_FILE}.json")
        known.unlink()
    assert office.run().code == OURS

    assert others(office) == whole
    report = office.reports()[VICTIM]
    states = {file["name"]: (file["state"], file["reason"]) for file in report["files"]}
    assert states[SPOILT.name] == ("unreadable", "crashed")
    assert [state for state, _ in states.values()].count("read") == 1
    found = findings(report)
    assert found[f"readable:{SPOILT_FILE[:12]}"] == "doubtful"
    assert found["required:national-tax-clearance"] == "doubtful"
    monkeypatch.undo()
    assert office.run().code == DONE  # nothing is tried again without being asked
    message = report["submissions"][0]["sha256"]
    assert office.command("retry", message[:12]).returncode == DONE
    assert "required:national-tax-clearance" not in findings(office.reports()[VICTIM])


MAILS = [
    pytest.param(
        "pipeline.arrival.receiving:_keep", lambda _, item, *__: mail(item.data), id="taking in"
    ),
    pytest.param("pipeline.arrival.opening:parse", mail, id="parsing"),
    pytest.param("pipeline.arrival.receiving:facts_of", envelope, id="noting what it says"),
    pytest.param("pipeline.matching.automatic:place", envelope, id="placing"),
]


@pytest.mark.parametrize(("where", "is_victim"), MAILS)
def test_a_mail_that_we_fail_at_is_set_aside(
    office: Office,
    whole: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    is_victim: Victim,
) -> None:
    break_at(monkeypatch, where, is_victim)
    for _ in range(2):
        assert office.run().code in (OURS, DONE)
        assert others(office) == whole
        (reason,) = stray(office, "set-aside")
        assert "오류가 발생하" in reason
        assert office.balance()["accepted"] + office.balance()["known"] >= 2
    monkeypatch.undo()
    assert office.run().code == DONE
    if stray(office, "set-aside"):
        assert office.command("retry").returncode == DONE
    assert len(office.reports()) == 3
    assert stray(office, "set-aside") == []


# ── a dossier ────────────────────────────────────────────────────────────────────────

DOSSIERS = [
    pytest.param("checks.rules.issued_within:IssuedWithin.examine", paper, id="a rule"),
    pytest.param(
        "pipeline.judging.verdicts:assemble",
        lambda received, _: "firm2" in received[0].submission.sender,
        id="gathering its papers",
    ),
    pytest.param("pipeline.letters.drafting:compose", dossier, id="composing a letter"),
]


@pytest.mark.parametrize(("where", "is_victim"), DOSSIERS)
def test_a_dossier_that_we_fail_at_is_shown_for_a_person(
    office: Office,
    whole: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    is_victim: Victim,
) -> None:
    break_at(monkeypatch, where, is_victim)
    verdicts = []
    for _ in range(2):
        assert office.run().code == OURS
        assert others(office) == whole
        verdicts.append(history(office))
    report = office.reports()[VICTIM]

    assert verdicts[0] == verdicts[1]  # tried again, and told once
    assert (report["status"], report["documents"]) == ("review", [])
    assert findings(report) == {"judged": "doubtful"}
    assert {state["state"] for state in report["requirements"]} == {"doubtful"}
    assert {file["name"] for file in report["files"]} == {file.name for file in PAPERS[2]}
    assert office.review.joinpath("register.csv").read_text("utf-8").count("검토하지 못하") == 1
    assert letters(office) == []
    monkeypatch.undo()
    assert office.run().code == DONE
    report = office.reports()[VICTIM]
    assert (report["revision"], "judged" in findings(report)) == (1, False)
    assert sorted(letters(office)) == ["supplement drafted"]


@pytest.mark.parametrize(("where", "is_victim"), DOSSIERS)
def test_a_dossier_that_we_fail_at_later_keeps_its_report_and_no_letter_leaves(
    office: Office, monkeypatch: pytest.MonkeyPatch, where: str, is_victim: Victim
) -> None:
    """The reviewer approved letters to all three, then one of them sends more."""
    assert office.run().code == DONE
    before = office.reports()[VICTIM]
    assert office.command("outbox", "approve", "--all").returncode == DONE
    monkeypatch.setattr("pipeline.letters.delivering.PAUSE_SECONDS", 0.0)
    break_at(monkeypatch, where, is_victim)
    at = NOON.replace(hour=15)
    office.imap.append(letter(2, consent_paper(2), at=at), at)
    assert office.run().code == OURS
    now = office.reports()[VICTIM]

    assert findings(now) == {**findings(before), "judged": "doubtful"}
    assert {**now, "findings": None} == {**before, "findings": None}
    assert sorted(office.smtp.recipients) == [["apply@firm1.example"], ["apply@firm3.example"]]
    assert sorted(letters(office)) == ["supplement approved"]
    monkeypatch.undo()
    assert office.run().code == DONE
    now = office.reports()[VICTIM]
    assert (now["revision"], "judged" in findings(now)) == (2, False)
    assert len(now["submissions"]) == 2
    assert "supplement superseded" in letters(office)


def test_a_draft_is_not_approved_while_its_dossier_cannot_be_judged(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.run().code == DONE
    break_at(monkeypatch, "checks.rules.issued_within:IssuedWithin.examine", paper)
    at = NOON.replace(hour=15)
    office.imap.append(letter(2, consent_paper(2), at=at), at)
    assert office.run().code == OURS
    told = office.command("outbox", "approve", f"{VICTIM}-1-supplement")

    assert "마지막 검토를 마치지 못하여" in told.stderr
    assert "supplement drafted" in letters(office)


def letters(office: Office) -> list[str]:
    with office.desk() as desk:
        return [f"{each.kind} {each.state}" for each in desk.ledger.letters(receipt=VICTIM)]


def history(office: Office) -> list[str]:
    """Return the kinds of step in the victim's history, and how many verdicts it has."""
    with office.desk() as desk, desk.ledger._reading() as on:
        rows = on.exec_driver_sql(f"SELECT made_at FROM verdict WHERE receipt = '{VICTIM}'")
        return [event.kind for event in desk.ledger.history(VICTIM)] + [row[0] for row in rows]


# ── the review folder ────────────────────────────────────────────────────────────────


def read_views(view: Any, *_: Any, **__: Any) -> bool:
    return dossier(view) and bool(view.transcripts)


def views_with_papers(view: Any, *_: Any, **__: Any) -> bool:
    return dossier(view) and bool(view.report.documents)


def rows_with_papers(_: Any, view: Any) -> bool:
    return views_with_papers(view)


PAGES = [
    pytest.param("pipeline.review.folder:pictures", read_views, True, id="pictures"),
    pytest.param("pipeline.review.folder:as_html", views_with_papers, True, id="its papers"),
    pytest.param("pipeline.review.folder:as_html", dossier, False, id="the whole page"),
    pytest.param("pipeline.review.publishing:tell", everything, True, id="its history"),
    pytest.param(
        "pipeline.review.register:RegisterRow.__init__", rows_with_papers, True, id="its row"
    ),
]


@pytest.mark.parametrize(("where", "is_victim", "shown"), PAGES)
def test_a_page_that_we_fail_at_costs_no_other(
    office: Office,
    whole: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    is_victim: Victim,
    shown: bool,
) -> None:
    """It is there with less, and says so; where nothing of it can be drawn the register has it."""
    if where.endswith("tell"):
        is_victim = lambda events, _: bool(events) and events[0].receipt == VICTIM  # noqa: E731
    break_at(monkeypatch, where, is_victim)
    assert office.run().code == OURS

    assert others(office) == whole
    register = json.loads((office.review / "register.json").read_text())
    assert VICTIM in {entry["receipt_number"] for entry in register["dossiers"]}
    pages = [path.read_text() for path in office.review.glob(f"{VICTIM}*/report.html")]
    assert bool(pages) == shown
    tables = (office.review / "register.csv").read_text("utf-8")
    assert "프로그램 오류로" in "".join(pages) + tables or not shown
    monkeypatch.undo()
    assert office.run().code == DONE
    (page,) = [path.read_text() for path in office.review.glob(f"{VICTIM}*/report.html")]
    assert "프로그램 오류로" not in page
    assert "judged" not in findings(office.reports()[VICTIM])


# ── letters and what comes back ──────────────────────────────────────────────────────


def test_a_letter_that_we_fail_to_send_waits_and_the_others_leave(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.run().code == DONE
    assert office.command("outbox", "approve", "--all").returncode == DONE
    monkeypatch.setattr("pipeline.letters.delivering.PAUSE_SECONDS", 0.0)
    with monkeypatch.context() as patch:
        to_victim = lambda *_, **given: given["recipient"] == "apply@firm2.example"  # noqa: E731
        break_at(patch, "pipeline.letters.delivering:send", to_victim)
        assert office.run().code == OURS
    assert sorted(to for (to,) in office.smtp.recipients) == [
        "apply@firm1.example",
        "apply@firm3.example",
    ]
    assert sorted(letters(office)) == ["supplement approved"]
    assert office.run().code == DONE
    assert office.smtp.recipients[2:] == [["apply@firm2.example"]]


def test_an_answer_of_a_machine_that_we_fail_at_costs_nobody(
    office: Office, whole: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    automatic = [("Auto-Submitted", "auto-replied")]
    office.imap.append(letter(9, subject="부재중", headers=automatic), NOON)
    break_at(monkeypatch, "pipeline.letters.bouncing:read_bounce", everything)
    assert office.run().code == OURS

    assert others(office) == whole


# ── files as they are ────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, paper in (("1.docx", PAPERS[1][0]), ("2.pdf", SPOILT), ("3.docx", PAPERS[3][0])):
        (tmp_path / name).write_bytes(paper.data)
    return tmp_path


def test_read_prints_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_at(monkeypatch, "pipeline.commands.offline:identify", words)
    assert main(["read", "--json", *map(str, sorted(folder.iterdir()))]) == OURS
    told = json.loads(capsys.readouterr().out)

    assert [(f["name"], f["state"], f["reason"]) for f in told["files"]] == [
        ("1.docx", "read", None),
        ("2.pdf", "unreadable", "crashed"),
        ("3.docx", "read", None),
    ]
    assert [document["type"] for document in told["documents"]] == ["application-form"] * 2


def test_a_name_that_is_no_text_costs_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = os.fsdecode(os.fsencode(folder) + b"/\xb1\xb9\xbc\xbc.pdf")
    os.rename(folder / "2.pdf", odd)
    assert main(["read", "--json", str(folder)]) == DONE
    told = json.loads(capsys.readouterr().out)

    assert [file["state"] for file in told["files"]] == ["read"] * 3


@pytest.mark.parametrize(
    ("where", "is_victim", "key"),
    [
        pytest.param(
            "pipeline.commands.offline:identify",
            words,
            f"readable:{SPOILT_FILE[:12]}",
            id="one file",
        ),
        pytest.param("checks.programme:Programme.check", everything, "judged", id="the judgement"),
    ],
)
def test_check_reports_what_there_is(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    where: str,
    is_victim: Victim,
    key: str,
) -> None:
    break_at(monkeypatch, where, is_victim)
    at = ["--received-at", "2025-05-12T10:00:00+09:00"]
    assert main(["check", "--json", *at, str(folder)]) == OURS
    report = json.loads(capsys.readouterr().out)

    assert findings(report)[key] == "doubtful"
    assert [file["name"] for file in report["files"]] == ["1.docx", "2.pdf", "3.docx"]
    assert not any(
        k.startswith("required") and s == "blocking" for k, s in findings(report).items()
    )
