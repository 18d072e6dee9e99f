"""Numbers of discs and disc sets, by the office's patterns."""

from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import counters, settings
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.sentences import say

DISC_PATTERN = "disc_number_pattern"
SET_PATTERN = "disc_set_number_pattern"
"""Keys of the settings; `{year}` and `{number}` (as `{number:04}`) are filled in."""

_DEFAULTS = {DISC_PATTERN: "G{year}-{number:04}", SET_PATTERN: "S{year}-{number:04}"}
_COUNTERS = {DISC_PATTERN: "disc", SET_PATTERN: "disc-set"}
LONGEST = 16
"""A disc's number is its volume name, of 16 ASCII characters at most."""


def next_disc(session: Session, at: datetime) -> str:
    """The number of the next disc; `at` in the office's zone.

    Raises:
        InvalidInput: the office's pattern makes no number that can be a volume name.
    """
    number = _next(session, DISC_PATTERN, at)
    if not number.isascii() or len(number) > LONGEST or not number.isprintable():
        raise InvalidInput(
            say(
                "光盘编号“{number}”不能作卷标：只能用 {limit} 个以内的英文字母、数字和符号。",
                number=number,
                limit=LONGEST,
            )
        )
    return number


def next_set(session: Session, at: datetime) -> str:
    """The number of the next set of discs; `at` in the office's zone."""
    return _next(session, SET_PATTERN, at)


def _next(session: Session, key: str, at: datetime) -> str:
    pattern = str(settings.read(session, key, _DEFAULTS[key]))
    value = counters.next_value(session, f"{_COUNTERS[key]}-{at.year}")
    try:
        return pattern.format(year=at.year, number=value)
    except (KeyError, IndexError, ValueError) as error:
        raise InvalidInput(say("编号规则“{pattern}”有误。", pattern=pattern)) from error
