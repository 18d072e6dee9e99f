"""The scale of a timeline: which moment is at which place, how near it is looked at, its ticks."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

_NEAREST = timedelta(seconds=4)
"""The least that fills the width."""

_MARGIN = 0.02
_MIN_TICK_PX = 84
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
_DAY_S = 86_400
_MINORS = {1: 2, 2: 2, 15: 3, 30: 3, 120: 2, 900: 3, 1800: 3, 7200: 2, 10800: 3, 21600: 6}


@dataclass(frozen=True)
class Tick:
    """A line on the ruler; those without a moment to say are small."""

    x: float
    moment: datetime
    labelled: bool
    day: bool = False


class LineScale:
    """Maps moments to places across `width` pixels."""

    def __init__(self) -> None:
        """Nothing is shown."""
        self._start = self._end = datetime.fromtimestamp(0).astimezone()
        self._from = self._start
        self._span = timedelta(seconds=1)
        self._width = 1.0

    @property
    def shown(self) -> tuple[datetime, datetime]:
        """The first and the last moment that is seen."""
        return self._from, self._from + self._span

    @property
    def span(self) -> timedelta:
        """How much time the width shows."""
        return self._span

    @property
    def fitted(self) -> bool:
        """Whether the whole line is seen."""
        return self._span >= self._whole

    @property
    def px_per_s(self) -> float:
        """How many pixels a second is wide."""
        return self._width / self._span.total_seconds()

    def show(self, start: datetime, end: datetime) -> None:
        """Show another line, whole."""
        self._start, self._end = start, max(end, start + timedelta(seconds=1))
        self.fit()

    def grow(self, start: datetime, end: datetime) -> None:
        """The same line has become longer or shorter; what is looked at stays where it is."""
        was = self.fitted
        self._start, self._end = start, max(end, start + timedelta(seconds=1))
        if was:
            self.fit()
        self._keep_inside()

    def set_width(self, width: float) -> None:
        """There is more or less room."""
        self._width = max(width, 1.0)

    def fit(self) -> None:
        """See the whole line."""
        self._span = self._whole
        self._from = self._start - (self._end - self._start) * _MARGIN

    def x_of(self, moment: datetime) -> float:
        """Where a moment is; outside 0 and the width if it is not seen."""
        return (moment - self._from).total_seconds() * self.px_per_s

    def moment_at(self, x: float) -> datetime:
        """Which moment is at a place; never before or after the line."""
        moment = self._from + timedelta(seconds=x / self.px_per_s)
        return min(max(moment, self._start), self._end)

    def zoom(self, factor: float, x: float) -> None:
        """Look `factor` times as near; the moment at `x` stays there."""
        held = self._from + timedelta(seconds=x / self.px_per_s)
        self._span = min(max(self._span / factor, _NEAREST), self._whole)
        self._from = held - timedelta(seconds=x / self.px_per_s)
        self._keep_inside()

    def zoom_to(self, start: datetime, end: datetime) -> None:
        """See from one moment to another, with a little around."""
        around = (end - start) * 0.1
        self._span = min(max(end - start + 2 * around, _NEAREST), self._whole)
        self._from = start - around
        self._keep_inside()

    def pan(self, dx: float) -> None:
        """Look farther on, or back."""
        self._from += timedelta(seconds=dx / self.px_per_s)
        self._keep_inside()

    def reveal(self, moment: datetime) -> bool:
        """Let a moment be seen, turning the page as a book does; whether anything moved."""
        if self._from <= moment <= self._from + self._span * 0.98:
            return False
        before = self._from
        self._from = moment - self._span * 0.05
        self._keep_inside()
        return self._from != before

    def ticks(self, zone: tzinfo) -> list[Tick]:
        """The lines of the ruler that are seen, at round times of the zone."""
        step = self._step()
        minor = step / _MINORS.get(step, 5)
        first, last = self.shown
        local = first.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        number = int((first - midnight).total_seconds() // minor)
        found: list[Tick] = []
        while True:
            moment = midnight + timedelta(seconds=number * minor)
            if moment > last:
                return found
            since = number * minor
            labelled = abs(since / step - round(since / step)) < 1e-9
            if moment >= first:
                found.append(Tick(self.x_of(moment), moment, labelled, since % _DAY_S == 0))
            number += 1

    def _step(self) -> int:
        least = _MIN_TICK_PX / self.px_per_s
        days = max(round(least / _DAY_S), 1) * _DAY_S
        return next((step for step in _STEPS_S if step >= least), days)

    @property
    def _whole(self) -> timedelta:
        return (self._end - self._start) * (1 + 2 * _MARGIN)

    def _keep_inside(self) -> None:
        edge = (self._end - self._start) * _MARGIN
        last = self._end + edge - self._span
        self._from = max(min(self._from, last), self._start - edge)
