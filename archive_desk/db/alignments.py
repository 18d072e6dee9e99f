"""Queries on moved lanes. One that was withdrawn, or overtaken by a later one, stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.timelines import alignments
from archive_desk.db.withdrawable import with_names
from archive_desk.domain.alignments import Alignment
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import AlignmentId, FootageId, PersonId
from archive_desk.domain.sentences import say


def standing_of(
    session: Session, footage_ids: Sequence[FootageId]
) -> Mapping[FootageId, timedelta]:
    """How far each of the recordings was moved, itself or with its take; the latest word holds."""
    rows = session.execute(
        select(alignments.c.footage_id, alignments.c.offset_ms, footage.c.take_id)
        .join(footage, footage.c.id == alignments.c.footage_id)
        .where(alignments.c.withdrawn_at.is_(None), _concerns(footage_ids))
        .order_by(alignments.c.id)
    ).all()
    own = session.execute(
        select(footage.c.id, footage.c.take_id).where(footage.c.id.in_(footage_ids))
    ).all()
    found: dict[FootageId, timedelta] = {}
    for row in rows:
        offset = timedelta(milliseconds=row.offset_ms)
        for item in own:
            together = item.take_id is not None and item.take_id == row.take_id
            if together or item.id == row.footage_id:
                found[FootageId(item.id)] = offset
    return {footage_id: offset for footage_id, offset in found.items() if offset}


def history_of(session: Session, footage_ids: Sequence[FootageId]) -> Sequence[Alignment]:
    """Everything ever said about where these recordings, or their takes, lie; the newest first."""
    rows = session.execute(
        _selection()
        .join(footage, footage.c.id == alignments.c.footage_id)
        .where(_concerns(footage_ids))
        .order_by(alignments.c.id.desc())
    )
    return [_alignment(row) for row in rows]


def get(session: Session, alignment_id: AlignmentId) -> Alignment:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_selection().where(alignments.c.id == alignment_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有这条对齐记录。"))
    return _alignment(row)


def add(session: Session, made: Alignment, author_id: PersonId) -> AlignmentId:
    """Keep a new one."""
    statement = insert(alignments).values(
        footage_id=made.footage_id,
        offset_ms=round(made.offset / timedelta(milliseconds=1)),
        reason=made.reason,
        author_id=author_id,
        made_at=made.made_at,
    )
    return AlignmentId(session.execute(statement.returning(alignments.c.id)).scalar_one())


def withdraw(session: Session, alignment_id: AlignmentId, by: PersonId, at: datetime) -> None:
    """Let it hold no longer."""
    session.execute(
        update(alignments)
        .where(alignments.c.id == alignment_id)
        .values(withdrawn_at=at, withdrawn_by_id=by)
    )


def _concerns(footage_ids: Sequence[FootageId]) -> Any:
    takes = select(footage.c.take_id).where(
        footage.c.id.in_(footage_ids), footage.c.take_id.is_not(None)
    )
    return footage.c.id.in_(footage_ids) | footage.c.take_id.in_(takes)


def _selection() -> Select[Any]:
    return with_names(alignments, alignments.c.author_id, alignments.c.withdrawn_by_id)


def _alignment(row: Row[Any]) -> Alignment:
    return Alignment(
        id=AlignmentId(row.id),
        footage_id=FootageId(row.footage_id),
        offset=timedelta(milliseconds=row.offset_ms),
        reason=row.reason,
        author=row.by,
        made_at=row.made_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.taker or "",
    )
