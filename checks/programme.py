"""The programme file: a notice as data, its rules and letter texts included.

A programme is a folder with ``programme.toml`` and the texts that it names.  `load` checks
all of it at once; `Programme.check` judges a dossier by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SerializeAsAny, field_validator

from checks.calendars import Country, public_holidays
from checks.faults import Faults, lines_of, nearest, not_toml
from checks.guards import LetterText, look_at_letters, look_for_quotes, put_core, read_notice
from checks.judgement import Rules, judge
from checks.model import (
    Asked,
    DecisionKind,
    Dossier,
    Moment,
    Notice,
    Project,
    Unchecked,
    Verdict,
    Window,
)
from checks.paper_tables import put_papers
from checks.rule_tables import put_rules
from checks.rules import DocumentRule, DossierRule
from extractors.errors import OperatorError
from extractors.model import Frozen
from extractors.plain import PlainPaper

FILE = "programme.toml"
GAPS = frozenset(
    {
        "receipt_number",
        "company_name",
        "programme_title",
        "received_at",
        "arrived_at",
        "files",
        "new_files",
        "open_items",
        "closed_items",
        "outlook",
        "reply_until",
        "if_not_sent",
        "grounds",
        "window",
        "officer",
        "contact_unit",
        "contact_phone",
        "contact_email",
    }
)
"""What a letter text may leave open: ``$receipt_number`` …"""
TEXTS = (
    *("supplement", "acknowledgement", "supplement_again", "acknowledgement_again"),
    *("acknowledgement_late", "exclusion", "too_late"),
)
"""The letter texts that a programme may name a file for; the first two it must."""


class ProgrammeError(OperatorError):
    """The programme file cannot be used; ``faults`` says why, one sentence each."""

    def __init__(self, folder: Path, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"사업 파일 {folder / FILE}에 고칠 곳이 {len(self.faults)}건 있습니다.\n"
            + "\n".join(f"  - {fault}" for fault in self.faults)
        )


class Requirement(Asked):
    """A row of 제출서류 with the rules that hold for its paper."""

    rules: tuple[SerializeAsAny[DocumentRule], ...] = ()


class Contact(Frozen):
    """Whom an applicant can ask: stands in every letter; ``officer`` is the person's name.

    An office without a telephone gives its ``email``; a letter names only what there is.
    """

    unit: str
    phone: str = ""
    officer: str | None = None
    email: str | None = None


class Letters(Frozen):
    """The letter texts with their gaps, and until when papers may be supplemented (Q6).

    A text that ends in ``_again`` is for whoever was written to before; without it the first
    one serves, as it does for ``acknowledgement_late``, which is for mail that came after the
    period.  ``exclusion`` and ``too_late`` are what a person sends once an exclusion is
    confirmed.  After the deadline what comes is for a person (``by-hand``) or counts no more
    and is not asked for (``closed``); ``reply_after`` stands where a letter would name a
    deadline that is past, ``late_papers`` is what a receipt says of papers that came after it.
    """

    supplement: str
    acknowledgement: str
    supplement_again: str | None = None
    acknowledgement_again: str | None = None
    acknowledgement_late: str | None = None
    exclusion: str | None = None
    too_late: str | None = None
    supplements_until: Moment
    after_deadline: Literal["by-hand", "closed"] = "by-hand"
    reply_after: str = "담당자가 따로 알려 드리는 날까지"
    late_papers: str = (
        "보완기한이 지난 뒤에 도착한 서류의 인정 여부는 담당자가 검토하여 따로 알려 드리겠습니다."
    )

    @field_validator(*TEXTS)
    @classmethod
    def _has_known_gaps(cls, text: str | None) -> str | None:
        if text is None:
            return None
        template = string.Template(text)
        if not template.is_valid():
            raise ValueError("‘$’ 다음에 빈칸 이름이 없습니다. 금액 기호는 ‘$$’로 적어 주십시오")
        unknown = [gap for gap in template.get_identifiers() if gap not in GAPS]
        if unknown:
            raise ValueError(
                "; ".join(f"알 수 없는 빈칸 ‘${gap}’입니다{nearest(gap, GAPS)}" for gap in unknown)
            )
        return text


class Retention(Frozen):
    """The day by which the applicants' data must be gone (Q8)."""

    until: dt.date


class NoticeQuestion(Frozen):
    """What the notice leaves open, how it is read here and why, and what to change otherwise."""

    id: str
    clause: str
    asks: str
    answer: str
    because: str = ""
    set_by: str = ""


class SwitchedOff(Frozen):
    """A core rule that this programme does not want, and why."""

    rule: str
    because: Annotated[str, Field(min_length=1)]


class Programme(Frozen):
    """A notice as data; ``fingerprint`` changes with every byte of its folder's files.

    ``core`` names the rules that are on although the file does not write them.
    """

    id: str
    title: str
    window: Window
    requires: tuple[Requirement, ...]
    rules: tuple[SerializeAsAny[DossierRule], ...] = ()
    project: Project = Project()
    contact: Contact
    letters: Letters
    retention: Retention
    unchecked: tuple[Unchecked, ...] = ()
    questions: tuple[NoticeQuestion, ...] = ()
    without: tuple[SwitchedOff, ...] = ()
    core: tuple[str, ...] = ()
    papers: tuple[PlainPaper, ...] = ()
    public_holidays: Country | None = None
    holidays: frozenset[dt.date] = frozenset()
    fingerprint: str = ""

    @field_validator("requires")
    @classmethod
    def _asks_once(cls, rows: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        types = [kind for row in rows for kind in row.types]
        if twice := sorted({kind for kind in types if types.count(kind) > 1}):
            raise ValueError(f"같은 서류를 두 번 요구합니다: {', '.join(twice)}")
        return rows

    @property
    def rows(self) -> dict[str, Requirement]:
        """The rows of 제출서류 by every type of paper that answers them."""
        return {kind: row for row in self.requires for kind in row.types}

    @property
    def version(self) -> str:
        """The start of its fingerprint: what a programme officer signs and a report names."""
        return self.fingerprint[:16]

    @property
    def notice(self) -> Notice:
        """The facts that rules look at."""
        return Notice(
            window=self.window,
            project=self.project,
            requires=self.requires,
            holidays=self.holidays | self._public_holidays,
            supplements_until=self.letters.supplements_until,
        )

    @property
    def _public_holidays(self) -> frozenset[dt.date]:
        """The country's own, in the years about the window in which a period may end."""
        if self.public_holidays is None:
            return frozenset()
        year = self.window.opens.year
        return public_holidays(self.public_holidays, range(year - 1, year + 3))

    def check(
        self, dossier: Dossier, decisions: Mapping[str, DecisionKind] | None = None
    ) -> Verdict:
        """Judge *dossier*; *decisions* are a reviewer's, by the key of the finding."""
        rules = Rules(
            {
                kind: tuple(rule for rule in row.rules if not rule.of or kind in rule.of)
                for kind, row in self.rows.items()
            },
            self.rules,
        )
        return judge(
            dossier, self.notice, rules, decisions=decisions or {}, unchecked=self.unchecked
        )


def load(folder: Path, others: Iterable[str] = ()) -> Programme:
    """Return the programme in *folder*; *others* are names that may have been meant.

    Raises:
        ProgrammeError: there is none, or its file has faults; all of them are named.
    """
    try:
        text = (folder / FILE).read_text("utf-8-sig")
        table = tomllib.loads(text)
    except OSError:
        hint = nearest(str(folder), others)
        raise ProgrammeError(folder, [f"파일이 없거나 열 수 없습니다{hint}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeError(folder, [not_toml(error)]) from None
    faults = Faults(lines_of(text))
    notice = read_notice(folder, faults)
    texts = _put_letters(table, folder, faults)
    if notice is not None:
        look_for_quotes(table, notice, faults)
        look_at_letters(texts, table, notice, faults)
    _look_for_contact(texts, table, faults)
    core = put_core(table, faults)
    put_papers(table, faults)
    put_rules(table, faults)
    print_of_all = hashlib.sha256("\0".join((text, *(t.text for t in texts))).encode()).hexdigest()
    programme = faults.built(Programme, table | {"fingerprint": print_of_all, "core": core}, ())
    if programme is None or faults.found:
        raise ProgrammeError(folder, faults.sentences())
    return programme


def _put_letters(table: dict[str, Any], folder: Path, faults: Faults) -> list[LetterText]:
    """Put the texts in place of the names of their files, and return them."""
    letters = table.get("letters")
    texts: list[LetterText] = []
    if not isinstance(letters, dict):
        return texts
    for name in TEXTS:
        if isinstance(path := letters.get(name), str):
            try:
                letters[name] = (folder / path).read_text("utf-8-sig")
                texts.append(LetterText(name, path, letters[name]))
            except (OSError, UnicodeDecodeError):
                faults.add(("letters", name), f"편지 문안 ‘{path}’ 파일을 열 수 없습니다")
                letters[name] = ""
    return texts


def _look_for_contact(
    texts: Iterable[LetterText], table: Mapping[str, Any], faults: Faults
) -> None:
    """Note which way to reach the office the letters name and the file does not give."""
    contact = table.get("contact")
    if not isinstance(contact, dict):
        return
    ways = {"phone": "전화번호", "email": "전자우편"}
    if not any(contact.get(way) for way in ways):
        faults.add(("contact",), "‘contact.phone’이나 ‘contact.email’ 가운데 하나는 있어야 합니다")
        return
    for way, called in ways.items():
        asking = [t.file for t in texts if re.search(rf"\$\{{?contact_{way}\b", t.text)]
        if asking and not contact.get(way):
            faults.add(
                ("contact",),
                f"편지 문안({', '.join(asking)})이 {called}($contact_{way})를 쓰는데 "
                f"‘contact.{way}’ 항목이 빠졌습니다",
            )
