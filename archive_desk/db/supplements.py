"""Queries on what was added to archived files, and on their re-opening."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_reopenings, case_supplements, cases
from archive_desk.domain.cases import CaseState
from archive_desk.domain.ids import CaseId, PersonId
from archive_desk.domain.supplements import Reopening, Supplement


def add(session: Session, case_id: CaseId, text: str, author: str, at: datetime) -> Supplement:
    """Add something to an archived file."""
    mine = case_supplements.c.case_id == case_id
    no = session.scalar(select(func.count()).select_from(case_supplements).where(mine)) or 0
    values = {"case_id": case_id, "no": no + 1, "text": text, "author": author, "made_at": at}
    number = session.execute(
        insert(case_supplements).values(**values).returning(case_supplements.c.id)
    ).scalar_one()
    return Supplement(number, case_id, no + 1, text, author, at)


def of_case(session: Session, case_id: CaseId) -> Sequence[Supplement]:
    """What was added to a file, in its order."""
    rows = session.execute(
        select(case_supplements)
        .where(case_supplements.c.case_id == case_id)
        .order_by(case_supplements.c.no)
    )
    return [
        Supplement(row.id, CaseId(row.case_id), row.no, row.text, row.author, row.made_at)
        for row in rows
    ]


def ask(
    session: Session,
    case_id: CaseId,
    reason: str,
    asker: tuple[PersonId, str],
    at: datetime,
    archived_at: datetime,
) -> None:
    """Ask for a file to be opened again."""
    session.execute(
        insert(case_reopenings).values(
            case_id=case_id,
            reason=reason,
            asked_by_id=asker[0],
            asked_by=asker[1],
            asked_at=at,
            archived_at=archived_at,
        )
    )


def reopenings(session: Session, case_id: CaseId) -> Sequence[Reopening]:
    """All requests to open a file again, the earliest first."""
    rows = session.execute(
        select(case_reopenings)
        .where(case_reopenings.c.case_id == case_id)
        .order_by(case_reopenings.c.id)
    )
    return [_reopening(row) for row in rows]


def waiting(session: Session, case_id: CaseId) -> Reopening | None:
    """The request that nobody has decided yet."""
    return next((each for each in reopenings(session, case_id) if each.agreed is None), None)


def decide(
    session: Session, request: Reopening, *, agreed: bool, by: str, opinion: str, at: datetime
) -> None:
    """Write down what was said of a request; where it was agreed to, the file is open again."""
    session.execute(
        update(case_reopenings)
        .where(case_reopenings.c.id == request.id)
        .values(agreed=agreed, decided_by=by, decided_at=at, opinion=opinion)
    )
    if agreed:
        session.execute(
            update(cases)
            .where(cases.c.id == request.case_id)
            .values(state=CaseState.OPEN.value, archived_at=None)
        )


def _reopening(row: Row[Any]) -> Reopening:
    return Reopening(
        id=row.id,
        case_id=CaseId(row.case_id),
        reason=row.reason,
        asked_by_id=PersonId(row.asked_by_id),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        archived_at=row.archived_at,
        agreed=row.agreed,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        opinion=row.opinion,
    )
