"""How many clicks and seconds an application costs at the desk, and what it costs as commands.

``python tests/desk_effort.py FOLDER``: FOLDER is what `make demo` left.  Its state is copied; a
real browser answers every question of every application at a real `intake serve`, looks at every
letter and approves it, copies every number to look up and ticks its result.  The same decisions
are counted as commands, some of which are run on a second copy.  The time that somebody reads and
thinks is in neither.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from browser import browser
from demo import running_desk
from desk_pace import copy_of
from desk_server import Visitor
from selenium.webdriver.remote.webelement import WebElement

from checks.report import Report
from pipeline.page.summaries import Summary, summarise
from pipeline.programmes import load
from pipeline.settings import load as read_settings
from pipeline.store.ledger import Ledger, LetterRow

TRIED = 6
"""Commands that are run; the others are counted."""
NOTE = "원본 대조하여 확인"


class Hand:
    """A visitor whose clicks are counted, with the seconds until the next page is there."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.clicks: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()

    def find(self, selector: str) -> list[WebElement]:
        return self.visitor.driver.find_elements("css selector", selector)

    def click(self, element: WebElement, doing: str) -> None:
        """Click on what leads to another page."""
        began = time.monotonic()
        self.visitor.click(element)
        self.seconds[doing] += time.monotonic() - began  # type: ignore[assignment]
        self.clicks[doing] += 1

    def touch(self, element: WebElement, doing: str) -> None:
        """Click on what leads nowhere else."""
        # A bar that stays at the foot of the window may lie over it.
        self.visitor.browser.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()
        self.clicks[doing] += 1


def main(folder: Path) -> int:
    with tempfile.TemporaryDirectory() as made:
        settings = copy_of(folder, Path(made) / "desk")
        summaries, letters = what_waits(settings)
        commands(copy_of(folder, Path(made) / "commands"), summaries, letters)
        with running_desk(settings, {}) as door, browser() as chromium:
            hand = Hand(Visitor(chromium, door.address.rstrip("/")))
            hand.visitor.enter(door.name, door.password)
            answer_questions(hand)
            approve_letters(hand)
            tick_look_ups(hand)
        left, waiting = what_waits(settings)
    tell(hand, summaries, letters)
    open_yet = sum(len(_open(s)) for s in left)
    print(f"left open: {open_yet}; letters that wait: {len(waiting)}")
    return int(bool(open_yet or waiting))


def _open(summary: Summary) -> list[str]:
    """The findings of an application that wait for an answer: questions, then look-ups."""
    return [each.key for each in (*summary.questions, *summary.lookups) if each.decision is None]


def what_waits(settings: Path) -> tuple[list[Summary], list[LetterRow]]:
    """Return how each application stands in the ledger, and the drafts."""
    told = read_settings(settings)
    programme, ledger = load(str(told.programme)), Ledger.at(told.state / "ledger.sqlite3")
    summaries = []
    for row in ledger.dossiers(programme.id):
        verdict = ledger.latest_verdict(row.receipt)
        assert verdict is not None
        report: Report = verdict.read()
        summaries.append(summarise(report, programme, verdict=1, judged_at=verdict.made_at))
    drafts = ledger.letters("drafted")
    ledger.close()
    return summaries, drafts


def commands(settings: Path, summaries: Sequence[Summary], letters: Sequence[LetterRow]) -> None:
    """Count the commands that say the same, and run some of them."""
    lines = [
        ["decide", s.receipt, key, "settled", "--note", NOTE] for s in summaries for key in _open(s)
    ]
    typed = sum(len(" ".join(["intake", *line])) for line in lines)
    # What another version drew is drawn anew once: that is no command's own time.
    subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "publish", "--config", settings],
        check=True,
        capture_output=True,
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = []
    for line in lines[:: max(1, len(lines) // TRIED)][:TRIED]:
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *line, "--config", settings],
            check=True,
            capture_output=True,
        )
        took.append(time.monotonic() - began)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    each, firms = statistics.median(took), len(summaries)
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(
        f"commands: {len(lines)} decisions ({len(lines) / firms:.1f} an application, {typed}"
        f" letters typed), {each:.1f} s each ({busy / len(took):.1f} s of processor) as measured"
        f" on {len(took)}: {len(lines) * each / firms:.0f} s an application"
    )
    print(f"and one command for all {len(letters)} letters, unseen, or one for each")


def answer_questions(hand: Hand) -> None:
    """Open the first question of today, answer it, go on to the next one, and the next firm."""
    hand.visitor.go("/")
    asks = hand.find("a.ask")
    while asks:
        hand.click(asks[0], "questions")
        while True:
            buttons = hand.find("#chosen .buttons button")
            if not buttons:
                following = hand.find("[data-next]")
                if not following:
                    break
                hand.click(following[0], "questions")
                if not hand.find("#chosen .buttons button"):
                    break
                continue
            barred = [b for b in buttons if "제외" in b.text]
            hand.click(barred[0] if barred else buttons[0], "questions")
        hand.visitor.go("/")
        asks = hand.find("a.ask")


def approve_letters(hand: Hand) -> None:
    """Approve the receipts together, and each request once its page was seen."""
    hand.visitor.go("/")
    receipts = hand.find("#receipts button.main")
    if receipts:
        hand.click(receipts[0], "letters")
    hand.click(_called(hand, "header nav a", "메일"), "letters")
    while drafts := hand.find("main tbody a[href^='/mails/']"):
        hand.click(drafts[0], "letters")
        hand.click(_called(hand, "main button", "승인하여 보내기"), "letters")
        hand.click(_called(hand, "main a", "← 메일"), "letters")


def tick_look_ups(hand: Hand) -> None:
    """Copy each number once, and tick what was looked up at a site together."""
    hand.click(_called(hand, "header nav a", "직접 확인"), "look-ups")
    while hand.find("main [name=box]"):
        for copy in hand.find("main [data-copy]"):
            hand.touch(copy, "look-ups")
        hand.touch(hand.find("section.card [data-all]")[0], "look-ups")
        hand.click(_called(hand, "main button", "고른 항목: 문제 없음"), "look-ups")


def _called(hand: Hand, selector: str, words: str) -> WebElement:
    return next(one for one in hand.find(selector) if one.text.startswith(words))


def tell(hand: Hand, summaries: Sequence[Summary], letters: Sequence[LetterRow]) -> None:
    firms = len(summaries)
    done = {
        "questions": sum(q.decision is None for s in summaries for q in s.questions),
        "letters": len(letters),
        "look-ups": sum(box.decision is None for s in summaries for box in s.lookups),
    }
    for doing, count in done.items():
        print(
            f"desk: {count} {doing}: {hand.clicks[doing]} clicks, {hand.seconds[doing]:.0f} s"
            " of waiting for pages"
        )
    clicks, seconds = sum(hand.clicks.values()), sum(hand.seconds.values())
    print(
        f"desk: {clicks / firms:.1f} clicks and {seconds / firms:.1f} s an application"
        f" ({firms} applications)"
    )


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve()))
