"""The programme file: a notice as data, its rules and letter texts included.

A programme is a folder with ``programme.toml`` and the texts that it names.  `load` checks
all of it at once; `Programme.check` judges a dossier by it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import string
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import SerializeAsAny, field_validator

from checks.calendars import Country, public_holidays
from checks.faults import Faults, Place, lines_of, nearest, not_toml
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
from checks.rules import RULES, DocumentRule, DossierRule, Rule
from extractors.documents import DOCUMENTS
from extractors.errors import OperatorError
from extractors.model import Frozen

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
    """Whom an applicant can ask: stands in every letter; ``officer`` is the person's name."""

    unit: str
    phone: str
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


class Programme(Frozen):
    """A notice as data; ``fingerprint`` changes with every byte of its folder's files."""

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
    public_holidays: Country | None = None
    holidays: frozenset[dt.date] = frozenset()
    fingerprint: str = ""

    @field_validator("requires")
    @classmethod
    def _asks_once(cls, rows: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        types = [row.document for row in rows]
        if twice := sorted({kind for kind in types if types.count(kind) > 1}):
            raise ValueError(f"같은 서류를 두 번 요구합니다: {', '.join(twice)}")
        return rows

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
        rules = Rules({row.document: row.rules for row in self.requires}, self.rules)
        return judge(
            dossier, self.notice, rules, decisions=decisions or {}, unchecked=self.unchecked
        )


def load(folder: Path, others: Iterable[str] = ()) -> Programme:
    """Return the programme in *folder*; *others* are names that may have been meant.

    Raises:
        ProgrammeError: there is none, or its file has faults; all of them are named.
    """
    try:
        text = (folder / FILE).read_text("utf-8")
        table = tomllib.loads(text)
    except OSError:
        hint = nearest(str(folder), others)
        raise ProgrammeError(folder, [f"파일이 없거나 열 수 없습니다{hint}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeError(folder, [not_toml(error)]) from None
    faults = Faults(lines_of(text))
    texts = _put_letters(table, folder, faults)
    _put_rules(table, faults)
    print_of_all = hashlib.sha256("\0".join((text, *texts)).encode()).hexdigest()
    programme = faults.built(Programme, table | {"fingerprint": print_of_all}, ())
    if programme is None or faults.found:
        raise ProgrammeError(folder, faults.sentences())
    return programme


def _put_letters(table: dict[str, Any], folder: Path, faults: Faults) -> list[str]:
    """Put the texts in place of the names of their files, and return them."""
    letters = table.get("letters")
    texts: list[str] = []
    if not isinstance(letters, dict):
        return texts
    for name in TEXTS:
        if isinstance(path := letters.get(name), str):
            try:
                letters[name] = (folder / path).read_text("utf-8")
                texts.append(letters[name])
            except (OSError, UnicodeDecodeError):
                faults.add(("letters", name), f"편지 문안 ‘{path}’ 파일을 열 수 없습니다")
                letters[name] = ""
    return texts


def _put_rules(table: dict[str, Any], faults: Faults) -> None:
    """Put rules in place of the tables that describe them."""
    if isinstance(table.get("rules"), list):
        table["rules"] = _rules(table["rules"], DossierRule, {}, ("rules",), faults)
    for number, row in enumerate(table.get("requires", ())):
        if not isinstance(row, dict):
            continue
        place: Place = ("requires", number)
        document = row.get("document")
        if isinstance(document, str) and document not in DOCUMENTS:
            hint = nearest(document, DOCUMENTS)
            faults.add((*place, "document"), f"알 수 없는 서류 ‘{document}’입니다{hint}")
        if isinstance(row.get("rules"), list):
            row["rules"] = _rules(row["rules"], DocumentRule, row, (*place, "rules"), faults)


def _rules(
    tables: list[Any], kind: type[Rule], row: Mapping[str, Any], place: Place, faults: Faults
) -> list[Rule]:
    """Return the rules that *tables* describe; they inherit the clause of *row*."""
    rules = []
    marks: set[str] = set()
    for number, table in enumerate(tables):
        here = (*place, number)
        if not isinstance(table, dict) or "rule" not in table:
            faults.add(here, "규칙 이름(rule)이 빠졌습니다")
            continue
        name = str(table["rule"])
        known = {n: r for n, r in RULES.items() if issubclass(r, kind)}
        if name in RULES and name not in known:
            where = "[[rules]]" if kind is DocumentRule else "[[requires.rules]]"
            faults.add((*here, "rule"), f"‘{name}’ 규칙은 {where} 아래에 적어야 합니다")
        elif name not in known:
            faults.add((*here, "rule"), f"알 수 없는 규칙 ‘{name}’입니다{nearest(name, known)}")
        else:
            inherited = {"clause": row["clause"]} if "clause" in row else {}
            parameters = {key: value for key, value in table.items() if key != "rule"}
            rule = faults.built(known[name], inherited | parameters, here)
            if rule is not None:
                rules.append(rule)
                _look_for_fields(rule, parameters, row.get("document"), here, faults)
                if not rule.clause:
                    faults.add(here, f"‘{name}’ 규칙에 공고의 위치(clause)가 빠졌습니다")
                if rule.mark in marks:
                    faults.add(here, f"‘{name}’ 규칙이 같은 것을 두 번 묻습니다")
                marks.add(rule.mark)
    return rules


def _look_for_fields(
    rule: Rule, parameters: Mapping[str, Any], document: Any, place: Place, faults: Faults
) -> None:
    """Note the papers that *rule* names and that do not exist, and the fields that they lack.

    A rule about a paper looks at the paper of its row, of the type *document*.
    """
    looks_at = dict(rule.papers)
    if isinstance(rule, DocumentRule) and isinstance(document, str):
        looks_at[document] = (*rule.fields, *looks_at.get(document, ()))
    for name, fields in looks_at.items():
        kind = DOCUMENTS.get(name)
        if kind is None:
            if name != document:  # that of the row is named where it stands
                sentence = f"알 수 없는 서류 ‘{name}’입니다{nearest(name, DOCUMENTS)}"
                faults.add((*place, _holder(parameters, name)), sentence)
            continue
        for field in fields:
            if field not in kind.model_fields:
                sentence = f"‘{name}’ 서류에는 ‘{rule.name}’ 규칙이 볼 ‘{field}’ 항목이 없습니다"
                hint = nearest(field, kind.model_fields)
                faults.add((*place, _holder(parameters, field)), sentence + hint)


def _holder(parameters: Mapping[str, Any], name: str) -> str:
    """Return the parameter in which *name* stands."""
    for key, value in parameters.items():
        if value == name or (isinstance(value, list | dict) and name in value):
            return key
    return "rule"
