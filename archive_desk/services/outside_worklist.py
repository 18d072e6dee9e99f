"""What the outside waits for: applications for disclosure and complaints, with their clocks."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from archive_desk.db import complaints, disclosures
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.disclosure import Application, DisclosureState, law
from archive_desk.domain.disclosure_clock import ReplyClock, reply_clock, third_party_until
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import ClockState, Task, WorkItem
from archive_desk.services.disclosing import is_head, periods_of
from archive_desk.services.worklist_source import MOST, Inquiry

_UNKNOWN = timedelta(days=30)


def disclosures_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Applications that are still to be answered or delivered: the clerk's and the head's."""
    clerk, head = inquiry.actor.may(Right.HANDLE_DISCLOSURE), is_head(inquiry.actor)
    if not clerk and not head:
        return
    for application in disclosures.everything(inquiry.session)[:MOST]:
        state = application.state
        waiting = state.open or state is DisclosureState.ANSWERED
        if not waiting or (not clerk and state is not DisclosureState.PROPOSED):
            continue
        yield _item(inquiry, application)


def _item(inquiry: Inquiry, application: Application) -> WorkItem:
    clock = reply_clock(
        application, inquiry.rules.calendar, inquiry.zone, periods_of(inquiry.regulation)
    )
    answered = application.answered_on
    due = clock.due or inquiry.at + _UNKNOWN
    state = ClockState.RUNNING
    if answered is not None:
        met = datetime.combine(answered, time(), inquiry.zone)
        state = ClockState.DUE_SOON if met <= due else ClockState.OVERDUE
    elif clock.due is not None:
        state = inquiry.state(due)
    return WorkItem(
        Task.DISCLOSURE,
        f"disclosure:{application.no}",
        application.id,
        f"{application.no} {application.draft.applicant}",
        _note(inquiry, application, clock),
        due,
        state,
        law("第三十三条"),
        clock.provisional or clock.due is None,
        clock.steps,
    )


def _note(inquiry: Inquiry, application: Application, clock: ReplyClock) -> Sentence:
    state = application.state
    if state is DisclosureState.CONSULTING:
        asked = application.steps[-1].on
        limit = third_party_until(asked, inquiry.rules.calendar, periods_of(inquiry.regulation))
        return say("征求第三方意见，最迟 {day} 答复", day=limit.isoformat())
    if state is DisclosureState.CORRECTING:
        return say("已告知补正，等申请人补正")
    if clock.extended:
        return say("{state}，已延长 {days} 个工作日", state=say(state.label), days=clock.extended)
    return say(state.label)


def complaints_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Complaints that nothing has been provided for yet: the clerk's and the managers'."""
    if not inquiry.actor.may(Right.CIRCULATE) and not inquiry.actor.may(Right.SIGN):
        return
    for each in complaints.everything(inquiry.session, open_only=True)[:MOST]:
        deadline = inquiry.deadline(each.draft.kind.clock)
        start = datetime.combine(each.draft.received_on, time(12), inquiry.zone)
        counted = inquiry.count(deadline, start)
        due = (
            counted.due if counted is not None else end_of_day(each.draft.received_on, inquiry.zone)
        )
        yield WorkItem(
            Task.COMPLAINT,
            f"complaint:{each.no}",
            each.id,
            f"{each.no} {each.draft.case_no}",
            say(
                "{kind}：{body}，尚未提供材料",
                kind=say(each.draft.kind.label),
                body=each.draft.body,
            ),
            due,
            inquiry.state(due, period=deadline.period),
            deadline.basis,
            counted is not None and counted.provisional,
            () if counted is None else counted.steps,
            section=each.section,
        )
