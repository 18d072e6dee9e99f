"""From a film of the workstation's clock to the error of the recorder that filmed it.

The clock's picture shows a new code every tenth of a second. A picture of the film on which a code
was read was taken while that code stood on the screen, or a little later: screens and cameras lag.
Each such picture bounds the true start of the film; together they leave a few hundredths.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from archive_desk.domain.clock_errors import left_open_by
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import TimeSource
from archive_desk.domain.sentences import say

CODE_LASTS = timedelta(milliseconds=100)
"""How long each code stands on the screen."""

_LAG = timedelta(milliseconds=50)
_FINER_THAN_SECONDS = timedelta(milliseconds=20)


@dataclass(frozen=True)
class Sighting:
    """One picture of the film: its time after the first picture, and the time read from it."""

    position: timedelta
    shown: datetime


@dataclass(frozen=True)
class FilmedClock:
    """What a film says of its recorder's clock.

    `true_start` is when the first picture was taken, ± `exactness`; `offset` is the device's time
    minus that. `uncertainty` adds what the device's own time leaves open. `steady` is False where
    the pictures contradict each other by more than they should.
    """

    device_start: datetime
    source: TimeSource
    true_start: datetime
    exactness: timedelta
    offset: timedelta
    uncertainty: timedelta
    sightings: tuple[Sighting, ...]
    steady: bool = True

    @property
    def measured_at(self) -> datetime:
        """The true moment of the measurement."""
        return self.sightings[0].shown


def judge(
    sightings: Sequence[Sighting],
    device_start: datetime,
    source: TimeSource,
    *,
    lasts: timedelta = CODE_LASTS,
) -> FilmedClock:
    """What the pictures of a film say together.

    Args:
        sightings: pictures on which the clock was read, in any order.
        device_start: the start of the film by the recorder's clock.
        source: where that start was found.
        lasts: how long what was read stood on the screen; zero for a reading by hand.

    Raises:
        InvalidInput: there is no reading.
    """
    if not sightings:
        raise InvalidInput(say("画面里没有读到校时码。"))
    ordered = tuple(sorted(sightings, key=lambda one: one.position))
    earliest = max(one.shown - one.position for one in ordered)
    latest = min(one.shown - one.position + lasts + _LAG for one in ordered)
    steady = earliest <= latest + _FINER_THAN_SECONDS
    if earliest <= latest:
        true_start = earliest + (latest - earliest) / 2
        exactness = (latest - earliest) / 2
    else:
        middles = [(one.shown - one.position).timestamp() for one in ordered]
        true_start = ordered[0].shown - ordered[0].position
        true_start += timedelta(seconds=median(middles) - middles[0])
        exactness = earliest - latest
    exactness = _upwards(max(exactness, _FINER_THAN_SECONDS))
    own = timedelta(0) if _has_fractions(device_start) else left_open_by(source)
    return FilmedClock(
        device_start=device_start,
        source=source,
        true_start=true_start,
        exactness=exactness,
        offset=_hundredths(device_start - true_start),
        uncertainty=own + exactness,
        sightings=ordered,
        steady=steady,
    )


def _has_fractions(moment: datetime) -> bool:
    return moment.microsecond != 0


def _upwards(length: timedelta) -> timedelta:
    return timedelta(milliseconds=-10 * (-length // timedelta(milliseconds=10)))


def _hundredths(length: timedelta) -> timedelta:
    return timedelta(milliseconds=10 * round(length / timedelta(milliseconds=10)))
