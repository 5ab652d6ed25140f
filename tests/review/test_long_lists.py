"""The desk with hundreds of applications: lists come in pages, and nothing is lost between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser import browser
from desk_pace import multiply
from desk_server import Visitor, admit, free_port, serving
from office import NOON, application_paper, letter, open_office, registration_paper, tax_paper
from servers import ImapServer, SmtpServer

pytestmark = [pytest.mark.mail, pytest.mark.browser]

COUNT = 240
ROWS = "main tbody tr"


@pytest.fixture(scope="module")
def reviewer(
    servers: tuple[ImapServer, SmtpServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    """A reviewer at a desk with `COUNT` applications: two were read, the others repeat them."""
    imap, smtp = servers
    for seed in (1, 2):
        imap.append(letter(seed, application_paper(seed), registration_paper(seed)), NOON)
    imap.append(letter(3, tax_paper(3)), NOON)
    port = f"\n[desk]\nport = {free_port()}\n"
    office = open_office(tmp_path_factory.mktemp("long"), imap, smtp, end=port)
    assert office.run().code == 0
    multiply(office.settings.state / "ledger.sqlite3", COUNT)
    admit(office, "김하늬")
    admit(office, "이도담")
    with serving(office) as address, browser() as chromium:
        visitor = Visitor(chromium, address)
        visitor.enter("이도담")
        visitor.go("/d/2025-0002")
        visitor.press("로그아웃", within="header")
        visitor.enter("김하늬")
        yield visitor


def rows(reviewer: Visitor) -> list[str]:
    return [row.text for row in reviewer.driver.find_elements("css selector", ROWS)]


def all_pages(reviewer: Visitor, onward: str) -> list[list[str]]:
    """The rows of every page from here to the last, by the button *onward*."""
    pages = [rows(reviewer)]
    while any(
        link.text.startswith(onward)
        for link in reviewer.driver.find_elements("css selector", "main a.button")
    ):
        reviewer.press(onward)
        pages.append(rows(reviewer))
        assert len(pages) < 50
    return pages


def counted(reviewer: Visitor) -> int:
    """The number in the tab that is open."""
    return int(reviewer.find(".tabs [aria-current]").text.split()[-1])


def test_mails_come_in_pages_of_a_hundred_and_each_once(reviewer: Visitor):
    reviewer.go("/mails")
    waiting = counted(reviewer)
    assert waiting >= COUNT

    pages = all_pages(reviewer, "다음")

    assert [len(page) for page in pages[:2]] == [100, 100]
    names = [re.search(r"2025-\d{4}", row)[0] for page in pages for row in page]  # type: ignore[index]
    assert len(names) == waiting
    assert len(set(names)) == COUNT


def test_a_mail_is_found_and_approved_on_a_later_page_that_stays_open(reviewer: Visitor):
    reviewer.go("/mails?page=2")
    first = rows(reviewer)[0]
    reviewer.find(f"{ROWS} [name=name]").click()
    reviewer.press("고른 메일 승인")

    assert "승인하였습니다" in reviewer.text
    assert "page=2" in reviewer.path
    assert rows(reviewer)[0] != first
    reviewer.find("[name=find]").send_keys("2025-0123")
    reviewer.press("찾기")
    assert rows(reviewer)
    assert all("2025-0123" in row for row in rows(reviewer))
    reviewer.go("/mails?find=zzz")
    assert "해당하는 메일이 없습니다" in reviewer.text
    reviewer.press("모두 보기")
    assert len(rows(reviewer)) == 100


def test_the_history_of_all_applications_comes_newest_first_and_each_step_once(reviewer: Visitor):
    """A hundred notes of one moment and two hundred approvals: none is lost between pages."""
    reviewer.go("/register?order=receipt")
    noted = len(reviewer.driver.find_elements("css selector", "[name=receipt]"))
    reviewer.find("main [data-all]").click()
    reviewer.find("input[name=heading][form]").send_keys("비고")
    reviewer.find("input[name=text][form]").send_keys("전화함")
    reviewer.press("고른 신청에 적기")
    assert f"{noted}칸을 적었습니다" in reviewer.text
    for _ in range(2):
        reviewer.go("/mails")
        reviewer.find("main [data-all]").click()
        reviewer.press("고른 메일 승인")
        assert "100통" in reviewer.text
    reviewer.go("/history")

    pages = all_pages(reviewer, "더 이전")

    assert len(pages) >= 3
    told = [row for page in pages for row in page]
    assert sum("‘비고’: 전화함" in row for row in told) == noted
    assert sum("승인하였습니다" in row for row in told) == 201
    assert len({row for row in told if "승인하였습니다" in row}) == 201
    times = [re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row)[0] for row in told]  # type: ignore[index]
    assert times == sorted(times, reverse=True)
    reviewer.press("처음으로")
    assert rows(reviewer) == pages[0]


def test_the_history_is_narrowed_to_a_kind_a_person_and_an_application(reviewer: Visitor):
    reviewer.go("/history?tab=seen&by=이도담")
    assert len(rows(reviewer)) == 1
    assert "2025-0002" in rows(reviewer)[0]

    reviewer.find("[name=find]").send_keys("2025-0003")
    reviewer.press("찾기")
    assert "조건에 맞는 이력이 없습니다" in reviewer.text
    reviewer.press("모두 보기")
    reviewer.find("[name=find]").send_keys("2025-0111")
    reviewer.press("찾기")

    assert rows(reviewer)
    assert all("2025-0111" in row for row in rows(reviewer))
    reviewer.press("메일", within="main nav")
    assert all("메일" in row and "2025-0111" in row for row in rows(reviewer))


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/", "/register", "/mails", "/history", "/lookups", "/stray"])
def test_long_lists_fit_and_keep_nobody_out(reviewer: Visitor, path: str, width: int):
    reviewer.go(path, width=width)

    assert reviewer.browser.overflow <= 0
    assert reviewer.browser.barriers == []
