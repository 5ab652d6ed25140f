"""One word for one thing in all that people see, and nothing that only the program knows."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from dossiers import at, complete, dossier, file, good, unsure
from openpyxl import load_workbook
from views import OLD, PROGRAMME, every_status, publication, report, stray, view

from checks.rules import RULES
from extractors.formats import render
from outbox.composing import compose
from pipeline.programmes import FOLDER
from pipeline.review import Decided, Publication, terms
from pipeline.review.folder import publish
from pipeline.review.history import LETTER_SAID, tell
from pipeline.review.register import as_csv
from pipeline.review.sheet import as_xlsx
from pipeline.store.ledger import Event

BY = "received-in-window"
DESK = Path(terms.__file__).parents[1] / "templates" / "desk"

ONE_WORD = {
    "국세 납세증명서": r"국세 ?완납 ?증명서",
    "지방세 납세증명서": r"지방세 ?완납 ?증명서",
    "사업자등록증명": r"사업자등록증명원",
    "접수일시": r"접수 ?시각|수신 ?시각",
    "신청 미지정 메일": r"(?<!신청 )미지정 메일|정하지 못한 메일",
    "보완기한": r"보완 기한",
    "신청 기업에 요청할 내용": r"보완 방법",
}
"""What a thing is called, and what it is not."""

OURS_ALONE = re.compile(
    r"\b(root|unassigned|set-aside|INTERNALDATE|intake|outbox|None|automatic|settled|waived"
    r"|confirmed)\b|SHA-?256|"
    + "|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in RULES if "-" in name)
)
OTHER_DATES = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}\([월화수목금토일]\)|\d{4}\. ?\d{1,2}\. ?\d{1,2}\.|\d{4}/\d{1,2}/\d{1,2}"
)


JINJA = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
SPOKEN = ("alt", "title", "aria-label", "placeholder")


class Seen(HTMLParser):
    """Collects what a reader of a page sees or hears: text, and the words of some attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "script")
        self.said += [
            v for n, v in attrs if n in ("alt", "title", "aria-label", "placeholder") and v
        ]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.hidden:
            self.said.append(data)

    @property
    def text(self) -> str:
        return "\n".join(" ".join(each.split()) for each in self.said if each.strip())


def everything() -> Publication:
    """Applicants of every status, decided in every way, with a history and mails of every kind."""
    events = [
        Event(receipt="2025-0003", at=at("2025-05-13T10:00"), kind="decided", by="root",
              facts={"finding": BY, "decision": kind, "note": "전화로 확인"})
        for kind in ("confirmed", "waived", "settled", "open")
    ] + [
        Event(receipt="2025-0003", at=at("2025-05-13T11:00"), kind="letter", by="automatic",
              facts={"name": "2025-0003-1-supplement", "state": state, "recipient": "a@b.example"})
        for state in LETTER_SAID
    ] + [
        Event(receipt="2025-0003", at=at("2025-05-13T12:00"), kind="extended", by="root",
              facts={"until": "2025-05-20T18:00:00+09:00", "note": ""}),
    ]  # fmt: skip
    said = Decided(by=terms.say_person("root"), at=at("2025-05-14T10:20"), note="전화로 확인")
    views = []
    for number, made in enumerate(every_status()):
        letters = tuple(
            replace(letter, state=state, name=f"{letter.name}-{state}")
            for letter in made.letters
            for state in terms.LETTER_STATE
        )
        calls = {finding.key: finding.message for finding in made.report.findings}
        views.append(
            replace(
                made,
                letters=letters,
                history=tell(events, calls) if number % 2 else (),
                decided=dict.fromkeys(calls, said),
            )
        )
    sent = dossier(
        *complete(
            good("national-tax-clearance", issued_on=unsure(OLD)), without=("sme-confirmation",)
        ),
        files=(file("확인서.pdf", reason="encrypted"), file("링크.html", reason="external-link")),
        later={"2025-05-15": (good("local-tax-clearance", issued_on=OLD),)},
    )
    keys = [finding.key for finding in report(sent).findings]
    for number, kind in enumerate(("confirmed", "waived", "settled"), start=6):
        views.append(
            replace(
                view(sent, receipt=f"2025-000{number}", company="가온해미메디텍",
                     decisions=dict.fromkeys(keys, kind)),
                decided=dict.fromkeys(keys, said),
            )
        )  # fmt: skip
    calm = replace(stray("알 수 없는 서류가 1건 있습니다.", name="u"), proposal=None)
    proposal = "접수번호 2025-0001의 메일인지 확인해 주십시오."
    return publication(dossiers=tuple(views), unassigned=(replace(calm, proposal=proposal),),
                       set_aside=(calm,), not_submissions=(calm,))  # fmt: skip


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All that people see of the folder, by where it stands."""
    made = everything()
    root = publish(made, tmp_path_factory.mktemp("review"), render=render)
    pages = {
        path.relative_to(root).as_posix(): Seen(path.read_text("utf-8")).text
        for path in root.rglob("*.html")
    }
    notes = {path.as_posix(): path.read_text("utf-8-sig") for path in root.rglob("reason.txt")}
    book = load_workbook(io.BytesIO(as_xlsx(made)))
    cells = [
        str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None
    ]
    desk = {
        f"desk/{path.name}": Seen(
            re.sub(r"{[{%].*?[%}]}", " ", path.read_text("utf-8"), flags=re.S)
        ).text
        for path in DESK.glob("*.html")
    }
    rules = {f"rule {name}": rule.says for name, rule in RULES.items()}
    sheet = {"register.xlsx": "\n".join(cells), "register.csv": as_csv(made).decode("utf-8-sig")}
    return pages | notes | sheet | desk | rules


def letters() -> dict[str, str]:
    """What applicants are sent: every kind of letter on every state of an application."""
    found: dict[str, str] = {}
    for made in everything().dossiers:
        for since in (None, made.report.model_copy(update={"revision": 0})):
            for kind in ("supplement", "acknowledgement"):
                letter = compose(made.report, PROGRAMME, kind, to="a@b.example", since=since)
                if letter:
                    found[f"{letter.name} {bool(since)}"] = f"{letter.subject}\n{letter.body}"
    return found


def test_the_net_is_cast_wide(texts):
    assert {"index.html", "register.xlsx", "desk/today.html"} <= set(texts)
    assert sum(name.endswith("report.html") for name in texts) == 8
    assert any(name.endswith("reason.txt") for name in texts)
    assert len(letters()) >= 10


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_word_for_one_thing(texts, word):
    for name, text in (texts | letters()).items():
        found = re.search(ONE_WORD[word], text)
        assert not found, f"{name}: {text[max(0, found.start() - 40) : found.end() + 40]}"


def test_nobody_sees_what_only_the_program_knows(texts):
    own = {name: text for name, text in texts.items() if not name.startswith("rule ")}
    for name, text in (own | letters()).items():
        found = OURS_ALONE.search(text)
        assert not found, f"{name}: {text[max(0, found.start() - 60) : found.end() + 60]}"


def test_days_are_written_in_one_form(texts):
    for name, text in texts.items():
        found = OTHER_DATES.search(text)
        assert not found, f"{name}: {text[max(0, found.start() - 40) : found.end() + 40]}"


def test_letters_say_days_in_one_form():
    """As Korean offices write them; only the names of files stay as they were given."""
    told = letters()
    for name, text in told.items():
        assert not re.search(r"(?<![\w.-])\d{4}-\d{2}-\d{2}(?![\d-])", text), (name, text)

    assert sum("발급일(2025년" in text or "발급일(2024년" in text for text in told.values()) >= 2


def test_a_sign_means_one_thing():
    marks = [
        *(standing.mark for standing in terms.STATUS.values()),
        *terms.STATES,
        *terms.SEVERITY.values(),
        terms.NOT_MENDABLE,
    ]
    words = {sign: {mark.word for mark in marks if mark.sign == sign} for sign in "✕▲■◆"}

    assert words == {
        "✕": {"미제출"},
        "▲": {"보완 필요"},
        "■": {"지원 제외 사유"},
        "◆": {"접수기간 경과"},
    }
    assert {sign for sign, _ in terms.REGISTER_LEGEND} == {mark.sign for mark in terms.STATES}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/letters/*.txt")), ids=lambda p: p.name)
def test_letter_texts_of_programmes_use_the_same_words(path):
    text = path.read_text("utf-8")

    assert not any(re.search(other, text) for other in ONE_WORD.values())
