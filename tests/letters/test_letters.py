"""Letters: what goes in, what must stay out, and the bytes that go over the wire."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from email.header import decode_header, make_header
from html.parser import HTMLParser

import pytest
from dossiers import at, complete, dossier, file, good, unsure
from hypothesis import given
from hypothesis import strategies as st
from views import PROGRAMME, report

from checks.report import Report
from outbox.composing import Letter, compose, compose_by_hand, discreet, render, say_until
from outbox.rendering import as_html

TO = "kd@gaon.example"
SENDER = "접수 담당 <intake@office.example>"
OLD = dt.date(2025, 2, 12)
SENT = dt.datetime(2025, 5, 12, 18, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def request(*papers, received="2025-05-13", without=(), files=(), **options) -> Letter | None:
    sent = dossier(*complete(*papers, without=without), received=received, files=files)
    decisions = options.pop("decisions", None)
    judged = report(sent, decisions=decisions)
    return compose(judged, PROGRAMME, "supplement", to=TO, **options)


def wire(letter: Letter, **options) -> bytes:
    facts = {"sender": SENDER, "message_id": "<2025-0007.1.s@office.example>", "date": SENT}
    return render(letter, **(facts | options))


def parsed(data: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


class Cells(HTMLParser):
    """Collects the text of the cells of each table row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def test_a_request_has_one_item_for_each_blocking_finding():
    letter = request(good("national-tax-clearance", issued_on=OLD), without=("sme-confirmation",))

    assert letter is not None
    assert set(letter.answers) == {
        "issued-within:national-tax-clearance",
        "required:sme-confirmation",
    }
    items = letter.body.split("2. 지금까지 받은 파일")[0]
    assert "(1) 제출서류 ③ 국세 납세증명서" in items
    assert "(2) 제출서류 ⑤ 중소기업 확인서" in items
    assert "(3)" not in items
    for label in ("현재 상태: ", "보완할 내용: ", "근거: 공고문 제출서류 ③"):
        assert f"    - {label}" in items


def test_a_request_names_deadline_contact_and_way_back():
    letter = request(without=("sme-confirmation",))

    assert letter is not None
    assert "2025년 5월 13일(화) 18시까지" in letter.body
    assert "한국생산성본부" in letter.body
    assert "02-724-1196" in letter.body
    assert "회신" in letter.body
    assert "$" not in letter.body
    assert letter.subject == (
        "[보완요청] 2025년도 대중소 상생형 스마트공장 구축지원 사업(국민건강보험공단) 참가신청 – "
        "주식회사 가온해미메디텍 (2025년 5월 13일(화) 18시까지) [2025-0007]"
    )
    assert letter.name == "2025-0007-1-supplement"


@pytest.mark.parametrize(
    ("papers", "options"),
    [
        pytest.param((), {}, id="nothing is wrong"),
        pytest.param(
            (good("national-tax-clearance", issued_on=unsure(OLD)),), {}, id="it is only doubtful"
        ),
        pytest.param(
            (good("national-tax-clearance", issued_on=OLD),),
            {"received": "2025-05-13T18:00:01"},
            id="the application was late",
        ),
        pytest.param(
            (
                good("consent-form", collection_consent="refused"),
                good("national-tax-clearance", issued_on=OLD),
            ),
            {},
            id="no new paper can mend all of it",
        ),
        pytest.param(
            (good("national-tax-clearance", issued_on=OLD),),
            {"decisions": {"issued-within:national-tax-clearance": "waived"}},
            id="a reviewer waived the only finding",
        ),
    ],
)
def test_no_request_where(papers, options):
    assert request(*papers, **options) is None


def test_what_a_reviewer_settled_is_not_asked_for():
    letter = request(
        good("national-tax-clearance", issued_on=OLD),
        without=("sme-confirmation",),
        decisions={"issued-within:national-tax-clearance": "settled"},
    )

    assert letter is not None
    assert letter.answers == ("required:sme-confirmation",)
    assert "국세" not in letter.body.split("2. 지금까지 받은 파일")[0].split("보완하실 사항")[1]


def test_a_doubt_that_a_reviewer_confirmed_is_asked_for():
    letter = request(
        good("national-tax-clearance", issued_on=unsure(OLD)),
        decisions={"issued-within:national-tax-clearance": "confirmed"},
    )

    assert letter is not None
    assert letter.answers == ("issued-within:national-tax-clearance",)


def test_a_deadline_that_is_past_is_left_to_the_office():
    letter = request(without=("sme-confirmation",), written_at=at("2025-05-13T18:00:01"))

    assert letter is not None
    assert letter.deadline is None
    assert "18시까지" not in letter.body
    assert "까지" not in letter.subject


def test_a_receipt_lists_every_file_and_judges_nothing():
    sent = dossier(
        *complete(without=("sme-confirmation",)),
        files=(file("서류.zip/⑤ 확인서.pdf", reason="encrypted"),),
    )
    letter = compose(report(sent), PROGRAMME, "acknowledgement", to=TO)

    assert letter is not None
    assert "(6) 서류.zip/⑤ 확인서.pdf\n    - 상태: 암호가 걸려 있어 열 수 없습니다." in letter.body
    assert "- 상태: ‘국세 납세증명서’로 확인됩니다." in letter.body
    assert letter.body.count("확인됩니다.") == 5
    assert "갖추었다는 뜻은 아닙니다" in letter.body
    assert "제출되지 않았습니다" not in letter.body
    assert letter.subject.startswith("[접수확인] ")
    assert letter.answers == ()


def sent_before(*without: str) -> Report:
    return report(dossier(*complete(without=without)))


def test_a_second_request_says_what_came_and_what_it_settled():
    """The tax certificate came, the confirmation did not."""
    before = sent_before("sme-confirmation", "local-tax-clearance")
    letter = request(without=("sme-confirmation",), since=before)

    assert letter is not None
    arrived, settled, still = (
        part.split("\n\n", 1)[1].split("\n\n4.")[0]
        for part in re.split(r"\n\d\. (?=지난번|보완이|아직)", letter.body)[1:]
    )
    assert "지방세 납세증명서" in arrived
    assert arrived.count("- 상태:") == 1
    assert settled.strip("\n") == "  - 제출서류 ③ 지방세 납세증명서: 확인되었습니다."
    assert still.count("보완할 내용") == 1
    assert letter.answers == ("required:sme-confirmation",)


@pytest.mark.parametrize(
    ("paper", "decisions", "said"),
    [
        pytest.param(
            good("national-tax-clearance", issued_on=unsure(dt.date(2025, 5, 2))),
            {},
            "받았으며 담당자가 확인하고 있습니다.",
            id="it came and is not certain",
        ),
        pytest.param(
            good("national-tax-clearance", issued_on=OLD),
            {"issued-within:national-tax-clearance": "waived"},
            "더 보완하지 않으셔도 됩니다.",
            id="a reviewer waived it",
        ),
    ],
)
def test_how_an_open_item_closed(paper, decisions, said):
    old = good("national-tax-clearance", issued_on=OLD)
    sent = dossier(*complete(old), received="2025-05-13")
    without = ("sme-confirmation",)
    letter = request(paper, without=without, since=report(sent), decisions=decisions)

    assert letter is not None
    assert f"국세 납세증명서: {said}" in letter.body


def test_a_receipt_tells_that_nothing_is_left_only_where_nothing_is():
    before = sent_before("sme-confirmation")
    done = compose(report(dossier(*complete())), PROGRAMME, "acknowledgement", to=TO, since=before)
    open_ = compose(before, PROGRAMME, "acknowledgement", to=TO, since=before)

    assert done is not None
    assert open_ is not None
    assert "모두 확인되어, 더 보내실 서류는 없습니다" in done.body
    assert "더 보내실 서류는 없습니다" not in open_.body
    assert "(지난번 안내 이후 새로 받은 파일이 없습니다.)" in open_.body


def test_after_the_deadline_a_programme_may_ask_no_more():
    letters = PROGRAMME.letters.model_copy(update={"after_deadline": "closed"})
    closed = PROGRAMME.model_copy(update={"letters": letters})
    judged = sent_before("sme-confirmation")
    late = at("2025-05-13T18:00:01")
    own = at("2025-05-20T18:00")

    def written(deadline):
        return compose(judged, closed, "supplement", to=TO, written_at=late, deadline=deadline)

    assert compose(judged, closed, "supplement", to=TO, written_at=at("2025-05-13")) is not None
    assert written(None) is None
    extended = written(own)
    assert extended is not None
    assert extended.deadline == own


def test_a_file_that_may_be_another_firms_is_not_named():
    """Neither in the list of files nor in the item that asks for it again."""
    stranger = file("누리벼리팜텍_확인서.pdf", reason="encrypted")
    letter = request(without=("sme-confirmation",), files=(stranger,), shared=[stranger.sha256])

    assert letter is not None
    assert "누리벼리팜텍" not in letter.subject + letter.body
    assert letter.body.count("이름을 적지 않습니다") == 2


def test_the_mark_stands_in_the_brackets_of_the_subject():
    letter = request(without=("sme-confirmation",), mark="2025-0007 K3M9-QXTV")

    assert letter is not None
    assert letter.subject.endswith(" [2025-0007 K3M9-QXTV]")


def test_a_receipt_says_to_the_second_when_the_mails_arrived():
    """At the deadline a second decides, and a later mail has a time of its own."""
    late = report(dossier(*complete(), received="2025-05-13T18:00:01"))
    first = compose(late, PROGRAMME, "acknowledgement", to=TO)
    more = dossier(*complete(), later={"2025-05-13T17:03:09": (good("technology-market"),)})
    second = compose(
        report(more), PROGRAMME, "acknowledgement", to=TO, since=report(dossier(*complete()))
    )

    assert first is not None
    assert second is not None
    assert "도착일시: 2025년 5월 13일(화) 18시 0분 1초" in first.body
    assert "도착일시: 2025년 5월 13일(화) 17시 3분 9초\n" in second.body


def test_a_late_application_is_told_that_its_mail_arrived_and_no_more():
    sent = dossier(*complete(), received="2025-05-14")
    letter = compose(report(sent), PROGRAMME, "acknowledgement", to=TO)

    assert letter is not None
    assert letter.subject.startswith("[도착확인] ")
    assert "접수기간: 2025년 4월 23일(수)부터 2025년 5월 13일(화) 18시까지" in letter.body
    assert "접수되었다는 뜻은 아닙니다" in letter.body
    assert "접수일시" not in letter.body


def test_papers_after_the_deadline_are_told_to_have_arrived():
    more = dossier(*complete(), later={"2025-05-15T17:03:09": (good("technology-market"),)})
    before = report(dossier(*complete()))
    letter = compose(report(more), PROGRAMME, "acknowledgement", to=TO, since=before)

    assert letter is not None
    assert letter.subject.startswith("[도착확인] ")
    assert PROGRAMME.letters.late_papers in letter.body


def test_all_that_is_open_on_one_form_is_one_item():
    """Two consents without a mark were two items of the same name, with the same remedy twice."""
    letter = request(
        good("consent-form", collection_consent="unmarked", provision_consent="unmarked")
    )

    assert letter is not None
    assert len(letter.answers) == 2
    items = letter.body.split("2. 지금까지 받은 파일")[0]
    assert items.count("제출서류 ② 개인·기업 정보 활용 동의서") == 1
    assert "(2)" not in items
    for consent in ("수집·이용", "제3자 제공"):
        assert consent in items
    remedies = [line for line in items.splitlines() if "보완할 내용" in line]
    assert len(remedies) == 1


WORTHLESS = "by-hand:technology-market"  # its number is unknown to its office


@pytest.mark.parametrize(
    ("without", "threat", "said"),
    [
        pytest.param((), False, "위 서류는 선택 서류이므로", id="only the optional paper"),
        pytest.param(("sme-confirmation",), True, "⑥ 중소기업기술마켓 인증서는 선택", id="both"),
    ],
)
def test_nobody_is_threatened_for_want_of_an_optional_paper(without, threat, said):
    letter = request(good("technology-market"), without=without, decisions={WORTHLESS: "confirmed"})

    assert letter is not None
    assert WORTHLESS in letter.answers
    assert ("접수에서 제외될 수" in letter.body) is threat
    assert said in letter.body
    assert "보내지 않으셔도 신청에서 제외되지 않습니다." in letter.body


def test_a_paper_that_a_person_still_looks_at_is_told_to_have_arrived():
    unclear = good("national-tax-clearance", certain=False)
    letter = compose(report(dossier(*complete(unclear))), PROGRAMME, "acknowledgement", to=TO)

    assert letter is not None
    assert "‘국세 납세증명서’로 보이는 서류를 받았으며 담당자가 확인하고 있습니다." in letter.body


@pytest.mark.parametrize(
    ("officer", "said"),
    [
        pytest.param("정다슬", "한국생산성본부 접수 담당 정다슬입니다.", id="a name"),
        pytest.param(None, "한국생산성본부 접수 담당입니다.", id="no name"),
    ],
)
def test_a_letter_names_the_officer(officer, said):
    contact = PROGRAMME.contact.model_copy(update={"officer": officer})
    named = PROGRAMME.model_copy(update={"contact": contact})
    judged = report(dossier(*complete(without=("sme-confirmation",))))

    for kind in ("supplement", "acknowledgement"):
        letter = compose(judged, named, kind, to=TO)
        assert letter is not None
        assert said in letter.body


REFUSED = "consent-given:consent-form:provision_consent"
LATE = "received-in-window"


@pytest.mark.parametrize(
    ("papers", "received", "decisions", "said"),
    [
        pytest.param((), "2025-05-14", {LATE: "confirmed"}, "접수하지 못하게", id="too late"),
        pytest.param((), "2025-05-14", {}, None, id="too late, and nobody has decided"),
        pytest.param((), "2025-05-14", {LATE: "waived"}, None, id="too late, and let pass"),
        pytest.param(
            (good("consent-form", provision_consent="refused"),),
            "2025-05-12",
            {REFUSED: "confirmed"},
            "‘동의하지 않음’으로 표시되어 있습니다. (공고문 ",
            id="excluded",
        ),
        pytest.param(
            (good("consent-form", provision_consent="refused"),),
            "2025-05-12",
            {},
            None,
            id="nobody has decided on the exclusion",
        ),
        pytest.param(
            (),
            "2025-05-12",
            {"by-hand:participation-ban": "confirmed"},
            "참여제한 중인 기업으로 확인되었습니다.",
            id="barred",
        ),
        pytest.param((), "2025-05-12", {}, None, id="nothing is wrong"),
    ],
)
def test_what_a_person_sends_to_whom_is_excluded(papers, received, decisions, said):
    sent = dossier(*complete(*papers), received=received)
    told = compose_by_hand(report(sent, decisions=decisions), PROGRAMME)

    if said is None:
        assert told is None
        return
    assert told is not None
    subject, body = told
    assert subject.startswith("[검토결과] ")
    assert said in body
    assert "$" not in body
    assert "02-724-1196" in body


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        pytest.param(
            "가.pdf\r\nBcc: x@evil.example", "가.pdf Bcc: (메일 주소 생략)", id="a header"
        ),
        pytest.param("사본 900101-1******.pdf", "사본 (번호 생략).pdf", id="a masked number"),
        pytest.param("042-81-12345 등록증.pdf", "(번호 생략) 등록증.pdf", id="a business number"),
        pytest.param("김대리 010-0000-0101.pdf", "김대리 (번호 생략).pdf", id="a telephone number"),
        pytest.param("https://evil.example/a 보기", "(링크 생략) 보기", id="a link"),
        pytest.param("가\u202efdp.exe", "가 fdp.exe", id="a sign that turns the writing round"),
        pytest.param("2025-0007_03_20250430.pdf", "2025-0007_03_20250430.pdf", id="days stay"),
    ],
)
def test_nothing_personal_leaves(written, sent):
    assert discreet(written) == sent


def test_long_names_are_bounded():
    assert len(discreet("가" * 400, longest=80)) == 80


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at("2025-05-13T18:00"), "2025년 5월 13일(화) 18시까지"),
        (at("2025-05-18T09:05"), "2025년 5월 18일(일) 9시 5분까지"),
        (at("2025-05-20T23:59:59"), "2025년 5월 20일(화) 24시까지"),
        (at("2025-06-01T00:00"), "2025년 5월 31일(토) 24시까지"),
        (at("2024-03-01T00:00"), "2024년 2월 29일(목) 24시까지"),
    ],
)
def test_a_deadline_in_korean(moment, said):
    assert say_until(moment) == said


def test_a_letter_on_the_wire():
    letter = request(good("national-tax-clearance", issued_on=OLD))
    data = wire(
        letter,
        in_reply_to="<their-mail@gaon.example>",
        references=["<first@gaon.example>", "not an id", "<their-mail@gaon.example>"],
    )
    mail = parsed(data)

    assert mail["Subject"] == letter.subject
    assert mail["To"] == TO
    assert mail["From"].addresses[0].display_name == "접수 담당"
    assert mail["Message-ID"] == "<2025-0007.1.s@office.example>"
    assert mail["In-Reply-To"] == "<their-mail@gaon.example>"
    assert mail["References"].split() == ["<first@gaon.example>", "<their-mail@gaon.example>"]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Date"].datetime == SENT
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text.get_content().replace("\r\n", "\n") == letter.body
    assert text["Content-Transfer-Encoding"] == page["Content-Transfer-Encoding"] == "base64"
    rows = Cells(page.get_content()).rows
    assert rows[0] == ["서류", "내용"]
    assert rows[1][0] == "(1) 제출서류 ③ 국세 납세증명서"
    assert rows[1][1].startswith("현재 상태 국세 납세증명서의 발급일")
    assert "근거 공고문 제출서류 ③" in rows[1][1]
    assert mail.defects == []


def test_every_line_is_ascii_bounded_and_ended_by_crlf():
    data = wire(request(without=("sme-confirmation",)), in_reply_to="<a@b.example>")

    assert re.search(rb"[^\r]\n|\r[^\n]", data) is None
    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 76 + 2
    assert data == wire(request(without=("sme-confirmation",)), in_reply_to="<a@b.example>")


@pytest.mark.parametrize(
    "answered",
    [
        pytest.param(None, id="no identifier"),
        pytest.param("plain text", id="not an identifier"),
        pytest.param("<a@b.example>\r\nBcc: x@evil.example", id="a header in the identifier"),
        pytest.param(f"<{'a' * 251}@b.example>", id="an endless identifier"),
    ],
)
def test_a_doubtful_identifier_is_left_out(answered):
    data = wire(request(without=("sme-confirmation",)), in_reply_to=answered)

    assert parsed(data)["In-Reply-To"] is None
    assert parsed(data)["References"] is None
    assert b"evil" not in data


def test_a_long_thread_keeps_its_beginning_and_its_end():
    ids = [f"<{n}@gaon.example>" for n in range(40)]
    data = wire(request(without=("sme-confirmation",)), in_reply_to=ids[-1], references=ids)

    assert parsed(data)["References"].split() == [ids[0], *ids[-9:]]


@pytest.mark.parametrize(
    ("to", "written"),
    [
        pytest.param("kd@가온.test", "kd@xn--o39a190c.test", id="a Korean domain"),
        pytest.param("a.b+c@gaon.example", "a.b+c@gaon.example", id="a usual address"),
    ],
)
def test_addresses(to, written):
    letter = request(without=("sme-confirmation",)).model_copy(update={"to": to})

    assert parsed(wire(letter))["To"] == written


@pytest.mark.parametrize("to", ["홍@gaon.example", "a b@gaon.example", "nobody", "a@b\r\nX: y"])
def test_addresses_that_mail_cannot_carry_are_refused(to):
    letter = request(without=("sme-confirmation",)).model_copy(update={"to": to})

    with pytest.raises(ValueError):
        wire(letter)


@given(st.text(max_size=120))
def test_any_subject_survives_the_way(subject):
    letter = Letter(
        receipt_number="2025-0001",
        revision=1,
        kind="supplement",
        to=TO,
        subject=subject,
        body="본문\n",
    )
    data = wire(letter)
    head = data.split(b"\r\n\r\n")[0]
    (raw,) = re.findall(rb"^Subject: ([^\r]*(?:\r\n [^\r]*)*)", head, re.MULTILINE)

    shown = "".join(c if c.isprintable() else " " for c in subject)
    assert str(make_header(decode_header(raw.decode().replace("\r\n ", " ")))) == shown
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))


def test_a_request_names_what_a_closed_file_may_lack():
    """Else the applicant sends the file again, and the next letter asks for the paper."""
    locked = file("확인서 모음.pdf", reason="encrypted")
    letter = request(without=("sme-confirmation", "local-tax-clearance"), files=(locked,))

    assert letter is not None
    items = letter.body.split("2. 지금까지 받은 파일")[0]
    assert items.count("확인서 모음.pdf") == 1
    assert items.rstrip().endswith(
        "※ 다음 서류가 위 파일에 들어 있지 않으면 그 서류도 함께 보내 주십시오.\n\n"
        "  - 제출서류 ③ 지방세 납세증명서\n"
        "  - 제출서류 ⑤ 중소기업 확인서"
    )
    assert "<li>제출서류 ⑤ 중소기업 확인서</li>" in as_html(letter.body)


def test_a_file_that_our_reader_broke_on_asks_for_nothing():
    broken = file("확인서.pdf", reason="crashed")
    letter = request(
        good("national-tax-clearance", issued_on=OLD),
        without=("sme-confirmation",),
        files=(broken,),
    )

    assert letter is not None
    assert "※" not in letter.body
