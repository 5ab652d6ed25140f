"""What no paper shows: the registry, other dossiers, the mail's way, what is looked up by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, browser
from dossiers import BUSINESS_NUMBER, WHO, at, complete, dossier, good, unsure
from specimens.mail import Letter, deliver

from checks.model import Arrival, Dossier, Finding, RegistryAnswer, Repeat, Verdict
from checks.report import Report
from checks.rules import RULES
from extractors.formats.mail.message import parse
from extractors.model import Hop
from pipeline.cli import main
from pipeline.commands.explaining import everything, sentences
from pipeline.judging.repeats import holding_of, repeats_among, repeats_of
from pipeline.programmes import FOLDER, load
from pipeline.review import DossierView, cards
from pipeline.review.page_layout import is_confirmed, lay_out, next_steps
from pipeline.review.report_forms import as_html, as_text
from pipeline.review.report_parts import Links

NAME = "nhis-smart-factory-2025"
PROGRAMME = load(NAME)
CLOSES = PROGRAMME.window.closes
NOON = at("2025-05-12")


def judged(papers: Dossier, decisions: Any = None) -> Verdict:
    return PROGRAMME.check(papers, decisions)


def found(rule: str, papers: Dossier) -> list[Finding]:
    return [finding for finding in judged(papers).findings if finding.rule == rule]


def report_of(papers: Dossier, receipt: str = "2025-0007", decisions: Any = None) -> Report:
    head = {"programme": NAME, "receipt_number": receipt, "revision": 1}
    return Report.of(head, papers, judged(papers, decisions))


# ── the registry ─────────────────────────────────────────────────────────────────────


def answered(*papers: Any, **answer: Any) -> Dossier:
    """Good papers but for *papers*, and what the registry said of their number."""
    given = {"number": BUSINESS_NUMBER, "asked_at": NOON, "status": "active"} | answer
    known = RegistryAnswer.model_validate(given)
    return dossier(*complete(*papers)).model_copy(update={"registry": known})


@pytest.mark.parametrize(
    ("answer", "expected", "status"),
    [
        pytest.param({}, [("", "note")], "complete", id="in operation"),
        pytest.param({"status": "suspended"}, [("", "blocking")], "ineligible", id="suspended"),
        pytest.param({"status": "closed"}, [("", "blocking")], "ineligible", id="closed"),
        pytest.param({"status": "closed", "unit_taxation": True}, [("", "doubtful")], "review",
                     id="closed into a head office"),
        pytest.param({"status": "unregistered"}, [("", "doubtful")], "review", id="unknown"),
        pytest.param({"authentic": True}, [("", "note")], "complete", id="authentic"),
        pytest.param({"authentic": False},
                     [("", "note"), (":business-registration:authentic", "doubtful")], "review",
                     id="not authentic"),
        pytest.param({"number": "023-45-67892", "status": "closed"}, [(":not-asked", "note")],
                     "complete", id="an answer about another number"),
    ],
)  # fmt: skip
def test_open_for_business(answer: Any, expected: list[tuple[str, str]], status: str) -> None:
    papers = answered(**answer)

    assert [(f.key.removeprefix("open-for-business"), f.severity)
            for f in found("open-for-business", papers)] == expected  # fmt: skip
    assert judged(papers).status == status


def test_a_closed_firm_whose_number_is_not_certain_is_for_a_person() -> None:
    """Every paper is a scan, and no two of them lie in different files."""
    numbers = {kind: good(kind, file="스캔.pdf", business_number=unsure(BUSINESS_NUMBER))
               for kind in ("application-form", "national-tax-clearance", "local-tax-clearance",
                            "business-registration", "sme-confirmation")}  # fmt: skip
    (finding,) = found("open-for-business", answered(*numbers.values(), status="closed"))

    assert finding.severity == "doubtful"


def test_not_asked_says_where_to_look_and_what_to_type() -> None:
    (finding,) = found("open-for-business", dossier(*complete()))

    assert finding.key == "open-for-business:not-asked"
    assert finding.lookup is not None
    assert finding.lookup.number == BUSINESS_NUMBER
    assert "홈택스" in finding.lookup.where


# ── other dossiers ───────────────────────────────────────────────────────────────────


def season(*made: Dossier) -> dict[str, tuple[Repeat, ...]]:
    return repeats_of(report_of(each, f"2025-{n:04}") for n, each in enumerate(made, start=1))


def firm(number: str, *papers: Any, sender: str = "", received: str = "2025-05-12") -> Dossier:
    """A dossier of the firm *number*, its files and mail its own."""
    own = {**WHO, "business_number": number}
    files = [good(kind, file=f"{number} {kind}", **own)
             for kind in ("local-tax-clearance", "business-registration")]  # fmt: skip
    made = dossier(*files, *papers, received=received)
    mails = [mail.model_copy(update={"sender": sender or f"a@{number}.example",
                                     "sha256": f"{number}{mail.sha256}"[:64]})
             for mail in made.submissions]  # fmt: skip
    return made.model_copy(update={"submissions": tuple(mails)})


A, B, C = "012-34-56782", "023-45-67892", "034-86-12340"


def test_what_is_looked_for_one_dossier_is_what_is_found_for_all() -> None:
    """A decision concerns one dossier, and only that one is compared with the others."""
    shared = good("sme-confirmation", file="shared", company_name="가")
    made = (firm("124-81-00998", shared), firm("220-81-62517", shared), firm("214-86-35105"))
    reports = [report_of(each, f"2025-{n:04}") for n, each in enumerate(made, start=1)]
    whole = repeats_of(reports)

    one = repeats_among([holding_of(report) for report in reports], of={"2025-0002"})

    assert whole["2025-0002"]
    assert one == {"2025-0002": whole["2025-0002"]}


def test_firms_that_share_nothing_share_nothing() -> None:
    assert set(season(firm(A), firm(B), firm(C)).values()) == {()}


def test_the_same_file_of_two_firms() -> None:
    shared = good("sme-confirmation", file="같은.pdf", business_number=A)
    first, second = season(firm(A, shared), firm(B, shared)).values()

    assert [(r.kind, r.shown, r.receipts) for r in first] == [("file", "같은.pdf", ("2025-0002",))]
    assert [r.receipts for r in second] == [("2025-0001",)]


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        pytest.param("0010-2025-123456", ["certificate"], id="the number of one certificate"),
        pytest.param("0010-2025-000000", [], id="another number"),
        pytest.param(unsure("0010-2025-123456"), [], id="a number that is not certain"),
    ],
)
def test_the_same_certificate_in_two_files(number: Any, kinds: list[str]) -> None:
    one = good("sme-confirmation", file="1", certificate_number="0010-2025-123456")
    other = good("sme-confirmation", file="2", certificate_number=number, business_number=B)

    assert [repeat.kind for repeat in season(firm(A, one), firm(B, other))["2025-0001"]] == kinds


def test_places_of_one_firm_may_share_their_papers() -> None:
    shared = good("national-tax-clearance", file="같은.pdf", business_number=A)
    first, _ = season(firm(A, shared), firm(A, shared, received="2025-05-11")).values()

    assert {repeat.related for repeat in first} == {True}


@pytest.mark.parametrize(
    ("others", "named"),
    [pytest.param(1, False, id="one other firm"), pytest.param(2, True, id="two other firms")],
)
def test_a_contact_of_several_firms_is_named_as_a_consultants(others: int, named: bool) -> None:
    firms = [firm(n, sender="Help@consulting.example") for n in (A, B, C)[: others + 1]]
    repeats = season(*firms)["2025-0001"]
    (finding,) = found("repeated-elsewhere", firms[0].model_copy(update={"repeats": repeats}))

    assert finding.key == "repeated-elsewhere:contact-sender"
    assert finding.severity == "doubtful"
    assert ("컨설팅" in finding.message) is named
    assert finding.message.endswith("확인하여 주십시오.")


# ── the mail's way ───────────────────────────────────────────────────────────────────


def came(*, received: str = "2025-05-12T12:00:00", **arrival: Any) -> Dossier:
    made = dossier(*complete(), received=received)
    (mail,) = made.submissions
    known = Arrival.model_validate(arrival)
    return made.model_copy(update={"submissions": (mail.model_copy(update={"arrival": known}),)})


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        pytest.param({"spf": "pass", "dkim": "pass", "dmarc": "pass"}, "note", id="all pass"),
        pytest.param({"spf": "softfail", "dkim": "none"}, "note", id="nothing fails outright"),
        pytest.param({"spf": "pass", "dkim": "fail"}, "doubtful", id="one fails"),
        pytest.param({"spf": "fail", "dmarc": "pass"}, "note", id="forwarded, and DMARC passed"),
        pytest.param({"compauth": "fail"}, "doubtful", id="only the sum of them fails"),
        pytest.param({"spf": "none", "compauth": "softpass"}, "note", id="their sum is guessed"),
        pytest.param({}, "note", id="the server left no result"),
    ],
)
def test_sender_authenticated(results: dict[str, str], expected: str) -> None:
    (finding,) = found("sender-authenticated", came(authentication=tuple(results.items())))

    assert finding.severity == expected


def raw_mail(*headers: str) -> bytes:
    return "\r\n".join([*headers, "From: a@firm.example", "Subject: x", "", "x"]).encode()


TAKEN = "Received: from mx.firm.example by mx.office.example; Mon, 12 May 2025 12:00:02 +0900"
OURS = "Authentication-Results: mx.office.example; spf=fail (not: spf=pass) smtp.mailfrom=b"


BY_EXCHANGE = (
    "Received: from a by B.KORP216.PROD.OUTLOOK.COM with HTTPS; Mon, 12 May 2025 12:00:02 +0900"
)
NAMELESS = "Authentication-Results: spf=fail (sender IP is 192.0.2.9) smtp.mailfrom=b; dmarc=fail"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param([OURS, TAKEN], {"spf": "fail"}, id="on top"),
        pytest.param([TAKEN, OURS], {"spf": "fail"}, id="below a server of the same house"),
        pytest.param([TAKEN, OURS.replace("mx.office", "mx.firm")], {}, id="another house's"),
        pytest.param([TAKEN, OURS.replace("office.example", "evil.test")], {}, id="a stranger's"),
        pytest.param(
            [TAKEN, OURS, OURS.replace("fail", "pass")], {"spf": "fail"}, id="the topmost counts"
        ),
        pytest.param(
            ["Authentication-Results: mx.office.example; dkim=fail; dkim=pass header.d=x", TAKEN],
            {"dkim": "pass"},
            id="one of two signatures is enough",
        ),
        pytest.param(
            ['Authentication-Results: mx.office.example; x="; dmarc=pass"', TAKEN],
            {},
            id="what is quoted is no result",
        ),
        pytest.param(
            [BY_EXCHANGE, NAMELESS], {"spf": "fail", "dmarc": "fail"}, id="Exchange Online"
        ),
        pytest.param(
            [NAMELESS, BY_EXCHANGE, TAKEN], {"spf": "fail", "dmarc": "fail"}, id="above its server"
        ),
        pytest.param(
            [BY_EXCHANGE, NAMELESS.replace("fail", "pass")],
            {"spf": "pass", "dmarc": "pass"},
            id="Exchange Online is pleased",
        ),
        pytest.param([TAKEN, NAMELESS], {"spf": "fail", "dmarc": "fail"}, id="nobody's failure"),
        pytest.param([TAKEN, NAMELESS.replace("fail", "pass")], {}, id="nobody's pass"),
        pytest.param(
            [OURS.replace("spf=fail", "dkim=pass"), OURS.replace("spf=fail", "dmarc=pass"), TAKEN],
            {"dkim": "pass", "dmarc": "pass"},
            id="a line for each method",
        ),
        pytest.param(
            [TAKEN, OURS, OURS.replace("spf=fail", "dmarc=pass")],
            {"spf": "fail"},
            id="a second line that may be forged says nothing good",
        ),
        pytest.param(
            [TAKEN, OURS.replace("spf=fail", "dkim=pass"), OURS],
            {"dkim": "pass", "spf": "fail"},
            id="and may say something bad",
        ),
        pytest.param(
            [OURS.replace("not:", "a (b) c"), TAKEN], {"spf": "fail"}, id="nested remarks"
        ),
        pytest.param(
            ["Authentication-Results: mx.office.example spf=fail (x) dmarc=fail (y)", TAKEN],
            {"spf": "fail", "dmarc": "fail"},
            id="no semicolons",
        ),
        pytest.param(
            ["Authentication-Results: mx.office.example spf=pass dmarc=pass", TAKEN],
            {"spf": "pass", "dmarc": "pass"},
            id="no semicolons and nothing wrong",
        ),
        pytest.param(
            ["Authentication-Results: mx.office.example; spf=fail smtp.helo=x dmarc=pass", TAKEN],
            {"spf": "fail"},
            id="a sender's own words are no pass",
        ),
        pytest.param(
            [BY_EXCHANGE, "Authentication-Results: dmarc=none;compauth=fail reason=001"],
            {"dmarc": "none", "compauth": "fail"},
            id="Exchange Online's own verdict",
        ),
        pytest.param(
            [TAKEN, 'Authentication-Results: "mx.office.example" (a) ; (b) dmarc (c) = fail'],
            {"dmarc": "fail"},
            id="a quoted name and remarks all over",
        ),
        pytest.param(["Received-SPF: Fail (x)", TAKEN], {"spf": "fail"}, id="SPF on its own"),
        pytest.param([TAKEN, "Received-SPF: Fail (x)"], {}, id="a stranger's SPF"),
    ],
)
def test_only_the_receiving_servers_own_results_count(
    headers: list[str], expected: dict[str, str]
) -> None:
    assert dict(parse(raw_mail(*headers)).authentication) == expected


FIVE = "2025-05-13T17:59:00+09:00"
TAKEN_AT_FIVE = "Received: from a by mx.office.example; Tue, 13 May 2025 17:59:00 +0900"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param([TAKEN_AT_FIVE, TAKEN], FIVE, id="the topmost counts"),
        pytest.param([TAKEN_AT_FIVE.replace("+0900", "+09:00")], FIVE, id="an offset with a colon"),
        pytest.param([TAKEN_AT_FIVE.replace("+0900", "GMT+09:00")], FIVE, id="from Greenwich"),
        pytest.param([TAKEN_AT_FIVE.replace("+0900", "KST")], FIVE, id="a zone's name"),
        pytest.param([TAKEN_AT_FIVE.replace("; ", " ")], FIVE, id="no semicolon"),
        pytest.param(
            ["Received: from a by mx.office.example; " + FIVE], FIVE, id="another notation"
        ),
        pytest.param(
            ["Received: by mx.office.example with LMTP", TAKEN_AT_FIVE], FIVE, id="no day on top"
        ),
        pytest.param(
            ["Received: by mx.office.example; gestern", TAKEN_AT_FIVE],
            FIVE,
            id="no day of a calendar",
        ),
        pytest.param(
            ["Received: by mx.elsewhere.test with LMTP", TAKEN_AT_FIVE],
            None,
            id="what another house wrote below anybody may have written",
        ),
        pytest.param(["Received: by mx.office.example"], None, id="no day at all"),
        pytest.param([TAKEN_AT_FIVE.replace(" +0900", "")], None, id="no zone"),
        pytest.param([], None, id="no server"),
    ],
)
def test_when_a_mail_arrived_by_its_headers(headers: list[str], expected: str | None) -> None:
    received = parse(raw_mail(*headers)).received

    assert received == (dt.datetime.fromisoformat(expected) if expected else None)


def unknown(**update: Any) -> Dossier:
    """A complete dossier of which nobody knows when its mail arrived."""
    made = came(**update)
    mails = tuple(m.model_copy(update={"received_at_known": False}) for m in made.submissions)
    return made.model_copy(update={"submissions": mails})


def test_a_day_of_arrival_that_nobody_knows_is_a_doubt_and_never_late() -> None:
    made = unknown(received="2026-11-30T12:00:00", sent_at="2025-05-12T10:00:00+09:00")
    (finding,) = found("received-in-window", made)
    verdict = PROGRAMME.check(made)

    assert finding.severity == "doubtful"
    assert "언제 도착하였는지 알 수 없습니다" in finding.message
    assert "2025-05-12 10:00" in finding.message
    assert verdict.status == "review"
    dated = [f for f in verdict.findings if f.rule in ("issued-within", "valid-through-project")]
    assert dated
    assert {f.severity for f in dated} == {"doubtful"}
    assert all("어림한 날" in f.message for f in dated)


def test_the_hops_are_told_in_the_order_of_the_way() -> None:
    sent = dt.datetime(2025, 5, 12, 12, 0, tzinfo=NOON.tzinfo)
    raw = deliver(Letter("가", "a@firm.example", "x", "x", sent), sent + dt.timedelta(seconds=9))
    mail = parse(raw)

    assert [hop.server for hop in mail.hops] == ["mail.firm.example", "mx.intake.example"]
    assert mail.sent_at == sent
    assert mail.hops[-1].at == sent + dt.timedelta(seconds=9)


def hop(server: str, text: str) -> Hop:
    return Hop(server=server, at=at(text))


@pytest.mark.parametrize(
    ("received", "taken", "keys"),
    [
        pytest.param("2025-05-13T18:00:00", "2025-05-13T18:00:00", [], id="both in time"),
        pytest.param("2025-05-13T17:59:00", "2025-05-13T18:00:01",
                     ["received-in-window:clocks"], id="taken late, kept in time"),
        pytest.param("2025-05-13T18:00:01", "2025-05-13T17:59:59", ["received-in-window"],
                     id="taken in time, kept late"),
    ],
)  # fmt: skip
def test_two_clocks_that_disagree_over_the_deadline(
    received: str, taken: str, keys: list[str]
) -> None:
    papers = came(received=received, hops=(hop("mx.office.example", taken),))
    findings = found("received-in-window", papers)

    assert [finding.key for finding in findings] == keys
    assert all(finding.severity == "doubtful" for finding in findings)
    if keys == ["received-in-window"]:
        assert "마감 전인 2025-05-13 17:59:59에 받았다고" in findings[0].message


def test_a_late_mail_sent_in_time_says_which_clock_counts() -> None:
    late = came(received="2025-05-13T18:00:09", sent_at=at("2025-05-13T17:58:00"))
    (finding,) = found("received-in-window", late)

    assert "보낸 쪽 시계로는 마감 전인" in finding.message


def test_the_deadline_card_shows_every_clock() -> None:
    papers = came(
        received="2025-05-13T18:00:00",
        sent_at=at("2025-05-13T17:58:30"),
        hops=(hop("mail.firm.example", "2025-05-13T17:59:00"),
              hop("mx.office.example", "2025-05-13T18:00:01")),
    )  # fmt: skip
    (card,) = cards.deadlines_of(report_of(papers), PROGRAMME, {})

    assert [(clock.whose.split()[0], clock.gap, clock.mark.word) for clock in card.clocks] == [
        ("보낸", "1분 30초 전", "마감 전"),
        ("중계", "1분 전", "마감 전"),
        ("받은", "1초 후", "마감 후"),
        ("접수", "마감 시각과 같음", "마감 전"),
    ]
    assert card.counted is card.clocks[-1]


def test_a_later_mail_is_held_against_the_deadline_for_supplements() -> None:
    papers = dossier(*complete(), later={"2025-05-13T17:00": (good("technology-market"),)})
    first, second = cards.deadlines_of(report_of(papers), PROGRAMME, {})

    assert (first.what, second.what) == ("접수 마감", "보완기한")
    assert second.counted.gap == "1시간 전"


def test_a_later_mail_is_held_against_the_dossiers_own_date() -> None:
    papers = dossier(*complete(), later={"2025-05-15T17:00": (good("technology-market"),)})
    report = report_of(papers)
    _, over = cards.deadlines_of(report, PROGRAMME, {})
    _, extended = cards.deadlines_of(report, PROGRAMME, {}, until=at("2025-05-16T18:00"))

    assert (over.counted.mark.word, extended.counted.mark.word) == ("마감 후", "마감 전")


# ── by hand ──────────────────────────────────────────────────────────────────────────

BAN = "by-hand:participation-ban"
PAPER = "by-hand:national-tax-clearance"


def test_every_dossier_has_its_list() -> None:
    boxes = cards.boxes_of(report_of(dossier(*complete())))
    by_key = {box.finding.key: box for box in boxes}

    assert len(boxes) > 8
    assert all(box.where for box in boxes)
    assert by_key[BAN].number == BUSINESS_NUMBER
    assert by_key[BAN].quote.startswith("스마트공장 구축 및 고도화사업에서 '참여제한'")
    assert not any(box.ticked for box in boxes)


@pytest.mark.parametrize(
    ("printed", "number", "certain"),
    [
        pytest.param("1234-567-8901-234", "1234-567-8901-234", True, id="read"),
        pytest.param(unsure("1234-567-8901-234"), "1234-567-8901-234", False, id="not certain"),
        pytest.param(None, None, False, id="not found"),
    ],
)
def test_authenticity_is_looked_up_by_the_papers_number(
    printed: Any, number: str | None, certain: bool
) -> None:
    papers = dossier(*complete(good("national-tax-clearance", certificate_number=printed)))
    (box,) = [b for b in cards.boxes_of(report_of(papers)) if b.finding.key == PAPER]

    assert (box.number, box.certain, box.label) == (number, certain, "발급번호")
    assert box.finding.evidence[0].document == "national-tax-clearance"


def test_a_paper_that_did_not_come_has_no_box() -> None:
    keys = [box.finding.key for box in cards.boxes_of(report_of(dossier(*complete())))]

    assert "by-hand:technology-market" not in keys


@pytest.mark.parametrize(
    ("key", "decision", "status"),
    [
        pytest.param(BAN, None, "complete", id="not looked up yet"),
        pytest.param(BAN, "settled", "complete", id="looked up, in order"),
        pytest.param(BAN, "confirmed", "ineligible", id="a ban that nothing mends"),
        pytest.param(PAPER, "confirmed", "supplement", id="a paper that its office does not know"),
    ],
)
def test_what_a_tick_does(key: str, decision: str | None, status: str) -> None:
    decisions = {key: decision} if decision else {}
    report = report_of(dossier(*complete()), decisions=decisions)
    layout = lay_out(report, PROGRAMME)

    assert report.status == status
    if decision == "confirmed":
        (said,) = [r.finding.message for _, r in layout.open_points if r.finding.key == key]
        assert said.endswith(("참여제한 중인 기업으로 확인되었습니다.", "확인되지 않았습니다."))
    assert layout.ticked == bool(decision)
    assert is_confirmed(report) is (status == "ineligible")
    assert any(r.finding.key == key for _, r in layout.open_points) is (decision == "confirmed")


def test_when_all_is_ticked_the_application_can_go_on() -> None:
    papers = dossier(*complete())
    keys = [box.finding.key for box in cards.boxes_of(report_of(papers))]
    report = report_of(papers, decisions=dict.fromkeys(keys, "settled"))

    assert "직접 확인도 마쳤습니다" in next_steps(report, ())[0]
    assert f"({len(keys)}/{len(keys)} 확인)" in as_text(report, PROGRAMME)


# ── how it looks ─────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 390])
def test_both_cards_fit_a_window(tmp_path: Path, width: int) -> None:
    papers = came(sent_at=NOON, hops=(hop("mx.a-rather-long-name.office.example", "2025-05-12"),))
    report = report_of(papers, decisions={BAN: "settled", "by-hand:running-project": "confirmed"})
    page = tmp_path / "report.html"
    page.write_text(as_html(DossierView(report, "x"), PROGRAMME, Links()), encoding="utf-8")
    with browser() as chromium:
        chromium.open(page, width=width)
        text = chromium.text
        photograph(chromium, tmp_path / f"report-{width}.png")

        assert chromium.overflow <= 0
        assert chromium.complaints == []
    for words in (
        "도착일시의 근거",
        "접수 메일함에 도착",
        "문제 없음",
        "문제 있음",
        "입력할 번호",
    ):
        assert words in text or width < 700
    assert "intake decide" not in text  # no command in what a reviewer reads


def photograph(chromium: Browser, target: Path) -> None:
    chromium.photograph(target)
    assert target.stat().st_size > 10_000


# ── intake explain ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_says_in_korean_what_it_does(name: str) -> None:
    assert "니다." in RULES[name].says


def test_the_notice_is_told_in_whole_sentences() -> None:
    told = "\n".join(sentences(PROGRAMME))

    assert {q.id for q in PROGRAMME.questions} >= {f"Q{n}" for n in range(1, 10)}
    assert "대표자, 시·도가 같아야 합니다." in told
    assert "동의서는 다른 서류의 대표자나 신청 담당자가 서명하였어야 하며" in told


def test_everything_lists_all_rules_and_papers() -> None:
    told = "\n".join(everything())

    assert all(f"\n  {name}" in told for name in RULES)
    assert "{" not in told
    assert "〈asks〉이(가) 있어야" in told
    assert "lacks" not in told


def test_explain_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", NAME]) == 0
    assert PROGRAMME.title in capsys.readouterr().out
    assert main(["explain", "nhis-smart-factory-2052"]) == 1
    assert f"혹시 ‘{NAME}’?" in capsys.readouterr().err


# ── faults of a programme file ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('measured_on = "receipt"', 'measured_on = "reciept"', "(혹시 ‘receipt’?)",
                     id="a value that is none of the choices"),
        pytest.param("months      = 3", 'months      = "셋"', "정수를 적어야", id="no number"),
        pytest.param('document = "sme-confirmation"\nclause   = "제출서류 ⑤"\nasks',
                     'document = "sme-confirmaton"\nclause   = "제출서류 ⑤"\nasks',
                     "‘sme-confirmation’", id="a misspelt paper to look up"),
        pytest.param('numbers  = ["certificate_number"]', 'numbers  = ["certificat_number"]',
                     "‘certificate_number’", id="a misspelt field to type"),
        pytest.param('what   = "participation-ban"', 'what   = "running-project"', "두 번",
                     id="the same look-up twice"),
        pytest.param('rule   = "sender-authenticated"\nclause = "신청방법"',
                     'rule   = "sender-authenticated"', "clause", id="a rule without its clause"),
        pytest.param("closes = 2025-05-13T18", "closes = 2025-03-13T18", "늦어야",
                     id="an end before the beginning"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_korean_with_what_would_be_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    text = (FOLDER / NAME / "programme.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "programme.toml").write_text(text.replace(old, new, 1), "utf-8")

    assert main(["explain", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "Input should" not in told
