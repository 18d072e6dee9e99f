import pytest

from archive_desk.domain.devices import Device
from archive_desk.domain.errors import InvalidInput, NotFound, Refused
from archive_desk.domain.naming import Meaning, NameFamily, Part, Place
from archive_desk.domain.work import Unwatched
from archive_desk.services.clocks import Clocks
from archive_desk.services.importing import Importing
from archive_desk.services.naming import Naming
from tests.helpers.archives import staffed_office
from tests.helpers.recordings import video
from tests.helpers.taking_in import footage, take_in, verbs

AXON = "AXON_Body_X81_Video_2026-03-14_0930.mp4"


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def naming(office):
    return Naming(office.desk)


def axon(naming, office, **changes) -> NameFamily:
    clerk = office["archivist"]
    Clocks(office.desk).keep(clerk, Device("X81"))
    parts = naming.propose(clerk, "DCIM/" + AXON, Place.NAME)
    values = {"key": "", "title": "甲厂", "priority": 200, "place": Place.NAME, "parts": parts}
    return NameFamily(**values | changes)


def test_a_family_added_by_example_is_used_by_the_next_import(office, naming, tmp_path):
    video(tmp_path / "card" / AXON)
    clerk = office["archivist"]
    before = Importing(office.desk).scan(clerk, tmp_path / "card", Unwatched()).found[0]
    assert before.recognised.family == ""

    kept = naming.save(clerk, axon(naming, office))
    take_in(office, tmp_path / "card")

    (row,) = footage(office)
    assert (row["device"], row["recorder"]) == ("X81", kept.key)
    assert row["device_time"] == "2026-03-14T01:30:00.000000+00:00"
    assert row["started_by"] == "name"
    assert "naming.saved" in verbs(office)


def test_a_trial_shows_what_fits_and_what_read_it_before_and_keeps_nothing(office, naming):
    recorder = "8888888_012345_20260314093015_0001.mp4"
    names = [f"DCIM/{AXON}", recorder, "现场.mp4", ".Trashes/x.mp4"]

    fits, other, unknown = naming.try_out(office["archivist"], axon(naming, office), names)

    assert (fits.fits, fits.wins, fits.instead_of, fits.seen.device) == (True, True, "", "X81")
    assert (other.fits, other.instead_of) == (False, "执法记录仪")
    assert (unknown.fits, unknown.read_by) == (False, "")
    assert not any(each.own for each in naming.families(office["officer"]))


def test_a_family_of_lower_priority_does_not_win(office, naming):
    recorder = "8888888_012345_20260314093015_0001.mp4"
    parts = naming.propose(office["archivist"], recorder, Place.NAME)
    low = NameFamily("", "乙厂", 1, Place.NAME, parts)

    (tried,) = naming.try_out(office["archivist"], low, [recorder])

    assert (tried.fits, tried.wins, tried.read_by) == (True, False, "执法记录仪")


def test_changes_are_versions_and_what_is_off_or_deleted_reads_nothing(office, naming):
    clerk = office["archivist"]
    first = naming.save(clerk, axon(naming, office))
    second = naming.save(clerk, axon(naming, office, key=first.key, title="甲厂二型"))
    assert (first.version, second.version, second.title) == (1, 2, "甲厂二型")
    (tried,) = naming.try_out(clerk, None, [AXON])
    assert tried.read_by == "甲厂二型"

    assert not naming.switch(clerk, first.key, active=False).active
    (tried,) = naming.try_out(clerk, None, [AXON])
    assert tried.read_by == ""
    naming.switch(clerk, first.key, active=True)
    naming.delete(clerk, first.key)

    assert not any(each.own for each in naming.families(clerk))
    assert [one.version for one in naming.history(clerk, first.key)] == [5, 4, 3, 2, 1]
    assert naming.save(clerk, axon(naming, office)).key != first.key
    with pytest.raises(NotFound):
        naming.delete(clerk, first.key)


def test_the_same_parts_twice_and_unsound_ones_are_refused(office, naming):
    clerk = office["archivist"]
    naming.save(clerk, axon(naming, office))
    with pytest.raises(InvalidInput, match="甲厂"):
        naming.save(clerk, axon(naming, office, title="丙厂"))
    with pytest.raises(InvalidInput):
        naming.save(clerk, axon(naming, office, parts=(Part(Meaning.CONSTANT, "x"),)))
    for account in ("officer", "reviewer", "admin"):
        with pytest.raises(Refused):
            naming.save(office[account], axon(naming, office))


def test_folders_are_read_by_example_too(office, naming, tmp_path):
    clerk = office["archivist"]
    path = "KIT-7/012345/clip.mp4"
    sample = naming.propose(clerk, path, Place.FOLDER)
    assert "".join(part.text for part in sample) == "KIT-7/012345"
    parts = (
        Part(Meaning.DEVICE, "KIT-7"),
        Part(Meaning.CONSTANT, "/"),
        Part(Meaning.OFFICER, "012345"),
    )
    naming.save(clerk, NameFamily("", "丁厂", 300, Place.FOLDER, parts))
    video(tmp_path / "card" / "export" / "KIT-9" / "012999" / "clip.mp4")

    take_in(office, tmp_path / "card")

    (row,) = footage(office)
    assert (row["device"], row["officer"]) == ("KIT-9", "012999")


def test_the_names_of_a_batch_serve_for_trying(office, naming, tmp_path):
    video(tmp_path / "card" / AXON)
    receipt = take_in(office, tmp_path / "card")

    assert naming.names_of_batch(office["officer"], receipt.batch.no) == [AXON]
