"""Opening the archive's database, and one transaction at a time on it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say

SAFE_WAL = (3, 51, 3)
"""The first SQLite in which two writers with a write-ahead log cannot corrupt the database."""

_BUSY_MS = 30_000


class Database:
    """The database of one archive; opens sessions for one use case each.

    Safe to share between threads; a session is not.
    """

    def __init__(self, url: str) -> None:
        """Prepare the connection; nothing is opened yet."""
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(writes=True)
        self._reading = threading.local()

    @classmethod
    def at(cls, file: Path) -> "Database":
        """The SQLite database in `file`."""
        return cls(f"sqlite:///{file.as_posix()}")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back.

        Raises:
            Unavailable: the database cannot be reached, is busy or its disk is full.
        """
        with (
            in_our_words(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the archive and changes nothing.

        Whoever reads within a reading of the same thread reads on in it: a second connection would
        wait for a writer that waits for the first.

        Raises:
            Unavailable: the database cannot be reached.
        """
        current: Session | None = getattr(self._reading, "session", None)
        if current is not None:
            yield current
            return
        with in_our_words(), Session(self.engine) as session:
            self._reading.session = session
            try:
                yield session
                session.rollback()
            finally:
                self._reading.session = None

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """The journal mode and `synchronous` setting that lose nothing with this SQLite `version`."""
    return ("WAL", "FULL") if version >= SAFE_WAL else ("DELETE", "EXTRA")


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own idea of when a transaction begins is switched off; _begin_sqlite says when.
    connection.isolation_level = None
    mode, synchronous = journal_mode()
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute(f"PRAGMA journal_mode={mode}")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: waiting in the middle would fail instead of waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what the database's driver says of its file into our errors.

    Raises:
        Unavailable: it cannot be reached or written, or is no sound database.
    """
    try:
        yield
    except OperationalError as error:
        if "readonly" in str(error.orig):
            words = say(
                "档案库所在的磁盘是只读的，或没有写入权限；每次登录和查阅都要登记，不能只读打开。"
            )
            raise Unavailable(words) from error
        raise Unavailable(
            say("档案数据库暂时无法使用：{reason}。请稍后重试。", reason=str(error.orig))
        ) from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and not isinstance(
            error.orig, sqlite3.IntegrityError | sqlite3.ProgrammingError
        ):
            raise Unavailable(
                say(
                    "档案数据库已损坏或不是本程序的数据库：{reason}。请用备份恢复。",
                    reason=str(error.orig),
                )
            ) from error
        raise
