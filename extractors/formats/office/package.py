"""DOCX and HWPX as what both are: a ZIP of XML parts, written by many programs, few strict."""

from __future__ import annotations

from urllib.parse import unquote

from lxml import etree

from extractors.errors import DamagedFile, EncryptedFile, HostileFile
from extractors.formats.containers import zips
from extractors.formats.containers.archive import ENCRYPTED_FLAG, Limits, unpack_member

PART = Limits(total_bytes=1 << 27, member_bytes=1 << 26, free_bytes=1 << 24, ratio=500)
MOST_PARTS = 20_000

Element = etree._Element


class Package:
    """The parts of a document by name; slashes either way, upper and lower case alike.

    Raises:
        DamagedFile: the archive cannot be opened.
        HostileFile: it has more parts than any document.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zips.open_zip(data)
        except zips.FAULTS as error:
            raise DamagedFile from error
        infos = self._archive.infolist()
        if len(infos) > MOST_PARTS:
            raise HostileFile
        self._infos = {_plain(info.filename): info for info in infos}
        self._taken = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        """Return a part's bytes, empty where there is none of that name.

        Raises:
            EncryptedFile: the part needs a password.
            DamagedFile, TooLargeFile, HostileFile: as `archive.members`.
        """
        info = self._infos.get(_plain(name).lstrip("/"))
        if info is None:
            return b""
        if info.flag_bits & ENCRYPTED_FLAG:
            raise EncryptedFile
        content = unpack_member(self._archive, info, PART, self._taken)
        self._taken += len(content)
        return content

    def tree(self, name: str) -> Element | None:
        """Return a part's XML, None where there is no such part; raises as `read` does."""
        data = self.read(name)
        return parse_xml(data) if data else None


def _plain(name: str) -> str:
    """Return a part's name as the same for all spellings: ``word\\My%20Doc.xml`` (ISO 29500-2)."""
    return unquote(name.replace("\\", "/")).lower()


def parse_xml(data: bytes) -> Element:
    """Return the root of *data*.

    Raises:
        HostileFile: it declares a document type, the door of entity bombs.
        DamagedFile: it is not well-formed, or nested beyond reason.
    """
    if b"<!DOCTYPE" in data[:4096].replace(b"\0", b""):
        raise HostileFile
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFile from error


def tag(element: Element) -> str:
    """Return an element's name without its namespace: editions differ only in that."""
    return etree.QName(element).localname


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return the attribute called *name* in whatever namespace."""
    found = element.get(name)
    if found is not None:
        return found
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def number(text: str, default: int = 0) -> int:
    """Return *text* as a whole number, *default* where it is none."""
    try:
        return int(text)
    except ValueError:
        return default
