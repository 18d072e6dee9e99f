"""The working calendar, against the notices and against itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.holidays import DayKind, Holiday, HolidayYear, WorkCalendar
from archive_desk.services.rulebook import work_calendar

CALENDAR = work_calendar()
DAYS = st.dates(date(2022, 12, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2022-12-31", DayKind.HOLIDAY, "元旦"),
        ("2024-02-04", DayKind.MAKE_UP, "春节"),
        ("2024-02-09", DayKind.WORKDAY, ""),
        ("2024-02-18", DayKind.MAKE_UP, "春节"),
        ("2024-06-09", DayKind.WEEKEND, ""),
        ("2024-06-10", DayKind.HOLIDAY, "端午节"),
        ("2025-01-27", DayKind.WORKDAY, ""),
        ("2025-01-28", DayKind.HOLIDAY, "春节"),
        ("2025-10-08", DayKind.HOLIDAY, "国庆节、中秋节"),
        ("2025-10-11", DayKind.MAKE_UP, "国庆节、中秋节"),
        ("2026-01-04", DayKind.MAKE_UP, "元旦"),
        ("2026-02-14", DayKind.MAKE_UP, "春节"),
        ("2026-02-23", DayKind.HOLIDAY, "春节"),
        ("2026-09-20", DayKind.MAKE_UP, "国庆节"),
        ("2026-10-10", DayKind.MAKE_UP, "国庆节"),
        ("2027-05-01", DayKind.HOLIDAY, "劳动节"),
        ("2027-02-08", DayKind.WORKDAY, ""),
    ],
)
def test_each_day_is_what_the_notice_says(day: str, kind: DayKind, name: str) -> None:
    at = date.fromisoformat(day)
    assert (CALENDAR.kind(at), CALENDAR.name(at)) == (kind, name)


@pytest.mark.parametrize(
    ("year", "working_days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)]
)
def test_a_year_has_its_number_of_working_days(year: int, working_days: int) -> None:
    # 2023 begins on 2022-12-31, which 元旦 2023 gave off.
    last_year = date(year - 1, 12, 31)
    assert CALENDAR.between(last_year, date(year, 12, 31)) == working_days


def test_make_up_days_fall_on_weekends_only() -> None:
    for year in CALENDAR.years.values():
        for holiday in year.holidays:
            assert all(day.weekday() >= 5 for day in holiday.make_up)


def test_the_last_days_of_the_last_published_year_are_not_settled() -> None:
    assert CALENDAR.settled(date(2026, 12, 28))
    assert not CALENDAR.settled(date(2026, 12, 31))
    assert not CALENDAR.settled(date(2027, 3, 1))
    assert CALENDAR.settled(date(2025, 12, 31))


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_never_ends_on_a_day_that_does_not_count(day: date, n: int) -> None:
    assert CALENDAR.is_working(CALENDAR.add(day, n))
    assert CALENDAR.is_working(CALENDAR.add(day, -n))


@given(DAYS, st.integers(1, 60))
def test_counting_forward_and_back_agree(day: date, n: int) -> None:
    end = CALENDAR.add(day, n)
    assert CALENDAR.between(day, end) == n
    back = CALENDAR.add(end, -n)
    start = day
    while not CALENDAR.is_working(start):
        start -= timedelta(days=1)
    assert back == start


@given(DAYS, st.integers(1, 40), st.integers(1, 40))
def test_working_days_add_up(day: date, a: int, b: int) -> None:
    assert CALENDAR.add(CALENDAR.add(day, a), b) == CALENDAR.add(day, a + b)


def test_counting_nought_days_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1"):
        CALENDAR.add(date(2026, 1, 5), 0)


def test_a_later_notice_settles_what_was_provisional() -> None:
    longer = WorkCalendar.of(
        [
            *CALENDAR.years.values(),
            HolidayYear(2027, "号", (Holiday("春节", date(2027, 2, 5), date(2027, 2, 12)),)),
        ]
    )
    assert longer.settled(date(2027, 2, 8))
    assert longer.settled(date(2026, 12, 31))
    assert not longer.is_working(date(2027, 2, 8))
