"""PostgreSQL: a server, on this machine or in the house."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    create_engine,
    event,
    exists,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from archive_desk.db.dialects import pairs
from archive_desk.db.dialects.postgresql_words import NAME, plain_numbers
from archive_desk.db.tables.base import metadata
from archive_desk.domain.errors import Damaged, InvalidInput, Unavailable
from archive_desk.domain.sentences import Sentence, say

OLDEST = 12
"""The oldest server that is known to do."""

_WRITER, _UPGRADER = 0x41524348_57524954, 0x41524348_55504752
"""Numbers of the locks that the only writer and the only upgrader hold."""

_CONNECT_S, _WAIT_MS = 10, 30_000
_PATIENCE = {
    "connect_timeout": _CONNECT_S,
    # A server that vanished without a word is given up after a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_FULL, _BUSY, _NOT_ALLOWED, _SPOILT = "53100", "55P03", "42501", "XX"


class PostgresqlWay:
    """How PostgreSQL does it."""

    suffix = ".dump"

    def engine(self, url: str) -> Engine:
        """What opens connections to the server; one that was restarted is noticed."""
        made = make_url(url).set(drivername=f"postgresql+{NAME}")
        patience = {name: value for name, value in _PATIENCE.items() if name not in made.query}
        engine = create_engine(made, pool_pre_ping=True, max_overflow=25, connect_args=patience)

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
            plain_numbers(engine.dialect.dbapi, connection)
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {_WAIT_MS}")
                cursor.execute("SET timezone = 'UTC'")
                cursor.execute("SET client_min_messages = 'warning'")
                cursor.execute("SHOW synchronous_commit")
                if cursor.fetchone()[0] == "off":
                    cursor.execute("SET synchronous_commit = 'on'")
            connection.commit()

        event.listen(engine, "begin", _begin)
        return engine

    def trouble(self, error: DBAPIError) -> Unavailable | None:
        """What the server or the way to it says, in our words."""
        code = str(getattr(error.orig, "sqlstate", None) or "")
        reason = _reason(error)
        if code == _FULL:
            return Unavailable(say("数据库服务器的磁盘已满：{reason}", reason=reason))
        if code == _BUSY:
            return Unavailable(say("数据库正被别人写入，等了很久仍未轮到。请稍后重试。"))
        if code == _NOT_ALLOWED:
            return Unavailable(
                say("数据库账号没有所需的权限：{reason}。请联系管理员。", reason=reason)
            )
        if code.startswith(_SPOILT):
            return Damaged(
                say("数据库服务器报告数据已损坏：{reason}。请用备份恢复。", reason=reason)
            )
        if "password" in reason:
            return Unavailable(
                say("数据库服务器不让登录：{reason}。{advice}", reason=reason, advice=SECRETS)
            )
        if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
            return Unavailable(
                say(
                    "数据库服务器没有响应或已断开：{reason}。没有写完的内容已全部撤销，"
                    "请检查服务器和网络后重试。",
                    reason=reason,
                )
            )
        return None

    def require_empty(self, engine: Engine) -> None:
        """See that the server is new enough, the database keeps Chinese text, and holds nothing."""
        with engine.connect() as connection:
            version = int((connection.dialect.server_version_info or (0,))[0])
            encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
            known = inspect(connection).get_table_names()
        if version < OLDEST:
            raise InvalidInput(
                say("数据库服务器版本过旧，需要 PostgreSQL {least} 以上。", least=OLDEST)
            )
        if encoding != "UTF8":
            raise InvalidInput(
                say("数据库的编码是 {name}，请用 UTF8 编码另建一个数据库。", name=encoding)
            )
        if known:
            raise InvalidInput(say("这个数据库里已经有内容，请为档案库另建一个空的数据库。"))

    @contextmanager
    def upgrading(self, connection: Connection) -> Iterator[None]:
        """Be the only one who changes the schema."""
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _UPGRADER})
        connection.commit()
        try:
            yield
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _UPGRADER})
            connection.commit()

    def copy_to(self, engine: Engine, target: Path) -> None:
        """Have `pg_dump` write it, in its own format, and `pg_restore` read all of it."""
        dump, restore = _program("pg_dump"), _program("pg_restore")
        if dump is None or restore is None:
            raise Unavailable(NO_PG_DUMP)
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        what = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")
        _run(dump, *what, f"--file={target}", f"--dbname={url}")
        try:
            _run(restore, f"--file={os.devnull}", str(target))
        except Unavailable as error:
            raise Damaged(
                say("备份没有通过检查：{reason}。请检查磁盘。", reason=error.message)
            ) from error

    def faults(self, connection: Connection, guarded: Sequence[str], *, full: bool) -> list[str]:
        """Triggers gone or asleep, indexes and references out of use; in full lost references."""
        awake = text("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        known = set(connection.execute(awake).scalars())
        faults: list[str] = [
            say("表 {table} 的防改动触发器（{name}）被删除", table=table, name=name)
            for table in guarded
            if (name := f"{table}_no_change") not in known
        ]
        idle = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
        loose = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
        for query in (idle, loose):
            faults += connection.execute(text(query)).scalars()
        return [*faults, *_lost_references(connection)] if full else faults

    def index_words(self, session: Session, footage_id: int, known: str | None, words: str) -> None:
        """The index looks by itself."""

    def mentions(
        self, session: Session, wanted: Iterable[str], *, in_order: bool
    ) -> ColumnElement[bool]:
        """By the index."""
        return pairs.mentions(wanted)


SECRETS: Sentence = say(
    "口令请写在 pgpass 文件（~/.pgpass，Windows 为 %APPDATA%\\postgresql\\pgpass.conf）、"
    "服务文件或环境变量 PGPASSWORD 里。"
)
"""Where passwords belong."""

NO_PG_DUMP: Sentence = say(
    "数据库在 PostgreSQL 服务器上，备份要用 pg_dump，本机没有找到。"
    "请安装 PostgreSQL 客户端工具，或由服务器管理员备份。"
)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writes", False):
        # One writer at a time, as everywhere else: what was read before writing stays true, and
        # the journal's chain has one end. The lock goes with the transaction, however it ends.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")
    elif options.get("reads", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _reason(error: DBAPIError) -> str:
    """The first line of what the driver says; the rest names files and hints in English."""
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error.orig).__name__


def _program(name: str) -> str | None:
    """A client program of PostgreSQL, the newest where there are several."""
    places = (("/usr/lib/postgresql", f"*/bin/{name}"), ("/usr", f"pgsql-*/bin/{name}"))
    found = [path for root, names in places for path in Path(root).glob(names)]
    newest = max(found, key=_version_in, default=None)
    return shutil.which(name) if newest is None else str(newest)


def _version_in(program: Path) -> int:
    digits = "".join(sign for sign in program.parents[1].name if sign.isdigit())
    return int(digits or 0)


def _run(*words: str) -> None:
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PGCONNECT_TIMEOUT": str(_CONNECT_S)},
        )
    except OSError as error:
        raise Unavailable(say("无法备份数据库：{reason}", reason=str(error))) from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        reason = said[0] if said else str(done.returncode)
        raise Unavailable(say("无法备份数据库：{reason}", reason=reason))


def _lost_references(connection: Connection) -> Iterator[str]:
    """References that the server let pass while it was told not to look."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            mine, other = key.parent, key.column.table.alias("other")
            there = exists().where(other.c[key.column.name] == mine)
            lost = select(mine).where(mine.is_not(None), ~there).limit(1)
            if connection.execute(lost).first() is not None:
                yield f"{table.name}.{mine.name} -> {key.column.table.name}"
