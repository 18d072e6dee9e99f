"""Where a person wants to go in footage, as he writes it: by the clock, by the position, by number.

Clocks are written in many ways, and all of them are meant: `9:31:05`, in wide digits too,
`上午九点半`, `093105`, `24:00`, `12月1日 0:10`, `9:31 pm`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction

_NUMERALS = {word: number for number, word in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
}
_NUMBER = r"(?:\d{1,2}|[〇零一二两三四五六七八九十]{1,3})"
_SECONDS = r"(?:\d{1,2}(?:\.\d{1,9})?|[〇零一二两三四五六七八九十]{1,3})"
_EARLY, _LATE = ("凌晨", "清晨", "早上", "早晨", "上午"), ("下午", "傍晚", "晚上", "夜里")
_PERIOD = f"(?P<period>{'|'.join((*_EARLY, *_LATE, '中午'))})?"
_DAY = (
    r"(?:(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?(?:\s+|T|(?<=[日号]))"
    r"|(?P<only>\d{1,2})[日号])?\s*"
)
_CLOCK = re.compile(
    _DAY
    + _PERIOD
    + rf"\s*(?P<hours>{_NUMBER})\s*[:点时點]\s*"
    + rf"(?:(?P<half>半)|(?P<quarters>[一三])刻|(?P<minutes>{_NUMBER})\s*(?:[:分]\s*"
    + rf"(?:(?P<seconds>{_SECONDS})\s*秒?)?)?)?\s*(?P<noon>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?:(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d))?"
    r"(?P<hours>\d\d)(?P<minutes>\d\d)(?:(?P<seconds>\d\d(?:\.\d{1,9})?))?"
)
_LENGTH = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,6}):)?(\d{1,8}(?:\.\d{1,9})?)")
_MOST_DIGITS = 12


@dataclass(frozen=True)
class Goal:
    """A time of day, a position in the recording, or a picture.

    `clock` counts from midnight and may reach beyond 24 hours; the day is known as far as it was
    said.
    """

    clock: timedelta | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    at_ms: int | None = None
    number: int | None = None


def goal_named(words: str) -> Goal | None:
    """What a person names: `9:31:05.5` by the clock, `+1:05.5` a position, `#62` a picture."""
    words = unicodedata.normalize("NFKC", words).strip().replace(",", ".")
    if words.startswith("#"):
        digits = words[1:].strip()
        known = digits.isdecimal() and len(digits) <= _MOST_DIGITS
        return Goal(number=int(digits)) if known else None
    if words.startswith("+"):
        found = _LENGTH.fullmatch(words[1:].strip())
        if found is None:
            return None
        hours, minutes, seconds = (Fraction(part or 0) for part in found.groups())
        return Goal(at_ms=round((hours * 3600 + minutes * 60 + seconds) * 1000))
    return _clock_named(words)


def moments_named(goal: Goal, around: datetime, zone: tzinfo) -> Sequence[datetime]:
    """The moments in `zone` that a time of day may mean, the nearest to `around` first."""
    if goal.clock is None:
        return ()
    today = around.astimezone(zone).date()
    if goal.day is None:
        days = [today + timedelta(days=days) for days in (-1, 0, 1)]
    else:
        days = _days(goal, today)
    moments = [datetime.combine(day, time(), zone) + goal.clock for day in days]
    return sorted(moments, key=lambda moment: abs(moment - around))


def _days(goal: Goal, today: date) -> list[date]:
    """The days that are meant where only a part of the date was said."""
    found = []
    for months in (-1, 0, 1):
        count = today.year * 12 + today.month - 1 + months
        year, month = goal.year or count // 12, goal.month or count % 12 + 1
        try:
            day = date(year, month, goal.day or 1)
        except ValueError:
            continue
        if day not in found:
            found.append(day)
    return found


def _clock_named(words: str) -> Goal | None:
    found = _CLOCK.fullmatch(words) or _DIGITS.fullmatch(words)
    if found is None:
        return None
    said = found.groupdict()
    hours = _hours(_number(said["hours"]), said.get("period"), said.get("noon"))
    minutes = 30 if said.get("half") else _number(said["minutes"])
    if said.get("quarters"):
        minutes = 15 * _number(said["quarters"])
    seconds = _seconds(said.get("seconds"))
    if hours is None or minutes >= 60 or seconds >= 60:
        return None
    clock = timedelta(hours=hours, minutes=minutes, microseconds=int(seconds * 1_000_000))
    day = said.get("day") or said.get("only")
    year, month = said.get("year"), said.get("month")
    if _impossible(month, day):
        return None
    return Goal(
        clock,
        None if year is None else int(year),
        None if month is None else int(month),
        None if day is None else int(day),
    )


def _impossible(month: str | None, day: str | None) -> bool:
    return not (1 <= int(month or 1) <= 12 and 1 <= int(day or 1) <= 31)


def _hours(said: int, period: str | None, noon: str | None) -> int | None:
    """Hours of the day; None where they are none, or do not fit the time of day."""
    if said > 24 or ((period or noon) and said > 12 and period in (*_EARLY, None)):
        return None
    afternoon = period in _LATE or (noon or "").lower().startswith("p")
    if afternoon:
        if said == 12:
            return 24 if period in ("晚上", "夜里") else 12
        night = period == "夜里" and said < 6
        return said if said > 12 or night else said + 12
    if said == 12 and (period == "凌晨" or noon):
        return 0
    return said + 12 if period == "中午" and said < 3 else said


def _number(words: str | None) -> int:
    if not words:
        return 0
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[each]) for each in words))
    return 10 * (_NUMERALS[tens[-1]] if tens else 1) + (_NUMERALS[ones[-1]] if ones else 0)


def _seconds(words: str | None) -> Fraction:
    return Fraction(words) if words and words[0].isdecimal() else Fraction(_number(words))
