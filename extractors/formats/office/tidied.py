"""DOCX and XLSX as the libraries that know them want them: tidied, then opened by them.

Programs write the names of parts in any case, strict namespaces, relationships that lead
nowhere.  What is read goes through the limits of `package.Package` and is put together anew, so
that the library for the package (python-docx, openpyxl) meets only what it understands.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from lxml import etree

from extractors.errors import DamagedFile, HostileFile
from extractors.formats.office.package import Element, Package, attribute, parse_xml, tag

CONTENT_TYPES = "[Content_Types].xml"
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
LEFT_EMPTY = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp|svg|bin|ttf|odttf|jpeg)$")
"""Parts whose bytes nobody asks the library for."""
USUAL_MAIN = ("word/document.xml", "xl/workbook.xml")
MOST_PARTS = 3_000
BROKEN = (OpcError, KeyError, ValueError, TypeError, AttributeError, IndexError,
    etree.LxmlError, zipfile.BadZipFile)  # fmt: skip


def open_document(package: Package) -> Part:
    """Return the main part of a DOCX, be it called as it may.

    Raises:
        DamagedFile: it has none, or its relationships cannot be followed.
        HostileFile: they lead on without end.
        EncryptedFile, TooLargeFile: as `package.Package`.
    """
    try:
        whole = OpcPackage.open(io.BytesIO(tidied(package, skip="image")))
        main: Part = whole.main_document_part
    except BROKEN as error:
        raise DamagedFile from error
    except RecursionError as error:
        raise HostileFile from error
    return main


def related(part: Part, kind: str) -> Iterator[Part]:
    """Yield the parts that *part* names as its *kind*: ``styles``, ``header``, ``aFChunk`` …"""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            yield relation.target_part


def root_of(part: Part) -> Element:
    """Return the XML of *part*; raises what `package.parse_xml` raises."""
    return parse_xml(part.blob)


def tidied(package: Package, *, skip: str = "\0") -> bytes:
    """Return *package* with all names in lower case and transitional namespaces.

    Relationships to nothing, and those of a kind that ends with *skip*, are left out.

    Raises:
        HostileFile: it has more parts than any document, or one declares a document type.
        DamagedFile, EncryptedFile, TooLargeFile: as `package.Package`.
    """
    names = [name for name in package.names if not name.endswith("/")]
    if len(names) > MOST_PARTS:
        raise HostileFile
    there = frozenset(names)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as whole:
        if "_rels/.rels" not in there:
            whole.writestr("_rels/.rels", _root_relations(there))
        for name in names:
            if LEFT_EMPTY.search(name):
                whole.writestr(name, b"")
                continue
            data = package.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                data = STRICT.sub(TRANSITIONAL, _in_utf8(data))
                if b"<!DOCTYPE" in data[:4096]:
                    raise HostileFile
            if name.endswith(".rels"):
                data = _mended(data, name, there, skip)
            if name == CONTENT_TYPES.lower():
                name, data = CONTENT_TYPES, _lowered(data)
            whole.writestr(name, data)
    return buffer.getvalue()


def _in_utf8(data: bytes) -> bytes:
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    text = data.decode("utf-16", "replace")
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()


def _root_relations(names: frozenset[str]) -> bytes:
    main = next((name for name in USUAL_MAIN if name in names), "")
    relation = f'<Relationship Id="rId1" Type="{DOCUMENT}" Target="{main}"/>' if main else ""
    return f'<Relationships xmlns="{RELATIONSHIPS}">{relation}</Relationships>'.encode()


def _mended(data: bytes, name: str, there: frozenset[str], skip: str) -> bytes:
    """Return relationships whose targets are parts that are there, by their full names."""
    root = parse_xml(data)
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root):
        if tag(relation) != "Relationship":
            continue
        if attribute(relation, "TargetMode").lower() == "external":
            continue
        target = _path(folder, attribute(relation, "Target"))
        if target not in there or attribute(relation, "Type").endswith(f"/{skip}"):
            root.remove(relation)
        else:
            relation.set("Target", f"/{target}")
    return etree.tostring(root)


def _path(folder: str, target: str) -> str:
    said = unquote(target).replace("\\", "/").lower()
    whole = said if said.startswith("/") else f"/{folder}/{said}"
    return posixpath.normpath(whole).lstrip("/")


def _lowered(data: bytes) -> bytes:
    """Return the list of content types with the names of parts in lower case."""
    root = parse_xml(data)
    for one in root:
        if named := attribute(one, "PartName"):
            one.set("PartName", named.replace("\\", "/").lower())
    return etree.tostring(root)


def relations(package: Package, name: str) -> dict[str, tuple[str, str]]:
    """Return what a part of a tidied package names, by id: the kind and the target's name.

    *name* "" stands for the package itself; what lies outside is left out.
    """
    folder, _, last = name.rpartition("/")
    root = package.tree(posixpath.join(folder, "_rels", f"{last}.rels"))
    return {
        attribute(one, "Id"): (
            attribute(one, "Type").rpartition("/")[2],
            attribute(one, "Target").lstrip("/"),
        )
        for one in (root if root is not None else ())
        if tag(one) == "Relationship" and attribute(one, "TargetMode").lower() != "external"
    }
