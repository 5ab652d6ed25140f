"""The two forms of an invented incubator (`tests/programmes/saebyeok-incubator-2026`)."""

import datetime as dt

from specimens.company import Company
from specimens.form_blocks import Block, Entry, Grid, Mark, Text, head
from specimens.form_files import WRITERS, Format

ROOM = "2층 204호"
SIGNED_ON = dt.date(2026, 5, 14)


def application(
    company: Company,
    *,
    file_format: Format = "hwpx",
    room: str = ROOM,
    moves_in: str = "2026. 7. 1.",
    number: str | None = None,
) -> bytes:
    """Write [서식 1] as five rows of label and entry."""
    rows = (
        ("기 업 명", company.name),
        ("대 표 자", company.representative),
        ("사업자등록번호", company.business_number if number is None else number),
        ("희망 호실", room),
        ("희망 입주일", moves_in),
    )
    blocks: list[Block] = [
        Text("[서식 1]", size=9),
        Text("새벽창업보육센터 입주신청서", size=18, align="center", bold=True, space=6),
        Grid((45, 129), [[head(label), Entry(value)] for label, value in rows], minimum=12),
        Text("", size=8),
        Text("위와 같이 입주를 신청합니다.", size=11, align="center", space=6),
        Text(f"{SIGNED_ON:%Y}년 {SIGNED_ON.month}월 {SIGNED_ON.day}일", size=11, align="center"),
        Text(
            f"신청자  {company.representative}  (인)",
            size=11,
            align="right",
            mark=Mark("seal", company.representative),
            space=6,
        ),
        Text("새벽창업보육센터장 귀하", size=13, bold=True),
    ]
    return WRITERS[file_format](blocks, "입주신청서")


def plan(
    *,
    file_format: Format = "docx",
    market: str = "국내 소형 온실 4만여 동 가운데 자동화된 곳은 1할에 못 미침",
    title: str = "창업 아이템 사업계획서",
) -> bytes:
    """Write [서식 2] as chapters under numbered labels in a table."""
    rows = (
        ("아이템명", "소형 온실용 자동 개폐기"),
        ("아이템 개요", "기온과 바람을 재어 창을 여닫고 휴대전화로 알리는 기기"),
        ("시장 분석", market),
        ("추진 일정", "2026년 하반기 시제품, 2027년 상반기 실증"),
    )
    blocks: list[Block] = [
        Text("[서식 2]", size=9),
        Text(title, size=18, align="center", bold=True, space=6),
        Grid((40, 134), [[head(label), Entry(value)] for label, value in rows], minimum=24),
    ]
    return WRITERS[file_format](blocks, title)
