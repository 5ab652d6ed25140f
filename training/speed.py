"""How long the exported reader takes for a line, on one thread, as the product runs it."""

import time

import numpy as np

from extractors.reader import Recognise
from extractors.reader.normalise import HEIGHT

WIDTHS = (96, 320, 640, 1024)  # columns: a name, a firm, an address, a long address
RUNS = 200


def measure(recognise: Recognise) -> dict[str, float]:
    """Return milliseconds of processor time for one line by its width, the least of many runs.

    The least is what comes closest to an undisturbed processor; the others pay for neighbours.
    """
    taken = {}
    for width in WIDTHS:
        picture = np.zeros((HEIGHT, width), np.uint8)
        picture[8:24, 8:-8:3] = 255
        times = []
        for _ in range(RUNS):
            began = time.process_time()
            recognise(picture)
            times.append(time.process_time() - began)
        taken[str(width)] = round(1000 * min(times), 2)
    return taken
