"""Which way is whose."""

from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from archive_desk.db.dialects.postgresql import PostgresqlWay
from archive_desk.db.dialects.sqlite import SqliteWay
from archive_desk.db.dialects.way import Way

_WAYS: Final[dict[str, Way]] = {"sqlite": SqliteWay(), "postgresql": PostgresqlWay()}


def way_to(url: str) -> Way:
    """The way of the database at `url`."""
    return _WAYS[make_url(url).get_backend_name()]


def way_of(session: Session) -> Way:
    """The way of the database that a session is of."""
    return _WAYS[session.get_bind().dialect.name]
