"""Tesseract's Korean networks, taught the syllables that their alphabet leaves out.

The networks put out three codes a syllable: initial, vowel, final.  Yet a syllable is
written only if the alphabet beside the network lists it, and that has 1 076 of the 2 350 in
common use (KS X 1001).  팜, 켐 or 웍, which firms like in their names, come out as fluent
neighbours, in both networks alike, so that their agreement proves nothing.  Every code is
there; only the list is short.  So the list is completed: each missing syllable gets the
codes that listed ones show for its parts.  Nothing is trained.

The result is a changed copy of files under the Apache License 2.0.

Source: tesseract-ocr/tesseract, ``ccutil/tessdatamanager.h`` and ``ccutil/unicharcompress.h``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

LETTERS, CODES = 21, 22  # places in the container: lstm-unicharset, lstm-recoder
FIRST = ord("가")
VOWELS, FINALS = 21, 28


class UnknownModel(Exception):
    """The data is not laid out as expected; it can be used as it is."""


def widen(model: bytes) -> bytes:
    """Return a model's data whose alphabet has all common syllables that its codes can spell.

    Raises:
        UnknownModel: it has no alphabet of three codes a syllable.
    """
    try:
        parts = _unpack(model)
        letters = parts[LETTERS].decode("utf-8").rstrip("\n").split("\n")[1:]
        codes = list(_read_codes(parts[CODES]))
    except (KeyError, struct.error, UnicodeDecodeError) as error:
        raise UnknownModel from error
    if len(letters) != len(codes):
        raise UnknownModel
    listed = {
        line[0]: code
        for line, code in zip(letters, codes, strict=True)
        if "가" <= line[0] <= "힣" and len(code) == 3
    }
    if not listed:
        raise UnknownModel
    known = [dict[int, int]() for _ in range(3)]
    for syllable, code in listed.items():
        for table, part, one in zip(known, _parts(syllable), code, strict=True):
            if table.setdefault(part, one) != one:
                raise UnknownModel
    for syllable in _common_syllables():
        spelt = [table.get(part) for table, part in zip(known, _parts(syllable), strict=True)]
        if syllable not in listed and None not in spelt:
            number = len(letters)
            letters.append(
                f"{syllable} 1 0,255,0,255,0,0,0,0,0,0 Hangul {number} 0 {number} {syllable}"
            )
            codes.append(tuple(one for one in spelt if one is not None))
    parts[LETTERS] = ("\n".join((str(len(letters)), *letters)) + "\n").encode("utf-8")
    parts[CODES] = struct.pack("<I", len(codes)) + b"".join(
        struct.pack(f"<bi{len(code)}i", 1, len(code), *code) for code in codes
    )
    return _pack(parts, struct.unpack_from("<i", model)[0])


def _common_syllables() -> Iterator[str]:
    """Yield the 2 350 syllables of KS X 1001, which EUC-KR encodes in two bytes each."""
    for row in range(0xB0, 0xC9):
        for cell in range(0xA1, 0xFF):
            yield bytes((row, cell)).decode("euc_kr")


def _parts(syllable: str) -> tuple[int, int, int]:
    place = ord(syllable) - FIRST
    return place // (VOWELS * FINALS), place // FINALS % VOWELS, place % FINALS


def _unpack(model: bytes) -> dict[int, bytes]:
    (count,) = struct.unpack_from("<i", model)
    if not CODES < count <= 64:
        raise UnknownModel
    starts = struct.unpack_from(f"<{count}q", model, 4)
    ends = sorted({start for start in starts if start >= 0} | {len(model)})
    return {
        place: model[start : ends[ends.index(start) + 1]]
        for place, start in enumerate(starts)
        if start >= 0
    }


def _pack(parts: dict[int, bytes], count: int) -> bytes:
    starts, body = [-1] * count, b""
    for place, data in sorted(parts.items()):
        starts[place] = 4 + 8 * count + len(body)
        body += data
    return struct.pack(f"<i{count}q", count, *starts) + body


def _read_codes(data: bytes) -> Iterator[tuple[int, ...]]:
    (count,) = struct.unpack_from("<I", data)
    place = 4
    for _ in range(count):
        (length,) = struct.unpack_from("<i", data, place + 1)
        if not 0 < length < 10:
            raise UnknownModel
        yield struct.unpack_from(f"<{length}i", data, place + 5)
        place += 5 + 4 * length
