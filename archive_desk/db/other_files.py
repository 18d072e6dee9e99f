"""Queries on the files beside the originals: which there are, what reading them showed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from archive_desk.db.tables.evaluation import attachments
from archive_desk.db.tables.keeping import mirror_files, other_files
from archive_desk.db.tables.outside import kept_copies
from archive_desk.domain.copies import Fixity, Mirror
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import OtherFileId
from archive_desk.domain.other_files import FileKind, OtherFile
from archive_desk.domain.sentences import say

_CHUNK = 400


@dataclass(frozen=True)
class NewFile:
    """A file that is to be kept in mind from now on."""

    path: str
    kind: FileKind
    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Counts:
    """How many there are, and how much a mirror lacks."""

    total: int
    waiting: int
    waiting_bytes: int
    troubled: int


def add(session: Session, files: Iterable[NewFile], at: datetime) -> int:
    """Keep these in mind; how many there were."""
    rows = [
        {
            "path": each.path,
            "kind": each.kind.value,
            "name": each.name[:255],
            "size_bytes": each.size_bytes,
            "sha256": each.sha256,
            "noted_at": at,
            "state": Fixity.NEVER.value,
            "read_at": at,
        }
        for each in files
    ]
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(other_files), rows[start : start + _CHUNK])
    return len(rows)


def unnoted_attachments(session: Session) -> Sequence[NewFile]:
    """Attached files that are not among them yet."""
    path = literal(FileKind.ATTACHMENT.area + "/") + attachments.c.path
    known = select(other_files.c.id).where(other_files.c.path == path).exists()
    found: dict[str, NewFile] = {}
    for row in session.execute(select(attachments).where(~known).order_by(attachments.c.id)):
        place = f"{FileKind.ATTACHMENT.area}/{row.path}"
        file = NewFile(place, FileKind.ATTACHMENT, row.name, row.size_bytes, row.sha256)
        found.setdefault(place, file)
    return list(found.values())


@dataclass(frozen=True)
class KeptPackage:
    """A kept package whose files are not among them yet: its number, folder and manifest."""

    no: str
    path: str
    files: int
    manifest_sha256: str


def unnoted_packages(session: Session) -> Sequence[KeptPackage]:
    """Kept packages of which not a single file is among them."""
    manifest = kept_copies.c.path + literal("/manifest-sha256.txt")
    known = select(other_files.c.id).where(other_files.c.path == manifest).exists()
    statement = select(kept_copies).where(~known).order_by(kept_copies.c.provision_id)
    return [
        KeptPackage(row.no, row.path, row.files, row.manifest_sha256)
        for row in session.execute(statement)
    ]


def paths(session: Session, kind: FileKind | None = None) -> frozenset[str]:
    """The paths of all of them, or of one kind."""
    statement = select(other_files.c.path)
    if kind is not None:
        statement = statement.where(other_files.c.kind == kind.value)
    return frozenset(session.scalars(statement))


def find(session: Session, path: str) -> OtherFile:
    """One of them by its path.

    Raises:
        NotFound: there is none.
    """
    statement = select(other_files).where(other_files.c.path == path)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(say("没有登记文件 {path}。", path=path))
    return _file(row)


def everything(
    session: Session, within: Iterable[str] | None = None, *, images: bool = True
) -> Sequence[OtherFile]:
    """All of them by their path, or those with paths `within`."""
    statement = select(other_files).order_by(other_files.c.path)
    if not images:
        statement = statement.where(other_files.c.kind != FileKind.IMAGE.value)
    if within is None:
        return [_file(row) for row in session.execute(statement)]
    wanted, found = sorted(set(within)), []
    for start in range(0, len(wanted), _CHUNK):
        some = statement.where(other_files.c.path.in_(wanted[start : start + _CHUNK]))
        found += [_file(row) for row in session.execute(some)]
    return found


def forget(session: Session, gone: Iterable[str]) -> None:
    """These are kept no more: destroyed by an approved list, or images nobody wants mirrored."""
    wanted = sorted(set(gone))
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        ids = select(other_files.c.id).where(other_files.c.path.in_(some))
        session.execute(delete(mirror_files).where(mirror_files.c.file_id.in_(ids)))
        session.execute(delete(other_files).where(other_files.c.path.in_(some)))


def digested(session: Session, file_id: OtherFileId, size_bytes: int, sha256: str) -> None:
    """What one is that was read for the first time."""
    session.execute(
        update(other_files)
        .where(other_files.c.id == file_id, other_files.c.sha256 == "")
        .values(size_bytes=size_bytes, sha256=sha256)
    )


def record(session: Session, seen: Mapping[OtherFileId, Fixity], at: datetime) -> None:
    """What reading these showed."""
    for file_id, state in seen.items():
        session.execute(
            update(other_files)
            .where(other_files.c.id == file_id)
            .values(state=state.value, read_at=at)
        )


def record_mirrored(
    session: Session, mirror: Mirror, seen: Mapping[OtherFileId, Fixity], at: datetime
) -> None:
    """What the copies of these in the mirror turned out to be."""
    ids = sorted(seen)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        mine = (mirror_files.c.mirror_id == mirror.id, mirror_files.c.file_id.in_(some))
        session.execute(delete(mirror_files).where(*mine))
        rows = [
            {
                "mirror_id": mirror.id,
                "file_id": each,
                "state": seen[each].value,
                "verified_at": at,
            }
            for each in some
        ]
        session.execute(insert(mirror_files), rows)


def _missing(mirror: Mirror, *columns: Any) -> Select[Any]:
    """Those with no sound copy in the mirror."""
    held = and_(
        mirror_files.c.file_id == other_files.c.id,
        mirror_files.c.mirror_id == mirror.id,
        mirror_files.c.state == Fixity.SOUND.value,
    )
    return (
        select(*columns)
        .select_from(other_files)
        .outerjoin(mirror_files, held)
        .where(mirror_files.c.file_id.is_(None))
    )


def waiting(session: Session, mirror: Mirror) -> Sequence[OtherFile]:
    """What still has to be copied into the mirror."""
    statement = _missing(mirror, other_files).order_by(other_files.c.path)
    return [_file(row) for row in session.execute(statement)]


def counts(session: Session, mirror: Mirror) -> Counts:
    """How far the mirror is behind."""
    size = func.coalesce(func.sum(other_files.c.size_bytes), 0)
    row = session.execute(_missing(mirror, func.count(), size)).one()
    total = session.execute(select(func.count()).select_from(other_files)).scalar_one()
    bad = session.execute(
        select(func.count())
        .select_from(mirror_files)
        .where(mirror_files.c.mirror_id == mirror.id, mirror_files.c.state != Fixity.SOUND.value)
    ).scalar_one()
    return Counts(int(total), int(row[0]), int(row[1]), int(bad))


def mirrored(session: Session, mirror: Mirror) -> frozenset[OtherFileId]:
    """Those that were copied into the mirror at some time."""
    statement = select(mirror_files.c.file_id).where(mirror_files.c.mirror_id == mirror.id)
    return frozenset(OtherFileId(each) for each in session.scalars(statement))


def leave_mirror(session: Session, mirror_id: int) -> None:
    """Know nothing any more of what lies in a mirror: it is all looked at again."""
    session.execute(delete(mirror_files).where(mirror_files.c.mirror_id == mirror_id))


def due(session: Session, before: datetime) -> Sequence[OtherFile]:
    """Those last read, or noted, before a moment; the oldest first."""
    statement = select(other_files).where(*_due(before))
    ordered = statement.order_by(other_files.c.read_at, other_files.c.id)
    return [_file(row) for row in session.execute(ordered)]


def due_count(session: Session, before: datetime) -> tuple[int, int]:
    """How many are due, and their size."""
    size = func.coalesce(func.sum(other_files.c.size_bytes), 0)
    row = session.execute(select(func.count(), size).where(*_due(before))).one()
    return int(row[0]), int(row[1])


def _due(before: datetime) -> list[ColumnElement[bool]]:
    return [other_files.c.read_at < before, other_files.c.kind != FileKind.IMAGE.value]


def troubled(session: Session, limit: int = 1000) -> Sequence[OtherFile]:
    """Those that were not as they should be when they were read last."""
    good = (Fixity.SOUND.value, Fixity.NEVER.value)
    statement = (
        select(other_files)
        .where(other_files.c.state.not_in(good))
        .order_by(other_files.c.path)
        .limit(limit)
    )
    return [_file(row) for row in session.execute(statement)]


def _file(row: Row[Any]) -> OtherFile:
    return OtherFile(
        OtherFileId(row.id),
        row.path,
        FileKind(row.kind),
        row.name,
        row.size_bytes,
        row.sha256,
        Fixity(row.state),
    )
