"""SQLite: a file of this machine."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from archive_desk.db.dialects import fts5
from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.sentences import say

SAFE_WAL = (3, 51, 3)
"""The first SQLite in which two writers with a write-ahead log cannot corrupt the database."""

_BUSY_MS = 30_000


class SqliteWay:
    """How SQLite does it."""

    suffix = ".sqlite"

    def engine(self, url: str) -> Engine:
        """What opens connections to the file."""
        engine = create_engine(url)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def trouble(self, error: DBAPIError) -> Unavailable | None:
        """What the driver says of the file, in our words."""
        reason = str(error.orig)
        if isinstance(error, OperationalError):
            if "readonly" in reason:
                return Unavailable(
                    say(
                        "档案库所在的磁盘是只读的，或没有写入权限；"
                        "每次登录和查阅都要登记，不能只读打开。"
                    )
                )
            return Unavailable(say("档案数据库暂时无法使用：{reason}。请稍后重试。", reason=reason))
        if isinstance(error.orig, sqlite3.DatabaseError) and not isinstance(
            error.orig, sqlite3.IntegrityError | sqlite3.ProgrammingError
        ):
            return Unavailable(
                say("档案数据库已损坏或不是本程序的数据库：{reason}。请用备份恢复。", reason=reason)
            )
        return None

    def require_empty(self, engine: Engine) -> None:
        """A new file will do; whether it is new is seen where its folder is chosen."""

    @contextmanager
    def upgrading(self, connection: Connection) -> Iterator[None]:
        """Without references, which are checked afterwards: tables are made anew under them."""
        _pragma(connection, "PRAGMA foreign_keys=OFF")
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Damaged(
                say(
                    "升级后的数据库有 {count} 处引用不符，请用升级前的备份恢复。", count=len(broken)
                )
            )
        connection.rollback()
        _pragma(connection, "PRAGMA foreign_keys=ON")

    def copy_to(self, engine: Engine, target: Path) -> None:
        """Copy it while others go on reading and writing, and check the copy."""
        # Straight to the driver: the engine would begin a transaction, where nothing is vacuumed.
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(target),))
            _require_sound(target)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def faults(self, connection: Connection, guarded: Sequence[str], *, full: bool) -> list[str]:
        """Of its pages and references; two triggers for each guarded table."""
        check = "integrity_check" if full else "quick_check"
        words = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {check}(20)")]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
        faults = [word for word in words if word != "ok"]
        faults += [f"{row[0]} {row[1]} -> {row[2]}" for row in broken]
        there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        known = set(there.scalars())
        faults += [
            say("表 {table} 的防改动触发器（{name}）被删除", table=table, name=name)
            for table in guarded
            for name in (f"{table}_no_update", f"{table}_no_delete")
            if name not in known
        ]
        return faults

    def index_words(self, session: Session, footage_id: int, known: str | None, words: str) -> None:
        """Tell the index, which does not look by itself."""
        fts5.replace(session, footage_id, known, words)

    def mentions(
        self, session: Session, wanted: Iterable[str], *, in_order: bool
    ) -> ColumnElement[bool]:
        """By the index."""
        return fts5.mentions(session, wanted, in_order=in_order)


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """The journal mode and `synchronous` setting that lose nothing with this SQLite `version`."""
    return ("WAL", "FULL") if version >= SAFE_WAL else ("DELETE", "EXTRA")


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own idea of when a transaction begins is switched off; _begin says when.
    connection.isolation_level = None
    mode, synchronous = journal_mode()
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute(f"PRAGMA journal_mode={mode}")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: waiting in the middle would fail instead of waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _pragma(connection: Connection, words: str) -> None:
    # Not heeded within a transaction, which the engine would begin.
    connection.connection.dbapi_connection.execute(words)  # type: ignore[union-attr]


def _require_sound(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        word = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if word != "ok":
        raise Damaged(say("备份没有通过检查：{reason}。请检查磁盘。", reason=word))
