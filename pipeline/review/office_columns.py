"""What the office wrote into register.xlsx by itself: read back before the file is made anew.

Columns that are not ours are the office's, wherever they stand; their cells follow the
receipt number of their row.  Sheets that are not ours are carried over cell by cell.  What
cannot be carried over is `lost`: then the file is kept beside the new one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.review import OfficeNote

REGISTER = "접수대장"
RECEIPT = "접수번호"
COLUMNS, SHEETS, CONTENT = "intake.columns", "intake.sheets", "intake.content"
"""Properties of the workbook: which columns and sheets are ours, a digest of what stood there."""

BEYOND_CELLS = re.compile(
    r"xl/(charts|media|(drawings/)?comments|threadedComments|pivotTables|embeddings)"
)
DRAWING = re.compile(r"xl/drawings/drawing[0-9]*\.xml")
MOST_ROWS, MOST_COLUMNS = 20_000, 400
LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")
EARLIER = frozenset(("연번", "비고"))
"""Headings of ours in files that do not say which columns are ours."""


class NotReadable(Exception):
    """The file is no workbook that we can read, or not one of the register."""


@dataclass(frozen=True)
class OfficeColumn:
    """A column of the office: its heading, its width, its cells by receipt number."""

    heading: Cell
    width: float | None
    cells: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class OfficePart:
    """All in a workbook that is the office's; ``lost`` tells that there is more than is here."""

    columns: tuple[OfficeColumn, ...] = ()
    sheets: tuple[Worksheet, ...] = ()
    lost: bool = False

    @property
    def receipts(self) -> frozenset[str]:
        """The applications that the office wrote something about."""
        return frozenset(receipt for column in self.columns for receipt in column.cells)


NOTHING = OfficePart()


def read(data: bytes, *, known: Iterable[str]) -> OfficePart:
    """Return what the office wrote into the workbook *data*; *known* are headings of ours.

    Raises:
        NotReadable: it cannot be read, so nobody knows what is in it.
    """
    book, beyond = _open(data)
    sheet = cast(Worksheet, book[REGISTER])
    ours = _listed(book, COLUMNS) or {*known, *EARLIER}
    heads = [sheet.cell(1, number) for number in range(1, sheet.max_column + 1)]
    key, theirs = _places(heads, ours)
    if key is None:
        raise NotReadable("no column of receipt numbers")
    rows = {
        str(receipt).strip(): number
        for number in range(2, sheet.max_row + 1)
        if (receipt := sheet.cell(number, key).value) is not None
    }
    nameless = set(range(2, sheet.max_row + 1)) - set(rows.values())
    lost = beyond or any(sheet.cell(n, c).value is not None for n in nameless for c in theirs)
    mine = _listed(book, SHEETS)
    content = _listed(book, CONTENT)
    if content and content != {digest(book, mine, ours)}:
        lost = True  # somebody changed a cell of ours
    return OfficePart(
        columns=tuple(
            OfficeColumn(
                heading=cast(Cell, heads[column - 1]),
                width=sheet.column_dimensions[get_column_letter(column)].width,
                cells={
                    receipt: cast(Cell, sheet.cell(row, column))
                    for receipt, row in rows.items()
                    if sheet.cell(row, column).value is not None
                },
            )
            for column in theirs
        ),
        sheets=tuple(
            cast(Worksheet, each) for each in book.worksheets if mine and each.title not in mine
        ),
        lost=lost,
    )


@dataclass(frozen=True)
class Glance:
    """The office's columns as text: headings in their order, and cells by receipt and heading.

    ``formulas`` are the cells that a spreadsheet reckons; nobody writes over those elsewhere.
    """

    headings: tuple[str, ...] = ()
    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)
    formulas: frozenset[tuple[str, str]] = frozenset()


def glance(data: bytes) -> Glance:
    """Return what the office wrote into its columns, without reading the rest.

    Raises:
        NotReadable: it cannot be read, or does not say which columns are ours.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        rows = book[REGISTER].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        heads = list(next(iter(rows), ()))
        key, theirs = _by_name(heads, _listed(book, COLUMNS))
        if key is None:
            raise NotReadable("no column of receipt numbers")
        named = {n: name for n in theirs if (name := _text(heads[n - 1].value))}
        cells, formulas = {}, set()
        for row in rows:
            receipt = _text(row[key - 1].value) if len(row) >= key else ""
            for number, name in named.items():
                cell = row[number - 1] if len(row) >= number else None
                if receipt and cell is not None and cell.value is not None:
                    cells[receipt, name] = _text(cell.value)
                    if cell.data_type == "f":
                        formulas.add((receipt, name))
    except NotReadable:
        raise
    except Exception as error:
        raise NotReadable(str(error)) from error
    return Glance(tuple(dict.fromkeys(named.values())), cells, frozenset(formulas))


def at(path: Path) -> Glance:
    """Return what the office wrote into the workbook *path*; nothing where it cannot be read."""
    try:
        return glance(path.read_bytes())
    except (OSError, NotReadable):
        return Glance()


def _text(value: object) -> str:
    """Return a cell's value as people read it: days without a time, whole numbers as such."""
    return _plain(value).removesuffix(" 00:00:00").strip()


def with_notes(part: OfficePart, notes: Iterable[OfficeNote]) -> OfficePart:
    """Return *part* with *notes* in its columns; one that is not there yet is added."""
    columns = list(part.columns)
    # Cells belong to a sheet; this one is nowhere saved.
    sheet = cast(Worksheet, Workbook().active)
    for row, note in enumerate(notes, start=2):
        names = [_text(column.heading.value) for column in columns]
        if note.heading not in names:
            names.append(note.heading)
            columns.append(_new_column(cast(Cell, sheet.cell(1, len(names), note.heading))))
        place = names.index(note.heading)
        cells = dict(columns[place].cells)
        before = cells.pop(note.receipt, None)
        if note.text:
            cell = cells[note.receipt] = cast(Cell, sheet.cell(row, 1, note.text))
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            for look in LOOKS if before is not None and before.has_style else ():
                setattr(cell, look, copy(getattr(before, look)))
        columns[place] = replace(columns[place], cells=cells)
    return replace(part, columns=tuple(columns))


def _new_column(heading: Cell) -> OfficeColumn:
    heading.font, heading.fill = Font(bold=True, size=9), PatternFill("solid", fgColor="E8EDF3")
    heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return OfficeColumn(heading, 16)


def _open(data: bytes) -> tuple[Workbook, bool]:
    """Return the workbook, and whether there is more in it than cells."""
    try:
        book = load_workbook(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            beyond = any(
                BEYOND_CELLS.match(name)
                or (DRAWING.fullmatch(name) and b"Anchor" in package.read(name))
                for name in package.namelist()
            )
    except Exception as error:
        # Whatever a person or program made of the file, nothing of it may be overwritten.
        raise NotReadable(str(error)) from error
    if REGISTER not in book.sheetnames or not isinstance(book[REGISTER], Worksheet):
        raise NotReadable("no sheet of the register")
    sheet = book[REGISTER]
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise NotReadable("too large")
    return book, beyond


def write(book: Workbook, part: OfficePart, rows: Mapping[str, int], first: int) -> None:
    """Put the office's part into *book*: columns from *first* on, cells where *rows* says."""
    sheet = cast(Worksheet, book[REGISTER])
    for number, column in enumerate(part.columns, start=first):
        _put(sheet, 1, number, column.heading)
        if column.width:
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        for receipt, cell in column.cells.items():
            if receipt in rows:
                _put(sheet, rows[receipt], number, cell)
    for theirs in part.sheets:
        copied = cast(Worksheet, book.create_sheet(theirs.title))
        for row in theirs.iter_rows():
            for cell in row:
                if cell.value is not None or cell.has_style:
                    _put(copied, cell.row, cell.column, cast(Cell, cell))
        for letter, dimension in theirs.column_dimensions.items():
            copied.column_dimensions[letter].width = dimension.width
        for merged in theirs.merged_cells.ranges:
            copied.merge_cells(merged.coord)


def sign(book: Workbook, columns: Sequence[str], sheets: Sequence[str]) -> None:
    """Note in *book* which columns and sheets are ours, and what stands in them."""
    notes = {
        COLUMNS: json.dumps(list(columns), ensure_ascii=False),
        SHEETS: json.dumps(list(sheets), ensure_ascii=False),
        CONTENT: json.dumps([digest(book, set(sheets), set(columns))]),
    }
    for name, value in notes.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))


def digest(book: Workbook, sheets: set[str], columns: set[str]) -> str:
    """Return what changes when a person changes a cell of ours, whatever the order of rows."""
    lines: list[str] = []
    for name in sorted(sheets & set(book.sheetnames)):
        sheet = cast(Worksheet, book[name])
        table = list(sheet.iter_rows(values_only=True))
        places = range(len(table[0]) if table else 0)
        if name == REGISTER and table:
            _, theirs = _places([sheet.cell(1, place + 1) for place in places], columns)
            places = [place for place in places if place + 1 not in theirs]  # type: ignore[assignment]
        for row in table:
            said = [_plain(row[place]) for place in places]
            if any(said):
                lines.append(json.dumps([name, *said], ensure_ascii=False))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _places(heads: Sequence[Any], ours: set[str]) -> tuple[int | None, list[int]]:
    """Return where the receipt numbers stand, and which columns are the office's, from 1."""
    key, theirs = _by_name(heads, ours)
    while theirs and _is_empty(heads[theirs[-1] - 1]):
        theirs.pop()
    return key, theirs


def _by_name(heads: Sequence[Any], ours: set[str]) -> tuple[int | None, list[int]]:
    """Return the same with the empty columns at the end."""
    seen: set[str] = set()
    key, theirs = None, []
    for number, head in enumerate(heads, start=1):
        name = str(head.value).strip() if head.value is not None else ""
        if name in ours and name not in seen:
            seen.add(name)
            key = number if name == RECEIPT else key
        else:
            theirs.append(number)
    return key, theirs


def _is_empty(head: Any) -> bool:
    column = head.parent.iter_rows(
        min_col=head.column, max_col=head.column, values_only=True, max_row=MOST_ROWS
    )
    return all(value is None for (value,) in column)


def _listed(book: Workbook, name: str) -> set[str]:
    """Return the names that a property of *book* lists; none where it has no such property."""
    for each in book.custom_doc_props.props:
        if each.name == name:
            try:
                found = json.loads(str(each.value))
            except ValueError:
                return set()
            return {str(one) for one in found} if isinstance(found, list) else set()
    return set()


def _put(sheet: Worksheet, row: int, column: int, source: Cell) -> None:
    """Write a cell of the office as it is; a formula is told where it stands now."""
    target = sheet.cell(row, column)
    value = source.value
    if source.data_type == "f" and isinstance(value, str):
        value = Translator(value, origin=source.coordinate).translate_formula(target.coordinate)
    target.value = value
    if source.data_type == "s":
        target.data_type = "s"
        target.quotePrefix = str(value)[:1] in ("=", "+", "-", "@")
    if source.has_style:
        for look in LOOKS:
            setattr(target, look, copy(getattr(source, look)))


def _plain(value: object) -> str:
    """Return a cell's value as it is the same after any program saved it."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.datetime):
        return f"{value + dt.timedelta(milliseconds=500):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
