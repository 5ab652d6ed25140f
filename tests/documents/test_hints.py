"""What a form prints in its own cells is no entry, and what an applicant writes is no hint."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_entries import form, said, table

from extractors.documents import identify
from extractors.fields.hints import is_hint, without_hints, without_hints_in_prose
from extractors.fields.putting_off import is_put_off, is_sent_elsewhere
from extractors.formats import read
from extractors.korean import single_spaced, squash
from extractors.model import Transcript

FORMS = Path(__file__).parents[1] / "golden" / "forms"
LABELS = frozenset(
    map(squash, ("기업명", "대표자", "담당자", "소재지", "직위", "연락처", "이메일"))
)
OWN = frozenset(("기업명", "담당자", "소재지"))


def left(text: str) -> tuple[str, bool]:
    words = without_hints(text, OWN, LABELS.__contains__)

    assert len(words.text) == len(text)
    return single_spaced(words.text), words.sure


# ── forms that nobody filled in ──────────────────────────────────────────────────────


def test_every_field_of_an_empty_form_is_blank() -> None:
    """The layout of a print that offices hand out, its hints where entries go."""
    path = FORMS / "ours-with-hints.hwpx"
    (document,) = identify(read(path.read_bytes(), path.name))

    assert document.type == "application-form"
    assert {name: value.value for name, value in document.fields().items() if value.value} == {}
    assert {"company_name", "business_number", "address", "contact_name", "target_level"} <= set(
        document.fields()
    )


@pytest.mark.parametrize("name", ["other-with-hints.docx", "other-with-examples.hwpx"])
def test_an_empty_form_of_another_programme_has_no_value(name: str) -> None:
    documents = identify(read((FORMS / name).read_bytes(), name))

    assert not [v for document in documents for v in document.fields().values() if v.value]


# ── the grammar of hints ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "(우편번호)",
        "(우      )",
        "(우편번호 :        )",
        "(성명) (직위)",
        "(국문)\n(영문)",
        "국문 :\n영문 :",
        "(성명 / 직위)",
        "(법인인 경우)",
        "(단위: 백만원)",
        "(      )백만원",
        "백만원",
        "명",
        "000-00-00000",
        "000-0000-0000",
        "○○○",
        "YYYY-MM-DD",
        "0000년 00월 00일",
        "20○○년 ○월 ○일",
        "@",
        "(선택)",
        "성명",
        "성명, 직위",
        "도로명주소, 동·호수까지",
        "휴대전화 가능",
        "금            원정",
        "총      백만원 (정부      백만원, 공단      백만원, 기업부담      백만원)",
    ],
)
def test_names_units_and_fillers_are_no_entries(text: str) -> None:
    assert left(text) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "사업자등록증과 동일하게 기재",
        "사업자등록증과동일하게기재",
        "사업자등록증과 동일하게\n기재",
        "실제 과업이 진행될 경우 실무자와 미팅할 사무실의 주소 기재",
        "서비스명을 기입해 주세요.",
        "공동대표는 모두 기재",
        "이곳을 마우스로 누르고 내용을 입력하세요.",
        "※ 도로명주소로 기재",
        "예) 중간1",
        "예)중간1",
        "(예시) 중간1 이상",
        "예: 2020년",
        "ex) 50명 이상",
        "예) 등록된 제품 없음, 등록 완료(2X년 XX월)",
        "예) name@company.co.kr",
        "name@company.co.kr",
        "주식회사 ○○○",
        "○○시 ○○로",
        "별첨 참조",
        "사업자등록증상의 상호",
        "미정인 경우 '미정'",
        "보기) 중간1",
        "-",
    ],
)
def test_what_a_form_says_is_no_entry_and_a_person_may_look(text: str) -> None:
    """Somebody may have written it all the same: that nothing stands there is not certain."""
    assert left(text) == ("", False)
    assert is_hint(text, LABELS.__contains__)


@pytest.mark.parametrize(
    "text",
    [
        "(주)가온해미",
        "㈜누리(NURI CO., LTD.)",
        "주식회사 서명",
        "김선택",
        "이참고",
        "60 백만원",
        "금 육천만원정",
        "27명",
        "법인 사업자",
        "협약일로부터 9개월",
        "강원특별자치도 횡성군 우천면 너른들로 148 (우천일반산업단지 내)",
        "(24461) 강원특별자치도 춘천시",
        "의료용 기기 제조업 (21300)",
        "중간1 (생산정보 실시간 수집·분석)",
        "0001 춘천공장 (강원특별자치도 춘천시 동내면 한빛길 3)",
        "60백만원 (정부 18백만원, 국민건강보험공단 24백만원, 기업부담 18백만원)",
        "010-0000-0423",
        "kd@company03.example",
        "해당 없음",
        "미정",
    ],
)
def test_an_entry_stays_as_it_is(text: str) -> None:
    assert left(text) == (text, True)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("주식회사 가온해미\n사업자등록증과 동일하게 기재", "주식회사 가온해미"),
        ("(국문) 주식회사 가온\n(영문) Gaon Medical Co., Ltd.", "주식회사 가온"),
        ("(영문) Gaon Medical\nCo., Ltd.\n(국문) ㈜가온", "㈜가온"),
        ("국문 : 가온해미\n영문 : Gaon Haemi", "가온해미"),
        ("주식회사 가온 (국문)\nGaon Medical (영문)", "주식회사 가온"),
        ("(성명) 김나래 (직위) 과장", "김나래"),
        ("김나래 (성명) 과장 (직위)", "김나래"),
        ("(우편번호) 24461\n강원특별자치도 춘천시", "24461 강원특별자치도 춘천시"),
        ("중간2 예) 중간1", "중간2"),
        ("중간2\n예) 중간1", "중간2"),
        ("(예: 중간1) 중간2", "중간2"),
        ("000-00-00000\n123-86-12345", "123-86-12345"),
        ("김나래 (인)", "김나래"),
    ],
)
def test_an_entry_beside_a_hint_is_the_value(text: str, entry: str) -> None:
    assert left(text) == (entry, True)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("주식회사 가온해미 사업자등록증과 동일하게 기재", "주식회사 가온해미"),
        ("주식회사가온해미사업자등록증과동일하게기재", "주식회사가온해미"),
        ("(성명) (직위) 김나래 과장", "김나래 과장"),
        ("(영문) Gaon Medical", "Gaon Medical"),
        ("예) 중간1\n중간2", "중간2"),
        ("예) 등록된 제품 없음, 등록\n완료(25년 10월)", "완료(25년 10월)"),
        ("대한의료기재", "대한의료기재"),
        ("XX바이오", "XX바이오"),
        ("123-45-67890", "123-45-67890"),
        ("010-0000-0000", "010-0000-0000"),
        ("홍길동", "홍길동"),
        ("plan@company.co.kr", "plan@company.co.kr"),
    ],
)
def test_what_cannot_be_told_apart_is_never_certain(text: str, entry: str) -> None:
    assert left(text) == (entry, False)


# ── what an applicant describes ──────────────────────────────────────────────────────

PROSE = "작업일보를 설비에서 자동으로 수집하여 불량 원인을 실시간으로 확인하고자 함."
EXAMPLES = ("(예시) 운영시스템구축 분야 필수 기재", "증빙서류 제출")


@pytest.mark.parametrize(
    ("text", "rest", "sure"),
    [
        pytest.param(PROSE, PROSE, True, id="own words"),
        pytest.param("작업일보를 자동으로 작성", "작업일보를 자동으로 작성", False,
                     id="own words that sound like an instruction"),
        pytest.param("해당 없음", "해당 없음", True, id="an answer"),
        pytest.param("※ 추진 필요성과 목표를 구체적으로 기술", "", False, id="an instruction"),
        pytest.param("5줄 이내로 작성해 주십시오.", "", False, id="a polite one"),
        pytest.param(f"5줄 이내로 작성해 주십시오.\n{PROSE}", PROSE, True, id="one left standing"),
        pytest.param(f"예) MES 고도화\n{PROSE}", PROSE, True, id="an example over own words"),
        pytest.param("예) MES 고도화\n품질 이력", "품질 이력", False,
                     id="an example that may go on"),
        pytest.param("별첨자료 참조", "", False, id="elsewhere"),
        pytest.param("○○", "", False, id="fillers"),
        pytest.param(EXAMPLES[0], EXAMPLES[0], True, id="print that the type of form knows"),
    ],
)  # fmt: skip
def test_prose(text: str, rest: str, sure: bool) -> None:
    words = without_hints_in_prose(text, EXAMPLES)

    assert (single_spaced(words.text), words.sure) == (rest, sure)


# ── on a form ────────────────────────────────────────────────────────────────────────


def test_a_filled_form_with_its_hints_left_standing() -> None:
    found = form(
        table(
            ("소재지", "(우편번호) 24461\n강원특별자치도 춘천시 남산면 가온로 71-2"),
            ("담당자", "(성명) 김나래 (직위) 과장"),
            ("이메일", "예) name@company.co.kr\nkd@company03.example"),
            ("목표수준", "중간1\n예) 중간1"),
            ("총사업비", "60 백만원"),
        )
    )

    assert said(found, "address", "contact_name", "target_level", "total_cost") == [
        ("강원특별자치도 춘천시 남산면 가온로 71-2", True),
        ("김나래", True),
        ("중간1", True),
        ("60 백만원", True),
    ]
    assert said(found, "contact_email") == [("kd@company03.example", False)]


def test_a_column_of_instructions_makes_no_doubt_of_an_empty_cell() -> None:
    found = form(
        table(("설립일", "", "YYYY-MM-DD"), ("소재지", "", "사업자등록증과 동일하게 기재"))
    )

    assert said(found, "opened_on", "address") == [(None, True), (None, True)]


def test_a_choice_without_a_mark_is_none() -> None:
    found = form(
        table(("지원유형", "고도화 / 고도화(동일수준)"), ("목표수준", "중간1, 중간2 중 택1"))
    )

    assert said(found, "support_type", "target_level") == [(None, False), (None, False)]


def test_a_paper_that_no_applicant_fills_in_has_no_hints() -> None:
    """An office's words are its own, be they what a form would say."""
    golden = FORMS.parent / "documents" / "sme_confirmation" / "soft-hyphens.pdf"
    transcript = read(golden.read_bytes(), golden.name)

    assert isinstance(transcript, Transcript)
    assert all(not document.is_form for document in identify(transcript))


# ── fillers ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "추후 제출",
        "추후 제출 예정입니다.",
        "추후",
        "나중에",
        "기제출",
        "이하 여백",
        "전화 문의 바랍니다",
        "작년과 동일",
        "to be determined",
        "T.B.D.",
        "#REF!",
        "asdf",
        "???",
        "협의 후 결정",
        "작성 중",
        "상동",
        "위와 같음",
        "생략",
        "내용 없음",
        "미정",
        "-",
        "ㅡ",
        "ㆍ",
        "·····",
        "X",
        "?",
        "○○○",
        "1. 추후 제출",
        "여기에 작성",
        "뒷면 참조",
        "예정",
        "동일",
        "테스트",
        "[추후 제출]",
    ],
)
def test_what_puts_an_answer_off_is_no_entry(text: str) -> None:
    assert squash(without_hints_in_prose(text, ()).text) == ""
    assert not is_sent_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "본문 참조",
        "https://drive.firm.example/x",
        "별첨 참조",
        "별첨참조",
        "별첨 1",
        "붙임 자료 참고 바랍니다.",
        "사업계획서 참조",
        "※ 첨부파일 참조",
    ],
)
def test_what_sends_to_something_else_is_no_entry(text: str) -> None:
    assert squash(without_hints_in_prose(text, ()).text) == ""
    assert is_sent_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "해당없음",
        "해당 사항 없음",
        "없음",
        "CCTV 설치",
        "안전센서",
        "별첨 참조하여 안전센서 12개소를 설치한다",
        "추후 안전센서를 12개소에 더 설치할 예정이다",
        "작업장 안전점검 실시",
    ],
)
def test_a_short_answer_is_an_entry(text: str) -> None:
    assert without_hints_in_prose(text, ()) == (text, True)
    assert not is_put_off(text)
