"""Servers for what real ones never do: they speak by heart, or break the line on purpose."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from servers import HOST


@contextmanager
def cutting_proxy(port: int, command: bytes, *, after: bool) -> Iterator[int]:
    """Yield the port of a go-between to *port* that breaks the line once, at an IMAP *command*.

    Before it is passed on, or *after* the server has done it and before anybody hears so.
    """
    cut = threading.Event()

    def ask(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                met = not cut.is_set() and re.search(rb"\b%s\b" % command, data)
                if met:
                    cut.set()
                if met and not after:
                    break
                server.sendall(data)
        _hang_up(client, server)

    def answer(client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                # The go-ahead for a literal is passed on: the command is not complete without.
                if cut.is_set() and after and not done.is_set() and not data.startswith(b"+"):
                    done.set()
                    break
                client.sendall(data)
        _hang_up(client, server)

    done = threading.Event()

    def talk(client: socket.socket) -> None:
        with socket.create_connection((HOST, port)) as server:
            answering = threading.Thread(target=answer, args=(client, server), daemon=True)
            answering.start()
            ask(client, server)
            answering.join(5)

    with scripted_server(talk) as own:
        yield own


def _hang_up(*lines: socket.socket) -> None:
    for line in lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


@contextmanager
def scripted_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Yield the port of a server that hands each connection to *talk*, for rude behaviour."""
    listener = socket.create_server((HOST, 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(2)
