"""Copies of an archive's SQLite database, taken whole while others go on reading and writing."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from archive_desk.db.engine import Database
from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.sentences import say


def copy_to(database: Database, target: Path) -> None:
    """Copy `database` to `target`, flushed and sound, or leave nothing there.

    Raises:
        Unavailable: it cannot be written, or the database is on a server that backs up itself.
        Damaged: the copy does not pass SQLite's own check.
    """
    if database.engine.dialect.name != "sqlite":
        raise Unavailable(say("数据库在服务器上，请用服务器的备份。"))
    partial = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        _vacuum_into(database, partial)
        _require_sound(partial)
        _flush(partial)
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        _drop(partial)
        raise Unavailable(say("无法备份数据库：{reason}", reason=str(error))) from error
    except BaseException:
        _drop(partial)
        raise


def _vacuum_into(database: Database, target: Path) -> None:
    # Straight to the driver: the engine would begin a transaction, in which nothing is vacuumed.
    connection = database.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()


def _require_sound(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        word = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if word != "ok":
        raise Damaged(say("备份没有通过检查：{reason}。请检查磁盘。", reason=word))


def _flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drop(file: Path) -> None:
    with suppress(OSError):
        file.unlink()
