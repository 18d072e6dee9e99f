"""Queries on attached files. A file taken off stays in its table and on the disk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.evaluation import attachments
from archive_desk.db.tables.office import people
from archive_desk.domain.attachments import Attachment
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import AttachmentId, PersonId
from archive_desk.domain.sentences import say


def add(
    session: Session,
    owner: str,
    owner_id: int,
    *,
    name: str,
    path: str,
    size_bytes: int,
    sha256: str,
    by: PersonId,
    at: datetime,
    pages: int | None = None,
) -> AttachmentId:
    """Keep that a file belongs to something."""
    return AttachmentId(
        session.execute(
            insert(attachments)
            .values(
                owner=owner,
                owner_id=owner_id,
                name=name,
                path=path,
                size_bytes=size_bytes,
                sha256=sha256,
                added_at=at,
                added_by_id=by,
                pages=pages,
            )
            .returning(attachments.c.id)
        ).scalar_one()
    )


def of_owners(
    session: Session, owner: str, owner_ids: Sequence[int]
) -> Mapping[int, list[Attachment]]:
    """The files of things of one kind."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    statement = _standing().where(
        attachments.c.owner == owner, attachments.c.owner_id.in_(owner_ids)
    )
    for row in session.execute(statement.order_by(attachments.c.id)):
        found[row.owner_id].append(_attachment(row))
    return found


def get(session: Session, attachment_id: AttachmentId) -> tuple[Attachment, str, str, int]:
    """One file with its path below the attachments' folder, and what it belongs to.

    Raises:
        NotFound: there is none, or it was taken off.
    """
    row = session.execute(_standing().where(attachments.c.id == attachment_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有这个附件，可能已被移除。"))
    return _attachment(row), row.path, row.owner, row.owner_id


def remove(session: Session, attachment_id: AttachmentId, at: datetime) -> None:
    """Take a file off what it belonged to."""
    session.execute(
        update(attachments).where(attachments.c.id == attachment_id).values(removed_at=at)
    )


def remove_all(session: Session, owner: str, owner_id: int, at: datetime) -> None:
    """Take every file off a thing that is no more."""
    session.execute(
        update(attachments)
        .where(
            attachments.c.owner == owner,
            attachments.c.owner_id == owner_id,
            attachments.c.removed_at.is_(None),
        )
        .values(removed_at=at)
    )


@dataclass(frozen=True)
class Kept:
    """A file that must lie in the archive: where, what of, and under which names it was given."""

    path: str
    name: str
    size_bytes: int
    sha256: str


def everything(
    session: Session, owner: str = "", owner_ids: Sequence[int] | None = None
) -> Sequence[Kept]:
    """Every file on record, those taken off too; or what belongs to some things of one kind."""
    statement = select(attachments).order_by(attachments.c.path, attachments.c.id)
    if owner:
        statement = statement.where(attachments.c.owner == owner)
    if owner_ids is not None:
        statement = statement.where(attachments.c.owner_id.in_(owner_ids))
    found: dict[str, Kept] = {}
    for row in session.execute(statement):
        found.setdefault(row.path, Kept(row.path, row.name, row.size_bytes, row.sha256))
    return list(found.values())


def _standing() -> Select[Any]:
    return (
        select(attachments, people.c.name.label("by_name"))
        .join(people, people.c.id == attachments.c.added_by_id)
        .where(attachments.c.removed_at.is_(None))
    )


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        AttachmentId(row.id),
        row.name,
        row.size_bytes,
        row.sha256,
        row.added_at,
        row.by_name,
        row.pages,
    )
