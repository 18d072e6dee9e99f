"""The archive's own settings: facts of the office, as JSON values under stable keys."""

import json

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.office import settings


def read(session: Session, key: str, default: object = None) -> object:
    """The value under `key`, or `default`."""
    text = session.scalar(select(settings.c.value).where(settings.c.key == key))
    return default if text is None else json.loads(text)


def read_all(session: Session) -> dict[str, object]:
    """All settings."""
    return {row.key: json.loads(row.value) for row in session.execute(select(settings))}


def write(session: Session, key: str, value: object) -> None:
    """Set `key` to a JSON value."""
    session.execute(delete(settings).where(settings.c.key == key))
    session.execute(insert(settings).values(key=key, value=json.dumps(value, ensure_ascii=False)))
