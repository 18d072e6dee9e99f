"""What a hand-in clock needs of a batch, and why the batch came late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import case_footage
from archive_desk.db.tables.footage import batches, footage
from archive_desk.db.tables.keeping import late_reasons
from archive_desk.db.tables.worklist import clock_reasons
from archive_desk.domain.footage import Kind
from archive_desk.domain.ids import BatchId, CaseId, FootageId
from archive_desk.domain.worklist import Task

_CHUNK = 500


@dataclass(frozen=True)
class Recording:
    """A recording as its clock needs it."""

    id: FootageId
    name: str
    started_at: datetime | None
    duration_ms: int | None
    imported_at: datetime


def recordings(session: Session, batch_id: BatchId) -> Sequence[Recording]:
    """The recordings and photos that a batch brought, the earliest first."""
    rows = session.execute(
        select(
            footage.c.id,
            footage.c.name,
            footage.c.started_at,
            footage.c.duration_ms,
            footage.c.imported_at,
        )
        .where(footage.c.batch_id == batch_id, footage.c.kind != Kind.SIDECAR.value)
        .order_by(footage.c.started_at, footage.c.id)
    )
    return [
        Recording(FootageId(row.id), row.name, row.started_at, row.duration_ms, row.imported_at)
        for row in rows
    ]


def of_case(session: Session, case_id: CaseId) -> Mapping[BatchId, tuple[str, Sequence[FootageId]]]:
    """The batches that brought a case file's footage: their numbers, and which of it they did."""
    rows = session.execute(
        select(footage.c.batch_id, batches.c.no, footage.c.id)
        .join(case_footage, case_footage.c.footage_id == footage.c.id)
        .join(batches, batches.c.id == footage.c.batch_id)
        .where(case_footage.c.case_id == case_id)
        .order_by(footage.c.batch_id, footage.c.id)
    )
    found: dict[BatchId, tuple[str, list[FootageId]]] = {}
    for row in rows:
        entry = found.setdefault(BatchId(row.batch_id), (row.no, []))
        entry[1].append(FootageId(row.id))
    return found


def latest(session: Session, batch_id: BatchId) -> str:
    """Why the batch came late, as said last; empty if nobody said."""
    found = session.scalar(
        select(late_reasons.c.reason)
        .where(late_reasons.c.batch_id == batch_id)
        .order_by(late_reasons.c.id.desc())
        .limit(1)
    )
    return found or ""


def of_clocks(session: Session, task: str, ids: Iterable[int]) -> Mapping[int, str]:
    """Why these things were late, by their ids, as said last; `task` is the kind of clock."""
    table, column, narrow = _register(task)
    found: dict[int, str] = {}
    for some in _chunks(sorted(set(ids))):
        rows = session.execute(
            select(column, table.c.reason).where(*narrow, column.in_(some)).order_by(table.c.id)
        )
        found |= {int(item_id): reason for item_id, reason in rows}
    return found


def add_to_clock(
    session: Session, task: str, item_id: int, reason: str, by: str, at: datetime
) -> None:
    """Say why a clock other than a batch's was late; what was said before stays."""
    values = {"task": task, "item_id": item_id, "reason": reason, "by": by, "at": at}
    session.execute(insert(clock_reasons).values(**values))


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _register(task: str) -> tuple[Table, Column[int], tuple[ColumnElement[bool], ...]]:
    if task == Task.HAND_IN.value:
        return late_reasons, late_reasons.c.batch_id, ()
    return clock_reasons, clock_reasons.c.item_id, (clock_reasons.c.task == task,)


def add(session: Session, batch_id: BatchId, reason: str, by: str, at: datetime) -> None:
    """Say why a batch came late; what was said before stays."""
    values = {"batch_id": batch_id, "reason": reason, "by": by, "at": at}
    session.execute(insert(late_reasons).values(**values))
