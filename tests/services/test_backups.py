import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive_desk.domain.errors import InvalidInput, Refused, Unavailable
from archive_desk.services.backups import KEEP, Backups
from archive_desk.services.journalling import JournalFilter, Journalling
from tests.helpers.archives import Office, staffed_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.mark.sqlite
def test_a_backup_holds_everything_up_to_its_moment(office):
    entries = Journalling(office.desk).verify().entries
    made = Backups(office.desk).make(office["admin"])
    assert made.file.name == "archive-20261120-093000.sqlite"
    with closing(sqlite3.connect(made.file)) as copy:
        assert copy.execute("SELECT count(*) FROM journal").fetchone() == (entries,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="archive.backed_up"), 0, 1
    )
    assert page.entries[0].detail["sha256"] == made.sha256


def test_the_oldest_backups_go(office):
    backups = Backups(office.desk)
    for _ in range(4):
        made = backups.make(office["archivist"], keep=2)
        office.clock.forward(hours=1)
    assert made.kept == 2
    assert [each.name[17:19] for each in backups.files()] == ["11", "12"]
    assert backups.files()[-1] == made.file


def test_one_backup_a_day_is_made_by_itself(office):
    backups = Backups(office.desk)
    assert backups.daily() is not None
    office.clock.forward(hours=5)
    assert backups.daily() is None
    office.clock.forward(hours=14)
    assert backups.daily() is not None, "in the office's zone a new day has begun"
    for _ in range(KEEP + 3):
        office.clock.forward(days=1)
        backups.daily()
    assert len(backups.files()) == KEEP


def test_backups_before_an_upgrade_are_never_taken_for_daily_ones(office):
    kept = office.desk.folder.backups / "before-0002.sqlite"
    kept.write_bytes(b"x")
    for _ in range(3):
        Backups(office.desk).make(office["admin"], keep=1)
        office.clock.forward(hours=1)
    assert kept.exists()


def test_a_backup_that_cannot_be_written_leaves_nothing(office):
    folder = office.desk.folder.backups
    folder.rmdir()
    folder.write_bytes(b"")
    with pytest.raises(Unavailable, match="无法备份数据库"):
        Backups(office.desk).make(office["admin"])
    assert folder.read_bytes() == b""


def test_not_everybody_makes_backups_and_one_is_always_kept(office):
    with pytest.raises(Refused):
        Backups(office.desk).make(office["officer"])
    with pytest.raises(InvalidInput):
        Backups(office.desk).make(office["admin"], keep=0)
