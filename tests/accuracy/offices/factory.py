"""공장등록증명(신청)서: a round stamp at the left of the title, a code at its right."""

import datetime as dt
from random import Random

from specimens.company import Company, serial
from specimens.paper import Paper

from accuracy.offices.page import Page, maze_seal


def factory(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 공장등록증명(신청)서: a round stamp with a time, labels above their values."""
    page = Page(font="dotum", producer="")
    verification = serial(company, f"factory {issued_on}", (4, 4, 4, 4))
    page.text(35, 10, f"문서확인번호: {verification}", size=11.5)
    for radius in (11, 9.4):
        page.ring(20.5, 20.5, radius, stroke=0.8, colour="#555555")
    stamped = issued_on + dt.timedelta(days=chance.randint(0, 1))
    for y, line, size in (
        (18, "진 본", 9),
        (22, f"{stamped:%Y/%m/%d}", 6.5),
        (25, "17:03:15", 6.5),
        (28, "KST", 6.5),
    ):
        page.text(20.5, y, line, size=size, align="center")
    page.noise(176, 14, 18.5, 18.5, verification)
    page.turned(175, 31, "gov.kr", size=8)
    page.text(183, 13, "정부24", size=8)
    page.text(105, 39, "공장등록증명(신청)서", size=19, align="center")
    page.box(15, 42.5, 180, 7.5, fill="#d8d8d8", colour="#888888")
    page.text(
        16, 46.5, f"접수번호  {issued_on:%Y%m%d}0771523{chance.randint(1000, 9999)}", size=9.5
    )
    page.text(78, 46.5, f"접수일   {issued_on:%Y.%m.%d}", size=9.5)
    page.text(154, 46.5, "처리기간     즉시", size=9.5)
    day = company.opened_on
    rows: tuple[tuple[tuple[str, str, float], ...], ...] = (
        (("회사명", company.name, 88), ("전화번호", company.contact.phone, 72)),
        (("대표자 성명", company.representative, 88), ("생년월일(법인등록번호)", company.corporate_number or company.resident_number[:6], 72)),
        (("대표자 주소(법인 소재지)", company.address, 160),),
        (("공장 소재지", company.address, 88), ("보유구분", "자가 [O], 임대[   ]", 72)),
        (("공장 등록일", f"{day + dt.timedelta(days=400):%Y년 %m월 %d일}", 57), ("사업 시작일", f"{day:%Y년 %m월 %d일}", 51), ("종업원 수", f"남 :{company.employees}       여 :4", 52)),
        (("공장의 업종(분류번호)", f"{company.business_items[0]} 외 1종(27199, 27112)", 160),),
        (("공장 부지 면적(㎡)", "412,500", 57), ("제조시설 면적(㎡)", "286,120", 51), ("부대시설 면적(㎡)", "97,300", 52)),
        (("등록변경ㆍ증설등 기재사항 변경내용(변경 날짜 및 내용)", f"{day + dt.timedelta(days=900)}   사유: 증설", 108), ("공장관리번호", "999972021306614", 52)),
    )  # fmt: skip
    y = 53.0
    for row in rows:
        x = 35.0
        page.line(35, y, 195, y)
        for label, value, width in row:
            page.text(x + 1.5, y + 4.3, label, size=9.5)
            size = 10.0
            while page.measure(value, size=size) > width - 6:
                size -= 0.5
            page.text(x + 5, y + 11, value, size=size)
            x += width
            if x < 195:
                page.line(x, y, x, y + 15)
        y += 15.0
    page.line(35, 53, 35, y)
    page.double(15, y, 195)
    page.paragraph(17, y + 7, 176, "「 산업집적활성화 및 공장설립에 관한 법률 」 제16조제1항ㆍ제2항ㆍ제3항에 따라 위와 같이 "
                   "등록된 공장임을 증명합니다.", size=10.5, leading=1.4)  # fmt: skip
    page.text(190, 206, f"{issued_on:%Y년 %m월 %d일}", size=11, align="right")
    page.text(
        105, 226, chance.choice(("한국산업단지공단이사장", company.mayor)), size=18, align="center"
    )
    page.picture(133, 212, 23, 23, maze_seal("factory", (110, 120, 125)))
    page.line(15, 239, 195, 239)
    page.foot_codes(252, chance, left=15, right=195, high=19)
    page.text(
        15,
        277,
        "◆본 증명서는 인터넷으로 발급되었으며, 정부24(gov.kr)의 인터넷발급문서진위확인 메뉴를 통해 확인할 수 있습니다.",
        size=8,
    )
    truth: dict[str, object] = {
        "verification_number": verification,
        "company_name": company.name,
        "representative": company.representative,
        "address": company.address,
        "issued_on": issued_on.isoformat(),
    }
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return Paper("factory-registration", "공장등록증명서", "gov24", ".pdf", page.finish(), truth)
