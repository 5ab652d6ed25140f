"""Papers of an invented county's notice for foresters: its two forms and two confirmations.

가람군 산림소득 증대 지원사업 (`tests/programmes/garam-forest-2026`).  The forms come as a word
processor or a printer writes them; the confirmations as PDF.
"""

import datetime as dt
from collections.abc import Sequence

from specimens.company import Company
from specimens.form_blocks import Block, Entry, Grid, Mark, Text, head
from specimens.form_files import WRITERS, Format
from specimens.sheet import Cell, Sheet

FACILITY = "표고버섯 재배사 2동 및 저온저장고 1기 설치"
EXAMPLE = "예시: 표고 재배사 1동"


def application(
    company: Company,
    *,
    file_format: Format = "docx",
    facility: str = FACILITY,
    cost: str = "48,000",
    signed_on: dt.date | None = dt.date(2026, 4, 13),
    title: str = "산림소득 증대 지원사업 신청서",
) -> bytes:
    """Write [별지 제1호]."""
    day = f"{signed_on.year}. {signed_on.month}. {signed_on.day}." if signed_on else "2026.   .   ."
    blocks: Sequence[Block] = (
        Text("[별지 제1호]", size=9),
        Text(title, size=19, align="center", bold=True, space=5),
        Grid(
            (38, 52, 32, 52),
            [
                [
                    head("신청인(대표자)"),
                    Entry(company.representative),
                    head("사업자등록번호"),
                    Entry(company.business_number),
                ],
                [head("주    소"), Entry(company.address, columns=3)],
                [head("연 락 처"), Entry(company.contact.phone, columns=3)],
                [head("신청 시설"), Entry(facility, columns=3)],
                [head("총사업비(천원)"), Entry(cost, columns=3)],
            ],
            minimum=11,
        ),
        Text("", size=8),
        Text("위와 같이 산림소득 증대 지원사업을 신청합니다.", size=11, align="center", space=6),
        Text(day, size=11, align="center", space=4),
        Text(
            f"신청인 :  {company.representative}   (서명 또는 인)",
            size=11,
            align="right",
            mark=Mark("seal", company.representative) if signed_on else None,
            space=6,
        ),
        Text("가람군수 귀하", size=14, bold=True),
    )
    return WRITERS[file_format](blocks, title)


def survey(
    *,
    file_format: Format = "docx",
    area: str = "3.2",
    products: str = "표고버섯, 산마늘",
    need: str = "건조 시설이 없어 수확한 표고의 절반을 생것으로 헐값에 팔고 있음",
    title: str = "사전 조사 자료",
) -> bytes:
    """Write [별지 제2호]."""
    blocks: Sequence[Block] = (
        Text("[별지 제2호]", size=9),
        Text(title, size=19, align="center", bold=True, space=5),
        Grid(
            (48, 126),
            [
                [head("경영 임야 면적(ha)"), Entry(area)],
                [head("주요 생산 임산물"), Entry(products)],
                [head("최근 1년 생산량"), Entry("표고 1,850kg")],
                [head("시설 설치 예정지"), Entry("가람군 서어면 물푸레길 21-3")],
                [head("설치 필요성"), Entry(need)],
            ],
            minimum=14,
        ),
        Text("", size=8),
        Text("가람군 산림과", size=12, align="right"),
    )
    return WRITERS[file_format](blocks, title)


def confirmation(company: Company, *, issued_on: dt.date, valid_until: dt.date) -> bytes:
    """Draw a 임업인확인서 of a forestry cooperative."""
    sheet = Sheet(font="myeongjo")
    sheet.text(20, 24, "제 2026-0417 호", size=10)
    sheet.text(105, 48, "임업인확인서", size=24, font="myeongjo-bold", align="center")
    sheet.table(
        24,
        66,
        (40, 122),
        [
            [_label("성    명"), Cell(company.representative, align="left")],
            [_label("주    소"), Cell(company.address, align="left")],
            [_label("경영 면적"), Cell("3.2 ha", align="left")],
            [_label("유효기간"), Cell(_day(valid_until) + " 까지", align="left")],
        ],
        height=13,
    )
    sheet.text(105, 150, "위 사람은 임업인임을 확인합니다.", size=14, align="center")
    sheet.text(105, 196, _day(issued_on), size=13, align="center")
    sheet.text(105, 216, "가람군산림조합장", size=18, font="myeongjo-bold", align="center")
    sheet.seal(152, 212, "가람군산림조합장인", size=20)
    return sheet.finish()


def licence(company: Company, *, issued_on: dt.date) -> bytes:
    """Draw a 산림경영계획 인가서 of the county."""
    sheet = Sheet(font="batang")
    sheet.text(105, 44, "산림경영계획 인가서", size=22, font="batang-bold", align="center")
    sheet.table(
        24,
        60,
        (40, 122),
        [
            [_label("산림소유자"), Cell(company.representative, align="left")],
            [_label("산림 소재지"), Cell("가람군 서어면 산 14", align="left")],
        ],
        height=13,
    )
    sheet.paragraph(
        24,
        110,
        162,
        "「산림자원의 조성 및 관리에 관한 법률」 제13조에 따라 위와 같이 인가합니다.",
        size=12.5,
    )
    sheet.text(105, 180, _day(issued_on), size=13, align="center")
    sheet.text(105, 200, "가람군수", size=19, font="batang-bold", align="center")
    return sheet.finish()


def _label(text: str) -> Cell:
    return Cell(text, fill="#efefef")


def _day(day: dt.date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"
