"""Evaluation (案卷评查) on the worklist: cases to review, findings to rectify."""

from collections.abc import Iterator

from archive_desk.db import evaluation
from archive_desk.domain.clock import end_of_day
from archive_desk.domain.evaluation import evaluation_basis
from archive_desk.domain.evaluation_findings import NoticeState
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import say
from archive_desk.domain.worklist import ClockState, Task, WorkItem
from archive_desk.services import rulebook
from archive_desk.services.rectifying import Rectifying
from archive_desk.services.worklist_source import Inquiry


def reviews_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Cases that wait for their reviewer, by the end of the round's period."""
    actor, session = inquiry.actor, inquiry.session
    if not actor.may(Right.EVALUATE) or actor.lapsed(inquiry.at):
        return
    for each in evaluation.page(session, reviewer=actor.id):
        if not each.state.under_review:
            continue
        mine = [
            case
            for case in evaluation.cases_of(session, each.id)
            if (seat := case.seat_of(actor.id)) is not None and seat not in case.handed_in
        ]
        if mine:
            due = end_of_day(each.plan.period_until, inquiry.zone)
            yield WorkItem(
                Task.EVALUATION,
                f"evaluation:{each.no}",
                each.id,
                f"{each.no} {each.name}",
                say("有 {count} 个案卷等您评查", count=len(mine)),
                due,
                inquiry.state(due),
                evaluation_basis(rulebook.named(inquiry.session, each.regulation)),
                person=actor.name,
            )


def rectifications_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Findings of an evaluation: the unit's to answer, the organiser's to look at."""
    rectifying = Rectifying(inquiry.desk)
    for notice in rectifying.waiting(inquiry.actor):
        found = evaluation.find(inquiry.session, notice.round_no)
        answered = notice.state is NoticeState.ANSWERED
        if notice.state is NoticeState.RETURNED:
            note = say("评查整改被退回，请重新整改后答复")
        elif answered:
            note = say("整改已答复，等待复核")
        else:
            note = say("评查发现问题，应整改并答复")
        yield WorkItem(
            Task.RECTIFICATION,
            f"rectification:{notice.no}",
            notice.id,
            f"{notice.no} {notice.case_no} {notice.case_name}",
            note,
            notice.due_at,
            ClockState.RUNNING if answered else inquiry.state(notice.due_at),
            evaluation_basis(rulebook.named(inquiry.session, found.regulation)),
            notice.provisional,
            rectifying.explain(inquiry.session, found, notice),
            section=notice.section,
        )
