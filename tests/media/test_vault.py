import errno
import hashlib
import os
import resource
import stat
import subprocess
import sys

import bagit
import pytest

from archive_desk.domain.errors import Cancelled, Damaged, Unavailable
from archive_desk.media import copying, vault
from archive_desk.media.bags import BagEntry, BagRecord
from archive_desk.media.copying import SourceFailed
from archive_desk.media.vault import Digests, FolderVault, StoreFailed, StoreFull, Verdict
from archive_desk.media.vault_mark import MARK, read_mark, write_mark

CONTENT = os.urandom(9 << 20)


def ignore(_count):
    pass


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "card" / "一.mp4"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def store(tmp_path):
    (tmp_path / "vault").mkdir()
    return FolderVault(tmp_path / "vault")


def leftovers(tmp_path):
    return [path for path in (tmp_path / "vault").rglob("*") if path.is_file()]


def test_a_file_is_stored_read_only_with_both_digests(card, store):
    moved = []

    digests = store.receive(card, "2026-0001/data/0001_一.mp4", moved.append)

    stored = store.locate("2026-0001/data/0001_一.mp4")
    assert stored.read_bytes() == CONTENT
    assert digests.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert digests.sm3 == hashlib.new("sm3", CONTENT).hexdigest()
    assert not stored.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    # Once for the copy, once for the re-read.
    assert sum(moved) == 2 * len(CONTENT)


def test_the_card_is_left_as_it_was(card, store):
    os.utime(card, ns=(10**18, 10**18))
    card.parent.chmod(0o555)

    store.receive(card, "b/data/0001_a.mp4", ignore)

    status = card.stat()
    assert (status.st_atime_ns, status.st_mtime_ns) == (10**18, 10**18)
    assert os.listdir(card.parent) == [card.name]  # noqa: PTH208


def test_nothing_in_the_vault_is_ever_replaced(card, store):
    store.receive(card, "b/data/0001_a.mp4", ignore)
    other = card.with_name("other.mp4")
    other.write_bytes(b"other")

    with pytest.raises(StoreFailed):
        store.receive(other, "b/data/0001_a.mp4", ignore)

    assert store.locate("b/data/0001_a.mp4").read_bytes() == CONTENT


def test_a_cancelled_copy_leaves_nothing(card, store, tmp_path):
    def stop(_count):
        raise Cancelled

    with pytest.raises(Cancelled):
        store.receive(card, "b/data/0001_a.mp4", stop)

    assert leftovers(tmp_path) == []


def test_a_cancelled_reread_leaves_nothing(card, store, tmp_path):
    seen = 0

    def stop_late(count):
        nonlocal seen
        seen += count
        if seen > len(CONTENT):
            raise Cancelled

    with pytest.raises(Cancelled):
        store.receive(card, "b/data/0001_a.mp4", stop_late)

    assert leftovers(tmp_path) == []


def test_a_source_that_grows_while_it_is_read_is_not_taken_for_whole(card, store, tmp_path):
    def grow(_count):
        with card.open("ab") as file:
            file.write(b"more")

    with pytest.raises(SourceFailed, match="发生了变化"):
        store.receive(card, "b/data/0001_a.mp4", grow)

    assert leftovers(tmp_path) == []


def test_a_vanished_source_is_the_cards_fault(tmp_path, store):
    with pytest.raises(SourceFailed):
        store.receive(tmp_path / "gone.mp4", "b/data/0001_a.mp4", ignore)


def test_a_link_put_in_the_place_of_a_file_is_not_followed(card, store):
    link = card.with_name("link.mp4")
    link.symlink_to(card)

    with pytest.raises(SourceFailed):
        store.receive(link, "b/data/0001_a.mp4", ignore)


def test_a_disk_that_gives_back_other_bytes_is_found_out(card, store, tmp_path, monkeypatch):
    real = copying.copy_hashed

    def lying(source, target, advance, **more):
        digests = real(source, target, advance, **more)
        with target.open("r+b") as file:
            file.seek(5 << 20)
            file.write(b"!")
        return digests

    monkeypatch.setattr(vault, "copy_hashed", lying)

    with pytest.raises(StoreFailed, match="不一致"):
        store.receive(card, "b/data/0001_a.mp4", ignore)
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
def test_a_full_disk_is_said_in_words_and_leaves_nothing(card, store, tmp_path):
    script = (
        "import sys, signal\n"
        "from pathlib import Path\n"
        "from archive_desk.media.vault import FolderVault, StoreFull\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n"
        "    store = FolderVault(Path(sys.argv[2]))\n"
        "    store.receive(Path(sys.argv[1]), 'b/data/1', lambda n: None)\n"
        "except StoreFull as error:\n"
        "    print(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(card), str(tmp_path / "vault")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5 << 20, 5 << 20)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert "空间不足" in done.stdout
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("step", ["fsync", "link", "unlink"])
def test_a_failing_disk_at_any_step_leaves_nothing_looking_whole(
    card, store, tmp_path, monkeypatch, step
):
    def failing(*_args, **_more):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, failing)
        with pytest.raises(StoreFailed):
            store.receive(card, "b/data/0001_a.mp4", ignore)
    store.sweep()

    assert [path for path in leftovers(tmp_path) if vault.INCOMING in path.parts] == []


def test_a_folder_that_cannot_be_flushed_leaves_no_file_under_its_final_name(
    card, store, tmp_path, monkeypatch
):
    real = os.fsync

    def failing(descriptor):
        if (tmp_path / "vault/b/data/0001_a.mp4").exists():
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(StoreFailed):
            store.receive(card, "b/data/0001_a.mp4", ignore)

    assert leftovers(tmp_path) == []
    store.receive(card, "b/data/0001_a.mp4", ignore)


def test_a_vault_that_is_not_there_is_never_made(card, tmp_path):
    gone = FolderVault(tmp_path / "unplugged")

    with pytest.raises(StoreFailed, match="已断开"), gone.filling("b"):
        pass
    with pytest.raises(StoreFailed, match="已断开"):
        gone.receive(card, "b/data/0001_a.mp4", ignore)
    with pytest.raises(StoreFailed, match="已断开"):
        list(gone.bags())
    assert not (tmp_path / "unplugged").exists()


def test_an_empty_folder_in_the_place_of_the_vault_is_not_written_to(card, tmp_path):
    root = tmp_path / "vault"
    root.mkdir(exist_ok=True)
    write_mark(root, "ours")
    store = FolderVault(root, "ours")
    digests = store.receive(card, "b/data/0001_a.mp4", ignore)
    root.rename(tmp_path / "unmounted")
    root.mkdir()

    with pytest.raises(StoreFailed, match="没有原件库"):
        store.receive(card, "b/data/0002_a.mp4", ignore)
    with pytest.raises(StoreFailed, match="没有原件库"), store.filling("b"):
        pass
    with pytest.raises(StoreFailed, match="没有原件库"):
        list(store.files())
    assert store.verify("b/data/0001_a.mp4", digests, ignore).verdict is Verdict.UNREACHABLE
    assert list(root.iterdir()) == []


def test_the_vault_of_another_archive_is_not_written_to(card, tmp_path):
    root = tmp_path / "vault"
    root.mkdir(exist_ok=True)
    write_mark(root, "theirs")

    with pytest.raises(StoreFailed, match="另一个档案库"):
        FolderVault(root, "ours").receive(card, "b/data/0001_a.mp4", ignore)
    (root / MARK).chmod(0o644)
    (root / MARK).write_text("nonsense", "utf-8")
    with pytest.raises(StoreFailed, match="另一个档案库"):
        FolderVault(root, "ours").require_presence()


def test_the_mark_of_a_vault_is_no_stray_file(tmp_path):
    root = tmp_path / "vault"
    root.mkdir(exist_ok=True)
    write_mark(root, "ours")

    assert read_mark(root) == "ours"
    assert list(FolderVault(root, "ours").files()) == []


def test_verifying_tells_sound_altered_missing_and_unreachable_apart(card, store, tmp_path):
    path = "b/data/0001_a.mp4"
    digests = store.receive(card, path, ignore)
    assert store.verify(path, digests, ignore).verdict is Verdict.SOUND

    stored = store.locate(path)
    stored.chmod(0o644)
    with stored.open("r+b") as file:
        file.seek(1 << 20)
        was = file.read(1)
        file.seek(1 << 20)
        file.write(bytes([was[0] ^ 0xFF]))
    altered = store.verify(path, digests, ignore)
    assert altered.verdict is Verdict.ALTERED
    assert altered.digests is not None
    assert altered.digests.sha256 != digests.sha256

    stored.unlink()
    assert store.verify(path, digests, ignore).verdict is Verdict.MISSING
    elsewhere = FolderVault(tmp_path / "unplugged")
    assert elsewhere.verify(path, digests, ignore).verdict is Verdict.UNREACHABLE


def test_a_wrong_size_on_record_is_altered(card, store):
    digests = store.receive(card, "b/data/0001_a.mp4", ignore)
    wrong = Digests(digests.size_bytes + 1, digests.sha256, digests.sm3)

    assert store.verify("b/data/0001_a.mp4", wrong, ignore).verdict is Verdict.ALTERED


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "b/../../x", "", "b\\..\\x"])
def test_a_path_out_of_the_vault_is_refused(store, path):
    with pytest.raises(Damaged):
        store.locate(path)


def test_a_sealed_bag_is_valid_for_the_library_of_congress(card, store, tmp_path):
    names = {"0001_一.mp4": CONTENT, "0002_100 (2).mp4": b"other"}
    entries = []
    for name, content in names.items():
        card.write_bytes(content)
        path = f"2026-0001/data/{name}"
        found = store.receive(card, path, ignore)
        sources = (("DCIM/" + name, b"DCIM/\xff" + name.encode()),)
        entries.append(BagEntry("data/" + name, found.size_bytes, found.sha256, found.sm3, sources))
    info = {"Source-Organization": "某区教育局", "External-Identifier": "2026-0001"}

    store.seal("2026-0001", BagRecord(tuple(entries), info))
    # A second sealing, after an interruption, replaces the lists.
    store.seal("2026-0001", BagRecord(tuple(entries), info))

    folder = tmp_path / "vault" / "2026-0001"
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.info["Source-Organization"] == "某区教育局"
    listed = (folder / "manifest-sm3.txt").read_text(encoding="utf-8")
    assert hashlib.new("sm3", CONTENT).hexdigest() + "  data/0001_一.mp4\n" in listed
    assert (b"DCIM/\xff" + "0001_一.mp4".encode()).hex() in (folder / "source-names.csv").read_text(
        encoding="utf-8-sig"
    )
    assert list(store.stored("2026-0001")) == [
        "2026-0001/data/0001_一.mp4",
        "2026-0001/data/0002_100 (2).mp4",
    ]
    assert list(store.bags()) == ["2026-0001"]


def test_a_changed_byte_in_a_bag_is_found_by_bagit(card, store, tmp_path):
    found = store.receive(card, "b/data/0001_a.mp4", ignore)
    entry = BagEntry("data/0001_a.mp4", found.size_bytes, found.sha256, found.sm3)
    store.seal("b", BagRecord((entry,)))
    stored = store.locate("b/data/0001_a.mp4")
    stored.chmod(0o644)
    with stored.open("r+b") as file:
        file.write(b"??")

    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path / "vault" / "b")).validate()


def test_a_bag_that_stayed_empty_is_taken_away(card, store, tmp_path):
    store.receive(card, "b/data/0001_a.mp4", ignore)

    store.discard("b/data/0001_a.mp4")
    store.seal("b", BagRecord(()))

    assert not (tmp_path / "vault" / "b").exists()


def test_only_one_at_a_time_may_fill_a_bag(store, tmp_path):
    other = FolderVault(tmp_path / "vault")
    with store.filling("b"):
        with pytest.raises(Unavailable, match="正在处理"), other.filling("b"):
            pytest.fail("two writers at once")
        with other.filling("c"):
            pass
    with other.filling("b"):
        pass
    assert list((tmp_path / "vault" / vault.INCOMING).iterdir()) == []


def test_sweeping_removes_what_was_left_unfinished(store, tmp_path):
    with store.filling("b"):
        for name in ("b_data_1.part", "c_data_1.part"):
            (tmp_path / "vault" / vault.INCOMING / name).write_bytes(b"half")
        # What is being filled is left alone, by whoever does not fill it.
        assert store.sweep() == 1
        assert store.sweep_bag("b") == 1
    assert store.sweep() == 0


def test_a_vault_without_room_counts_none(store, monkeypatch):
    assert store.room_bytes() > 0
    usage = type("Usage", (), {"free": 1})
    monkeypatch.setattr(vault.shutil, "disk_usage", lambda _path: usage)

    assert store.room_bytes() == 0


def test_full_is_a_kind_of_failed():
    assert issubclass(StoreFull, StoreFailed)
