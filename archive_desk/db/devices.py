"""The register of the office's recorders, and every device number that recordings carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.clocks import clock_errors, devices
from archive_desk.db.tables.footage import footage
from archive_desk.domain.devices import Device


@dataclass(frozen=True)
class Used:
    """A device number as recordings have it: how many, and the latest of them."""

    number: str
    count: int
    latest: datetime | None


def all_devices(session: Session) -> Sequence[Device]:
    """The register, by number."""
    rows = session.execute(select(devices).order_by(devices.c.number))
    return [Device(row.number, row.model, row.section, row.note, row.active) for row in rows]


def keep(session: Session, device: Device, at: datetime) -> bool:
    """Register a device or change what is known of it; whether it is new."""
    values = {
        "model": device.model,
        "section": device.section,
        "note": device.note,
        "active": device.active,
    }
    known = session.scalar(select(devices.c.number).where(devices.c.number == device.number))
    if known is None:
        session.execute(insert(devices).values(number=device.number, registered_at=at, **values))
    else:
        session.execute(update(devices).where(devices.c.number == device.number).values(**values))
    return known is None


def known_numbers(session: Session) -> frozenset[str]:
    """Numbers that people have said are devices: registered, or with a measured clock."""
    registered = session.scalars(select(devices.c.number)).all()
    measured = session.scalars(select(clock_errors.c.device).distinct()).all()
    return frozenset((*registered, *measured))


def used(session: Session) -> Sequence[Used]:
    """The device numbers of all recordings."""
    rows = session.execute(
        select(footage.c.device, func.count(), func.max(footage.c.device_time))
        .where(footage.c.device != "")
        .group_by(footage.c.device)
        .order_by(footage.c.device)
    )
    return [Used(device, count, _moment(latest)) for device, count, latest in rows]


def _moment(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
