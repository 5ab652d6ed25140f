"""Writes a form as HWPX (OWPML), the XML format of the Hangul word processor.

Package parts and styles come from an empty document of python-hwpx; the body is written here,
with ids that count up, so the bytes are the same every time.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from hwpx.document import HwpxDocument

from specimens.archive import settle
from specimens.form_blocks import (
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

UNIT = 7200 / 25.4
"""HWPUNIT in a millimetre."""
BODY = 42520
FRAME = 3
SIZES = (10.0, 11.0, 12.0, 17.0)


@lru_cache
def _skeleton() -> tuple[dict[str, bytes], dict[tuple[float, bool], str]]:
    """Return the parts of an empty document and its character styles by size and weight."""
    document = HwpxDocument.new()
    document.add_table(1, 1)
    styles = {
        (size, bold): str(document.styles.ensure_run(bold=bold, size=size))
        for size in SIZES
        for bold in (False, True)
    }
    with zipfile.ZipFile(io.BytesIO(document.to_bytes())) as source:
        return {name: source.read(name) for name in source.namelist()}, styles


class _Body:
    """The text under construction: counts ids and collects pictures."""

    def __init__(self) -> None:
        self.ids = count(1000001)
        self.pictures: list[bytes] = []
        self.paragraphs: list[str] = []
        self.styles = _skeleton()[1]
        self.page_break = False

    def paragraph(self, content: str) -> None:
        broken, self.page_break = int(self.page_break), False
        self.paragraphs.append(self.frame(content, broken))

    def frame(self, content: str, broken: int = 0) -> str:
        return (
            f'<hp:p id="{next(self.ids)}" paraPrIDRef="0" styleIDRef="0" pageBreak="{broken}" '
            f'columnBreak="0" merged="0">{content}</hp:p>'
        )

    def run(self, text: str, size: float = 10, bold: bool = False) -> str:
        nearest = min(SIZES, key=lambda known: abs(known - size))
        style = self.styles[nearest, bold]
        return f'<hp:run charPrIDRef="{style}"><hp:t>{escape(text)}</hp:t></hp:run>'

    def picture(self, mark: Mark) -> str:
        self.pictures.append(mark_png(mark))
        w, h = (round(side * UNIT) for side in mark_size(mark))
        number = next(self.ids)
        same = 'e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"'
        return (
            f'<hp:run charPrIDRef="0"><hp:pic id="{number}" zOrder="1" numberingType="PICTURE" '
            'textWrap="IN_FRONT_OF_TEXT" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" '
            f'href="" groupLevel="0" instid="{number}" reverse="0"><hp:offset x="0" y="0"/>'
            f'<hp:orgSz width="{w}" height="{h}"/><hp:curSz width="{w}" height="{h}"/>'
            '<hp:flip horizontal="0" vertical="0"/>'
            f'<hp:rotationInfo angle="0" centerX="{w // 2}" centerY="{h // 2}" rotateimage="1"/>'
            f"<hp:renderingInfo><hc:transMatrix {same}/><hc:scaMatrix {same}/>"
            f"<hc:rotMatrix {same}/></hp:renderingInfo>"
            f'<hc:img binaryItemIDRef="image{len(self.pictures)}" bright="0" contrast="0" '
            'effect="REAL_PIC" alpha="0"/>'
            f'<hp:imgRect><hc:pt0 x="0" y="0"/><hc:pt1 x="{w}" y="0"/>'
            f'<hc:pt2 x="{w}" y="{h}"/><hc:pt3 x="0" y="{h}"/></hp:imgRect>'
            f'<hp:imgClip left="0" right="{w}" top="0" bottom="{h}"/>'
            '<hp:inMargin left="0" right="0" top="0" bottom="0"/>'
            f'<hp:imgDim dimwidth="{w}" dimheight="{h}"/>'
            f'<hp:sz width="{w}" widthRelTo="ABSOLUTE" height="{h}" heightRelTo="ABSOLUTE" '
            'protect="0"/><hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" '
            'allowOverlap="1" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="PARA" '
            'vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
            '<hp:outMargin left="0" right="0" top="0" bottom="0"/></hp:pic><hp:t/></hp:run>'
        )

    def check_box(self, label: str, ticked: bool, name: str) -> str:
        value = "CHECKED" if ticked else "UNCHECKED"
        return (
            f'<hp:run charPrIDRef="0"><hp:checkBtn caption={quoteattr(label)} value="{value}" '
            f'radioGroupName="" triState="0" backStyle="OPAQUE" name="{name}" '
            'foreColor="#000000" backColor="#FFFFFF" groupName="" tabStop="1" editable="1" '
            'tabOrder="0" enabled="1" borderTypeIDRef="0" drawFrame="1" printable="1" command="">'
            '<hp:formCharPr charPrIDRef="0" followContext="0" autoSz="0" wordWrap="0"/>'
            '<hp:sz width="9921" widthRelTo="ABSOLUTE" height="1984" heightRelTo="ABSOLUTE" '
            'protect="0"/><hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" '
            'allowOverlap="1" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" '
            'vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
            '<hp:outMargin left="0" right="0" top="0" bottom="0"/></hp:checkBtn><hp:t/></hp:run>'
        )

    def grid(self, grid: Grid) -> str:
        scale = BODY / sum(grid.widths)
        widths = [round(width * scale) for width in grid.widths]
        height = round(grid.minimum * UNIT)
        rows: list[list[str]] = [[] for _ in grid.rows]
        for row, column, entry in placed(grid):
            rows[row].append(self._cell(row, column, entry, widths, height))
        body = "".join(f"<hp:tr>{''.join(cells)}</hp:tr>" for cells in rows)
        return (
            f'<hp:run charPrIDRef="0"><hp:tbl id="{next(self.ids)}" zOrder="0" '
            'numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" '
            'dropcapstyle="None" pageBreak="CELL" repeatHeader="1" '
            f'rowCnt="{len(rows)}" colCnt="{len(widths)}" cellSpacing="0" '
            f'borderFillIDRef="{FRAME}" noAdjust="0"><hp:sz width="{sum(widths)}" '
            f'widthRelTo="ABSOLUTE" height="{height * len(rows)}" heightRelTo="ABSOLUTE" '
            'protect="0"/><hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" '
            'allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" '
            'vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
            '<hp:outMargin left="283" right="283" top="283" bottom="283"/>'
            '<hp:inMargin left="510" right="510" top="141" bottom="141"/>'
            f"{body}</hp:tbl><hp:t/></hp:run>"
        )

    def _cell(self, row: int, column: int, entry: Entry, widths: Sequence[int], height: int) -> str:
        parts = [
            self.frame(
                self.run(part, 10, entry.head) + (self.picture(entry.mark) if entry.mark else "")
            )
            for part in entry.text.split("\n")
        ]
        width = sum(widths[column : column + entry.columns])
        return (
            f'<hp:tc name="" header="{int(entry.head)}" hasMargin="0" protect="0" editable="0" '
            f'dirty="0" borderFillIDRef="{FRAME}"><hp:subList id="" textDirection="HORIZONTAL" '
            'lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" linkListNextIDRef="0" '
            f'textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">{"".join(parts)}'
            f'</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            f'<hp:cellSpan colSpan="{entry.columns}" rowSpan="{entry.rows}"/>'
            f'<hp:cellSz width="{width}" height="{height * entry.rows}"/>'
            '<hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
        )


def write(blocks: Sequence[Block], title: str) -> bytes:
    body = _Body()
    for block in blocks:
        if isinstance(block, PageBreak):
            body.page_break = True
        elif isinstance(block, Grid):
            body.paragraph(body.grid(block))
        elif isinstance(block, Choice):
            _choice(body, block)
        else:
            _text(body, block)
    return _package(body, title, _preview(blocks))


def _text(body: _Body, block: Text) -> None:
    for number, part in enumerate(block.text.split("\n")):
        mark = body.picture(block.mark) if block.mark and number == 0 else ""
        body.paragraph(body.run(part, block.size, block.bold) + mark)


def _choice(body: _Body, choice: Choice) -> None:
    style = "root" if choice.style == "drawn" else choice.style
    if choice.shape == "cells":
        options = (Entry(tick(option, style), align="center") for option in choice.options)
        body.paragraph(body.grid(Grid((2, 1, 1), [[Entry(choice.lead), *options]])))
    elif style == "control":
        boxes = (
            body.check_box(label, ticked, f"{choice.name}{number}")
            for number, (label, ticked) in enumerate(choice.options)
        )
        body.paragraph(body.run(choice.lead + "  ") + "".join(boxes))
    else:
        body.paragraph(
            body.run(choice_line(Choice(choice.lead, choice.options, style, choice.shape)))
        )


def _preview(blocks: Sequence[Block]) -> str:
    return "\r\n".join(block.text for block in blocks if isinstance(block, Text))[:1000]


def _package(body: _Body, title: str, preview: str) -> bytes:
    parts = dict(_skeleton()[0])
    section = parts["Contents/section0.xml"].decode()
    start = section.index("<hp:p ")
    first = section[start : section.index("</hp:p>") + len("</hp:p>")]
    parts["Contents/section0.xml"] = (
        section[:start] + first + "".join(body.paragraphs) + "</hs:sec>"
    ).encode()
    items = ""
    for number, data in enumerate(body.pictures, start=1):
        parts[f"BinData/image{number}.png"] = data
        items += (
            f'<opf:item id="image{number}" href="BinData/image{number}.png" '
            'media-type="image/png" isEmbeded="1"/>'
        )
    content = parts["Contents/content.hpf"].decode()
    content = content.replace("</opf:manifest>", items + "</opf:manifest>")
    content = content.replace("<opf:title/>", f"<opf:title>{escape(title)}</opf:title>")
    content = re.sub(r"synthetic-fixture-author", "경영지원팀", content)
    parts["Contents/content.hpf"] = content.encode()
    parts["Preview/PrvText.txt"] = preview.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return settle(buffer.getvalue())
