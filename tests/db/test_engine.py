import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from archive_desk.db import counters, journal, settings
from archive_desk.db.engine import Database
from archive_desk.db.tables.footage import batches
from archive_desk.db.upgrade import is_behind, upgrade
from archive_desk.domain.errors import Damaged, Unavailable
from archive_desk.domain.journal import Act


@pytest.fixture
def database(tmp_path: Path):
    database = Database.at(tmp_path / "archive.sqlite")
    upgrade(database)
    yield database
    database.close()


def test_a_broken_reference_is_refused_by_the_database(database):
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(
            batches.insert().values(
                no="C1", source="/card", started_at=datetime.now(UTC), clerk_id=99
            )
        )


def test_a_failure_midway_keeps_nothing(database):
    def fail() -> None:
        with database.writing() as session:
            settings.write(session, "organisation", "示例局")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert settings.read(session, "organisation") is None


def test_a_naive_time_is_never_written(database):
    with pytest.raises(Exception, match="naive"), database.reading() as session:
        session.execute(select(batches).where(batches.c.started_at > datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_file_that_is_no_database_is_said_in_words(tmp_path):
    file = tmp_path / "archive.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Unavailable, match="损坏"), Database.at(file).reading() as session:
        session.execute(text("SELECT 1"))


def test_a_file_that_is_no_database_is_said_in_words_when_its_schema_is_looked_at(tmp_path):
    file = tmp_path / "archive.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Unavailable, match="损坏"):
        upgrade(Database.at(file))
    assert not is_behind(Database.at(file))


def test_a_chain_without_its_remembered_end_is_not_begun_anew(database):
    act, at = Act("archive.opened", "archive"), datetime(2026, 3, 1, tzinfo=UTC)
    with database.writing() as session:
        journal.append(session, None, act, at)
        session.execute(text("DELETE FROM journal_head"))
    with pytest.raises(Damaged, match="链尾"), database.writing() as session:
        journal.append(session, None, act, at)


def test_two_threads_never_get_the_same_number(database):
    numbers: list[int] = []

    def take() -> None:
        for _ in range(5):
            with database.writing() as session:
                numbers.append(counters.next_value(session, "batch-2026"))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 21))


def test_the_tests_run_on_the_library_the_desk_will_use():
    assert sqlite3.sqlite_version_info >= (3, 35)


def test_a_reading_within_a_reading_does_not_wait_for_a_writer_that_waits_for_it(database):
    def write() -> None:
        with database.writing() as session:
            settings.write(session, "organisation", "示例局")

    writer = threading.Thread(target=write)
    with database.reading() as outer:
        assert settings.read(outer, "organisation") is None
        writer.start()
        _wait_for_a_writer(database)
        with database.reading() as inner:
            assert settings.read(inner, "organisation") is None
    writer.join()
    with database.reading() as session:
        assert settings.read(session, "organisation") == "示例局"


def _wait_for_a_writer(database: Database) -> None:
    """Until a writer keeps new readers out, or has committed beside them in the log."""
    asking = sqlite3.connect(database.engine.url.database or "", timeout=0)
    for _ in range(3_000):
        try:
            found = asking.execute("SELECT value FROM settings").fetchall()
        except sqlite3.OperationalError:
            break
        if any("示例局" in value for (value,) in found):
            break
        time.sleep(0.01)
    asking.close()
