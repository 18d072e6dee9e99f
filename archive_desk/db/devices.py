"""The register of the office's devices, and every device number that recordings carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.clocks import clock_errors, devices
from archive_desk.db.tables.footage import footage
from archive_desk.domain.devices import Device, DeviceKind, Retirement
from archive_desk.domain.errors import NotFound
from archive_desk.domain.sentences import say


@dataclass(frozen=True)
class Used:
    """A device number as recordings have it: how many, and the latest of them."""

    number: str
    count: int
    latest: datetime | None


@dataclass(frozen=True)
class Registered:
    """A device of the register, and since when it stands there."""

    device: Device
    at: datetime


def all_devices(session: Session) -> Sequence[Device]:
    """The register, by number."""
    return [each.device for each in register(session)]


def register(session: Session) -> Sequence[Registered]:
    """The register with its dates, by number."""
    rows = session.execute(select(devices).order_by(devices.c.number))
    return [_registered(row) for row in rows]


def find(session: Session, number: str) -> Registered | None:
    """A device of the register, if it is there."""
    row = session.execute(select(devices).where(devices.c.number == number)).one_or_none()
    return None if row is None else _registered(row)


def get(session: Session, number: str) -> Registered:
    """A device of the register.

    Raises:
        NotFound: it is not registered.
    """
    found = find(session, number)
    if found is None:
        raise NotFound(say("登记簿里没有设备 {number}，请先登记。", number=number))
    return found


def keep(session: Session, device: Device, at: datetime) -> bool:
    """Register a device or change what is known of it; whether it is new."""
    values = {
        "model": device.model,
        "section": device.section,
        "note": device.note,
        "active": device.active,
        "kind": device.kind.value,
        "serial": device.serial,
        "custodian": device.custodian,
        "purchased_on": device.purchased_on,
    }
    if device.active:
        values |= {"retired_at": None, "retired_by": "", "retirement": ""}
    known = session.scalar(select(devices.c.number).where(devices.c.number == device.number))
    if known is None:
        session.execute(insert(devices).values(number=device.number, registered_at=at, **values))
    else:
        session.execute(update(devices).where(devices.c.number == device.number).values(**values))
    return known is None


def retire(session: Session, number: str, retirement: Retirement) -> None:
    """Take a device out of use for good."""
    session.execute(
        update(devices)
        .where(devices.c.number == number)
        .values(
            active=False,
            retired_at=retirement.at,
            retired_by=retirement.by,
            retirement=retirement.reason,
        )
    )


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


def _registered(row: Row[Any]) -> Registered:
    retired = None
    if row.retired_at is not None:
        retired = Retirement(row.retired_at, row.retired_by, row.retirement)
    device = Device(
        row.number,
        row.model,
        row.section,
        row.note,
        row.active,
        DeviceKind(row.kind),
        row.serial,
        row.custodian,
        row.purchased_on,
        retired,
    )
    return Registered(device, row.registered_at)


def _moment(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
