"""Footage set aside as unrelated to enforcement (与执法无关)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import set_asides
from archive_desk.domain.ids import FootageId

_FEW = 500


@dataclass(frozen=True)
class SetAside:
    """That a recording was set aside, by whom, when and why."""

    reason: str
    by: str
    at: datetime


def add(session: Session, footage_id: FootageId, reason: str, by: str, at: datetime) -> None:
    """Set a recording aside."""
    values = {"footage_id": footage_id, "reason": reason, "by": by, "at": at, "undone_by": ""}
    session.execute(insert(set_asides).values(**values))


def undo(session: Session, footage_id: FootageId, by: str, at: datetime) -> None:
    """Take a recording back."""
    session.execute(
        update(set_asides)
        .where(set_asides.c.footage_id == footage_id, set_asides.c.undone_at.is_(None))
        .values(undone_by=by, undone_at=at)
    )


def standing(session: Session, ids: Iterable[FootageId]) -> Mapping[FootageId, SetAside]:
    """Those of these recordings that are set aside."""
    rows = session.execute(
        select(set_asides).where(
            set_asides.c.footage_id.in_(sorted(set(ids))), set_asides.c.undone_at.is_(None)
        )
    )
    return {FootageId(row.footage_id): SetAside(row.reason, row.by, row.at) for row in rows}


def condition(session: Session, *, wanted: bool) -> ColumnElement[bool] | None:
    """That a recording is set aside, or is not; None where none is and none is wanted."""
    own = (set_asides.c.footage_id == footage.c.id, set_asides.c.undone_at.is_(None))
    if wanted:
        return exists().where(*own)
    few = session.scalars(
        select(set_asides.c.footage_id).where(set_asides.c.undone_at.is_(None)).limit(_FEW)
    ).all()
    if not few:
        return None
    return footage.c.id.not_in(few) if len(few) < _FEW else ~exists().where(*own)
