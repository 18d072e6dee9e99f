"""Urgent cases on the worklist: their approval is to be back-filled."""

from collections.abc import Iterator

from archive_desk.db import urgent_starts
from archive_desk.domain.regulations import Clock
from archive_desk.domain.sentences import say
from archive_desk.domain.urgent_starts import APPROVAL
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services.worklist_source import Inquiry


def backfills_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Cases begun at once, until the file holds the approval with its time."""
    reach, where, deadline = inquiry.reach, inquiry.where, inquiry.deadline(Clock.BACKFILL)
    if reach is None or deadline.period is None or not where.wants(Task.BACKFILL):
        return
    for start in urgent_starts.page(inquiry.session, reach, only_open=not where.done):
        counted = inquiry.count(deadline, start.started_at)
        if counted is None or start.withdrawn_at is not None:
            continue
        yield WorkItem(
            Task.BACKFILL,
            f"urgent:{start.no}",
            start.case_id,
            f"{start.case_no} {start.case_name}",
            say("等案卷登记“{document}”及其时间", document=say(APPROVAL)),
            counted.due,
            inquiry.state(counted.due, met_at=start.approved_at, period=deadline.period),
            deadline.basis,
            counted.provisional,
            counted.steps,
            section=start.section,
            person=where.person or start.registered_by,
            met_at=start.approved_at,
        )
