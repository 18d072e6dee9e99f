"""Checking discs by samples (抽检): the rule, the calendar, the draw, the round."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from archive_desk.domain.basis import Basis
from archive_desk.domain.disc_health import DiscCheck
from archive_desk.domain.sentences import Sentence, say

MONTHS = (1, 120)
PERCENT = (1, 100)
"""What interval and share may be, from and to."""


@dataclass(frozen=True)
class DiscCheckRule:
    """How often discs are checked, and how many of them.

    `basis` None: no regulation says so; `text` tells who decided.
    """

    months: int
    percent: int
    text: str
    basis: Basis | None = None

    @property
    def words(self) -> Sentence:
        """The rule as a sentence."""
        if self.basis is not None:
            return say(
                "依据{basis}：每 {months} 个月抽检一次，抽 {percent}%。",
                basis=str(self.basis),
                months=self.months,
                percent=self.percent,
            )
        return say(
            "制度未定。单位设定：每 {months} 个月抽检一次，抽 {percent}%（{text}）。",
            months=self.months,
            percent=self.percent,
            text=say(self.text),
        )


UNDECIDED = DiscCheckRule(
    48, 10, "软件缺省值，参照 GB/T 18894—2002 每四年抽检、不少于10%，待单位确定"
)
"""What is done until a regulation or the office decides."""


@dataclass(frozen=True)
class CalendarLine:
    """When a disc is due for a check: `months` after it was last read, or stood for in a round."""

    disc_no: str
    covered_at: datetime
    due: datetime


@dataclass(frozen=True)
class RoundItem:
    """A disc that a round stands for; `check` once a drawn one was read."""

    disc_no: str
    drawn: bool
    check: DiscCheck | None = None


@dataclass(frozen=True)
class Round:
    """A round of checks. The draw can be repeated by anybody from `seed` and the numbers."""

    no: str
    drawn_at: datetime
    drawn_by: str
    seed: str
    percent: int
    basis: str
    items: tuple[RoundItem, ...]
    finished_at: datetime | None = None

    @property
    def drawn(self) -> tuple[RoundItem, ...]:
        """The discs to be read."""
        return tuple(item for item in self.items if item.drawn)

    @property
    def waiting(self) -> tuple[RoundItem, ...]:
        """Those that have not been read yet."""
        return tuple(item for item in self.drawn if item.check is None)

    @property
    def failed(self) -> tuple[RoundItem, ...]:
        """Those that were read and are not sound."""
        return tuple(item for item in self.drawn if item.check and not item.check.sound)

    @property
    def result(self) -> Sentence:
        """The result as a sentence."""
        rest = len(self.items) - len(self.drawn)
        if self.failed:
            return say(
                "抽检 {drawn} 张，{failed} 张不合格；其余 {rest} 张应全部检测。",
                drawn=len(self.drawn),
                failed=len(self.failed),
                rest=rest,
            )
        if self.waiting:
            return say(
                "抽检 {drawn} 张，还有 {waiting} 张未检。",
                drawn=len(self.drawn),
                waiting=len(self.waiting),
            )
        return say("抽检 {drawn} 张，全部合格。", drawn=len(self.drawn))


def draw(numbers: Collection[str], percent: int, seed: str) -> list[str]:
    """The discs that are drawn: the share rounded up, of the least SHA-256 over `seed:number`.

    `sha256sum` repeats it, whatever program or machine drew.
    """
    count = -(-len(numbers) * percent // 100)

    def rank(number: str) -> str:
        return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()

    return sorted(sorted(numbers, key=rank)[:count])


def due_after(covered_at: datetime, months: int, zone: tzinfo) -> datetime:
    """`months` later at the same hour of the office; the month's last day where it has no such."""
    local = covered_at.astimezone(zone)
    month = local.month - 1 + months
    year, month = local.year + month // 12, month % 12 + 1
    for day in range(local.day, 27, -1):
        try:
            return local.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return local.replace(year=year, month=month)


def covering(checks: Sequence[datetime | None]) -> datetime | None:
    """The last of the moments that count as a check."""
    return max((each for each in checks if each is not None), default=None)
