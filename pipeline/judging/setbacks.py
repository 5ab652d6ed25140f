"""What is shown of a dossier that we fail to judge or to lay out: a doubt that says so.

The fault is ours.  Nothing in these reports accuses the applicant of anything, no letter is
written from them, and they are replaced as soon as the work succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checks.model import Finding, RequirementState, Submission
from checks.programme import Programme
from checks.report import FileEntry, Report, SubmissionEntry
from extractors.model import File

RULE = "judged"
NEVER_JUDGED = (
    "프로그램 오류로 이 신청을 검토하지 못하였습니다. 제출된 원본을 직접 확인하여 주십시오."
)
NOT_AGAIN = (
    "프로그램 오류로 마지막 검토를 마치지 못하여 그 전의 검토 결과를 보여 드립니다. 그 뒤에 받은"
    " 메일과 결정은 반영되지 않았습니다."
)
NOT_SHOWN = (
    "프로그램 오류로 검토 보고서의 일부를 만들지 못하였습니다. 제출된 원본을 직접 확인하여"
    " 주십시오."
)
NEXT = (
    "다음 실행 때 다시 시도하며, 그때까지 이 신청의 안내 메일을 보내지 않습니다. 되풀이되면"
    " 운영자에게 알려 주십시오."
)
TELL = "운영자에게 알려 주십시오."
LATER = "다음 실행 때 다시 시도합니다. 되풀이되면 운영자에게 알려 주십시오."


def never_judged(
    programme: Programme,
    head: Mapping[str, Any],
    submissions: Sequence[Submission],
    files: Iterable[File],
    *,
    remedy: str = NEXT,
) -> Report:
    """Return the report of a dossier that was never judged: what came, and that a person must look.

    *head* says whose it is; there is at least one of *submissions*.  No value of any paper is
    in it: any of them may be what we failed at.
    """
    entries = [SubmissionEntry(**s.model_dump(exclude={"asks_to_withdraw"})) for s in submissions]
    return Report(
        **{
            "programme": programme.id,
            "revision": 1,
            "status": "review",
            "company_name": None,
            "business_number": None,
            "subordinate_number": None,
            "representative": None,
            "received_at": min(entry.received_at for entry in entries),
            "submissions": entries,
            "files": [FileEntry.of(f) for f in {(f.sha256, f.name): f for f in files}.values()],
            "documents": (),
            "requirements": _unknown(programme),
            "findings": (_finding(NEVER_JUDGED, remedy, programme),),
            **head,
        }
    )


def not_judged_again(report: Report, programme: Programme) -> Report:
    """Return the last report with a doubt that it is not the newest."""
    return _with(report, _finding(NOT_AGAIN, NEXT, programme))


def not_laid_out(report: Report, programme: Programme, *, bare: bool = False) -> Report:
    """Return *report* with a doubt that not all of it is shown; *bare* leaves out its papers."""
    finding = _finding(NOT_SHOWN, LATER, programme)
    if not bare:
        return _with(report, finding)
    left_out = {
        "company_name": None,
        "representative": None,
        "documents": (),
        "findings": (),
        "requirements": _unknown(programme),
    }
    return _with(report.model_copy(update=left_out), finding)


def _unknown(programme: Programme) -> tuple[RequirementState, ...]:
    return tuple(
        RequirementState(
            clause=asked.clause, document=asked.document, state="doubtful", any_of=asked.any_of
        )
        for asked in programme.requires
    )


def _finding(message: str, remedy: str, programme: Programme) -> Finding:
    return Finding(
        key=RULE,
        rule=RULE,
        severity="doubtful",
        message=message,
        remedy=remedy,
        clause=programme.requires[0].clause.split()[0],
    )


def _with(report: Report, finding: Finding) -> Report:
    status = "review" if report.status == "complete" else report.status
    others = tuple(each for each in report.findings if each.rule != RULE)
    return report.model_copy(update={"status": status, "findings": (finding, *others)})
