"""Whoever keeps the vault is told when one lost disk would take the archive along."""

import pytest

from archive_desk.domain.work import Unwatched
from archive_desk.services import mirroring
from archive_desk.services.backups import Backups
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.safety import Safety
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.taking_in import take_in


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    Backups(office.desk).daily()
    yield office
    office.desk.close()


def codes(office, account="archivist"):
    return [each.code for each in Safety(office.desk).warnings(office[account])]


def filled(office, tmp_path):
    recordings.photo(tmp_path / "card" / "IMG_20261119_094000.jpg")
    take_in(office, tmp_path / "card")


def test_an_empty_archive_and_other_people_are_left_in_peace(office, tmp_path):
    assert codes(office) == []
    filled(office, tmp_path)
    assert codes(office) == ["no_mirror"]
    assert codes(office, "officer") == []


def test_a_mirror_on_the_same_disk_or_long_away_is_told(office, tmp_path, monkeypatch):
    filled(office, tmp_path)
    place = tmp_path / "mirror"
    place.mkdir()
    kept = Mirroring(office.desk)
    kept.set_up(office["archivist"], place)
    kept.catch_up(office["archivist"], Unwatched())
    assert codes(office) == ["same_disk"]
    monkeypatch.setattr(mirroring.Mirroring, "_same_disk", lambda *_a: False)
    assert codes(office) == []
    recordings.photo(tmp_path / "card2" / "IMG_20261120_094000.jpg")
    take_in(office, tmp_path / "card2")
    assert codes(office) == []
    office.clock.forward(days=8)
    Backups(office.desk).daily()
    assert codes(office) == ["mirror_behind"]


def test_a_backup_that_is_some_days_old_is_told(office, tmp_path):
    filled(office, tmp_path)
    office.clock.forward(days=4)
    assert codes(office) == ["no_mirror", "backup_stale"]
    Backups(office.desk).daily()
    assert codes(office) == ["no_mirror"]
