"""Writing down when recordings truly began, each time something it rests on has changed.

What `domain.corrected_time` decides is kept in `footage.started_at`, so that lists of a million
are sorted and searched by it. Whoever adds or withdraws a measurement or a ruling, or gives a
recording another device, calls `renew` in the same transaction. What belongs to an archived case
file is no longer touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive_desk.db import clock_errors, time_rulings
from archive_desk.db import footage as recordings
from archive_desk.db.tables.cases import case_footage, cases
from archive_desk.db.tables.footage import footage
from archive_desk.domain.cases import CaseState
from archive_desk.domain.clock_errors import ClockError
from archive_desk.domain.corrected_time import Basis, basis_of, with_corrected_time
from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import BatchId, FootageId

_CHUNK = 500


@dataclass(frozen=True)
class Renewed:
    """One recording before and after, and what its start now rests on."""

    before: Footage
    after: Footage
    basis: Basis

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return self.before != self.after


@dataclass(frozen=True)
class Renewal:
    """What a renewal did: what changed, and what an archived case file keeps as it is."""

    changed: tuple[Renewed, ...] = ()
    kept: tuple[FootageId, ...] = ()


def of_device(session: Session, device: str) -> Sequence[FootageId]:
    """All recordings of a device."""
    chosen = select(footage.c.id).where(footage.c.device == device).order_by(footage.c.id)
    return [FootageId(number) for number in session.scalars(chosen)]


def of_batch(session: Session, batch_id: BatchId) -> Sequence[FootageId]:
    """All that a batch brought, of devices whose clock has been measured."""
    measured = {error.device for error in clock_errors.all_errors(session)}
    if not measured:
        return []
    chosen = select(footage.c.id).where(
        footage.c.batch_id == batch_id, footage.c.device.in_(sorted(measured))
    )
    return [FootageId(number) for number in session.scalars(chosen)]


def basis(session: Session, item: Footage) -> Basis:
    """What the start of one recording rests on besides the device's time."""
    rulings = time_rulings.of_footage(session, [item.id]).get(item.id, ())
    return basis_of(item, rulings, clock_errors.of_device(session, item.device))


def renew(session: Session, ids: Sequence[FootageId]) -> Renewal:
    """Decide the starts of these recordings anew, and write down what changed."""
    renewal = foreseen(session, ids)
    for renewed in renewal.changed:
        recordings.write_start(session, renewed.after)
    return renewal


def foreseen(
    session: Session, ids: Sequence[FootageId], supposed: ClockError | None = None
) -> Renewal:
    """What `renew` would do, were `supposed` a measurement like the others.

    With `supposed`, only recordings that it makes a difference to are told as kept.
    """
    changed: list[Renewed] = []
    kept: list[FootageId] = []
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        archived = in_archived_cases(session, part)
        for renewed in _decided(session, part, supposed):
            if not renewed.changed:
                continue
            if renewed.before.id in archived:
                if supposed is None or _rests_on(renewed, supposed):
                    kept.append(renewed.before.id)
                continue
            changed.append(renewed)
    return Renewal(tuple(changed), tuple(kept))


def _decided(
    session: Session, ids: Sequence[FootageId], supposed: ClockError | None
) -> list[Renewed]:
    items = recordings.several(session, ids)
    rulings = time_rulings.of_footage(session, ids)
    errors = clock_errors.of_devices(session, {item.device for item in items})
    decided = []
    for item in items:
        mine = rulings.get(item.id, ())
        if item.device_time is None and not mine:
            continue
        known = errors.get(item.device, ())
        if supposed is not None and supposed.device == item.device:
            known = (*known, supposed)
        basis = basis_of(item, mine, known)
        decided.append(Renewed(item, with_corrected_time(item, basis), basis))
    return decided


def _rests_on(renewed: Renewed, supposed: ClockError) -> bool:
    applied = renewed.basis.error
    return applied is not None and applied.error is supposed


def in_archived_cases(session: Session, ids: Sequence[FootageId]) -> frozenset[FootageId]:
    """Which of these belong to a case file that is archived."""
    found = session.scalars(
        select(case_footage.c.footage_id)
        .join(cases, cases.c.id == case_footage.c.case_id)
        .where(case_footage.c.footage_id.in_(ids), cases.c.state == CaseState.ARCHIVED.value)
    )
    return frozenset(FootageId(number) for number in found)
