"""The measured errors of devices' clocks: added and withdrawn, never changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, insert, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.clocks import clock_errors
from archive_desk.db.withdrawable import with_names
from archive_desk.domain.clock_errors import ClockError, HowMeasured, Measurement, Withdrawal
from archive_desk.domain.errors import NotFound
from archive_desk.domain.ids import ClockErrorId, FootageId, PersonId
from archive_desk.domain.sentences import say

_MS = timedelta(milliseconds=1)


def add(session: Session, said: Measurement, person: PersonId, at: datetime) -> ClockErrorId:
    """Write a measurement down."""
    return ClockErrorId(
        session.execute(
            insert(clock_errors)
            .values(
                device=said.device,
                offset_ms=round(said.offset / _MS),
                uncertainty_ms=round(said.uncertainty / _MS),
                measured_at=said.measured_at,
                how=said.how.value,
                reason=said.reason,
                valid_from=said.valid_from,
                valid_until=said.valid_until,
                drift_from=said.drift_from,
                film_id=said.film,
                film_name=said.film_name,
                person_id=person,
                made_at=at,
            )
            .returning(clock_errors.c.id)
        ).scalar_one()
    )


def withdraw(
    session: Session, error_id: ClockErrorId, person: PersonId, reason: str, at: datetime
) -> None:
    """Write the counter-entry of a measurement."""
    session.execute(
        update(clock_errors)
        .where(clock_errors.c.id == error_id, clock_errors.c.withdrawn_at.is_(None))
        .values(withdrawn_at=at, withdrawn_by=person, withdrawal=reason)
    )


def get(session: Session, error_id: ClockErrorId) -> ClockError:
    """One measurement.

    Raises:
        NotFound: there is none with this id.
    """
    row = session.execute(_selection().where(clock_errors.c.id == error_id)).first()
    if row is None:
        raise NotFound(say("没有编号为 {id} 的校时记录。", id=error_id))
    return _error(row)


def of_device(session: Session, device: str) -> tuple[ClockError, ...]:
    """All measurements of a device, the withdrawn ones too, in the order of their making."""
    return of_devices(session, [device]).get(device, ())


def of_devices(session: Session, devices: Iterable[str]) -> Mapping[str, tuple[ClockError, ...]]:
    """The same for several devices; those without any are left out."""
    found: dict[str, list[ClockError]] = defaultdict(list)
    wanted = sorted(set(devices) - {""})
    for row in session.execute(_selection().where(clock_errors.c.device.in_(wanted))):
        found[row.device].append(_error(row))
    return {device: tuple(errors) for device, errors in found.items()}


def all_errors(session: Session) -> Sequence[ClockError]:
    """Every measurement of every device."""
    return [_error(row) for row in session.execute(_selection())]


def _selection() -> Select[Any]:
    return with_names(clock_errors, clock_errors.c.person_id, clock_errors.c.withdrawn_by).order_by(
        clock_errors.c.id
    )


def _error(row: Row[Any]) -> ClockError:
    withdrawn = None
    if row.withdrawn_at is not None:
        withdrawn = Withdrawal(row.taker or "", row.withdrawn_at, row.withdrawal)
    return ClockError(
        id=ClockErrorId(row.id),
        device=row.device,
        offset=row.offset_ms * _MS,
        uncertainty=row.uncertainty_ms * _MS,
        measured_at=row.measured_at,
        how=HowMeasured(row.how),
        reason=row.reason,
        by=row.by,
        made_at=row.made_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        drift_from=None if row.drift_from is None else ClockErrorId(row.drift_from),
        film=None if row.film_id is None else FootageId(row.film_id),
        film_name=row.film_name,
        withdrawn=withdrawn,
    )
