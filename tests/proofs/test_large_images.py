"""Images of a full DVD and of 20 GiB with a file over 4 GiB, read back by everybody else's tools.

    python -m pytest -m proof tests/proofs/test_large_images.py

Needs 25 GiB of disk for the larger one; the originals are mostly holes.
"""

import hashlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_desk.burn import image, protect, structure
from archive_desk.burn.layout import Entry, name_tree
from archive_desk.burn.recovery import STANDARD_TOTALS, Rs03Layout
from archive_desk.burn.verify import verify
from archive_desk.domain.discs import SECTOR_BYTES, Medium, Protection
from archive_desk.domain.work import Unwatched
from tests.burn.test_protect import destroy, mended, program, scattered, scratched
from tests.helpers.reading_images import by_7zip, by_xorriso, mounted

pytestmark = pytest.mark.proof

GIB = 1 << 30
AT = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
VOLUME = structure.Volume("G2026-0001", "S2026-0001", 1, 1, AT)
FOLDER = "电子档案/2026/西综罚〔2026〕12号"
HUNDRED = "执法" * 48 + ".mp4"


@dataclass(frozen=True)
class Large:
    """An image and what must be in it: digests by full path and by the path in Joliet."""

    path: Path
    full: dict[str, str]
    joliet: dict[str, str]


def make_original(path: Path, size: int, seed: int) -> str:
    """A file of holes with bytes here and there, at its ends above all; its digest."""
    chance = random.Random(seed)
    with path.open("wb") as file:
        file.truncate(size)
        for place in (0, size // 3, size // 2, (1 << 32) - 1000, size - 5000):
            if 0 <= place < size - 4096:
                file.seek(place)
                file.write(chance.randbytes(4096))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.fixture(scope="module", params=["dvd", "bd"])
def large(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Large]:
    sizes = {
        "dvd": [GIB // 2 + 123_457 * number for number in range(8)] + [400_000_000 + 1],
        "bd": [6 * GIB + 12_345, *(GIB + 4321 * number for number in range(14))],
    }[request.param]
    folder = tmp_path_factory.mktemp("large")
    needed = sum(sizes) + GIB
    if shutil.disk_usage(folder).free < needed:
        pytest.skip(f"{needed // GIB} GiB of disk are needed")
    entries = []
    for number, size in enumerate(sizes):
        source = folder / f"source-{number}"
        digest = make_original(source, size, number)
        name = f"{number:04}_{HUNDRED[5:]}" if number < 2 else f"{number:04}_DSJ-A1B2C3.mp4"
        entries.append(Entry(f"{FOLDER}/{name}", size, AT, digest, source))
    built = image.build(structure.lay_out(entries, VOLUME), folder / "a.iso", Unwatched())
    tree = name_tree(entry.path for entry in entries)
    yield Large(
        built.path,
        {entry.path: entry.sha256 for entry in entries},
        {tree.joliet[entry.path].lstrip("/"): entry.sha256 for entry in entries},
    )
    shutil.rmtree(folder)


def test_every_files_digest_is_right_through_7zip_and_udf(large: Large) -> None:
    read = by_7zip("udf")
    assert max(len(Path(path).name) for path in large.full) == 100
    assert {path: read(large.path, path) for path in large.full} == large.full


def test_every_files_digest_is_right_through_7zip_and_iso_9660(large: Large) -> None:
    read = by_7zip("iso")
    assert {path: read(large.path, path) for path in large.joliet} == large.joliet


def test_every_files_digest_is_right_through_xorriso(large: Large) -> None:
    program("xorriso")
    assert {path: by_xorriso(large.path, path) for path in large.joliet} == large.joliet


@pytest.mark.parametrize("kind", ["udf", "iso9660"])
def test_every_files_digest_is_right_through_the_kernel(
    large: Large, tmp_path: Path, kind: str
) -> None:
    wanted = large.full if kind == "udf" else large.joliet
    with mounted(large.path, kind, tmp_path / "m") as root:
        for path, digest in wanted.items():
            with (root / path).open("rb") as file:
                assert hashlib.file_digest(file, "sha256").hexdigest() == digest


def protected(folder: Path, size: int, medium: Medium) -> tuple[image.BuiltImage, Rs03Layout]:
    source = folder / "source"
    source.write_bytes(random.Random(7).randbytes(1 << 20) * (size >> 20))
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    entry = Entry(f"{FOLDER}/0001.mp4", source.stat().st_size, AT, digest, source)
    laid_out, layout = protect.lay_out([entry], VOLUME, medium, Protection.RS03)
    assert isinstance(layout, Rs03Layout)
    return image.build(laid_out, folder / "a.iso", Unwatched(), layout), layout


@pytest.fixture(scope="module")
def full_cd(tmp_path_factory: pytest.TempPathFactory) -> image.BuiltImage:
    """A CD as full as its protection allows."""
    program("dvdisaster")
    return protected(tmp_path_factory.mktemp("cd"), 510 << 20, Medium.CD)[0]


@pytest.mark.parametrize("damage", ["scattered", "beginning"])
def test_dvdisaster_alone_mends_5_percent_of_a_full_cd(
    full_cd: image.BuiltImage, tmp_path: Path, damage: str
) -> None:
    damaged = tmp_path / "damaged.iso"
    shutil.copy(full_cd.path, damaged)
    count = full_cd.size_bytes // SECTOR_BYTES
    destroy(damaged, scattered(count) if damage == "scattered" else scratched(count, 0))
    words = ["-a", "RS03"] if damage == "beginning" else []
    assert mended(damaged, *words) == full_cd.sha256
    damaged.unlink()


def test_a_volume_too_large_for_a_cd_gets_enough_recovery_data_on_a_dvd(tmp_path: Path) -> None:
    program("dvdisaster")
    built, layout = protected(tmp_path, 650 << 20, Medium.DVD)
    assert layout.total_sectors in STANDARD_TOTALS
    assert layout.total_sectors > Medium.CD.sectors
    found = verify(built.path, Unwatched())
    assert (found.sha256, [each.code for each in found.findings]) == (built.sha256, ["no_manifest"])
    assert by_7zip("udf")(built.path, f"{FOLDER}/0001.mp4")
