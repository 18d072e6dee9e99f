"""Checks of the archive, under way and ended, each with how far it came and what it found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.fixity import Scope
from archive_desk.db.spoken import packed, sentence_of
from archive_desk.db.tables.footage import footage
from archive_desk.db.tables.keeping import fixity, fixity_runs
from archive_desk.domain.copies import Fixity
from archive_desk.domain.errors import NotFound
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Order:
    """What a check is to do."""

    scope: Scope = field(default_factory=Scope)
    full: bool = False
    with_mirror: bool = False
    scheduled: bool = False


@dataclass(frozen=True)
class Run:
    """One check.

    `upto` is the path in the vault behind which it goes on; `items` and `bytes` are what it read so
    far; `checked` counts things by their kind once it has ended.
    """

    id: int
    order: Order
    begun_by: str
    started_at: datetime
    ended_at: datetime | None
    upto: str
    items: int
    bytes: int
    checked: Mapping[str, int]
    findings: tuple[Finding, ...]


def begin(session: Session, order: Order, begun_by: str, at: datetime) -> int:
    """Begin a check; an unfinished one of the same kind ends where it stands."""
    session.execute(
        update(fixity_runs)
        .where(fixity_runs.c.ended_at.is_(None), *_same(order))
        .values(ended_at=at)
    )
    return int(
        session.execute(
            insert(fixity_runs)
            .values(
                scheduled=order.scheduled,
                case_no=order.scope.case_no,
                disc_no=order.scope.disc_no,
                batch_no=order.scope.batch_no,
                full=order.full,
                with_mirror=order.with_mirror,
                begun_by=begun_by,
                started_at=at,
                upto="",
                items=0,
                bytes=0,
                checked="{}",
                findings="[]",
            )
            .returning(fixity_runs.c.id)
        ).scalar_one()
    )


def keep(session: Session, run: Run) -> None:
    """Write down how far a check has come, and its end if it has one."""
    session.execute(
        update(fixity_runs)
        .where(fixity_runs.c.id == run.id)
        .values(
            upto=run.upto,
            items=run.items,
            bytes=run.bytes,
            checked=json.dumps(dict(run.checked)),
            findings=json.dumps([_packed(each) for each in run.findings], ensure_ascii=False),
            ended_at=run.ended_at,
        )
    )


def unfinished(session: Session, order: Order) -> Run | None:
    """The check of this kind that was cut off, the newest if there are several."""
    statement = (
        select(fixity_runs)
        .where(fixity_runs.c.ended_at.is_(None), *_same(order))
        .order_by(fixity_runs.c.id.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else _run(row)


def get(session: Session, run_id: int) -> Run:
    """One check.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(select(fixity_runs).where(fixity_runs.c.id == run_id)).one_or_none()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的核对。", id=run_id))
    return _run(row)


def recent(session: Session, limit: int = 50) -> Sequence[Run]:
    """The latest checks, newest first."""
    statement = select(fixity_runs).order_by(fixity_runs.c.id.desc()).limit(limit)
    return [_run(row) for row in session.execute(statement)]


def bytes_since(session: Session, since: datetime) -> int:
    """How much the scheduled checks have read since a moment."""
    total = func.coalesce(func.sum(fixity_runs.c.bytes), 0)
    return int(
        session.execute(
            select(total).where(
                fixity_runs.c.scheduled.is_(True), fixity_runs.c.started_at >= since
            )
        ).scalar_one()
    )


def by_state(session: Session) -> Mapping[Fixity, int]:
    """How many originals are in which state; `NEVER` are those not read since they came in."""
    rows = session.execute(select(fixity.c.state, func.count()).group_by(fixity.c.state))
    found = {Fixity(state): number for state, number in rows}
    there = footage.c.destroyed_at.is_(None)
    total = session.execute(select(func.count()).select_from(footage).where(there)).scalar_one()
    found[Fixity.NEVER] = total - sum(found.values())
    return found


@dataclass(frozen=True)
class Troubled:
    """An original that is not as it should be, as the last reading of it showed."""

    footage_id: FootageId
    name: str
    path: str
    state: Fixity
    checked_at: datetime
    found: str


def troubled(session: Session, limit: int = 1000) -> Sequence[Troubled]:
    """The originals that are not as they should be."""
    good = (Fixity.SOUND.value, Fixity.NEVER.value)
    rows = session.execute(
        select(footage.c.id, footage.c.name, footage.c.path, fixity)
        .join(footage, footage.c.id == fixity.c.footage_id)
        .where(fixity.c.state.not_in(good))
        .order_by(footage.c.path)
        .limit(limit)
    )
    return [
        Troubled(
            FootageId(row.id), row.name, row.path, Fixity(row.state), row.checked_at, row.found
        )
        for row in rows
    ]


def _same(order: Order) -> list[Any]:
    scope = order.scope
    return [
        fixity_runs.c.scheduled.is_(order.scheduled),
        fixity_runs.c.case_no == scope.case_no,
        fixity_runs.c.disc_no == scope.disc_no,
        fixity_runs.c.batch_no == scope.batch_no,
        fixity_runs.c.full.is_(order.full),
        fixity_runs.c.with_mirror.is_(order.with_mirror),
    ]


def _run(row: Row[Any]) -> Run:
    scope = Scope(row.case_no, row.disc_no, row.batch_no)
    return Run(
        id=row.id,
        order=Order(scope, row.full, row.with_mirror, row.scheduled),
        begun_by=row.begun_by,
        started_at=row.started_at,
        ended_at=row.ended_at,
        upto=row.upto,
        items=row.items,
        bytes=row.bytes,
        checked=json.loads(row.checked),
        findings=tuple(_unpacked(each) for each in json.loads(row.findings)),
    )


def _packed(finding: Finding) -> dict[str, object]:
    return {"code": finding.code, "item": finding.item, "message": packed(finding.message)}


def _unpacked(data: Mapping[str, Any]) -> Finding:
    return Finding(data["code"], data["item"], sentence_of(data["message"]))
