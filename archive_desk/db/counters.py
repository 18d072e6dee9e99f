"""Running numbers: each register counts by itself and never gives a number twice."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from archive_desk.db.tables.office import counters


def next_value(session: Session, name: str) -> int:
    """The next number of the register `name` (e.g. `batch-2026`), from 1."""
    value = session.scalar(
        select(counters.c.value).where(counters.c.name == name).with_for_update()
    )
    if value is None:
        session.execute(insert(counters).values(name=name, value=1))
        return 1
    session.execute(update(counters).where(counters.c.name == name).values(value=value + 1))
    return int(value) + 1


def last_value(session: Session, name: str) -> int:
    """The number given last by the register `name`; 0 before the first."""
    return int(session.scalar(select(counters.c.value).where(counters.c.name == name)) or 0)


def at_least(session: Session, name: str, value: int) -> None:
    """Never give a number of the register `name` that is not beyond `value`."""
    if last_value(session, name) >= value:
        return
    session.execute(delete(counters).where(counters.c.name == name))
    session.execute(insert(counters).values(name=name, value=value))
