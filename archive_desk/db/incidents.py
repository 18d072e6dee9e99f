"""Queries on incidents: damage and loss found at a return."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.lending import incidents, loans
from archive_desk.domain.errors import NotFound
from archive_desk.domain.incidents import Incident, Outcome
from archive_desk.domain.loans import Condition, ItemKind, ItemReturn, Loan, LoanItem
from archive_desk.domain.sentences import say


def add(session: Session, no: str, loan: Loan, found: ItemReturn, clerk: str) -> Incident:
    """Write down what the inspection of a return found."""
    new_id = session.execute(
        insert(incidents)
        .values(
            no=no,
            loan_id=loan.id,
            kind=found.item.kind.value,
            item_id=found.item.item_id,
            label=found.item.label,
            condition=found.condition.value,
            description=found.note,
            reported_at=found.at,
            reported_by=clerk,
        )
        .returning(incidents.c.id)
    ).scalar_one()
    return _one(session, incidents.c.id == new_id, no)


def find(session: Session, reference: str) -> Incident:
    """The incident with this number.

    Raises:
        NotFound: there is none.
    """
    return _one(session, incidents.c.no == reference, reference)


def everything(session: Session, *, open_only: bool = False) -> Sequence[Incident]:
    """All incidents, the newest first."""
    statement = _incidents().order_by(incidents.c.id.desc())
    if open_only:
        statement = statement.where(incidents.c.outcome == "")
    return [_incident(row) for row in session.execute(statement)]


def lost(session: Session, item: LoanItem) -> str | None:
    """The number of the open incident by which a thing is missing, if it is."""
    return session.scalar(
        select(incidents.c.no)
        .where(
            incidents.c.kind == item.kind.value,
            incidents.c.item_id == item.item_id,
            incidents.c.condition == Condition.MISSING.value,
            incidents.c.outcome.in_(("", Outcome.WRITTEN_OFF.value)),
        )
        .limit(1)
    )


def settle(
    session: Session, incident: Incident, outcome: Outcome, words: str, by: str, at: datetime
) -> Incident:
    """Write down how an incident ended."""
    session.execute(
        update(incidents)
        .where(incidents.c.id == incident.id)
        .values(outcome=outcome.value, settlement=words, settled_by=by, settled_at=at)
    )
    return find(session, incident.no)


def _one(session: Session, condition: Any, reference: str) -> Incident:
    row = session.execute(_incidents().where(condition)).one_or_none()
    if row is None:
        raise NotFound(say("没有损坏遗失登记 {no}。", no=reference))
    return _incident(row)


def _incidents() -> Select[Any]:
    return select(incidents, loans.c.no.label("loan_no"), loans.c.applicant.label("borrower")).join(
        loans, loans.c.id == incidents.c.loan_id
    )


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        no=row.no,
        loan_no=row.loan_no,
        borrower=row.borrower,
        item=LoanItem(ItemKind(row.kind), row.item_id, row.label),
        condition=Condition(row.condition),
        description=row.description,
        reported_at=row.reported_at,
        reported_by=row.reported_by,
        outcome=Outcome(row.outcome) if row.outcome else None,
        settlement=row.settlement,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
    )
