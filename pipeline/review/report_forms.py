"""A dossier's report as a reviewer reads it: JSON, a page, and text for the terminal."""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from checks import authentication
from checks.programme import Programme
from checks.report import FileEntry, Report
from extractors.errors import refusal_of
from extractors.fields.naming import is_deciding
from outbox.composing import compose_by_hand
from outbox.rendering import as_text as as_mail
from pipeline.review import DossierView, terms
from pipeline.review.cards import LookUpBox
from pipeline.review.page_layout import Sameness, best_known, contact_of, lay_out, next_steps
from pipeline.review.report_parts import TO_SEND, Layout, Links, Remark, ReportLine

if TYPE_CHECKING:
    from jinja2 import Environment


def as_json(report: Report) -> bytes:
    """Return report.json: the report as the contract prints it, schema first."""
    dump = report.model_dump(mode="json", by_alias=True)
    ordered = {"schema": dump.pop("schema"), **dump}
    return (json.dumps(ordered, ensure_ascii=False, indent=2) + "\n").encode()


def as_html(
    view: DossierView,
    programme: Programme,
    links: Links,
    *,
    fingerprint: str = "",
    shared: Collection[Sameness] = (),
) -> str:
    """Return report.html: one page without network, script or outside style.

    *fingerprint* is kept in the page, so that publishing can tell whether it is current;
    *shared* are notes that the register tells once for all.
    """
    return _drawn("report.html", view, programme, links, shared, fingerprint=fingerprint)


def as_review_sheet(view: DossierView, programme: Programme) -> str:
    """Return review-sheet.html (검토조서): what is decided of one application, on one sheet."""
    return _drawn("review-sheet.html", view, programme, Links(), ())


def text_to_send(report: Report, programme: Programme) -> dict[str, bytes]:
    """Return the file with what a person sends once an exclusion is confirmed, by its name."""
    told = compose_by_hand(report, programme)
    text = as_mail(*told).replace("\n", "\r\n") if told else ""
    return {TO_SEND: text.encode("utf-8-sig")} if told else {}


def _drawn(
    template: str,
    view: DossierView,
    programme: Programme,
    links: Links,
    shared: Collection[Sameness],
    **more: str,
) -> str:
    report = view.report
    layout = lay_out(
        report, programme, links, until=view.until, decided=view.decided, shared=shared
    )
    return (
        templates()
        .get_template(template)
        .render(
            layout=layout,
            report=report,
            company=best_known(report, "company_name"),
            representative=best_known(report, "representative"),
            contact=contact_of(report),
            programme=programme,
            links=links,
            letters=view.letters,
            history=view.history,
            fitting=_fitting(layout),
            steps=next_steps(report, view.letters),
            say_authentication=authentication.say,
            to_send=TO_SEND if compose_by_hand(report, programme) else None,
            wording=terms,
            **more,
        )
    )


MOST_LINES = 20
LONGEST_SENTENCE, LONGEST_REASON = 84, 40


def _fitting(layout: Layout) -> list[Remark]:
    """Return the first remarks that have room on the one page of a review sheet.

    A sentence takes a line for 24 signs, a reason one for 17, both at most as many signs as
    are printed of them.
    """
    chosen: list[Remark] = []
    lines = 0
    for remark in (*layout.questions, *layout.requests, *layout.settled):
        said = math.ceil(min(len(remark.finding.message), LONGEST_SENTENCE) / 24)
        note = remark.decided.note if remark.decided else ""
        why = 1 + 2 * bool(remark.decided) + math.ceil(min(len(note), LONGEST_REASON) / 17)
        lines += max(said, why, math.ceil(len(remark.about) / 12))
        if lines > MOST_LINES:
            break
        chosen.append(remark)
    return chosen


def as_text(report: Report, programme: Programme) -> str:
    """Return the report for a terminal: each row of the notice, with proof."""
    layout = lay_out(report, programme)
    names = (report.receipt_number, best_known(report, "company_name"), report.business_number)
    lines = [
        "  ".join(name for name in names if name),
        f"접수 {terms.say_moment(report.received_at)} ({layout.deadlines[0].what}"
        f" {layout.deadlines[0].counted.gap})"
        if report.received_at_known
        else "접수일시를 알 수 없음",
        f"{layout.standing.mark.sign} {layout.standing.mark.word}: {layout.standing.next_step}",
    ]
    for section in layout.sections:
        lines += ["", f"{section.clause}  {section.named}  —  {section.state.word}"]
        for paper in section.in_force:
            lines += [f"    {_text_line(line)}" for line in paper.lines if is_deciding(line.name)]
        lines += [text for remark in section.remarks for text in _text_remark(remark)]
    if layout.general:
        lines += ["", "신청서류 전체"]
        lines += [text for remark in layout.general for text in _text_remark(remark)]
    if layout.boxes:
        lines += ["", f"직접 확인할 사항 ({layout.ticked}/{len(layout.boxes)} 확인)"]
        lines += [text for box in layout.boxes for text in _text_box(box)]
    lines += ["", "파일"]
    for file in report.files:
        reason = f"  ({say_reason(file)})" if file.reason else ""
        lines.append(f"  {terms.FILE_STATE[file.state].word}  {file.name}{reason}")
    if report.unchecked:
        lines += ["", "자동으로 확인하지 않는 것"]
        lines += [f"  {u.clause}  “{u.quote}”\n      볼 곳: {u.look}" for u in report.unchecked]
    if report.made_with:
        lines += ["", terms.say_versions(report.made_with)]
    return "\n".join(lines) + "\n"


def say_reason(file: FileEntry) -> str:
    """Return why a file was not read, in Korean."""
    unread = file.state == "unreadable"
    return refusal_of(file.reason, file.flaw).seen if unread else file.reason or ""


@cache
def templates() -> Environment:
    """Return the templates; whatever they print is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = terms.say_moment
    environment.filters["minute"] = terms.say_minute
    environment.filters["title"] = terms.title
    environment.filters["said"] = terms.say
    environment.filters["reason"] = say_reason
    return environment


def _text_line(line: ReportLine) -> str:
    raw = f" “{line.raw}”" if line.raw else ""
    doubt = "" if line.certain else "  ? 확인 필요"
    return f"{line.label}: {line.shown}  ({line.page}쪽{raw}){doubt}"


def _text_box(box: LookUpBox) -> list[str]:
    doubt = "" if box.certain else " (확인 필요)"
    number = f", {box.label}: {box.number or '읽지 못함'}{doubt}" if box.label else ""
    return [
        f"  {box.mark.sign} {box.finding.message}  [{box.finding.key}]",
        f"      {box.where}{number}",
    ]


def _text_remark(remark: Remark) -> list[str]:
    decision = f"  ({remark.decision.word})" if remark.decision else ""
    lines = [f"  {remark.mark.sign} {remark.finding.message}  [{remark.finding.key}]{decision}"]
    if remark.finding.remedy:
        lines.append(f"      → {remark.finding.remedy}")
    return lines
