"""Periods of months, as the Civil Act counts them."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.periods import last_day, latest_start, next_working_day

HOLIDAYS = {dt.date(2025, 5, 5), dt.date(2025, 5, 6), dt.date(2025, 6, 6)}
DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
months = st.integers(1, 36)


def is_holiday(day: dt.date) -> bool:
    return day.weekday() >= 5 or day in HOLIDAYS


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        pytest.param("2025-02-12", "2025-05-12", id="an ordinary day ends on its own number"),
        pytest.param("2025-02-13", "2025-05-13", id="13 February lasts until the deadline day"),
        pytest.param("2025-02-28", "2025-05-31", id="the last of February lasts until 31 May"),
        pytest.param("2024-02-28", "2024-05-28", id="in a leap year 28 February is not the last"),
        pytest.param("2024-02-29", "2024-05-31", id="29 February lasts until 31 May"),
        pytest.param("2025-04-30", "2025-07-31", id="30 April lasts until 31 July"),
        pytest.param("2025-09-30", "2025-12-31", id="30 September lasts until 31 December"),
        pytest.param("2024-11-27", "2025-02-27", id="27 November lasts until 27 February"),
        pytest.param("2024-11-28", "2025-02-28", id="28 November lasts until 28 February"),
        pytest.param("2024-11-29", "2025-02-28", id="29 November lasts no longer"),
        pytest.param("2024-11-30", "2025-02-28", id="30 November lasts no longer either"),
        pytest.param("2025-01-31", "2025-04-30", id="31 January lasts until 30 April"),
        pytest.param("2025-02-03", "2025-05-03", id="the last day may be a Saturday"),
    ],
)
def test_three_months_after_the_day_of_issue(issued, until):
    assert last_day(dt.date.fromisoformat(issued), 3) == dt.date.fromisoformat(until)


@pytest.mark.parametrize(
    ("last", "moved"),
    [
        pytest.param("2025-05-03", "2025-05-07", id="over a weekend and two holidays to Wednesday"),
        pytest.param("2025-05-31", "2025-06-02", id="over a weekend to Monday"),
        pytest.param("2025-06-06", "2025-06-09", id="from a Friday holiday to Monday"),
        pytest.param("2025-05-13", "2025-05-13", id="a working day stays"),
    ],
)
def test_a_last_day_on_a_holiday_moves_on(last, moved):
    """민법 제161조."""
    day = next_working_day(dt.date.fromisoformat(last), is_holiday)

    assert day == dt.date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("until", "length", "start"),
    [
        pytest.param("2026-03-31", 9, "2025-07-01", id="nine months to the end of March"),
        pytest.param("2026-03-31", 6, "2025-10-01", id="six months to the end of March"),
        pytest.param("2026-03-30", 9, "2025-06-30", id="a day less is a day earlier"),
        pytest.param("2025-02-28", 3, "2024-12-01", id="three months to the end of February"),
    ],
)
def test_the_latest_start_of_a_project(until, length, start):
    assert latest_start(dt.date.fromisoformat(until), length) == dt.date.fromisoformat(start)


@given(days, months)
def test_a_period_ends_in_the_month_that_its_first_day_points_to(start, length):
    first, end = start + DAY, last_day(start, length)
    passed = (end.year - first.year) * 12 + end.month - first.month

    assert passed == (length if first.day > 1 else length - 1)


@given(days, months)
def test_a_period_ends_on_the_number_of_its_start_or_with_a_month(start, length):
    """Counting from the day after *start*, the eve of the corresponding day is *start*'s own."""
    end = last_day(start, length)
    ends_a_month = end.day == calendar.monthrange(end.year, end.month)[1]

    assert end.day == start.day or ends_a_month


@given(days, months)
def test_a_paper_issued_later_never_lapses_earlier(start, length):
    assert last_day(start, length) <= last_day(start + DAY, length)


@given(days, months)
def test_the_latest_start_fits_and_a_day_later_does_not(until, length):
    start = latest_start(until, length)

    assert last_day(start - DAY, length) <= until < last_day(start, length)


@given(days)
def test_the_next_working_day_is_the_first_one(day):
    moved = next_working_day(day, is_holiday)

    assert not is_holiday(moved)
    assert all(is_holiday(day + n * DAY) for n in range((moved - day).days))
