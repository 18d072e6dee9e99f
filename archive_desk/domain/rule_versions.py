"""Versions of a regulation in an archive: who changed it, when and why; nothing is overwritten."""

import re
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.holidays import HolidayYear
from archive_desk.domain.sentences import say

SHIPPED = 1
"""The version that comes with the program."""

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""What a regulation may be called in files and commands."""

_LONGEST_REASON = 500
_TEMPLATE = re.compile(r"^\[template\][ \t]*(#.*)?$", re.MULTILINE)
_VERSION = re.compile(r"^(version[ \t]*=[ \t]*)\d+", re.MULTILINE)


@dataclass(frozen=True)
class RuleVersion:
    """One version of a regulation; `text` is the rule file as it was adopted.

    The version that came with the program has nobody and no time.
    """

    key: str
    version: int
    text: str
    why: str
    by: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True)
class RuleChoice:
    """Which regulations apply, from when; the first names the office's rules."""

    keys: tuple[str, ...]
    why: str
    by: str
    made_at: datetime


@dataclass(frozen=True)
class HolidayTable:
    """A year's holidays as the office entered them; `withdrawn`: the program's own hold again.

    One that came with the program has nobody and no time.
    """

    year: HolidayYear
    source: str
    why: str = ""
    by: str = ""
    made_at: datetime | None = None
    withdrawn: bool = False

    @property
    def shipped(self) -> bool:
        """Whether it came with the program."""
        return self.made_at is None


def numbered(text: str, version: int) -> str:
    """The rule file `text` with its version number replaced."""
    heading = _TEMPLATE.search(text)
    if heading is None:
        return text
    start = heading.end()
    return text[:start] + _VERSION.sub(rf"\g<1>{version}", text[start:], count=1)


def checked_why(why: str) -> str:
    """The reason of a change without spaces around it.

    Raises:
        InvalidInput: there is none, or it is too long.
    """
    why = why.strip()
    if not why or len(why) > _LONGEST_REASON:
        raise InvalidInput(
            say("请写明更改的原因和依据（不超过 {count} 个字）。", count=_LONGEST_REASON)
        )
    return why
