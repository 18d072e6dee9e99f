"""Loans on the worklist: to sign, to complete, to hand out, to give back."""

from collections.abc import Iterator
from datetime import datetime

from archive_desk.db import lending
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.domain.loans import Loan, LoanState, acts_in_words
from archive_desk.domain.people import Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.services.lending import signer_of
from archive_desk.services.worklist_source import Inquiry


def signatures_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """Requests that wait for the actor's signature, his own or as somebody's deputy."""
    signer = signer_of(inquiry.session, inquiry.actor, inquiry.at)
    if signer is None:
        return
    for loan in lending.page(inquiry.session, LoanFilter(waits_for=signer)):
        note = say("{name}申请{acts}", name=loan.applicant, acts=acts_in_words(loan.acts))
        due = loan.wanted_until
        if loan.release is not None:
            due = min(due, loan.release.due_at)
            note = say(
                "{name}紧急先行{acts}，须补批", name=loan.applicant, acts=acts_in_words(loan.acts)
            )
        yield _loan(inquiry, Task.SIGNATURE, loan, due, note)


def loans_due(inquiry: Inquiry) -> Iterator[WorkItem]:
    """What was sent back to complete, what is approved and waits, what is out."""
    actor, session = inquiry.actor, inquiry.session
    clerk = actor.may(Right.CIRCULATE)
    if not clerk and not actor.may(Right.REQUEST_LOAN):
        return
    own = LoanFilter(states=(LoanState.INCOMPLETE,), applicant_id=actor.id)
    for loan in lending.page(session, own):
        reason = "" if loan.sent_back is None else loan.sent_back.reason
        note = say("退回补正：{reason}", reason=reason)
        yield _loan(inquiry, Task.COMPLETE, loan, loan.wanted_until, note)
    where = LoanFilter(
        states=(LoanState.APPROVED, LoanState.LENT), applicant_id=None if clerk else actor.id
    )
    for loan in lending.page(session, where):
        if loan.state is LoanState.APPROVED:
            if inquiry.at < loan.wanted_until:
                note = say(
                    "{name}，已批准{acts}", name=loan.applicant, acts=acts_in_words(loan.acts)
                )
                yield _loan(inquiry, Task.HAND_OUT, loan, loan.wanted_until, note)
        elif loan.due_at is not None:
            note = say("{name}应归还", name=loan.applicant)
            yield _loan(inquiry, Task.LOAN, loan, loan.due_at, note)


def _loan(inquiry: Inquiry, task: Task, loan: Loan, due: datetime, note: Sentence) -> WorkItem:
    first = loan.items[0].label
    title = first if len(loan.items) == 1 else f"{first} (+{len(loan.items) - 1})"
    return WorkItem(
        task,
        f"loan:{loan.no}",
        loan.id,
        f"{loan.no} {title}",
        note,
        due,
        inquiry.state(due),
        loan.basis,
        section=loan.section,
        person=loan.applicant,
    )
