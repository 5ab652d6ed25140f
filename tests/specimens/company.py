"""Invented companies: names, people, places and numbers that belong to nobody.

Business numbers carry a valid check digit and begin with 000 to 100, which are never
allotted; corporate numbers begin with a court code 00xx, which no registry has; telephone
numbers lie in exchanges 000 and 0000; streets and quarters do not exist.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Size = Literal["소기업(소상공인)", "소기업", "중기업"]
SIZES: tuple[Size, ...] = ("소기업(소상공인)", "소기업", "중기업")

ROOTS = (
    "가온해미", "다온새미", "하람별곡", "누리벼리", "참이음결", "솔빛마루재", "은가람터",
    "도담여울", "해솔모루", "온새미결", "미리내들", "아라찬빛", "한울벼루", "바로미샘",
    "늘품가지", "윤슬고개", "새암나래", "여울목재", "푸르메결", "든솔바람",
)  # fmt: skip
SUFFIXES = ("메디텍", "바이오", "헬스케어", "의료기", "팜텍", "바이오메드", "덴탈", "메디칼")
FAMILY_NAMES = ("도", "표", "인", "옥", "제", "방", "함", "모", "봉", "길", "탁", "국")
GIVEN_NAMES = (
    "가람", "다솜", "한결", "예솔", "보람", "새벽", "은솔", "하늬", "마루", "고은", "여름", "힘찬",
    "단비", "로운", "소담", "해찬",
)  # fmt: skip
ROADS = (
    "새별메로", "한뫼솔길", "푸른여울안길", "온누리벌로", "달무리고개길", "해오름터로",
    "가온들녘길", "무지개샘로",
)  # fmt: skip
QUARTERS = ("보람솔동", "새터울동", "한빛골동", "여울샘동")
TRADES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("제조업", "정형외과용 및 신체보정용 기기"), ("도매 및 소매업", "의료기기")),
    (("제조업", "의료용품 및 기타 의약 관련제품"),),
    (("제조업", "전기식 진단 및 요법 기기"), ("서비스업", "소프트웨어 개발 및 공급")),
    (("제조업", "치과용 기기"), ("제조업", "의료용 가구"), ("도매 및 소매업", "의료기기")),
    (("제조업", "완제 의약품"), ("제조업", "의약품")),
)
GANGWON_CITIES = ("춘천시", "원주시", "강릉시", "동해시", "홍천군", "횡성군", "속초시", "삼척시")
TAX_OFFICES = {"홍천군": "홍천", "횡성군": "원주", "동해시": "강릉"}


@dataclass(frozen=True)
class Contact:
    """The person in charge whom an application names."""

    name: str
    position: str
    phone: str
    email: str


@dataclass(frozen=True)
class SubordinatePlace:
    """A place of business without a number of its own (사업자 단위 과세)."""

    number: str
    name: str
    address: str
    business_type: str
    business_item: str
    opened_on: dt.date


@dataclass(frozen=True)
class Company:
    """Everything that the papers of one invented firm print about it.

    ``name`` is the full legal name; ``bare_name`` the same without legal form.  A sole
    proprietor has no ``corporate_number``.  ``resident_number`` is the representative's,
    starred from its second digit of the second half on.
    """

    seed: int
    name: str
    bare_name: str
    representative: str
    resident_number: str
    business_number: str
    corporate_number: str | None
    province: str
    city: str
    street: str
    tax_office: str
    opened_on: dt.date
    registered_on: dt.date
    trades: tuple[tuple[str, str], ...]
    size: Size
    employees: int
    sales_in_millions: int
    contact: Contact
    mail_domain: str
    subordinate_places: tuple[SubordinatePlace, ...] = ()

    @property
    def address(self) -> str:
        return f"{self.province} {self.city} {self.street}"

    @property
    def short_address(self) -> str:
        """The address as the SME confirmation prints it, its province abbreviated."""
        return f"{self.province[:2]} {self.city} {self.street}"

    @property
    def masked_corporate_number(self) -> str | None:
        return f"{self.corporate_number[:6]}-*******" if self.corporate_number else None

    @property
    def is_corporation(self) -> bool:
        return self.corporate_number is not None

    @property
    def mayor(self) -> str:
        """Who signs the local tax certificate: 시장, 군수."""
        return self.city[:-1] + {"시": "시장", "군": "군수", "구": "구청장"}[self.city[-1]]

    @property
    def business_types(self) -> list[str]:
        return [kind for kind, _ in self.trades]

    @property
    def business_items(self) -> list[str]:
        return [item for _, item in self.trades]


def business_number(first: int, middle: int, serial: int) -> str:
    """Return a number whose check digit is right, e.g. 012-81-34567.

    *first* is 0 to 100, *middle* two digits, *serial* four digits before the check digit.
    """
    if not 0 <= first <= 100:
        raise ValueError(f"{first:03} may belong to a real firm")
    digits = f"{first:03}{middle:02}{serial:04}"
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    check = -(total + int(digits[8]) * 5 // 10) % 10
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}{check}"


def corporate_number(court: int, serial: int, *, kind: int = 11) -> str:
    """Return a number of the kind given until 2025-01-30, with its check digit."""
    if not 0 <= court <= 99:
        raise ValueError(f"court {court:04} may exist")
    digits = f"{court:04}{kind:02}{serial:06}"
    check = -sum(int(d) * (1 + i % 2) for i, d in enumerate(digits)) % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def invent(
    seed: int,
    *,
    corporation: bool = True,
    province: str = "강원특별자치도",
    city: str | None = None,
    size: Size | None = None,
    subordinates: int = 0,
) -> Company:
    """Return the company of this *seed*: the same one every time, no two alike below 100."""
    chance = random.Random(seed)
    bare = ROOTS[seed % len(ROOTS)] + SUFFIXES[(seed // len(ROOTS) + seed) % len(SUFFIXES)]
    place = city or chance.choice(GANGWON_CITIES)
    opened = dt.date(chance.randint(2004, 2020), chance.randint(1, 12), chance.randint(1, 28))
    born = f"{chance.randint(62, 92):02}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    domain = f"company{seed:02}.example"
    trades = chance.choice(TRADES)
    drawn_size: Size = chance.choice(SIZES)
    return Company(
        seed=seed,
        name=chance.choice(("주식회사 {}", "{} 주식회사", "(주){}")).format(bare)
        if corporation
        else bare,
        bare_name=bare,
        representative=_person(chance),
        resident_number=f"{born}-{chance.choice('12')}******",
        business_number=business_number(
            (seed * 7 + 3) % 101,
            chance.choice((81, 86, 87, 88)) if corporation else chance.randint(1, 79),
            chance.randint(100, 9999),
        ),
        corporate_number=corporate_number(seed % 100, chance.randint(1000, 99999))
        if corporation
        else None,
        province=province,
        city=place,
        street=_street(chance),
        tax_office=TAX_OFFICES.get(place, place[:-1]),
        opened_on=opened,
        registered_on=opened + dt.timedelta(days=chance.randint(1, 20)),
        trades=trades,
        size=size or drawn_size,
        employees=chance.randint(6, 48),
        sales_in_millions=chance.randint(900, 9800),
        contact=Contact(
            name=_person(chance),
            position=chance.choice(("과장", "대리", "팀장", "부장", "차장")),
            phone=f"033-000-{seed:02}{chance.randint(10, 99)}",
            email=f"{chance.choice(('kd', 'biz', 'plan', 'manager'))}@{domain}",
        ),
        mail_domain=domain,
        subordinate_places=tuple(
            SubordinatePlace(
                number=f"{number:04}",
                name=f"{bare} 제{number}공장",
                address=f"{province} {chance.choice(GANGWON_CITIES)} {_street(chance)}",
                business_type=trades[0][0],
                business_item=trades[0][1],
                opened_on=opened + dt.timedelta(days=400 * number),
            )
            for number in range(1, subordinates + 1)
        ),
    )


def with_contact(company: Company, **changes: str) -> Company:
    """Return *company* with parts of its contact replaced."""
    return replace(company, contact=replace(company.contact, **changes))


def serial(company: Company, salt: str, groups: Sequence[int]) -> str:
    """Return a number in hyphenated *groups* of digits that only this paper carries."""
    chance = random.Random(f"{company.seed}/{salt}")
    return "-".join("".join(chance.choice("0123456789") for _ in range(n)) for n in groups)


def _person(chance: random.Random) -> str:
    return chance.choice(FAMILY_NAMES) + chance.choice(GIVEN_NAMES)


def _street(chance: random.Random) -> str:
    return f"{chance.choice(ROADS)} {chance.randint(3, 240)}, {chance.randint(1, 4)}층 " + (
        f"({chance.choice(QUARTERS)})"
    )
