"""Counting periods: hours, calendar days, working days, months and years, each explained.

民法典 Art. 200–203, applied by analogy unless a rule says otherwise: a period of days, months or
years does not count its first day; an hour period runs from the event, through weekends; months
end on the corresponding day or, where there is none, at the end of the month; if the last day is
a day of rest, the period ends on the next working day, at 24:00.
"""

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from archive_desk.domain.basis import Basis
from archive_desk.domain.holidays import WorkCalendar, say_day
from archive_desk.domain.sentences import Sentence, say

CIVIL_CODE = Basis("中华人民共和国民法典", "第二百零三条")
"""If the last day is a statutory day of rest, the day after the rest is the last day."""

_END_OF_DAY = time(23, 59, 59)
_LONGEST_REST = 15
"""More days of rest than ever came together, and the day on which a period begins."""


class Unit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"

    @property
    def label(self) -> str:
        """The unit in Chinese, as said after a number."""
        return _UNIT_TITLES[self]


_UNIT_TITLES = {
    Unit.HOURS: "小时",
    Unit.WORKING_DAYS: "个工作日",
    Unit.DAYS: "日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}


@dataclass(frozen=True)
class Period:
    """A length of time as a rule states it."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("a period is at least one unit long")

    @property
    def words(self) -> Sentence:
        """The period as said in a sentence: `10 个工作日`."""
        return say("{amount} {unit}", amount=self.amount, unit=say(self.unit.label))


@dataclass(frozen=True)
class DayOfYear:
    """A fixed day of the year after the one that is reported on (004 item 4(3): 5 January)."""

    month: int
    day: int

    def __post_init__(self) -> None:
        date(2001, self.month, self.day)

    @property
    def words(self) -> Sentence:
        """The day as said in a sentence."""
        return say("次年 {month} 月 {day} 日前", month=self.month, day=self.day)


@dataclass(frozen=True)
class Count:
    """The end of a period and how it was reached.

    `due` is the last moment in time (23:59:59 of the last day, or the very minute of an hour
    period), in the zone of counting. `provisional` (预计): it depends on a year whose holiday
    notice is not in hand.
    """

    start: datetime
    due: datetime
    steps: tuple[Sentence, ...]
    provisional: bool = False


def count(
    start: datetime, period: Period, calendar: WorkCalendar, zone: tzinfo, *, roll: bool = True
) -> Count:
    """When `period`, begun by what happened at `start`, ends.

    `roll` moves a last day that is a day of rest to the next working day; retention, which asks
    nobody to act on the day, is counted without it.
    """
    local = start.astimezone(zone)
    if period.unit is Unit.HOURS:
        return _count_hours(local, period)
    if period.unit is Unit.WORKING_DAYS:
        return _count_working_days(local, period, calendar)
    return _count_days(local, period, calendar, roll=roll)


def count_yearly(start: datetime, day: DayOfYear, zone: tzinfo) -> Count:
    """The fixed day of the year after the one in which `start` lies.

    A day named by its date does not move, even if it is a day of rest: the earlier reading.
    """
    local = start.astimezone(zone)
    last = date(local.year + 1, day.month, day.day)
    return Count(
        local,
        end_of_day(last, zone),
        (
            say(
                "{year} 年度的数据，应于{last}24 时前办结；规定的是确定日期，遇休息日不顺延。",
                year=local.year,
                last=say_day(last),
            ),
        ),
    )


def least_length(period: Period) -> timedelta:
    """The shortest time after its start that `period` can end: what lasted less is in time.

    For hours it is the period itself; a period of days ends at a day's end, so never sooner than
    as many times 24 hours, but for the last second of the day.
    """
    hours = {Unit.HOURS: 1, Unit.MONTHS: 28 * 24, Unit.YEARS: 365 * 24}.get(period.unit, 24)
    less = timedelta(0) if period.unit is Unit.HOURS else timedelta(seconds=1)
    return timedelta(hours=hours * period.amount) - less


def most_length(period: Period) -> timedelta:
    """A time after its start by which `period` has certainly ended, holidays and all."""
    if period.unit is Unit.HOURS:
        return timedelta(hours=period.amount)
    days = {Unit.WORKING_DAYS: 2, Unit.MONTHS: 31, Unit.YEARS: 366}.get(period.unit, 1)
    return timedelta(days=days * period.amount + _LONGEST_REST)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last second of `day`."""
    return datetime.combine(day, _END_OF_DAY, zone)


def add_months(day: date, amount: int) -> date:
    """The corresponding day `amount` months on, or the last of that month where there is none."""
    index = day.year * 12 + day.month - 1 + amount
    year, month = divmod(index, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _count_hours(start: datetime, period: Period) -> Count:
    due = (start.astimezone(UTC) + timedelta(hours=period.amount)).astimezone(start.tzinfo)
    return Count(
        start,
        due,
        (
            say("自 {start} 起算，连续计算，节假日不扣除。", start=_moment(start)),
            say("{period}届满于 {due}。", period=period.words, due=_moment(due)),
        ),
    )


def _count_working_days(start: datetime, period: Period, calendar: WorkCalendar) -> Count:
    first = start.date()
    last = calendar.add(first, period.amount)
    steps = [_not_counting(first), *calendar.explain(first, last)]
    steps.append(
        say(
            "第 {amount} 个工作日是{last}，当日 24 时截止。",
            amount=period.amount,
            last=say_day(last),
        )
    )
    return _finish(start, first, last, steps, calendar)


def _count_days(start: datetime, period: Period, calendar: WorkCalendar, *, roll: bool) -> Count:
    first = start.date()
    steps = [_not_counting(first)]
    match period.unit:
        case Unit.DAYS:
            last = first + timedelta(days=period.amount)
        case Unit.YEARS:
            last = add_months(first, 12 * period.amount)
        case _:
            last = add_months(first, period.amount)
    steps.append(
        say("{period}的最后一日是{last}。", period=period.words, last=say_day(last))
        if period.unit is Unit.DAYS or last.day == first.day
        else say(
            "{period}后的月份没有对应日，以月末日{last}为最后一日。",
            period=period.words,
            last=say_day(last),
        )
    )
    moved = calendar.on_or_after(last) if roll else last
    if moved != last:
        steps.append(
            say(
                "最后一日是休息日，顺延至其后第一个工作日{moved}（{basis}）。",
                moved=say_day(moved),
                basis=str(CIVIL_CODE),
            )
        )
    steps.append(say("{last}24 时截止。", last=say_day(moved)))
    touched = last if roll else None
    return _finish(start, touched, moved, steps, calendar)


def _finish(
    start: datetime,
    touched: date | None,
    last: date,
    steps: list[Sentence],
    calendar: WorkCalendar,
) -> Count:
    """Close the count; it depends on the calendar's days from `touched` (if any) to `last`."""
    open_years: list[int] = []
    if touched is not None:
        # A span is settled if its ends and every turn of the year inside it are.
        days = {touched, last} | {date(y, 12, 31) for y in range(touched.year, last.year)}
        open_years = sorted({_deciding_year(d, calendar) for d in days if not calendar.settled(d)})
    steps.extend(
        say("{year} 年放假安排尚未收录，此日期为预计，收录后自动重算。", year=year)
        for year in open_years
    )
    zone = start.tzinfo
    assert zone is not None
    return Count(start, end_of_day(last, zone), tuple(steps), provisional=bool(open_years))


def _deciding_year(day: date, calendar: WorkCalendar) -> int:
    return day.year if day.year not in calendar.years else day.year + 1


def _not_counting(first: date) -> Sentence:
    return say("自{first}起算，当日不计入。", first=say_day(first))


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
