"""The log: for whoever runs this.  Receipt numbers and hashes, never what papers say."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any, Literal

from pipeline.exits import describe

Format = Literal["text", "json"]


class _Lines(logging.Formatter):
    """Text; of an exception only where it came from."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        return describe(ei[1])


class _JsonLines(_Lines):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def set_up(shape: Format, *, verbose: bool) -> None:
    """Send the log to standard error: warnings, or everything that happens."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if shape == "json" else _Lines("%(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for package in ("pipeline", "outbox", "checks", "extractors", "intake"):
        logging.getLogger(package).setLevel(logging.INFO if verbose else logging.WARNING)
