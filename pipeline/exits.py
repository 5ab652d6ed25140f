"""How a command ends (contract, section 2), and what is said where the machine refuses."""

from __future__ import annotations

import errno
import re
import traceback
from collections.abc import Iterator

from extractors.errors import OperatorError

DONE, OPERATOR, USAGE, OURS, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 75, 130

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
REFUSED = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
)
BROKEN = frozenset((errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN))


class MachineTrouble(OperatorError):
    """The disk is full, or does not let us write; nothing that was kept is lost."""


def machine_trouble(error: OSError, where: str = "") -> MachineTrouble | None:
    """Say what the machine refused; None where *error* is no matter of the machine.

    The name of the file stays unsaid: it may be an applicant's.
    """
    place = f" at {where}" if where else ""
    if error.errno in FULL:
        return MachineTrouble(
            f"The disk is full{place}: make room. What was done so far is kept, and the next"
            " run goes on from there."
        )
    if error.errno in REFUSED:
        return MachineTrouble(
            f"A file or folder cannot be written{place} ({error.strerror}): give this user the"
            " right to, or name another folder in the settings."
        )
    if error.errno in BROKEN:
        return MachineTrouble(
            f"This machine has no more to give{place} ({error.strerror}): see to it and run again."
        )
    return None


def operator_trouble(error: Exception) -> OperatorError | None:
    """Return what the operator must see to; None where *error* is about what was worked on."""
    if isinstance(error, OperatorError):
        return error
    return machine_trouble(error) if isinstance(error, OSError) else None


FRAME = re.compile(r"\s|Traceback |In the worker:|The above exception|During handling|$")


def describe(error: BaseException) -> str:
    """Return *error* with its frames for the log, without its words.

    What an exception says may quote an applicant's paper; what we raise for the operator
    does not.
    """
    return "\n".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines(before)
        yield "which led to:"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    for note in getattr(error, "__notes__", ()):
        yield from (line if FRAME.match(line) else line.split(":")[0] for line in note.split("\n"))
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{kind}: {error}" if isinstance(error, OperatorError) else kind
