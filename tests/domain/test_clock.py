"""Counting: a table of dated cases across 春节, 国庆 and year ends, and laws that always hold."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.domain.clock import Period, Unit, add_months, count, end_of_day
from archive_desk.services.rulebook import work_calendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = work_calendar()
TEN = Period(10, Unit.WORKING_DAYS)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2024-01-02", "2024-01-16"),
        ("2024-01-30", "2024-02-18"),
        ("2024-02-02", "2024-02-21"),
        ("2024-02-09", "2024-02-29"),
        ("2024-02-12", "2024-02-29"),
        ("2024-04-03", "2024-04-18"),
        ("2024-04-26", "2024-05-13"),
        ("2024-05-31", "2024-06-17"),
        ("2024-09-13", "2024-09-29"),
        ("2024-09-27", "2024-10-16"),
        ("2024-12-20", "2025-01-06"),
        ("2024-12-31", "2025-01-15"),
        ("2025-01-20", "2025-02-08"),
        ("2025-01-24", "2025-02-13"),
        ("2025-01-26", "2025-02-14"),
        ("2025-04-25", "2025-05-13"),
        ("2025-05-30", "2025-06-16"),
        ("2025-09-19", "2025-10-10"),
        ("2025-09-27", "2025-10-16"),
        ("2025-10-11", "2025-10-24"),
        ("2025-12-25", "2026-01-09"),
        ("2025-12-31", "2026-01-15"),
        ("2026-02-06", "2026-02-27"),
        ("2026-02-13", "2026-03-05"),
        ("2026-02-14", "2026-03-06"),
        ("2026-03-27", "2026-04-13"),
        ("2026-04-30", "2026-05-18"),
        ("2026-06-12", "2026-06-29"),
        ("2026-09-18", "2026-10-09"),
        ("2026-09-30", "2026-10-20"),
        ("2026-10-07", "2026-10-20"),
        ("2026-11-06", "2026-11-20"),
        ("2026-12-11", "2026-12-25"),
    ],
)
def test_ten_working_days_end_on_the_right_day(start: str, last: str) -> None:
    reached = count(local(f"{start}T15:30:00"), TEN, CALENDAR, ZONE)
    assert reached.due == end_of_day(date.fromisoformat(last), ZONE)
    assert not reached.provisional


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-02-14T16:20:00", "2026-02-15T16:20:00"),
        ("2026-02-28T23:59:00", "2026-03-01T23:59:00"),
        ("2024-02-28T08:00:00", "2024-02-29T08:00:00"),
        ("2026-09-30T17:45:00", "2026-10-01T17:45:00"),
        ("2026-12-31T00:01:00", "2027-01-01T00:01:00"),
    ],
)
def test_hours_run_through_holidays_to_the_minute(start: str, due: str) -> None:
    reached = count(local(start), Period(24, Unit.HOURS), CALENDAR, ZONE)
    assert reached.due == local(due)
    assert not reached.provisional


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2026-01-05", "2026-02-04"),
        ("2026-01-15", "2026-02-14"),
        ("2026-01-16", "2026-02-24"),
        ("2026-01-24", "2026-02-24"),
        ("2026-08-21", "2026-09-20"),
        ("2026-08-28", "2026-09-28"),
        ("2026-09-02", "2026-10-08"),
        ("2026-09-10", "2026-10-10"),
        ("2026-09-11", "2026-10-12"),
        ("2025-12-05", "2026-01-04"),
        ("2025-12-02", "2026-01-04"),
        ("2024-01-12", "2024-02-18"),
        ("2024-01-31", "2024-03-01"),
        ("2025-08-29", "2025-09-28"),
        ("2025-09-01", "2025-10-09"),
    ],
)
def test_thirty_days_end_on_the_last_day_or_the_next_working_day(start: str, last: str) -> None:
    reached = count(local(f"{start}T09:00:00"), Period(30, Unit.DAYS), CALENDAR, ZONE)
    assert reached.due == end_of_day(date.fromisoformat(last), ZONE)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-12-31", 6, "2026-06-30"),
        ("2025-01-15", 6, "2025-07-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_month_end(
    start: str, months: int, end: str
) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_the_start_is_taken_in_the_zone_of_the_archive() -> None:
    # 18:00 UTC on the 20th is already the 21st in Shanghai.
    start = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    assert count(start, Period(1, Unit.DAYS), CALENDAR, ZONE).due.date() == date(2026, 11, 23)


def test_a_count_says_how_it_was_reached() -> None:
    reached = count(local("2026-02-06T10:00:00"), TEN, CALENDAR, ZONE)
    words = "".join(reached.steps)
    assert "2026 年 2 月 6 日（周五）起算，当日不计入" in words
    assert "2026 年 2 月 14 日（周六）是春节调休上班日，计入" in words
    assert "春节放假，不计入" in words
    assert "第 10 个工作日是2026 年 2 月 27 日（周五）" in words


def test_a_count_into_an_unpublished_year_is_provisional_and_says_so() -> None:
    reached = count(local("2026-12-25T10:00:00"), TEN, CALENDAR, ZONE)
    assert reached.provisional
    assert "2027 年放假安排尚未收录" in reached.steps[-1]


def test_retention_is_not_moved_off_a_day_of_rest() -> None:
    start = local("2023-10-01T10:00:00")
    reached = count(start, Period(3, Unit.YEARS), CALENDAR, ZONE, roll=False)
    assert reached.due == end_of_day(date(2026, 10, 1), ZONE)
    assert not reached.provisional


MOMENTS = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: datetime(2022, 12, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)
PERIODS = st.builds(Period, st.integers(1, 40), st.sampled_from(list(Unit)))


@given(MOMENTS, PERIODS)
def test_a_period_ends_after_its_start_and_rules_of_days_end_on_working_days(
    start: datetime, period: Period
) -> None:
    reached = count(start, period, CALENDAR, ZONE)
    assert reached.due > start
    assert reached.steps
    if period.unit is not Unit.HOURS:
        assert CALENDAR.is_working(reached.due.date())


@given(MOMENTS, PERIODS, st.integers(0, 10_000))
def test_a_later_start_never_ends_earlier(start: datetime, period: Period, minutes: int) -> None:
    later = start + timedelta(minutes=minutes)
    first = count(start, period, CALENDAR, ZONE)
    assert first.due <= count(later, period, CALENDAR, ZONE).due


def test_a_period_of_nothing_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Period(0, Unit.DAYS)
