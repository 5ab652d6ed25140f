"""Certificates in layouts drawn by chance, so that no reader can have been made for them.

What is printed is what the issuers print (titles, labels, sentences, issuers); where and how
it stands is drawn anew: ruled cells, labels above values, lines with or without a colon.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from specimens.company import Company, serial
from specimens.paper import DateShape, Paper, period, show
from specimens.sheet import Cell, Sheet, apart

Arrangement = Literal["cells", "pairs", "stacked", "colon", "open"]
ARRANGEMENTS: tuple[Arrangement, ...] = ("cells", "pairs", "stacked", "colon", "open")
SHAPES: tuple[DateShape, ...] = ("padded", "plain", "tight", "wide", "dots", "iso", "columns")
Rows = Sequence[tuple[str, str]]
ADDRESSES = ("주소", "사업장소재지")


@dataclass(frozen=True)
class Style:
    """How one print looks: lengths in millimetres, type in points."""

    arrangement: Arrangement
    size: float
    left: float
    row: float
    label: float
    shade: str
    shape: DateShape
    title: float
    spaced: bool
    ground: Literal["waves", "emblem", "none"]
    seal: float


def draw_style(chance: Random) -> Style:
    return Style(
        arrangement=chance.choice(ARRANGEMENTS),
        size=chance.uniform(9.5, 12),
        left=chance.uniform(16, 26),
        row=chance.uniform(8.5, 13),
        label=chance.uniform(32, 48),
        shade=chance.choice(("", "", "#eeeeee", "#e3ebf3", "#f3efe0")),
        shape=chance.choice(SHAPES),
        title=chance.uniform(18, 25),
        spaced=chance.random() < 0.35,
        ground=chance.choice(("waves", "emblem", "none")),
        seal=chance.uniform(16, 24),
    )


def national_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 국세 납세증명서."""
    style, last = draw_style(chance), issued_on + dt.timedelta(days=30)
    number = serial(company, f"free national {issued_on}", (4, 3, 4, 3))
    rows = (
        ("상호(법인명)", company.name),
        ("사업자등록번호", company.business_number),
        ("성명(대표자)", company.representative),
        ("주민(법인)등록번호", company.masked_corporate_number or company.resident_number),
        ("주소(본점)", company.address),
        ("사용목적", "대금수령"),
        ("유효기간", show(last, style.shape)),
    )
    sheet = _print(
        style,
        title="납세증명서",
        number=number,
        rows=rows,
        none="연장·유예 내역",
        closing="「국세징수법」 제108조 및 같은 법 시행령 제95조에 따라 발급일 현재 다른 체납액이 "
        "없음을 증명합니다.",
        issued_on=issued_on,
        issuer=f"{company.tax_office}세무서장",
    )
    truth = _truth(company, number, issued_on) | {"valid_until": last.isoformat()}
    return _paper("national-tax-clearance", "국세 납세증명서", style, sheet, truth)


def local_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 지방세 납세증명서."""
    style, last = draw_style(chance), issued_on + dt.timedelta(days=30)
    number = serial(company, f"free local {issued_on}", (6, 4, 4))
    rows = (
        ("성명(법인명)", company.name),
        ("주민(법인)등록번호", company.masked_corporate_number or company.resident_number),
        ("대표자", company.representative),
        ("사업자등록번호", company.business_number),
        ("주소(영업소)", company.address),
        ("증명서의 사용목적", "대금수령"),
        ("증명서의 유효기간", show(last, style.shape)),
    )
    sheet = _print(
        style,
        title="지방세 납세증명서",
        number=number,
        rows=rows,
        none="징수유예등 또는 체납처분유예의 내역",
        closing="「지방세징수법」 제5조 및 같은 법 시행령 제6조에 따라 발급일 현재 위의 내역 "
        "외에는 다른 체납액이 없음을 증명합니다.",
        issued_on=issued_on,
        issuer=company.mayor,
    )
    truth = _truth(company, number, issued_on) | {"valid_until": last.isoformat()}
    return _paper("local-tax-clearance", "지방세 납세증명서", style, sheet, truth)


def registration(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 사업자등록증명."""
    style = draw_style(chance)
    number = serial(company, f"free registration {issued_on}", (4, 3, 4, 3))
    kind, item = company.trades[0]
    rows = (
        ("상호(법인명)", company.name),
        ("사업자등록번호", company.business_number),
        ("성명(대표자)", company.representative),
        ("주민(법인)등록번호", company.masked_corporate_number or company.resident_number),
        ("사업장소재지", company.address),
        ("개업일", show(company.opened_on, style.shape)),
        ("사업자등록일", show(company.registered_on, style.shape)),
        ("업태", kind),
        ("종목", item),
    )
    sheet = _print(
        style,
        title="사업자등록증명",
        number=number,
        rows=rows,
        none="",
        closing="위와 같이 사업자등록 사실을 증명합니다.",
        issued_on=issued_on,
        issuer=f"{company.tax_office}세무서장",
    )
    truth = _truth(company, number, issued_on) | {
        "opened_on": company.opened_on.isoformat(),
        "registered_on": company.registered_on.isoformat(),
        "business_types": [kind],
        "business_items": [item],
    }
    return _paper("business-registration", "사업자등록증명", style, sheet, truth)


def confirmation(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 중소기업 확인서."""
    style = draw_style(chance)
    first = dt.date(2024 if chance.random() < 0.3 else 2025, 4, 1)
    last = dt.date(first.year + 1, 3, 31)
    number = f"0010-{issued_on.year}-{serial(company, f'free sme {issued_on}', (6,))}"
    rows = (
        ("기업명", company.name),
        ("사업자등록번호", company.business_number),
        ("법인등록번호", company.corporate_number or ""),
        ("대표자명", company.representative),
        ("주소", company.short_address),
        ("유효기간", period(first, last, chance.choice(("iso", "dots", "tight-dots")))),
        ("용도", "공공기관 입찰 이외 용도"),
    )
    sheet = _print(
        style,
        title="중소기업 확인서",
        number=number,
        rows=[row for row in rows if row[1]],
        none="",
        second=f"[{company.size}]",
        closing=f"위 기업은 「중소기업기본법」 제2조에 의한 [{company.size}]임을 확인합니다.",
        issued_on=issued_on,
        issuer="중소벤처기업부장관",
    )
    truth = _truth(company, number, issued_on) | {
        "company_size": company.size,
        "address": company.short_address,
        "valid_from": first.isoformat(),
        "valid_until": last.isoformat(),
    }
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return _paper("sme-confirmation", "중소기업 확인서", style, sheet, truth)


def _truth(company: Company, number: str, issued_on: dt.date) -> dict[str, object]:
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_name": company.name,
        "business_number": company.business_number,
        "representative": company.representative,
        "address": company.address,
        "issued_on": issued_on.isoformat(),
    }
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    return truth


def _paper(kind: str, title: str, style: Style, sheet: Sheet, truth: dict[str, object]) -> Paper:
    return Paper(kind, title, f"free-{style.arrangement}", ".pdf", sheet.finish(), truth)


def _print(
    style: Style,
    *,
    title: str,
    number: str,
    rows: Rows,
    none: str,
    closing: str,
    issued_on: dt.date,
    issuer: str,
    second: str = "",
) -> Sheet:
    sheet = Sheet(font="gothic")
    if style.ground == "waves":
        sheet.guilloche()
    elif style.ground == "emblem":
        sheet.emblem(105, 150, 95)
    left, width = style.left, 210 - 2 * style.left
    sheet.text(left, 22, f"발급번호 : {number}", size=style.size - 0.5)
    sheet.text(210 - left, 22, "처리기간 : 즉시", size=style.size - 0.5, align="right")
    shown = apart(title) if style.spaced else title
    sheet.text(105, 42, shown, size=style.title, font="gothic-bold", align="center")
    y = 54.0
    if second:
        sheet.text(105, y, second, size=style.title - 5, align="center")
        y += 9
    y = _rows(sheet, style, y, rows)
    if none:
        y = sheet.table(
            left,
            y + 4,
            [width / 4] * 4,
            [
                [Cell(none, columns=4, align="left")],
                ["과세기간", "세목", "납부기한", "세액"],
                [Cell(apart("해당없음"), columns=4)],
            ],
            height=8,
            size=style.size - 1,
        )
    sheet.paragraph(left + 2, max(y + 14, 178), width - 4, closing, size=style.size + 1, indent=4)
    sheet.text(105, 222, show(issued_on, style.shape), size=style.size + 2, align="center")
    name = apart(issuer) if style.spaced and len(issuer) < 8 else issuer
    wide = sheet.text(105, 242, name, size=style.title - 3, font="gothic-bold", align="center")
    sheet.seal(105 + wide / 2 + 2, 240, f"{issuer}인"[-9:], size=style.seal)
    sheet.code(176, 262, 16, number)
    sheet.text(left, 274, "※ 발급일부터 90일까지 발급번호로 진위를 확인할 수 있습니다.", size=8)
    return sheet


def _rows(sheet: Sheet, style: Style, y: float, rows: Rows) -> float:
    """Write label and value of each row as the style arranges them; return where it ends."""
    left, width, size, high = style.left, 210 - 2 * style.left, style.size, style.row
    if style.arrangement == "pairs":
        return _pairs(sheet, style, y, rows)
    for label, value in rows:
        x, rest = left + style.label, width - style.label
        if style.arrangement == "cells":
            sheet.cell(left, y, style.label, high, label, size=size - 0.5, fill=style.shade)
            sheet.cell(x, y, rest, high, value, size=size, align="left")
            y += high
        elif style.arrangement == "stacked":
            sheet.cell(left, y, width, high + 3, value, size=size, label=label, align="left", pad=3)
            y += high + 3
        else:
            sheet.text(left + 4, y + 6, label, size=size)
            if style.arrangement == "colon":
                sheet.text(x + 1, y + 6, ":", size=size)
            sheet.text(x + 5, y + 6, value, size=size)
            y += high
            if style.arrangement == "open":
                sheet.line(left, y, left + width, y, width=0.3, colour="#777")
    return y


def _pairs(sheet: Sheet, style: Style, y: float, rows: Rows) -> float:
    """Write two short rows side by side, an address over the whole width."""
    left, width, size, high = style.left, 210 - 2 * style.left, style.size, style.row
    half, narrow = width / 2, min(style.label, 34)
    short = [row for row in rows if not row[0].startswith(ADDRESSES)]
    for number, (label, value) in enumerate(short):
        x = left + half * (number % 2)
        sheet.cell(x, y, narrow, high, label, size=size - 1, fill=style.shade)
        sheet.cell(x + narrow, y, half - narrow, high, value, size=size - 0.5)
        if number % 2 or number == len(short) - 1:
            y += high
    for label, value in rows:
        if label.startswith(ADDRESSES):
            sheet.cell(left, y, narrow, high, label, size=size - 1, fill=style.shade)
            sheet.cell(left + narrow, y, width - narrow, high, value, size=size, align="left")
            y += high
    return y
