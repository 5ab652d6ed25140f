"""A sheet without its text: what is drawn on it, found once for all that ask."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PIL import Image

from extractors.formats.pdf import strokes
from extractors.formats.scans import borders, ornaments, ruling
from extractors.formats.scans.ruling import Colour, Grey


class Bare:
    """The *picture* of a sheet without its text, in colour and in grey."""

    def __init__(self, picture: Image.Image) -> None:
        self.colour: Colour = np.asarray(picture.convert("RGB"))
        self.grey: Grey = np.asarray(picture.convert("L"))

    @cached_property
    def rules(self) -> Grey:
        return ruling.find_rules(self._without_frame)

    @cached_property
    def loose(self) -> Grey:
        """The ink that is no rule, code or pattern."""
        return strokes.loose_ink(self._without_frame, self.rules)

    @cached_property
    def _without_frame(self) -> Grey:
        return ornaments.painted_over(self.grey, borders.find_frame(self.colour))
