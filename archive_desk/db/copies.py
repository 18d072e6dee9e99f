"""Looking into a database that no archive has opened yet; nothing is written to it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect

from archive_desk.db import upgrade
from archive_desk.db.engine import Database
from archive_desk.domain.errors import Damaged, InvalidInput
from archive_desk.domain.sentences import Sentence, say


@dataclass(frozen=True)
class DatabaseFacts:
    """What a copy says of itself: whose it is, and how far it goes.

    `last_at` is the moment of its last journal entry, ISO 8601; `originals` counts those there,
    `size_bytes` is their size with that of the files beside them.
    """

    archive_id: str
    organisation: str
    journal_no: int
    last_at: str
    originals: int
    size_bytes: int


def look_into(file: Path) -> DatabaseFacts:
    """What a copy of an archive's database holds.

    Raises:
        InvalidInput: it is one of a server's database, which the server's own program brings back.
        Damaged: it is none, or does not pass SQLite's own check.
    """
    try:
        with file.open("rb") as opened:
            if opened.read(len(_DUMP)) == _DUMP:
                raise InvalidInput(
                    say(
                        "{file} 是 PostgreSQL 数据库的备份：请先用 pg_restore 把它恢复到一个新的空"
                        "数据库，再用 restore --database postgresql://… 指明这个数据库。",
                        file=file.name,
                    )
                )
        # Immutable: nothing is written beside it, no log, no lock.
        place = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(place, uri=True)) as c:
            word = c.execute("PRAGMA quick_check(1)").fetchone()[0]
            if word != "ok":
                raise Damaged(_damaged(file, word))
            values = {key: json.loads(value) for key, value in c.execute(_SETTINGS)}
            no, at = c.execute(_LAST).fetchone() or (0, "")
            originals, size = c.execute(_ORIGINALS).fetchone()
            known = c.execute(_KNOWN).fetchone()
            beside = c.execute(_BESIDE).fetchone()[0] if known else 0
            return DatabaseFacts(
                str(values["archive_id"]),
                str(values["organisation"]),
                int(no),
                str(at),
                int(originals),
                int(size) + int(beside),
            )
    except (sqlite3.Error, KeyError, ValueError, OSError) as error:
        raise Damaged(_damaged(file, str(error))) from error


def look_onto(url: str) -> DatabaseFacts:
    """What the database on a server holds, into which its own program has brought a copy.

    Raises:
        Unavailable: it cannot be reached, or there is no archive in it.
    """
    database = Database(url)
    try:
        upgrade.require_begun(database)
        with database.reading() as session:
            c = session.connection()
            known = inspect(c).has_table("other_files")
            values = {key: json.loads(value) for key, value in c.exec_driver_sql(_SETTINGS)}
            last = c.exec_driver_sql(_LAST).first()
            originals = c.exec_driver_sql(_ORIGINALS).one()
            beside = c.exec_driver_sql(_BESIDE).scalar_one() if known else 0
    finally:
        database.close()
    return DatabaseFacts(
        str(values.get("archive_id", "")),
        str(values.get("organisation", "")),
        int(last[0]) if last else 0,
        str(last[1]) if last else "",
        int(originals[0]),
        int(originals[1]) + int(beside),
    )


def _damaged(file: Path, reason: str) -> Sentence:
    return say("数据库备份 {file} 已损坏或不是备份：{reason}", file=file.name, reason=reason)


_DUMP = b"PGDMP"
_SETTINGS = "SELECT key, value FROM settings"
_LAST = "SELECT no, at FROM journal ORDER BY no DESC LIMIT 1"
_ORIGINALS = "SELECT count(*), coalesce(sum(size_bytes), 0) FROM footage WHERE destroyed_at IS NULL"
_KNOWN = "SELECT 1 FROM sqlite_master WHERE name = 'other_files'"
_BESIDE = "SELECT coalesce(sum(size_bytes), 0) FROM other_files"
