"""Case files on the worklist: discs to burn, files to archive."""

from collections.abc import Iterator

from archive_desk.db import clocks
from archive_desk.db.clocks import EndedCase
from archive_desk.domain.regulations import Clock, Deadline
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services.worklist_source import MOST, Inquiry


def burns_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Ended cases with footage that no disc which was read back carries."""
    deadline, reach = inquiry.deadline(Clock.BURN), inquiry.reach
    if reach is not None and deadline.period is not None and inquiry.where.wants(Task.BURN):
        for case in clocks.not_on_disc(inquiry.session, reach, MOST):
            yield _case(inquiry, Task.BURN, case, deadline, say("音像尚未全部刻录并读检"))


def archivings_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Ended cases that are not archived."""
    deadline, reach = inquiry.deadline(Clock.ARCHIVE), inquiry.reach
    if reach is not None and deadline.period is not None and inquiry.where.wants(Task.ARCHIVE):
        for case in clocks.not_archived(inquiry.session, reach, MOST):
            yield _case(inquiry, Task.ARCHIVE, case, deadline, say("案卷尚未归档"))


def _case(
    inquiry: Inquiry, task: Task, case: EndedCase, deadline: Deadline, note: Sentence
) -> WorkItem:
    counted = inquiry.count(deadline, case.ended_at)
    assert counted is not None
    return WorkItem(
        task,
        f"case:{case.no}",
        case.id,
        f"{case.no} {case.name}",
        note,
        counted.due,
        inquiry.state(counted.due, period=deadline.period),
        deadline.basis,
        counted.provisional,
        counted.steps,
        section=case.section,
        person=inquiry.where.person or case.officer,
    )
