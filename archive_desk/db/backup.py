"""Copies of an archive's database, taken whole while others go on reading and writing."""

import os
from contextlib import suppress
from pathlib import Path

from archive_desk.db.engine import Database
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say


def suffix_of(database: Database) -> str:
    """What the name of a copy of `database` ends with."""
    return database.way.suffix


def copy_to(database: Database, target: Path) -> None:
    """Copy `database` to `target`, flushed and sound, or leave nothing there.

    Raises:
        Unavailable: it cannot be written, or the program that a server's database needs for it is
            not there.
        Damaged: the copy does not pass the check.
    """
    partial = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with database.in_our_words():
            database.way.copy_to(database.engine, partial)
        _flush(partial)
        partial.replace(target)
    except OSError as error:
        _drop(partial)
        raise Unavailable(say("无法备份数据库：{reason}", reason=str(error))) from error
    except BaseException:
        _drop(partial)
        raise


def _flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drop(file: Path) -> None:
    with suppress(OSError):
        file.unlink()
