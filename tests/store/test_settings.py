"""intake.toml: every fault at once, with its place; no secret ever in the file or in a text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from extractors.errors import OperatorError
from pipeline.settings import (
    SECRETS,
    TEMPLATE,
    LimitSettings,
    Settings,
    SettingsError,
    load,
    write_template,
)

SECRET = "k0r-secret-9"
MINIMAL = '[mailbox]\nhost = "imap.example"\nuser = "a@b.example"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "intake.toml"


def loaded(path: Path, text: str, **environment: str) -> Settings:
    path.write_text(text, encoding="utf-8")
    return load(path, environment=environment)


def faults(path: Path, text: str, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        loaded(path, text, **environment)
    return [line.removeprefix(f"{path}: ") for line in str(caught.value).splitlines()]


def test_the_template_is_valid_and_tells_the_defaults(path: Path) -> None:
    write_template(path, answers={})

    settings = load(path, environment={})

    assert settings.limits == LimitSettings()
    assert settings.letters.mode == "review"
    assert settings.mailbox.leave_untouched
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_template_explains_every_setting() -> None:
    """A key stands in the template, and a comment stands above it or its neighbour."""
    given = tomllib.loads(TEMPLATE.replace("# review", "review"))
    secrets = {(secret.section, secret.key) for secret in SECRETS}
    missing = []
    for name, info in Settings.model_fields.items():
        inner = [
            t for t in (info.annotation, *get_args(info.annotation)) if hasattr(t, "model_fields")
        ]
        for section in inner:
            missing += [
                f"{name}.{key}"
                for key in section.model_fields
                if key not in given[name] and (name, key) not in secrets
            ]
        if not inner and name not in given and not name.startswith("database"):
            missing.append(name)

    assert missing == []


def test_answers_are_filled_in_and_comments_kept(path: Path) -> None:
    write_template(path, answers={"mailbox.host": "imap.firm.example", "smtp.port": "587"})

    settings = load(path, environment={})

    assert (settings.mailbox.host, settings.smtp and settings.smtp.port) == (
        "imap.firm.example",
        587,
    )
    assert path.read_text().count("#") == TEMPLATE.count("#")


def test_settings_that_exist_are_never_overwritten(path: Path) -> None:
    path.write_text("mine")

    with pytest.raises(OperatorError, match="exists already"):
        write_template(path, answers={})

    assert path.read_text() == "mine"


def test_few_settings_suffice(path: Path) -> None:
    settings = loaded(path, 'state = "kept"\n' + MINIMAL)

    assert settings.state == path.parent / "kept"
    assert settings.review == path.parent / "kept" / "review"
    assert settings.mailbox.folders == ("INBOX",)
    assert settings.mailbox.port == 993
    assert settings.smtp is None


def test_every_fault_is_told_at_once_with_its_place(path: Path) -> None:
    told = faults(
        path,
        'programe = "x"\nworkers = "threads"\n'
        '[mailbox]\nhots = "x"\nport = 99999\n'
        '[smtp]\nhost = "smtp.example"\nsender = "nobody"\n'
        "[limits]\narchive_depth = 0\nmesage_bytes = 5\n",
    )

    assert sorted(told) == sorted(
        [
            "programe is not a setting. The nearest name is “programme”.",
            "workers should be inline, processes:N (such as processes:2) or tcp://host:port.",
            "[mailbox] host is missing.",
            "[mailbox] user is missing.",
            "[mailbox] hots is not a setting. The nearest name is “host”.",
            "[mailbox] port should be less than or equal to 65535.",
            "[smtp] sender should hold one mail address, such as Name <intake@example.kr>.",
            "[limits] archive_depth should be greater than 0.",
            "[limits] mesage_bytes is not a setting. The nearest name is “message_bytes”.",
        ]
    )


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        (MINIMAL + f'password = "{SECRET}"\n', "INTAKE_MAILBOX_PASSWORD"),
        (MINIMAL + f'token = "{SECRET}"\n', "INTAKE_MAILBOX_TOKEN"),
        (
            MINIMAL + f'[smtp]\nhost = "h"\nsender = "a@b.example"\npassword = "{SECRET}"\n',
            "INTAKE_SMTP_PASSWORD",
        ),
        (MINIMAL + f'[registry]\nkey = "{SECRET}"\n', "INTAKE_REGISTRY_KEY"),
        (f'database_url = "{SECRET}"\n' + MINIMAL, "INTAKE_DATABASE_URL"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(
    path: Path, text: str, variable: str
) -> None:
    (told,) = faults(path, text)

    assert variable in told
    assert "_file" in told
    assert SECRET not in told


def test_secrets_come_from_the_environment_or_from_files(path: Path) -> None:
    (path.parent / "smtp.secret").write_text(f"{SECRET}\n")
    settings = loaded(
        path,
        MINIMAL + '[smtp]\nhost = "h"\nuser = "u"\nsender = "접수 <a@b.example>"\n'
        'password_file = "smtp.secret"\n',
        INTAKE_MAILBOX_PASSWORD="from-environment",
        INTAKE_REGISTRY_KEY="key",
        INTAKE_DATABASE_URL="postgresql://",
    )

    assert settings.mailbox.login() == "from-environment"
    assert settings.smtp is not None
    assert settings.smtp.login() == SECRET
    assert settings.smtp.address == "a@b.example"
    assert settings.registry.key is not None
    assert settings.database_url is not None
    for shown in (repr(settings), settings.model_dump_json()):
        assert SECRET not in shown
        assert "from-environment" not in shown
        assert "postgresql" not in shown


def test_a_secret_that_is_missing_is_missed_only_at_login(path: Path) -> None:
    settings = loaded(path, MINIMAL)

    with pytest.raises(SettingsError, match=r"INTAKE_MAILBOX_PASSWORD.*password_file"):
        settings.mailbox.login()


def test_a_secret_file_that_cannot_be_read_is_named(path: Path) -> None:
    (told,) = faults(path, MINIMAL + 'password_file = "absent"\n')

    assert told.startswith("[mailbox] password_file: ")
    assert "absent" in told


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("imap.example", False),
        ("127.0.0.1.example", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_plain_text_only_to_this_machine(path: Path, host: str, allowed: bool) -> None:
    text = MINIMAL.replace("imap.example", host) + 'tls = "none"\n'

    if allowed:
        assert loaded(path, text).mailbox.tls == "none"
    else:
        assert faults(path, text)[0].startswith('[mailbox]: tls = "none" is allowed only')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "intake init", id="there is none"),
        pytest.param(b"programme = \n", "not valid TOML", id="not TOML"),
        pytest.param("programme = '사업'".encode("cp949"), "cannot be read", id="not UTF-8"),
        pytest.param(
            b"mailbox = 3\n", "[mailbox] should be a section", id="a section that is none"
        ),
    ],
)
def test_a_file_that_is_no_settings(path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SettingsError) as caught:
        load(path, environment={})

    assert words in str(caught.value)


def test_a_byte_order_mark_does_no_harm(path: Path) -> None:
    """Windows editors write one."""
    path.write_text(MINIMAL, encoding="utf-8-sig")

    assert load(path, environment={}).mailbox.host == "imap.example"


def test_a_programme_is_a_name_or_a_folder_beside_the_settings(path: Path) -> None:
    assert loaded(path, 'programme = "ours-2026"\n' + MINIMAL).programme == "ours-2026"
    assert loaded(path, 'programme = "./ours"\n' + MINIMAL).programme == str(path.parent / "ours")
