"""Grouping recordings into takes, and noticing clocks that jumped."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.footage import footage, takes
from archive_desk.domain.footage import Doubt, Kind
from archive_desk.domain.ids import BatchId, FootageId, TakeId
from archive_desk.domain.takes import BREAK_AFTER, Segment, clock_jumps, group

_LONGEST_SEGMENT = timedelta(hours=12)
_RECORDED = (Kind.VIDEO.value, Kind.AUDIO.value)


def regroup(session: Session, batch_id: BatchId) -> None:
    """Sort what a batch brought, and what lies next to it on the recorders' clocks, into takes."""
    for device, officer in _recorders(session, batch_id):
        _regroup_recorder(session, batch_id, device, officer)
    _doubt_jumps(session, batch_id)


def numbers_held(
    session: Session, device: str, numbers: Iterable[int], around: datetime
) -> frozenset[int]:
    """Which of these sequence numbers any file of a device has that began near `around`."""
    near = timedelta(days=1)
    held = session.scalars(
        select(footage.c.sequence).where(
            footage.c.device == device,
            footage.c.sequence.in_(sorted(set(numbers))),
            footage.c.device_time >= around - near,
            footage.c.device_time <= around + near,
        )
    )
    return frozenset(number for number in held if number is not None)


def leave_take(session: Session, footage_id: FootageId) -> None:
    """A recording is of another recorder or officer than was thought; `regroup` finds its take."""
    left = session.scalar(select(footage.c.take_id).where(footage.c.id == footage_id))
    session.execute(update(footage).where(footage.c.id == footage_id).values(take_id=None))
    if left is not None:
        _drop_empty(session, [left])


def _recorders(session: Session, batch_id: BatchId) -> list[tuple[str, str]]:
    rows = session.execute(
        select(footage.c.device, footage.c.officer)
        .distinct()
        .where(
            footage.c.batch_id == batch_id,
            footage.c.kind.in_(_RECORDED),
            footage.c.device_time.is_not(None),
        )
    )
    return [(row.device, row.officer) for row in rows]


def _regroup_recorder(session: Session, batch_id: BatchId, device: str, officer: str) -> None:
    mine = (
        footage.c.device == device,
        footage.c.officer == officer,
        footage.c.kind.in_(_RECORDED),
        footage.c.device_time.is_not(None),
    )
    own = session.scalars(
        select(footage.c.device_time).where(*mine, footage.c.batch_id == batch_id)
    ).all()
    times = [time for time in own if time is not None]
    # Without a device nothing says that files of other batches are of the same recorder.
    around = BREAK_AFTER + _LONGEST_SEGMENT
    scope = (
        (footage.c.device_time >= min(times) - around, footage.c.device_time <= max(times) + around)
        if device
        else (footage.c.batch_id == batch_id,)
    )
    rows = session.execute(
        select(
            footage.c.id,
            footage.c.kind,
            footage.c.device_time,
            footage.c.duration_ms,
            footage.c.sequence,
            footage.c.take_id,
        ).where(*mine, *scope)
    ).all()
    known = {FootageId(row.id): row.take_id for row in rows}
    for take in group(_segment(row, device, officer) for row in rows):
        _assign(session, (segment.footage_id for segment in take.segments), known)
    _drop_empty(session, {take for take in known.values() if take is not None})


def _segment(row: Any, device: str, officer: str) -> Segment:
    length = None if row.duration_ms is None else timedelta(milliseconds=row.duration_ms)
    return Segment(
        footage_id=FootageId(row.id),
        device=device,
        officer=officer,
        kind=row.kind,
        started_at=row.device_time,
        length=length,
        sequence=row.sequence,
    )


def _assign(
    session: Session, members: Iterable[FootageId], known: Mapping[FootageId, int | None]
) -> None:
    """Give the members of a take one number: the oldest that any of them has, or a new one."""
    members = tuple(members)
    numbers = [number for member in members if (number := known[member]) is not None]
    take_id = min(numbers) if numbers else None
    if take_id is None:
        take_id = session.execute(insert(takes).returning(takes.c.id)).scalar_one()
    changed = [member for member in members if known[member] != take_id]
    if changed:
        session.execute(
            update(footage).where(footage.c.id.in_(changed)).values(take_id=TakeId(take_id))
        )


def _drop_empty(session: Session, numbers: Iterable[int]) -> None:
    """Forget takes that have gone over into others."""
    for number in numbers:
        left = session.scalar(select(footage.c.id).where(footage.c.take_id == number).limit(1))
        if left is None:
            session.execute(delete(takes).where(takes.c.id == number))


def _doubt_jumps(session: Session, batch_id: BatchId) -> None:
    rows = session.execute(
        select(
            footage.c.id,
            footage.c.device,
            footage.c.officer,
            footage.c.kind,
            footage.c.device_time,
            footage.c.duration_ms,
            footage.c.sequence,
            footage.c.doubts,
            footage.c.doubts_found,
        ).where(
            footage.c.batch_id == batch_id,
            footage.c.kind.in_(_RECORDED),
            footage.c.device_time.is_not(None),
        )
    ).all()
    jumped = clock_jumps(_segment(row, row.device, row.officer) for row in rows)
    for row in rows:
        found = json.loads(row.doubts_found)
        if row.id in jumped and Doubt.CLOCK_JUMP.value not in found:
            doubts = [*json.loads(row.doubts), Doubt.CLOCK_JUMP.value]
            session.execute(
                update(footage)
                .where(footage.c.id == row.id)
                .values(
                    doubts=json.dumps(doubts),
                    doubts_found=json.dumps([*found, Doubt.CLOCK_JUMP.value]),
                )
            )
