"""Working days in China: the State Council's yearly notice with its 调休, and what lies beyond it.

The notice for a year appears a few weeks before the year begins. Until then only weekends and the
holidays fixed to a date by law are known: what is counted there is 预计 (provisional) and settles
once the table arrives.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from archive_desk.domain.sentences import Sentence, say

ONE_DAY = timedelta(days=1)

_FIXED_BY_LAW = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
"""全国年节及纪念日放假办法 Art. 2 (2024): the holidays that do not move with the moon."""

_SECOND_OF_MAY_SINCE = 2025

_TURN_OF_YEAR = (12, 29)
"""From here on the next year's notice may still decide: 2022-12-31 was part of 元旦 2023."""


class DayKind(StrEnum):
    """What a day is for the office."""

    WORKDAY = "workday"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def works(self) -> bool:
        """Whether the office works on such a day."""
        return self in {DayKind.WORKDAY, DayKind.MAKE_UP}

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return _DAY_TITLES[self]


_DAY_TITLES = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKE_UP: "调休上班",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "放假",
}


@dataclass(frozen=True)
class Holiday:
    """One holiday of a notice: its days off, and the weekend days worked in exchange (调休)."""

    name: str
    first: date
    last: date
    make_up: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """Every day off."""
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


@dataclass(frozen=True)
class HolidayYear:
    """A year's notice: its document number and the holidays it arranges."""

    year: int
    document_no: str
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class WorkCalendar:
    """Which days count as working days, as far as the notices in hand reach."""

    years: Mapping[int, HolidayYear]
    _off: Mapping[date, str] = field(init=False, repr=False, compare=False)
    _worked: Mapping[date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        holidays = [holiday for year in self.years.values() for holiday in year.holidays]
        object.__setattr__(self, "_off", {d: h.name for h in holidays for d in h.days()})
        object.__setattr__(self, "_worked", {d: h.name for h in holidays for d in h.make_up})

    @classmethod
    def of(cls, years: Iterable[HolidayYear]) -> "WorkCalendar":
        """A calendar from the notices of several years."""
        return cls({year.year: year for year in years})

    def settled(self, day: date) -> bool:
        """Whether the notices in hand decide about `day` for good."""
        if day.year not in self.years:
            return False
        return (day.month, day.day) < _TURN_OF_YEAR or day.year + 1 in self.years

    def kind(self, day: date) -> DayKind:
        """What `day` is; beyond the notices, by weekday and the holidays fixed by law."""
        if day in self._worked:
            return DayKind.MAKE_UP
        if day in self._off or (day.year not in self.years and _fixed_name(day)):
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY

    def name(self, day: date) -> str:
        """The holiday that `day` belongs to or makes up for; empty on other days."""
        known = self._off.get(day) or self._worked.get(day)
        if known or day.year in self.years:
            return known or ""
        return _fixed_name(day)

    def is_working(self, day: date) -> bool:
        """Whether the office works on `day`."""
        return self.kind(day).works

    def on_or_after(self, day: date) -> date:
        """`day`, or the next working day if it is none."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is not counted. Negative: before.

        Raises:
            ValueError: for a count of nought, which names no day.
        """
        if count == 0:
            raise ValueError("count working days from 1, forward or back")
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`."""
        count, day = 0, start
        while day < end:
            day += ONE_DAY
            count += self.is_working(day)
        return count

    def explain(self, start: date, end: date) -> list[Sentence]:
        """What lies after `start` up to `end` that is not an ordinary week, as sentences."""
        lines: list[Sentence] = []
        weekend = 0
        day = start + ONE_DAY
        while day <= end:
            kind = self.kind(day)
            if kind is DayKind.HOLIDAY:
                last = self._last_of(day, end)
                lines.append(_days_off(self.name(day), day, last))
                day = last
            elif kind is DayKind.MAKE_UP:
                lines.append(
                    say(
                        "{day}是{name}调休上班日，计入。",
                        day=say_day(day),
                        name=say(self.name(day)),
                    )
                )
            elif kind is DayKind.WEEKEND:
                weekend += 1
            day += ONE_DAY
        if weekend:
            lines.append(say("其间另有周末 {count} 天，不计入。", count=weekend))
        return lines

    def _last_of(self, day: date, end: date) -> date:
        name = self.name(day)
        while day < end and self.name(day + ONE_DAY) == name and not self.is_working(day + ONE_DAY):
            day += ONE_DAY
        return day


_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def say_day(day: date) -> Sentence:
    """A date with its weekday, as read in an explanation."""
    return say(
        "{year} 年 {month} 月 {day} 日（{weekday}）",
        year=day.year,
        month=day.month,
        day=day.day,
        weekday=say(_WEEKDAYS[day.weekday()]),
    )


def fixed_by_law(year: int) -> Iterator[tuple[date, str]]:
    """The holidays of `year` that are fixed to a date, with their names."""
    for (month, day), name in _FIXED_BY_LAW.items():
        # 5 月 2 日 is a holiday by law since 2025.
        if (month, day) != (5, 2) or year >= _SECOND_OF_MAY_SINCE:
            yield date(year, month, day), name


def _days_off(name: str, first: date, last: date) -> Sentence:
    if first == last:
        return say("{day}{name}放假，不计入。", day=say_day(first), name=say(name))
    return say(
        "{first}至{last}{name}放假，不计入。",
        first=say_day(first),
        last=say_day(last),
        name=say(name),
    )


def _fixed_name(day: date) -> str:
    return _FIXED_BY_LAW.get((day.month, day.day), "")
