"""Queries on paper volumes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import cases
from archive_desk.db.tables.lending import volumes
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import CaseId
from archive_desk.domain.sentences import say
from archive_desk.domain.volumes import Volume


def add(
    session: Session,
    no: str,
    case_id: CaseId,
    number: int,
    *,
    title: str,
    pages: int | None,
    location: str,
    clerk: str,
    at: datetime,
) -> Volume:
    """Write a new volume down."""
    session.execute(
        insert(volumes).values(
            no=no,
            case_id=case_id,
            number=number,
            title=title,
            pages=pages,
            location=location,
            registered_at=at,
            registered_by=clerk,
        )
    )
    return find(session, no)


def find(session: Session, no: str) -> Volume:
    """The volume with this number on its label.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_volumes().where(volumes.c.no == no)).one_or_none()
    if row is None:
        raise NotFound(say("没有纸质卷册 {no}。", no=no))
    return _volume(row)


def taken(session: Session, case_id: CaseId, number: int) -> str | None:
    """The label of the volume that has this number in its case, if there is one."""
    return session.scalar(
        select(volumes.c.no).where(volumes.c.case_id == case_id, volumes.c.number == number)
    )


def everything(session: Session, text: str = "", limit: int = 1000) -> Sequence[Volume]:
    """Volumes whose names or cases hold `text`, by case and number."""
    statement = _volumes().order_by(cases.c.no, volumes.c.number).limit(limit)
    if text:
        columns = (volumes.c.no, volumes.c.title, volumes.c.location, cases.c.no, cases.c.party)
        statement = statement.where(or_(*[c.contains(text, autoescape=True) for c in columns]))
    return [_volume(row) for row in session.execute(statement)]


def _volumes() -> Select[Any]:
    return select(volumes, cases.c.no.label("case_no"), cases.c.party, cases.c.cause).join(
        cases, cases.c.id == volumes.c.case_id
    )


def _volume(row: Row[Any]) -> Volume:
    return Volume(
        id=row.id,
        no=row.no,
        case_id=CaseId(row.case_id),
        case_no=row.case_no,
        case_name=f"{row.party}{row.cause}案",
        number=row.number,
        title=row.title,
        pages=row.pages,
        location=row.location,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
    )
