"""PostgreSQL for tests: each archive gets a database of its own on the server that is named.

`ARCHIVE_DESK_TEST_DATABASE=postgresql://USER@/postgres?host=…` puts the archives of
`staffed_office` there; the user must be allowed to make databases.
"""

import atexit
import os
import uuid
from functools import cache

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL, make_url

from archive_desk.db.dialects.postgresql import PostgresqlWay

_SERVER = os.environ.get("ARCHIVE_DESK_TEST_DATABASE", "")


def server() -> str:
    """The server that tests run on; empty where they run on SQLite."""
    return _SERVER


def fresh(like: str = "", *, on: str = "") -> str:
    """The URL of a new database on the server, a copy of the database `like` if one is named."""
    where = make_url(on or _SERVER)
    name = f"archive_{uuid.uuid4().hex}"
    template = make_url(like).database if like else "template1"
    with _engine(where).connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    atexit.register(_drop, where, name)
    return where.set(database=name).render_as_string(hide_password=False)


@cache
def _engine(where: URL) -> Engine:
    engine = PostgresqlWay().engine(where.render_as_string(hide_password=False))
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _drop(where: URL, name: str) -> None:
    with _engine(where).connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
