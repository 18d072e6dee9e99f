"""What a hand-in clock needs of a batch, and why the batch came late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import late_reasons
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import BatchId, FootageId


@dataclass(frozen=True)
class Recording:
    """A recording as its clock needs it."""

    id: FootageId
    name: str
    started_at: datetime | None
    duration_ms: int | None
    imported_at: datetime


def recordings(session: Session, batch_id: BatchId) -> Sequence[Recording]:
    """The recordings and photos that a batch brought, the earliest first."""
    rows = session.execute(
        select(
            footage.c.id,
            footage.c.name,
            footage.c.started_at,
            footage.c.duration_ms,
            footage.c.imported_at,
        )
        .where(footage.c.batch_id == batch_id, footage.c.kind != Kind.SIDECAR.value)
        .order_by(footage.c.started_at, footage.c.id)
    )
    return [
        Recording(FootageId(row.id), row.name, row.started_at, row.duration_ms, row.imported_at)
        for row in rows
    ]


def latest(session: Session, batch_id: BatchId) -> str:
    """Why the batch came late, as said last; empty if nobody said."""
    found = session.scalar(
        select(late_reasons.c.reason)
        .where(late_reasons.c.batch_id == batch_id)
        .order_by(late_reasons.c.id.desc())
        .limit(1)
    )
    return found or ""


def add(session: Session, batch_id: BatchId, reason: str, by: str, at: datetime) -> None:
    """Say why a batch came late; what was said before stays."""
    values = {"batch_id": batch_id, "reason": reason, "by": by, "at": at}
    session.execute(insert(late_reasons).values(**values))
