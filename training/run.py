"""The training itself: CTC over drawn lines, a curve, a checkpoint every five minutes."""

import csv
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

from extractors import alphabet
from extractors.reader.normalise import STEP
from training import batches, checkpoint, evaluation
from training.model import Reader, recogniser

PEAK = 1.2e-3  # learning rate
WARM_UP = 150  # steps from nothing
RESUMED = 30  # steps of warm-up where a checkpoint was taken up
FLOOR = 0.02  # of the peak, at the end
LARGEST_GRADIENT = 5.0
WEIGHT_DECAY = 0.01
CHECKPOINT_EVERY = 300.0  # seconds
MEASURE_EVERY = 300.0
MEASURED_LINES = 240  # of each kind of face, for the curve

CURVE = ("lines", "seconds", "rate", "loss", "seen_errors", "seen_exact", "unseen_errors",
         "unseen_exact")  # fmt: skip


class Plan(NamedTuple):
    """What one run is to do."""

    folder: Path
    seed: int
    lines: int  # in all, those of earlier runs included
    decay: int  # of them with the learning rate falling
    threads: int
    all_faces: bool
    minutes: float | None  # of this run, then it stops as if interrupted


def learning_rate(plan: Plan, lines: int, warmth: float) -> float:
    """Return the rate: warm-up (*warmth* up to 1), flat, then a cosine over the last lines."""
    left = max(0, plan.lines - lines) / max(plan.decay, 1)
    falling = 1.0 if left >= 1 else FLOOR + (1 - FLOOR) * (1 - math.cos(math.pi * left)) / 2
    return PEAK * falling * min(1.0, warmth)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Give a question that turns true once the run is asked to stop (SIGINT, SIGTERM)."""
    asked: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _: asked.append(number))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(asked)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def to_loss(reader: Reader, batch: batches.Batch) -> torch.Tensor:
    """Return the mean CTC loss of *batch* per code, after one pixel of shift and some noise."""
    pictures = torch.from_numpy(batch.pictures).float().div_(255).unsqueeze(1)
    up, left = (int(torch.randint(-1, 2, ())) for _ in range(2))
    pictures = torch.roll(pictures, (up, left), (2, 3))
    pictures = pictures + torch.randn_like(pictures) * (0.05 * float(torch.rand(())))
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        scores = reader(pictures)
    steps = torch.from_numpy(batch.widths // STEP)
    loss = nn.functional.ctc_loss(
        scores.float().log_softmax(2).transpose(0, 1),
        torch.from_numpy(batch.codes),
        steps,
        torch.from_numpy(batch.lengths),
        blank=alphabet.BLANK,
        reduction="none",
        zero_infinity=True,
    )
    return loss.sum() / int(batch.lengths.sum())


def learn(
    reader: Reader, optimiser: torch.optim.Optimizer, batch: batches.Batch, rate: float
) -> float:
    """Take one step of the optimiser and return the loss before it."""
    for each in optimiser.param_groups:
        each["lr"] = rate
    loss = to_loss(reader, batch)
    optimiser.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(reader.parameters(), LARGEST_GRADIENT)
    optimiser.step()
    return float(loss.detach())


class Trained(NamedTuple):
    """A reader, how far it came, and whether somebody asked the run to stop."""

    reader: Reader
    progress: checkpoint.Progress
    stopped: bool


def train(plan: Plan, say: Callable[[str], None]) -> Trained:
    """Return the reader after *plan*, or as far as it came.

    The checkpoint in ``plan.folder`` is taken up if there is one; the curve is carried on.

    Raises:
        OtherRun: the checkpoint is of another seed, other faces or another network.
    """
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    reader = Reader()
    reader.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # stubs lack it
    optimiser = torch.optim.AdamW(reader.parameters(), PEAK, weight_decay=WEIGHT_DECAY)
    progress = checkpoint.Progress(0, 0, 0.0, plan.seed, plan.all_faces)
    path = plan.folder / "checkpoint"
    if path.exists():
        progress = checkpoint.load(path, reader, optimiser)
        if progress.seed != plan.seed:
            raise checkpoint.OtherRun(f"the checkpoint is of seed {progress.seed}")
        if progress.all_faces and not plan.all_faces:
            raise checkpoint.OtherRun("the checkpoint has seen the faces to be held out")
        say(f"goes on after {progress.lines:,} lines, {progress.seconds / 60:.0f} minutes")
    with interruptible() as asked_to_stop:
        if progress.lines < plan.lines:
            progress = follow(plan, progress, reader, optimiser, say, asked_to_stop)
        return Trained(reader.eval(), progress, asked_to_stop())


def follow(
    plan: Plan,
    progress: checkpoint.Progress,
    reader: Reader,
    optimiser: torch.optim.Optimizer,
    say: Callable[[str], None],
    asked_to_stop: Callable[[], bool],
) -> checkpoint.Progress:
    """Train from *progress* on, saving and measuring on the way and at the end.

    It looks up only between pools of lines, so that a run that goes on sees what one without
    a break would have seen.
    """
    began = time.monotonic()
    earlier, here, lines, steps = progress.seconds, 0, progress.lines, progress.steps
    saved = measured = told = began
    warm_up = RESUMED if lines else WARM_UP
    told_lines, loss_sum, loss_count = lines, 0.0, 0
    reader.train()
    pools = batches.pools(plan.seed, all_faces=plan.all_faces, start=lines)
    try:
        for pool in pools:
            for batch in pool:
                rate = learning_rate(plan, lines, (here + 1) / warm_up)
                loss_sum += learn(reader, optimiser, batch, rate)
                loss_count += 1
                lines += len(batch.widths)
                here, steps = here + 1, steps + 1
            now = time.monotonic()
            spent = earlier + now - began
            progress = checkpoint.Progress(lines, steps, spent, plan.seed, plan.all_faces)
            over = plan.minutes is not None and now - began >= plan.minutes * 60
            last = asked_to_stop() or over or lines >= plan.lines
            if last or now - saved >= CHECKPOINT_EVERY:
                checkpoint.save(plan.folder / "checkpoint", reader, optimiser, progress)
                saved = now
            if last or now - told >= 20:
                speed = (lines - told_lines) / (now - told)
                say(
                    f"{lines:>9,} of {plan.lines:,} lines  {spent / 60:6.1f} min"
                    f"  {speed:4.0f}/s  rate {rate:.1e}  loss {loss_sum / loss_count:.3f}"
                )
                told, told_lines = now, lines
            if last or now - measured >= MEASURE_EVERY:
                note_curve(plan, progress, rate, loss_sum / loss_count, reader, say)
                measured, loss_sum, loss_count = time.monotonic(), 0.0, 0
            if last:
                break
    finally:
        pools.close()
    return progress


def note_curve(
    plan: Plan,
    progress: checkpoint.Progress,
    rate: float,
    loss: float,
    reader: Reader,
    say: Callable[[str], None],
) -> None:
    """Add a point to curve.csv: errors per sign and exact lines, on seen and unseen faces."""
    reader.eval()
    seen, unseen = (
        evaluation.score(recogniser(reader), lines)
        for lines in evaluation.lines_for_curve(MEASURED_LINES, plan.all_faces)
    )
    reader.train()
    path = plan.folder / "curve.csv"
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        table = csv.writer(file)
        if fresh:
            table.writerow(CURVE)
        table.writerow(
            [progress.lines, round(progress.seconds), f"{rate:.2e}", f"{loss:.4f}",
             f"{seen.error_rate:.4f}", f"{seen.exact_rate:.4f}",
             f"{unseen.error_rate:.4f}", f"{unseen.exact_rate:.4f}"]
        )  # fmt: skip
    say(f"{'':9} faces seen: {seen}; unseen: {unseen}")
