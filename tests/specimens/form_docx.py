"""Writes a form as a Word document, deterministic down to its bytes."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from specimens.archive import settle
from specimens.form_blocks import (
    TICKS,
    Block,
    Choice,
    Entry,
    Grid,
    Mark,
    PageBreak,
    Text,
    choice_line,
    mark_png,
    mark_size,
    placed,
    tick,
)

FONT = "맑은 고딕"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
WRITTEN_AT = dt.datetime(2025, 5, 2, 9, 30, tzinfo=dt.UTC)
CHECK_BOX = """
<w:sdt {namespaces} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">
 <w:sdtPr><w:alias w:val="{name}"/><w:id w:val="{number}"/>
  <w14:checkbox><w14:checked w14:val="{value}"/>
   <w14:checkedState w14:val="2612" w14:font="MS Gothic"/>
   <w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>
 <w:sdtContent><w:r><w:t>{letter}</w:t></w:r></w:sdtContent>
</w:sdt>
"""


def write(blocks: Sequence[Block], title: str) -> bytes:
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(2)
    for block in blocks:
        if isinstance(block, PageBreak):
            document.add_page_break()
        elif isinstance(block, Grid):
            _grid(document, block)
        elif isinstance(block, Choice):
            _choice(document, block)
        else:
            _text(document.add_paragraph(), block)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title, "경영지원팀", "경영지원팀"
    core.created = core.modified = WRITTEN_AT
    core.revision, core.comments, core.language = 3, "", "ko-KR"
    buffer = io.BytesIO()
    document.save(buffer)
    return settle(buffer.getvalue())


def _text(paragraph: Any, block: Text) -> None:
    paragraph.alignment = ALIGN[block.align]
    paragraph.paragraph_format.space_after = Mm(block.space)
    for number, part in enumerate(block.text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(part)
        run.font.size, run.font.bold = Pt(block.size), block.bold
    if block.mark:
        _press(paragraph, block.mark)


def _press(paragraph: Any, mark: Mark) -> None:
    width, height = mark_size(mark)
    paragraph.add_run().add_picture(io.BytesIO(mark_png(mark)), Mm(width), Mm(height))


def _grid(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths))
    table.style, table.autofit = "Table Grid", False
    scale = 174 / sum(grid.widths)
    for column, width in enumerate(grid.widths):
        for cell in table.columns[column].cells:
            cell.width = Mm(width * scale)
    for row, column, entry in placed(grid):
        cell = table.cell(row, column)
        if entry.columns > 1 or entry.rows > 1:
            cell = cell.merge(table.cell(row + entry.rows - 1, column + entry.columns - 1))
        _entry(cell, entry)
    for row in table.rows:
        row.height = Mm(grid.minimum)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _entry(cell: Any, entry: Entry) -> None:
    for number, part in enumerate(entry.text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = ALIGN[entry.align]
        run = paragraph.add_run(part)
        run.font.size, run.font.bold = Pt(9.5), entry.head
    if entry.mark:
        _press(cell.paragraphs[-1], entry.mark)
    if entry.head:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "EEF0F3")
        cell._tc.get_or_add_tcPr().append(shade)


def _choice(document: Any, choice: Choice) -> None:
    if choice.shape == "cells":
        options = (Entry(_option(choice, option), align="center") for option in choice.options)
        _grid(document, Grid((2, 1, 1), [[Entry(choice.lead), *options]]))
        return
    if choice.style != "control":
        style = "root" if choice.style == "drawn" else choice.style
        line = choice_line(Choice(choice.lead, choice.options, style, choice.shape))
        _text(document.add_paragraph(), Text(line, size=10.5, space=3))
        return
    paragraph = document.add_paragraph(choice.lead + "     ")
    for number, (label, ticked) in enumerate(choice.options):
        control = parse_xml(
            CHECK_BOX.format(
                namespaces=nsdecls("w"),
                name=f"{choice.name}-{number}",
                number=1000 + sum(map(ord, choice.name)) + number,
                value=int(ticked),
                letter=TICKS["control"][0 if ticked else 1],
            )
        )
        paragraph._p.append(control)
        paragraph.add_run(f" {label}     ")


def _option(choice: Choice, option: tuple[str, bool]) -> str:
    return tick(option, "root" if choice.style == "drawn" else choice.style)
