"""PostgreSQL for tests: each archive gets a database of its own on the server that is named.

`ARCHIVE_DESK_TEST_DATABASE=postgresql://USER@/postgres?host=…` puts the archives of
`staffed_office` there; the user must be allowed to make databases.
"""

import atexit
import os
import uuid

from sqlalchemy.engine import make_url

from archive_desk.db.dialects.postgresql import PostgresqlWay

_SERVER = os.environ.get("ARCHIVE_DESK_TEST_DATABASE", "")


def server() -> str:
    """The server that tests run on; empty where they run on SQLite."""
    return _SERVER


def fresh(like: str = "", *, on: str = "") -> str:
    """The URL of a new database, a copy of the database `like` if one is named.

    It is on the server of the tests and dropped at their end; or on another, which ends with them.
    """
    where = on or _SERVER
    name = f"archive_{uuid.uuid4().hex}"
    template = make_url(like).database if like else "template1"
    say(where, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    if not on:
        atexit.register(say, where, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return make_url(where).set(database=name).render_as_string(hide_password=False)


def say(where: str, words: str) -> None:
    """Have the server at `where` do what `words` say."""
    engine = PostgresqlWay().engine(where)
    # A database is neither made nor dropped within a transaction.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(words)
    engine.dispose()
