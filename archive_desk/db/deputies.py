"""Queries on deputyships."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.lending import deputies
from archive_desk.db.tables.office import people
from archive_desk.domain.deputies import Deputy
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import PersonId
from archive_desk.domain.people import Role
from archive_desk.domain.sentences import say


def add(
    session: Session,
    principal_id: PersonId,
    deputy_id: PersonId,
    period: tuple[datetime, datetime],
    reason: str,
    appointed_by: PersonId,
    at: datetime,
) -> Deputy:
    """Write a new deputyship down."""
    new_id = session.execute(
        insert(deputies)
        .values(
            principal_id=principal_id,
            deputy_id=deputy_id,
            valid_from=period[0],
            valid_until=period[1],
            reason=reason,
            appointed_by_id=appointed_by,
            appointed_at=at,
        )
        .returning(deputies.c.id)
    ).scalar_one()
    return get(session, new_id)


def get(session: Session, deputy_id: int) -> Deputy:
    """One deputyship.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_deputies().where(deputies.c.id == deputy_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的代理。", id=deputy_id))
    return _deputy(row)


def everything(session: Session) -> Sequence[Deputy]:
    """All deputyships there ever were, the newest first."""
    return [_deputy(row) for row in session.execute(_deputies().order_by(deputies.c.id.desc()))]


def in_force(session: Session, person_id: PersonId, at: datetime) -> Sequence[Deputy]:
    """Those under which a person may sign at the moment `at`."""
    statement = _deputies().where(
        deputies.c.deputy_id == person_id,
        deputies.c.valid_from <= at,
        deputies.c.valid_until > at,
        or_(deputies.c.ended_at.is_(None), deputies.c.ended_at > at),
        people.c.active,
    )
    return [_deputy(row) for row in session.execute(statement.order_by(deputies.c.id))]


def end(session: Session, deputy_id: int, at: datetime) -> None:
    """Let a deputyship end."""
    session.execute(update(deputies).where(deputies.c.id == deputy_id).values(ended_at=at))


def _deputies() -> Select[Any]:
    stand_in = people.alias("stand_in")
    return (
        select(
            deputies,
            people.c.name.label("principal"),
            people.c.role.label("role"),
            stand_in.c.name.label("deputy"),
        )
        .join(people, people.c.id == deputies.c.principal_id)
        .join(stand_in, stand_in.c.id == deputies.c.deputy_id)
    )


def _deputy(row: Row[Any]) -> Deputy:
    return Deputy(
        id=row.id,
        principal_id=PersonId(row.principal_id),
        principal=row.principal,
        role=Role(row.role),
        deputy_id=PersonId(row.deputy_id),
        deputy=row.deputy,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        reason=row.reason,
        ended_at=row.ended_at,
    )
