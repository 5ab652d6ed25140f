"""intake.toml: what the operator decides, and the one place that reads secrets."""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import tomlkit
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PositiveInt,
    SecretStr,
    ValidationError,
    model_validator,
)
from tomlkit.items import Table

from extractors.errors import OperatorError
from extractors.model import Frozen

TEMPLATE = files("pipeline").joinpath("intake.toml").read_text(encoding="utf-8")
"""What `intake init` writes: every setting, explained for its reader."""

Tls = Literal["implicit", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]
Host = Annotated[str, Field(pattern=r"^[^\s/@]+$")]
OptionalPath = Annotated[Path | None, BeforeValidator(lambda given: given or None)]


class SettingsError(OperatorError):
    """The settings cannot be used; the text names every fault and its place."""


class Secret(NamedTuple):
    """A value that must not stand in the file: where it would stand, where it belongs.

    ``variable`` is the environment variable, ``file_key`` the setting that names a file.
    """

    section: str
    key: str
    variable: str
    file_key: str


SECRETS = (
    Secret("mailbox", "password", "INTAKE_MAILBOX_PASSWORD", "password_file"),
    Secret("mailbox", "token", "INTAKE_MAILBOX_TOKEN", "token_file"),
    Secret("smtp", "password", "INTAKE_SMTP_PASSWORD", "password_file"),
    Secret("registry", "key", "INTAKE_REGISTRY_KEY", "key_file"),
    Secret("", "database_url", "INTAKE_DATABASE_URL", "database_url_file"),
)


def is_loopback(host: str) -> bool:
    """Tell whether *host* is this machine by its very name, without asking DNS."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def one_address(text: str) -> str:
    """Return *text* if it holds one mail address, bare or as ``Name <address>``."""
    _, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not local or not domain or text.count("@") != 1 or any(c.isspace() for c in address):
        raise ValueError("should hold one mail address, such as Name <intake@example.kr>")
    return text


class ServerSettings(Frozen):
    """How to reach a mail server. Without TLS only on this machine itself."""

    host: Host
    port: Port
    tls: Tls = "implicit"
    ca_file: OptionalPath = None

    @model_validator(mode="after")
    def stay_private(self) -> ServerSettings:
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError(
                f'tls = "none" is allowed only for a server on this machine, not for {self.host}:'
                ' use "implicit" or "starttls"'
            )
        return self


class Mailbox(ServerSettings):
    """Where applications arrive (IMAP).

    ``processed_folder`` is where accepted mail is moved when it need not be left untouched;
    without one it is marked as read.
    """

    port: Port = 993
    user: Annotated[str, Field(min_length=1)]
    folder: Annotated[str, Field(min_length=1)] = "INBOX"
    also_folders: tuple[str, ...] = ()
    auth: Literal["password", "oauth2"] = "password"
    leave_untouched: bool = True
    processed_folder: str = ""
    password_file: OptionalPath = None
    token_file: OptionalPath = None
    password: SecretStr | None = Field(default=None, repr=False)
    token: SecretStr | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def file_elsewhere(self) -> Mailbox:
        if self.processed_folder and self.leave_untouched:
            raise ValueError(
                "processed_folder moves mail, which leave_untouched = true forbids:"
                " set leave_untouched = false, or leave processed_folder empty"
            )
        if self.processed_folder == self.folder:
            raise ValueError("processed_folder must be another folder than folder")
        return self

    @property
    def folders(self) -> tuple[str, ...]:
        """Every folder to look into, each once."""
        return tuple(dict.fromkeys((self.folder, *self.also_folders)))

    def login(self) -> str:
        """Return the password, or the access token where ``auth`` is oauth2.

        Raises:
            SettingsError: none was given.
        """
        if self.auth == "oauth2":
            return _required(self.token, SECRETS[1])
        return _required(self.password, SECRETS[0])


class Smtp(ServerSettings):
    """Where letters leave. Without a user nobody logs in (a relay of the house)."""

    port: Port = 465
    user: str = ""
    sender: Annotated[str, AfterValidator(one_address)]
    password_file: OptionalPath = None
    password: SecretStr | None = Field(default=None, repr=False)

    @property
    def address(self) -> str:
        """The bare address of ``sender``: the envelope's MAIL FROM."""
        return parseaddr(self.sender)[1]

    def login(self) -> str:
        """Return the password; empty where nobody logs in.

        Raises:
            SettingsError: a user is named, but no password was given.
        """
        return _required(self.password, SECRETS[2]) if self.user else ""


class LetterSettings(Frozen):
    """Who decides that a letter leaves, and whether receipt is acknowledged.

    ``drafts_folder`` and ``sent_folder`` matter for ``drafts`` alone; without a name the
    folders that the server marks as such are used (RFC 6154).
    """

    mode: Literal["review", "drafts", "automatic"] = "review"
    receipts: bool = True
    drafts_folder: str = ""
    sent_folder: str = ""


class LimitSettings(Frozen):
    """How much one mail, one file and one run may cost.

    ``archive_bytes`` counts what an archive unpacks to, ``memory_bytes`` and
    ``written_bytes`` hold for one worker.  ``letters_per_address`` and
    ``letters_per_dossier`` bound what leaves by itself within a day.
    """

    message_bytes: PositiveInt = 100 << 20
    archive_bytes: PositiveInt = 500 << 20
    archive_depth: PositiveInt = 5
    seconds_per_file: PositiveInt = 600
    memory_bytes: Annotated[int, Field(ge=256 << 20)] = 3 << 30
    written_bytes: PositiveInt = 1 << 30
    fetch_seconds: PositiveInt = 1800
    letters_per_run: PositiveInt = 100
    letters_per_address: PositiveInt = 10
    letters_per_dossier: PositiveInt = 4


class RegistrySettings(Frozen):
    """The tax service's business-status look-up; off without a key."""

    url: Annotated[str, Field(pattern=r"^https://")] = (
        "https://api.odcloud.kr/api/nts-businessman/v1"
    )
    ca_file: OptionalPath = None
    key_file: OptionalPath = None
    key: SecretStr | None = Field(default=None, repr=False)


class DeskSettings(Frozen):
    """Where the reviewer's page listens, and how people enter.

    ``login_header`` is the header in which the agency's login proxy names the user; then there
    is no password, and nothing but the proxy may reach the port.  ``reminder_to`` is told, at most
    once a day, that something waits; ``address`` is where the page is reached, for that mail.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8620
    login_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]*$")] = ""
    session_hours: Annotated[int, Field(ge=1, le=72)] = 10
    behind_tls: bool = False
    reminder_to: Annotated[str, AfterValidator(lambda given: given and one_address(given))] = ""
    address: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""


class Settings(Frozen):
    """All of intake.toml (contract, section 3), paths made absolute, secrets filled in.

    ``programme`` is the name of a built-in programme or the absolute path of a folder.
    """

    programme: Annotated[str, Field(min_length=1)] = "nhis-smart-factory-2025"
    state: Path = Path("/var/lib/intake")
    review: Path = Path()
    workers: Annotated[str, Field(pattern=r"^(inline|processes:[1-9]\d?|tcp://\S+:\d+)$")] = (
        "processes:2"
    )
    mailbox: Mailbox
    smtp: Smtp | None = None
    letters: LetterSettings = LetterSettings()
    limits: LimitSettings = LimitSettings()
    registry: RegistrySettings = RegistrySettings()
    desk: DeskSettings = DeskSettings()
    database_url_file: OptionalPath = None
    database_url: SecretStr | None = Field(default=None, repr=False)


def load(path: Path, *, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in *path*, with secrets from *environment* (default: the process').

    Relative paths count from the folder of *path*.

    Raises:
        SettingsError: the file is missing, is not TOML, or something in it is wrong; one
            line for each fault, all at once.
    """
    variables = os.environ if environment is None else environment
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        message = f"There are no settings at {path}: write them with “intake init”."
        raise SettingsError(message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error

    faults = list(_misplaced_secrets(given))
    _resolve_paths(given, path.resolve().parent)
    faults += _fill_secrets(given, variables)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        faults += [_sentence(fault) for fault in error.errors(include_input=False)]
    if faults:
        raise SettingsError("\n".join(f"{path}: {fault}" for fault in faults))
    return settings


def write_template(path: Path, *, answers: Mapping[str, str]) -> None:
    """Write a commented intake.toml to *path*, readable by its owner only.

    *answers* replace what the template suggests; a key is a setting with its section, such
    as ``mailbox.host``.

    Raises:
        OperatorError: *path* exists, or cannot be written.
    """
    document = tomlkit.parse(TEMPLATE)
    for name, answer in answers.items():
        section, _, key = name.rpartition(".")
        table = document[section] if section else document
        assert isinstance(table, Table | tomlkit.TOMLDocument)
        table[key] = int(answer) if isinstance(table[key], int) else answer
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise OperatorError(f"{path} exists already and is left as it is.") from error
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(tomlkit.dumps(document))


def _required(secret: SecretStr | None, place: Secret) -> str:
    if secret is None:
        raise SettingsError(
            f"The {place.key} for [{place.section}] is not known: set {place.variable},"
            f" or name a file that holds it in {place.file_key}."
        )
    return secret.get_secret_value()


def _table(given: dict[str, Any], section: str) -> dict[str, Any] | None:
    """The raw section, None where it is absent or no table (pydantic reports that)."""
    table = given.get(section) if section else given
    return table if isinstance(table, dict) else None


def _misplaced_secrets(given: dict[str, Any]) -> Iterator[str]:
    """Take secrets out of *given* and yield where each belongs; the value is never shown."""
    for section, key, variable, file_key in SECRETS:
        table = _table(given, section)
        if table is not None and key in table:
            del table[key]
            yield (
                f"{_place(section, key)}: a secret must not stand in this file. Remove it, and"
                f" set {variable}, or name a file that holds it in {file_key}."
            )


def _resolve_paths(given: dict[str, Any], folder: Path) -> None:
    programme = given.get("programme")
    if isinstance(programme, str) and "/" in programme:
        given["programme"] = str(folder / Path(programme).expanduser())
    for table in (given, *(value for value in given.values() if isinstance(value, dict))):
        for key, value in table.items():
            wanted = key.endswith("_file") or (table is given and key in ("state", "review"))
            if wanted and isinstance(value, str) and value:
                table[key] = str(folder / Path(value).expanduser())
    state = given.get("state", Settings.model_fields["state"].default)
    if isinstance(state, str | Path):
        given.setdefault("review", Path(state) / "review")


def _fill_secrets(given: dict[str, Any], variables: Mapping[str, str]) -> Iterator[str]:
    for section, key, variable, file_key in SECRETS:
        table = _table(given, section)
        if table is None:
            # A key for the registry is enough to switch it on.
            if section == "registry" and section not in given and variables.get(variable):
                given[section] = {key: variables[variable]}
            continue
        if variables.get(variable):
            table[key] = variables[variable]
        elif isinstance(table.get(file_key), str) and table[file_key]:
            try:
                # An editor adds a line end; blanks may belong to the secret.
                table[key] = Path(table[file_key]).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", None) or "it is not UTF-8 text"
                yield f"{_place(section, file_key)}: {table[file_key]} cannot be read: {why}."


def _place(section: str, key: str) -> str:
    return f"[{section}] {key}" if section else key


def _sentence(fault: Any) -> str:
    """One line about a pydantic fault: its place, what is wrong, what would be right."""
    location = [str(part) for part in fault["loc"]]
    if len(location) == 1 and isinstance(_model(location), type):
        place = f"[{location[0]}]"
    else:
        place = _place(location[0] if len(location) > 1 else "", ".".join(location[1:] or location))
    if fault["type"] == "missing":
        return f"{place} is missing."
    if fault["type"] == "extra_forbidden":
        names = _known(location[:-1])
        near = difflib.get_close_matches(location[-1], names, n=1, cutoff=0.0)
        return f"{place} is not a setting. The nearest name is “{near[0]}”."
    if fault["type"] == "model_type":
        return f"{place} should be a section: a line [{location[-1]}], its settings below it."
    message = str(fault["msg"]).removeprefix("Value error, ").replace("Input should", "should")
    if "match pattern" in message and location[-1] == "workers":
        message = "should be inline, processes:N (such as processes:2) or tcp://host:port"
    elif "match pattern" in message:
        message = "does not look like an address" if location[-1] == "host" else message
    return f"{place} {message}." if message.startswith("should") else f"{place}: {message}."


def _model(location: list[str]) -> type[BaseModel] | None:
    """The model of the section at *location*, None where a plain setting stands."""
    sections: dict[str, type[BaseModel]] = {
        "mailbox": Mailbox,
        "smtp": Smtp,
        "letters": LetterSettings,
        "limits": LimitSettings,
        "registry": RegistrySettings,
        "desk": DeskSettings,
    }
    return sections.get(location[0]) if location else Settings


def _known(location: list[str]) -> list[str]:
    """The settings that may stand at *location*; secrets are none."""
    hidden = {secret.key for secret in SECRETS if secret.section == ".".join(location)}
    model = _model(location) or Settings
    return [name for name in model.model_fields if name not in hidden]
