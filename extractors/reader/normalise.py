"""From a grey line crop to the picture that the network reads; the same in training and use."""

from math import ceil
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

HEIGHT = 32  # rows of the network's picture
STEP = 4  # columns per step of the network; widths are multiples of it
NARROWEST = 16
WIDEST = 1600  # columns; a longer line is squeezed

ABOVE = 0.12  # paper above and below the ink, as a share of the ink's height
BESIDE = 0.30
PAPER_AT = 0.90  # shares of the pixels, from dark to light, that are no lighter
INK_AT = 0.01
LEAST_CONTRAST = 24  # grey levels between paper and ink, below which a crop is blank
INK_SHARE = 0.35  # ink is what is darker than paper by this share of the contrast
LEAST_HEIGHT = 4.0  # rows that a line is taken to have at least
BLUR = 0.06  # how far the soft rim of type reaches beyond its ink, as a share of its height
AREA_BELOW = 0.75  # below this factor pixels are averaged, above it interpolated
REMNANT = 0.3  # an edge band is a remnant while lower than this share of the type


class InkBounds(NamedTuple):
    """Rows top to bottom and columns left to right of a crop, ends not included."""

    top: float
    bottom: float
    left: float
    right: float


def normalise(crop: Grey) -> Grey:
    """Return *crop* 32 rows high, ink 255 and paper 0, its type filling the rows.

    *crop* holds one line, dark on light, with a few pixels of its paper around it.  A blank
    crop gives a blank picture.
    """
    return scale(crop, find_ink(crop))


def measure_tones(crop: Grey) -> tuple[float, float]:
    """Return the grey levels of paper and of full ink."""
    below = np.cumsum(np.bincount(crop.ravel(), minlength=256))
    paper = float(np.searchsorted(below, PAPER_AT * below[-1]))
    ink = float(np.searchsorted(below, INK_AT * below[-1]))
    return paper, min(ink, paper - LEAST_CONTRAST)


def find_ink(crop: Grey) -> InkBounds:
    """Return where the type stands: no rule, neighbour or speck that only touches the edge."""
    paper, ink = measure_tones(crop)
    soft = cv2.GaussianBlur(crop, (3, 3), 0)
    dark = soft < paper - INK_SHARE * (paper - ink)
    top, bottom = trim(dark.sum(axis=1), least=1)
    if top == bottom:
        return InkBounds(0, crop.shape[0], 0, crop.shape[1])
    columns = np.flatnonzero(dark[top:bottom].any(axis=0))
    return InkBounds(top, bottom, int(columns[0]), int(columns[-1]) + 1)


def trim(profile: npt.NDArray[np.integer], *, least: int) -> tuple[int, int]:
    """Return the rows of the type, given the dark pixels of each row.

    A band of rows that touches the edge of the crop, is parted from the rest by white and is
    low beside the strongest band is left out.  What stands free of the edge is type, however
    low: the stroke of 으 is a band of its own.
    """
    inked = np.concatenate(([0], (profile >= least).astype(np.int8), [0]))
    turns = np.flatnonzero(np.diff(inked))
    bands = [(int(start), int(end)) for start, end in zip(turns[::2], turns[1::2], strict=True)]
    if not bands:
        return 0, 0
    main = max(bands, key=lambda band: int(profile[band[0] : band[1]].sum()))
    limit = REMNANT * (main[1] - main[0])
    kept = [
        band
        for band in bands
        if band == main or (band[0] > 0 and band[1] < len(profile)) or band[1] - band[0] >= limit
    ]
    return kept[0][0], kept[-1][1]


def measure_zoom(box: InkBounds) -> tuple[float, float, int]:
    """Return by how much rows and columns of a crop grow, and how many columns come of it."""
    height = max(box.bottom - box.top, LEAST_HEIGHT)
    factor = HEIGHT / (height * (1 + 2 * ABOVE))
    columns = (box.right - box.left + 2 * BESIDE * height) * factor
    width = int(np.clip(ceil(columns / STEP), NARROWEST // STEP, WIDEST // STEP)) * STEP
    return factor, factor * min(1.0, width / columns), width


def column_of(box: InkBounds, step: float) -> float:
    """Return the column of the crop at which *step* of the network looks, as a fraction."""
    height = max(box.bottom - box.top, LEAST_HEIGHT)
    return box.left - BESIDE * height + (step + 0.5) * STEP / measure_zoom(box)[1]


def scale(crop: Grey, box: InkBounds) -> Grey:
    """Return the picture in which *box*, with its margins, fills the rows.

    What the crop holds above and below the box, beyond a breath of blur, turns to paper.
    """
    paper, ink = measure_tones(crop)
    height = max(box.bottom - box.top, LEAST_HEIGHT)
    factor, across, width = measure_zoom(box)
    breath = 1 + BLUR * height
    crop = crop.copy()
    crop[: max(0, int(box.top - breath))] = paper
    crop[max(0, int(box.bottom + breath)) :] = paper
    shrunk_y = shrunk_x = 1.0
    if factor < AREA_BELOW:
        rows = max(4, round(crop.shape[0] * factor))
        wide = max(4, round(crop.shape[1] * across))
        shrunk_y, shrunk_x = rows / crop.shape[0], wide / crop.shape[1]
        crop = np.asarray(cv2.resize(crop, (wide, rows), interpolation=cv2.INTER_AREA), np.uint8)
    # Pixel centres lie half a pixel inside their edges, hence the halves.
    right, down = across / shrunk_x, factor / shrunk_y
    place = np.array(
        [
            [right, 0, (right - 1) / 2 - across * (box.left - BESIDE * height)],
            [0, down, (down - 1) / 2 - factor * (box.top - ABOVE * height)],
        ]
    )
    picture = cv2.warpAffine(
        crop, place, (width, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=paper
    )
    stretched = (paper - picture.astype(np.float32)) * (255.0 / (paper - ink))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)
