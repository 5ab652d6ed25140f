"""Invented firms of many kinds: names with Latin letters and rare syllables, long addresses.

`specimens.company` invents firms that are alike on purpose; here they differ as widely as a
season's applicants do.  Numbers lie in the ranges that are never allotted, as there.
"""

import datetime as dt
from random import Random

from specimens.company import SIZES, TAX_OFFICES, Company, Contact, SubordinatePlace
from specimens.company import business_number as numbered
from specimens.company import corporate_number as registered

SYLLABLES = tuple(
    bytes((high, low)).decode("euc-kr") for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF)
)
"""The 2 350 syllables that every Korean face has."""

SMOOTH = tuple(
    "가고그길나너누늘다단도동두라람로루리린마모문미민바벼보봄비빈사산새서선설성소솔수숲신"
    "아안암여연영예오온옥용우운울원유윤은이인일자재정제주준지진차채초큰태토한해향현호화환"
    "효훈희"
)
TRADE_WORDS = (
    *("메디쿠스", "바이오랩스", "덴티스", "헬스솔", "생체공학", "의공", "약제소", "약품", "정밀"),
    *("옵틱스", "나노텍", "케어텍", "진단", "임플란트", "멸균", "레이저", "파마", "사이언스"),
)
LATIN = (
    *("KM", "DH", "SJ", "C&S", "HnB", "JS", "B&T", "GMP", "NX", "M2", "ST", "OK", "YJ", "3D"),
    *("TS", "IB", "K-", "MR", "Q", "UV"),
)
FAMILIES = tuple(
    "갈견경공구금기남내노단당돈두라류마매맹명모목미반방배변복봉부비빙사삼상석선설섭성소송"
    "승시신심아안야양어엄여연염엽예옥온옹왕용우운원위유육은음이인임자장전점정제조종좌주증"
    "지진차창채천초추탁탄태판편평포표피필하한함해허현형호홍화황후"
)
GIVEN = tuple(
    "가강건겸경고광교국권규근기나남다단담대덕도동라란래려련령록루륜리림마만명모목묘무문미"
    "민방배백범별병보봄복봉비빈사산상새서석선설섭성세소솔송수숙순슬승시신아안애양언여연열"
    "영예오옥온완요용우욱운웅원월위유윤율은을음의이익인일임자장재전정제조종주준중지진찬창"
    "채천철초춘충치태택평표하학한해향헌혁현형혜호홍화환회효훈휘희"
)
PLACES = (
    *(("강원특별자치도", city) for city in ("춘천시", "원주시", "강릉시", "태백시", "홍천군")),
    *(("강원특별자치도", city) for city in ("횡성군", "속초시", "삼척시", "철원군", "양양군")),
    *(("강원특별자치도", city) for city in ("동해시", "평창군", "영월군", "정선군", "화천군")),
    *(("경기도", "화성시"), ("충청북도", "음성군")),
    *(("경상북도", "경산시"), ("전북특별자치도", "익산시")),
)  # fmt: skip
ROAD_ENDS = ("로", "길", "대로", "산단길", "공단로", "{}번길", "로{}번길", "안길", "첨단로")
HALLS = ("창업관", "테크노빌", "벤처동", "연구동", "지식센터", "비즈타워", "공장동")
KINDS = (
    "제조업",
    "제조업",
    "제조업",
    "도매 및 소매업",
    "도소매",
    "서비스업",
    "전문, 과학 및 기술서비스업",
)
ITEMS = (
    *("정형외과용 및 신체보정용 기기", "그 외 기타 의료용 기기", "방사선 장치", "의료용 가구"),
    *("의약품 원료", "체외 진단 시약", "동물용 의약품", "치과용 기기", "안경 및 안경렌즈"),
    *("건강기능식품", "소독제 및 살균제", "의료기기 수출입", "소프트웨어 자문 및 개발", "생체재료"),
    *("한의약품", "마스크 외 보건용 섬유제품", "연구개발", "물리치료기", "봉합사 및 주사침"),
)  # fmt: skip


def draw_firm(chance: Random, *, corporation: bool | None = None) -> Company:
    """Return a firm drawn by *chance*; three in four are corporations unless stated."""
    is_corporation = chance.random() < 0.75 if corporation is None else corporation
    bare = _name(chance)
    province, city = chance.choice(PLACES[: -4 if chance.random() < 0.85 else None])
    opened = dt.date(chance.randint(1998, 2023), chance.randint(1, 12), chance.randint(1, 28))
    born = f"{chance.randint(50, 99)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    trades = tuple(
        (chance.choice(KINDS) if number else "제조업", item)
        for number, item in enumerate(chance.sample(ITEMS, chance.randint(1, 3)))
    )
    domain = f"firm{chance.randint(100, 999)}.example"
    form = chance.choice(("주식회사 {}", "{} 주식회사", "(주){}", "{}(주)", "㈜{}", "유한회사 {}"))
    middle = chance.choice((81, 86, 87, 88)) if is_corporation else chance.randint(1, 79)
    return Company(
        seed=chance.randint(1, 8999),
        name=form.format(bare) if is_corporation else bare,
        bare_name=bare,
        representative=_person(chance),
        resident_number=f"{born}-{chance.choice('12')}******",
        business_number=numbered(chance.randint(0, 100), middle, chance.randint(0, 9999)),
        corporate_number=registered(chance.randint(0, 99), chance.randint(0, 999_999))
        if is_corporation
        else None,
        province=province,
        city=city,
        street=_street(chance),
        tax_office=TAX_OFFICES.get(city, city[:-1]),
        opened_on=opened,
        registered_on=opened + dt.timedelta(days=chance.randint(0, 25)),
        trades=trades,
        size=chance.choice(SIZES),
        employees=chance.randint(2, 190),
        sales_in_millions=chance.randint(150, 48_000),
        contact=Contact(
            _person(chance),
            chance.choice(("대리", "과장", "차장", "부장", "이사", "연구원")),
            f"033-000-{chance.randint(0, 9999):04}",
            f"{chance.choice(('help', 'rnd', 'qa.team', 'office'))}@{domain}",
        ),
        mail_domain=domain,
        subordinate_places=tuple(
            SubordinatePlace(
                f"{number:04}",
                f"{bare} {chance.choice(('원주공장', '2공장', '연구소', '물류센터'))}",
                f"{province} {chance.choice(PLACES[:15])[1]} {_street(chance)}",
                trades[0][0],
                trades[0][1],
                opened + dt.timedelta(days=200 * number),
            )
            for number in range(1, chance.randint(2, 4))
        ),
    )


def _name(chance: Random) -> str:
    syllables = SYLLABLES if chance.random() < 0.25 else SMOOTH
    stem = "".join(chance.choice(syllables) for _ in range(chance.randint(2, 4)))
    latin = chance.choice(LATIN) if chance.random() < 0.25 else ""
    if latin and chance.random() < 0.4:
        return stem + latin.strip("-")
    return f"{latin}{stem}{chance.choice(('', '', ' ')) + chance.choice(TRADE_WORDS)}"


def _person(chance: Random) -> str:
    return chance.choice(FAMILIES) + chance.choice(GIVEN) + chance.choice(GIVEN)


def _street(chance: Random) -> str:
    stem = "".join(chance.choice(SMOOTH) for _ in range(chance.randint(2, 3)))
    road = stem + chance.choice(ROAD_ENDS).format(chance.randint(2, 199))
    number = f"{chance.randint(1, 1480)}{chance.choice(('', '', f'-{chance.randint(1, 48)}'))}"
    quarter = "".join(chance.choice(SMOOTH) for _ in range(2)) + "동"
    hall = chance.choice(HALLS)
    room = chance.randint(1, 12) * 100 + chance.randint(1, 30)
    inside = chance.choice(
        (
            "",
            "",
            f", {chance.randint(1, 14)}층",
            f", {room}호",
            f", {chance.choice('ABC')}동 {room}호",
            f", {hall} {room}호",
            f", {chance.randint(1, 4)}동 {chance.randint(1, 6)}층",
        )
    )
    return f"{road} {number}{inside}" + chance.choice(
        ("", f" ({quarter})", f" ({quarter}, {hall})")
    )
