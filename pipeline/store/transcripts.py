"""What was read in each file, kept so that a rule can be mended without reading again.

Disposable: the key is the file's hash under the fingerprint of the reader that made it, so a
better reader simply finds nothing and reads anew.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pydantic import ValidationError

from extractors.model import Transcript


class Transcripts:
    """The store below *root*, ``<state>/transcripts``, for readers called *reader*."""

    def __init__(self, root: Path, reader: str) -> None:
        self.reader = reader
        self._folder = root / reader

    def path(self, sha256: str) -> Path:
        """Return where the transcript of the file *sha256* lies or would lie."""
        return self._folder / f"{sha256}.json"

    def get(self, sha256: str) -> Transcript | None:
        """Return the transcript of *sha256*; None where there is none that can be used.

        A damaged one is removed, so that the next run reads the file again.
        """
        path = self.path(sha256)
        try:
            return Transcript.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            path.unlink(missing_ok=True)
            return None

    def sweep(self) -> None:
        """Remove what killed writers left behind; call it while holding the run's lock."""
        for left in self._folder.glob(".new-*"):
            left.unlink(missing_ok=True)


def write_transcript(transcript: Transcript, path: Path) -> None:
    """Store *transcript* at *path*, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(transcript.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
