"""The way into the mailbox that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.mailbox import listing as mailbox
from pipeline.mailbox.connection import Server
from pipeline.settings import Settings


@contextmanager
def enter(settings: Settings, *, seconds: float) -> Iterator[Server]:
    """Log in to the mailbox that *settings* name (see `pipeline.mailbox.connection.connect`)."""
    box = settings.mailbox
    with mailbox.connect(
        host=box.host,
        port=box.port,
        tls=box.tls,
        user=box.user,
        password=box.login(),
        auth=box.auth,
        ca_file=box.ca_file,
        seconds=seconds,
    ) as server:
        yield server
