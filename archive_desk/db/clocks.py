"""Queries for the worklist: what has begun a clock and has not stopped it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.discs import complete_on_read_back
from archive_desk.db.tables.cases import case_footage, case_officers, cases
from archive_desk.db.tables.footage import batches, footage
from archive_desk.domain.cases import CaseState
from archive_desk.domain.people import Person, Role


@dataclass(frozen=True)
class EndedCase:
    """A case whose activity has ended."""

    id: int
    no: str
    name: str
    section: str
    ended_at: datetime


@dataclass(frozen=True)
class TakenIn:
    """A recording as it was handed in: when it ended, when it came, and what may excuse it."""

    batch_id: int
    batch: str
    officer: str
    section: str
    ended_at: datetime
    imported_at: datetime
    returned_at: datetime | None


def not_on_disc(session: Session, actor: Person, limit: int) -> Sequence[EndedCase]:
    """Ended cases with a recording that no disc which was read back carries, oldest first."""
    on_disc = complete_on_read_back(case_footage.c.footage_id)
    missing = (
        select(case_footage.c.id)
        .where(case_footage.c.case_id == cases.c.id, ~on_disc)
        .correlate(cases)
        .exists()
    )
    return _ended(session, actor, missing, limit)


def not_archived(session: Session, actor: Person, limit: int) -> Sequence[EndedCase]:
    """Ended cases that are not archived yet, oldest first."""
    return _ended(session, actor, cases.c.state == CaseState.OPEN.value, limit)


def taken_in(session: Session, actor: Person, since: datetime) -> Sequence[TakenIn]:
    """Recordings with a known end that came in after `since`."""
    statement = (
        select(
            batches.c.id,
            batches.c.no,
            footage.c.officer,
            footage.c.section,
            footage.c.started_at,
            footage.c.duration_ms,
            footage.c.imported_at,
            batches.c.returned_at,
        )
        .join(batches, batches.c.id == footage.c.batch_id)
        .where(
            footage.c.imported_at >= since,
            footage.c.started_at.is_not(None),
            footage.c.parent_id.is_(None),
        )
        .order_by(batches.c.id, footage.c.id)
    )
    return [_taken_in(row) for row in session.execute(_of_recordings(statement, actor))]


def _ended(
    session: Session, actor: Person, condition: ColumnElement[bool], limit: int
) -> Sequence[EndedCase]:
    statement = (
        select(
            cases.c.id, cases.c.no, cases.c.party, cases.c.cause, cases.c.section, cases.c.ended_at
        )
        .where(cases.c.ended_at.is_not(None), condition)
        .order_by(cases.c.ended_at)
        .limit(limit)
    )
    return [
        EndedCase(row.id, row.no, f"{row.party}{row.cause}案", row.section, row.ended_at)
        for row in session.execute(_of_cases(statement, actor))
    ]


def _of_cases(statement: Select[Any], actor: Person) -> Select[Any]:
    """Narrow to what concerns the actor: the clerk all, a head his section, an officer his own."""
    if actor.role is Role.UNIT_HEAD and actor.section:
        return statement.where(cases.c.section == actor.section)
    if actor.role is Role.OFFICER:
        his = and_(
            case_officers.c.case_id == cases.c.id,
            or_(case_officers.c.person_id == actor.id, case_officers.c.name == actor.name),
        )
        return statement.where(select(case_officers.c.case_id).where(his).exists())
    return statement


def _of_recordings(statement: Select[Any], actor: Person) -> Select[Any]:
    if actor.role is Role.UNIT_HEAD and actor.section:
        return statement.where(footage.c.section == actor.section)
    if actor.role is Role.OFFICER:
        names = [name for name in (actor.name, actor.certificate_no, actor.account) if name]
        return statement.where(footage.c.officer.in_(names))
    return statement


def _taken_in(row: Row[Any]) -> TakenIn:
    length = timedelta(milliseconds=row.duration_ms or 0)
    return TakenIn(
        row.id,
        row.no,
        row.officer,
        row.section,
        row.started_at + length,
        row.imported_at,
        row.returned_at,
    )
