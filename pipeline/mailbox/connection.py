"""One connection to an IMAP server, made again where it breaks.

Folders are opened with EXAMINE (RFC 3501, 6.3.2), so no flag can change, unless a question
says that it is there to change something.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import (
    CapabilityError,
    IllegalStateError,
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
    ProtocolError,
)

from extractors.errors import OperatorError, Unreachable

CONNECT_SECONDS = 10
READ_SECONDS = 60
MAIL_SECONDS = 300
BREAKS = 30  # in a row, without anything gained in between
PAUSES = (0.5, 2.0)  # seconds before a broken connection is made again

# What the library is known to raise for a broken, rude or damaged server.
BROKEN = (IMAPClientError, OSError, MemoryError, ValueError)
LATER = re.compile(
    r"\[(UNAVAILABLE|LIMIT|INUSE|SERVERBUG|OVERQUOTA)|too many|try again|temporar|not connected",
    re.IGNORECASE,
)

T = TypeVar("T")
Tls = Literal["implicit", "starttls", "none"]
Auth = Literal["password", "oauth2"]


class LoginRefused(OperatorError):
    """The server knows this user and secret not, or does not let them in by IMAP."""


class MissingFolder(OperatorError):
    """The mailbox has no folder of that name."""


class UntrustedServer(OperatorError):
    """The server cannot prove who it is, or offers no encryption."""


class Account(NamedTuple):
    """Whom to ask, and as whom. ``secret`` is a password or an OAuth access token."""

    host: str
    port: int
    tls: Tls
    user: str
    secret: str
    auth: Auth
    ca_file: Path | None
    read_seconds: float

    def __repr__(self) -> str:
        return f"Account({self.user} at {self.host}:{self.port})"


class ReadOnly(OperatorError):
    """The server does not let this account change a folder."""


class OpenedFolder(NamedTuple):
    """The folder that is open: its UIDVALIDITY (0: it tells none) and how many mails it has.

    ``writing`` tells whether it was opened to be changed.
    """

    folder: str
    validity: int
    held: int
    writing: bool = False


class ChangedFolder(Exception):
    """The folder's UIDVALIDITY is no longer the one that was listed."""


class BrokenTalk(Exception):
    """The connection broke or cannot be trusted any more; a new one may do."""


OF_THE_TALK = (BrokenTalk, IMAPClientError)
"""What is about the connection or the server, not about what was asked for."""


class Server:
    """A mailbox that is being worked in; makes its connection again where it broke.

    ``ends_at`` is the moment (of the monotonic clock) at which the pass must be over.
    """

    def __init__(self, account: Account, *, seconds: float) -> None:
        self.account = account
        self.ends_at = time.monotonic() + seconds
        self._client: IMAPClient | None = None
        self._opened: OpenedFolder | None = None
        self._breaks = 0

    def ask(
        self,
        folder: str,
        question: Callable[[IMAPClient], T],
        *,
        validity: int | None = None,
        writing: bool = False,
    ) -> T:
        """Return the answer to *question*, asked with *folder* opened, only *writing* to change it.

        Where the connection breaks a change may have been made or not: look before it is
        asked for again.

        Raises:
            BrokenTalk: the connection was lost; asking again makes a new one.
            ChangedFolder: the folder's UIDVALIDITY is not *validity* (None: any will do).
            IMAPClientError: the server said no.
            MissingFolder: there is no such folder.
            ReadOnly: it is not to be changed by this account.
            Unreachable: no connection can be had, or the pass's time is up.
        """
        client = self._client or self._reconnect()
        with self._time_limit(client):
            try:
                opened = self._opened
                if opened is None or (opened.folder, opened.writing) != (folder, writing):
                    self._open(client, folder, writing=writing)
                assert self._opened is not None
                if validity not in (None, self._opened.validity):
                    raise ChangedFolder(folder)
                answer = question(client)
            except BROKEN as error:
                if said_no(error):
                    raise
                self._drop()
                raise BrokenTalk(plain(error)) from error
        self._breaks = 0
        return answer

    def open(self, folder: str) -> OpenedFolder:
        """Open *folder* anew and return what it is now (see `ask` for what it raises)."""
        self._opened = None

        def look(_: IMAPClient) -> OpenedFolder:
            assert self._opened is not None
            return self._opened

        return self.ask(folder, look)

    def close(self) -> None:
        """Leave; errors no longer matter."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*BROKEN, Unreachable), self._time_limit(client):
                client.logout()
        self._client = None

    def _open(self, client: IMAPClient, folder: str, *, writing: bool) -> None:
        self._opened = None
        try:
            answer = client.select_folder(folder, readonly=not writing)
        except IMAPClientError as error:
            if said_no(error) and not client.folder_exists(folder):
                names = ", ".join(str(name) for _, _, name in client.list_folders())
                raise MissingFolder(
                    f"The mailbox has no folder “{folder}”. It has: {names}."
                ) from error
            raise
        if writing and b"READ-ONLY" in answer:
            raise ReadOnly(
                f"{self.account.host} does not let {self.account.user} change the folder"
                f" “{folder}”: give the account the right to, or leave the mailbox untouched."
            )
        self._opened = OpenedFolder(
            folder,
            int(answer.get(b"UIDVALIDITY") or 0),
            int(answer.get(b"EXISTS") or 0),
            writing,
        )

    def _reconnect(self) -> IMAPClient:
        self._breaks += 1
        if self._breaks > BREAKS:
            raise Unreachable(f"The connection to {self.account.host} broke again and again.")
        for pause in (*PAUSES, None):
            self._check_time()
            try:
                self._client = _log_in(self.account)
                return self._client
            except Unreachable:
                if pause is None:
                    raise
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _drop(self) -> None:
        client, self._client, self._opened = self._client, None, None
        if client is not None:
            with suppress(*BROKEN):
                client.shutdown()

    def _check_time(self) -> None:
        if time.monotonic() > self.ends_at:
            raise Unreachable(
                f"The time for fetching from {self.account.host} is up;"
                " the next run goes on with what is left."
            )

    @contextmanager
    def _time_limit(self, client: IMAPClient) -> Iterator[None]:
        """Cut the line when the time is up: a server that drips bytes never times out."""
        self._check_time()
        seconds = min(MAIL_SECONDS, self.ends_at - time.monotonic())
        timer = threading.Timer(seconds, _cut, [client.socket()])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


@contextmanager
def connect(
    *,
    host: str,
    port: int,
    tls: Tls,
    user: str,
    password: str,
    auth: Auth = "password",
    ca_file: Path | None = None,
    seconds: float = 1800,
    read_seconds: float = READ_SECONDS,
) -> Iterator[Server]:
    """Log in and yield the mailbox; *password* is the access token where auth is oauth2.

    *seconds* bound everything that is done with it, *read_seconds* one silence of the server;
    *ca_file* adds an authority to those of the system. Certificates are always verified.

    Raises:
        LoginRefused: the user or the secret is wrong, or IMAP is switched off.
        UntrustedServer: no certificate that can be trusted, or no STARTTLS.
        Unreachable: the server does not answer, or has no time now.
    """
    # At its lowest level the library logs whole mails.
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    account = Account(host, port, tls, user, password, auth, ca_file, read_seconds)
    server = Server(account, seconds=seconds)
    server._client = _log_in(account)
    try:
        yield server
    finally:
        server.close()


def _log_in(account: Account) -> IMAPClient:
    """Return a connection that is logged in (see `connect` for what it raises)."""
    name = f"{account.host}:{account.port}"
    try:
        context = ssl.create_default_context()
        if account.ca_file is not None:
            context.load_verify_locations(account.ca_file)
    except OSError as error:
        raise UntrustedServer(f"The ca_file {account.ca_file} cannot be used: {error}.") from error
    client: IMAPClient | None = None
    try:
        client = IMAPClient(
            account.host,
            account.port,
            ssl=account.tls == "implicit",
            ssl_context=context,
            timeout=SocketTimeout(CONNECT_SECONDS, account.read_seconds),
        )
        client.normalise_times = False
        if account.tls == "starttls":
            client.starttls(context)
        _authenticate(client, account)
        return client
    except BaseException as error:
        if client is not None:
            with suppress(*BROKEN):
                client.shutdown()
        if isinstance(error, ssl.SSLCertVerificationError):
            raise UntrustedServer(
                f"The certificate of {name} cannot be trusted: {error.verify_message}."
                " If it comes from an authority of your own organisation, name that"
                " authority's certificate in ca_file."
            ) from error
        if isinstance(error, CapabilityError):
            raise UntrustedServer(
                f"{name} offers no STARTTLS, and nothing is sent unprotected."
                ' Try tls = "implicit" with port 993.'
            ) from error
        if isinstance(error, BROKEN):
            raise Unreachable(f"{name} cannot be reached: {plain(error)}.") from error
        raise


def _authenticate(client: IMAPClient, account: Account) -> None:
    if re.search(r"[\x00-\x1f\x7f]", account.user + account.secret):
        raise LoginRefused("The mailbox user or its secret contains control characters.")
    try:
        if account.auth == "oauth2":
            client.oauth2_login(account.user, account.secret)
        elif account.secret.isascii() and account.user.isascii():
            client.login(account.user, account.secret)
        else:
            # LOGIN knows no letters beyond ASCII; the initial form of PLAIN does (RFC 4616).
            client.plain_login(account.user, account.secret)
    except LoginError as error:
        # The library hides a lost connection behind the same name.
        if isinstance(error.__context__, IMAPClientAbortError) or LATER.search(str(error)):
            raise Unreachable(f"{account.host} lets nobody in just now: {plain(error)}.") from error
        said = plain(error).replace(account.secret, "…")
        if account.auth == "oauth2":
            remedy = "Get a fresh access token for INTAKE_MAILBOX_TOKEN."
        else:
            remedy = (
                "Check user and password (INTAKE_MAILBOX_PASSWORD or password_file). Many"
                " providers want an app password here instead of the usual one, and IMAP must"
                " be switched on in the webmail's settings."
            )
        raise LoginRefused(
            f"{account.host} refused the login of {account.user}: {said}. {remedy}"
        ) from error


def said_no(error: BaseException) -> bool:
    """Tell a plain NO or BAD, after which the connection is as good as before."""
    return isinstance(error, IMAPClientError) and not isinstance(
        error, IMAPClientAbortError | IllegalStateError | ProtocolError
    )


def plain(error: BaseException) -> str:
    """What *error* says, on one line and short: a server may have written it."""
    said = str(error) or type(error).__name__
    shown = "".join(letter if letter.isprintable() else " " for letter in said)
    return " ".join(shown.split())[:200].rstrip(".")


def _cut(line: socket.socket) -> None:
    # Past ssl's own shutdown, which would pull the session from under the reading thread.
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
