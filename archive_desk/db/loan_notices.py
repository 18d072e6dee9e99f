"""Queries on notices to bring things back. Each stays as it was sent."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.lending import loan_notices
from archive_desk.domain.ids import LoanId
from archive_desk.domain.notices import NoticeLevel, OverdueNotice


def add(session: Session, loan_id: LoanId, notice: OverdueNotice) -> None:
    """Write a notice down."""
    session.execute(
        insert(loan_notices).values(
            loan_id=loan_id,
            step=notice.level.value,
            sent_at=notice.sent_at,
            sent_by=notice.sent_by,
            due_at=notice.due_at,
            note=notice.note,
        )
    )


def of_loan(session: Session, loan_id: LoanId) -> Sequence[OverdueNotice]:
    """All notices of a loan, the earliest first."""
    statement = select(loan_notices).where(loan_notices.c.loan_id == loan_id)
    return [
        OverdueNotice(NoticeLevel(row.step), row.sent_at, row.sent_by, row.due_at, row.note)
        for row in session.execute(statement.order_by(loan_notices.c.id))
    ]
