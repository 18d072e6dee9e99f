"""A holiday notice as a table: a date, 休 or 班, and which holiday; checked line by line.

So an office types the State Council's yearly notice: one line for each day off and for each
weekend day that is worked in exchange (调休).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.holidays import ONE_DAY, Holiday, HolidayYear, fixed_by_law
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.table_files import Row

HEADINGS = ("日期", "休/班", "名称")
"""The columns of a table that is written out."""

OFF, WORKED = "休", "班"

_OFF = {"休", "放假", "休息", "假", "off", "holiday"}
_WORKED = {"班", "上班", "调休", "调休上班", "补班", "work", "working"}
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SHORT = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_LONGEST = 15
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_TURN = (12, 25)
"""From here on a day may belong to the next year's notice: 2022-12-31 was part of 元旦 2023."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a holiday table: the line (0: the whole table), and what is expected."""

    line: int
    expected: Sentence


class WrongHolidays(InvalidInput):
    """A holiday table that cannot be used, with everything that is wrong in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        if first.line:
            message = say(
                "放假安排有 {count} 处错误，第一处在第 {line} 行：{expected}。",
                count=len(self.faults),
                line=first.line,
                expected=first.expected,
            )
        else:
            message = say("放假安排不能使用：{expected}。", expected=first.expected)
        super().__init__(message)


@dataclass(frozen=True)
class _Day:
    line: int
    day: date
    works: bool
    name: str


def holiday_year(rows: Sequence[Row], document_no: str, year: int | None = None) -> HolidayYear:
    """The notice that a table holds; `year` is what it is for, else its dates tell.

    Raises:
        WrongHolidays: with everything that is wrong in it.
    """
    faults: list[Fault] = []
    lines = [row for row in rows if not _heading(row)]
    if not lines:
        raise WrongHolidays([Fault(0, say("放假安排是空的，应为每行一天：日期、休或班、名称"))])
    days = list(_days(lines, year, faults))
    if faults:
        raise WrongHolidays(faults)
    wanted = year if year is not None else _year_of(days)
    faults += _contradictions(days, wanted)
    holidays = _holidays(days)
    faults += _unlikely(days, holidays, wanted)
    if faults:
        raise WrongHolidays(sorted(faults, key=lambda fault: (fault.line == 0, fault.line)))
    return HolidayYear(wanted, document_no.strip(), holidays)


def table_of(year: HolidayYear) -> list[tuple[str, str, str]]:
    """A notice as the rows of a table, by date."""
    rows = [(day, OFF, holiday.name) for holiday in year.holidays for day in holiday.days()] + [
        (day, WORKED, holiday.name) for holiday in year.holidays for day in holiday.make_up
    ]
    return [(day.isoformat(), kind, name) for day, kind, name in sorted(rows)]


def _heading(row: Row) -> bool:
    return row.cells[0] in {"日期", "date", "Date"} or row.cells[0].startswith("#")


def _days(rows: Sequence[Row], year: int | None, faults: list[Fault]) -> Iterator[_Day]:
    for row in rows:
        cells = (*row.cells, "", "")
        day = _date(cells[0], year)
        if day is None:
            faults.append(Fault(row.line, say("“{text}”应为日期，如 2027-02-06", text=cells[0])))
        kind = cells[1].strip("（）() ").lower()
        if kind not in _OFF | _WORKED:
            faults.append(Fault(row.line, say("“{text}”应为“休”或“班”", text=cells[1])))
        elif kind in _OFF and not cells[2]:
            faults.append(Fault(row.line, say("缺少节日名称，如 春节")))
        elif day is not None:
            yield _Day(row.line, day, kind in _WORKED, cells[2])


def _date(text: str, year: int | None) -> date | None:
    full, short = _FULL.match(text), _SHORT.match(text)
    try:
        if full:
            day = date(int(full[1]), int(full[2]), int(full[3]))
            return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
        if short and year is not None:
            return date(year, int(short[1]), int(short[2]))
    except ValueError:
        return None
    return None


def _year_of(days: Sequence[_Day]) -> int:
    """The year that most of the days lie in."""
    years = [each.day.year for each in days]
    return max(set(years), key=years.count)


def _contradictions(days: Sequence[_Day], year: int) -> Iterator[Fault]:
    seen: dict[date, int] = {}
    for each in days:
        if each.day in seen:
            yield Fault(
                each.line, say("{day} 在第 {line} 行已经写过", day=each.day, line=seen[each.day])
            )
        seen.setdefault(each.day, each.line)
        before = each.day.year == year - 1 and (each.day.month, each.day.day) >= _TURN
        after = each.day.year == year + 1 and each.day.month == 1
        if each.day.year != year and not before and not after:
            yield Fault(each.line, say("{day} 不属于 {year} 年的放假安排", day=each.day, year=year))
        if each.works and each.day.weekday() < 5:
            yield Fault(each.line, say("{day} 不是周六或周日，不必写“班”", day=each.day))


def _holidays(days: Sequence[_Day]) -> tuple[Holiday, ...]:
    """Days off that follow each other under one name make a holiday; worked days join one."""
    off = sorted((each for each in days if not each.works), key=lambda each: each.day)
    spans: list[tuple[str, date, date]] = []
    for each in off:
        if spans and spans[-1][0] == each.name and spans[-1][2] + ONE_DAY == each.day:
            spans[-1] = (each.name, spans[-1][1], each.day)
        else:
            spans.append((each.name, each.day, each.day))
    worked: Mapping[int, list[date]] = {at: [] for at in range(len(spans))}
    for each in sorted((each for each in days if each.works), key=lambda each: each.day):
        if spans:
            worked[_nearest(each, spans)].append(each.day)
    return tuple(
        Holiday(name, first, last, tuple(worked[at]))
        for at, (name, first, last) in enumerate(spans)
    )


def _nearest(each: _Day, spans: Sequence[tuple[str, date, date]]) -> int:
    named = [at for at, span in enumerate(spans) if each.name and each.name in span[0]]

    def distance(at: int) -> int:
        _name, first, last = spans[at]
        return min(abs((each.day - first).days), abs((each.day - last).days))

    return min(named or range(len(spans)), key=distance)


def _unlikely(days: Sequence[_Day], holidays: Sequence[Holiday], year: int) -> Iterator[Fault]:
    """What no notice says: a holiday of weeks, or none on a day that the law makes one."""
    lines = {each.day: each.line for each in days}
    for holiday in holidays:
        if (holiday.last - holiday.first).days >= _LONGEST:
            yield Fault(
                lines[holiday.first],
                say("{name}放假超过 {most} 天，请核对", name=holiday.name, most=_LONGEST),
            )
    off = {day for holiday in holidays for day in holiday.days()}
    for day, name in fixed_by_law(year):
        if day not in off:
            yield Fault(0, say("缺少{name}（{day} 依法放假）", name=name, day=day))
