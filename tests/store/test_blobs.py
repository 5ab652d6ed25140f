"""A blob is whole or absent, whatever happens while it is written."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store.blobs import Blobs, DamagedBlob

DATA = bytes(range(256)) * 5000


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "state" / "blobs")


def everything_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_comes_back(blobs: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "paper.pdf"
    source.write_bytes(DATA)

    names = {
        blobs.put(DATA),
        blobs.put_chunks(DATA[i : i + 1000] for i in range(0, len(DATA), 1000)),
        blobs.put_file(source),
    }

    (sha256,) = names
    assert sha256 == hashlib.sha256(DATA).hexdigest()
    assert blobs.get(sha256) == DATA
    assert blobs.path(sha256) == blobs.root / sha256[:2] / sha256
    assert everything_below(blobs.root) == [blobs.path(sha256)]
    assert list(blobs) == [sha256]


def test_only_the_owner_may_read(blobs: Blobs) -> None:
    place = blobs.path(blobs.put(b"resident numbers may stand here"))

    assert [path.stat().st_mode & 0o077 for path in (place, place.parent, blobs.root)] == [0, 0, 0]


def test_what_was_never_put_is_absent(blobs: Blobs) -> None:
    absent = hashlib.sha256(b"absent").hexdigest()

    assert not blobs.has(absent)
    assert list(blobs) == []
    with pytest.raises(DamagedBlob, match=absent):
        blobs.get(absent)


@pytest.mark.parametrize("name", ["../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n", ""])
def test_only_a_hash_is_a_name(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path(name)


def test_damage_is_found_and_repaired_by_the_same_bytes(blobs: Blobs) -> None:
    good, bad = blobs.put(b"good"), blobs.put(DATA)
    with blobs.path(bad).open("r+b") as file:
        file.seek(1000)
        file.write(b"?")

    assert list(blobs.verify()) == [bad]
    with pytest.raises(DamagedBlob, match="damaged"):
        blobs.get(bad)
    assert blobs.put(DATA) == bad
    assert list(blobs.verify()) == []
    assert blobs.get(good) == b"good"


def test_a_source_that_fails_leaves_nothing(blobs: Blobs) -> None:
    def failing() -> Iterator[bytes]:
        yield DATA
        raise ConnectionError

    with pytest.raises(ConnectionError):
        blobs.put_chunks(failing())

    assert everything_below(blobs.root) == []


def test_a_killed_writer_leaves_no_blob_and_its_rest_is_swept(blobs: Blobs) -> None:
    program = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from pipeline.store.blobs import Blobs
def chunks():
    yield b"x" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)
Blobs(Path({str(blobs.root)!r})).put_chunks(chunks())
"""
    killed = subprocess.run([sys.executable, "-c", program], check=False)

    assert killed.returncode == -signal.SIGKILL
    assert list(blobs) == []
    assert len(everything_below(blobs.root)) == 1
    blobs.sweep()
    assert everything_below(blobs.root) == []


def test_a_full_disk_leaves_nothing(blobs: Blobs) -> None:
    """The limit on a file's size stands in for a disk without room."""
    program = f"""
import resource, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from pipeline.store.blobs import Blobs
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    Blobs(Path({str(blobs.root)!r})).put(b"x" * 100_000)
except OSError:
    sys.exit(7)
"""
    failed = subprocess.run([sys.executable, "-c", program], check=False)

    assert failed.returncode == 7
    assert everything_below(blobs.root) == []


def test_a_blob_is_on_the_disk_before_it_has_its_name(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note_sync(handle: int) -> None:
        order.append("sync")
        fsync(handle)

    def note_name(old: str, new: Path) -> None:
        order.append("name")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_name)
    blobs.put(b"first, which makes the folders")
    order.clear()

    blobs.put(b"first, which makes the folders")

    assert order == ["sync", "name", "sync"]


def test_a_removed_blob_is_gone(blobs: Blobs) -> None:
    sha256 = blobs.put(DATA)

    blobs.remove(sha256)
    blobs.remove(sha256)

    assert not blobs.has(sha256)
    assert everything_below(blobs.root) == []
