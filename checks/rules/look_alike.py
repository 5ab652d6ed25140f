"""제출서류: not a paper that merely resembles the one asked for."""

from __future__ import annotations

from collections.abc import Iterator

from checks.applicants import needed
from checks.model import Dossier, Finding, Notice
from checks.rules import DossierRule, rule
from checks.wording import with_particle


@rule
class LookAlike(DossierRule):
    """Where a paper is not there, nothing came that people commonly take for it.

    The near misses themselves say which papers they are taken for (``instead_of``).  While
    the right paper may be in something that could not be read, nobody is accused.
    """

    name = "look-alike"
    says = (
        "요구한 서류 대신 비슷한 서류를 보냈으면(사업자등록증, 납부내역증명 등) 어느 서류가 "
        "맞는지 적어 보완을 요청합니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for asked in notice.requires:
            if needed(asked, dossier) is False or dossier.of_type(*asked.types):
                continue
            taken = ((d, notice.taken_for(d)) for d in dossier.documents)
            seen = [d for d, kinds in taken if set(kinds) & set(asked.types)]
            if not seen:
                continue
            near = next((d for d in seen if d.certain), seen[0])
            title = with_particle(f"‘{near.title}’", "으로/로")
            where = f" {asked.obtain}" if asked.obtain else ""
            yield self.model_copy(update={"clause": asked.clause}).finding(
                f"제출하신 서류는 {title} {'확인됩니다' if near.certain else '보입니다'}. "
                f"공고에서 요구하는 서류는 {with_particle(f'‘{asked.named}’', '으로/로')}, "
                "서로 다른 서류입니다.",
                about=asked.document,
                severity="doubtful" if dossier.may_hide_papers else "blocking",
                remedy=f"{with_particle(f'‘{asked.named}’', '을/를')} 보내 주십시오.{where}",
                evidence=self.finding("", about=near).evidence,
            )
