"""What every source of the worklist is asked with, and how it says when something is due.

A source is a function `(Inquiry) -> Iterable[WorkItem]` in a file of its own, `<what>_worklist.py`,
with one line in `SOURCES` of `services/worklist.py`. It yields what is due for `inquiry.actor`. One
of many rows lets the database narrow by `inquiry.reach` and `inquiry.where`, and yields at most
`MOST`, the earliest first. The worklist sorts, and drops what `inquiry.where` does not take.
Only a fact ends a clock: a source looks at the fact, it keeps no state of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeAlias

from sqlalchemy.orm import Session

from archive_desk.domain.clock import Count, Period, Unit, least_length, most_length
from archive_desk.domain.people import Person
from archive_desk.domain.regulations import Clock, Deadline, Regulation
from archive_desk.domain.worklist import (
    ClockState,
    Reach,
    Task,
    WorkFilter,
    WorkItem,
    reach_of,
    soon_for,
    state_of,
)
from archive_desk.services.desk import Desk
from archive_desk.services.rules import Rules

MOST = 500
MOST_OF_A_TIME = 100_000
"""How many lines one source lists at most: of all there are, and of those due in a given time."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Inquiry:
    """Who asks for the worklist, when, under which regulation, and what he wants to see."""

    desk: Desk
    session: Session
    actor: Person
    at: datetime
    regulation: Regulation
    rules: Rules
    where: WorkFilter
    whole_office: bool = False
    """Whether the legal clocks of the whole office are asked for, whoever asks: for figures."""
    left_out: Counter[Task] = field(default_factory=Counter)
    """How many lines of a kind there are beyond those that its source yields."""
    _counts: dict[tuple[Clock, date], Count] = field(default_factory=dict)

    @property
    def zone(self) -> tzinfo:
        """The archive's zone, in which days are counted."""
        return self.desk.office.zone

    @property
    def reach(self) -> Reach | None:
        """How far the actor's legal clocks reach; None if none are his business."""
        return Reach() if self.whole_office else reach_of(self.actor, self.where)

    def deadline(self, clock: Clock) -> Deadline:
        """The clock under the office's regulation."""
        return self.regulation.deadline(clock)

    @property
    def most(self) -> int:
        """How many lines one source may yield: more where a time is given, as for a month."""
        return MOST if self.where.due_until is None else MOST_OF_A_TIME

    def count(self, deadline: Deadline, start: datetime) -> Count | None:
        """The end of a clock that began at `start`, explained; None where no time is set."""
        if deadline.period is None or deadline.period.unit is Unit.HOURS:
            return self.rules.count(deadline, start, self.zone)
        # Whatever begins on one day ends on one day: it is counted once.
        local = start.astimezone(self.zone)
        key = (deadline.clock, local.date())
        if key not in self._counts:
            counted = self.rules.count(deadline, start, self.zone)
            assert counted is not None
            self._counts[key] = counted
        return self._counts[key]

    def starts(self, period: Period) -> tuple[datetime | None, datetime | None]:
        """Between which moments a clock must have begun to be due when `where` asks; None: open."""
        since, until = self.where.due_from, self.where.due_until
        return (
            None if since is None else since - most_length(period),
            None if until is None else until - least_length(period) + _A_DAY,
        )

    def soon(self, period: Period | None = None) -> timedelta:
        """How long before its end a clock of this period is due soon."""
        return soon_for(period, self.regulation.circulation.due_soon_days)

    def state(
        self, due: datetime, *, met_at: datetime | None = None, period: Period | None = None
    ) -> ClockState:
        """Where a clock that ends at `due` stands now."""
        return state_of(due, self.at, met_at=met_at, soon=self.soon(period))


Source: TypeAlias = Callable[[Inquiry], Iterable[WorkItem]]
"""One kind of thing that may be due."""
