from pathlib import Path

import pytest
from sqlalchemy import text

from archive_desk.db import fixity
from archive_desk.db.dialects.sqlite import journal_mode
from archive_desk.db.engine import Database
from archive_desk.db.upgrade import upgrade


@pytest.fixture
def database(tmp_path: Path):
    database = Database.at(tmp_path / "archive.sqlite")
    upgrade(database)
    yield database
    database.close()


def test_the_write_ahead_log_is_used_only_where_it_cannot_corrupt():
    assert journal_mode((3, 40, 1)) == ("DELETE", "EXTRA")
    assert journal_mode((3, 51, 3)) == ("WAL", "FULL")


def test_connections_are_durable_and_check_references(database):
    mode, synchronous = journal_mode()
    with database.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == mode.lower()
        assert session.scalar(text("PRAGMA synchronous")) == {"FULL": 2, "EXTRA": 3}[synchronous]
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_triggers_that_are_gone_are_missed(database):
    with database.writing() as session:
        assert fixity.database_faults(session, full=False) == []
        session.execute(text("DROP TRIGGER journal_no_delete"))
    with database.reading() as session:
        (fault,) = fixity.database_faults(session, full=True)
    assert "journal_no_delete" in fault
