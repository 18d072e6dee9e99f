"""What people ruled about the start of single recordings: added and withdrawn, never changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.clocks import time_rulings
from archive_desk.db.withdrawable import with_names
from archive_desk.domain.clock_errors import Withdrawal
from archive_desk.domain.ids import FootageId, PersonId, RulingId
from archive_desk.domain.time_rulings import Ruling, TimeFault

_MS = timedelta(milliseconds=1)
_CHUNK = 500


def next_act(session: Session) -> int:
    """The number that joins what is ruled in one act."""
    return (session.scalar(select(func.max(time_rulings.c.act))) or 0) + 1


def give_start(
    session: Session,
    footage_id: FootageId,
    started_at: datetime,
    reason: str,
    person: PersonId,
    at: datetime,
) -> None:
    """A person says when a recording truly began."""
    session.execute(
        insert(time_rulings).values(
            footage_id=footage_id,
            act=next_act(session),
            started_at=started_at,
            reason=reason,
            person_id=person,
            made_at=at,
        )
    )


def confirm(
    session: Session,
    shifts: Mapping[FootageId, timedelta],
    fault: TimeFault,
    reason: str,
    person: PersonId,
    at: datetime,
) -> int:
    """A person confirms how these recordings' times are written; gives the number of the act."""
    act = next_act(session)
    for footage_id, shift in shifts.items():
        session.execute(
            insert(time_rulings).values(
                footage_id=footage_id,
                act=act,
                fault=fault.value,
                shift_ms=round(shift / _MS),
                reason=reason,
                person_id=person,
                made_at=at,
            )
        )
    return act


def withdraw(
    session: Session, ids: Sequence[RulingId], person: PersonId, reason: str, at: datetime
) -> None:
    """Write the counter-entries of rulings."""
    for start in range(0, len(ids), _CHUNK):
        session.execute(
            update(time_rulings)
            .where(
                time_rulings.c.id.in_(ids[start : start + _CHUNK]),
                time_rulings.c.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=at, withdrawn_by=person, withdrawal=reason)
        )


def of_act(session: Session, act: int) -> Sequence[Ruling]:
    """What was ruled in one act."""
    return [_ruling(row) for row in session.execute(_selection().where(time_rulings.c.act == act))]


def of_footage(
    session: Session, ids: Sequence[FootageId]
) -> Mapping[FootageId, tuple[Ruling, ...]]:
    """All rulings on these recordings, the withdrawn ones too, in the order of their making."""
    found: dict[FootageId, list[Ruling]] = defaultdict(list)
    for start in range(0, len(ids), _CHUNK):
        chosen = time_rulings.c.footage_id.in_(ids[start : start + _CHUNK])
        for row in session.execute(_selection().where(chosen)):
            found[FootageId(row.footage_id)].append(_ruling(row))
    return {footage_id: tuple(rulings) for footage_id, rulings in found.items()}


def _selection() -> Select[Any]:
    return with_names(time_rulings, time_rulings.c.person_id, time_rulings.c.withdrawn_by).order_by(
        time_rulings.c.id
    )


def _ruling(row: Row[Any]) -> Ruling:
    withdrawn = None
    if row.withdrawn_at is not None:
        withdrawn = Withdrawal(row.taker or "", row.withdrawn_at, row.withdrawal)
    return Ruling(
        id=RulingId(row.id),
        footage_id=FootageId(row.footage_id),
        reason=row.reason,
        by=row.by or "",
        made_at=row.made_at,
        started_at=row.started_at,
        fault=TimeFault(row.fault) if row.fault else None,
        shift=row.shift_ms * _MS,
        group=row.act,
        withdrawn=withdrawn,
    )
