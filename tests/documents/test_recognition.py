"""Which paper a sheet is, how sure that is, and when it is certainly none of ours."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
import reading
from rapidfuzz.distance import Levenshtein

from extractors.documents import DOCUMENTS, identify
from extractors.documents.local_tax_clearance import certificate_begins
from extractors.fields.layout import Sheet
from extractors.korean import jamo, squash
from extractors.model import Box, Document, Page, Source, Transcript, Word
from extractors.recognising.likeness import slips

Line = str | tuple[str, float]
"""A printed line, perhaps with the height of its type; lines of a text are .012 high."""


def page(*lines: Line, source: Source = "text-layer", number: int = 1) -> Page:
    """A sheet that says *lines*, one under the other; "" is an empty line."""
    words: list[Word] = []
    top = 0.05
    for line in lines:
        text, size = line if isinstance(line, tuple) else (line, 0.012)
        x = 0.1
        for word in text.split(" "):
            end = x + len(word) * size * 1.2
            if word:
                words.append(Word(text=word, box=Box(x, top, end, top + size)))
            x = end + 0.5 * size
        top += 1.6 * size
    readings = (tuple(words),) * (3 if source == "ocr" else 1)
    return Page(number=number, source=source, aspect=0.7, readings=readings)


# ── the application above, the certificate below ─────────────────────────────────────

APPLICATION = (
    ("지방세 납세증명(신청)서", 0.02),
    "성명(법인명) 주식회사 가람",
    "「지방세징수법」 제5조에 따라 위와 같이 증명하여 주시기 바랍니다.",
    "2026 년(Year) 05 월(Month) 02 일(Day)",
    "신청인(납세자) : 주식회사 가람",
)
CERTIFICATE = (
    "징수유예등 또는 체납처분유예등의 명세",
    "해당 사항 없음(None)",
    "다른 체납액이 없음을 증명합니다.",
    "1. 증명서 유효기간 : 2026 년(Year) 06 월(Month) 05 일(Day)",
    "2026 년(Year) 05 월(Month) 06 일(Day)",
    "강릉시장",
)


@pytest.mark.parametrize(
    "misread",
    [
        {},
        {"신청인(납세자)": "신첨인(남세자)", "징수유예등": "징수유에등"},
        {"주시기 바랍니다": "주시기 바립니디", "체납처분유예": "세납처분유에"},
    ],
    ids=["as printed", "slips", "other slips"],
)
def test_the_certificate_begins_under_the_application(misread: dict[str, str]) -> None:
    lines = [*APPLICATION, *CERTIFICATE]
    for said, read in misread.items():
        lines = [line.replace(said, read) if isinstance(line, str) else line for line in lines]
    sheet = Sheet(page(*lines, source="ocr"))
    (begins,) = {certificate_begins(Sheet(sheet.page, reading)) for reading in range(3)}
    assert begins is not None
    above = [row.text for row in sheet.rows if row.box.y0 < begins]

    assert above == [row.text for row in sheet.rows][: len(APPLICATION)]


@pytest.mark.parametrize("lines", [APPLICATION, CERTIFICATE], ids=["application", "certificate"])
def test_where_only_one_half_is_there_nothing_begins(lines: Sequence[Line]) -> None:
    assert certificate_begins(Sheet(page(*lines))) is None


# ── papers as their offices print them ───────────────────────────────────────────────

HEAD = ("발급번호 : 0010-2026-703318",)
FIRM = ("기 업 명 : 주식회사 가람", "사업자등록번호 : 011-81-04077", "대표자명 : 도가람")
TAX_OFFICE = ("2026년 5월 7일", "원주세무서장")
MINISTER = ("2026년 04월 24일", "중소벤처기업부장관")
PAPERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "중소기업 확인서": (
        "sme-confirmation",
        "중소기업 확인서",
        (
            *FIRM,
            "유효기간 : 2026-04-01 ~ 2027-03-31",
            "용 도 : 공공기관 입찰용",
            "위 기업은 「중소기업기본법」 제2조에 의한 중소기업임을 확인합니다.",
            *MINISTER,
            "「중소기업제품 구매촉진 및 판로지원에 관한 법률」 제8조의2에 따라 참여제한 대상기업임",
            "변동사항은 중소기업현황정보시스템(sminfo.mss.go.kr)을 통해 확인 가능.",
            "합병, 분할 및 관계기업 변동시 중소기업 지위를 상실할 수 있음.",
        ),
    ),
    "중소기업 간주 확인서": (
        "deemed-sme-confirmation",
        "중소기업 간주 확인서",
        (
            *FIRM,
            "유효기간 : 2026.04.01. ~ 2027.03.31.",
            "위 법인(단체)은 중소기업제품 구매촉진 및 판로지원에 관한 법률 제33조에 의한",
            "중소기업으로 간주함을 확인합니다.",
            *MINISTER,
            "발급 용도는 공공기관 입찰용에 한함.",
            "주업종은 중소기업기본법 시행령 제4조에 따라 비중이 가장 큰 업종임.",
        ),
    ),
    "중견기업 확인서": (
        "other-confirmation",
        "중견기업 확인서",
        (
            *FIRM,
            "유효기간 : 2026-04-01 ~ 2027-03-31",
            "위 기업은 「중견기업 성장촉진 및 경쟁력 강화에 관한 특별법」 제2조에 따른",
            "중견기업임을 확인합니다.",
            *MINISTER,
        ),
    ),
    "창업기업 확인서": (
        "startup-confirmation",
        "창업기업 확인서",
        (
            *FIRM,
            "유효기간 : 2026.04.14. ~ 2028.11.01.",
            "「중소기업창업 지원법」 제9조의4제2항에 따라 위 기업이",
            "창업자에 해당함을 확인합니다.",
            *MINISTER,
        ),
    ),
    "이노비즈": (
        "other-confirmation",
        "기술혁신형 중소기업(Inno-Biz) 확인서",
        (
            *FIRM,
            "유효기간 : 2025.02.26 ~ 2028.02.25",
            "위 업체는 기술혁신형 중소기업 육성사업에 의해 선정된",
            "기술혁신형 중소기업(Inno-Biz)임을 확인합니다.",
            *MINISTER,
        ),
    ),
    "사업자등록증명": (
        "business-registration",
        "사업자등록증명",
        (
            "【국세청민원사무처리규정 제6호 서식】",
            "상호(법인명) : 주식회사 가람",
            "사업자등록번호 : 011-81-04077",
            "주민(법인)등록번호 : 110111-*******",
            "사업장소재지 : 강원특별자치도 원주시 가람로 1",
            "개업일 : 2019년 03월 14일",
            "사업자등록일 : 2019년 03월 20일",
            "공동사업자 : 해당 사항이 없습니다.",
            "위와 같이 증명합니다.",
            *TAX_OFFICE,
        ),
    ),
    "사업자등록증": (
        "business-registration-card",
        "사업자등록증",
        (
            "등록번호 : 011-81-04077",
            "법인명(단체명) : 주식회사 가람",
            "대 표 자 : 도가람",
            "개 업 연 월 일 : 2019 년 03 월 14 일",
            "사업장 소재지 : 강원특별자치도 원주시 가람로 1",
            "사 업 의 종 류 : 업태 제조업 종목 의료용 기기",
            "발 급 사 유 : 신규",
            "사업자 단위 과세 적용사업자 여부 : 여( ) 부(V)",
            "전자세금계산서 전용 전자우편주소 :",
            *TAX_OFFICE,
        ),
    ),
    "납세증명서": (
        "national-tax-clearance",
        "납세증명서",
        (
            "성명(상호) : 주식회사 가람",
            "사업자등록번호 : 011-81-04077",
            "증명서의 유효기간 : 2026년 6월 5일",
            "유효기간을 정한 사유 : 「국세징수법 시행령」 제96조제1항",
            "연장ㆍ유예 내역 : 해당없음",
            "「국세징수법」 제108조에 따라 발급일 현재 다른 체납액이 없음을 증명합니다.",
            "발급일 현재 지정납부기한이 도래하지 않은 미납국세는 체납액이 아니므로 제외됩니다.",
            *TAX_OFFICE,
        ),
    ),
    "납세사실증명": (
        "national-tax-payment-record",
        "납세사실증명",
        (
            "상호(법인명) : 주식회사 가람",
            "사업자등록번호 : 011-81-04077",
            "과세기간 세목 납부일자 납부세액(원)",
            "2025년 1기 부가가치세 2025.07.25 1,200,000",
            "위와 같이 납부하였음을 증명합니다.",
            *TAX_OFFICE,
        ),
    ),
    "지방세 납세증명": (
        "local-tax-clearance",
        "지방세 납세증명(신청)서",
        (
            "성명(법인명) : 주식회사 가람",
            "주소(영업소) : 강원특별자치도 원주시 가람로 1",
            "「지방세징수법」 제5조에 따라 위와 같이 증명하여 주시기 바랍니다.",
            "신청인(납세자) : 주식회사 가람",
            "징수유예등 또는 체납처분유예등의 명세 해당 사항 없음",
            "「지방세징수법 시행령」 제2조에 따라 다른 체납액이 없음을 증명합니다.",
            "증명서 유효기간 : 2026년 06월 05일",
            "유효기간을 정한 사유 : 지방세징수법 시행령 제7조(납세증명서의 유효기간)",
            "2026년 05월 06일",
            "원주시장",
        ),
    ),
    "세목별 과세증명": (
        "local-tax-assessment",
        "지방세 세목별 과세증명서",
        (
            "성명(법인명) : 주식회사 가람",
            "세목 과세연월 과세번호 과세표준(원) 세액(원) 납부일",
            "재산세 2025.09 003308 204,118,000 612,350 2025.09.27.",
            "「지방세기본법」에 따라 위와 같이 과세되었음을 증명합니다.",
            "2026년 05월 06일",
            "원주시장",
        ),
    ),
}
"""Type, title and body, by its name; by what the offices print, not by what is looked for."""
NAMES = tuple(PAPERS)


def printed(name: str, *, title: str | None = None, source: Source = "ocr") -> Page:
    """The paper *name* under *title* instead of its own; "" is a title that was lost."""
    _, own, body = PAPERS[name]
    return page(*HEAD, (own if title is None else title, 0.03), "", *body, source=source)


def read(*pages: Page) -> tuple[Document, ...]:
    return identify(Transcript(reader="", kind="pdf", pages=pages))


@pytest.mark.parametrize("source", ["ocr", "text-layer"])
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_what_its_title_and_its_words_say(name: str, source: Source) -> None:
    (document,) = read(printed(name, source=source))

    assert (document.type, document.certain) == (PAPERS[name][0], True)


@pytest.mark.parametrize("source", ["ocr", "text-layer"])
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_without_its_title_is_known_and_doubted(name: str, source: Source) -> None:
    """A title may be lost under a stamp, beside an emblem, or as a picture of its own."""
    (document,) = read(printed(name, title="", source=source))

    assert (document.type, document.certain) == (PAPERS[name][0], False)


@pytest.mark.parametrize("name", NAMES)
def test_under_the_title_of_another_paper_none_is_certain_of_it(name: str) -> None:
    """As if all readers had read one title as the other, the rest of the sheet well."""
    for other in NAMES:
        (document,) = read(printed(name, title=PAPERS[other][1]))

        assert not document.certain or document.type == PAPERS[name][0]


# ── damage by chance ─────────────────────────────────────────────────────────────────


def damaged(text: str, slips: int, chance: Random) -> str:
    """Change, lose or add a jamo, or a whole syllable, in so many places of *text*."""
    for _ in range(slips):
        at = chance.randrange(len(text)) if text else 0
        what = chance.random()
        if what < 0.15:
            text = text[:at] + text[at + 1 :]
        elif what < 0.25:
            text = text[:at] + chance.choice("가고그증명납간소") + text[at:]
        elif text and "가" <= text[at] <= "힣":
            parts = list(unicodedata.normalize("NFD", text[at]))
            part = chance.randrange(len(parts))
            first, size = ((0x1100, 19), (0x1161, 21), (0x11A8, 27))[part]
            parts[part] = chr(first + chance.randrange(size))
            text = text[:at] + unicodedata.normalize("NFC", "".join(parts)) + text[at + 1 :]
    return text


def misread(sheet: Page, row_slips: int, title_slips: int, lost: float, chance: Random) -> Page:
    """*sheet* as OCR might have read it, each of its readings with damage of its own.

    What is *lost*, a share of the words, no reading has.
    """
    gone = {
        i for i, word in enumerate(sheet.words) if word.box.height < 0.02 and chance.random() < lost
    }
    readings = []
    for words in sheet.readings:
        kept = []
        for i, word in enumerate(words):
            large = word.box.height > 0.02
            slips = chance.randint(0, title_slips) if large else chance.randint(0, row_slips)
            text = damaged(word.text, slips, chance)
            if i not in gone and text:
                kept.append(word.model_copy(update={"text": text}))
        readings.append(tuple(kept))
    return sheet.model_copy(update={"readings": tuple(readings)})


ROUNDS = int(os.environ.get("INTAKE_ROUNDS", "12"))
"""More of them look further: nothing was found in 1,000."""


@pytest.mark.parametrize("lost", [0.0, 0.4], ids=["all read", "much lost"])
@pytest.mark.parametrize("name", NAMES)
def test_no_damage_makes_a_paper_another_for_certain_or_none_of_ours(
    name: str, lost: float
) -> None:
    chance = Random(f"{name}/{lost}")
    taken: list[str] = []
    for _ in range(ROUNDS):
        sheet = misread(printed(name), chance.randint(0, 1), chance.randint(0, 4), lost, chance)
        (document,) = read(sheet)
        taken.append(document.type)
        if document.certain:
            assert document.type == PAPERS[name][0], [w.text for w in sheet.words]

    assert taken.count(PAPERS[name][0]) > ROUNDS * (0.5 - lost / 2)


@pytest.mark.parametrize(
    "other", ["중소기업 확인서", "사업자등록증명", "사업자등록증", "납세증명서"]
)
def test_no_damage_under_another_title_makes_it_certain(other: str) -> None:
    chance = Random(other)
    for name in NAMES:
        for _ in range(ROUNDS // 3):
            sheet = printed(name, title=PAPERS[other][1])
            (document,) = read(misread(sheet, 1, 0, 0.3, chance))

            assert not document.certain or document.type == PAPERS[name][0]


def test_titles_of_two_papers_are_further_apart_than_two_readings_of_one() -> None:
    titles = {(squash(title), kind.type) for kind in DOCUMENTS.values() for title in kind.headings}
    near = [
        (one, other)
        for one, kind in titles
        for other, another in titles
        if kind != another
        and len(one) == len(other)
        and Levenshtein.distance(jamo(one), jamo(other)) <= 2 * max(1, slips(len(one)))
    ]

    assert near == []


# ── titles as they are printed ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("지방세 납세증명", "지방세 납세증명(신청)서 Local Tax Payment Certificate(Application)"),
        ("납세증명서", "납납세세증증명명서서"),
        ("납세증명서", "납 세 증 명 서"),
        ("사업자등록증명", "사업자등록증명 (간이과세자)"),
        ("중소기업 확인서", "중소기업 확인서 [소기업(소상공인)]"),
        ("이노비즈", "기술혁신형 중소기업(Inno-Biz) 확인서"),
        ("이노비즈", "기술혁신형 중소기업 확인서"),
    ],
)
def test_a_title_in_the_spelling_of_a_print(name: str, title: str) -> None:
    (document,) = read(printed(name, title=title, source="text-layer"))

    assert (document.type, document.certain) == (PAPERS[name][0], True)


@pytest.mark.parametrize("noise", ["?이", "버f", "●●", "C휘", "|]"])
@pytest.mark.parametrize("name", ["지방세 납세증명", "중소기업 확인서", "창업기업 확인서"])
def test_what_was_made_of_an_emblem_beside_a_title_makes_a_doubt_at_most(
    name: str, noise: str
) -> None:
    (document,) = read(printed(name, title=f"{noise} {PAPERS[name][1]} {noise}"))

    assert document.type == PAPERS[name][0]


def test_a_gap_in_a_title_may_have_held_a_word() -> None:
    """중소기업 간주 확인서 with a stamp on 간주, and all that tells it apart unread."""
    _, title, body = PAPERS["중소기업 확인서"]
    sheet = page(*HEAD, (title, 0.03), "", *body, source="ocr")
    last = next(word for word in sheet.words if word.text == "확인서")
    further = last.box._replace(x0=last.box.x0 + 0.3, x1=last.box.x1 + 0.3)
    moved = last.model_copy(update={"box": further})
    apart = [moved if word is last else word for word in sheet.words]
    (as_printed,) = read(sheet)
    (with_gap,) = read(sheet.model_copy(update={"readings": (tuple(apart),) * 3}))
    ink = last.box._replace(x0=last.box.x0 - 0.02, x1=last.box.x0)
    (with_ink,) = read(sheet.model_copy(update={"unread": (ink,)}))

    assert [d.certain for d in (as_printed, with_gap, with_ink)] == [True, False, False]


# ── forms of this programme and of others ────────────────────────────────────────────

ENTRIES = ("기업명 : 주식회사 가람", "사업자등록번호 : 011-81-04077", "대표자 : 도가람")
OURS = "위와 같이 「대·중소 상생형 스마트공장 지원사업(국민건강보험공단)」 참가를 신청합니다."


@pytest.mark.parametrize(
    ("lines", "certain"),
    [
        (("사업 참가신청서", *ENTRIES, OURS, "국민건강보험공단 이사장 귀하"), True),
        (("대·중소 상생형 스마트공장 지원사업 참가신청서", *ENTRIES), True),
        (("참가신청 내역서", "지원분야", "개선방안 및 구축목표", "안전관리 노력도"), True),
        (("사업 참가신청서", *ENTRIES, "위와 같이 신청합니다."), False),
        (("「디지털 전환 마케팅 컨설팅 유형」 참가신청서", *ENTRIES, "공급기업"), False),
        (("2026 GLBP 참여 신청서", *ENTRIES, "상기 신청인은 신청서를 제출합니다."), False),
        (("데이터바우처 지원사업 참여신청서", *ENTRIES, "공급기업 : 주식회사 누리"), False),
        (("스마트공장 지원사업 참가신청서", *ENTRIES, "중소기업중앙회장 귀하"), False),
    ],
)
@pytest.mark.parametrize("source", ["word-processor", "text-layer"])
def test_a_form_is_ours_for_certain_only_where_it_says_so(
    lines: tuple[str, ...], certain: bool, source: Source
) -> None:
    title, *body = lines
    (document,) = read(page((title, 0.02), *body, source=source))

    assert (document.type, document.certain) == ("application-form", certain)


@pytest.mark.parametrize(
    ("whom", "certain"),
    [("국민건강보험공단 이사장 귀하", True), ("가온관광재단 이사장 귀하", False), ("", False)],
)
def test_a_consent_to_another_institution_is_not_ours_for_certain(whom: str, certain: bool) -> None:
    (document,) = read(
        page(
            ("개인정보 수집 및 이용에 관한 동의서", 0.02),
            "「개인정보 보호법」 제15조에 따라 개인정보 수집·이용에 동의합니다.",
            "[ ] 동의함 [ ] 동의하지 않음",
            "동의자 성명 : 도가람 (서명)",
            whom,
        )
    )

    assert (document.type, document.certain) == ("consent-form", certain)


@pytest.mark.parametrize("box", ["□ ", "☐ ", "[ ] ", "( ) ", "○ "])
@pytest.mark.parametrize("source", ["word-processor", "text-layer"])
def test_a_check_list_is_none_of_the_papers_it_asks_for(box: str, source: Source) -> None:
    names = ("중견기업확인서", "사업자등록증명", "기업부설연구소 인정서")
    (document,) = read(
        page(
            ("가온관광재단 기업 개요표", 0.018),
            "첨부서류 (제출서류에만 체크)",
            *(f"{box}{name}" for name in names),
            "위와 같이 서류를 제출하오니 검토하여 주시기 바랍니다. 연락처는 아래와 같습니다.",
            source=source,
        )
    )

    assert document.type == "unrecognised"


# ── certainly none of ours ───────────────────────────────────────────────────────────

LETTER = (
    ("공 문", 0.02),
    "수신 : 국민건강보험공단 담당자",
    "귀 기관의 무궁한 발전을 기원합니다. 아래 서류를 붙임과 같이 보내 드립니다.",
    "붙임 : 납세증명서, 사업자등록증명, 중소기업 확인서 각 1부. 끝.",
    "주식회사 가람 대표이사 도가람",
)
PLAN = (
    ("사업 추진 계획", 0.02),
    "당사는 의료기기 수요 분석을 바탕으로 생산 설비를 개선하고 불량을 줄이고자 합니다.",
    "작업자의 동선을 줄이고 검사를 자동으로 하여 품질을 높이며 재고를 낮춥니다.",
)


@pytest.mark.parametrize("lines", [LETTER, PLAN], ids=["letter", "plan"])
def test_plain_text_without_evidence_is_none_of_ours(lines: Sequence[Line]) -> None:
    (document,) = read(page(*lines))

    assert (document.type, document.certain) == ("unrecognised", True)


def test_a_scan_is_none_of_ours_only_where_it_was_read_well() -> None:
    sheet = page(*PLAN, source="ocr")
    states = [read(sheet.model_copy(update={"illegible": part}))[0] for part in (0.02, 0.3)]

    assert {document.type for document in states} == {"unrecognised"}
    assert [document.certain for document in states] == [True, False]


@pytest.mark.parametrize(
    "lines",
    [
        (
            ("사업장 보험료 납부확인서", 0.02),
            "보험 구분 연금보험",
            "사업자등록번호 011-81-04077",
            "위와 같이 보험료를 납부하였음을 확인합니다.",
            "국민건강보험공단 이사장",
        ),
        (
            ("4대 사회보험", 0.02),
            ("사업장 가입내역 확인서", 0.02),
            "사업장 관리번호 01181040770",
            "위와 같이 국민연금 가입내역을 확인합니다.",
            "국민연금공단 이사장",
        ),
        (("납부확인서", 0.02), "국민연금 보험료 납부일 2025.04.10", "국민건강보험공단 이사장"),
    ],
    ids=["premiums", "membership", "a receipt"],
)
@pytest.mark.parametrize("source", ["ocr", "text-layer"])
def test_what_insurers_say_of_payments_and_members_is_no_tax_paper(
    lines: tuple[Line, ...], source: Source
) -> None:
    (document,) = read(page(*lines, source=source))

    assert document.type == "unrecognised"


@pytest.mark.parametrize(
    "lines",
    [
        ("재무 현황", "계정과목 2023년 2024년", "자산총계 부채총계 자본총계", "매출원가 영업이익"),
        ("공장 현황", "공장 소재지 원주시", "공장등록일 2020.03.04.", "제조시설면적 900㎡"),
        ("인증 현황", "업체명 주식회사 가람", "벤처기업 이노비즈", "중소벤처기업부장관 표창"),
    ],
    ids=["accounts", "plant", "awards"],
)
def test_a_sheet_of_a_plan_speaks_of_other_papers_and_is_none(lines: tuple[str, ...]) -> None:
    first = page(("사업 참가신청서", 0.02), *ENTRIES, OURS)
    more = "당사는 생산 설비를 개선하고 검사를 자동으로 하여 품질을 높이고자 합니다."
    (document,) = read(first, page(*lines, more, more, number=2))

    assert (document.type, document.pages) == ("application-form", (1, 2))


# ── sheets without a title behind others ─────────────────────────────────────────────


def test_a_paper_that_lost_its_title_is_not_swallowed_by_the_one_before() -> None:
    first = printed("사업자등록증명")
    second = printed("지방세 납세증명", title="").model_copy(update={"number": 2})

    assert [(d.type, d.certain) for d in read(first, second)] == [
        ("business-registration", True),
        ("local-tax-clearance", False),
    ]


def test_a_sheet_that_was_hardly_read_is_no_part_of_the_certificate_before_it() -> None:
    second = page("너이 버f", "어벼드 란브 안니", source="ocr", number=2)
    second = second.model_copy(update={"illegible": 0.9})

    assert [(d.type, d.certain) for d in read(printed("사업자등록증명"), second)] == [
        ("business-registration", True),
        ("unrecognised", False),
    ]


# ── prints of other hands ────────────────────────────────────────────────────────────

PRINTS = Path(__file__).parents[1] / "prints"


@pytest.mark.parametrize(
    ("name", "kinds", "certain"),
    [
        ("sme-b.pdf", {"sme-confirmation"}, True),
        pytest.param("root-a-627.png", {"other-confirmation"}, True, marks=pytest.mark.ocr),
        ("check-list-a.docx", {"unrecognised"}, None),
        ("check-list-b.pdf", {"unrecognised"}, None),
        ("form-other-a.docx", {"unrecognised", "application-form"}, False),
        ("form-other-b.hwpx", {"unrecognised", "application-form"}, False),
        ("four-a.pdf", {"unrecognised"}, None),
        ("foot-only-a.pdf", {"unrecognised"}, False),
    ],
)
def test_a_print_of_another_hand(name: str, kinds: set[str], certain: bool | None) -> None:
    (document,) = identify(reading.read((PRINTS / name).read_bytes(), name))

    assert document.type in kinds
    assert certain is None or document.certain is certain
