import subprocess
import threading
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, literal, select, text
from sqlalchemy.exc import IntegrityError

from archive_desk.db import backup, counters, fixity, footage_search, journal, settings
from archive_desk.db.dialects import postgresql
from archive_desk.db.engine import Database
from archive_desk.db.tables import metadata
from archive_desk.db.tables.office import settings as settings_table
from archive_desk.db.upgrade import (
    configuration,
    head,
    includes,
    require_begun,
    require_empty,
    revision_of,
    upgrade,
)
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from tests.helpers import databases
from tests.helpers.servers import programs, server

__all__ = ["server"]

ACT, AT = Act("archive.opened", "archive"), datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def empty(server):
    database = Database(databases.fresh(on=server.url()))
    yield database
    database.close()


@pytest.fixture(scope="session")
def pattern(server):
    database = Database(databases.fresh(on=server.url()))
    upgrade(database)
    database.close()
    return database.engine.url.database


@pytest.fixture
def database(server, pattern):
    database = Database(databases.fresh(server.url(pattern), on=server.url()))
    yield database
    database.close()


def test_the_tables_in_the_code_are_those_the_migrations_make(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": includes})
        assert compare_metadata(context, metadata) == []


def test_every_migration_goes_up_and_down_again(empty):
    config = configuration()
    revisions = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    with empty.engine.connect() as connection:
        config.attributes["connection"] = connection
        for revision in revisions:
            command.upgrade(config, revision)
            command.downgrade(config, "-1" if revision != revisions[0] else "base")
            command.upgrade(config, revision)
        command.downgrade(config, "base")
        left = connection.execute(
            text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        )
        assert left.scalars().all() == []
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}


def test_an_archive_begins_only_in_an_empty_database_that_keeps_chinese(server, empty, database):
    require_empty(empty)
    with pytest.raises(InvalidInput, match="已经有内容"):
        require_empty(database)
    databases.say(server.url(), "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    latin = Database(server.url("latin"))
    with pytest.raises(InvalidInput, match="UTF8"):
        require_empty(latin)
    latin.close()


def test_what_cannot_be_changed_is_refused_by_the_server(database):
    with database.writing() as session:
        journal.append(session, None, ACT, AT)
    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal"):
        with pytest.raises(IntegrityError, match="append-only"), database.writing() as session:
            session.execute(text(statement))


def test_triggers_that_are_gone_or_asleep_and_lost_references_are_named(database):
    with database.writing() as session:
        assert fixity.database_faults(session, full=True) == []
        session.execute(text("DROP TRIGGER journal_no_change ON journal"))
        session.execute(text("ALTER TABLE ledger DISABLE TRIGGER ledger_no_change"))
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(
            text(
                "INSERT INTO marks (footage_id, at_ms, category, author_id, made_at, note)"
                " VALUES (77, 0, 'x', 99, '', '')"
            )
        )
    with database.reading() as session:
        faults = fixity.database_faults(session, full=True)
    assert [word for word in ("journal_no_change", "ledger_no_change") if word in str(faults)]
    assert "marks.footage_id -> footage" in faults
    assert len(faults) == 4


def test_a_reading_sees_one_moment_and_writes_nothing(database):
    with database.reading() as session:
        assert settings.read(session, "organisation") is None
        _in_a_thread(lambda: _name(database, "示例局"))
        assert settings.read(session, "organisation") is None
    with database.reading() as session:
        assert settings.read(session, "organisation") == "示例局"
        with pytest.raises(Exception, match="read-only"):
            settings.write(session, "organisation", "x")


def test_two_desks_at_once_make_one_chain_and_never_the_same_number(database):
    numbers: list[int] = []

    def work() -> None:
        desk = Database(database.engine.url.set(drivername="postgresql").render_as_string())
        for _ in range(10):
            with desk.writing() as session:
                numbers.append(counters.next_value(session, "batch-2026"))
                journal.append(session, None, ACT, AT)
        desk.close()

    _in_threads(work, 4)
    assert sorted(numbers) == list(range(1, 41))
    with database.reading() as session:
        chain = list(journal.entries(session))
        assert [entry.no for entry in chain] == list(range(1, 41))
        assert journal.head(session) == (40, chain[-1].chain)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_goes_in_the_middle_is_told_and_nothing_is_half_done(server, database, mode):
    with database.writing() as session:
        journal.append(session, None, ACT, AT)

    def cut_off() -> None:
        with database.writing() as session:
            journal.append(session, None, ACT, AT)
            server.stop(mode)
            settings.write(session, "organisation", "示例局")

    with pytest.raises(Unavailable, match="没有响应或已断开"):
        cut_off()
    with pytest.raises(Unavailable, match="没有响应或已断开"), database.reading() as session:
        journal.head(session)
    server.start()
    with database.writing() as session:
        assert journal.head(session)[0] == 1
        journal.append(session, None, ACT, AT)
    with database.reading() as session:
        assert journal.head(session)[0] == 2
        assert settings.read(session, "organisation") is None


def test_whoever_waits_too_long_for_another_writer_is_told(database, monkeypatch):
    monkeypatch.setattr(postgresql, "_WAIT_MS", 50)
    hasty = Database(database.engine.url.set(drivername="postgresql").render_as_string())
    with database.writing() as session:
        settings.write(session, "organisation", "示例局")
        with pytest.raises(Unavailable, match="轮到"):
            _name(hasty, "别的局")
    hasty.close()


def test_a_server_that_is_not_there_or_wants_a_password_is_said_in_words(server, tmp_path):
    for url in (f"postgresql:///x?host={tmp_path}", server.url("gone")):
        with pytest.raises(Unavailable, match="数据库服务器") as refused:
            require_empty(Database(url))
        assert "\n" not in refused.value.message


def test_a_backup_is_whole_and_goes_back_by_the_servers_own_program(server, database, tmp_path):
    with database.writing() as session:
        settings.write(session, "organisation", "示例局")
    target = tmp_path / ("copy" + backup.suffix_of(database))
    backup.copy_to(database, target)
    again = databases.fresh(on=server.url())
    subprocess.run([programs() / "pg_restore", f"--dbname={again}", target], check=True)
    restored = Database(again)
    with restored.reading() as session:
        assert settings.read(session, "organisation") == "示例局"
        assert fixity.database_faults(session, full=True) == []
    restored.close()


def test_without_its_programs_a_backup_says_what_to_do(database, tmp_path, monkeypatch):
    monkeypatch.setattr(postgresql, "_program", lambda _name: None)
    with pytest.raises(Unavailable, match="pg_dump"):
        backup.copy_to(database, tmp_path / "copy.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_cannot_be_read_is_no_backup(database, tmp_path, monkeypatch):
    run = postgresql._run

    def then_spoil(*words: str) -> None:
        run(*words)
        if "pg_dump" in words[0]:
            (copy,) = tmp_path.iterdir()
            copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])

    monkeypatch.setattr(postgresql, "_run", then_spoil)
    with pytest.raises(Unavailable, match="备份没有通过检查"):
        backup.copy_to(database, tmp_path / "copy.dump")
    assert list(tmp_path.iterdir()) == []


def test_an_older_archive_is_copied_before_it_is_upgraded(database, tmp_path):
    with database.engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    upgrade(database, tmp_path)
    assert revision_of(database) == head()
    assert [each.suffix for each in tmp_path.iterdir()] == [".dump"]


def test_an_empty_database_is_no_archive_and_none_is_begun_in_it(empty):
    with pytest.raises(Unavailable, match="没有档案库"):
        require_begun(empty)
    assert inspect(empty.engine).get_table_names() == []


def test_texts_keep_what_they_are_on_other_databases(database):
    with database.writing() as session:
        settings.write(session, "long", "长" * 20_000)
        session.execute(
            text("INSERT INTO settings (key, value) VALUES ('b', '1'), ('B', '1'), ('_', '1')")
        )
        numbers = literal("a\x00b")
        assert session.scalar(select(numbers)) == "ab"
        assert session.scalar(select(func.sum(literal(2**40)))) == 2**40
        keys = select(settings_table.c.key).where(settings_table.c.value == "1")
        assert session.scalars(keys.order_by(settings_table.c.key)).all() == ["B", "_", "b"]
        like = keys.where(settings_table.c.key.contains("B", autoescape=True))
        assert set(session.scalars(like)) == {"b", "B"}


def test_words_are_found_by_the_index(database):
    with database.writing() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for number, words in ((1, "林知远 校外监管科"), (2, "dsj0000012 1-2")):
            session.execute(
                text("INSERT INTO footage_words VALUES (:id, :words)"),
                {"id": number, "words": words},
            )
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.execute(
            text("EXPLAIN SELECT 1 FROM footage_words WHERE footage_pairs(words) @> ARRAY['知远']")
        )
        assert "footage_search" in str(plan.scalars().all())
        assert isinstance(str(footage_search.mentions(session, "知远")), str)


def _name(database: Database, words: str) -> None:
    with database.writing() as session:
        settings.write(session, "organisation", words)


def _in_a_thread(work) -> None:
    _in_threads(work, 1)


def _in_threads(work, count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
