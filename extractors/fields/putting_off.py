"""Entries that answer nothing: they put off, send elsewhere, or are a filler."""

from __future__ import annotations

import re
import unicodedata

_ATTACHED = re.compile(
    r"(?:별첨|붙임|첨부|별지|별도)(?:된?(?:자료|파일|문서|서류|양식|서식|사업계획서|계획서|제안서|내역서))?"
    r"\d{0,2}(?:번|호)?(?:을|를|로|에|의)?(?:내용|사항)?(?:참조|참고|제출|기재|작성|첨부|송부)?"
    r"(?:요망|바람|바랍니다|하십시오|하세요|예정|합니다|함)?"
    r"|https?://\S+"
    r"|(?:사업계획서|계획서|제안서|견적서|소개서|내역서|회사소개서|홈페이지|본문|이?메일|링크|QR코드|QR|아래|상단|본서류)"
    r"(?:에|를|을|의)?(?:내용)?"
    r"(?:참조|참고|기재|첨부|와같음|와동일)(?:요망|바람|바랍니다|하십시오|하세요|함)?"
)
"""What sends to something that came with the form."""
_PUTS_OFF = re.compile(
    r"(?:추후|차후|향후|나중에?|사후|이후|별도로?|추가로?|(?:협의|확인|확정|선정|결정|협약)(?:한)?(?:후에?|뒤에?))"
    r".{0,6}(?:제출|작성|보완|기재|첨부|협의|확정|결정|송부|입력|통보)(?:예정|하겠습니다|하겠음|합니다|함|요망)?(?:임|입니다)?"
    r"|(?:제출|작성|준비|검토|보완|협의|수립|확정)(?:예정|중|요망)(?:임|입니다)?|예정|테스트|test"
    r"|(?:여기에?|이곳에|내용을?)?(?:작성|기재|입력)(?:란|칸|하기)?|(?:뒷면|앞면|다음장|하단|상단)(?:참조|참고)"
    r"|(?:상동|동상|좌동|우동|이하생략|(?:보안상)?생략|미작성|미기재|공란|빈칸|이하여백|끝|내용없음|기제출|대외비|비밀)"
    r"|(?:추후|차후|향후|나중에?|모름|모르겠음|아무개|샘플|예시|해당란|(?:확인|협의|문의)(?:필요|요망|중|바람))"
    r"|(?:전화|유선|담당자(?:에게)?)(?:문의|통화|연락)(?:요망|바람|바랍니다)?"
    r"|TB[ADC]|T\.B\.[ADC]\.?|tobedetermined|tobeconfirmed|pending|later|dummy|sample|ditto|sameasabove|null"
    r"|undefined|#(?:N/?A|REF!?|VALUE!?|NAME\??|NULL!?|DIV/0!?)|loremipsum.*|asdf\w*|qwer\w*|가나다(?:라(?:마바사)?)?"
    r"|(?:(?:위|상기|아래|앞|전|기존|이전|작년|지난번|종전)(?:와|과|의내용과|내용과)?)?(?:같음|동일)(?:함|합니다|하게)?"
    r"|[ㄱ-ㅣᄀ-ᇿ]{1,10}|[A-Za-z0-9〃″―?？√]{1,2}",
    re.I,
)
"""What is written so that a place is not empty."""
_AROUND = re.compile(r"^[\s(\[<【※*\-·ㆍ.○□▪■]*(?:\d{1,2}[.)]\s*)?[(\[]?|[\s)\]>】.,!]*$")
FILLER = re.compile(
    r"[○〇◯ㅇ△▲◇◆□☆]{2,}|(?<![A-Za-z])(?:O{2,}|X{2,}|x{2,})(?![A-Za-z])|[*＊#_]{3,}"
    r"|(?<![\d.,-])0{2,}(?=[가-힣])"
)
DOTS = re.compile(r"[\sㆍᆞ·‧・.\-–—~]+")
_NOTHING = re.compile(
    r"(?:20)?[\s○〇◯ㅇ△▲◇◆□☆OXx*＊#_0.,\-–—~/:()년월일시군구동호층번지㈜주@]+|(?i:y{2,4}[\s./년-]*m{1,2}[\s./월-]*d{1,2}일?)"
)
"""A text of fillers alone; it must hold one."""


def is_sent_elsewhere(text: str) -> bool:
    """Tell whether *text* only says that the answer stands in something else: 별첨 참조."""
    return all(_ATTACHED.fullmatch(bare_of(line)) for line in lines_of(text))


def is_put_off(text: str) -> bool:
    """Tell whether *text* answers nothing: 추후 제출, 상동, a lone hyphen, ○○○."""
    return all(
        _PUTS_OFF.fullmatch(bare_of(line)) or DOTS.fullmatch(line) or is_nothing(line)
        for line in lines_of(text)
    )


def is_vain(line: str) -> bool:
    """Tell whether a line of several letters puts off or sends elsewhere."""
    bare = bare_of(line)
    is_short = len(bare) < 2 or (bare.isascii() and len(bare) < 3)
    return not is_short and bool(_PUTS_OFF.fullmatch(bare) or _ATTACHED.fullmatch(bare))


def lines_of(text: str) -> list[str]:
    """Return the lines that say something, all of it where none does."""
    return [line for line in text.splitlines() if line.strip()] or [text]


def bare_of(line: str) -> str:
    """Return what a line says, without its number, bullet, brackets and blanks."""
    return compacted(_AROUND.sub("", line))


def compacted(text: str) -> str:
    """Return *text* in NFKC without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_nothing(text: str) -> bool:
    """Tell whether *text* is a filler and nothing else."""
    told = FILLER.search(text) or re.search("(?i:yy|0{2})", text)
    return bool(told and _NOTHING.fullmatch(text))
