"""Shapes of a mask: numbers of 16 bits give the same shapes as those of 32."""

import cv2
import numpy as np
import pytest

from extractors.formats.scans.shapes import MOST_IN_16_BITS, label_shapes


def dots(share: float, *, size: int = 1) -> np.ndarray:
    chance = np.random.default_rng(7)
    seen = (chance.random((900 // size, 700 // size)) < share).astype(np.uint8) * 255
    return np.asarray(cv2.resize(seen, (700, 900), interpolation=cv2.INTER_NEAREST), np.uint8)


def lattice(side: int) -> np.ndarray:
    """Single dots as close as dots can be: as many shapes as a sheet can hold."""
    sheet = np.zeros((side, side), np.uint8)
    sheet[::2, ::2] = 255
    return sheet


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize(
    "mask",
    [
        pytest.param(np.zeros((40, 30), np.uint8), id="nothing"),
        pytest.param(dots(0.02), id="dust"),
        pytest.param(dots(0.4), id="noise that hangs together"),
        pytest.param(dots(0.3, size=6), id="large shapes"),
        pytest.param(dots(0.97), id="holes"),
        pytest.param(dots(0.3, size=3).T, id="a mask that lies turned in memory"),
        pytest.param((dots(0.3) > 0).astype(np.uint8), id="ink that is one, not 255"),
        pytest.param(lattice(600), id="more shapes than 16 bits hold"),
    ],
)
def test_shapes_are_those_of_numbers_of_32_bits(mask: np.ndarray, connectivity: int) -> None:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)

    found = label_shapes(mask, connectivity=4 if connectivity == 4 else 8)

    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.stats, stats)


def test_numbers_of_16_bits_are_taken_only_where_they_hold() -> None:
    assert label_shapes(dots(0.3, size=3)).labels.dtype == np.uint16
    assert len(label_shapes(lattice(600)).stats) > MOST_IN_16_BITS
    assert label_shapes(lattice(600)).labels.dtype == np.int32
