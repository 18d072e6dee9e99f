"""Case files on the worklist: discs to burn, files to archive."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from archive_desk.db import clocks
from archive_desk.db.clocks import Ended, EndedCase, Found
from archive_desk.domain.regulations import Clock, Deadline
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services.worklist_source import Inquiry

_Look = Callable[[Session, Ended], Found]


def burns_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Ended cases with footage that no disc which was read back carries."""
    yield from _open(
        inquiry,
        Task.BURN,
        inquiry.deadline(Clock.BURN),
        clocks.not_on_disc,
        say("音像尚未全部刻录并读检"),
    )
    if inquiry.where.done:
        yield from _done(inquiry, Task.BURN, inquiry.deadline(Clock.BURN), clocks.on_disc)


def archivings_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Ended cases that are not archived."""
    yield from _open(
        inquiry,
        Task.ARCHIVE,
        inquiry.deadline(Clock.ARCHIVE),
        clocks.not_archived,
        say("案卷尚未归档"),
    )
    if inquiry.where.done:
        yield from _done(inquiry, Task.ARCHIVE, inquiry.deadline(Clock.ARCHIVE), clocks.archived)


def _open(
    inquiry: Inquiry, task: Task, deadline: Deadline, look: _Look, note: Sentence
) -> Iterator[WorkItem]:
    asked = _asked(inquiry, task, deadline)
    if asked is None:
        return
    found = look(inquiry.session, asked)
    inquiry.left_out[task] += found.total - len(found.cases)
    for case in found.cases:
        yield _case(inquiry, task, case, deadline, note)


def _done(inquiry: Inquiry, task: Task, deadline: Deadline, look: _Look) -> Iterator[WorkItem]:
    asked = _asked(inquiry, task, deadline)
    if asked is not None:
        for case in look(inquiry.session, asked).cases:
            note = say("已完成：{at}", at=_day(case.met_at, inquiry))
            yield _case(inquiry, task, case, deadline, note)


def _asked(inquiry: Inquiry, task: Task, deadline: Deadline) -> Ended | None:
    """Which cases to look at; None where none are wanted."""
    reach = inquiry.reach
    if reach is None or deadline.period is None or not inquiry.where.wants(task):
        return None
    since, until = inquiry.starts(deadline.period)
    return Ended(reach, since, until, inquiry.most)


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
        inquiry.state(counted.due, met_at=case.met_at, period=deadline.period),
        deadline.basis,
        counted.provisional,
        counted.steps,
        section=case.section,
        person=inquiry.where.person or case.officer,
        met_at=case.met_at,
    )


def _day(at: datetime | None, inquiry: Inquiry) -> str:
    return "" if at is None else f"{at.astimezone(inquiry.zone):%Y-%m-%d}"
