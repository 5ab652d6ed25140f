"""What print says of its own sheet, and what only sounds like it."""

import datetime as dt
import io

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas
from specimens.company import invent
from specimens.fonts import load_font
from specimens.national_tax import national_tax_clearance

from extractors.documents import identify
from extractors.formats import read
from extractors.recognising.disclaimers import of_letters_across, of_rows, of_words_across

TITLES = ("사업자등록증명",)


@pytest.mark.parametrize(
    ("row", "sign"),
    [
        ("견본", "specimen"),
        ("[ 견 본 ]", "specimen"),
        ("- SPECIMEN -", "specimen"),
        ("무효", "specimen"),
        ("시험발급", "specimen"),
        ("연습용", "specimen"),
        ("이 증명서는 견본입니다.", "specimen"),
        ("본 증명서는 교육용으로 발급된 것입니다.", "specimen"),
        ("열\t람\t용", "preview"),
        ("사업자등록증명 (열람용)", "preview"),
        ("열람용 사업자등록증명", "preview"),
        ("미리보기 화면", "preview"),
        ("제출 불가", "preview"),
        ("법적 효력 없음", "preview"),
        ("※ 본 민원증명은 열람용이므로 법적인 효력이 없습니다.", "preview"),
        ("인쇄하신 증명서는 법적인 효력이 없습니다.", "preview"),
        ("본 출력물은 법적 효력이 없습니다", "preview"),
        ("이 화면은 미리보기용입니다", "preview"),
        ("제출용으로 사용할 수 없습니다.", "preview"),
        ("본 서류는 제출용이 아닙니다.", "preview"),
        ("열람일시 : 2026년04월24일 10시12분41초", "preview"),
    ],
)
def test_what_a_sheet_says_of_itself(row, sign):
    assert set(of_rows([row], TITLES)) == {sign}


def test_a_sentence_may_break_over_two_rows():
    rows = ["※ 본 등기사항증명서는 열람용이므로", "법적인 효력이 없습니다."]

    assert set(of_rows(rows)) == {"preview"}


@pytest.mark.parametrize(
    "row",
    [
        "열람, 정정, 삭제를 요구할 수 있습니다.",
        "이 증명서는 열람용이 아닌 제출용입니다.",
        "사본",
        "원본대조필",
        "이 서류는 사본이므로 원본과 대조하시기 바랍니다.",
        "사본은 법적 효력이 없습니다.",
        "본 증명서의 복사본은 법적 효력이 없습니다.",
        "본 증명서는 위조ㆍ변조된 경우 효력이 없습니다.",
        "위ㆍ변조된 증명서는 효력이 없습니다.",
        "이 증명서는 유효기간이 지나면 효력이 없습니다.",
        "테두리가 없는 경우 무효입니다.",
        "허위로 발급받은 경우 본 확인서는 무효로 한다.",
        "본 확인서는 공공기관 입찰용으로는 사용할 수 없습니다.",
        "발급받은 증명서를 타인이 제출용으로 사용할 수 없습니다.",
        "말소된 등기사항은 효력이 없습니다.",
        "측정, 시험, 항해, 제어 및 기타 정밀기기 제조업",
        "견본주택 건설업",
        "시험연구용",
        "열람일시",
    ],
)
def test_what_only_sounds_like_it(row):
    assert list(of_rows([row], TITLES)) == []


@pytest.mark.parametrize(
    ("word", "signs"),
    [
        ("DRAFT", {"specimen"}),
        ("TEST", {"specimen"}),
        ("열람용열람용", {"preview"}),
        ("정부24미리보기정부24", {"preview"}),
        ("제출용으로사용할수없습니다", {"preview"}),
        ("사본", set()),
        ("COPY", set()),
        ("원본대조필제출용원본대조필", set()),
        ("국세청국세청", set()),
        ("한빛견본시장", set()),
    ],
)
def test_words_across_a_sheet(word, signs):
    assert set(of_words_across([word])) == signs


@pytest.mark.parametrize(
    ("texts", "signs"),
    [
        (["건본"], {"specimen"}),
        (["SAMPIE"], {"specimen"}),
        (["DRA-", "?"], {"specimen"}),
        (["Spe5imenSpecmen"], {"specimen"}),
        (["제줄용으로시용할수없습니다"], {"preview"}),
        (["?리보기"], {"preview"}),
        (["열랑용"], {"preview"}),
        (["8뇨?표", "?"], {"overprint"}),
        (["8뇨?표"], set()),
        (["사븐", "?"], set()),
        (["원본대조필"], set()),
        (["제출용"], set()),
        (["유효"], set()),
        (["국세청"], set()),
        (["DR"], set()),
    ],
)
def test_letters_across_a_scan_are_known_as_a_reader_makes_them_out(texts, signs):
    assert set(of_letters_across(texts)) == signs


# ── on certificates ──────────────────────────────────────────────────────────────────

FIRM = invent(31)
DAY = dt.date(2025, 5, 2)


def across(data: bytes, text: str, *, angle: float, size: float, every: int = 0) -> bytes:
    """Print *text* across a sheet, or as tiles *every* so many points apart."""
    layer = io.BytesIO()
    canvas = Canvas(layer)
    canvas.setFillGray(0.75)
    canvas.setFillAlpha(0.6)
    canvas.setFont(load_font("gothic").fontName, size)
    places = [(x, y) for x in range(0, 600, every) for y in range(0, 850, every)] if every else []
    for x, y in places or [(150, 380)]:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.drawString(0, 0, text)
        canvas.restoreState()
    canvas.save()
    writer = pypdf.PdfWriter(io.BytesIO(data))
    writer.pages[0].merge_page(pypdf.PdfReader(layer).pages[0])
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "how", "signs"),
    [
        pytest.param("견본", {"angle": 45, "size": 110}, ("specimen",), id="slanted"),
        pytest.param("미리보기", {"angle": 0, "size": 90}, ("preview",), id="level"),
        pytest.param("열람용", {"angle": 30, "size": 18, "every": 120}, ("preview",), id="tiled"),
        pytest.param("사본", {"angle": 45, "size": 110}, (), id="a copy"),
    ],
)
def test_a_word_across_a_certificate_is_a_sign_and_hides_no_value(text, how, signs):
    plain = national_tax_clearance(FIRM, issued_on=DAY)
    (document,) = identify(read(across(plain.data, text, **how)))

    assert (document.type, document.certain) == ("national-tax-clearance", True)
    assert document.signs == signs
    assert document.field("issued_on").value == DAY
    assert document.field("company_name").value == FIRM.name
    assert all(document.field(name).certain for name in ("issued_on", "company_name"))
