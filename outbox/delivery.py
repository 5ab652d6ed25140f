"""One letter to one applicant over SMTP: the only module that sends.

Exactly once does not exist in SMTP (RFC 1047): when the line breaks between the final dot
and the reply to it, nobody can know. So the stages are walked by hand, and that gap has a
name of its own.
"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from extractors.errors import OperatorError, Unreachable
from extractors.model import Frozen

STAGE_SECONDS = 60
VERDICT_SECONDS = 600  # RFC 5321, 4.5.3.2.6: giving up earlier makes duplicates
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

Tls = Literal["implicit", "starttls", "none"]


@dataclass(frozen=True)
class Relay:
    """The server that takes our letters over, and who we are there.

    Without a *user* nobody logs in.  *ca* adds an authority to those of the system;
    certificates are always verified, and nothing is ever sent in plain text where TLS was
    asked for.
    """

    host: str
    port: int
    tls: Tls
    mail_from: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None


class SmtpRefused(OperatorError):
    """The server does not trust us, or we cannot trust it; no letter will leave like this."""


class Outcome(Frozen):
    """What became of a letter, and what the server said (one line, cleaned, bounded).

    sent
        The server has taken it over.
    later
        It has not left; another run may try the same bytes again.
    refused
        The server will never take it for this recipient; a person must look.
    unknown
        It may or may not have left. Never send it again without a person's word.
    """

    state: Literal["sent", "later", "refused", "unknown"]
    reply: str


class Reply(NamedTuple):
    """An SMTP reply: its code, and its text as the server wrote it."""

    code: int
    text: bytes

    def __str__(self) -> str:
        return f"{self.code} {plain(self.text)}".strip()


class _Broken(Exception):
    """The conversation ended before its time."""


def send(
    relay: Relay,
    *,
    recipient: str,
    data: bytes,
    stage_seconds: float = STAGE_SECONDS,
    verdict_seconds: float = VERDICT_SECONDS,
) -> Outcome:
    """Send *data* to *recipient* and return what became of it.

    *data* is the final message: 7-bit, lines of at most 998 bytes that end in CRLF.

    Raises:
        SmtpRefused: wrong password, no STARTTLS, an unknown certificate, a sender the server
            does not accept. The letter has not left.
        ValueError: *data* is not what is asked for.
    """
    _examine(data)
    if not ADDRESS.fullmatch(recipient):
        return Outcome(state="refused", reply="This is no address that mail can be sent to.")
    handed_over = False
    try:
        with _session(relay, stage_seconds) as line:
            reply = _say(line, f"MAIL FROM:<{relay.mail_from}>")
            if 500 <= reply.code < 600:
                raise SmtpRefused(f"{relay.host} does not let {relay.mail_from} send: {reply}.")
            if reply.code != 250:
                return Outcome(state="later", reply=str(reply))
            reply = _say(line, f"RCPT TO:<{recipient}>")
            if reply.code == 530:
                raise SmtpRefused(f"{relay.host} demands a login: {reply}. Set user in [smtp].")
            if reply.code not in (250, 251):
                return Outcome(state=_judge(reply, otherwise="later"), reply=str(reply))
            reply = _say(line, "DATA")
            if reply.code != 354:
                # Whatever it is, it is about this session and not about the recipient.
                return Outcome(state="later", reply=str(reply))
            line.send(re.sub(rb"(?m)^\.", b"..", data))
            with _patience(line, verdict_seconds):
                handed_over = True
                line.send(b".\r\n")
                reply = Reply(*line.getreply())
            state = "sent" if reply.code == 250 else _judge(reply, otherwise="unknown")
            return Outcome(state=state, reply=str(reply))
    except (_Broken, OSError, smtplib.SMTPException) as error:
        state = "unknown" if handed_over else "later"
        return Outcome(state=state, reply=plain(str(error) or type(error).__name__))


def check_login(relay: Relay, *, stage_seconds: float = STAGE_SECONDS) -> None:
    """Log in as `send` would, and send nothing.

    Raises:
        SmtpRefused: as for `send`.
        Unreachable: the server does not answer, or has no time now.
    """
    try:
        with _session(relay, stage_seconds):
            pass
    except (_Broken, OSError, smtplib.SMTPException) as error:
        raise Unreachable(
            f"{relay.host}:{relay.port} cannot be reached: {plain(str(error))}."
        ) from error


def plain(text: bytes | str) -> str:
    """What a server wrote, on one line, without control characters, at most 300 characters."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:300]


def _examine(data: bytes) -> None:
    """A line end that servers read differently would smuggle in a second letter."""
    if not data.isascii() or not data.endswith(b"\r\n"):
        raise ValueError("a letter is 7-bit and ends in CRLF")
    if re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", data):
        raise ValueError("a letter has no bare CR, bare LF or NUL")
    if max(map(len, data.split(b"\r\n"))) > 998:
        raise ValueError("a letter's lines have at most 998 bytes")


def _judge(
    reply: Reply, *, otherwise: Literal["later", "unknown"]
) -> Literal["later", "refused", "unknown"]:
    if 500 <= reply.code < 600:
        return "refused"
    return "later" if 400 <= reply.code < 500 else otherwise


@contextmanager
def _session(relay: Relay, seconds: float) -> Iterator[smtplib.SMTP]:
    """Yield a line that is encrypted as asked and logged in; closed without QUIT.

    Nothing after the reply to the dot may change what became of the letter.
    """
    host, port = relay.host, relay.port
    if not ADDRESS.fullmatch(relay.mail_from):
        raise SmtpRefused(f"The sender “{plain(relay.mail_from)}” is no plain mail address.")
    line: smtplib.SMTP | None = None
    try:
        context = _trust(relay.ca)
        own_name = relay.mail_from.rpartition("@")[2]  # else the library asks DNS for one
        if relay.tls == "implicit":
            line = smtplib.SMTP_SSL(
                host, port, local_hostname=own_name, timeout=seconds, context=context
            )
        else:
            line = smtplib.SMTP(host, port, local_hostname=own_name, timeout=seconds)
        with _patience(line, seconds):
            line.ehlo_or_helo_if_needed()
            if relay.tls == "starttls":
                _encrypt(line, host, context)
            if relay.user:
                _log_in(line, host, relay.user, relay.password)
        yield line
    except ssl.SSLCertVerificationError as error:
        raise SmtpRefused(
            f"The certificate of {host}:{port} cannot be trusted: {error.verify_message}. If it"
            " comes from an authority of your own organisation, name that authority's"
            " certificate in ca_file."
        ) from error
    finally:
        if line is not None:
            line.close()


def _trust(ca: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca is not None:
        try:
            context.load_verify_locations(ca)
        except OSError as error:
            raise SmtpRefused(f"The ca_file {ca} cannot be used: {error}.") from error
    return context


def _encrypt(line: smtplib.SMTP, host: str, context: ssl.SSLContext) -> None:
    try:
        line.starttls(context=context)
    except smtplib.SMTPNotSupportedError as error:
        raise SmtpRefused(
            f"{host} offers no STARTTLS, and nothing is sent unprotected."
            ' Try tls = "implicit" with port 465.'
        ) from error
    line.ehlo_or_helo_if_needed()


def _log_in(line: smtplib.SMTP, host: str, user: str, password: str) -> None:
    """Try one mechanism once: several failures in a row lock accounts.

    The library's own login knows no letters beyond ASCII (RFC 4616 does).
    """
    offered = line.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        reply = _say(line, f"AUTH PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}")
    elif "LOGIN" in offered:
        reply = _say(line, "AUTH LOGIN")
        for answer in (user, password):
            if reply.code == 334:
                reply = _say(line, _coded(answer))
    else:
        raise SmtpRefused(
            f"{host} offers no login by password here. Check port and tls in [smtp], or leave"
            " user empty if the server asks for no login."
        )
    if reply.code == 235:
        return
    if 400 <= reply.code < 500:
        raise _Broken(f"no login just now: {reply}")
    raise SmtpRefused(
        f"{host} refused the login of {user}: {reply}. Check user and password"
        " (INTAKE_SMTP_PASSWORD or password_file). Many providers want an app password here"
        " instead of the usual one."
    )


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _say(line: smtplib.SMTP, command: str) -> Reply:
    with _patience(line, line.timeout):
        line.send(f"{command}\r\n")
        return Reply(*line.getreply())


@contextmanager
def _patience(line: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Bound one silence, and the whole exchange: a server that drips never times out."""
    if line.sock is None:
        raise _Broken("the line was closed")
    line.sock.settimeout(seconds)
    timer = threading.Timer(seconds, _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(line: smtplib.SMTP) -> None:
    # Past ssl's own shutdown, which would pull the session from under the reading thread.
    if line.sock is not None:
        with suppress(OSError):
            socket.socket.shutdown(line.sock, socket.SHUT_RDWR)
