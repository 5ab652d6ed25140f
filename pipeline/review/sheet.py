"""The register as a spreadsheet: register.xlsx."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.review import Publication, terms
from pipeline.review.register import Cell, Column, columns, in_order

WRITTEN = (2000, 1, 1, 0, 0, 0)
"""The moment that every workbook says it was written at: the same rows, the same bytes."""


def as_xlsx(publication: Publication) -> bytes:
    """Return register.xlsx: one row per applicant, each linked to its report."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "접수대장"
    table = columns(publication)
    folders = [view.folder_name for view in in_order(publication)]
    for index, column in enumerate(table, start=1):
        _fill_column(sheet, index, column, folders)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table))}{max(len(folders) + 1, 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    _fill_legend(book.create_sheet("기호 설명"), publication)
    book.properties.creator = "intake"
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _fill_column(sheet: Worksheet, index: int, column: Column, folders: list[str]) -> None:
    line = Side(style="thin", color="C4CCD6")
    edge = Border(left=line, right=line, top=line, bottom=line)
    head = sheet.cell(1, index)
    _write(head, column.heading)
    head.font = Font(bold=True)
    head.fill = PatternFill("solid", fgColor="E8EDF3")
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    head.border = edge
    sheet.column_dimensions[get_column_letter(index)].width = column.width
    for number, content in enumerate(column.cells, start=2):
        cell = sheet.cell(number, index)
        _write(cell, content)
        cell.border = edge
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        if column.heading in ("접수번호", "기업명") and content:
            cell.hyperlink = _address(folders[number - 2])
            cell.font = Font(color="0B4F9C", underline="single")


def _write(cell: Any, content: Cell) -> None:
    """Write *content*; text is text, whatever its first sign (no formula, no number)."""
    cell.value = content
    if isinstance(content, str):
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = content[:1] in ("=", "+", "-", "@")
    elif isinstance(content, dt.datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(content, dt.date):
        cell.number_format = "yyyy-mm-dd"


def _fill_legend(sheet: Worksheet, publication: Publication) -> None:
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 80
    notes = (
        *terms.REGISTER_LEGEND,
        ("(확인 필요)", "그림에서 읽은 값으로, 원본과 대조한 뒤에 써야 합니다."),
        ("사업명", publication.programme.title),
    )
    for number, (sign, meaning) in enumerate(notes, start=1):
        _write(sheet.cell(number, 1), sign)
        _write(sheet.cell(number, 2), meaning)


def _timeless(book: bytes) -> bytes:
    """Return the workbook without the moment at which it was written."""
    out = io.BytesIO()
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = stamp.sub(rb"\g<1>" + b"2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()


def _address(folder: str) -> str:
    """Return the relative address of a report as spreadsheets write it: Hangul stays."""
    return "".join(c if ord(c) > 127 else quote(c) for c in folder) + "/report.html"
