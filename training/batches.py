"""Batches of equal width, drawn by one process beside the training."""

import multiprocessing
import os
import queue
from collections.abc import Generator, Sequence
from multiprocessing.process import BaseProcess
from random import Random
from typing import NamedTuple

import cv2
import numpy as np

from extractors import alphabet
from extractors.reader.normalise import Grey
from training import faces, samples

POOL = 1024  # lines drawn, sorted by width and cut into batches at a time
COLUMNS = 16 * 320  # of one batch, all its lines together
AHEAD = 3  # pools that wait at most
PATIENCE = 300  # seconds for a pool before the drawing counts as dead


class Batch(NamedTuple):
    """Lines side by side in one array, each padded with paper on the right."""

    pictures: Grey  # (lines, 32, width), ink 255
    codes: np.ndarray  # all lines' codes in a row
    lengths: np.ndarray  # codes of each line
    widths: np.ndarray  # columns of each line before padding


class DrawingDied(Exception):
    """The drawing process gave no lines any more."""


def group(pool: Sequence[samples.Sample], rng: Random) -> list[Batch]:
    """Return *pool* in batches of lines of like width, the batches in random order."""
    ordered = sorted(pool, key=lambda sample: sample.picture.shape[1])
    batches: list[Batch] = []
    start = 0
    while start < len(ordered):
        end = start + 1
        while end < len(ordered) and (
            (end + 1 - start) * ordered[end].picture.shape[1] <= COLUMNS and end - start < 64
        ):
            end += 1
        batches.append(stack(ordered[start:end]))
        start = end
    rng.shuffle(batches)
    return batches


def stack(lines: Sequence[samples.Sample]) -> Batch:
    widths = np.array([line.picture.shape[1] for line in lines])
    pictures = np.zeros((len(lines), lines[0].picture.shape[0], int(widths.max())), np.uint8)
    for row, line in zip(pictures, lines, strict=True):
        row[:, : line.picture.shape[1]] = line.picture
    codes = [alphabet.encode(line.line.text) for line in lines]
    return Batch(
        pictures=pictures,
        codes=np.concatenate([np.array(each, np.int64) for each in codes]),
        lengths=np.array([len(each) for each in codes]),
        widths=widths,
    )


def draw_pools(
    pools: "multiprocessing.Queue[list[Batch]]", seed: int, all_faces: bool, start: int
) -> None:
    """Put pool after pool from sample number *start* on; runs until it is terminated."""
    cv2.setNumThreads(1)
    parent = os.getppid()
    maker = samples.Maker(seed, faces.training_families(all_faces=all_faces))
    while os.getppid() == parent:
        pool = list(maker.batch(start, POOL))
        start += POOL
        batches = group(pool, Random(f"{seed}/{start}"))
        while os.getppid() == parent:
            try:
                pools.put(batches, timeout=5)
                break
            except queue.Full:
                continue


def pools(seed: int, *, all_faces: bool, start: int) -> Generator[list[Batch], None, None]:
    """Yield pool after pool; the drawing process ends with the generator.

    Raises:
        DrawingDied: no pool came for PATIENCE seconds, and none will: a busy machine takes longer.
    """
    context = multiprocessing.get_context("spawn")
    waiting: multiprocessing.Queue[list[Batch]] = context.Queue(AHEAD)
    process: BaseProcess = context.Process(
        target=draw_pools, args=(waiting, seed, all_faces, start), daemon=True
    )
    process.start()
    try:
        while True:
            try:
                yield waiting.get(timeout=PATIENCE)
            except queue.Empty:
                if not process.is_alive():
                    raise DrawingDied(f"exit code {process.exitcode}") from None
    finally:
        process.terminate()
        process.join()
