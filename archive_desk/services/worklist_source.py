"""What every source of the worklist is asked with, and how it says when something is due.

A source is a function `(Inquiry) -> Iterable[WorkItem]` in a file of its own, `<what>_worklist.py`,
with one line in `SOURCES` of `services/worklist.py`. It yields what is due for `inquiry.actor`. One
of many rows lets the database narrow by `inquiry.reach` and `inquiry.where`, and yields at most
`MOST`, the earliest first. The worklist sorts, and drops what `inquiry.where` does not take.
Only a fact ends a clock: a source looks at the fact, it keeps no state of its own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TypeAlias

from sqlalchemy.orm import Session

from archive_desk.domain.clock import Count, Period
from archive_desk.domain.people import Person
from archive_desk.domain.regulations import Clock, Deadline, Regulation
from archive_desk.domain.worklist import (
    ClockState,
    Reach,
    WorkFilter,
    WorkItem,
    reach_of,
    soon_for,
    state_of,
)
from archive_desk.services.desk import Desk
from archive_desk.services.rules import Rules

MOST = 500
"""How many lines one source lists at most; `Worklist.tally` counts the others."""


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

    @property
    def zone(self) -> tzinfo:
        """The archive's zone, in which days are counted."""
        return self.desk.office.zone

    @property
    def reach(self) -> Reach | None:
        """How far the actor's legal clocks reach; None if none are his business."""
        return reach_of(self.actor, self.where)

    def deadline(self, clock: Clock) -> Deadline:
        """The clock under the office's regulation."""
        return self.regulation.deadline(clock)

    def count(self, deadline: Deadline, start: datetime) -> Count | None:
        """The end of a clock that began at `start`, explained; None where no time is set."""
        return self.rules.count(deadline, start, self.zone)

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
