"""Queries on what the public was told of decisions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.tables.cases import documents, publications
from archive_desk.domain.ids import CaseId
from archive_desk.domain.legal_review import DECISIONS
from archive_desk.domain.publications import Publication, Published


def add(
    session: Session,
    case_id: CaseId,
    what: Published,
    on: date,
    place: str,
    by: str,
    at: datetime,
) -> None:
    """Write a publication down."""
    session.execute(
        insert(publications).values(
            case_id=case_id,
            what=what.value,
            on=on,
            place=place,
            by=by,
            at=at,
            withdrawal="",
            withdrawn_by="",
        )
    )


def withdraw(session: Session, found: Publication, on: date, reason: str, by: str) -> None:
    """Write down that a publication was taken back."""
    session.execute(
        update(publications)
        .where(publications.c.id == found.id)
        .values(withdrawn_on=on, withdrawal=reason, withdrawn_by=by)
    )


def of_case(session: Session, case_id: CaseId) -> Sequence[Publication]:
    """All publications of a case file, the first first."""
    rows = session.execute(
        select(publications).where(publications.c.case_id == case_id).order_by(publications.c.id)
    )
    return [_publication(row) for row in rows]


def decided(session: Session, case_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When the decisions of these cases were made, where a document tells it."""
    found: dict[int, datetime] = {}
    for some in chunks(case_ids):
        rows = session.execute(
            select(
                documents.c.case_id,
                func.coalesce(documents.c.ended_at, documents.c.started_at).label("at"),
            )
            .where(documents.c.case_id.in_(some), documents.c.type.in_(sorted(DECISIONS)))
            .order_by(documents.c.id)
        )
        for row in rows:
            if row.at is not None:
                found.setdefault(row.case_id, row.at)
    return found


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        row.id,
        CaseId(row.case_id),
        Published(row.what),
        row.on,
        row.place,
        row.by,
        row.at,
        row.withdrawn_on,
        row.withdrawal,
        row.withdrawn_by,
    )
