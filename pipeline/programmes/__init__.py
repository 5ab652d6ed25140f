"""The notices that come with the software, each a folder here, and any other folder."""

from __future__ import annotations

from pathlib import Path

from checks.programme import FILE, Programme
from checks.programme import load as load_folder

FOLDER = Path(__file__).parent


def built_in() -> tuple[str, ...]:
    """Return the names of the programmes that come with the software."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE}")))


def load(source: Path | str) -> Programme:
    """Return the programme in the folder *source*, or the built-in one of that name.

    Raises:
        ProgrammeError: there is none, or its file has faults; all of them are named.
    """
    names = built_in()
    return load_folder(FOLDER / source if source in names else Path(source), names)
