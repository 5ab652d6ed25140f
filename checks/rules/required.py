"""제출서류: each paper that the notice asks for is there."""

from __future__ import annotations

from collections.abc import Iterator

from checks.applicants import ONLY, needed, year_of
from checks.model import Asked, Dossier, Evidence, Finding, Lookup, Notice
from checks.rules import DossierRule, rule
from checks.wording import with_particle
from extractors.documents import DOCUMENTS
from extractors.model import Document, IssuedDocument


@rule
class Required(DossierRule):
    """Every paper that each applicant must send arrived, with all sheets of a form.

    While something of the dossier could not be read or recognised, or may be another paper
    than it seems, a paper that is not seen may be there all the same.  Sheets whose print is
    not public (*not_public*, as ``<document>:<sheet>``) are never missed for certain.  A near
    miss is left to ``look-alike``, which says what came instead.
    """

    name = "required"
    says = (
        "필수 서류가 모두 있는지 확인하여 없으면 보완을 요청합니다. 읽지 못한 파일에 들어 있을 "
        "수 있으면 담당자 확인으로 둡니다."
    )

    not_public: tuple[str, ...] = ()

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        taken = {kind for d in dossier.documents for kind in notice.taken_for(d)}
        for asked in notice.requires:
            yield from self._doubts(asked, dossier)
            due = needed(asked, dossier)
            for sheet in dossier.lacks(asked):
                if sheet or (due is not False and not taken & set(asked.types)):
                    yield self._missing(asked, sheet, dossier, due=due)
                elif asked.only_if and not asked.optional:
                    yield self._whether(asked)
            if dossier.of_type(*asked.types):
                yield from self._years(asked, dossier)

    def _doubts(self, asked: Asked, dossier: Dossier) -> Iterator[Finding]:
        sent = dossier.of_type(*asked.types)
        papers = [d for d in sent if not d.certain]
        if papers and (not asked.any_of or len(papers) == len(sent)):
            yield self._at(asked).finding(
                f"제출하신 서류는 {with_particle(papers[0].title, '으로/로')} 보이나 "
                f"확실하지 않습니다. {_looked_at(papers[0])}",
                about=papers[0],
                severity="doubtful",
                remedy=remedy(asked, asked.named),
            )

    def _missing(self, asked: Asked, sheet: str, dossier: Dossier, *, due: bool | None) -> Finding:
        named = asked.sheets.get(sheet, asked.named)
        unsure = dossier.may_hide_papers or f"{asked.document}:{sheet}" in self.not_public
        if unsure:
            message = f"{with_particle(f'‘{named}’', '을/를')} 찾지 못하였습니다."
        else:
            message = f"{with_particle(f'‘{named}’', '이/가')} 제출되지 않았습니다."
        if asked.years and not sheet:
            message += f" {', '.join(map(str, asked.years))} 사업연도의 것이 모두 필요합니다."
        if asked.any_of and not sheet:
            message += f" 다음 가운데 하나면 됩니다: {', '.join(titles(asked))}."
        if due is None and asked.needed_when in ONLY:
            only = ONLY[asked.needed_when]
            message += f" {only}만 제출하는 서류이며, 신청자가 {only}인지 확인하지 못하였습니다."
        if dossier.may_hide_papers:
            message += f" {_place(dossier)}에 들어 있을 수 있습니다."
        return self._at(asked).finding(
            message,
            about=asked.document,
            what=sheet or None,
            severity="doubtful" if unsure or due is None else "blocking",
            remedy=remedy(asked, named),
            evidence=(
                *(Evidence(file=file.sha256) for file in dossier.unread),
                *(Evidence(document=paper.id) for paper in dossier.of_unsure_kind),
            ),
        )

    def _years(self, asked: Asked, dossier: Dossier) -> Iterator[Finding]:
        """Miss the years of which no paper came; one of an unsure year may be of any."""
        there = [year_of(paper) for paper in dossier.of_type(*asked.types)]
        unsure = dossier.may_hide_papers or None in there
        for year in (str(year) for year in asked.years if str(year) not in there):
            named = f"{year} 사업연도의 {asked.named}"
            seen = "찾지 못하였습니다" if unsure else "제출되지 않았습니다"
            doubt = " 사업연도를 확실하게 알 수 없는 서류가 있습니다." if None in there else ""
            yield self._at(asked).finding(
                f"{with_particle(f'‘{named}’', '을/를' if unsure else '이/가')} {seen}.{doubt}",
                about=asked.document,
                what=year,
                severity="doubtful" if unsure else "blocking",
                remedy=remedy(asked, named),
            )

    def _whether(self, asked: Asked) -> Finding:
        """Return the box of a paper that nobody sent and that only some applicants must."""
        named = f"‘{asked.named}’"
        finding = self._at(asked).finding(
            f"{with_particle(named, '은/는')} ‘{asked.only_if}’에 해당하면 제출하는 서류로, "
            "제출되지 않았습니다. 해당하는지 직접 확인하여 주십시오.",
            about=asked.document,
            what="applies",
            severity="note",
            remedy=remedy(asked, asked.named),
        )
        lookup = Lookup(
            quote=asked.only_if,
            where="신청 서류의 내용, 또는 신청자에게 문의",
            negative=f"‘{asked.only_if}’에 해당하나 {with_particle(named, '이/가')} 제출되지 "
            "않았습니다.",
        )
        return finding.model_copy(update={"lookup": lookup})

    def _at(self, asked: Asked) -> Required:
        return self.model_copy(update={"clause": asked.clause})


def titles(asked: Asked) -> tuple[str, ...]:
    """Return what the papers are called of which one answers the row."""
    return tuple(DOCUMENTS[kind].title for kind in asked.types if kind in DOCUMENTS)


def _looked_at(paper: Document) -> str:
    """Return what a reviewer looks at on a paper whose kind is not certain."""
    if paper.shares_sheet:
        return "한 면에 다른 서류가 함께 실린 것으로 보이니 원본에서 확인하여 주십시오."
    if isinstance(paper, IssuedDocument):
        return "제목과 발급 기관을 원본에서 확인하여 주십시오."
    return "다른 사업의 양식이 아닌지 원본에서 확인하여 주십시오."


def _place(dossier: Dossier) -> str:
    """Return where a paper that is not seen may be, in the words of a reviewer."""
    if dossier.unread:
        return f"읽지 못한 파일({', '.join(file.name for file in dossier.unread)})"
    if any(paper.type == Document.type for paper in dossier.of_unsure_kind):
        return "알아보지 못한 서류"
    return "종류가 확실하지 않은 서류"


def remedy(asked: Asked, named: str) -> str:
    """Return the sentence that asks for the paper, and says where it is issued."""
    where = f" {asked.obtain}" if asked.obtain else ""
    return f"{with_particle(f'‘{named}’', '을/를')} 보내 주십시오.{where}"
