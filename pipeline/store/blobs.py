"""Bytes under the name of their SHA-256: every raw mail and every attachment.

A blob is whole or absent. It is written beside its place, brought to the disk and renamed,
so several writers need no lock, and a second writing of the same bytes changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractors.errors import OperatorError

CHUNK = 1 << 20


class DamagedBlob(OperatorError):
    """What lies under a name is not what the name promises; restore it from the backup."""


class Blobs:
    """The store below *root*, which is ``<state>/blobs``: ``ab/abcd…`` for each SHA-256.

    Only the owner may read it: it holds the applicants' papers as they were sent.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Return where *sha256* lies or would lie.

        Raises:
            ValueError: *sha256* is not 64 lower-case hexadecimal digits.
        """
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether *sha256* is stored."""
        return self.path(sha256).is_file()

    def get(self, sha256: str) -> bytes:
        """Return the bytes of *sha256*.

        Raises:
            DamagedBlob: they are missing, or are not those that were stored.
        """
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise DamagedBlob(f"Blob {sha256} is missing: restore it from the backup.") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedBlob(f"Blob {sha256} is damaged: restore it from the backup.")
        return data

    def put(self, data: bytes) -> str:
        """Store *data* durably and return its SHA-256."""
        return self.put_chunks([data])

    def put_chunks(self, chunks: Iterable[bytes]) -> str:
        """Store the concatenation of *chunks*, never holding more than one of them.

        Nothing stays behind when *chunks* raises or the disk is full.
        """
        _make_folder(self.root)
        digest = hashlib.sha256()
        handle, name = tempfile.mkstemp(prefix=".new-", dir=self.root)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            place = self.path(digest.hexdigest())
            _make_folder(place.parent)
            # A stored blob of another content under this name is damage; this repairs it.
            os.replace(name, place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)
        return digest.hexdigest()

    def put_file(self, path: Path) -> str:
        """Store the content of the file at *path*."""
        with path.open("rb") as file:
            return self.put_chunks(iter(lambda: file.read(CHUNK), b""))

    def remove(self, sha256: str) -> None:
        """Delete *sha256* for good; absent is fine."""
        place = self.path(sha256)
        place.unlink(missing_ok=True)
        if place.parent.is_dir():
            _sync_folder(place.parent)

    def __iter__(self) -> Iterator[str]:
        """Yield the name of every blob, in order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(place.name for place in folder.glob("[0-9a-f]*"))

    def verify(self) -> Iterator[str]:
        """Yield the name of each stored blob whose content is damaged."""
        for sha256 in self:
            digest = hashlib.sha256()
            with (self.root / sha256[:2] / sha256).open("rb") as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
            if digest.hexdigest() != sha256:
                yield sha256

    def sweep(self) -> None:
        """Remove what killed writers left behind; call it while holding the run's lock."""
        for left in self.root.glob(".new-*"):
            left.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """Make *folder* durable, with all its missing parents."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(new.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
