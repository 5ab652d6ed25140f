"""The words of the sample mails, and the logos below their signatures."""

import io
import random

from PIL import Image, ImageDraw

from specimens.company import Company

_NOTES = (
    """안녕하세요.
{city} 소재 {name} {position} {person}입니다.

「2025년도 대중소 상생형 스마트공장 구축지원 사업」 참가 신청서류를 첨부와 같이 제출하오니
검토 부탁드립니다.

감사합니다.

{name}
{person} {position}
T. {phone}   E. {email}
""",
    """수고 많으십니다.

스마트공장 도입기업 모집 공고를 보고 신청드립니다. (사업자등록번호 {number})
제출서류 첨부드리오니 확인 부탁드리겠습니다. 혹시 빠진 서류가 있으면 연락 주세요.

{person} 드림
{phone}
""",
    """담당자님께

귀 기관의 무궁한 발전을 기원합니다.
당사 {name}(대표 {representative})은(는) 아래와 같이 신청서류를 제출합니다.

 1. 참가신청서 및 참가신청내역서
 2. 개인·기업 정보 활용 동의서
 3. 국세, 지방세 완납증명서
 4. 사업자등록증명원
 5. 중소기업확인서

끝.
----------------------------------
{name} | {person} {position}
{address}
TEL {phone} | {email}
""",
)

NEWSLETTER = """스마트제조 소식지 5월호

■ 이달의 지원사업
 - 대중소 상생형 스마트공장 구축지원 사업 (신청기간을 꼭 확인하세요!)
 - 제조데이터 활용 교육 안내

본 메일은 수신에 동의하신 분께 발송됩니다. 수신을 원하지 않으시면 수신거부를 눌러 주세요.
"""

OUT_OF_OFFICE = """안녕하십니까.
휴가로 인해 5월 7일부터 5월 9일까지 부재중입니다.
급한 용무는 대표전화로 연락 부탁드립니다.

본 메일은 자동으로 발송되었습니다.
"""

QUESTION = """안녕하세요.

스마트공장 사업에 관심이 있어서 문의드립니다.
사업자등록증명원은 언제 발급한 것이어야 하나요? 그리고 공급기업을 아직 정하지 못했는데
신청이 가능한지 궁금합니다.

답변 부탁드립니다. 감사합니다.
"""


def cover_note(company: Company) -> str:
    """Return the body of a submission; which of several wordings depends on the firm."""
    contact = company.contact
    return _NOTES[company.seed % len(_NOTES)].format(
        city=company.city,
        name=company.name,
        person=contact.name,
        position=contact.position,
        phone=contact.phone,
        email=contact.email,
        number=company.business_number,
        representative=company.representative,
        address=company.address,
    )


def consultant_note(first: Company, second: Company) -> str:
    return f"""안녕하세요. 컨설팅 담당 제로운입니다.

아래 2개사의 스마트공장 구축지원사업 신청서류를 함께 보내드립니다.
 - {first.name} (대표 {first.representative})
 - {second.name} (대표 {second.representative})

파일명 앞에 기업명을 표시하였습니다. 보완이 필요하면 저에게 회신 부탁드립니다.
"""


def supplement_note(company: Company, first_body: str) -> str:
    quoted = "\n".join("> " + line for line in first_body.rstrip().split("\n"))
    return f"""안녕하세요. {company.bare_name}입니다.
지난번 메일에 누락된 지방세 납세증명서를 추가로 제출합니다.

-----Original Message-----
{quoted}
"""


def logo_png(company: Company) -> bytes:
    """Return a small company logo, another for every firm."""
    chance = random.Random(company.seed)
    image = Image.new("RGB", (160, 48), "white")
    draw = ImageDraw.Draw(image)
    hue = (chance.randint(0, 150), chance.randint(0, 150), chance.randint(90, 200))
    draw.ellipse((4, 4, 44, 44), fill=hue)
    for bar in range(4):
        draw.rectangle((54 + bar * 24, 14, 72 + bar * 24, 14 + chance.randint(8, 22)), fill=hue)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
