"""The register as a spreadsheet: register.xlsx."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.review import Publication, office_columns, terms
from pipeline.review.office_columns import NOTHING, REGISTER, OfficePart
from pipeline.review.register import (
    Cell,
    Column,
    columns,
    detail_columns,
    key_columns,
)
from pipeline.review.workbook_tables import finding_columns, mail_columns

LEGEND = "기호 설명"
NARROW = 8
SIZE, HEAD_SIZE = 11, 9
ACROSS = 210
"""Digits of SIZE across one sheet of A4 at the smallest print that is read with ease."""
WRITTEN = (2000, 1, 1, 0, 0, 0)
"""The moment that every workbook says it was written at: the same rows, the same bytes."""


def as_xlsx(publication: Publication, office: OfficePart = NOTHING) -> bytes:
    """Return register.xlsx: applicants, their details, findings, mails, and what signs mean.

    *office* is what the office had written into the file before (`office_columns.read`).
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    book.remove(first)
    folders = {view.report.receipt_number: view.folder_name for view in publication.dossiers}
    tables = {
        REGISTER: key_columns(publication),
        "상세": detail_columns(publication),
        "확인 결과": finding_columns(publication),
        "메일": mail_columns(publication),
    }
    looks = _Looks()
    for name, table in tables.items():
        _fill(book.create_sheet(name), table, folders, looks)
    _fill_legend(book.create_sheet(LEGEND), publication)
    receipts = tables[REGISTER][0].cells
    rows = {str(receipt): number for number, receipt in enumerate(receipts, start=2)}
    columns = [column.heading for column in tables[REGISTER]]
    office_columns.write(book, office, rows, first=len(columns) + 1)
    width = len(columns) + len(office.columns)
    register = book[REGISTER]
    register.auto_filter.ref = f"A1:{get_column_letter(width)}{max(len(rows) + 1, 1)}"
    office_columns.sign(book, columns, (*tables, LEGEND))
    book.properties.creator = "intake"
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def of_the_office(path: Path, publication: Publication) -> tuple[OfficePart, bool]:
    """Return what the office had written into the workbook *path*, and whether it is all."""
    if not path.is_file():
        return NOTHING, True
    ours = [column.heading for column in columns(publication)]
    try:
        part = office_columns.read(path.read_bytes(), known=ours)
    except office_columns.NotReadable:
        return NOTHING, False
    receipts = {view.report.receipt_number for view in publication.dossiers}
    return part, not part.lost and part.receipts <= receipts


class _Look(NamedTuple):
    """What is alike in cells that look alike."""

    role: Literal["head", "cell", "link"]
    narrow: bool = False
    number_format: str = "General"
    quoted: bool = False


class _Looks:
    """How the cells of a workbook look, each look made once.

    openpyxl compares a border or a font in all its parts for every cell that is given one,
    which took longer than all else in writing a register.
    """

    def __init__(self) -> None:
        self._made: dict[_Look, StyleArray] = {}

    def give(self, cell: Any, look: _Look) -> None:
        if look in self._made:
            cell._style = copy(self._made[look])
            return
        _draw(cell, look)
        self._made[look] = copy(cell._style)


def _draw(cell: Any, look: _Look) -> None:
    line = Side(style="thin", color="C4CCD6")
    cell.number_format = look.number_format
    cell.quotePrefix = look.quoted
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    centred = "center" if look.narrow or look.role == "head" else None
    cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal=centred)
    if look.role == "head":
        cell.font = Font(bold=True, size=HEAD_SIZE)
        cell.fill = PatternFill("solid", fgColor="E8EDF3")
    elif look.role == "link":
        cell.font = Font(color="0B4F9C", underline="single")


def _fill(
    sheet: Worksheet, table: tuple[Column, ...], folders: Mapping[str, str], looks: _Looks
) -> None:
    """Lay out a table: its names stay in view, and it prints readable across sheets of A4."""
    keys = table[0].cells
    for index, column in enumerate(table, start=1):
        _fill_column(sheet, index, column, [folders.get(str(key), "") for key in keys], looks)
    sheet.row_dimensions[1].height = _height(
        [(column.heading, column.width, HEAD_SIZE) for column in table]
    )
    for number in range(len(keys)):
        cells = [(column.cells[number], column.width, SIZE) for column in table]
        sheet.row_dimensions[number + 2].height = _height(cells)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table))}{max(len(keys) + 1, 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = max(1, round(sum(c.width for c in table) / ACROSS))
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.3
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.right.text = "&P / &N쪽"
    sheet.oddFooter.left.text = sheet.title
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = "A:B"


def _height(cells: Iterable[tuple[Cell, int, int]]) -> float:
    """Return how high a row must be, in points, to show all of its wrapped text.

    A cell is its content, the width of its column in digits of SIZE, and its size in points.
    A syllable is as wide as two digits; words are not broken, so a line is never quite full.
    """
    lines = 1.0
    for content, width, size in cells:
        room = max(1.0, (width - 1) * SIZE / size * (0.85 if width > NARROW else 0.95))
        if isinstance(content, str):
            wide = sum(2 if ord(sign) > 0x2E7F else 1 for sign in content)
            lines = max(lines, math.ceil(wide / room) * size / SIZE)
    return min(409.0, 15.0 * lines + 3)


def _fill_column(
    sheet: Worksheet, index: int, column: Column, folders: list[str], looks: _Looks
) -> None:
    head = sheet.cell(1, index)
    looks.give(head, _Look("head", False, *_write(head, column.heading)))
    sheet.column_dimensions[get_column_letter(index)].width = column.width
    narrow = column.width <= NARROW
    for number, content in enumerate(column.cells, start=2):
        cell = sheet.cell(number, index)
        form = _write(cell, content)
        linked = column.heading in ("접수번호", "기업명") and content and folders[number - 2]
        if linked:
            cell.hyperlink = _address(folders[number - 2])
        looks.give(cell, _Look("link" if linked else "cell", narrow, *form))


def _write(cell: Any, content: Cell) -> tuple[str, bool]:
    """Write *content*; text is text, whatever its first sign (no formula, no number).

    Return the format it is shown in, and whether its first sign must be quoted.
    """
    cell.value = content
    if isinstance(content, str):
        cell.data_type = "s"
        return "@", content[:1] in ("=", "+", "-", "@")
    if isinstance(content, dt.datetime):
        return "yyyy-mm-dd hh:mm:ss", False
    return "yyyy-mm-dd" if isinstance(content, dt.date) else "General", False


def _fill_legend(sheet: Worksheet, publication: Publication) -> None:
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 80
    notes = (
        *terms.REGISTER_LEGEND,
        ("(확인 필요)", "그림에서 읽은 값으로, 원본과 대조한 뒤에 써야 합니다."),
        ("사업명", publication.programme.title),
    )
    for number, (sign, meaning) in enumerate(notes, start=1):
        for place, content in enumerate((sign, meaning), start=1):
            cell: Any = sheet.cell(number, place)
            cell.number_format, cell.quotePrefix = _write(cell, content)


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
