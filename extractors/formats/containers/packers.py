"""7z, RAR and locked ZIP → their members, through 7-Zip and unar run as processes.

The archive lies in memory that only the process can see, what it unpacks comes through a
pipe, one member after the other in the order of its list, and is counted on the way: nothing
is written under a name that a stranger chose, and nothing is left when the process is killed.

7-Zip is told a password through its standard input.  unar takes one as an argument only, so
that a password of a RAR stands in the machine's list of processes while it is tried.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import IO, Any, NamedTuple

from extractors.errors import (
    CrashedReader,
    CutOffFile,
    DamagedFile,
    MissingTool,
    OutOfProportion,
    PasswordArchive,
    SplitArchive,
    TooManyMembers,
    UnpacksTooLarge,
    UnsupportedFile,
)
from extractors.formats.limits import LITTER, Limits, Member, safe_path
from extractors.formats.passwords import Keys

PATIENCE = 60
"""Seconds that one run over one archive may take."""
ENTRY_BYTES = 4_000
"""What the description of one member may take in a listing."""
PIECE = 1 << 20
ENDS_OF_RAR = (bytes.fromhex("c43d7b00400700"), bytes.fromhex("1d77565103050400"))
"""The last block of a RAR 4 and of a RAR 5: neither says anything of this archive."""

ASKS = re.compile(rb"requires a password|encrypted archive|Break signaled|Wrong password")


class Entry(NamedTuple):
    """A file in an archive; ``checksum`` is its CRC-32, None where the list hides it."""

    name: str
    size: int
    checksum: int | None
    locked: bool


class Packer(NamedTuple):
    """How one program lists an archive and writes all its files to its standard output.

    ``says_password`` puts a password into its arguments; others are asked for it.
    """

    lists: Sequence[str]
    unpacks: Sequence[str]
    says_password: Sequence[str]
    parse: Callable[[bytes], Iterator[Entry]]


def members(data: bytes, kind: str, limits: Limits, keys: Keys) -> Iterator[Member]:
    """Yield the files of an archive (``7z``, ``rar``), those of one name each.

    Raises:
        PasswordArchive: none of *keys* opens it.
        SplitArchive: it is one of several volumes.
        CutOffFile: its end, with the list of what is in it, is not there.
        DamagedFile: it is broken, or a member fails its checksum.
        UnsupportedFile: a member is packed in a way that the program does not know.
        TooManyMembers, UnpacksTooLarge, OutOfProportion: it goes beyond *limits*.
        CrashedReader: the program did not end in time.
        MissingTool: 7-Zip or unar is not installed.
    """
    if kind == "rar" and _is_volume(data):
        raise SplitArchive
    if kind == "7z" and _end_of(data) > len(data):
        raise CutOffFile
    entries, password = open_archive(data, kind, limits, keys)
    if kind == "rar" and not entries:
        raise CutOffFile  # nobody packs none, and unar lists none of a head without a body
    try:
        for entry, content in unpack(data, kind, entries, limits, password):
            if not LITTER.search(entry.name):
                yield Member(entry.name, content)
    except DamagedFile as error:
        if kind == "rar" and not any(end in data[-64:] for end in ENDS_OF_RAR):
            raise CutOffFile from error
        raise


def open_archive(
    data: bytes, kind: str, limits: Limits, keys: Keys
) -> tuple[list[Entry], str | None]:
    """Return what an archive holds, and the one of *keys* that opens it, None if none is needed.

    Raises what `members` raises.
    """
    entries: list[Entry] = []

    def opens(password: str | None) -> bool:
        nonlocal entries
        try:
            entries = _list(data, kind, limits, password)
            if password is None:
                return not any(entry.locked for entry in entries)
            for _ in unpack(data, kind, entries, limits, password):
                pass
        except PasswordArchive:
            return False
        except DamagedFile:
            if password is None:
                raise
            return False  # with a wrong password the program gets through, to rubbish
        return True

    if opens(None):
        return entries, None
    password = keys.first_that(opens)
    if password is None:
        raise PasswordArchive
    return entries, password


def unpack(
    data: bytes, kind: str, entries: Sequence[Entry], limits: Limits, password: str | None
) -> Iterator[tuple[Entry, bytes]]:
    """Yield each of *entries* with its bytes, in order; raises what `members` raises."""
    packer = PACKERS[kind]
    if sum(entry.size for entry in entries) > limits.total_bytes:
        raise UnpacksTooLarge
    total = 0
    with _running(packer, packer.unpacks, data, password) as (program, said):
        output = program.stdout
        assert output is not None
        for entry in entries:
            total += entry.size
            if entry.size > limits.member_bytes:
                raise UnpacksTooLarge
            if total > limits.free_bytes and total > limits.ratio * len(data):
                raise OutOfProportion
            content = output.read(entry.size)
            if len(content) < entry.size:
                raise said()
            if entry.checksum is not None and zlib.crc32(content) != entry.checksum:
                raise PasswordArchive if entry.locked and not password else DamagedFile
            yield entry, content
        if output.read(1):
            raise DamagedFile  # more came than was listed, so nothing stands where it should
        if program.wait() != 0:
            raise said()


def _list(data: bytes, kind: str, limits: Limits, password: str | None) -> list[Entry]:
    packer = PACKERS[kind]
    with _running(packer, packer.lists, data, password) as (program, said):
        output = program.stdout
        assert output is not None
        most = limits.members * ENTRY_BYTES
        listing = output.read(most + 1)
        if len(listing) > most:
            raise TooManyMembers
        if program.wait() != 0:
            raise said()
    entries = list(packer.parse(listing))
    if len(entries) > limits.members:
        raise TooManyMembers
    return entries


def check_programs() -> None:
    """Raise MissingTool where one of the programs is not installed."""
    for packer in PACKERS.values():
        for command in (packer.lists, packer.unpacks):
            _find(command[0])


def _find(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise MissingTool(
            f"“{program}” is not installed, and archives need it: apt-get install 7zip unar"
        )
    return path


@contextmanager
def _running(
    packer: Packer, command: Sequence[str], data: bytes, password: str | None
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], Exception]]]:
    """Run *command* over *data*; also give what explains why it ended early."""
    program = _find(command[0])
    late = False
    with _in_memory(data) as file, _spool() as errors:
        arguments = [*command[1:], f"/proc/self/fd/{file}"]
        if packer.says_password and password is not None:
            arguments[1:1] = [*packer.says_password, password]
        running = subprocess.Popen(
            [program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=(file,),
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        )

        def stop() -> None:
            nonlocal late
            late = True
            running.kill()

        def said() -> Exception:
            running.wait()
            if late:
                return CrashedReader("the archive program did not end in time")
            errors.seek(0)
            complaint = errors.read(100_000)
            if ASKS.search(complaint):
                return PasswordArchive()
            return UnsupportedFile() if b"Unsupported" in complaint else DamagedFile()

        clock = Timer(PATIENCE, stop)
        clock.start()
        try:
            assert running.stdin is not None
            _tell(running.stdin, "" if packer.says_password else f"{password or ''}\n")
            yield running, said
        finally:
            clock.cancel()
            running.kill()
            assert running.stdout is not None
            running.stdout.close()
            running.wait()


def _tell(stdin: IO[bytes], text: str) -> None:
    try:
        stdin.write(text.encode())
        stdin.close()
    except BrokenPipeError:  # it had no question
        pass


@contextmanager
def _in_memory(data: bytes) -> Iterator[int]:
    """Give a file without a name that holds *data*."""
    file = os.memfd_create("archive")
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
        yield file
    finally:
        os.close(file)


@contextmanager
def _spool() -> Iterator[IO[bytes]]:
    """Give a file in memory for what a program complains of, of which a pipe could fill up."""
    with os.fdopen(os.memfd_create("complaints"), "w+b") as file:
        yield file


# ── what the programs list ───────────────────────────────────────────────────────────


def _seven_zip_entries(listing: bytes) -> Iterator[Entry]:
    """Read ``7zz l -slt``: a block of ``Name = value`` lines for each file."""
    text = listing.decode("utf-8", "replace")
    for block in text.partition("\n----------\n")[2].split("\n\n"):
        facts = dict(re.findall(r"^([A-Z][\w ]*) = (.*)$", block, re.M))
        if "Path" not in facts or facts.get("Folder") == "+":
            continue
        if facts.get("Attributes", "").startswith("D"):
            continue
        yield Entry(
            name=shown_name(facts["Path"]),
            size=_number(facts.get("Size", "")),
            checksum=int(facts["CRC"], 16) if facts.get("CRC") else None,
            locked=facts.get("Encrypted") == "+",
        )


def _unar_entries(listing: bytes) -> Iterator[Entry]:
    """Read ``lsar -j``; links are left out, and a RAR 5 that is locked hides its checksums."""
    try:
        contents = json.loads(listing)["lsarContents"]
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFile from error
    for facts in contents if isinstance(contents, list) else ():
        if facts.get("XADIsDirectory") or facts.get("XADIsLink"):
            continue
        locked = bool(facts.get("XADIsEncrypted"))
        yield Entry(
            name=shown_name(str(facts.get("XADFileName", ""))),
            size=_number(facts.get("XADFileSize", 0)),
            checksum=None if locked else _checksum(facts),
            locked=locked,
        )


def _checksum(facts: dict[str, Any]) -> int | None:
    found = next((facts[name] for name in ("RAR5CRC32", "RARCRC32") if name in facts), None)
    return found & 0xFFFFFFFF if isinstance(found, int) else None


def _number(told: object) -> int:
    try:
        return max(int(str(told) or 0), 0)
    except ValueError as error:
        raise DamagedFile from error


def shown_name(name: str) -> str:
    """Return a member's path as people see it: NFC, and nothing that leads outwards."""
    return safe_path(unicodedata.normalize("NFC", name)) or "이름 없는 파일"


def _end_of(data: bytes) -> int:
    """Return where a 7z says that it ends: its list stands there (7zFormat.txt, StartHeader)."""
    return 32 + int.from_bytes(data[12:20], "little") + int.from_bytes(data[20:28], "little")


def _is_volume(data: bytes) -> bool:
    """Tell whether a RAR says of itself that it is one of several volumes.

    Source: the RAR 4 technical note, archive header (flag 0x0001), and the RAR 5 format,
    main archive header (archive flag 0x0001).
    """
    if data.startswith(b"Rar!\x1a\x07\x00"):
        return data[9:10] == b"\x73" and bool(int.from_bytes(data[10:12], "little") & 1)
    place = 12
    fields: list[int] = []
    while len(fields) < 5 and place < len(data) - 10:
        value = shift = 0
        while data[place] & 0x80 and shift < 63:
            value |= (data[place] & 0x7F) << shift
            place, shift = place + 1, shift + 7
        fields.append(value | data[place] << shift)
        place += 1
    if len(fields) < 5 or fields[1] != 1:
        return False
    return bool(fields[4 if fields[2] & 1 else 3] & 1)


PACKERS = {
    "7z": Packer(
        ("7zz", "l", "-slt", "-sccUTF-8", "-mmt1", "--"),
        ("7zz", "e", "-so", "-mmt1", "--"),
        (),
        _seven_zip_entries,
    ),
    "zip": Packer(
        ("7zz", "l", "-slt", "-sccUTF-8", "-mmt1", "-tzip", "--"),
        ("7zz", "e", "-so", "-mmt1", "-tzip", "--"),
        (),
        _seven_zip_entries,
    ),
    "rar": Packer(
        ("lsar", "-j"), ("unar", "-q", "-nr", "-k", "skip", "-o", "-"), ("-p",), _unar_entries
    ),
}
