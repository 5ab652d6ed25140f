"""Signs of editing after issue."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, issue_anew, rule
from extractors.model import Document, Sign

SEEN: dict[Sign, str] = {
    "hidden-text": "화면에는 보이지 않는 글자가 들어 있습니다. 보이는 내용만 읽었습니다.",
    "different-text": "화면에 보이는 글자와 파일에 들어 있는 글자가 서로 다릅니다.",
    "broken-signature": "전자서명이 파일의 내용과 맞지 않습니다.",
    "changed-after-signing": "전자서명을 한 뒤에 파일에 덧붙인 내용이 있습니다.",
    "editable": "발급기관이 내어 준 파일이 아니라 편집할 수 있는 문서 파일입니다.",
    "specimen": "견본, 연습용, 무효처럼 실제 증명서가 아님을 뜻하는 글자가 적혀 있습니다.",
    "preview": "미리보기, 열람용처럼 제출할 수 없음을 뜻하는 글자가 적혀 있습니다.",
    "overprint": "서류를 가로질러 옅고 큰 글자가 찍혀 있으나 읽지 못하였습니다.",
    "annotated": "PDF 프로그램으로 덧붙인 글상자, 도장, 도형이나 입력란이 글자 위에 있습니다.",
    "revised": "파일을 고쳐 저장한 기록이 남아 있고, 고치기 전과 글자가 다릅니다.",
}


@rule
class Altered(DossierRule):
    """No paper that an office issues bears a sign of having been edited.

    Each sign has innocent causes, too: a program that prints to PDF may hide letters.  So it
    is a doubt, and a person asks the office by the paper's number.
    """

    name = "altered"
    says = (
        "증명서에 보이지 않는 글자, 화면과 다른 글자, 깨진 전자서명, 견본·미리보기 표시가 있거나 "
        "증명서가 편집할 수 있는 문서 파일이면 담당자 확인으로 둡니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for document in dossier.documents:
            asked = notice.asked(document.type)
            if asked is None:
                continue
            for sign in document.signs:
                yield self.model_copy(update={"clause": asked.clause}).finding(
                    f"{document.title}: {SEEN[sign]} 발급된 뒤에 고쳐진 것이 아닌지 확인하여 "
                    "주십시오.",
                    about=document,
                    what=sign,
                    severity="doubtful",
                    evidence=_places(document) if sign == "different-text" else (),
                    remedy=f"발급받으신 원본 파일 그대로 보내 주시거나, "
                    f"{issue_anew(document.title, notice, document.type)}",
                )


def _places(document: Document) -> Iterator[Evidence]:
    """Yield the values that may not be what the sheet shows."""
    for name, value in document.fields().items():
        if value.source == "text-layer" and not value.certain:
            yield Evidence(document=document.id, field=name)
