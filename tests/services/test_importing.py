import errno
import hashlib
import os
import shutil
import stat
from datetime import UTC, datetime, timedelta

import bagit
import pytest

from archive_desk.db import intake
from archive_desk.domain.arrivals import HandOver, Outcome
from archive_desk.domain.errors import Cancelled, InvalidInput, Refused, Unavailable
from archive_desk.domain.footage import Health, Kind
from archive_desk.domain.work import Unwatched
from archive_desk.media import copying
from archive_desk.services import import_lane
from archive_desk.services.importing import Importing
from archive_desk.services.journalling import Journalling
from archive_desk.services.originals import picture_path
from tests.helpers import recordings
from tests.helpers.archives import staffed_office

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


def take_in(office, card, monitor=None, **stated):
    importing = Importing(office.desk)
    clerk = office["archivist"]
    listing = importing.scan(clerk, card, Unwatched())
    return importing.take_in(clerk, listing, monitor or Unwatched(), HandOver(**stated))


def table(office, statement):
    with office.desk.database.engine.connect() as connection:
        return connection.exec_driver_sql(statement).mappings().all()


def footage(office):
    return table(office, "SELECT * FROM footage ORDER BY id")


def payload(office):
    return sorted(path for path in office.desk.folder.vault.rglob("data/*") if path.is_file())


def verbs(office):
    return [row["verb"] for row in table(office, "SELECT verb FROM journal ORDER BY no")]


def no_file_without_a_record(office):
    stored = {path.relative_to(office.desk.folder.vault).as_posix() for path in payload(office)}
    return stored == {row["path"] for row in footage(office)}


def the_bags_are_valid(office):
    bags = [path.parent for path in office.desk.folder.vault.rglob("bagit.txt")]
    return all(bagit.Bag(str(bag)).validate() for bag in bags)


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


def test_nothing_on_the_card_changes(office, card):
    recordings.video(card / "DCIM" / NAME)
    (card / "DCIM" / "a.log").write_text("x")
    before = {
        path: (path.stat().st_mtime_ns, path.stat().st_atime_ns, path.stat().st_mode)
        for path in card.rglob("*")
        if path.is_file()
    }
    folders = {path: path.stat().st_mtime_ns for path in card.rglob("*") if path.is_dir()}

    take_in(office, card)

    after = {
        path: (path.stat().st_mtime_ns, path.stat().st_atime_ns, path.stat().st_mode)
        for path in card.rglob("*")
        if path.is_file()
    }
    assert after == before
    assert {path: path.stat().st_mtime_ns for path in folders} == folders


class StopsAfter:
    """A person who stops the import at the nth report."""

    def __init__(self, reports):
        self.left = reports

    def report(self, done, total, note=""):
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("reports", [0, 1, 3])
def test_a_stopped_import_keeps_what_is_complete_and_goes_on_later(office, card, reports):
    for number in range(1, 61):
        path = card / f"8810021_012345_202611190930{number % 60:02d}_{number:04d}.mp4"
        path.write_bytes(os.urandom(20_000))

    with pytest.raises(Cancelled):
        take_in(office, card, StopsAfter(reports))

    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    assert table(office, "SELECT * FROM batches WHERE finished_at IS NULL") == []
    so_far = len(footage(office))
    receipt = take_in(office, card)
    assert len(receipt.of(Outcome.IMPORTED)) == 60 - so_far
    assert len(footage(office)) == 60


def test_a_card_that_is_pulled_out_fails_only_what_was_not_read(office, card, monkeypatch):
    for number in range(1, 41):
        (card / f"8810021_012345_20261119093015_{number:04d}.mp4").write_bytes(os.urandom(9000))
    real = copying.copy_hashed
    copied = 0

    def pulled(source, target, advance):
        nonlocal copied
        copied += 1
        if copied == 5 and card.exists():
            card.rename(card.with_name("elsewhere"))
        return real(source, target, advance)

    monkeypatch.setattr("archive_desk.media.vault.copy_hashed", pulled)
    receipt = take_in(office, card)

    failed = receipt.of(Outcome.FAILED)
    imported = receipt.of(Outcome.IMPORTED)
    assert failed
    assert imported
    assert len(failed) + len(imported) == 40
    assert any("已断开" in line.reason for line in failed)
    assert not receipt.releasable
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)


def test_an_unreadable_file_is_named_and_the_rest_carried_on(office, card, monkeypatch):
    recordings.video(card / NAME)
    bad = recordings.video(card / "8810021_012345_20261119093021_0002.mp4", text="bad")
    real = os.read

    def failing(descriptor, count):
        if os.fstat(descriptor).st_ino == bad.stat().st_ino:
            raise OSError(errno.EIO, "Input/output error")
        return real(descriptor, count)

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", failing)
        receipt = take_in(office, card)

    (failed,) = receipt.of(Outcome.FAILED)
    assert failed.source == bad.name
    assert "读取中断" in failed.reason
    assert len(receipt.of(Outcome.IMPORTED)) == 1


def test_a_full_disk_refuses_what_does_not_fit_and_takes_what_does(office, card, monkeypatch):
    recordings.video(card / NAME)
    (card / "8810021_012345_20261119093021_0002.mp4").write_bytes(bytes(1 << 20) + b"big")
    monkeypatch.setattr("archive_desk.media.vault.FolderVault.room_bytes", lambda self: 500_000)

    receipt = take_in(office, card)

    (failed,) = receipt.of(Outcome.FAILED)
    assert "空间不足" in failed.reason
    assert len(receipt.of(Outcome.IMPORTED)) == 1
    assert no_file_without_a_record(office)


def test_two_imports_at_once_wait_for_each_other(office, card):
    recordings.video(card / NAME)
    importing = Importing(office.desk)
    listing = importing.scan(office["archivist"], card, Unwatched())

    with importing._vault.exclusive(), pytest.raises(Unavailable, match="正在采集"):
        importing.take_in(office["archivist"], listing, Unwatched())


class Crash(Exception):
    """The power goes."""


@pytest.mark.parametrize("survived", [0, 1, 2])
def test_an_import_cut_off_before_its_records_is_settled_by_the_next_start(
    office, card, monkeypatch, survived
):
    for number in range(1, 4):
        path = card / f"8810021_012345_2026111909301{number}_{number:04d}.mp4"
        recordings.video(path, text=str(number))
    (card / "8810021_012345_20261119093011_0001.json").write_text('{"a": 1}')
    real = intake.add
    added = 0

    def crashing(session, original):
        nonlocal added
        if added == survived:
            raise Crash
        added += 1
        return real(session, original)

    with monkeypatch.context() as patch:
        patch.setattr(intake, "add", crashing)
        patch.setattr(import_lane, "_WINDOW", 1)
        with pytest.raises(Crash):
            take_in(office, card)
    assert len(footage(office)) == survived
    assert not no_file_without_a_record(office)

    settled = Importing(office.desk).settle()

    (settlement,) = settled
    assert settlement.rescued >= 1
    assert no_file_without_a_record(office)
    assert the_bags_are_valid(office)
    assert "batch.settled" in verbs(office)
    assert Importing(office.desk).settle() == ()
    # The card still has the rest.
    receipt = take_in(office, card)
    assert len(footage(office)) == 4
    assert len(receipt.of(Outcome.IMPORTED)) == settlement.missing
    video = next(row for row in footage(office) if row["sequence"] == 1)
    sidecar = next(row for row in footage(office) if row["kind"] == Kind.SIDECAR)
    assert sidecar["parent_id"] == video["id"]
    assert Journalling(office.desk).verify().findings == ()


def test_half_a_file_left_by_a_crash_is_swept_away(office, card):
    recordings.video(card / NAME)
    importing = Importing(office.desk)
    incoming = office.desk.folder.vault / ".incoming"
    incoming.mkdir()
    (incoming / "2026-0001_data_0001_x.mp4.part").write_bytes(b"half")

    take_in(office, card)

    assert list(incoming.glob("*.part")) == []
    assert importing.settle() == ()


def test_originals_in_the_vault_are_read_only(office, card):
    recordings.video(card / NAME)
    take_in(office, card)

    assert not payload(office)[0].stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def test_a_hostile_card_is_taken_in_under_safe_names(office, card):
    names = [
        "换行\n.mp4".encode(),
        b"\xff\xfe.mp4",
        "e\u0301.mp4".encode(),
        "\u00e9.mp4".encode(),
        "👩‍👧.mp4".encode(),
        b"CON.mp4",
        b"con.mp4",
        b"-rf.mp4",
        b"a\\b.mp4",
        b"=1+1.mp4",
        "字".encode() * 83 + b".mp4",
        "\u202e4pm.exe.mp4".encode(),
    ]
    for number, name in enumerate(names):
        with open(os.path.join(os.fsencode(card), name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(bytes([number]) * 100)
    (card / "link.mp4").symlink_to("/etc/hostname")

    receipt = take_in(office, card)

    assert len(receipt.of(Outcome.IMPORTED)) == len(names)
    (link,) = receipt.of(Outcome.SKIPPED)
    assert "链接" in link.reason
    for path in payload(office):
        assert len(path.name.encode()) <= 80
        assert path.read_bytes()[:1] in {bytes([n]) for n in range(len(names))}
    stored = {path.name.casefold() for path in payload(office)}
    assert len(stored) == len(names)
    raw = {row["source_raw"] for row in table(office, "SELECT source_raw FROM arrivals")}
    assert set(names) <= raw
    assert the_bags_are_valid(office)


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

    probed = importing.look(office["archivist"], card, item)

    assert probed.facts.duration_ms == 2000
    assert probed.picture
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
