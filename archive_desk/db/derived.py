"""Queries on derived items."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.office import people
from archive_desk.db.tables.timelines import derived_items
from archive_desk.domain.derived import Derived, DerivedKind, Method
from archive_desk.domain.ids import DerivedId, FootageId, PersonId


def add(session: Session, made: Derived, author_id: PersonId) -> Derived:
    """Keep a new one; gives it with its id."""
    statement = insert(derived_items).values(
        parent_id=made.parent_id,
        parent_sha256=made.parent_sha256,
        kind=made.kind.value,
        method=made.method.value,
        from_frame=made.from_frame,
        to_frame=made.to_frame,
        from_ms=made.from_ms,
        to_ms=made.to_ms,
        watermark=made.watermark,
        approval=made.approval,
        author_id=author_id,
        made_at=made.made_at,
        name=made.name,
        size_bytes=made.size_bytes,
        sha256=made.sha256,
    )
    key = session.execute(statement.returning(derived_items.c.id)).scalar_one()
    return replace(made, id=DerivedId(key))


def of_footage(session: Session, footage_id: FootageId) -> Sequence[Derived]:
    """What was made of a recording, the newest first."""
    rows = session.execute(
        select(derived_items, people.c.name.label("author"))
        .join(people, people.c.id == derived_items.c.author_id)
        .where(derived_items.c.parent_id == footage_id)
        .order_by(derived_items.c.id.desc())
    )
    return [
        Derived(
            id=DerivedId(row.id),
            parent_id=FootageId(row.parent_id),
            parent_sha256=row.parent_sha256,
            kind=DerivedKind(row.kind),
            method=Method(row.method),
            from_frame=row.from_frame,
            to_frame=row.to_frame,
            from_ms=row.from_ms,
            to_ms=row.to_ms,
            author=row.author,
            made_at=row.made_at,
            name=row.name,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            approval=row.approval,
            watermark=row.watermark,
        )
        for row in rows
    ]
