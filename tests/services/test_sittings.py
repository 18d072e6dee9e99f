import pytest

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.watching import Interval
from archive_desk.services.desk import open_desk
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.sittings import Sitting, Watched, settle_sittings
from archive_desk.services.viewing import Viewing
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.footage import stored


@pytest.fixture
def place(tmp_path):
    office = staffed_office(tmp_path / "archive")
    footage_id = stored(office, recordings.video(tmp_path / "a.mp4", seconds=2), duration_ms=2000)
    yield office, Viewing(office.desk).open(office["reviewer"], footage_id)
    office.desk.close()


def journalled(office):
    page = Journalling(office.desk).page(
        office["auditor"], JournalFilter(verb="footage.watched"), 0, 50
    )
    return list(page.entries)


def part(opened, *intervals):
    return [Watched(opened, [Interval(*each) for each in intervals])]


def test_what_was_kept_when_the_program_was_killed_is_journalled_at_the_next_opening(place):
    office, opened = place
    sitting = Sitting(office.desk, office["reviewer"])
    sitting.keep(part(opened, (0, 500)), 0)
    sitting.keep(part(opened, (0, 1500)), 0)
    sitting.end()
    other = open_desk(office.desk.folder.root, clock=office.clock)
    assert settle_sittings(other) == 1
    other.close()

    (entry,) = journalled(office)
    assert entry.actor == "reviewer"
    assert entry.item == f"footage:{opened.footage.id}"
    assert entry.detail["watched_ms"] == [[0, 1500]]
    assert entry.detail["cut_off_at"]
    assert settle_sittings(office.desk) == 0


def test_somebody_who_still_sits_there_is_left_alone(place):
    office, opened = place
    sitting = Sitting(office.desk, office["reviewer"])
    sitting.keep(part(opened, (0, 500)), 0)
    assert settle_sittings(office.desk) == 0
    assert journalled(office) == []
    sitting.write(part(opened, (0, 900)))
    sitting.end()
    assert settle_sittings(office.desk) == 0
    (entry,) = journalled(office)
    assert entry.detail["watched_ms"] == [[0, 900]]
    assert "cut_off_at" not in entry.detail


def test_what_was_journalled_is_not_kept_again_by_a_job_that_comes_late(place):
    office, opened = place
    sitting = Sitting(office.desk, office["reviewer"])
    chapter = sitting.chapter
    sitting.write(part(opened, (0, 900)))
    sitting.keep(part(opened, (0, 900)), chapter)
    sitting.end()
    sitting.keep(part(opened, (0, 900)), sitting.chapter - 1)
    assert settle_sittings(office.desk) == 0
    assert len(journalled(office)) == 1


def test_where_nobody_can_say_that_he_sits_there_nothing_is_kept(place):
    office, opened = place
    office.desk.folder.sittings.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(Unavailable, match="登记查看"):
        Sitting(office.desk, office["reviewer"]).keep(part(opened, (0, 500)), 0)
