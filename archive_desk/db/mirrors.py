"""The mirror and what lies in it: which originals it holds, and which still have to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.fixity import ORIGINAL, Original, original_of
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.db.tables.footage import batches, footage
from archive_desk.db.tables.keeping import (
    fixity,
    mirror_backups,
    mirror_bags,
    mirror_copies,
    mirror_files,
    mirrors,
)
from archive_desk.domain.copies import Fixity, Held, Mirror
from archive_desk.domain.discs import DiscState
from archive_desk.domain.ids import BatchId, FootageId

_READ_BACK = (DiscState.VERIFIED.value, DiscState.SHELVED.value, DiscState.LENT.value)
_CHUNK = 400


@dataclass(frozen=True)
class Counts:
    """How many originals of finished batches there are, and how much is still to be copied."""

    total: int
    waiting: int
    waiting_bytes: int
    troubled: int


@dataclass(frozen=True)
class DatabaseCopy:
    """The newest copy of the database in a mirror; `journal_no` is its last journal entry."""

    name: str
    made_at: datetime
    journal_no: int


def backup(session: Session, mirror: Mirror) -> DatabaseCopy | None:
    """The newest copy of the database in the mirror, if one was made."""
    statement = select(mirror_backups).where(mirror_backups.c.mirror_id == mirror.id)
    row = session.execute(statement).one_or_none()
    return None if row is None else DatabaseCopy(row.name, row.made_at, row.journal_no)


def backed_up(session: Session, mirror: Mirror, copy: DatabaseCopy) -> None:
    """A copy of the database lies in the mirror."""
    session.execute(delete(mirror_backups).where(mirror_backups.c.mirror_id == mirror.id))
    values = {"name": copy.name, "made_at": copy.made_at, "journal_no": copy.journal_no}
    session.execute(insert(mirror_backups).values(mirror_id=mirror.id, **values))


def current(session: Session) -> Mirror | None:
    """The mirror that is in use, if one is."""
    row = session.execute(select(mirrors).where(mirrors.c.left_at.is_(None))).one_or_none()
    return None if row is None else _mirror(row)


def by_marker(session: Session, marker: str) -> Mirror | None:
    """A mirror that is or was in use, by what lies in its folder."""
    row = session.execute(select(mirrors).where(mirrors.c.marker == marker)).one_or_none()
    return None if row is None else _mirror(row)


def _mirror(row: Row[Any]) -> Mirror:
    return Mirror(row.id, row.marker, Path(row.path), row.joined_at, row.stepped_at)


def join(session: Session, marker: str, path: Path, at: datetime) -> Mirror:
    """Use a mirror from now on: a new one, or one that was in use before."""
    leave(session, at)
    known = by_marker(session, marker)
    if known is None:
        values = {"marker": marker, "path": str(path), "joined_at": at}
        session.execute(insert(mirrors).values(**values))
    else:
        # What it held may have changed while it was away: everything is looked at again.
        session.execute(delete(mirror_copies).where(mirror_copies.c.mirror_id == known.id))
        for table in (mirror_bags, mirror_files, mirror_backups):
            session.execute(delete(table).where(table.c.mirror_id == known.id))
        session.execute(
            update(mirrors)
            .where(mirrors.c.id == known.id)
            .values(path=str(path), left_at=None, stepped_at=None)
        )
    joined = by_marker(session, marker)
    if joined is None:
        raise RuntimeError("a mirror that was just written is not there")
    return joined


def move(session: Session, mirror: Mirror, path: Path) -> None:
    """The mirror is found at another path now."""
    session.execute(update(mirrors).where(mirrors.c.id == mirror.id).values(path=str(path)))


def leave(session: Session, at: datetime) -> None:
    """Use no mirror any more; what lies in it stays."""
    session.execute(update(mirrors).where(mirrors.c.left_at.is_(None)).values(left_at=at))


def in_step(session: Session, mirror: Mirror, at: datetime) -> None:
    """Everything lay in the mirror at this moment."""
    session.execute(update(mirrors).where(mirrors.c.id == mirror.id).values(stepped_at=at))


def _missing(mirror: Mirror, *columns: Any) -> Select[Any]:
    """Originals of finished batches with no sound copy in the mirror."""
    return (
        select(*columns)
        .select_from(footage)
        .join(batches, batches.c.id == footage.c.batch_id)
        .outerjoin(
            mirror_copies,
            and_(
                mirror_copies.c.footage_id == footage.c.id,
                mirror_copies.c.mirror_id == mirror.id,
                mirror_copies.c.state == Fixity.SOUND.value,
            ),
        )
        .where(
            batches.c.finished_at.is_not(None),
            footage.c.destroyed_at.is_(None),
            mirror_copies.c.footage_id.is_(None),
        )
    )


def waiting(session: Session, mirror: Mirror, limit: int = 100_000) -> Sequence[Original]:
    """What still has to be copied into the mirror, the oldest first."""
    statement = _missing(mirror, *ORIGINAL).order_by(footage.c.path).limit(limit)
    return [original_of(row) for row in session.execute(statement)]


def counts(session: Session, mirror: Mirror) -> Counts:
    """How far the mirror is behind."""
    size = func.coalesce(func.sum(footage.c.size_bytes), 0)
    row = session.execute(_missing(mirror, func.count(), size)).one()
    finished = batches.c.finished_at.is_not(None)
    total = session.execute(
        select(func.count())
        .select_from(footage)
        .join(batches, batches.c.id == footage.c.batch_id)
        .where(finished, footage.c.destroyed_at.is_(None))
    ).scalar_one()
    bad = session.execute(
        select(func.count())
        .select_from(mirror_copies)
        .where(mirror_copies.c.mirror_id == mirror.id, mirror_copies.c.state != Fixity.SOUND.value)
    ).scalar_one()
    return Counts(total, row[0], row[1], bad)


def record(
    session: Session, mirror: Mirror, states: Mapping[FootageId, Fixity], at: datetime
) -> None:
    """What the copies of these originals in the mirror turned out to be."""
    ids = sorted(states)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        mine = (mirror_copies.c.mirror_id == mirror.id, mirror_copies.c.footage_id.in_(some))
        session.execute(delete(mirror_copies).where(*mine))
        session.execute(
            insert(mirror_copies),
            [
                {
                    "mirror_id": mirror.id,
                    "footage_id": each,
                    "state": states[each].value,
                    "verified_at": at,
                }
                for each in some
            ],
        )


def unlisted(session: Session, mirror: Mirror) -> Mapping[BatchId, str]:
    """Finished batches with originals whose lists do not lie in the mirror yet."""
    has_some = select(footage.c.id).where(footage.c.batch_id == batches.c.id).exists()
    rows = session.execute(
        select(batches.c.id, batches.c.no)
        .outerjoin(
            mirror_bags,
            and_(mirror_bags.c.batch_id == batches.c.id, mirror_bags.c.mirror_id == mirror.id),
        )
        .where(batches.c.finished_at.is_not(None), mirror_bags.c.batch_id.is_(None), has_some)
        .order_by(batches.c.id)
    )
    return {BatchId(row.id): row.no for row in rows}


def listed(session: Session, mirror: Mirror, batch_id: BatchId, at: datetime) -> None:
    """The lists of a batch lie in the mirror."""
    values = {"mirror_id": mirror.id, "batch_id": batch_id, "sealed_at": at}
    session.execute(insert(mirror_bags).values(**values))


def known_paths(session: Session, mirror: Mirror) -> frozenset[str]:
    """The paths of originals that belong into the mirror."""
    del mirror
    there = footage.c.destroyed_at.is_(None)
    return frozenset(session.scalars(select(footage.c.path).where(there)))


def held(session: Session, footage_ids: Iterable[FootageId]) -> Mapping[FootageId, Held]:
    """Where each of these recordings lies."""
    mirror, found = current(session), {}
    ids = sorted(set(footage_ids))
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        copies = and_(
            mirror_copies.c.footage_id == footage.c.id,
            mirror_copies.c.mirror_id == (mirror.id if mirror else 0),
        )
        rows = session.execute(
            select(
                footage.c.id,
                footage.c.size_bytes,
                fixity.c.state.label("vault"),
                mirror_copies.c.state.label("mirror"),
            )
            .outerjoin(fixity, fixity.c.footage_id == footage.c.id)
            .outerjoin(mirror_copies, copies)
            .where(footage.c.id.in_(some))
        ).all()
        on_discs = _discs(session, some)
        for row in rows:
            number = FootageId(row.id)
            found[number] = Held(
                number,
                row.size_bytes,
                Fixity(row.vault) if row.vault else Fixity.NEVER,
                Fixity(row.mirror) if row.mirror else None,
                tuple(on_discs.get(number, ())),
            )
    return found


def _discs(session: Session, ids: Sequence[FootageId]) -> dict[FootageId, list[str]]:
    """The discs on which recordings lie and that were read back."""
    rows = session.execute(
        select(disc_items.c.footage_id, discs.c.no)
        .join(discs, discs.c.id == disc_items.c.disc_id)
        .where(disc_items.c.footage_id.in_(ids), discs.c.state.in_(_READ_BACK))
        .order_by(discs.c.no)
    )
    found: dict[FootageId, list[str]] = {}
    for row in rows:
        found.setdefault(FootageId(row.footage_id), []).append(row.no)
    return found
