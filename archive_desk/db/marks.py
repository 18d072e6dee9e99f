"""Queries on marks. One that was withdrawn stays in its table, and all that it was beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db import footage_search
from archive_desk.db.tables.footage import marks
from archive_desk.db.tables.office import people
from archive_desk.db.tables.timelines import mark_versions
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import FootageId, MarkId, PersonId
from archive_desk.domain.marks import Mark, MarkVerb, MarkVersion
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say

_MOST_AT_ONCE = 500
"""How many recordings one statement asks for; databases limit the length of a list."""


def of_footage(session: Session, footage_id: FootageId) -> Sequence[Mark]:
    """The marks on a recording, in their order on it."""
    return of_many(session, [footage_id])


def of_many(
    session: Session, footage_ids: Sequence[FootageId], *, withdrawn: bool = False
) -> Sequence[Mark]:
    """The marks on recordings, by recording and in their order on it; also `withdrawn` ones."""
    found: list[Mark] = []
    for start in range(0, len(footage_ids), _MOST_AT_ONCE):
        statement = _selection().where(
            marks.c.footage_id.in_(footage_ids[start : start + _MOST_AT_ONCE])
        )
        if not withdrawn:
            statement = statement.where(marks.c.removed_at.is_(None))
        statement = statement.order_by(marks.c.footage_id, marks.c.at_ms, marks.c.id)
        found += [_mark(row) for row in session.execute(statement)]
    return found


def get(session: Session, mark_id: MarkId) -> Mark:
    """A mark that stands.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    mark = find(session, mark_id)
    if mark is None or mark.removed_at is not None:
        raise NotFound(say("这个时间标记不存在，可能已被删除。"))
    return mark


def find(session: Session, mark_id: MarkId) -> Mark | None:
    """A mark, also one that was withdrawn."""
    row = session.execute(_selection().where(marks.c.id == mark_id)).one_or_none()
    return None if row is None else _mark(row)


def add(session: Session, mark: Mark, author: Person) -> Mark:
    """Keep a new mark; gives it with its id."""
    key = session.execute(
        insert(marks)
        .values(
            footage_id=mark.footage_id,
            author_id=author.id,
            made_at=mark.made_at,
            **_columns(mark),
        )
        .returning(marks.c.id)
    ).scalar_one()
    kept = replace(mark, id=MarkId(key))
    _remember(session, MarkVerb.ADDED, kept, author, mark.made_at)
    footage_search.index(session, mark.footage_id)
    return kept


def change(session: Session, before: Mark, after: Mark, by: Person, at: datetime) -> None:
    """Let a mark be as `after`; what it was is remembered."""
    _remember(session, MarkVerb.CHANGED, before, by, at)
    session.execute(update(marks).where(marks.c.id == after.id).values(**_columns(after)))
    footage_search.index(session, after.footage_id)


def withdraw(session: Session, mark: Mark, by: Person, at: datetime) -> None:
    """Take a mark off its recording."""
    _remember(session, MarkVerb.REMOVED, mark, by, at)
    session.execute(update(marks).where(marks.c.id == mark.id).values(removed_at=at))
    footage_search.index(session, mark.footage_id)


def restore(session: Session, mark: Mark, by: Person, at: datetime) -> None:
    """Put a withdrawn mark back."""
    _remember(session, MarkVerb.RESTORED, mark, by, at)
    session.execute(update(marks).where(marks.c.id == mark.id).values(removed_at=None))
    footage_search.index(session, mark.footage_id)


def history(session: Session, mark_id: MarkId) -> Sequence[MarkVersion]:
    """What was done to a mark, the newest first, each with what it was before."""
    mark = find(session, mark_id)
    if mark is None:
        return []
    rows = session.execute(
        select(mark_versions, people.c.name.label("by"))
        .join(people, people.c.id == mark_versions.c.author_id)
        .where(mark_versions.c.mark_id == mark_id)
        .order_by(mark_versions.c.id.desc())
    )
    return [
        MarkVersion(
            MarkVerb(row.verb),
            replace(
                mark,
                at_ms=row.at_ms,
                to_ms=row.to_ms,
                category=row.category,
                note=row.note,
                colour=row.colour,
            ),
            row.by,
            row.made_at,
        )
        for row in rows
    ]


def _remember(session: Session, verb: MarkVerb, mark: Mark, by: Person, at: datetime) -> None:
    session.execute(
        insert(mark_versions).values(
            mark_id=mark.id, verb=verb.value, author_id=by.id, made_at=at, **_columns(mark)
        )
    )


def _columns(mark: Mark) -> dict[str, object]:
    return {
        "at_ms": mark.at_ms,
        "to_ms": mark.to_ms,
        "category": mark.category,
        "note": mark.note,
        "colour": mark.colour,
    }


def _selection() -> Select[Any]:
    return select(marks, people.c.name.label("author")).join(
        people, people.c.id == marks.c.author_id
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
        to_ms=row.to_ms,
        colour=row.colour,
        removed_at=row.removed_at,
    )
