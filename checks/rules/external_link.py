"""A download link instead of a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from pydantic import Field, PositiveInt

from checks.applicants import needed
from checks.model import Dossier, DossierFile, Finding, Notice, Severity
from checks.rules import DossierRule, rule
from checks.wording import with_particle
from extractors.errors import AnnouncedLink
from extractors.korean import dates_in

REASON = "external-link"
WHERE_NOTHING_LACKS: dict[str | None, Severity] = {AnnouncedLink.flaw: "note"}
"""How much a link weighs of which only a letter's words say that it leads to a file."""


@rule
class ExternalLink(DossierRule):
    """Nothing was sent as a link to a server that keeps it for a while.

    Links are never followed.  *keeps* says for how many days a host is known to keep a file
    (host → days); of other hosts nothing is promised.  A link is held against the applicant
    only while a paper that must come is not seen.
    """

    name = "external-link"
    says = (
        "파일 대신 내려받기 링크로 보낸 것은 열지 않습니다. 아직 없는 필수 서류가 있으면 첨부하여 "
        "다시 보내도록 보완을 요청하고, 그렇지 않으면 담당자 확인으로 둡니다. 보관 기한도 적습니다."
    )

    keeps: dict[str, PositiveInt] = Field(default_factory=dict)

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        missing = any(needed(row, dossier) and dossier.lacks(row) for row in notice.requires)
        told: set[str] = set()
        for sent in dossier.files:
            file = sent.file
            if file.state != "unreadable" or file.reason != REASON or file.sha256 in told:
                continue
            told.add(file.sha256)
            yield self.finding(
                f"{with_particle(f'‘{file.name}’', '은/는')} 파일이 아니라 내려받기 링크여서 어떤 "
                f"서류인지 확인할 수 없습니다.{self._life(sent)}",
                about=file,
                severity="blocking" if missing else WHERE_NOTHING_LACKS.get(file.flaw, "doubtful"),
                remedy="링크로 보내신 서류를 메일에 직접 첨부하여 다시 보내 주십시오. 크기가 크면 "
                "여러 통으로 나누어 보내셔도 됩니다.",
            )

    def _life(self, sent: DossierFile) -> str:
        """Return the sentence on until when the link lives, "" where that is not known."""
        printed = [day.value for day in dates_in(sent.file.name)]
        if printed:
            return f" 링크의 보관 기한은 {printed[-1]}까지입니다."
        words = re.findall(r"[\w.-]+", sent.file.name)
        days = next((d for host, d in self.keeps.items() for w in words if _is_at(w, host)), None)
        if days is None:
            return " 링크는 보관 기한이 지나면 열리지 않습니다."
        until = sent.received_at.date() + dt.timedelta(days=days)
        return f" 이 링크는 대개 {days}일 동안 보관되므로 {until} 무렵부터 열리지 않습니다."


def _is_at(word: str, host: str) -> bool:
    return word == host or word.endswith(f".{host}")
