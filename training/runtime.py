"""The exported reader in onnxruntime, one thread, as the product runs it."""

import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]  # it ships no types

from training.evaluation import Recognise
from training.normalise import HEIGHT, Grey

SPEED_WIDTHS = (96, 320, 640, 1024)  # columns: a name, a firm, an address, a long address
SPEED_RUNS = 200


def load(path: Path) -> Recognise:
    """Return the function from one picture to the probabilities of its steps' classes."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def recognise(picture: Grey) -> npt.NDArray[np.float32]:
        (probabilities,) = session.run(None, {"pictures": picture[None, None]})
        return np.asarray(probabilities[0], np.float32)

    return recognise


def measure_speed(recognise: Recognise) -> dict[str, float]:
    """Return milliseconds of processor time for one line by its width, the least of many runs.

    The least is what comes closest to an undisturbed processor; the others pay for neighbours.
    """
    taken = {}
    for width in SPEED_WIDTHS:
        picture = np.zeros((HEIGHT, width), np.uint8)
        picture[8:24, 8:-8:3] = 255
        times = []
        for _ in range(SPEED_RUNS):
            began = time.process_time()
            recognise(picture)
            times.append(time.process_time() - began)
        taken[str(width)] = round(1000 * min(times), 2)
    return taken
