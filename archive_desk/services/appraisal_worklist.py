"""Appraisal and destruction on the worklist: terms that have ended, lists that wait."""

from collections.abc import Iterator

from archive_desk.db import appraisals, destructions
from archive_desk.domain.appraisal import APPRAISAL_LAW
from archive_desk.domain.destruction import DESTRUCTION_LAW, DestructionList, ListState
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import ClockState, Task, WorkItem
from archive_desk.services.worklist_source import Inquiry


def appraisals_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """One line for everything that has run its term: it may be appraised, and never goes by itself.

    There is no deadline for it, so it is never overdue.
    """
    if not inquiry.actor.may(Right.KEEP_RETENTION):
        return
    first = appraisals.candidate_ids(inquiry.session, inquiry.at, proposed=False, limit=1)
    if not first:
        return
    count = appraisals.candidate_count(inquiry.session, inquiry.at, proposed=False)
    (oldest,) = appraisals.candidates(inquiry.session, first, inquiry.at)
    yield WorkItem(
        Task.APPRAISAL,
        "appraisal:due",
        oldest.footage_id,
        oldest.name if count == 1 else f"{oldest.name} (+{count - 1})",
        say("{count} 件保管期限届满，可以鉴定", count=count),
        oldest.keep.until or inquiry.at,
        ClockState.DUE_SOON,
        APPRAISAL_LAW,
        steps=oldest.keep.steps,
        person=inquiry.actor.name,
    )


def destructions_waiting(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Lists that wait for the head's word, for witnesses, to be executed, or for their discs."""
    head = inquiry.actor.may(Right.APPROVE_DESTRUCTION)
    clerk = inquiry.actor.may(Right.KEEP_RETENTION)
    if not head and not clerk:
        return
    for found in destructions.page(inquiry.session):
        if found.state is ListState.PROPOSED and head:
            yield _line(inquiry, found, say("{count} 件等您批准销毁", count=found.items))
        elif found.state is ListState.APPROVED and clerk:
            yield _line(inquiry, found, say("已批准，等监销人确认和执行"))
        elif found.state is ListState.DESTROYING and clerk:
            yield _line(inquiry, found, say("有副本还没有销毁"))
        elif found.open_discs and clerk and found.state is ListState.DESTROYED:
            words = say("{count} 张光盘等登记销毁", count=found.open_discs)
            yield _line(inquiry, found, words)


def _line(inquiry: Inquiry, found: DestructionList, note: Sentence) -> WorkItem:
    return WorkItem(
        Task.DESTRUCTION,
        f"destruction:{found.no}",
        found.id,
        found.no,
        note,
        found.decided_at or found.made_at,
        ClockState.DUE_SOON,
        DESTRUCTION_LAW,
        person=inquiry.actor.name,
    )
