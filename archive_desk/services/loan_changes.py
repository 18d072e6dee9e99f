"""What every change of a loan has in common: the request as it stands, and the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

from archive_desk.db import grants, lending
from archive_desk.domain.errors import Refused
from archive_desk.domain.ids import LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.loan_requests import Urgency
from archive_desk.domain.loans import Loan, LoanState
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk, Transaction


@contextmanager
def changing(desk: Desk, actor: Person, loan_id: LoanId) -> Iterator[tuple[Transaction, Loan]]:
    """A transaction, and the request as nobody else can change it meanwhile.

    Raises:
        Refused: the computer's clock stands before what was written down of the request.
    """
    with desk.transaction(actor) as work:
        loan = lending.get(work.session, loan_id, to_change=True)
        _check_clock(loan, work.at, desk.office.zone)
        grants.expire(work.session, work.at)
        yield work, loan


def _check_clock(loan: Loan, at: datetime, zone: tzinfo) -> None:
    signed = (step.decided_at for step in loan.steps)
    back = (each.at for each in loan.returns)
    moments = (
        loan.submitted_at,
        loan.handed_out_at,
        loan.revoked_at,
        loan.recalled_at,
        *signed,
        *back,
    )
    last = max(moment for moment in moments if moment is not None)
    if at < last - CLOCKS_MAY_DIFFER:
        raise Refused(
            say(
                "计算机时钟（{now}）早于借阅 {no} 上一步的时间（{last}），请先校准时钟再办理。",
                now=f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
                no=loan.no,
                last=f"{last.astimezone(zone):%Y-%m-%d %H:%M}",
            )
        )


CLOCKS_MAY_DIFFER = timedelta(minutes=5)
"""So far apart may the clocks of two workstations be, before something is wrong."""

_NOT_APPROVED = {LoanState.DRAFT, LoanState.SUBMITTED}


def write_requested(work: Transaction, loan: Loan) -> None:
    """Write a new request into the journal, with what it says."""
    wanted = loan.particulars
    further = {
        "place": wanted.place,
        "urgency": "" if wanted.urgency is Urgency.ORDINARY else wanted.urgency.value,
        "uses": wanted.uses,
        "applicant": loan.applicant if loan.entered_by else "",
    }
    said = {key: value for key, value in further.items() if value}
    acts = [act.value for act in loan.acts]
    write(work, "requested", loan, purpose=loan.purpose, acts=acts, **said)


def write(work: Transaction, verb: str, loan: Loan, **detail: object) -> None:
    """Write `loan.<verb>` into the journal, with what was asked for and under which article."""
    items = [f"{item.kind.value}:{item.item_id}" for item in loan.items]
    work.journal(
        Act(
            f"loan.{verb}",
            f"loan:{loan.no}",
            approval="" if loan.state in _NOT_APPROVED else loan.no,
            detail={"items": items, "basis": str(loan.basis), **detail},
        )
    )
