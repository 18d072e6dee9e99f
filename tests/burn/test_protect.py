"""Repair rehearsed: an image loses 5 % of its sectors and comes back by the outside tool alone."""

import hashlib
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from archive_desk.burn import contents, image, protect, structure
from archive_desk.burn.image import BuiltImage
from archive_desk.burn.layout import Entry
from archive_desk.burn.recovery import (
    STANDARD_TOTALS,
    Par2Layout,
    Rs03Layout,
    par2_layout,
    possible,
    room_for_data,
    rs03_layout,
)
from archive_desk.burn.verify import verify
from archive_desk.burn.volume import open_volume
from archive_desk.domain.discs import SECTOR_BYTES, Medium, Protection
from archive_desk.domain.errors import Cancelled, Refused, Unavailable
from archive_desk.domain.sentences import Sentence
from archive_desk.domain.work import Unwatched
from tests.burn.conftest import digests_below, extract_by_7zip, make_catalogue, volume_of

GIB_SECTORS = (1 << 30) // SECTOR_BYTES


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def entries_in(folder: Path) -> tuple[list[Entry], structure.Volume]:
    catalogue, sources = make_catalogue(folder)
    return contents.entries_of(catalogue, sources, {}), volume_of(catalogue)


def destroy(file: Path, sectors: list[int]) -> None:
    chance = random.Random(5)
    with file.open("r+b") as stream:
        for sector in sectors:
            stream.seek(sector * SECTOR_BYTES)
            stream.write(chance.randbytes(SECTOR_BYTES))


def scattered(count: int, seed: int = 1) -> list[int]:
    return random.Random(seed).sample(range(count), count // 20)


def scratched(count: int, start: int) -> list[int]:
    return list(range(start, start + count // 20))


def mended(damaged: Path, *words: str) -> str:
    """Mend an image by dvdisaster; its digest then."""
    # Its exit code says that there was damage, not that it is still there.
    command = ["dvdisaster", *words, "-i", damaged, "-f"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with damaged.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.fixture(scope="module")
def rs03(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuiltImage, list[Entry]]:
    """An image with RS03, smaller than dvdisaster makes them by itself."""
    program("dvdisaster")
    folder = tmp_path_factory.mktemp("rs03")
    entries, volume = entries_in(folder)
    plain = structure.lay_out(entries, volume)
    total = plain.sectors * 140 // 100 // 255 * 255
    layout = Rs03Layout(plain.sectors, total, 0)
    laid_out = structure.with_rs03(plain, layout)
    return image.build(laid_out, folder / "a.iso", Unwatched(), layout), entries


def test_rs03_lies_behind_the_volume_and_the_files_are_read_as_ever(
    rs03: tuple[BuiltImage, list[Entry]], tmp_path: Path
) -> None:
    built, entries = rs03
    data = built.path.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (built.size_bytes, built.sha256)
    found = verify(built.path, Unwatched())
    assert found.findings == ()
    assert (found.sha256, found.size_bytes) == (built.sha256, built.size_bytes)
    digests = digests_below(extract_by_7zip(built.path, "udf", tmp_path))
    assert digests == {entry.path: entry.sha256 for entry in entries}


@pytest.mark.parametrize("damage", ["scattered", "scratch", "beginning", "end"])
def test_dvdisaster_alone_mends_5_percent_of_the_sectors(
    rs03: tuple[BuiltImage, list[Entry]], tmp_path: Path, damage: str
) -> None:
    built, _ = rs03
    damaged = tmp_path / "damaged.iso"
    shutil.copy(built.path, damaged)
    count = built.size_bytes // SECTOR_BYTES
    lost = {
        "scattered": scattered(count),
        "scratch": scratched(count, count // 3),
        "beginning": scratched(count, 0),
        "end": scratched(count, count - count // 20),
    }[damage]
    destroy(damaged, lost)
    # No size that dvdisaster would try by itself when the beginning is gone.
    assert mended(damaged, "--debug", "-n", str(count), "-a", "RS03") == built.sha256


@pytest.fixture(scope="module")
def par2(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuiltImage, list[Entry], Par2Layout]:
    """An image with par2 files on it."""
    program("par2")
    folder = tmp_path_factory.mktemp("par2")
    entries, volume = entries_in(folder)
    laid_out, layout = protect.lay_out(entries, volume, Medium.CD, Protection.PAR2)
    assert isinstance(layout, Par2Layout)
    return image.build(laid_out, folder / "a.iso", Unwatched(), layout), entries, layout


def test_par2_lies_on_the_disc_and_its_index_beside_the_image(
    par2: tuple[BuiltImage, list[Entry], Par2Layout], tmp_path: Path
) -> None:
    built, entries, layout = par2
    data = built.path.read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (built.size_bytes, built.sha256)
    assert verify(built.path, Unwatched()).findings == ()
    digests = digests_below(extract_by_7zip(built.path, "udf", tmp_path))
    on_disc = {path for path in digests if path.startswith("恢复数据/")}
    assert {path: digests[path] for path in set(digests) - on_disc} == {
        entry.path: entry.sha256 for entry in entries
    }
    assert len(on_disc) == 2
    assert layout.name == "G2026-0001.iso"
    index = image.kept_index(built.path).read_bytes()
    stored = tmp_path / "恢复数据" / "G2026-0001.iso.par2"
    assert stored.read_bytes().rstrip(b"\0") == index.rstrip(b"\0")


def repaired(folder: Path, built: BuiltImage, lost: list[int], *, kept: bool) -> Path:
    """Read a damaged disc into a file and mend it by par2; `kept`: with the index kept beside."""
    disc = folder / "G2026-0001.iso"
    shutil.copy(built.path, disc)
    destroy(disc, lost)
    shutil.copy(disc, folder / "disc.par2")
    sets = [folder / "disc.par2"]
    if kept:
        shutil.copy(image.kept_index(built.path), folder / "kept.par2")
        sets.insert(0, folder / "kept.par2")
    subprocess.run(
        ["par2", "repair", *(path.name for path in sets)],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return disc


@pytest.mark.parametrize("place", [0, 0.4, 0.8])
def test_par2_alone_mends_a_scratch_over_5_percent(
    par2: tuple[BuiltImage, list[Entry], Par2Layout], tmp_path: Path, place: float
) -> None:
    built, entries, _ = par2
    count = built.size_bytes // SECTOR_BYTES
    disc = repaired(tmp_path, built, scratched(count, int(place * count)), kept=False)
    files = open_volume(disc).best.files
    with disc.open("rb") as stream:
        for entry in entries:
            digest = hashlib.sha256()
            for start, length in files[entry.path].runs:
                stream.seek(start)
                digest.update(stream.read(length))
            assert digest.hexdigest() == entry.sha256


def test_par2_with_the_kept_index_mends_scattered_sectors_of_a_small_disc(
    par2: tuple[BuiltImage, list[Entry], Par2Layout], tmp_path: Path
) -> None:
    built, _, _ = par2
    count = built.size_bytes // SECTOR_BYTES
    disc = repaired(tmp_path, built, scattered(count, seed=3)[: count // 50], kept=True)
    prefix = disc.read_bytes()
    assert built.path.read_bytes()[: len(prefix)] == prefix


@pytest.mark.parametrize("protection", [Protection.RS03, Protection.PAR2])
def test_the_same_plan_with_recovery_data_is_the_same_bytes(
    tmp_path: Path, rs03, par2, protection: Protection
) -> None:
    entries, volume = entries_in(tmp_path)
    if protection is Protection.PAR2:
        laid_out, layout = protect.lay_out(entries, volume, Medium.CD, protection)
        before = par2[0]
    else:
        plain = structure.lay_out(entries, volume)
        before = rs03[0]
        layout = Rs03Layout(plain.sectors, before.size_bytes // SECTOR_BYTES, 0)
        laid_out = structure.with_rs03(plain, layout)
    again = image.build(laid_out, tmp_path / "elsewhere.iso", Unwatched(), layout)
    assert again.sha256 == before.sha256


class StopWhileMending:
    def report(self, done: int, total: int, note: Sentence | str = "") -> None:
        if "恢复数据" in str(note):
            raise Cancelled


def test_stopping_while_recovery_data_is_made_leaves_nothing(tmp_path: Path) -> None:
    program("par2")
    entries, volume = entries_in(tmp_path)
    laid_out, layout = protect.lay_out(entries, volume, Medium.CD, Protection.PAR2)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        image.build(laid_out, tmp_path / "a.iso", StopWhileMending(), layout)
    assert sorted(tmp_path.iterdir()) == before


def test_a_program_that_fails_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, volume = entries_in(tmp_path)
    laid_out, layout = protect.lay_out(entries, volume, Medium.CD, Protection.PAR2)
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("archive_desk.burn.programs.find", lambda _name: "/bin/false")
    with pytest.raises(Unavailable, match="false"):
        image.build(laid_out, tmp_path / "a.iso", Unwatched(), layout)
    monkeypatch.setattr("archive_desk.burn.programs.find", lambda _name: None)
    with pytest.raises(Unavailable, match="没有安装 par2"):
        image.build(laid_out, tmp_path / "a.iso", Unwatched(), layout)
    assert sorted(tmp_path.iterdir()) == before


def test_a_disc_too_full_for_its_protection_is_refused(tmp_path: Path) -> None:
    entries, volume = entries_in(tmp_path)
    large = replace(entries[-1], path="电子档案/大.mp4", size_bytes=690 * 1000 * 1000)
    for protection in (Protection.RS03, Protection.PAR2):
        with pytest.raises(Refused, match="放不下"):
            protect.lay_out([*entries, large], volume, Medium.CD, protection)


@pytest.mark.parametrize("medium", list(Medium)[:5])
def test_what_a_plan_may_fill_leaves_room_for_the_protection(medium: Medium) -> None:
    for protection in (Protection.RS03, Protection.PAR2):
        room = room_for_data(medium, protection)
        assert protection in possible(medium, room)
        assert room < medium.sectors
    rs03 = rs03_layout(room_for_data(medium, Protection.RS03), medium.sectors)
    assert rs03 is not None
    assert rs03.total_sectors <= medium.sectors


def test_rs03_never_relies_on_too_few_roots() -> None:
    for data in range(1000, 12_000_000, 7919):
        layout = rs03_layout(data, Medium.BD25.sectors)
        if layout is None:
            continue
        assert layout.volume_sectors >= data
        assert layout.total_sectors in STANDARD_TOTALS
        assert 64 <= layout.roots <= 170


def test_a_full_disc_can_only_go_without() -> None:
    assert possible(Medium.DVD, Medium.DVD.sectors - 10) == (Protection.NONE,)
    assert possible(Medium.BD128, 40_000_000) == (Protection.PAR2, Protection.NONE)


def test_par2_takes_what_room_there_is() -> None:
    wide = par2_layout(GIB_SECTORS, 2 * GIB_SECTORS, "a.iso")
    narrow = par2_layout(GIB_SECTORS, GIB_SECTORS * 108 // 100, "a.iso")
    assert wide is not None
    assert narrow is not None
    assert wide.recovery_blocks > narrow.recovery_blocks >= 60
