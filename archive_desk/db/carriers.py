"""What carries recordings that are to be destroyed: discs, images, repaired copies, bags."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from archive_desk.db.chunks import chunks
from archive_desk.db.tables.discs import disc_items, discs
from archive_desk.db.tables.footage import batches, footage
from archive_desk.db.tables.health import repairs
from archive_desk.db.tables.retention import (
    destruction_discs,
    destruction_items,
    destruction_lists,
)
from archive_desk.domain.destruction import CarryingDisc
from archive_desk.domain.discs import DiscState
from archive_desk.domain.ids import BatchId, DiscId, FootageId, ListId


@dataclass(frozen=True)
class Buried:
    """A destroyed original as its bag lists it."""

    path: str
    size_bytes: int
    sha256: str
    sm3: str
    list_no: str
    destroyed_at: datetime


def carrying(session: Session, ids: Sequence[FootageId]) -> Sequence[CarryingDisc]:
    """The discs in use that carry any of these, and whether they carry anything else."""
    doomed = set(ids)
    on_disc: set[int] = set()
    for some in chunks(ids):
        statement = (
            select(disc_items.c.disc_id)
            .join(discs, discs.c.id == disc_items.c.disc_id)
            .where(disc_items.c.footage_id.in_(some), discs.c.state != DiscState.RETIRED.value)
        )
        on_disc |= set(session.scalars(statement))
    found = []
    for disc_id in sorted(on_disc):
        row = session.execute(
            select(discs.c.no, discs.c.location).where(discs.c.id == disc_id)
        ).one()
        others = session.execute(
            select(disc_items.c.footage_id)
            .join(footage, footage.c.id == disc_items.c.footage_id)
            .where(disc_items.c.disc_id == disc_id, footage.c.destroyed_at.is_(None))
        ).scalars()
        whole = all(each in doomed for each in others)
        found.append(CarryingDisc(DiscId(disc_id), row.no, row.location, whole))
    return found


def disc_numbers(session: Session, ids: Sequence[FootageId]) -> dict[int, Sequence[str]]:
    """The numbers of the discs that each recording is or was on."""
    found: dict[int, list[str]] = {}
    for some in chunks(ids):
        rows = session.execute(
            select(disc_items.c.footage_id, discs.c.no)
            .join(discs, discs.c.id == disc_items.c.disc_id)
            .where(disc_items.c.footage_id.in_(some), discs.c.burned_at.is_not(None))
            .order_by(discs.c.no)
            .distinct()
        )
        for row in rows:
            found.setdefault(row.footage_id, []).append(row.no)
    return {number: tuple(numbers) for number, numbers in found.items()}


def images_of(session: Session, disc_ids: Iterable[DiscId]) -> Mapping[DiscId, str]:
    """The image files of these discs, where there are any."""
    statement = select(discs.c.id, discs.c.image).where(
        discs.c.id.in_(sorted(disc_ids)), discs.c.image != ""
    )
    return {DiscId(row.id): row.image for row in session.execute(statement)}


def forget_images(session: Session, files: Iterable[str]) -> None:
    """The register's lines no longer name these image files."""
    for some in chunks(files):
        session.execute(update(discs).where(discs.c.image.in_(some)).values(image=""))


def discs_of(session: Session, list_id: ListId) -> Sequence[CarryingDisc]:
    """The discs of a list."""
    rows = session.execute(
        select(destruction_discs, discs.c.no, discs.c.location)
        .join(discs, discs.c.id == destruction_discs.c.disc_id)
        .where(destruction_discs.c.list_id == list_id)
        .order_by(discs.c.no)
    )
    return [
        CarryingDisc(
            DiscId(row.disc_id),
            row.no,
            row.location,
            row.whole,
            row.settled_by,
            row.settled_at,
            row.note,
        )
        for row in rows
    ]


def settle_disc(
    session: Session, list_id: ListId, disc_id: DiscId, by: str, note: str, at: datetime
) -> None:
    """Somebody says that a disc is destroyed."""
    session.execute(
        update(destruction_discs)
        .where(and_(destruction_discs.c.list_id == list_id, destruction_discs.c.disc_id == disc_id))
        .values(settled_by=by, settled_at=at, note=note)
    )


def repairs_of(session: Session, ids: Sequence[FootageId]) -> Sequence[tuple[FootageId, str]]:
    """Repaired copies of these recordings, by their paths among the derived files."""
    found = []
    for some in chunks(ids):
        rows = session.execute(
            select(repairs.c.footage_id, repairs.c.path).where(repairs.c.footage_id.in_(some))
        )
        found += [(FootageId(row.footage_id), row.path) for row in rows]
    return found


def digests_still_needed(session: Session, digests: Iterable[str], ids: set[int]) -> set[str]:
    """Those digests that a recording outside `ids` still has: what is derived of it stays."""
    needed = set()
    for some in chunks(digests):
        rows = session.execute(
            select(footage.c.id, footage.c.sha256).where(
                footage.c.sha256.in_(some), footage.c.destroyed_at.is_(None)
            )
        )
        needed |= {row.sha256 for row in rows if row.id not in ids}
    return needed


def batches_of(session: Session, list_id: ListId) -> Sequence[str]:
    """The finished batches that items of a list are in, whose lists must be written anew."""
    statement = (
        select(batches.c.no)
        .join(footage, footage.c.batch_id == batches.c.id)
        .join(destruction_items, destruction_items.c.footage_id == footage.c.id)
        .where(destruction_items.c.list_id == list_id, batches.c.finished_at.is_not(None))
        .distinct()
        .order_by(batches.c.no)
    )
    return session.scalars(statement).all()


def buried_in(session: Session, batch_id: BatchId) -> Sequence[Buried]:
    """What was destroyed of a batch, by any list."""
    rows = session.execute(
        select(destruction_items, destruction_lists.c.no)
        .join(destruction_lists, destruction_lists.c.id == destruction_items.c.list_id)
        .join(footage, footage.c.id == destruction_items.c.footage_id)
        .where(footage.c.batch_id == batch_id, destruction_items.c.destroyed_at.is_not(None))
        .order_by(destruction_items.c.path)
    )
    return [
        Buried(row.path, row.size_bytes, row.sha256, row.sm3, row.no, row.destroyed_at)
        for row in rows
    ]
