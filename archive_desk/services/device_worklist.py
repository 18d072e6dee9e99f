"""What the devices ask for: those that should be back, and maintenance that is due."""

from collections.abc import Iterator
from datetime import timedelta

from archive_desk.db import device_issues, devices
from archive_desk.db.device_issues import IssueFilter
from archive_desk.domain.basis import Basis
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.device_issues import IssueState
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import ClockState, Task, WorkItem, state_of
from archive_desk.services.equipping import check_basis
from archive_desk.services.worklist_source import MOST, Inquiry

_SOON = timedelta(hours=6)


def devices_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """The lines of the worklist about devices: the keeper's, and the holder's own."""
    actor, session, at = inquiry.actor, inquiry.session, inquiry.at
    keeper = actor.may(Right.KEEP_DEVICES)
    if not keeper and not actor.may(Right.BROWSE):
        return
    holder = None if keeper else actor.id
    basis = check_basis(inquiry.regulation) or _undecided()
    for state in (IssueState.OVERDUE, IssueState.OUT):
        where = IssueFilter(holder_id=holder, state=state, at=at)
        for issue in device_issues.page(session, where, 0, MOST):
            yield WorkItem(
                Task.DEVICE,
                f"device:{issue.device}",
                issue.id,
                f"{issue.device} {issue.model}".strip(),
                say("{name}应归还设备", name=issue.holder),
                issue.due_at,
                state_of(issue.due_at, at, soon=_SOON),
                basis,
            )
    if keeper:
        yield from _care(inquiry, basis)


def _care(inquiry: Inquiry, basis: Basis) -> Iterator[WorkItem]:
    latest = device_issues.last_care(inquiry.session)
    for device in devices.all_devices(inquiry.session):
        care = latest.get(device.number)
        if not device.active or care is None or care.next_on is None:
            continue
        due = end_of_day(care.next_on, inquiry.zone)
        state = inquiry.state(due)
        if state is ClockState.RUNNING:
            continue
        yield WorkItem(
            Task.DEVICE,
            f"device:{device.number}",
            care.id,
            f"{device.number} {device.model}".strip(),
            say("设备应维护保养"),
            due,
            state,
            basis,
        )


def _undecided() -> Basis:
    return Basis(str(say("设备领用（制度未定，单位设定）")), "")
