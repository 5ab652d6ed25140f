"""What printing, stamping, scanning, faxing and photographing do to a line.

Every function takes and returns a grey picture (paper light, 0 to 255 as float32) and draws
its strength from the generator it is given, so a seed gives the same picture again.
"""

from collections.abc import Callable
from random import Random

import cv2
import numpy as np
import numpy.typing as npt

from extractors.reader.normalise import Grey, InkBounds

Tones = npt.NDArray[np.float32]
Noise = np.random.Generator


def blend(picture: Tones, layer: Tones) -> Tones:
    """Return *picture* with *layer* printed over it: the darker wins, as ink on ink."""
    return np.minimum(picture, layer)


def strokes(
    shape: tuple[int, ...], tone: float, soft: float, paint: Callable[[Grey], None]
) -> Tones:
    """Return a white layer on which *paint* drew in black, its ink turned to *tone*."""
    drawn = np.full(shape, 255, np.uint8)
    paint(drawn)
    layer = np.asarray(cv2.GaussianBlur(drawn, (0, 0), soft), np.float32)
    return 255 - (255 - layer) * ((255 - tone) / 255)


# On the paper: rules, seals, stamps, watermarks, neighbours.


def add_rules(picture: Tones, box: InkBounds, rng: Random) -> Tones:
    """Return *picture* with remnants of table rules close to the type."""
    height = box.bottom - box.top

    def paint(layer: Grey) -> None:
        for _ in range(rng.choice([1, 1, 2])):
            thick = rng.choice([1, 1, 2, 3])
            if rng.random() < 0.65:
                gap = rng.uniform(0.04, 0.35) * height
                y = round(box.bottom + gap if rng.random() < 0.6 else box.top - gap)
                ends = sorted(rng.uniform(-0.1, 1.1) * layer.shape[1] for _ in range(2))
                start, end = (0, layer.shape[1]) if rng.random() < 0.7 else ends
                tilt = round(rng.uniform(-2, 2))
                cv2.line(layer, (round(start), y), (round(end), y + tilt), 0, thick)
            else:
                gap = rng.uniform(0.08, 0.4) * height
                x = round(box.right + gap if rng.random() < 0.5 else box.left - gap)
                cv2.line(layer, (x, 0), (x, layer.shape[0]), 0, thick)

    return blend(picture, strokes(picture.shape, rng.uniform(0, 150), 0.4, paint))


def add_seal(picture: Tones, box: InkBounds, rng: Random) -> Tones:
    """Return *picture* with arcs of a round or square seal, turned grey, across the type."""
    height = box.bottom - box.top

    def paint(layer: Grey) -> None:
        radius = rng.uniform(0.7, 2.6) * height
        middle = (
            round(rng.uniform(box.left - 0.3 * height, box.right + 0.8 * radius)),
            round(rng.uniform(box.top - 0.6 * radius, box.bottom + 0.6 * radius)),
        )
        thick = max(1, round(rng.uniform(0.04, 0.14) * height))
        if rng.random() < 0.7:
            cv2.circle(layer, middle, round(radius), 0, thick)
            if rng.random() < 0.5:
                cv2.circle(layer, middle, round(radius * 0.8), 0, max(1, thick // 2))
        else:
            side = round(radius * 0.8)
            start = (middle[0] - side, middle[1] - side)
            cv2.rectangle(layer, start, (middle[0] + side, middle[1] + side), 0, thick)
        for _ in range(rng.randint(3, 12)):  # the seal's own script, strokes square to each other
            x, y = (round(at + rng.uniform(-0.6, 0.6) * radius) for at in middle)
            length = round(rng.uniform(0.1, 0.5) * radius)
            end = (x + length, y) if rng.random() < 0.5 else (x, y + length)
            cv2.line(layer, (x, y), end, 0, thick)

    return blend(picture, strokes(picture.shape, rng.uniform(95, 205), 0.7, paint))


def add_stamp(picture: Tones, box: InkBounds, rng: Random) -> Tones:
    """Return *picture* with a large slanted word stamped across the type."""
    height = box.bottom - box.top

    def paint(layer: Grey) -> None:
        scale = rng.uniform(0.03, 0.1) * height
        word = rng.choice(["COPY", "ORIGINAL", "PAID", "RECEIVED", "SAMPLE", "2 0 2 5"])
        start = (
            round(rng.uniform(box.left - height, box.right)),
            round(box.bottom + rng.uniform(-0.2, 0.8) * height),
        )
        thick = max(1, round(scale * rng.uniform(1, 3)))
        cv2.putText(layer, word, start, cv2.FONT_HERSHEY_SIMPLEX, scale, 0, thick)
        if rng.random() < 0.5:
            far = (start[0] + round(20 * scale * len(word)), start[1] - round(30 * scale))
            cv2.rectangle(layer, (start[0] - 4, start[1] + 6), far, 0, thick)

    layer = strokes(picture.shape, rng.uniform(110, 215), 0.8, paint)
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    turn = cv2.getRotationMatrix2D(middle, rng.uniform(-25, 25), 1.0)
    size = (picture.shape[1], picture.shape[0])
    return blend(
        picture, np.asarray(cv2.warpAffine(layer, turn, size, borderValue=255), np.float32)
    )


def add_watermark(picture: Tones, box: InkBounds, rng: Random) -> Tones:
    """Return *picture* over a pale pattern of waves and rings, as certificates carry it."""
    rows, columns = np.indices(picture.shape, dtype=np.float32)
    period = rng.uniform(4, 30)
    wave = rows + rng.uniform(1, 8) * np.sin(columns / rng.uniform(8, 60) + rng.uniform(0, 6))
    if rng.random() < 0.5:
        wave = np.hypot(rows - rng.uniform(-50, 90), columns - rng.uniform(0, picture.shape[1]))
    line = np.sin(wave * (2 * np.pi / period)) > rng.uniform(0.2, 0.9)
    tone = rng.uniform(185, 240)
    return blend(picture, np.where(line, np.float32(tone), np.float32(255)))


def add_neighbour(picture: Tones, box: InkBounds, rng: Random) -> Tones:
    """Return *picture* with a sliver of its own type as the line above or below, or beside."""
    height, width = round(box.bottom - box.top), round(box.right - box.left)
    part = picture[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    layer = np.full_like(picture, 255)
    gap = rng.randint(2, max(3, height // 4))
    if rng.random() < 0.75:
        down = height + gap if rng.random() < 0.5 else -height - gap
        shift = rng.randint(-width // 3 - 1, width // 3 + 1)
    else:
        down, shift = rng.randint(-2, 2), rng.choice([-1, 1]) * (width + gap + height // 4)
    top, left = int(box.top) + down, int(box.left) + shift
    rows = slice(max(0, top), min(picture.shape[0], top + height))
    columns = slice(max(0, left), min(picture.shape[1], left + width))
    if rows.start < rows.stop and columns.start < columns.stop:
        layer[rows, columns] = part[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
    return blend(picture, layer)


# Of the ink and the paper.


def weigh_strokes(picture: Tones, rng: Random) -> Tones:
    """Return *picture* with strokes half a pixel to a pixel thinner or thicker."""
    turn = cv2.dilate if rng.random() < 0.5 else cv2.erode
    turned = turn(picture, np.ones(rng.choice([(2, 1), (1, 2), (2, 2)]), np.uint8))
    share = rng.uniform(0.3, 1.0)
    return np.asarray((1 - share) * picture + share * turned, np.float32)


def tone(picture: Tones, rng: Random) -> Tones:
    """Return *picture* with tinted paper and ink that is not black."""
    paper, ink = rng.uniform(165, 255), rng.uniform(0, 110)
    return ink + picture * ((paper - ink) / 255)


def tilt(picture: Tones, rng: Random) -> Tones:
    """Return *picture* turned by up to .7 degrees and slanted a little."""
    height, width = picture.shape
    angle, slant = np.radians(rng.gauss(0, 0.3)), rng.gauss(0, 0.04)
    angle = float(np.clip(angle, -0.012, 0.012))
    turn = np.array(
        [
            [1, slant, -slant * height / 2],
            [np.tan(angle), 1, -np.tan(angle) * width / 2],
        ]
    )
    return np.asarray(
        cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.float32
    )


# On the way: one of these is a line's main harm.


def keep(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* as it is: a clean print."""
    return picture


def blur(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* out of focus, at times only along one direction."""
    across, down = rng.uniform(0.5, 1.9), rng.uniform(0.5, 1.9)
    if rng.random() < 0.6:
        down = across
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigmaX=across, sigmaY=down), np.float32)


def grain(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* with a sensor's noise, sigma up to 38 levels, at times in clumps."""
    field = noise.normal(0, rng.uniform(6, 38), picture.shape).astype(np.float32)
    if rng.random() < 0.3:
        field = np.asarray(cv2.GaussianBlur(field, (0, 0), 0.8), np.float32) * 2
    return picture + field


def press(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* after JPEG at quality 15 to 75."""
    return jpeg(picture, rng.randint(15, 75))


def jpeg(picture: Tones, quality: int) -> Tones:
    tones = np.clip(picture, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", tones, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.float32)


def coarsen(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* as if scanned at a half to nine tenths of its resolution."""
    height, width = picture.shape
    share = rng.uniform(0.45, 0.9)
    small = cv2.resize(
        picture, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA
    )
    return np.asarray(
        cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
    )


def fax(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* in black and white, rows coarser than columns, with specks and gaps."""
    height, width = picture.shape
    picture = picture + noise.normal(0, rng.uniform(4, 40), picture.shape).astype(np.float32)
    rows = round(height * rng.choice([1.0, 1.0, 1.0, 0.8, 0.65, 0.5]))
    columns = round(width * rng.uniform(0.75, 1.05))
    small = np.asarray(cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA))
    level = small.mean() * rng.uniform(0.55, 0.8)
    if rng.random() < 0.3:  # dithered: the threshold changes from dot to dot
        level = level + noise.uniform(-60, 60, small.shape)
    bits = np.where(small < level, 0, 255).astype(np.float32)
    specks = noise.random(bits.shape)
    bits[specks < rng.uniform(0, 0.008)] = 0
    bits[specks > 1 - rng.uniform(0, 0.02)] = 255
    if rng.random() < 0.12:  # a line lost on the way
        bits[rng.randrange(rows)] = rng.choice([0, 255])
    method = rng.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR])
    return np.asarray(cv2.resize(bits, (width, height), interpolation=method), np.float32)


def photograph(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* as a telephone sees it: unsharp, shaded, noisy, pressed."""
    height, width = picture.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + noise.normal(0, 0.02 * height, (4, 2)).astype(np.float32)
    seen = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(corners, moved),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
    )
    seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.5, 1.5))
    light = np.linspace(rng.uniform(0.55, 1), rng.uniform(0.55, 1), width, dtype=np.float32)
    light = light * np.linspace(rng.uniform(0.85, 1), 1, height, dtype=np.float32)[:, None]
    seen = seen * light + noise.normal(0, rng.uniform(2, 16), seen.shape)
    return jpeg(np.asarray(seen, np.float32), rng.randint(40, 90))


def interfere(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* photographed off a screen: two gratings beat against the sensor's."""
    rows, columns = np.indices(picture.shape, dtype=np.float32)
    field = np.ones_like(picture)
    for _ in range(rng.choice([1, 2, 2])):
        angle, period = rng.uniform(0, np.pi), rng.uniform(2.2, 14)
        wave = np.cos(angle) * columns + np.sin(angle) * rows
        field *= 1 + rng.uniform(0.05, 0.22) * np.sin(wave * (2 * np.pi / period))
    seen = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.0)) * field
    return jpeg(np.asarray(seen, np.float32), rng.randint(50, 92))


def stack(picture: Tones, rng: Random, noise: Noise) -> Tones:
    """Return *picture* after two of the harms, as papers that were faxed, then scanned."""
    for harm in rng.sample([blur, grain, coarsen, press, fax], 2):
        picture = np.clip(harm(picture, rng, noise), 0, 255).astype(np.float32)
    return picture


ON_PAPER: dict[str, tuple[float, Callable[[Tones, InkBounds, Random], Tones]]] = {
    "rules": (0.12, add_rules),
    "seal": (0.08, add_seal),
    "stamp": (0.04, add_stamp),
    "watermark": (0.08, add_watermark),
    "neighbour": (0.10, add_neighbour),
}
ON_THE_WAY: dict[str, tuple[float, Callable[[Tones, Random, Noise], Tones]]] = {
    "clean": (0.15, keep),
    "blur": (0.14, blur),
    "noise": (0.10, grain),
    "jpeg": (0.10, press),
    "coarse": (0.10, coarsen),
    "fax": (0.16, fax),
    "photo": (0.13, photograph),
    "moire": (0.05, interfere),
    "stack": (0.07, stack),
}


def harm(picture: Tones, box: InkBounds, rng: Random, noise: Noise, way: str) -> Tones:
    """Return *picture* after what befell its paper and the one *way* it came in by."""
    for chance, add in ON_PAPER.values():
        if rng.random() < chance:
            picture = add(picture, box, rng)
    if rng.random() < 0.25:
        picture = weigh_strokes(picture, rng)
    if rng.random() < 0.5:
        picture = tone(picture, rng)
    if rng.random() < 0.5:
        picture = tilt(picture, rng)
    picture = ON_THE_WAY[way][1](picture, rng, noise)
    return np.clip(picture, 0, 255).astype(np.float32)
