"""Bringing an archive's database to the present schema, with a backup first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from archive_desk.db import footage_search
from archive_desk.db.backup import copy_to, suffix_of
from archive_desk.db.engine import Database
from archive_desk.db.tables.footage import SEARCH_INDEX
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say


def configuration() -> Config:
    """Alembic's configuration for our scripts."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The newest revision this program knows."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def revision_of(database: Database) -> str | None:
    """The revision the database stands at; None for an empty one.

    Raises:
        Unavailable: it cannot be read, or is no database.
    """
    with database.in_our_words(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_behind(database: Database) -> bool:
    """Whether `upgrade` has anything to do; an unreadable database is not behind, but damaged."""
    try:
        return revision_of(database) != head()
    except Unavailable:
        return False


def upgrade(database: Database, backups: Path | None = None) -> None:
    """Bring `database` to `head()`; an existing database is copied to `backups` before.

    Raises:
        Unavailable: the database was written by a newer program.
        Damaged: the upgraded database breaks its own references; the backup is untouched.
    """
    current = revision_of(database)
    if current == head():
        return
    known = {
        script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    }
    if current is not None and current not in known:
        raise Unavailable(
            say("这个档案库由更新版本的程序建立（{revision}），请先升级本程序。", revision=current)
        )
    if current is not None and backups is not None:
        copy_to(database, backups / f"before-{head()}{suffix_of(database)}")
    with (
        database.in_our_words(),
        database.engine.connect() as connection,
        database.way.upgrading(connection),
    ):
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if current is not None:
        with database.writing() as session:
            footage_search.index_missing(session)


def require_empty(database: Database) -> None:
    """See that a new archive can begin in `database`.

    Raises:
        InvalidInput: there is something already, or it cannot keep Chinese text.
        Unavailable: it cannot be reached.
    """
    with database.in_our_words():
        database.way.require_empty(database.engine)


def require_begun(database: Database) -> None:
    """See that there is an archive in `database`, however old; nothing is made.

    Raises:
        Unavailable: there is none, or it cannot be reached.
    """
    if revision_of(database) is None:
        raise Unavailable(say("数据库是空的，里面没有档案库。请检查地址，或用备份恢复。"))


def includes(name: str | None, kind: str, _parents: object) -> bool:
    """Whether alembic compares the thing called `name`: search indexes have no place in tables."""
    return kind not in {"table", "index"} or name is None or not name.startswith(SEARCH_INDEX)
