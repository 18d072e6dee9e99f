import hashlib
import os
import shutil
import stat
from datetime import UTC, datetime, timedelta

import pytest

from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.errors import InvalidInput, Refused, Unavailable
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.work import Unwatched
from archive_desk.services.importing import Importing
from archive_desk.services.journalling import Journalling
from archive_desk.services.originals import picture_path
from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.taking_in import (
    footage,
    no_file_without_a_record,
    payload,
    table,
    take_in,
    the_bags_are_valid,
    verbs,
)

NAME = "8810021_012345_20261119093015_0001.mp4"


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    yield office
    office.desk.close()


@pytest.fixture
def card(tmp_path):
    folder = tmp_path / "card"
    folder.mkdir()
    return folder


def test_a_card_becomes_a_batch_with_proven_originals(office, card):
    recordings.video(card / "DCIM" / NAME, seconds=2)
    recordings.photo(card / "DCIM" / "8810021_012345_20261119093140_0002.jpg")
    recordings.sound(card / "8810021_012345_20261119094000_0003.wav")

    receipt = take_in(office, card)

    assert receipt.clean
    assert receipt.releasable
    imported = receipt.of(Outcome.IMPORTED)
    assert len(imported) == 3
    for line in imported:
        content = (card / line.source).read_bytes()
        assert line.sha256 == hashlib.sha256(content).hexdigest()
        assert line.sm3 == hashlib.new("sm3", content).hexdigest()
        assert line.size_bytes == len(content)
        assert picture_path(office.desk.folder, line.sha256).is_file()
    assert receipt.batch.no == "2026-0001"
    assert receipt.batch.finished_at is not None
    assert receipt.batch.footage_count == 3
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    video = next(row for row in footage(office) if row["kind"] == Kind.VIDEO)
    assert (video["device"], video["officer"], video["sequence"]) == ("8810021", "012345", 1)
    assert video["started_at"] == "2026-11-19T01:30:15.000000+00:00"
    assert video["duration_ms"] == 2000
    assert verbs(office)[-5:] == ["batch.begun", *["footage.imported"] * 3, "batch.finished"]
    assert Journalling(office.desk).verify().findings == ()


def test_only_the_clerk_takes_footage_in(office, card):
    recordings.video(card / NAME)
    importing = Importing(office.desk)
    for account in ("officer", "unit_head", "reviewer", "auditor", "admin"):
        with pytest.raises(Refused):
            importing.scan(office[account], card, Unwatched())
    listing = importing.scan(office["archivist"], card, Unwatched())
    with pytest.raises(Refused):
        importing.take_in(office["officer"], listing, Unwatched())


@pytest.mark.parametrize("inside", ["archive", "archive/vault", "."])
def test_a_source_that_overlaps_with_the_archive_is_refused(office, tmp_path, inside):
    with pytest.raises(InvalidInput, match="重叠"):
        Importing(office.desk).scan(office["archivist"], tmp_path / inside, Unwatched())


def test_a_link_into_the_archive_is_seen_through(office, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "archive" / "vault")

    with pytest.raises(InvalidInput, match="重叠"):
        Importing(office.desk).scan(office["archivist"], tmp_path / "link", Unwatched())


def test_a_source_that_is_not_there_or_no_folder_is_said_so(office, card):
    importing = Importing(office.desk)
    file = recordings.video(card / NAME)

    with pytest.raises(InvalidInput, match="找不到"):
        importing.scan(office["archivist"], card / "gone", Unwatched())
    with pytest.raises(InvalidInput, match="不是文件夹"):
        importing.scan(office["archivist"], file, Unwatched())


def test_an_empty_card_is_no_import(office, card):
    with pytest.raises(InvalidInput, match="没有可以采集"):
        take_in(office, card)
    assert table(office, "SELECT * FROM batches") == []


def test_the_same_bytes_are_stored_once_with_every_name_and_the_recorders_mark(office, card):
    recordings.video(card / "DCIM" / "100ANDRO" / NAME)
    (card / "DCIM" / "101ANDRO").mkdir()
    marked = card / "DCIM" / "101ANDRO" / NAME.replace(".mp4", "IMP.mp4")
    shutil.copy(card / "DCIM" / "100ANDRO" / NAME, marked)

    receipt = take_in(office, card)

    (double,) = receipt.of(Outcome.DUPLICATE)
    (row,) = footage(office)
    assert double.footage_id == row["id"]
    assert double.sha256 == row["sha256"]
    assert row["important"] == 1
    names = table(office, "SELECT source FROM footage_names ORDER BY id")
    assert [each["source"] for each in names] == [
        f"DCIM/100ANDRO/{NAME}",
        f"DCIM/101ANDRO/{marked.name}",
    ]
    assert len(payload(office)) == 1
    assert the_bags_are_valid(office)


def test_importing_a_card_again_brings_only_what_is_new(office, card):
    recordings.video(card / NAME)
    (card / "empty_20261119100000_0001.mp4").touch()
    (card / "note.log").write_text("power on")
    take_in(office, card)
    recordings.video(card / "8810021_012345_20261119093021_0002.mp4", text="new")

    listing = Importing(office.desk).scan(office["archivist"], card, Unwatched())
    assert [item.known_as is not None for item in listing.wanted].count(True) == 3
    receipt = take_in(office, card)

    assert [line.name for line in receipt.of(Outcome.IMPORTED)] == [
        "8810021_012345_20261119093021_0002.mp4"
    ]
    assert len(receipt.of(Outcome.DUPLICATE)) == 3
    assert receipt.clean
    assert len(footage(office)) == 4


def test_a_known_name_with_other_bytes_is_not_taken_for_known(office, card):
    path = card / NAME
    path.write_bytes(b"a" * 5000)
    os.utime(path, ns=(10**18, 10**18))
    take_in(office, card)
    path.write_bytes(b"b" * 5000)
    os.utime(path, ns=(10**18, 10**18))

    receipt = take_in(office, card)

    assert len(receipt.of(Outcome.IMPORTED)) == 1
    assert len(footage(office)) == 2
    assert no_file_without_a_record(office)


def test_an_original_lost_from_the_vault_may_come_again(office, card):
    recordings.video(card / NAME)
    take_in(office, card)
    payload(office)[0].unlink()

    receipt = take_in(office, card)

    assert len(receipt.of(Outcome.IMPORTED)) == 1
    assert len(payload(office)) == 1


def test_two_empty_recordings_are_two_accidents(office, card):
    for number in (1, 2):
        (card / f"8810021_012345_20261119093015_000{number}.mp4").touch()

    receipt = take_in(office, card)

    assert len(receipt.of(Outcome.IMPORTED)) == 2
    assert {row["health"] for row in footage(office)} == {Health.EMPTY}
    assert not receipt.clean
    assert the_bags_are_valid(office)


def test_a_damaged_file_is_taken_in_as_it_is_and_reported(office, card):
    path = recordings.cut(recordings.video(card / NAME), 0.6)

    receipt = take_in(office, card)

    (line,) = receipt.of(Outcome.IMPORTED)
    assert line.faulty
    assert "索引" in line.reason
    assert not receipt.clean
    assert receipt.releasable
    assert payload(office)[0].read_bytes() == path.read_bytes()


def test_sidecars_stay_with_their_recording_and_speak_for_it(office, card):
    recordings.video(card / "clip.mp4")
    (card / "clip.xml").write_text(
        "<f><sbbh>DSJ-A1</sbbh><jybh>012352</jybh><pssj>2026-11-19 09:30:15</pssj></f>"
    )
    (card / "clip.dav").write_bytes(b"private")

    take_in(office, card)

    video, *sidecars = footage(office)
    assert (video["device"], video["officer"]) == ("DSJ-A1", "012352")
    assert (video["started_by"], video["started_at"]) == (
        "sidecar",
        "2026-11-19T01:30:15.000000+00:00",
    )
    assert {row["name"] for row in sidecars} == {"clip.xml", "clip.dav"}
    assert {row["parent_id"] for row in sidecars} == {video["id"]}
    assert {row["device"] for row in sidecars} == {"DSJ-A1"}


def test_one_text_beside_two_recordings_is_kept_twice(office, card):
    for folder in ("a", "b"):
        recordings.video(card / folder / "clip.mp4", text=folder)
        (card / folder / "metadata.json").write_text("{}")

    take_in(office, card)

    sidecars = [row for row in footage(office) if row["kind"] == Kind.SIDECAR]
    assert len({row["parent_id"] for row in sidecars}) == 2


def test_the_officers_section_comes_from_the_register_of_people(office, card):
    from archive_desk.services.accounts import Accounts
    from tests.helpers.archives import cheap_hasher

    Accounts(office.desk, cheap_hasher()).change(
        office["admin"], "officer", section="校外监管科", certificate_no="012345"
    )
    recordings.video(card / NAME)
    recordings.video(card / "unknown.mp4", text="x")

    take_in(office, card, section="综合科", device="8810099", officer="012399")

    known, unknown = footage(office)
    assert (known["device"], known["section"]) == ("8810021", "校外监管科")
    assert (unknown["device"], unknown["officer"], unknown["section"]) == (
        "8810099",
        "012399",
        "综合科",
    )


def test_parts_that_follow_each_other_become_one_take(office, card):
    for second, number in ((15, 1), (17, 2), (40, 3)):
        recordings.video(
            card / f"8810021_012345_202611190930{second}_000{number}.mp4",
            seconds=2,
            text=str(number),
        )
    take_in(office, card)
    first = {row["take_id"] for row in footage(office)}
    assert len(first) == 1

    # The next card goes on where this one stopped.
    for path in card.iterdir():
        path.unlink()
    recordings.video(card / "8810021_012345_20261119093100_0004.mp4", text="4")
    recordings.video(card / "8810021_012345_20261119123100_0005.mp4", text="5")
    take_in(office, card)

    takes = [row["take_id"] for row in footage(office)]
    assert set(takes[:4]) == first
    assert takes[4] not in first


def test_a_return_to_the_unit_needs_its_reason(office, card):
    recordings.video(card / NAME)
    returned = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)

    with pytest.raises(InvalidInput, match="原因"):
        take_in(office, card, returned_at=returned)
    receipt = take_in(office, card, returned_at=returned, return_reason="下乡检查")

    assert receipt.batch.returned_at == returned
    assert receipt.batch.return_reason == "下乡检查"


def test_originals_in_the_vault_are_read_only(office, card):
    recordings.video(card / NAME)
    take_in(office, card)

    assert not payload(office)[0].stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def test_progress_runs_by_bytes_to_the_end(office, card):
    recordings.video(card / NAME)
    (card / "8810021_012345_20261119093021_0002.mp4").write_bytes(os.urandom(12 << 20))
    seen = []

    class Watching:
        def report(self, done, total, note=""):
            seen.append((done, total))

    take_in(office, card, Watching())

    size = sum(path.stat().st_size for path in card.iterdir())
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_file_can_be_looked_into_while_it_is_on_the_card(office, card):
    recordings.video(card / NAME, seconds=2)
    importing = Importing(office.desk)
    (item,) = importing.scan(office["archivist"], card, Unwatched()).wanted

    glance = importing.look(office["archivist"], card, item)

    assert glance.facts.duration_ms == 2000
    assert glance.picture
    with pytest.raises(Refused):
        importing.look(office["officer"], card, item)
    (card / NAME).unlink()
    with pytest.raises(Unavailable):
        importing.look(office["archivist"], card, item)


def test_batches_are_numbered_by_year_and_listed_newest_first(office, card):
    for number in range(3):
        recordings.video(card / NAME, text=str(number))
        if number == 2:
            office.clock.forward(days=60)
        take_in(office, card)
        office.clock.forward(hours=1)

    page = Importing(office.desk).page(office["archivist"], 0, 2)

    assert [batch.no for batch in page.batches] == ["2027-0001", "2026-0002"]
    assert page.total == 3
    newest = Importing(office.desk).latest(office["archivist"])
    assert newest is not None
    assert newest.batch.no == "2027-0001"
    assert newest.batch.started_at - page.batches[1].started_at > timedelta(days=59)
