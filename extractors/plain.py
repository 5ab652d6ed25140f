"""Papers that one notice alone asks for, told as data: its own forms, plans and other offices'
confirmations that no module of `extractors.documents` knows.

Such a *plain paper* is recognised by its title and its marks as every other type is, and its
entries are read by the same geometry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType, new_class
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from extractors.fields.addresses import parse_address
from extractors.fields.examples import without_example
from extractors.fields.fiscal import parse_fiscal_year
from extractors.fields.naming import NAMES, Named
from extractors.fields.printed import Printed
from extractors.fields.settling import Fields, agree_on, surest
from extractors.fields.signing import signature_present, signed_on
from extractors.korean import (
    Parsed,
    Parser,
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    parse_list,
    parse_name,
    parse_phone,
    parse_text,
    squash,
)
from extractors.model import Document, Frozen, IssuedDocument, Value

EntryKind = Literal["text", "name", "number", "date"]


def parse_figure(text: str) -> Parsed[str] | None:
    """Read an entry in which a number must stand, as printed: an amount, an area, a count."""
    return parse_text(text) if any(sign.isdigit() for sign in text) else None


class _Kind(NamedTuple):
    value: type
    parse: Parser[Any]


KINDS: Mapping[EntryKind, _Kind] = MappingProxyType(
    {
        "text": _Kind(str, parse_text),
        "name": _Kind(str, parse_name),
        "number": _Kind(str, parse_figure),
        "date": _Kind(dt.date, parse_date),
    }
)
FIELDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "business_number": _Kind(str, parse_business_number),
        "corporate_number": _Kind(str, parse_corporate_number),
        "certificate_number": _Kind(str, parse_certificate_number),
        "verification_number": _Kind(str, parse_certificate_number),
        "company_name": _Kind(str, parse_name),
        "representative": _Kind(str, parse_name),
        "address": _Kind(str, parse_address),
        "business_types": _Kind(tuple[str, ...], parse_list),
        "business_items": _Kind(tuple[str, ...], parse_list),
        "issued_on": _Kind(dt.date, parse_date),
        "fiscal_year": _Kind(str, parse_fiscal_year),
        "valid_from": _Kind(dt.date, parse_first_date),
        "valid_until": _Kind(dt.date, parse_last_date),
        "opened_on": _Kind(dt.date, parse_date),
        "contact_name": _Kind(str, parse_name),
        "contact_phone": _Kind(str, parse_phone),
    }
)
"""What an entry may be so that rules understand it, and how it is read then."""


LEAST_LABEL = 4
"""In letters: shorter labels stand on many papers."""


class PlainEntry(Frozen):
    """One entry of a plain paper: the label beside which it stands, and what stands there.

    ``field`` says that it is what rules know under that name (`FIELDS`).  ``example`` is what the
    empty form prints there.
    """

    label: Annotated[str, Field(min_length=1)]
    also: tuple[str, ...] = ()
    kind: EntryKind = "text"
    field: str | None = None
    mandatory: bool = False
    example: str = ""

    @model_validator(mode="after")
    def _is_known(self) -> PlainEntry:
        if self.field is not None and self.field not in FIELDS:
            raise ValueError(
                f"‘{self.field}’은 field에 적을 수 없습니다. 적을 수 있는 것: {', '.join(FIELDS)}"
            )
        return self


class PlainPaper(Frozen):
    """A paper as a programme file describes it.

    ``title`` is its title as printed, ``also_titled`` are others of it, and one of ``marks``
    stands on every copy besides.  ``issued``: an office issues it on a day, nobody fills it in.
    ``signed``: whoever fills it in signs and dates it.
    """

    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=4)]
    also_titled: tuple[Annotated[str, Field(min_length=4)], ...] = ()
    marks: Annotated[tuple[Annotated[str, Field(min_length=2)], ...], Field(min_length=1)]
    issued: bool = False
    signed: bool = False
    entries: tuple[PlainEntry, ...] = ()

    @model_validator(mode="after")
    def _agrees(self) -> PlainPaper:
        if self.issued and self.signed:
            raise ValueError("발급하는 서류(issued)에는 작성자의 서명(signed)을 보지 않습니다")
        fields = [each.field for each in self.entries if each.field]
        if len(set(fields)) < len(fields):
            raise ValueError("한 field를 두 항목에 적었습니다")
        return self

    def named(self) -> dict[str, PlainEntry]:
        """Return the entries by the field that each of them is."""
        own = self.type.replace("-", "_")
        return {
            entry.field or f"{own}_{number}": entry
            for number, entry in enumerate(self.entries, start=1)
        }


def document_of(plain: PlainPaper) -> type[Document]:
    """Return the type of document that reads *plain*."""
    entries = plain.named()
    annotations: dict[str, Any] = {name: _annotation(name, e) for name, e in entries.items()}
    if plain.signed:
        annotations |= {
            "signed_on": Value[dt.date] | None,
            "signature_present": Value[bool] | None,
        }
    examples = {name: (e.example,) for name, e in entries.items() if e.example}
    body: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": plain.title,
        "__annotations__": annotations,
        "type": plain.type,
        "title": plain.title,
        "headings": (plain.title, *plain.also_titled),
        "heading_ends": () if plain.issued else (plain.title, *plain.also_titled),
        "marks": plain.marks,
        "prints": _prints(plain),
        "is_form": not plain.issued,
        "sheets_follow": not plain.issued,
        "amend": classmethod(_amend(examples, signed=plain.signed)),
        **dict.fromkeys(annotations),
    }
    base = IssuedDocument if plain.issued else Document
    return new_class("PlainDocument", (base,), exec_body=lambda names: names.update(body))


def _prints(plain: PlainPaper) -> tuple[tuple[str, ...], ...]:
    """Return what tells the paper from others besides its title.

    What many papers print, such as the label of a number or a name, is no evidence of one.
    """
    own = (entry for entry in plain.entries if entry.field is None)
    labels = ((e.label, *e.also) for e in own if len(squash(e.label)) >= LEAST_LABEL)
    return (*((mark,) for mark in plain.marks), *labels)


def _annotation(name: str, entry: PlainEntry) -> Any:
    value, parse = FIELDS[entry.field] if entry.field else KINDS[entry.kind]
    example = (entry.example,) if entry.example else ()
    printed = Printed((entry.label, *entry.also), parse, wrap=value is str, template=example)
    named = NAMES[name] if entry.field else Named(entry.label, deciding=entry.mandatory)
    return Annotated[Value[value] | None, printed, named]  # type: ignore[valid-type]


def _amend(examples: Mapping[str, tuple[str, ...]], *, signed: bool) -> Any:
    def amend(cls: type[Document], fields: Fields, paper: Any) -> Fields:
        own = {
            name: without_example(value, examples[name]) if name in examples else value
            for name, value in fields.items()
        }
        if not signed:
            return own
        signing = {
            "signed_on": agree_on([signed_on(finder) for finder in paper.finders]),
            "signature_present": surest([signature_present(finder) for finder in paper.finders]),
        }
        return own | {name: value for name, value in signing.items() if value is not None}

    return amend
