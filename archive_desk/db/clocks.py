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
from archive_desk.domain.worklist import Reach


@dataclass(frozen=True)
class EndedCase:
    """A case whose activity has ended."""

    id: int
    no: str
    name: str
    section: str
    officer: str
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


_FIRST_OFFICER = (
    select(case_officers.c.name)
    .where(case_officers.c.case_id == cases.c.id)
    .order_by(case_officers.c.position)
    .limit(1)
    .correlate(cases)
    .scalar_subquery()
    .label("officer")
)


def not_on_disc(session: Session, reach: Reach, limit: int) -> Sequence[EndedCase]:
    """Ended cases with a recording that no disc which was read back carries, oldest first."""
    on_disc = complete_on_read_back(case_footage.c.footage_id)
    missing = (
        select(case_footage.c.id)
        .where(case_footage.c.case_id == cases.c.id, ~on_disc)
        .correlate(cases)
        .exists()
    )
    return _ended(session, reach, missing, limit)


def not_archived(session: Session, reach: Reach, limit: int) -> Sequence[EndedCase]:
    """Ended cases that are not archived yet, oldest first."""
    return _ended(session, reach, cases.c.state == CaseState.OPEN.value, limit)


def taken_in(session: Session, reach: Reach, since: datetime) -> Sequence[TakenIn]:
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
    return [_taken_in(row) for row in session.execute(_of_recordings(statement, reach))]


def _ended(
    session: Session, reach: Reach, condition: ColumnElement[bool], limit: int
) -> Sequence[EndedCase]:
    statement = (
        select(
            cases.c.id,
            cases.c.no,
            cases.c.party,
            cases.c.cause,
            cases.c.section,
            cases.c.ended_at,
            _FIRST_OFFICER,
        )
        .where(cases.c.ended_at.is_not(None), condition)
        .order_by(cases.c.ended_at)
        .limit(limit)
    )
    return [
        EndedCase(
            row.id,
            row.no,
            f"{row.party}{row.cause}案",
            row.section,
            row.officer or "",
            row.ended_at,
        )
        for row in session.execute(_of_cases(statement, reach))
    ]


def _of_cases(statement: Select[Any], reach: Reach) -> Select[Any]:
    """Narrow to what is within reach: a section, an officer's own, a named person's."""
    if reach.section:
        statement = statement.where(cases.c.section == reach.section)
    for his in _his(reach):
        mine = and_(case_officers.c.case_id == cases.c.id, his)
        statement = statement.where(select(case_officers.c.case_id).where(mine).exists())
    return statement


def _his(reach: Reach) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if reach.officer is not None:
        by_id = case_officers.c.person_id == reach.officer.id
        found.append(or_(by_id, case_officers.c.name == reach.officer.name))
    if reach.person:
        found.append(case_officers.c.name == reach.person)
    return found


def _of_recordings(statement: Select[Any], reach: Reach) -> Select[Any]:
    if reach.section:
        statement = statement.where(footage.c.section == reach.section)
    if reach.officer is not None:
        his = reach.officer
        names = [name for name in (his.name, his.certificate_no, his.account) if name]
        statement = statement.where(footage.c.officer.in_(names))
    if reach.person:
        statement = statement.where(footage.c.officer == reach.person)
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
