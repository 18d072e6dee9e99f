"""Queries on time marks. A mark that was removed stays in its table and in the journal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import footage_search
from archive_desk.db.tables.footage import marks
from archive_desk.db.tables.office import people
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import FootageId, MarkId, PersonId
from archive_desk.domain.marks import Mark
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say


def of_footage(session: Session, footage_id: FootageId) -> Sequence[Mark]:
    """The marks on a recording, in their order on it."""
    statement = _standing().where(marks.c.footage_id == footage_id)
    return [_mark(row) for row in session.execute(statement.order_by(marks.c.at_ms, marks.c.id))]


def get(session: Session, mark_id: MarkId) -> Mark:
    """One mark.

    Raises:
        NotFound: there is none, or it was removed.
    """
    row = session.execute(_standing().where(marks.c.id == mark_id)).one_or_none()
    if row is None:
        raise NotFound(say("这个时间标记不存在，可能已被删除。"))
    return _mark(row)


def add(session: Session, mark: Mark, author: Person) -> Mark:
    """Keep a new mark; gives it with its id."""
    key = session.execute(
        insert(marks)
        .values(
            footage_id=mark.footage_id,
            at_ms=mark.at_ms,
            category=mark.category,
            note=mark.note,
            author_id=author.id,
            made_at=mark.made_at,
        )
        .returning(marks.c.id)
    ).scalar_one()
    footage_search.index(session, mark.footage_id)
    return replace(mark, id=MarkId(key))


def change(session: Session, mark: Mark) -> None:
    """Keep moment, category and note of `mark`."""
    session.execute(
        update(marks)
        .where(marks.c.id == mark.id)
        .values(at_ms=mark.at_ms, category=mark.category, note=mark.note)
    )
    footage_search.index(session, mark.footage_id)


def remove(session: Session, mark_id: MarkId, at: datetime) -> None:
    """Take a mark off its recording."""
    footage_id = session.scalars(
        update(marks)
        .where(marks.c.id == mark_id)
        .values(removed_at=at)
        .returning(marks.c.footage_id)
    ).one()
    footage_search.index(session, FootageId(footage_id))


def _standing() -> Select[Any]:
    return (
        select(marks, people.c.name.label("author"))
        .join(people, people.c.id == marks.c.author_id)
        .where(marks.c.removed_at.is_(None))
    )


def _mark(row: Row[Any]) -> Mark:
    return Mark(
        id=MarkId(row.id),
        footage_id=FootageId(row.footage_id),
        at_ms=row.at_ms,
        category=row.category,
        note=row.note,
        author=row.author,
        made_at=row.made_at,
        author_id=PersonId(row.author_id),
    )
