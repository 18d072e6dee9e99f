"""Hand-ins on the worklist: what came later than the regulation allows."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from archive_desk.db import clocks
from archive_desk.db.clocks import TakenIn
from archive_desk.domain.clock import least_length
from archive_desk.domain.regulations import Clock, Deadline, Event
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Reach, Task, WorkItem
from archive_desk.services.worklist_source import Inquiry

_LATE_HAND_INS_SHOWN = timedelta(days=30)
_LATEST = timedelta(days=400)
"""How long after its due a hand-in is still looked for, in a list of what was due when."""


def late_hand_ins(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Hand-overs of the last weeks that came too late: told until somebody has said why."""
    deadline, reach = inquiry.deadline(Clock.HAND_IN), inquiry.reach
    if reach is None or deadline.period is None or not inquiry.where.wants(Task.HAND_IN):
        return
    late: dict[int, list[tuple[TakenIn, datetime]]] = {}
    for recording, due in late_recordings(inquiry, deadline, reach, *_imported(inquiry)):
        late.setdefault(recording.batch_id, []).append((recording, due))
    for batch_id, recordings in late.items():
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
            reason=first.return_reason,
        )


def late_recordings(
    inquiry: Inquiry, deadline: Deadline, reach: Reach, since: datetime, until: datetime
) -> Iterable[tuple[TakenIn, datetime]]:
    """Recordings that came in between two moments, too late, each with its due."""
    assert deadline.period is not None
    back = deadline.alternative is Event.RETURNED_TO_UNIT
    least = least_length(deadline.period)
    for recording in clocks.late_hand_ins(inquiry.session, reach, since, until, least, back=back):
        start = recording.ended_at
        if back and recording.returned_at is not None:
            start = max(start, recording.returned_at)
        counted = inquiry.count(deadline, start)
        if counted is not None and recording.imported_at > counted.due:
            yield recording, counted.due


def _imported(inquiry: Inquiry) -> tuple[datetime, datetime]:
    """When what is asked for came in: after its due, which is within what is asked for."""
    where = inquiry.where
    if where.due_from is None:
        return inquiry.at - _LATE_HAND_INS_SHOWN, inquiry.at
    last = inquiry.at if where.due_until is None else where.due_until + _LATEST
    return where.due_from, min(last, inquiry.at)
