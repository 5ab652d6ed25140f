"""`intake doctor`: is everything there that a run needs?  One line each, with the remedy."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from extractors.errors import OperatorError, Unreachable
from extractors.formats import fingerprint
from extractors.formats.containers.packers import check_programs
from outbox.delivery import check_login
from pipeline.judging.inquiries import registry_of
from pipeline.judging.registry import RegistryQuestion
from pipeline.letters.delivering import relay_of
from pipeline.letters.mailbox_drafts import drafts_folder
from pipeline.mailbox import listing as mailbox
from pipeline.mailbox.changes import special_folder
from pipeline.mailbox.login import enter
from pipeline.programmes import load
from pipeline.settings import Settings

FREE_BYTES = 2 << 30
"""Below this a season's mail may not fit."""
NOBODYS = "000-00-00000"
"""A business number that is not given to anybody: what matters is that there is an answer."""


class Diagnosis(NamedTuple):
    """What was looked at, what is wrong with it (None: nothing), and who must act.

    An *advice* may be left as it is.
    """

    subject: str
    trouble: str | None
    temporary: bool = False
    advice: bool = False


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Yield one finding for each thing that a run needs."""
    yield _try("programme", lambda: load(settings.programme))
    yield _try("Tesseract and its languages", fingerprint)
    yield _try("7-Zip and unar", check_programs)
    yield _try("state folder", lambda: _check_folder(settings.state, private=True))
    yield _try("review folder", lambda: _check_folder(settings.review, private=False))
    yield _try("disk space", lambda: _check_space(settings.state))
    yield from _examine_mailbox(settings)
    if settings.smtp is None:
        yield Diagnosis("SMTP", "There is no [smtp] section, so no letter can be drafted or sent.")
    else:
        yield _try("SMTP", lambda: _check_smtp(settings))
    if registry_of(settings) is not None:
        yield _try("tax office's registry", lambda: _check_registry(settings))


def _try(subject: str, look: Callable[[], object]) -> Diagnosis:
    try:
        look()
    except Unreachable as error:
        return Diagnosis(subject, str(error), temporary=True)
    except (OperatorError, OSError) as error:
        return Diagnosis(subject, str(error))
    return Diagnosis(subject, None)


def _check_registry(settings: Settings) -> None:
    registry = registry_of(settings)
    if registry is not None:
        list(registry.ask([RegistryQuestion(NOBODYS)], dt.datetime.now(dt.UTC)))


def _check_folder(folder: Path, *, private: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o755)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OperatorError(f"“{folder}” cannot be written: give this user the right to.")
    if private and folder.stat().st_mode & 0o077:
        raise OperatorError(
            f"“{folder}” can be read by others, and it holds applicants' papers: chmod 700 {folder}"
        )


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        raise OperatorError(
            f"Only {free >> 20} MiB are free where “{folder}” lies: make room for"
            f" at least {FREE_BYTES >> 20} MiB."
        )


def _examine_mailbox(settings: Settings) -> Iterator[Diagnosis]:
    junk = None

    def look() -> None:
        nonlocal junk
        with enter(settings, seconds=120) as server:
            mailbox.list_mail(server, settings.mailbox.folders)
            if settings.letters.mode == "drafts":
                drafts_folder(settings, server)
            junk = special_folder(server, rb"\Junk")

    yield _try("mailbox", look)
    if junk is not None and junk not in settings.mailbox.folders:
        yield Diagnosis(
            "junk folder",
            f"“{junk}” is not looked into, and applications may land there: add it to"
            f' [mailbox], as also_folders = ["{junk}"].',
            advice=True,
        )


def _check_smtp(settings: Settings) -> None:
    smtp = settings.smtp
    if smtp is not None:
        check_login(relay_of(smtp, smtp.login()))
