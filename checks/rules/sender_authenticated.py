"""Whether the mail came from where it says: what the receiving server found (RFC 8601)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice, Submission
from checks.rules import DossierRule, rule

RESULTS = {
    "pass": "통과",
    "fail": "실패",
    "hardfail": "실패",
    "softfail": "약한 실패",
    "neutral": "판단 유보",
    "none": "설정 없음",
    "policy": "정책상 불인정",
    "temperror": "일시 오류",
    "permerror": "설정 오류",
}
FAILED = ("fail", "hardfail")


@rule
class SenderAuthenticated(DossierRule):
    """SPF, DKIM and DMARC of every mail, as the receiving server found them.

    A failure is no proof of a forgery (forwarded mail fails too), and a pass none that the
    applicant wrote it: a person looks.
    """

    name = "sender-authenticated"
    says = (
        "메일마다 수신 서버가 남긴 발신자 인증 결과(SPF·DKIM·DMARC)를 보고, 실패한 것이 있으면 "
        "담당자 확인으로 둡니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        mails = [mail for mail in dossier.submissions if mail.message_id or mail.arrival.hops]
        failed = [mail for mail in mails if has_failed(mail)]
        for mail in failed:
            yield self.finding(
                f"{mail.sender or '보낸 주소를 알 수 없는 곳'}에서 온 메일이 수신 서버의 발신자 "
                f"인증을 통과하지 못하였습니다({say(mail)}). 그 주소의 주인이 보낸 것이 맞는지 "
                "확인하여 주십시오.",
                what=mail.sha256[:12],
                severity="doubtful",
                remedy="신청에 사용하신 전자우편 주소에서 신청서류를 다시 보내 주십시오.",
                evidence=(Evidence(message=mail.sha256),),
            )
        if failed or not mails:
            return
        proven = [mail for mail in mails if mail.arrival.authentication]
        results = ", ".join(dict.fromkeys(say(mail) for mail in proven))
        yield self.finding(
            f"수신 서버의 발신자 인증 결과에 실패가 없습니다({results})."
            if len(proven) == len(mails)
            else "수신 서버가 발신자 인증 결과를 남기지 않은 메일이 있어 보낸 주소의 진위는 알 수 "
            "없습니다.",
            severity="note",
            evidence=tuple(Evidence(message=mail.sha256) for mail in mails),
        )


def has_failed(mail: Submission) -> bool:
    """Tell whether one of the results is a failure."""
    return any(result in FAILED for _, result in mail.arrival.authentication)


def say(mail: Submission) -> str:
    """Return the results as a person reads them: ``SPF 통과, DKIM 실패``."""
    return ", ".join(
        f"{method.upper()} {RESULTS.get(result, result)}"
        for method, result in mail.arrival.authentication
    )
