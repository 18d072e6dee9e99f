"""How far a recorder's clock was off: measured, kept for ever, and applied from–to.

An error is device minus true. Each measurement is a statement of its own; the one made last counts
where two speak of the same time, and a withdrawn one stays to be read. Between two measurements a
clock may be taken to have drifted evenly; whoever shows such a time says that it is interpolated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import TimeSource
from archive_desk.domain.ids import ClockErrorId, FootageId
from archive_desk.domain.sentences import say

WHOLE_SECONDS = timedelta(seconds=1)
"""What a start that is written in whole seconds leaves open."""

CARD_SECONDS = timedelta(seconds=2)
"""What FAT's times, in steps of two seconds, leave open."""

_LONGEST_REASON = 500
_LARGEST = timedelta(days=80 * 366)


class HowMeasured(StrEnum):
    """How a clock error was found."""

    ENTERED = "entered"
    FILMED = "filmed"
    READ_OFF = "read_off"

    @property
    def label(self) -> str:
        """The way in Chinese."""
        return _HOW_TITLES[self]


_HOW_TITLES = {
    HowMeasured.ENTERED: "人工对表",
    HowMeasured.FILMED: "拍摄校时画面，自动识读",
    HowMeasured.READ_OFF: "拍摄校时画面，人工读数",
}


@dataclass(frozen=True)
class Withdrawal:
    """That a statement no longer counts: who said so, when and why. The statement itself stays."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class ClockError:
    """One measurement of a device's clock.

    `offset` is device minus true, known to ± `uncertainty`; `measured_at` the true moment of the
    measurement. It applies to recordings whose start by the device's own clock lies from
    `valid_from` until before `valid_until` (None: without end). With `drift_from` the error between
    that earlier measurement and this one is interpolated. `film` is the recording it was read
    from, `film_name` its name, also of one that was never taken in.
    """

    id: ClockErrorId
    device: str
    offset: timedelta
    uncertainty: timedelta
    measured_at: datetime
    how: HowMeasured
    reason: str
    by: str
    made_at: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    drift_from: ClockErrorId | None = None
    film: FootageId | None = None
    film_name: str = ""
    withdrawn: Withdrawal | None = None

    def covers(self, reading: datetime) -> bool:
        """Whether it applies to a start that the device's clock gave as `reading`."""
        after_beginning = self.valid_from is None or reading >= self.valid_from
        return after_beginning and (self.valid_until is None or reading < self.valid_until)

    @property
    def device_moment(self) -> datetime:
        """What the device's clock showed when it was measured."""
        return self.measured_at + self.offset


@dataclass(frozen=True)
class AppliedError:
    """The error of a clock at one reading, and the measurement it comes from."""

    offset: timedelta
    uncertainty: timedelta
    error: ClockError
    interpolated: bool = False


def error_at(reading: datetime, errors: Iterable[ClockError]) -> AppliedError | None:
    """What was wrong with a device's clock when it showed `reading`; None if nobody knows.

    Args:
        reading: a moment by the device's clock.
        errors: all measurements of that device.
    """
    known = {error.id: error for error in errors}
    counting = [error for error in known.values() if error.withdrawn is None]
    covering = [error for error in counting if error.covers(reading)]
    if not covering:
        return None
    chosen = max(covering, key=lambda error: (error.made_at, error.id))
    earlier = None if chosen.drift_from is None else known.get(chosen.drift_from)
    if earlier is None or earlier.withdrawn is not None:
        return AppliedError(chosen.offset, chosen.uncertainty, chosen)
    return _between(earlier, chosen, reading)


def _between(earlier: ClockError, later: ClockError, reading: datetime) -> AppliedError:
    """The error of a clock that drifted evenly; before and after the two it stands still."""
    span = later.device_moment - earlier.device_moment
    if span <= timedelta(0):
        return AppliedError(later.offset, later.uncertainty, later)
    share = min(1.0, max(0.0, (reading - earlier.device_moment) / span))
    offset = earlier.offset + (later.offset - earlier.offset) * share
    uncertainty = max(earlier.uncertainty, later.uncertainty)
    inside = 0.0 < share < 1.0
    return AppliedError(_to_ms(offset), uncertainty, later, interpolated=inside)


def _to_ms(length: timedelta) -> timedelta:
    return timedelta(milliseconds=round(length / timedelta(milliseconds=1)))


@dataclass(frozen=True)
class Measurement:
    """A clock error as a person is about to state it; see `ClockError` for the fields."""

    device: str
    offset: timedelta
    measured_at: datetime
    reason: str
    uncertainty: timedelta = WHOLE_SECONDS
    how: HowMeasured = HowMeasured.ENTERED
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    drift_from: ClockErrorId | None = None
    film: FootageId | None = None
    film_name: str = ""


def checked(measurement: Measurement, earlier: Sequence[ClockError], now: datetime) -> None:
    """Refuse a measurement that makes no sense; `earlier` are those of the same device.

    Raises:
        InvalidInput: with the first thing that is wrong.
    """
    if not measurement.device.strip():
        raise InvalidInput(say("请填写设备编号。"))
    if not measurement.reason.strip():
        raise InvalidInput(say("请写明怎样校时、为什么这样更正。"))
    if len(measurement.reason) > _LONGEST_REASON:
        raise InvalidInput(say("“{text}…”太长，请缩短。", text=measurement.reason[:20]))
    if measurement.measured_at > now + WHOLE_SECONDS:
        raise InvalidInput(say("校时的时刻在将来，请核对。"))
    if abs(measurement.offset) > _LARGEST:
        raise InvalidInput(say("时钟误差超过八十年，请核对。"))
    if measurement.uncertainty < timedelta(0):
        raise InvalidInput(say("误差范围不能是负数。"))
    begin, end = measurement.valid_from, measurement.valid_until
    if begin is not None and end is not None and begin >= end:
        raise InvalidInput(say("适用时段的起点应早于终点。"))
    _check_drift(measurement, earlier)


def _check_drift(measurement: Measurement, earlier: Sequence[ClockError]) -> None:
    if measurement.drift_from is None:
        return
    base = next((error for error in earlier if error.id == measurement.drift_from), None)
    if base is None or base.withdrawn is not None:
        raise InvalidInput(say("没有可供推算的上一次校时，或它已撤回。"))
    if base.measured_at >= measurement.measured_at:
        raise InvalidInput(say("推算走时偏差要有更早的一次校时。"))


def left_open_by(source: TimeSource) -> timedelta:
    """How exactly a start can be known that came from `source`."""
    return CARD_SECONDS if source is TimeSource.MTIME else WHOLE_SECONDS
