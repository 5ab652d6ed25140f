"""Further tables of the register's workbook: every finding with its decision, every mail."""

from __future__ import annotations

from checks.model import Finding
from pipeline.review import Publication, terms
from pipeline.review.page_layout import about, best_known
from pipeline.review.register import Cell, Column, RegisterRow, in_order, naive, who
from pipeline.review.severity import mark_of


def finding_columns(publication: Publication) -> tuple[Column, ...]:
    """Return every finding of every applicant with what was decided about it, one a row."""
    asked = publication.programme.rows
    found = [
        (RegisterRow(view), finding)
        for view in in_order(publication)
        for finding in view.report.findings
    ]
    said = [(row.view.decided.get(f.key) if f.decision else None) for row, f in found]

    def kind(finding: Finding) -> str:
        looked_up = finding.lookup is not None and finding.decision != "confirmed"
        return "직접 확인" if looked_up else mark_of(finding).word

    return (
        *who([row for row, _ in found]),
        Column("대상", 26, tuple(about(finding, asked) for _, finding in found)),
        Column("구분", 13, tuple(kind(finding) for _, finding in found)),
        Column("내용", 60, tuple(finding.message for _, finding in found)),
        Column("신청 기업에 요청할 내용", 44, tuple(finding.remedy for _, finding in found)),
        Column(
            "담당자 판단",
            16,
            tuple(terms.DECISION[f.decision].word if f.decision else None for _, f in found),
        ),
        Column("사유", 30, tuple(each.note or None if each else None for each in said)),
        Column("판단한 사람", 12, tuple(each.by if each else None for each in said)),
        Column("판단일시", 19, tuple(naive(each.at) if each else None for each in said)),
        Column("공고 항목", 16, tuple(finding.clause for _, finding in found)),
    )


def mail_columns(publication: Publication) -> tuple[Column, ...]:
    """Return every mail that came, that is nobody's, and that we wrote, one a row."""
    rows: list[tuple[Cell, ...]] = []
    for view in in_order(publication):
        who = (view.report.receipt_number, best_known(view.report, "company_name"))
        for mail in view.report.submissions:
            at = naive(mail.received_at) if mail.received_at_known else None
            why = terms.ASSIGNED_BY[mail.assigned_by]
            rows.append((*who, "받은 메일", mail.subject, mail.sender, at, f"접수: {why}", None))
        for letter in view.letters:
            at = naive(letter.sent_at) if letter.sent_at else None
            state = terms.LETTER_STATE[letter.state].word
            until = naive(letter.deadline) if letter.deadline else None
            kind = terms.LETTER_KIND[letter.kind]
            rows.append((*who, kind, letter.subject, letter.recipient, at, state, until))
    for word, strays in (
        ("신청 미지정 메일", publication.unassigned),
        ("처리 보류 메일", publication.set_aside),
        ("신청이 아닌 메일", publication.not_submissions),
    ):
        for stray in strays:
            at = naive(stray.received_at) if stray.received_at else None
            rows.append((None, None, word, stray.subject, stray.sender, at, stray.reason, None))
    heads = (
        *(("접수번호", 11), ("기업명", 24), ("구분", 15), ("제목", 50), ("상대 주소", 28)),
        *(("일시", 19), ("상태·사유", 30), ("보완기한", 17)),
    )
    return tuple(
        Column(heading, width, tuple(row[place] for row in rows))
        for place, (heading, width) in enumerate(heads)
    )
