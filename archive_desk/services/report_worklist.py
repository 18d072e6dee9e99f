"""The annual report on the worklist: handing it in and publishing it (004, item 4(3))."""

from collections.abc import Iterator
from datetime import datetime

from archive_desk.db import annual
from archive_desk.domain.annual import ReportStep
from archive_desk.domain.people import Role
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services.worklist_source import Inquiry

_SHOWN_TO = frozenset({Role.ARCHIVIST, Role.LEADER_IN_CHARGE, Role.AGENCY_HEAD})


def reports_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """The report of the year that has ended, or is about to, until a paper says it is done."""
    if inquiry.actor.role not in _SHOWN_TO or not inquiry.where.wants(Task.STATISTICS):
        return
    this_year = inquiry.at.astimezone(inquiry.zone).year
    done = annual.reports(inquiry.session)
    first = annual.first_year(inquiry.session, inquiry.zone)
    for year in range(max(first, this_year - 2), this_year + 1):
        for step in ReportStep:
            item = _item(inquiry, year, step, done.get((year, step)))
            if item is not None:
                yield item


def _item(
    inquiry: Inquiry, year: int, step: ReportStep, met_at: datetime | None
) -> WorkItem | None:
    deadline = inquiry.deadline(step.clock)
    counted = inquiry.count(deadline, datetime(year, 12, 31, 12, tzinfo=inquiry.zone))
    if counted is None:
        return None
    near = counted.due - inquiry.at < step.shown_before or inquiry.where.due_from is not None
    if not near:
        return None
    return WorkItem(
        Task.STATISTICS,
        f"figures:{year}:{step.value}",
        year * 10 + step.number,
        str(say("{year} 年度{step}", year=year, step=say(step.label))),
        say("等登记{step}的文号", step=say(step.label)) if met_at is None else say("已登记"),
        counted.due,
        inquiry.state(counted.due, met_at=met_at),
        deadline.basis,
        counted.provisional,
        counted.steps,
        met_at=met_at,
    )
