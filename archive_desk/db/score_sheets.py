"""Queries on score sheets: those a round was scored by, and the office's own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.evaluation import score_sheets
from archive_desk.domain.errors import NotFound
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class StoredSheet:
    """A score sheet as it is kept: its text, and whether the office wrote it itself."""

    id: int
    key: str
    version: int
    title: str
    text: str
    sha256: str
    made_at: datetime
    made_by: str
    own: bool


def keep(
    session: Session,
    *,
    key: str,
    version: int,
    title: str,
    text: str,
    at: datetime,
    by: str,
    own: bool,
) -> StoredSheet:
    """Keep a sheet; the same text is kept once."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = session.execute(
        select(score_sheets).where(score_sheets.c.sha256 == sha256)
    ).one_or_none()
    if known is not None:
        return _sheet(known)
    key_id = session.execute(
        insert(score_sheets)
        .values(
            key=key,
            version=version,
            title=title,
            text=text,
            sha256=sha256,
            made_at=at,
            made_by=by,
            own=own,
        )
        .returning(score_sheets.c.id)
    ).scalar_one()
    return get(session, key_id)


def get(session: Session, sheet_id: int) -> StoredSheet:
    """One sheet.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(select(score_sheets).where(score_sheets.c.id == sheet_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的评分表。", id=sheet_id))
    return _sheet(row)


def own(session: Session) -> Sequence[StoredSheet]:
    """The office's own sheets, each in its newest version."""
    rows = session.execute(
        select(score_sheets).where(score_sheets.c.own).order_by(score_sheets.c.id)
    )
    newest = {row.key: _sheet(row) for row in rows}
    return list(newest.values())


def _sheet(row: Row[Any]) -> StoredSheet:
    return StoredSheet(
        row.id,
        row.key,
        row.version,
        row.title,
        row.text,
        row.sha256,
        row.made_at,
        row.made_by,
        row.own,
    )
