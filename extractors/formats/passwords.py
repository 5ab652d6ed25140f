"""Passwords that applicants write beside what they lock: ``비밀번호는 kpc2025! 입니다``.

They are tried on the files of the same mail, and live only as long as that takes: a subject or
a file name that holds one is shown with the password struck out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

MOST = 24
"""How many passwords of one mail are tried: each costs up to half a second a file."""
LONGEST_TEXT = 200_000

WORD = (
    r"(?:(?:비\s?밀\s?번\s?호|비번|암호|패스\s?워드|패쓰워드)(?!\s?(?:화|해제|없))"
    r"|(?<![A-Za-z])(?:password|passwd|passcode|pass|pwd?|p/w)(?![A-Za-z]))"
)
"""What people call it; 암호화 (encryption) and 비밀번호 해제 (removing it) name none."""
JOINT = r"(?:\s*\([^()\n]{0,20}\))?\s*(?:은|는|이|가|로|를|을|:|：|=|-|–|→|>|is\b|\s)*\s*"
"""What may stand between the word and the password: brackets, a particle, a colon."""
TOKEN = r"[!-~]{3,64}"

AFTER = re.compile(rf"{WORD}{JOINT}[\"'“”‘’「『<\[(]*({TOKEN})", re.I)
LATER = re.compile(rf"{WORD}([^\n]{{0,80}})", re.I)
NEXT_LINE = re.compile(rf"{WORD}[^\n]{{0,30}}\n\s*({TOKEN})\s*(?:\n|$)", re.I)
BEFORE = re.compile(rf"({TOKEN})[\"'”’」』>\])]*\s*(?:으?로|이|가|은|는|\()\s*{WORD}", re.I)
IN_NAME = re.compile(rf"{WORD}{JOINT}([A-Za-z0-9!@#$%^&*+~]{{3,40}})", re.I)
RECEIPT = re.compile(r"\d{4}-\d{4,}")
NO_PASSWORD = re.compile(r"https?:.*|\W+", re.I)

HINTS = (
    (r"사업자\s?(?:등록)?\s?번호", r"(?<!\d)\d{3}-?\d{2}-?\d{5}(?!\d)"),
    (r"법인\s?(?:등록)?\s?번호", r"(?<!\d)\d{6}-?\d{7}(?!\d)"),
    (r"생년\s?월\s?일|생일|주민\s?(?:등록)?\s?번호", r"(?<!\d)(?:\d{8}|\d{6})(?![\d])"),
    (
        r"생년\s?월\s?일|생일",
        r"(?<!\d)(?:19|20)?\d{2}\s?[.년/-]\s?\d{1,2}\s?[.월/-]\s?\d{1,2}(?!\d)",
    ),
    (r"전화|휴대\s?폰|핸드폰|연락처", r"(?<!\d)0\d{1,2}[-. )]?\d{3,4}[-. ]?\d{4}(?!\d)"),
)
"""What a password is said to be, and what that looks like where the mail writes it out."""
SLICE = re.compile(r"(앞|처음|뒤|뒷|끝|마지막)\s?(?:자리)?\s?(\d{1,2})\s?(?:자리|글자|개)")

LENGTH = re.compile(r"(\d{1,2})\s?자리")


class Keys:
    """The passwords of one mail: what has opened something is tried first from then on."""

    def __init__(self, texts: Iterable[str] = (), *, exact: Iterable[str] = ()) -> None:
        """Take the passwords that *texts* write down, after those that *exact* are."""
        self._found: list[str] = list(exact)
        for text in texts:
            self.learn(text)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __repr__(self) -> str:
        return f"<{len(self._found)} passwords>"  # a traceback must not tell them

    def learn(self, text: str) -> None:
        """Add the passwords that *text*, a letter, a subject or a file name, writes down."""
        self._found = list(dict.fromkeys((*self._found, *written(text))))[:MOST]

    def first_that(self, opens: Callable[[str], bool]) -> str | None:
        """Return the first password that *opens* something, None if none does."""
        for password in self._found:
            if opens(password):
                self._found.remove(password)
                self._found.insert(0, password)
                return password
        return None


def written(text: str) -> tuple[str, ...]:
    """Return the passwords that *text* writes down, the likeliest first.

    >>> written("첨부파일 비밀번호는 kpc2025!입니다.")
    ('kpc2025!',)
    >>> written("암호는 사업자번호 뒤 5자리입니다. (사업자등록번호 123-45-67891)")
    ('67891', '123-45-67891', '1234567891')
    >>> written("비밀번호는 따로 보내 드립니다. 암호화 솔루션 AES256")
    ()
    """
    text = text[:LONGEST_TEXT]
    found = [token for pattern in (AFTER, BEFORE, NEXT_LINE) for token in pattern.findall(text)]
    found += IN_NAME.findall(text)
    for rest in _sentences(text):
        found += re.findall(TOKEN, rest)[:3]
    exact = [form for token in found for form in _forms(token)]
    return tuple(dict.fromkeys((*_hinted(text), *exact)))[:MOST]


def hide(text: str) -> str:
    """Return a subject or a file name with the password in it struck out.

    >>> hide("서류_비번1234.zip"), hide("비밀번호 변경 [2025-0007]")
    ('서류_비번****.zip', '비밀번호 변경 [2025-0007]')
    """

    def strike(found: re.Match[str]) -> str:
        if RECEIPT.fullmatch(found[1].strip("[]().,")):
            return found[0]
        end = re.search(r"[\])}>'\"]*(?:\.[A-Za-z0-9]{2,5})?$", found[1])
        return found[0][: found.start(1) - found.start()] + "****" + (end[0] if end else "")

    return BEFORE.sub(lambda found: found[0].replace(found[1], "****", 1), AFTER.sub(strike, text))


def _sentences(text: str) -> Iterator[str]:
    """Yield what stands behind each mention of a password, to the end of its sentence."""
    for rest in LATER.findall(text):
        yield re.split(r"(?<=[가-힣])\.(?=\s)", rest)[0]


def _forms(token: str) -> Iterator[str]:
    """Yield what may be meant by *token*: without the sentence around it, then as it stands."""
    bare = token.strip("\"'`<>[](){},;:").rstrip(".,")
    stem = re.sub(r"\.(?:zip|7z|rar|pdf|hwpx?|docx?|xlsx?|pptx?)$", "", bare, flags=re.I)
    for form in (stem, bare, token):
        unpaired = form.endswith((")", "]", "}")) and not re.search(r"[(\[{]", form)
        if (
            len(form) >= 3
            and not unpaired
            and not re.fullmatch(r"(?:https?:.*|[^\w]+)", form, re.I)
        ):
            yield form


def _hinted(text: str) -> Iterator[str]:
    """Yield what a password is said to be, where the number itself is written in the mail."""
    for rest in _sentences(text):
        for hint, number in HINTS:
            if not re.search(hint, rest):
                continue
            part, length = SLICE.search(rest), LENGTH.search(rest)
            forms = [form for value in re.findall(number, text) for form in _number_forms(value)]
            if part:
                count = int(part[2])
                digits = [re.sub(r"\D", "", form) for form in forms]
                first = part[1] in ("앞", "처음")
                yield from (one[:count] if first else one[-count:] for one in digits)
            elif length:
                yield from (form for form in forms if len(form) == int(length[1]))
            yield from forms


def _number_forms(value: str) -> Iterator[str]:
    """Yield a number as it is written, without hyphens, and a day of birth in six digits."""
    day = re.fullmatch(r"((?:19|20)?\d{2})\s?[.년/-]\s?(\d{1,2})\s?[.월/-]\s?(\d{1,2})", value)
    if day:
        whole = f"{day[1]}{int(day[2]):02}{int(day[3]):02}"
        yield from (whole[-6:], whole)
        return
    yield value
    digits = re.sub(r"\D", "", value)
    yield digits
    if len(digits) == 8 and value == digits:
        yield digits[2:]
