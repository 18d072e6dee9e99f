import errno
import os

import pytest

from archive_desk.db import intake
from archive_desk.domain.arrivals import Outcome
from archive_desk.domain.errors import Cancelled, Unavailable
from archive_desk.domain.footage import Kind
from archive_desk.media import copying
from archive_desk.services import import_lane
from archive_desk.services.importing import Importing
from archive_desk.services.journalling import Journalling
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

    def pulled(source, target, advance, **more):
        nonlocal copied
        copied += 1
        if copied == 5 and card.exists():
            card.rename(card.with_name("elsewhere"))
        return real(source, target, advance, **more)

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


def test_a_folder_that_cannot_be_listed_keeps_the_card_from_being_released(
    office, card, monkeypatch
):
    recordings.video(card / NAME)
    recordings.video(card / "lost" / "8810021_012345_20261119093021_0002.mp4", text="lost")
    real = os.scandir

    def failing(place):
        if os.fsencode(place).endswith(b"/lost"):
            raise OSError(errno.EIO, "Input/output error")
        return real(place)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", failing)
        receipt = take_in(office, card)
        (card / NAME).unlink()
        with pytest.raises(Unavailable, match="lost"):
            take_in(office, card)

    (failed,) = receipt.of(Outcome.FAILED)
    assert failed.source == "lost"
    assert "文件夹无法读取" in failed.reason
    assert not receipt.releasable
    assert not receipt.clean
    assert len(receipt.of(Outcome.IMPORTED)) == 1


def test_an_unreadable_file_is_named_and_the_rest_carried_on(office, card, monkeypatch):
    recordings.video(card / NAME)
    bad = recordings.video(card / "8810021_012345_20261119093021_0002.mp4", text="bad")
    real = os.readv

    def failing(descriptor, rooms):
        if os.fstat(descriptor).st_ino == bad.stat().st_ino:
            raise OSError(errno.EIO, "Input/output error")
        return real(descriptor, rooms)

    with monkeypatch.context() as patch:
        patch.setattr(os, "readv", failing)
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


def cut_off(office, card, monkeypatch):
    """A recording lies whole in the vault, and no record speaks of it."""
    recordings.video(card / NAME)

    def crashing(session, original):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(intake, "add", crashing)
        with pytest.raises(Crash):
            take_in(office, card)
    (stored,) = payload(office)
    return stored


def test_a_file_that_a_cut_left_unreadable_does_not_stop_all_later_imports(
    office, card, monkeypatch
):
    stored = cut_off(office, card, monkeypatch)
    real = os.readv

    def failing(descriptor, rooms):
        if stored.exists() and os.fstat(descriptor).st_ino == stored.stat().st_ino:
            raise OSError(errno.EIO, "Input/output error")
        return real(descriptor, rooms)

    with monkeypatch.context() as patch:
        patch.setattr(os, "readv", failing)
        (settlement,) = Importing(office.desk).settle()

    assert (settlement.rescued, settlement.missing) == (0, 1)
    assert no_file_without_a_record(office)
    assert take_in(office, card).releasable
    assert the_bags_are_valid(office)


def test_a_file_that_a_lying_disk_cut_short_is_not_recorded_as_whole(office, card, monkeypatch):
    stored = cut_off(office, card, monkeypatch)
    stored.chmod(0o600)
    with stored.open("r+b") as file:
        file.truncate(100)

    (settlement,) = Importing(office.desk).settle()

    assert (settlement.rescued, settlement.missing) == (0, 1)
    assert payload(office) == []
    assert take_in(office, card).releasable


def test_a_sidecar_that_came_before_its_recording_is_found_again(office, card, monkeypatch):
    recordings.video(card / NAME)
    (card / NAME.replace(".mp4", ".json")).write_text('{"a": 1}')
    real = copying.copy_hashed

    def failing(source, target, advance, **more):
        if source.suffix == ".mp4":
            raise copying.SourceFailed(copying.NO_ROOM)
        return real(source, target, advance, **more)

    with monkeypatch.context() as patch:
        patch.setattr("archive_desk.media.vault.copy_hashed", failing)
        assert not take_in(office, card).releasable
    (alone,) = footage(office)
    assert alone["parent_id"] is None

    receipt = take_in(office, card)

    assert receipt.releasable
    sidecar, video = footage(office)
    assert (sidecar["id"], sidecar["parent_id"]) == (alone["id"], video["id"])


def test_half_a_file_left_by_a_crash_is_swept_away(office, card):
    recordings.video(card / NAME)
    importing = Importing(office.desk)
    incoming = office.desk.folder.vault / ".incoming"
    incoming.mkdir()
    (incoming / "2026-0001_data_0001_x.mp4.part").write_bytes(b"half")

    take_in(office, card)

    assert list(incoming.glob("*.part")) == []
    assert importing.settle() == ()


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


def test_resuming_copies_only_what_is_missing(office, card, monkeypatch):
    sizes = [(1 << 20) + number for number in range(6)]
    for number, size in enumerate(sizes, 1):
        name = f"8810021_012345_2026111909301{number}_{number:04d}.mp4"
        (card / name).write_bytes(os.urandom(size))
    real, copied = copying.copy_hashed, []

    def counting(source, target, advance, **more):
        digests = real(source, target, advance, **more)
        copied.append(digests.size_bytes)
        return digests

    def crashing(session, original):
        if original.name.startswith("8810021_012345_20261119093014"):
            raise Crash
        return added(session, original)

    added = intake.add
    monkeypatch.setattr("archive_desk.media.vault.copy_hashed", counting)
    with monkeypatch.context() as patch:
        patch.setattr(intake, "add", crashing)
        patch.setattr(import_lane, "_WINDOW", 1)
        with pytest.raises(Crash):
            take_in(office, card)
    (settlement,) = Importing(office.desk).settle()
    assert copied == sizes[:4]
    # The fourth lay whole in the vault when the program ended, so it is not copied again either.
    assert (settlement.rescued, settlement.missing) == (1, 2)
    copied.clear()

    receipt = take_in(office, card)

    assert receipt.releasable
    assert sorted(copied) == sizes[4:]
