import hashlib
import os
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from archive_desk.burn import contents, image, structure
from archive_desk.burn.verify import verify
from archive_desk.burn.volume import open_volume
from archive_desk.domain.errors import Cancelled, Damaged, InvalidInput, Unavailable
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Unwatched
from tests.burn.conftest import (
    LONG_NAME,
    DiscUnderTest,
    digests_below,
    extract_by_7zip,
    make_catalogue,
    volume_of,
)
from tests.helpers.reading_images import mounted


def test_the_udf_view_has_every_name_complete_and_every_byte(
    disc: DiscUnderTest, extracted: Path
) -> None:
    assert digests_below(extracted) == disc.digests()
    assert any(path.name == LONG_NAME for path in extracted.rglob("*"))


def test_a_chinese_name_of_100_characters_is_complete_in_udf(tmp_path: Path) -> None:
    volume = volume_of(make_catalogue(tmp_path)[0])
    name = "执" * 96 + ".mp4"
    entries = [contents.made_entry(f"电子档案/{name}", b"hundred", volume.made_at)]
    iso = image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", Unwatched()).path
    listed = subprocess.run(
        ["7z", "l", "-slt", "-tudf", iso], check=True, capture_output=True, text=True
    ).stdout
    assert f"Path = 电子档案/{name}\n" in listed
    data = subprocess.run(
        ["7z", "x", "-so", "-tudf", iso, f"电子档案/{name}"], check=True, capture_output=True
    ).stdout
    assert data == b"hundred"


def test_the_iso_view_has_every_byte_and_every_name_of_64_characters(
    disc: DiscUnderTest, tmp_path: Path
) -> None:
    found = digests_below(extract_by_7zip(disc.built.path, "iso", tmp_path))
    assert sorted(found.values()) == sorted(disc.digests().values())
    short = {
        path: digest
        for path, digest in disc.digests().items()
        if len(path.rpartition("/")[2]) <= 60
    }
    assert short.items() <= found.items()


def test_xorriso_reads_the_same_files(disc: DiscUnderTest, tmp_path: Path) -> None:
    if shutil.which("xorriso") is None:
        pytest.skip("xorriso is not installed")
    subprocess.run(
        ["xorriso", "-osirrox", "on", "-indev", disc.built.path, "-extract", "/", tmp_path / "x"],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    found = digests_below(tmp_path / "x")
    assert sorted(found.values()) == sorted(disc.digests().values())
    assert found["说明文件.TXT"] == disc.digests()["说明文件.TXT"]


@pytest.mark.parametrize("kind", ["udf", "iso9660"])
def test_the_kernel_mounts_it_with_every_byte(
    disc: DiscUnderTest, tmp_path: Path, kind: str
) -> None:
    with mounted(disc.built.path, kind, tmp_path / "m") as root:
        found = digests_below(root)
    assert sorted(found.values()) == sorted(disc.digests().values())
    if kind == "udf":
        assert found == disc.digests()


def test_the_digest_reported_is_that_of_the_image(disc: DiscUnderTest) -> None:
    data = disc.built.path.read_bytes()
    assert disc.built.sha256 == hashlib.sha256(data).hexdigest()
    assert disc.built.size_bytes == len(data)


def test_the_same_plan_is_the_same_bytes_wherever_and_whenever(
    disc: DiscUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setattr("time.time", lambda: 1_000_000_000.0)
    laid_out = structure.lay_out(disc.entries, disc.volume)
    assert image.build(laid_out, tmp_path / "a.iso", Unwatched()).sha256 == disc.built.sha256


def test_the_descriptors_say_which_disc_of_which_set_it_is(disc: DiscUnderTest) -> None:
    head = disc.built.path.read_bytes()[: 64 * 2048]
    primary = head[16 * 2048 :]
    assert primary[40:72].decode().strip() == "G2026-0001"
    assert primary[190:318].decode().strip() == "GS2026-001"
    assert (primary[120], primary[124]) == (2, 1)  # set size, number
    udf = head[32 * 2048 :]
    assert (udf[56], udf[58]) == (1, 2)
    assert udf[72:200].rstrip(b"\0")[:-1].rstrip(b"\0").endswith(b"GS2026-001")
    assert primary[813:829] == b"2026112009050700"


def test_a_recording_carries_its_own_time(extracted: Path, disc: DiscUnderTest) -> None:
    entry = disc.catalogue.entries[0]
    assert entry.started_at is not None
    written = (extracted / entry.path).stat().st_mtime
    assert written == pytest.approx(entry.started_at.astimezone(UTC).timestamp(), abs=2)


class Watcher:
    def __init__(self, stop_at: int | None = None) -> None:
        self.seen: list[tuple[int, int]] = []
        self.stop_at = stop_at

    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        self.seen.append((done, total))
        if self.stop_at is not None and done >= self.stop_at:
            raise Cancelled


def entries_in(folder: Path) -> tuple[list[contents.Entry], structure.Volume]:
    catalogue, sources = make_catalogue(folder)
    return contents.entries_of(catalogue, sources, {}), volume_of(catalogue)


def test_progress_is_in_bytes_and_ends_at_the_total(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    watcher = Watcher()
    built = image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", watcher)
    assert watcher.seen[-1] == (built.size_bytes, built.size_bytes)


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", Watcher(stop_at=1))
    assert sorted(tmp_path.iterdir()) == before
    assert threading.active_count() == 1


@pytest.mark.parametrize("change", ["flip", "shorten", "lengthen", "remove"])
def test_a_recording_that_differs_from_the_register_stops_the_disc(
    tmp_path: Path, change: str
) -> None:
    entries, volume = entries_in(tmp_path)
    victim = tmp_path / "source-4"
    data = bytearray(victim.read_bytes())
    if change == "flip":
        data[4_567_890] ^= 1
        victim.write_bytes(data)
    elif change == "shorten":
        victim.write_bytes(data[:-1])
    elif change == "lengthen":
        victim.write_bytes(data + b"x")
    else:
        victim.unlink()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Damaged, match="执执执"):
        image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", Unwatched())
    assert sorted(tmp_path.iterdir()) == before


def test_an_older_image_survives_a_build_that_fails(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    (tmp_path / "a.iso").write_bytes(b"older")
    (tmp_path / "source-1").write_bytes(b"")
    with pytest.raises(Damaged):
        image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", Unwatched())
    assert (tmp_path / "a.iso").read_bytes() == b"older"


def test_what_a_cut_off_build_left_is_cleared_away_and_a_live_one_is_not(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    slow = tmp_path / ".a.iso.9abc.part"
    slow.mkdir()
    (slow / "a.iso").write_bytes(b"x")
    os.utime(slow, (0, 0))
    abandoned, live = tmp_path / ".a.iso.1234.part", tmp_path / ".a.iso.5678.part"
    abandoned.write_bytes(b"x")
    live.write_bytes(b"x")
    os.utime(abandoned, (0, 0))
    image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", Unwatched())
    assert [abandoned.exists(), live.exists(), slow.exists()] == [False, True, True]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    with pytest.raises(Unavailable):
        image.build(structure.lay_out(entries, volume), tmp_path / "no" / "a.iso", Unwatched())


def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    huge = replace(entries[-1], path="电子档案/太大.mp4", size_bytes=1 << 42)
    with pytest.raises(Unavailable, match="磁盘空间不足"):
        image.build(structure.lay_out([*entries, huge], volume), tmp_path / "a", Unwatched())


def test_a_disk_that_fills_up_midway_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, volume = entries_in(tmp_path)
    small = tmp_path / "small"
    small.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small]
    if os.name != "posix" or os.geteuid() or subprocess.run(words, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    # The room is there when it begins, and somebody else takes it.
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("archive_desk.burn.image.shutil.disk_usage", lambda _folder: usage)
    try:
        with pytest.raises(Unavailable, match="磁盘已满"):
            image.build(structure.lay_out(entries, volume), small / "a.iso", Unwatched())
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    twin = contents.made_entry("MANIFEST-SHA256.TXT", b"", volume.made_at)
    with pytest.raises(InvalidInput, match="同名"):
        structure.lay_out([*entries, twin], volume)


@pytest.mark.parametrize("number", ["", "长" * 61])
def test_a_number_that_is_no_volume_name_is_refused(tmp_path: Path, number: str) -> None:
    entries, volume = entries_in(tmp_path)
    with pytest.raises(InvalidInput, match="卷标"):
        structure.lay_out(entries, replace(volume, identifier=number))


def test_a_chinese_number_stands_complete_in_udf_and_as_far_as_it_goes_elsewhere(
    tmp_path: Path,
) -> None:
    entries, volume = entries_in(tmp_path)
    number, set_no = "西教-2026-执法音像-光盘-0001", "西教盘组〔2026〕第1号"
    volume = replace(volume, identifier=number, set_identifier=set_no)
    iso = image.build(structure.lay_out(entries, volume), tmp_path / "a.iso", Unwatched()).path
    seen = {view.file_system: view.identifier for view in open_volume(iso).views}
    assert seen == {"udf": number, "joliet": number[:16], "iso9660": "2026-0001"}
    words = ["7z", "l", "-slt", "-tudf", iso]
    listed = subprocess.run(words, capture_output=True, text=True).stdout
    assert f"VolumeId: {number[:15]}\n" in listed
    assert f"{set_no}\n" in listed
    assert "  VolumeSequenceNumber: 1\n" in listed
    assert "MaximumVolumeSequenceNumber: 2\n" in listed
    data = iso.read_bytes()
    assert set_no.encode("utf-16-be") in data[32 * 2048 : 33 * 2048]
    assert set_no.encode("utf-16-be") in data[17 * 2048 : 18 * 2048]
    assert verify(iso, Unwatched()).findings == ()


def test_the_data_lies_in_the_order_given(disc: DiscUnderTest) -> None:
    laid_out = structure.lay_out(disc.entries, disc.volume)
    sectors = [extent.sector for extent in laid_out.extents]
    assert sectors == sorted(sectors)
    assert [extent.entry for extent in laid_out.extents] == [
        entry for entry in disc.entries if entry.size_bytes
    ]


def test_a_file_over_4_gib_is_one_file_in_every_view(tmp_path: Path) -> None:
    at = volume_of(make_catalogue(tmp_path)[0]).made_at
    size = (1 << 32) + 12_345
    big = structure.Entry("电子档案/大.mp4", size, at, "")
    small = contents.made_entry("a.txt", b"hello", at + timedelta(days=1))
    volume = structure.Volume("G2026-0001", "GS", 1, 1, at)
    laid_out = structure.lay_out([small, big], volume)
    sparse = tmp_path / "sparse.iso"
    with sparse.open("wb") as file:
        file.truncate(laid_out.sectors * 2048)
        for offset in (0, laid_out.sectors * 2048 - (1 << 20)):
            start = max(offset, 0)
            file.seek(start)
            file.write(laid_out.metadata.read(start, 1 << 20))
    for view in ("udf", "iso"):
        listed = subprocess.run(
            ["7z", "l", "-slt", f"-t{view}", str(sparse)], capture_output=True, text=True
        ).stdout
        assert f"Size = {size}" in listed
