"""The tax office's registry: asked over HTTPS in batches, kept, and done without when down."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from office import SEOUL, Office, letter, open_office, registration_paper, tax_paper
from registry_server import GATEWAY, KEY, RegistryServer, registry_server
from servers import imap_server, smtp_server
from specimens.company import business_number, invent

from extractors.errors import OperatorError, Unreachable
from pipeline.exits import OPERATOR, OURS, UNREACHABLE
from pipeline.judging import registry as service
from pipeline.judging.registry import KeyRefused, QuestionRefused, Registry, RegistryQuestion, bare
from pipeline.settings import load

NOW = dt.datetime(2025, 5, 13, 17, 0, tzinfo=SEOUL)
FIRM = RegistryQuestion("010-88-01343")
OWNED = FIRM._replace(opened_on="2006-05-04", representative="모가람")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RegistryServer]:
    with registry_server(tmp_path / "registry") as running:
        yield running


def client(server: RegistryServer, key: str = KEY) -> Registry:
    return Registry(server.url, key, ca_file=server.ca_file)


# ── the protocol ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("known", "status", "more"),
    [
        pytest.param({"b_stt_cd": "01"}, "active", {"tax_type": "부가가치세 일반과세자"},
                     id="in operation"),
        pytest.param({"b_stt_cd": "02"}, "suspended", {}, id="suspended"),
        pytest.param({"b_stt_cd": "03", "end_dt": "20250102"}, "closed",
                     {"closed_on": dt.date(2025, 1, 2)}, id="closed on a day"),
        pytest.param({"b_stt_cd": "03", "utcc_yn": "Y"}, "closed", {"unit_taxation": True},
                     id="closed into a head office"),
        pytest.param(None, "unregistered", {"tax_type": ""},
                     id="unknown, although the service says OK"),
    ],
)  # fmt: skip
def test_a_status_is_understood(
    server: RegistryServer,
    known: dict[str, str] | None,
    status: str,
    more: dict[str, object],
) -> None:
    if known:
        server.firms[bare(FIRM.number)] = known
    (answer,) = client(server).ask([FIRM], NOW)

    assert (answer.number, answer.status, answer.asked_at) == (FIRM.number, status, NOW)
    assert {name: getattr(answer, name) for name in more} == more
    assert server.numbers_asked("validate") == []


@pytest.mark.parametrize(
    ("owner", "authentic"),
    [
        pytest.param(("20060504", "모가람"), True, id="number, day and name belong together"),
        pytest.param(("20060504", "다른이"), False, id="another name"),
    ],
)
def test_authenticity_is_asked_where_all_of_it_is_known(
    server: RegistryServer, owner: tuple[str, str], authentic: bool
) -> None:
    server.firms[bare(OWNED.number)] = {"b_stt_cd": "01"}
    server.owners[bare(OWNED.number)] = owner
    (answer,) = client(server).ask([OWNED], NOW)

    assert answer.authentic is authentic
    assert server.numbers_asked("validate") == [1]


def test_no_more_than_a_hundred_numbers_are_asked_at_once(server: RegistryServer) -> None:
    numbers = [business_number(n % 100, 81, 1000 + n) for n in range(230)]
    server.firms |= {bare(number): {"b_stt_cd": "01"} for number in numbers}
    answers = list(client(server).ask([RegistryQuestion(number) for number in numbers], NOW))

    assert server.numbers_asked() == [100, 100, 30]
    assert [answer.number for answer in answers] == numbers


@pytest.mark.parametrize("key", [KEY, "only%2Bfor%2Fthis%2Brun%3D%3D"], ids=["decoded", "encoded"])
def test_either_form_of_the_key_is_good(server: RegistryServer, key: str) -> None:
    assert len(list(client(server, key).ask([FIRM], NOW))) == 1


@pytest.mark.parametrize(
    ("trouble", "raised", "said"),
    [
        pytest.param((200, GATEWAY.format("SERVICE_KEY_IS_NOT_REGISTERED_ERROR", 30)), KeyRefused,
                     "INTAKE_REGISTRY_KEY", id="the gateway does not know the key"),
        pytest.param((401, '{"code":-4,"msg":"등록되지 않은 인증키 입니다."}'), KeyRefused,
                     "INTAKE_REGISTRY_KEY", id="the service does not know the key"),
        pytest.param((200, GATEWAY.format(
            "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", 22)), Unreachable,
            "as often as it does in a day", id="the day's limit"),
        pytest.param((429, ""), Unreachable, "as often as it does in a day", id="too many calls"),
        pytest.param((404, '{"status_code":"HTTP_ERROR"}'), Unreachable, "HTTP 404",
                     id="not found"),
        pytest.param((500, '{"status_code":"INTERNAL_ERROR"}'), Unreachable, "HTTP 500",
                     id="a fault of theirs"),
        pytest.param((200, "<html>점검 중입니다</html>"), Unreachable, "no usable answer",
                     id="a page in place of an answer"),
        pytest.param((302, ""), Unreachable, "HTTP 302", id="a redirection is not followed"),
        pytest.param((400, '{"status_code":"BAD_JSON_REQUEST"}'), QuestionRefused, "400",
                     id="a question that they call malformed"),
        pytest.param((411, '{"status_code":"REQUEST_DATA_MALFORMED"}'), QuestionRefused, "411",
                     id="data that they call malformed"),
        pytest.param((413, '{"status_code":"TOO_LARGE_REQUEST"}'), QuestionRefused, "413",
                     id="more than they take"),
        pytest.param((200, "x" * 3_000_000), Unreachable, "too much", id="an endless answer"),
    ],
)  # fmt: skip
def test_an_error_says_who_must_act(
    server: RegistryServer, trouble: tuple[int, str], raised: type[Exception], said: str
) -> None:
    server.trouble = trouble

    with pytest.raises(raised, match=said) as refused:
        list(client(server).ask([FIRM], NOW))
    assert KEY not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_slow_answer_is_not_waited_for(
    server: RegistryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SECONDS", 0.5)
    server.trouble = "slow"

    with pytest.raises(Unreachable, match="no answer within"):
        list(client(server).ask([FIRM], NOW))


def test_a_certificate_that_is_not_trusted_is_refused(server: RegistryServer) -> None:
    with pytest.raises(Unreachable, match="certificate is not trusted"):
        list(Registry(server.url, KEY).ask([FIRM], NOW))
    assert server.calls == []


def test_a_certificate_file_that_is_none_is_the_operators(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="ca_file"):
        Registry("https://registry.example", KEY, ca_file=tmp_path / "none.pem")


# ── in the product ───────────────────────────────────────────────────────────────────

NUMBER = invent(1).business_number


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[object, object]]:
    folder = tmp_path_factory.mktemp("post")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        imap.append(letter(1, tax_paper(1), registration_paper(1)), NOW)
        yield imap, smtp


@pytest.fixture
def office(tmp_path: Path, servers: tuple[object, object], server: RegistryServer) -> Office:
    """An office that asks the registry, and one firm's mail."""
    imap, smtp = servers
    end = f'[registry]\nurl = "{server.url}"\nca_file = "{server.ca_file}"\n'
    made = open_office(tmp_path / "office", imap, smtp, workers="inline", end=end)  # type: ignore[arg-type]
    settings = load(made.config, environment={**made.secrets, "INTAKE_REGISTRY_KEY": KEY})
    return dataclasses.replace(made, settings=settings)


def about_business(office: Office) -> list[tuple[str, str]]:
    (report,) = office.reports().values()
    return [(f["key"], f["severity"]) for f in report["findings"]
            if f["rule"] == "open-for-business"]  # fmt: skip


@pytest.mark.mail
def test_a_closed_firm_is_ineligible_until_a_person_says_otherwise(
    office: Office, server: RegistryServer
) -> None:
    server.firms[bare(NUMBER)] = {"b_stt_cd": "03", "end_dt": "20250301"}
    result = office.run()
    (report,) = office.reports().values()

    assert (result.code, result.troubles) == (0, ())
    assert ("open-for-business", "blocking") in about_business(office)
    assert report["status"] == "ineligible"


@pytest.mark.mail
def test_an_answer_is_kept_for_a_week(office: Office, server: RegistryServer) -> None:
    server.firms[bare(NUMBER)] = {"b_stt_cd": "01"}
    office.run()
    asked = len(server.calls)
    office.now += dt.timedelta(days=6)
    office.run()
    assert len(server.calls) == asked

    server.firms[bare(NUMBER)] = {"b_stt_cd": "02"}
    office.now += dt.timedelta(days=2)
    office.run()
    assert len(server.calls) > asked
    assert ("open-for-business", "blocking") in about_business(office)


@pytest.mark.mail
@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        pytest.param((500, ""), UNREACHABLE, id="it is down"),
        pytest.param((401, ""), OPERATOR, id="it refuses the key"),
        pytest.param((400, ""), OURS, id="it refuses our question"),
    ],
)
def test_papers_are_judged_without_it_and_a_later_run_heals(
    office: Office, server: RegistryServer, trouble: tuple[int, str], code: int
) -> None:
    server.firms[bare(NUMBER)] = {"b_stt_cd": "01"}
    server.trouble = trouble
    assert office.run().code == code
    assert about_business(office) == [("open-for-business:not-asked", "note")]

    server.trouble = None
    assert office.run().code == 0
    assert ("open-for-business", "note") in about_business(office)
    assert ("open-for-business:not-asked", "note") not in about_business(office)


@pytest.mark.mail
def test_the_key_is_nowhere_in_what_is_said_or_kept(
    office: Office, server: RegistryServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for trouble in ((500, ""), (400, ""), (401, ""), None):
        server.trouble = trouble
        result = office.run()
        for form in (KEY, bare(KEY) or KEY, "only%2Bfor"):
            assert form not in f"{result} {caplog.text}"
    kept = [path for path in office.settings.state.rglob("*") if path.is_file()]
    assert len(kept) > 3
    assert [path for path in kept if KEY.encode() in path.read_bytes()] == []


@pytest.mark.mail
def test_without_a_key_nobody_is_asked(office: Office, server: RegistryServer) -> None:
    quiet = dataclasses.replace(office, settings=load(office.config, environment=office.secrets))
    assert quiet.run().code == 0

    assert server.calls == []
    (report,) = quiet.reports().values()
    (finding,) = [f for f in report["findings"] if f["rule"] == "open-for-business"]
    assert finding["key"] == "open-for-business:not-asked"
    assert finding["lookup"]["number"] == NUMBER
    assert json.dumps(finding, ensure_ascii=False).count("홈택스") == 1


@pytest.mark.mail
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        pytest.param(None, "✓ tax office's registry", id="it answers"),
        pytest.param((401, ""), "✗ tax office's registry: The tax office",
                     id="it refuses the key"),
    ],
)  # fmt: skip
def test_doctor_asks_whether_the_key_is_good(
    office: Office,
    server: RegistryServer,
    monkeypatch: pytest.MonkeyPatch,
    trouble: tuple[int, str] | None,
    told: str,
) -> None:
    monkeypatch.setenv("INTAKE_REGISTRY_KEY", KEY)
    server.trouble = trouble

    assert told in office.command("doctor").stdout
