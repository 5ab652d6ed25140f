"""A run's state on disk, under 8 MB: weights and second moments in 16 bit, and how far it came.

AdamW's first moment is left out: it is forgotten within some ten steps anyway, while the
second takes a thousand and would send the weights astray if it started anew.
"""

import os
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

MOST_BYTES = 8_000_000


class Progress(NamedTuple):
    """How far a run came.  ``lines`` is also the number of the next sample to draw."""

    lines: int
    steps: int
    seconds: float
    seed: int
    all_faces: bool


class OtherRun(Exception):
    """The checkpoint comes from another seed or choice of faces, or from another network."""


def save(
    path: Path, reader: nn.Module, optimiser: torch.optim.Optimizer, progress: Progress
) -> None:
    """Replace the checkpoint at *path*; an interruption leaves the old one whole."""
    weights = {
        name: value.half() if value.is_floating_point() else value
        for name, value in reader.state_dict().items()
    }
    moments = {
        name: optimiser.state[value]["exp_avg_sq"].sqrt().bfloat16()
        for name, value in reader.named_parameters()
        if value in optimiser.state
    }
    state = {"weights": weights, "moments": moments, "progress": tuple(progress)}
    beside = path.with_name(path.name + ".new")
    torch.save(state, beside)
    if beside.stat().st_size > MOST_BYTES:
        raise ValueError(f"the checkpoint has {beside.stat().st_size} bytes, {MOST_BYTES} allowed")
    os.replace(beside, path)


def load(path: Path, reader: nn.Module, optimiser: torch.optim.Optimizer) -> Progress:
    """Put the checkpoint's weights and moments into *reader* and *optimiser*.

    Raises:
        OtherRun: the weights do not fit the network.
    """
    state = torch.load(path, weights_only=True)
    progress = Progress(*state["progress"])
    try:
        reader.load_state_dict({name: v.float() if v.is_floating_point() else v
                                for name, v in state["weights"].items()})  # fmt: skip
    except RuntimeError as error:
        raise OtherRun("the network has changed since; remove the checkpoint") from error
    for name, value in reader.named_parameters():
        if name in state["moments"]:
            optimiser.state[value] = {
                "step": torch.tensor(float(progress.steps)),
                "exp_avg": torch.zeros_like(value),
                "exp_avg_sq": state["moments"][name].float().square(),
            }
    return progress
