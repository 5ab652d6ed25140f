"""Real mail servers on loopback, for tests and the demonstration.

An IMAP server is a Dovecot process of its own with everything below one directory; it runs
as root or as an ordinary user. An SMTP server is aiosmtpd in a thread. Both listen on ports
that were free, with a certificate made for the occasion.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import grp
import logging
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from imapclient import IMAPClient

HERE = Path(__file__).parent
HOST = "127.0.0.1"
USER = "intake@office.example"
PASSWORD = "only-for-this-run"
START_SECONDS = 20


class MissingServer(RuntimeError):
    """A program that the servers are made of is not installed."""


@dataclass
class ImapServer:
    """A Dovecot with one account. ``port`` speaks plain text and STARTTLS, ``tls_port`` TLS."""

    directory: Path
    port: int
    tls_port: int
    ca_file: Path
    owner: tuple[int, int]
    sockets: Path
    host: str = HOST
    user: str = USER
    password: str = PASSWORD
    process: subprocess.Popen[bytes] | None = None

    @property
    def mail(self) -> Path:
        """The account's Maildir."""
        return self.directory / "mail" / self.user

    def client(self) -> IMAPClient:
        """Return a connection that is logged in and may change the mailbox."""
        client = IMAPClient(self.host, self.port, ssl=False, timeout=START_SECONDS)
        client.normalise_times = False
        client.login(self.user, self.password)
        return client

    def make(self, *folders: str) -> None:
        """Make the folders that are missing."""
        with self.client() as client:
            for folder in folders:
                if not client.folder_exists(folder):
                    client.create_folder(folder)

    def held(self, folder: str) -> dict[int, bytes]:
        """Return what lies in *folder*, by UID; what is marked as deleted does not count."""
        with self.client() as client:
            if not client.folder_exists(folder):
                return {}
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("UNDELETED"), ["BODY.PEEK[]"])
            return {uid: items[b"BODY[]"] for uid, items in found.items()}

    def append(
        self, raw: bytes, received_at: dt.datetime | None = None, folder: str = "INBOX"
    ) -> None:
        """Deliver *raw* (line ends CRLF) into *folder*, which is made where it is missing."""
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, raw, (), received_at)

    def commands(self) -> list[str]:
        """Return every line that clients sent after their login, in order of time."""
        logs = (self.directory / "rawlog" / self.user).glob("*.in")
        lines = [line for log in logs for line in log.read_bytes().splitlines()]
        # A large literal runs over the end of a stamped line; only commands are wanted.
        stamped = [line.split(b" ", 1) for line in lines if re.match(rb"\d+\.\d+ ", line)]
        ordered = sorted((float(at), text) for at, text in stamped)
        return [text.decode("ascii", "replace").strip() for _, text in ordered]

    def change_validity(self, folder: str = "INBOX") -> None:
        """Give *folder* another UIDVALIDITY and its mail other UIDs, as after a restore."""
        self.stop()
        place = self.mail if folder == "INBOX" else self.mail / f".{folder}"
        listing = place / "dovecot-uidlist"
        head, *rows = listing.read_text().splitlines()
        version, validity, following, *rest = head.split()
        head = " ".join(
            (version, f"V{int(validity[1:]) + 1}", f"N{int(following[1:]) + 100}", *rest)
        )
        moved = [f"{int(uid) + 100} {tail}" for uid, tail in (row.split(" ", 1) for row in rows)]
        listing.write_text("\n".join((head, *moved)) + "\n")
        for index in place.glob("dovecot.index*"):
            index.unlink()
        self.start()

    @contextmanager
    def configured(self, more: str) -> Iterator[None]:
        """Run with *more* lines of configuration, as another server would be."""
        usual = (self.directory / "dovecot.conf").read_text()
        self._reconfigure(f"{usual}\n{more}\n")
        try:
            yield
        finally:
            self._reconfigure(usual)

    def _reconfigure(self, text: str) -> None:
        self.stop()
        (self.directory / "dovecot.conf").write_text(text)
        self.start()

    def start(self) -> None:
        """Start the server and wait until it lets its user in."""
        log = self.directory / "log" / "output.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [_program("dovecot", "dovecot-imapd"), "-F", "-c", self.directory / "dovecot.conf"],
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while True:
            # The first clients may be told to wait for the authentication process.
            with suppress(Exception), self.client():
                return
            if self.process.poll() is not None or time.monotonic() > until:
                text = "".join(path.read_text() for path in self.directory.glob("log/*.log"))
                self.stop()
                raise RuntimeError(f"Dovecot did not start:\n{text}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server with all its sessions; a second time is fine."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


@contextmanager
def imap_server(directory: Path, *, user: str = USER) -> Iterator[ImapServer]:
    """Run Dovecot with everything it writes below *directory*, which may not exist yet.

    Its one account is *user*'s.

    Raises:
        MissingServer: dovecot or openssl is not installed.
    """
    directory = directory.resolve()
    _program("dovecot", "dovecot-imapd")
    port, tls_port = _free_ports(2)
    certificate = make_certificate(directory)
    # The path of a socket has at most 107 bytes; the directories of tests are longer.
    with TemporaryDirectory(prefix="imap", dir="/tmp") as sockets:
        Path(sockets).chmod(0o755)
        server = ImapServer(
            directory, port, tls_port, certificate, _mail_owner(), Path(sockets), user=user
        )
        _prepare(server)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _mail_owner() -> tuple[int, int]:
    """Whose the mail is: Dovecot refuses to keep mail as root."""
    if os.getuid():
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _prepare(server: ImapServer) -> None:
    root = server.directory
    for folder in ("state", "log", "mail", f"rawlog/{server.user}"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    if not os.getuid():
        for folder in ("mail", "rawlog", f"rawlog/{server.user}"):
            os.chown(root / folder, *server.owner)
        # Sessions run as the owner of the mail and must be able to walk down to it.
        for above in (root, *root.parents):
            if above.stat().st_uid == 0 and not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
    (root / "passwd").write_text(f"{server.user}:{{PLAIN}}{server.password}::::::\n")
    (root / "dovecot.conf").write_text(_configuration(server))


def _configuration(server: ImapServer) -> str:
    uid, gid = server.owner
    rootless = ""
    if os.getuid():
        names = {"user": pwd.getpwuid(uid).pw_name, "group": grp.getgrgid(gid).gr_name}
        rootless = Template((HERE / "dovecot-rootless.conf").read_text()).substitute(names)
    return Template((HERE / "dovecot.conf").read_text()).substitute(
        root=server.directory,
        sockets=server.sockets,
        host=server.host,
        port=server.port,
        tls_port=server.tls_port,
        uid=uid,
        gid=gid,
        rootless=rootless,
        chroot="chroot =" if rootless else "",
    )


Answer = str | Literal["stall", "vanish", "lose"]
"""What a misbehaving server says at a stage: a reply, nothing at all, or a closed line."""


@dataclass
class SmtpServer:
    """An aiosmtpd with one account; what it accepted stands in ``messages``.

    ``faults`` makes it misbehave: a stage (``MAIL``, ``RCPT``, ``DATA``, ``DOT``) and what is
    answered there instead. With ``vanish`` at ``DOT`` the message was taken all the same, with
    ``lose`` it was not.
    """

    port: int
    ca_file: Path
    host: str = HOST
    user: str = USER
    password: str = PASSWORD
    messages: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    faults: dict[str, Answer] = field(default_factory=dict)
    logins: int = 0

    def authenticate(
        self, server: SMTP, session: object, envelope: object, mechanism: str, data: Any
    ) -> AuthResult:
        """Say whether the name and password are the account's."""
        self.logins += 1
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.user.encode(),
            self.password.encode(),
        )
        if fault := self.faults.get("AUTH"):
            return AuthResult(success=False, handled=False, message=fault)
        return AuthResult(success=right, handled=False)

    async def misbehave(self, stage: str, server: SMTP) -> str | None:
        """Return the faulty reply planned for *stage*, None where all is well."""
        fault = self.faults.get(stage)
        if fault in ("vanish", "lose"):
            cast(asyncio.WriteTransport, server.transport).abort()
            return "421 gone"
        if fault == "stall":
            await asyncio.sleep(3600)
        return fault

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self.misbehave("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if reply := await self.misbehave("RCPT", server):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any
    ) -> str:
        fault = self.faults.get("DOT")
        if fault in (None, "vanish", "stall"):
            self.messages.append(bytes(envelope.content))
            self.recipients.append(list(envelope.rcpt_tos))
        return await self.misbehave("DOT", server) or "250 2.0.0 queued as 1"


class _Session(SMTP):
    """aiosmtpd has no hook before DATA is accepted; this is one."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        handler = self.event_handler
        if reply := await handler.misbehave("DATA", self):
            await self.push(reply)
            return
        await super().smtp_DATA(arg)


@contextmanager
def smtp_server(
    directory: Path, *, tls: Literal["implicit", "starttls", "none"] = "implicit"
) -> Iterator[SmtpServer]:
    """Run an SMTP server; its certificate is made below *directory*."""
    # It reports every line we break on purpose, and its own deprecations.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    directory = directory.resolve()
    (port,) = _free_ports(1)
    server = SmtpServer(port, make_certificate(directory))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "certificate.pem", directory / "key.pem")

    class _Controller(Controller):
        def factory(self) -> SMTP:
            return _Session(
                server,
                hostname="localhost",
                tls_context=context if tls == "starttls" else None,
                authenticator=server.authenticate,
                # With implicit TLS aiosmtpd does not know that the line is private.
                auth_require_tls=tls == "starttls",
                data_size_limit=200 << 20,
            )

    controller = _Controller(
        server, hostname=HOST, port=port, ssl_context=context if tls == "implicit" else None
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def make_certificate(directory: Path, *, name: str = "localhost", address: str = HOST) -> Path:
    """Make a self-signed certificate and its key below *directory*; return the certificate."""
    directory.mkdir(parents=True, exist_ok=True)
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    if not certificate.exists():
        subprocess.run(
            [
                *(_program("openssl", "openssl"), "req", "-x509", "-nodes", "-days", "3650"),
                *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
                *("-keyout", key, "-out", certificate, "-subj", f"/CN={name}"),
                *("-addext", f"subjectAltName=DNS:{name},IP:{address}"),
            ],
            check=True,
            capture_output=True,
        )
    return certificate


def _program(name: str, package: str) -> str:
    found = shutil.which(
        name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
    )
    if found is None:
        raise MissingServer(
            f"The program “{name}” is not installed. On Debian or Ubuntu:"
            f" sudo apt-get install {package}"
        )
    return found


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on now; another program could still take one before its use."""
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
