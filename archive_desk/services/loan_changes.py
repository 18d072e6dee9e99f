"""What every change of a loan has in common: the request as it stands, and the journal."""

from collections.abc import Iterator
from contextlib import contextmanager

from archive_desk.db import lending
from archive_desk.domain.ids import LoanId
from archive_desk.domain.journal import Act
from archive_desk.domain.loans import Loan, LoanState
from archive_desk.domain.people import Person
from archive_desk.services.desk import Desk, Transaction


@contextmanager
def changing(desk: Desk, actor: Person, loan_id: LoanId) -> Iterator[tuple[Transaction, Loan]]:
    """A transaction, and the request as nobody else can change it meanwhile."""
    with desk.transaction(actor) as work:
        yield work, lending.get(work.session, loan_id, to_change=True)


def write(work: Transaction, verb: str, loan: Loan, **detail: object) -> None:
    """Write `loan.<verb>` into the journal, with what was asked for and under which article."""
    items = [f"{item.kind.value}:{item.item_id}" for item in loan.items]
    work.journal(
        Act(
            f"loan.{verb}",
            f"loan:{loan.no}",
            approval=loan.no if loan.state is not LoanState.SUBMITTED else "",
            detail={"items": items, "basis": str(loan.basis), **detail},
        )
    )
