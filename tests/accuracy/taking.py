"""The ways in which a sheet reaches us, from the issuer's file to a telephone's photo."""

import datetime as dt
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw
from specimens.fonts import picture_font
from specimens.paper import show
from specimens.pictures import seal_picture

from accuracy.deck import Bundle, Drawn

WRITTEN_AT = time.gmtime(1746163800)
FAX_WIDTH = 1728
STAMPED = ("business_number", "issued_on", "company_name", "valid_until", "representative")
STAMPS = ("원본대조필", "사본", "접수", "사실과 상위없음")
INKS = ((205, 35, 35), (30, 60, 165), (120, 40, 140), (205, 35, 35))

Picture = Any
"""Bytes, rows × columns × 3."""


@dataclass(frozen=True)
class Taken:
    """A file as it arrives; ``stamped`` are (paper, field) whose value lies under a stamp."""

    data: bytes
    stamped: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Way:
    """One class: its name, what people call it, and how a file is made."""

    name: str
    title: str
    take: Callable[[Bundle, Random], Taken]


def _scan(
    dpi: int,
    spoil: Callable[[Picture, Random], Picture],
    *,
    quality: int = 80,
    skew: tuple[float, float] = (0, 0.4),
    save: Callable[[Sequence[Picture], int, int], bytes] | None = None,
) -> Callable[[Bundle, Random], Taken]:
    def take(bundle: Bundle, chance: Random) -> Taken:
        sheets = [
            spoil(_skewed(sheet, chance.uniform(*skew) * chance.choice((-1, 1))), chance)
            for sheet in _render(bundle.data, dpi)
        ]
        return Taken((save or _as_pdf)(sheets, dpi, quality))

    return take


def _render(data: bytes, dpi: int) -> list[Picture]:
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        return [
            np.asarray(page.render(scale=dpi / 72, may_draw_forms=True).to_pil().convert("RGB"))
            for page in document
        ]
    finally:
        document.close()


def _as_pdf(sheets: Sequence[Picture], dpi: int, quality: int) -> bytes:
    return _saved([Image.fromarray(sheet) for sheet in sheets], dpi, quality=quality)


def _as_fax(sheets: Sequence[Picture], dpi: int, quality: int) -> bytes:
    return _saved([Image.fromarray(sheet).convert("1", dither=0) for sheet in sheets], dpi)


def _saved(frames: Sequence[Image.Image], dpi: int, **how: Any) -> bytes:
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=list(frames[1:]),
        resolution=dpi,
        creationDate=WRITTEN_AT,
        modDate=WRITTEN_AT,
        producer="Scan Station 2.4",
        **how,
    )
    return buffer.getvalue()


# ── what spoils a sheet ──────────────────────────────────────────────────────────────


def _grain(sheet: Picture, deviation: float, chance: Random) -> Picture:
    random = np.random.default_rng(chance.getrandbits(32))
    noise = random.standard_normal(sheet.shape[:2], np.float32) * np.float32(deviation)
    lit = sheet.astype(np.float32) * np.float32(0.985) + noise[..., None]
    return np.clip(lit, 0, 255).astype(np.uint8)


def _grey(sheet: Picture) -> Picture:
    return cv2.cvtColor(cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def _skewed(sheet: Picture, degrees: float) -> Picture:
    height, width = sheet.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(
        sheet, turn, (width, height), flags=cv2.INTER_AREA, borderValue=(251, 251, 251)
    )


def _softly(deviation: float, grain: float) -> Callable[[Picture, Random], Picture]:
    """A flat-bed scanner: slightly soft, some grain, grey or colour."""

    def spoil(sheet: Picture, chance: Random) -> Picture:
        soft = cv2.GaussianBlur(sheet, (0, 0), deviation) if deviation else sheet
        return _grain(soft if chance.random() < 0.5 else _grey(soft), grain, chance)

    return spoil


def _turned(sheet: Picture, chance: Random) -> Picture:
    soft = _softly(0.4, 4)(sheet, chance)
    return np.ascontiguousarray(np.rot90(soft, chance.choice((1, 2, 2, 3))))


def _blurred(sheet: Picture, chance: Random) -> Picture:
    soft = cv2.GaussianBlur(sheet, (0, 0), chance.uniform(1.0, 1.8))
    return _grain(_grey(soft), 4, chance)


def _faxed(sheet: Picture, chance: Random) -> Picture:
    """One bit a pixel, by threshold or by dots, with specks of the line."""
    factor = FAX_WIDTH / sheet.shape[1]
    small = cv2.resize(_grey(sheet), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    small = _grain(small, 9, chance)[..., 0]
    # A fax takes the tint of paper for white before it makes dots of what is grey.
    small = np.clip((small.astype(np.float32) - 25) * 1.28, 0, 255).astype(np.uint8)
    if chance.random() < 0.5:
        bits = np.where(small > chance.randint(130, 175), 255, 0).astype(np.uint8)
    else:
        bits = np.asarray(Image.fromarray(small).convert("1").convert("L"))
    specks = np.random.default_rng(chance.getrandbits(32)).random(bits.shape)
    bits = np.where(specks < 0.0004, 0, np.where(specks > 0.9996, 255, bits)).astype(np.uint8)
    return cv2.cvtColor(bits, cv2.COLOR_GRAY2RGB)


def _photographed(sheet: Picture, chance: Random) -> Picture:
    """A sheet on a desk, seen at a slant, the light from one side and a shadow across."""
    random = np.random.default_rng(chance.getrandbits(32))
    height, width = sheet.shape[:2]
    edge = int(width * chance.uniform(0.04, 0.1))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    aim = corners + edge + random.uniform(-0.035, 0.035, (4, 2)) * width
    size = (width + 2 * edge, height + 2 * edge)
    desk = chance.choice(((122, 96, 70), (64, 60, 58), (150, 140, 128), (92, 74, 52)))
    wood = random.normal(0, 9, (size[1] // 6 + 1, size[0] // 40 + 1)).astype(np.float32)
    ground = cv2.resize(wood, size)[..., None] + np.array(desk, np.float32)
    matrix = cv2.getPerspectiveTransform(corners, aim.astype(np.float32))
    taken = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size)[..., None]
    taken = taken * mask + ground * (1 - mask)
    light = _light(size, chance)
    cast = np.array((1, chance.uniform(0.94, 1), chance.uniform(0.84, 1)), np.float32)
    taken = taken * light[..., None] * cast
    taken = cv2.GaussianBlur(taken, (0, 0), chance.uniform(0.5, 0.9))
    return _grain(np.clip(taken, 0, 255), 4.5, chance)


def _light(size: tuple[int, int], chance: Random) -> Picture:
    steps = (size[0] // 16, size[1] // 16)
    across, down = np.meshgrid(np.linspace(-1, 1, steps[0]), np.linspace(-1, 1, steps[1]))
    angle = chance.uniform(0, 2 * np.pi)
    light = 0.86 + chance.uniform(0.04, 0.14) * (across * np.cos(angle) + down * np.sin(angle))
    if chance.random() < 0.6:  # somebody's hand and telephone
        x, y = chance.uniform(-1, 1), chance.uniform(-1, 1)
        reach = chance.uniform(0.35, 0.8)
        shade = 1 / (1 + np.exp(((across - x) ** 2 + (down - y) ** 2 - reach**2) * 14))
        light = light * (1 - chance.uniform(0.15, 0.35) * shade)
    return cv2.resize(light.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)


# ── stamps over values ───────────────────────────────────────────────────────────────


def _stamp(bundle: Bundle, chance: Random) -> Taken:
    """A colour or grey scan at 200 dpi; on most papers a stamp lies over one value."""
    dpi = 200
    sheets = _render(bundle.data, dpi)
    stamped = []
    document = pypdfium2.PdfDocument(bundle.data)
    try:
        for number, drawn in enumerate(bundle.papers):
            field, box = _find_value(document[drawn.first - 1], drawn, chance)
            if box is not None:
                picture = sheets[drawn.first - 1]
                sheets[drawn.first - 1] = _pressed(picture, box, dpi / 72, chance)
                stamped.append((number, field))
    finally:
        document.close()
    spoiled = [_softly(0.4, 4)(_skewed(s, chance.uniform(-0.5, 0.5)), chance) for s in sheets]
    return Taken(_as_pdf(spoiled, dpi, 75), tuple(stamped))


def _find_value(
    page: Any, drawn: Drawn, chance: Random
) -> tuple[str, tuple[float, float, float, float] | None]:
    """Return a field whose value stands on *page* as text, and its box in points from the top."""
    text = page.get_textpage()
    _, height = page.get_size()
    for field in chance.sample(STAMPED, len(STAMPED)):
        value = drawn.paper.truth.get(field)
        if not isinstance(value, str):
            continue
        for spelling in _spellings(value):
            found = text.search(spelling).get_next()
            if found is None:
                continue
            boxes = [text.get_rect(i) for i in range(text.count_rects(*found))]
            if boxes:
                x0, y0, x1, y1 = boxes[0]
                return field, (x0, height - y1, x1, height - y0)
    return "", None


def _spellings(value: str) -> list[str]:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return [value]
    return [show(day, shape) for shape in ("padded", "plain", "tight", "wide", "iso", "dots")]


def _pressed(
    sheet: Picture, box: tuple[float, float, float, float], unit: float, chance: Random
) -> Picture:
    """Lay coloured ink over the box, as a stamp does: what is printed shows through."""
    ink = chance.choice(INKS)
    stamp = _stamp_picture(chance, ink, unit)
    x = int((chance.uniform(box[0], box[2])) * unit - stamp.shape[1] / 2)
    y = int((box[1] + box[3]) / 2 * unit - stamp.shape[0] * chance.uniform(0.3, 0.7))
    x = min(max(x, 0), sheet.shape[1] - stamp.shape[1])
    y = min(max(y, 0), sheet.shape[0] - stamp.shape[0])
    inked = sheet.copy()
    part = inked[y : y + stamp.shape[0], x : x + stamp.shape[1]].astype(np.float32)
    thick = chance.uniform(0.7, 0.95) * stamp[..., None]
    part *= 1 - thick * (1 - np.array(ink, np.float32) / 255)
    inked[y : y + stamp.shape[0], x : x + stamp.shape[1]] = part.astype(np.uint8)
    return inked


def _stamp_picture(chance: Random, ink: tuple[int, int, int], unit: float) -> Picture:
    """Return how thick the ink lies, 0 … 1, a little turned."""
    if ink[0] > 180 and chance.random() < 0.6:
        seal = seal_picture("대표이사인", chance.random() < 0.7)
        side = int(chance.uniform(48, 62) * unit)
        image = seal.getchannel("A").resize((side, side), Image.Resampling.LANCZOS)
    else:
        text = chance.choice(STAMPS)
        size = int(chance.uniform(14, 20) * unit)
        font = picture_font("gungseo", size)
        width = int(font.getlength(text)) + size
        image = Image.new("L", (width, int(size * 1.9)), 0)
        draw = ImageDraw.Draw(image)
        draw.rectangle((2, 2, width - 3, int(size * 1.9) - 3), outline=255, width=max(size // 9, 2))
        draw.text((width / 2, size * 0.95), text, font=font, fill=255, anchor="mm")
    image = image.rotate(chance.uniform(-12, 12), expand=True, resample=Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32) / 255


# ── small pictures ───────────────────────────────────────────────────────────────────


def _picture(bundle: Bundle, chance: Random) -> Taken:
    """Save the first sheet as people save what their browser shows: 560 to 1160 px wide.

    One in six is a copier's: one bit a pixel at 150 dpi.
    """
    (sheet, *_) = _render(bundle.data, 200)
    buffer = io.BytesIO()
    if chance.random() < 1 / 6:
        small = cv2.resize(_grey(sheet), (1240, 1754), interpolation=cv2.INTER_AREA)
        bits = np.where(small[..., 0] > chance.randint(150, 200), 255, 0).astype(np.uint8)
        Image.fromarray(bits).convert("1").save(buffer, "PNG")
        return Taken(buffer.getvalue())
    width = chance.choice((562, 595, 627, 764, 793, 1157, 1158))
    height = round(sheet.shape[0] * width / sheet.shape[1])
    image = Image.fromarray(cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA))
    if chance.random() < 0.4:
        image.save(buffer, "JPEG", quality=chance.randint(78, 92))
    else:
        image.save(buffer, "PNG")
    return Taken(buffer.getvalue())


PICTURE = Way("picture", "small picture of a browser", _picture)
WAYS: tuple[Way, ...] = (
    Way("text", "text PDF", lambda bundle, chance: Taken(bundle.data)),
    Way("scan300", "scan, 300 dpi", _scan(300, _softly(0.5, 4))),
    Way("scan200", "scan, 200 dpi", _scan(200, _softly(0.4, 4))),
    Way("scan150", "scan, 150 dpi", _scan(150, _softly(0.4, 4))),
    Way("skew", "skewed by up to 3°, 200 dpi", _scan(200, _softly(0.4, 4), skew=(0.7, 3.0))),
    Way("turned", "turned by 90°, 180° or 270°, 200 dpi", _scan(200, _turned)),
    Way("jpeg40", "JPEG of quality 40, 200 dpi", _scan(200, _softly(0.4, 4), quality=40)),
    Way("fax", "fax, one bit a pixel", _scan(204, _faxed, save=_as_fax, skew=(0, 0.8))),
    Way("blur", "blurred, 200 dpi", _scan(200, _blurred)),
    Way("phone", "photo by telephone", _scan(230, _photographed, quality=76, skew=(0, 2))),
    Way("stamp", "stamp over a value, 200 dpi", _stamp),
)
"""Every way of the specimen kit's classes, in the order of the tables."""
