"""Hand-ins on the worklist: what came later than the regulation allows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from archive_desk.db import clocks, late_reasons
from archive_desk.db.clocks import TakenIn
from archive_desk.domain.ids import BatchId
from archive_desk.domain.regulations import Clock, Event
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services.worklist_source import Inquiry

_LATE_HAND_INS_SHOWN = timedelta(days=30)


def late_hand_ins(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Hand-overs of the last weeks that came too late: told once, for the explanation."""
    deadline, reach = inquiry.deadline(Clock.HAND_IN), inquiry.reach
    if reach is None or deadline.period is None or not inquiry.where.wants(Task.HAND_IN):
        return
    late: dict[int, list[tuple[TakenIn, datetime]]] = {}
    since = inquiry.at - _LATE_HAND_INS_SHOWN
    for recording in clocks.taken_in(inquiry.session, reach, since):
        start = recording.ended_at
        if deadline.alternative is Event.RETURNED_TO_UNIT and recording.returned_at is not None:
            start = max(start, recording.returned_at)
        counted = inquiry.count(deadline, start)
        if counted is not None and recording.imported_at > counted.due:
            late.setdefault(recording.batch_id, []).append((recording, counted.due))
    for batch_id, recordings in late.items():
        if late_reasons.latest(inquiry.session, BatchId(batch_id)):
            continue
        first, due = min(recordings, key=lambda each: each[1])
        yield WorkItem(
            Task.HAND_IN,
            f"batch:{first.batch}",
            batch_id,
            f"{first.batch} {first.officer}".strip(),
            say("{count} 份音像移交超过时限", count=len(recordings)),
            due,
            inquiry.state(due, met_at=first.imported_at),
            deadline.basis,
            section=first.section,
            person=first.officer,
            met_at=first.imported_at,
        )
