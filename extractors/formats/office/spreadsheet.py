"""XLSX and XLS → blocks: a table for each sheet that shows, its cells as they print.

openpyxl and xlrd read the cells.  A cell holds a value and a pattern that says how it prints: a
business number is often the bare number 1234567891 under the pattern 000-00-00000.  Hidden
sheets, rows and columns are left out.  What lies over cells without being in them (pictures,
charts, shapes, controls), and a formula whose value the file does not hold, leave a mark.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import openpyxl
import xlrd  # type: ignore[import-untyped]
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException
from xlrd.formula import FormulaError  # type: ignore[import-untyped]

from extractors.errors import DamagedFile, PasswordOffice, TooLargeFile
from extractors.formats.grid import (
    MOST_CELLS,
    OBJECT,
    PICTURE,
    Block,
    Cell,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from extractors.formats.office.cellformats import printed
from extractors.formats.office.olddrawings import old_overlays
from extractors.formats.office.overlays import Overlay, overlays
from extractors.formats.office.package import Package
from extractors.formats.office.tidied import tidied
from extractors.formats.office.wordstyles import is_nearly_white
from extractors.formats.symbols import in_font

MOST_SHEETS = 30
WIDEST = 400  # columns
MOST_COVERED = 60  # rows and columns under one picture
LINE_BREAK = re.compile(r"\r\n|[\r\n]")
BOLD, WHITE, BLACK = 600, 9, frozenset((0, 8, 0x7FFF))  # weight; colours by their number
USUAL_WIDTH = 8.43  # of a column, in digits
BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, AssertionError, EOFError)
BROKEN_OLD = (*BROKEN, OverflowError, struct.error, xlrd.compdoc.CompDocError, FormulaError)


class _Sheet(NamedTuple):
    """What shows of a sheet: texts by row and column, merged areas, widths of the columns.

    Rows and columns count from 1.  A merged area is its first row and column, and how many of
    both it covers.
    """

    name: str
    texts: Mapping[tuple[int, int], tuple[Run, ...]]
    merged: Mapping[tuple[int, int], tuple[int, int]]
    widths: Mapping[int, float]


def read_workbook(data: bytes) -> tuple[Block, ...]:
    """Return the sheets of an XLSX, each on a new page.

    Raises:
        DamagedFile: it is cut off or not what it says.
        TooLargeFile: it has more cells than any form.
        EncryptedFile, HostileFile: as `package.Package`.
    """
    whole = tidied(Package(data))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of what it leaves out
            book = openpyxl.load_workbook(
                io.BytesIO(whole), data_only=True, keep_links=False, rich_text=True
            )
        return _pages(_sheets_of_workbook(book, overlays(whole)))
    except (*BROKEN, zipfile.BadZipFile, etree.LxmlError, InvalidFileException) as error:
        raise DamagedFile from error


def read_old_workbook(data: bytes) -> tuple[Block, ...]:
    """Return the sheets of an XLS (Excel 5 to 2003), each on a new page.

    Raises:
        PasswordOffice: it asks for a password.
        DamagedFile: it is cut off or not what it says.
        TooLargeFile: it has more cells than any form.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=False
        )
        return _pages(_sheets_of_old_workbook(book, old_overlays(data)))
    except xlrd.XLRDError as error:
        raise (PasswordOffice if "encrypted" in str(error) else DamagedFile) from error
    except BROKEN_OLD as error:
        raise DamagedFile from error


def _sheets_of_workbook(book: Any, over: Mapping[str, tuple[Overlay, ...]]) -> Iterator[_Sheet]:
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = {at for at, one in sheet.row_dimensions.items() if one.hidden}
        columns = {
            at
            for one in sheet.column_dimensions.values()
            if one.hidden and one.min and one.max
            for at in range(one.min, min(one.max, WIDEST) + 1)
        }
        merged = {
            (area.min_row, area.min_col): (
                area.max_row - area.min_row + 1,
                area.max_col - area.min_col + 1,
            )
            for area in sheet.merged_cells.ranges
        }
        texts = {
            place: _runs(cell)
            for place, cell in sheet._cells.items()
            if (cell.value is not None or cell.comment is not None)
            and place[0] not in rows
            and place[1] not in columns
        }
        _lay_over(texts, merged, over.get(sheet.title, ()))
        widths = {
            at: float(one.width)
            for one in sheet.column_dimensions.values()
            if one.min and one.max and one.width
            for at in range(one.min, min(one.max, WIDEST) + 1)
        }
        yield _Sheet(sheet.title, texts, merged, widths)


def _runs(cell: Any) -> tuple[Run, ...]:
    """Return what a cell prints, with its looks; a mark for what nobody sees or can tell."""
    if cell.comment is not None:
        return (*(_printed(cell) if cell.value is not None else ()), Run(OBJECT))
    return _printed(cell)


def _printed(cell: Any) -> tuple[Run, ...]:
    if cell.data_type == "e":  # an error, or a picture that is set into the cell
        return (Run(OBJECT),)
    fill = cell.fill
    ground = _colour(fill.fgColor) if fill is not None and fill.fill_type else ""
    if not isinstance(cell.value, CellRichText):
        text = printed(cell.value, str(cell.number_format or ""))
        return (_run(text, cell.font, ground),)
    return tuple(
        _run(part.text, part.font, ground)
        if isinstance(part, TextBlock)
        else _run(str(part), cell.font, ground)
        for part in cell.value
    )


def _run(text: str, font: Any, ground: str) -> Run:
    colour = _colour(font.color)
    if text.strip() and is_nearly_white(colour) and not (ground and not is_nearly_white(ground)):
        return Run(OBJECT)
    looks = [
        name
        for name, is_set in (
            ("struck", font.strike),
            ("underlined", font.u),
            ("bold", font.b),
            ("italic", font.i),
            (f"shaded {ground}", ground and not is_nearly_white(ground)),
            (f"colour {colour}", colour not in ("", "000000")),
        )
        if is_set
    ]
    name = getattr(font, "name", None) or getattr(font, "rFont", None) or ""
    return Run(in_font(text, str(name)), tuple(looks))


def _colour(colour: Any) -> str:
    """Return a colour as ``rrggbb``; of a theme or an old palette a name, "" where it is usual."""
    if colour is None or colour.type not in ("rgb", "theme", "indexed"):
        return ""
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].lower() if isinstance(colour.rgb, str) else ""
    if colour.type == "theme":
        usual = {0: "ffffff", 1: ""}  # background and letters of the theme
        tint = f" {colour.tint:.2f}" if colour.tint else ""
        return (
            f"theme {colour.theme}{tint}"
            if tint
            else usual.get(colour.theme, f"theme {colour.theme}")
        )
    return {8: "", 64: "", 9: "ffffff", 65: "ffffff"}.get(colour.indexed, f"index {colour.indexed}")


def _lay_over(
    texts: dict[tuple[int, int], tuple[Run, ...]],
    merged: Mapping[tuple[int, int], tuple[int, int]],
    over: tuple[Overlay, ...],
) -> None:
    """Put into every cell under an overlay what lies over it."""
    owner = {
        (row + down, column + across): (row, column)
        for (row, column), (rows, columns) in merged.items()
        for down in range(min(rows, MOST_COVERED))
        for across in range(min(columns, MOST_COVERED))
    }
    for one in over:
        places = {
            owner.get((row, column), (row, column))
            for row in range(one.top, min(one.bottom, one.top + MOST_COVERED) + 1)
            for column in range(one.left, min(one.right, one.left + MOST_COVERED) + 1)
        }
        first = owner.get((one.top, one.left), (one.top, one.left))
        for place in places:
            said = f"\n{one.text}" if one.text and place == first else ""
            mark = PICTURE if one.is_picture else OBJECT
            texts[place] = (*texts.get(place, ()), Run(f"{said}{mark}"))


def _sheets_of_old_workbook(book: Any, over: Sequence[tuple[Overlay, ...]]) -> Iterator[_Sheet]:
    for number, sheet in enumerate(book.sheets()):
        if sheet.visibility:
            continue
        rows = {at for at, one in sheet.rowinfo_map.items() if one.hidden}
        columns = {at for at, one in sheet.colinfo_map.items() if one.hidden}
        texts: dict[tuple[int, int], tuple[Run, ...]] = {}
        for row in range(sheet.nrows):
            for column in range(min(sheet.row_len(row), WIDEST)):
                if row not in rows and column not in columns:
                    cell = sheet.cell(row, column)
                    if cell.ctype == xlrd.XL_CELL_ERROR:
                        texts[row + 1, column + 1] = (Run(OBJECT),)
                    elif text := _old_text(book, cell):
                        pieces = sheet.rich_text_runlist_map.get((row, column), ())
                        texts[row + 1, column + 1] = tuple(_old_runs(book, cell, text, pieces))
        for row, column in sheet.cell_note_map:
            if row not in rows and column not in columns:
                place = row + 1, column + 1
                texts[place] = (*texts.get(place, ()), Run(OBJECT))
        merged = {
            (top + 1, left + 1): (bottom - top, right - left)
            for top, bottom, left, right in sheet.merged_cells
        }
        _lay_over(texts, merged, over[number] if number < len(over) else ())
        widths = {at + 1: one.width / 256 for at, one in sheet.colinfo_map.items() if one.width}
        yield _Sheet(sheet.name, texts, merged, widths)


def _old_runs(book: Any, cell: Any, text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """Yield *text* by its looks; *pieces* say where in it which font of the book begins."""
    settings = book.xf_list[cell.xf_index]
    ground = settings.background
    fill = ground.pattern_colour_index if ground.fill_pattern else WHITE
    starts = [(0, settings.font_index), *((at, font) for at, font in pieces if at < len(text))]
    for (start, font), (end, _) in pairwise([*starts, (len(text), 0)]):
        if start < end:
            yield _old_run(text[start:end], book.font_list[font], fill)


def _old_run(text: str, font: Any, fill: int) -> Run:
    if text.strip() and font.colour_index == WHITE and fill == WHITE:
        return Run(OBJECT)
    looks = [
        name
        for name, is_set in (
            ("struck", font.struck_out),
            ("underlined", font.underline_type),
            ("bold", font.weight >= BOLD),
            ("italic", font.italic),
            (f"shaded {fill}", fill != WHITE),
            (f"colour {font.colour_index}", font.colour_index not in BLACK),
        )
        if is_set
    ]
    return Run(in_font(text, font.name), tuple(looks))


def _old_text(book: Any, cell: Any) -> str:
    pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return printed(xlrd.xldate_as_datetime(cell.value, book.datemode), pattern)
        except (xlrd.xldate.XLDateError, OverflowError):
            return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return printed(bool(cell.value), pattern)
    return printed(cell.value, pattern) if cell.ctype != xlrd.XL_CELL_EMPTY else ""


def _pages(sheets: Iterator[_Sheet]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    shown = 0
    for sheet in sheets:
        if not sheet.texts:
            continue
        shown += 1
        if shown > MOST_SHEETS:
            raise TooLargeFile
        if shown > 1:
            blocks.append(PageBreak())
        blocks.append(_table(sheet))
    return tuple(blocks)


def _table(sheet: _Sheet) -> Table:
    """Return the used area of a sheet, blank cells included as far as there are not too many."""
    last_row = max(row for row, _ in sheet.texts)
    last_column = min(max(column for _, column in sheet.texts), WIDEST)
    every = last_row * last_column <= MOST_CELLS // 2
    covered = {
        (row + down, column + across)
        for (row, column), (rows, columns) in sheet.merged.items()
        if row <= last_row and column <= last_column
        for down in range(min(rows, last_row - row + 1))
        for across in range(min(columns, last_column - column + 1))
        if down or across
    }
    places = (
        [(row, column) for row in range(1, last_row + 1) for column in range(1, last_column + 1)]
        if every
        else sorted(place for place in sheet.texts if place[1] <= last_column)
    )
    cells: list[Cell] = []
    for place in places:
        if place in covered:
            continue
        rows, columns = sheet.merged.get(place, (1, 1))
        rows, columns = min(rows, last_row - place[0] + 1), min(columns, last_column - place[1] + 1)
        blocks = tuple(_lines(sheet.texts.get(place, ())))
        cells.append(Cell(place[0] - 1, place[1] - 1, rows, columns, blocks))
    widths = tuple(sheet.widths.get(at, USUAL_WIDTH) for at in range(1, last_column + 1))
    return Table(tuple(cells), widths)


def _lines(runs: tuple[Run, ...]) -> Iterator[Paragraph]:
    """Yield a paragraph for each line of a cell."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = LINE_BREAK.split(run.text)
        lines[-1].append(run._replace(text=first))
        lines += [[run._replace(text=text)] for text in others]
    for line in lines:
        if any(run.text for run in line):
            yield Paragraph("".join(run.text for run in line), tuple(line))
