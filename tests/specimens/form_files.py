"""The file formats in which a form is sent, each with its writer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from specimens import form_docx, form_hwpx, form_pdf
from specimens.form_blocks import Block

Format = Literal["pdf", "docx", "hwpx"]
FORMATS: tuple[Format, ...] = ("pdf", "docx", "hwpx")

WRITERS: Mapping[Format, Callable[[Sequence[Block], str], bytes]] = {
    "pdf": form_pdf.write,
    "docx": form_docx.write,
    "hwpx": form_hwpx.write,
}
