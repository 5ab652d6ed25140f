"""How long the desk's pages and decisions take with thousands of dossiers.

``python tests/desk_pace.py FOLDER [COUNT]``: FOLDER is what `make demo` left.  Its state is
copied, its dossiers are repeated under other numbers until there are COUNT, and a real
`intake serve` is asked for each list and told decisions over HTTP.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from demo import Door, free_port, running_desk

LISTS = {
    "오늘 할 일": "/",
    "접수대장": "/register",
    "접수대장, 찾기": f"/register?find={quote('바이오')}",
    "메일": "/mails",
    "직접 확인": "/lookups",
    "신청 미지정 메일": "/stray",
    "이력": "/history",
}
OWN = ("certificate_number", "verification_number", "contact_email", "contact_phone")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HEX = re.compile(r"\b[0-9a-f]{64}\b")
TIMES = 7


class Person:
    """Somebody at the desk without a browser, so that only the desk is measured."""

    def __init__(self, door: Door) -> None:
        there = urlsplit(door.address)
        self.line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=120)
        self.cookie = ""
        token = TOKEN.findall(self.get("/login"))[0]
        self.post("/login", csrf_token=token, name=door.name, password=door.password)

    def get(self, path: str) -> str:
        return self._ask("GET", path, "")

    def post(self, path: str, **fields: Any) -> str:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str) -> str:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.line.request(method, path, body=body, headers={"Cookie": self.cookie, **kind})
        answer = self.line.getresponse()
        data = answer.read().decode()
        assert answer.status in (200, 302), (path, answer.status)
        for head in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = head.split(";")[0]
        return data


def main(folder: Path, count: int) -> int:
    with tempfile.TemporaryDirectory() as made:
        settings = copy_of(folder, Path(made) / "office")
        multiply(settings.parent / "state" / "ledger.sqlite3", count)
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "publish", "--config", settings],
            check=False,  # the mails of what was repeated are nowhere
            capture_output=True,
        )
        print(f"the review folder was written in {_since(began)}")
        with running_desk(settings, {}) as door:
            began = time.monotonic()
            person = Person(door)
            person.get("/")
            print(f"{count} dossiers; the first page after the start {_since(began)}")
            for name, path in LISTS.items():
                took = [_timed(person, path) for _ in range(TIMES)]
                print(f"{name:　<12}{statistics.median(took):.2f} s, at most {max(took):.2f} s")
            decide(person)
    return 0


def copy_of(folder: Path, copied: Path) -> Path:
    """Copy what `make demo` left, and return the settings of the copy: another desk may run."""
    shutil.copytree(folder, copied)
    settings = copied / "intake.toml"
    text = settings.read_text("utf-8").replace(str(folder), str(copied))
    text = re.sub(r"(?m)(?<=^\[desk\]\n)port = \d+$", f"port = {free_port()}", text)
    settings.write_text(text, "utf-8")
    return settings


def decide(person: Person) -> None:
    """Answer questions of several dossiers one after the other, as people do."""
    asks = re.findall(r'class="ask" href="(/d/[^"]+)"', person.get("/"))
    took = []
    for path in list(dict.fromkeys(asks))[:TIMES]:
        page = person.get(path.replace("&amp;", "&"))
        chosen = page[page.index('id="chosen"') :]
        given = dict(re.findall(r'name="(csrf_token|key|seen)" value="([^"]*)"', chosen))
        began = time.monotonic()
        person.post(f"{path.partition('?')[0]}/decide", kind="settled", note="확인", **given)
        took.append(time.monotonic() - began)
        time.sleep(4)  # as long as somebody looks at the next one; the folder is written meanwhile
    print(f"a decision    {statistics.median(took):.2f} s, at most {max(took):.2f} s")


def _timed(person: Person, path: str) -> float:
    began = time.monotonic()
    person.get(path)
    return time.monotonic() - began


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"


def multiply(ledger: Path, count: int) -> None:
    """Repeat the dossiers of a ledger under other receipt numbers, firms, files and mails."""
    with sqlite3.connect(ledger) as on:
        on.row_factory = sqlite3.Row
        dossiers = on.execute("SELECT * FROM dossier ORDER BY receipt").fetchall()
        for number in range(len(dossiers) + 1, count + 1):
            row = dossiers[number % len(dossiers)]
            _repeat(on, row["receipt"], f"2025-{number:04d}", number)


def _repeat(on: sqlite3.Connection, old: str, new: str, number: int) -> None:
    def other(sha256: str) -> str:
        return hashlib.sha256(f"{sha256} {number}".encode()).hexdigest()

    def put(table: str, row: sqlite3.Row, **changed: Any) -> None:
        values = {**dict(row), **changed}
        values.pop("number", None)
        marks = ", ".join("?" * len(values))
        names = ", ".join(f'"{name}"' for name in values)
        on.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))

    def rows(query: str, *given: str) -> list[sqlite3.Row]:
        return on.execute(query, given).fetchall()

    for row in rows("SELECT * FROM dossier WHERE receipt = ?", old):
        firm = f"{100 + number % 900}-81-{10000 + number}"
        put("dossier", row, receipt=new, business_number=firm, folder=f"{new} firm")
    for row in rows("SELECT * FROM submission WHERE receipt = ?", old):
        put("submission", row, receipt=new, message=other(row["message"]))
        for mail in rows("SELECT * FROM message WHERE sha256 = ?", row["message"]):
            if not rows("SELECT 1 FROM message WHERE sha256 = ?", other(mail["sha256"])):
                put("message", mail, sha256=other(mail["sha256"]))
                for file in rows("SELECT * FROM attachment WHERE message = ?", mail["sha256"]):
                    put("attachment", file, message=other(mail["sha256"]))
    for row in rows("SELECT * FROM verdict WHERE receipt = ? ORDER BY number", old):
        text = HEX.sub(lambda found: other(found[0]), row["report"]).replace(old, new)
        report = json.loads(text)
        for paper in report["documents"]:
            for field in set(OWN).intersection(paper["fields"]):
                value = paper["fields"][field]
                value["value"] = value["value"] and f"{number}{value['value']}"
        put("verdict", row, receipt=new, report=json.dumps(report, ensure_ascii=False))
    for row in rows("SELECT * FROM letter WHERE receipt = ?", old):
        put("letter", row, receipt=new, message_id=f"<{number}.{row['message_id'].strip('<>')}>")
    for row in rows("SELECT * FROM event WHERE receipt = ? ORDER BY number", old):
        put("event", row, receipt=new)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000))
