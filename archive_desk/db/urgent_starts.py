"""Queries on urgent cases: begun at once, their approval to be back-filled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_officers, cases, documents
from archive_desk.db.tables.worklist import urgent_starts
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId, UrgentStartId
from archive_desk.domain.sentences import say
from archive_desk.domain.urgent_starts import APPROVAL, UrgentStart
from archive_desk.domain.worklist import Reach

_approved_at = (
    select(func.min(func.coalesce(documents.c.ended_at, documents.c.started_at)))
    .where(documents.c.case_id == urgent_starts.c.case_id, documents.c.type == APPROVAL)
    .correlate(urgent_starts)
    .scalar_subquery()
    .label("approved_at")
)


def add(
    session: Session,
    no: str,
    case_id: CaseId,
    reason: str,
    started_at: datetime,
    by: str,
    at: datetime,
) -> None:
    """Register an urgent start."""
    session.execute(
        insert(urgent_starts).values(
            no=no,
            case_id=case_id,
            reason=reason,
            started_at=started_at,
            registered_by=by,
            registered_at=at,
        )
    )


def withdraw(session: Session, start_id: UrgentStartId, reason: str, at: datetime) -> None:
    """Take one out that was entered by mistake."""
    session.execute(
        update(urgent_starts)
        .where(urgent_starts.c.id == start_id)
        .values(withdrawn_at=at, withdrawal=reason)
    )


def get(session: Session, no: str) -> UrgentStart:
    """The one with this number.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_selection().where(urgent_starts.c.no == no)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {no} 的紧急立案登记。", no=no))
    return _start(row)


def page(
    session: Session, reach: Reach | None = None, *, only_open: bool = False, limit: int = 500
) -> Sequence[UrgentStart]:
    """Those within `reach` (None: all), the earliest first."""
    statement = _selection().order_by(urgent_starts.c.started_at).limit(limit)
    if only_open:
        statement = statement.where(urgent_starts.c.withdrawn_at.is_(None), _approved_at.is_(None))
    return [_start(row) for row in session.execute(_within(statement, reach))]


def _within(statement: Select[Any], reach: Reach | None) -> Select[Any]:
    if reach is None:
        return statement
    if reach.section:
        statement = statement.where(cases.c.section == reach.section)
    names = [his.name for his in (reach.officer,) if his is not None]
    names += [reach.person] if reach.person else []
    for name in names:
        of_case = and_(
            case_officers.c.case_id == urgent_starts.c.case_id, case_officers.c.name == name
        )
        mine = select(case_officers.c.case_id).where(of_case).correlate(urgent_starts).exists()
        statement = statement.where(or_(mine, urgent_starts.c.registered_by == name))
    return statement


def _selection() -> Select[Any]:
    return select(
        *urgent_starts.c,
        cases.c.no.label("case_no"),
        cases.c.party,
        cases.c.cause,
        cases.c.section,
        _approved_at,
    ).join(cases, cases.c.id == urgent_starts.c.case_id)


def _start(row: Row[Any]) -> UrgentStart:
    return UrgentStart(
        UrgentStartId(row.id),
        row.no,
        CaseId(row.case_id),
        row.case_no,
        f"{row.party}{row.cause}案",
        row.section,
        row.reason,
        row.started_at,
        row.registered_by,
        row.registered_at,
        row.approved_at,
        row.withdrawn_at,
        row.withdrawal,
    )
