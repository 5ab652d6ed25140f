"""The network: convolutions only, 1.1 million weights, one step of CTC for every 4 columns.

No recurrence: quick to train and to run, and no memory of words.  A step sees about two
syllables, so the network reads shapes and cannot guess a word from its beginning.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from extractors import alphabet
from extractors.reader.normalise import HEIGHT, Grey

# Output channels, kernel (rows, columns) and stride of the layers that bring 32 rows down to 1.
# Sizes are what a processor with 60 thousand million multiplications a second (one core with
# AVX-512) does in 3 ms for 320 columns.
DESCENT = (
    (32, (5, 5), (2, 2)),
    (48, (3, 3), (2, 1)),
    (80, (3, 3), (1, 2)),
    (96, (3, 3), (2, 1)),
)
ROW_LAYERS = ((160, (3, 3), (2, 1)), (256, (2, 3), (1, 1)))
READING_LAYERS = 3
READING_WIDTH = 352
REACH = 7  # columns that a reading layer looks at


def layer(
    inside: int, outside: int, kernel: tuple[int, int], stride: tuple[int, int], groups: int = 1
) -> nn.Sequential:
    """Return convolution and batch norm; rows are padded unless they end here (kernel 2)."""
    rows = 0 if kernel[0] == 2 else kernel[0] // 2
    convolution = nn.Conv2d(
        inside, outside, kernel, stride, (rows, kernel[1] // 2), groups=groups, bias=False
    )
    return nn.Sequential(convolution, nn.BatchNorm2d(outside))


class Residual(nn.Module):
    """Adds what its layers make of the picture to the picture."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, picture: Tensor) -> Tensor:
        changed = picture
        for number, each in enumerate(self.layers):
            changed = each(changed)
            if number < len(self.layers) - 1:
                changed = torch.relu(changed)
        return torch.relu(picture + changed)


class Reader(nn.Module):
    """Pictures (lines, 1, 32, width), ink 1, to scores (lines, width / 4, classes)."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList()
        channels = 1
        for outside, kernel, stride in DESCENT:
            self.layers.append(layer(channels, outside, kernel, stride))
            channels = outside
        self.layers.append(
            Residual(
                layer(channels, channels // 2, (1, 1), (1, 1)),
                layer(channels // 2, channels // 2, (3, 3), (1, 1)),
                layer(channels // 2, channels, (1, 1), (1, 1)),
            )
        )
        for outside, kernel, stride in ROW_LAYERS:
            self.layers.append(layer(channels, outside, kernel, stride))
            channels = outside
        for _ in range(READING_LAYERS):
            self.layers.append(
                Residual(
                    layer(channels, channels, (1, REACH), (1, 1), groups=channels),
                    layer(channels, READING_WIDTH, (1, 1), (1, 1)),
                    layer(READING_WIDTH, channels, (1, 1), (1, 1)),
                )
            )
        self.scores = nn.Conv2d(channels, alphabet.CLASSES, 1)

    def forward(self, pictures: Tensor) -> Tensor:
        assert pictures.shape[2] == HEIGHT
        for each in self.layers:
            pictures = each(pictures)
            if not isinstance(each, Residual):
                pictures = torch.relu(pictures)
        scores: Tensor = self.scores(pictures)
        return scores.squeeze(2).transpose(1, 2)


def recogniser(reader: Reader) -> Callable[[Grey], npt.NDArray[np.float32]]:
    """Return the function from one picture to the probabilities of its steps' classes."""

    def recognise(picture: Grey) -> npt.NDArray[np.float32]:
        with torch.inference_mode():
            line = torch.from_numpy(picture).float().div_(255)[None, None]
            return np.asarray(reader(line)[0].softmax(1).numpy(), np.float32)

    return recognise
