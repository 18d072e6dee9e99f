"""How well a disc can still be read: the points of its health curve, warning lines, the trend.

A standard names three warning lines but needs a professional drive for its error rates. What any
drive shows is how fast it reads, how often it must try again, and what it cannot read: these make
the strain (读取负荷), from 0 for a disc read without a hitch to 100 where it has to be replaced.
The lines are this program's own; the office may set others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from statistics import median

WATCH, PREPARE, REPLACE = 30, 60, 100
"""The three warning lines, as strain."""

PARTS = 100
"""A reading is timed in this many stretches, along the whole recorded area."""

_SLOW = 0.4
_SLOW_SHARE_AT_FULL = 0.25
_DROP_AT_FULL = 0.7
_TRIFLING_BYTES = 64 * 1024 * 1024
_RETRIES_AT_FULL = 64
_TREND_POINTS = 3


class Occasion(StrEnum):
    """Why a disc was read."""

    READ_BACK = "read_back"
    CHECK = "check"
    SAMPLE = "sample"
    RETURN = "return"

    @property
    def label(self) -> str:
        """The occasion in Chinese."""
        return _OCCASION_TITLES[self]


_OCCASION_TITLES = {
    Occasion.READ_BACK: "刻录后读检",
    Occasion.CHECK: "复查",
    Occasion.SAMPLE: "抽检",
    Occasion.RETURN: "归还检查",
}


class Level(IntEnum):
    """Where a disc stands against the warning lines."""

    SOUND = 0
    WATCHED = 1
    PREPARING = 2
    FAILING = 3

    @property
    def label(self) -> str:
        """The level in Chinese."""
        return ("良好", "一级预警", "二级预警", "三级预警")[self]

    @property
    def advice(self) -> str:
        """What to do, in Chinese."""
        return (
            "按期抽检即可。",
            "读取开始吃力，请缩短检测间隔。",
            "读取明显变慢或多次重试，请安排迁移到新盘。",
            "已有读不出或与清单不符的内容，请立即用其他套别核对并迁移。",
        )[self]


@dataclass(frozen=True)
class DiscCheck:
    """One complete reading of a disc. `speeds` in bytes per second, stretch by stretch.

    `drive` is the drive's name: only readings of one drive are compared in speed. `round_no` names
    the round it was drawn for; `findings` are told as they were said.
    """

    id: int
    disc_no: str
    at: datetime
    occasion: Occasion
    operator: str
    drive: str
    sound: bool
    files: int
    size_bytes: int
    sha256: str
    bad_sectors: int
    retries: int
    read_ms: int
    speeds: tuple[int, ...]
    findings: tuple[str, ...] = ()
    finding_count: int = 0
    appearance: str = ""
    round_no: str = ""

    @property
    def mean_speed(self) -> int:
        """Bytes per second over the whole reading; 0 where it was too short to tell."""
        return self.size_bytes * 1000 // self.read_ms if self.read_ms else 0

    @property
    def slow_share(self) -> float:
        """The share of stretches read at less than two fifths of the usual speed."""
        if len(self.speeds) < PARTS // 10 or self.size_bytes < _TRIFLING_BYTES:
            return 0.0
        usual = median(self.speeds)
        return sum(speed < usual * _SLOW for speed in self.speeds) / len(self.speeds)


@dataclass(frozen=True)
class HealthPoint:
    """One point of the curve."""

    check: DiscCheck
    strain: int

    @property
    def level(self) -> Level:
        """Where it stands against the warning lines."""
        return level_of(self.strain)


@dataclass(frozen=True)
class Health:
    """What the readings of a disc say together.

    `crossing` is when the trend meets the last warning line, if it does; a disc that gets worse is
    warned of before it fails.
    """

    points: tuple[HealthPoint, ...]
    crossing: datetime | None = None

    @property
    def level(self) -> Level:
        """The present level: that of the last reading, one more where the trend leads astray."""
        if not self.points:
            return Level.SOUND
        now = self.points[-1].level
        return Level(max(now, Level.WATCHED)) if self.crossing else now


def level_of(strain: int) -> Level:
    """The level of a strain."""
    return Level(sum(strain >= line for line in (WATCH, PREPARE, REPLACE)))


def strain_of(check: DiscCheck, first: DiscCheck) -> int:
    """How hard `check` was, `first` being the disc's first sound reading in the same drive."""
    if not check.sound or check.bad_sectors:
        return REPLACE
    slow = check.slow_share / _SLOW_SHARE_AT_FULL
    drop = 0.0
    if check.size_bytes >= _TRIFLING_BYTES and first.mean_speed and check.mean_speed:
        drop = max(0.0, 1 - check.mean_speed / first.mean_speed) / _DROP_AT_FULL
    retries = check.retries / _RETRIES_AT_FULL
    # Everything that could be read is still there: below the last line, whatever it cost.
    return min(REPLACE - 1, round(100 * max(slow, drop, retries)))


def health_of(checks: Sequence[DiscCheck], horizon: timedelta) -> Health:
    """The curve of a disc from its readings, oldest first; the trend is followed to `horizon`."""
    firsts: dict[str, DiscCheck] = {}
    points = []
    for check in checks:
        if check.sound:
            firsts.setdefault(check.drive, check)
        points.append(HealthPoint(check, strain_of(check, firsts.get(check.drive, check))))
    return Health(tuple(points), _crossing(points, horizon))


def _crossing(points: Sequence[HealthPoint], horizon: timedelta) -> datetime | None:
    """When a straight line through the points meets the last warning line, within `horizon`."""
    if len(points) < _TREND_POINTS or points[-1].strain >= REPLACE:
        return None
    start = points[0].check.at
    times = [(point.check.at - start).total_seconds() for point in points]
    strains = [point.strain for point in points]
    middle_time, middle = sum(times) / len(times), sum(strains) / len(strains)
    spread = sum((time - middle_time) ** 2 for time in times)
    if not spread:
        return None
    slope = (
        sum(
            (time - middle_time) * (strain - middle)
            for time, strain in zip(times, strains, strict=True)
        )
        / spread
    )
    if slope <= 0:
        return None
    seconds = middle_time + (REPLACE - middle) / slope
    latest = (points[-1].check.at + horizon - start).total_seconds()
    if seconds > latest:
        return None
    return start + timedelta(seconds=max(seconds, times[-1]))
