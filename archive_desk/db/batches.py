"""Batches (批次): one hand-over of footage each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.footage import batches, footage
from archive_desk.db.tables.office import people
from archive_desk.domain.arrivals import HandOver
from archive_desk.domain.errors import NotFound
from archive_desk.domain.footage import Batch
from archive_desk.domain.ids import BatchId, PersonId
from archive_desk.domain.sentences import say


def begin(
    session: Session, no: str, source: str, clerk: PersonId, stated: HandOver, at: datetime
) -> BatchId:
    """Begin a batch; it stays unfinished until `finish`."""
    return BatchId(
        session.execute(
            insert(batches)
            .values(
                no=no,
                source=source,
                started_at=at,
                clerk_id=clerk,
                device=stated.device,
                officer=stated.officer,
                section=stated.section,
                returned_at=stated.returned_at,
                return_reason=stated.return_reason,
            )
            .returning(batches.c.id)
        ).scalar_one()
    )


def finish(session: Session, batch_id: BatchId, at: datetime) -> None:
    """The batch is complete: its bag is sealed."""
    session.execute(update(batches).where(batches.c.id == batch_id).values(finished_at=at))


def unfinished(session: Session) -> tuple[Batch, ...]:
    """Batches that were cut off, the oldest first."""
    return _batches(session, _batch_selection().where(batches.c.finished_at.is_(None)))


def with_originals(session: Session) -> tuple[str, ...]:
    """The numbers of batches that have originals in the vault, the newest first."""
    held = select(footage.c.id).where(footage.c.batch_id == batches.c.id).exists()
    return tuple(session.scalars(select(batches.c.no).where(held).order_by(batches.c.id.desc())))


def get(session: Session, no: str) -> Batch:
    """The batch with this number.

    Raises:
        NotFound: there is none.
    """
    return _one(session, batches.c.no == no, no)


def by_id(session: Session, batch_id: BatchId) -> Batch:
    """The batch with this id.

    Raises:
        NotFound: there is none.
    """
    return _one(session, batches.c.id == batch_id, str(batch_id))


def recent(session: Session, limit: int, offset: int = 0) -> tuple[Batch, ...]:
    """The latest batches, newest first."""
    newest = _batch_selection().order_by(None).order_by(batches.c.id.desc())
    return _batches(session, newest.limit(limit).offset(offset))


def count(session: Session) -> int:
    """How many batches there are."""
    return session.execute(select(func.count()).select_from(batches)).scalar_one()


def _one(session: Session, condition: ColumnElement[bool], words: str) -> Batch:
    found = _batches(session, _batch_selection().where(condition))
    if not found:
        raise NotFound(say("没有编号为“{no}”的采集批次。", no=words))
    return found[0]


def _batch_selection() -> Select[Any]:
    of_batch = footage.c.batch_id == batches.c.id
    return (
        select(
            batches,
            people.c.name.label("clerk"),
            select(func.count())
            .where(of_batch)
            .correlate(batches)
            .scalar_subquery()
            .label("footage_count"),
            select(func.coalesce(func.sum(footage.c.size_bytes), 0))
            .where(of_batch)
            .correlate(batches)
            .scalar_subquery()
            .label("size_bytes"),
        )
        .join(people, people.c.id == batches.c.clerk_id)
        .order_by(batches.c.id)
    )


def _batches(session: Session, statement: Select[Any]) -> tuple[Batch, ...]:
    return tuple(_batch(row) for row in session.execute(statement))


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        id=BatchId(row.id),
        no=row.no,
        source=row.source,
        started_at=row.started_at,
        finished_at=row.finished_at,
        clerk=row.clerk,
        officer=row.officer,
        section=row.section,
        device=row.device,
        returned_at=row.returned_at,
        return_reason=row.return_reason,
        footage_count=row.footage_count,
        size_bytes=row.size_bytes,
    )
