"""Calls `intake` in a process that is killed the moment it does a certain thing.

    python dying.py EVENT PATTERN NUMBER ARGUMENTS…

The interpreter reports what it is about to do (opening, renaming, connecting …) to audit hooks
(PEP 578).  When EVENT comes for the NUMBERth time with arguments that match PATTERN, the
process kills itself as the kernel would: no handler runs, nothing is closed.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable


def killer(event: str, pattern: str, number: int) -> Callable[[str, tuple[object, ...]], None]:
    left = number

    def hook(name: str, args: tuple[object, ...]) -> None:
        nonlocal left
        if name == event and re.search(pattern, " ".join(map(str, args))):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


if __name__ == "__main__":
    event, pattern, number, *arguments = sys.argv[1:]
    from pipeline.cli import main

    sys.addaudithook(killer(event, pattern, int(number)))
    raise SystemExit(main(arguments))
