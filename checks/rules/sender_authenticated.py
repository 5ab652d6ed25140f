"""Whether the mail came from where it says: what the receiving server found (RFC 8601)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.authentication import RULE, has_failed, has_passed
from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule

PROVEN = "메일 서버가 보낸 주소를 확인하였고, 꾸며 보낸 것으로 의심되는 점이 없습니다."
NOT_DENIED = (
    "메일 서버의 확인에서 의심되는 점은 없었으나, 보낸 주소가 진짜인지 확인된 것도 아닙니다."
)


@rule
class SenderAuthenticated(DossierRule):
    """SPF, DKIM and DMARC of every mail, as the receiving server found them.

    What counts as failed says `checks.authentication`; a person looks, and nothing is written
    to that address before.
    """

    name = RULE
    says = (
        "메일마다 수신 서버가 보낸 사람을 확인한 결과(SPF·DKIM·DMARC)를 보고, 실패한 것이 있으면 "
        "담당자 확인으로 둡니다. 담당자가 확인하기 전에는 그 주소로 안내 메일을 쓰지 않습니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        mails = [mail for mail in dossier.submissions if mail.message_id or mail.arrival.hops]
        failed = [mail for mail in mails if has_failed(mail.arrival.authentication)]
        for mail in failed:
            yield self.finding(
                f"{mail.sender or '알 수 없는 주소'}에서 온 메일은 메일 서버가 보낸 사람을 "
                "확인하지 못하였습니다. 다른 사람이 이 주소를 꾸며 보냈을 수 있으므로, 신청 기업에 "
                f"전화하여 직접 보낸 것인지 확인하여 주십시오.",
                what=mail.sha256[:12],
                severity="doubtful",
                remedy="신청에 사용하신 전자우편 주소에서 신청서류를 다시 보내 주십시오.",
                evidence=(Evidence(message=mail.sha256),),
            )
        if failed or not mails:
            return
        proven = [mail for mail in mails if mail.arrival.authentication]
        yield self.finding(
            PROVEN
            if all(has_passed(mail.arrival.authentication) for mail in mails)
            else NOT_DENIED
            if len(proven) == len(mails)
            else "메일 서버가 보낸 사람을 확인한 결과를 남기지 않은 메일이 있습니다. 보낸 주소가 "
            "진짜인지는 알 수 없습니다.",
            severity="note",
            evidence=tuple(Evidence(message=mail.sha256) for mail in mails),
        )
