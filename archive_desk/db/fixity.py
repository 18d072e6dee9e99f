"""Queries for checking the archive: what should be there, and what the journal said of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.dialects.choice import way_of
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.discs import disc_cases, disc_items, discs
from archive_desk.db.tables.footage import arrivals, batches, footage
from archive_desk.db.tables.keeping import fixity
from archive_desk.db.tables.office import journal
from archive_desk.domain.copies import Fixity
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import BatchId, FootageId
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Scope:
    """What is to be checked: everything, or what belongs to one case file, disc or batch."""

    case_no: str = ""
    disc_no: str = ""
    batch_no: str = ""

    @property
    def everything(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.case_no or self.disc_no or self.batch_no)

    @property
    def item(self) -> str:
        """What it is, as the journal and findings name it."""
        named = (("case", self.case_no), ("disc", self.disc_no), ("batch", self.batch_no))
        return next((f"{kind}:{no}" for kind, no in named if no), "archive")


@dataclass(frozen=True)
class Original:
    """An original as the archive recorded it."""

    id: FootageId
    batch_id: BatchId
    name: str
    path: str
    size_bytes: int
    sha256: str
    sm3: str


@dataclass(frozen=True)
class Image:
    """A disc image as the register has it. A `carried` disc exists outside the desk too."""

    disc_no: str
    file: str
    sha256: str
    carried: bool


ORIGINAL = (
    footage.c.id,
    footage.c.batch_id,
    footage.c.name,
    footage.c.path,
    footage.c.size_bytes,
    footage.c.sha256,
    footage.c.sm3,
)
"""The columns of which an `Original` is made."""


def original(session: Session, footage_id: FootageId) -> Original:
    """One original.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(select(*ORIGINAL).where(footage.c.id == footage_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的音像。", id=footage_id))
    return original_of(row)


def of_digest(session: Session, sha256: str) -> Sequence[Original]:
    """The originals that are these bytes, without those that were destroyed."""
    statement = select(*ORIGINAL).where(
        footage.c.sha256 == sha256, footage.c.destroyed_at.is_(None)
    )
    return [original_of(row) for row in session.execute(statement.order_by(footage.c.id))]


def seen(session: Session, footage_id: FootageId) -> tuple[Fixity, str]:
    """What the last reading of an original showed, and where it lay if it was moved."""
    statement = select(fixity.c.state, fixity.c.found).where(fixity.c.footage_id == footage_id)
    row = session.execute(statement).one_or_none()
    return (Fixity.NEVER, "") if row is None else (Fixity(row.state), str(row.found))


def original_of(row: Any) -> Original:
    """An original from a row of `ORIGINAL`."""
    return Original(
        FootageId(row.id),
        BatchId(row.batch_id),
        row.name,
        row.path,
        row.size_bytes,
        row.sha256,
        row.sm3,
    )


def originals(session: Session, scope: Scope, after: str = "") -> Sequence[Original]:
    """What should be in the vault, in the order of its folders, from behind the path `after`.

    What was destroyed by an approved list should not, and is not among it.
    """
    statement = select(*ORIGINAL).where(*_in_scope(scope)).order_by(footage.c.path)
    if after:
        statement = statement.where(footage.c.path > after)
    return [original_of(row) for row in session.execute(statement)]


def records(session: Session) -> Mapping[FootageId, tuple[str, str]]:
    """Name and SHA-256 of everything that was ever taken in, tombstones among it."""
    columns = (footage.c.id, footage.c.name, footage.c.sha256)
    return {FootageId(row.id): (row.name, row.sha256) for row in session.execute(select(*columns))}


def destroyed_count(session: Session, scope: Scope) -> int:
    """How many recordings in `scope` were destroyed by approved lists."""
    there, *others = _in_scope(scope)
    del there
    statement = select(func.count()).select_from(footage)
    gone = footage.c.destroyed_at.is_not(None)
    return session.execute(statement.where(gone, *others)).scalar_one()


def _in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [footage.c.destroyed_at.is_(None)]
    if scope.case_no:
        of_case = (
            select(case_footage.c.footage_id)
            .join(cases, cases.c.id == case_footage.c.case_id)
            .where(cases.c.no == scope.case_no)
        )
        conditions.append(footage.c.id.in_(of_case))
    if scope.disc_no:
        on_disc = (
            select(disc_items.c.footage_id)
            .join(discs, discs.c.id == disc_items.c.disc_id)
            .where(discs.c.no == scope.disc_no)
        )
        conditions.append(footage.c.id.in_(on_disc))
    if scope.batch_no:
        of_batch = select(batches.c.id).where(batches.c.no == scope.batch_no)
        conditions.append(footage.c.batch_id.in_(of_batch))
    return conditions


def images(session: Session, scope: Scope) -> Sequence[Image]:
    """The disc images that should be there, without those of retired discs."""
    if scope.batch_no:
        return []
    statement = (
        select(discs.c.no, discs.c.image, discs.c.image_sha256, discs.c.burned_at)
        .where(discs.c.image != "", discs.c.state != DiscState.RETIRED.value)
        .order_by(discs.c.no)
    )
    if scope.disc_no:
        statement = statement.where(discs.c.no == scope.disc_no)
    if scope.case_no:
        of_case = (
            select(disc_cases.c.disc_id)
            .join(cases, cases.c.id == disc_cases.c.case_id)
            .where(cases.c.no == scope.case_no)
        )
        statement = statement.where(discs.c.id.in_(of_case))
    return [
        Image(row.no, row.image, row.image_sha256, row.burned_at is not None)
        for row in session.execute(statement)
    ]


def finished_batches(session: Session) -> Mapping[BatchId, str]:
    """The numbers of the batches whose bags are complete."""
    statement = select(batches.c.id, batches.c.no).where(batches.c.finished_at.is_not(None))
    return {BatchId(row.id): row.no for row in session.execute(statement)}


def bag_names(session: Session) -> Sequence[str]:
    """The names of all bags in the vault, of finished batches or not."""
    return session.scalars(select(batches.c.no)).all()


def awaited(session: Session) -> frozenset[str]:
    """Paths in the vault at which an import that is not finished may be writing."""
    statement = (
        select(arrivals.c.stored)
        .join(batches, batches.c.id == arrivals.c.batch_id)
        .where(batches.c.finished_at.is_(None), arrivals.c.stored != "")
    )
    return frozenset(session.scalars(statement))


def imports(session: Session) -> Iterator[tuple[FootageId, str]]:
    """What the journal says was taken in: the id and the SHA-256 of that moment."""
    statement = (
        select(journal.c.item, journal.c.line)
        .where(journal.c.verb == "footage.imported")
        .order_by(journal.c.no)
    )
    for item, line in session.execute(statement, execution_options={"yield_per": 2_000}):
        number = item.removeprefix("footage:")
        try:
            digest = str(json.loads(line)["detail"]["sha256"])
        except (ValueError, KeyError, TypeError):
            # A tampered line is named by the check of the chain.
            continue
        if number.isdecimal():
            yield FootageId(int(number)), digest


APPEND_ONLY = ("journal", "ledger", "notes", "note_signatures")
"""Tables whose rows triggers keep from being changed or removed, for a check to miss them."""


def database_faults(session: Session, *, full: bool) -> Sequence[str]:
    """What the database itself finds wrong with its pages and references, in its own words.

    And which of the triggers that keep the journal and the ledger from being changed are gone.
    """
    return way_of(session).faults(session.connection(), APPEND_ONLY, full=full)


_CHUNK = 400


def record(session: Session, states: Mapping[FootageId, tuple[Fixity, str]], at: datetime) -> None:
    """What reading these originals showed, and where a moved one lies or what an altered one is."""
    ids = sorted(states)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        session.execute(delete(fixity).where(fixity.c.footage_id.in_(some)))
        session.execute(
            insert(fixity),
            [
                {
                    "footage_id": each,
                    "state": states[each][0].value,
                    "checked_at": at,
                    "found": states[each][1],
                }
                for each in some
            ],
        )


def due(session: Session, before: datetime) -> Iterator[Original]:
    """Originals of finished batches last read, or taken in, before a moment; the oldest first."""
    statement = _due(before, *ORIGINAL).order_by(_LAST_READ, footage.c.id)
    for row in session.execute(statement, execution_options={"yield_per": 500}):
        yield original_of(row)


def due_count(session: Session, before: datetime) -> tuple[int, int]:
    """How many are due, and their size."""
    size = func.coalesce(func.sum(footage.c.size_bytes), 0)
    row = session.execute(_due(before, func.count(), size)).one()
    return int(row[0]), int(row[1])


def oldest(session: Session) -> datetime | None:
    """The earliest last reading, or import, of any original."""
    statement = (
        select(func.min(_LAST_READ))
        .select_from(footage.outerjoin(fixity, fixity.c.footage_id == footage.c.id))
        .where(footage.c.destroyed_at.is_(None))
    )
    found = session.execute(statement).scalar_one()
    return found if found is None else _moment(found)


_LAST_READ = func.coalesce(fixity.c.checked_at, footage.c.imported_at)


def _due(before: datetime, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(footage)
        .join(batches, batches.c.id == footage.c.batch_id)
        .outerjoin(fixity, fixity.c.footage_id == footage.c.id)
        .where(
            batches.c.finished_at.is_not(None),
            footage.c.destroyed_at.is_(None),
            before > _LAST_READ,
        )
    )


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
